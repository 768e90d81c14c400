//! Splits one record off the front of a buffer. Works on bytes and knows no encoding: every byte that matters here is
//! ASCII. A quote that is never closed costs its own cell its quoting, never the rest of the file.

use memchr::{memchr, memchr_iter, memchr2, memchr3};

use super::dialect::Dialect;

/// What was found at the front of the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A record of `used` bytes (its line end included), over `lines` physical lines.
    Record { used: usize, lines: u64 },
    /// The record goes on past the end of the buffer.
    NeedMore,
}

/// A quoted cell of more lines than this is taken for a quote that was never closed.
const QUOTED_LINES: u64 = 200;

/// Quotes of one record that may turn out never to be closed: each costs a look ahead, and a crafted line is full of
/// them. Those after stand for themselves.
const UNCLOSED_QUOTES: u32 = 8;

/// Splits the first record of `buffer` into `bytes` and `ends`. `last` says that no more bytes follow.
pub(super) fn split(buffer: &[u8], last: bool, dialect: &Dialect, bytes: &mut Vec<u8>, ends: &mut Vec<usize>) -> Found {
    bytes.clear();
    ends.clear();
    let line_end = match (dialect.quote, dialect.bare_cr) {
        (Some(quote), true) => memchr3(b'\n', b'\r', quote, buffer),
        (Some(quote), false) => memchr2(b'\n', quote, buffer),
        (None, true) => memchr2(b'\n', b'\r', buffer),
        (None, false) => memchr(b'\n', buffer),
    };
    match line_end {
        None if !last => Found::NeedMore,
        None => {
            plain_cells(buffer, dialect, bytes, ends);
            Found::Record { used: buffer.len(), lines: 1 }
        }
        Some(at) if Some(buffer[at]) == dialect.quote => quoted_record(buffer, last, dialect, bytes, ends),
        Some(at) => {
            let Some(used) = after_line_end(buffer, at, last) else { return Found::NeedMore };
            let line = &buffer[..at];
            plain_cells(if buffer[at] == b'\n' { without_cr(line) } else { line }, dialect, bytes, ends);
            Found::Record { used, lines: 1 }
        }
    }
}

/// The offset after the line end at `at`; `None` when the buffer ends within a possible CR LF.
fn after_line_end(buffer: &[u8], at: usize, last: bool) -> Option<usize> {
    if buffer[at] == b'\n' {
        return Some(at + 1);
    }
    match buffer.get(at + 1) {
        Some(b'\n') => Some(at + 2),
        Some(_) => Some(at + 1),
        None if last => Some(at + 1),
        None => None,
    }
}

fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Cells of a line without quotes.
fn plain_cells(line: &[u8], dialect: &Dialect, bytes: &mut Vec<u8>, ends: &mut Vec<usize>) {
    let Some(delimiter) = dialect.delimiter else {
        bytes.extend_from_slice(line);
        ends.push(bytes.len());
        return;
    };
    if dialect.escape.is_some_and(|escape| memchr(escape, line).is_some()) {
        return escaped_cells(line, delimiter, dialect, bytes, ends);
    }
    let mut start = 0;
    for at in memchr_iter(delimiter, line) {
        bytes.extend_from_slice(&line[start..at]);
        ends.push(bytes.len());
        start = cell_start(line, at + 1, dialect).min(line.len());
    }
    bytes.extend_from_slice(&line[start..]);
    ends.push(bytes.len());
}

fn escaped_cells(line: &[u8], delimiter: u8, dialect: &Dialect, bytes: &mut Vec<u8>, ends: &mut Vec<usize>) {
    let mut at = 0;
    while let Some(&byte) = line.get(at) {
        match line.get(at + 1) {
            Some(&next) if Some(byte) == dialect.escape && is_special(next, dialect) => {
                bytes.push(next);
                at += 2;
                continue;
            }
            _ if byte == delimiter => {
                ends.push(bytes.len());
                at = cell_start(line, at + 1, dialect);
                continue;
            }
            _ => bytes.push(byte),
        }
        at += 1;
    }
    ends.push(bytes.len());
}

