//! Which months a file covers: what its period columns, its name and its dates say. Evidence only: the caller decides
//! what to believe, and the configuration comes before all of it.

use std::collections::BTreeMap;

use localspend_model::{Month, Period};

use super::date::{month_name, month_names};
use super::label::distance;

/// How many lines are dated in each month.
pub type Months = BTreeMap<Month, u64>;

/// What a period cell may mean: every month it could name.
pub fn months_of_cell(year: &str, period: &str) -> Vec<Month> {
    let mut found = Vec::new();
    let mut add = |month: Option<Month>| {
        if let Some(month) = month
            && !found.contains(&month)
        {
            found.push(month);
        }
    };
    let words = Words::of(&format!("{year} {period}"));
    if let Some(&named) = words.months.first() {
        for year in &words.years {
            add(year.holding(named));
        }
        return found;
    }
    for number in &words.six_digits {
        let (year, part) = (*number as i32 / 100, number % 100);
        // 202001: January 2020, or period 1 of the year that starts, or ends, in 2020.
        add(Month::of_financial_period(year, part));
        add(Month::new(year, part));
        add(Month::of_financial_period(year - 1, part));
    }
    let small: Vec<u32> = words.small.iter().copied().filter(|number| (1..=12).contains(number)).collect();
    let last_small = small.last().copied();
    if let Some(part) = last_small {
        for year in &words.years {
            match year {
                Year::Financial(start) => add(Month::of_financial_period(*start, part)),
                Year::Calendar(year) => {
                    add(Month::of_financial_period(*year - 1, part));
                    add(Month::of_financial_period(*year, part));
                    add(Month::new(*year, part));
                }
            }
        }
    }
    found
}

/// True when a cell names or numbers a month or a period.
pub fn cell_is_period(text: &str) -> bool {
    if text.len() > 24 {
        return false;
    }
    let bare = text.len() <= 2 && text.parse::<u32>().is_ok_and(|number| (1..=13).contains(&number));
    bare || {
        let words = Words::of(text);
        !words.months.is_empty() || !words.six_digits.is_empty() || !words.years.is_empty() && !words.small.is_empty()
    }
}

/// The months a file's name may mean, without its year where it names none; `dates` decide between them.
pub fn from_name(file_name: &str, dates: &Months) -> Option<Period> {
    let stem = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, extension)| if extension.len() <= 5 { stem } else { file_name });
    from_text(stem, dates)
}

/// The months that a name or a title line means.
pub fn from_text(text: &str, dates: &Months) -> Option<Period> {
    let words = Words::of(text);
    if let Some(quarter) = words.quarter
        && let Some(start) = words.years.iter().find_map(|year| year.financial_start())
    {
        let first = Month::of_financial_period(start, quarter * 3 - 2)?;
        return Some(Period { first, last: first.next().next() });
    }
    let mut candidates: Vec<Month> = Vec::new();
    for named in &words.months {
        for year in &words.years {
            candidates.extend(year.holding(*named));
        }
        if words.years.is_empty() {
            candidates.extend(dates.keys().copied().filter(|month| month.number() == *named));
        }
    }
    if candidates.is_empty() && words.months.is_empty() {
        for number in &words.six_digits {
            candidates.extend(Month::new(*number as i32 / 100, number % 100));
            candidates.extend(Month::new(*number as i32 % 10_000, number / 10_000));
        }
        if let (Some(part), Some(start)) = (words.financial_part, words.years.iter().find_map(|year| year.financial_start())) {
            candidates.extend(Month::of_financial_period(start, part));
        }
        if words.six_digits.is_empty()
            && words.financial_part.is_none()
            && let (Some(Year::Calendar(year)), Some(part)) =
                (words.years.first(), words.small.iter().find(|part| (1..=12).contains(*part)))
        {
            candidates.extend(Month::new(*year, *part));
        }
    }
    candidates.sort_unstable();
    candidates.dedup();
    match candidates[..] {
        [] => None,
        [month] => Some(Period::month(month)),
        _ => most_dated(&candidates, dates).or_else(|| words.data_month(&candidates)).map(Period::month),
    }
}

/// The candidate in which most lines are dated, if one leads.
pub fn most_dated(candidates: &[Month], dates: &Months) -> Option<Month> {
    let count = |month: &Month| dates.get(month).copied().unwrap_or(0);
    let best = candidates.iter().copied().max_by_key(|month| count(month))?;
    let ties = candidates.iter().filter(|month| count(month) == count(&best)).count();
    (count(&best) > 0 && ties == 1).then_some(best)
}

