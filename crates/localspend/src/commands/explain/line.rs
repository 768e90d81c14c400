//! A line back to its file: the cells as read, what they were taken for, and every decision about the payment.

use std::fmt::Write;

use anyhow::{Result, bail};
use arrow::array::{Array, AsArray, RecordBatch};
use datafusion::prelude::SessionContext;
use datafusion::scalar::ScalarValue;
use localspend_query::Catalogue;

use crate::cli::ExplainArgs;
use crate::commands::Outcome;
use crate::output::cells;
use crate::printer::Printer;
use crate::stages::{open_catalogue, open_lake, published_session};
use crate::workspace::Workspace;

/// What was decided about a payment, by subject.
const DECISIONS: [(&str, &[&str]); 6] = [
    ("Supplier", &["supplier_id", "supplier_kind", "match_status", "size", "is_vcse"]),
    (
        "Place",
        &[
            "postcode",
            "location_source",
            "supplier_local_authority_code",
            "supplier_icb_code",
            "supplier_region_code",
            "payer_icb_code",
            "payer_region_code",
            "ring",
            "distance_km",
            "is_local",
            "imd_decile",
        ],
    ),
    ("Category", &["category_code", "category_basis", "category_rule", "scope", "scope_rule", "in_base"]),
    ("Living wage", &["living_wage", "living_wage_in_scope"]),
    ("Directives", &["directives", "blocking_directives", "has_local_alternative"]),
    ("Verdict", &["quarter", "as_of", "verdict"]),
];

/// Shows a line and what became of it.
pub async fn run(workspace: &Workspace, file: &str, arguments: &ExplainArgs, printer: Printer) -> Result<Outcome> {
    let catalogue = open_catalogue(workspace)?;
    let session = published_session(workspace, &open_lake(workspace).await?, &catalogue, None).await?;
    let row = arguments.row.unwrap_or_default();
    let asked = Asked { session: &session, values: vec![ScalarValue::from(file), ScalarValue::from(row)] };
    let files = asked
        .rows(
            "select file_id, uri, status, org_code, org_source, period_start, period_end, period_source, encoding, run_id, loaded_at, mapping \
             from files where file_name = $1 or uri = $1 or file_id = $1 order by status, loaded_at desc",
        )
        .await?;
    let Some(found) = files.first() else {
        bail!("no ledger file is called `{file}`\nhint: `localspend sql \"select uri from files order by uri\"` lists them");
    };
    let file_id = cells::text(found.column(0), 0).unwrap_or_default();
    let mapping = cells::text(found.column(11), 0).unwrap_or_default();
    let asked = Asked { session: &session, values: vec![ScalarValue::from(file_id.as_str()), ScalarValue::from(row)] };
    let lines = asked.rows("select * from lines where file_id = $1 and row = $2 order by sheet").await?;
    let sheets: Vec<Option<String>> = lines
        .iter()
        .flat_map(|batch| {
            (0..batch.num_rows()).map(move |row| batch.column_by_name("sheet").and_then(|column| cells::text(column, row)))
        })
        .collect();
    let index = match &arguments.sheet {
        Some(wanted) => sheets.iter().position(|sheet| sheet.as_deref() == Some(wanted)),
        None if sheets.len() > 1 => {
            let known: Vec<String> = sheets.into_iter().flatten().collect();
            bail!("several sheets of {file} have a row {row}\nhint: add --sheet with one of {}", known.join(", "));
        }
        None => Some(0).filter(|_| sheets.len() == 1),
    };
    let Some(index) = index else {
        bail!("{file} has no record at row {row}\nhint: rows are counted as the file or sheet counts them, from 1")
    };
    let sheet = sheets[index].clone();
    let line = arrow::compute::concat_batches(&lines[0].schema(), &lines)?.slice(index, 1);

    let mut text = String::new();
    section(
        &mut text,
        "File",
        &pairs(
            found,
            &[
                "uri",
                "status",
                "org_code",
                "org_source",
                "period_start",
                "period_end",
                "period_source",
                "encoding",
                "run_id",
                "loaded_at",
            ],
            None,
        )?,
    )?;
    read(&mut text, &line, &mapping, sheet.as_deref())?;
    let about = ["verdict", "reason", "flags"];
    section(&mut text, "The record", &pairs(&line, &about, None)?)?;
    let skip = ["file_id", "sheet", "row", "raw", "period_start"];
    let schema = line.schema();
    let names: Vec<&str> = schema
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .filter(|name| !about.contains(name) && !skip.contains(name))
        .collect();
    section(&mut text, "Understood as", &pairs(&line, &names, None)?)?;
    decided(&mut text, &session, &catalogue, &file_id, sheet.as_deref(), row).await?;
    printer.data(&text);
    Ok(Outcome::Done)
}

