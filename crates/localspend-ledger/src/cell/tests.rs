//! What a cell says, and that a double becomes pence exactly once and rightly.

use super::*;
use proptest::prelude::*;

fn shows(cell: Cell, text: &str) {
    assert_eq!(cell.text, text, "{:?}", cell.kind);
}

#[test]
fn numbers_read_as_a_person_wrote_them() {
    shows(Cell::number(10_005_331.0), "10005331");
    shows(Cell::number(-0.0), "0");
    shows(Cell::number(1234.5), "1234.5");
    shows(Cell::number(0.1 + 0.2), "0.30000000000000004");
    shows(Cell::number(1e300), "1E+300");
    shows(Cell::number(-2.5e-12), "-2.5E-12");
    shows(Cell::number(123_456_789_012_345_680.0), "123456789012345680");
}

#[test]
fn pence_are_rounded_half_up_on_what_was_typed() {
    for (value, pence) in [
        (1.005, 101),
        (-1.005, -101),
        (0.285, 29),
        (2.675, 268),
        (1.004_999_999, 100),
        (26_040.560_000_000_004, 2_604_056),
        (0.0, 0),
        (-0.004, 0),
        (0.005, 1),
        (999_999_999_999.99, 99_999_999_999_999),
        (1e15, 100_000_000_000_000_000),
        (1e-300, 0),
    ] {
        assert_eq!(pence_from_double(value), Some(pence), "{value}");
    }
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e35, f64::MAX] {
        assert_eq!(pence_from_double(value), None, "{value}");
    }
}

#[test]
fn day_numbers_become_dates_in_both_systems() {
    let date = |value| Cell::from_serial(value, NumberUse::DateTime, DateSystem::From1900);
    shows(date(43_922.0), "2020-04-01");
    shows(date(43_922.5), "2020-04-01T12:00:00");
    shows(date(1.0), "1900-01-01");
    shows(date(59.0), "1900-02-28");
    shows(date(61.0), "1900-03-01");
    shows(date(60.0), "60");
    shows(date(0.75), "18:00:00");
    shows(date(-1.0), "-1");
    shows(date(3_000_000.0), "3000000");
    shows(date(2_958_465.0), "9999-12-31");
    shows(date(2_958_465.999_999_999_5), "2958465.9999999995");
    shows(date(43_921.999_999_999), "2020-04-01");
    shows(Cell::from_serial(42_460.0, NumberUse::DateTime, DateSystem::From1904), "2020-04-01");
    shows(Cell::from_serial(2_958_465.0, NumberUse::DateTime, DateSystem::From1904), "2958465");
    shows(Cell::from_serial(2.0625, NumberUse::Duration, DateSystem::From1900), "49:30:00");
    shows(Cell::from_serial(f64::NAN, NumberUse::DateTime, DateSystem::From1900), "NaN");
}

#[test]
fn an_amount_shown_as_a_date_can_be_taken_back() {
    for value in [25_000.0, 25_123.45, 61.0, 59.0, 1.0, 40.5] {
        let cell = Cell::from_serial(value, NumberUse::DateTime, DateSystem::From1900);
        let behind = cell.number_behind().unwrap();
        assert!((behind - value).abs() < 1e-7, "{value} came back as {behind} from {cell:?}");
    }
}

#[test]
fn blank_is_what_a_person_sees_as_blank() {
    assert!(Cell::text(" \u{a0}\t").is_blank() && Cell::EMPTY.is_blank());
    assert!(!Cell::number(0.0).is_blank());
    assert_eq!(Cell::text("").kind, CellKind::Empty);
}

proptest! {
    // A penny amount typed into Excel, or one ulp off it after some arithmetic, must come back as that many pence.
    #[test]
    fn every_penny_survives_with_its_neighbours(pence in -10_000_000_000_000i64..10_000_000_000_000) {
        let typed: f64 = format!("{}{}.{:02}", if pence < 0 { "-" } else { "" }, pence.abs() / 100, pence.abs() % 100).parse().unwrap();
        for value in [typed, typed.next_up(), typed.next_down(), pence as f64 / 100.0] {
            prop_assert_eq!(pence_from_double(value), Some(i128::from(pence)), "{}", value);
        }
    }

    // Three decimals typed by a person: the third digit decides, exactly as on paper.
    #[test]
    fn a_typed_third_decimal_rounds_as_on_paper(mills in 0u64..100_000_000_000) {
        let typed: f64 = format!("{}.{:03}", mills / 1000, mills % 1000).parse().unwrap();
        let paper = i128::from((mills + 5) / 10);
        prop_assert_eq!(pence_from_double(typed), Some(paper));
        prop_assert_eq!(pence_from_double(-typed), Some(-paper));
    }

    #[test]
    fn no_double_makes_it_panic_and_text_reads_back(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        let _ = pence_from_double(value);
        if value.is_finite() {
            prop_assert_eq!(number_text(value).parse::<f64>().unwrap(), value);
        }
        for system in [DateSystem::From1900, DateSystem::From1904] {
            for number_use in [NumberUse::Plain, NumberUse::DateTime, NumberUse::Duration] {
                let _ = Cell::from_serial(value, number_use, system).number_behind();
            }
        }
    }

    #[test]
    fn whole_days_come_back(day in 61u32..2_958_465) {
        let cell = Cell::from_serial(f64::from(day), NumberUse::DateTime, DateSystem::From1900);
        prop_assert!(matches!(cell.kind, CellKind::Date(_)));
        prop_assert_eq!(cell.number_behind(), Some(f64::from(day)));
    }
}
