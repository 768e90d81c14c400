//! The rows of one XLSB sheet, in one pass over its records.

use super::records::{self, Records, f64_at, u16_at, u32_at, wide_text};
use super::{FORMAT, damaged};
use crate::cell::{Cell, DateSystem, NumberUse};
use crate::workbook::package::Package;
use crate::workbook::rows::{MergedCells, RowSink, Rows, SheetReport};
use crate::workbook::xls::records::{error_text, short_number};
use crate::workbook::xlsx::strings::SharedTexts;
use crate::{Error, Limits};

/// What a sheet needs to know of its workbook.
pub(crate) struct Context<'c> {
    pub(crate) texts: &'c SharedTexts,
    pub(crate) formats: &'c [NumberUse],
    pub(crate) dates: DateSystem,
    pub(crate) limits: &'c Limits,
}

/// Passes the rows of a sheet's part on.
pub(crate) fn read(
    package: &mut Package<'_>,
    part: &str,
    context: &Context<'_>,
    sink: &mut RowSink<'_>,
) -> Result<SheetReport, Error> {
    let Some(mut records) = Records::open(package, part)? else {
        return Err(damaged("the sheet's part is missing from the file"));
    };
    let mut rows = Rows::new(context.limits, sink);
    let (mut in_data, mut in_row) = (false, false);
    let mut data = Vec::new();
    while let Some(kind) = records.next(&mut data)? {
        match kind {
            records::BEGIN_SHEET_DATA => in_data = true,
            records::END_SHEET_DATA => {
                in_data = false;
                in_row = false;
                if rows.end().is_break() {
                    return Ok(rows.finish());
                }
            }
            records::ROW if in_data => {
                if rows.end().is_break() {
                    return Ok(rows.finish());
                }
                let row = u32_at(&data, 0).ok_or_else(|| damaged("a row has no number"))?;
                let hidden = data.get(11).is_some_and(|flags| flags & 0x10 != 0);
                rows.begin(u64::from(row) + 1, hidden, FORMAT)?;
                in_row = true;
            }
            records::BLANK..=records::FORMULA_ERROR | records::RICH_TEXT if in_row => {
                let column = u32_at(&data, 0).ok_or_else(|| damaged("a cell has no column"))?;
                rows.put(column, cell(kind, &data, 8, context))?;
            }
            records::SHORT_BLANK..=records::SHORT_SHARED if in_row => {
                let long_form = kind - records::SHORT_BLANK + records::BLANK;
                rows.put(rows.next_column(), cell(long_form, &data, 4, context))?;
            }
            records::COLUMN_INFO if !in_data => {
                let hidden = u16_at(&data, 16).is_some_and(|flags| flags & 1 != 0);
                if let (true, Some(first), Some(last)) = (hidden, u32_at(&data, 0), u32_at(&data, 4)) {
                    rows.hide_columns(first, last);
                }
            }
            records::MERGED => {
                let part = |at| u32_at(&data, at).unwrap_or(0);
                rows.merge(MergedCells {
                    first_row: u64::from(part(0)) + 1,
                    last_row: u64::from(part(4)) + 1,
                    first_column: part(8),
                    last_column: part(12),
                });
            }
            _ => {}
        }
    }
    if in_data {
        return Err(damaged("the sheet breaks off before its end"));
    }
    Ok(rows.finish())
}

/// A cell whose value starts at `at`, right behind its style.
fn cell(kind: u16, data: &[u8], at: usize, context: &Context<'_>) -> Cell {
    let style = u32_at(data, at - 4).map_or(0, |style| (style & 0x00FF_FFFF) as usize);
    let number = |value| Cell::from_serial(value, context.formats.get(style).copied().unwrap_or_default(), context.dates);
    let text_at = |mut at| wide_text(data, &mut at).map(Cell::text);
    let code = data.get(at).copied();
    let value = match kind {
        records::BLANK => Some(Cell::EMPTY),
        records::SHORT_NUMBER => u32_at(data, at).map(|bits| number(short_number(bits))),
        records::NUMBER | records::FORMULA_NUMBER => f64_at(data, at).map(number),
        records::ERROR | records::FORMULA_ERROR => code.map(|code| Cell::error(error_text(code))),
        records::BOOL | records::FORMULA_BOOL => code.map(|code| Cell::bool(code != 0)),
        records::TEXT | records::FORMULA_TEXT => text_at(at),
        records::RICH_TEXT => text_at(at + 1),
        records::SHARED => u32_at(data, at).map(|index| match context.texts.get(index as usize) {
            Some(text) => Cell::text(text),
            None => Cell::error(format!("#SHARED TEXT {index}?")),
        }),
        _ => None,
    };
    let formula = (records::FORMULA_TEXT..=records::FORMULA_ERROR).contains(&kind);
    value.unwrap_or_else(|| Cell::error("#BROKEN CELL")).with_formula(formula)
}
