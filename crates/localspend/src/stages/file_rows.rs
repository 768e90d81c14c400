//! Rows of the `files` table: as they are written, and what an earlier load left.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use arrow::array::RecordBatch;
use arrow::json::ReaderBuilder;
use datafusion::prelude::SessionContext;
use localspend_ledger::Inspection;
use localspend_model::codes::FileStatus;
use localspend_model::{Money, Period, tables};
use serde::Serialize;

use crate::attribution::Payer;
use crate::inputs::HashedLedger;
use crate::output::cells;
use crate::stages::Run;
use crate::stages::ingest::pounds_or_zero;

/// Organisation, first day and last day: files that share them are versions of one another.
type Key = (String, String, String);

/// One row of `files`, under its column names.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FileRow {
    pub file_id: String,
    pub file_name: String,
    pub uri: String,
    pub org_code: Option<String>,
    pub period_start: Option<String>,
    pub period_end: Option<String>,
    pub format: String,
    pub encoding: Option<String>,
    pub bytes: i64,
    pub records: i64,
    pub payments: i64,
    pub rejected: i64,
    pub not_payments: i64,
    pub amount_payments: String,
    pub amount_rejected: String,
    pub control_total: Option<String>,
    pub status: String,
    pub superseded_by: Option<String>,
    pub mapping: String,
    pub run_id: String,
    pub loaded_at: String,
    pub org_source: Option<String>,
    pub period_source: Option<String>,
    pub error: Option<String>,
    pub doubts: Vec<String>,
}

/// What the lake holds of a file.
#[derive(Debug, Clone)]
pub struct KnownFile {
    /// Where it was read from.
    pub uri: String,
    /// Its status.
    pub status: String,
    /// Payments in it.
    pub payments: i64,
    /// Their pounds.
    pub amount: Money,
    /// Payer it was loaded with.
    pub org_code: Option<String>,
    period_start: Option<String>,
    period_end: Option<String>,
}

impl FileRow {
    /// The row of a file that was inspected.
    pub fn inspected(
        run: &Run<'_>,
        ledger: &HashedLedger,
        inspection: &Inspection,
        payer: &Payer,
        period: Option<(Period, &str)>,
    ) -> FileRow {
        let totals = &inspection.totals;
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let mut doubts: Vec<String> = inspection
            .doubts
            .iter()
            .map(|doubt| {
                let stake = doubt.at_stake.map_or(String::new(), |money| format!(" ({} at stake)", money.display_pounds()));
                format!("{}: {}{stake}\nhint: {}", doubt.code, doubt.what, doubt.settle)
            })
            .collect();
        doubts.extend(payer.notes.iter().map(|note| format!("payer: {note}")));
        FileRow {
            org_code: payer.org_code.clone(),
            period_start: period.map(|(period, _)| period.start().to_string()),
            period_end: period.map(|(period, _)| period.end().to_string()),
            format: inspection.format.clone(),
            encoding: inspection.encoding.clone(),
            bytes: count(inspection.bytes),
            records: count(totals.records),
            payments: count(totals.payments),
            rejected: count(totals.rejected),
            not_payments: count(totals.not_payments),
            amount_payments: totals.amount_payments.to_string(),
            amount_rejected: totals.amount_rejected.to_string(),
            control_total: inspection.control_total.map(|total| total.to_string()),
            status: FileStatus::Active.as_str().to_owned(),
            mapping: inspection.mapping_json(),
            org_source: payer.source.map(str::to_owned),
            period_source: period.map(|(_, source)| source.to_owned()),
            doubts,
            ..FileRow::of(run, ledger)
        }
    }

    /// The row of a file that could not be read.
    pub fn failed(run: &Run<'_>, ledger: &HashedLedger, problem: &str) -> FileRow {
        let bytes = ledger.file.path.metadata().map_or(0, |metadata| i64::try_from(metadata.len()).unwrap_or(i64::MAX));
        FileRow {
            bytes,
            status: FileStatus::Failed.as_str().to_owned(),
            error: Some(problem.to_owned()),
            org_code: ledger.file.rule.as_ref().and_then(|rule| rule.org.clone()),
            ..FileRow::of(run, ledger)
        }
    }

    fn of(run: &Run<'_>, ledger: &HashedLedger) -> FileRow {
        FileRow {
            file_id: ledger.sha256.clone(),
            file_name: ledger.file.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            uri: ledger.file.uri.clone(),
            format: "unknown".to_owned(),
            amount_payments: Money::ZERO.to_string(),
            amount_rejected: Money::ZERO.to_string(),
            mapping: "{}".to_owned(),
            run_id: run.run_id.clone(),
            loaded_at: run.started_at.to_rfc3339(),
            ..FileRow::default()
        }
    }

    /// What it shares with other versions of itself; nothing when the organisation or period is not known.
    pub fn key(&self) -> Option<Key> {
        Some((self.org_code.clone()?, self.period_start.clone()?, self.period_end.clone()?))
    }

    /// Pounds of its payments.
    pub fn pounds(&self) -> Money {
        pounds_or_zero(&self.amount_payments)
    }
}

impl KnownFile {
    /// What it shares with other versions of itself.
    pub fn key(&self) -> Option<Key> {
        Some((self.org_code.clone()?, self.period_start.clone()?, self.period_end.clone()?))
    }
}

/// Rows as a batch of the `files` table.
pub fn batch(rows: &[FileRow]) -> Result<RecordBatch> {
    let schema = tables::FILES.schema();
    let mut decoder = ReaderBuilder::new(schema.clone()).build_decoder().context("cannot lay out the rows of files")?;
    decoder.serialize(rows).context("cannot lay out the rows of files")?;
    Ok(decoder.flush()?.unwrap_or_else(|| RecordBatch::new_empty(schema)))
}

/// Every file in the lake, by its id.
pub async fn known_files(session: &SessionContext) -> Result<BTreeMap<String, KnownFile>> {
    let sql = "select file_id, uri, status, payments, amount_payments, org_code, cast(period_start as varchar) as first, \
               cast(period_end as varchar) as last from files";
    let mut files = BTreeMap::new();
    for batch in session.sql(sql).await?.collect().await? {
        let text = |column: usize, row: usize| cells::text(batch.column(column), row);
        for row in 0..batch.num_rows() {
            let file = KnownFile {
                uri: text(1, row).unwrap_or_default(),
                status: text(2, row).unwrap_or_default(),
                payments: cells::count(batch.column(3), row),
                amount: cells::money(batch.column(4), row),
                org_code: text(5, row),
                period_start: text(6, row),
                period_end: text(7, row),
            };
            files.insert(text(0, row).unwrap_or_default(), file);
        }
    }
    Ok(files)
}
