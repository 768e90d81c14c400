//! Parts words that were run together (`DUNMOREANDVALE`), where every part is a word that the register knows. Only for
//! words that it does not know as they stand.

use crate::index::vocabulary::Vocabulary;
use crate::normalise::NormalName;

/// Shorter words are not parted.
const SHORTEST: usize = 7;
/// Longer ones neither: work must stay bounded.
const LONGEST: usize = 40;
/// More parts than this are chance.
const MOST_PARTS: u8 = 4;

/// The name with its run-together words parted; nothing when there is none.
pub fn part_words(name: &NormalName, vocabulary: &Vocabulary) -> Option<NormalName> {
    let may_part = |token: &str| (SHORTEST..=LONGEST).contains(&token.len()) && vocabulary.find(token).is_none();
    if !name.tokens().any(may_part) {
        return None;
    }
    let mut key = String::new();
    let mut changed = false;
    for token in name.tokens() {
        if !key.is_empty() {
            key.push(' ');
        }
        match may_part(token).then(|| parts(token, vocabulary)).flatten() {
            Some(parts) => {
                key.push_str(&parts.join(" "));
                changed = true;
            }
            None => key.push_str(token),
        }
    }
    changed.then_some(NormalName { key, form: name.form })
}

/// The fewest known words that make up `token`.
fn parts<'a>(token: &'a str, vocabulary: &Vocabulary) -> Option<Vec<&'a str>> {
    if !token.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    // best[end] = (parts, start of the last part)
    let mut best: Vec<Option<(u8, usize)>> = vec![None; token.len() + 1];
    best[0] = Some((0, 0));
    for end in 1..=token.len() {
        for start in 0..end {
            let Some((count, _)) = best[start] else { continue };
            let better = best[end].is_none_or(|(known, _)| count + 1 < known);
            if better && count < MOST_PARTS && is_part(&token[start..end], vocabulary) {
                best[end] = Some((count + 1, start));
            }
        }
    }
    let mut parts = Vec::new();
    let mut end = token.len();
    while end > 0 {
        let (_, start) = best[end]?;
        parts.push(&token[start..end]);
        end = start;
    }
    parts.reverse();
    (parts.len() > 1).then_some(parts)
}

/// A word worth parting for: known from several names, and not a scrap.
fn is_part(text: &str, vocabulary: &Vocabulary) -> bool {
    let little = matches!(text, "AND" | "OF" | "ST" | "THE" | "IN" | "ON" | "NHS");
    little || (text.len() >= 4 && vocabulary.find(text).is_some_and(|id| vocabulary.count(id) >= 3))
}
