//! One cell of a ledger as it was found: the text a person would see as its raw value, and what kind of value it is.
//!
//! Every reader (delimited text, workbook, HTML table) hands over cells of this type. It does not decide what a column
//! means and parses no text; the only arithmetic here is the one place where an Excel double becomes pence, and the
//! one place where an Excel day number becomes a date.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

/// A cell as read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// The raw value as text: numbers in their shortest exact form, whole numbers without `.0`, dates as ISO 8601.
    pub text: String,
    /// What the file says the value is.
    pub kind: CellKind,
    /// True when the value is the saved result of a formula.
    pub formula: bool,
}

/// What the file says a cell's value is. Text files know only `Empty` and `Text`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum CellKind {
    /// Nothing there, or an empty text.
    #[default]
    Empty,
    /// Text.
    Text,
    /// A number that no date format covers.
    Number(f64),
    /// A day without a time of day.
    Date(NaiveDate),
    /// A day with a time of day.
    DateTime(NaiveDateTime),
    /// A time of day alone.
    Time(NaiveTime),
    /// A length of time, in days.
    Duration(f64),
    /// True or false.
    Bool(bool),
    /// An error value such as `#REF!`; the text says which.
    Error,
}

/// Which day an Excel workbook counts its days from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DateSystem {
    /// Day 1 is 1 January 1900, and a 29 February 1900 that never was is day 60.
    #[default]
    From1900,
    /// Day 0 is 1 January 1904 (older Excel for Mac).
    From1904,
}

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NumberUse {
    /// An ordinary number, whatever its decoration.
    #[default]
    Plain,
    /// A date, a time of day, or both.
    DateTime,
    /// Elapsed time, such as `[h]:mm`.
    Duration,
}

impl Cell {
    /// An empty cell.
    pub const EMPTY: Cell = Cell { text: String::new(), kind: CellKind::Empty, formula: false };

    /// A text cell; an empty text is an empty cell.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        let kind = if text.is_empty() { CellKind::Empty } else { CellKind::Text };
        Cell { text, kind, formula: false }
    }

    /// A number cell.
    pub fn number(value: f64) -> Cell {
        Cell { text: number_text(value), kind: CellKind::Number(value), formula: false }
    }

    /// A date cell.
    pub fn date(date: NaiveDate) -> Cell {
        Cell { text: date.format("%Y-%m-%d").to_string(), kind: CellKind::Date(date), formula: false }
    }

    /// A date with a time of day; midnight exactly is a date alone, as a person would write it.
    pub fn date_time(moment: NaiveDateTime) -> Cell {
        if moment.time() == NaiveTime::MIN {
            return Cell::date(moment.date());
        }
        let text = format!("{}T{}", moment.date().format("%Y-%m-%d"), time_text(moment.time()));
        Cell { text, kind: CellKind::DateTime(moment), formula: false }
    }

    /// A time of day.
    pub fn time(time: NaiveTime) -> Cell {
        Cell { text: time_text(time), kind: CellKind::Time(time), formula: false }
    }

    /// A length of time in days, shown as hours, minutes and seconds.
    pub fn duration(days: f64) -> Cell {
        let seconds = (days.abs() * 86_400.0).round();
        if !seconds.is_finite() || seconds >= 1e15 {
            return Cell::number(days);
        }
        let whole = seconds as u64;
        let sign = if days < 0.0 && whole > 0 { "-" } else { "" };
        let text = format!("{sign}{:02}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
        Cell { text, kind: CellKind::Duration(days), formula: false }
    }

    /// A truth value, shown as Excel shows it.
    pub fn bool(value: bool) -> Cell {
        let text = if value { "TRUE" } else { "FALSE" };
        Cell { text: text.to_owned(), kind: CellKind::Bool(value), formula: false }
    }

    /// An error value, shown as the file has it.
    pub fn error(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), kind: CellKind::Error, formula: false }
    }

    /// A stored number seen through its number format. A number no calendar can show stays a number.
    pub fn from_serial(value: f64, number_use: NumberUse, system: DateSystem) -> Cell {
        match number_use {
            NumberUse::Plain => Cell::number(value),
            NumberUse::Duration => Cell::duration(value),
            NumberUse::DateTime => date_from_serial(value, system).unwrap_or_else(|| Cell::number(value)),
        }
    }

    /// The same cell, known to be a formula's saved result.
    pub fn with_formula(mut self, formula: bool) -> Cell {
        self.formula = formula;
        self
    }

    /// True when there is nothing to see: empty, or only spaces of any kind.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// The number behind a number cell, or behind a cell whose format showed a number as a date (day numbers of the
    /// 1900 system): what to use when a column of amounts was formatted as dates by mistake.
    pub fn number_behind(&self) -> Option<f64> {
        match self.kind {
            CellKind::Number(value) | CellKind::Duration(value) => Some(value),
            CellKind::Date(date) => serial_of_day(date),
            CellKind::DateTime(moment) => Some(serial_of_day(moment.date())? + serial_of_time(moment.time())),
            CellKind::Time(time) => Some(serial_of_time(time)),
            CellKind::Empty | CellKind::Text | CellKind::Bool(_) | CellKind::Error => None,
        }
    }
}