/// Where the cell after a delimiter starts.
fn cell_start(buffer: &[u8], after: usize, dialect: &Dialect) -> usize {
    if dialect.space_after && buffer.get(after) == Some(&b' ') { after + 1 } else { after }
}

/// The escape byte means something only before a byte that means something.
fn is_special(byte: u8, dialect: &Dialect) -> bool {
    Some(byte) == dialect.delimiter || Some(byte) == dialect.quote || Some(byte) == dialect.escape
}

/// Readings that are tried for a record of an odd width.
const MOST_READINGS: usize = 12;

/// How the quotes of a record are taken.
#[derive(Debug, Clone, Copy, Default)]
struct Reading {
    /// The place of a quote that is an ordinary character.
    plain: Option<usize>,
    /// Two quotes at the end of a cell are one of the text and the closing one.
    undoubled: bool,
    /// A quote closes its cell although text follows: a delimiter was lost.
    loose: bool,
}

/// A record with a quote somewhere in its first line. Where its quotes do not pair up, its width is odd and one quote
/// taken as an ordinary character would make it usual, that quote is one.
fn quoted_record(buffer: &[u8], last: bool, dialect: &Dialect, bytes: &mut Vec<u8>, ends: &mut Vec<usize>) -> Found {
    let mut quotes = Quotes::default();
    let found = read_record(buffer, last, dialect, Reading::default(), &mut quotes, bytes, ends);
    let (Found::Record { used, lines }, Some(width @ 2..)) = (found, dialect.width) else { return found };
    let width = width as usize;
    if !quotes.odd || ends.len() == width && lines == 1 {
        return found;
    }
    let usual = ends.len() == width;
    let (mut other_bytes, mut other_ends) = (Vec::new(), Vec::new());
    let undoubled = std::iter::once(Reading { undoubled: true, ..Reading::default() });
    let plain = quotes.opening[..quotes.opened].iter().map(|at| Reading { plain: Some(*at), ..Reading::default() });
    let loose = (!usual && lines > 1).then_some(Reading { loose: true, ..Reading::default() });
    for reading in undoubled.chain(plain).take(MOST_READINGS).chain(loose) {
        other_bytes.clear();
        other_ends.clear();
        // What follows the record cannot change how it is read, so that a buffer's end never matters.
        let other =
            read_record(&buffer[..used], true, dialect, reading, &mut Quotes::default(), &mut other_bytes, &mut other_ends);
        let Found::Record { used: other_used, lines: other_lines } = other else { continue };
        let next_is_usual = || is_usual(&buffer[other_used..used], dialect, width);
        // A usual record over several lines is left as it is, unless its lines are usual records by themselves.
        let better = other_ends.len() == width && (!usual || reading.undoubled && next_is_usual());
        // A record that is one line too many holds its own line alone where the next is a usual record.
        if better || reading.loose && other_lines == 1 && next_is_usual() {
            std::mem::swap(bytes, &mut other_bytes);
            std::mem::swap(ends, &mut other_ends);
            return other;
        }
    }
    found
}

/// True when a record of the usual width starts here.
fn is_usual(rest: &[u8], dialect: &Dialect, width: usize) -> bool {
    let (mut bytes, mut ends) = (Vec::new(), Vec::new());
    let reading = Reading { undoubled: true, ..Reading::default() };
    read_record(rest, true, dialect, reading, &mut Quotes::default(), &mut bytes, &mut ends);
    !rest.is_empty() && width > 2 && ends.len() == width
}

/// The quotes met in a record.
#[derive(Debug, Default)]
struct Quotes {
    /// Where the first quotes open a cell.
    opening: [usize; MOST_READINGS],
    /// How many of those there are.
    opened: usize,
    /// A quote inside a cell is neither doubled nor escaped, or a cell goes over several lines.
    odd: bool,
}

