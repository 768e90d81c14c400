//! What a finance department writes comes back: amounts and dates in every style the reader knows, tables in every
//! dialect and encoding.

use chrono::{Datelike, NaiveDate};
use localspend_ledger::cell::{Cell, CellKind, DateSystem, NumberUse};
use localspend_ledger::text::dialect::Dialect;
use localspend_ledger::understand::amount::{self, Amount, DecimalMark};
use localspend_ledger::understand::date::{self, DateCell, DateOrder};
use localspend_model::Money;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::bodies;

/// The digits of pounds with `separator` between thousands.
fn grouped(pence: i128, separator: &str, mark: &str) -> String {
    let magnitude = pence.unsigned_abs();
    let digits = (magnitude / 100).to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    format!("{out}{mark}{:02}", magnitude % 100)
}

/// Every way in which a ledger writes a number of pence.
fn amount_styles(pence: i128) -> Vec<String> {
    let plain = grouped(pence, "", ".");
    let with_commas = grouped(pence, ",", ".");
    let mut styles = Vec::new();
    for number in
        [plain.clone(), with_commas.clone(), grouped(pence, " ", "."), grouped(pence, "\u{a0}", "."), format!("{plain}000")]
    {
        match pence < 0 {
            true => styles.extend([
                format!("-{number}"),
                format!("−{number}"),
                format!("{number}-"),
                format!("({number})"),
                format!("(£{number})"),
                format!("£({number})"),
                format!("-£{number}"),
                format!("£-{number}"),
                format!("£ -{number} "),
                format!("{number}CR"),
                format!("{number} cr"),
                format!("'-{number}"),
                format!("-Â£{number}"),
            ]),
            false => styles.extend([
                number.clone(),
                format!(" {number} "),
                format!("£{number}"),
                format!("£ {number}"),
                format!("+{number}"),
                format!("{number} DR"),
                format!("GBP {number}"),
                format!("{number} GBP"),
                format!("Â£{number}"),
                format!("\u{fffd}{number}"),
                format!("'{number}"),
                format!("\u{a0}{number}\u{a0}"),
            ]),
        }
    }
    // Trailing zeros that a spreadsheet cut, and its powers of ten.
    let cut = plain.trim_end_matches('0').trim_end_matches('.');
    let sign = if pence < 0 { "-" } else { "" };
    styles.push(format!("{sign}{cut}"));
    styles.push(format!("{sign}{}E-02", pence.unsigned_abs()));
    styles.push(format!("{sign}{plain}E+00"));
    styles
}

