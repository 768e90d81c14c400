//! `explain`: where an answer comes from.

mod figure;
mod line;
mod name;

use anyhow::{Result, bail};

use crate::cli::ExplainArgs;
use crate::commands::Outcome;
use crate::printer::Printer;
use crate::workspace::Workspace;

/// Explains what was asked for.
pub async fn run(workspace: &Workspace, arguments: &ExplainArgs, printer: Printer) -> Result<Outcome> {
    match (&arguments.supplier, &arguments.figure, &arguments.line) {
        (Some(name), ..) => name::run(workspace, name, printer).await,
        (_, Some(figure), _) => figure::run(workspace, figure, arguments, printer).await,
        (_, _, Some(file)) => line::run(workspace, file, arguments, printer).await,
        _ => bail!(
            "nothing to explain\nhint: --figure METRIC.COLUMN gives the lines behind a figure, --line FILE --row NUMBER every decision about a line, \
             --supplier NAME who is behind a name"
        ),
    }
}
