//! Passes the rows of a sheet on, in order, each physical row once, and counts what a reader should tell a person.
//!
//! Every workbook reader sends its cells through here, so that gaps, blank rows and bounds are treated alike.

use std::ops::ControlFlow;

use crate::cell::{Cell, CellKind};
use crate::{Error, Limits};

/// Receives a row: its number in the sheet (from 1), its cells from column A on, and whether the row is hidden.
pub type RowSink<'s> = dyn FnMut(u64, Vec<Cell>, bool) -> ControlFlow<()> + 's;

/// Blank rows at the end of a sheet that are still passed on; formatting often runs down to the sheet's last row.
pub const TRAILING_BLANK_ROWS: usize = 10_000;

/// A rectangle of cells that is shown as one; the value is in its first cell. Rows from 1, columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MergedCells {
    /// First row.
    pub first_row: u64,
    /// Last row.
    pub last_row: u64,
    /// First column.
    pub first_column: u32,
    /// Last column.
    pub last_column: u32,
}

/// What was met in a sheet while its rows were passed on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetReport {
    /// Rows passed on, blank ones included.
    pub rows: u64,
    /// Cells that hold something.
    pub cells: u64,
    /// Cells whose value is a formula's saved result.
    pub formulas: u64,
    /// Formulas whose value was never saved, as some programs write them: a person opening the workbook sees a value
    /// where nothing was read.
    pub formulas_without_value: u64,
    /// Cells that hold an error value.
    pub errors: u64,
    /// Hidden rows that hold something.
    pub hidden_rows: u64,
    /// Hidden columns, from 0, first and last of each run.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Merged cells.
    pub merged: Vec<MergedCells>,
    /// Blank formatted rows below the last value that were counted but not passed on.
    pub blank_rows_below: u64,
    /// True when the receiver stopped before the end: the counts are then of the part it saw.
    pub stopped: bool,
}

/// The most merged cells and hidden column runs that are remembered: they inform, and must not fill the memory.
const REMEMBERED: usize = 100_000;

/// Builds rows cell by cell and passes them to a [`RowSink`].
pub(crate) struct Rows<'s, 'f> {
    sink: &'s mut RowSink<'f>,
    limits: &'s Limits,
    pub(crate) report: SheetReport,
    /// Number of the row being built, or of the last one built.
    current: u64,
    open: bool,
    hidden: bool,
    cells: Vec<Cell>,
    laid_out: u64,
    /// Blank rows not yet passed on: whether each is hidden, and the number of the first.
    blank: Vec<bool>,
    first_blank: u64,
}

impl<'s, 'f> Rows<'s, 'f> {
    pub(crate) fn new(limits: &'s Limits, sink: &'s mut RowSink<'f>) -> Rows<'s, 'f> {
        Rows {
            sink,
            limits,
            report: SheetReport::default(),
            current: 0,
            open: false,
            hidden: false,
            cells: Vec::new(),
            laid_out: 0,
            blank: Vec::new(),
            first_blank: 1,
        }
    }

    /// Column after the last one of the open row.
    pub(crate) fn next_column(&self) -> u32 {
        u32::try_from(self.cells.len()).unwrap_or(u32::MAX)
    }

    /// Starts a row; rows come in rising order. The rows left out between are blank.
    pub(crate) fn begin(&mut self, row: u64, hidden: bool, format: &'static str) -> Result<(), Error> {
        if row > self.limits.rows {
            return Err(too_large("the number of rows in the sheet", self.limits.rows));
        }
        if self.open {
            return Err(Error::Damaged { format, detail: format!("row {row} starts before row {} ends", self.current) });
        }
        if row <= self.current {
            return Err(Error::Damaged { format, detail: format!("row {row} comes after row {}", self.current) });
        }
        for gap in self.current + 1..row {
            self.add_blank(gap, false);
        }
        self.current = row;
        self.open = true;
        self.hidden = hidden;
        self.cells.clear();
        Ok(())
    }

