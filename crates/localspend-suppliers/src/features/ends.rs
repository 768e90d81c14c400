//! Where in a name the words stand that the other name lacks: a place or a person's name is added behind, the payer's own
//! label before, and a word lost from the middle is another name.

use super::align::{MOST_WORDS, Word};

/// Words without a partner, little ones aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ends {
    /// Before the first word that has a partner; all where none has.
    pub before: u8,
    /// Between two that have one.
    pub between: u8,
    /// After the last that has one.
    pub after: u8,
}

/// Counts the words of a name that found no partner. `found` says how well each did.
pub fn of(words: &[Word<'_>], found: &[f32; MOST_WORDS]) -> Ends {
    let mut ends = Ends::default();
    let mut since = 0;
    let mut any = false;
    for (word, found) in words.iter().zip(found) {
        if *found == 0.0 {
            since += u8::from(!word.class.little);
            continue;
        }
        let room = if any { &mut ends.between } else { &mut ends.before };
        *room += since;
        (since, any) = (0, true);
    }
    *(if any { &mut ends.after } else { &mut ends.before }) += since;
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::WordClass;

    fn ends(words: &[(&'static str, f32)]) -> (u8, u8, u8) {
        let mut found = [0.0; MOST_WORDS];
        words.iter().zip(&mut found).for_each(|((_, own), found)| *found = *own);
        let word = |(text, _): &(&'static str, f32)| Word { text, id: 0, weight: 1.0, class: WordClass::of(text) };
        let ends = of(&words.iter().map(word).collect::<Vec<_>>(), &found);
        (ends.before, ends.between, ends.after)
    }

    /// Were the three mixed, `QUILL SURGERY DUNMORE` would look like `QUILL DUNMORE SURGERY`, which is another surgery.
    #[test]
    fn words_before_between_and_after_are_told_apart() {
        assert_eq!(ends(&[("PAYEE", 0.0), ("QUILL", 1.0), ("ROAD", 0.0), ("SURGERY", 0.9), ("DUNMORE", 0.0)]), (1, 1, 1));
        assert_eq!(ends(&[("QUILL", 1.0), ("AND", 0.0), ("SURGERY", 1.0)]), (0, 0, 0), "a little word tells nothing");
        assert_eq!(ends(&[("QUILL", 0.0), ("LIFTS", 0.0)]), (2, 0, 0));
    }
}
