//! Workbooks as rows of cells: XLSX, XLSM, XLSB, XLS, ODS, and tables saved as HTML or XML under a workbook's name.
//!
//! Every physical row is passed on once, with its own number, from column A on, blank rows included, so that nothing a
//! person sees in the sheet is unaccounted for. Nothing is interpreted here beyond what the file itself says a cell is.
//! Formulas are not computed, macros are not run and links out of the workbook are never followed.

mod compound;
mod detect;
mod excel_xml;
mod html;
mod number_format;
mod ods;
mod package;
mod rows;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

pub use detect::{Format, detect, extension_mismatch};
pub(crate) use package::zip_error;
pub use rows::{MergedCells, RowSink, SheetReport, TRAILING_BLANK_ROWS};

use std::collections::BTreeSet;

use crate::{Error, Limits, Source};

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetInfo {
    /// Name on its tab.
    pub name: String,
    /// Whether a person opening the workbook does not see the tab.
    pub hidden: bool,
    /// What it holds.
    pub kind: SheetKind,
}

/// What a sheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetKind {
    /// Rows of cells.
    Table,
    /// A chart alone.
    Chart,
    /// Macros or a dialogue.
    Macro,
}

/// An opened workbook. Opening reads the list of sheets, not their rows.
pub struct Workbook<'a> {
    format: Format,
    book: Book<'a>,
    /// Each under a name of its own.
    sheets: Vec<SheetInfo>,
}

enum Book<'a> {
    Xlsx(Box<xlsx::Xlsx<'a>>),
    Xlsb(Box<xlsb::Xlsb<'a>>),
    Xls(Box<xls::Xls>),
    Ods(Box<ods::Ods<'a>>),
    ExcelXml(Box<excel_xml::ExcelXml<'a>>),
    Html(Box<html::Html>),
}

impl<'a> Workbook<'a> {
    /// Opens a workbook, whatever its format; the content decides, not the name.
    pub fn open(source: Source<'a>, limits: &Limits) -> Result<Workbook<'a>, Error> {
        let format = detect(source, limits)?;
        let book = match format {
            Format::Xlsx => Book::Xlsx(Box::new(xlsx::Xlsx::open(source, limits)?)),
            Format::Xlsb => Book::Xlsb(Box::new(xlsb::Xlsb::open(source, limits)?)),
            Format::Xls => Book::Xls(Box::new(xls::Xls::open(source, limits)?)),
            Format::Ods | Format::FlatOds => Book::Ods(Box::new(ods::Ods::open(source, limits, format == Format::FlatOds)?)),
            Format::ExcelXml => Book::ExcelXml(Box::new(excel_xml::ExcelXml::open(source, limits)?)),
            Format::Html => Book::Html(Box::new(html::Html::open(source, limits)?)),
            other => return Err(other.refusal().unwrap_or_else(|| not_a_workbook(other))),
        };
        let sheets = named_apart(book.sheets());
        Ok(Workbook { format, book, sheets })
    }

    /// The format its content has.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The sheets, in the order of their tabs; no two have one name.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Passes the rows of a sheet on, in order. A chart or macro sheet has none.
    pub fn rows(&mut self, sheet_name: &str, sink: &mut RowSink<'_>) -> Result<SheetReport, Error> {
        let Some(index) = self.sheets().iter().position(|sheet| sheet.name == sheet_name) else {
            let found: Vec<&str> = self.sheets().iter().map(|sheet| sheet.name.as_str()).collect();
            return Err(Error::NoSuchSheet { wanted: sheet_name.to_owned(), found: found.join(", ") });
        };
        if self.sheets().get(index).is_some_and(|sheet| sheet.kind != SheetKind::Table) {
            return Ok(SheetReport::default());
        }
        match &mut self.book {
            Book::Xlsx(book) => book.rows(index, sink),
            Book::Xlsb(book) => book.rows(index, sink),
            Book::Xls(book) => book.rows(index, sink),
            Book::Ods(book) => book.rows(index, sink),
            Book::ExcelXml(book) => book.rows(index, sink),
            Book::Html(book) => book.rows(index, sink),
        }
    }
}

impl Book<'_> {
    /// The sheets under the names that the file gives them.
    fn sheets(&self) -> &[SheetInfo] {
        match self {
            Book::Xlsx(book) => book.sheets(),
            Book::Xlsb(book) => book.sheets(),
            Book::Xls(book) => book.sheets(),
            Book::Ods(book) => book.sheets(),
            Book::ExcelXml(book) => book.sheets(),
            Book::Html(book) => book.sheets(),
        }
    }
}

/// Sheets are found by their names: of two with one name, which Excel never writes and other programs do, the second would
/// be lost and the first read twice.
fn named_apart(sheets: &[SheetInfo]) -> Vec<SheetInfo> {
    let mut taken: BTreeSet<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut given: BTreeSet<&str> = BTreeSet::new();
    sheets
        .iter()
        .map(|sheet| {
            let mut sheet_apart = sheet.clone();
            if !given.insert(&sheet.name) {
                let mut numbered = (2_u64..).map(|number| format!("{} ({number})", sheet.name));
                sheet_apart.name = numbered.find(|name| !taken.contains(name)).unwrap_or_default();
                taken.insert(sheet_apart.name.clone());
            }
            sheet_apart
        })
        .collect()
}

fn not_a_workbook(format: Format) -> Error {
    Error::Refused {
        what: format!("it is not a workbook but {}", format.as_str()),
        hint: "read it as what it is: the content decides, not the name".to_owned(),
    }
}

/// The sheets of a workbook, in the order of their tabs.
pub fn sheets(source: Source<'_>, limits: &Limits) -> Result<Vec<SheetInfo>, Error> {
    Ok(Workbook::open(source, limits)?.sheets().to_vec())
}

/// Passes the rows of one sheet on. To read several sheets, open the [`Workbook`] once.
pub fn rows(source: Source<'_>, sheet_name: &str, limits: &Limits, sink: &mut RowSink<'_>) -> Result<SheetReport, Error> {
    Workbook::open(source, limits)?.rows(sheet_name, sink)
}

#[cfg(test)]
mod tests;
