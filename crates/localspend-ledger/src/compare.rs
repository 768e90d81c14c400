//! A file beside the organisation's other months: a layout that changed, and a sum far from the others. Both are doubts
//! for a person; neither changes a verdict.

use std::collections::BTreeMap;

use localspend_model::Money;
use serde_json::Value;

use crate::understand::label::normalise;

/// Other months that a sum is compared with, at least.
const FEWEST_MONTHS: usize = 4;
/// How many times the usual sum is far away. Real organisations vary threefold from month to month.
const FAR: u64 = 6;

/// What differs between the layouts of two files, in words; both are `files.mapping`. Empty when they agree.
pub fn layout_changes(before: &str, now: &str) -> Vec<String> {
    let (Some(before), Some(now)) = (Table::of(before), Table::of(now)) else { return Vec::new() };
    let mut changes = Vec::new();
    for (field, label) in &before.columns {
        match now.columns.get(field) {
            None => changes.push(format!("{field} is no longer there (was `{label}`)")),
            Some(other) if normalise(other) != normalise(label) => changes.push(format!("{field} is `{other}` (was `{label}`)")),
            Some(_) => {}
        }
    }
    for (field, label) in now.columns.iter().filter(|(field, _)| !before.columns.contains_key(*field)) {
        changes.push(format!("{field} is new (`{label}`)"));
    }
    if before.header != now.header {
        changes.push(if now.header { "there is a header now" } else { "there is no header any more" }.to_owned());
    }
    for (what, then, today) in [
        ("dates are written", &before.date_order, &now.date_order),
        ("pence are written", &before.decimal_mark, &now.decimal_mark),
    ] {
        if then != today {
            changes.push(format!("{what} {today} (was {then})"));
        }
    }
    changes
}

/// What is compared of a file's main table.
struct Table {
    columns: BTreeMap<String, String>,
    header: bool,
    date_order: String,
    decimal_mark: String,
}

impl Table {
    /// The table with most columns understood.
    fn of(mapping: &str) -> Option<Table> {
        let mapping: Value = serde_json::from_str(mapping).ok()?;
        let tables = mapping.get("sheets")?.as_array()?.iter().filter_map(|sheet| Table::of_plan(sheet.get("plan")?));
        tables.max_by_key(|table| table.columns.len()).filter(|table| !table.columns.is_empty())
    }

    fn of_plan(plan: &Value) -> Option<Table> {
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let columns = plan.get("columns")?.as_array()?.iter();
        let understood = columns.map(|column| (text(column, "field"), text(column, "label")));
        Some(Table {
            columns: understood.filter(|(field, _)| !field.is_empty() && field != "other").collect(),
            header: plan.get("header_rows").and_then(Value::as_array).is_some_and(|rows| !rows.is_empty()),
            date_order: text(plan, "date_order").replace('_', " "),
            decimal_mark: text(plan, "decimal_mark"),
        })
    }
}

/// What is far about a month's sum beside the organisation's other months; `None` when nothing is, or when there are too
/// few to say.
pub fn sum_is_far(sum: Money, others: &[Money]) -> Option<String> {
    let mut others: Vec<i128> = others.iter().map(|money| money.pence()).collect();
    others.sort_unstable();
    let usual = *others.get(others.len() / 2).filter(|_| others.len() >= FEWEST_MONTHS)?;
    let (sum, far) = (sum.pence(), i128::from(FAR));
    let outside = |value: i128| value > usual.saturating_mul(far) || value.saturating_mul(far) < usual;
    // A month like another odd month of the same organisation is its way of paying, not a slip.
    let alone = others.iter().filter(|other| outside(**other)).count() * 8 <= others.len();
    (usual > 0 && outside(sum) && alone).then(|| {
        format!(
            "its payments add up to {}, and the organisation's other {} months usually to {}",
            Money::from_pence(sum).display_pounds(),
            others.len(),
            Money::from_pence(usual).display_pounds()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Hints, Limits, Source, inspect};

    fn mapping(file: &str) -> String {
        let hints = Hints { file_name: "May 2025.csv".to_owned(), ..Hints::default() };
        inspect(Source::Bytes(file.as_bytes()), &hints, &Limits::default()).unwrap().mapping_json()
    }

    #[test]
    fn a_column_that_went_or_changed_its_label_is_told() {
        let before = "Date,Supplier,Postcode,Amount\n01/05/2025,Ash Ltd,ZZ1 1AA,10.00\n13/05/2025,Elm Ltd,ZZ1 1AB,12.00\n";
        let now = "Date,Supplier,Amount\n01/05/2025,Ash Ltd,10.00\n13/05/2025,Elm Ltd,12.00\n";
        assert_eq!(layout_changes(&mapping(before), &mapping(before)), Vec::<String>::new());
        assert_eq!(layout_changes(&mapping(before), &mapping(now)), ["supplier_postcode is no longer there (was `Postcode`)"]);
        let renamed = now.replace("Amount", "Net Value");
        assert_eq!(layout_changes(&mapping(now), &mapping(&renamed)), ["amount is `Net Value` (was `Amount`)"]);
        assert_eq!(layout_changes("{}", &mapping(now)), Vec::<String>::new(), "a file that failed has no layout");
    }

    #[test]
    fn a_sum_far_from_the_other_months_is_told_and_an_ordinary_one_is_not() {
        let pounds = |pounds: i128| Money::from_pence(pounds * 100);
        let others: Vec<Money> = [90, 100, 110, 250, 40].map(pounds).to_vec();
        assert_eq!(sum_is_far(pounds(280), &others), None);
        assert!(sum_is_far(pounds(9_000), &others).is_some_and(|what| what.contains("£9,000.00") && what.contains("£100.00")));
        assert!(sum_is_far(pounds(10), &others).is_some());
        assert!(sum_is_far(pounds(-100), &others).is_some());
        assert_eq!(sum_is_far(pounds(9_000), &others[..3]), None, "three months are no habit");
    }
}
