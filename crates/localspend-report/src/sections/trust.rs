//! Page 8: how far to trust this: the books balance, what was rejected, what is unknown, how fresh the registers are.

use std::cmp::Reverse;

use localspend_model::money::Money;
use maud::{Markup, html};

use super::{Context, count, journey, otherwise, pence, text};
use crate::cells::{Row, Rows};
use crate::metrics::KNOWN;
use crate::words::{self, Term};
use crate::{grid, page};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    let (locations, identities) = (context.now("location_coverage"), context.now("identity_coverage"));
    html! {
        (finding(context, &locations, &identities))
        @if context.organisation.is_none() { (conservation(context)) }
        (rejected(context))
        h3 { "Do we know where suppliers are?" }
        @if locations.is_empty() { (context.missing("location_coverage", "Source of addresses")) } @else {
            (journey::parts("Where addresses come from", &locations, "location_source", words::location_source, None))
            (context.source("location_coverage"))
        }
        h3 { "Do we know who suppliers are?" }
        @if identities.is_empty() { (context.missing("identity_coverage", "Supplier identity")) } @else {
            (journey::parts("How suppliers were matched", &identities, "match_status", words::match_status as fn(&str) -> Term, None))
            (accuracy(&identities))
            (context.source("identity_coverage"))
        }
        (otherwise::under_other_choices(context))
        @if context.organisation.is_none() { (registers(context)) (not_computed(context)) (run(context)) }
    }
}

/// The doubts that weigh most, in one sentence each.
fn finding(context: &Context<'_>, locations: &[Row<'_>], identities: &[Row<'_>]) -> Markup {
    let balanced = context.metrics.table("conservation").filter(|table| table.len() > 0).map(balanced);
    let coverage = context.now("coverage");
    let unused =
        coverage.first().and_then(|row| Some((row.whole("rejected")?, row.money("amount_rejected").unwrap_or(Money::ZERO))));
    let part = |rows: &[Row<'_>], column: &str, codes: &[&str]| {
        let of = rows.iter().filter(|row| codes.contains(&row.text(column).unwrap_or("none")));
        let (part, all): (Money, Money) = (of.filter_map(|row| row.money("amount")).sum(), amounts(rows));
        words::part_of(part, all).map(|share| (part, share))
    };
    let nowhere = part(locations, "location_source", &["none", "unknown", "hidden"]);
    let nobody = part(identities, "match_status", &["review"]);
    html! {
        @if balanced.is_some() || unused.is_some() || nowhere.is_some() {
            p .finding {
                @match balanced { Some(true) => "The books balance to the penny. ", Some(false) => { strong { "The books do not balance. " } }, None => "" }
                @if let Some((lines, amount)) = unused {
                    @if lines == 0 { "Every line that looks like money could be used. " }
                    @else { strong { (words::counted(lines, "line", "lines")) } " worth " (words::pounds(amount)) " could not be used. " }
                }
                @if let Some((amount, share)) = nowhere { strong { (words::percent(share)) } " of the base (" (words::pounds(amount)) ") cannot be placed. " }
                @if let Some((amount, share)) = nobody { "For " strong { (words::percent(share)) } " (" (words::pounds(amount)) ") a person has still to say who was paid." }
            }
        }
    }
}

