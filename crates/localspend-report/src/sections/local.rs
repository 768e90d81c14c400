//! Page 3: the local share by organisation, by ring, by definition of local, and over the quarters.

use maud::{Markup, html};

use super::{Context, answer, framed, journey};
use crate::bars;
use crate::cells::Row;
use crate::share::Share;
use crate::words::{self, pence};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    html! {
        @if context.organisation.is_none() { (by_organisation(context)) }
        (by_locality(context))
        (by_ring(context))
        (over_time(context))
    }
}

/// One line with an interval, for any list of shares.
pub(super) fn share_line(label: &Markup, share: &Share) -> Markup {
    html! {
        tr {
            th scope="row" .wide { (label) }
            td .bars { (bars::interval_bar(share)) }
            td .number { @if share.interval.is_some() { (share.words()) } @else { span .withheld { (share.words()) } } }
            td .number { (share.numerator.map(pence).unwrap_or_default()) }
            td .number { (share.unknown.map(pence).unwrap_or_default()) }
            td .number { (share.denominator.map(pence).unwrap_or_default()) }
        }
    }
}

/// A table of shares, with the head that [`share_line`] needs.
pub(super) fn share_table(label: &str, what: &str, lines: &Markup) -> Markup {
    framed(
        label,
        &html! {
            table .shares {
                thead { tr {
                    th scope="col" { (what) }
                    th scope="col" .bars { span .scale aria-hidden="true" { span { "0%" } span { "50%" } span { "100%" } } span .visually-hidden { "Bar" } }
                    th scope="col" .number { "Share" } th scope="col" .number { "Proven" } th scope="col" .number { "Cannot be told" } th scope="col" .number { "Out of" }
                } }
                tbody { (lines) }
            }
        },
    )
}

fn by_organisation(context: &Context<'_>) -> Markup {
    let rows = context.metrics.organisations_at("local_share", &context.quarter);
    let mut primary: Vec<(Row<'_>, Share)> =
        rows.into_iter().filter(|row| row.flag("is_primary") != Some(false)).map(|row| (row, Share::read(row))).collect();
    primary.sort_by(|a, b| a.0.text("org_name").cmp(&b.0.text("org_name")));
    html! {
        h3 { "By organisation" }
        @if primary.is_empty() { (context.missing("local_share", "Local share by organisation")) } @else {
            p { "In order of name, not of rank: organisations buy different things, and not all published every month." }
            (key())
            (share_table("Local share by organisation", "Organisation", &html! {
                @for (row, share) in &primary { (share_line(&html! { (row.text("org_name").or(row.text("org_code")).unwrap_or("")) }, share)) }
            }))
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
    html! {
        h3 { "By definition of local" }
        @if rows.is_empty() { (context.missing("local_share", "Local share")) } @else {
            p { "Every definition in the settings, side by side. The first sentence and all reasons use the one marked “main”." }
            (key())
            (share_table("Local share by definition", "Local means", &html! {
                @for row in &rows {
                    (share_line(&html! { (locality(row.text("locality").unwrap_or(""))) @if row.flag("is_primary") == Some(true) { " " span .tag { "main" } } }, &Share::read(*row)))
                }
            }))
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

fn over_time(context: &Context<'_>) -> Markup {
    let quarters = context.metrics.quarters("local_share", context.org_code());
    let shares: Vec<(String, Share)> = quarters
        .into_iter()
        .filter_map(|quarter| {
            let row = answer::primary(&context.metrics.at("local_share", context.org_code(), &quarter))?;
            Some((quarter, Share::read(row)))
        })
        .collect();
    html! {
        h3 { "Over the quarters" }
        @if shares.len() < 2 { p .note { "One quarter has been read so far: a line needs two." } } @else {
            (share_table("Local share over the quarters", "Quarter", &html! {
                @for (quarter, share) in &shares { (share_line(&html! { (quarter) }, share)) }
            }))
            p .note { "All quarters use today’s rules and registers, so that they can be compared." }
        }
    }
}
