//! `match`: a list of names against a register, both CSV, without a workspace: so that anyone can use the matching and judge it.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use localspend_model::settings::Method;

use crate::cli::MatchArgs;
use crate::commands::Outcome;
use crate::printer::Printer;

/// Matches names and writes one row for each.
pub fn run(arguments: &MatchArgs, printer: Printer) -> Result<Outcome> {
    let (names, register) = (read(&arguments.names)?, read(&arguments.register)?);
    let file = |path: &Path| path.display().to_string();
    let (answers, summary) = localspend_suppliers::match_names(
        (&file(&arguments.names), &names),
        (&file(&arguments.register), &register),
        &Method::default(),
    )?;
    match &arguments.output {
        Some(path) => std::fs::write(path, answers).with_context(|| format!("cannot write {}", path.display()))?,
        None => printer.data_writer().write_all(&answers)?,
    }
    for issue in &summary.issues {
        printer.error(issue);
    }
    printer.note(&format!(
        "{} names: {} matched, {} for a person to look at, {} not in the register ({} names)",
        summary.names,
        summary.auto,
        summary.review,
        summary.names - summary.auto - summary.review,
        summary.register_names
    ));
    Ok(if summary.issues.is_empty() { Outcome::Done } else { Outcome::SomeRejected })
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}\nhint: give a CSV file", path.display()))
}
