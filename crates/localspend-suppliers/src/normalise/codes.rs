//! Codes that ledgers write into the name cell: before the name, after it, after a colon, in brackets. Takes them off and
//! says what each could be. Whether a code is believed is decided in `identifiers`, against the registers.

/// A code found in a name cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// Written as a company number (`CRN 1234567`, `UK0123456701`), eight characters.
    Company(String),
    /// Written as a charity number.
    Charity(String),
    /// Shaped like an ODS code.
    Ods(String),
    /// A number of the payer's own books.
    Own(String),
}

/// A name cell without its codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coded {
    /// What is left of the name.
    pub name: String,
    /// The codes, in the order found.
    pub codes: Vec<Code>,
}

/// Takes the codes off a name cell. The name is never emptied: a cell that is only a code stays as it is.
pub fn strip(cell: &str) -> Coded {
    let mut coded = Coded { name: cell.trim().to_owned(), codes: Vec::new() };
    let rules: [fn(&mut Coded); 7] =
        [before_colon, after_colon, in_brackets, leading_digits, leading_ods, after_wide_gap, glued_digits];
    for rule in rules {
        rule(&mut coded);
    }
    trailing_numbers(&mut coded);
    coded
}

fn has_word(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// `UK0092855501 : Name`: country, eight digits of company number, site.
fn before_colon(coded: &mut Coded) {
    let Some((left, right)) = coded.name.split_once(':') else { return };
    let (left, right) = (left.trim(), right.trim());
    if !is_code(left) || !has_word(right) {
        return;
    }
    let digits = left.strip_prefix("UK").or_else(|| left.strip_prefix("GB")).unwrap_or("");
    let code = match digits.get(..8) {
        Some(number) if digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit()) => Code::Company(number.to_owned()),
        _ if is_ods(left) => Code::Ods(left.to_owned()),
        _ => Code::Own(left.to_owned()),
    };
    coded.codes.push(code);
    coded.name = right.to_owned();
}

/// `NAME:03111222`: a number of the payer's books, whatever it looks like.
fn after_colon(coded: &mut Coded) {
    let Some((left, right)) = coded.name.rsplit_once(':') else { return };
    if has_word(left) && is_code(right.trim()) {
        coded.codes.push(Code::Own(right.trim().to_owned()));
        coded.name = left.trim().to_owned();
    }
}

/// `(CRN 1234567)`, `(A/C 30000111)`, `(F89999)`, `(905)`.
fn in_brackets(coded: &mut Coded) {
    while let Some(open) = coded.name.rfind(['(', '[']) {
        let inner = coded.name[open + 1..].trim_end_matches([')', ']', ' ', '.']).trim().to_ascii_uppercase();
        let ends_here = !coded.name[open..].trim_end_matches([')', ']', ' ', '.']).contains([')', ']']);
        let code = if ends_here && has_word(&coded.name[..open]) { bracket_code(&inner) } else { None };
        let Some(code) = code else { return };
        coded.codes.push(code);
        let kept = coded.name[..open].trim_end().len();
        coded.name.truncate(kept);
    }
}

/// What the text inside a bracket says, when it is a code.
fn bracket_code(inner: &str) -> Option<Code> {
    let digits: String = inner.chars().filter(char::is_ascii_digit).collect();
    let letters: String = inner.chars().filter(|c| c.is_ascii_alphabetic()).collect();
    match letters.as_str() {
        "CRN" | "CRNO" | "CONO" | "COMPANYNO" | "COMPANYNUMBER" | "REGNO" | "COREGNO" | "COMPANYREGNO"
            if (5..=8).contains(&digits.len()) =>
        {
            Some(Code::Company(format!("{digits:0>8}")))
        }
        "CHARITYNO" | "CHARITYNUMBER" | "REGCHARITYNO" | "CHARITYREGNO" if (5..=7).contains(&digits.len()) => {
            Some(Code::Charity(digits))
        }
        "" | "AC" | "ACNO" | "ACCOUNT" | "ACCOUNTNO" | "ACCT" | "REF" if !digits.is_empty() => Some(Code::Own(inner.to_owned())),
        _ if is_ods(inner) => Some(Code::Ods(inner.to_owned())),
        _ => None,
    }
}

/// `000099NAME`, `001234 NAME`: at least five digits before a word.
fn leading_digits(coded: &mut Coded) {
    let length = coded.name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = coded.name[length..].trim_start_matches([' ', '-', ':', '.', '_']);
    if (5..=10).contains(&length) && has_word(rest) {
        coded.codes.push(Code::Own(coded.name[..length].to_owned()));
        coded.name = rest.to_owned();
    }
}

