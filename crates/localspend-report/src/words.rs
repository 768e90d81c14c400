//! Figures and codes as people read them. Pages round; tables and files never do.

use localspend_model::money::Money;

/// Rounds half away from zero to a whole number of `unit` pence.
fn rounded(money: Money, unit: i128) -> i128 {
    let half = unit / 2;
    if money.pence() < 0 { (money.pence() - half) / unit } else { (money.pence() + half) / unit }
}

/// Pounds for a page: `£84.3m` from £100,000 up, whole pounds below.
pub(crate) fn pounds(money: Money) -> String {
    if money.pence().unsigned_abs() < 10_000_000 {
        let whole = Money::from_pence(rounded(money, 100) * 100).display_pounds();
        return whole.trim_end_matches(".00").to_owned();
    }
    let tenths = rounded(money, 10_000_000);
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    format!("{sign}£{}.{}m", grouped(tenths / 10), tenths % 10)
}

/// Pounds and pence for a table.
pub(crate) fn pence(money: Money) -> String {
    money.display_pounds()
}

/// A whole number with thousands separators.
pub(crate) fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with thousands separators.
pub(crate) fn count(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(u128::from(number.unsigned_abs())))
}

/// A share with one decimal: `41.2%`. Never `-0.0%`.
pub(crate) fn percent(share: f64) -> String {
    let text = format!("{:.1}%", share * 100.0);
    if text == "-0.0%" { "0.0%".to_owned() } else { text }
}

/// An interval of shares: `31.2% to 40.5%`, or one figure when both ends read the same.
pub(crate) fn interval(low: f64, high: f64) -> String {
    let (low, high) = (percent(low), percent(high));
    if low == high { low } else { format!("{low} to {high}") }
}

/// A difference of shares in percentage points: `+1.3 points`.
pub(crate) fn points(difference: f64) -> String {
    let text = format!("{:+.1}", difference * 100.0);
    format!("{} points", if text == "-0.0" { "+0.0" } else { &text })
}

/// `part` of `whole` as a share, when the whole is above nothing.
pub(crate) fn part_of(part: Money, whole: Money) -> Option<f64> {
    (whole.pence() > 0).then(|| part.pence() as f64 / whole.pence() as f64)
}

