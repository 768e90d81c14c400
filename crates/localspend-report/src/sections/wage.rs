//! Page 6: the living wage, in each of its denominators, by service, and the largest service suppliers not listed.

use std::collections::BTreeSet;

use localspend_model::money::Money;
use maud::{Markup, html};

use super::{Context, local, pence, text};
use crate::cells::Row;
use crate::charts::trend;
use crate::grid;
use crate::share::Share;
use crate::words::{self, pounds};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    let rows = context.now("living_wage_share");
    let categories = context.now("living_wage_by_category");
    let by_basis: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| local::share_line(html! { (basis(row.text("basis").unwrap_or(""))) }, &Share::read(*row)))
        .collect();
    let by_service: Vec<Vec<Markup>> = categories
        .iter()
        .map(|row| local::share_line(text(*row, &["category_name", "category_code"], ""), &Share::read(*row)))
        .collect();
    html! {
        (finding(context, &rows))
        p .lead { "Whether a supplier was an accredited living-wage employer on the day it was paid. Accreditation says that it pays its own staff and regular contractors the living wage; a supplier that is not listed may still pay it." }
        h3 { "Three ways to ask" }
        @if rows.is_empty() { (context.missing("living_wage_share", "Living wage")) } @else {
            (local::key())
            (local::share_table("Living-wage share", "Share of", &by_basis))
            @if let Some(amount) = recognised(&rows) {
                p .note { "A further " (pounds(amount)) " of everything went to recognised providers, which is not the same: " (words::living_wage("recognised_provider").gloss) }
            }
            p .note { "The third way, the share of service contracts that promise the living wage, needs contract records, which ledgers do not hold: it is not measured yet." }
            (context.source("living_wage_share"))
            (trend(context))
        }
        h3 { "By kind of service" }
        @if categories.is_empty() { (context.missing("living_wage_by_category", "Living wage by service")) } @else {
            (local::share_table("Living-wage share by service", "Service", &by_service))
            (context.source("living_wage_by_category"))
        }
        (unlisted(context))
    }
}

/// The share of on-site services, and the largest of their suppliers that are not listed.
fn finding(context: &Context<'_>, rows: &[Row<'_>]) -> Markup {
    let on_site = rows.iter().find(|row| row.text("basis") == Some("on_site_service")).map(|row| Share::read(*row));
    let unlisted = context.now("unlisted_service_suppliers");
    let largest = || unlisted.iter().filter(|row| row.whole("rank").is_some_and(|rank| rank <= LISTED as i64));
    let paid: Money = largest().filter_map(|row| row.money("amount")).sum();
    // A supplier of two services has two rows.
    let suppliers = largest().map(|row| row.text("supplier_id").or(row.text("supplier_name"))).collect::<BTreeSet<_>>().len();
    html! {
        @if let Some(share) = on_site.filter(|share| share.interval.is_some()) {
            p .finding {
                strong { (share.words()) } " of what services on the premises cost went to accredited living-wage employers."
                @if paid.pence() > 0 {
                    " The " (words::counted(suppliers as i64, "largest service supplier", "largest service suppliers")) " not on the list received " strong { (pounds(paid)) } "."
                }
            }
        }
    }
}

/// What recognised providers were paid, of the whole base.
fn recognised(rows: &[Row<'_>]) -> Option<Money> {
    let base = rows.iter().find(|row| row.text("basis") == Some("base"))?;
    base.money("recognised_provider").filter(|amount| amount.pence() != 0)
}

fn basis(code: &str) -> &str {
    match code {
        "base" => "Everything paid to outside suppliers",
        "on_site_service" => "Services done on the organisations’ premises",
        other => other,
    }
}

/// Service suppliers named on a page; the file has more.
const LISTED: usize = 20;

fn unlisted(context: &Context<'_>) -> Markup {
    let mut rows = context.now("unlisted_service_suppliers");
    rows.sort_by_key(|row| row.whole("rank"));
    let columns = [grid::words("Supplier"), grid::words("Service"), grid::words("Status"), grid::number("Paid this quarter")];
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .take(LISTED)
        .map(|row| {
            let status = html! { (words::living_wage(row.text("living_wage").unwrap_or("")).title) };
            vec![
                text(*row, &["supplier_name"], "Name withheld"),
                text(*row, &["category_name", "category_code"], ""),
                status,
                pence(*row, "amount"),
            ]
        })
        .collect();
    html! {
        h3 { "Largest service suppliers not on the list" }
        @if rows.is_empty() { (context.missing("unlisted_service_suppliers", "Service suppliers not listed")) } @else {
            (grid::table("Service suppliers not on the living-wage list", &columns, &lines, None))
            (context.source("unlisted_service_suppliers"))
        }
    }
}

/// The share of on-site services over the quarters.
fn trend(context: &Context<'_>) -> Markup {
    let on_site = |rows: Vec<Row<'_>>| rows.into_iter().find(|row| row.text("basis") == Some("on_site_service")).map(Share::read);
    let history = local::history(context, "living_wage_share", on_site);
    let alternative = local::alternative(context, "wage", "Living-wage share of on-site services", &history);
    html! {
        @if let Some(chart) = trend::draw(&alternative, &local::points(&history)) {
            h3 { "On-site services over the quarters" }
            (chart)
            p .note { "Solid line: proven. Dashed line: if every supplier whose status cannot be told were accredited." }
        }
    }
}
