//! `directives`: the register in plain words, and a check of it. Needs no lake.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail};
use localspend_registers::directives::{Register, Severity, describe};

use crate::cli::DirectivesCommand;
use crate::commands::Outcome;
use crate::config::FILE_NAME;
use crate::printer::Printer;
use crate::stages::registers::own_register;
use crate::workspace::Workspace;

/// Lists, shows or checks; outside a workspace, the starter register alone.
pub fn run(root: &Path, command: &DirectivesCommand, printer: Printer) -> Result<Outcome> {
    let (register, issues) =
        if root.join(FILE_NAME).exists() { own_register(&Workspace::open(root)?)? } else { Register::with_own(&[]) };
    match command {
        DirectivesCommand::List => list(&register, printer),
        DirectivesCommand::Show { id } => match describe(&register, &id.to_uppercase()) {
            Some(text) => printer.data(&format!("{}\n", text.trim_end())),
            None => bail!("there is no directive `{id}`\nhint: `localspend directives list` lists them"),
        },
        DirectivesCommand::Check => {
            for issue in &issues {
                printer.data(&format!("{issue}\n"));
            }
            let errors = issues.iter().filter(|issue| issue.severity == Severity::Error).count();
            printer.note(&format!("{} versions, {errors} errors, {} warnings", register.versions.len(), issues.len() - errors));
            if errors > 0 {
                bail!("the register of directives cannot be used as it is");
            }
        }
    }
    Ok(Outcome::Done)
}

/// One line for each directive, with its latest version.
fn list(register: &Register, printer: Printer) {
    let mut latest = BTreeMap::new();
    for version in &register.versions {
        let versions: &mut (u64, _) = latest.entry(version.directive_id.as_str()).or_insert((0, version));
        *versions = (versions.0 + 1, version);
    }
    let width = latest.keys().map(|id| id.len()).max().unwrap_or_default();
    for (id, (versions, version)) in latest {
        let count = if versions == 1 { String::new() } else { format!(" ({versions} versions)") };
        printer.data(&format!(
            "{id:<width$}  {:<18} {:<20} {:<11} {}{count}\n",
            version.force, version.effect, version.status, version.title
        ));
    }
}
