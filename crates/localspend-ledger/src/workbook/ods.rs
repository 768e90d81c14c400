//! OpenDocument spreadsheets, packed or flat, streamed: sheets, rows, the values cells say they hold.
//!
//! A cell or row that says "repeat me a million times" is laid out only where it holds something, and within bounds.
//! Comments, drawings and the deleted cells of tracked changes are not part of the table and are left out.

mod cells;

use std::collections::BTreeSet;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;

use quick_xml::events::{BytesStart, Event};

use self::cells::{OpenCell, start_cell};
use super::detect::Format;
use super::package::Package;
use super::rows::{MergedCells, RowSink, Rows, SheetReport, too_large};
use super::xml::{LONGEST_EVENT, Xml, attribute, decoded, number_attribute, push_text};
use super::{SheetInfo, SheetKind};
use crate::archive::input::Bounded;
use crate::{Error, Limits, Source};

const FORMAT: &str = "ODS";

/// An opened OpenDocument spreadsheet.
pub(crate) struct Ods<'a> {
    content: Content<'a>,
    limits: Limits,
    sheets: Vec<SheetInfo>,
}

enum Content<'a> {
    Packed(Box<Package<'a>>),
    Flat(Source<'a>),
}

impl<'a> Ods<'a> {
    /// Opens the document and lists its sheets.
    pub(crate) fn open(source: Source<'a>, limits: &Limits, flat: bool) -> Result<Ods<'a>, Error> {
        let content = if flat {
            Content::Flat(source)
        } else {
            let mut package = Package::open(source, limits, FORMAT)?;
            refuse_encrypted(&mut package)?;
            Content::Packed(Box::new(package))
        };
        let mut opened = Ods { content, limits: *limits, sheets: Vec::new() };
        let most_sheets = limits.sheets;
        opened.sheets = match &mut opened.content {
            Content::Packed(package) => list(&mut content_part(package)?, most_sheets)?,
            Content::Flat(source) => list(&mut flat_xml(*source, limits)?, most_sheets)?,
        };
        Ok(opened)
    }

    /// The sheets, in the order of their tabs.
    pub(crate) fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Passes the rows of the sheet at an index on.
    pub(crate) fn rows(&mut self, index: usize, sink: &mut RowSink<'_>) -> Result<SheetReport, Error> {
        let rows = Rows::new(&self.limits, sink);
        match &mut self.content {
            Content::Packed(package) => read(&mut content_part(package)?, index, rows),
            Content::Flat(source) => read(&mut flat_xml(*source, &self.limits)?, index, rows),
        }
    }
}

fn content_part<'p>(package: &'p mut Package<'_>) -> Result<Xml<impl Read + 'p>, Error> {
    let missing = Error::Damaged { format: FORMAT, detail: "its content is missing".to_owned() };
    package.xml("content.xml")?.ok_or(missing)
}

fn flat_xml<'a>(source: Source<'a>, limits: &Limits) -> Result<Xml<impl Read + 'a>, Error> {
    let size = source.size()?;
    let bounded = Bounded::new(decoded(BufReader::new(source.open()?)), limits.unpacked_bytes, size, 8, LONGEST_EVENT);
    Ok(Xml::new(bounded, FORMAT))
}

