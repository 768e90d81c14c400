//! The lake: Delta tables in a folder, on S3 or on Azure. Commits them, reads them at one consistent set of versions, takes
//! them back, checks them and tidies up.
//!
//! Invariant: a load is seen whole or not at all. Its lines are one commit; the commit of their `files` rows names the
//! version of `lines` that it makes visible, and sessions read that version.
//! Invariant: the same content is never committed twice. A replaced table keeps its version when its content is the same.
//! Invariant: nothing that a commit names is removed within seven days of leaving the table.
//! No business rule stands here, and no query that a person sees beyond the views `payments` and `rejects`.

mod abreast;
mod commit;
mod durable;
pub mod engine;
mod error;
mod history;
mod lake;
mod lease;
mod load;
mod recover;
mod replace;
mod restore;
mod runs;
mod scan;
mod session;
mod shape;
mod store;
mod tidy;
mod verify;
mod write;

pub use error::{Error, Result};
pub use history::Change;
pub use lake::{Lake, Versions};
pub use lease::{LEASE_TIME, Lease};
pub use load::{Load, Loaded, StatusChange};
pub use recover::Recovered;
pub use replace::{Replaced, content_hash};
pub use runs::{RunRecord, chain_hash};
pub use session::SessionOptions;
pub use store::LakeConfig;
pub use tidy::{RETENTION_FLOOR_DAYS, Vacuumed};
pub use verify::{Depth, Problem, Verification};
