//! The rows of one XLS sheet: its cells collected, put in order, passed on.

use std::collections::BTreeSet;

use super::records::{self, Record, Records, error_text, f64_at, short_number, u16_at, u32_at};
use super::text::{TextCoding, index_at};
use super::{FORMAT, damaged};
use crate::cell::{Cell, DateSystem, NumberUse};
use crate::workbook::rows::{MergedCells, RowSink, Rows, SheetReport, too_large};
use crate::workbook::xlsx::strings::SharedTexts;
use crate::{Error, Limits};

/// What a sheet needs to know of its workbook.
pub(crate) struct Context<'c> {
    pub(crate) texts: &'c SharedTexts,
    pub(crate) formats: &'c [NumberUse],
    pub(crate) dates: DateSystem,
    pub(crate) coding: TextCoding,
    pub(crate) limits: &'c Limits,
}

struct Collected<'c> {
    context: &'c Context<'c>,
    /// Row and column from 0, packed so that sorting puts them in reading order.
    cells: Vec<(u32, Cell)>,
    hidden_rows: BTreeSet<u16>,
    most_cells: usize,
    /// Place of the formula cell whose text comes in a later record.
    awaiting_text: Option<usize>,
}

/// Passes the rows of the sheet that starts at the beginning of `stream` on.
pub(crate) fn read(stream: &[u8], context: &Context<'_>, sink: &mut RowSink<'_>) -> Result<SheetReport, Error> {
    let mut rows = Rows::new(context.limits, sink);
    let held = usize::try_from(context.limits.held_bytes.min(context.limits.cells.saturating_mul(64))).unwrap_or(usize::MAX);
    let mut collected =
        Collected { context, cells: Vec::new(), hidden_rows: BTreeSet::new(), most_cells: held / 64, awaiting_text: None };
    let mut depth = 0_u32;
    let mut ended = false;
    for record in Records::new(stream) {
        let record = record?;
        match record.kind {
            records::BOF => depth += 1,
            _ if depth == 0 => return Err(damaged("the sheet does not start where the workbook says")),
            records::END => {
                depth -= 1;
                if depth == 0 {
                    ended = true;
                    break;
                }
            }
            // Charts drawn on the sheet bring records of their own.
            _ if depth > 1 => {}
            records::COLUMN_INFO => {
                let hidden = u16_at(record.data, 8).is_some_and(|flags| flags & 1 != 0);
                if let (true, Some(first), Some(last)) = (hidden, u16_at(record.data, 0), u16_at(record.data, 2)) {
                    rows.hide_columns(u32::from(first), u32::from(last));
                }
            }
            records::MERGED => {
                for area in record.data.get(2..).unwrap_or_default().as_chunks::<8>().0 {
                    let part = |at| u16_at(area, at).unwrap_or(0);
                    rows.merge(MergedCells {
                        first_row: u64::from(part(0)) + 1,
                        last_row: u64::from(part(2)) + 1,
                        first_column: u32::from(part(4)),
                        last_column: u32::from(part(6)),
                    });
                }
            }
            _ => collected.take(&record)?,
        }
    }
    let Collected { mut cells, hidden_rows, .. } = collected;
    cells.sort_by_key(|&(place, _)| place);
    let mut open = None;
    for (place, cell) in cells {
        let row = u16::try_from(place >> 16).unwrap_or(u16::MAX);
        if open != Some(row) {
            if open.is_some() && rows.end().is_break() {
                return Ok(rows.finish());
            }
            rows.begin(u64::from(row) + 1, hidden_rows.contains(&row), FORMAT)?;
            open = Some(row);
        }
        rows.put(place & 0xFFFF, cell)?;
    }
    let report = rows.finish();
    if ended || report.stopped { Ok(report) } else { Err(damaged("the sheet breaks off before its end")) }
}

