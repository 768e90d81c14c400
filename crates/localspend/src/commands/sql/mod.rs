//! `sql`: questions on what the last run (or an earlier one) left. Read-only whatever the statement.

mod complete;
mod parameters;
mod prompt;
mod tables;

pub use parameters::named as parameter;

use std::io::{IsTerminal, Read};

use anyhow::{Context, Result, anyhow, bail};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use futures::TryStreamExt;
use localspend_query::guard::{self, Guarded, Limits, Refused, Role};

use crate::cli::{SqlArgs, SqlFormat};
use crate::commands::Outcome;
use crate::output;
use crate::printer::Printer;
use crate::stages::{open_catalogue, open_lake, published_session};
use crate::workspace::Workspace;

/// Bounds of a query on one's own machine: memory that leaves room for others, no time.
const LIMITS: Limits = Limits { time: None, memory: 3 << 30, spill: 100 << 30, spill_dir: None, rows: None, partitions: None };

/// Runs the query and writes its answer, or asks for one question after another.
pub async fn run(workspace: &Workspace, arguments: &SqlArgs, printer: Printer) -> Result<Outcome> {
    if arguments.format == SqlFormat::Parquet && arguments.output.is_none() {
        bail!("Parquet is not for a terminal\nhint: add -o FILE.parquet");
    }
    let query = match (&arguments.query, &arguments.file) {
        (Some(query), _) => Some(query.clone()),
        (None, Some(file)) => Some(std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?),
        (None, None) if !std::io::stdin().is_terminal() => {
            let mut query = String::new();
            std::io::stdin().read_to_string(&mut query).context("cannot read the query from standard input")?;
            Some(query)
        }
        (None, None) => None,
    };
    let tables = open(workspace, arguments.as_of.as_deref()).await?;
    let Some(query) = query else {
        let comments = localspend_serve::comments(&open_catalogue(workspace)?);
        return prompt::run(&tables, &comments, arguments, printer).await;
    };
    let (schema, batches) = answer(&tables, &query, &arguments.parameters).await?;
    match &arguments.output {
        Some(path) => {
            let file = std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            output::write(&schema, &batches, arguments.format, std::io::BufWriter::new(file))?;
            printer.note(&format!("Wrote {}", path.display()));
        }
        None => show(&schema, &batches, arguments.format, printer)?,
    }
    Ok(Outcome::Done)
}

/// Everything that the last run, or an earlier one, left, under the guard.
pub async fn open(workspace: &Workspace, as_of: Option<&str>) -> Result<Guarded> {
    let catalogue = open_catalogue(workspace)?;
    let session = published_session(workspace, &open_lake(workspace).await?, &catalogue, as_of).await?;
    Ok(Role::Analyst.guarded(&session, &catalogue, LIMITS).await?)
}

/// All rows of a query, with the values of its parameters.
async fn answer(tables: &Guarded, query: &str, values: &[(String, String)]) -> Result<(SchemaRef, Vec<RecordBatch>)> {
    let shown = |refused: Refused| shown(&refused, query);
    let statement = guard::parse(query).map_err(shown)?;
    let mut planned = tables.plan(statement, query).await.map_err(shown)?;
    planned.plan = parameters::bound(planned.plan, values)?;
    let answer = planned.run(query, tables.tables()).await.map_err(shown)?;
    let schema = answer.schema;
    let batches: Vec<_> = answer.batches.try_collect().await.map_err(shown)?;
    Ok((schema, batches))
}

/// Writes an answer to standard output; a table on a terminal goes through the reader's pager.
fn show(schema: &SchemaRef, batches: &[RecordBatch], format: SqlFormat, printer: Printer) -> Result<()> {
    if format == SqlFormat::Table && std::io::stdout().is_terminal() {
        let mut text = Vec::new();
        output::write(schema, batches, format, &mut text)?;
        printer.page(&text);
        return Ok(());
    }
    output::write(schema, batches, format, printer.data_writer())
}

/// A refusal with the wrong word underlined.
fn shown(refused: &Refused, query: &str) -> anyhow::Error {
    let place = refused.underlined(query);
    let place = if place.is_empty() { place } else { format!("\n{place}") };
    let hint = refused.hint.as_deref().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    anyhow!("{}{place}{hint}", refused.message)
}
