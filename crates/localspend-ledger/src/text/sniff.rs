//! Finds a text file's dialect from its first part: the one under which records are most alike and cells most like
//! values that people write (as in CleverCSV: consistency of shape times share of recognised cells).

mod delimiters;

use std::collections::BTreeMap;

use super::dialect::Dialect;
use super::split::{Ahead, Found, split};
use crate::record::trim;
use crate::understand::{amount, date};
use delimiters::{Candidate, delimiters};

/// Bytes looked at.
pub const SAMPLE: usize = 256 << 10;
/// Records looked at.
const RECORDS: usize = 400;

/// The dialect of a sample of decoded, ASCII-compatible text. `whole` says that the sample is the whole file.
pub fn sniff(sample: &[u8], whole: bool) -> Dialect {
    let sample = if whole { sample } else { &sample[..memchr::memrchr2(b'\n', b'\r', sample).map_or(sample.len(), |at| at + 1)] };
    let bare_cr = bare_cr_ends_records(sample);
    let nothing = Dialect { delimiter: None, bare_cr, ..Dialect::default() };
    let mut best = (f64::MIN, nothing);
    let candidates = delimiters(sample, nothing);
    for quote in quotes(sample) {
        for Candidate { dialect, preference, sure } in candidates.iter().copied() {
            for escape in escapes(sample, dialect.delimiter, quote) {
                let dialect = Dialect { quote, escape, ..dialect };
                let around = if quote == Some(b'\'') && is_around_cells(sample, &dialect) { AROUND } else { 1.0 };
                let score = score(sample, &dialect) * preference * quoting_preference(quote, escape) * around;
                if score > best.0 && (sure || is_borne_out(sample, &dialect)) {
                    best = (score, dialect);
                }
            }
        }
    }
    let mut dialect = if best.0 > 0.0 { best.1 } else { Dialect { delimiter: None, ..best.1 } };
    if is_doubled(sample, &dialect) {
        dialect.second = dialect.delimiter;
    }
    dialect.space_after = space_after_delimiters(sample, &dialect);
    dialect.width = usual_width(sample, &dialect);
    dialect
}

/// How much better a quote other than the usual one is where all cells stand in it: enough to win where both fit.
const AROUND: f64 = 1.05;

/// True when nearly every cell begins and ends with the quote, whether it needs to or not.
fn is_around_cells(sample: &[u8], dialect: &Dialect) -> bool {
    let Some(quote) = dialect.quote else { return false };
    let (mut cells, mut quoted) = (0_u64, 0_u64);
    records(sample, &Dialect { quote: None, escape: None, ..*dialect }, |bytes, ends| {
        let mut from = 0;
        for &end in ends {
            let cell = bytes[from..end].trim_ascii();
            cells += u64::from(!cell.is_empty());
            quoted += u64::from(cell.len() > 1 && cell.first() == Some(&quote) && cell.last() == Some(&quote));
            from = end;
        }
    });
    cells >= 4 && quoted * 10 >= cells * 9
}

/// True when two of the byte part the cells: nearly every record is as wide as the first then, in which none stands alone.
/// Bytes that leave a column free more often than they are doubled are left as they are.
fn is_doubled(sample: &[u8], dialect: &Dialect) -> bool {
    let Some(delimiter) = dialect.delimiter.filter(|delimiter| !b",;\t ".contains(delimiter)) else { return false };
    if dialect.second.is_some() {
        return false;
    }
    if memchr::memmem::find(sample, &[delimiter, delimiter]).is_none() {
        return false;
    }
    let (mut width, mut alike, mut total) = (0, 0_u64, 0_u64);
    records(sample, &Dialect { second: dialect.delimiter, ..*dialect }, |bytes, ends| {
        if bytes.is_empty() {
            return;
        }
        if total == 0 && memchr::memchr(delimiter, bytes).is_none() {
            width = ends.len();
        }
        total += 1;
        alike += u64::from(ends.len() == width);
    });
    width >= 2 && alike >= 2 && alike * 5 >= total * 4
}

/// True when nearly every cell but the first begins with one space: the space is half of the delimiter. Cells padded to
/// one width begin with several, and those are theirs.
fn space_after_delimiters(sample: &[u8], dialect: &Dialect) -> bool {
    if dialect.second.is_some() || dialect.delimiter.is_none_or(|delimiter| delimiter == b' ') {
        return false;
    }
    let quoted_after_space = |rest: &[u8]| rest.starts_with(b" ") && rest.get(1).copied() == dialect.quote;
    let delimiter = dialect.delimiter.unwrap_or(b',');
    let (mut cells, mut spaced, mut padded) = (0_u64, 0_u64, 0_u64);
    records(sample, dialect, |bytes, ends| {
        for pair in ends.windows(2) {
            let cell = &bytes[pair[0]..pair[1]];
            cells += 1;
            spaced += u64::from(cell.starts_with(b" "));
            padded += u64::from(cell.starts_with(b"  ") && cell.iter().any(|byte| *byte != b' '));
        }
    });
    // A quoted cell has already lost the space before its quote.
    let before_quotes = memchr::memchr_iter(delimiter, sample).filter(|at| quoted_after_space(&sample[at + 1..])).count() as u64;
    let total = spaced + before_quotes.min(cells - spaced);
    cells >= 2 && total * 20 >= cells * 19 && padded * 20 <= cells
}

