//! Page 5: what could move, by category, and the local suppliers that neighbours already pay for it.

use std::collections::BTreeMap;

use localspend_model::money::Money;
use maud::{Markup, html};

use super::{Context, count, pence, permitted, text};
use crate::cells::Row;
use crate::words::{self, pounds};
use crate::{bars, grid};

/// Categories whose suppliers are named on a page; the file has all.
const CATEGORIES: usize = 10;
/// Suppliers named for each; the file has all.
const SUPPLIERS: usize = 10;
/// Of the categories, as many are opened on paper, where nobody can click.
const PRINTED: usize = 4;

pub(super) fn draw(context: &Context<'_>) -> Markup {
    html! {
        (finding(&of_verdict(context, "movable")))
        p .lead { "Money for which no rule stands in the way and for which a local supplier was paid by someone in this data within the last year. It is a place to start asking, not a saving." }
        (categories(context))
        (suppliers(context))
        (permitted::draw(context))
    }
}

/// How much could move, what fits the local suppliers, and what most of it buys.
fn finding(rows: &[Row<'_>]) -> Markup {
    let (all, capped) = (sum(rows, "amount"), sum(rows, "amount_capped"));
    let most =
        rows.first().and_then(|row| Some((row.text("category_name").or(row.text("category_code"))?, row.money("amount")?)));
    html! {
        @if all.pence() > 0 {
            p .finding {
                strong { (pounds(all)) } " could move; local suppliers could take on " strong { (pounds(capped)) } " of it."
                @if let Some((category, amount)) = most { " Most of it buys: " (category.to_lowercase()) " (" (pounds(amount)) ")." }
            }
        }
    }
}

fn categories(context: &Context<'_>) -> Markup {
    let rows = of_verdict(context, "movable");
    html! {
        h3 { "By what is bought" }
        @if rows.is_empty() { (context.missing("movable", "What could move")) } @else {
            (by_category("What could move, by category", &rows, "v-movable"))
            (context.source("movable"))
        }
    }
}

/// Rows of the table `movable` with one verdict, the largest first.
pub(super) fn of_verdict<'a>(context: &Context<'a>, code: &str) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> =
        context.now("movable").into_iter().filter(|row| row.text("verdict").unwrap_or("movable") == code).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.money("amount")));
    rows
}

/// What is held up, or could move, by category, and what the local suppliers could take on.
pub(super) fn by_category(label: &str, rows: &[Row<'_>], class: &str) -> Markup {
    let largest = rows.iter().filter_map(|row| row.money("amount")).max().unwrap_or(Money::ZERO);
    let columns = [
        grid::words("Bought"),
        grid::bar("Bar"),
        grid::number("Amount"),
        grid::number("Local suppliers could take on"),
        grid::number("Local suppliers"),
        grid::number("Payments"),
    ];
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            vec![
                text(*row, &["category_name", "category_code"], ""),
                bars::amount_bar(row.money("amount").unwrap_or(Money::ZERO), largest, class),
                pence(*row, "amount"),
                pence(*row, "amount_capped"),
                count(*row, "alternatives"),
                count(*row, "payments"),
            ]
        })
        .collect();
    let money = |column| html! { (words::pence(sum(rows, column))) };
    let total = vec![html! { "All" }, html! {}, money("amount"), money("amount_capped"), html! {}, html! {}];
    grid::table(label, &columns, &lines, Some(total))
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
            @for (index, group) in groups.iter().take(CATEGORIES).enumerate() { (category(group, at_stake(group), index < PRINTED)) }
            @if groups.len() > CATEGORIES { p .note { (words::count((groups.len() - CATEGORIES) as i64)) " more categories are in the file." } }
            (context.source("opportunities"))
        }
    }
}

fn category(rows: &[Row<'_>], at_stake: Money, printed: bool) -> Markup {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| row.whole("rank"));
    let name = rows.first().and_then(|row| row.text("category_name").or(row.text("category_code"))).unwrap_or("");
    let columns = [
        grid::words("Supplier"),
        grid::words("Living wage"),
        grid::words("Size"),
        grid::number("Paid to it in a year"),
        grid::number("Could take on"),
        grid::words("Paid by"),
    ];
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .take(SUPPLIERS)
        .map(|row| {
            let vcse = row.flag("is_vcse") == Some(true);
            vec![
                html! { (text(*row, &["supplier_name"], "Name withheld")) @if vcse { " " span .tag { "charity or social enterprise" } } },
                html! { (words::living_wage(row.text("living_wage").unwrap_or("")).title) },
                text(*row, &["size"], "not known"),
                pence(*row, "revenue_seen"),
                pence(*row, "capacity"),
                text(*row, &["buyers"], ""),
            ]
        })
        .collect();
    html! {
        details .group .printed[printed] {
            summary { (name) ": " (pounds(at_stake)) " at stake, " (words::counted(rows.len() as i64, "local supplier", "local suppliers")) }
            (grid::table(&format!("Local suppliers of {name}"), &columns, &lines, None))
            @if rows.len() > SUPPLIERS { p .note { "The first " (SUPPLIERS) " of " (words::count(rows.len() as i64)) "; the file has all." } }
        }
    }
}
