//! Part of page 7: to which areas the base went, as a map of tiles where the run has one, and as a ranked list.

use std::collections::BTreeMap;

use localspend_model::money::Money;
use maud::{Markup, html};

use super::{Context, count, pence};
use crate::cells::Row;
use crate::charts::{Alternative, hexagons};
use crate::words::{self, percent, pounds};
use crate::{bars, grid};

/// Areas in the list; the file has all.
const SHOWN: usize = 15;

pub(super) fn draw(context: &Context<'_>) -> Markup {
    let all = context.now("destinations");
    let kinds = [("icb", "By care board", "care boards"), ("local_authority", "By council area", "council areas")];
    html! {
        @if all.is_empty() {
            h3 { "Which areas it went to" }
            (context.missing("destinations", "Areas the money went to"))
        } @else {
            @for (kind, title, plural) in kinds {
                @let rows = of_kind(&all, kind);
                @if !rows.is_empty() {
                    h3 { "Which areas it went to: " (title.to_lowercase()) }
                    (map(context, &rows, kind))
                    (list(context, title, &rows))
                    @if rows.len() > SHOWN { p .note { "The " (SHOWN) " largest of " (words::count(rows.len() as i64)) " " (plural) "; the file has all." } }
                }
            }
            (context.source("destinations"))
        }
    }
}

/// The three areas that received most.
pub(super) fn finding(context: &Context<'_>) -> Markup {
    let all = context.now("destinations");
    let rows = of_kind(&all, "icb");
    let most: Vec<(&str, Money)> = rows
        .iter()
        .filter(|row| !unplaced(row))
        .filter_map(|row| Some((name(context, row), row.money("amount").filter(|amount| amount.pence() > 0)?)))
        .take(3)
        .collect();
    html! {
        @if !most.is_empty() {
            p .finding {
                "Most of the base went to "
                @for (index, (name, amount)) in most.iter().enumerate() {
                    @if index > 0 { @if index + 1 == most.len() { " and " } @else { ", " } }
                    strong { bdi { (name) } } " (" (pounds(*amount)) ")"
                }
                "."
            }
        }
    }
}

/// The largest first; what has no place last.
fn of_kind<'a>(rows: &[Row<'a>], kind: &str) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = rows.iter().copied().filter(|row| row.text("destination_kind") == Some(kind)).collect();
    rows.sort_by_key(|row| (unplaced(row), std::cmp::Reverse(row.money("amount")), row.text("destination_code")));
    rows
}

fn unplaced(row: &Row<'_>) -> bool {
    row.text("destination_code").is_none_or(|code| code == "unknown")
}

fn name<'a>(context: &Context<'a>, row: &Row<'a>) -> &'a str {
    let code = row.text("destination_code").unwrap_or("unknown");
    let tile = context.input.tile_map.as_ref().and_then(|map| map.tiles.iter().find(|tile| tile.code == code));
    match tile {
        Some(tile) => &tile.name,
        None if unplaced(row) => "Cannot be placed, or in none",
        None => row.text("destination_name").unwrap_or(code),
    }
}

/// A map when the file has a tile for at least one of these areas.
fn map(context: &Context<'_>, rows: &[Row<'_>], kind: &str) -> Markup {
    let Some(tiles) = &context.input.tile_map else { return html! {} };
    let amounts: BTreeMap<&str, Money> =
        rows.iter().filter_map(|row| Some((row.text("destination_code")?, row.money("amount")?))).collect();
    if !tiles.tiles.iter().any(|tile| amounts.contains_key(tile.code.as_str())) {
        return html! {};
    }
    let off: Money = rows
        .iter()
        .filter(|row| !tiles.tiles.iter().any(|tile| row.text("destination_code") == Some(&tile.code)))
        .filter_map(|row| row.money("amount"))
        .sum();
    let told: Vec<String> = rows
        .iter()
        .take(SHOWN)
        .map(|row| format!("{} {}", name(context, row), row.money("amount").map(pounds).unwrap_or_default()))
        .collect();
    let alternative = Alternative {
        id: format!("{}map-{kind}", context.anchor),
        title: format!("Where {} spent its base in {}", context.name(), context.quarter),
        description: format!("A map of tiles, one for each area. {}.", told.join("; ")),
    };
    html! {
        @if let Some(chart) = hexagons::draw(&alternative, tiles, &amounts, &context.input.area.code) {
            (chart)
            p .note { "One tile for each area, all of one size; the darker, the more. This area has the thick edge. Not on the map: " (pounds(off)) "." }
        }
    }
}

fn list<'a>(context: &Context<'a>, title: &str, rows: &[Row<'a>]) -> Markup {
    let largest = rows.iter().filter_map(|row| row.money("amount")).max().unwrap_or(Money::ZERO);
    let columns =
        [grid::words("Area"), grid::bar("Bar"), grid::number("Amount"), grid::number("Share of base"), grid::number("Payments")];
    let line = |row: &Row<'a>| {
        let class = if unplaced(row) { "v-unknown" } else { "v-place" };
        vec![
            html! { bdi { (name(context, row)) } },
            bars::amount_bar(row.money("amount").unwrap_or(Money::ZERO), largest, class),
            pence(*row, "amount"),
            html! { (row.number("share_of_base").map_or_else(|| "–".to_owned(), percent)) },
            count(*row, "payments"),
        ]
    };
    let (placed, without): (Vec<&Row<'a>>, Vec<&Row<'a>>) = rows.iter().partition(|row: &&Row<'a>| !unplaced(row));
    let lines: Vec<Vec<Markup>> = placed.into_iter().take(SHOWN).chain(without).map(line).collect();
    grid::table(title, &columns, &lines, None)
}
