//! What a text shows by its look alone: a reference, a label of a total, the number of a page, a name withheld, letters that
//! were read in the wrong encoding.

use crate::record::{is_space, trim};

/// Digits with hardly any letters: a number of a ledger, not a name. Short names such as `3M` are names.
pub fn looks_like_reference(text: &str) -> bool {
    // Most names have a space, and need no counting.
    if memchr::memchr(b' ', text.as_bytes()).is_some() {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 5 && text.chars().filter(|c| c.is_alphabetic()).count() <= 3
}

/// A label of a total or subtotal.
pub fn is_total_label(text: &str) -> bool {
    // Asked of every supplier: most names are told by their first letters.
    const STARTS: [&str; 7] = ["total", "sum", "sub", "grand ", "overall ", "report ", "page "];
    let text = trim(text);
    if text.len() > 48 || !STARTS.iter().any(|start| begins(text, start)) {
        return false;
    }
    let text = text.trim_end_matches(|c: char| is_space(c) || matches!(c, ':' | '=' | '.' | '£' | '-'));
    let lower = text.to_ascii_lowercase();
    let rest = ["grand ", "sub-", "sub ", "overall ", "report ", "page ", "sub"]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix).filter(|rest| rest.starts_with("total")))
        .unwrap_or(&lower);
    matches!(
        rest,
        "total" | "totals" | "sum" | "total amount" | "total spend" | "total payments" | "total value" | "total expenditure"
    ) || rest.starts_with("total for ")
        || rest.starts_with("total over ")
        || rest.starts_with("total of ")
        || rest.starts_with("total for:")
}

/// True when a text begins with ASCII letters, in any case. Most texts are told by their first.
#[inline]
fn begins(text: &str, with: &str) -> bool {
    let (text, with) = (text.as_bytes(), with.as_bytes());
    let first = |text: &[u8]| text.first().map(u8::to_ascii_lowercase);
    first(text) == first(with) && text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
}

/// `8`, `Page 8`, `Page 8 of 12`, `8/12`.
pub fn is_page_number(text: &str) -> bool {
    let text = trim(text);
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("page").unwrap_or(&lower).trim();
    let mut parts = rest.split(|c: char| c == '/' || c.is_whitespace()).filter(|part| !part.is_empty() && *part != "of");
    let numbers = (parts.next(), parts.next(), parts.next());
    let small = |part: Option<&str>| part.is_some_and(|part| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()));
    match numbers {
        (first, None, None) => small(first),
        (first, second, None) => small(first) && small(second),
        _ => false,
    }
}

/// The publisher withheld the name. A company whose name begins like it is not withheld.
pub fn is_redacted(supplier: &str) -> bool {
    const WORDS: [&str; 12] = [
        "redact",
        "name ",
        "withheld",
        "personal ",
        "supplier redacted",
        "confidential",
        "various",
        "individual",
        "private individual",
        "not disclosed",
        "sensitive",
        "xxx",
    ];
    let first = supplier.as_bytes().first().map(u8::to_ascii_lowercase);
    if !matches!(first, Some(b'r' | b'p' | b'w' | b'n' | b'v' | b'i' | b'c' | b'*' | b'x' | b'[' | b'(' | b's')) {
        return false;
    }
    // Asked of every supplier: most names are told by their first letters.
    let named = supplier.trim_start_matches(|c: char| !c.is_alphanumeric());
    if !named.is_empty() && !WORDS.iter().any(|word| begins(named, word)) {
        return false;
    }
    let lower: String = supplier.to_lowercase();
    let plain = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if plain.is_empty() {
        return supplier.len() >= 3 && supplier.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '-'));
    }
    let starts = [
        "redacted",
        "name redacted",
        "name withheld",
        "withheld",
        "personal data",
        "redaction",
        "supplier redacted",
        "confidential",
    ];
    plain == "various"
        || plain.bytes().all(|byte| byte == b'x') && plain.len() >= 3
        || ["individual", "private individual", "personal payment", "name not disclosed", "not disclosed", "sensitive"]
            .contains(&plain)
        || starts.iter().any(|start| {
            plain.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric()))
        })
}

/// Signs that text was once decoded wrongly: pairs that no English text holds.
pub fn shows_mojibake(text: &str) -> bool {
    !text.is_ascii()
        && [
            "â€", "Ã©", "Ã¨", "Ã¼", "Ã¶", "Ã¡", "Â£", "Â ", "Â\u{a0}", "ï»¿", "Ã‚", "\u{fffd}", "Ã±", "Ã³", "Ã\u{ad}", "Â½",
            "Â°", "Â–",
        ]
        .iter()
        .any(|sign| text.contains(sign))
}