/// True when a byte that is a part of ordinary text parts a table all the same: values stand between, or quotes around the
/// cells; not every line is one value; and the first line is no label of a single column.
fn is_borne_out(sample: &[u8], dialect: &Dialect) -> bool {
    let (mut cells, mut values, mut whole_values, mut lines) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut first_two: Vec<(usize, bool)> = Vec::new();
    records(sample, dialect, |bytes, ends| {
        if first_two.len() < 2 && (!first_two.is_empty() || !bytes.is_empty()) {
            first_two.push((ends.len(), bytes.first().is_some_and(u8::is_ascii_alphanumeric)));
        }
        let mut from = 0;
        for &end in ends {
            cells += 1;
            values += u64::from(is_value(&bytes[from..end]));
            from = end;
        }
    });
    let mut quoted = false;
    let whole = Dialect { delimiter: None, quote: None, ..*dialect };
    records(sample, &whole, |bytes, _| {
        lines += u64::from(!bytes.is_empty());
        whole_values += u64::from(is_value(bytes));
        let mark = |at: usize| bytes.get(at).copied().filter(|byte| Some(*byte) == dialect.delimiter);
        quoted |= dialect.quote.is_some_and(|quote| {
            memchr::memchr_iter(quote, bytes).any(|at| mark(at + 1).is_some() || at > 0 && mark(at - 1).is_some())
        });
    });
    let label = matches!(first_two[..], [(1, true), (2.., _)]);
    // Sentences have as many words as it takes.
    let even = dialect.delimiter != Some(b' ') || usual_width(sample, dialect).is_some();
    !label && even && whole_values * 5 < lines * 4 && (quoted || values * 5 >= cells)
}

fn quotes(sample: &[u8]) -> Vec<Option<u8>> {
    let mut quotes = Vec::new();
    for quote in [b'"', b'\'', b'`', b'~', b'$'] {
        // A quote stands at the start of a cell at least once.
        let at_start = memchr::memchr_iter(quote, sample)
            .any(|at| at == 0 || !sample[at - 1].is_ascii_alphanumeric() && sample[at - 1] != quote);
        if at_start && (quote == b'"' || memchr::memchr_iter(quote, sample).count() >= 2) {
            quotes.push(Some(quote));
        }
    }
    if quotes.first() != Some(&Some(b'"')) {
        quotes.insert(0, Some(b'"'));
    }
    quotes
}

/// A byte escapes quotes where it stands before more quotes inside cells than there are doubled ones. A backslash may escape
/// delimiters where it stands before some.
fn escapes(sample: &[u8], delimiter: Option<u8>, quote: Option<u8>) -> Vec<Option<u8>> {
    let Some(quote) = quote else { return vec![None] };
    let inside =
        |byte: Option<&u8>| byte.is_some_and(|byte| Some(*byte) != delimiter && !b"\r\n".contains(byte) && *byte != quote);
    let count = |before: u8| {
        memchr::memmem::find_iter(sample, &[before, quote])
            .filter(|at| inside(sample.get(at + 2)) && (before != quote || *at > 0 && inside(sample.get(at - 1))))
            .count()
    };
    let doubled = count(quote);
    // Only one can be meant, and where it is, reading without it leaves its bytes in the text.
    let escape = [b'\\', b'/', b'%'].into_iter().find(|escape| count(*escape) > doubled.max(usize::from(*escape != b'\\') * 2));
    let before_delimiter = || delimiter.is_some_and(|delimiter| memchr::memmem::find(sample, &[b'\\', delimiter]).is_some());
    if escape.is_none() && before_delimiter() { vec![None, Some(b'\\')] } else { vec![escape] }
}

/// Usual choices win where nothing speaks against them.
fn quoting_preference(quote: Option<u8>, escape: Option<u8>) -> f64 {
    let quote = match quote {
        Some(b'"') => 1.0,
        Some(b'\'') => 0.97,
        _ => 0.9,
    };
    quote * if escape.is_some() { 0.995 } else { 1.0 }
}

