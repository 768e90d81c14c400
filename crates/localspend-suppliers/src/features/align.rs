//! Lays the words of two names beside each other: which word of one is which of the other, and how well.

use crate::features::strings::{jaro_winkler, within_one_slip};
use crate::index::vocabulary::{UNKNOWN, Vocabulary};
use crate::normalise::NormalName;
use crate::words::WordClass;

/// Names of more words are cut here: nothing telling comes later, and work must stay bounded.
pub const MOST_WORDS: usize = 16;

/// A word of one name.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its id, or [`UNKNOWN`].
    pub id: u32,
    /// Its weight.
    pub weight: f32,
    /// What it is.
    pub class: WordClass,
}

/// The words of the name asked for.
pub fn query_words<'a>(name: &'a NormalName, vocabulary: &Vocabulary, classes: &[WordClass]) -> Vec<Word<'a>> {
    let word = |text: &'a str| {
        let id = vocabulary.find(text).unwrap_or(UNKNOWN);
        let class = classes.get(id as usize).copied().unwrap_or_else(|| WordClass::of(text));
        Word { text, id, weight: vocabulary.weight(id), class }
    };
    name.tokens().take(MOST_WORDS).map(word).collect()
}

/// The words of a register name.
pub fn register_words<'a>(ids: &[u32], vocabulary: &'a Vocabulary, classes: &[WordClass], words: &mut Vec<Word<'a>>) {
    words.clear();
    words.extend(ids.iter().take(MOST_WORDS).map(|id| Word {
        text: vocabulary.word(*id),
        id: *id,
        weight: vocabulary.weight(*id),
        class: classes.get(*id as usize).copied().unwrap_or_default(),
    }));
}

/// Stands for no partner.
pub const NO_PARTNER: u8 = MOST_WORDS as u8;

/// How well each word found its partner, 0 to 1.
#[derive(Debug, Clone, Default)]
pub struct Alignment {
    /// Words of the name asked for.
    pub query: [f32; MOST_WORDS],
    /// Words of the register name.
    pub register: [f32; MOST_WORDS],
    /// Position of the partner of each query word; [`NO_PARTNER`] for none.
    pub partner: [u8; MOST_WORDS],
}

/// Finds partners: equal words first, then joined and split ones, then the most similar.
pub fn align(query: &[Word<'_>], register: &[Word<'_>]) -> Alignment {
    let mut found = Alignment { partner: [NO_PARTNER; MOST_WORDS], ..Alignment::default() };
    let (query, register) = (&query[..query.len().min(MOST_WORDS)], &register[..register.len().min(MOST_WORDS)]);
    for (i, word) in query.iter().enumerate() {
        if word.id == UNKNOWN {
            continue;
        }
        if let Some(j) = (0..register.len()).find(|j| found.register[*j] == 0.0 && register[*j].id == word.id) {
            (found.query[i], found.register[j], found.partner[i]) = (1.0, 1.0, j as u8);
        }
    }
    join(query, register, &mut found);
    for (i, word) in query.iter().enumerate() {
        if found.query[i] > 0.0 {
            continue;
        }
        let mut best = (0.0f32, MOST_WORDS);
        for (j, other) in register.iter().enumerate() {
            if found.register[j] == 0.0 {
                let likeness = likeness(word.text, other.text);
                if likeness > best.0 {
                    best = (likeness, j);
                }
            }
        }
        if best.0 > 0.0 {
            (found.query[i], found.register[best.1], found.partner[i]) = (best.0, best.0, best.1 as u8);
        }
    }
    found
}

/// `HOMECARE` beside `HOME CARE`.
fn join(query: &[Word<'_>], register: &[Word<'_>], found: &mut Alignment) {
    for (i, whole) in query.iter().enumerate() {
        for (j, pair) in register.windows(2).enumerate() {
            let free = found.query[i] == 0.0 && found.register[j] == 0.0 && found.register[j + 1] == 0.0;
            if free && is_joined(whole.text, pair[0].text, pair[1].text) {
                (found.query[i], found.partner[i]) = (0.98, j as u8);
                (found.register[j], found.register[j + 1]) = (0.98, 0.98);
            }
        }
    }
    for (i, pair) in query.windows(2).enumerate() {
        for (j, whole) in register.iter().enumerate() {
            let free = found.query[i] == 0.0 && found.query[i + 1] == 0.0 && found.register[j] == 0.0;
            if free && is_joined(whole.text, pair[0].text, pair[1].text) {
                (found.query[i], found.query[i + 1], found.register[j]) = (0.98, 0.98, 0.98);
                (found.partner[i], found.partner[i + 1]) = (j as u8, j as u8);
            }
        }
    }
}

