//! Excel 2003 XML ("XML Spreadsheet"), which many finance systems export under the name `.xls`.
//!
//! Streamed like the other XML formats. Excel types dates itself; other writers leave that to the number format of the
//! cell's style, so both are read.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};

use quick_xml::events::{BytesStart, Event};

use super::number_format;
use super::rows::{MergedCells, RowSink, Rows, SheetReport, too_large};
use super::xlsx::sheet::{finite_number, iso_moment};
use super::xml::{LONGEST_EVENT, Xml, attribute, decoded, flag_attribute, number_attribute, push_text};
use super::{SheetInfo, SheetKind};
use crate::archive::input::Bounded;
use crate::cell::{Cell, DateSystem, NumberUse};
use crate::{Error, Limits, Source};

const FORMAT: &str = "Excel 2003 XML";

/// An opened workbook of this format.
pub(crate) struct ExcelXml<'a> {
    source: Source<'a>,
    limits: Limits,
    book: Book,
}

/// What is said of the whole workbook.
#[derive(Default)]
struct Book {
    sheets: Vec<SheetInfo>,
    /// What each style, by its identifier, does with a number.
    styles: BTreeMap<String, NumberUse>,
    dates: DateSystem,
}

impl<'a> ExcelXml<'a> {
    /// Opens the workbook and lists its sheets.
    pub(crate) fn open(source: Source<'a>, limits: &Limits) -> Result<ExcelXml<'a>, Error> {
        let book = list(&mut xml(source, limits)?, limits.sheets)?;
        Ok(ExcelXml { source, limits: *limits, book })
    }

    /// The sheets, in the order of their tabs.
    pub(crate) fn sheets(&self) -> &[SheetInfo] {
        &self.book.sheets
    }

    /// Passes the rows of the sheet at an index on.
    pub(crate) fn rows(&self, index: usize, sink: &mut RowSink<'_>) -> Result<SheetReport, Error> {
        read(&mut xml(self.source, &self.limits)?, index, &self.book, Rows::new(&self.limits, sink))
    }
}

fn xml<'a>(source: Source<'a>, limits: &Limits) -> Result<Xml<impl Read + 'a>, Error> {
    let size = source.size()?;
    let bounded = Bounded::new(decoded(BufReader::new(source.open()?)), limits.unpacked_bytes, size, 8, LONGEST_EVENT);
    Ok(Xml::new(bounded, FORMAT))
}

fn list<R: Read>(xml: &mut Xml<R>, most_sheets: u64) -> Result<Book, Error> {
    let mut book = Book::default();
    let mut style = String::new();
    let mut in_visible = false;
    let mut buffer = Vec::new();
    loop {
        match xml.next(&mut buffer)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "Worksheet" => {
                    if book.sheets.len() as u64 >= most_sheets {
                        return Err(too_large("the number of sheets", most_sheets));
                    }
                    let name = attribute(&element, "Name").unwrap_or_default();
                    book.sheets.push(SheetInfo { name, hidden: false, kind: SheetKind::Table });
                }
                "Visible" => in_visible = true,
                "Style" => style = attribute(&element, "ID").unwrap_or_default(),
                "NumberFormat" => {
                    if let Some(code) = attribute(&element, "Format") {
                        book.styles.insert(style.clone(), named_format(&code).unwrap_or_else(|| number_format::of_code(&code)));
                    }
                }
                "Date1904" => book.dates = DateSystem::From1904,
                _ => {}
            },
            Event::Text(text) if in_visible => {
                if let Some(sheet) = book.sheets.last_mut() {
                    sheet.hidden |= text.xml10_content().contains("Hidden");
                }
            }
            Event::End(element) if element.local_name().as_ref() == "Visible" => in_visible = false,
            Event::Eof => return Ok(book),
            _ => {}
        }
    }
}

/// The formats this format names instead of spelling them out.
fn named_format(name: &str) -> Option<NumberUse> {
    match name {
        "General Date" | "Long Date" | "Medium Date" | "Short Date" | "Long Time" | "Medium Time" | "Short Time" => {
            Some(NumberUse::DateTime)
        }
        "General" | "General Number" | "Currency" | "Euro Currency" | "Fixed" | "Standard" | "Percent" | "Scientific"
        | "Yes/No" | "True/False" | "On/Off" => Some(NumberUse::Plain),
        _ => None,
    }
}

