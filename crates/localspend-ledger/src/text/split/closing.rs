//! Finds the quote that closes a cell, if there is one.

use memchr::memchr2;

use super::ahead::{Ahead, Known, swallowed_record};
use super::{Dialect, QUOTED_LINES, Reading, is_delimiter, is_special};

/// What became of a quoted cell.
pub(super) enum Quoted {
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
pub(super) fn quoted_cell(
    buffer: &[u8],
    from: usize,
    last: bool,
    dialect: &Dialect,
    reading: Reading,
    ahead: &mut Ahead,
    bytes: &mut Vec<u8>,
) -> Quoted {
    // What is known of the bytes ahead holds for the ordinary reading of quotes alone.
    let mut ahead = Some(ahead).filter(|_| !reading.undoubled && !reading.loose);
    let cell = QuotedCell { buffer, from, last, dialect, reading };
    let closing = cell.closing(from, 0, ahead.as_deref_mut(), &mut |part| bytes.extend_from_slice(part));
    match (closing, ahead) {
        (Closing::At { next, lines, odd }, _) => return Quoted::Closed { next, lines, odd },
        (Closing::NeedMore, _) => return Quoted::NeedMore,
        (Closing::NotBefore { until, lines }, Some(ahead)) => ahead.not_before(buffer, from, until, lines, dialect),
        (Closing::Swallows { record }, Some(ahead)) => ahead.swallows(from, record),
        (Closing::NotBefore { .. } | Closing::Swallows { .. } | Closing::Never, _) => {}
    }
    Quoted::NeverClosed
}

/// Where the quote is that closes a cell.
enum Closing {
    /// What follows it starts at `next`.
    At {
        next: usize,
        lines: u64,
        odd: bool,
    },
    NeedMore,
    /// There is none, and so many line ends up to here.
    NotBefore {
        until: usize,
        lines: u64,
    },
    /// It would make the record that begins here a part of the cell.
    Swallows {
        record: usize,
    },
    /// There is none, as was known.
    Never,
}

fn keep_nothing(_: &[u8]) {}

/// A quoted cell whose first byte after the quote is at `from`.
struct QuotedCell<'c> {
    buffer: &'c [u8],
    from: usize,
    last: bool,
    dialect: &'c Dialect,
    reading: Reading,
}

impl QuotedCell<'_> {
    /// Goes on at `at`, `lines` line ends into the cell, up to the closing quote, and gives what is text to `keep`.
    fn closing<K: FnMut(&[u8])>(&self, mut at: usize, mut lines: u64, mut ahead: Option<&mut Ahead>, keep: &mut K) -> Closing {
        let QuotedCell { buffer, from, last, dialect, reading } = *self;
        let Some(quote) = dialect.quote else { return Closing::Never };
        let escape = dialect.escape.unwrap_or(quote);
        let mut odd = false;
        loop {
            let ordinary = buffer.get(at).is_some_and(|byte| *byte != quote && *byte != escape);
            if ordinary && let Some(ahead) = ahead.take() {
                match ahead.about(buffer, at) {
                    Known::Never => return Closing::Never,
                    Known::NotBefore(until, between) => match self.closing(until, lines + between, None, &mut keep_nothing) {
                        Closing::At { .. } => {}
                        not_closed => return not_closed,
                    },
                    Known::Nothing => {}
                }
            }
            let rest = buffer.get(at..).unwrap_or_default();
            let Some(offset) = memchr2(quote, escape, rest) else {
                lines += line_ends(rest);
                let ended = last || lines > QUOTED_LINES;
                return if ended { Closing::NotBefore { until: buffer.len(), lines } } else { Closing::NeedMore };
            };
            lines += line_ends(&rest[..offset]);
            if lines > QUOTED_LINES {
                return Closing::NotBefore { until: at + offset, lines };
            }
            keep(&rest[..offset]);
            at += offset;
            let next = buffer.get(at + 1).copied();
            if next.is_none() && !last {
                return Closing::NeedMore;
            }
            let ends_undoubled = reading.undoubled
                && buffer[at] == quote
                && next == Some(quote)
                && at > from
                && matches!(closes(buffer, at + 2, last, dialect), Closes::Yes(_));
            if ends_undoubled {
                keep(&[quote]);
                at += 1;
                continue;
            }
            if buffer[at] != quote || escape == quote && next == Some(quote) || dialect.escape.is_some() && next == Some(quote) {
                // An escape byte, or a doubled quote.
                match next {
                    Some(next) if buffer[at] == quote || is_special(next, dialect) => {
                        keep(&[next]);
                        at += 2;
                    }
                    _ => {
                        keep(&[buffer[at]]);
                        at += 1;
                    }
                }
                continue;
            }
            match closes(buffer, at + 1, last, dialect) {
                Closes::Yes(next) => {
                    let swallowed = if lines > 0 { swallowed_record(buffer, from, at, dialect) } else { None };
                    return match swallowed {
                        Some(record) => Closing::Swallows { record },
                        None => Closing::At { next, lines, odd },
                    };
                }
                Closes::NeedMore => return Closing::NeedMore,
                Closes::No if reading.loose => return Closing::At { next: at + 1, lines, odd: true },
                Closes::No => {
                    // A quote inside the text that nobody doubled.
                    keep(&[quote]);
                    at += 1;
                    odd = true;
                }
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
        Some(_) if is_delimiter(buffer, at + spaces, dialect) => Closes::Yes(at + spaces),
        Some(byte) if Some(*byte) == dialect.delimiter && buffer.get(at + spaces + 1).is_none() && !last => Closes::NeedMore,
        Some(b'\n' | b'\r') => Closes::Yes(at + spaces),
        Some(_) => Closes::No,
    }
}

pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).count() as u64
}
