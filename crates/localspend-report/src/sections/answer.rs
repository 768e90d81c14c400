//! Page 1: the answer in one sentence, five figures with their intervals, what changed, and who published.

use std::collections::BTreeMap;

use localspend_model::money::Money;
use maud::{Markup, html};

use super::{Context, figures, text};
use crate::cells::Row;
use crate::grid;
use crate::share::Share;
use crate::words::{self, percent, pounds};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    html! {
        p .answer { (sentence(context)) }
        (figures::draw(context))
        (basis(context))
        (changes(context))
        (coverage(context))
    }
}

/// The row of the locality that the verdicts use.
pub(super) fn primary<'a>(rows: &[Row<'a>]) -> Option<Row<'a>> {
    rows.iter().copied().find(|row| row.flag("is_primary") == Some(true)).or_else(|| rows.first().copied())
}

/// All months that were expected are here.
pub(super) fn complete(row: &Row<'_>) -> bool {
    row.whole("months_present").zip(row.whole("months_expected")).is_some_and(|(present, expected)| present >= expected)
}

/// The amount proven to be under a verdict, with its share of the base; nothing when there is none.
fn proven(context: &Context<'_>, code: &str) -> Option<(Money, String)> {
    let share = figures::under(context, 0, code)?;
    let amount = share.numerator.filter(|amount| amount.pence() != 0)?;
    let words = share.interval.map_or_else(|| pounds(amount), |(low, _)| format!("{} ({})", pounds(amount), percent(low)));
    // What cannot be told might be under this verdict too.
    let least = if share.unknown.is_some_and(|unknown| unknown.pence() > 0) { "at least " } else { "" };
    Some((amount, format!("{least}{words}")))
}

fn sentence(context: &Context<'_>) -> Markup {
    let local = context.now("local_share");
    let Some(row) = primary(&local) else {
        return html! { "For " (context.name()) " there is nothing to report in " (context.quarter) ": no payments were published or read." };
    };
    let share = Share::read(row);
    let verdicts = context.now("verdicts");
    let base = share.denominator.map_or_else(|| "the money".to_owned(), pounds);
    let (blocked, movable) = (proven(context, "blocked"), proven(context, "movable"));
    let capped: Option<Money> = capacity_capped(context);
    let who = context.payers();
    html! {
        @match share.interval {
            Some((low, high)) if percent(low) == percent(high) => {
                "Of the " (base) " that " (who) " paid to outside suppliers, " strong { (percent(low)) } " stayed local"
            }
            Some((low, high)) => {
                "Of the " (base) " that " (who) " paid to outside suppliers, between " strong { (percent(low)) } " and " strong { (percent(high)) } " stayed local"
            }
            None => { "How much of the " (base) " that " (who) " paid to outside suppliers stayed local cannot be given (" (share.words().trim_end_matches('.')) ")" }
        }
        @if let Some((_, blocked)) = &blocked { "; national rules blocked " strong { (blocked) } " that a local supplier could have had" }
        @if let Some((_, movable)) = &movable {
            "; and " strong { (movable) } " could move tomorrow, because no national rule stands in the way and a local supplier exists"
        }
        "."
        @if let Some(capped) = capped.filter(|capped| movable.as_ref().is_some_and(|(amount, _)| capped < amount)) {
            " Local suppliers could take on about " strong { (pounds(capped)) } " of that without outgrowing themselves."
        }
        @if blocked.is_none() && movable.is_none() && !verdicts.is_empty() { " Nothing is known to have been blocked or to be free to move." }
    }
}

/// What of the movable money fits the local suppliers' capacity.
fn capacity_capped(context: &Context<'_>) -> Option<Money> {
    let rows = context.now("movable");
    let movable = rows.iter().filter(|row| row.text("verdict").is_none_or(|verdict| verdict == "movable"));
    movable.map(|row| row.money("amount_capped")).sum::<Option<Money>>().filter(|_| !rows.is_empty())
}

/// What every figure above rests on: the definition of local and how fresh the registers are.
fn basis(context: &Context<'_>) -> Markup {
    let registers = context.input.run.registers.iter();
    let dated: Vec<String> =
        registers.filter_map(|register| Some(format!("{} of {}", register.title, register.as_of?.format("%-d %B %Y")))).collect();
    html! {
        p .note {
            "Local means " (super::locality_in_words(context)) ", as borders stood on the day of each payment. Figures are for " (context.quarter)
            " (" (words::quarter_months(context.input.quarter)) ")."
            @if !dated.is_empty() { " Registers: " (dated.join(", ")) "." }
            " The order of evidence for addresses is among the settings under “How far to trust this”."
        }
    }
}

fn changes(context: &Context<'_>) -> Markup {
    let rows = context.now("changes");
    html! {
        h3 { "What changed" }
        @if rows.is_empty() { (context.missing("changes", "Change since earlier quarters")) } @else {
            ul .plain { @for row in &rows { li { (change(*row)) } } }
            (context.source("changes"))
        }
    }
}

