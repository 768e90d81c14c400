//! Numbers by which the law knows a body: their written forms, and whether they belong to the name they stand beside.

/// The eight characters of a company number, or nothing when `text` is not shaped like one.
pub fn company_number(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let letters = plain.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = plain.get(letters..).unwrap_or("");
    // Registered societies end in a letter (IP12345R).
    let body = digits.strip_suffix(|c: char| c.is_ascii_alphabetic()).unwrap_or(digits);
    if letters > 2 || body.is_empty() || !body.bytes().all(|b| b.is_ascii_digit()) || plain.len() > 8 || body.len() + letters < 4
    {
        return None;
    }
    if body.bytes().all(|b| b == b'0') {
        return None;
    }
    let width = 8 - letters;
    Some(format!("{}{digits:0>width$}", &plain[..letters]))
}

/// A charity number without its suffix (`1000000-1` is a subsidiary of `1000000`).
pub fn charity_number(text: &str) -> Option<String> {
    let main = text.trim().split(['-', '/']).next().unwrap_or("").trim();
    let plain = main.trim_start_matches("SC").trim_start_matches("NIC");
    let digits = plain.bytes().all(|b| b.is_ascii_digit());
    (digits && (5..=7).contains(&plain.len())).then(|| main.to_owned())
}

/// The nine or twelve digits of a VAT number in any of its spellings, or nothing when the check digits do not fit.
pub fn vat_number(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let plain: String = upper.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = plain.trim_start_matches("VAT").trim_start_matches("REG").trim_start_matches("NO").trim_start_matches("GB");
    if !matches!(digits.len(), 9 | 12) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A branch adds three digits; the number proper is checked.
    let proper = digits.get(..9)?;
    vat_check(proper).then(|| proper.to_owned())
}

/// The two check digits of a VAT number, by either of the two rules in use.
fn vat_check(digits: &str) -> bool {
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let weighted: u32 = values.iter().take(7).zip((2..=8).rev()).map(|(value, weight)| value * weight).sum();
    let check = values.get(7).copied().unwrap_or(0) * 10 + values.get(8).copied().unwrap_or(0);
    weighted > 0 && ((weighted + check).is_multiple_of(97) || (weighted + check + 55).is_multiple_of(97))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_leading_zero_comes_back() {
        assert_eq!(company_number("123456").as_deref(), Some("00123456"));
        assert_eq!(company_number("sc 12345").as_deref(), Some("SC012345"));
        assert_eq!(company_number("IP12345R").as_deref(), Some("IP12345R"));
        for text in ["", "0", "00000000", "123456789", "ABC12345", "N/A", "12"] {
            assert_eq!(company_number(text), None, "{text}");
        }
    }

    #[test]
    fn six_spellings_of_a_vat_number_are_one() {
        // 100 0000 34: 8*1 = 8; 8 + 34 + 55 = 97.
        for text in ["GB100000034", "100 0000 34", "VAT 100000034", "gb 100 0000 34", "100-0000-34", "GB100000034001"] {
            assert_eq!(vat_number(text).as_deref(), Some("100000034"), "{text}");
        }
        assert_eq!(vat_number("GB123456789"), None, "a number whose check digits are wrong ties unrelated bodies together");
        assert_eq!(vat_number("000000000"), None);
    }
}
