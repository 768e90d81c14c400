//! Reads dates in every spelling ledgers use. Which of day and month comes first is a fact about the file, not the
//! cell: a cell only says which orders it fits.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::cell::CellKind;
use crate::record::trim;

/// Which part of a numeric date comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 31/12/2020
    #[default]
    DayMonth,
    /// 12/31/2020
    MonthDay,
}

/// What a date cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateCell {
    /// Nothing.
    Empty,
    /// `####`
    Hashed,
    /// One day, whatever the order.
    Certain(NaiveDate),
    /// A real date of a workbook (a spreadsheet may have exchanged day and month when it was typed).
    Stored(NaiveDate),
    /// Numeric, and only day before month gives a date.
    OnlyDayMonth(NaiveDate),
    /// Numeric, and only month before day gives a date.
    OnlyMonthDay(NaiveDate),
    /// Numeric, and both orders give a date: day first, then month first.
    Either(NaiveDate, NaiveDate),
    /// No date.
    Unreadable,
}

impl DateCell {
    /// The date under an order.
    pub fn resolve(self, order: DateOrder) -> Option<NaiveDate> {
        match self {
            DateCell::Certain(date) | DateCell::Stored(date) | DateCell::OnlyDayMonth(date) | DateCell::OnlyMonthDay(date) => {
                Some(date)
            }
            DateCell::Either(day_first, month_first) => Some(match order {
                DateOrder::DayMonth => day_first,
                DateOrder::MonthDay => month_first,
            }),
            DateCell::Empty | DateCell::Hashed | DateCell::Unreadable => None,
        }
    }

    /// True when it says some day.
    pub fn is_date(self) -> bool {
        !matches!(self, DateCell::Empty | DateCell::Hashed | DateCell::Unreadable)
    }
}

/// Reads a date cell.
pub fn read(text: &str, kind: CellKind) -> DateCell {
    match kind {
        CellKind::Date(date) => plausible(date).map_or(DateCell::Unreadable, DateCell::Stored),
        CellKind::DateTime(moment) => plausible(moment.date()).map_or(DateCell::Unreadable, DateCell::Stored),
        CellKind::Number(value) => serial(value).map_or(DateCell::Unreadable, DateCell::Certain),
        CellKind::Time(_) | CellKind::Duration(_) | CellKind::Bool(_) | CellKind::Error => DateCell::Unreadable,
        CellKind::Empty | CellKind::Text => parse(text),
    }
}

/// Reads a date from text.
pub fn parse(text: &str) -> DateCell {
    if let Some([a, b, c]) = plain(text.as_bytes()) {
        return triple(a, b, c);
    }
    let text = trim(text).trim_matches(|c| matches!(c, '\'' | '"' | '`' | '.' | ','));
    if text.is_empty() {
        return DateCell::Empty;
    }
    if text.len() >= 2 && text.bytes().all(|byte| byte == b'#') {
        return DateCell::Hashed;
    }
    if text.len() > 48 {
        return DateCell::Unreadable;
    }
    let mut parts = [Part::default(); 4];
    let Some((parts, rest)) = split_parts(text, &mut parts) else { return DateCell::Unreadable };
    if !rest_is_time(rest) {
        return DateCell::Unreadable;
    }
    match parts {
        [one] => single(*one),
        [a, b, c] => triple(*a, *b, *c),
        _ => DateCell::Unreadable,
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Part {
    number: u32,
    digits: usize,
    /// Month number when the part is a month's name.
    month: Option<u32>,
}

/// The everyday spellings, `31/12/2020` and `2020-12-31`, told by their places alone.
fn plain(bytes: &[u8]) -> Option<[Part; 3]> {
    let is_mark = |byte: u8| matches!(byte, b'/' | b'-' | b'.');
    let number = |digits: &[u8]| -> Option<Part> {
        digits.iter().try_fold(Part { digits: digits.len(), ..Part::default() }, |part, byte| {
            byte.is_ascii_digit().then(|| Part { number: part.number * 10 + u32::from(byte - b'0'), ..part })
        })
    };
    let bytes: &[u8; 10] = bytes.try_into().ok()?;
    match bytes {
        [_, _, first, _, _, second, ..] if is_mark(*first) && is_mark(*second) => {
            Some([number(&bytes[..2])?, number(&bytes[3..5])?, number(&bytes[6..])?])
        }
        [_, _, _, _, first, _, _, second, ..] if is_mark(*first) && is_mark(*second) => {
            Some([number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?])
        }
        _ => None,
    }
}

/// Splits the date part off the front: up to three numbers or month names. What is left must be a time of day.
fn split_parts<'a, 'p>(text: &'a str, parts: &'p mut [Part; 4]) -> Option<(&'p [Part], &'a str)> {
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() && count < 3 {
        let start = at;
        if bytes[at].is_ascii_digit() {
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
            if at - start > 14 {
                return None;
            }
            let digits = (at - start).min(8);
            let number = text[start..start + digits].parse().ok()?;
            parts[count] = Part { number, digits: at - start, month: None };
            count += 1;
            for suffix in ["st", "nd", "rd", "th"] {
                if bytes.get(at..at + 2).is_some_and(|next| next.eq_ignore_ascii_case(suffix.as_bytes())) {
                    at += 2;
                    break;
                }
            }
        } else if bytes[at].is_ascii_alphabetic() {
            while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
                at += 1;
            }
            let word = &text[start..at];
            if let Some(month) = month_name(word) {
                parts[count] = Part { number: month, digits: 0, month: Some(month) };
                count += 1;
            } else if !(is_day_name(word) || word.eq_ignore_ascii_case("of")) {
                return if count > 0 { Some((&parts[..count], &text[start..])) } else { None };
            }
        } else if matches!(bytes[at], b'/' | b'-' | b'.' | b' ' | b',' | b'_' | b'\\' | b'\'' | b'\t') {
            at += 1;
        } else if text[at..].starts_with('\u{a0}') || text[at..].starts_with('–') {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        } else {
            return None;
        }
    }
    Some((&parts[..count], &text[at..]))
}

/// A time of day, a time zone, or nothing.
fn rest_is_time(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|c: char| c == 'T' || c == 't' || c == ',' || c.is_whitespace());
    rest.is_empty()
        || rest.contains(':') && rest.len() <= 32 && rest.chars().all(|c| c.is_ascii_digit() || ":. +-ZzAaPpMmUTCGB".contains(c))
}

