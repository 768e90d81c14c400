//! The pages as HTML, escaped by construction. No script: a form, links, tables, drawings.

use arrow::datatypes::DataType;
use axum::response::Html;
use localspend_query::guard::{Refused, Role};
use localspend_report::answer_chart;
use maud::{DOCTYPE, Markup, html};
use url::form_urlencoded::byte_serialize;

use super::chart::choose;
use super::gate::THIS_MACHINE;
use super::packs::Pack;
use super::query::{MOST_ROWS, Shown};
use crate::desk::Who;
use crate::postgres::Comments;

/// What these pages add to the look of the packs.
pub const STYLE: &str = include_str!("page.css");

/// Longest cell of a table; the file has it whole.
const MOST_CELL: usize = 500;

/// Questions to begin with, that boards and analysts may ask.
const BEGINNINGS: [(&str, &str); 3] = [
    (
        "Local share by quarter",
        "select quarter, area_name, share_low, share_high\nfrom local_share\nwhere is_primary and org_code is null and area_kind = 'ics'\norder by quarter, area_name",
    ),
    (
        "What stands between the money and local suppliers",
        "select verdict, sum(amount) as pounds\nfrom verdicts\nwhere org_code is null and area_kind = 'ics'\ngroup by verdict\norder by pounds desc",
    ),
    (
        "Pounds of each directive that blocks",
        "select title, sum(blocked_any) as pounds\nfrom blocked_by_directive\nwhere org_code is null and area_kind = 'ics'\ngroup by title\norder by pounds desc",
    ),
];

/// A whole page.
pub type Page = Html<String>;

/// Text for the value of a query in an address.
pub fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

fn link(sql: &str) -> String {
    format!("/query?sql={}", encoded(sql))
}

/// The frame of every page.
fn frame(name: &str, title: &str, who: Option<&Who>, body: Markup) -> Page {
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/style.css";
                title { (title) " · " (name) }
            }
            body {
                a .skip href="#main" { "Skip to the content" }
                header .masthead {
                    p .kicker { (name) }
                    h1 { (title) }
                    @if who.is_some() {
                        nav .contents aria-label="Pages" {
                            ol {
                                li { a href="/" { "Board packs" } }
                                li { a href="/query" { "Ask in SQL" } }
                                li { a href="/tables" { "What the tables hold" } }
                            }
                        }
                    }
                }
                main #main { (body) }
                footer .colophon {
                    p {
                        @if let Some(who) = who { (if who.user == THIS_MACHINE { "Whoever uses this machine" } else { &who.user }) " sees " (sees(who.role)) ". " }
                        "Nothing can be changed here. localspend " (env!("CARGO_PKG_VERSION"))
                    }
                }
            }
        }
    };
    Html(page.into_string())
}

fn sees(role: Role) -> &'static str {
    match role {
        Role::Analyst => "every table",
        Role::Board => "sums: no line of a ledger, no person's name",
    }
}

/// Something that cannot be shown.
pub fn problem(name: &str, problem: &str) -> Page {
    frame(name, "Not shown", None, html! { section .page { p .answer { (problem) } p { a href="/" { "Board packs" } } } })
}

/// The packs of all quarters.
pub fn home(name: &str, who: &Who, packs: &[Pack]) -> Page {
    let body = html! {
        section .page {
            @if packs.is_empty() {
                p { "There is no pack yet: " code { "localspend run" } " writes one." }
            } @else {
                ul .packs {
                    @for pack in packs {
                        @let folder = encoded(&pack.folder);
                        li {
                            a href={ "/packs/" (folder) "/index.html" } { (pack.title) }
                            @for form in &pack.forms {
                                " · " a href={ "/packs/" (folder) "/" (form) } aria-label={ (pack.title) ", " (called(form)) } { (called(form)) }
                            }
                        }
                    }
                }
            }
        }
        section .page { h2 { "Ask" } (beginnings()) }
    };
    frame(name, "Board packs", Some(who), body)
}

fn called(form: &str) -> &'static str {
    if form.ends_with("pdf") { "to print" } else { "workbook" }
}

fn beginnings() -> Markup {
    html! { ul .plain { @for (title, sql) in BEGINNINGS { li { a href=(link(sql)) { (title) } } } } }
}

