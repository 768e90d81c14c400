//! The rows of one XLSX sheet, in one pass over its XML.
//!
//! A cell that cannot be understood is passed on as the text that stands in the file; only XML that ends in the middle
//! of the rows, or rows out of order, stop the sheet.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use quick_xml::events::{BytesStart, Event};

use super::strings::{SharedTexts, without_escapes};
use crate::cell::{Cell, DateSystem, NumberUse};
use crate::workbook::package::Package;
use crate::workbook::rows::{MergedCells, RowSink, Rows, SheetReport};
use crate::workbook::xml::{attribute, flag_attribute, number_attribute, push_text};
use crate::{Error, Limits};

/// What a sheet needs to know of its workbook.
pub(crate) struct Context<'c> {
    pub(crate) texts: &'c SharedTexts,
    pub(crate) formats: &'c [NumberUse],
    pub(crate) dates: DateSystem,
    pub(crate) limits: &'c Limits,
}

/// The cell being read.
#[derive(Default)]
struct Open {
    column: u32,
    style: usize,
    kind: CellType,
    text: String,
    formula: bool,
}

/// The `t` of a cell: how its value is written.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum CellType {
    #[default]
    Number,
    Shared,
    Text,
    Inline,
    Bool,
    Error,
    IsoDate,
    Unknown,
}

