//! The words of all register names, each stored once, with how common it is. A word's weight comes from the register at
//! hand, so no list of names has to be shipped.

use hashbrown::HashTable;

use crate::exact::hash;
use crate::text::TextColumn;

/// A smaller register is weighed as if it were of this size, about that on which the model learnt: a rare word is as telling
/// in a short list.
const SMALLEST: usize = 40_000;

/// Interned words.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: TextColumn,
    table: HashTable<u32>,
    /// Names that hold the word.
    counts: Vec<u32>,
    /// Weight of the word: high for rare ones.
    weights: Vec<f32>,
    /// Weight of a word that no register name holds.
    unknown_weight: f32,
    /// Word ids in alphabetical order, for prefixes.
    sorted: Vec<u32>,
    /// Where in `sorted` the words of each first letter pair begin, so that few words are read to find one.
    pairs: Vec<u32>,
}

/// Places of first letter pairs: folded letters and digits have codes from 48 to 90.
const PAIRS: usize = 64 * 64;

/// The place of the first two letters of a word: never higher for a word that comes earlier in the alphabet.
fn pair(word: &str) -> usize {
    let letter = |at: usize| usize::from(word.as_bytes().get(at).copied().unwrap_or(0)).saturating_sub(40).min(63);
    letter(0) * 64 + letter(1)
}

impl Vocabulary {
    /// The id of a word, new or known.
    pub fn intern(&mut self, word: &str) -> u32 {
        let Vocabulary { words, table, counts, .. } = self;
        let hashed = hash(word);
        if let Some(id) = table.find(hashed, |id| words.get(*id as usize) == word) {
            return *id;
        }
        let id = words.push(word) as u32;
        counts.push(0);
        table.insert_unique(hashed, id, |id| hash(words.get(*id as usize)));
        id
    }

    /// The id of a known word.
    pub fn find(&self, word: &str) -> Option<u32> {
        self.table.find(hash(word), |id| self.words.get(*id as usize) == word).copied()
    }

    /// Counts one more name that holds the word.
    pub fn count_name(&mut self, word: u32) {
        if let Some(count) = self.counts.get_mut(word as usize) {
            *count = count.saturating_add(1);
        }
    }

    /// Works out the weights once all names are counted.
    pub fn finish(&mut self, names: usize) {
        let total = names.max(SMALLEST) as f32;
        let weight = |count: u32| (1.0 + total / (count as f32 + 1.0)).ln() / (1.0 + total).ln();
        self.weights = self.counts.iter().map(|count| weight(*count)).collect();
        self.unknown_weight = weight(0);
        self.sorted = (0..self.counts.len() as u32).collect();
        let words = &self.words;
        self.sorted.sort_unstable_by(|a, b| words.get(*a as usize).cmp(words.get(*b as usize)));
        self.pairs = vec![0; PAIRS + 1];
        for id in &self.sorted {
            self.pairs[pair(words.get(*id as usize)) + 1] += 1;
        }
        for at in 1..self.pairs.len() {
            self.pairs[at] += self.pairs[at - 1];
        }
    }

    /// The word behind an id.
    pub fn word(&self, id: u32) -> &str {
        self.words.get(id as usize)
    }

    /// In how many names a word stands.
    pub fn count(&self, id: u32) -> u32 {
        self.counts.get(id as usize).copied().unwrap_or(0)
    }

    /// Weight of a word, 0 to 1; that of an unknown word for [`UNKNOWN`].
    pub fn weight(&self, id: u32) -> f32 {
        self.weights.get(id as usize).copied().unwrap_or(self.unknown_weight)
    }

    /// Words that begin with `prefix` and are longer, at most `limit`.
    pub fn with_prefix<'a>(&'a self, prefix: &'a str, limit: usize) -> impl Iterator<Item = u32> + 'a {
        let bound = |at: usize| self.pairs.get(at).copied().unwrap_or(0) as usize;
        let (low, high) = (bound(pair(prefix)), bound(pair(prefix) + 1));
        let near = self.sorted.get(low..high).unwrap_or(&[]);
        let from = low + near.partition_point(|id| self.word(*id) < prefix);
        let tail = self.sorted.get(from..).unwrap_or(&[]);
        tail.iter()
            .copied()
            .take_while(move |id| self.word(*id).starts_with(prefix))
            .filter(move |id| self.word(*id) != prefix)
            .take(limit)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

/// The id of a word that no register name holds.
pub const UNKNOWN: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    /// Were one missed, a name cut off by its column would lose its last word.
    #[test]
    fn words_that_begin_with_others_are_found_wherever_their_letters_stand_in_the_alphabet() {
        let mut vocabulary = Vocabulary::default();
        let words = ["QUILL", "QUILLS", "QUILLFEATHER", "QUIRE", "Q", "ZZZ", "ZZZA", "00A", "00AB", "9", "99", "A", "AA"];
        words.iter().for_each(|word| {
            vocabulary.intern(word);
        });
        vocabulary.finish(words.len());
        for prefix in words.iter().chain(&["QU", "ZZ", "0", "B", "ZZZZ"]) {
            let found: Vec<&str> = vocabulary.with_prefix(prefix, 20).map(|id| vocabulary.word(id)).collect();
            let mut wanted: Vec<&str> = words.iter().copied().filter(|word| word.starts_with(prefix) && word != prefix).collect();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{prefix}");
        }
    }
}
