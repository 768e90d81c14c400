//! Loads ledger lines: one commit of `lines`, then one commit of `files` that makes them visible.
//!
//! A load that is dropped leaves the lake as it was. One that dies between its two commits is seen by nobody, and
//! `Lake::recover` takes its lines out again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringBuilder};
use datafusion::logical_expr::{cast, col};
use deltalake_core::kernel::{Action, Add, Transaction};
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use localspend_model::tables;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::commit::{Commit, transaction_version};
use crate::lake::{LINES_VERSION, Lake, Writable, data_files};
use crate::replace::hex;
use crate::session::SessionOptions;
use crate::write::FileWriter;
use crate::{Error, Result};

/// What the folders of loads begin with, inside the table `lines`.
pub(crate) const LOAD: &str = "load-";
/// Column that says which data file a row of `files` stands in.
const DATA_FILE: &str = "localspend_data_file";
/// Attempts to commit `files` when others commit to it at the same time.
const ATTEMPTS: usize = 20;

/// A change of the status of a file that is in the lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChange {
    /// File.
    pub file_id: String,
    /// Its new status, as in `tables::FILES`.
    pub status: String,
    /// The file that takes its place, if one does.
    pub superseded_by: Option<String>,
}

/// What a load did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// Lines written.
    pub rows: u64,
    /// Version of `lines` that holds them; `None` when the lake has no lines.
    pub lines_version: Option<i64>,
    /// Version of `files` that makes them visible.
    pub files_version: i64,
}

/// A load under way.
pub struct Load {
    lake: Lake,
    /// Name of the load in the logs, with the attempt as its version.
    transaction: Transaction,
    writable: Writable,
    writer: FileWriter,
}

impl Lake {
    /// Begins a load. The id names it in the logs: the same id again is another attempt at the same load.
    pub async fn begin_load(&self, load_id: &str) -> Result<Load> {
        let name = load_name(load_id);
        let mut attempt = 1;
        for table in [tables::LINES.name, tables::FILES.name] {
            if let Some(delta) = self.latest(table).await?
                && let Some(seen) = transaction_version(table, &delta, &name).await?
            {
                attempt = attempt.max(seen + 1);
            }
        }
        let writable = self.writable(&tables::LINES).await?;
        let writer = FileWriter::new(self, &tables::LINES, writable.schema.clone(), &format!("{name}-{attempt}"))?;
        Ok(Load { lake: self.clone(), transaction: Transaction::new(name, attempt), writable, writer })
    }

    /// Changes the status of files without loading anything.
    pub async fn change_status(&self, changes: &[StatusChange]) -> Result<i64> {
        let none = RecordBatch::new_empty(tables::FILES.schema());
        self.commit_files(&none, changes, None, None).await
    }

