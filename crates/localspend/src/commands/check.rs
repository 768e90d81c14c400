//! `check`: reads ledger files and explains each; needs no lake and writes nothing but, when asked, a mapping.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use localspend_ledger::{Attribution, Hints, Inspection, Issue, Limits, SavedMapping, Source};

use crate::cli::{CheckArgs, IssuesForm};
use crate::commands::Outcome;
use crate::config::FILE_NAME;
use crate::printer::Printer;
use crate::workspace::{LedgerFile, Workspace};

/// Explains every file named, and every file in the folders named; a workspace's settings and mappings are used where
/// there is one.
pub fn run(root: &Path, arguments: &CheckArgs, printer: Printer) -> Result<Outcome> {
    let workspace = if root.join(FILE_NAME).exists() { Some(Workspace::open(root)?) } else { None };
    if arguments.save && workspace.is_none() {
        bail!("{} is not a workspace\nhint: `localspend -w {} init` makes one", root.display(), root.display());
    }
    let mut issues = arguments.issues.map(|IssuesForm::Csv| csv::Writer::from_writer(printer.data_writer()));
    if let Some(issues) = &mut issues {
        issues.write_record(["file", "sheet", "row", "column", "value", "reason", "hint"])?;
    }
    let mut mappings: BTreeMap<PathBuf, (PathBuf, SavedMapping)> = BTreeMap::new();
    let mut rejected = false;
    for file in files(root, workspace.as_ref(), &arguments.files)? {
        let hints = hints(workspace.as_ref(), &file)?;
        let inspection = match localspend_ledger::inspect(Source::Path(&file.path), &hints, &Limits::default()) {
            Ok(inspection) => inspection,
            Err(error) => {
                rejected = true;
                printer.error(&format!("{}: {error}", file.path.display()));
                continue;
            }
        };
        rejected |= inspection.totals.rejected > 0;
        match &mut issues {
            Some(writer) => list_issues(&file, &hints, &inspection, writer)?,
            None => printer.data(&(localspend_ledger::explain(&file.path.display().to_string(), &inspection) + "\n")),
        }
        if let (true, Some(workspace), Some(mapping)) = (arguments.save, &workspace, SavedMapping::of(&inspection)) {
            mappings.insert(workspace.mapping_path(&file), (file.path.clone(), mapping));
        }
    }
    if let Some(mut issues) = issues {
        issues.flush()?;
    }
    for (path, (file, mapping)) in mappings {
        save(&path, &file, &mapping, printer)?;
    }
    Ok(if rejected { Outcome::SomeRejected } else { Outcome::Done })
}

/// What is known of a file before it is opened.
fn hints(workspace: Option<&Workspace>, file: &LedgerFile) -> Result<Hints> {
    Ok(Hints {
        file_name: file.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        month: file.rule.as_ref().and_then(|rule| rule.period),
        mapping: workspace.map(|workspace| workspace.saved_mapping(file)).transpose()?.flatten(),
    })
}

/// The files, in order; a relative path that is not here may be the workspace's.
fn files(root: &Path, workspace: Option<&Workspace>, paths: &[PathBuf]) -> Result<Vec<LedgerFile>> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| if path.exists() { path.clone() } else { root.join(path) }).collect();
    match workspace {
        Some(workspace) => workspace.named_ledger_files(&paths),
        None => Workspace::without_settings(root)?.named_ledger_files(&paths),
    }
}

/// Reads the file's lines and lists what is wrong with them.
fn list_issues<W: Write>(file: &LedgerFile, hints: &Hints, inspection: &Inspection, writer: &mut csv::Writer<W>) -> Result<()> {
    let attribution = Attribution { period: inspection.period.best().map(|(period, _)| period), ..Attribution::default() };
    let name = file.path.display().to_string();
    let read =
        localspend_ledger::read(Source::Path(&file.path), hints, inspection, &attribution, &Limits::default(), &mut |batch| {
            let mut written = Ok(());
            localspend_ledger::issues(&batch, inspection, &mut |issue: Issue| {
                let row = issue.row.to_string();
                let sheet = issue.sheet.as_deref().unwrap_or_default();
                let cells = [&name, sheet, &row, &issue.column, &issue.value, issue.reason, issue.hint];
                if written.is_ok() {
                    written = writer.write_record(cells);
                }
            });
            Ok(written?)
        });
    read.map(|_totals| ()).with_context(|| name.clone())
}

/// Writes a mapping where the next `check` and `ingest` look for it. One that is there is a person's, and is kept.
fn save(path: &Path, file: &Path, mapping: &SavedMapping, printer: Printer) -> Result<()> {
    let text = format!(
        "# How the files of this folder are read. Written from {} by `check --save`; correct what is wrong.\n\
         # What is not named here is found out for each file.\n{}",
        file.file_name().unwrap_or_default().to_string_lossy(),
        mapping.to_toml()?
    );
    if path.exists() {
        let known = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let same = SavedMapping::from_toml(&known).is_ok_and(|known| known == *mapping);
        if !same {
            printer.error(&format!(
                "{} is there already and was not changed\nhint: edit it, or delete it and save again",
                path.display()
            ));
        }
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    printer.note(&format!("Wrote {}: `check` and `ingest` use it from now on.", path.display()));
    Ok(())
}
