//! What looking for a closing quote in vain has taught. Every quote that is never closed costs a look over the lines that
//! follow; in a crafted file there are many on every line, and each look would go over the same lines again.

use memchr::memrchr2;

use super::{Dialect, QUOTED_LINES, delimiters_in, line_ends};

/// Facts about the bytes at the front of the buffer, for openings that are still to come. They never change what is read,
/// only how often it is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::text) struct Ahead {
    /// The facts hold for cells that begin here or later.
    from: usize,
    /// No quote before this place closes a cell.
    until: usize,
    /// Line ends between the two.
    lines: u64,
    /// A cell that begins before this place would swallow a record.
    swallows: usize,
}

/// Whether a cell that begins at some place is closed, as far as is known.
pub(super) enum Known {
    /// Never.
    Never,
    /// Not before this place; so many line ends lie between.
    NotBefore(usize, u64),
    Nothing,
}

impl Ahead {
    /// No quote in `buffer[from..until]`, with `lines` line ends, closes the cell that begins at `from`.
    pub(super) fn not_before(&mut self, buffer: &[u8], from: usize, until: usize, lines: u64, dialect: &Dialect) {
        let mut known = until;
        // What the last bytes mean may depend on those that are not there yet.
        if until == buffer.len() {
            let open = |byte: &&u8| Some(**byte) == dialect.quote || Some(**byte) == dialect.escape || **byte == b'\r';
            known -= buffer[from..].iter().rev().take_while(open).count();
        }
        *self = Ahead { from, until: known, lines: lines - line_ends(&buffer[known..until]), swallows: self.swallows };
    }

    /// The cell that begins at `from` would swallow the record that begins at `record`.
    pub(super) fn swallows(&mut self, from: usize, record: usize) {
        *self = Ahead { from, until: from, lines: 0, swallows: record };
    }

    /// What is known of a cell that begins at `at`, where no quote and no escape stands.
    pub(super) fn about(&mut self, buffer: &[u8], at: usize) -> Known {
        if at < self.from || at >= self.until.max(self.swallows) {
            return Known::Nothing;
        }
        self.move_to(buffer, at);
        match () {
            () if at < self.swallows => Known::Never,
            () if self.lines > QUOTED_LINES => Known::Never,
            () => Known::NotBefore(self.until, self.lines),
        }
    }

    /// The front of the buffer moves on by `used` bytes.
    pub(super) fn advance(&mut self, buffer: &[u8], used: usize) {
        if used >= self.until.max(self.swallows) {
            *self = Ahead::default();
            return;
        }
        if used > self.from {
            self.move_to(buffer, used);
        }
        self.from -= used;
        self.until = self.until.saturating_sub(used).max(self.from);
        self.swallows = self.swallows.saturating_sub(used);
    }

    fn move_to(&mut self, buffer: &[u8], at: usize) {
        if at < self.until {
            self.lines -= line_ends(&buffer[self.from..at]);
        } else {
            (self.until, self.lines) = (at, 0);
        }
        self.from = at;
    }
}

/// Where the last line inside a quoted cell begins that would be a full record by itself: the quote was a stray one.
pub(super) fn swallowed_record(buffer: &[u8], from: usize, closing: usize, dialect: &Dialect) -> Option<usize> {
    let (Some(delimiter), Some(width @ 4..)) = (dialect.delimiter, dialect.width) else { return None };
    // The last piece is cut by the closing quote and proves nothing; the first begins with the quote.
    let mut end = from + memrchr2(b'\n', b'\r', &buffer[from..closing])?;
    while let Some(before) = memrchr2(b'\n', b'\r', &buffer[from..end]) {
        let start = from + before + 1;
        let delimiters = delimiters_in(&buffer[start..end], delimiter, dialect).count() as u32;
        if delimiters + 1 == width {
            return Some(start);
        }
        end = from + before;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::{Found, split};
    use super::*;

    /// Every record of a buffer; what is known ahead is kept, or forgotten before each record.
    fn records(buffer: &[u8], dialect: &Dialect, keep: bool) -> Vec<(Vec<u8>, Vec<usize>)> {
        let (mut bytes, mut ends, mut ahead) = (Vec::new(), Vec::new(), Ahead::default());
        let (mut at, mut found) = (0, Vec::new());
        while at < buffer.len() {
            if !keep {
                ahead = Ahead::default();
            }
            match split(&buffer[at..], true, dialect, &mut ahead, &mut bytes, &mut ends) {
                Found::Record { used, .. } => at += used,
                Found::NeedMore => panic!("nothing more will come"),
            }
            found.push((bytes.clone(), ends.clone()));
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// If this fails, a record is read differently because of what stands before it.
        #[test]
        fn what_is_known_ahead_changes_no_record(
            pieces in vec(prop::sample::select(vec!["\"", "\"", ",", "a", "\n", "\r\n", "\r", "\\", " ", "1,2,3,4\n", "\n\n\n\n\n\n\n\n\n\n\n\n"]), 0..400),
            escape in any::<bool>(), width in prop::option::of(3_u32..6),
        ) {
            let dialect = Dialect { escape: escape.then_some(b'\\'), width, ..Dialect::default() };
            let buffer = pieces.concat().into_bytes();
            prop_assert_eq!(records(&buffer, &dialect, true), records(&buffer, &dialect, false));
        }
    }

    #[test]
    fn a_record_that_would_be_swallowed_is_the_last_one() {
        let dialect = Dialect { width: Some(4), ..Dialect::default() };
        let cell = b"x\n1,2,3,4\na,b\r\n5,6,7,8\nlast,2,3,4";
        assert_eq!(swallowed_record(cell, 0, cell.len(), &dialect), Some(15), "the last line is cut by the quote");
        assert_eq!(swallowed_record(b"1,2,3,4\nlast", 0, 12, &dialect), None, "the first begins with the quote");
    }
}