/// The whole pence of an Excel number, rounded half-up (away from zero) once.
///
/// The rounding looks at the shortest decimal that stands for the double, which is what the person typed: 1.005 is
/// `1.005` there and becomes 1.01, though its binary value is a little less. `None` for a number no ledger can hold.
pub fn pence_from_double(value: f64) -> Option<i128> {
    const BEYOND_MONEY: f64 = 1e34;
    if !value.is_finite() || value.abs() >= BEYOND_MONEY {
        return None;
    }
    let digits = value.abs().to_string();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let digit_at = |place: usize| i128::from(fraction.as_bytes().get(place).map_or(0, |digit| digit - b'0'));
    let magnitude = whole.parse::<i128>().ok()? * 100 + digit_at(0) * 10 + digit_at(1) + i128::from(digit_at(2) >= 5);
    Some(if value < 0.0 { -magnitude } else { magnitude })
}

/// A number as its shortest exact text, in plain digits unless it would need more than about twenty of them.
pub fn number_text(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude == 0.0 {
        return "0".to_owned();
    }
    if !(1e-9..1e21).contains(&magnitude) && value.is_finite() {
        let scientific = format!("{value:E}");
        return match scientific.split_once('E') {
            Some((mantissa, exponent)) if !exponent.starts_with('-') => format!("{mantissa}E+{exponent}"),
            _ => scientific,
        };
    }
    value.to_string()
}

fn time_text(time: NaiveTime) -> String {
    if time.nanosecond() == 0 { time.format("%H:%M:%S").to_string() } else { time.format("%H:%M:%S%.3f").to_string() }
}

/// The last day Excel can show, 31 December 9999, in the 1900 system.
const LAST_SERIAL: f64 = 2_958_466.0;

fn date_from_serial(value: f64, system: DateSystem) -> Option<Cell> {
    if !(0.0..LAST_SERIAL).contains(&value) {
        return None;
    }
    let mut day = value.floor();
    // Excel keeps times to the millisecond; a time that rounds up to midnight belongs to the next day.
    let mut milliseconds = ((value - day) * 86_400_000.0).round() as i64;
    if milliseconds >= 86_400_000 {
        milliseconds = 0;
        day += 1.0;
    }
    let time = NaiveTime::MIN.overflowing_add_signed(TimeDelta::milliseconds(milliseconds)).0;
    let day = day as u64;
    let date = match system {
        DateSystem::From1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(day))?,
        DateSystem::From1900 if day == 0 => return Some(Cell::time(time)),
        DateSystem::From1900 if day == 60 => return None,
        DateSystem::From1900 => epoch_1900(day < 60)?.checked_add_days(Days::new(day))?,
    };
    if date > NaiveDate::from_ymd_opt(9999, 12, 31)? {
        return None;
    }
    Some(Cell::date_time(date.and_time(time)))
}

fn epoch_1900(before_the_false_leap_day: bool) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, if before_the_false_leap_day { 31 } else { 30 })
}

fn serial_of_day(date: NaiveDate) -> Option<f64> {
    let leap = NaiveDate::from_ymd_opt(1900, 3, 1)?;
    Some(date.signed_duration_since(epoch_1900(date < leap)?).num_days() as f64)
}

fn serial_of_time(time: NaiveTime) -> f64 {
    (f64::from(time.num_seconds_from_midnight()) + f64::from(time.nanosecond()) / 1e9) / 86_400.0
}

#[cfg(test)]
mod tests;
