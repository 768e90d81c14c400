//! Dates as precisely as they are known: `2016-04-01`, `2016-04` or `2016`; a date is never padded in the file.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Precision;

/// The first and the last day of what a date says.
pub fn span(text: &str) -> Option<(NaiveDate, NaiveDate, Precision)> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |index: usize, length: usize| {
        let part = parts.get(index)?;
        (part.len() == length).then(|| part.parse::<u32>().ok()).flatten()
    };
    let year = i32::try_from(number(0, 4)?).ok().filter(|year| (1900..=2100).contains(year))?;
    let last_of = |first: NaiveDate, months: u32| Some(first.checked_add_months(Months::new(months))? - Days::new(1));
    match parts.len() {
        1 => {
            let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
            Some((first, last_of(first, 12)?, Precision::Year))
        }
        2 => {
            let first = NaiveDate::from_ymd_opt(year, number(1, 2)?, 1)?;
            Some((first, last_of(first, 1)?, Precision::Month))
        }
        3 => {
            let day = NaiveDate::from_ymd_opt(year, number(1, 2)?, number(2, 2)?)?;
            Some((day, day, Precision::Day))
        }
        _ => None,
    }
}

/// A date for people: `1 April 2016`, `April 2016`, `2016`.
pub fn shown(date: NaiveDate, precision: Precision) -> String {
    match precision {
        Precision::Day => format!("{} {}", date.day(), date.format("%B %Y")),
        Precision::Month => date.format("%B %Y").to_string(),
        Precision::Year => date.year().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_long_as_it_is_known() {
        let span = |text: &str| span(text).map(|(first, last, _)| format!("{first} {last}"));
        assert_eq!(span("2016-04-01").as_deref(), Some("2016-04-01 2016-04-01"));
        assert_eq!(span("2016-02").as_deref(), Some("2016-02-01 2016-02-29"), "an end known to the month lasts to its last day");
        assert_eq!(span("2016").as_deref(), Some("2016-01-01 2016-12-31"));
        for text in ["", "16-04", "2016-4", "2016-04-31", "2016-04-01-01", "April 2016"] {
            assert_eq!(span(text), None, "{text}");
        }
    }
}
