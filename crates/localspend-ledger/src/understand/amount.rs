//! Reads amounts in every style ledgers use, exactly: digits become pence without a binary float in between.
//!
//! What the column as a whole means (money or references) is decided elsewhere.

use localspend_model::Money;

use crate::cell::{CellKind, pence_from_double};
use crate::record::is_space;

/// What an amount cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Nothing.
    Empty,
    /// Money.
    Money(Reading),
    /// `####`: the column was too narrow when it was saved.
    Hashed,
    /// A spreadsheet error such as `#REF!`.
    Error,
    /// A number that no ledger cell can hold.
    TooLarge,
    /// Not a number.
    Unreadable,
}

/// Money with what its spelling shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The amount, rounded half-up to the penny.
    pub money: Money,
    /// More than two decimals that say something were rounded away.
    pub rounded: bool,
    /// Digits after the decimal mark, as written.
    pub decimals: u8,
    /// Thousands separators, a currency sign or another mark of money was there.
    pub money_marks: bool,
}

/// Which mark stands before the pence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// `1,234.56`
    #[default]
    Point,
    /// `1.234,56`
    Comma,
}

/// Reads an amount cell.
pub fn read(text: &str, kind: CellKind, mark: DecimalMark) -> Amount {
    match kind {
        CellKind::Number(value) => from_double(value),
        CellKind::Error => Amount::Error,
        CellKind::Bool(_) => Amount::Unreadable,
        CellKind::Date(_) | CellKind::DateTime(_) | CellKind::Time(_) | CellKind::Duration(_) => {
            match (crate::cell::Cell { text: String::new(), kind, formula: false }).number_behind() {
                Some(value) => from_double(value),
                None => Amount::Unreadable,
            }
        }
        CellKind::Empty | CellKind::Text => parse(text, mark),
    }
}

fn from_double(value: f64) -> Amount {
    let Some(pence) = pence_from_double(value) else { return Amount::TooLarge };
    let money = Money::from_pence(pence);
    if !money.fits_cell() {
        return Amount::TooLarge;
    }
    // The text of a double shows how many decimals were typed; a tail past the tenth is arithmetic noise.
    let digits = value.abs().to_string();
    let fraction = digits.split_once('.').map_or("", |(_, fraction)| fraction);
    let rounded = says_something(fraction.as_bytes().get(2..).unwrap_or_default()) && !is_beside(value, money);
    Amount::Money(Reading { money, rounded, decimals: fraction.len().min(2) as u8, money_marks: false })
}

/// True when a double is a few steps of its last bit from the penny it was read as: sums in a sheet leave such tails,
/// and of a large amount they are too short to be told by their digits.
fn is_beside(value: f64, money: Money) -> bool {
    const STEPS: u64 = 4;
    money.to_string().parse::<f64>().is_ok_and(|penny| penny.to_bits().abs_diff(value.to_bits()) <= STEPS)
}

/// Reads an amount from text.
pub fn parse(text: &str, mark: DecimalMark) -> Amount {
    plain(text.as_bytes(), mark).unwrap_or_else(|| decorated(text, mark))
}

/// The everyday spelling: digits, an optional minus before, an optional point and up to two decimals.
fn plain(bytes: &[u8], mark: DecimalMark) -> Option<Amount> {
    let (negative, digits) = match bytes.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some(_) => (false, bytes),
        None => return Some(Amount::Empty),
    };
    if digits.is_empty() || digits.len() > 17 || mark != DecimalMark::Point {
        return None;
    }
    let mut value: i64 = 0;
    let mut decimals: Option<u8> = None;
    for (index, byte) in digits.iter().enumerate() {
        match (byte, decimals) {
            (b'0'..=b'9', Some(2)) => return None,
            (b'0'..=b'9', _) => {
                value = value * 10 + i64::from(byte - b'0');
                decimals = decimals.map(|count| count + 1);
            }
            (b'.', None) if index > 0 => decimals = Some(0),
            _ => return None,
        }
    }
    let pence = match decimals.unwrap_or(0) {
        0 => value.checked_mul(100)?,
        1 => value.checked_mul(10)?,
        _ => value,
    };
    let money = Money::from_pence(i128::from(if negative { -pence } else { pence }));
    if !money.fits_cell() {
        return Some(Amount::TooLarge);
    }
    Some(Amount::Money(Reading { money, rounded: false, decimals: decimals.unwrap_or(0), money_marks: false }))
}

/// Bytes of the longest spelling of an amount, with room to spare: what is longer is not looked at sign by sign.
const LONGEST: usize = 200;

/// Every other spelling.
fn decorated(text: &str, mark: DecimalMark) -> Amount {
    let text = text.trim_matches(|character| is_space(character) || character == '\'' || character == '`');
    if text.is_empty() {
        return Amount::Empty;
    }
    if let Some(rest) = text.strip_prefix('#') {
        return match rest.trim_start_matches('#') {
            "" if text.len() >= 2 => Amount::Hashed,
            _ if is_error(text) => Amount::Error,
            _ => Amount::Unreadable,
        };
    }
    if text.len() > LONGEST {
        return Amount::Unreadable;
    }
    let Some(undressed) = undress(text) else { return Amount::Unreadable };
    if undressed.body.is_empty() {
        // A dash alone stands for nothing spent; a currency sign alone says nothing.
        return if undressed.dash { money_of(Digits::default(), undressed.marks) } else { Amount::Unreadable };
    }
    match digits_of(&undressed.body, mark) {
        Some(mut digits) => {
            digits.negative ^= undressed.negative;
            let marks = undressed.marks || digits.separators;
            money_of(digits, marks)
        }
        None => Amount::Unreadable,
    }
}

fn is_error(text: &str) -> bool {
    ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
        .iter()
        .any(|error| error.eq_ignore_ascii_case(text))
}

