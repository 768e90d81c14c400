//! What can go wrong while a pack is written. Odd content never does: it is shown, or said to be missing.

use std::path::PathBuf;

/// Why no pack was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder of the pack could not be written.
    #[error("cannot write {path}: {source}\nhint: check that the folder exists, is writable and has room")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A metric table has a column of a type that has no place in a report.
    #[error(
        "column `{column}` of metric table `{table}` cannot be read: {source}\nhint: cast it in queries/metrics/{table}.sql to text, a number, a date or decimal(28,2)"
    )]
    Column {
        /// Metric table.
        table: String,
        /// Its column.
        column: String,
        /// What Arrow said.
        source: arrow::error::ArrowError,
    },
    /// The file of the tile map cannot be used.
    #[error(
        "the tile map, line {line} (`{value}`): {problem}\nhint: its columns are code, name, label (may be empty), column, row; docs/tile-map.md has an example"
    )]
    Tiles {
        /// Line of the file, 1 first; 0 when it is not known.
        line: u64,
        /// What stands there.
        value: String,
        /// What is wrong.
        problem: String,
    },
    /// A table could not be written as Parquet or CSV.
    #[error(
        "metric table `{table}` cannot be written to {path}: {message}\nhint: check the disk; if it is well, report this as a fault of localspend"
    )]
    Export {
        /// Metric table.
        table: String,
        /// The file.
        path: PathBuf,
        /// What the writer said.
        message: String,
    },
}

impl Error {
    pub(crate) fn write(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| Error::Write { path, source }
    }

    pub(crate) fn export(table: &str, path: impl Into<PathBuf>, message: impl ToString) -> Error {
        Error::Export { table: table.to_owned(), path: path.into(), message: message.to_string() }
    }
}
