//! Metric tables in, a board pack out: one folder with a page that can be mailed, a workbook, the rows behind every
//! figure, and the list of what finance should mend.
//!
//! Invariant: nothing here computes a metric. The tables arrive computed; this crate selects, formats and draws them,
//! so a figure on a page is always a cell of an exported table. No DataFusion, no network, no clock: the same input
//! gives the same bytes.

mod actions;
mod bars;
mod cells;
mod charts;
mod error;
mod export;
mod grid;
mod input;
mod metrics;
mod pack;
mod page;
mod pdf;
mod sections;
mod share;
mod tiles;
mod words;
mod workbook;

pub use charts::answer::{Along, MOST_SERIES, Series, answer_chart};
pub use error::Error;
pub use input::{Area, PackInput, RegisterFact, RunFacts, TableDoc};
pub use pack::write_pack;
pub use page::STYLE;
pub use tiles::{Tile, TileMap};
