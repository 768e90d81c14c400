//! Takes a file apart into the tables it may hold: a text file is one, a workbook one per sheet, an archive those of
//! its entries. Each part can be read as often as needed; rows of all kinds come out as records.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::ahead;
use crate::archive::{self, Why};
use crate::cell::Cell;
use crate::error::Error;
use crate::record::Record;
use crate::source::{Limits, Source};
use crate::text::dialect::Dialect;
use crate::text::encoding::{self, Start, Transfer};
use crate::text::reader::{TextReader, open_decoded};
use crate::text::sniff;
use crate::workbook::{Format, SheetKind, Workbook, detect};

/// One table-like part of a file.
pub struct Part<'p, 'a> {
    /// Sheet, or file inside an archive; `None` for a plain text file.
    pub name: Option<String>,
    /// Format of the file that holds it.
    pub format: Format,
    /// How text is read.
    pub text: Option<TextForm>,
    /// The sheet's tab is hidden.
    pub hidden: bool,
    rows: Rows<'p, 'a>,
}

/// Encoding and dialect of a text part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextForm {
    /// Byte-order marks and transcoding.
    pub start: Start,
    /// Delimiter and quoting.
    pub dialect: Dialect,
}

enum Rows<'p, 'a> {
    Text(Source<'p>),
    Sheet(&'p mut Workbook<'a>, String),
}

/// What stops a walk through records early.
pub type Flow = Result<ControlFlow<()>, Error>;

/// Records that are looked at before the first full pass.
const SAMPLE_RECORDS: usize = 1_500;
/// Bytes of them, about: a file may be made of records of megabytes, and memory must not grow with it.
const SAMPLE_BYTES: usize = 16 << 20;

impl Part<'_, '_> {
    /// The first records, as many as are looked at together.
    pub(crate) fn sample(&mut self, limits: &Limits) -> Result<Vec<Record>, Error> {
        let mut sample: Vec<Record> = Vec::new();
        let mut bytes = 0;
        self.each(limits, &mut |record| {
            bytes += record.text().len() + record.len() * size_of::<usize>();
            sample.push(record.clone());
            let enough = sample.len() >= SAMPLE_RECORDS || bytes >= SAMPLE_BYTES;
            Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(sample)
    }

    /// Passes every record on, in order, until the receiver stops.
    pub fn each(&mut self, limits: &Limits, sink: &mut dyn FnMut(&Record) -> Flow) -> Result<(), Error> {
        match &mut self.rows {
            Rows::Text(source) => {
                let form = self.text.unwrap_or_else(|| TextForm { start: encoding::sniff(&[]), dialect: Dialect::default() });
                if source.size()? >= ahead::WORTH_A_THREAD {
                    return ahead::each(*source, form, limits, sink);
                }
                let mut reader = TextReader::open(*source, form.start, form.dialect, limits)?;
                let mut record = Record::default();
                while reader.next(&mut record)? {
                    if sink(&record)?.is_break() {
                        break;
                    }
                }
                Ok(())
            }
            Rows::Sheet(workbook, name) => {
                let mut record = Record::default();
                let mut failed = None;
                let hidden_sheet = self.hidden;
                workbook.rows(name, &mut |row: u64, cells: Vec<Cell>, hidden: bool| {
                    record.fill_from_cells(row, &cells, hidden || hidden_sheet);
                    match sink(&record) {
                        Ok(flow) => flow,
                        Err(error) => {
                            failed = Some(error);
                            ControlFlow::Break(())
                        }
                    }
                })?;
                failed.map_or(Ok(()), Err)
            }
        }
    }
}

/// A file inside an archive that could not be read, and why.
#[derive(Debug)]
pub struct Unreadable {
    /// Its name in the archive.
    pub name: String,
    /// Why.
    pub error: Error,
}

/// Visits every part of a file, in order.
pub fn each_part(
    source: Source<'_>,
    file_name: &str,
    limits: &Limits,
    visit: &mut dyn FnMut(&mut Part<'_, '_>) -> Result<(), Error>,
) -> Result<Vec<Unreadable>, Error> {
    let outer = detect(source, limits)?;
    if !matches!(outer, Format::Zip | Format::Gzip) {
        file_parts(source, outer, None, limits, visit)?;
        return Ok(Vec::new());
    }
    let mut unreadable: Vec<Unreadable> = Vec::new();
    let mut stopped = None;
    let mut names: BTreeMap<String, u64> = BTreeMap::new();
    let skipped = archive::files(source, file_name, limits, &mut |name, inner| {
        // Two paths may be one when what leads out of the archive is taken off, and a name is a line's place.
        let name = &named_apart(name, &mut names);
        let read = detect(inner, limits).and_then(|format| file_parts(inner, format, Some(name), limits, visit));
        match read {
            Ok(()) => ControlFlow::Continue(()),
            Err(error @ (Error::Sink(_) | Error::Io(_))) => {
                stopped = Some(error);
                ControlFlow::Break(())
            }
            Err(error) => {
                unreadable.push(Unreadable { name: name.to_owned(), error });
                ControlFlow::Continue(())
            }
        }
    })?;
    if let Some(error) = stopped {
        return Err(error);
    }
    for entry in skipped {
        if let Why::Failed(error) = entry.why {
            unreadable.push(Unreadable { name: entry.name, error });
        }
    }
    Ok(unreadable)
}

/// A name that no file before has; `names` holds those, and how often each was asked for.
fn named_apart(name: &str, names: &mut BTreeMap<String, u64>) -> String {
    let mut apart = name.to_owned();
    while names.contains_key(&apart) {
        let asked = names.entry(name.to_owned()).or_default();
        *asked += 1;
        apart = format!("{name} ({})", *asked + 1);
    }
    names.insert(apart.clone(), 0);
    apart
}

fn file_parts(
    source: Source<'_>,
    format: Format,
    entry: Option<&str>,
    limits: &Limits,
    visit: &mut dyn FnMut(&mut Part<'_, '_>) -> Result<(), Error>,
) -> Result<(), Error> {
    if format == Format::Text {
        let form = text_form(source)?;
        return visit(&mut Part {
            name: entry.map(str::to_owned),
            format,
            text: Some(form),
            hidden: false,
            rows: Rows::Text(source),
        });
    }
    let mut workbook = Workbook::open(source, limits)?;
    let sheets = workbook.sheets().to_vec();
    for sheet in sheets {
        if sheet.kind != SheetKind::Table {
            continue;
        }
        let name = entry.map_or_else(|| sheet.name.clone(), |entry| format!("{entry}/{}", sheet.name));
        let rows = Rows::Sheet(&mut workbook, sheet.name.clone());
        visit(&mut Part { name: Some(name), format, text: None, hidden: sheet.hidden, rows })?;
    }
    Ok(())
}

/// Looks at the first part of a text file for its encoding and dialect.
fn text_form(source: Source<'_>) -> Result<TextForm, Error> {
    let start = encoding::sniff(&source.head(4096)?);
    let mut sample = Vec::new();
    std::io::Read::read_to_end(&mut std::io::Read::take(open_decoded(source, start)?, sniff::SAMPLE as u64), &mut sample)?;
    let whole = sample.len() < sniff::SAMPLE;
    Ok(TextForm { start, dialect: sniff::sniff(&sample, whole) })
}

impl TextForm {
    /// True when the whole stream is transcoded before it is split.
    pub fn is_transcoded(&self) -> bool {
        matches!(self.start.transfer, Transfer::Stream(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If this fails, a file of long records is held in memory, hundreds of times over.
    #[test]
    fn the_first_records_are_held_up_to_a_size() {
        let line = [b"Ashgrove,".to_vec(), b"a".repeat(1 << 20), b",1.00\n".to_vec()].concat();
        for (file, most) in [(line.repeat(30), 17), (b"Ashgrove,1.00\n".repeat(2_000), SAMPLE_RECORDS)] {
            let limits = Limits::default();
            let mut held = 0;
            each_part(Source::Bytes(&file), "f.csv", &limits, &mut |part| {
                held = part.sample(&limits)?.len();
                Ok(())
            })
            .unwrap();
            assert!((most / 2..=most).contains(&held), "{held} records");
        }
    }
}