fn single(part: Part) -> DateCell {
    match (part.digits, part.number) {
        // 20200430
        (8, number) => {
            let year_first = date(number / 10_000, number / 100 % 100, number % 100);
            let day_first = date(number % 10_000, number / 10_000 % 100, number / 1_000_000);
            match (year_first, day_first) {
                (Some(date), _) | (None, Some(date)) => DateCell::Certain(date),
                (None, None) => DateCell::Unreadable,
            }
        }
        // An Excel day number as text.
        (5, number) => serial(f64::from(number)).map_or(DateCell::Unreadable, DateCell::Certain),
        _ => DateCell::Unreadable,
    }
}

fn triple(a: Part, b: Part, c: Part) -> DateCell {
    let certain = |date: Option<NaiveDate>| date.map_or(DateCell::Unreadable, DateCell::Certain);
    match (a.month, b.month, c.month) {
        // 5 Apr 2020, 5-Apr-20
        (None, Some(month), None) if a.digits <= 2 => certain(date(year(c), month, a.number)),
        // 2020-Apr-05
        (None, Some(month), None) if a.digits == 4 => certain(date(a.number, month, c.number)),
        // April 5, 2020
        (Some(month), None, None) => certain(date(year(c), month, b.number)),
        // 2020-04-30
        (None, None, None) if a.digits == 4 && b.digits <= 2 && c.digits <= 2 => certain(date(a.number, b.number, c.number)),
        (None, None, None) if a.digits <= 2 && b.digits <= 2 && (c.digits == 4 || c.digits == 2) => {
            match (date(year(c), b.number, a.number), date(year(c), a.number, b.number)) {
                (Some(one), Some(other)) if one == other => DateCell::Certain(one),
                (Some(day_first), Some(month_first)) => DateCell::Either(day_first, month_first),
                (Some(date), None) => DateCell::OnlyDayMonth(date),
                (None, Some(date)) => DateCell::OnlyMonthDay(date),
                (None, None) => DateCell::Unreadable,
            }
        }
        _ => DateCell::Unreadable,
    }
}

/// A year of two digits lies between 1970 and 2069.
fn year(part: Part) -> u32 {
    match (part.digits, part.number) {
        (2, number @ 0..70) => 2000 + number,
        (2, number) => 1900 + number,
        (4, number) => number,
        _ => 0,
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    plausible(NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?)
}

/// No payment of a ledger in use lies outside these years; numbers that look like dates often do.
fn plausible(date: NaiveDate) -> Option<NaiveDate> {
    (1950..=2100).contains(&date.year()).then_some(date)
}

/// An Excel day number: 1970 to 2100 only, so that small numbers and references are not dates.
fn serial(value: f64) -> Option<NaiveDate> {
    if !(25_569.0..73_416.0).contains(&value) {
        return None;
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(value as u64))
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The month a word names: its whole name or a usual short form, in any case.
pub fn month_name(word: &str) -> Option<u32> {
    let length = word.len();
    if !(3..=9).contains(&length) || !word.is_ascii() {
        return None;
    }
    MONTHS
        .iter()
        .position(|month| {
            let fits = length == 3 || length == month.len() || length == 4 && *month == "september";
            fits && month.get(..length).is_some_and(|start| start.eq_ignore_ascii_case(word))
        })
        .map(|index| index as u32 + 1)
}

/// The full names of the months, January first.
pub fn month_names() -> &'static [&'static str; 12] {
    &MONTHS
}

fn is_day_name(word: &str) -> bool {
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].iter().any(|day| {
        word.eq_ignore_ascii_case(day)
            || word.len() >= 3 && word.len() <= 5 && day.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
    })
}

#[cfg(test)]
mod tests;