fn change(row: Row<'_>) -> Markup {
    let since = match row.text("comparison") {
        Some("previous_quarter") => "Since the quarter before",
        Some("year_earlier") => "Since the same quarter a year earlier",
        other => other.unwrap_or("Since an earlier quarter"),
    };
    let ends = |low: &str, high: &str| row.number(low).zip(row.number(high));
    let (now, then) = (ends("share_low_now", "share_high_now"), ends("share_low_then", "share_high_then"));
    html! {
        strong { (since) } " (" (row.text("quarter_then").unwrap_or("unknown quarter")) "): "
        @match (then, now) {
            (Some(then), Some(now)) => {
                "the local share was " (words::interval(then.0, then.1)) " then and is " (words::interval(now.0, now.1)) " now; "
                @if then.1 < now.0 { "it rose, whatever the unknown money turns out to be" }
                @else if now.1 < then.0 { "it fell, whatever the unknown money turns out to be" }
                @else { "the ranges overlap, so no rise or fall is certain" }
            },
            _ => "no comparison is possible",
        }
        @if let Some(compared) = row.whole("organisations_compared") { " (" (words::counted(compared, "organisation", "organisations")) " with both quarters)" }
        @if let Some((now, then)) = row.money("base_now").zip(row.money("base_then")) { ". Base: " (pounds(then)) " then, " (pounds(now)) " now" }
        "."
    }
}

fn coverage(context: &Context<'_>) -> Markup {
    let whole = context.now("coverage");
    let organisations =
        if context.organisation.is_some() { Vec::new() } else { context.metrics.organisations_at("coverage", &context.quarter) };
    let gaps: Vec<Row<'_>> = organisations.iter().copied().filter(|row| !complete(row)).collect();
    html! {
        h3 { "Who published" }
        @if whole.is_empty() && organisations.is_empty() { (context.missing("coverage", "Coverage")) } @else {
            @if let Some(row) = whole.first() {
                p {
                    (words::counted(row.whole("payments").unwrap_or(0), "payment", "payments")) " worth " (pounds(row.money("amount").unwrap_or(Money::ZERO)))
                    " were read from " (words::counted(row.whole("files").unwrap_or(0), "file", "files"))
                    @if let Some(rejected) = row.whole("rejected").filter(|rejected| *rejected > 0) {
                        "; " (words::counted(rejected, "line", "lines")) " could not be used"
                        @if let Some(amount) = row.money("amount_rejected").filter(|amount| amount.pence() != 0) { " (" (pounds(amount)) ")" }
                    }
                    "."
                    @if let Some(months) = row.text("months_missing").filter(|_| context.organisation.is_some()) { " Months missing: " strong { (months) } "." }
                }
            }
            @if let Some(amount) = undated(context) {
                p { (pounds(amount)) " carries no date that can be used; it belongs to no quarter and is in no figure on these pages." }
            }
            @if !organisations.is_empty() {
                @if gaps.is_empty() && organisations.len() == 1 {
                    p { "The one organisation that pays published every month of the quarter." }
                } @else if gaps.is_empty() {
                    p { "All " (words::counted(organisations.len() as i64, "organisation", "organisations")) " published every month of the quarter." }
                } @else {
                    p { (words::count((organisations.len() - gaps.len()) as i64)) " of " (words::counted(organisations.len() as i64, "organisation", "organisations"))
                        " published every month. The totals on these pages leave out what is missing below; an organisation with a gap is not to be ranked." }
                    @if gaps.len() <= LISTED { (months_missing(context, &gaps)) } @else { (missing_by_month(context, &gaps)) }
                }
            }
            (context.source("coverage"))
        }
    }
}

fn months_missing(context: &Context<'_>, gaps: &[Row<'_>]) -> Markup {
    let columns = [grid::words("Organisation"), grid::number("Months read"), grid::words("Missing")];
    let lines: Vec<Vec<Markup>> = gaps
        .iter()
        .map(|row| {
            let read = html! { (row.whole("months_present").unwrap_or(0)) " of " (row.whole("months_expected").unwrap_or(0)) };
            vec![context.organisation_link(*row), read, text(*row, &["months_missing"], "not said")]
        })
        .collect();
    grid::table("Months missing", &columns, &lines, None)
}

/// More organisations with gaps than this are named in groups: a table of a hundred lines hides who is missing.
const LISTED: usize = 12;

/// Organisations with gaps, by what is missing.
fn missing_by_month(context: &Context<'_>, gaps: &[Row<'_>]) -> Markup {
    let mut groups: BTreeMap<(i64, &str), Vec<Row<'_>>> = BTreeMap::new();
    for row in gaps {
        let key = (row.whole("months_present").unwrap_or(0), row.text("months_missing").unwrap_or("not said"));
        groups.entry(key).or_default().push(*row);
    }
    html! {
        ul .plain { @for ((_, months), rows) in &groups {
            li {
                strong { (months) } " is missing from " (words::counted(rows.len() as i64, "organisation", "organisations")) ": "
                @for (index, row) in rows.iter().enumerate() { @if index > 0 { "; " } (context.organisation_link(*row)) } "."
            }
        } }
    }
}

/// Payments that could not be given a quarter.
fn undated(context: &Context<'_>) -> Option<Money> {
    let rows = context.metrics.at("scopes", context.org_code(), "unknown");
    let amount: Money = rows.iter().filter_map(|row| row.money("amount")).sum();
    (amount.pence() != 0).then_some(amount)
}