/// `1 supplier`, `2 suppliers`.
pub(crate) fn counted(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// `2025-26 Q1` with its months.
pub(crate) fn quarter_months(quarter: localspend_model::period::Quarter) -> String {
    let period = quarter.period();
    format!("{} to {}", period.start().format("%-d %B %Y"), period.end().format("%-d %B %Y"))
}

/// A code's words: title and gloss. Unknown codes are shown as they stand.
pub(crate) struct Term {
    pub(crate) title: String,
    pub(crate) gloss: &'static str,
}

fn term(title: &str, gloss: &'static str) -> Term {
    Term { title: title.to_owned(), gloss }
}

fn unknown_code(code: &str) -> Term {
    let mut words = code.replace('_', " ");
    if let Some(first) = words.get(..1).map(str::to_uppercase) {
        words.replace_range(..1, &first);
    }
    Term { title: words, gloss: "" }
}

/// What stands between a pound and a local supplier.
pub(crate) fn verdict(code: &str) -> Term {
    match code {
        "local" => term("Stayed local", "Paid to a supplier whose address is inside the area."),
        "location_unknown" => term(
            "Cannot be placed",
            "The supplier's address is not known, or a wholesaler or NHS Supply Chain stands in front of the makers.",
        ),
        "uncategorised" => term("Not local, purpose unknown", "Paid elsewhere, and the ledger does not say for what."),
        "blocked" => term(
            "Blocked by a national rule",
            "A binding rule sends this purchase elsewhere, although a local supplier sells the same kind of thing.",
        ),
        "blocked_no_alternative" => {
            term("National rule, no local supplier", "A binding rule applies, but nobody local is known to sell it either.")
        }
        "steered" => term("Steered by national advice", "Advice, not law, points elsewhere; a local supplier exists."),
        "conditioned" => term(
            "Made harder for small bidders",
            "No rule blocks it, but bidding conditions add cost for the small firms and charities that could supply it.",
        ),
        "movable" => term("Could move", "No rule stands in the way and a local supplier exists: the organisation's own choice."),
        "no_local_market" => term("No local supplier known", "No rule stands in the way, but nobody local is known to sell it."),
        other => unknown_code(other),
    }
}

/// Whose money a payment is.
pub(crate) fn scope(code: &str) -> Term {
    match code {
        "third_party" => term("Independent suppliers", "Goods, services and works that could be bought from anyone."),
        "intermediary" => {
            term("Wholesalers and NHS Supply Chain", "Counted in full, but who makes the goods, and where, is hidden.")
        }
        "transfer" => term("Between public bodies", "Other NHS bodies, tax, pensions, payroll and loans."),
        "statutory" => term("Required by law", "Regulator fees, business rates, negligence scheme and levies."),
        "national_provision" => {
            term("Supplied centrally", "Blood, vaccines and national systems that can come from nowhere else.")
        }
        "locked" => term("Locked in", "Private-finance buildings and long leases: fixed for decades."),
        "individual" => term("Paid to people", "Individuals, who are never named."),
        "unidentified" => term("Payee cannot be told", "The ledger gives a code of its own where the supplier should stand."),
        other => unknown_code(other),
    }
}

/// A few words for a label in a chart.
pub(crate) fn short(code: &str) -> String {
    let short = match code {
        "local" => "Local",
        "location_unknown" => "Cannot be placed",
        "uncategorised" => "Purpose unknown",
        "blocked" => "Blocked by rules",
        "blocked_no_alternative" => "Rule, none local",
        "steered" => "Steered",
        "conditioned" => "Hard for small firms",
        "movable" => "Could move",
        "no_local_market" => "None local",
        "transfer" => "Public bodies",
        "statutory" => "Required by law",
        "national_provision" => "Central supply",
        "locked" => "Locked in",
        "individual" => "People",
        "unidentified" => "Payee unknown",
        other => return unknown_code(other).title,
    };
    short.to_owned()
}

/// How far away a payment goes.
pub(crate) fn ring(code: &str) -> Term {
    match code {
        "place" => term("Same council area", "The supplier is in a council area where the paying organisation has a site."),
        "ics" => term("Rest of the care system", "Inside the payer's integrated care system, outside its own council areas."),
        "region" => term("Rest of the region", "Inside the NHS region, outside the care system."),
        "uk" => term("Rest of the UK", "Elsewhere in the United Kingdom."),
        "overseas" => term("Abroad", "Outside the United Kingdom."),
        "unknown" => term("Cannot be placed", "The supplier's address is not known."),
        other => unknown_code(other),
    }
}

/// How binding a directive is.
pub(crate) fn force(code: &str) -> Term {
    match code {
        "mandatory" => term("Must be obeyed", "Law or a binding direction."),
        "comply_or_explain" => term("Comply or explain", "May be departed from with a written reason."),
        "recommended" => term("Recommended", "Advice: the organisation may decide otherwise."),
        "national_provision" => term("Supplied centrally", "Comes from a national supplier and nowhere else."),
        "contractual" => term("By contract", "Required by a contract the organisation has signed."),
        "bidder_condition" => term("Condition on bidders", "Suppliers must meet it to bid."),
        "permission" => term("Permission", "Allows local buying; forbids nothing."),
        "proposed" => term("Proposed", "Not in force."),
        other => unknown_code(other),
    }
}

/// What a directive does to local buying.
pub(crate) fn effect(code: &str) -> Term {
    match code {
        "blocks" => term("Blocks", "The purchase cannot go to a local supplier outside the named route."),
        "steers" => term("Steers", "Points elsewhere without forbidding."),
        "adds_bid_cost" => term("Makes bidding dearer", "Adds paperwork or conditions that weigh most on small bidders."),
        "permits_local" => term("Permits local", "May be used to choose a local supplier."),
        "removes_from_ledger" => term("Leaves the ledger", "The purchase is made nationally and never reaches this ledger."),
        other => unknown_code(other),
    }
}

/// How well a directive is sourced.
pub(crate) fn confidence(code: &str) -> Term {
    match code {
        "sourced" => term("Read at its source", ""),
        "secondary" => term("Known from reports of it", "Its own text has not been read."),
        "recalled" => term("From memory", "Shown for completeness; never part of a headline."),
        other => unknown_code(other),
    }
}

/// Living-wage status.
pub(crate) fn living_wage(code: &str) -> Term {
    match code {
        "accredited" => term("Accredited", "A living-wage employer on the day it was paid."),
        "recognised_provider" => term(
            "Recognised provider",
            "Pays its own head-office staff the living wage and offers it in bids: not the same as accredited.",
        ),
        "not_listed" => term("Not listed", "Not on the list of living-wage employers on the day it was paid."),
        "unresolved" => term("Not known", "Who the supplier is could not be settled."),
        other => unknown_code(other),
    }
}

/// How a supplier's name was matched.
pub(crate) fn match_status(code: &str) -> Term {
    match code {
        "auto" => term("Matched by evidence", "Name, number or address agree above the set threshold."),
        "review" => term("Waiting for a person", "A candidate exists but is not sure enough; counted as unknown."),
        "confirmed" => term("Confirmed by a person", ""),
        "refused" => term("Candidate refused by a person", "Treated as a supplier of its own."),
        "unmatched" => term("No register entry found", "A supplier of its own; its address may still be known from the ledger."),
        other => unknown_code(other),
    }
}

/// Where a supplier's address comes from.
pub(crate) fn location_source(code: &str) -> Term {
    match code {
        "decision" => term("A person's decision", ""),
        "ledger" => term("The ledger itself", ""),
        "supplier_list" => term("The organisation's supplier list", ""),
        "registered_office" => term("Registered office", "May be far from where the work is done."),
        "hidden" => {
            term("Hidden by a wholesaler", "NHS Supply Chain or a wholesaler was paid; where the makers are is not told.")
        }
        "" | "unknown" | "none" => term("Not known", ""),
        other => unknown_code(other),
    }
}

/// A kind of thing to mend.
pub(crate) fn action(code: &str) -> Term {
    let title = match code {
        "file_failed" => "Files that could not be read",
        "file_missing" | "month_missing" => "Months without a ledger",
        "control_total" => "Printed totals that do not agree",
        "rejected_line" => "Lines that could not be used",
        "figures_moved" => "Past quarters that have changed",
        "doubt" => "Doubts about how a file was read",
        "register_missing" => "Registers that are not here",
        "register_old" => "Registers out of date",
        "supplier_review" | "review" => "Suppliers for a person to confirm",
        "location_unknown" => "Suppliers whose place is not known",
        other => return unknown_code(other),
    };
    term(title, "")
}

/// Why a share is not shown.
pub(crate) fn withheld(reason: &str) -> String {
    let plain = reason.trim_end_matches('.').replace('_', " ");
    if plain.starts_with("Fewer than") {
        format!("Not shown: f{}.", &plain[1..])
    } else if plain.contains("not above zero") {
        "Not shown: nothing was paid, or credits cancel the payments, so there is nothing to take a share of.".to_owned()
    } else {
        format!("Not shown: {plain}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_round_half_away_from_zero_and_never_show_a_false_nought() {
        let check = |pence: i128, text: &str| assert_eq!(pounds(Money::from_pence(pence)), text);
        check(8_434_999_999, "£84.3m");
        check(8_435_000_000, "£84.4m");
        check(-8_435_000_000, "-£84.4m");
        check(12_345_670_000_000, "£123,456.7m");
        check(4_231_049, "£42,310");
        check(-50, "-£1");
        check(9_999_999, "£100,000");
        check(10_000_000, "£0.1m");
    }

    #[test]
    fn an_interval_that_reads_the_same_at_both_ends_is_one_figure() {
        assert_eq!(interval(0.31249, 0.31251), "31.2% to 31.3%");
        assert_eq!(interval(0.3121, 0.3122), "31.2%");
        assert_eq!(interval(-0.0001, 0.05), "0.0% to 5.0%");
        assert_eq!(interval(-0.021, 0.05), "-2.1% to 5.0%");
    }

    #[test]
    fn a_difference_keeps_its_sign_and_a_false_minus_is_dropped() {
        assert_eq!(points(0.0131), "+1.3 points");
        assert_eq!(points(-0.2), "-20.0 points");
        assert_eq!(points(-0.0001), "+0.0 points");
    }

    #[test]
    fn a_code_nobody_foresaw_is_shown_as_words() {
        assert_eq!(scope("brand_new").title, "Brand new");
        assert_eq!(verdict("").title, "");
        assert_eq!(ring("é_x").title, "é x", "a first letter of two bytes must not break the page");
    }
}
