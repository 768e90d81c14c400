//! How many bodies bear a name. One that stands in several registers (a charity that is a company as well) is an
//! organisation of some size, and whoever writes its name more likely means it.

use super::NameIndex;
use crate::register::RegisterSet;

/// More bearers than this are as good as many.
const MANY: u8 = 4;

/// Bodies by name.
#[derive(Debug, Default)]
pub struct Bearers {
    of_name: Vec<u8>,
    of_body: Vec<u8>,
}

impl Bearers {
    /// Counts them.
    pub fn build(index: &NameIndex, registers: &RegisterSet) -> Bearers {
        let names = registers.names() as u32;
        let mut sorted: Vec<(u32, u32)> =
            (0..names).filter(|name| !index.words(*name).is_empty()).map(|name| (hash(index.words(name)), name)).collect();
        sorted.sort_unstable();
        let mut bearers = Bearers { of_name: vec![0; names as usize], of_body: Vec::new() };
        let mut bodies: Vec<u32> = Vec::new();
        for alike in sorted.chunk_by(|a, b| a.0 == b.0) {
            bodies.clear();
            bodies.extend(alike.iter().map(|(_, name)| registers.name_body(*name)));
            bodies.sort_unstable();
            bodies.dedup();
            let count = bodies.len().min(usize::from(MANY)) as u8;
            for (_, name) in alike {
                if let Some(own) = bearers.of_name.get_mut(*name as usize) {
                    *own = count;
                }
                let body = registers.name_body(*name) as usize;
                if bearers.of_body.len() <= body {
                    bearers.of_body.resize(body + 1, 0);
                }
                bearers.of_body[body] = bearers.of_body[body].max(count);
            }
        }
        bearers
    }

    /// Bodies that bear this name, counted to four.
    pub fn of_name(&self, name: u32) -> f32 {
        f32::from(self.of_name.get(name as usize).copied().unwrap_or(0))
    }

    /// The most that bear one of the names of this body.
    pub fn of_body(&self, body: u32) -> f32 {
        f32::from(self.of_body.get(body as usize).copied().unwrap_or(0))
    }
}

/// Stands for the words in their order.
fn hash(words: &[u32]) -> u32 {
    let step = |hash: u64, word: &u32| (hash ^ (u64::from(*word) + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let hash = words.iter().fold(0u64, step);
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::{Body, NameRole};

    #[test]
    fn a_charity_that_is_a_company_as_well_is_two_bearers_of_one_name() {
        let mut set = RegisterSet::default();
        for (id, name) in [("CC:1", "QUILL CARERS"), ("CH:1", "Quill Carers Ltd"), ("CH:2", "QUILL LIFTS LIMITED")] {
            set.add(&Body { id, name, ..Body::default() });
        }
        let charity = set.by_id("CC:1").unwrap();
        set.add_name(charity, "DUNMORE CARERS", NameRole::Other);
        let bearers = Bearers::build(&NameIndex::build(&set), &set);
        assert_eq!((0..4).map(|name| bearers.of_name(name)).collect::<Vec<_>>(), [2.0, 2.0, 1.0, 1.0]);
        assert_eq!(bearers.of_body(charity), 2.0, "known by the other name it is still the body of two registers");
    }
}
