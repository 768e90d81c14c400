//! Page 3: the local share by organisation, by ring, by definition of local, and over the quarters.

use localspend_model::money::Money;
use localspend_model::period::Quarter;
use maud::{Markup, html};

use super::{Context, journey};
use crate::cells::Row;
use crate::charts::Alternative;
use crate::charts::trend::{self, Point};
use crate::share::Share;
use crate::{bars, grid, words};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    html! {
        @if context.organisation.is_none() { (by_organisation(context)) }
        (by_locality(context))
        (by_ring(context))
        (over_time(context))
    }
}

/// One line with an interval, for any list of shares.
pub(super) fn share_line(label: Markup, share: &Share) -> Vec<Markup> {
    let money = |amount: Option<Money>| html! { (amount.map(words::pence).unwrap_or_default()) };
    let figure = html! { @if share.interval.is_some() { (share.words()) } @else { span .withheld { (share.words()) } } };
    vec![label, bars::interval_bar(share), figure, money(share.numerator), money(share.unknown), money(share.denominator)]
}

/// A table of shares, with the head that [`share_line`] needs.
pub(super) fn share_table(label: &str, what: &'static str, lines: &[Vec<Markup>]) -> Markup {
    let numbers = [grid::number("Share"), grid::number("Proven"), grid::number("Cannot be told"), grid::number("Out of")];
    let columns: Vec<grid::Column> = [grid::words(what), grid::scale("Bar")].into_iter().chain(numbers).collect();
    grid::table(label, &columns, lines, None)
}

fn by_organisation(context: &Context<'_>) -> Markup {
    let rows = context.metrics.organisations_at("local_share", &context.quarter);
    let mut primary: Vec<Row<'_>> = rows.into_iter().filter(|row| row.flag("is_primary") != Some(false)).collect();
    primary.sort_by(|a, b| a.text("org_name").cmp(&b.text("org_name")));
    let lines: Vec<Vec<Markup>> =
        primary.iter().map(|row| share_line(context.organisation_link(*row), &Share::read(*row))).collect();
    html! {
        h3 { "By organisation" }
        @if primary.is_empty() { (context.missing("local_share", "Local share by organisation")) } @else {
            p { "In order of name, not of rank: organisations buy different things, and not all published every month." }
            (key())
            (share_table("Local share by organisation", "Organisation", &lines))
            (context.source("local_share"))
        }
    }
}

/// What the two textures of a share bar mean.
pub(super) fn key() -> Markup {
    html! { p .key { span .swatch .yes {} " proven " span .swatch .unknown {} " cannot be told " span .swatch .no {} " proven otherwise" } }
}

fn by_locality(context: &Context<'_>) -> Markup {
    let rows = context.now("local_share");
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            let main = row.flag("is_primary") == Some(true);
            let name = html! { (locality(row.text("locality").unwrap_or(""))) @if main { " " span .tag { "main" } } };
            share_line(name, &Share::read(*row))
        })
        .collect();
    html! {
        h3 { "By definition of local" }
        @if rows.is_empty() { (context.missing("local_share", "Local share")) } @else {
            p { "Every definition in the settings, side by side. The first sentence and all reasons use the one marked “main”." }
            (key())
            (share_table("Local share by definition", "Local means", &lines))
            (context.source("local_share"))
        }
    }
}

/// The three usual names, in words; others as the settings name them.
pub(super) fn locality(name: &str) -> &str {
    match name {
        "ics" => "Inside the integrated care system",
        "place" => "In a council area where the payer has a site",
        "region" => "Inside the NHS region",
        other => other,
    }
}

fn by_ring(context: &Context<'_>) -> Markup {
    let mut rows = context.now("rings");
    let order = ["place", "ics", "region", "uk", "overseas", "unknown"];
    rows.sort_by_key(|row| order.iter().position(|ring| row.text("ring") == Some(ring)).unwrap_or(order.len()));
    html! {
        h3 { "How far it went" }
        @if rows.is_empty() { (context.missing("rings", "Distance")) } @else {
            (journey::parts("Payments by distance", &rows, "ring", words::ring, Some("share_of_base")))
            (context.source("rings"))
        }
    }
}

/// A share of one table, quarter by quarter, as far as it is known.
pub(super) fn history(context: &Context<'_>, table: &str, pick: impl Fn(Vec<Row<'_>>) -> Option<Share>) -> Vec<(Quarter, Share)> {
    let quarters = context.metrics.quarters(table, context.org_code()).into_iter();
    quarters
        .filter_map(|quarter| Some((quarter, pick(context.metrics.at(table, context.org_code(), &quarter.to_string()))?)))
        .collect()
}

fn over_time(context: &Context<'_>) -> Markup {
    let shares = super::local_share_over_time(context);
    let alternative = alternative(context, "trend", "Local share", &shares);
    let lines: Vec<Vec<Markup>> = shares.iter().map(|(quarter, share)| share_line(html! { (quarter) }, share)).collect();
    html! {
        h3 { "Over the quarters" }
        @if shares.len() < 2 { p .note { "One quarter has been read so far: a line needs two." } } @else {
            @if let Some(chart) = trend::draw(&alternative, &points(&shares)) {
                (chart)
                p .note { "Solid line: proven local. Dashed line: if everything that cannot be placed were local. The truth lies in the band." }
            }
            (share_table("Local share over the quarters", "Quarter", &lines))
            p .note { "All quarters use today’s rules and registers, so that they can be compared." }
        }
    }
}

pub(super) fn points(shares: &[(Quarter, Share)]) -> Vec<Point> {
    shares.iter().map(|(quarter, share)| (*quarter, share.interval)).collect()
}

pub(super) fn alternative(context: &Context<'_>, chart: &str, what: &str, shares: &[(Quarter, Share)]) -> Alternative {
    let told: Vec<String> = shares.iter().map(|(quarter, share)| format!("{quarter}: {}", share.words())).collect();
    Alternative {
        id: format!("{}{chart}", context.anchor),
        title: format!("{what} of {} over the quarters", context.name()),
        description: told.join("; "),
    }
}
