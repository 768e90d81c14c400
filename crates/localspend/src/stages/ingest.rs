//! Ledger files to lines of the lake: each file inspected, attributed, read; all in one load. A failed file fails alone.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use datafusion::prelude::SessionContext;
use futures::StreamExt;
use localspend_lake::{Load, StatusChange};
use localspend_ledger::{Attribution, Hints, Inspection, Limits, Source};
use localspend_model::Money;
use localspend_model::codes::FileStatus;
use tokio::sync::mpsc;

use crate::attribution::Directory;
use crate::inputs::HashedLedger;
use crate::output::cells;
use crate::stages::file_rows::{FileRow, KnownFile, batch, known_files};
use crate::stages::{Run, beside};

/// Batches of lines that may wait for the lake.
const WAITING: usize = 8;

/// Messages on files beside the organisation's other months; more are in the lake.
const MOST_SAID: usize = 12;

/// A file that was inspected and attributed, ready to be read.
struct Ready {
    ledger: HashedLedger,
    hints: Hints,
    inspection: Inspection,
    row: FileRow,
    attribution: Attribution,
}

/// Loads the files that the lake does not hold yet. Answers whether any file or row was rejected.
pub async fn run(run: &mut Run<'_>, mut ledgers: Vec<HashedLedger>) -> Result<bool> {
    let session = run.session().await?;
    let known = known_files(&session).await?;
    let directory = directory(&session).await?;
    // A correction is usually named after what it corrects: `May` before `May revised`.
    ledgers.sort_by_cached_key(|ledger| {
        (ledger.file.path.parent().map(ToOwned::to_owned), ledger.file.path.file_stem().map(ToOwned::to_owned))
    });
    let new = only_new(run, ledgers, &known);
    if new.is_empty() {
        return Ok(false);
    }
    let (mut ready, mut failed) = (Vec::new(), Vec::new());
    let bar = run.printer.progress(new.len() as u64 * 2, "reading");
    let here: &Run<'_> = run;
    let looking = new.into_iter().map(|ledger| async { (ledger.clone(), inspect(here, &directory, ledger).await) });
    let mut looking = futures::stream::iter(looking).buffered(std::thread::available_parallelism().map_or(1, Into::into));
    while let Some((ledger, outcome)) = looking.next().await {
        match outcome? {
            Ok(file) => ready.push(file),
            Err(problem) => failed.push(fail(here, &ledger, &problem)),
        }
        bar.inc(1);
    }
    drop(looking);
    // A file that breaks off while it is read is taken out, and the others are loaded without it.
    let (rows, besides) = loop {
        let mut load = run.lake.begin_load(&run.run_id).await?;
        let mut broken = None;
        for (index, file) in ready.iter().enumerate() {
            if let Err(problem) = read(file, &mut load).await? {
                broken = Some((index, problem));
                break;
            }
            bar.inc(1);
        }
        if let Some((index, problem)) = broken {
            load.abandon().await?;
            let file = ready.remove(index);
            failed.push(fail(run, &file.ledger, &problem));
            continue;
        }
        let mut rows: Vec<FileRow> = ready.iter().map(|file| file.row.clone()).collect();
        let changes = supersede(&mut rows, &known);
        let besides = beside::look(&mut rows, &known, &session).await?;
        rows.append(&mut failed);
        load.finish(&batch(&rows)?, &changes).await.context("cannot commit the lines")?;
        break (rows, besides);
    };
    bar.finish_and_clear();
    report(run, &rows, &known);
    for what in besides.iter().take(MOST_SAID) {
        run.printer.note(what);
    }
    if besides.len() > MOST_SAID {
        let more = besides.len() - MOST_SAID;
        run.printer.note(&format!(
            "and {more} more files whose layout or sum differs\nhint: localspend sql \"select uri, doubts from files\""
        ));
    }
    Ok(rows.iter().any(|row| row.status == FileStatus::Failed.as_str() || row.rejected > 0))
}

