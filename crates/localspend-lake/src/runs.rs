//! Records of runs. Each holds the hash of the one before, so that a record that was changed, taken out or put in between
//! shows. It proves nothing against somebody who can rewrite the whole chain: keep the last hash elsewhere too.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::TimestampMicrosecondType;
use chrono::{DateTime, Utc};
use deltalake_core::kernel::Action;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use localspend_model::tables;
use sha2::{Digest, Sha256};

use crate::commit::Commit;
use crate::lake::{Lake, Versions};
use crate::replace::hex;
use crate::session::SessionOptions;
use crate::write::FileWriter;
use crate::{Error, Result};

/// What a run leaves behind about itself; texts hold JSON where `tables::RUNS` says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// Run.
    pub run_id: String,
    /// Start.
    pub started_at: DateTime<Utc>,
    /// End.
    pub finished_at: DateTime<Utc>,
    /// Version of the program.
    pub version: String,
    /// JSON of the settings used.
    pub settings: String,
    /// JSON: sha256 of every input and register.
    pub inputs: String,
    /// JSON: table to Delta version read.
    pub versions_read: String,
    /// JSON: table to Delta version written.
    pub versions_written: String,
    /// JSON: records and pounds of each stage.
    pub control_totals: String,
    /// Hash of the run before; set when the record is appended.
    pub previous_hash: Option<String>,
    /// Hash of this record; set when the record is appended.
    pub hash: String,
}

/// The hash of a record: sha256 over every column before `hash`, each with its length, so that no two records share one by
/// moving text from a column to the next.
pub fn chain_hash(run: &RunRecord) -> String {
    let started = run.started_at.timestamp_micros().to_string();
    let finished = run.finished_at.timestamp_micros().to_string();
    let columns = [
        Some(run.run_id.as_str()),
        Some(&started),
        Some(&finished),
        Some(&run.version),
        Some(&run.settings),
        Some(&run.inputs),
        Some(&run.versions_read),
        Some(&run.versions_written),
        Some(&run.control_totals),
        run.previous_hash.as_deref(),
    ];
    let mut digest = Sha256::new();
    for column in columns {
        match column {
            None => digest.update("null;"),
            Some(text) => {
                digest.update(format!("{}:", text.len()));
                digest.update(text);
                digest.update(";");
            }
        }
    }
    hex(&digest.finalize())
}

