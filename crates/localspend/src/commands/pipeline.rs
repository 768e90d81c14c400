//! `ingest`, `resolve`, `build`, `report`: one arrow of the line at a time. Each leaves a run record of its own.

use anyhow::{Context, Result};

use crate::cli::{IngestArgs, ReportArgs};
use crate::commands::Outcome;
use crate::inputs::{Inputs, hash_ledgers};
use crate::printer::Printer;
use crate::stages::publish::{self, Provenance};
use crate::stages::{Run, build, ingest, last_run, open_catalogue, open_lake, published_session, registers, resolve};
use crate::workspace::Workspace;

/// Registers and ledgers into the lake.
pub async fn ingest(workspace: &Workspace, arguments: &IngestArgs, printer: Printer) -> Result<Outcome> {
    let (inputs, mut ledgers) = Inputs::gather(workspace)?;
    if !arguments.files.is_empty() {
        ledgers = hash_ledgers(workspace.named_ledger_files(&arguments.files)?)?;
    }
    let period = arguments.period.as_deref().map(str::parse).transpose().context("--period")?;
    for ledger in &mut ledgers {
        if arguments.org.is_some() || period.is_some() {
            ledger.file.said_on_the_command_line(arguments.org.as_deref(), period);
        }
    }
    let mut run = Run::begin(workspace, "ingest", printer).await?;
    let outcome = async {
        registers::run(&mut run, &inputs).await?;
        ingest::run(&mut run, ledgers).await
    }
    .await;
    end(run, &inputs, outcome).await
}

/// Names to suppliers.
pub async fn resolve(workspace: &Workspace, printer: Printer) -> Result<Outcome> {
    let (inputs, _) = Inputs::gather(workspace)?;
    let run = Run::begin(workspace, "resolve", printer).await?;
    let outcome = resolve::run(&run).await.map(|()| false);
    end(run, &inputs, outcome).await
}

/// Marts, checked.
pub async fn build(workspace: &Workspace, printer: Printer) -> Result<Outcome> {
    let (inputs, _) = Inputs::gather(workspace)?;
    let run = Run::begin(workspace, "build", printer).await?;
    let outcome = build::run(&run).await.map(|_| false);
    end(run, &inputs, outcome).await
}

/// The packs of what the last run left; changes nothing in the lake.
pub async fn report(workspace: &Workspace, arguments: &ReportArgs, printer: Printer) -> Result<Outcome> {
    let (lake, catalogue) = (open_lake(workspace).await?, open_catalogue(workspace)?);
    let session = published_session(workspace, &lake, &catalogue, None).await?;
    let (last, versions) = last_run(&lake).await?.context("the lake is empty")?;
    let provenance = Provenance { run_id: last.run_id, at: last.started_at, settings: last.settings, versions };
    let published = publish::run(workspace, &session, &catalogue, &provenance, arguments).await?;
    for page in published.pages {
        printer.data(&format!("Board pack: {}\n", page.display()));
    }
    Ok(Outcome::Done)
}

/// Records what was done, or takes it back.
async fn end(mut run: Run<'_>, inputs: &Inputs, outcome: Result<bool>) -> Result<Outcome> {
    match outcome {
        Ok(rejected) => {
            run.finish(inputs).await?;
            Ok(if rejected { Outcome::SomeRejected } else { Outcome::Done })
        }
        Err(error) => {
            run.take_back("the command did not finish").await?;
            run.release().await?;
            Err(error)
        }
    }
}