impl Collected<'_> {
    fn take(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let data = record.data;
        match record.kind {
            records::ROW => {
                if let (Some(row), Some(flags)) = (u16_at(data, 0), u32_at(data, 12))
                    && flags & 0x20 != 0
                {
                    self.hidden_rows.insert(row);
                }
                Ok(())
            }
            records::BLANK => self.put(data, Cell::EMPTY),
            records::MULTIPLE_BLANK => {
                let first = u16_at(data, 2).unwrap_or(0);
                let count = data.len().saturating_sub(6) / 2;
                for step in 0..u16::try_from(count).unwrap_or(u16::MAX) {
                    self.put_at(u16_at(data, 0), first.checked_add(step), Cell::EMPTY)?;
                }
                Ok(())
            }
            records::NUMBER => {
                let cell = f64_at(data, 6).map_or_else(broken, |value| self.number(value, u16_at(data, 4)));
                self.put(data, cell)
            }
            records::SHORT_NUMBER => {
                let cell = u32_at(data, 6).map_or_else(broken, |bits| self.number(short_number(bits), u16_at(data, 4)));
                self.put(data, cell)
            }
            records::MULTIPLE_SHORT_NUMBER => {
                let first = u16_at(data, 2).unwrap_or(0);
                let inner = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                for (step, part) in inner.as_chunks::<6>().0.iter().enumerate() {
                    let cell = u32_at(part, 2).map_or_else(broken, |bits| self.number(short_number(bits), u16_at(part, 0)));
                    let column = u16::try_from(step).ok().and_then(|step| first.checked_add(step));
                    self.put_at(u16_at(data, 0), column, cell)?;
                }
                Ok(())
            }
            records::LABEL | records::RICH_LABEL => {
                let text = self.context.coding.long(data.get(6..).unwrap_or_default());
                self.put(data, Cell::text(text))
            }
            records::SHARED_LABEL => {
                let index = index_at(data, 6);
                let cell = match index.and_then(|index| self.context.texts.get(index)) {
                    Some(text) => Cell::text(text),
                    None => Cell::error(format!("#SHARED TEXT {}?", index.unwrap_or(0))),
                };
                self.put(data, cell)
            }
            records::BOOL_OR_ERROR => {
                let value = data.get(6).copied().unwrap_or(0);
                let cell = if data.get(7) == Some(&1) { Cell::error(error_text(value)) } else { Cell::bool(value != 0) };
                self.put(data, cell)
            }
            records::FORMULA | 0x0206 | 0x0406 => self.put_formula(data),
            records::FORMULA_TEXT => {
                if let Some(place) = self.awaiting_text.take()
                    && let Some((_, cell)) = self.cells.get_mut(place)
                {
                    *cell = Cell::text(self.context.coding.long(data)).with_formula(true);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn put_formula(&mut self, data: &[u8]) -> Result<(), Error> {
        let result = data.get(6..14).unwrap_or_default();
        let code = result.get(2).copied().unwrap_or(0);
        let mut awaiting = false;
        let cell = if u16_at(result, 6) == Some(0xFFFF) {
            match result.first() {
                Some(0) => {
                    awaiting = true;
                    Cell::EMPTY
                }
                Some(1) => Cell::bool(code != 0),
                Some(2) => Cell::error(error_text(code)),
                _ => Cell::EMPTY,
            }
        } else {
            f64_at(result, 0).map_or_else(broken, |value| self.number(value, u16_at(data, 4)))
        };
        let place = self.cells.len();
        self.put(data, cell.with_formula(true))?;
        self.awaiting_text = awaiting.then_some(place);
        Ok(())
    }

    fn number(&self, value: f64, style: Option<u16>) -> Cell {
        let number_use = style.and_then(|style| self.context.formats.get(usize::from(style))).copied().unwrap_or_default();
        Cell::from_serial(value, number_use, self.context.dates)
    }

    fn put(&mut self, data: &[u8], cell: Cell) -> Result<(), Error> {
        self.put_at(u16_at(data, 0), u16_at(data, 2), cell)
    }

    fn put_at(&mut self, row: Option<u16>, column: Option<u16>, cell: Cell) -> Result<(), Error> {
        let (Some(row), Some(column)) = (row, column) else { return Err(damaged("a cell has no place")) };
        if self.cells.len() >= self.most_cells {
            return Err(too_large("the number of cells in the sheet", self.most_cells as u64));
        }
        self.cells.push(((u32::from(row) << 16) | u32::from(column), cell));
        Ok(())
    }
}

fn broken() -> Cell {
    Cell::error("#BROKEN CELL")
}
