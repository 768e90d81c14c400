//! What stops a whole file from being read. Bad content of single records is never an error: it is a verdict.

use std::io;

/// Why a file could not be read at all. The caller knows the file's name and adds it; the hint says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused.
    #[error("cannot be read: {0}\nhint: check that the file exists and that you may open it")]
    Io(#[from] io::Error),
    /// A kind of file that holds no readable table.
    #[error("{what}\nhint: {hint}")]
    Refused {
        /// What it is.
        what: String,
        /// What to ask for instead.
        hint: String,
    },
    /// Past a bound that keeps a hostile file from using up the machine.
    #[error("{what} is over the limit of {limit}\nhint: {hint}")]
    TooLarge {
        /// What was counted.
        what: String,
        /// The limit.
        limit: u64,
        /// What to do.
        hint: String,
    },
    /// A workbook or archive whose structure is broken.
    #[error(
        "the {format} file is damaged: {detail}\nhint: open it in a spreadsheet program and save it again, or ask the publisher for a new copy"
    )]
    Damaged {
        /// Format it seems to be.
        format: &'static str,
        /// What was found.
        detail: String,
    },
    /// A sheet that was asked for by name is not there.
    #[error("there is no sheet `{wanted}`; there are: {found}\nhint: use one of these names")]
    NoSuchSheet {
        /// Name asked for.
        wanted: String,
        /// Names there are.
        found: String,
    },
    /// The receiver of the records stopped.
    #[error("the records could not be passed on: {0}")]
    Sink(#[from] SinkError),
}

/// What a receiver of records says when it cannot take more.
pub type SinkError = Box<dyn std::error::Error + Send + Sync + 'static>;
