//! Amount cells of any text, and of any double.

use localspend_ledger::cell::CellKind;
use localspend_ledger::understand::amount::{Amount, DecimalMark, parse, read};
use localspend_model::Money;

/// Any text: what is money fits a cell of the lake, has all the digits of its text, and stays the same when written
/// plainly, with pounds or with white space. The first eight bytes are tried as a double too.
pub fn amount(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for mark in [DecimalMark::Point, DecimalMark::Comma] {
        let amount = parse(&text, mark);
        assert_eq!(parse(&format!("\u{a0} {text} "), mark), amount, "white space around {text:?} made another amount");
        let Amount::Money(reading) = amount else { continue };
        check(reading.money, &text);
        assert!(reading.decimals <= 2 || mark == DecimalMark::Point, "{text:?}");
        assert_eq!(digits_of(&text), digits_and_zeros(reading.money, &text), "{text:?} lost a digit: {}", reading.money);
    }
    if let Some(first) = bytes.first_chunk::<8>()
        && let Amount::Money(reading) = read("", CellKind::Number(f64::from_le_bytes(*first)), DecimalMark::Point)
    {
        check(reading.money, "a double");
    }
}

fn check(money: Money, text: &str) {
    assert!(money.fits_cell(), "{text:?} does not fit a cell");
    for written in [money.to_string(), money.display_pounds(), format!("{money}000")] {
        let again = parse(&written, DecimalMark::Point);
        let Amount::Money(reading) = again else { panic!("{text:?} was read and {written:?} is not: {again:?}") };
        assert_eq!((reading.money, reading.rounded), (money, false), "{text:?} written as {written:?}");
    }
}

/// The significant digits of a text that is an amount, as far as the penny and no exponent reach; else nothing.
fn digits_of(text: &str) -> Option<String> {
    if text.contains(['e', 'E', '.', ',']) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    Some(digits.trim_start_matches('0').to_owned())
}

fn digits_and_zeros(money: Money, text: &str) -> Option<String> {
    digits_of(text).map(|_| {
        let pounds = money.pence().unsigned_abs() / 100;
        assert_eq!(money.pence() % 100, 0, "{text:?} has pence that nobody wrote");
        if pounds == 0 { String::new() } else { pounds.to_string() }
    })
}
