//! Decides whether a number format shows a number as a date, an elapsed time, or a number.
//!
//! Only what stands outside quotes, brackets and escapes counts, so that `[Red]0.00`, `0 "days"` or `_-* #,##0` do not
//! pass for dates. It does not format anything.

use crate::cell::NumberUse;

/// What a built-in format of the given number does.
pub(crate) fn built_in(id: u32) -> NumberUse {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => NumberUse::DateTime,
        46 => NumberUse::Duration,
        _ => NumberUse::Plain,
    }
}

/// What a format code does with a positive number: only its first section is looked at.
pub(crate) fn of_code(code: &str) -> NumberUse {
    let mut rest = code.chars().peekable();
    let (mut date, mut elapsed, mut digits) = (false, false, false);
    let mut last_token = ' ';
    let mut word = String::new();
    while let Some(character) = rest.next() {
        let lower = character.to_ascii_lowercase();
        if lower.is_ascii_alphabetic() {
            word.push(lower);
            if word.ends_with("general") {
                digits = true;
            }
        } else {
            word.clear();
        }
        match lower {
            ';' => break,
            '"' => {
                rest.by_ref().find(|&next| next == '"');
            }
            '\\' | '_' | '*' => {
                rest.next();
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|&next| next != ']').collect();
                let inside = inside.to_ascii_lowercase();
                if !inside.is_empty() && ['h', 'm', 's'].iter().any(|&unit| inside.chars().all(|letter| letter == unit)) {
                    elapsed = true;
                    last_token = 's';
                }
            }
            'd' | 'm' | 'y' | 'h' | 's' => {
                date = true;
                last_token = lower;
            }
            '.' | ',' if last_token == 's' => last_token = '.',
            // Zeros after `ss.` are fractions of a second; anywhere else they make it a number.
            '0' if last_token == '.' => {}
            '0' | '#' | '?' => digits = true,
            ' ' | ':' | '/' | '-' => {}
            _ => {}
        }
    }
    // `General` holds no date letter, but a localised word for it may.
    match (digits, elapsed, date) {
        (true, _, _) => NumberUse::Plain,
        (_, true, _) => NumberUse::Duration,
        (_, _, true) => NumberUse::DateTime,
        _ => NumberUse::Plain,
    }
}

/// What a cell's format does, from its number and the codes the workbook defines itself.
pub(crate) fn of_id(id: u32, own: &std::collections::BTreeMap<u32, NumberUse>) -> NumberUse {
    own.get(&id).copied().unwrap_or_else(|| built_in(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number_use: NumberUse, codes: &[&str]) {
        for code in codes {
            assert_eq!(of_code(code), number_use, "{code}");
        }
    }

    // A payment whose amount is taken for a date, or whose date is taken for an amount, is lost to every total.
    #[test]
    fn dates_and_formats_that_only_look_like_dates() {
        check(
            NumberUse::DateTime,
            &[
                "dd/mm/yyyy",
                "d-mmm-yy",
                "yyyy\\-mm\\-dd;@",
                "[$-809]dd mmmm yyyy",
                "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
                "mmm-yy",
                "h:mm AM/PM",
                "dd/mm/yyyy hh:mm:ss.000",
                "[Red]d/m/yy",
                "DD.MM.YYYY",
                "m/d/yy h:mm",
                "mm:ss.0",
                "yyyy\"年\"m\"月\"d\"日\"",
                "dd/mm/yy;0.00",
                "\"Paid on \"dd/mm/yy",
            ],
        );
        check(
            NumberUse::Plain,
            &[
                "General",
                "0",
                "0.00",
                "#,##0.00",
                "[Red]0.00",
                "[Magenta]#,##0;[Yellow]-#,##0",
                "0 \"days\"",
                "\"Sum: \"0",
                "_-* #,##0.00_-;-* #,##0.00_-",
                "[$£-809]#,##0.00",
                "0.00E+00",
                "\\d0",
                "_d0_y",
                "*m#,##0",
                "@",
                "",
                "0%",
                "#,##0\" my\"",
                "0.00;[Red]dd/mm",
                "[>100]0.0;0",
                "# ?/?",
                "\"dd/mm/yyyy\"",
                "0000\\-00\\-00",
                "General\" d\"",
                "[DBNum1]General",
                "\"unclosed dd",
                "\\",
                "[",
            ],
        );
        check(NumberUse::Duration, &["[h]:mm:ss", "[mm]:ss", "[ss].00", "[HH]:MM"]);
        assert_eq!(built_in(14), NumberUse::DateTime);
        assert_eq!(built_in(44), NumberUse::Plain);
        assert_eq!(built_in(46), NumberUse::Duration);
    }
}
