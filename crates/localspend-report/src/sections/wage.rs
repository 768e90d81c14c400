//! Page 6: the living wage, in each of its denominators, by service, and the largest service suppliers not listed.

use maud::{Markup, html};

use super::{Context, framed, local};
use crate::share::Share;
use crate::words::{self, pence, pounds};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    let rows = context.now("living_wage_share");
    let categories = context.now("living_wage_by_category");
    html! {
        p .lead { "Whether a supplier was an accredited living-wage employer on the day it was paid. Accreditation says that it pays its own staff and regular contractors the living wage; a supplier that is not listed may still pay it." }
        h3 { "Three ways to ask" }
        @if rows.is_empty() { (context.missing("living_wage_share", "Living wage")) } @else {
            (local::key())
            (local::share_table("Living-wage share", "Share of", &html! {
                @for row in &rows { (local::share_line(&html! { (basis(row.text("basis").unwrap_or(""))) }, &Share::read(*row))) }
            }))
            @for row in &rows {
                @if let Some(amount) = row.money("recognised_provider").filter(|amount| amount.pence() != 0) {
                    p .note { (basis(row.text("basis").unwrap_or(""))) ": a further " (pounds(amount)) " went to recognised providers. " (words::living_wage("recognised_provider").gloss) }
                }
            }
            p .note { "The third way, the share of service contracts that promise the living wage, needs contract records, which ledgers do not hold: it is not measured yet." }
            (context.source("living_wage_share"))
        }
        h3 { "By kind of service" }
        @if categories.is_empty() { (context.missing("living_wage_by_category", "Living wage by service")) } @else {
            (local::share_table("Living-wage share by service", "Service", &html! {
                @for row in &categories { (local::share_line(&html! { (row.text("category_name").or(row.text("category_code")).unwrap_or("")) }, &Share::read(*row))) }
            }))
            (context.source("living_wage_by_category"))
        }
        (unlisted(context))
    }
}

fn basis(code: &str) -> &str {
    match code {
        "base" => "Everything that could be bought from anyone",
        "on_site_service" => "Services done on the organisations’ premises",
        other => other,
    }
}

fn unlisted(context: &Context<'_>) -> Markup {
    let mut rows = context.now("unlisted_service_suppliers");
    rows.sort_by_key(|row| row.whole("rank"));
    html! {
        h3 { "Largest service suppliers not on the list" }
        @if rows.is_empty() { (context.missing("unlisted_service_suppliers", "Service suppliers not listed")) } @else {
            (framed("Service suppliers not on the living-wage list", &html! { table {
                thead { tr { th scope="col" { "Supplier" } th scope="col" { "Service" } th scope="col" { "Status" } th scope="col" .number { "Paid this quarter" } } }
                tbody { @for row in rows.iter().take(20) { tr {
                    th scope="row" .wide { bdi { (row.text("supplier_name").unwrap_or("Name withheld")) } }
                    td .wide { (row.text("category_name").or(row.text("category_code")).unwrap_or("")) }
                    td { (words::living_wage(row.text("living_wage").unwrap_or("")).title) }
                    td .number { (row.money("amount").map(pence).unwrap_or_default()) }
                } } }
            } }))
            (context.source("unlisted_service_suppliers"))
        }
    }
}
