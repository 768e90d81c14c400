//! Page 3: the local share by organisation, by ring, by definition of local, and over the quarters.

use std::collections::BTreeSet;

use localspend_model::money::Money;
use localspend_model::period::Quarter;
use maud::{Markup, html};

use super::{Context, answer, journey};
use crate::cells::Row;
use crate::charts::Alternative;
use crate::charts::spread;
use crate::charts::trend::{self, Point};
use crate::share::Share;
use crate::{bars, grid, words};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    html! {
        (finding(context))
        @if context.organisation.is_none() { (by_organisation(context)) }
        (by_locality(context))
        (by_ring(context))
        (over_time(context))
    }
}

/// The headline, and where the largest part of the base went.
fn finding(context: &Context<'_>) -> Markup {
    let local = answer::primary(&context.now("local_share")).map(Share::read);
    let rings = context.now("rings");
    let largest = rings.iter().filter_map(|row| Some((row.text("ring")?, row.number("share_of_base")?)));
    let largest = largest.filter(|(ring, _)| *ring != "unknown").max_by(|a, b| a.1.total_cmp(&b.1));
    html! {
        @if let Some(local) = local.filter(|share| share.interval.is_some()) {
            p .finding {
                strong { (local.words()) } " of the base stayed " (super::locality_in_words(context)) "."
                @if let Some((ring, share)) = largest { " The largest part, " strong { (words::percent(share)) } ", went to: " (words::ring(ring).title.to_lowercase().replace(" uk", " UK")) "." }
            }
        }
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

/// More organisations than this are drawn as a spread and listed in folded parts: nobody reads a hundred bars.
const ONE_TABLE: usize = 20;
/// Organisations in one part of a long list.
const PART: usize = 25;

fn by_organisation(context: &Context<'_>) -> Markup {
    let rows = context.metrics.organisations_at("local_share", &context.quarter);
    let mut primary: Vec<Row<'_>> = rows.into_iter().filter(|row| row.flag("is_primary") != Some(false)).collect();
    primary.sort_by_key(|row| (row.text("org_name"), row.text("org_code")));
    let lines: Vec<Vec<Markup>> =
        primary.iter().map(|row| share_line(context.organisation_link(*row), &Share::read(*row))).collect();
    html! {
        h3 { "By organisation" }
        @if primary.is_empty() { (context.missing("local_share", "Local share by organisation")) } @else {
            (spread_of(context, &primary))
            p { "In order of name, not of rank: organisations buy different things, and not all published every month." }
            (key())
            @if lines.len() <= ONE_TABLE { (share_table("Local share by organisation", "Organisation", &lines)) } @else {
                @for (rows, lines) in primary.chunks(PART).zip(lines.chunks(PART)) { (part(rows, lines)) }
            }
            (context.source("local_share"))
        }
    }
}

/// A part of a long list, folded on the screen and open on paper.
fn part(rows: &[Row<'_>], lines: &[Vec<Markup>]) -> Markup {
    let name = |row: Option<&Row<'_>>| row.and_then(|row| row.text("org_name").or(row.text("org_code"))).unwrap_or("").to_owned();
    let title = format!("{} to {}", name(rows.first()), name(rows.last()));
    html! {
        details .group .printed {
            summary { bdi { (title) } " (" (words::counted(rows.len() as i64, "organisation", "organisations")) ")" }
            (share_table(&format!("Local share by organisation, {title}"), "Organisation", lines))
        }
    }
}

/// Many organisations at one glance: those with a share and every month of the quarter, and how far apart they are.
fn spread_of(context: &Context<'_>, rows: &[Row<'_>]) -> Markup {
    if rows.len() <= ONE_TABLE {
        return html! {};
    }
    let coverage = context.metrics.organisations_at("coverage", &context.quarter);
    let complete: BTreeSet<&str> =
        coverage.iter().filter(|row| answer::complete(row)).filter_map(|row| row.text("org_code")).collect();
    let full = rows.iter().filter(|row| row.text("org_code").is_some_and(|code| complete.contains(code)));
    let mut intervals: Vec<(f64, f64)> = full.filter_map(|row| Share::read(*row).interval).collect();
    intervals.sort_by(|a, b| a.0.total_cmp(&b.0));
    let whole = answer::primary(&context.now("local_share")).map(Share::read).and_then(|share| share.interval);
    let (Some(least), Some(middle), Some(most)) = (intervals.first(), intervals.get(intervals.len() / 2), intervals.last())
    else {
        return html! {};
    };
    let told = format!(
        "The proven share runs from {} to {}, and is {} for the one in the middle.",
        words::percent(least.0),
        words::percent(most.0),
        words::percent(middle.0)
    );
    let alternative = Alternative {
        id: format!("{}spread", context.anchor),
        title: format!("Local share of the organisations of {} in {}", context.name(), context.quarter),
        description: format!("{} organisations, each an upright line. {told}", intervals.len()),
    };
    html! {
        @if let Some(chart) = spread::draw(&alternative, &intervals, whole) {
            p { (told) }
            (chart)
            p .note { "One upright line for each of the " (words::count(intervals.len() as i64)) " organisations that published every month and have a share: coloured up to what is proven, grey up to what is possible, in order of the proven share. The level line is the whole area’s proven share. They buy different things: a place in this row is no mark." }
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