/// How much of what was matched without a person is expected to stand with the right supplier.
fn accuracy(identities: &[Row<'_>]) -> Markup {
    let matched: Vec<Row<'_>> = identities.iter().filter(|row| row.text("match_status") == Some("auto")).copied().collect();
    let right: Option<Money> = matched.iter().map(|row| row.money("amount_expected_right")).sum();
    let all = amounts(&matched);
    html! {
        @if let Some((right, share)) = right.and_then(|right| Some((right, words::part_of(right, all)?))) {
            p {
                "Of the " (words::pounds(all)) " matched by evidence, " strong { (words::percent(share)) } " (" (words::pounds(right)) ") is expected to stand with the right supplier. "
                "Each match carries the probability that it is right, as found on names whose bearers are known; this is their sum over the pounds. "
            }
        }
    }
}

fn amounts(rows: &[Row<'_>]) -> Money {
    rows.iter().filter_map(|row| row.money("amount")).sum()
}

fn balanced(table: &Rows) -> bool {
    table.iter().all(|row| row.flag("balanced") != Some(false))
}

/// Organisations named in the list of unusable lines; the file has all.
const SHOWN: usize = 15;

/// Lines that look like money and are in no figure, by organisation.
fn rejected(context: &Context<'_>) -> Markup {
    let mut rows = match context.organisation {
        Some(_) => context.now("coverage"),
        None => context.metrics.organisations_at("coverage", &context.quarter),
    };
    rows.retain(|row| row.whole("rejected").is_some_and(|lines| lines > 0));
    rows.sort_by_key(|row| (Reverse(row.money("amount_rejected")), row.text("org_name")));
    let columns = [
        grid::words("Organisation"),
        grid::number("Lines not used"),
        grid::number("Pounds on them"),
        grid::number("Pounds used"),
    ];
    let line = |row: &Row<'_>| {
        vec![context.organisation_link(*row), count(*row, "rejected"), pence(*row, "amount_rejected"), pence(*row, "amount")]
    };
    let lines: Vec<Vec<Markup>> = rows.iter().take(SHOWN).map(line).collect();
    html! {
        @if !rows.is_empty() {
            h3 { "What could not be used" }
            p { "Lines that look like money but lack a supplier or a readable amount. They are in no figure on these pages; the list for finance says where each one is." }
            (grid::table("Lines that could not be used", &columns, &lines, None))
            @if rows.len() > SHOWN { p .note { "The " (SHOWN) " largest of " (words::count(rows.len() as i64)) " organisations; the file has all." } }
            (context.source("coverage"))
        }
    }
}

fn conservation(context: &Context<'_>) -> Markup {
    let Some(table) = context.metrics.table("conservation").filter(|table| table.len() > 0) else {
        return html! { h3 { "Do the books balance?" } (context.missing("conservation", "Balance of records and pounds")) };
    };
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by_key(|row| row.whole("stage_order"));
    let balanced = balanced(table);
    let columns = [
        grid::words("Stage"),
        grid::number("Records"),
        grid::number("Payments"),
        grid::number("Rejected lines"),
        grid::number("Not payments"),
        grid::number("Paid"),
        grid::number("Rejected"),
        grid::words("Balances"),
    ];
    let lines: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            let balances =
                html! { @match row.flag("balanced") { Some(true) => "yes", Some(false) => strong { "NO" }, None => "not said" } };
            let counts = ["records", "payments", "rejected", "not_payments"].map(|column| count(*row, column));
            let amounts = ["amount_payments", "amount_rejected"].map(|column| pence(*row, column));
            [text(*row, &["stage"], "")].into_iter().chain(counts).chain(amounts).chain([balances]).collect()
        })
        .collect();
    html! {
        h3 { "Do the books balance?" }
        p { @if balanced { "Yes: every record read is a payment, a rejected line or no payment at all, and the pounds of each stage equal those of the stage before, to the penny." }
            @else { strong { "No: a stage does not balance. Do not use these figures." } } }
        (grid::table("Records and pounds, stage by stage", &columns, &lines, None))
        (context.source("conservation"))
    }
}

/// Tables a pack can show and this run did not give.
fn not_computed(context: &Context<'_>) -> Markup {
    let missing: Vec<&str> = KNOWN.iter().copied().filter(|name| context.metrics.table(name).is_none()).collect();
    html! {
        @if !missing.is_empty() {
            h3 { "What is not in this pack" }
            p .missing { "Not computed in this run: " (missing.join(", ").replace('_', " ")) "." }
        }
    }
}

fn registers(context: &Context<'_>) -> Markup {
    let registers = &context.input.run.registers;
    let columns = [grid::words("Register"), grid::words("Speaks for"), grid::number("Rows"), grid::words("Note")];
    let lines: Vec<Vec<Markup>> = registers
        .iter()
        .map(|register| {
            vec![
                html! { (register.title) br; span .note { (register.file_name) } },
                html! { @match register.as_of { Some(date) => (date.format("%-d %B %Y")), None => "not said" } },
                html! { (register.rows.map(|rows| words::grouped(u128::from(rows))).unwrap_or_default()) },
                html! { (register.note) },
            ]
        })
        .collect();
    html! {
        h3 { "How fresh are the registers?" }
        @if registers.is_empty() { p .missing { "The run names no registers." } } @else {
            (grid::table("Registers used", &columns, &lines, None))
        }
    }
}

fn run(context: &Context<'_>) -> Markup {
    let run = &context.input.run;
    let versions: Vec<Vec<Markup>> =
        run.versions.iter().map(|(table, version)| vec![html! { (table) }, html! { (version) }]).collect();
    html! {
        h3 { "The run" }
        dl .facts {
            dt { "Run" } dd { code { (run.run_id) } }
            dt { "Computed" } dd { (page::moment(run.finished_at)) }
            dt { "Program" } dd { "localspend " (run.program_version) }
        }
        details .source { summary { "Settings of the method" } pre tabindex="0" { (run.settings) } }
        details .source {
            summary { "Versions of the lake’s tables (any figure can be computed again from these)" }
            (grid::table("Versions of tables", &[grid::words("Table"), grid::number("Version")], &versions, None))
        }
    }
}
