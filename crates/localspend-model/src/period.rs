//! Months, file periods and quarters of the NHS financial year (April to March).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// A month from its year and number (1 to 12); `None` outside the years 1900 to 2200.
    pub fn new(year: i32, month: u32) -> Option<Month> {
        ((1900..=2200).contains(&year) && (1..=12).contains(&month)).then_some(Month { year, month })
    }

    /// The month that holds `date`.
    pub fn of(date: NaiveDate) -> Month {
        Month { year: date.year(), month: date.month() }
    }

    /// Period `number` (1 = April) of the financial year that starts in April of `start_year`.
    pub fn of_financial_period(start_year: i32, number: u32) -> Option<Month> {
        match number {
            1..=9 => Month::new(start_year, number + 3),
            10..=12 => Month::new(start_year + 1, number - 9),
            _ => None,
        }
    }

    /// Calendar year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Month of the year, 1 to 12.
    pub fn number(self) -> u32 {
        self.month
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default()
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day() - Days::new(1)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Month {
        if self.month == 12 { Month { year: self.year + 1, month: 1 } } else { Month { month: self.month + 1, ..self } }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

/// What could not be read as a month, a period or a quarter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is not {expected}")]
pub struct PeriodError {
    value: String,
    expected: &'static str,
}

impl FromStr for Month {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Month, PeriodError> {
        let error = || PeriodError { value: text.to_owned(), expected: "a month such as 2025-09" };
        let (year, month) = text.trim().split_once('-').ok_or_else(error)?;
        let year = year.parse().map_err(|_| error())?;
        let month = month.parse().map_err(|_| error())?;
        Month::new(year, month).ok_or_else(error)
    }
}

/// The whole months a file covers, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First month.
    pub first: Month,
    /// Last month, never before the first.
    pub last: Month,
}

impl Period {
    /// A period of one month.
    pub fn month(month: Month) -> Period {
        Period { first: month, last: month }
    }

    /// First day of the first month.
    pub fn start(self) -> NaiveDate {
        self.first.first_day()
    }

    /// Last day of the last month.
    pub fn end(self) -> NaiveDate {
        self.last.last_day()
    }

    /// The months in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        std::iter::successors(Some(self.first), |month| Some(month.next())).take_while(move |month| *month <= self.last)
    }
}

impl FromStr for Period {
    type Err = PeriodError;
    /// `2025-09`, or a range `2025-07..2025-09`.
    fn from_str(text: &str) -> Result<Period, PeriodError> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (first, last) = (first.parse()?, last.parse()?);
        if last < first {
            return Err(PeriodError { value: text.to_owned(), expected: "a period whose end is not before its start" });
        }
        Ok(Period { first, last })
    }
}

/// A quarter of the NHS financial year, written `2025-26 Q1` (April to June 2025).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    start_year: i32,
    number: u32,
}

impl Quarter {
    /// The quarter that holds `date`.
    pub fn of(date: NaiveDate) -> Quarter {
        let months_since_april = (date.month() + 8) % 12;
        let start_year = if date.month() < 4 { date.year() - 1 } else { date.year() };
        Quarter { start_year, number: months_since_april / 3 + 1 }
    }

    /// Calendar year in which the financial year starts.
    pub fn start_year(self) -> i32 {
        self.start_year
    }

    /// 1 (April to June) to 4 (January to March).
    pub fn number(self) -> u32 {
        self.number
    }

    /// The first month.
    pub fn first_month(self) -> Month {
        Month::of_financial_period(self.start_year, self.number * 3 - 2).unwrap_or(Month { year: self.start_year, month: 4 })
    }

    /// First and last month.
    pub fn period(self) -> Period {
        let first = self.first_month();
        Period { first, last: first.next().next() }
    }

    /// `quarters` earlier (negative: later).
    #[must_use]
    pub fn minus(self, quarters: i32) -> Quarter {
        let index = self.start_year * 4 + self.number as i32 - 1 - quarters;
        Quarter { start_year: index.div_euclid(4), number: index.rem_euclid(4) as u32 + 1 }
    }

    /// A form without spaces for file names: `2025-26-q1`.
    pub fn slug(self) -> String {
        self.to_string().to_lowercase().replace(' ', "-")
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02} Q{}", self.start_year, (self.start_year + 1).rem_euclid(100), self.number)
    }
}

impl FromStr for Quarter {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Quarter, PeriodError> {
        let error = || PeriodError { value: text.to_owned(), expected: "a quarter such as `2025-26 Q1`" };
        let plain = text.trim().to_uppercase().replace("-Q", " Q");
        let (year, number) = plain.split_once(" Q").ok_or_else(error)?;
        let start_year = year.get(..4).and_then(|digits| digits.parse().ok()).ok_or_else(error)?;
        let quarter = Quarter { start_year, number: number.parse().map_err(|_| error())? };
        // Reading back what would be printed refuses `2025-27 Q1` and `2025-26 Q5`.
        if (1..=4).contains(&quarter.number) && quarter.to_string() == plain { Ok(quarter) } else { Err(error()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn quarters_follow_the_financial_year() {
        assert_eq!(Quarter::of(day(2025, 4, 1)).to_string(), "2025-26 Q1");
        assert_eq!(Quarter::of(day(2026, 3, 31)).to_string(), "2025-26 Q4");
        assert_eq!(Quarter::of(day(2000, 1, 1)).to_string(), "1999-00 Q4");
    }

    #[test]
    fn a_quarter_reads_back_as_it_is_written_and_refuses_what_does_not_exist() {
        for text in ["2025-26 Q1", "1999-00 Q4", "2025-26-q3"] {
            let quarter: Quarter = text.parse().unwrap();
            assert_eq!(quarter.to_string().parse::<Quarter>().unwrap(), quarter);
        }
        for text in ["2025-27 Q1", "2025-26 Q5", "2025 Q1", ""] {
            assert!(text.parse::<Quarter>().is_err(), "{text} is not a quarter");
        }
    }

    #[test]
    fn steps_between_quarters_cross_the_year() {
        let quarter: Quarter = "2025-26 Q1".parse().unwrap();
        assert_eq!(quarter.minus(1).to_string(), "2024-25 Q4");
        assert_eq!(quarter.minus(4).to_string(), "2024-25 Q1");
        assert_eq!(quarter.minus(-3).to_string(), "2025-26 Q4");
        assert_eq!(quarter.period().start(), day(2025, 4, 1));
        assert_eq!(quarter.period().end(), day(2025, 6, 30));
    }

    #[test]
    fn financial_periods_are_months() {
        assert_eq!(Month::of_financial_period(2020, 1).unwrap().to_string(), "2020-04");
        assert_eq!(Month::of_financial_period(2020, 12).unwrap().to_string(), "2021-03");
        assert!(Month::of_financial_period(2020, 13).is_none());
        assert_eq!(Month::new(2024, 2).unwrap().last_day(), day(2024, 2, 29));
    }
}
