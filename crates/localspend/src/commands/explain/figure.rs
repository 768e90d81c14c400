//! A figure down to its lines: the metric's description says which lines a column is the sum of, and the sum is held against
//! the figure before anything is shown.

use std::io::BufWriter;

use anyhow::{Context, Result, bail};
use arrow::array::RecordBatch;
use datafusion::prelude::SessionContext;
use datafusion::scalar::ScalarValue;
use localspend_model::Quarter;
use localspend_query::{Catalogue, Entry, Layer};

use crate::cli::ExplainArgs;
use crate::commands::Outcome;
use crate::output::{self, cells};
use crate::printer::Printer;
use crate::stages::publish::latest_quarter;
use crate::stages::{open_catalogue, open_lake, published_session};
use crate::workspace::Workspace;

/// Names of every metric: they are not shown beside each line again.
const NAMES: [&str; 3] = ["area_kind", "area_name", "org_name"];

/// Shows the lines behind a figure.
pub async fn run(workspace: &Workspace, figure: &str, arguments: &ExplainArgs, printer: Printer) -> Result<Outcome> {
    let catalogue = open_catalogue(workspace)?;
    let (entry, column, rule) = found(&catalogue, figure)?;
    let session = published_session(workspace, &open_lake(workspace).await?, &catalogue, None).await?;
    let quarter = match &arguments.quarter {
        Some(text) => text.parse::<Quarter>().context("--quarter")?,
        None => latest_quarter(&session).await?,
    };
    let question = Question::new(entry, column, rule, quarter, arguments)?;
    let sums = question.ask(&session, &question.sums()).await?;
    let mut all_equal = true;
    let mut any = false;
    for batch in &sums {
        let texts = localspend_query::texts(batch)?;
        let last = batch.num_columns() - 1;
        for (row, cells_of_row) in texts.iter().enumerate() {
            let (stands, lines, adds) = (
                cells::money(batch.column(last - 2), row),
                cells::count(batch.column(last - 1), row),
                cells::money(batch.column(last), row),
            );
            let equal = stands == adds;
            (any, all_equal) = (true, all_equal && equal);
            let which = cells_of_row[..last - 2].iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(", ");
            let word = if equal { "which is the figure" } else { "WHICH IS NOT THE FIGURE" };
            printer.note(&format!(
                "{}.{column} of {which}: {}; its {lines} lines add up to {}, {word}.",
                entry.name,
                stands.display_pounds(),
                adds.display_pounds()
            ));
        }
    }
    if !any {
        bail!("{} has no such row\nhint: `localspend sql \"select * from {} limit 20\"` shows its rows", entry.name, entry.name);
    }
    let lines = question.ask(&session, &question.lines()).await?;
    if let Some(first) = lines.first() {
        let schema = first.schema();
        match &arguments.output {
            Some(path) => {
                let file = std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
                output::write(&schema, &lines, arguments.format, BufWriter::new(file))?;
            }
            None => output::write(&schema, &lines, arguments.format, printer.data_writer())?,
        }
    }
    if !all_equal {
        bail!(
            "a figure is not the sum of its lines\nhint: `localspend build` makes the tables anew; if it stays so, it is a defect"
        );
    }
    Ok(Outcome::Done)
}

/// The metric, its column and which lines that is the sum of.
fn found<'a>(catalogue: &'a Catalogue, figure: &'a str) -> Result<(&'a Entry, &'a str, &'a str)> {
    let metrics =
        || catalogue.entries().iter().filter(|entry| entry.layer == Layer::Metrics && !entry.descriptor.lines.is_empty());
    let (name, column) = figure.split_once('.').map_or((figure, None), |(name, column)| (name, Some(column)));
    let Some(entry) = metrics().find(|entry| entry.name == name) else {
        let mut known: Vec<String> = metrics()
            .flat_map(|entry| entry.descriptor.lines.keys().map(move |column| format!("{}.{column}", entry.name)))
            .collect();
        known.sort();
        bail!("no figure of `{name}` is a sum of lines\nhint: there are {}", known.join(", "));
    };
    let lines = &entry.descriptor.lines;
    let found = match column {
        Some(column) => lines.get_key_value(column),
        None => lines.iter().next().filter(|_| lines.len() == 1),
    };
    match found {
        Some((column, rule)) => Ok((entry, column, rule)),
        None => {
            let known: Vec<String> = lines.keys().map(|column| format!("{name}.{column}")).collect();
            bail!("--figure {figure}: which column?\nhint: there are {}", known.join(", "))
        }
    }
}

