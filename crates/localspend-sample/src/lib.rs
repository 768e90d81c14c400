//! Writes an invented workspace for localspend, from a seed, the same to the byte at every run, with the truth about every
//! line beside it. It shares no code with the pipeline: what is true is computed here from the invented world and from
//! METHOD, never by reading the files that were written.

pub mod calendar;
pub mod config;
pub mod ledgers;
pub mod output;
pub mod payments;
pub mod registers;
pub mod rng;
pub mod truth;
pub mod world;
pub mod write;

pub use write::{Options, Written, write, write_invoices};
