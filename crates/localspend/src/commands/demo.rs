//! `demo`: the main job on the sample data, which the binary carries, in a workspace of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use include_dir::{Dir, include_dir};

use crate::cli::{DemoArgs, ReportArgs};
use crate::commands::{Outcome, run as quarter};
use crate::printer::Printer;
use crate::workspace::Workspace;

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../sample-data");

/// What the sample holds beside the workspace: answers for tests, not inputs.
const NOT_COPIED: &[&str] = &["truth"];

/// Copies the sample and runs the quarter on it.
pub async fn run(arguments: &DemoArgs, printer: Printer) -> Result<Outcome> {
    let folder = match &arguments.folder {
        Some(folder) => folder.clone(),
        None => fresh_folder()?,
    };
    if folder.join("lake").exists() {
        printer.note(&format!("{} holds a demo already; running it again", folder.display()));
    } else {
        copy(&SAMPLE, &folder)?;
        printer.note(&format!("The sample workspace (an invented care system) is in {}", folder.display()));
    }
    let workspace = Workspace::open(&folder)?;
    // The sample holds lines that cannot be used, on purpose: that is not a failure of the demo.
    quarter::run(&workspace, &ReportArgs::default(), printer).await?;
    Ok(Outcome::Done)
}

fn fresh_folder() -> Result<PathBuf> {
    let folder = tempfile::Builder::new().prefix("localspend-demo-").tempdir().context("cannot make a temporary folder")?;
    Ok(folder.keep())
}

/// Writes an embedded folder to disk, over nothing that is not the same.
fn copy(from: &Dir<'_>, to: &Path) -> Result<()> {
    if to.is_file() {
        bail!("{} is a file\nhint: name a folder for the demo", to.display());
    }
    for directory in from.dirs() {
        if !NOT_COPIED.iter().any(|name| directory.path() == Path::new(name)) {
            copy(directory, to)?;
        }
    }
    for file in from.files() {
        let path = to.join(file.path());
        let folder = path.parent().unwrap_or(to);
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        std::fs::write(&path, file.contents()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
