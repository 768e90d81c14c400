//! Date cells of any text.

use chrono::{Datelike, NaiveDate};
use localspend_ledger::understand::date::{DateCell, DateOrder, parse};

/// Any text: what is a date is one that a ledger can hold, stays the same day when written plainly, and does not depend
/// on the white space around it.
pub fn date(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let cell = parse(&text);
    assert_eq!(parse(&format!(" \u{a0}{text}\t")), cell, "white space around {text:?} made another date");
    for order in [DateOrder::DayMonth, DateOrder::MonthDay] {
        match cell.resolve(order) {
            Some(date) => check(date, &text),
            None => assert!(!cell.is_date()),
        }
    }
    match cell {
        DateCell::Either(day_first, month_first) => {
            assert_ne!(day_first, month_first, "one day that fits both orders is certain: {text:?}");
            assert_eq!((day_first.day(), day_first.month()), (month_first.month(), month_first.day()));
            assert_eq!(day_first.year(), month_first.year());
        }
        DateCell::OnlyDayMonth(date) | DateCell::OnlyMonthDay(date) => {
            assert!(date.day() > 12, "a day up to 12 fits both orders: {text:?}");
        }
        DateCell::Certain(_) | DateCell::Stored(_) | DateCell::Empty | DateCell::Hashed | DateCell::Unreadable => {}
    }
}

fn check(date: NaiveDate, text: &str) {
    assert!((1950..=2100).contains(&date.year()), "{text:?} is no date of a ledger");
    assert_eq!(parse(&date.format("%Y-%m-%d").to_string()), DateCell::Certain(date), "{text:?} written plainly is another day");
}
