//! What can go wrong before and beside queries. What goes wrong with a query is a refusal of the guard.

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting that cannot be followed.
    #[error("[serve] {key}: {problem}\nhint: {hint}")]
    Setting {
        /// Key in localspend.toml.
        key: String,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// A file of the server's that cannot be used.
    #[error("{path}: {problem}\nhint: {hint}")]
    File {
        /// The file.
        path: String,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}\nhint: another program may have the port; give another address")]
    Listen {
        /// The address.
        address: String,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The lake cannot be read.
    #[error("{0}")]
    Lake(String),
}

impl Error {
    pub(crate) fn setting(key: &str, problem: impl Into<String>, hint: impl Into<String>) -> Error {
        Error::Setting { key: key.to_owned(), problem: problem.into(), hint: hint.into() }
    }

    pub(crate) fn file(path: &std::path::Path, problem: impl ToString, hint: &str) -> Error {
        Error::File { path: path.display().to_string(), problem: problem.to_string(), hint: hint.to_owned() }
    }
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;
