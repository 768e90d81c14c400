//! Page 2: the pound's journey, from all payments through what is out of scope to what became of the rest.

use localspend_model::money::Money;
use maud::{Markup, html};

use super::{Context, framed};
use crate::bars;
use crate::cells::Row;
use crate::words::{self, Term, percent, pounds};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    let (scopes, mut verdicts) = (context.now("scopes"), context.now("verdicts"));
    verdicts.sort_by_key(|row| row.whole("verdict_order"));
    let all: Money = scopes.iter().filter_map(|row| row.money("amount")).sum();
    let base: Money = scopes.iter().filter(|row| in_base(row)).filter_map(|row| row.money("amount")).sum();
    html! {
        p .lead { "Not every payment could go to a local supplier. Tax, pensions and transfers between public bodies are set aside first; what is left, the " dfn { "base" } ", is what every share on these pages is taken of." }
        h3 { "Whose money it is" }
        @if scopes.is_empty() { (context.missing("scopes", "Payments by purpose")) } @else {
            p { "All payments: " strong { (pounds(all)) } ". Out of reach: " (pounds(all - base)) ". Base: " strong { (pounds(base)) } "." }
            (parts("Payments by purpose", &scopes, "scope", words::scope, None))
            (context.source("scopes"))
        }
        h3 { "What became of the base" }
        @if verdicts.is_empty() { (context.missing("verdicts", "What became of the base")) } @else {
            (parts("What became of the base", &verdicts, "verdict", words::verdict, Some("share_of_base")))
            (context.source("verdicts"))
        }
    }
}

/// The base is what independent suppliers and intermediaries were paid.
pub(super) fn in_base(row: &Row<'_>) -> bool {
    row.flag("in_base").unwrap_or(matches!(row.text("scope"), Some("third_party" | "intermediary")))
}

/// A list of parts with bars: one line per code.
pub(super) fn parts(label: &str, rows: &[Row<'_>], column: &str, term: fn(&str) -> Term, share: Option<&str>) -> Markup {
    let largest = rows.iter().filter_map(|row| row.money("amount")).max().unwrap_or(Money::ZERO);
    framed(
        label,
        &html! {
            table .parts {
                thead { tr {
                    th scope="col" { "Part" }
                    th scope="col" .bars { span .visually-hidden { "Bar" } }
                    th scope="col" .number { "Amount" }
                    @if share.is_some() { th scope="col" .number { "Share of base" } }
                    th scope="col" .number { "Payments" }
                } }
                tbody { @for row in rows {
                    @let code = row.text(column).unwrap_or("");
                    @let words = term(code);
                    tr {
                        th scope="row" .wide { (words.title) @if !words.gloss.is_empty() { br; span .note { (words.gloss) } } }
                        td .bars { (bars::amount_bar(row.money("amount").unwrap_or(Money::ZERO), largest, &format!("v-{}", class_of(code)))) }
                        td .number { (row.money("amount").map(words::pence).unwrap_or_default()) }
                        @if let Some(share) = share { td .number { (row.number(share).map_or_else(|| "–".to_owned(), percent)) } }
                        td .number { (row.whole("payments").map(words::count).unwrap_or_default()) }
                    }
                } }
            }
        },
    )
}

fn class_of(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}
