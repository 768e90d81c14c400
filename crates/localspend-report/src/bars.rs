//! Bars that live in table cells: they stretch with the page, print, and carry their figures as text beside them.
//!
//! Colour is never the only sign: what is unknown is hatched, and each bar has a label for those who do not see it.

use localspend_model::money::Money;
use maud::{Markup, html};

use crate::share::Share;
use crate::words;

fn clamped(share: f64) -> f64 {
    (share * 100.0).clamp(0.0, 100.0)
}

/// A share of 0 to 100%: solid up to what is certain, hatched up to what is possible.
pub(crate) fn interval_bar(share: &Share) -> Markup {
    interval_bar_of(share, "yes")
}

/// The same in the colour of what it shows.
pub(crate) fn interval_bar_of(share: &Share, class: &str) -> Markup {
    let Some((low, high)) = share.interval else {
        return html! { span .bar .none role="img" aria-label="no bar: the share is not shown" {} };
    };
    let (from, to) = (clamped(low), clamped(high));
    html! {
        span .bar role="img" aria-label={ "certain " (words::percent(low)) ", possible " (words::percent(high)) } {
            span class=(class) style={ "width:" (format!("{from:.2}")) "%" } {}
            span .unknown style={ "width:" (format!("{:.2}", (to - from).max(0.0))) "%" } {}
        }
    }
}

/// A plain bar: `amount` against the largest of its list.
pub(crate) fn amount_bar(amount: Money, largest: Money, class: &str) -> Markup {
    let width = words::part_of(amount, largest).map_or(0.0, clamped);
    html! {
        span .bar aria-hidden="true" { span class=(class) style={ "width:" (format!("{width:.2}")) "%" } {} }
    }
}

/// One step of a waterfall: `amount` drawn from where the step before ended, on a scale of `whole`.
pub(crate) fn step_bar(before: Money, amount: Money, whole: Money, class: &str) -> Markup {
    let at = |money: Money| words::part_of(money, whole).map_or(0.0, clamped);
    let (from, to) = (at(before), at(before + amount));
    let (from, to) = (from.min(to), from.max(to));
    html! {
        span .bar .step aria-hidden="true" {
            span class=(class) style={ "margin-left:" (format!("{from:.2}")) "%;width:" (format!("{:.2}", to - from)) "%" } {}
        }
    }
}

/// Parts of a whole side by side; parts below nothing are left to the figures beside it.
pub(crate) fn stacked_bar(parts: &[(String, Money)]) -> Markup {
    let shown: Vec<&(String, Money)> = parts.iter().filter(|(_, amount)| amount.pence() > 0).collect();
    let whole: Money = shown.iter().map(|(_, amount)| *amount).sum();
    html! {
        span .bar aria-hidden="true" {
            @for (class, amount) in shown { span class=(class) style={ "width:" (format!("{:.2}", words::part_of(*amount, whole).map_or(0.0, clamped))) "%" } {} }
        }
    }
}
