//! The guard: what stands between a stranger's statement and the lake. It is the one place that the terminal, the Postgres
//! protocol and the web page go through.
//!
//! Invariant: nothing that a statement says can write, read a file or an address, or take more memory, disk or time than its
//! bounds; what goes past them ends with a message, and other queries go on.

mod bounded;
mod buffers;
mod functions;
mod refused;
mod roles;
mod session;
mod statement;

pub use refused::Refused;
pub use roles::Role;
pub use session::{Answer, Batches, DATABASE, Guarded, Limits, Planned, SCHEMA};
pub use statement::{MOST_BYTES, admit, on_large_stack, parse, read};
