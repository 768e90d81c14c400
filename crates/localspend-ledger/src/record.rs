//! One physical record: its cells in one buffer, so that reading millions of records allocates almost nothing.
//!
//! A record knows where it stood and what its cells say; nothing here decides what they mean.

use crate::cell::{Cell, CellKind};

/// A record of a text file or a row of a sheet. Reused from record to record.
#[derive(Debug, Default, Clone)]
pub struct Record {
    /// First physical line (1-based) of a text file, or row number of the sheet.
    pub row: u64,
    /// The row or its sheet is hidden.
    pub hidden: bool,
    /// Bytes that were read by a fallback, or dropped because they are NUL.
    pub replaced: u32,
    /// The record was longer than the limit and was cut here.
    pub cut: bool,
    /// A cell holds a formula's saved result.
    pub formula: bool,
    /// Byte-level facts about the text, for the file's encoding.
    pub text_bytes: TextBytes,
    text: String,
    ends: Vec<usize>,
    kinds: Vec<CellKind>,
}

/// What kinds of bytes beyond ASCII a record holds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct TextBytes {
    /// Valid multi-byte UTF-8 stands in it.
    pub utf8: bool,
    /// Bytes read as windows-1252.
    pub windows_1252: u32,
    /// Bytes read as Mac Roman.
    pub mac_roman: u32,
    /// NUL bytes dropped.
    pub nul: u32,
}

impl Record {
    /// Number of cells.
    #[inline]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when there is no cell.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a cell; a cell past the end is empty.
    #[inline]
    pub fn cell(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.text.get(start..end).unwrap_or_default()
    }

    /// What a workbook says the cell is; `Text` for a text file.
    #[inline]
    pub fn kind(&self, index: usize) -> CellKind {
        self.kinds.get(index).copied().unwrap_or(CellKind::Text)
    }

    /// True when the kinds of cells are known: a workbook's row.
    #[inline]
    pub fn has_kinds(&self) -> bool {
        !self.kinds.is_empty()
    }

    /// All cell texts in order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.cell(index))
    }

    /// True when no cell holds anything but white space.
    pub fn is_blank(&self) -> bool {
        !self.text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && self.text.chars().all(is_space)
    }

    /// Number of cells up to and including the last one that is not blank.
    pub fn filled_width(&self) -> usize {
        (0..self.len()).rev().find(|&index| !trim(self.cell(index)).is_empty()).map_or(0, |index| index + 1)
    }

    /// Empties the record and places it. Every field is named, so that none is left as the record before had it.
    pub fn clear(&mut self, at: u64) {
        let Record { row, hidden, replaced, cut, formula, text_bytes, text, ends, kinds } = self;
        (*row, *hidden, *replaced, *cut, *formula) = (at, false, 0, false, false);
        *text_bytes = TextBytes::default();
        text.clear();
        ends.clear();
        kinds.clear();
    }

    /// Adds a text cell.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Fills the record from a sheet's row.
    pub fn fill_from_cells(&mut self, row: u64, cells: &[Cell], hidden: bool) {
        self.clear(row);
        self.hidden = hidden;
        for cell in cells {
            self.push(&cell.text);
            self.kinds.push(cell.kind);
            self.formula |= cell.formula;
        }
    }

    /// The texts of all cells, one behind another.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where each cell ends in the text.
    pub(crate) fn ends(&self) -> &[usize] {
        &self.ends
    }

    /// Takes the buffers out, to be filled with bytes by the text reader.
    pub(crate) fn take_buffers(&mut self) -> (Vec<u8>, Vec<usize>) {
        (std::mem::take(&mut self.text).into_bytes(), std::mem::take(&mut self.ends))
    }

    /// Gives back buffers whose text is known to be UTF-8 with every end on a character boundary.
    pub(crate) fn give_buffers(&mut self, text: String, ends: Vec<usize>) {
        self.text = text;
        self.ends = ends;
    }
}

/// White space as a person sees it: also the no-break space and the zero-width marks that spreadsheets leave.
pub fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{a0}' | '\u{200b}' | '\u{feff}' | '\0')
}

/// `text` without outer white space, no-break spaces included.
#[inline]
pub fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (None, _) | (_, None) => text,
        // Most cells begin and end with a plain character: look no further.
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => trim_spaces(text),
    }
}

/// Most of the others are filled up with plain spaces, and need no look at characters.
fn trim_spaces(text: &str) -> &str {
    let text = text.trim_matches(' ');
    match (text.as_bytes().first(), text.as_bytes().last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim_matches(is_space),
    }
}
