//! XLSB workbooks: the XLSX package with binary parts. Sheets, shared texts, number formats, rows.
//!
//! Written here because the library at hand drops rich-text cells and formulas that end in an error, and trusts the
//! lengths it finds. Formulas are not computed: their saved values are read.

mod records;
mod sheet;

use self::records::{Records, u16_at, u32_at, wide_text};
use super::package::{Package, Relationship};
use super::rows::{RowSink, SheetReport, too_large};
use super::xlsx::main_part;
use super::xlsx::strings::SharedTexts;
use super::{SheetInfo, SheetKind, number_format};
use crate::cell::{DateSystem, NumberUse};
use crate::{Error, Limits, Source};

const FORMAT: &str = "XLSB";

/// An opened XLSB workbook.
pub(crate) struct Xlsb<'a> {
    package: Package<'a>,
    limits: Limits,
    sheets: Vec<SheetInfo>,
    parts: Vec<Option<String>>,
    texts_part: String,
    styles_part: String,
    texts: Option<SharedTexts>,
    formats: Vec<NumberUse>,
    dates: DateSystem,
}

impl<'a> Xlsb<'a> {
    /// Opens the workbook: the list of sheets is read, no rows are.
    pub(crate) fn open(source: Source<'a>, limits: &Limits) -> Result<Xlsb<'a>, Error> {
        let mut package = Package::open(source, limits, FORMAT)?;
        let book = main_part(&mut package, "xl/workbook.bin")?;
        let links = package.relationships(&book)?;
        let linked = |kind: &str| links.values().find(|link| link.kind == kind).map(|link| link.target.clone());
        let mut opened = Xlsb {
            limits: *limits,
            sheets: Vec::new(),
            parts: Vec::new(),
            texts_part: linked("sharedStrings").unwrap_or_else(|| "xl/sharedstrings.bin".to_owned()),
            styles_part: linked("styles").unwrap_or_else(|| "xl/styles.bin".to_owned()),
            texts: None,
            formats: Vec::new(),
            dates: DateSystem::From1900,
            package,
        };
        opened.read_book(&book, &links)?;
        Ok(opened)
    }

    /// The sheets, in the order of their tabs.
    pub(crate) fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Passes the rows of the sheet at an index on.
    pub(crate) fn rows(&mut self, index: usize, sink: &mut RowSink<'_>) -> Result<SheetReport, Error> {
        let Some(Some(part)) = self.parts.get(index).cloned() else {
            return Err(damaged("the sheet's part is missing from the file"));
        };
        if self.texts.is_none() {
            self.read_formats()?;
            self.texts = Some(self.read_texts()?);
        }
        let none = SharedTexts::default();
        let context = sheet::Context {
            texts: self.texts.as_ref().unwrap_or(&none),
            formats: &self.formats,
            dates: self.dates,
            limits: &self.limits,
        };
        sheet::read(&mut self.package, &part, &context, sink)
    }

    fn read_book(&mut self, part: &str, links: &std::collections::BTreeMap<String, Relationship>) -> Result<(), Error> {
        let Some(mut records) = Records::open(&mut self.package, part)? else {
            return Err(damaged("the list of sheets is missing"));
        };
        let mut data = Vec::new();
        while let Some(kind) = records.next(&mut data)? {
            match kind {
                records::WORKBOOK_PROPERTIES if data.first().is_some_and(|flags| flags & 1 != 0) => {
                    self.dates = DateSystem::From1904
                }
                records::BOUND_SHEET => {
                    if self.sheets.len() as u64 >= self.limits.sheets {
                        return Err(too_large("the number of sheets", self.limits.sheets));
                    }
                    let mut at = 8;
                    let link = wide_text(&data, &mut at).and_then(|id| links.get(&id));
                    let name = wide_text(&data, &mut at).unwrap_or_default();
                    let kind = match link.map(|link| link.kind.as_str()) {
                        Some("chartsheet") => SheetKind::Chart,
                        Some("dialogsheet" | "xlMacrosheet" | "xlIntlMacrosheet") => SheetKind::Macro,
                        _ => SheetKind::Table,
                    };
                    self.sheets.push(SheetInfo { name, hidden: u32_at(&data, 0).unwrap_or(0) != 0, kind });
                    self.parts.push(link.map(|link| link.target.clone()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_formats(&mut self) -> Result<(), Error> {
        let part = self.styles_part.clone();
        let Some(mut records) = Records::open(&mut self.package, &part)? else { return Ok(()) };
        let mut own = std::collections::BTreeMap::new();
        let mut style_formats = Vec::new();
        let mut in_cell_styles = false;
        let mut data = Vec::new();
        while let Some(kind) = records.next(&mut data)? {
            match kind {
                records::NUMBER_FORMAT => {
                    let mut at = 2;
                    if let (Some(id), Some(code)) = (u16_at(&data, 0), wide_text(&data, &mut at)) {
                        own.insert(u32::from(id), number_format::of_code(&code));
                    }
                }
                records::BEGIN_CELL_STYLES => in_cell_styles = true,
                records::END_CELL_STYLES => in_cell_styles = false,
                records::STYLE if in_cell_styles => style_formats.push(u32::from(u16_at(&data, 2).unwrap_or(0))),
                _ => {}
            }
        }
        self.formats = style_formats.into_iter().map(|id| number_format::of_id(id, &own)).collect();
        Ok(())
    }

    fn read_texts(&mut self) -> Result<SharedTexts, Error> {
        let mut texts = SharedTexts::default();
        let part = self.texts_part.clone();
        let most_bytes = self.limits.held_bytes;
        let Some(mut records) = Records::open(&mut self.package, &part)? else { return Ok(texts) };
        let mut data = Vec::new();
        while let Some(kind) = records.next(&mut data)? {
            if kind == records::SHARED_TEXT {
                let mut at = 1;
                texts.push(&wide_text(&data, &mut at).unwrap_or_default(), most_bytes)?;
            }
        }
        Ok(texts)
    }
}

fn damaged(detail: &str) -> Error {
    Error::Damaged { format: FORMAT, detail: detail.to_owned() }
}
