//! From the bytes of a ledger file to lines of the lake: encodings, dialects, workbooks, archives, header and column
//! meaning, dates, amounts, and a verdict for every physical record.
//!
//! Reading never fails on content: a bad cell is a verdict or a flag. No engine, network or clock is used here, and
//! nothing is decided about suppliers: that is another crate's work.

pub mod archive;
pub mod cell;
pub mod error;
pub mod source;
pub mod workbook;

pub use error::Error;
pub use source::{Limits, Source};