fn refuse_encrypted(package: &mut Package<'_>) -> Result<(), Error> {
    let Some(mut xml) = package.xml("META-INF/manifest.xml")? else { return Ok(()) };
    let mut buffer = Vec::new();
    loop {
        match xml.next(&mut buffer)? {
            Event::Start(element) if element.local_name().as_ref() == "encryption-data" => {
                return Format::EncryptedWorkbook.refusal().map_or(Ok(()), Err);
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Lists the sheets: their styles, which come first, say which are hidden.
fn list<R: Read>(xml: &mut Xml<R>, most_sheets: u64) -> Result<Vec<SheetInfo>, Error> {
    let mut sheets = Vec::new();
    let mut hidden_styles = BTreeSet::new();
    let mut style = String::new();
    let mut depth = 0_u32;
    let mut buffer = Vec::new();
    loop {
        match xml.next(&mut buffer)? {
            Event::Start(element) => match element.name().as_ref() {
                "style:style" => style = attribute(&element, "name").unwrap_or_default(),
                "style:table-properties" if attribute(&element, "display").as_deref() == Some("false") => {
                    hidden_styles.insert(std::mem::take(&mut style));
                }
                "table:table" => {
                    depth += 1;
                    if depth == 1 {
                        if sheets.len() as u64 >= most_sheets {
                            return Err(too_large("the number of sheets", most_sheets));
                        }
                        let hidden = attribute(&element, "style-name").is_some_and(|style| hidden_styles.contains(&style));
                        let name = attribute(&element, "name").unwrap_or_default();
                        sheets.push(SheetInfo { name, hidden, kind: SheetKind::Table });
                    }
                }
                _ => {}
            },
            Event::End(element) if element.name().as_ref() == "table:table" => depth = depth.saturating_sub(1),
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// What is being read inside the wanted sheet.
#[derive(Default)]
struct Place {
    tables: u32,
    seen: usize,
    inside: bool,
    /// Elements open inside something that is not part of the table; nothing counts until all are closed.
    left_out: u32,
    row: u64,
    row_repeat: u64,
    row_hidden: bool,
    column: u64,
    table_column: u64,
}

fn read<R: Read>(xml: &mut Xml<R>, index: usize, mut rows: Rows<'_, '_>) -> Result<SheetReport, Error> {
    let mut place = Place::default();
    let mut cell: Option<OpenCell> = None;
    let mut buffer = Vec::with_capacity(1024);
    loop {
        let event = xml.next(&mut buffer)?;
        match &event {
            Event::Eof if place.inside => {
                return Err(Error::Damaged { format: FORMAT, detail: format!("the sheet breaks off after row {}", place.row) });
            }
            Event::Eof => return Ok(rows.finish()),
            Event::Start(_) if place.left_out > 0 => place.left_out += 1,
            Event::End(_) if place.left_out > 0 => place.left_out -= 1,
            _ if place.left_out > 0 => {}
            Event::Start(element) => {
                if let Some(open) = &mut cell {
                    if !open.start_element(element) {
                        place.left_out = 1;
                    }
                } else if let ControlFlow::Break(open) = start(element, index, &mut place, &mut rows)? {
                    cell = Some(open);
                }
            }
            Event::End(element) => {
                if let Some(open) = &mut cell {
                    if open.end_element() {
                        let done = cell.take().map(|open| (open.repeat, open.spans, open.finished()));
                        if let Some((repeat, spans, value)) = done {
                            put(&mut rows, &mut place, repeat, spans, &value)?;
                        }
                    }
                } else if end(element.name().as_ref(), &mut place, &mut rows)?.is_break() {
                    return Ok(rows.finish());
                }
            }
            _ => {
                if let Some(open) = &mut cell
                    && open.in_paragraph()
                {
                    let mut text = String::new();
                    push_text(&mut text, &event);
                    open.push(&text);
                }
            }
        }
    }
}

/// Handles a start tag outside cells; breaks with the cell when one starts.
fn start(
    element: &BytesStart<'_>,
    index: usize,
    place: &mut Place,
    rows: &mut Rows<'_, '_>,
) -> Result<ControlFlow<OpenCell>, Error> {
    let name = element.name();
    match name.as_ref() {
        "table:table" => {
            place.tables += 1;
            if place.tables == 1 {
                place.inside = place.seen == index;
                place.seen += 1;
            }
        }
        _ if !place.inside => {}
        "table:tracked-changes"
        | "table:shapes"
        | "office:forms"
        | "table:dde-links"
        | "table:named-expressions"
        | "office:annotation" => {
            place.left_out = 1;
        }
        "table:table-column" => {
            let repeat = number_attribute::<u64>(element, "number-columns-repeated").unwrap_or(1).max(1);
            let first = place.table_column;
            place.table_column = first.saturating_add(repeat);
            if is_hidden(element) && first < 16_384 {
                let last = place.table_column.min(16_384) - 1;
                rows.hide_columns(u32::try_from(first).unwrap_or(u32::MAX), u32::try_from(last).unwrap_or(u32::MAX));
            }
        }
        "table:table-row" => {
            place.row_repeat = number_attribute::<u64>(element, "number-rows-repeated").unwrap_or(1).max(1);
            place.row_hidden = is_hidden(element);
            place.row = place.row.saturating_add(1);
            place.column = 0;
        }
        "table:table-cell" | "table:covered-table-cell" => return Ok(ControlFlow::Break(start_cell(element))),
        _ => {}
    }
    Ok(ControlFlow::Continue(()))
}

fn end(name: &str, place: &mut Place, rows: &mut Rows<'_, '_>) -> Result<ControlFlow<()>, Error> {
    match name {
        "table:table" => {
            place.tables = place.tables.saturating_sub(1);
            if place.tables == 0 && place.inside {
                place.inside = false;
                return Ok(ControlFlow::Break(()));
            }
        }
        "table:table-row" if place.inside => {
            let more = place.row_repeat.saturating_sub(1);
            let kept = if more > 0 && rows.is_open() { rows.cells().to_vec() } else { Vec::new() };
            if rows.end().is_break() {
                return Ok(ControlFlow::Break(()));
            }
            if !kept.is_empty() && rows.repeat(more, &kept, place.row_hidden, FORMAT)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            place.row = place.row.saturating_add(more);
        }
        _ => {}
    }
    Ok(ControlFlow::Continue(()))
}

fn put(
    rows: &mut Rows<'_, '_>,
    place: &mut Place,
    repeat: u64,
    spans: (u64, u64),
    value: &crate::cell::Cell,
) -> Result<(), Error> {
    let first = place.column;
    place.column = first.saturating_add(repeat);
    if spans != (1, 1) {
        let column = u32::try_from(first).unwrap_or(u32::MAX);
        rows.merge(MergedCells {
            first_row: place.row,
            last_row: place.row.saturating_add(spans.0 - 1),
            first_column: column,
            last_column: column.saturating_add(u32::try_from(spans.1 - 1).unwrap_or(u32::MAX)),
        });
    }
    if value.kind == crate::cell::CellKind::Empty {
        return Ok(());
    }
    if !rows.is_open() {
        rows.begin(place.row, place.row_hidden, FORMAT)?;
    }
    for column in first..place.column {
        rows.put(u32::try_from(column).unwrap_or(u32::MAX), value.clone())?;
    }
    Ok(())
}

fn is_hidden(element: &BytesStart<'_>) -> bool {
    attribute(element, "visibility").is_some_and(|visibility| visibility == "collapse" || visibility == "filter")
}
