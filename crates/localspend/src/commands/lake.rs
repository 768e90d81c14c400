//! `lake`: its history, a check of it, a step back, and tidying up.

use anyhow::{Result, bail};
use chrono::Utc;
use localspend_lake::Depth;

use crate::cli::LakeCommand;
use crate::commands::Outcome;
use crate::inputs::Inputs;
use crate::printer::Printer;
use crate::stages::{Run, last_run, open_lake};
use crate::workspace::Workspace;

/// Looks after the lake.
pub async fn run(workspace: &Workspace, command: &LakeCommand, printer: Printer) -> Result<Outcome> {
    match command {
        LakeCommand::History => history(workspace, printer).await,
        LakeCommand::Verify => verify(workspace, printer).await,
        LakeCommand::Restore { run } => restore(workspace, run, printer).await,
        LakeCommand::Vacuum { days } => vacuum(workspace, *days, printer).await,
        LakeCommand::Optimize => optimize(workspace, printer).await,
    }
}

async fn history(workspace: &Workspace, printer: Printer) -> Result<Outcome> {
    let lake = open_lake(workspace).await?;
    printer.data("runs\n");
    for run in lake.runs().await? {
        let hash = run.hash.get(..12).unwrap_or_default();
        printer.data(&format!(
            "  {}  ended {}  version {}  hash {hash}\n",
            run.run_id,
            run.finished_at.format("%Y-%m-%d %H:%M:%S"),
            run.version
        ));
    }
    printer.data("commits, latest first\n");
    for change in lake.history(None).await? {
        printer.data(&format!(
            "  {}  {:<24} version {:<4} {:<8} {} rows added\n",
            change.at.format("%Y-%m-%d %H:%M:%S"),
            change.table,
            change.version,
            change.operation,
            change.rows_added
        ));
    }
    Ok(Outcome::Done)
}

async fn verify(workspace: &Workspace, printer: Printer) -> Result<Outcome> {
    let found = open_lake(workspace).await?.verify(Depth::Rows).await?;
    if found.problems.is_empty() {
        let rows: u64 = found.rows.values().sum();
        printer.data(&format!(
            "The lake is whole: {} data files with {rows} rows, lines of {} ledger files counted and summed, {} runs in an unbroken chain.\n",
            found.data_files, found.ledger_files, found.runs
        ));
        return Ok(Outcome::Done);
    }
    let list: Vec<_> = found.problems.iter().map(|problem| format!("{}: {}", problem.table, problem.what)).collect();
    bail!(
        "the lake is damaged:\n{}\nhint: `localspend lake history` lists the runs, `localspend lake restore RUN` goes back to one",
        list.join("\n")
    )
}

async fn restore(workspace: &Workspace, run_id: &str, printer: Printer) -> Result<Outcome> {
    let (inputs, _) = Inputs::gather(workspace)?;
    let mut run = Run::begin(workspace, "restore", printer).await?;
    let restored = match run.lake.versions_of_run(run_id).await {
        Ok(versions) => run.restore(&versions).await,
        Err(error) => Err(error.into()),
    };
    match restored {
        Ok(tables) => {
            run.finish(&inputs).await?;
            printer.note(&format!("{tables} tables hold again what run {run_id} left."));
            Ok(Outcome::Done)
        }
        Err(error) => {
            run.release().await?;
            Err(error)
        }
    }
}

async fn vacuum(workspace: &Workspace, days: u32, printer: Printer) -> Result<Outcome> {
    let lake = open_lake(workspace).await?;
    let lease = lake.lease(&format!("vacuum {}", Utc::now())).await?;
    let outcome = lake.vacuum(&lease, days, false).await;
    lease.release().await?;
    let vacuumed = outcome?;
    printer.note(&format!("Deleted {} files that no version of the last {days} days needs.", vacuumed.files.len()));
    Ok(Outcome::Done)
}

/// Compaction changes files, not rows; what is visible moves to the new versions with a record of its own.
async fn optimize(workspace: &Workspace, printer: Printer) -> Result<Outcome> {
    let (inputs, _) = Inputs::gather(workspace)?;
    let mut run = Run::begin(workspace, "optimize", printer).await?;
    match run.optimize().await {
        Ok(tables) if tables > 0 => {
            let last = last_run(&run.lake).await?.map(|(last, _)| last.run_id).unwrap_or_default();
            run.finish(&inputs).await?;
            printer.note(&format!("Joined the small files of {tables} tables as run {last} left them."));
            Ok(Outcome::Done)
        }
        Ok(_) => {
            run.release().await?;
            printer.note("Nothing to join.");
            Ok(Outcome::Done)
        }
        Err(error) => {
            run.take_back("compaction did not finish").await?;
            run.release().await?;
            Err(error)
        }
    }
}
