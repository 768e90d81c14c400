//! What can go wrong with the catalogue and its queries: each error names the file and the key, and says what to do.

use std::path::PathBuf;

use datafusion::error::DataFusionError;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of the catalogue cannot be used as it stands.
    #[error("{file}: {problem}\nhint: {hint}")]
    Catalogue {
        /// File, relative to `queries/`.
        file: String,
        /// What is wrong, with the key.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// A query could not be planned or run.
    #[error("{query}: {source}")]
    Query {
        /// Name of the query.
        query: String,
        /// What the engine says.
        #[source]
        source: Box<DataFusionError>,
    },
    /// A file could not be read.
    #[error("{path}: {source}")]
    Read {
        /// File or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The caller could not store a finished table.
    #[error("{table} could not be stored: {source}")]
    Store {
        /// Table.
        table: String,
        /// What the caller says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// An error about a file of the catalogue.
    pub(crate) fn catalogue(file: impl Into<String>, problem: impl Into<String>, hint: impl Into<String>) -> Error {
        Error::Catalogue { file: file.into(), problem: problem.into(), hint: hint.into() }
    }

    /// Names the query in which the engine failed.
    pub(crate) fn query(query: &str) -> impl FnOnce(DataFusionError) -> Error + '_ {
        move |source| Error::Query { query: query.to_owned(), source: Box::new(source) }
    }
}
