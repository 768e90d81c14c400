//! Dates as finance departments write them, each with the day that a correct reading gives.

use super::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn one_day_in_every_certain_spelling() {
    let spellings = [
        "30-Apr-20",
        "30-APR-2020 ",
        "30 April 2020",
        "30th April 2020",
        "April 30, 2020",
        "2020-04-30",
        "2020-04-30 00:00:00",
        "2020-04-30T09:15:00Z",
        "20200430",
        "43951",
        "Thu 30 Apr 2020",
        "2020/04/30",
        "30.Apr.2020",
    ];
    for text in spellings {
        assert_eq!(parse(text), DateCell::Certain(day(2020, 4, 30)), "{text:?}");
    }
    assert_eq!(parse("30/04/2020"), DateCell::OnlyDayMonth(day(2020, 4, 30)));
    assert_eq!(parse("30/04/20 10:02"), DateCell::OnlyDayMonth(day(2020, 4, 30)));
    assert_eq!(parse("4/30/2020"), DateCell::OnlyMonthDay(day(2020, 4, 30)));
}

#[test]
fn a_date_that_fits_both_orders_keeps_both() {
    assert_eq!(parse("05/04/2020"), DateCell::Either(day(2020, 4, 5), day(2020, 5, 4)));
    assert_eq!(parse("04/04/2020"), DateCell::Certain(day(2020, 4, 4)));
    assert_eq!(parse("05/04/2020").resolve(DateOrder::MonthDay), Some(day(2020, 5, 4)));
}

#[test]
fn references_and_damage_are_not_dates() {
    for text in
        ["31/02/2020", "1468648", "12345678901", "id:1294", "2020", "Capital", "1.5", "-", "99/99/9999", "1/2", "00/01/2020"]
    {
        assert!(!parse(text).is_date(), "{text:?} was read as {:?}", parse(text));
    }
    assert_eq!(parse("########"), DateCell::Hashed);
    assert_eq!(parse(" \u{a0}"), DateCell::Empty);
}
