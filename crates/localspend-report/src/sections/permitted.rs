//! Page 5: the rules that permit buying locally, by the pounds on which they could have been used.

use std::collections::BTreeMap;

use localspend_model::money::Money;
use maud::{Markup, html};

use super::{Context, text};
use crate::cells::Row;
use crate::{grid, words};

/// What a trust may already do about the pounds that are steered, cost more or could move.
pub(super) fn draw(context: &Context<'_>) -> Markup {
    let rows = context.now("enablers");
    if rows.is_empty() {
        return html! {};
    }
    let mut rules: BTreeMap<&str, Vec<Row<'_>>> = BTreeMap::new();
    for row in &rows {
        rules.entry(row.text("directive").unwrap_or_default()).or_default().push(*row);
    }
    let mut rules: Vec<Vec<Row<'_>>> = rules.into_values().collect();
    rules.sort_by_key(|rows| std::cmp::Reverse(rows.iter().filter_map(|row| row.money("amount")).sum::<Money>()));
    let columns = [
        grid::words("Rule"),
        grid::words("What it allows"),
        grid::words("Contracts up to"),
        grid::number("Could move"),
        grid::number("Steered"),
        grid::number("Costs more"),
    ];
    let lines: Vec<Vec<Markup>> = rules.iter().map(|rows| rule(rows)).collect();
    html! {
        h3 { "What the rules already permit" }
        p { "Rules that let a trust choose a local supplier, by the money they speak of. Several may speak of the same pound, so the rows do not add up." }
        (grid::table("Rules that permit local buying", &columns, &lines, None))
        p .note { "A limit on the value of a contract is not tested here: ledgers show payments, not contracts." }
        (context.source("enablers"))
    }
}

/// One rule with its pounds by verdict; a rule without rows has no line.
fn rule(rows: &[Row<'_>]) -> Vec<Markup> {
    let first = rows[0];
    let of_verdict = |verdict: &str| -> Markup {
        let amounts = rows.iter().filter(|row| row.text("verdict") == Some(verdict));
        html! { (words::pence(amounts.filter_map(|row| row.money("amount")).sum())) }
    };
    let limit = first.money("threshold").map(|limit| match first.text("threshold_basis") {
        Some(basis) => format!("{} ({})", words::pounds(limit), basis.replace('_', " ")),
        None => words::pounds(limit),
    });
    vec![
        html! { (text(first, &["title", "directive"], "Rule without a title")) br; span .note { (first.text("issuer").unwrap_or_default()) } },
        text(first, &["still_allowed"], "not said"),
        html! { (limit.unwrap_or_else(|| "no limit".to_owned())) },
        of_verdict("movable"),
        of_verdict("steered"),
        of_verdict("conditioned"),
    ]
}