impl Lake {
    /// Appends a record to the chain: fills in the hash of the run before and its own. Returns the record as stored.
    pub async fn append_run(&self, mut run: RunRecord) -> Result<RunRecord> {
        let table = &tables::RUNS;
        loop {
            let runs = self.runs().await?;
            if runs.iter().any(|earlier| earlier.run_id == run.run_id) {
                return Err(Error::Refused {
                    what: format!("run {} is in the lake already", run.run_id),
                    hint: "give each run an id of its own".to_owned(),
                });
            }
            run.previous_hash = runs.last().map(|last| last.hash.clone());
            run.hash = chain_hash(&run);
            let mut writable = self.writable(table).await?;
            let mut writer = FileWriter::new(self, table, writable.schema.clone(), "")?;
            writer.write(&batch(&run)?).await?;
            let mut actions = std::mem::take(&mut writable.first);
            actions.extend(writer.close().await?.into_iter().map(Action::Add));
            let operation = DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None };
            let change = Commit { actions, operation, information: Vec::new(), transaction: None, beside_others: false };
            match self.commit(table.name, &mut writable.delta, change).await {
                Ok(_) => {
                    return Ok(run);
                }
                // Another run ended first: its hash goes before ours.
                Err(Error::Conflict { version, .. }) => {
                    tracing::info!(version, "another run ended meanwhile; linking to it");
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Every run, in the order of the chain.
    pub async fn runs(&self) -> Result<Vec<RunRecord>> {
        let name = tables::RUNS.name;
        let Some(delta) = self.latest(name).await? else { return Ok(Vec::new()) };
        let context = self.context(&SessionOptions::default())?;
        let provider = crate::session::scan(&context, name, &delta).await?;
        let rows = context.read_table(provider).map_err(Error::engine("reading the runs"))?;
        let batches = rows.collect().await.map_err(Error::engine("reading the runs"))?;
        let mut runs = Vec::new();
        for batch in &batches {
            runs.extend(records(batch)?);
        }
        Ok(chained(runs))
    }

    /// The versions that a run left the lake at: what it read, and over that what it wrote.
    pub async fn versions_of_run(&self, run_id: &str) -> Result<Versions> {
        let runs = self.runs().await?;
        let run = runs.iter().find(|run| run.run_id == run_id).ok_or_else(|| Error::Missing {
            what: format!("there is no run {run_id}"),
            hint: "`localspend sql \"select run_id, finished_at from runs\"` lists the runs".to_owned(),
        })?;
        let mut versions = parse_versions(run_id, &run.versions_read)?;
        versions.extend(parse_versions(run_id, &run.versions_written)?);
        Ok(versions)
    }
}

fn parse_versions(run_id: &str, text: &str) -> Result<Versions> {
    serde_json::from_str(text).map_err(|error| Error::Damaged {
        table: tables::RUNS.name.to_owned(),
        problem: format!("run {run_id} names its versions as `{text}` ({error})"),
    })
}

/// Follows the hashes from the first run. What does not hang together comes last, in the order of time, for `verify` to tell.
fn chained(mut runs: Vec<RunRecord>) -> Vec<RunRecord> {
    runs.sort_by(|left, right| (left.finished_at, &left.run_id).cmp(&(right.finished_at, &right.run_id)));
    let mut ordered: Vec<RunRecord> = Vec::with_capacity(runs.len());
    loop {
        let last = ordered.last().map(|run| run.hash.clone());
        match runs.iter().position(|run| run.previous_hash == last) {
            Some(next) => ordered.push(runs.remove(next)),
            None => break,
        }
    }
    ordered.extend(runs);
    ordered
}

fn batch(run: &RunRecord) -> Result<RecordBatch> {
    let text = |text: &str| Arc::new(StringArray::from(vec![text.to_owned()])) as ArrayRef;
    let moment = |moment: DateTime<Utc>| {
        Arc::new(TimestampMicrosecondArray::from(vec![moment.timestamp_micros()]).with_timezone("UTC")) as ArrayRef
    };
    let columns = vec![
        text(&run.run_id),
        moment(run.started_at),
        moment(run.finished_at),
        text(&run.version),
        text(&run.settings),
        text(&run.inputs),
        text(&run.versions_read),
        text(&run.versions_written),
        text(&run.control_totals),
        Arc::new(StringArray::from(vec![run.previous_hash.clone()])),
        text(&run.hash),
    ];
    RecordBatch::try_new(tables::RUNS.schema(), columns).map_err(|error| Error::Shape {
        table: tables::RUNS.name.to_owned(),
        column: "*".to_owned(),
        problem: error.to_string(),
        hint: "the record of the run does not fit the table",
    })
}

fn records(batch: &RecordBatch) -> Result<Vec<RunRecord>> {
    let damaged = |column: &str| Error::Damaged {
        table: tables::RUNS.name.to_owned(),
        problem: format!("column {column} is missing or has another type"),
    };
    let texts = |column: &'static str| {
        batch.column_by_name(column).and_then(|array| array.as_string_opt::<i32>()).ok_or_else(|| damaged(column))
    };
    let moments = |column: &'static str| {
        let array = batch.column_by_name(column).and_then(|array| array.as_primitive_opt::<TimestampMicrosecondType>());
        array.ok_or_else(|| damaged(column))
    };
    let (run_id, version, settings, inputs) = (texts("run_id")?, texts("version")?, texts("settings")?, texts("inputs")?);
    let (read, written, totals) = (texts("versions_read")?, texts("versions_written")?, texts("control_totals")?);
    let (previous, hash) = (texts("previous_hash")?, texts("hash")?);
    let (started, finished) = (moments("started_at")?, moments("finished_at")?);
    let moment = |array: &TimestampMicrosecondArray, row, column| {
        DateTime::from_timestamp_micros(array.value(row)).ok_or_else(|| damaged(column))
    };
    (0..batch.num_rows())
        .map(|row| {
            Ok(RunRecord {
                run_id: run_id.value(row).to_owned(),
                started_at: moment(started, row, "started_at")?,
                finished_at: moment(finished, row, "finished_at")?,
                version: version.value(row).to_owned(),
                settings: settings.value(row).to_owned(),
                inputs: inputs.value(row).to_owned(),
                versions_read: read.value(row).to_owned(),
                versions_written: written.value(row).to_owned(),
                control_totals: totals.value(row).to_owned(),
                previous_hash: previous.is_valid(row).then(|| previous.value(row).to_owned()),
                hash: hash.value(row).to_owned(),
            })
        })
        .collect()
}
