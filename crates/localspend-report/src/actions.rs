//! What finance should mend, in order of the money at stake: a page to read and a file to work through.

use std::fs;
use std::path::Path;

use maud::{Markup, html};

use crate::cells::Row;
use crate::metrics::Metrics;
use crate::{Error, PackInput, export, grid, page, words};

const COLUMNS: [&str; 12] =
    ["priority", "kind", "org_code", "org_name", "quarter", "amount", "problem", "hint", "file_name", "sheet", "row", "value"];

/// Writes `actions.html` and `actions.csv`.
pub(crate) fn write(folder: &Path, input: &PackInput<'_>, metrics: &Metrics) -> Result<Vec<String>, Error> {
    let rows = ordered(metrics);
    let path = folder.join("actions.html");
    fs::write(&path, render(input, metrics, &rows).into_string()).map_err(Error::write(&path))?;
    let path = folder.join("actions.csv");
    let fault = |error: csv::Error| Error::export("to_fix", &path, error);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_path(&path).map_err(fault)?;
    writer.write_record(COLUMNS).map_err(fault)?;
    for row in &rows {
        writer.write_record(COLUMNS.map(|column| text(*row, column))).map_err(fault)?;
    }
    writer.flush().map_err(Error::write(&path))?;
    Ok(vec!["actions.html".to_owned(), "actions.csv".to_owned()])
}

fn text(row: Row<'_>, column: &str) -> String {
    if let Some(text) = row.text(column) {
        return export::harmless(text).into_owned();
    }
    match row.money(column) {
        Some(money) if column == "amount" => money.to_string(),
        _ => row.whole(column).map(|number| number.to_string()).unwrap_or_default(),
    }
}

/// By priority, then by the money at stake.
fn ordered(metrics: &Metrics) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = metrics.table("to_fix").into_iter().flat_map(|table| table.iter()).collect();
    let pence = |row: &Row<'_>| row.money("amount").map_or(0, |money| money.pence().unsigned_abs());
    rows.sort_by(|a, b| {
        let priority = |row: &Row<'_>| row.whole("priority").unwrap_or(i64::MAX);
        priority(a).cmp(&priority(b)).then(pence(b).cmp(&pence(a)))
    });
    rows
}

/// Rows shown on the page; the file has all of them.
const SHOWN: usize = 500;

fn render(input: &PackInput<'_>, metrics: &Metrics, rows: &[Row<'_>]) -> Markup {
    let title = format!("What to mend: {}", input.workspace_name);
    let columns = [grid::words("What"), grid::words("Where"), grid::number("At stake"), grid::words("What to do")];
    let lines: Vec<Vec<Markup>> = rows.iter().take(SHOWN).map(line).collect();
    let body = html! {
        header .masthead {
            p .kicker { "For finance" }
            h1 { (title) }
            p { a href="index.html" { "Back to the board pack" } " · " a href="actions.csv" { "The same list as a file" } }
        }
        main #main {
            @if metrics.table("to_fix").is_none() {
                p .missing { "The list of things to mend was not computed in this run." }
            } @else if rows.is_empty() {
                p { "Nothing to mend: every file was read, every line was placed." }
            } @else {
                p {
                    (words::counted(rows.len() as i64, "thing", "things")) " to mend, the most pressing first. Each says where it is, what is at stake and what to do."
                    @if rows.len() > SHOWN { " The first " (words::count(SHOWN as i64)) " are shown; the file has all." }
                }
                (grid::table("Things to mend", &columns, &lines, None))
            }
        }
    };
    page::shell(input, metrics, &title, "", &body)
}

fn line(row: &Row<'_>) -> Vec<Markup> {
    let place = [row.text("org_name").or(row.text("org_code")), row.text("quarter"), row.text("file_name"), row.text("sheet")];
    vec![
        html! {
            (row.text("problem").unwrap_or("(no description)"))
            @if let Some(value) = row.text("value") { br; span .note { "Value: " code { (value) } } }
        },
        html! {
            @for (index, part) in place.into_iter().flatten().enumerate() { @if index > 0 { br; } (part) }
            @if let Some(number) = row.whole("row") { br; "row " (words::count(number)) }
        },
        html! { (row.money("amount").map(words::pence).unwrap_or_default()) },
        html! { (row.text("hint").unwrap_or("")) },
    ]
}