/// Passes the rows of a sheet's part on.
pub(crate) fn read(
    package: &mut Package<'_>,
    part: &str,
    context: &Context<'_>,
    sink: &mut RowSink<'_>,
) -> Result<SheetReport, Error> {
    let format = package.format;
    let Some(mut xml) = package.xml(part)? else {
        return Err(Error::Damaged { format, detail: "the sheet's part is missing from the file".to_owned() });
    };
    let mut rows = Rows::new(context.limits, sink);
    let mut cell = Open::default();
    let mut row_number = 0_u64;
    let (mut in_data, mut in_cell, mut in_value, mut in_reading_aid) = (false, false, false, false);
    let mut buffer = Vec::with_capacity(1024);
    loop {
        let event = xml.next(&mut buffer)?;
        match &event {
            Event::Start(element) => match element.local_name().as_ref() {
                "c" if rows.is_open() => {
                    start_cell(element, rows.next_column(), &mut cell);
                    in_cell = true;
                }
                "v" if in_cell => in_value = cell.kind != CellType::Inline,
                "t" if in_cell => in_value = cell.kind == CellType::Inline && !in_reading_aid,
                "f" if in_cell => cell.formula = true,
                "rPh" => in_reading_aid = true,
                "row" if in_data => {
                    row_number = number_attribute(element, "r").unwrap_or(row_number + 1);
                    rows.begin(row_number, flag_attribute(element, "hidden"), format)?;
                }
                "sheetData" => in_data = true,
                "mergeCell" => {
                    if let Some(merged) = attribute(element, "ref").and_then(|range| merged_cells(&range)) {
                        rows.merge(merged);
                    }
                }
                "col" if !in_data && flag_attribute(element, "hidden") => {
                    if let (Some(first), Some(last)) =
                        (number_attribute::<u32>(element, "min"), number_attribute::<u32>(element, "max"))
                    {
                        rows.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
                    }
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "v" | "t" => in_value = false,
                "c" if in_cell => {
                    in_cell = false;
                    in_value = false;
                    if cell.formula && cell.kind == CellType::Number && cell.text.is_empty() {
                        rows.report.formulas_without_value += 1;
                    }
                    rows.put(cell.column, finished(&cell, context))?;
                }
                "row" if in_data && rows.end().is_break() => return Ok(rows.finish()),
                "rPh" => in_reading_aid = false,
                "sheetData" => in_data = false,
                _ => {}
            },
            Event::Eof if in_data => {
                return Err(Error::Damaged { format, detail: format!("the sheet breaks off after row {row_number}") });
            }
            Event::Eof => return Ok(rows.finish()),
            _ if in_value => push_text(&mut cell.text, &event),
            _ => {}
        }
    }
}

fn start_cell(element: &BytesStart<'_>, next_column: u32, cell: &mut Open) {
    cell.column = next_column;
    cell.style = 0;
    cell.kind = CellType::Number;
    cell.text.clear();
    cell.formula = false;
    for attribute in element.attributes().with_checks(false).flatten() {
        let value: &str = &attribute.value;
        match attribute.key.as_ref() {
            "r" => cell.column = column_of(value).unwrap_or(next_column),
            "s" => cell.style = value.parse().unwrap_or(0),
            "t" => {
                cell.kind = match value {
                    "n" => CellType::Number,
                    "s" => CellType::Shared,
                    "str" => CellType::Text,
                    "inlineStr" => CellType::Inline,
                    "b" => CellType::Bool,
                    "e" => CellType::Error,
                    "d" => CellType::IsoDate,
                    _ => CellType::Unknown,
                }
            }
            _ => {}
        }
    }
}

fn finished(open: &Open, context: &Context<'_>) -> Cell {
    let text = open.text.as_str();
    let cell = match open.kind {
        _ if text.is_empty() => Cell::EMPTY,
        CellType::Number => match finite_number(text) {
            Some(value) => Cell::from_serial(value, context.formats.get(open.style).copied().unwrap_or_default(), context.dates),
            None => Cell::text(text),
        },
        CellType::Shared => match text.trim().parse().ok().and_then(|index| context.texts.get(index)) {
            Some(shared) => Cell::text(shared),
            None => Cell::error(format!("#SHARED TEXT {text}?")),
        },
        CellType::Text | CellType::Inline => Cell::text(without_escapes(text)),
        CellType::Bool => match text.trim() {
            "1" | "true" => Cell::bool(true),
            "0" | "false" => Cell::bool(false),
            _ => Cell::text(text),
        },
        CellType::Error => Cell::error(text),
        CellType::IsoDate => iso_moment(text).unwrap_or_else(|| Cell::text(text)),
        CellType::Unknown => Cell::text(text),
    };
    cell.with_formula(open.formula)
}

/// A number as XML writes it: never infinite, never a word.
pub(crate) fn finite_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let starts_well = text.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.'));
    if !starts_well || text.bytes().any(|byte| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E')) {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// An ISO 8601 date, moment or time of day.
pub(crate) fn iso_moment(text: &str) -> Option<Cell> {
    let text = text.trim().trim_end_matches('Z');
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(Cell::date(date));
    }
    if let Ok(moment) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f") {
        return Some(Cell::date_time(moment));
    }
    NaiveTime::parse_from_str(text, "%H:%M:%S%.f").ok().map(Cell::time)
}

/// The column, from 0, of a reference such as `AB12`.
fn column_of(reference: &str) -> Option<u32> {
    position(reference).map(|(_, column)| column)
}

/// Row (from 1) and column (from 0) of a reference such as `AB12` or `$AB$12`.
fn position(reference: &str) -> Option<(u64, u32)> {
    let mut column = 0_u32;
    let mut row = 0_u64;
    for byte in reference.bytes() {
        match byte {
            b'A'..=b'Z' if row == 0 => column = column.checked_mul(26)?.checked_add(u32::from(byte - b'A') + 1)?,
            b'a'..=b'z' if row == 0 => column = column.checked_mul(26)?.checked_add(u32::from(byte - b'a') + 1)?,
            b'0'..=b'9' => row = row.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?,
            b'$' => {}
            _ => return None,
        }
    }
    Some((row, column.checked_sub(1)?))
}

fn merged_cells(range: &str) -> Option<MergedCells> {
    let (first, last) = range.split_once(':')?;
    let ((first_row, first_column), (last_row, last_column)) = (position(first)?, position(last)?);
    Some(MergedCells { first_row, last_row, first_column, last_column })
}
