//! XLS workbooks of 1993 to 2003 (BIFF5 and BIFF8), in a compound file or bare.
//!
//! The stream is held in memory, bounded; its cells are put in order before they are passed on, as old writers did not
//! keep to any. Formulas are not computed, macros not run. Workbooks older than BIFF5 are refused.

pub(crate) mod records;
mod sheet;
mod text;

use std::io::Read;

use self::records::{Records, u16_at, u32_at};
use self::text::{Segments, TextCoding};
use super::compound::Compound;
use super::detect::Format;
use super::number_format;
use super::rows::{RowSink, SheetReport, too_large};
use super::xlsx::strings::SharedTexts;
use super::{SheetInfo, SheetKind};
use crate::cell::{DateSystem, NumberUse};
use crate::{Error, Limits, Source};

const FORMAT: &str = "XLS";

/// An opened XLS workbook.
pub(crate) struct Xls {
    stream: Vec<u8>,
    limits: Limits,
    sheets: Vec<SheetInfo>,
    offsets: Vec<usize>,
    texts: SharedTexts,
    formats: Vec<NumberUse>,
    dates: DateSystem,
    coding: TextCoding,
}

impl Xls {
    /// Reads the workbook's stream and what it says of the whole workbook.
    pub(crate) fn open(source: Source<'_>, limits: &Limits) -> Result<Xls, Error> {
        let mut book = Xls {
            stream: workbook_stream(source, limits)?,
            limits: *limits,
            sheets: Vec::new(),
            offsets: Vec::new(),
            texts: SharedTexts::default(),
            formats: Vec::new(),
            dates: DateSystem::From1900,
            coding: TextCoding::default(),
        };
        book.read_globals()?;
        Ok(book)
    }

    /// The sheets, in the order of their tabs.
    pub(crate) fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Passes the rows of the sheet at an index on.
    pub(crate) fn rows(&self, index: usize, sink: &mut RowSink<'_>) -> Result<SheetReport, Error> {
        let stream = self.offsets.get(index).and_then(|&offset| self.stream.get(offset..));
        let Some(stream) = stream else { return Err(damaged("the sheet starts beyond the end of the file")) };
        let context = sheet::Context {
            texts: &self.texts,
            formats: &self.formats,
            dates: self.dates,
            coding: self.coding,
            limits: &self.limits,
        };
        sheet::read(stream, &context, sink)
    }

    fn read_globals(&mut self) -> Result<(), Error> {
        let stream = std::mem::take(&mut self.stream);
        let result = self.read_globals_of(&stream);
        self.stream = stream;
        result
    }

    fn read_globals_of(&mut self, stream: &[u8]) -> Result<(), Error> {
        let mut own = std::collections::BTreeMap::new();
        let mut style_formats = Vec::new();
        let mut sheet_names: Vec<&[u8]> = Vec::new();
        let mut first = true;
        for record in Records::new(stream) {
            let record = record?;
            let data = record.data;
            if first && record.kind != records::BOF {
                return Err(Error::Refused {
                    what: "it is a workbook of Excel 4 or older".to_owned(),
                    hint: "open it in a spreadsheet program and save it as XLSX".to_owned(),
                });
            }
            match record.kind {
                records::BOF if first => {
                    first = false;
                    self.coding.wide = u16_at(data, 0) == Some(0x0600);
                    // A single sheet without a workbook around it starts with the sheet's own mark.
                    if u16_at(data, 2) == Some(0x0010) {
                        self.add_sheet(SheetInfo { name: "Sheet1".to_owned(), hidden: false, kind: SheetKind::Table }, 0)?;
                        self.read_single_sheet_settings(stream);
                        return Ok(());
                    }
                }
                records::FILE_PASS => {
                    return Err(Format::EncryptedWorkbook.refusal().unwrap_or_else(|| damaged("it is encrypted")));
                }
                records::CODE_PAGE => self.coding.set_code_page(u16_at(data, 0).unwrap_or(1252)),
                records::DATE_MODE if u16_at(data, 0) == Some(1) => self.dates = DateSystem::From1904,
                records::BOUND_SHEET => {
                    let hidden = data.get(4).is_some_and(|state| state & 3 != 0);
                    let kind = match data.get(5) {
                        Some(0) => SheetKind::Table,
                        Some(2) => SheetKind::Chart,
                        _ => SheetKind::Macro,
                    };
                    sheet_names.push(data.get(6..).unwrap_or_default());
                    let offset = u32_at(data, 0).map_or(usize::MAX, |offset| offset as usize);
                    self.add_sheet(SheetInfo { name: String::new(), hidden, kind }, offset)?;
                }
                records::FORMAT => {
                    if let Some(id) = u16_at(data, 0) {
                        let code = self.coding.format_code(data.get(2..).unwrap_or_default());
                        own.insert(u32::from(id), number_format::of_code(&code));
                    }
                }
                records::EXTENDED_FORMAT => style_formats.push(u32::from(u16_at(data, 2).unwrap_or(0))),
                records::SHARED_TEXTS => {
                    text::read_shared(Segments::new(&record), &mut self.texts, self.limits.held_bytes)?;
                }
                records::END => break,
                _ => {}
            }
        }
        if first {
            return Err(damaged("it is empty"));
        }
        // Names are decoded last: the code page may come after them.
        for (sheet, name) in self.sheets.iter_mut().zip(sheet_names) {
            sheet.name = self.coding.short(name);
        }
        self.formats = style_formats.into_iter().map(|id| number_format::of_id(id, &own)).collect();
        Ok(())
    }

