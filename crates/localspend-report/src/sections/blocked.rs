//! Page 4: what directives block, alone and together, with their force and source, and what one would release.

use std::collections::BTreeSet;

use localspend_model::money::Money;
use maud::{Markup, html};

use super::{Context, before_after, count, movable, otherwise, pence, text};
use crate::cells::Row;
use crate::words::{self, pounds};
use crate::{bars, grid};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    let mut rows = context.now("blocked_by_directive");
    let pence_of = |row: &Row<'_>, column: &str| row.money(column).map_or(0, Money::pence);
    rows.sort_by_key(|row| {
        (row.text("effect") != Some("blocks"), -pence_of(row, "blocked_shared"), -pence_of(row, "blocked_any"))
    });
    let (blocks, others): (Vec<Row<'_>>, Vec<Row<'_>>) =
        rows.into_iter().partition(|row| row.text("effect").is_none_or(|effect| effect == "blocks"));
    html! {
        (finding(&blocks))
        p .lead { "A national rule counts as blocking only when it binds this organisation, covers this kind of purchase, was in force at the time, and a local supplier that does not stand on its list sells the same kind of thing." }
        @if blocks.is_empty() && others.is_empty() { (context.missing("blocked_by_directive", "National rules")) } @else {
            @if blocks.is_empty() { p { "No binding rule blocked a purchase that a local supplier could have had." } } @else {
                (blocking(&blocks))
                p .note { "“Alone” is what would be free to move if only that rule were lifted. “Its part” shares out money that several rules hold back, so the parts add up to the total; “touched” does not add up, because the same pound is counted under each rule." }
            }
            (otherwise::if_lifted(context))
            (before_after::draw(context))
            (what(context))
            @if !others.is_empty() {
                h3 { "Rules that steer, cost or permit" }
                (self::others(&others))
            }
            (key(&blocks.iter().chain(&others).copied().collect::<Vec<_>>()))
            (context.source("blocked_by_directive"))
        }
    }
}

/// How many rules hold back how much, and which one would free most if it alone were lifted.
fn finding(rows: &[Row<'_>]) -> Markup {
    let held: Money = rows.iter().filter_map(|row| row.money("blocked_shared")).sum();
    let with_money = rows.iter().filter(|row| row.money("blocked_any").is_some_and(|amount| amount.pence() > 0)).count();
    let alone = rows.iter().filter_map(|row| Some((*row, row.money("blocked_solely")?))).max_by_key(|(_, alone)| *alone);
    html! {
        @if held.pence() > 0 {
            p .finding {
                strong { (words::counted(with_money as i64, "binding rule holds", "binding rules hold")) } " back " strong { (pounds(held)) } " that local suppliers could have had."
                @if let Some((row, alone)) = alone.filter(|(_, alone)| alone.pence() > 0) {
                    " Lifting only “" (row.text("title").unwrap_or("one rule")) "” would free " strong { (pounds(alone)) } ", as far as local suppliers can supply it."
                }
            }
        }
    }
}

fn blocking(rows: &[Row<'_>]) -> Markup {
    let largest = rows.iter().filter_map(|row| row.money("blocked_shared")).max().unwrap_or(Money::ZERO);
    let columns = [
        grid::words("Rule"),
        grid::words("How binding"),
        grid::bar("Bar"),
        grid::number("Alone"),
        grid::number("Its part"),
        grid::number("Touched"),
        grid::number("Payments"),
    ];
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            vec![
                rule(*row),
                force(*row),
                bars::amount_bar(row.money("blocked_shared").unwrap_or(Money::ZERO), largest, "v-blocked"),
                pence(*row, "blocked_solely"),
                pence(*row, "blocked_shared"),
                pence(*row, "blocked_any"),
                count(*row, "payments"),
            ]
        })
        .collect();
    html! {
        (grid::table("Rules that block", &columns, &lines, None))
    }
}

/// How binding a rule is, and how well it is known.
fn force(row: Row<'_>) -> Markup {
    let confidence = words::confidence(row.text("confidence").unwrap_or(""));
    html! {
        (words::force(row.text("force").unwrap_or("")).title)
        @if !confidence.gloss.is_empty() { br; span .note { (confidence.title) } }
    }
}

/// What the rules hold back, by category, against what local suppliers could take on.
fn what(context: &Context<'_>) -> Markup {
    let rows = movable::of_verdict(context, "blocked");
    html! {
        @if !rows.is_empty() {
            h3 { "What is held back" }
            (movable::by_category("Blocked by national rules, by category", &rows, "v-blocked"))
            (context.source("movable"))
        }
    }
}

/// Rules without money behind them: what they do instead.
fn others(rows: &[Row<'_>]) -> Markup {
    let columns = [grid::words("Rule"), grid::words("How binding"), grid::words("What it does"), grid::number("Payments")];
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            vec![
                rule(*row),
                force(*row),
                html! { (words::effect(row.text("effect").unwrap_or("")).gloss) },
                count(*row, "payments"),
            ]
        })
        .collect();
    grid::table("Rules that do not block", &columns, &lines, None)
}

/// What the words of the tables mean, each once.
fn key(rows: &[Row<'_>]) -> Markup {
    let codes = |column: &str| rows.iter().filter_map(|row| row.text(column)).collect::<BTreeSet<&str>>();
    let forces = codes("force").into_iter().map(words::force);
    let terms: Vec<words::Term> =
        forces.chain(codes("confidence").into_iter().map(words::confidence)).filter(|term| !term.gloss.is_empty()).collect();
    html! { dl .glossary { @for term in &terms { dt { (term.title) } dd { (term.gloss) } } } }
}

fn rule(row: Row<'_>) -> Markup {
    let issuer = row.text("issuer").map(|issuer| format!("{issuer}. ")).unwrap_or_default();
    html! { (text(row, &["title", "directive"], "Rule without a title")) br; span .note { (issuer) (source(row)) } }
}

/// The source, as a link when it is one that a browser may safely follow.
fn source(row: Row<'_>) -> Markup {
    let title = row.text("source_title");
    let url = row.text("source_url").filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    html! {
        @match (title, url) {
            (title, Some(url)) => { "Source: " a href=(url) rel="noreferrer" { (title.unwrap_or(url)) } },
            (Some(title), None) => { "Source: " (title) },
            (None, None) => "No source given.",
        }
        @if let Some(version) = row.text("version") { " (version " (version) ")" }
    }
}