    /// Places a cell in the open row, at a column counted from 0.
    pub(crate) fn put(&mut self, column: u32, cell: Cell) -> Result<(), Error> {
        if column >= self.limits.columns {
            return Err(too_large("the number of columns in the sheet", u64::from(self.limits.columns)));
        }
        let column = column as usize;
        if self.cells.len() <= column {
            let added = (column + 1 - self.cells.len()) as u64;
            self.laid_out += added;
            if self.laid_out > self.limits.cells {
                return Err(too_large("the number of cells in the sheet", self.limits.cells));
            }
            self.cells.resize(column + 1, Cell::EMPTY);
        }
        match cell.kind {
            CellKind::Empty => {}
            CellKind::Error => {
                self.report.cells += 1;
                self.report.errors += 1;
            }
            _ => self.report.cells += 1,
        }
        self.report.formulas += u64::from(cell.formula);
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    /// Ends the open row.
    pub(crate) fn end(&mut self) -> ControlFlow<()> {
        if !std::mem::take(&mut self.open) {
            return ControlFlow::Continue(());
        }
        if self.cells.is_empty() {
            // A row element without one cell carries only a height: it is a gap like any row that is not written.
            self.current -= 1;
            return ControlFlow::Continue(());
        }
        if self.cells.iter().all(|cell| cell.kind == CellKind::Empty) {
            self.add_blank(self.current, self.hidden);
            return ControlFlow::Continue(());
        }
        while self.cells.last().is_some_and(|cell| cell.kind == CellKind::Empty) {
            self.cells.pop();
        }
        self.flush_blank(usize::MAX)?;
        self.report.hidden_rows += u64::from(self.hidden);
        self.report.rows += 1;
        let width = self.cells.len();
        let cells = std::mem::replace(&mut self.cells, Vec::with_capacity(width));
        let flow = (self.sink)(self.current, cells, self.hidden);
        self.report.stopped = flow.is_break();
        flow
    }

    /// Passes the same built row on again, `times` more: a format may say "this row, a thousand times".
    pub(crate) fn repeat(
        &mut self,
        times: u64,
        cells: &[Cell],
        hidden: bool,
        format: &'static str,
    ) -> Result<ControlFlow<()>, Error> {
        for _ in 0..times {
            self.begin(self.current + 1, hidden, format)?;
            for (column, cell) in cells.iter().enumerate() {
                self.put(u32::try_from(column).unwrap_or(u32::MAX), cell.clone())?;
            }
            if self.end().is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The cells of the open row so far.
    pub(crate) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Number of the row being built, or of the last one built.
    pub(crate) fn row(&self) -> u64 {
        self.current
    }

    /// True between the start and the end of a row.
    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    pub(crate) fn merge(&mut self, merged: MergedCells) {
        if self.report.merged.len() < REMEMBERED {
            self.report.merged.push(merged);
        }
    }

    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        if self.report.hidden_columns.len() < REMEMBERED {
            self.report.hidden_columns.push((first, last));
        }
    }

    /// Ends the sheet: blank rows below the last value are passed on up to [`TRAILING_BLANK_ROWS`].
    pub(crate) fn finish(mut self) -> SheetReport {
        if !self.report.stopped && self.end().is_continue() {
            let _ = self.flush_blank(TRAILING_BLANK_ROWS);
            self.report.blank_rows_below = self.blank.len() as u64;
        }
        self.report
    }

    fn add_blank(&mut self, row: u64, hidden: bool) {
        if self.blank.is_empty() {
            self.first_blank = row;
        }
        self.blank.push(hidden);
    }

    fn flush_blank(&mut self, most: usize) -> ControlFlow<()> {
        let count = self.blank.len().min(most);
        for (row, hidden) in (self.first_blank..).zip(self.blank.drain(..count)) {
            self.report.rows += 1;
            if (self.sink)(row, Vec::new(), hidden).is_break() {
                self.report.stopped = true;
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}

/// The error for a bound of [`Limits`] that was passed.
pub(crate) fn too_large(what: &str, limit: u64) -> Error {
    Error::TooLarge {
        what: what.to_owned(),
        limit,
        hint: "keep the ledger alone in the workbook, delete formatting below and beside it, and save it again".to_owned(),
    }
}
