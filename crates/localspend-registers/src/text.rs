//! Cell texts as published: bytes in UTF-8 or Windows-1252, the several spellings of dates, numbers and identifiers.

use std::borrow::Cow;

use chrono::NaiveDate;
use localspend_model::Money;

/// The text of a cell, trimmed of blanks, with whether Windows-1252 had to be assumed.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(trimmed(text)), false),
        Err(_) => {
            let (text, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
            (Cow::Owned(trimmed(&text).to_owned()), true)
        }
    }
}

/// Without the blanks around it, no-break spaces, byte-order marks and NULs included.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || matches!(character, '\u{feff}' | '\0'))
}

/// A header cell as it is compared: lower case, letters and digits only.
pub fn header_key(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A date in any of the spellings of registers: 20130401, 2013-04-01, 01/04/2013, 1 April 2013, ISO moments.
pub fn date(text: &str) -> Option<NaiveDate> {
    let text = trimmed(text);
    let text = match text.split_once('T') {
        Some((day, _)) if day.len() == 10 => day,
        _ => match text.split_once(' ') {
            Some((day, moment)) if day.len() >= 8 && moment.contains(':') => day,
            _ => text,
        },
    };
    if text.len() < 6 || text.len() > 24 || !text.is_ascii() {
        return None;
    }
    let formats = ["%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y"];
    let parsed = formats.iter().find_map(|format| {
        // `%Y%m%d` would read the year 2013 and the month 4 out of `2013-4-1`'s digits alone; lengths keep formats apart.
        if *format == "%Y%m%d" && text.len() != 8 {
            return None;
        }
        NaiveDate::parse_from_str(text, format).ok()
    });
    parsed.filter(|date| in_living_memory(*date))
}

/// A month `yyyymm`, as its first day.
pub fn month(text: &str) -> Option<NaiveDate> {
    let text = trimmed(text);
    if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return date(text);
    }
    let (year, month) = (text.get(..4)?.parse().ok()?, text.get(4..)?.parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, 1).filter(|date| in_living_memory(*date))
}

/// Registers hold bodies of the nineteenth century; they hold none of the year 1 or 9999.
fn in_living_memory(date: NaiveDate) -> bool {
    use chrono::Datelike;
    (1800..=2200).contains(&date.year())
}

/// A company number in its eight characters; `None` when it is not shaped like one.
pub fn company_number(text: &str) -> Option<String> {
    let plain: String =
        text.chars().filter(|character| character.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    let letters = plain.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = plain.get(letters..)?;
    if digits.is_empty() || !(2..=8).contains(&plain.len()) || letters > 2 {
        return None;
    }
    let tail = digits.bytes().filter(|byte| !byte.is_ascii_digit()).count();
    // A few old societies end in a letter (`IP12345R`); nothing else stands inside the digits.
    if tail > 1 || (tail == 1 && digits.bytes().last().is_some_and(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let prefix = &plain[..letters];
    (digits.bytes().any(|byte| byte != b'0')).then(|| format!("{prefix}{digits:0>width$}", width = 8 - letters))
}

/// A charity number without its suffix for subsidiaries; `None` when it is not shaped like one.
pub fn charity_number(text: &str) -> Option<String> {
    let text = trimmed(text);
    let main = text.split_once('-').map_or(text, |(main, _)| main).trim();
    let plain: String = main.chars().filter(|character| !character.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let digits = plain.strip_prefix("SC").or_else(|| plain.strip_prefix("NIC")).unwrap_or(&plain);
    ((3..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(plain)
}

/// Pounds from a register's number: `12345`, `12,345.60`, `12345.0`; never through a float.
pub fn money(text: &str) -> Option<Money> {
    let plain: String = trimmed(text).chars().filter(|character| !matches!(character, ',' | '£' | ' ')).collect();
    let (negative, plain) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.as_str()),
    };
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 16 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let mut pence: i128 = whole.parse::<i128>().ok()? * 100;
    let digit = |index: usize| fraction.as_bytes().get(index).map_or(0, |byte| i128::from(byte - b'0'));
    pence += digit(0) * 10 + digit(1) + i128::from(digit(2) >= 5);
    Some(Money::from_pence(if negative { -pence } else { pence }))
}

/// Yes or no, in the usual spellings.
pub fn yes(text: &str) -> Option<bool> {
    match header_key(text).as_str() {
        "true" | "t" | "yes" | "y" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// The parts of a list written into one cell with `|` or `;`, blanks and repeats dropped.
pub fn list(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(['|', ';']).map(trimmed).filter(|part| !part.is_empty()) {
        if !parts.iter().any(|earlier| earlier == part) {
            parts.push(part.to_owned());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn every_spelling_of_a_date_in_registers_is_read() {
        for text in
            ["20130401", "2013-04-01", "01/04/2013", " 1 April 2013", "2013-04-01T00:00:00", "01/04/2013 00:00", "01-Apr-2013"]
        {
            assert_eq!(date(text), day(2013, 4, 1), "{text}");
        }
        for text in ["", "2013", "20131301", "99999999", "nonsense", "01/04/0013"] {
            assert_eq!(date(text), None, "{text} is not a date, and must not become one");
        }
        assert_eq!(month("202504"), day(2025, 4, 1));
        assert_eq!(month("202513"), None);
    }

    #[test]
    fn company_numbers_keep_their_zeros() {
        assert_eq!(company_number("5928735").as_deref(), Some("05928735"), "a lost leading zero makes another company");
        assert_eq!(company_number("sc 12345").as_deref(), Some("SC012345"));
        assert_eq!(company_number("IP12345R").as_deref(), Some("IP12345R"));
        for text in ["", "123456789", "LIMITED", "0", "ABC12345"] {
            assert_eq!(company_number(text), None, "{text}");
        }
    }

    #[test]
    fn money_is_exact_and_rounds_half_up() {
        assert_eq!(money("12,345.60"), Some(Money::from_pence(1_234_560)));
        assert_eq!(money("0.285"), Some(Money::from_pence(29)));
        assert_eq!(money("-5"), Some(Money::from_pence(-500)));
        assert_eq!(money("1e5"), None, "a number a register does not write is not guessed at");
    }

    #[test]
    fn text_that_is_not_utf8_is_read_and_said_so() {
        assert_eq!(decode(b" Caf\xe9\xa0"), (Cow::Owned("Café".to_owned()), true));
        assert_eq!(decode("\u{feff}Café".as_bytes()), (Cow::Borrowed("Café"), false));
    }
}
