//! `sql`: a query on what the last run (or an earlier one) left. Read-only whatever the statement.

use std::io::{IsTerminal, Read};

use anyhow::{Context, Result, bail};
use datafusion::common::{DataFusionError, SchemaError};
use datafusion::execution::context::SQLOptions;
use datafusion::prelude::{DataFrame, SessionContext};

use crate::cli::{SqlArgs, SqlFormat};
use crate::commands::Outcome;
use crate::output;
use crate::printer::Printer;
use crate::stages::{open_catalogue, open_lake, published_session};
use crate::workspace::Workspace;

/// Longest statement taken: a longer one can exhaust the planner's stack.
const LONGEST: usize = 1 << 18;

/// Runs the query and writes its answer.
pub async fn run(workspace: &Workspace, arguments: &SqlArgs, printer: Printer) -> Result<Outcome> {
    let query = match (&arguments.query, &arguments.file) {
        (Some(query), _) => query.clone(),
        (None, Some(file)) => std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?,
        (None, None) if !std::io::stdin().is_terminal() => {
            let mut query = String::new();
            std::io::stdin().read_to_string(&mut query).context("cannot read the query from standard input")?;
            query
        }
        (None, None) => bail!("no query was given\nhint: localspend sql \"select * from spend limit 10\", or -f FILE"),
    };
    if arguments.format == SqlFormat::Parquet && arguments.output.is_none() {
        bail!("Parquet is not for a terminal\nhint: add -o FILE.parquet");
    }
    let session = open(workspace, arguments.as_of.as_deref()).await?;
    answer(&session, &query, arguments, printer).await?;
    Ok(Outcome::Done)
}

/// A session on what the last run, or an earlier one, left.
pub async fn open(workspace: &Workspace, as_of: Option<&str>) -> Result<SessionContext> {
    published_session(workspace, &open_lake(workspace).await?, &open_catalogue(workspace)?, as_of).await
}

/// Plans a statement that only reads.
pub async fn plan(session: &SessionContext, query: &str) -> Result<DataFrame> {
    if query.len() > LONGEST {
        bail!("the statement is {} bytes long; at most {LONGEST} are taken", query.len());
    }
    let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    session.sql_with_options(query, options).await.map_err(|error| explained(&error, session))
}

async fn answer(session: &SessionContext, query: &str, arguments: &SqlArgs, printer: Printer) -> Result<()> {
    let frame = plan(session, query).await?;
    let schema = frame.schema().inner().clone();
    let batches = frame.collect().await.map_err(|error| explained(&error, session))?;
    match &arguments.output {
        Some(path) => {
            let file = std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            output::write(&schema, &batches, arguments.format, std::io::BufWriter::new(file))?;
            printer.note(&format!("Wrote {}", path.display()));
        }
        None => output::write(&schema, &batches, arguments.format, printer.data_writer())?,
    }
    Ok(())
}

/// The engine's error in one line, with a hint where one can be given.
fn explained(error: &DataFusionError, session: &SessionContext) -> anyhow::Error {
    let root = error.find_root();
    let (message, hint) = match root {
        DataFusionError::SchemaError(kind, _) => match kind.as_ref() {
            SchemaError::FieldNotFound { field, valid_fields } => {
                let names: Vec<String> = valid_fields.iter().map(|field| field.name.clone()).collect();
                (format!("there is no column `{}`", field.name), nearest(&field.name, &names))
            }
            _ => (root.to_string(), None),
        },
        _ => {
            let text = root.strip_backtrace();
            let missing = text.split_once("table '").and_then(|(_, rest)| rest.split_once("' not found"));
            match missing {
                Some((table, _)) => {
                    let table = table.rsplit('.').next().unwrap_or(table).to_owned();
                    (format!("there is no table `{table}`"), nearest(&table, &tables(session)))
                }
                None => (text, None),
            }
        }
    };
    let hint = hint.unwrap_or_else(|| "`select table_name from information_schema.tables` lists the tables".to_owned());
    anyhow::anyhow!("{message}\nhint: {hint}")
}

fn tables(session: &SessionContext) -> Vec<String> {
    let schemas = session.catalog_names().into_iter().filter_map(|name| session.catalog(&name));
    schemas.filter_map(|catalog| catalog.schema("public")).flat_map(|schema| schema.table_names()).collect()
}

fn nearest(word: &str, names: &[String]) -> Option<String> {
    let distance = |name: &String| datafusion::common::utils::datafusion_strsim::levenshtein(&word.to_lowercase(), name);
    let mut near: Vec<_> =
        names.iter().map(|name| (distance(name), name)).filter(|(d, _)| *d <= word.len().div_ceil(2)).collect();
    near.sort();
    near.dedup();
    if near.is_empty() {
        return (!names.is_empty() && names.len() <= 60).then(|| format!("there are {}", names.join(", ")));
    }
    Some(format!("did you mean {}?", near.iter().take(3).map(|(_, name)| format!("`{name}`")).collect::<Vec<_>>().join(" or ")))
}
