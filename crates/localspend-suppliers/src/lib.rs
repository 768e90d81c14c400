//! Who is this supplier? Names and identifiers in, suppliers with stable ids and evidence out. Says when it does not know.
//! Reads no clock and no network.

pub mod bodytype;
pub mod calibrate;
pub mod candidates;
pub mod changes;
pub mod cluster;
pub mod dataset;
pub mod decisions;
pub mod error;
pub mod evaluate;
pub mod exact;
pub mod explain;
pub mod features;
pub mod identifiers;
pub mod index;
pub mod kind;
pub mod look_alikes;
pub mod matcher;
pub mod matching;
pub mod model;
mod national;
pub mod normalise;
#[cfg(test)]
mod properties;
pub mod reasons;
pub mod register;
pub mod resolve;
pub mod segment;
pub mod tables;
pub mod text;
pub mod words;

pub use decisions::Decisions;
pub use error::Error;
pub use matching::match_names;
pub use register::RegisterSet;
pub use register::batches::RegisterTables;
pub use resolve::{NameEvidence, Resolution, resolve};