/// One figure, or several that were not told apart.
struct Question<'a> {
    entry: &'a Entry,
    column: &'a str,
    rule: &'a str,
    /// Columns that tell the metric's rows apart.
    keys: Vec<&'a str>,
    condition: String,
    values: Vec<ScalarValue>,
}

impl<'a> Question<'a> {
    fn new(entry: &'a Entry, column: &'a str, rule: &'a str, quarter: Quarter, arguments: &ExplainArgs) -> Result<Question<'a>> {
        let has = |name: &str| entry.descriptor.columns.iter().any(|column| column.name == name);
        let mut conditions = vec!["figure.quarter = $1".to_owned()];
        let mut values = vec![ScalarValue::from(quarter.to_string())];
        let mut add = |condition: &str, value: &str| {
            values.push(ScalarValue::from(value));
            conditions.push(condition.replace('?', &format!("${}", values.len())));
        };
        match &arguments.org {
            Some(code) => add("figure.org_code = ?", code),
            None => add("coalesce(figure.org_code, '') = ?", ""),
        }
        match &arguments.area {
            Some(code) => add("figure.area_code = ?", code),
            // An organisation belongs to a care system and to a region: one of them is enough.
            None => add("figure.area_kind = ?", "ics"),
        }
        for one in &arguments.of {
            match one.split_once('=') {
                Some((name, value)) if has(name) => add(&format!("cast(figure.{name} as varchar) = ?"), value),
                _ => {
                    let known: Vec<&str> = entry.descriptor.columns.iter().map(|column| column.name.as_str()).collect();
                    bail!("--of {one}: write COLUMN=VALUE with a column of {}\nhint: there are {}", entry.name, known.join(", "));
                }
            }
        }
        // `spend` knows what is local by the definition that verdicts use.
        if has("is_primary") {
            conditions.push("figure.is_primary".to_owned());
        }
        let keys = entry.descriptor.checks.unique.first().into_iter().flatten().map(String::as_str);
        let keys = keys.filter(|key| !NAMES.contains(key)).collect();
        Ok(Question { entry, column, rule, keys, condition: conditions.join(" and "), values })
    }

    fn from(&self, join: &str) -> String {
        format!(
            "from {} as figure \
             inner join area_members as area on area.area_kind = figure.area_kind and area.area_code = figure.area_code \
             and area.quarter = figure.quarter and coalesce(area.org_code, '') = coalesce(figure.org_code, '') \
             {join} join spend as line on line.org_code = area.member_code and line.quarter = area.quarter and ({}) ",
            self.entry.name, self.rule
        )
    }

    fn keys(&self) -> String {
        self.keys.iter().map(|key| format!("figure.{key}")).collect::<Vec<_>>().join(", ")
    }

    fn sums(&self) -> String {
        let (keys, column) = (self.keys(), self.column);
        format!(
            "select {keys}, figure.{column}, count(line.file_id) as lines, coalesce(sum(line.amount), 0.00) as adds_up_to {} where {} \
             group by {keys}, figure.{column} order by {keys}",
            self.from("left"),
            self.condition
        )
    }

    fn lines(&self) -> String {
        let keys = self.keys();
        format!(
            "select {keys}, file.uri as file, line.sheet, line.row, line.paid_on, line.supplier_name, line.amount {} \
             inner join files as file on line.file_id = file.file_id where {} \
             order by {keys}, line.amount desc, file.uri, line.sheet, line.row",
            self.from("inner"),
            self.condition
        )
    }

    async fn ask(&self, session: &SessionContext, sql: &str) -> Result<Vec<RecordBatch>> {
        let frame = session.sql(sql).await?.with_param_values(self.values.clone())?;
        Ok(frame.collect().await?)
    }
}
