//! A share as METHOD section 4 defines it: an interval, or the reason why there is none.

use localspend_model::money::Money;

use crate::cells::Row;
use crate::words;

/// The columns S of a metric row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Share {
    pub(crate) denominator: Option<Money>,
    pub(crate) numerator: Option<Money>,
    pub(crate) unknown: Option<Money>,
    pub(crate) interval: Option<(f64, f64)>,
    pub(crate) known: Option<f64>,
    pub(crate) unknown_share: Option<f64>,
    pub(crate) suppliers: Option<i64>,
    pub(crate) withheld: Option<String>,
}

impl Share {
    pub(crate) fn read(row: Row<'_>) -> Share {
        let withheld = row.text("withheld").map(str::to_owned);
        let ends = row.number("share_low").zip(row.number("share_high"));
        Share {
            denominator: row.money("denominator"),
            numerator: row.money("numerator"),
            unknown: row.money("unknown"),
            interval: if withheld.is_some() { None } else { ends },
            known: row.number("share_known"),
            unknown_share: row.number("unknown_share"),
            suppliers: row.whole("suppliers"),
            withheld,
        }
    }

    /// `31.2% to 40.5%`, or why there is nothing to show.
    pub(crate) fn words(&self) -> String {
        match (self.interval, &self.withheld) {
            (Some((low, high)), _) => words::interval(low, high),
            (None, Some(reason)) => words::withheld(reason),
            (None, None) => "Not known: the table gives no share.".to_owned(),
        }
    }

    /// True when a part lies outside 0 to 100%, which only credits can bring about.
    pub(crate) fn strained_by_credits(&self) -> bool {
        self.interval.is_some_and(|(low, high)| low < 0.0 || high > 1.0)
    }
}