/// A carriage return alone ends a record, unless the pieces it leaves are plainly parts of one record.
fn bare_cr_ends_records(sample: &[u8]) -> bool {
    let (mut bare, mut lf) = (0_u64, 0_u64);
    for at in memchr::memchr2_iter(b'\r', b'\n', sample) {
        match sample[at] {
            b'\n' => lf += 1,
            _ if sample.get(at + 1) == Some(&b'\n') => {}
            _ => bare += 1,
        }
    }
    bare == 0 || lf == 0 || bare * 2 >= lf || splits_alike(sample)
}

/// True when bare carriage returns part pieces with as many delimiters as whole lines have.
fn splits_alike(sample: &[u8]) -> bool {
    let delimiter =
        [b',', b';', b'\t', b'|'].into_iter().max_by_key(|byte| memchr::memchr_iter(*byte, sample).count()).unwrap_or(b',');
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let mut around = Vec::new();
    for line in sample.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let pieces: Vec<usize> =
            line.split(|byte| *byte == b'\r').map(|piece| memchr::memchr_iter(delimiter, piece).count()).collect();
        match pieces[..] {
            [one] => *counts.entry(one).or_default() += 1,
            _ => around.extend(pieces),
        }
    }
    let usual = counts.iter().max_by_key(|(_, count)| **count).map_or(0, |(width, _)| *width);
    let alike = around.iter().filter(|count| **count >= usual.max(1)).count();
    alike * 2 >= around.len()
}

fn records(sample: &[u8], dialect: &Dialect, mut each: impl FnMut(&[u8], &[usize])) {
    let (mut bytes, mut ends, mut ahead) = (Vec::new(), Vec::new(), Ahead::default());
    let mut at = 0;
    for _ in 0..RECORDS {
        if at >= sample.len() {
            return;
        }
        match split(&sample[at..], true, dialect, &mut ahead, &mut bytes, &mut ends) {
            Found::Record { used, .. } => at += used.max(1),
            Found::NeedMore => return,
        }
        each(&bytes, &ends);
    }
}

/// The width of most records that hold anything.
fn usual_width(sample: &[u8], dialect: &Dialect) -> Option<u32> {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    records(sample, dialect, |bytes, ends| {
        if !bytes.is_empty() {
            *widths.entry(ends.len()).or_default() += 1;
        }
    });
    let total: usize = widths.values().sum();
    let (width, count) = widths.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 2 > total && width > 1).then_some(width as u32)
}

/// Consistency of shape times share of recognised cells.
fn score(sample: &[u8], dialect: &Dialect) -> f64 {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut cells, mut known, mut total) = (0_u64, 0.0, 0_usize);
    records(sample, dialect, |bytes, ends| {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        *widths.entry(ends.len()).or_default() += 1;
        total += 1;
        let mut from = 0;
        for &end in ends {
            cells += 1;
            known += recognised(&bytes[from..end], dialect);
            from = end;
        }
    });
    if total == 0 || cells == 0 {
        return 0.0;
    }
    let shapes = widths.len() as f64;
    let pattern: f64 =
        widths.iter().map(|(width, count)| *count as f64 * (*width as f64 - 1.0) / *width as f64).sum::<f64>() / shapes;
    // The share of records in the most usual shape keeps a few odd rows from hiding a clear table.
    let usual = widths.iter().filter(|(width, _)| **width > 1).map(|(_, count)| *count).max().unwrap_or(0) as f64 / total as f64;
    (pattern / total as f64).max(0.001).sqrt() * usual * (known / cells as f64).max(0.001)
}

/// 1 for a cell that is a value as people write it, less for one that looks cut at the wrong place.
fn recognised(cell: &[u8], dialect: &Dialect) -> f64 {
    let Ok(text) = std::str::from_utf8(cell) else { return 0.8 };
    let text = trim(text);
    if text.is_empty() {
        return 0.9;
    }
    if is_value_text(text) {
        return 1.0;
    }
    let first = text.as_bytes()[0];
    let stray_quote = Some(first) == dialect.quote || text.starts_with('"') || text.ends_with('"');
    // The end of one quoted cell and the start of the next, with the delimiter between them unseen.
    let quotes_inside = dialect.quote == Some(b'"') && text.contains("\" \"");
    let other_delimiters = text.bytes().filter(|byte| b";\t|".contains(byte)).count();
    match () {
        () if stray_quote || quotes_inside => 0.1,
        () if other_delimiters > 1 => 0.3,
        () if text.len() > 200 => 0.6,
        () => 0.9,
    }
}

/// A number or a date.
fn is_value_text(text: &str) -> bool {
    text.len() <= 40
        && (matches!(amount::parse(text, amount::DecimalMark::Point), amount::Amount::Money(_)) || date::parse(text).is_date())
}

/// A number, a date, or a time of day.
fn is_value(cell: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(cell) else { return false };
    let time = |text: &str| text.contains(':') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let text = trim(text);
    !text.is_empty() && (time(text) || is_value_text(text))
}
