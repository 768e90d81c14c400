//! How rare each three-letter run is among the register's names, so that `XQU` counts more than `ING`.

use super::NameIndex;
use crate::features::align::MOST_WORDS;
use crate::features::strings::{merge, trigrams};

/// Slots; runs that share one share a weight.
const SLOTS: usize = 1 << 15;
/// Names counted at most: the weights of a sample are as good.
const SAMPLE: u32 = KEPT;

/// The runs of each name are kept for registers of this size; for a larger one they would take more room than the names.
pub const KEPT: u32 = 250_000;

/// Weights of runs, and the runs of each name of a small register.
#[derive(Debug, Default)]
pub struct RunWeights {
    weights: Vec<f32>,
    runs: Vec<u32>,
    ends: Vec<u32>,
    sums: Vec<f32>,
}

fn slot(run: u32) -> usize {
    (run.wrapping_mul(0x9e37_79b1) >> 17) as usize % SLOTS
}

impl RunWeights {
    /// Counts the runs of the names, or of an even sample of them.
    pub fn build(index: &NameIndex, names: u32) -> RunWeights {
        let step = (names / SAMPLE).max(1);
        let mut built = RunWeights::default();
        let mut counts = vec![0u32; SLOTS];
        let (mut compact, mut runs) = (String::new(), Vec::new());
        let mut counted = 0u32;
        for name in (0..names).step_by(step as usize) {
            compact.clear();
            index.words(name).iter().take(MOST_WORDS).for_each(|id| compact.push_str(index.vocabulary.word(*id)));
            trigrams(compact.as_bytes(), &mut runs);
            if names <= KEPT {
                built.runs.extend_from_slice(&runs);
                built.ends.push(built.runs.len() as u32);
            }
            runs.dedup();
            runs.iter().for_each(|run| counts[slot(*run)] += 1);
            counted += 1;
        }
        let total = counted.max(1) as f32;
        built.weights = counts.iter().map(|count| (1.0 + total / (*count as f32 + 1.0)).ln().powi(2)).collect();
        built.sums = (0..built.ends.len() as u32).filter_map(|name| built.kept(name)).map(|runs| built.sum(runs)).collect();
        built
    }

    /// The weight of these runs together.
    pub fn sum(&self, runs: &[u32]) -> f32 {
        runs.iter().map(|run| self.weight(*run)).sum()
    }

    fn weight(&self, run: u32) -> f32 {
        self.weights.get(slot(run)).copied().unwrap_or(1.0)
    }

    /// The weight of the runs of a name together.
    pub fn weight_of(&self, name: u32, runs: &[u32]) -> f32 {
        self.sums.get(name as usize).copied().unwrap_or_else(|| self.sum(runs))
    }

    /// The runs of a name, where they are kept.
    pub fn kept(&self, name: u32) -> Option<&[u32]> {
        let end = *self.ends.get(name as usize)? as usize;
        let start = name.checked_sub(1).and_then(|before| self.ends.get(before as usize)).map_or(0, |end| *end as usize);
        self.runs.get(start..end)
    }

    /// Cosine-like overlap of two sorted lists of runs, 0 to 1; each comes with its weight.
    pub fn overlap(&self, (a, sum_a): (&[u32], f32), (b, sum_b): (&[u32], f32)) -> f32 {
        let mut common = 0.0;
        merge(a, b, |run, both| common += if both { self.weight(run) } else { 0.0 });
        if common == 0.0 { 0.0 } else { common / (sum_a * sum_b).sqrt() }
    }
}
