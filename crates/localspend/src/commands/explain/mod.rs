//! `explain`: where an answer comes from.

mod name;

use anyhow::{Result, bail};

use crate::cli::ExplainArgs;
use crate::commands::Outcome;
use crate::printer::Printer;
use crate::workspace::Workspace;

/// Explains what was asked for.
pub async fn run(workspace: &Workspace, arguments: &ExplainArgs, printer: Printer) -> Result<Outcome> {
    match &arguments.supplier {
        Some(name) => name::run(workspace, name, printer).await,
        None => bail!("nothing to explain\nhint: `localspend explain --supplier NAME` tells who is behind a name, and why"),
    }
}
