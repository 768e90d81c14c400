//! XLSX and XLSM workbooks, streamed part by part: sheets, shared texts, number formats, rows.
//!
//! Written on the XML and ZIP readers rather than on a workbook library so that every count in the file is distrusted,
//! an odd cell is a cell and not the end of the sheet, and hidden rows, merged cells and formulas are told in the same
//! pass. Formulas are never computed: their saved values are read.

pub(crate) mod sheet;
pub(crate) mod strings;
mod styles;

use quick_xml::events::Event;

use self::strings::SharedTexts;
use super::package::{Package, Relationship};
use super::rows::{RowSink, SheetReport, too_large};
use super::xml::{attribute, flag_attribute};
use super::{SheetInfo, SheetKind};
use crate::cell::{DateSystem, NumberUse};
use crate::{Error, Limits, Source};

const FORMAT: &str = "XLSX";

/// An opened XLSX workbook.
pub(crate) struct Xlsx<'a> {
    package: Package<'a>,
    limits: Limits,
    sheets: Vec<SheetInfo>,
    /// Part of each sheet; none when the workbook names a sheet that is not there.
    parts: Vec<Option<String>>,
    texts_part: Option<String>,
    styles_part: Option<String>,
    /// Read when the first sheet is.
    texts: Option<SharedTexts>,
    formats: Vec<NumberUse>,
    dates: DateSystem,
}

impl<'a> Xlsx<'a> {
    /// Opens the workbook: the list of sheets is read, no rows are.
    pub(crate) fn open(source: Source<'a>, limits: &Limits) -> Result<Xlsx<'a>, Error> {
        let mut package = Package::open(source, limits, FORMAT)?;
        let book = main_part(&mut package, "xl/workbook.xml")?;
        let links = package.relationships(&book)?;
        let linked = |kind: &str| links.values().find(|link| link.kind == kind).map(|link| link.target.clone());
        let texts_part = linked("sharedStrings").or_else(|| Some("xl/sharedstrings.xml".to_owned()));
        let styles_part = linked("styles").or_else(|| Some("xl/styles.xml".to_owned()));
        let mut opened = Xlsx {
            package,
            limits: *limits,
            sheets: Vec::new(),
            parts: Vec::new(),
            texts_part,
            styles_part,
            texts: None,
            formats: Vec::new(),
            dates: DateSystem::From1900,
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
            return Err(Error::Damaged { format: FORMAT, detail: "the sheet's part is missing from the file".to_owned() });
        };
        if self.texts.is_none() {
            self.formats = styles::read(&mut self.package, self.styles_part.as_deref())?;
            self.texts = Some(strings::read(&mut self.package, self.texts_part.as_deref(), self.limits.held_bytes)?);
        }
        let empty = SharedTexts::default();
        let context = sheet::Context {
            texts: self.texts.as_ref().unwrap_or(&empty),
            formats: &self.formats,
            dates: self.dates,
            limits: &self.limits,
        };
        sheet::read(&mut self.package, &part, &context, sink)
    }

    fn read_book(&mut self, part: &str, links: &std::collections::BTreeMap<String, Relationship>) -> Result<(), Error> {
        let Some(mut xml) = self.package.xml(part)? else {
            return Err(Error::Damaged { format: FORMAT, detail: "the list of sheets is missing".to_owned() });
        };
        let mut buffer = Vec::new();
        loop {
            match xml.next(&mut buffer)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "workbookPr" if flag_attribute(&element, "date1904") => self.dates = DateSystem::From1904,
                    "sheet" => {
                        if self.sheets.len() as u64 >= self.limits.sheets {
                            return Err(too_large("the number of sheets", self.limits.sheets));
                        }
                        let name = attribute(&element, "name").unwrap_or_default();
                        let hidden = attribute(&element, "state").is_some_and(|state| state != "visible");
                        let link = attribute(&element, "id").and_then(|id| links.get(&id));
                        let kind = match link.map(|link| link.kind.as_str()) {
                            Some("chartsheet") => SheetKind::Chart,
                            Some("dialogsheet" | "xlMacrosheet" | "xlIntlMacrosheet") => SheetKind::Macro,
                            _ => SheetKind::Table,
                        };
                        self.sheets.push(SheetInfo { name, hidden, kind });
                        self.parts.push(link.map(|link| link.target.clone()));
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

/// The part the package names as its main document.
pub(crate) fn main_part(package: &mut Package<'_>, usual: &str) -> Result<String, Error> {
    let links = package.relationships("")?;
    let named = links.into_values().find(|link| link.kind == "officeDocument").map(|link| link.target);
    match named.filter(|part| package.has(part)) {
        Some(part) => Ok(part),
        None if package.has(usual) => Ok(usual.to_owned()),
        None => Err(Error::Damaged { format: package.format, detail: "the list of sheets is missing".to_owned() }),
    }
}
