//! The wrappings around a ledger: ZIP and gzip, opened within bounds.

pub(crate) mod input;
