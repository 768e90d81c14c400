//! The rows behind the pages: each metric table as CSV and Parquet, with a dictionary of tables and columns.
//!
//! CSV cells that a spreadsheet would run as a formula get a leading apostrophe; Parquet keeps every text as it is.

use std::borrow::Cow;
use std::fmt::Write;
use std::fs::{self, File};
use std::path::Path;

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::cells::{Cell, Rows};
use crate::metrics::Metrics;
use crate::{Error, TableDoc};

/// Writes `data/` below `folder`; returns the file names, relative to `folder`.
pub(crate) fn write(folder: &Path, metrics: &Metrics, dictionary: &[TableDoc]) -> Result<Vec<String>, Error> {
    let data = folder.join("data");
    fs::create_dir_all(&data).map_err(Error::write(&data))?;
    let mut written = Vec::new();
    for (name, rows) in metrics.tables().filter(|(_, rows)| !rows.column_names().is_empty()) {
        let (csv, parquet) = (format!("data/{name}.csv"), format!("data/{name}.parquet"));
        write_csv(name, &folder.join(&csv), rows)?;
        write_parquet(name, &folder.join(&parquet), rows)?;
        written.extend([csv, parquet]);
    }
    for table in dictionary.iter().filter(|table| !table.sql.is_empty() && metrics.table(&table.name).is_some()) {
        let name = format!("data/{}.sql", table.name);
        let path = folder.join(&name);
        fs::write(&path, &table.sql).map_err(Error::write(&path))?;
        written.push(name);
    }
    write_dictionary(folder, metrics, dictionary)?;
    written.push("data/dictionary.csv".to_owned());
    Ok(written)
}

/// Excel and its kin run a cell that begins with one of these; a quote in front makes it plain text.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A cell as CSV text: plain numbers, ISO dates, empty for null. Millions of cells share one `buffer`.
fn csv_text<'a>(cell: Cell<'a>, buffer: &'a mut String) -> Cow<'a, str> {
    buffer.clear();
    // Writing into a string cannot fail.
    let _ = match cell {
        Cell::Null => return Cow::Borrowed(""),
        Cell::Text(text) => return harmless(text),
        Cell::Money(money) => write!(buffer, "{money}"),
        Cell::Whole(number) => write!(buffer, "{number}"),
        Cell::Number(number) => write!(buffer, "{number}"),
        Cell::Flag(flag) => write!(buffer, "{flag}"),
        Cell::Date(date) => write!(buffer, "{date}"),
        Cell::Moment(moment) => write!(buffer, "{}", moment.format("%Y-%m-%dT%H:%M:%SZ")),
    };
    Cow::Borrowed(buffer)
}

fn write_csv(table: &str, path: &Path, rows: &Rows) -> Result<(), Error> {
    let fault = |error: csv::Error| Error::export(table, path, error);
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).buffer_capacity(1 << 18).from_path(path).map_err(fault)?;
    let names = rows.column_names();
    writer.write_record(&names).map_err(fault)?;
    let mut buffer = String::new();
    for row in 0..rows.len() {
        for column in 0..names.len() {
            writer.write_field(csv_text(rows.cell(column, row), &mut buffer).as_bytes()).map_err(fault)?;
        }
        writer.write_record(None::<&[u8]>).map_err(fault)?;
    }
    writer.flush().map_err(Error::write(path))
}

fn write_parquet(table: &str, path: &Path, rows: &Rows) -> Result<(), Error> {
    let fault = |error: parquet::errors::ParquetError| Error::export(table, path, error);
    let file = File::create(path).map_err(Error::write(path))?;
    // A fixed writer name: the file must not change when only the library's version does.
    let properties = WriterProperties::builder()
        .set_created_by("localspend".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut writer = ArrowWriter::try_new(file, rows.batch().schema(), Some(properties)).map_err(fault)?;
    writer.write(rows.batch()).map_err(fault)?;
    writer.close().map_err(fault)?;
    Ok(())
}

fn write_dictionary(folder: &Path, metrics: &Metrics, dictionary: &[TableDoc]) -> Result<(), Error> {
    let path = folder.join("data/dictionary.csv");
    let fault = |error: csv::Error| Error::export("dictionary", &path, error);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_path(&path).map_err(fault)?;
    writer.write_record(["table", "table_title", "table_description", "unit", "column", "column_description"]).map_err(fault)?;
    for entry in entries(metrics, dictionary) {
        let cells = [&entry.table, &entry.title, &entry.description, &entry.unit, &entry.column, &entry.meaning];
        writer.write_record(cells.map(|text| harmless(text).into_owned())).map_err(fault)?;
    }
    writer.flush().map_err(Error::write(&path))
}

/// One line of the data dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) table: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) unit: String,
    pub(crate) column: String,
    pub(crate) meaning: String,
}

/// Every column of every exported table, described where the catalogue describes it.
pub(crate) fn entries(metrics: &Metrics, dictionary: &[TableDoc]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (name, rows) in metrics.tables() {
        let doc = dictionary.iter().find(|doc| doc.name == name);
        for column in rows.column_names() {
            let described = doc.and_then(|doc| doc.columns.iter().find(|(known, _)| *known == column));
            entries.push(Entry {
                table: name.to_owned(),
                title: doc.map_or_else(|| name.replace('_', " "), |doc| doc.title.clone()),
                description: doc.map(|doc| doc.description.clone()).unwrap_or_default(),
                unit: doc.map(|doc| doc.unit.clone()).unwrap_or_default(),
                meaning: described.map(|(_, meaning)| meaning.clone()).unwrap_or_default(),
                column,
            });
        }
    }
    entries
}
