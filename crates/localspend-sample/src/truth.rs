//! What is true of every record of the sample, worked out from the invented world and METHOD, never from the files.
//!
//! The whole ledger is drawn twice: once to learn what only the whole tells (what each supplier mostly sells, who sold what
//! in which quarter), once to write the truth line by line.

pub mod directives;
mod judge;
mod survey;
mod totals;
mod writer;

pub use judge::{Judged, judge};
pub use survey::Survey;
pub use writer::TruthWriter;