fn is_joined(whole: &str, left: &str, right: &str) -> bool {
    whole.len() == left.len() + right.len() && whole.starts_with(left) && whole.ends_with(right)
}

/// How likely two different spellings are one word, 0 to 1; 0 below a fair likeness.
pub fn likeness(a: &str, b: &str) -> f32 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() || short.bytes().any(|b| b.is_ascii_digit()) || long.bytes().any(|b| b.is_ascii_digit()) {
        return if a == b { 1.0 } else { 0.0 };
    }
    if a == b {
        return 1.0;
    }
    if long.len() == short.len() + 1 && long.ends_with('S') && long.starts_with(short) && short.len() > 2 {
        return 0.97;
    }
    if short.len() == 1 {
        return if long.starts_with(short) { 0.4 } else { 0.0 };
    }
    if short.len() >= 3 && long.starts_with(short) {
        return 0.72 + 0.25 * short.len() as f32 / long.len() as f32;
    }
    if short.len() >= 4 && within_one_slip(a.as_bytes(), b.as_bytes()) {
        return if short.len() >= 6 { 0.92 } else { 0.82 };
    }
    if is_abbreviation(short, long) {
        return 0.65;
    }
    if short.len() <= 4 || most_alike(short.as_bytes(), long.as_bytes()) < FAIR {
        return 0.0;
    }
    let likeness = jaro_winkler(a.as_bytes(), b.as_bytes());
    if likeness > FAIR { likeness * 0.9 } else { 0.0 }
}

/// Words that are less alike letter by letter are two words.
const FAIR: f32 = 0.87;

/// The highest Jaro-Winkler similarity that the letters allow, whatever their order: a letter that the other word lacks finds
/// no partner. Costs little, and nearly all pairs of words need no closer look.
fn most_alike(short: &[u8], long: &[u8]) -> f32 {
    let letters = |word: &[u8]| word.iter().fold(0u32, |letters, letter| letters | 1 << (letter & 31));
    let (of_short, of_long) = (letters(short), letters(long));
    let left = |word: &[u8], own: u32, other: u32| word.len() as f32 - (own & !other).count_ones() as f32;
    let matches = left(short, of_short, of_long).min(left(long, of_long, of_short));
    // A little more than the bound, so that rounding decides nothing.
    let jaro = (matches / short.len() as f32 + matches / long.len() as f32 + 1.0) / 3.0 + 1e-4;
    let common = short.iter().zip(long).take(4).take_while(|(x, y)| x == y).count() as f32;
    jaro + common * 0.1 * (1.0 - jaro)
}

/// `ENGNG` for `ENGINEERING`: the letters in order, first and last alike.
fn is_abbreviation(short: &str, long: &str) -> bool {
    let (s, l) = (short.as_bytes(), long.as_bytes());
    if s.len() < 3
        || s.len() * 3 < l.len()
        || s.first() != l.first()
        || s.last() != l.last()
        || short.bytes().any(is_vowel_inside) && s.len() * 2 < l.len()
    {
        return false;
    }
    let mut at = 0;
    s.iter().all(|letter| match l[at..].iter().position(|other| other == letter) {
        Some(step) => {
            at += step + 1;
            true
        }
        None => false,
    })
}

fn is_vowel_inside(letter: u8) -> bool {
    matches!(letter, b'A' | b'E' | b'I' | b'O' | b'U')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Were the bound too low, two spellings of one word would be taken for two words.
    #[test]
    fn no_two_words_are_more_alike_than_their_letters_allow() {
        let words =
            ["QUILLFEATHER", "QUILFEATHERS", "FEATHERQUILL", "DUNMORE", "DUNMOORE", "MOREDUN", "AAAAA", "AAAAAA", "PEMBER"];
        for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (a.as_bytes(), b.as_bytes()))) {
            let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
            assert!(most_alike(short, long) >= jaro_winkler(a, b), "{short:?} {long:?}");
        }
        assert!(most_alike(b"PEMBER", b"DUNMOORE") < FAIR, "or every pair of words would get the closer look");
    }
}