    /// Commits rows of `files` and changes of status together. `lines` is the version that the rows' lines stand in.
    async fn commit_files(
        &self,
        files: &RecordBatch,
        changes: &[StatusChange],
        lines: Option<i64>,
        transaction: Option<&Transaction>,
    ) -> Result<i64> {
        let table = &tables::FILES;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let mut writable = self.writable(table).await?;
            let current = self.current_files(&writable).await?;
            refuse_loaded(files, &current)?;
            let mut actions = std::mem::take(&mut writable.first);
            let mut writer = FileWriter::new(self, table, writable.schema.clone(), "")?;
            let (touched, rewritten) = apply(&current, changes, &named(files)?)?;
            for batch in &rewritten {
                writer.write(batch).await?;
            }
            let gone = data_files(&writable.delta).into_iter();
            let gone = gone.filter(|file| touched.iter().any(|path| path.ends_with(&*file.path())));
            actions.extend(gone.map(|file| Action::Remove(file.remove_action(true))));
            writer.write(files).await?;
            actions.extend(writer.close().await?.into_iter().map(Action::Add));
            let visible = match writable.delta.version() {
                Some(version) => self.visible_lines(Some(crate::commit::signed(table.name, version)?)).await?,
                None => None,
            };
            let information =
                visible.max(lines).map(|version| (LINES_VERSION, Value::from(version))).into_iter().collect::<Vec<_>>();
            let change = Commit {
                actions,
                operation: DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None },
                information,
                transaction: transaction.cloned(),
                beside_others: false,
            };
            match self.commit(table.name, &mut writable.delta, change).await {
                Ok(version) => {
                    return Ok(version);
                }
                Err(Error::Conflict { version, .. }) if attempt < ATTEMPTS => {
                    tracing::info!(version, "another load ended meanwhile; looking at its files");
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The rows of `files` that a load must look at, each with its data file.
    async fn current_files(&self, writable: &Writable) -> Result<Vec<RecordBatch>> {
        if writable.delta.state.is_none() {
            return Ok(Vec::new());
        }
        let doing = "reading the files of the lake";
        let context = self.context(&SessionOptions::default())?;
        let provider = writable.delta.table_provider().with_session(Arc::new(context.state())).with_file_column(DATA_FILE);
        let provider = provider.await.map_err(Error::engine(doing))?;
        let text = cast(col(DATA_FILE), arrow::datatypes::DataType::Utf8).alias(DATA_FILE);
        let columns = provider.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
        let columns = columns.iter().filter(|name| *name != DATA_FILE).map(col).chain([text]).collect::<Vec<_>>();
        let frame = context.read_table(provider).and_then(|frame| frame.select(columns)).map_err(Error::engine(doing))?;
        frame.collect().await.map_err(Error::engine(doing))
    }
}

impl Load {
    /// Writes lines, in the order of their records.
    pub async fn write(&mut self, lines: &RecordBatch) -> Result<()> {
        self.writer.write(lines).await
    }

    /// Writes lines from a thread that may wait, such as one that reads a ledger. Never call it from an async task.
    pub fn write_blocking(&mut self, runtime: &tokio::runtime::Handle, lines: &RecordBatch) -> Result<()> {
        runtime.block_on(self.write(lines))
    }

    /// Lines written so far.
    pub fn rows(&self) -> u64 {
        self.writer.rows
    }

    /// Commits the lines, then the rows of `files` (and changes of status of earlier files) that make them visible.
    pub async fn finish(self, files: &RecordBatch, changes: &[StatusChange]) -> Result<Loaded> {
        let Load { lake, transaction, writable, writer } = self;
        let rows = writer.rows;
        // Asked before anything is committed, and again with the commit of `files`.
        refuse_loaded(files, &lake.current_files(&lake.writable(&tables::FILES).await?).await?)?;
        let adds = writer.close().await?;
        let lines_version = if adds.is_empty() { None } else { Some(commit_lines(&lake, writable, adds, &transaction).await?) };
        let files_version = lake.commit_files(files, changes, lines_version, Some(&transaction)).await?;
        let lines_version = lake.visible_lines(Some(files_version)).await?;
        Ok(Loaded { rows, lines_version, files_version })
    }

    /// Gives the load up at once; dropping it does the same, but leaves parts of uploads behind on S3 and Azure.
    pub async fn abandon(self) -> Result<()> {
        self.writer.abort().await
    }
}

async fn commit_lines(lake: &Lake, writable: Writable, adds: Vec<Add>, transaction: &Transaction) -> Result<i64> {
    let name = tables::LINES.name;
    let Writable { mut delta, first, .. } = writable;
    let creates = delta.state.is_none();
    let mut actions = first;
    actions.extend(adds.into_iter().map(Action::Add));
    let change = Commit {
        beside_others: !creates && !actions.iter().any(|action| matches!(action, Action::Metadata(_))),
        actions,
        operation: DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None },
        information: Vec::new(),
        transaction: Some(transaction.clone()),
    };
    let version = lake.commit(name, &mut delta, change).await?;
    Ok(version)
}

/// The name of a load in the logs and, with the attempt, of its folder.
fn load_name(load_id: &str) -> String {
    let plain: String = load_id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).take(40).collect();
    format!("{LOAD}{plain}-{}", &hex(&Sha256::digest(load_id))[..12])
}

/// The values of a text column.
fn texts<'a>(batch: &'a RecordBatch, column: &str) -> Result<&'a arrow::array::StringArray> {
    batch.column_by_name(column).and_then(|array| array.as_string_opt::<i32>()).ok_or_else(|| Error::Shape {
        table: tables::FILES.name.to_owned(),
        column: column.to_owned(),
        problem: "is missing or is no text".to_owned(),
        hint: "give the rows of `files` in the schema of the contract",
    })
}

/// Statuses of files whose lines are in the lake.
fn has_lines(status: &str) -> bool {
    status != "failed"
}

fn refuse_loaded(files: &RecordBatch, current: &[RecordBatch]) -> Result<()> {
    let (ids, statuses) = (texts(files, "file_id")?, texts(files, "status")?);
    let mut new = BTreeMap::new();
    for row in (0..files.num_rows()).filter(|row| has_lines(statuses.value(*row))) {
        if new.insert(ids.value(row), row).is_some() {
            let run_id = texts(files, "run_id")?.value(row).to_owned();
            return Err(Error::AlreadyLoaded { file_id: ids.value(row).to_owned(), run_id });
        }
    }
    for batch in current {
        let (ids, statuses, runs) = (texts(batch, "file_id")?, texts(batch, "status")?, texts(batch, "run_id")?);
        for row in 0..batch.num_rows() {
            if has_lines(statuses.value(row)) && new.contains_key(ids.value(row)) {
                return Err(Error::AlreadyLoaded { file_id: ids.value(row).to_owned(), run_id: runs.value(row).to_owned() });
            }
        }
    }
    Ok(())
}

