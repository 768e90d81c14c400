//! What finance should mend, kind by kind and by the money at stake: a page to read and a file to work through.

use std::fs;
use std::path::Path;

use localspend_model::money::Money;
use maud::{Markup, html};

use crate::cells::Row;
use crate::metrics::Metrics;
use crate::{Error, PackInput, export, grid, pack, page, words};

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

/// Rows of one kind shown on the page; the file has all of them.
const SHOWN: usize = 100;

/// Things to mend of one kind.
struct Kind<'a> {
    code: &'a str,
    rows: Vec<Row<'a>>,
}

impl Kind<'_> {
    fn title(&self) -> String {
        words::action(self.code).title
    }

    fn anchor(&self) -> String {
        format!("kind-{}", pack::slug(self.code))
    }

    /// What is at stake, a credit counting as much as a payment; nothing when no row says.
    fn at_stake(&self) -> Option<Money> {
        let amounts = self.rows.iter().filter_map(|row| row.money("amount"));
        amounts.map(|amount| Money::from_pence(amount.pence().abs())).reduce(|all, amount| all + amount)
    }

    /// The text that all rows have in common.
    fn common(&self, column: &str) -> Option<&str> {
        let first = self.rows.first()?.text(column)?;
        self.rows.iter().all(|row| row.text(column) == Some(first)).then_some(first)
    }

    fn has(&self, column: &str) -> bool {
        self.rows.iter().any(|row| row.text(column).is_some() || row.whole(column).is_some())
    }
}

/// The kinds in the order of their most pressing row.
fn kinds<'a>(rows: &[Row<'a>]) -> Vec<Kind<'a>> {
    let mut kinds: Vec<Kind<'a>> = Vec::new();
    for row in rows {
        let code = row.text("kind").unwrap_or("other");
        match kinds.iter_mut().find(|kind| kind.code == code) {
            Some(kind) => kind.rows.push(*row),
            None => kinds.push(Kind { code, rows: vec![*row] }),
        }
    }
    kinds
}

fn render(input: &PackInput<'_>, metrics: &Metrics, rows: &[Row<'_>]) -> Markup {
    let title = format!("What to mend: {}", input.workspace_name);
    let kinds = kinds(rows);
    let body = html! {
        header .masthead {
            p .kicker { "For finance" }
            h1 { (title) }
            p .when { "Everything that stands in the way of the figures of " strong { (input.quarter) } " and before" }
            p .on-screen { a href="index.html" { "Back to the board pack" } " · " a href="actions.csv" { "The same list as a file" } }
        }
        main #main {
            @if metrics.table("to_fix").is_none() {
                p .missing { "The list of things to mend was not computed in this run." }
            } @else if rows.is_empty() {
                p { "Nothing to mend: every file was read, every line was placed." }
            } @else {
                section .page aria-labelledby="summary" {
                    h2 #summary { (words::counted(rows.len() as i64, "thing", "things")) " to mend" }
                    p .lead { "The most pressing kind first. The pounds of two kinds may be the same pounds, so they are not added up." }
                    (summary(&kinds))
                }
                @for kind in &kinds { (section(kind)) }
            }
        }
    };
    page::shell(input, metrics, &title, "", &body)
}

/// How many of each kind, what is at stake, and what to do.
fn summary(kinds: &[Kind<'_>]) -> Markup {
    let columns = [grid::words("Kind"), grid::number("How many"), grid::number("At stake"), grid::words("What to do")];
    let line = |kind: &Kind<'_>| {
        vec![
            html! { a href={ "#" (kind.anchor()) } { (kind.title()) } },
            html! { (words::count(kind.rows.len() as i64)) },
            html! { (kind.at_stake().map_or_else(|| "not known".to_owned(), words::pence)) },
            html! { (kind.common("hint").unwrap_or("See each")) },
        ]
    };
    grid::table("Things to mend by kind", &columns, &kinds.iter().map(line).collect::<Vec<_>>(), None)
}

fn section(kind: &Kind<'_>) -> Markup {
    let (problem, hint) = (kind.common("problem"), kind.common("hint"));
    let mut columns = vec![grid::words("Organisation")];
    let quarters = kind.has("quarter");
    let (files, values, amounts) = (kind.has("file_name"), kind.has("value"), kind.at_stake().is_some());
    for (title, shown) in
        [("Quarter", quarters), ("File and row", files), ("Found", values), ("What is wrong", problem.is_none())]
    {
        if shown {
            columns.push(grid::words(title));
        }
    }
    if amounts {
        columns.push(grid::number("At stake"));
    }
    if hint.is_none() {
        columns.push(grid::words("What to do"));
    }
    let line = |row: &Row<'_>| {
        let text = |column: &str| html! { bdi { (row.text(column).unwrap_or("")) } };
        let mut cells = vec![html! { bdi { (row.text("org_name").or(row.text("org_code")).unwrap_or("All")) } }];
        let shown = [
            (quarters, text("quarter")),
            (files, place(row)),
            (
                values,
                html! { bdi { (row.text("value").map(str::to_owned).or(row.whole("value").map(words::count)).unwrap_or_default()) } },
            ),
            (problem.is_none(), text("problem")),
            (amounts, html! { (row.money("amount").map(words::pence).unwrap_or_default()) }),
            (hint.is_none(), text("hint")),
        ];
        cells.extend(shown.into_iter().filter(|(shown, _)| *shown).map(|(_, cell)| cell));
        cells
    };
    let lines: Vec<Vec<Markup>> = kind.rows.iter().take(SHOWN).map(line).collect();
    html! {
        section .page aria-labelledby=(kind.anchor()) {
            h2 #(kind.anchor()) { (kind.title()) " (" (words::count(kind.rows.len() as i64)) ")" }
            @if let Some(problem) = problem { p { (problem.trim_end_matches('.')) "." } }
            @if let Some(hint) = hint { p { strong { "What to do: " } (hint.trim_end_matches('.')) "." } }
            (grid::table(&kind.title(), &columns, &lines, None))
            @if kind.rows.len() > SHOWN {
                p .note { "The " (SHOWN) " with most at stake; " a href="actions.csv" { "the file" } " has all " (words::count(kind.rows.len() as i64)) "." }
            }
        }
    }
}

/// File, sheet and row, as a person looks them up.
fn place(row: &Row<'_>) -> Markup {
    html! {
        bdi { (row.text("file_name").unwrap_or("")) }
        @if let Some(sheet) = row.text("sheet") { br; "sheet " bdi { (sheet) } }
        @if let Some(number) = row.whole("row") { br; "row " (words::count(number)) }
    }
}