/// The page to ask, with the answer where there is one.
pub fn question(name: &str, who: &Who, sql: &str, answer: Option<&Result<Shown, Refused>>) -> Page {
    let wrong = matches!(answer, Some(Err(_)));
    let body = html! {
        section .page {
            form action="/query" method="get" {
                label for="sql" { "A question in SQL" }
                textarea #sql name="sql" rows=(sql.lines().count().clamp(6, 20)) maxlength="16000" spellcheck="false" autocapitalize="off"
                    autocomplete="off" required aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("wrong")] { "\n" (sql) }
                p { button type="submit" { "Run" } }
            }
            @if let Some(Err(refused)) = answer { (refusal(refused, sql)) }
            @if answer.is_none() { h2 { "To begin with" } (beginnings()) }
        }
        @if let Some(Ok(shown)) = answer {
            section .page aria-labelledby="answer-title" {
                h2 #answer-title { (counted(shown)) }
                p {
                    a href={ "/query.csv?sql=" (encoded(sql)) } download="answer.csv" { "Download as CSV" }
                    " · " a href=(link(sql)) { "Link to this question" }
                }
                (chart(shown))
                (table(shown))
            }
        }
    };
    frame(name, "Ask in SQL", Some(who), body)
}

fn counted(shown: &Shown) -> String {
    match shown.rows.len() {
        count if shown.more && count < MOST_ROWS => format!("The first {count} rows; the CSV has them all"),
        count if shown.more => format!("More than {count} rows: the first {count} are shown, the CSV has them all"),
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}

fn refusal(refused: &Refused, sql: &str) -> Markup {
    let place = refused.underlined(sql);
    html! {
        div #wrong .wrong role="alert" {
            p { strong { (refused.message) } }
            @if !place.is_empty() { pre { (place) } }
            @if let Some(hint) = &refused.hint { p { "Hint: " (hint) } }
        }
    }
}

fn chart(shown: &Shown) -> Markup {
    match choose(shown) {
        Ok(chart) => html! {
            h3 { (chart.title) }
            (answer_chart(&chart.title, "The table below has the same figures.", &chart.along, &chart.series))
            @if let Some(note) = chart.note { p .note { (note) } }
        },
        Err(why) => html! { p .note { "No chart. " (why) } },
    }
}

fn table(shown: &Shown) -> Markup {
    let fields = shown.schema.fields();
    let class = |column: usize| if fields[column].data_type().is_numeric() { "number" } else { "words" };
    html! {
        div .scroll role="region" aria-label="The answer as a table" tabindex="0" {
            table {
                thead { tr { @for (column, field) in fields.iter().enumerate() { th scope="col" class=(class(column)) { (field.name()) } } } }
                tbody {
                    @for row in &shown.rows {
                        tr {
                            @for (column, cell) in row.iter().enumerate() {
                                td class=(class(column)) data-label=(fields[column].name()) { (readable(cell, fields[column].data_type())) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Money with its thousands apart; long texts cut, and seen to be.
fn readable(cell: &str, kind: &DataType) -> String {
    if matches!(kind, DataType::Decimal128(..) | DataType::Decimal256(..)) {
        let (sign, digits) = cell.strip_prefix('-').map_or(("", cell), |digits| ("-", digits));
        let (whole, pence) =
            digits.split_once('.').map_or((digits, String::new()), |(whole, pence)| (whole, format!(".{pence}")));
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        return format!("{sign}{grouped}{pence}");
    }
    if cell.chars().count() <= MOST_CELL {
        return cell.to_owned();
    }
    cell.chars().take(MOST_CELL).chain(['…']).collect()
}

/// What the tables hold that a reader may ask.
pub fn tables(name: &str, who: &Who, shown: &[String], comments: &Comments) -> Page {
    let body = html! {
        section .page {
            @for table in shown {
                details .group {
                    summary { code { (table) } @if let Some((about, _)) = comments.get(table) { " " span .note { (about) } } }
                    @if let Some((_, columns)) = comments.get(table) {
                        dl .glossary { @for (column, about) in columns { div { dt { code { (column) } } dd { (about) } } } }
                    }
                    p { a href=(link(&format!("select *\nfrom {table}\nlimit 20"))) { "The first rows of " (table) } }
                }
            }
        }
    };
    frame(name, "What the tables hold", Some(who), body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_and_keeps_its_pence() {
        let money = DataType::Decimal128(18, 2);
        for (cell, text) in [("1234567.80", "1,234,567.80"), ("-123.00", "-123.00"), ("", ""), ("-1000.00", "-1,000.00")] {
            assert_eq!(readable(cell, &money), text);
        }
        assert_eq!(readable("2025", &DataType::Int64), "2025", "a year is no sum");
    }

    /// Names in ledgers are written by strangers.
    #[test]
    fn what_a_reader_wrote_cannot_become_markup() {
        let who = Who { user: "<b>".to_owned(), role: Role::Analyst, address: String::new(), through: String::new() };
        let sql = "select '</textarea><script>alert(1)</script>'";
        let refused = Refused { message: "<i>".to_owned(), hint: None, position: Some(1), code: "42601" };
        let page = question("<u>", &who, sql, Some(&Err(refused))).0;
        for tag in ["<script", "</textarea><s", "<i>", "<b>", "<u>"] {
            assert!(!page.contains(tag), "{tag} is in {page}");
        }
    }
}
