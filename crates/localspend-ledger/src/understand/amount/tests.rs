//! Amounts as finance departments write them, each with the pence that a correct reading gives.

use super::*;

fn pence(text: &str) -> Option<i128> {
    match parse(text, DecimalMark::Point) {
        Amount::Money(reading) => Some(reading.money.pence()),
        _ => None,
    }
}

#[test]
fn every_spelling_of_money_gives_its_pence() {
    let cases = [
        ("1234.5", 123_450),
        ("1234", 123_400),
        ("1,234.56", 123_456),
        (" £1,234.56 ", 123_456),
        ("-£58,523.00", -5_852_300),
        ("£-58,523.00", -5_852_300),
        ("(1,234.00)", -123_400),
        ("(£1,234.00)", -123_400),
        ("£(1,234.00)", -123_400),
        ("1,234-", -123_400),
        ("1,234.00CR", -123_400),
        ("1,234.00 DR", 123_400),
        ("-", 0),
        (" - ", 0),
        ("£ -", 0),
        ("1.23E+05", 12_300_000),
        ("1.5e-1", 15),
        ("1\u{a0}234,567.89", 123_456_789),
        ("1 234.56", 123_456),
        ("Â£1,234.56", 123_456),
        ("\u{fffd}1,234.56", 123_456),
        (".5", 50),
        ("5.", 500),
        ("12.345", 1_235),
        ("-12.345", -1_235),
        ("0.005", 1),
        ("12,34,567.00", 123_456_700),
        ("GBP 12.00", 1_200),
        ("−12.00", -1_200),
        ("'12.00", 1_200),
        ("1234.5600000", 123_456),
    ];
    for (text, expected) in cases {
        assert_eq!(pence(text), Some(expected), "{text:?}");
    }
}

#[test]
fn what_is_not_one_clear_number_is_never_guessed() {
    for text in
        ["1,23", "12,3456", "abc", "1.2.3", "--5", "-5-", "(5)-", "5 CR CR", "12/01/2020", "N1234", "1e99", "£", "0x10", "1,2,3"]
    {
        assert_eq!(pence(text), None, "{text:?}");
    }
    assert_eq!(parse("####", DecimalMark::Point), Amount::Hashed);
    assert_eq!(parse("#REF!", DecimalMark::Point), Amount::Error);
    assert_eq!(parse("", DecimalMark::Point), Amount::Empty);
    assert_eq!(parse("\u{a0} ", DecimalMark::Point), Amount::Empty);
    assert_eq!(parse("99999999999999999999", DecimalMark::Point), Amount::TooLarge);
    assert_eq!(parse("1E+30", DecimalMark::Point), Amount::TooLarge);
}

#[test]
fn rounding_is_flagged_only_when_it_loses_something() {
    let rounded = |text| matches!(parse(text, DecimalMark::Point), Amount::Money(Reading { rounded: true, .. }));
    assert!(rounded("12.345"));
    assert!(!rounded("12.34000"));
    assert!(!rounded("12.340000000000001"), "arithmetic noise is not a third decimal");
    assert!(!rounded("12.339999999999998"));
    assert_eq!(pence("12.339999999999998"), Some(1_234));
}

#[test]
fn a_double_one_step_off_the_penny_is_that_penny() {
    let Amount::Money(reading) = read("", CellKind::Number(14.030_000_000_000_001), DecimalMark::Point) else {
        panic!("a number")
    };
    assert_eq!((reading.money.pence(), reading.rounded), (1_403, false));
    // Nine digits before the point leave the noise only five after the pence.
    let Amount::Money(reading) = read("", CellKind::Number(-404_569_479.829_999_9), DecimalMark::Point) else {
        panic!("a number")
    };
    assert_eq!((reading.money.pence(), reading.rounded), (-40_456_947_983, false));
}

#[test]
fn a_decimal_comma_is_read_where_the_file_uses_it() {
    let Amount::Money(reading) = parse("1.234,56", DecimalMark::Comma) else { panic!("money") };
    assert_eq!(reading.money.pence(), 123_456);
}
