//! The register's names, ready to be searched: words interned, names as lists of word ids, postings in flat arrays. Built
//! once; five million names must fit a small machine.

pub mod bearers;
pub mod cores;
pub mod lookup;
pub mod runs;
pub mod vocabulary;
pub mod written;

use crate::normalise::{LegalForm, NormalName, normalise};
use crate::register::RegisterSet;
use lookup::{Lookup, short_hash};
use vocabulary::Vocabulary;

/// Names shorter than this, without spaces, are not found by their beginning.
pub const PREFIX_LENGTH: usize = 9;
/// Words shorter than this are not found by a slip of the pen.
pub const SLIP_LENGTH: usize = 5;

/// Everything needed to find names.
#[derive(Debug, Default)]
pub struct NameIndex {
    /// The words.
    pub vocabulary: Vocabulary,
    word_ids: Vec<u32>,
    word_ends: Vec<u32>,
    forms: Vec<LegalForm>,
    posting_starts: Vec<u32>,
    postings: Vec<u32>,
    whole: Lookup,
    beginnings: Lookup,
    joined: Lookup,
    slips: Lookup,
}

impl NameIndex {
    /// Indexes every name of the registers.
    pub fn build(registers: &RegisterSet) -> NameIndex {
        let mut index = NameIndex::default();
        let count = registers.names() as u32;
        let (mut whole, mut beginnings, mut joined) = (Vec::new(), Vec::new(), Vec::new());
        let mut compact = String::new();
        let mut seen: Vec<u32> = Vec::new();
        for name in 0..count {
            let normal = normalise(registers.name(name));
            index.forms.push(normal.form);
            seen.clear();
            let (mut before, mut before_that): (Option<&str>, Option<&str>) = (None, None);
            for word in normal.tokens() {
                let id = index.vocabulary.intern(word);
                index.word_ids.push(id);
                if !seen.contains(&id) {
                    seen.push(id);
                    index.vocabulary.count_name(id);
                }
                if let Some(before) = before {
                    compact.clear();
                    compact.push_str(before);
                    compact.push_str(word);
                    joined.push((short_hash(&compact), name));
                    if let Some(before_that) = before_that {
                        compact.insert_str(0, before_that);
                        joined.push((short_hash(&compact), name));
                    }
                }
                before_that = before;
                before = Some(word);
            }
            index.word_ends.push(index.word_ids.len() as u32);
            if !normal.is_empty() {
                whole.push((short_hash(&normal.key), name));
                compact_into(&normal, &mut compact);
                if let Some(beginning) = compact.get(..PREFIX_LENGTH) {
                    beginnings.push((short_hash(beginning), name));
                }
            }
        }
        index.whole = Lookup::new(whole);
        index.beginnings = Lookup::new(beginnings);
        index.joined = Lookup::new(joined);
        index.vocabulary.finish(registers.names());
        index.slips = slips(&index.vocabulary);
        index.fill_postings(count);
        index
    }

    fn fill_postings(&mut self, names: u32) {
        let mut starts = vec![0u32; self.vocabulary.len() + 1];
        for word in 0..self.vocabulary.len() {
            starts[word + 1] = starts[word] + self.vocabulary.count(word as u32);
        }
        let mut next = starts.clone();
        self.postings = vec![0; starts.last().copied().unwrap_or(0) as usize];
        for name in 0..names {
            let (from, to) = self.word_range(name);
            for at in from..to {
                let word = self.word_ids[at];
                if !self.word_ids[from..at].contains(&word) {
                    self.postings[next[word as usize] as usize] = name;
                    next[word as usize] += 1;
                }
            }
        }
        self.posting_starts = starts;
    }

    fn word_range(&self, name: u32) -> (usize, usize) {
        let end = |at: u32| self.word_ends.get(at as usize).copied().unwrap_or(0) as usize;
        (name.checked_sub(1).map_or(0, end), end(name))
    }

    /// The words of a name.
    pub fn words(&self, name: u32) -> &[u32] {
        let (from, to) = self.word_range(name);
        self.word_ids.get(from..to).unwrap_or(&[])
    }

    /// The legal form of a name.
    pub fn form(&self, name: u32) -> LegalForm {
        self.forms.get(name as usize).copied().unwrap_or(LegalForm::None)
    }

    /// The names that hold a word, in order.
    pub fn postings(&self, word: u32) -> &[u32] {
        let start = |at: usize| self.posting_starts.get(at).copied().unwrap_or(0) as usize;
        self.postings.get(start(word as usize)..start(word as usize + 1)).unwrap_or(&[])
    }

    /// Names that may equal a key: whoever asks must compare.
    pub fn whole(&self, key: &str) -> impl Iterator<Item = u32> + '_ {
        self.whole.find(short_hash(key))
    }

    /// Names that may begin with the same letters.
    pub fn beginning<'a>(&'a self, compact: &'a str) -> impl Iterator<Item = u32> + 'a {
        compact.get(..PREFIX_LENGTH).into_iter().flat_map(|beginning| self.beginnings.find(short_hash(beginning)))
    }

    /// Names that may hold two neighbouring words which make up `word`.
    pub fn joined(&self, word: &str) -> impl Iterator<Item = u32> + '_ {
        self.joined.find(short_hash(word))
    }

    /// Words one slip of the pen away: a letter more, less, other, or two exchanged.
    pub fn slipped(&self, word: &str) -> Vec<u32> {
        if word.len() < SLIP_LENGTH {
            return Vec::new();
        }
        let mut found: Vec<u32> = self.slips.find(short_hash(word)).collect();
        for_each_deletion(word, |shorter| {
            found.extend(self.slips.find(short_hash(shorter)));
            found.extend(self.vocabulary.find(shorter));
        });
        found.sort_unstable();
        found.dedup();
        found.retain(|id| {
            let other = self.vocabulary.word(*id);
            other != word && crate::features::strings::within_one_slip(word.as_bytes(), other.as_bytes())
        });
        found
    }
}

/// The key without its spaces.
pub fn compact_into(name: &NormalName, compact: &mut String) {
    compact.clear();
    compact.extend(name.tokens());
}

/// Every word by every word that is one letter shorter than it.
fn slips(vocabulary: &Vocabulary) -> Lookup {
    let mut entries = Vec::new();
    for id in 0..vocabulary.len() as u32 {
        let word = vocabulary.word(id);
        if word.len() >= SLIP_LENGTH && word.bytes().any(|b| b.is_ascii_alphabetic()) {
            for_each_deletion(word, |shorter| entries.push((short_hash(shorter), id)));
        }
    }
    Lookup::new(entries)
}

fn for_each_deletion(word: &str, mut visit: impl FnMut(&str)) {
    let mut shorter = String::with_capacity(word.len());
    for (at, letter) in word.char_indices() {
        shorter.clear();
        shorter.push_str(&word[..at]);
        shorter.push_str(&word[at + letter.len_utf8()..]);
        visit(&shorter);
    }
}
