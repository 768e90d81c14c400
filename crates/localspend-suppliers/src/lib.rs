//! Who is this supplier? Names and identifiers in, suppliers with stable ids and evidence out. Says when it does not know.
//! Reads no clock and no network.

pub mod cluster;
pub mod decisions;
pub mod error;
pub mod exact;
pub mod identifiers;
pub mod kind;
pub mod matcher;
pub mod normalise;
pub mod register;
pub mod resolve;
pub mod tables;
pub mod text;

pub use decisions::Decisions;
pub use error::Error;
pub use register::RegisterSet;
pub use register::batches::RegisterTables;
pub use resolve::{NameEvidence, Resolution, resolve};
