//! Page 7: where the money goes: the largest suppliers with how far away they are, and how few hold how much.

use maud::{Markup, html};

use super::{Context, framed};
use crate::words::{self, pence, percent, pounds};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    let mut rows = context.now("top_suppliers");
    rows.sort_by_key(|row| row.whole("rank"));
    html! {
        (concentration(context))
        h3 { "The largest suppliers" }
        @if rows.is_empty() { (context.missing("top_suppliers", "Largest suppliers")) } @else {
            (framed("Largest suppliers", &html! { table {
                thead { tr {
                    th scope="col" { "Supplier" } th scope="col" { "Where" } th scope="col" { "Living wage" }
                    th scope="col" .number { "Paid" } th scope="col" .number { "Payments" }
                } }
                tbody { @for row in rows.iter().take(25) { tr {
                    th scope="row" .wide { bdi { (row.text("supplier_name").unwrap_or("Name withheld")) } }
                    td { (words::ring(row.text("ring").unwrap_or("unknown")).title) }
                    td { (words::living_wage(row.text("living_wage").unwrap_or("")).title) }
                    td .number { (row.money("amount").map(pence).unwrap_or_default()) }
                    td .number { (row.whole("payments").map(words::count).unwrap_or_default()) }
                } } }
            } }))
            (context.source("top_suppliers"))
        }
        (bought(context))
    }
}

fn concentration(context: &Context<'_>) -> Markup {
    html! {
        @if let Some(row) = context.now("concentration").first() {
            p {
                (words::counted(row.whole("suppliers").unwrap_or(0), "supplier was", "suppliers were")) " paid."
                @if let Some((share, amount)) = row.number("top10_share").zip(row.money("top10_amount")) {
                    " The ten largest received " strong { (percent(share)) } " (" (pounds(amount)) ")."
                }
                @if let Some(hhi) = row.number("hhi") {
                    " Concentration index (the sum of squared shares; 0 is many equal suppliers, 1 is a single one): " (format!("{hhi:.3}")) "."
                }
            }
            (context.source("concentration"))
        }
    }
}

fn bought(context: &Context<'_>) -> Markup {
    let mut rows = context.now("categories_bought");
    rows.sort_by_key(|row| std::cmp::Reverse(row.money("amount")));
    html! {
        h3 { "What was bought" }
        @if rows.is_empty() { (context.missing("categories_bought", "What was bought")) } @else {
            (framed("What was bought", &html! { table {
                thead { tr {
                    th scope="col" { "Category" } th scope="col" { "Group" } th scope="col" .number { "Amount" }
                    th scope="col" .number { "Known from the line itself" } th scope="col" .number { "From the supplier" } th scope="col" .number { "From its industry code" }
                } }
                tbody { @for row in &rows { tr {
                    th scope="row" .wide { (row.text("category_name").or(row.text("category_code")).unwrap_or("")) }
                    td .wide { (row.text("group_name").unwrap_or("")) }
                    @for column in ["amount", "amount_by_line", "amount_by_supplier", "amount_by_sic"] { td .number { (row.money(column).map(pence).unwrap_or_default()) } }
                } } }
            } }))
            (context.source("categories_bought"))
        }
    }
}