    fn add_sheet(&mut self, sheet: SheetInfo, offset: usize) -> Result<(), Error> {
        if self.sheets.len() as u64 >= self.limits.sheets {
            return Err(too_large("the number of sheets", self.limits.sheets));
        }
        self.sheets.push(sheet);
        self.offsets.push(offset);
        Ok(())
    }

    /// A bare sheet carries its formats among its rows.
    fn read_single_sheet_settings(&mut self, stream: &[u8]) {
        let mut own = std::collections::BTreeMap::new();
        let mut style_formats = Vec::new();
        for record in Records::new(stream).flatten() {
            match record.kind {
                records::CODE_PAGE => self.coding.set_code_page(u16_at(record.data, 0).unwrap_or(1252)),
                records::DATE_MODE if u16_at(record.data, 0) == Some(1) => self.dates = DateSystem::From1904,
                records::FORMAT => {
                    if let Some(id) = u16_at(record.data, 0) {
                        let code = self.coding.format_code(record.data.get(2..).unwrap_or_default());
                        own.insert(u32::from(id), number_format::of_code(&code));
                    }
                }
                records::EXTENDED_FORMAT => style_formats.push(u32::from(u16_at(record.data, 2).unwrap_or(0))),
                _ => {}
            }
        }
        self.formats = style_formats.into_iter().map(|id| number_format::of_id(id, &own)).collect();
    }
}

/// What a compound file holds.
pub(crate) fn detect_compound(source: Source<'_>, limits: &Limits) -> Result<Format, Error> {
    let bytes = held(source, limits)?;
    let compound = Compound::open(&bytes)?;
    Ok(if compound.has("EncryptedPackage") {
        Format::EncryptedWorkbook
    } else if compound.has("Workbook") || compound.has("Book") {
        Format::Xls
    } else if compound.has("WordDocument") {
        Format::Document
    } else if compound.has("PowerPoint Document") {
        Format::Slides
    } else {
        Format::OtherCompound
    })
}

/// True for a workbook stream that stands in the file without a compound file around it.
pub(crate) fn starts_as_bare_stream(head: &[u8]) -> bool {
    let length = u16_at(head, 2).unwrap_or(0);
    let kind = u16_at(head, 6).unwrap_or(0);
    let known = matches!(u16_at(head, 0), Some(0x0009 | 0x0209 | 0x0409 | 0x0809));
    known && (4..=16).contains(&length) && matches!(kind, 0x0005 | 0x0006 | 0x0010 | 0x0020 | 0x0040 | 0x0100)
}

fn held(source: Source<'_>, limits: &Limits) -> Result<Vec<u8>, Error> {
    if source.size()? > limits.held_bytes {
        return Err(too_large("the size of an old workbook in bytes", limits.held_bytes));
    }
    let mut bytes = Vec::new();
    source.open()?.take(limits.held_bytes).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn workbook_stream(source: Source<'_>, limits: &Limits) -> Result<Vec<u8>, Error> {
    let bytes = held(source, limits)?;
    if starts_as_bare_stream(&bytes) {
        return Ok(bytes);
    }
    let compound = Compound::open(&bytes)?;
    compound.stream("Workbook").or_else(|| compound.stream("Book")).ok_or_else(|| damaged("it holds no workbook"))
}

fn damaged(detail: &str) -> Error {
    Error::Damaged { format: FORMAT, detail: detail.to_owned() }
}
