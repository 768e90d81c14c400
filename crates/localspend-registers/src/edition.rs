//! The date of a register's edition, as its file name tells it. Exact to the day only where the name is.

use chrono::NaiveDate;

/// A date told by a name, and whether only the year was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The first day of what was told.
    pub date: NaiveDate,
    /// True when the name gives the year alone.
    pub year_only: bool,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The date in a file name: 2025-09-01, 20250901, 2025-09, 202509, SEP_2025, 2025.
pub fn from_name(name: &str) -> Option<Told> {
    let parts = parts(name);
    let number = |index: usize| parts.get(index).and_then(|part: &String| part.parse::<u32>().ok());
    let day = |year: u32, month: u32, day: u32| {
        let year = i32::try_from(year).ok().filter(|year| (1990..=2100).contains(year))?;
        NaiveDate::from_ymd_opt(year, month, day)
    };
    let (mut month_told, mut year_told) = (None, None);
    for (index, part) in parts.iter().enumerate() {
        let value = number(index);
        match (part.len(), value) {
            (8, Some(value)) => {
                if let Some(date) = day(value / 10_000, value / 100 % 100, value % 100) {
                    return Some(Told { date, year_only: false });
                }
            }
            (6, Some(value)) => month_told = month_told.or_else(|| day(value / 100, value % 100, 1)),
            (4, Some(year)) => {
                let (next, after) = (number(index + 1), number(index + 2));
                let next_month = next.filter(|_| parts[index + 1].len() == 2);
                if let Some(date) = next_month.zip(after).and_then(|(month, of_month)| day(year, month, of_month)) {
                    return Some(Told { date, year_only: false });
                }
                let beside = [index.checked_sub(1), Some(index + 1)].into_iter().flatten();
                let named = beside.filter_map(|index| parts.get(index)).find_map(|part| month_number(part));
                month_told = month_told.or_else(|| next_month.or(named).and_then(|month| day(year, month, 1)));
                year_told = year_told.or_else(|| day(year, 1, 1));
            }
            _ => {}
        }
    }
    let month = month_told.map(|date| Told { date, year_only: false });
    month.or(year_told.map(|date| Told { date, year_only: true }))
}

/// The runs of digits and the runs of letters.
fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut previous = None;
    for character in name.chars().flat_map(char::to_lowercase) {
        let kind = if character.is_ascii_digit() {
            Some(true)
        } else if character.is_alphabetic() {
            Some(false)
        } else {
            None
        };
        match (kind, parts.last_mut()) {
            (Some(_), Some(last)) if kind == previous => last.push(character),
            (Some(_), _) => parts.push(character.to_string()),
            (None, _) => {}
        }
        previous = kind;
    }
    parts
}

fn month_number(part: &str) -> Option<u32> {
    let position = MONTHS.iter().position(|month| part.starts_with(month) && part.len() <= 9)?;
    u32::try_from(position + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str) -> Option<(String, bool)> {
        from_name(name).map(|told| (told.date.to_string(), told.year_only))
    }

    #[test]
    fn the_usual_names_tell_their_edition() {
        for (name, date, year_only) in [
            ("etr_2022-03.csv", "2022-03-01", false),
            ("eccg_2025.csv", "2025-01-01", true),
            ("BasicCompanyData-2025-09-01-part3_7.csv", "2025-09-01", false),
            ("ONSPD_AUG_2025_UK.csv", "2025-08-01", false),
            ("NSPL_MAY25_2025.zip", "2025-01-01", true),
            ("icb_names_codes_dec_2024.csv", "2024-12-01", false),
            ("publicextract.charity.20251101.json", "2025-11-01", false),
            ("nspl202508.csv", "2025-08-01", false),
        ] {
            assert_eq!(told(name), Some((date.to_owned(), year_only)), "{name}");
        }
        assert_eq!(told("postcodes.csv"), None, "a name without a date tells none");
    }
}