/// `F89999 NAME`: the code of a practice before its name. `RZ9 NAME NHS TRUST`: that of a trust.
fn leading_ods(coded: &mut Coded) {
    let Some((left, right)) = coded.name.split_once(' ') else { return };
    let trust = left.len() == 3 && left.starts_with('R') && ["NHS", "HOSPITAL"].iter().any(|word| right.contains(word));
    if (left.len() == 6 || trust) && is_ods(left) && has_word(right) {
        coded.codes.push(Code::Ods(left.to_owned()));
        coded.name = right.trim().to_owned();
    }
}

/// `NAME12345678`: at least six digits glued to the end of a word. `COUNCIL002`: a site, glued to a long one.
fn glued_digits(coded: &mut Coded) {
    let digits = coded.name.bytes().rev().take_while(u8::is_ascii_digit).count();
    let left = &coded.name[..coded.name.len() - digits];
    let word = left.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let site = digits >= 3 && word >= 6 && coded.name[left.len()..].starts_with("00");
    if (digits >= 6 || site) && left.ends_with(|c: char| c.is_alphabetic()) && has_word(left) && left.len() > 3 {
        coded.codes.push(Code::Own(coded.name[left.len()..].to_owned()));
        coded.name.truncate(coded.name.len() - digits);
    }
}

/// `NAME      SUPX100200`: after three spaces or more, words that hold digits.
fn after_wide_gap(coded: &mut Coded) {
    let Some(gap) = coded.name.find("   ").or_else(|| coded.name.find('\t')) else { return };
    let (left, right) = (coded.name[..gap].trim(), coded.name[gap..].trim());
    if has_word(left) && !right.is_empty() && right.split_whitespace().all(|word| word.bytes().any(|b| b.is_ascii_digit())) {
        coded.codes.push(Code::Own(right.to_owned()));
        coded.name = left.to_owned();
    }
}

/// `NAME - 378`, `NAME 24681357`.
fn trailing_numbers(coded: &mut Coded) {
    let Some((left, right)) = coded.name.rsplit_once(char::is_whitespace) else { return };
    let number = !right.is_empty() && right.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'/');
    let left = left.trim_end();
    let dashed = left.ends_with('-');
    if number && has_word(left) && (dashed || right.bytes().filter(u8::is_ascii_digit).count() >= 6) {
        coded.codes.push(Code::Own(right.to_owned()));
        coded.name = left.trim_end_matches(['-', ' ']).to_owned();
    }
}

/// One word of letters and digits with at least two digits.
fn is_code(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 2 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The shapes of ODS codes: `RKE`, `R0A`, `QMJ`, `00C`, `F89999`, `G6V2S`.
fn is_ods(text: &str) -> bool {
    let upper = text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let starts = text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
    upper
        && starts
        && match text.len() {
            3 => text.starts_with(['R', 'T', 'Q']) || digits == 2,
            5 => digits >= 1,
            6 => digits == 5 && text.as_bytes()[0].is_ascii_alphabetic(),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, name: &str, codes: &[Code]) {
        let coded = strip(cell);
        assert_eq!((coded.name.as_str(), coded.codes.as_slice()), (name, codes), "{cell}");
    }

    #[test]
    fn codes_around_a_name_come_off() {
        check("UK0001234501 : Quill", "Quill", &[Code::Company("00012345".into())]);
        check("DUNMORE COLLEGE:01234567", "DUNMORE COLLEGE", &[Code::Own("01234567".into())]);
        check("QUILL LTD (CRN 123456)", "QUILL LTD", &[Code::Company("00123456".into())]);
        check("DUNMORE PRACTICE (F89999)", "DUNMORE PRACTICE", &[Code::Ods("F89999".into())]);
        check("RZ9 DUNMORE NHS TRUST", "DUNMORE NHS TRUST", &[Code::Ods("RZ9".into())]);
        check("000099QUILL HOUSE", "QUILL HOUSE", &[Code::Own("000099".into())]);
        check("QUILL FINANCE     1234501 ZZ10001", "QUILL FINANCE", &[Code::Own("1234501 ZZ10001".into())]);
        check("DUNMORE COUNCIL002", "DUNMORE COUNCIL", &[Code::Own("002".into())]);
        check("QUILL CHARITY - 378", "QUILL CHARITY", &[Code::Own("378".into())]);
        check("QUILL (A/C 30000111)", "QUILL", &[Code::Own("A/C 30000111".into())]);
    }

    #[test]
    fn short_real_names_and_bare_codes_stay_whole() {
        for cell in
            ["3M", "P3", "365 PLACE LTD", "10000001", "Q77 UK LTD", "QUILL007", "QUILL (SURREY)", "1ST CALL", ":", "(", "())", ""]
        {
            check(cell, cell, &[]);
        }
    }
}