#[derive(Default)]
struct Open {
    column: u32,
    style: String,
    formula: bool,
    kind: String,
    text: String,
}

fn read<R: Read>(xml: &mut Xml<R>, index: usize, book: &Book, mut rows: Rows<'_, '_>) -> Result<SheetReport, Error> {
    let mut seen = 0_usize;
    let (mut inside, mut in_row, mut in_cell, mut in_data, mut in_comment) = (false, false, false, false, false);
    let mut row_number = 0_u64;
    let mut next_column = 0_u32;
    let mut cell = Open::default();
    let mut buffer = Vec::with_capacity(1024);
    loop {
        let event = xml.next(&mut buffer)?;
        match &event {
            Event::Start(element) => match element.local_name().as_ref() {
                "Worksheet" => {
                    inside = seen == index;
                    seen += 1;
                }
                _ if !inside => {}
                "Column" if flag_attribute(element, "Hidden") => {
                    let first = number_attribute::<u32>(element, "Index").unwrap_or(1).saturating_sub(1);
                    rows.hide_columns(first, first.saturating_add(number_attribute(element, "Span").unwrap_or(0)));
                }
                "Row" => {
                    row_number = number_attribute(element, "Index").unwrap_or(row_number.saturating_add(1));
                    rows.begin(row_number, flag_attribute(element, "Hidden"), FORMAT)?;
                    // `Span` more rows look like this one and hold nothing.
                    row_number = row_number.saturating_add(number_attribute(element, "Span").unwrap_or(0));
                    next_column = 0;
                    in_row = true;
                }
                "Cell" if in_row => {
                    start_cell(element, &mut cell, &mut next_column, &mut rows);
                    in_cell = true;
                }
                "Comment" => in_comment = true,
                "Data" if in_cell && !in_comment => {
                    cell.kind = attribute(element, "Type").unwrap_or_default();
                    in_data = true;
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "Worksheet" if inside => return Ok(rows.finish()),
                "Row" if in_row => {
                    in_row = false;
                    if rows.end().is_break() {
                        return Ok(rows.finish());
                    }
                }
                "Cell" if in_cell => {
                    in_cell = false;
                    in_data = false;
                    rows.put(cell.column, finished(&cell, book))?;
                }
                "Data" => in_data = false,
                "Comment" => in_comment = false,
                _ => {}
            },
            Event::Eof if inside => {
                return Err(Error::Damaged { format: FORMAT, detail: format!("the sheet breaks off after row {row_number}") });
            }
            Event::Eof => return Ok(rows.finish()),
            _ if in_data => push_text(&mut cell.text, &event),
            _ => {}
        }
    }
}

fn start_cell(element: &BytesStart<'_>, cell: &mut Open, next_column: &mut u32, rows: &mut Rows<'_, '_>) {
    let index: Option<u32> = number_attribute(element, "Index");
    cell.column = index.map_or(*next_column, |index| index.saturating_sub(1));
    cell.formula = attribute(element, "Formula").is_some();
    cell.style = attribute(element, "StyleID").unwrap_or_default();
    cell.kind.clear();
    cell.text.clear();
    let across: u32 = number_attribute(element, "MergeAcross").unwrap_or(0);
    let down: u64 = number_attribute(element, "MergeDown").unwrap_or(0);
    if across > 0 || down > 0 {
        let row = rows.row();
        let last_column = cell.column.saturating_add(across);
        rows.merge(MergedCells { first_row: row, last_row: row.saturating_add(down), first_column: cell.column, last_column });
    }
    *next_column = cell.column.saturating_add(across).saturating_add(1);
}

fn finished(cell: &Open, book: &Book) -> Cell {
    let text = cell.text.as_str();
    let value = match cell.kind.as_str() {
        "Number" => {
            let number_use = book.styles.get(&cell.style).copied().unwrap_or_default();
            finite_number(text).map(|value| Cell::from_serial(value, number_use, book.dates))
        }
        "DateTime" => iso_moment(text),
        "Boolean" => match text.trim() {
            "1" => Some(Cell::bool(true)),
            "0" => Some(Cell::bool(false)),
            _ => None,
        },
        "Error" if !text.is_empty() => Some(Cell::error(text)),
        _ => None,
    };
    value.unwrap_or_else(|| Cell::text(text)).with_formula(cell.formula)
}
