//! The bodies of the fuzz targets: the same source as the property tests of the ledger crate.

#[path = "../../crates/localspend-ledger/tests/bodies/mod.rs"]
pub mod bodies;