/// The cells as read, each with the heading above it and what its column was taken for.
fn read(text: &mut String, line: &RecordBatch, mapping: &str, sheet: Option<&str>) -> Result<()> {
    let mapping: serde_json::Value = serde_json::from_str(mapping).unwrap_or_default();
    let plans = mapping["sheets"].as_array().cloned().unwrap_or_default();
    let plan = plans.iter().map(|plan| &plan["plan"]).find(|plan| plan["sheet"].as_str() == sheet);
    let columns = plan.and_then(|plan| plan["columns"].as_array()).cloned().unwrap_or_default();
    writeln!(text, "Cells as read, with what each column was taken for")?;
    let raw = line.column_by_name("raw").map(|raw| raw.as_list::<i32>().value(0));
    for index in 0..raw.as_ref().map_or(0, |raw| raw.len()) {
        let cell = raw.as_ref().and_then(|raw| cells::text(raw, index)).unwrap_or_default();
        let column = columns.iter().find(|column| column["index"].as_u64() == u64::try_from(index).ok());
        let label = column.and_then(|column| column["label"].as_str()).unwrap_or_default();
        let taken = match column.and_then(|column| column["field"].as_str()) {
            Some(field) => format!("{field}: {}", column.and_then(|column| column["evidence"].as_str()).unwrap_or_default()),
            None => "nothing".to_owned(),
        };
        writeln!(text, "  {:>3}  {label:<24}  {}  [{taken}]", index + 1, cell.escape_debug())?;
    }
    if let Some(plan) = plan
        && let (Some(order), Some(basis)) = (plan["date_order"].as_str(), plan["date_basis"].as_str())
    {
        writeln!(text, "  dates: {} because of {}", order.replace('_', " before "), basis.replace('_', " "))?;
    }
    writeln!(text)?;
    Ok(())
}

