//! What stops a load. Content never does: odd rows, unknown files and damaged archives are reported per file.

/// An error of the place where batches are handed over.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// What stops a load.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The receiver of the batches failed.
    #[error("the loaded rows could not be stored: {0}")]
    Sink(#[source] SinkError),
    /// A batch could not be built; a defect of this crate, told apart from bad content.
    #[error("the rows of table `{table}` could not be put together: {reason}")]
    Batch {
        /// Table being built.
        table: &'static str,
        /// What went wrong.
        reason: String,
    },
}

/// Why one file, or one file inside an archive, could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Reading failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The text is not in the shape it was recognised as.
    #[error("{0}")]
    Format(String),
    /// Something outside the file failed; stops the load.
    #[error(transparent)]
    Fatal(#[from] Error),
}

impl From<csv::Error> for ReadError {
    fn from(error: csv::Error) -> ReadError {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => ReadError::Io(error),
            other => ReadError::Format(format!("{other:?}")),
        }
    }
}
