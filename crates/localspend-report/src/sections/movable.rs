//! Page 5: what could move, by category, and the local suppliers that neighbours already pay for it.

use std::collections::BTreeMap;

use localspend_model::money::Money;
use maud::{Markup, html};

use super::{Context, framed};
use crate::bars;
use crate::cells::Row;
use crate::words::{self, pence, pounds};

/// Categories whose suppliers are named on a page; the file has all.
const CATEGORIES: usize = 10;

pub(super) fn draw(context: &Context<'_>) -> Markup {
    html! {
        p .lead { "Money for which no rule stands in the way and for which a local supplier was paid by someone in this data within the last year. It is a place to start asking, not a saving." }
        (categories(context))
        (suppliers(context))
    }
}

fn categories(context: &Context<'_>) -> Markup {
    let mut rows: Vec<Row<'_>> =
        context.now("movable").into_iter().filter(|row| row.text("verdict").is_none_or(|verdict| verdict == "movable")).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.money("amount")));
    let largest = rows.iter().filter_map(|row| row.money("amount")).max().unwrap_or(Money::ZERO);
    let (total, capped): (Money, Money) = (sum(&rows, "amount"), sum(&rows, "amount_capped"));
    html! {
        h3 { "By what is bought" }
        @if rows.is_empty() { (context.missing("movable", "What could move")) } @else {
            p { strong { (pounds(total)) } " could move; local suppliers could take on " strong { (pounds(capped)) } " of it." }
            (framed("What could move, by category", &html! { table {
                thead { tr {
                    th scope="col" { "Bought" } th scope="col" .bars { span .visually-hidden { "Bar" } } th scope="col" .number { "Could move" }
                    th scope="col" .number { "Local suppliers could take on" } th scope="col" .number { "Local suppliers" } th scope="col" .number { "Payments" }
                } }
                tbody { @for row in &rows { tr {
                    th scope="row" .wide { (row.text("category_name").or(row.text("category_code")).unwrap_or("")) }
                    td .bars { (bars::amount_bar(row.money("amount").unwrap_or(Money::ZERO), largest, "v-movable")) }
                    td .number { (row.money("amount").map(pence).unwrap_or_default()) }
                    td .number { (row.money("amount_capped").map(pence).unwrap_or_default()) }
                    td .number { (row.whole("alternatives").map(words::count).unwrap_or_default()) }
                    td .number { (row.whole("payments").map(words::count).unwrap_or_default()) }
                } } }
            } }))
            (context.source("movable"))
        }
    }
}

fn sum(rows: &[Row<'_>], column: &str) -> Money {
    rows.iter().filter_map(|row| row.money(column)).sum()
}

fn suppliers(context: &Context<'_>) -> Markup {
    let rows = context.now("opportunities");
    let mut groups: BTreeMap<String, Vec<Row<'_>>> = BTreeMap::new();
    for row in &rows {
        groups.entry(row.text("category_code").unwrap_or("").to_owned()).or_default().push(*row);
    }
    let at_stake = |rows: &[Row<'_>]| rows.iter().filter_map(|row| row.money("amount_at_stake")).max().unwrap_or(Money::ZERO);
    let mut groups: Vec<Vec<Row<'_>>> = groups.into_values().collect();
    groups.sort_by_key(|rows| std::cmp::Reverse(at_stake(rows)));
    html! {
        h3 { "Whom to ask" }
        @if rows.is_empty() { (context.missing("opportunities", "Local suppliers")) } @else {
            p { "Suppliers inside the area that these or neighbouring organisations already pay for the same kind of thing. Being listed is not a recommendation." }
            @for group in groups.iter().take(CATEGORIES) { (category(group, at_stake(group))) }
            @if groups.len() > CATEGORIES { p .note { (words::count((groups.len() - CATEGORIES) as i64)) " more categories are in the file." } }
            (context.source("opportunities"))
        }
    }
}

fn category(rows: &[Row<'_>], at_stake: Money) -> Markup {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| row.whole("rank"));
    let name = rows.first().and_then(|row| row.text("category_name").or(row.text("category_code"))).unwrap_or("");
    html! {
        details .group {
            summary { (name) ": " (pounds(at_stake)) " at stake, " (words::counted(rows.len() as i64, "local supplier", "local suppliers")) }
            (framed(&format!("Local suppliers of {name}"), &html! { table {
                thead { tr {
                    th scope="col" { "Supplier" } th scope="col" { "Living wage" } th scope="col" { "Size" }
                    th scope="col" .number { "Paid to it in a year" } th scope="col" .number { "Could take on" } th scope="col" { "Paid by" }
                } }
                tbody { @for row in &rows { tr {
                    th scope="row" .wide {
                        bdi { (row.text("supplier_name").unwrap_or("Name withheld")) }
                        @if row.flag("is_vcse") == Some(true) { " " span .tag { "charity or social enterprise" } }
                    }
                    td { (words::living_wage(row.text("living_wage").unwrap_or("")).title) }
                    td { (row.text("size").unwrap_or("not known")) }
                    td .number { (row.money("revenue_seen").map(pence).unwrap_or_default()) }
                    td .number { (row.money("capacity").map(pence).unwrap_or_default()) }
                    td .wide { (row.text("buyers").unwrap_or("")) }
                } } }
            } }))
        }
    }
}
