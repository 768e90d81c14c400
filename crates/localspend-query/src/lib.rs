//! The catalogue of queries: what the money means, in SQL that an analyst can read and change. Loads `queries/`, makes a
//! session ready, builds the marts, checks them and computes the metric tables. It reads no ledger and writes no file.
//!
//! Invariant: enrichment and metrics use no function of our own, so that an unmodified cluster can run them.

pub mod catalogue;
pub mod checks;
pub mod descriptor;
pub mod error;
pub mod guard;
mod kept;
pub mod materialise;
pub mod metrics;
pub mod prepare;
pub mod seeds;
mod texts;
mod variants;

pub use catalogue::{Catalogue, Entry, Layer, Seed};
pub use checks::{CheckResult, run_checks};
pub use error::Error;
pub use materialise::{StoreError, materialise};
pub use metrics::{MetricFilter, metric_tables};
pub use prepare::{prepare, prepare_inputs};
pub use texts::texts;
