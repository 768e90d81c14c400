//! Register files and directives to the lake's register tables. Big registers stream through; nothing is read again
//! while the files are the same.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use futures::StreamExt;
use localspend_lake::SessionOptions;
use localspend_model::tables::{self, Table};
use localspend_registers::directives::{Issue, Register, Severity};
use localspend_registers::{Looked, RegisterFile, Report, SinkError, load_tables, look};
use tokio::sync::mpsc;

use crate::inputs::Inputs;
use crate::stages::Run;
use crate::workspace::Workspace;

/// Batches that may wait for the lake, for each table.
const WAITING: usize = 4;

/// Loads the registers when a file of theirs has changed, then the rules that are registers too.
pub async fn run(run: &mut Run<'_>, inputs: &Inputs) -> Result<()> {
    let key = format!("{} {}", env!("CARGO_PKG_VERSION"), Inputs::key(&[&inputs.registers]));
    if run.lake.unchanged(&tables::REGISTERS, &key).await?.is_none() {
        files(run, &key).await?;
    }
    directives(run).await?;
    seeds(run).await
}

/// Streams the register files into those tables whose rows depend on a file that changed; the others stay as they are. The
/// `registers` table goes last, so that an interrupted load is not taken for a whole one.
async fn files(run: &Run<'_>, key: &str) -> Result<()> {
    let files: Vec<_> = run
        .workspace
        .register_files()?
        .into_iter()
        .map(|path| RegisterFile { name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path })
        .collect();
    let looked = tokio::task::spawn_blocking(move || look(&files)).await.context("looking at the registers broke off")?;
    let keys = looked.keys();
    let mut changed: BTreeMap<&'static str, (Table, String)> = BTreeMap::new();
    for table in Report::tables() {
        let own = keys.get(table.name).map_or("", String::as_str);
        let own = format!("{} {own}", env!("CARGO_PKG_VERSION"));
        if run.lake.unchanged(&table, &own).await?.is_none() {
            changed.insert(table.name, (table, own));
        }
    }
    let known = kept_reports(run, &looked).await?;
    let report = load(run, looked, changed).await?;
    for file in &report.files {
        if let Some(problem) = &file.problem {
            run.printer.error(&format!("register {}: {problem}", file.file_name));
        }
        run.printer.note(&format!("register {}: {} ({} of {} rows)", file.file_name, file.layout, file.loaded, file.rows));
    }
    for missing in &report.missing {
        run.printer.note(&format!("no {}: {}", missing.register, missing.cost));
    }
    let mut reports = report.batches(run.started_at)?;
    let told: BTreeSet<(&str, &str)> = report.files.iter().map(|file| (file.file_id.as_str(), file.file_name.as_str())).collect();
    for batch in known {
        reports.push(only(&batch, |identity| !told.contains(&identity))?);
    }
    run.lake.replace(&tables::REGISTERS, &reports, Some(key)).await?;
    Ok(())
}

/// Loads the changed tables from the files that they depend on.
async fn load(run: &Run<'_>, looked: Looked, changed: BTreeMap<&'static str, (Table, String)>) -> Result<Report> {
    let wanted: BTreeSet<&str> = changed.keys().copied().collect();
    let mut senders: BTreeMap<&'static str, mpsc::Sender<RecordBatch>> = BTreeMap::new();
    let mut writers = Vec::new();
    for (name, (table, key)) in changed {
        let (sender, receiver) = mpsc::channel(WAITING);
        senders.insert(name, sender);
        let lake = run.lake.clone();
        writers.push(tokio::spawn(async move {
            let rows = futures::stream::unfold(receiver, |mut receiver: mpsc::Receiver<RecordBatch>| async {
                receiver.recv().await.map(|batch| (Ok(batch), receiver))
            });
            lake.replace_stream(&table, rows.boxed(), &key).await
        }));
    }
    let reading = tokio::task::spawn_blocking(move || {
        load_tables(looked, &wanted, &mut |table: Table, batch: RecordBatch| {
            let Some(sender) = senders.get(table.name) else { return Ok(()) };
            // A writer that has ended has said why; it is heard below.
            sender.blocking_send(batch).map_err(|_ended| SinkError::from("the lake takes no more rows"))
        })
    });
    let report = reading.await.context("reading the registers broke off")?;
    for writer in writers {
        writer.await.context("writing the registers broke off")?.context("cannot store a register")?;
    }
    Ok(report?)
}

/// What earlier runs said of files that are here still.
async fn kept_reports(run: &Run<'_>, looked: &Looked) -> Result<Vec<RecordBatch>> {
    let session = run.lake.session(&SessionOptions::default(), None).await?;
    let known = session.table(tables::REGISTERS.name).await?.collect().await.context("cannot read what is known of registers")?;
    let here = looked.identities();
    known.iter().map(|batch| only(batch, |identity| here.contains(&identity))).collect()
}

/// The rows of the `registers` table whose identity and name are wanted.
fn only(batch: &RecordBatch, wanted: impl Fn((&str, &str)) -> bool) -> Result<RecordBatch> {
    let text = |name: &str| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    let (Some(ids), Some(names)) = (text("file_id"), text("file_name")) else {
        bail!("the table of registers lacks file_id and file_name\nhint: `localspend lake verify` checks the lake");
    };
    let kept: BooleanArray = ids.iter().zip(names).map(|(id, name)| Some(wanted((id?, name?)))).collect();
    Ok(filter_record_batch(batch, &kept)?)
}

/// Starter directives with the workspace's own over them. A file with an error stops the run: a directive that is left
/// out silently would free money that is not free.
async fn directives(run: &Run<'_>) -> Result<()> {
    let (register, issues) = own_register(run.workspace)?;
    let (errors, warnings): (Vec<_>, Vec<_>) = issues.iter().partition(|issue| issue.severity == Severity::Error);
    for warning in warnings {
        tracing::info!("directives: {warning}");
    }
    if !errors.is_empty() {
        let list: Vec<_> = errors.iter().map(ToString::to_string).collect();
        bail!("the register of directives cannot be used:\n{}", list.join("\n"));
    }
    for (name, batches) in register.batches()? {
        let Some(table) = tables::by_name(name) else { continue };
        run.lake.replace(&table, &batches, None).await.with_context(|| format!("cannot store {name}"))?;
    }
    Ok(())
}

/// The starter register with the directives of a workspace over it.
pub fn own_register(workspace: &Workspace) -> Result<(Register, Vec<Issue>)> {
    let mut own = Vec::new();
    for path in workspace.directive_files()? {
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        own.push((workspace.uri(&path), text));
    }
    Ok(Register::with_own(&own))
}

/// Tables that ship with the program: categories and living-wage rates.
async fn seeds(run: &Run<'_>) -> Result<()> {
    for table in [tables::CATEGORIES, tables::LIVING_WAGE_RATES] {
        let Some(seed) = run.catalogue.seeds().iter().find(|seed| seed.name == table.name) else {
            bail!("the catalogue has no seed `{}`", table.name);
        };
        run.lake.replace(&table, &[seed.batch()?], None).await.with_context(|| format!("cannot store {}", table.name))?;
    }
    Ok(())
}