/// Everything that was decided after reading; nothing where the line is no payment of an active file.
async fn decided(
    text: &mut String,
    session: &SessionContext,
    catalogue: &Catalogue,
    file_id: &str,
    sheet: Option<&str>,
    row: i64,
) -> Result<()> {
    let values = vec![ScalarValue::from(file_id), ScalarValue::from(row), ScalarValue::from(sheet.unwrap_or_default())];
    let asked = Asked { session, values };
    let spend = asked.rows("select * from spend where file_id = $1 and row = $2 and coalesce(sheet, '') = $3").await?;
    let Some(spend) = spend.first() else {
        writeln!(text, "No payment of an active file: nothing was decided about it, and no figure has it in.")?;
        return Ok(());
    };
    let name = spend.column_by_name("supplier_name").and_then(|column| cells::text(column, 0)).unwrap_or_default();
    let id = spend.column_by_name("supplier_id").and_then(|column| cells::text(column, 0)).unwrap_or_default();
    let asked = Asked { session, values: vec![ScalarValue::from(name), ScalarValue::from(id)] };
    for batch in asked.rows("select * from supplier_names where supplier_name = $1 and supplier_id = $2").await? {
        section(
            text,
            "The name",
            &pairs(
                &batch,
                &[
                    "supplier_name",
                    "supplier_id",
                    "method",
                    "score",
                    "status",
                    "runner_up_id",
                    "runner_up_score",
                    "decided_by",
                    "decided_at",
                ],
                None,
            )?,
        )?;
        let evidence = batch.column_by_name("evidence").and_then(|column| cells::text(column, 0)).unwrap_or_default();
        section(text, "Why it is that supplier", &reasons(&evidence))?;
    }
    for batch in asked.rows("select name, kind, company_number, charity_number, ods_code, postcode, sic_code from suppliers where supplier_id = $2 and $1 is not null").await? {
        section(text, "The supplier in the register", &pairs(&batch, &["name", "kind", "company_number", "charity_number", "ods_code", "postcode", "sic_code"], None)?)?;
    }
    let meaning = catalogue.entry("spend");
    for (subject, columns) in DECISIONS {
        section(text, subject, &pairs(spend, columns, meaning)?)?;
    }
    let titles = "select directive, title, force, effect_on_local_buying from (select concat(directive_id, '@', version) as directive, title, force, \
                  effect_on_local_buying from directives) as known where array_has((select directives from spend where file_id = $1 and row = $2 \
                  and coalesce(sheet, '') = $3), directive) order by directive";
    let values = vec![ScalarValue::from(file_id), ScalarValue::from(row), ScalarValue::from(sheet.unwrap_or_default())];
    let mut told = Vec::new();
    for batch in (Asked { session, values }).rows(titles).await? {
        for row in localspend_query::texts(&batch)? {
            told.push((row[0].clone(), format!("{} ({}): {}", row[1], row[2], row[3])));
        }
    }
    section(text, "What the directives say", &told)
}

/// The evidence for a supplier, as the matching kept it: its reasons, and who else came into question and why not.
fn reasons(evidence: &str) -> Vec<(String, String)> {
    let evidence: serde_json::Value = serde_json::from_str(evidence).unwrap_or_default();
    let texts = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let mut told: Vec<(String, String)> =
        texts(&evidence["reasons"]).into_iter().map(|text| ("because".to_owned(), text)).collect();
    for candidate in evidence["candidates"].as_array().into_iter().flatten() {
        let (id, name) = (candidate["supplier_id"].as_str().unwrap_or_default(), candidate["name"].as_str().unwrap_or_default());
        let score = candidate["score"].as_f64().unwrap_or_default();
        told.push((format!("candidate {id}"), format!("{name}, score {score:.2}: {}", texts(&candidate["reasons"]).join("; "))));
    }
    told
}

struct Asked<'a> {
    session: &'a SessionContext,
    values: Vec<ScalarValue>,
}

impl Asked<'_> {
    async fn rows(&self, sql: &str) -> Result<Vec<RecordBatch>> {
        let used = (1..=self.values.len()).take_while(|number| sql.contains(&format!("${number}"))).count();
        let frame = self.session.sql(sql).await?.with_param_values(self.values[..used].to_vec())?;
        Ok(frame.collect().await?.into_iter().filter(|batch| batch.num_rows() > 0).collect())
    }
}

/// Names and values of the first row, without what is empty; where the columns are described, with what they mean.
fn pairs(batch: &RecordBatch, names: &[&str], meaning: Option<&localspend_query::Entry>) -> Result<Vec<(String, String)>> {
    let first = localspend_query::texts(&batch.slice(0, 1))?.into_iter().next().unwrap_or_default();
    let mut found = Vec::new();
    for name in names {
        let Some((index, _)) = batch.schema().column_with_name(name) else { continue };
        if first[index].is_empty() {
            continue;
        }
        let about = meaning.and_then(|entry| entry.descriptor.columns.iter().find(|column| column.name == *name));
        let about = about.map(|column| format!("  [{}]", column.about)).unwrap_or_default();
        found.push(((*name).to_owned(), format!("{}{about}", first[index])));
    }
    Ok(found)
}

fn section(text: &mut String, title: &str, pairs: &[(String, String)]) -> Result<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    writeln!(text, "{title}")?;
    for (name, value) in pairs {
        writeln!(text, "  {name:<30}  {value}")?;
    }
    writeln!(text)?;
    Ok(())
}