#[derive(Default)]
struct Undressed {
    body: String,
    negative: bool,
    marks: bool,
    dash: bool,
}

/// Takes off currency, brackets, signs and credit marks; `None` when other letters are left.
fn undress(text: &str) -> Option<Undressed> {
    let mut out = Undressed::default();
    let mut rest = text;
    let (mut signs, mut brackets) = (0, 0);
    loop {
        let before = rest;
        rest = rest.trim_matches(is_space);
        for currency in ["£", "Â£", "Â", "\u{fffd}", "GBP", "gbp", "Gbp", "€", "$", "ÂŁ", "Ł", "ú", "œ"] {
            // `ú` and `œ` are a pound sign of DOS and of a lost high bit; they count only beside a number.
            if let Some(inner) = rest.strip_prefix(currency) {
                (out.marks, rest) = (true, inner);
            } else if let Some(inner) = rest.strip_suffix(currency)
                && !matches!(currency, "ú" | "œ" | "Â")
            {
                (out.marks, rest) = (true, inner);
            }
        }
        for minus in ['-', '−', '–', '—', '‐', '‑'] {
            if let Some(inner) = rest.strip_prefix(minus).or_else(|| rest.strip_suffix(minus)) {
                (signs, out.dash, rest) = (signs + 1, true, inner);
            }
        }
        if let Some(inner) = rest.strip_prefix('+') {
            rest = inner;
        }
        if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
            (out.marks, brackets, rest) = (true, brackets + 1, inner);
        }
        for (credit, is_negative) in [("CR", true), ("DR", false)] {
            let cut = rest.len().checked_sub(credit.len());
            if let Some(cut) = cut
                && rest.get(cut..).is_some_and(|end| end.eq_ignore_ascii_case(credit))
            {
                rest = &rest[..cut];
                out.marks = true;
                signs += u32::from(is_negative);
            }
        }
        if rest == before {
            break;
        }
    }
    // `-£5.00-` and `(5.00)-` say minus twice: nobody can tell what is meant.
    if signs + brackets > 1 {
        return None;
    }
    out.negative = signs + brackets == 1;
    out.body = rest.to_owned();
    Some(out)
}

#[derive(Default)]
struct Digits {
    whole: String,
    fraction: String,
    exponent: i32,
    negative: bool,
    separators: bool,
}

fn digits_of(body: &str, mark: DecimalMark) -> Option<Digits> {
    let (number, exponent) = match body.find(['e', 'E']) {
        Some(at) => (&body[..at], body[at + 1..].strip_prefix('+').unwrap_or(&body[at + 1..]).parse::<i32>().ok()?),
        None => (body, 0),
    };
    if exponent.unsigned_abs() > 40 {
        return None;
    }
    let (point, comma) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (whole, fraction) = number.split_once(point).unwrap_or((number, ""));
    if !fraction.chars().all(|character| character.is_ascii_digit()) || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let separators = whole.contains(|character: char| character == comma || is_space(character) || character == '\'');
    if separators && !groups_fit(whole, comma) {
        return None;
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect::<String>();
    let plain = number.chars().all(|c| c.is_ascii_digit() || c == point || c == comma || is_space(c) || c == '\'');
    plain.then(|| Digits { whole, fraction: fraction.to_owned(), exponent, negative: false, separators })
}

/// Thousands groups: the first of one to three digits, the last of three, those between of two or three (lakh), so
/// that `1,23` and `12,3456` are never taken for a number.
fn groups_fit(whole: &str, comma: char) -> bool {
    let groups: Vec<&str> = whole.split(|c: char| c == comma || is_space(c) || c == '\'').collect();
    let all_digits = groups.iter().all(|group| group.chars().all(|c| c.is_ascii_digit()));
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return false };
    let between = groups.get(1..groups.len().saturating_sub(1)).unwrap_or_default();
    all_digits && (1..=3).contains(&first.len()) && last.len() == 3 && between.iter().all(|group| (2..=3).contains(&group.len()))
}

fn money_of(digits: Digits, money_marks: bool) -> Amount {
    // The decimal point moves by the exponent over one run of digits.
    let all: String = format!("{}{}", digits.whole, digits.fraction);
    let point = digits.whole.len() as i32 + digits.exponent;
    let digit_at = |place: i32| -> i128 {
        usize::try_from(place).ok().and_then(|place| all.as_bytes().get(place)).map_or(0, |digit| i128::from(digit - b'0'))
    };
    let mut pence: i128 = 0;
    let leading = all.bytes().take_while(|digit| *digit == b'0').count() as i32;
    if point - leading > 17 && leading < all.len() as i32 {
        return Amount::TooLarge;
    }
    for place in leading.min(point.max(0))..point + 2 {
        pence = pence * 10 + digit_at(place);
    }
    let tail = usize::try_from(point + 2).map_or(all.as_bytes(), |from| all.as_bytes().get(from..).unwrap_or_default());
    if digit_at(point + 2) >= 5 {
        pence += 1;
    }
    let money = Money::from_pence(if digits.negative { -pence } else { pence });
    if !money.fits_cell() {
        return Amount::TooLarge;
    }
    let decimals = (all.len() as i32 - point).clamp(0, 2) as u8;
    Amount::Money(Reading { money, rounded: says_something(tail), decimals, money_marks })
}

/// True when digits past the pence are more than the noise of binary arithmetic: noise is a long run of one digit, 0 or 9.
fn says_something(tail: &[u8]) -> bool {
    let noise = |digit: u8| tail.len() >= 6 && tail[..5].iter().all(|byte| *byte == digit);
    !(tail.iter().all(|digit| *digit == b'0') || noise(b'0') || noise(b'9'))
}

#[cfg(test)]
mod tests;
