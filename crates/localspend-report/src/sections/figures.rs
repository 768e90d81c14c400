//! Part of page 1: five figures, each with its interval, and what it was a quarter and a year before on the same scale.

use std::collections::BTreeSet;

use localspend_model::money::Money;
use maud::{Markup, html};

use super::answer::primary;
use super::{Context, local};
use crate::cells::Row;
use crate::share::Share;
use crate::words::{self, pounds};
use crate::{bars, words::percent};

/// One of the five.
struct Figure {
    title: &'static str,
    of: &'static str,
    table: &'static str,
    /// What a reader must know to read it.
    gloss: &'static str,
    class: &'static str,
    pick: fn(&Context<'_>, i32) -> Option<Share>,
}

const OF_BASE: &str = "of what was paid to outside suppliers";

const FIVE: [Figure; 5] = [
    Figure {
        title: "Stayed local",
        of: OF_BASE,
        table: "local_share",
        gloss: "Cannot be told: the supplier’s address is not known, or a wholesaler hides the makers.",
        class: "yes",
        pick: |context, ago| primary(&context.ago("local_share", ago)).map(Share::read),
    },
    Figure {
        title: "Blocked by national rules",
        of: OF_BASE,
        table: "verdicts",
        gloss: "A binding rule sends it elsewhere, although a local supplier sells the same kind of thing.",
        class: "v-blocked",
        pick: |context, ago| under(context, ago, "blocked"),
    },
    Figure {
        title: "Could move tomorrow",
        of: OF_BASE,
        table: "verdicts",
        gloss: "No national rule stands in the way and a local supplier exists. Ledgers do not show contracts that still run.",
        class: "v-movable",
        pick: |context, ago| under(context, ago, "movable"),
    },
    Figure {
        title: "Paid to living-wage employers",
        of: "of services done on the organisations’ premises",
        table: "living_wage_share",
        gloss: "Accredited on the day of payment. Cannot be told: it is not sure who the supplier is.",
        class: "yes",
        pick: |context, ago| on_site(context.ago("living_wage_share", ago)),
    },
    Figure {
        title: "Paid to small and medium firms",
        of: OF_BASE,
        table: "sme_share",
        gloss: "Cannot be told: no register gives the supplier’s size.",
        class: "yes",
        pick: |context, ago| context.ago("sme_share", ago).first().map(|row| Share::read(*row)),
    },
];

/// The living-wage share of services in which people work on the payer's premises.
fn on_site(rows: Vec<Row<'_>>) -> Option<Share> {
    rows.into_iter().find(|row| row.text("basis") == Some("on_site_service")).map(Share::read)
}

/// What is known to be under a verdict, and what might be: money whose place or purpose cannot be told.
///
/// The amounts are cells of the table `verdicts`; where the local share is withheld, this one is as well.
pub(super) fn under(context: &Context<'_>, ago: i32, code: &str) -> Option<Share> {
    let rows = context.ago("verdicts", ago);
    if rows.is_empty() {
        return None;
    }
    let amount = |codes: &[&str]| -> Money {
        let of = rows.iter().filter(|row| row.text("verdict").is_some_and(|verdict| codes.contains(&verdict)));
        of.filter_map(|row| row.money("amount")).sum()
    };
    let base: Money = rows.iter().filter_map(|row| row.money("amount")).sum();
    let (proven, unknown) = (amount(&[code]), amount(&["location_unknown", "uncategorised"]));
    let withheld = primary(&context.ago("local_share", ago)).and_then(|row| row.text("withheld")).map(str::to_owned);
    let ends = words::part_of(proven, base).zip(words::part_of(proven + unknown, base));
    Some(Share {
        denominator: Some(base),
        numerator: Some(proven),
        unknown: Some(unknown),
        interval: if withheld.is_some() { None } else { ends },
        withheld: withheld.or_else(|| ends.is_none().then(|| "The net base is not above zero".to_owned())),
        ..Share::default()
    })
}

pub(super) fn draw(context: &Context<'_>) -> Markup {
    html! {
        div .figures { @for figure in &FIVE { (card(context, figure)) } }
        (local::key())
        p .note { "A range is not a margin of error: its lower end counts only what is proven, its upper end adds everything that cannot be told." }
    }
}

fn card(context: &Context<'_>, figure: &Figure) -> Markup {
    let share = (figure.pick)(context, 0);
    html! {
        div .figure {
            h3 { (figure.title) }
            @match &share {
                None => p .missing { "Not computed: table " (figure.table) " has no rows here." },
                Some(share) => {
                    p .value .withheld[share.interval.is_none()] { (share.words()) }
                    p .of { (figure.of) }
                    (bars::interval_bar_of(share, figure.class))
                    p .amounts { (amounts(share)) }
                    @for (label, ago) in [("Quarter before", 1), ("Year before", 4)] { (before(context, figure, share, label, ago)) }
                    p .note { (figure.gloss) }
                    @if share.strained_by_credits() { p .note { "Credits are larger than payments in a part, so an end lies outside 0 to 100%." } }
                }
            }
            (context.source(figure.table))
        }
    }
}

/// The pounds behind the ends of the range.
fn amounts(share: &Share) -> String {
    let parts = [(share.numerator, "", " proven"), (share.unknown, "", " cannot be told"), (share.denominator, "out of ", "")];
    let parts = parts.into_iter().filter_map(|(amount, before, after)| Some(format!("{before}{}{after}", pounds(amount?))));
    parts.collect::<Vec<_>>().join(" · ")
}

/// What the figure was, drawn on the scale of the bar above, and whether it moved for certain.
fn before(context: &Context<'_>, figure: &Figure, now: &Share, label: &str, ago: i32) -> Markup {
    let Some(then) = (figure.pick)(context, ago).filter(|then| then.interval.is_some()) else { return html! {} };
    let moved = match (then.interval, now.interval) {
        (Some(then), Some(now)) if comparable(context, ago) => Some(change(then, now)),
        (Some(_), Some(_)) => Some("not compared: months are missing"),
        _ => None,
    };
    html! {
        p .then {
            span .when-then { (label) } " " span .was { (then.words()) }
            @if let Some(moved) = moved { " " span .moved { (moved) } }
        }
        (bars::interval_bar_of(&then, figure.class))
    }
}

/// Whether a share moved, whatever the unknown money turns out to be.
pub(super) fn change(then: (f64, f64), now: (f64, f64)) -> &'static str {
    if percent(then.0) == percent(now.0) && percent(then.1) == percent(now.1) {
        "no change since"
    } else if then.1 < now.0 {
        "↑ rose since"
    } else if now.1 < then.0 {
        "↓ fell since"
    } else {
        "no certain change since"
    }
}

/// Every month of both quarters was published by the same organisations: only then is a difference one of spending.
fn comparable(context: &Context<'_>, ago: i32) -> bool {
    let complete = |ago: i32| -> Option<BTreeSet<&str>> {
        let quarter = context.input.quarter.minus(ago).to_string();
        let rows = match context.org_code() {
            Some(code) => context.metrics.at("coverage", Some(code), &quarter),
            None => context.metrics.organisations_at("coverage", &quarter),
        };
        rows.iter().map(|row| if super::answer::complete(row) { row.text("org_code") } else { None }).collect()
    };
    complete(0).zip(complete(ago)).is_some_and(|(now, then)| !now.is_empty() && now == then)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rise_is_claimed_only_when_the_ranges_do_not_meet() {
        assert_eq!(change((0.30, 0.40), (0.41, 0.50)), "↑ rose since");
        assert_eq!(change((0.41, 0.50), (0.30, 0.40)), "↓ fell since");
        assert_eq!(change((0.30, 0.40), (0.35, 0.50)), "no certain change since");
        assert_eq!(change((0.3, 0.4), (0.30001, 0.40001)), "no change since", "a rise between two figures that read the same");
    }
}
