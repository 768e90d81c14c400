//! Page 2: the pound's journey, from all payments through what is out of scope to what became of the rest.

use localspend_model::money::Money;
use maud::{Markup, html};

use super::{Context, by_category, count, pence};
use crate::cells::Row;
use crate::charts::Alternative;
use crate::charts::flow::{self, End};
use crate::words::{self, Term, percent, pounds};
use crate::{bars, grid};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    let (scopes, mut verdicts) = (context.now("scopes"), context.now("verdicts"));
    verdicts.sort_by_key(|row| row.whole("verdict_order"));
    let mut by_size = scopes.clone();
    by_size.sort_by_key(|row| (!in_base(row), std::cmp::Reverse(row.money("amount"))));
    let all: Money = scopes.iter().filter_map(|row| row.money("amount")).sum();
    let base: Money = scopes.iter().filter(|row| in_base(row)).filter_map(|row| row.money("amount")).sum();
    html! {
        @if all.pence() > 0 { (finding(context, &by_size, all, base)) }
        p .lead { "Not every payment could go to a local supplier. Tax, pensions and transfers between public bodies are set aside first; what is left, the " dfn { "base" } ", is what every share on these pages is taken of." }
        (diagram(context, &scopes, &verdicts))
        h3 { "Whose money it is" }
        @if scopes.is_empty() { (context.missing("scopes", "Payments by purpose")) } @else {
            (parts("Payments by purpose", &by_size, "scope", words::scope, None))
            (context.source("scopes"))
        }
        h3 { "What became of the base" }
        @if verdicts.is_empty() { (context.missing("verdicts", "What became of the base")) } @else {
            (waterfall(&verdicts, base))
            (context.source("verdicts"))
        }
        (by_category::draw(context))
    }
}

/// What of all payments could have gone to a local supplier at all.
fn finding(context: &Context<'_>, by_size: &[Row<'_>], all: Money, base: Money) -> Markup {
    let largest = by_size.iter().filter(|row| !in_base(row)).find_map(|row| Some((row.text("scope")?, row.money("amount")?)));
    html! {
        p .finding {
            "Of " strong { (pounds(all)) } " that " (context.payers()) " paid, " strong { (pounds(base)) }
            @if let Some(share) = words::part_of(base, all) { " (" (percent(share)) ")" }
            " went to outside suppliers; the other " (pounds(all - base)) " is out of reach"
            @if let Some((scope, amount)) = largest.filter(|(_, amount)| amount.pence() > 0) { ", most of it under “" (words::scope(scope).title) "” (" (pounds(amount)) ")" }
            "."
        }
    }
}

/// The journey as a picture; amounts below nothing cannot be drawn and are named instead.
fn diagram(context: &Context<'_>, scopes: &[Row<'_>], verdicts: &[Row<'_>]) -> Markup {
    let mut out: Vec<&Row<'_>> = scopes.iter().filter(|row| !in_base(row)).collect();
    out.sort_by_key(|row| std::cmp::Reverse(row.money("amount")));
    let end = |row: &Row<'_>, code: &str, term: fn(&str) -> Term, in_base: bool| End {
        title: term(code).title,
        short: words::short(code),
        colour: if code == "location_unknown" { "url(#hatch)".to_owned() } else { format!("var(--v-{})", class_of(code)) },
        amount: row.money("amount").unwrap_or(Money::ZERO),
        in_base,
    };
    let ends: Vec<End> = verdicts
        .iter()
        .map(|row| end(row, row.text("verdict").unwrap_or(""), words::verdict, true))
        .chain(out.iter().map(|row| end(row, row.text("scope").unwrap_or(""), words::scope, false)))
        .collect();
    let told: Vec<String> = ends.iter().map(|end| format!("{} {}", end.title, pounds(end.amount))).collect();
    let alternative = Alternative {
        id: format!("{}flow", context.anchor),
        title: format!("Where the payments of {} went in {}", context.name(), context.quarter),
        description: format!("All payments split into the base and what is out of reach, and these into: {}.", told.join("; ")),
    };
    let negative: Vec<&End> = ends.iter().filter(|end| end.amount.pence() < 0).collect();
    html! {
        @if let Some(chart) = flow::draw(&alternative, &ends) { (chart) }
        @if !negative.is_empty() {
            p .note { "Not drawn, because credits are larger than payments: "
                @for (index, end) in negative.iter().enumerate() { @if index > 0 { ", " } (end.title) " (" (pounds(end.amount)) ")" } "." }
        }
    }
}

/// The base, step by step: each bar starts where the one above ended.
fn waterfall(verdicts: &[Row<'_>], base: Money) -> Markup {
    let mut before = Money::ZERO;
    let steps: Vec<(Row<'_>, Money, Money)> = verdicts
        .iter()
        .map(|row| {
            let amount = row.money("amount").unwrap_or(Money::ZERO);
            let step = (*row, before, amount);
            before = before + amount;
            step
        })
        .collect();
    let whole = if base.pence() > 0 { base } else { before };
    let columns =
        [grid::words("Part"), grid::bar("Step"), grid::number("Amount"), grid::number("Share of base"), grid::number("Payments")];
    let lines: Vec<Vec<Markup>> = steps
        .iter()
        .map(|(row, before, amount)| {
            let code = row.text("verdict").unwrap_or("");
            vec![
                named(&words::verdict(code)),
                bars::step_bar(*before, *amount, whole, &format!("v-{}", class_of(code))),
                html! { (words::pence(*amount)) },
                html! { (row.number("share_of_base").map_or_else(|| "–".to_owned(), percent)) },
                count(*row, "payments"),
            ]
        })
        .collect();
    let bar = bars::step_bar(Money::ZERO, before, whole, "v-all");
    let total = vec![html! { "Base" }, bar, html! { (words::pence(before)) }, html! {}, html! {}];
    grid::table("What became of the base", &columns, &lines, Some(total))
}

/// The base is what independent suppliers and intermediaries were paid.
pub(super) fn in_base(row: &Row<'_>) -> bool {
    row.flag("in_base").unwrap_or(matches!(row.text("scope"), Some("third_party" | "intermediary")))
}

/// A list of parts with bars: one line per code.
pub(super) fn parts(label: &str, rows: &[Row<'_>], column: &str, term: fn(&str) -> Term, share: Option<&str>) -> Markup {
    let largest = rows.iter().filter_map(|row| row.money("amount")).max().unwrap_or(Money::ZERO);
    let mut columns = vec![grid::words("Part"), grid::bar("Bar"), grid::number("Amount"), grid::number("Payments")];
    if share.is_some() {
        columns.insert(3, grid::number("Share of base"));
    }
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            let code = row.text(column).unwrap_or("");
            let bar = bars::amount_bar(row.money("amount").unwrap_or(Money::ZERO), largest, &format!("v-{}", class_of(code)));
            let mut cells = vec![named(&term(code)), bar, pence(*row, "amount"), count(*row, "payments")];
            if let Some(share) = share {
                cells.insert(3, html! { (row.number(share).map_or_else(|| "–".to_owned(), percent)) });
            }
            cells
        })
        .collect();
    grid::table(label, &columns, &lines, None)
}

fn named(term: &Term) -> Markup {
    html! { (term.title) @if !term.gloss.is_empty() { br; span .note { (term.gloss) } } }
}

fn class_of(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}
