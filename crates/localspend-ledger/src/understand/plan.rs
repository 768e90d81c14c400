//! The decisions taken about a file, with their evidence. This is what `files.mapping` keeps, what `check` explains
//! and what a saved mapping can overrule. No decision is taken here.

use serde::{Deserialize, Serialize};

use super::amount::DecimalMark;
use super::date::DateOrder;
use super::label::Field;

/// Decisions about one sheet, or about a text file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetPlan {
    /// Sheet, or file inside an archive; `None` for a plain text file.
    pub sheet: Option<String>,
    /// Rows of the header; empty when there is none.
    pub header_rows: Vec<u64>,
    /// Normalised header texts, to know a repeated header.
    pub header_cells: Vec<String>,
    /// The columns in order.
    pub columns: Vec<ColumnPlan>,
    /// Cells of an ordinary record.
    pub width: u32,
    /// Which part of a numeric date comes first.
    pub date_order: DateOrder,
    /// What decided the order.
    pub date_basis: DateBasis,
    /// Day and month of stored dates were exchanged by a spreadsheet and are put back.
    #[serde(default)]
    pub stored_dates_exchanged: bool,
    /// Which mark stands before the pence.
    pub decimal_mark: DecimalMark,
    /// The amount column holds references: nothing in the sheet is a payment.
    pub amount_is_reference: bool,
    /// Bare whole numbers in this range, in the amount column, are references that slipped there.
    pub reference_range: Option<(i64, i64)>,
    /// Amounts are written with their pence: a bare whole number of few digits is suspicious.
    pub amounts_have_pence: bool,
    /// Length in characters at which supplier names are cut.
    pub supplier_cut_at: Option<u32>,
    /// The body that most lines name as the one that pays, where the sheet names several.
    pub own_entity: Option<String>,
}

/// A column and what it was taken for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnPlan {
    /// Position, from 0.
    pub index: usize,
    /// Label as written; empty when there is none.
    pub label: String,
    /// What it was taken for; `None` when it stays in `raw` alone.
    pub field: Option<Field>,
    /// How sure, 0 to 1.
    pub score: f32,
    /// Why, in words.
    pub evidence: String,
}

/// What decided the order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateBasis {
    /// No cell left a choice.
    NothingToDecide,
    /// Cells that fit one order only, none against.
    UnambiguousCells,
    /// The month that the file says it covers.
    FileMonth,
    /// Under one order all dates fall in one month, under the other in many.
    OneMonth,
    /// Cells of both orders; the more frequent one decides for the rest.
    Mixed,
    /// Nothing but the custom of the country.
    Custom,
    /// A saved mapping.
    Saved,
}

impl DateBasis {
    /// True when a date that fits both orders was settled by more than habit.
    pub fn is_sure(self) -> bool {
        !matches!(self, DateBasis::Mixed | DateBasis::Custom)
    }
}

impl SheetPlan {
    /// The column taken for a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().find(|column| column.field == Some(field)).map(|column| column.index)
    }
}
