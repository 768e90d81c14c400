//! A person's decisions about files of one layout, saved as TOML and used the next time: what settles a doubt.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::inspect::Inspection;
use crate::record::{Record, trim};
use crate::understand::amount::DecimalMark;
use crate::understand::date::DateOrder;
use crate::understand::header::Header;
use crate::understand::label::{Field, normalise};
use crate::understand::plan::ColumnPlan;

/// Decisions that overrule what the reader would find out. Everything is optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedMapping {
    /// Field to column label; `#3` names the third column where there is no label.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<Field, String>,
    /// Row of the header; 0 says that there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u64>,
    /// Which part of a numeric date comes first: `day_month` or `month_day`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// Which mark stands before the pence: `point` or `comma`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal_mark: Option<DecimalMark>,
    /// The amounts were checked: they are money, though they look like references.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub amounts_are_money: bool,
}

/// Why a saved mapping cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "the saved mapping cannot be read: {0}\nhint: the fields are columns, header_row, date_order, decimal_mark and amounts_are_money"
)]
pub struct MappingError(String);

impl SavedMapping {
    /// Reads a mapping from TOML.
    pub fn from_toml(text: &str) -> Result<SavedMapping, MappingError> {
        toml::from_str(text).map_err(|error| MappingError(error.to_string()))
    }

    /// The mapping as TOML.
    pub fn to_toml(&self) -> Result<String, MappingError> {
        toml::to_string(self).map_err(|error| MappingError(error.to_string()))
    }

    /// What an inspection decided about its first table of payments, to be corrected and saved.
    pub fn of(inspection: &Inspection) -> Option<SavedMapping> {
        let sheet = inspection.sheets.iter().max_by_key(|sheet| sheet.totals.payments)?;
        let columns = sheet.plan.columns.iter().filter_map(|column| {
            let name = if column.label.is_empty() { format!("#{}", column.index + 1) } else { column.label.clone() };
            column.field.map(|field| (field, name))
        });
        Some(SavedMapping {
            columns: columns.collect(),
            header_row: sheet.plan.header_rows.is_empty().then_some(0),
            date_order: (!sheet.plan.date_basis.is_sure()).then_some(sheet.plan.date_order),
            decimal_mark: (sheet.plan.decimal_mark != DecimalMark::Point).then_some(sheet.plan.decimal_mark),
            amounts_are_money: false,
        })
    }

    /// The header that the mapping fixes, if it fixes one.
    pub(crate) fn header(&self, sample: &[Record]) -> Option<Header> {
        match self.header_row? {
            0 => Some(Header { body: 0, rows: 0..0, labels: Vec::new() }),
            row => {
                let index = sample.iter().position(|record| record.row == row)?;
                let labels = sample[index].cells().map(|cell| trim(cell).to_owned()).collect();
                Some(Header { body: index + 1, rows: index..index + 1, labels })
            }
        }
    }

    /// Overrules the meaning of columns. A label that this file does not have changes nothing.
    pub(crate) fn apply(&self, columns: &mut [ColumnPlan]) {
        for (field, label) in &self.columns {
            let found = match label.strip_prefix('#').and_then(|number| number.parse::<usize>().ok()) {
                Some(number) => number.checked_sub(1).filter(|index| *index < columns.len()),
                // `Supplier #` and `Supplier` are alike but for a mark: the label as written goes first.
                None => columns
                    .iter()
                    .position(|column| column.label == *label)
                    .or_else(|| columns.iter().position(|column| normalise(&column.label) == normalise(label))),
            };
            let Some(index) = found else { continue };
            for column in columns.iter_mut().filter(|column| column.field == Some(*field)) {
                column.field = None;
                column.evidence = "a saved mapping says otherwise".to_owned();
            }
            columns[index].field = Some(*field);
            columns[index].score = 1.0;
            columns[index].evidence = "saved mapping".to_owned();
        }
    }
}
