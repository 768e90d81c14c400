//! Page 4: the local share before and after a rule began, beside what chance alone makes of it.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::{Context, count, text};
use crate::cells::Row;
use crate::{grid, words};

/// For the area, and for all organisations of the lake: what went together, never what brought it about.
pub(super) fn draw(context: &Context<'_>) -> Markup {
    let mut rows = context.of_no_quarter("before_after");
    if rows.is_empty() || context.organisation.is_some() {
        return html! {};
    }
    rows.sort_by_key(|row| (row.date("effective_from"), row.text("directive"), row.text("area_kind") == Some("lake")));
    let (told, withheld): (Vec<Row<'_>>, Vec<Row<'_>>) = rows.into_iter().partition(|row| row.number("difference").is_some());
    let columns = [
        grid::words("Rule and area"),
        grid::words("Began"),
        grid::number("Organisations"),
        grid::words("Local share of what it covers"),
        grid::words("Local share of all else"),
        grid::words("Difference"),
        grid::words("Where nothing began"),
    ];
    let lines: Vec<Vec<Markup>> = told.iter().map(|row| line(*row)).collect();
    html! {
        h3 { "Before and after a rule began" }
        p { "Whether the local share of what a rule covers moved otherwise than the local share of all else. It shows what went together, not what brought it about: prices, needs and other rules moved too." }
        @if !lines.is_empty() {
            (grid::table("Local share before and after a rule began", &columns, &lines, None))
            p .note { "Where nothing began: the same sum on other dates and other kinds of purchase. A difference that is common there says nothing." }
        }
        (left_out(&withheld, &told))
        (context.source("before_after"))
    }
}

/// The rules of which nothing can be said, each once, by the reason.
fn left_out(withheld: &[Row<'_>], told: &[Row<'_>]) -> Markup {
    let title = |row: &Row<'_>| row.text("title").or(row.text("directive")).unwrap_or_default().to_owned();
    let told: BTreeSet<String> = told.iter().map(title).collect();
    let mut reasons: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for row in withheld.iter().filter(|row| !told.contains(&title(row))) {
        reasons.entry(row.text("withheld").unwrap_or("not known")).or_default().insert(title(row));
    }
    html! {
        @if !reasons.is_empty() {
            p { "Of other rules that began in these years nothing can be said:" }
            ul { @for (reason, titles) in &reasons {
                li { (reason) ": " (titles.iter().map(String::as_str).collect::<Vec<_>>().join("; ")) "." }
            } }
        }
    }
}

fn line(row: Row<'_>) -> Vec<Markup> {
    let change = |before: &str, after: &str| match (row.number(before), row.number(after)) {
        (Some(before), Some(after)) => html! { (words::percent(before)) " to " (words::percent(after)) },
        _ => html! { "not known" },
    };
    vec![
        html! { (text(row, &["title", "directive"], "Rule without a title")) br; span .note { (text(row, &["area_name"], "")) } },
        html! { @match row.date("effective_from") { Some(date) => (date.format("%-d %B %Y")), None => "not known" } },
        count(row, "organisations"),
        change("share_before", "share_after"),
        change("others_share_before", "others_share_after"),
        html! { (row.number("difference").map(words::points).unwrap_or_default()) },
        placebos(row),
    ]
}

fn placebos(row: Row<'_>) -> Markup {
    match (row.number("placebo_low"), row.number("placebo_high"), row.whole("placebos"), row.whole("placebos_as_large")) {
        (Some(low), Some(high), Some(all), Some(as_large)) => html! {
            (words::points(low)) " to " (words::points(high)) "; as large in " (words::count(as_large)) " of " (words::count(all))
        },
        _ => html! { "nothing to compare with" },
    }
}
