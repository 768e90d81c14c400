//! The names of formats and encodings, and the spellings of money and periods in the mapping's JSON.

use localspend_model::{Money, Period};
use serde::Serializer;

use crate::parts::TextForm;
use crate::understand::evidence::Evidence;
use crate::workbook::Format;

/// `csv`, `tsv`, `xlsx` ...
pub(crate) fn format_name(format: Format, text: Option<&TextForm>) -> String {
    match text.and_then(|form| form.dialect.delimiter) {
        Some(b'\t') => "tsv".to_owned(),
        Some(_) => "csv".to_owned(),
        None if text.is_some() => "text".to_owned(),
        None => format.as_str().to_owned(),
    }
}

/// The encoding that the bytes of a text file showed.
pub(crate) fn encoding_name(evidences: &[Evidence]) -> Option<String> {
    let sum = |count: fn(&Evidence) -> u64| evidences.iter().map(count).sum::<u64>();
    let utf8 = sum(|evidence| evidence.utf8_records);
    let windows = sum(|evidence| evidence.windows_1252_records);
    let mac = sum(|evidence| evidence.mac_roman_records);
    let mut kinds: Vec<(u64, &str)> = vec![(utf8, "utf-8"), (windows, "windows-1252"), (mac, "macintosh")];
    kinds.retain(|(count, _)| *count > 0);
    kinds.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match kinds[..] {
        [] => Some("utf-8".to_owned()),
        [(_, only)] => Some(only.to_owned()),
        [(_, first), ref rest @ ..] => {
            Some(format!("{first} with {}", rest.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(" and ")))
        }
    }
}

pub(crate) fn some_money<S: Serializer>(money: &Money, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(money)
}

pub(crate) fn money<S: Serializer>(money: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
    match money {
        Some(money) => serializer.collect_str(money),
        None => serializer.serialize_none(),
    }
}

pub(crate) fn period<S: Serializer>(period: &Option<Period>, serializer: S) -> Result<S::Ok, S::Error> {
    match period {
        Some(period) => serializer.serialize_str(&period_text(*period)),
        None => serializer.serialize_none(),
    }
}

/// `2025-09`, or `2025-07..2025-09`.
pub(crate) fn period_text(period: Period) -> String {
    if period.first == period.last { period.first.to_string() } else { format!("{}..{}", period.first, period.last) }
}
