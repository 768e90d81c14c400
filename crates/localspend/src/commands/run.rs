//! `run`: the quarter's batch, all stages in order, or nothing where nothing has changed.

use anyhow::{Result, bail};

use crate::cli::ReportArgs;
use crate::commands::Outcome;
use crate::inputs::{HashedLedger, Inputs};
use crate::printer::Printer;
use crate::stages::publish::{self, Provenance};
use crate::stages::{ControlTotals, Run, build, ingest, last_run, open_lake, registers, resolve, summary};
use crate::workspace::Workspace;

/// Runs the batch. `Ctrl-C` and any error leave the lake as it was.
pub async fn run(workspace: &Workspace, arguments: &ReportArgs, printer: Printer) -> Result<Outcome> {
    let (inputs, ledgers) = Inputs::gather(workspace)?;
    if ledgers.is_empty() {
        bail!(
            "there is no ledger to read\nhint: put files into {}/ledgers/, one folder for each organisation",
            workspace.root.display()
        );
    }
    if arguments.quarter.is_none()
        && arguments.area.is_none()
        && arguments.output.is_none()
        && nothing_to_do(workspace, &inputs, printer).await?
    {
        return Ok(Outcome::Done);
    }
    let mut run = Run::begin(workspace, "run", printer).await?;
    let outcome = tokio::select! {
        outcome = stages(&mut run, &inputs, ledgers, arguments) => outcome,
        _interrupt = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted; the lake is as it was before this run")),
    };
    match outcome {
        Ok(outcome) => {
            run.finish(&inputs).await?;
            Ok(outcome)
        }
        Err(error) => {
            run.take_back("the run did not finish").await?;
            run.release().await?;
            Err(error)
        }
    }
}

/// Whether the last run had the same inputs and its packs still stand; says so.
async fn nothing_to_do(workspace: &Workspace, inputs: &Inputs, printer: Printer) -> Result<bool> {
    let Some((last, _)) = last_run(&open_lake(workspace).await?).await? else { return Ok(false) };
    let Ok(totals) = serde_json::from_str::<ControlTotals>(&last.control_totals) else { return Ok(false) };
    if totals.command != "run" || last.inputs != serde_json::to_string(inputs)? {
        return Ok(false);
    }
    let Some(pages) = publish::standing(workspace, &totals.packs) else { return Ok(false) };
    printer.note(&format!("Nothing to do: no ledger, register, decision or setting has changed since run {}.", last.run_id));
    for page in pages {
        printer.data(&format!("Board pack: {}\n", page.display()));
    }
    Ok(true)
}

async fn stages(run: &mut Run<'_>, inputs: &Inputs, ledgers: Vec<HashedLedger>, arguments: &ReportArgs) -> Result<Outcome> {
    registers::run(run, inputs).await?;
    let rejected = ingest::run(run, ledgers).await?;
    resolve::run(run).await?;
    let session = build::run(run).await?;
    let provenance = Provenance {
        run_id: run.run_id.clone(),
        at: run.started_at,
        settings: run.settings_json()?,
        versions: run.lake.versions().await?,
    };
    let published = publish::run(run.workspace, &session, &run.catalogue, &provenance, arguments).await?;
    run.totals.stages = ingest::control_totals(&session).await?;
    run.totals.packs = published.pages.iter().map(|page| run.workspace.uri(page)).collect();
    run.printer.data(&summary::text(&session, published.quarter, &published.pages).await?);
    Ok(if rejected { Outcome::SomeRejected } else { Outcome::Done })
}
