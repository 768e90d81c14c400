//! The core of a name: its words without those for a sort of body (`SURGERY`, `TRUST`) and the little ones. How many register
//! names share a core says how much it tells: `ABBEY` is many surgeries', a rare name one body's.

use super::NameIndex;
use super::lookup::Lookup;
use super::vocabulary::UNKNOWN;
use crate::words::WordClass;

/// More bearers than this are as good as many.
const MANY: u32 = 20;

/// The core of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Core {
    /// Stands for its words in their order; 0 when it has none, or one that no register name holds.
    pub hash: u32,
    /// Register names with this core, counted to twenty.
    pub bearers: u32,
}

/// The cores of all register names.
#[derive(Debug, Default)]
pub struct Cores {
    hashes: Vec<u32>,
    bearers: Lookup,
}

impl Cores {
    /// Counts the cores of the names.
    pub fn build(index: &NameIndex, classes: &[WordClass], names: u32) -> Cores {
        let class = |id: u32| classes.get(id as usize).copied().unwrap_or_default();
        let hash_of = |name: u32| hash(index.words(name).iter().map(|id| (*id, class(*id))));
        let hashes: Vec<u32> = (0..names).map(hash_of).collect();
        let mut sorted = hashes.clone();
        sorted.sort_unstable();
        let counted = sorted.chunk_by(|a, b| a == b).map(|same| (same[0], (same.len() as u32).min(MANY)));
        // A core of one name needs no entry.
        let bearers = Lookup::new(counted.filter(|(hash, count)| *count > 1 && *hash != 0).collect());
        Cores { hashes, bearers }
    }

    /// The core of a register name.
    pub fn of_name(&self, name: u32) -> Core {
        let hash = self.hashes.get(name as usize).copied().unwrap_or(0);
        Core { hash, bearers: self.count(hash).max(1) }
    }

    /// The core of any words.
    pub fn of_words(&self, words: impl Iterator<Item = (u32, WordClass)>) -> Core {
        let hash = hash(words);
        Core { hash, bearers: self.count(hash) }
    }

    fn count(&self, hash: u32) -> u32 {
        self.bearers.find(hash).next().unwrap_or(0)
    }
}

/// Nothing for a core without words, or with a word that no register name holds.
fn hash(words: impl Iterator<Item = (u32, WordClass)>) -> u32 {
    let mut hash = 0u64;
    for (id, class) in words {
        if class.facility || class.little {
            continue;
        }
        if id == UNKNOWN {
            return 0;
        }
        hash = (hash ^ (u64::from(id) + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 29;
    }
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RegisterSet;
    use crate::register::Body;

    #[test]
    fn names_of_one_core_are_counted_whatever_sort_of_body_they_name() {
        let mut set = RegisterSet::default();
        for (id, name) in [("1", "QUILL SURGERY"), ("2", "THE QUILL MEDICAL CENTRE"), ("3", "QUILL LIFTS"), ("4", "SURGERY")] {
            set.add(&Body { id, name, ..Body::default() });
        }
        let index = NameIndex::build(&set);
        let classes: Vec<WordClass> =
            (0..index.vocabulary.len() as u32).map(|id| WordClass::of(index.vocabulary.word(id))).collect();
        let cores = Cores::build(&index, &classes, 4);
        let bearers: Vec<u32> = (0..4).map(|name| cores.of_name(name).bearers).collect();
        assert_eq!(bearers, [2, 2, 1, 1]);
        assert_eq!(cores.of_name(0).hash, cores.of_name(1).hash);
        assert_eq!(cores.of_words([(UNKNOWN, WordClass::default())].into_iter()), Core::default());
    }
}
