//! What can stop this crate. Bad content of a ledger never does: it is data.

/// Why a step could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A batch of a register lacks a column of its table.
    #[error(
        "table `{table}` lacks column `{column}`, or it has another type\nhint: load the registers again with this version of the program"
    )]
    Column {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
    },
    /// A CSV cannot be read at all.
    #[error("{file}: {message}\nhint: {hint}")]
    File {
        /// File as the caller names it.
        file: String,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The model that is built in, or brought, cannot be read.
    #[error("matching model, line {line}: {message}\nhint: train it again, or take the built-in one")]
    Model {
        /// Line of the model's text.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// An Arrow batch could not be put together.
    #[error(
        "results could not be put into a table: {0}\nhint: this is a fault of the program; please report it with the names that led to it"
    )]
    Arrow(#[from] arrow::error::ArrowError),
}