/// One reading of a record.
fn read_record(
    buffer: &[u8],
    last: bool,
    dialect: &Dialect,
    reading: Reading,
    quotes: &mut Quotes,
    bytes: &mut Vec<u8>,
    ends: &mut Vec<usize>,
) -> Found {
    let mut at = 0;
    let (mut lines, mut unclosed) = (1, 0);
    loop {
        // At the start of a cell.
        let spaces = match dialect.delimiter {
            Some(b' ') => 0,
            _ => buffer[at..].iter().take_while(|byte| **byte == b' ').count(),
        };
        let opens = buffer.get(at + spaces).is_some_and(|byte| Some(*byte) == dialect.quote);
        let quoted = opens && unclosed < UNCLOSED_QUOTES && reading.plain != Some(at + spaces);
        if quoted {
            if let Some(next) = quotes.opening.get_mut(quotes.opened) {
                *next = at + spaces;
                quotes.opened += 1;
            }
            let kept = bytes.len();
            match quoted_cell(buffer, at + spaces + 1, last, dialect, reading, bytes) {
                Quoted::Closed { next, lines: inside, odd } => {
                    (at, lines) = (next, lines + inside);
                    quotes.odd |= odd || inside > 0;
                    match cell_end(buffer, at, last, dialect, bytes) {
                        CellEnd::Delimiter(next) => {
                            ends.push(bytes.len());
                            at = next;
                            continue;
                        }
                        CellEnd::Line(used) => {
                            ends.push(bytes.len());
                            return Found::Record { used, lines };
                        }
                        CellEnd::NeedMore => return Found::NeedMore,
                    }
                }
                Quoted::NeedMore => return Found::NeedMore,
                Quoted::NeverClosed => {
                    unclosed += 1;
                    bytes.truncate(kept);
                }
            }
        }
        match cell_end(buffer, at, last, dialect, bytes) {
            CellEnd::Delimiter(next) => {
                ends.push(bytes.len());
                at = next;
            }
            CellEnd::Line(used) => {
                ends.push(bytes.len());
                return Found::Record { used, lines };
            }
            CellEnd::NeedMore => return Found::NeedMore,
        }
    }
}

enum CellEnd {
    /// The next cell starts here.
    Delimiter(usize),
    /// The record ends; the next one starts here.
    Line(usize),
    NeedMore,
}

/// Copies the rest of an unquoted cell (or what follows a closing quote) up to its end.
fn cell_end(buffer: &[u8], from: usize, last: bool, dialect: &Dialect, bytes: &mut Vec<u8>) -> CellEnd {
    let mut at = from;
    loop {
        let rest = buffer.get(at..).unwrap_or_default();
        let plain = next_mark(rest, dialect).unwrap_or(rest.len());
        bytes.extend_from_slice(&rest[..plain]);
        at += plain;
        let Some(&byte) = buffer.get(at) else { break };
        match byte {
            _ if Some(byte) == dialect.delimiter => {
                if dialect.space_after && buffer.get(at + 1).is_none() && !last {
                    return CellEnd::NeedMore;
                }
                return CellEnd::Delimiter(cell_start(buffer, at + 1, dialect));
            }
            b'\n' => return CellEnd::Line(at + 1),
            b'\r' => match buffer.get(at + 1) {
                Some(b'\n') => return CellEnd::Line(at + 2),
                None if !last => return CellEnd::NeedMore,
                _ if dialect.bare_cr => return CellEnd::Line(at + 1),
                _ => bytes.push(byte),
            },
            _ if Some(byte) == dialect.escape => match buffer.get(at + 1) {
                Some(&next) if is_special(next, dialect) => {
                    bytes.push(next);
                    at += 1;
                }
                None if !last => return CellEnd::NeedMore,
                _ => bytes.push(byte),
            },
            _ => bytes.push(byte),
        }
        at += 1;
    }
    if last { CellEnd::Line(buffer.len()) } else { CellEnd::NeedMore }
}

/// The first byte that may end an unquoted cell or change what follows it.
fn next_mark(bytes: &[u8], dialect: &Dialect) -> Option<usize> {
    match (dialect.delimiter, dialect.escape) {
        (Some(delimiter), None) => memchr3(delimiter, b'\n', b'\r', bytes),
        (None, None) => memchr2(b'\n', b'\r', bytes),
        (delimiter, escape) => {
            bytes.iter().position(|byte| Some(*byte) == delimiter || Some(*byte) == escape || matches!(byte, b'\n' | b'\r'))
        }
    }
}

