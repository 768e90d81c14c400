//! From the bytes of a ledger file to lines of the lake: encodings, dialects, workbooks, archives, header and column
//! meaning, dates, amounts, and a verdict for every physical record.
//!
//! Reading never fails on content: a bad cell is a verdict or a flag. No engine, network or clock is used here, and
//! nothing is decided about suppliers: that is another crate's work.

mod ahead;
pub mod archive;
pub mod cell;
pub mod cells;
pub mod compare;
pub mod doubts;
pub mod error;
pub mod explain;
pub mod inspect;
pub mod issues;
pub mod lines;
pub mod mapping;
pub mod parts;
pub mod read;
pub mod record;
pub mod source;
pub mod text;
pub mod understand;
mod words;
pub mod workbook;

pub use cells::{Aside, CellsSink, Show, cells, table_cells, write_csv};
pub use compare::{layout_changes, sum_is_far};
pub use doubts::Doubt;
pub use error::{Error, SinkError};
pub use explain::explain;
pub use inspect::{Hints, Inspection, PeriodEvidence, SheetInspection, inspect};
pub use issues::{Issue, issues};
pub use mapping::{MappingError, SavedMapping};
pub use read::{Attribution, Summary, read};
pub use source::{Limits, Source};
