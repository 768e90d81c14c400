//! What can go wrong in the lake, said with its place and a hint. No error here is about the content of a ledger.

use datafusion::error::DataFusionError;
use deltalake_core::DeltaTableError;

/// Result of the lake.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of the lake.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The configured place cannot hold a lake.
    #[error("{location}: {problem}\nhint: {hint}")]
    Location {
        /// Path or URL as configured.
        location: String,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// The store would let two writers overwrite each other.
    #[error(
        "{location}: this store accepted a second write of an object that must be written once, so two runs could overwrite each \
         other's commits\nhint: use a store that honours `If-None-Match: *` (Amazon S3, Azure Blob Storage, MinIO, Ceph), or a local folder"
    )]
    UnsafeStore {
        /// URL of the lake.
        location: String,
    },
    /// The store failed.
    #[error("{path}: {doing} failed: {source}\nhint: check that the store can be reached and that the credentials allow it")]
    Store {
        /// Object or folder.
        path: String,
        /// What was being done.
        doing: &'static str,
        /// What the store said.
        #[source]
        source: object_store::Error,
    },
    /// The file system failed.
    #[error("{path}: {doing} failed: {source}\nhint: check the free space and the permissions of the folder")]
    File {
        /// File or folder.
        path: String,
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A Delta table failed.
    #[error("table {table}: {doing} failed: {source}\nhint: `localspend lake verify` says whether the table is whole")]
    Table {
        /// Table.
        table: String,
        /// What was being done.
        doing: &'static str,
        /// What Delta said.
        #[source]
        source: Box<DeltaTableError>,
    },
    /// The query engine failed.
    #[error("{doing} failed: {source}")]
    Engine {
        /// What was being done.
        doing: String,
        /// What the engine said.
        #[source]
        source: Box<DataFusionError>,
    },
    /// Rows do not have the shape of their table.
    #[error("table {table}, column {column}: {problem}\nhint: {hint}")]
    Shape {
        /// Table.
        table: String,
        /// Column.
        column: String,
        /// What is wrong.
        problem: String,
        /// What to do.
        hint: &'static str,
    },
    /// Somebody else changed the table meanwhile.
    #[error(
        "table {table}: another writer committed version {version} while this one was at work; nothing was written\nhint: run again"
    )]
    Conflict {
        /// Table.
        table: String,
        /// Version that the other writer made.
        version: i64,
    },
    /// The lines of a file are in the lake already.
    #[error(
        "file {file_id} is in the lake already (run {run_id}); loading it twice would count its money twice\nhint: leave it out, or change its status"
    )]
    AlreadyLoaded {
        /// File.
        file_id: String,
        /// Run that loaded it.
        run_id: String,
    },
    /// Another run holds the lake.
    #[error("the lake {location} is in use by {holder}\nhint: wait until that run has ended; a run that died lets go {expiry}")]
    InUse {
        /// Lake.
        location: String,
        /// Who holds it.
        holder: String,
        /// When a dead holder lets go.
        expiry: String,
    },
    /// The lease ran out or was taken over while work went on.
    #[error("the lease on the lake {location} was lost to {holder}; nothing more was written\nhint: run again")]
    LeaseLost {
        /// Lake.
        location: String,
        /// Who has it now.
        holder: String,
    },
    /// Something that was asked for does not exist.
    #[error("{what}\nhint: {hint}")]
    Missing {
        /// What does not exist.
        what: String,
        /// What to do.
        hint: String,
    },
    /// A request that would harm the lake.
    #[error("{what}\nhint: {hint}")]
    Refused {
        /// What was asked.
        what: String,
        /// What to do instead.
        hint: String,
    },
    /// The content of the lake contradicts itself.
    #[error(
        "table {table}: {problem}\nhint: `localspend lake verify` lists everything that is wrong; `lake restore` brings back a good version"
    )]
    Damaged {
        /// Table.
        table: String,
        /// What is wrong.
        problem: String,
    },
}

impl Error {
    /// A failed operation on a table.
    pub(crate) fn table<E: Into<DeltaTableError>>(table: &str, doing: &'static str) -> impl FnOnce(E) -> Error {
        move |source| Error::Table { table: table.to_owned(), doing, source: Box::new(source.into()) }
    }

    /// A failed query.
    pub(crate) fn engine(doing: impl Into<String>) -> impl FnOnce(DataFusionError) -> Error {
        move |source| Error::Engine { doing: doing.into(), source: Box::new(source) }
    }

    /// A failed call to the store.
    pub(crate) fn store(path: impl ToString, doing: &'static str) -> impl FnOnce(object_store::Error) -> Error {
        move |source| Error::Store { path: path.to_string(), doing, source }
    }
}
