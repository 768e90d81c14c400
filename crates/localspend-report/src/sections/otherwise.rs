//! What would be otherwise: if a rule were lifted (page 4), and had the method been set differently (page 8).

use maud::{Markup, html};

use super::{Context, count, pence};
use crate::cells::Row;
use crate::{grid, words};

/// What each rule that blocks would release if it were lifted, and what all of them would.
pub(super) fn if_lifted(context: &Context<'_>) -> Markup {
    let mut rows = context.now("what_if");
    rows.sort_by_key(|row| (row.text("scenario") == Some("all"), std::cmp::Reverse(row.money("released_high"))));
    if rows.is_empty() {
        return html! {};
    }
    let columns = [
        grid::words("Rule lifted"),
        grid::number("No longer blocked"),
        grid::number("Local suppliers could take, at least"),
        grid::number("At most"),
        grid::words("Local share then"),
        grid::words("Living-wage share then"),
        grid::number("Payments"),
    ];
    let blocking = context.now("blocked_by_directive");
    let titled = |id| blocking.iter().find(|row| row.text("directive_id") == Some(id)).and_then(|row| row.text("title"));
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            let rule = match row.text("scenario") {
                Some("all") => "All of them together",
                Some(id) => titled(id).unwrap_or(id),
                None => "Not named",
            };
            vec![
                html! { (rule) },
                pence(*row, "unblocked"),
                pence(*row, "released_low"),
                pence(*row, "released_high"),
                share(*row, "local_low_after", "local_high_after"),
                share(*row, "living_wage_low_after", "living_wage_high_after"),
                count(*row, "payments"),
            ]
        })
        .collect();
    html! {
        h3 { "If a rule were lifted" }
        (grid::table("What would be free to move if a rule were lifted", &columns, &lines, None))
        p .note { "At least: only lines that say themselves what was bought, only suppliers seen in ledgers, each growing by a quarter of what it earned here in the year. At most: all evidence, and growth by the whole. What could move there already is taken off first. The living-wage share supposes that the money goes to the local suppliers as it does now." }
        (context.source("what_if"))
    }
}

/// The headline had one choice of the method been another.
pub(super) fn under_other_choices(context: &Context<'_>) -> Markup {
    let mut rows = context.now("sensitivity");
    rows.sort_by_key(|row| row.whole("variant_order"));
    if rows.is_empty() {
        return html! {};
    }
    let columns = [
        grid::words("Choice"),
        grid::words("Local share"),
        grid::number("Local"),
        grid::number("Blocked"),
        grid::number("Steered"),
        grid::number("Could move"),
        grid::number("Of it, local suppliers could take"),
    ];
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            vec![
                html! { (row.text("variant").unwrap_or_default()) },
                share(*row, "local_share_low", "local_share_high"),
                pence(*row, "local"),
                pence(*row, "blocked"),
                pence(*row, "steered"),
                pence(*row, "movable"),
                pence(*row, "movable_capped"),
            ]
        })
        .collect();
    html! {
        h3 { "Would other choices change the answer?" }
        p { "The same money, had one choice of the method been another." }
        (grid::table("The headline under other choices", &columns, &lines, None))
        (context.source("sensitivity"))
    }
}

/// An interval of shares, or that none is given.
fn share(row: Row<'_>, low: &str, high: &str) -> Markup {
    match (row.number(low), row.number(high)) {
        (Some(low), Some(high)) => html! { (words::interval(low, high)) },
        _ => html! { "not given" },
    }
}