/// The files that rows speak of, by the hash of their bytes and by their place: a file repaired in place has other bytes.
fn named(files: &RecordBatch) -> Result<BTreeSet<String>> {
    let (ids, uris) = (texts(files, "file_id")?, texts(files, "uri")?);
    Ok(ids.iter().chain(uris.iter()).flatten().map(str::to_owned).collect())
}

/// Applies changes of status: the data files that hold the rows, and everything in them as it shall be. A failed attempt
/// at a file that is tried `again` goes: one file has one row.
fn apply(current: &[RecordBatch], changes: &[StatusChange], again: &BTreeSet<String>) -> Result<(Vec<String>, Vec<RecordBatch>)> {
    let mut open: BTreeMap<&str, &StatusChange> = changes.iter().map(|change| (change.file_id.as_str(), change)).collect();
    let changes = open.clone();
    let mut touched = Vec::new();
    for batch in current {
        let (ids, uris) = (texts(batch, "file_id")?, texts(batch, "uri")?);
        let (statuses, paths) = (texts(batch, "status")?, texts(batch, DATA_FILE)?);
        for row in 0..batch.num_rows() {
            if has_lines(statuses.value(row)) {
                if changes.contains_key(ids.value(row)) {
                    open.remove(ids.value(row));
                    touched.push(paths.value(row).to_owned());
                }
            } else if again.contains(ids.value(row)) || again.contains(uris.value(row)) {
                touched.push(paths.value(row).to_owned());
            }
        }
    }
    if let Some(file_id) = open.keys().next() {
        return Err(Error::Missing {
            what: format!("no loaded file has the id {file_id}"),
            hint: "`localspend sql \"select file_id, file_name, status from files\"` lists the files".to_owned(),
        });
    }
    touched.sort();
    touched.dedup();
    let mut rewritten = Vec::new();
    for batch in current {
        rewritten.extend(rewrite(batch, &touched, &changes, again)?);
    }
    Ok((touched, rewritten))
}

/// The rows of a batch that stand in touched data files, with their new status, without failed attempts tried again.
fn rewrite(
    batch: &RecordBatch,
    touched: &[String],
    changes: &BTreeMap<&str, &StatusChange>,
    again: &BTreeSet<String>,
) -> Result<Option<RecordBatch>> {
    let (ids, uris) = (texts(batch, "file_id")?, texts(batch, "uri")?);
    let (paths, statuses) = (texts(batch, DATA_FILE)?, texts(batch, "status")?);
    let kept = (0..batch.num_rows()).map(|row| {
        let stands = touched.binary_search_by(|path| path.as_str().cmp(paths.value(row))).is_ok();
        let tried_again = again.contains(ids.value(row)) || again.contains(uris.value(row));
        Some(stands && (has_lines(statuses.value(row)) || !tried_again))
    });
    let kept: arrow::array::BooleanArray = kept.collect();
    let wrong = |error: arrow::error::ArrowError| Error::Shape {
        table: tables::FILES.name.to_owned(),
        column: "status".to_owned(),
        problem: error.to_string(),
        hint: "the status of a file cannot be changed",
    };
    let rows = arrow::compute::filter_record_batch(batch, &kept).map_err(wrong)?;
    if rows.num_rows() == 0 {
        return Ok(None);
    }
    let (ids, old, old_by) = (texts(&rows, "file_id")?, texts(&rows, "status")?, texts(&rows, "superseded_by")?);
    let (mut status, mut superseded_by) = (StringBuilder::new(), StringBuilder::new());
    for row in 0..rows.num_rows() {
        match changes.get(ids.value(row)).filter(|_| has_lines(old.value(row))) {
            Some(change) => {
                status.append_value(&change.status);
                superseded_by.append_option(change.superseded_by.as_deref());
            }
            None => {
                status.append_value(old.value(row));
                superseded_by.append_option(old_by.is_valid(row).then(|| old_by.value(row)));
            }
        }
    }
    let (status, superseded_by): (ArrayRef, ArrayRef) = (Arc::new(status.finish()), Arc::new(superseded_by.finish()));
    let mut fields = Vec::new();
    for (field, column) in rows.schema().fields().iter().zip(rows.columns()) {
        match field.name().as_str() {
            DATA_FILE => {}
            "status" => fields.push((field.name().clone(), status.clone())),
            "superseded_by" => fields.push((field.name().clone(), superseded_by.clone())),
            _ => fields.push((field.name().clone(), column.clone())),
        }
    }
    RecordBatch::try_from_iter_with_nullable(fields.into_iter().map(|(name, column)| (name, column, true)))
        .map(Some)
        .map_err(wrong)
}