/// Leaves out files whose bytes the lake holds, or that stand twice.
fn only_new(run: &Run<'_>, ledgers: Vec<HashedLedger>, known: &BTreeMap<String, KnownFile>) -> Vec<HashedLedger> {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut new = Vec::new();
    for ledger in ledgers {
        if let Some(first) = seen.get(&ledger.sha256) {
            run.printer.error(&format!("{}: the same bytes as {first}; not loaded a second time", ledger.file.uri));
            continue;
        }
        seen.insert(ledger.sha256.clone(), ledger.file.uri.clone());
        match known.get(&ledger.sha256) {
            Some(file) if file.uri != ledger.file.uri => {
                run.printer.note(&format!("{}: the same bytes as {}, which is loaded already", ledger.file.uri, file.uri));
            }
            // What failed may be readable now: the program, the settings or a saved mapping have changed since.
            Some(file) if file.status == FileStatus::Failed.as_str() => new.push(ledger),
            Some(file) => warn_of_another_payer(run, &ledger, file),
            None => new.push(ledger),
        }
    }
    new
}

/// A file keeps the payer it was loaded with: says so where the configuration names another one now.
fn warn_of_another_payer(run: &Run<'_>, ledger: &HashedLedger, known: &KnownFile) {
    let Some(configured) = ledger.file.rule.as_ref().and_then(|rule| rule.org.as_deref()) else { return };
    if known.org_code.as_deref() != Some(configured) {
        run.printer.error(&format!(
            "{}: loaded as the payments of {}, but localspend.toml now says {configured}; it still counts as before\n\
             hint: move the folder lake/ away and run again: every table is made anew from the files",
            ledger.file.uri,
            known.org_code.as_deref().unwrap_or("an unknown payer"),
        ));
    }
}

/// The organisations that can be payers.
async fn directory(session: &SessionContext) -> Result<Directory> {
    let mut directory = Directory::default();
    let sql = "select org_code, name, other_names from organisations order by org_code, valid_from";
    for batch in session.sql(sql).await?.collect().await? {
        let others = batch.column(2).as_list::<i32>();
        for row in 0..batch.num_rows() {
            let (Some(code), Some(name)) = (cells::text(batch.column(0), row), cells::text(batch.column(1), row)) else {
                continue;
            };
            let values = others.value(row);
            let others = values.as_string::<i32>().iter().flatten();
            directory.add(&code, std::iter::once(name.as_str()).chain(others));
        }
    }
    Ok(directory)
}

