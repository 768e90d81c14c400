//! Page 7: where the money goes: the areas, the largest suppliers with how far away they are, and how few hold how much.

use maud::{Markup, html};

use super::{Context, count, destinations, local, pence, text};
use crate::grid;
use crate::share::Share;
use crate::words::{self, percent, pounds};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    let mut rows = context.now("top_suppliers");
    // Tax, pensions and other public bodies are no suppliers that could be local or pay a living wage.
    rows.retain(|row| row.text("scope").is_none_or(|scope| matches!(scope, "third_party" | "intermediary")));
    rows.sort_by_key(|row| row.whole("rank"));
    let columns = [
        grid::words("Supplier"),
        grid::words("Where"),
        grid::words("Living wage"),
        grid::number("Paid"),
        grid::number("Payments"),
    ];
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .take(25)
        .map(|row| {
            let ring = html! { (words::ring(row.text("ring").unwrap_or("unknown")).title) };
            let wage = html! { (words::living_wage(row.text("living_wage").unwrap_or("")).title) };
            vec![text(*row, &["supplier_name"], "Name withheld"), ring, wage, pence(*row, "amount"), count(*row, "payments")]
        })
        .collect();
    html! {
        (destinations::finding(context))
        (destinations::draw(context))
        h3 { "Whom it went to" }
        (concentration(context))
        (kinds(context))
        h3 { "The largest suppliers" }
        @if rows.is_empty() { (context.missing("top_suppliers", "Largest suppliers")) } @else {
            (grid::table("Largest suppliers", &columns, &lines, None))
            p .note { "Paid from the base: transfers between public bodies, tax and pensions are in the file and not here." }
            (context.source("top_suppliers"))
        }
        (bought(context))
    }
}

/// Small firms, charities, and suppliers in the poorest neighbourhoods.
fn kinds(context: &Context<'_>) -> Markup {
    let mut lines: Vec<Vec<Markup>> = Vec::new();
    for (table, name) in [("sme_share", "Small and medium firms"), ("vcse_share", "Charities and social enterprises")] {
        lines.extend(context.now(table).iter().map(|row| local::share_line(html! { (name) }, &Share::read(*row))));
    }
    for row in context.now("deprived_share") {
        let name = match row.text("band") {
            Some("tenth") => "Suppliers in the poorest tenth of neighbourhoods",
            Some("fifth") => "Suppliers in the poorest fifth of neighbourhoods",
            other => other.unwrap_or("Suppliers in poor neighbourhoods"),
        };
        lines.push(local::share_line(html! { (name) }, &Share::read(row)));
    }
    html! {
        h3 { "What kind of supplier" }
        @if lines.is_empty() { (context.missing("sme_share", "Kinds of supplier")) } @else {
            (local::key())
            (local::share_table("Kinds of supplier", "Paid to", &lines))
            @for table in ["sme_share", "vcse_share", "deprived_share"] { (context.source(table)) }
        }
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
                    " Concentration index (the sum of squared percentages; near 0 is many equal suppliers, 10,000 is a single one): " (words::count(hhi.round() as i64)) "."
                }
            }
            (context.source("concentration"))
        }
    }
}

fn bought(context: &Context<'_>) -> Markup {
    let mut rows = context.now("categories_bought");
    rows.sort_by_key(|row| std::cmp::Reverse(row.money("amount")));
    let columns = [
        grid::words("Category"),
        grid::words("Group"),
        grid::number("Amount"),
        grid::number("Known from the line itself"),
        grid::number("From the supplier"),
        grid::number("From its industry code"),
    ];
    let amounts = ["amount", "amount_by_line", "amount_by_supplier", "amount_by_sic"];
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            let names = [text(*row, &["category_name", "category_code"], ""), text(*row, &["group_name"], "")];
            names.into_iter().chain(amounts.map(|column| pence(*row, column))).collect()
        })
        .collect();
    html! {
        h3 { "What was bought" }
        @if rows.is_empty() { (context.missing("categories_bought", "What was bought")) } @else {
            (grid::table("What was bought", &columns, &lines, None))
            (context.source("categories_bought"))
        }
    }
}