enum Quoted {
    /// Closed; what follows the closing quote starts at `next`.
    Closed {
        next: usize,
        lines: u64,
        odd: bool,
    },
    NeedMore,
    NeverClosed,
}

/// Copies a quoted cell whose first byte after the quote is at `from`.
fn quoted_cell(buffer: &[u8], from: usize, last: bool, dialect: &Dialect, reading: Reading, bytes: &mut Vec<u8>) -> Quoted {
    let Some(quote) = dialect.quote else { return Quoted::NeverClosed };
    let escape = dialect.escape.unwrap_or(quote);
    let mut at = from;
    let mut lines = 0;
    let mut odd = false;
    loop {
        let rest = buffer.get(at..).unwrap_or_default();
        let Some(offset) = memchr2(quote, escape, rest) else {
            return if last || lines + line_ends(rest) > QUOTED_LINES { Quoted::NeverClosed } else { Quoted::NeedMore };
        };
        lines += line_ends(&rest[..offset]);
        if lines > QUOTED_LINES {
            return Quoted::NeverClosed;
        }
        bytes.extend_from_slice(&rest[..offset]);
        at += offset;
        let next = buffer.get(at + 1).copied();
        if next.is_none() && !last {
            return Quoted::NeedMore;
        }
        let ends_undoubled = reading.undoubled
            && buffer[at] == quote
            && next == Some(quote)
            && at > from
            && matches!(closes(buffer, at + 2, last, dialect), Closes::Yes(_));
        if ends_undoubled {
            bytes.push(quote);
            at += 1;
            continue;
        }
        if buffer[at] != quote || escape == quote && next == Some(quote) || dialect.escape.is_some() && next == Some(quote) {
            // An escape byte, or a doubled quote.
            match next {
                Some(next) if buffer[at] == quote || is_special(next, dialect) => {
                    bytes.push(next);
                    at += 2;
                }
                _ => {
                    bytes.push(buffer[at]);
                    at += 1;
                }
            }
            continue;
        }
        match closes(buffer, at + 1, last, dialect) {
            Closes::Yes(_) if lines > 0 && swallowed_a_record(&buffer[from..at], dialect) => return Quoted::NeverClosed,
            Closes::Yes(next) => return Quoted::Closed { next, lines, odd },
            Closes::NeedMore => return Quoted::NeedMore,
            Closes::No if reading.loose => return Quoted::Closed { next: at + 1, lines, odd: true },
            Closes::No => {
                // A quote inside the text that nobody doubled.
                bytes.push(quote);
                at += 1;
                odd = true;
            }
        }
    }
}

enum Closes {
    Yes(usize),
    No,
    NeedMore,
}

/// True when a quote before `at` ends its cell: a delimiter, a line end or the end of the file follows.
fn closes(buffer: &[u8], at: usize, last: bool, dialect: &Dialect) -> Closes {
    let spaces = buffer[at..].iter().take_while(|byte| **byte == b' ' && dialect.delimiter != Some(b' ')).count();
    match buffer.get(at + spaces) {
        None if last => Closes::Yes(at + spaces),
        None => Closes::NeedMore,
        Some(&byte) if Some(byte) == dialect.delimiter || byte == b'\n' || byte == b'\r' => Closes::Yes(at + spaces),
        Some(_) => Closes::No,
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).count() as u64
}

/// True when a whole line inside a quoted cell would be a full record by itself: the quote was a stray one.
fn swallowed_a_record(cell: &[u8], dialect: &Dialect) -> bool {
    let (Some(delimiter), Some(width @ 4..)) = (dialect.delimiter, dialect.width) else { return false };
    let mut lines = cell.split(|byte| *byte == b'\n' || *byte == b'\r').skip(1).peekable();
    while let Some(line) = lines.next() {
        // The last piece is cut by the closing quote and proves nothing.
        if lines.peek().is_some() && memchr_iter(delimiter, line).count() as u32 + 1 == width {
            return true;
        }
    }
    false
}
