//! Who is behind a supplier name, and why: with the registers, decisions and settings of the workspace.

use anyhow::Result;
use localspend_suppliers::NameEvidence;
use localspend_suppliers::explain::explain;
use localspend_suppliers::matcher::Matcher;

use crate::commands::Outcome;
use crate::printer::Printer;
use crate::stages::{open_catalogue, open_lake, published_session, resolve};
use crate::workspace::Workspace;

/// Prints the evidence for a name. A name that no ledger holds is explained from its letters alone.
pub async fn run(workspace: &Workspace, name: &str, printer: Printer) -> Result<Outcome> {
    let session = published_session(workspace, &open_lake(workspace).await?, &open_catalogue(workspace)?, None).await?;
    let known = resolve::names(&session).await?.into_iter().find(|evidence| evidence.name == name);
    if known.is_none() {
        printer.note("No ledger at hand holds this name: it is explained from its letters alone.");
    }
    let evidence = known.unwrap_or_else(|| NameEvidence { name: name.to_owned(), ..NameEvidence::default() });
    let registers = resolve::registers(&session).await?;
    let decisions = resolve::decisions(workspace, printer)?;
    let explanation = explain(&evidence, &Matcher::new(&registers)?, &decisions, &workspace.settings.method);
    printer.data(&explanation.text());
    Ok(Outcome::Done)
}