/// The months that hold the bulk of a file's dates.
pub fn from_dates(dates: &Months) -> Option<Period> {
    let total: u64 = dates.values().sum();
    let (peak, most) = dates.iter().max_by_key(|(month, count)| (**count, std::cmp::Reverse(**month)))?;
    if *most * 100 >= total * 60 {
        return Some(Period::month(*peak));
    }
    // Several months, each with a fair part of the lines and without a gap: a quarter's or a year's file.
    let fair: Vec<Month> = dates.iter().filter(|(_, count)| **count * 100 >= total * 4).map(|(month, _)| *month).collect();
    let (first, last) = (*fair.first()?, *fair.last()?);
    let covered: u64 = dates.range(first..=last).map(|(_, count)| *count).sum();
    let period = Period { first, last };
    (covered * 100 >= total * 90 && period.months().count() == fair.len() && fair.len() <= 24).then_some(period)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Year {
    Calendar(i32),
    /// Starts in April of this year.
    Financial(i32),
}

impl Year {
    fn holding(self, month: u32) -> Option<Month> {
        match self {
            Year::Calendar(year) => Month::new(year, month),
            Year::Financial(start) => Month::new(if month >= 4 { start } else { start + 1 }, month),
        }
    }

    fn financial_start(self) -> Option<i32> {
        match self {
            Year::Financial(start) => Some(start),
            Year::Calendar(_) => None,
        }
    }
}

/// The words of a name that can say something about time.
#[derive(Debug, Default)]
struct Words {
    months: Vec<u32>,
    years: Vec<Year>,
    six_digits: Vec<u32>,
    small: Vec<u32>,
    quarter: Option<u32>,
    financial_part: Option<u32>,
    /// The month that stands right before the word `data`.
    data: Option<u32>,
}

impl Words {
    fn of(text: &str) -> Words {
        let tokens = tokens(text);
        let mut words = Words::default();
        let mut two_digit_years = Vec::new();
        let mut index = 0;
        while index < tokens.len() {
            let token = tokens[index].as_str();
            let next = tokens.get(index + 1).map(String::as_str);
            if let Some(month) = month_word(token) {
                words.months.push(month);
                if next.is_some_and(|next| next.eq_ignore_ascii_case("data")) {
                    words.data = Some(month);
                }
                if let Some(year) = next.filter(|next| next.len() == 2).and_then(|next| next.parse::<i32>().ok())
                    && (5..60).contains(&year)
                {
                    two_digit_years.push(Year::Calendar(2000 + year));
                }
            } else if let Ok(number) = token.parse::<u32>() {
                match (token.len(), number) {
                    (4, 1990..2100) => {
                        let end =
                            next.filter(|next| next.len() == 2 || next.len() == 4).and_then(|next| next.parse::<u32>().ok());
                        match end {
                            Some(end) if end % 100 == (number + 1) % 100 => {
                                words.years.push(Year::Financial(number as i32));
                                index += 1;
                            }
                            _ => words.years.push(Year::Calendar(number as i32)),
                        }
                    }
                    (4, _) if number % 100 == number / 100 + 1 && number / 100 >= 5 => {
                        words.years.push(Year::Financial(2000 + number as i32 / 100));
                    }
                    (6, _)
                        if number / 100 % 100 + 1 == number % 100
                            && (1990..2100).contains(&(number / 100))
                            && number % 100 > 12 =>
                    {
                        words.years.push(Year::Financial(number as i32 / 100));
                    }
                    (6, _) if (1990..2100).contains(&(number / 100)) || (1990..2100).contains(&(number % 10_000)) => {
                        words.six_digits.push(number);
                    }
                    (8, _) if (1990..2100).contains(&(number / 10_000)) && (1..=12).contains(&(number / 100 % 100)) => {
                        words.six_digits.push(number / 100);
                    }
                    (1 | 2, _) => words.small.push(number),
                    _ => {}
                }
            } else if let Some(part) = numbered(token, next, &["period", "p", "m", "month", "mth"]) {
                words.financial_part = Some(part).filter(|part| (1..=12).contains(part));
                words.small.push(part);
                index += 1;
            } else if let Some(part) = numbered(token, next, &["quarter", "q", "qtr"]) {
                words.quarter = Some(part).filter(|part| (1..=4).contains(part));
                index += 1;
            }
            index += 1;
        }
        if words.years.is_empty() {
            words.years = two_digit_years;
        }
        words
    }

    fn data_month(&self, candidates: &[Month]) -> Option<Month> {
        let wanted = self.data?;
        let mut fitting = candidates.iter().copied().filter(|month| month.number() == wanted);
        let first = fitting.next();
        if fitting.next().is_some() { None } else { first }
    }
}

fn numbered(token: &str, next: Option<&str>, names: &[&str]) -> Option<u32> {
    if !names.iter().any(|name| name.eq_ignore_ascii_case(token)) {
        return None;
    }
    next.filter(|next| next.len() <= 2).and_then(|next| next.parse().ok())
}

/// Runs of letters and runs of digits.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut previous = ' ';
    for character in text.chars() {
        let joins =
            character.is_alphabetic() && previous.is_alphabetic() || character.is_ascii_digit() && previous.is_ascii_digit();
        if character.is_alphabetic() || character.is_ascii_digit() {
            match tokens.last_mut() {
                Some(token) if joins => token.push(character),
                _ => tokens.push(character.to_string()),
            }
        }
        previous = character;
    }
    tokens
}

