//! What people write around a name: trading names, former names, notes in brackets, account and tax-scheme suffixes,
//! insolvency notes. The name proper comes first, the other names follow; nothing is thrown away.

/// A name taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts<'a> {
    /// The name itself.
    pub main: &'a str,
    /// Names after `T/A`, `FORMERLY`, in brackets or before a colon.
    pub others: Vec<&'a str>,
    /// The name with the bracket at its end, where that may be a part of it.
    pub whole: Option<&'a str>,
}

/// Words that part a name from another name of the same body, upper case, with the spaces around them.
const SEPARATORS: &[&str] = &[
    " T/A ",
    " TA ",
    " T/AS ",
    " T/S ",
    " TRADING AS ",
    " FORMERLY ",
    " FORMALLY ",
    " PREVIOUSLY ",
    " ALSO KNOWN AS ",
    " AKA ",
    " A/K/A ",
    " C/O ",
    " A DIVISION OF ",
    " A DIV OF ",
    " DIVISION OF ",
    " PART OF ",
    " OWNED BY ",
    " ON BEHALF OF ",
];

/// Takes `name` apart.
pub fn split(name: &str) -> Parts<'_> {
    let mut parts = Parts { main: name.trim(), others: Vec::new(), whole: None };
    if let Some((main, bracket, rest)) = first_bracket(parts.main) {
        // `DUNMORE (SURREY) LTD` is one name; `DUNMORE LTD (FORMERLY QUILL)` is two. The form tells them apart.
        if rest.trim().is_empty() && !main.trim().is_empty() {
            let bare = strip_lead(bracket.trim()).len() == bracket.trim().len();
            parts.whole = Some(parts.main).filter(|_| bare);
            parts.main = main.trim();
            if !bracket.trim().eq_ignore_ascii_case("the") {
                parts.others.push(bracket.trim());
            }
        }
    }
    let mut others = Vec::new();
    parts.main = split_words(parts.main, &mut others);
    let brackets = std::mem::take(&mut parts.others);
    for bracket in brackets {
        let inner = strip_lead(bracket);
        others.push(split_words(inner, &mut parts.others));
    }
    others.append(&mut parts.others);
    others.retain(|other| other.chars().any(|c| c.is_alphabetic()));
    parts.others = others;
    parts
}

/// Cuts at the first separator; what follows goes to `others`.
fn split_words<'a>(text: &'a str, others: &mut Vec<&'a str>) -> &'a str {
    let upper = text.to_ascii_uppercase();
    let spaces = upper.bytes().enumerate().skip(1).filter(|(_, byte)| *byte == b' ').map(|(at, _)| at);
    let shortest = |at: usize| SEPARATORS.iter().filter(|word| upper[at..].starts_with(**word)).map(|word| word.len()).min();
    let found = spaces.filter_map(|at| shortest(at).map(|length| (at, length))).next();
    match found {
        Some((at, length)) => {
            let rest = split_words(text[at + length..].trim(), others);
            others.push(rest);
            text[..at].trim()
        }
        None => text,
    }
}

/// The text without a leading `T/A`, `FORMERLY` and the like, as it stands inside brackets.
fn strip_lead(text: &str) -> &str {
    let upper = text.to_ascii_uppercase();
    let lead = SEPARATORS.iter().map(|word| word.trim_start()).find(|word| upper.starts_with(word));
    text[lead.map_or(0, str::len)..].trim()
}

/// The text before, inside and after the first pair of brackets.
fn first_bracket(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find(['(', '['])?;
    let after = &text[open + 1..];
    // A bracket that truncation left open still holds a note.
    let close = after.find([')', ']']).unwrap_or(after.len());
    let rest = after[close..].get(1..).unwrap_or("");
    Some((&text[..open], &after[..close], rest))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_place_in_brackets_stays_in_the_name_but_a_former_name_does_not() {
        let parts = split("DUNMORE (SURREY) LTD");
        assert_eq!((parts.main, parts.others.len()), ("DUNMORE (SURREY) LTD", 0));
        let parts = split("Dunmore Ltd (formerly Quill & Daughters)");
        assert_eq!((parts.main, parts.others), ("Dunmore Ltd", vec!["Quill & Daughters"]));
        let parts = split("IVY PEMBER T/A PEMBER'S TAXIS");
        assert_eq!((parts.main, parts.others), ("IVY PEMBER", vec!["PEMBER'S TAXIS"]));
    }

    #[test]
    fn an_unclosed_bracket_and_odd_letters_do_not_break_the_split() {
        assert_eq!(split("QUILL (FORMERLY DUNM").others, vec!["DUNM"]);
        assert_eq!(split("ſ (İ T/A ß").main, "ſ");
    }
}
