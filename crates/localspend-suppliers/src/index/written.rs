//! The register's names as they are written, folded, with their three-letter runs: kept for small registers, since they are
//! needed for nearly every name asked for; made anew for each use where there are millions.

use super::runs::KEPT;
use crate::features::strings::trigrams;
use crate::normalise::fold::fold_into;
use crate::register::RegisterSet;
use crate::text::TextColumn;

/// Folded names and their runs.
#[derive(Debug, Default)]
pub struct Written {
    names: TextColumn,
    runs: Vec<u32>,
    ends: Vec<u32>,
}

impl Written {
    /// Folds the names of a small register; keeps nothing of a large one.
    pub fn build(registers: &RegisterSet) -> Written {
        let mut kept = Written::default();
        if registers.names() > KEPT as usize {
            return kept;
        }
        let (mut folded, mut runs) = (String::new(), Vec::new());
        for name in 0..registers.names() as u32 {
            folded.clear();
            fold_into(registers.name(name), &mut folded);
            trigrams(folded.as_bytes(), &mut runs);
            kept.names.push(&folded);
            kept.runs.extend_from_slice(&runs);
            kept.ends.push(kept.runs.len() as u32);
        }
        kept
    }

    /// A name, folded, and its runs; `folded` and `runs` are room for those of a large register.
    pub fn get<'a>(
        &'a self,
        registers: &RegisterSet,
        name: u32,
        (folded, runs): (&'a mut String, &'a mut Vec<u32>),
    ) -> (&'a str, &'a [u32]) {
        if let Some(end) = self.ends.get(name as usize) {
            let start = name.checked_sub(1).and_then(|before| self.ends.get(before as usize)).copied().unwrap_or(0);
            return (self.names.get(name as usize), self.runs.get(start as usize..*end as usize).unwrap_or(&[]));
        }
        folded.clear();
        fold_into(registers.name(name), folded);
        trigrams(folded.as_bytes(), runs);
        (folded, runs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::Body;

    #[test]
    fn a_kept_name_is_the_one_that_would_be_made() {
        let mut set = RegisterSet::default();
        for (id, name) in [("1", "Quill & Daughters Ltd."), ("2", ""), ("3", "Dunmore Lifts")] {
            set.add(&Body { id, name, ..Body::default() });
        }
        let (kept, none) = (Written::build(&set), Written::default());
        for name in 0..3 {
            let (mut room, mut runs, mut other_room, mut other_runs) = Default::default();
            let made = none.get(&set, name, (&mut room, &mut runs));
            assert_eq!(kept.get(&set, name, (&mut other_room, &mut other_runs)), made);
        }
    }
}
