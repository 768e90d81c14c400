//! `init`: a commented `localspend.toml` and the folders of a workspace.

use anyhow::{Context, Result, bail};

use crate::cli::Cli;
use crate::commands::Outcome;
use crate::config;
use crate::printer::Printer;

const FOLDERS: &[&str] = &["ledgers", "registers", "decisions", "directives"];

/// Makes a workspace; an existing configuration is never touched.
pub fn run(cli: &Cli, printer: Printer) -> Result<Outcome> {
    let root = &cli.workspace;
    let file = root.join(config::FILE_NAME);
    if file.exists() {
        bail!("{} is already there; nothing was changed\nhint: edit it, or choose another folder with -w", file.display());
    }
    for folder in FOLDERS {
        let path = root.join(folder);
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
    }
    std::fs::write(&file, config::TEMPLATE).with_context(|| format!("cannot write {}", file.display()))?;
    printer.note(&format!(
        "Wrote {}.\nNext: put ledger files in ledgers/CODE/ (one folder for each organisation) and registers in registers/,\n\
         name the organisations in localspend.toml, then: localspend -w {} run",
        file.display(),
        root.display()
    ));
    Ok(Outcome::Done)
}
