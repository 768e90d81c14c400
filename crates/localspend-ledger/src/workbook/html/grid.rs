//! Lays the cells of one HTML table out in rows and columns: implied ends, spans over columns and rows.

use std::ops::ControlFlow;

use html5gum::StartTag;

use super::{attribute, is_hidden};
use crate::cell::Cell;
use crate::workbook::rows::{MergedCells, Rows, SheetReport};
use crate::{Error, Limits};

const FORMAT: &str = "HTML";
/// What browsers allow.
const MOST_COLUMNS_SPANNED: u32 = 1000;
const MOST_ROWS_SPANNED: u64 = 65_534;

/// A table being laid out.
pub(crate) struct Grid<'s, 'f> {
    rows: Rows<'s, 'f>,
    columns: u32,
    row: u64,
    in_row: bool,
    column: u32,
    /// For each column, the last row a cell from above reaches down to.
    taken_until: Vec<u64>,
    cell: Option<String>,
    spans: (u64, u32),
    /// The text so far ends where another space would not show.
    after_space: bool,
    unseen: u32,
}

impl<'s, 'f> Grid<'s, 'f> {
    pub(crate) fn new(rows: Rows<'s, 'f>, limits: &Limits) -> Grid<'s, 'f> {
        Grid {
            rows,
            columns: limits.columns,
            row: 0,
            in_row: false,
            column: 0,
            taken_until: Vec::new(),
            cell: None,
            spans: (1, 1),
            after_space: true,
            unseen: 0,
        }
    }

    /// Takes a start tag of the table.
    pub(crate) fn start(&mut self, tag: &StartTag<usize>) -> Result<ControlFlow<()>, Error> {
        match tag.name.as_slice() {
            b"tr" => {
                if self.end_row()?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                self.start_row(is_hidden(tag))?;
            }
            b"td" | b"th" => {
                self.end_cell()?;
                if !self.in_row {
                    self.start_row(false)?;
                }
                let number = |name, most: u64| {
                    attribute(tag, name).and_then(|value| value.trim().parse::<u64>().ok()).unwrap_or(1).clamp(1, most)
                };
                let across = number("colspan", u64::from(MOST_COLUMNS_SPANNED));
                self.spans = (number("rowspan", MOST_ROWS_SPANNED), u32::try_from(across).unwrap_or(1));
                self.cell = Some(String::new());
                self.after_space = true;
            }
            b"br" => self.line_break(),
            b"p" | b"div" | b"li" => self.block(),
            b"script" | b"style" | b"template" | b"title" => self.unseen += 1,
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Takes an end tag of the table.
    pub(crate) fn end(&mut self, name: &[u8]) -> Result<ControlFlow<()>, Error> {
        match name {
            b"tr" | b"thead" | b"tbody" | b"tfoot" => return self.end_row(),
            b"td" | b"th" => self.end_cell()?,
            b"p" | b"div" | b"li" => self.block(),
            b"script" | b"style" | b"template" | b"title" => self.unseen = self.unseen.saturating_sub(1),
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Takes text: runs of white space show as one space, a no-break space as itself.
    pub(crate) fn text(&mut self, text: &str) {
        let Some(cell) = &mut self.cell else { return };
        if self.unseen > 0 {
            return;
        }
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                if !self.after_space {
                    cell.push(' ');
                }
                self.after_space = true;
            } else {
                cell.push(character);
                self.after_space = false;
            }
        }
    }

    /// Ends the table.
    pub(crate) fn finish(mut self) -> Result<SheetReport, Error> {
        let _ = self.end_row()?;
        Ok(self.rows.finish())
    }

    fn start_row(&mut self, hidden: bool) -> Result<(), Error> {
        self.row += 1;
        self.column = 0;
        self.in_row = true;
        self.rows.begin(self.row, hidden, FORMAT)
    }

    fn end_row(&mut self) -> Result<ControlFlow<()>, Error> {
        self.end_cell()?;
        self.in_row = false;
        Ok(self.rows.end())
    }

    fn end_cell(&mut self) -> Result<(), Error> {
        let Some(mut text) = self.cell.take() else { return Ok(()) };
        while text.ends_with([' ', '\n']) {
            text.pop();
        }
        while self.taken_until.get(self.column as usize).is_some_and(|&until| until >= self.row) {
            self.column += 1;
        }
        let first = self.column;
        let last = first.saturating_add(self.spans.1 - 1).min(self.columns.saturating_sub(1));
        self.rows.put(first, Cell::text(text))?;
        self.column = first.saturating_add(self.spans.1);
        let last_row = self.row.saturating_add(self.spans.0 - 1);
        if self.spans.0 > 1 {
            if self.taken_until.len() <= last as usize {
                self.taken_until.resize(last as usize + 1, 0);
            }
            for until in self.taken_until.iter_mut().take(last as usize + 1).skip(first as usize) {
                *until = last_row;
            }
        }
        if self.spans != (1, 1) {
            self.rows.merge(MergedCells { first_row: self.row, last_row, first_column: first, last_column: last });
        }
        Ok(())
    }

    fn block(&mut self) {
        if self.cell.as_ref().is_some_and(|cell| !cell.is_empty() && !cell.ends_with('\n')) {
            self.line_break();
        }
    }

    fn line_break(&mut self) {
        if let Some(cell) = &mut self.cell {
            if cell.ends_with(' ') {
                cell.pop();
            }
            cell.push('\n');
            self.after_space = true;
        }
    }
}