/// The month a word names, misspelt or not.
fn month_word(word: &str) -> Option<u32> {
    if let Some(month) = month_name(word) {
        return Some(month);
    }
    let lower = word.to_ascii_lowercase();
    if lower.len() < 5 || !lower.is_ascii() {
        return None;
    }
    let near = |most: usize| {
        month_names().iter().position(|month| {
            month.len() >= 5 && month.as_bytes()[0] == lower.as_bytes()[0] && distance(&lower, month, most).is_some()
        })
    };
    let most = if lower.len() >= 7 { 2 } else { 1 };
    (1..=most).find_map(near).map(|index| index as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn dated(texts: &[&str]) -> Months {
        texts.iter().map(|text| (month(text), 10)).collect()
    }

    #[test]
    fn a_name_gives_its_month_whatever_its_spelling() {
        let none = Months::new();
        for (name, expected) in [
            ("spend-over-25k-april-2021.csv", "2021-04"),
            ("Spetember 2020.xlsx", "2020-09"),
            ("XYZ Febuary 21.csv", "2021-02"),
            ("Spending_202203.csv", "2022-03"),
            ("spend-Feb16.csv", "2016-02"),
            ("2020-21 M01 payments.csv", "2020-04"),
            ("Payments 2020_21 period 12.csv", "2021-03"),
            ("Expenditure March 2020-21.csv", "2021-03"),
            ("report 2021-07.csv", "2021-07"),
        ] {
            assert_eq!(from_name(name, &none), Some(Period::month(month(expected))), "{name}");
        }
        assert_eq!(from_name("ABC 01 - April.csv", &dated(&["2020-04", "2020-05"])), Some(Period::month(month("2020-04"))));
        assert_eq!(from_name("Nov returns October data 2013.csv", &none), Some(Period::month(month("2013-10"))));
        assert_eq!(from_name("payments.csv", &none), None, "nothing is guessed");
        assert_eq!(from_name("Q1 2020-21.csv", &none).map(|period| period.first), Some(month("2020-04")));
    }

    #[test]
    fn three_spellings_of_april_2020_all_hold_it() {
        for (year, period) in
            [("2021", "1"), ("2020", "1"), ("", "202001"), ("2020/21", "P1"), ("", "Apr-20"), ("", "2020 / period 1")]
        {
            assert!(
                months_of_cell(year, period).contains(&month("2020-04")),
                "{year} {period}: {:?}",
                months_of_cell(year, period)
            );
        }
    }

    #[test]
    fn dates_of_one_month_give_that_month_and_scattered_ones_give_none() {
        assert_eq!(from_dates(&dated(&["2020-04"])), Some(Period::month(month("2020-04"))));
        let quarter = from_dates(&dated(&["2020-04", "2020-05", "2020-06"])).unwrap();
        assert_eq!((quarter.first, quarter.last), (month("2020-04"), month("2020-06")));
        assert_eq!(from_dates(&dated(&["2015-01", "2017-06", "2020-04"])), None);
    }
}