/// Inspects a file on a thread of its own and decides whose it is. The inner error is the file's own.
async fn inspect(run: &Run<'_>, directory: &Directory, ledger: HashedLedger) -> Result<Result<Ready, String>> {
    let mapping = match run.workspace.saved_mapping(&ledger.file) {
        Ok(mapping) => mapping,
        Err(error) => return Ok(Err(format!("{error:#}"))),
    };
    let hints = Hints {
        file_name: ledger.file.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        month: ledger.file.rule.as_ref().and_then(|rule| rule.period),
        mapping,
    };
    let path = ledger.file.path.clone();
    let (hints, outcome) = tokio::task::spawn_blocking(move || {
        let outcome = localspend_ledger::inspect(Source::Path(&path), &hints, &Limits::default());
        (hints, outcome)
    })
    .await
    .context("inspecting a file broke off")?;
    let inspection = match outcome {
        Ok(inspection) => inspection,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let payer = directory.attribute(&ledger.file, &inspection.entities);
    let period = inspection.period.best();
    let row = FileRow::inspected(run, &ledger, &inspection, &payer, period);
    let attribution =
        Attribution { file_id: ledger.sha256.clone(), org_code: payer.org_code, period: period.map(|(period, _)| period) };
    Ok(Ok(Ready { ledger, hints, inspection, row, attribution }))
}

/// Reads a file into the load. The inner error is the file's own.
async fn read(file: &Ready, load: &mut Load) -> Result<Result<(), String>> {
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let path = file.ledger.file.path.clone();
    let (hints, inspection, attribution) = (file.hints.clone(), file.inspection.clone(), file.attribution.clone());
    let reading = tokio::task::spawn_blocking(move || {
        let summary =
            localspend_ledger::read(Source::Path(&path), &hints, &inspection, &attribution, &Limits::default(), &mut |batch| {
                sender.blocking_send(batch).map_err(|_ended| localspend_ledger::SinkError::from("the lake takes no more lines"))
            });
        match summary {
            Ok(summary) => summary.disagreement(&inspection).map_or(Ok(()), |difference| {
                Err(format!("it reads differently a second time ({difference})\nhint: was it being written meanwhile? run again"))
            }),
            Err(error) => Err(error.to_string()),
        }
    });
    while let Some(batch) = receiver.recv().await {
        load.write(&batch).await.context("cannot write lines")?;
    }
    reading.await.context("reading a file broke off")
}

/// A failed file's row; says why.
fn fail(run: &Run<'_>, ledger: &HashedLedger, problem: &str) -> FileRow {
    run.printer.error(&format!("{}: {problem}", ledger.file.uri));
    FileRow::failed(run, ledger, problem)
}

/// Settles which files of one organisation and period count: the last one. Earlier ones in this load are marked in their
/// rows, those in the lake by a change of status.
fn supersede(rows: &mut [FileRow], known: &BTreeMap<String, KnownFile>) -> Vec<StatusChange> {
    let mut last: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for index in 0..rows.len() {
        let Some(key) = rows[index].key() else { continue };
        if let Some(earlier) = last.insert(key, index) {
            rows[earlier].status = FileStatus::Superseded.as_str().to_owned();
            rows[earlier].superseded_by = Some(rows[index].file_id.clone());
        }
    }
    let active = known.iter().filter(|(_, file)| file.status == FileStatus::Active.as_str());
    let replaced = active.filter_map(|(file_id, file)| {
        let by = last.get(&file.key()?)?;
        Some(StatusChange {
            file_id: file_id.clone(),
            status: FileStatus::Superseded.as_str().to_owned(),
            superseded_by: Some(rows[*by].file_id.clone()),
        })
    });
    replaced.collect()
}

/// Says what was loaded, by what the organisation is known, and what replaced what.
fn report(run: &Run<'_>, rows: &[FileRow], known: &BTreeMap<String, KnownFile>) {
    let mut sources: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.error.is_none()) {
        *sources.entry(row.org_source.as_deref().unwrap_or("nothing")).or_default() += 1;
        tracing::info!(
            file = row.uri,
            org = row.org_code,
            by = row.org_source,
            period = row.period_start,
            by = row.period_source,
            "loaded"
        );
        for doubt in &row.doubts {
            tracing::info!(file = row.uri, "{doubt}");
        }
    }
    let sources: Vec<_> = sources.iter().map(|(source, files)| format!("{source} {files}")).collect();
    let payments: i64 = rows.iter().map(|row| row.payments).sum();
    run.printer.note(&format!(
        "{} files loaded, {payments} payments; organisation known from: {}",
        rows.len(),
        sources.join(", ")
    ));
    let by_id: BTreeMap<&str, &FileRow> = rows.iter().map(|row| (row.file_id.as_str(), row)).collect();
    let in_load =
        rows.iter().filter_map(|row| Some((row.uri.as_str(), row.payments, row.pounds(), row.superseded_by.as_deref()?)));
    let keys: BTreeMap<_, _> =
        rows.iter().filter(|row| row.superseded_by.is_none()).filter_map(|row| Some((row.key()?, row))).collect();
    let in_lake = known.values().filter(|file| file.status == FileStatus::Active.as_str()).filter_map(|file| {
        let by = keys.get(&file.key()?)?;
        Some((file.uri.as_str(), file.payments, file.amount, by.file_id.as_str()))
    });
    for (uri, payments, amount, by) in in_load.chain(in_lake).collect::<BTreeSet<_>>() {
        if let Some(later) = by_id.get(by) {
            let (more, pounds) = (later.payments - payments, (later.pounds() - amount).display_pounds());
            run.printer.note(&format!("{} replaces {uri}: {more:+} payments, {pounds} difference", later.uri));
        }
    }
}

/// Records and pounds of each stage, for the run's record.
pub async fn control_totals(session: &SessionContext) -> Result<BTreeMap<String, BTreeMap<String, String>>> {
    let sql = "select stage, records, payments, rejected, not_payments, amount_payments, amount_rejected from conservation";
    let mut stages = BTreeMap::new();
    for batch in session.sql(sql).await?.collect().await? {
        for row in 0..batch.num_rows() {
            let mut totals = BTreeMap::new();
            for (index, field) in batch.schema().fields().iter().enumerate().skip(1) {
                let column = batch.column(index);
                let text = match column.as_primitive_opt::<Int64Type>() {
                    Some(_) => cells::count(column, row).to_string(),
                    None => cells::money(column, row).to_string(),
                };
                totals.insert(field.name().clone(), text);
            }
            stages.insert(cells::text(batch.column(0), row).unwrap_or_default(), totals);
        }
    }
    Ok(stages)
}

/// Pounds that are not there are no pounds.
pub(super) fn pounds_or_zero(text: &str) -> Money {
    let digits = text.replace('.', "");
    digits.parse().map_or(Money::ZERO, Money::from_pence)
}