/// Every way in which a ledger writes a day, and whether it says the day by itself.
fn date_styles(day: NaiveDate) -> Vec<(String, bool)> {
    let certain = [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y%m%d",
        "%d-%b-%Y",
        "%d-%b-%y",
        "%e %B %Y",
        "%d %b %Y",
        "%B %e, %Y",
        "%A, %e %B %Y",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%d.%b.%Y",
        "%Y-%b-%d",
        "%d%b%Y",
    ];
    let numeric =
        ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%-d/%-m/%Y", "%d/%m/%Y 00:00:00", "%d/%m/%Y %H:%M", "%d %m %Y"];
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let write = |style: &&str| midnight.format(style).to_string();
    let short_year = (1970..2070).contains(&day.year());
    let fits = |style: &&&str| short_year || !style.contains("%y");
    let mut styles: Vec<(String, bool)> = certain.iter().filter(fits).map(|style| (write(style), true)).collect();
    styles.extend(numeric.iter().filter(fits).map(|style| (write(style), false)));
    let upper: Vec<(String, bool)> = styles.iter().map(|(text, sure)| (format!("{} ", text.to_uppercase()), *sure)).collect();
    styles.extend(upper);
    styles
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (1950..2101_i32, 1..367_u32).prop_filter_map("a day that exists", |(year, day)| NaiveDate::from_yo_opt(year, day))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_amount_comes_back_from_every_style(pence in prop_oneof![-100_000_000_i64..100_000_000, -999_999_999_999_999_999..=999_999_999_999_999_999_i64]) {
        let money = Money::from_pence(i128::from(pence));
        for text in amount_styles(i128::from(pence)) {
            match amount::parse(&text, DecimalMark::Point) {
                Amount::Money(reading) => prop_assert_eq!((reading.money, reading.rounded), (money, false), "{:?}", text),
                other => prop_assert!(false, "{text:?} is {other:?}"),
            }
        }
        let comma = format!("{}{}", if pence < 0 { "-" } else { "" }, grouped(i128::from(pence), ".", ","));
        prop_assert!(matches!(amount::parse(&comma, DecimalMark::Comma), Amount::Money(reading) if reading.money == money), "{}", comma);
    }

    /// A spreadsheet holds a double; up to fifteen digits of it are what the person typed.
    #[test]
    fn an_amount_comes_back_from_a_spreadsheet(pence in -99_999_999_999_999_i64..=99_999_999_999_999, off in -1..=1_i64) {
        let typed: f64 = Money::from_pence(i128::from(pence)).to_string().parse().unwrap();
        // A sum of doubles is often one step off its penny; up to a billion pounds that is less than half of one.
        let value = if pence.abs() < 100_000_000_000 && pence != 0 { f64::from_bits((typed.to_bits() as i64 + off) as u64) } else { typed };
        match amount::read("", CellKind::Number(value), DecimalMark::Point) {
            Amount::Money(reading) => prop_assert_eq!((reading.money.pence(), reading.rounded), (i128::from(pence), false)),
            other => prop_assert!(false, "{value} is {other:?}"),
        }
    }

    #[test]
    fn a_day_comes_back_from_every_style(day in day()) {
        for (text, sure) in date_styles(day) {
            let cell = date::parse(&text);
            prop_assert_eq!(cell.resolve(DateOrder::DayMonth), Some(day), "{:?} is {:?}", text, cell);
            prop_assert!(!sure || cell == DateCell::Certain(day), "{:?} is {:?}", text, cell);
        }
        for style in ["%m/%d/%Y", "%-m/%-d/%Y", "%m-%d-%Y 10:02"] {
            let text = day.format(style).to_string();
            prop_assert_eq!(date::parse(&text).resolve(DateOrder::MonthDay), Some(day), "{:?}", text);
        }
    }

    #[test]
    fn a_day_comes_back_from_both_calendars_of_a_spreadsheet(day in day()) {
        for (system, first) in [(DateSystem::From1900, (1899, 12, 30)), (DateSystem::From1904, (1904, 1, 1))] {
            let first = NaiveDate::from_ymd_opt(first.0, first.1, first.2).unwrap();
            let serial = day.signed_duration_since(first).num_days() as f64;
            let cell = Cell::from_serial(serial, NumberUse::DateTime, system);
            prop_assert_eq!(date::read(&cell.text, cell.kind), DateCell::Stored(day));
        }
        let serial = day.signed_duration_since(NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
        if day.year() >= 1970 {
            prop_assert_eq!(date::parse(&serial.to_string()), DateCell::Certain(day), "a day number as text");
        }
    }

    /// A table written by another library's CSV writer comes back cell by cell, in any usual dialect.
    #[test]
    fn a_table_comes_back_in_every_dialect(
        table in vec(vec("[ -~£é\n\r–]{0,12}", 3), 1..12), delimiter in prop::sample::select(b",;\t|".to_vec()),
        crlf in any::<bool>(), always in any::<bool>(), step in 1..40_usize,
    ) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
            .quote_style(if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
            .from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let dialect = Dialect { delimiter: Some(delimiter), ..Dialect::default() };
        let read: Vec<Vec<String>> = bodies::records(&bytes, dialect, step).into_iter().map(|(_, cells)| cells).collect();
        prop_assert_eq!(read, table);
    }
}
