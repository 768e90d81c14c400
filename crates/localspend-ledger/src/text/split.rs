//! Splits one record off the front of a buffer. Works on bytes and knows no encoding: every byte that matters here is
//! ASCII. A quote that is never closed costs its own cell its quoting, never the rest of the file.

use memchr::{memchr, memchr_iter, memchr2, memchr3};

use super::dialect::Dialect;
use closing::{Quoted, line_ends, quoted_cell};
use repair::{MOST_READINGS, Reading, parted_otherwise, quoted_record};

mod ahead;
mod closing;
mod repair;

pub(super) use ahead::Ahead;

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

/// Splits the first record of `buffer` into `bytes` and `ends`. `last` says that no more bytes follow; `ahead` is kept from
/// one record to the next.
pub(super) fn split(
    buffer: &[u8],
    last: bool,
    dialect: &Dialect,
    ahead: &mut Ahead,
    bytes: &mut Vec<u8>,
    ends: &mut Vec<usize>,
) -> Found {
    let found = first_record(buffer, last, dialect, ahead, bytes, ends);
    if let Found::Record { used, lines } = found {
        if lines == 1 && dialect.width.is_some_and(|width| ends.len() < width as usize) {
            parted_otherwise(&buffer[..used], dialect, bytes, ends);
        }
        ahead.advance(buffer, used);
    }
    found
}

fn first_record(
    buffer: &[u8],
    last: bool,
    dialect: &Dialect,
    ahead: &mut Ahead,
    bytes: &mut Vec<u8>,
    ends: &mut Vec<usize>,
) -> Found {
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
        Some(at) if Some(buffer[at]) == dialect.quote => quoted_record(buffer, last, dialect, ahead, bytes, ends),
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
    let line = if dialect.aligned { trim_spaces(line) } else { line };
    let mut start = 0;
    for (end, next) in delimiters_in(line, delimiter, dialect) {
        bytes.extend_from_slice(&line[start..end]);
        ends.push(bytes.len());
        start = next;
    }
    bytes.extend_from_slice(&line[start..]);
    ends.push(bytes.len());
}

/// Where each cell but the last ends, and where the one after it starts.
fn delimiters_in(line: &[u8], delimiter: u8, dialect: &Dialect) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    memchr_iter(delimiter, line).filter_map(move |at| {
        // Of a delimiter of two bytes, the second parts nothing, and neither does one alone.
        if at < start || !is_delimiter(line, at, dialect) {
            return None;
        }
        start = cell_start(line, at + 1, dialect);
        Some((at, start))
    })
}

/// Spaces around aligned columns part nothing.
fn trim_spaces(line: &[u8]) -> &[u8] {
    let start = line.iter().take_while(|byte| **byte == b' ').count();
    let end = line.iter().rev().take_while(|byte| **byte == b' ').count();
    line.get(start..line.len() - end).unwrap_or_default()
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
            _ if byte == delimiter && is_delimiter(line, at, dialect) => {
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

/// True when a delimiter begins here.
fn is_delimiter(buffer: &[u8], at: usize, dialect: &Dialect) -> bool {
    buffer.get(at).copied() == dialect.delimiter && dialect.second.is_none_or(|second| buffer.get(at + 1) == Some(&second))
}

/// Where the cell after a delimiter starts.
fn cell_start(buffer: &[u8], after: usize, dialect: &Dialect) -> usize {
    let Some(tail) = dialect.tail() else { return after };
    let most = if dialect.aligned { usize::MAX } else { 1 };
    after + buffer.get(after..).unwrap_or_default().iter().take(most).take_while(|byte| **byte == tail).count()
}

/// The escape byte means something only before a byte that means something.
fn is_special(byte: u8, dialect: &Dialect) -> bool {
    Some(byte) == dialect.delimiter || Some(byte) == dialect.quote || Some(byte) == dialect.escape
}

/// The quotes met in a record.
#[derive(Debug, Default)]
struct Quotes {
    /// Where the first quotes open a cell.
    opening: [usize; MOST_READINGS],
    /// How many of those there are.
    opened: usize,
    /// A cell goes over several lines, or is never closed.
    odd: bool,
    /// A quote inside a cell is neither doubled nor escaped.
    inside: bool,
}

/// One reading of a record.
fn read_record(
    buffer: &[u8],
    last: bool,
    dialect: &Dialect,
    reading: Reading,
    (quotes, ahead): (&mut Quotes, &mut Ahead),
    bytes: &mut Vec<u8>,
    ends: &mut Vec<usize>,
) -> Found {
    let mut at = if dialect.aligned { cell_start(buffer, 0, dialect) } else { 0 };
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
            match quoted_cell(buffer, at + spaces + 1, last, dialect, reading, ahead, bytes) {
                Quoted::Closed { next, lines: inside, odd } => {
                    (at, lines) = (next, lines + inside);
                    quotes.odd |= inside > 0;
                    quotes.inside |= odd;
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
                    quotes.odd = true;
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
                let next = cell_start(buffer, at + 1, dialect);
                if dialect.tail().is_some() && next == buffer.len() && (next == at + 1 || dialect.aligned) && !last {
                    return CellEnd::NeedMore;
                }
                // Spaces at the end of a line part nothing.
                if dialect.aligned && matches!(buffer.get(next), None | Some(b'\n' | b'\r')) {
                    at = next;
                    continue;
                }
                if is_delimiter(buffer, at, dialect) {
                    return CellEnd::Delimiter(next);
                }
                bytes.push(byte);
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
