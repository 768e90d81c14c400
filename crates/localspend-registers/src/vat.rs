//! VAT registration numbers: their one form, and the check of their last two digits. Says nothing of who holds one.

/// The nine (or, for a branch, twelve) digits of a UK VAT number, or `GD`/`HA` and three digits of a public body;
/// `None` when the text is not shaped like one.
pub fn canonical(text: &str) -> Option<String> {
    let plain: String =
        text.chars().filter(|character| character.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    let plain = plain.strip_prefix("VAT").unwrap_or(&plain);
    let plain = plain.strip_prefix("NO").or_else(|| plain.strip_prefix("REG")).unwrap_or(plain);
    let plain = plain.strip_prefix("GB").or_else(|| plain.strip_prefix("XI")).unwrap_or(plain);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let public = plain.strip_prefix("GD").or_else(|| plain.strip_prefix("HA"));
    let shaped = match public {
        Some(number) => number.len() == 3 && digits(number),
        None => matches!(plain.len(), 9 | 12) && digits(plain),
    };
    shaped.then(|| plain.to_owned())
}

/// True when the check digits of a VAT number are right, by either of the two rules in use.
pub fn check_digits_fit(number: &str) -> bool {
    let Some(number) = canonical(number) else { return false };
    if let Some(public) = number.strip_prefix("GD") {
        return public < "500";
    }
    if let Some(public) = number.strip_prefix("HA") {
        return public >= "500";
    }
    let digits: Vec<u32> = number.bytes().take(9).map(|byte| u32::from(byte - b'0')).collect();
    if digits.len() < 9 || digits[..7].iter().all(|digit| *digit == 0) {
        return false;
    }
    let weighted: u32 = digits[..7].iter().zip((2..=8).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = digits[7] * 10 + digits[8];
    // Numbers issued since 2009 add 55 before the same division by 97.
    (weighted + check).is_multiple_of(97) || (weighted + check + 55).is_multiple_of(97)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number whose seven first digits are given, with its right check digits under the rule that adds `offset`.
    fn number(first: &str, offset: u32) -> String {
        let weighted: u32 = first.bytes().zip((2..=8).rev()).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
        let check = (97 - (weighted + offset) % 97) % 97;
        format!("{first}{check:02}")
    }

    #[test]
    fn spellings_of_one_number_are_one_number() {
        for text in ["GB 123 4567 89", "123456789", "gb123456789", "VAT NO. 123 456 789", "VAT Reg GB123456789"] {
            assert_eq!(canonical(text).as_deref(), Some("123456789"), "{text}: the same supplier would look like two");
        }
        for text in ["", "12345678", "N/A", "GB12345678X", "IE1234567T"] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }

    #[test]
    fn a_wrong_digit_is_noticed() {
        for first in ["1234567", "9876543", "4030201"] {
            for offset in [0, 55] {
                let right = number(first, offset);
                assert!(check_digits_fit(&right), "{right}");
                let wrong = number(first, offset + 1);
                assert!(!check_digits_fit(&wrong), "{wrong} has a wrong check digit and must not identify a supplier");
            }
        }
        assert!(!check_digits_fit("000000000"), "a cell filled with zeros is not a number");
        assert!(check_digits_fit("GD123") && !check_digits_fit("GD789"));
    }
}
