//! Months, quarters and days of the sample. The pipeline has its own calendar; this one is written apart from it on
//! purpose, so that a mistake in one is seen by the other.

use chrono::{Datelike, NaiveDate};

/// A month counted from January of year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

/// English month names.
pub const NAMES: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

impl Month {
    /// From year and number.
    pub const fn new(year: i32, number: i32) -> Month {
        Month(year * 12 + number - 1)
    }

    /// The month of a date.
    pub fn of(date: NaiveDate) -> Month {
        Month::new(date.year(), date.month() as i32)
    }

    /// Calendar year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub const fn number(self) -> u32 {
        (self.0.rem_euclid(12) + 1) as u32
    }

    /// English name.
    pub fn name(self) -> &'static str {
        NAMES[self.number() as usize - 1]
    }

    /// A day of it; days past its end give the last one.
    pub fn day(self, day: u32) -> NaiveDate {
        (0..4).find_map(|less| NaiveDate::from_ymd_opt(self.year(), self.number(), day - less)).unwrap_or_default()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.day(31)
    }

    /// The quarter, counted from the first quarter of the financial year 0.
    pub const fn quarter(self) -> Quarter {
        Quarter((self.0 - 3).div_euclid(3))
    }

    /// Number in the financial year, April = 1.
    pub const fn financial_period(self) -> i32 {
        (self.0 - 3).rem_euclid(12) + 1
    }

    /// `2025-04`.
    pub fn label(self) -> String {
        format!("{:04}-{:02}", self.year(), self.number())
    }
}

/// A quarter of the NHS financial year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(pub i32);

impl Quarter {
    /// `2025-26 Q1`.
    pub fn label(self) -> String {
        let start = self.0.div_euclid(4);
        format!("{:04}-{:02} Q{}", start, (start + 1).rem_euclid(100), self.0.rem_euclid(4) + 1)
    }
}

/// A date known to exist; the first of January 1970 when it does not.
pub fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_fall_into_the_quarters_of_the_financial_year() {
        assert_eq!(Month::new(2023, 4).quarter().label(), "2023-24 Q1");
        assert_eq!(Month::new(2024, 3).quarter().label(), "2023-24 Q4");
        assert_eq!(Month::new(2025, 6).quarter().label(), "2025-26 Q1");
        assert_eq!(Month::new(2024, 3).financial_period(), 12);
        assert_eq!(Month::new(2024, 2).last_day(), date(2024, 2, 29));
    }
}
