//! What became of the register files: told to people, and kept in the `registers` table.

use std::collections::BTreeMap;

use arrow::record_batch::RecordBatch;
use chrono::{DateTime, NaiveDate, Utc};
use localspend_model::tables::{self, Table};

use crate::error::Error;
use crate::missing::Missing;
use crate::rows::{Cell, TableWriter};

/// What became of one register file, or of one file inside an archive.
#[derive(Debug, Clone, PartialEq)]
pub struct FileReport {
    /// sha256 of the file's bytes, with `#` and the member's name inside an archive.
    pub file_id: String,
    /// Name; `archive.zip/member.csv` inside an archive.
    pub file_name: String,
    /// Table that it feeds; `none` when it was not recognised.
    pub register: String,
    /// Layout, in words.
    pub layout: String,
    /// Date of the edition.
    pub as_of: Option<NaiveDate>,
    /// Rows in the file.
    pub rows: u64,
    /// Rows loaded.
    pub loaded: u64,
    /// Rows skipped.
    pub skipped: u64,
    /// What was understood, and why rows were skipped.
    pub notes: Vec<String>,
    /// Why it could not be used, or not to its end; ends with a hint.
    pub problem: Option<String>,
}

/// What became of all files.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One per file, in order of name.
    pub files: Vec<FileReport>,
    /// Registers that were not brought, and what that costs.
    pub missing: Vec<Missing>,
    /// Rows written to each table.
    pub rows: BTreeMap<&'static str, u64>,
}

impl Report {
    /// The rows of the `registers` table.
    pub fn batches(&self, loaded_at: DateTime<Utc>) -> Result<Vec<RecordBatch>, Error> {
        let mut batches = Vec::new();
        let mut keep = |_: Table, batch: RecordBatch| {
            batches.push(batch);
            Ok(())
        };
        let mut writer = TableWriter::new(tables::REGISTERS);
        for file in &self.files {
            let whole = |count: u64| Cell::Int(Some(i64::try_from(count).unwrap_or(i64::MAX)));
            let mut notes = file.notes.clone();
            notes.extend(file.problem.clone());
            writer.push(
                &[
                    Cell::Text(&file.file_id),
                    Cell::Text(&file.file_name),
                    Cell::Text(&file.register),
                    Cell::Text(&file.layout),
                    Cell::Date(file.as_of),
                    whole(file.rows),
                    whole(file.loaded),
                    whole(file.skipped),
                    Cell::Texts(&notes),
                    Cell::Timestamp(loaded_at.timestamp_micros()),
                ],
                &mut keep,
            )?;
        }
        writer.finish(&mut keep)?;
        Ok(batches)
    }

    /// The tables that register files feed.
    pub fn tables() -> Vec<Table> {
        vec![
            tables::ORGANISATIONS,
            tables::SITES,
            tables::PLACES,
            tables::PLACE_HISTORY,
            tables::COMPANIES,
            tables::CHARITIES,
            tables::ACCREDITATIONS,
            tables::SUPPLIER_LIST,
        ]
    }
}
