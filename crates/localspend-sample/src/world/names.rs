//! Invented names: firms, and the many ways in which ledgers spell them.

use crate::rng::Rng;

const FIRST: [&str; 30] = [
    "Br", "Th", "Qu", "Ost", "Vel", "Mar", "Dun", "Fen", "Hal", "Kes", "Lor", "Nan", "Pel", "Ros", "Sel", "Tarn", "Wyn", "Yar",
    "Zel", "Cor", "Dray", "Elm", "Gar", "Hex", "Ing", "Jas", "Kil", "Lang", "Mor", "Nor",
];
const MIDDLE: [&str; 12] = ["a", "e", "i", "o", "ar", "en", "il", "or", "un", "and", "est", "ing"];
const LAST: [&str; 20] = [
    "by", "combe", "dale", "field", "ford", "gate", "ham", "holt", "ley", "mere", "more", "stock", "thorpe", "ton", "well",
    "wick", "worth", "brook", "croft", "den",
];
const ALL: u64 = 30 * 12 * 20;

/// The `number`th invented word. Neighbouring numbers give words that look nothing alike; no two numbers give the same.
pub fn word(number: u64) -> String {
    // 2657 has no factor in common with 7200, so the steps visit every word once.
    let index = (number % ALL * 2657 + 1311) % ALL;
    let (first, rest) = (index / 240, index % 240);
    let plain = format!("{}{}{}", FIRST[first as usize], MIDDLE[(rest / 20) as usize], LAST[(rest % 20) as usize]);
    if number < ALL { plain } else { format!("{plain} {}", word(number / ALL)) }
}

/// How an organisation's ledger writes names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As the register has it, in capitals.
    Capitals,
    /// Capitals at the start of words, `Ltd`.
    Title,
    /// Capitals, `LTD`.
    ShortCapitals,
}

/// `name` (capitals, as registered) in a ledger's style.
pub fn styled(name: &str, style: Style) -> String {
    match style {
        Style::Capitals => name.to_owned(),
        Style::ShortCapitals => shortened(name),
        Style::Title => title(&shortened(name)),
    }
}

fn shortened(name: &str) -> String {
    name.strip_suffix(" LIMITED").map_or_else(|| name.to_owned(), |stem| format!("{stem} LTD"))
}

/// Capitals at the start of words, as ledger systems do it: also where it hurts.
pub fn title(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut start = true;
    for character in name.chars() {
        if start {
            out.extend(character.to_uppercase());
        } else {
            out.extend(character.to_lowercase());
        }
        start = !character.is_alphanumeric();
    }
    out
}

/// A spelling with one thing added or changed that does not change who it is.
pub fn disturbed(name: &str, rng: &mut Rng) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    match rng.below(7) {
        0 => format!("{name}  "),
        1 => format!("{:06} {name}", 100_000 + rng.below(899_999)),
        2 => format!("{name}:{:08}", rng.below(90_000_000) + 1_000_000),
        3 => name.replace(" & ", " AND ").replace(" LTD", " LIMITED").replace(" Ltd", " Limited"),
        4 => words.join("  "),
        5 => format!("{name} (A/C {})", 1_000 + rng.below(9_000)),
        _ => format!("{name}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn words_do_not_repeat() {
        assert_eq!((0..20_000).map(word).collect::<BTreeSet<_>>().len(), 20_000);
    }

    #[test]
    fn styles_keep_the_words() {
        assert_eq!(styled("TARNANDBY FOODS LIMITED", Style::Title), "Tarnandby Foods Ltd");
        assert_eq!(styled("TARNANDBY FOODS LIMITED", Style::ShortCapitals), "TARNANDBY FOODS LTD");
    }
}
