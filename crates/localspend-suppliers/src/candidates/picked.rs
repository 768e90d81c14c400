//! Which register names share the most with the name asked for: adds up the weights of shared words, the rarest first, and
//! picks the few to be looked at.

use super::{Scratch, Searcher, telling};
use crate::features::align::Word;
use crate::index::vocabulary::UNKNOWN;
use crate::normalise::NormalName;

/// Register names read from postings for one name, at most; rare words come first.
const POSTINGS_READ: usize = 1200;
/// A word in more names than this is not searched by, unless no rarer one is there.
const COMMON: u32 = 1500;
/// Names looked at.
pub(super) const LOOKED_AT: usize = 8;
/// A name that shares less than this part of the weight that the best shares is not ranked.
const PICKED_FROM: f32 = 0.45;
/// A list so many times as long as the names found so far is worth a check whether it has to be read.
const WORTH_A_CHECK: usize = 4;
/// A name that shares less than this part of what the best shares, for its length, is not looked at.
const SHARE_OF_BEST: f32 = 0.5;
/// A word whose list is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ToRead {
    /// How many names hold it.
    names: u32,
    word: u32,
    /// What it brings to each of them.
    gain: f32,
}

impl Searcher<'_> {
    /// Adds up the weights of shared words.
    pub(super) fn read_postings(&self, words: &[Word<'_>], scratch: &mut Scratch) {
        scratch.scores.resize(self.registers.names(), 0.0);
        for name in scratch.touched.drain(..) {
            scratch.scores[name as usize] = 0.0;
        }
        let mut plan = std::mem::take(&mut scratch.plan);
        plan.clear();
        for (at, word) in words.iter().enumerate() {
            if !word.class.little {
                self.spellings(word, at + 1 == words.len(), &mut scratch.other, &mut plan);
            }
            if let Some(next) = words.get(at + 1) {
                self.run_together(word, next, &mut scratch.other, &mut plan);
            }
        }
        plan.sort_by(|a, b| a.names.cmp(&b.names).then(b.gain.total_cmp(&a.gain)).then(a.word.cmp(&b.word)));
        // The rarest words are read; a common one only where no rarer is there.
        let read = plan.iter().enumerate().take_while(|(at, one)| *at == 0 || one.names <= COMMON).count();
        plan.truncate(read);
        let mut left = POSTINGS_READ;
        let mut to_come: f32 = plan.iter().map(|one| one.gain).sum();
        for (at, ToRead { names, word, gain }) in plan.iter().enumerate() {
            let few = scratch.touched.len() * WORTH_A_CHECK < *names as usize;
            if left == 0 || few && self.found_them_all(plan.get(at..).unwrap_or_default(), to_come, scratch) {
                break;
            }
            let postings = self.index.postings(*word);
            let taken = &postings[..postings.len().min(left)];
            left -= taken.len();
            to_come -= gain;
            add(scratch, taken, *gain);
        }
        scratch.plan = plan;
        for word in words.iter().filter(|word| word.id == UNKNOWN && word.text.len() >= 6) {
            let joined: Vec<u32> = self.index.joined(word.text).take(64).collect();
            add(scratch, &joined, word.weight);
        }
    }

    /// True when no name but those found so far can share enough to be picked, whatever the words still to be read: then what
    /// these share is added up by their own words, and the long lists of common words are left alone.
    fn found_them_all(&self, to_read: &[ToRead], to_come: f32, scratch: &mut Scratch) -> bool {
        let Scratch { touched, scores, owed, .. } = scratch;
        owed.clear();
        let mut best = 0.0_f32;
        for name in touched.iter() {
            let words = self.index.words(*name);
            let more: f32 = to_read.iter().filter(|one| words.contains(&one.word)).map(|one| one.gain).sum();
            best = best.max(scores[*name as usize] + more);
            owed.push(more);
        }
        let all = to_come < best * PICKED_FROM;
        if all {
            touched.iter().zip(owed.iter()).for_each(|(name, more)| scores[*name as usize] += more);
        }
        all
    }

    /// The known words that a word may be, with the weight each would bring.
    fn spellings(&self, word: &Word<'_>, is_last: bool, plural: &mut String, plan: &mut Vec<ToRead>) {
        let vocabulary = &self.index.vocabulary;
        let mut push = |id: u32, factor: f32| {
            let gain = vocabulary.weight(id).min(word.weight.max(0.3)) * factor;
            plan.push(ToRead { names: vocabulary.count(id), word: id, gain });
        };
        if word.id != UNKNOWN {
            push(word.id, 1.0);
        }
        if word.class.number || word.text.len() < 3 {
            return;
        }
        let singular = word.text.strip_suffix('S').and_then(|stem| vocabulary.find(stem));
        plural.clear();
        plural.push_str(word.text);
        plural.push('S');
        for id in singular.into_iter().chain(vocabulary.find(plural)) {
            push(id, 0.95);
        }
        let rare = word.id == UNKNOWN || vocabulary.count(word.id) <= 3;
        if rare {
            for id in self.index.slipped(word.text).into_iter().take(16) {
                push(id, 0.8);
            }
        }
        if (is_last || word.id == UNKNOWN) && word.text.len() >= 4 {
            for id in vocabulary.with_prefix(word.text, 8) {
                push(id, 0.7);
            }
        }
    }

    /// Two words that the register writes as one.
    fn run_together(&self, word: &Word<'_>, next: &Word<'_>, joined: &mut String, plan: &mut Vec<ToRead>) {
        joined.clear();
        joined.push_str(word.text);
        joined.push_str(next.text);
        if let Some(id) = self.index.vocabulary.find(joined) {
            let vocabulary = &self.index.vocabulary;
            plan.push(ToRead { names: vocabulary.count(id), word: id, gain: vocabulary.weight(id) });
        }
    }

    /// The names with the most shared weight for their length.
    pub(super) fn pick(&self, words: &[Word<'_>], name: &NormalName, scratch: &mut Scratch) -> Vec<u32> {
        let mut picked: Vec<u32> = Vec::with_capacity(LOOKED_AT + 16);
        let sure = self.index.whole(&name.key).take(8).chain(self.index.beginning(&scratch.compact).take(8));
        picked.extend(sure);
        let asked: f32 = words.iter().map(|word| telling(word.weight, word.class)).sum();
        let best = scratch.touched.iter().map(|name| scratch.scores[*name as usize]).fold(0.0, f32::max);
        let mut ranked = std::mem::take(&mut scratch.ranked);
        ranked.clear();
        ranked.resize(scratch.touched.len(), (0.0, 0));
        let mut kept = 0;
        for found in &scratch.touched {
            let shared = scratch.scores[*found as usize];
            ranked[kept] = (shared, *found);
            kept += usize::from(shared >= best * PICKED_FROM);
        }
        ranked.truncate(kept);
        for (shared, found) in &mut ranked {
            let own = self.weights.get(*found as usize).copied().unwrap_or(0.0);
            *shared /= (asked + own - *shared).max(1e-6);
        }
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if ranked.len() > LOOKED_AT {
            ranked.select_nth_unstable_by(LOOKED_AT, order);
            ranked.truncate(LOOKED_AT);
        }
        ranked.sort_by(order);
        let least = SHARE_OF_BEST * ranked.first().map_or(0.0, |best| best.0);
        picked.extend(ranked.iter().take_while(|(shared, _)| *shared >= least).map(|(_, name)| *name));
        scratch.ranked = ranked;
        picked.sort_unstable();
        picked.dedup();
        picked
    }
}

/// Adds what a word brings to names that hold it. Whether a name was seen before cannot be foreseen, so no branch depends on it.
fn add(scratch: &mut Scratch, names: &[u32], gain: f32) {
    let Scratch { scores, touched, .. } = scratch;
    let mut seen = touched.len();
    touched.resize(seen + names.len(), 0);
    for name in names {
        let Some(score) = scores.get_mut(*name as usize) else { continue };
        touched[seen] = *name;
        seen += usize::from(*score == 0.0);
        *score += gain;
    }
    touched.truncate(seen);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::align;
    use crate::normalise::normalise;
    use crate::register::{Body, RegisterSet};

    /// Were a list passed over without its names being told what it brings, the likest name would not be picked; were none
    /// passed over, every common word would cost a thousand names.
    #[test]
    fn what_names_share_is_added_up_whether_a_list_is_read_or_not() {
        let mut set = RegisterSet::default();
        let own = |at: usize| format!("Q{}{}X", char::from(b'A' + (at / 26) as u8), char::from(b'A' + (at % 26) as u8));
        let others = (0..400).map(|at| format!("{} MEDICAL CENTRE", own(at)));
        for (at, name) in others.chain(["ZEPHYR MISTRAL MEDICAL CENTRE".into(), "ZEPHYR HOUSE".into()]).enumerate() {
            set.add(&Body { id: &format!("B{at}"), name: &name, active: true, ..Body::default() });
        }
        let searcher = Searcher::new(&set);
        for (asked, found) in [("ZEPHYR MISTRAL MEDICAL CENTRE", 2), ("MEDICAL CENTRE", 401)] {
            let (name, mut scratch) = (normalise(asked), Scratch::default());
            let words = align::query_words(&name, &searcher.index.vocabulary, &searcher.classes);
            searcher.read_postings(&words, &mut scratch);
            assert_eq!(scratch.touched.len(), found, "{asked}");
            for name in &scratch.touched {
                let own = searcher.index.words(*name);
                let shared: f32 = scratch.plan.iter().filter(|one| own.contains(&one.word)).map(|one| one.gain).sum();
                assert!((scratch.scores[*name as usize] - shared).abs() < 1e-4, "{}", set.name(*name));
            }
            let picked = searcher.pick(&words, &name, &mut scratch);
            assert!(found > 2 || picked == [400], "{asked}: {picked:?}");
        }
    }
}
