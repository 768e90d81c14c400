//! Records that somebody wrote wrongly: a stray quote, a delimiter that was lost, a line with the delimiter of another
//! file. Another reading is taken only where it gives the record its usual number of cells, or the next line its own.

use memchr::{memchr, memchr_iter, memchr2};

use super::{Ahead, Dialect, Found, Quotes, read_record};

/// Readings that are tried for a record of an odd width.
pub(super) const MOST_READINGS: usize = 12;

/// How the quotes of a record are taken.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reading {
    /// The place of a quote that is an ordinary character.
    pub plain: Option<usize>,
    /// Two quotes at the end of a cell are one of the text and the closing one.
    pub undoubled: bool,
    /// A quote closes its cell although text follows: a delimiter was lost.
    pub loose: bool,
}

/// A record with a quote somewhere in its first line. Where its quotes do not pair up, its width is odd and one quote
/// taken as an ordinary character would make it usual, that quote is one.
pub(super) fn quoted_record(
    buffer: &[u8],
    last: bool,
    dialect: &Dialect,
    ahead: &mut Ahead,
    bytes: &mut Vec<u8>,
    ends: &mut Vec<usize>,
) -> Found {
    let mut quotes = Quotes::default();
    let found = read_record(buffer, last, dialect, Reading::default(), (&mut quotes, ahead), bytes, ends);
    let (Found::Record { used, lines }, Some(width @ 2..)) = (found, dialect.width) else { return found };
    let width = width as usize;
    if !quotes.odd && !quotes.inside || ends.len() == width && lines == 1 {
        return found;
    }
    let (cells, usual) = (ends.len(), ends.len() == width);
    let (mut other_bytes, mut other_ends) = (Vec::new(), Vec::new());
    let undoubled = std::iter::once(Reading { undoubled: true, ..Reading::default() });
    let plain = quotes.opening[..quotes.opened].iter().map(|at| Reading { plain: Some(*at), ..Reading::default() });
    let loose = (quotes.inside || !usual && lines > 1).then_some(Reading { loose: true, ..Reading::default() });
    // Where every quote of the line has its fellow, a delimiter was lost rather than a quote put in.
    let paired = dialect.quote.is_some_and(|quote| {
        let line = &buffer[..memchr2(b'\n', b'\r', buffer).unwrap_or(used).min(used)];
        memchr_iter(quote, line).count().is_multiple_of(2)
    });
    let (loose_first, loose_last) = if paired { (loose, None) } else { (None, loose) };
    let readings = undoubled.chain(loose_first).chain(plain).take(MOST_READINGS).chain(loose_last);
    for reading in readings {
        other_bytes.clear();
        other_ends.clear();
        // What follows the record cannot change how it is read, so that a buffer's end never matters.
        let apart = (&mut Quotes::default(), &mut Ahead::default());
        let other = read_record(&buffer[..used], true, dialect, reading, apart, &mut other_bytes, &mut other_ends);
        let Found::Record { used: other_used, lines: other_lines } = other else { continue };
        let next_is_usual = || is_usual(&buffer[other_used..used], dialect, width);
        let better = if reading.loose {
            // A record that is one line too many holds its own line alone where the next is a usual record. On one line,
            // a delimiter that was lost after a closing quote lets the cell swallow others.
            other_lines == 1 && next_is_usual()
                || !usual && other_ends.len() == width
                || quotes.inside && lines == 1 && !usual && other_ends.len() > cells && other_ends.len() <= width
        } else if other_ends.len() != width {
            // A quote that nothing closes, in a record that is itself short: it is told by the usual record that it swallowed.
            let short = reading.plain.is_some() && other_lines == 1 && other_ends.len() < width;
            short && cells > width && next_is_usual()
        } else if reading.undoubled {
            // A usual record over several lines is left as it is, unless its lines are usual records by themselves.
            !usual || next_is_usual()
        } else {
            // A quote that closes its cell soundly is no stray one, unless the lines below are usual records.
            quotes.inside && !usual || other_lines < lines && next_is_usual() && (quotes.inside || !usual)
        };
        if better {
            std::mem::swap(bytes, &mut other_bytes);
            std::mem::swap(ends, &mut other_ends);
            return other;
        }
    }
    found
}

/// A line of too few cells that another delimiter parts into exactly the usual number was written with that one.
pub(super) fn parted_otherwise(line: &[u8], dialect: &Dialect, bytes: &mut Vec<u8>, ends: &mut Vec<usize>) {
    let Some(width @ 3..) = dialect.width else { return };
    let (mut other_bytes, mut other_ends) = (Vec::new(), Vec::new());
    for delimiter in b";\t|, ".iter().copied().filter(|byte| Some(*byte) != dialect.delimiter) {
        if memchr_iter(delimiter, line).count() + 1 < width as usize {
            continue;
        }
        other_bytes.clear();
        other_ends.clear();
        let other = Dialect { delimiter: Some(delimiter), space_after: false, second: None, aligned: false, ..*dialect };
        let apart = (&mut Quotes::default(), &mut Ahead::default());
        let found = read_record(line, true, &other, Reading::default(), apart, &mut other_bytes, &mut other_ends);
        let whole = matches!(found, Found::Record { used, .. } if used == line.len());
        if whole && other_ends.len() == width as usize && are_cells(line, delimiter, dialect, &other_bytes, &other_ends) {
            std::mem::swap(bytes, &mut other_bytes);
            std::mem::swap(ends, &mut other_ends);
            return;
        }
    }
}

/// True for what may be cells rather than the parts of a sentence.
fn are_cells(line: &[u8], delimiter: u8, dialect: &Dialect, bytes: &[u8], ends: &[usize]) -> bool {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let cells = || starts.clone().zip(ends).map(|(start, end)| &bytes[start..*end]);
    if delimiter != b' ' {
        return cells().all(|cell| !cell.starts_with(b" "));
    }
    let value = |cell: &&[u8]| cell.iter().any(u8::is_ascii_digit) && !cell.iter().any(u8::is_ascii_alphabetic);
    let values = cells().filter(value).count();
    let quoted = dialect.quote.is_some_and(|quote| memchr(quote, line).is_some());
    values >= 2 && quoted || values >= 4 && values * 2 > ends.len()
}

/// True when a record of the usual width starts here. Two cells are soon found in any sentence with a comma: of records of
/// that width all must be usual, and no quote may stand inside a cell.
fn is_usual(mut rest: &[u8], dialect: &Dialect, width: usize) -> bool {
    let (mut bytes, mut ends) = (Vec::new(), Vec::new());
    let reading = Reading { undoubled: true, ..Reading::default() };
    let mut read = |rest: &[u8]| {
        bytes.clear();
        ends.clear();
        let apart = (&mut Quotes::default(), &mut Ahead::default());
        let found = read_record(rest, true, dialect, reading, apart, &mut bytes, &mut ends);
        let quote = dialect.quote.is_some_and(|quote| memchr(quote, &bytes).is_some());
        match found {
            Found::Record { used, .. } if ends.len() == width && (width > 2 || !quote) => Some(used),
            _ => None,
        }
    };
    if rest.is_empty() {
        return false;
    }
    while let Some(used) = read(rest) {
        rest = rest.get(used..).unwrap_or_default();
        if width > 2 || rest.is_empty() {
            return true;
        }
    }
    false
}
