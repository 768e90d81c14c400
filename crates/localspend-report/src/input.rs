//! What a pack is made of. Everything that would otherwise come from the clock or the machine is given.

use std::collections::BTreeMap;

use arrow::record_batch::RecordBatch;
use chrono::{DateTime, NaiveDate, Utc};
use localspend_model::period::Quarter;

use crate::TileMap;

/// All that one pack shows.
#[derive(Debug, Clone)]
pub struct PackInput<'a> {
    /// Metric tables by name. A missing or empty one is said to be missing on the page, never an error.
    pub tables: &'a BTreeMap<String, RecordBatch>,
    /// What each metric table and column means, from the catalogue.
    pub dictionary: Vec<TableDoc>,
    /// Name of the workspace, as people call it.
    pub workspace_name: String,
    /// Whose pack it is.
    pub area: Area,
    /// The quarter it reports; later quarters in the tables are left out, earlier ones make the trend.
    pub quarter: Quarter,
    /// Where the tiles of the map stand; without one, areas are listed and not drawn.
    pub tile_map: Option<TileMap>,
    /// The run that computed the tables.
    pub run: RunFacts,
}

/// A care system or region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    /// `ics` or `region`, as in the column `area_kind`.
    pub kind: String,
    /// As in the column `area_code`.
    pub code: String,
    /// Its name on the page.
    pub name: String,
}

/// Facts of the run, printed so that any figure can be computed again.
#[derive(Debug, Clone, Default)]
pub struct RunFacts {
    /// Identifier of the run record.
    pub run_id: String,
    /// When the run ended: the only moment a pack knows.
    pub finished_at: DateTime<Utc>,
    /// Version of the program.
    pub program_version: String,
    /// The method's settings, as text (TOML), one per line.
    pub settings: String,
    /// The registers used.
    pub registers: Vec<RegisterFact>,
    /// Version of each lake table that was read.
    pub versions: BTreeMap<String, i64>,
}

/// One register file and how fresh it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterFact {
    /// What it is, in words ("Living-wage employers").
    pub title: String,
    /// The file it came from.
    pub file_name: String,
    /// The day its content speaks for, where known.
    pub as_of: Option<NaiveDate>,
    /// Rows read.
    pub rows: Option<u64>,
    /// Anything a reader should know ("no end dates: status after this day is a guess").
    pub note: String,
}

/// One metric table of the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableDoc {
    /// Name of the view.
    pub name: String,
    /// Short title.
    pub title: String,
    /// What it measures, ending in its grain.
    pub description: String,
    /// Unit of its figures.
    pub unit: String,
    /// Column name and meaning, in order.
    pub columns: Vec<(String, String)>,
    /// The query that computes it; written beside the rows when given.
    pub sql: String,
}
