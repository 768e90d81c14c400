//! The trees laid out for speed. Instead of walking each tree, all questions on one feature are read in order of threshold:
//! those that a value fails strike out the leaves on one side, and the first leaf left in a tree is its answer (the method of
//! QuickScorer, Lucchese and others, 2015). There every question strikes when the value is high; here each is turned so that
//! it strikes when the value lies farther from the feature's middle than its threshold, so that half as many are read. The
//! sum is that of walking all trees, or the first ones where they leave no doubt.

use super::Node;
use crate::features::{NAMES, Vector};

/// Leaves of a tree, at most: one bit each.
pub const MOST_LEAVES: usize = 32;

/// Trees of a grove, a power of two: then a place is cut to fit and needs no check.
const GROVE: usize = 512;
/// Trees of the first grove, which settles half of the pairs by itself.
const FIRST: usize = 32;
/// A pair for which base and first grove sum to less is not shown to the other trees. In cross-validation half of all pairs lay
/// lower, and none of those that all trees together gave 0.3 or more.
const GIVE_UP: f32 = -2.8;

/// What a failed question does: only the leaves in `kept` of its tree can still be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    kept: u32,
    tree: u16,
}

/// The steps of each feature: all thresholds of all trees, in order. Which step a value stands on decides every question.
#[derive(Debug, Clone, PartialEq, Default)]
struct Steps {
    thresholds: Vec<f32>,
    ends: Vec<u32>,
}

impl Steps {
    fn new(trees: &[&[Node]]) -> Steps {
        let mut steps = Steps::default();
        for feature in 0..NAMES.len() {
            let threshold = |node: &Node| match node {
                Node::Split { feature: own, threshold, .. } if usize::from(*own) == feature => Some(*threshold),
                _ => None,
            };
            let mut own: Vec<f32> = trees.iter().flat_map(|tree| tree.iter().filter_map(threshold)).collect();
            own.sort_by(f32::total_cmp);
            own.dedup();
            steps.thresholds.extend(own);
            steps.ends.push(steps.thresholds.len() as u32);
        }
        steps
    }

    /// The thresholds of each feature.
    fn of_features(&self) -> impl Iterator<Item = &[f32]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let own = self.thresholds.get(start..*end as usize).unwrap_or(&[]);
            start = *end as usize;
            own
        })
    }

    /// For each feature how many of its thresholds lie below the value. They are counted one by one, since they are few:
    /// where a search would turn cannot be foreseen, and each wrong guess costs the processor more than reading them all. A
    /// search without branches is slower too.
    fn count(&self, vector: &Vector) -> [u32; NAMES.len()] {
        let mut counts = [0; NAMES.len()];
        for ((count, thresholds), value) in counts.iter_mut().zip(self.of_features()).zip(vector) {
            *count = thresholds.iter().map(|threshold| u32::from(value > threshold)).sum();
        }
        counts
    }
}

/// Up to 512 trees.
#[derive(Debug, Clone, PartialEq, Default)]
struct Grove {
    /// For each feature and each step of it the questions that fail there: a range of the marks.
    failed: Vec<(u32, u32)>,
    marks: Vec<Mark>,
    /// The leaves of each tree, those that a question strikes out before those that it keeps.
    leaves: Vec<[f32; MOST_LEAVES]>,
}

/// All trees.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scorer {
    steps: Steps,
    first: Grove,
    groves: Vec<Grove>,
}

/// True when every question of a tree leads to two later nodes and no leaf is too many.
pub fn fits(tree: &[Node]) -> bool {
    let leaves = tree.iter().filter(|node| matches!(node, Node::Leaf(_))).count();
    let leads_on = |at: usize, next: u16| (at + 1..tree.len()).contains(&usize::from(next));
    (1..=MOST_LEAVES).contains(&leaves)
        && tree.iter().enumerate().all(|(at, node)| match node {
            Node::Leaf(_) => true,
            Node::Split { low, high, .. } => leads_on(at, *low) && leads_on(at, *high),
        })
}

impl Scorer {
    /// Lays out trees that fit; one that does not adds nothing to a sum.
    pub fn new<'a>(trees: impl Iterator<Item = &'a [Node]>) -> Scorer {
        let trees: Vec<&[Node]> = trees.map(|tree| if fits(tree) { tree } else { &[Node::Leaf(0.0)] }).collect();
        let steps = Steps::new(&trees);
        let (first, others) = trees.split_at(trees.len().min(FIRST));
        let grove = |trees: &[&[Node]]| Grove::new(trees, &steps);
        let (first, groves) = (grove(first), others.chunks(GROVE).map(grove).collect());
        Scorer { first, groves, steps }
    }

    /// The base and the sum of the trees for a pair: of all, or of the first where they leave no doubt that it is not one body.
    pub fn sum(&self, base: f32, vector: &Vector) -> f32 {
        let steps = self.steps.count(vector);
        let first = base + self.first.sum(&self.steps, &steps);
        if first < GIVE_UP {
            return first;
        }
        first + self.groves.iter().map(|grove| grove.sum(&self.steps, &steps)).sum::<f32>()
    }
}

/// The marks on one feature while the trees are laid out, with their thresholds: above and below the middle.
type Sides = (Vec<(f32, Mark)>, Vec<(f32, Mark)>);

impl Grove {
    fn new(trees: &[&[Node]], steps: &Steps) -> Grove {
        let mut middles = [0.0; NAMES.len()];
        for (middle, thresholds) in middles.iter_mut().zip(steps.of_features()) {
            *middle = thresholds.get(thresholds.len() / 2).copied().unwrap_or(0.0);
        }
        let mut grove = Grove { leaves: vec![[0.0; MOST_LEAVES]; trees.len()], ..Grove::default() };
        let mut sides: Vec<Sides> = vec![Sides::default(); NAMES.len()];
        for (number, tree) in trees.iter().enumerate() {
            grove.lay_out((number as u16, tree), (&middles, &mut sides), 0, 0);
        }
        for (((above, below), middle), thresholds) in sides.into_iter().zip(middles).zip(steps.of_features()) {
            let (above, below) = (grove.push(above, middle), grove.push(below, middle));
            for step in 0..=thresholds.len() {
                // Passed: the value is above it. Next: it is not.
                let passed = step.checked_sub(1).and_then(|last| thresholds.get(last)).filter(|passed| **passed >= middle);
                let range = match (passed, thresholds.get(step)) {
                    (Some(passed), _) => above.until(|threshold| threshold <= *passed),
                    (None, Some(next)) => below.until(|threshold| threshold >= *next),
                    (None, None) => (0, 0),
                };
                grove.failed.push(range);
            }
        }
        grove
    }

    /// Adds the marks on one side of a feature's middle, the nearest first.
    fn push(&mut self, mut marks: Vec<(f32, Mark)>, middle: f32) -> Pushed {
        marks.sort_by(|(a, _), (b, _)| (a - middle).abs().total_cmp(&(b - middle).abs()));
        let start = self.marks.len();
        self.marks.extend(marks.iter().map(|(_, mark)| *mark));
        Pushed { start, thresholds: marks.into_iter().map(|(threshold, _)| threshold).collect() }
    }

    /// Lays out the part of a tree under a node, whose leaves begin at `first`; says where they end.
    fn lay_out(
        &mut self,
        (number, tree): (u16, &[Node]),
        (middles, sides): (&Vector, &mut Vec<Sides>),
        node: usize,
        first: usize,
    ) -> usize {
        match tree.get(node) {
            Some(Node::Leaf(value)) => {
                if let Some(leaf) = self.leaves.get_mut(usize::from(number)).and_then(|leaves| leaves.get_mut(first)) {
                    *leaf = *value;
                }
                first + 1
            }
            Some(Node::Split { feature, threshold, low, high }) => {
                let is_above = middles.get(usize::from(*feature)).is_some_and(|middle| threshold >= middle);
                // The side that a value near the middle takes stands behind the one that is struck out when it does not.
                let (struck, kept) = if is_above { (low, high) } else { (high, low) };
                let between = self.lay_out((number, tree), (middles, sides), usize::from(*struck), first);
                let struck = (first..between.min(MOST_LEAVES)).fold(0u32, |bits, leaf| bits | 1 << leaf);
                if let Some((above, below)) = sides.get_mut(usize::from(*feature)) {
                    let side = if is_above { above } else { below };
                    side.push((*threshold, Mark { kept: !struck, tree: number }));
                }
                self.lay_out((number, tree), (middles, sides), usize::from(*kept), between)
            }
            None => first,
        }
    }

    fn sum(&self, steps: &Steps, counts: &[u32; NAMES.len()]) -> f32 {
        let mut left = [0; GROVE];
        left[..self.leaves.len().min(GROVE)].fill(u32::MAX);
        let mut ranges = self.failed.as_slice();
        let mut start = 0;
        for (end, count) in steps.ends.iter().zip(counts) {
            let Some((own, others)) = ranges.split_at_checked((end - start) as usize + 1) else { break };
            (ranges, start) = (others, *end);
            let (from, to) = own.get(*count as usize).copied().unwrap_or_default();
            for mark in self.marks.get(from as usize..to as usize).unwrap_or(&[]) {
                left[usize::from(mark.tree) % GROVE] &= mark.kept;
            }
        }
        let answer = |(leaves, left): (&[f32; MOST_LEAVES], &u32)| leaves[left.trailing_zeros() as usize % MOST_LEAVES];
        self.leaves.iter().zip(&left).map(answer).sum()
    }
}

/// Marks that were added to a grove, with their thresholds.
struct Pushed {
    start: usize,
    thresholds: Vec<f32>,
}

impl Pushed {
    /// The range of the first marks, whose thresholds are `within`.
    fn until(&self, within: impl Fn(f32) -> bool) -> (u32, u32) {
        let count = self.thresholds.partition_point(|threshold| within(*threshold));
        (self.start as u32, (self.start + count) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn striking_out_leaves_gives_the_answer_of_a_walk() {
        let split = |feature, threshold, low, high| Node::Split { feature, threshold, low, high };
        // A question above, one on each side, the same feature twice.
        let tree = vec![
            split(0, 0.5, 1, 2),
            split(1, 0.3, 3, 4),
            split(0, 0.8, 5, 6),
            Node::Leaf(1.0),
            Node::Leaf(2.0),
            Node::Leaf(4.0),
            Node::Leaf(8.0),
        ];
        let scorer = Scorer::new([tree.as_slice()].into_iter());
        let sum = |a: f32, b: f32| {
            let mut vector = [0.0; NAMES.len()];
            (vector[0], vector[1]) = (a, b);
            scorer.sum(0.0, &vector)
        };
        let sums = [sum(0.5, 0.3), sum(0.1, 0.4), sum(0.6, 0.9), sum(0.9, 0.0)];
        assert_eq!(sums, [1.0, 2.0, 4.0, 8.0]);
    }

    /// Whichever way a question is turned, and however many groves there are, the sum is that of a walk.
    #[test]
    fn the_sum_of_many_trees_is_the_sum_of_their_walks() {
        let place = |at: usize| at as f32 * 0.37 % 1.0;
        let tree = |at: usize| {
            vec![
                Node::Split { feature: (at % 3) as u16, threshold: place(at), low: 1, high: 2 },
                Node::Split { feature: (at / 3 % 3) as u16, threshold: place(at + 5), low: 3, high: 4 },
                Node::Leaf(at as f32),
                Node::Leaf(0.5),
                Node::Leaf(-1.0),
            ]
        };
        let trees: Vec<Vec<Node>> = (0..600).map(tree).collect();
        let scorer = Scorer::new(trees.iter().map(Vec::as_slice));
        for at in 0..50 {
            let mut vector = [0.0; NAMES.len()];
            // Some values are thresholds themselves.
            (0..3).for_each(|feature| {
                vector[feature] = if at % 2 == 0 { place(at + feature) } else { place(at * 7 + feature) + 0.01 }
            });
            let walk = |tree: &Vec<Node>| {
                let mut at = 0;
                while let Node::Split { feature, threshold, low, high } = tree[at] {
                    at = usize::from(if vector[usize::from(feature)] <= threshold { low } else { high });
                }
                if let Node::Leaf(value) = tree[at] { value } else { f32::NAN }
            };
            let walked: f32 = trees.iter().map(walk).sum();
            assert!((scorer.sum(0.0, &vector) - walked).abs() < 0.1, "{at}");
        }
    }

    /// Were a likely pair given up, a supplier would be lost; were none, matching would take half as long again.
    #[test]
    fn the_other_trees_are_asked_only_where_the_first_leave_doubt() {
        let each = -3.2 / FIRST as f32;
        let first = vec![vec![Node::Leaf(each)]; FIRST];
        let trees: Vec<Vec<Node>> = first.into_iter().chain([vec![Node::Leaf(9.0)]]).collect();
        let scorer = Scorer::new(trees.iter().map(Vec::as_slice));
        let sum = |base: f32| scorer.sum(base, &[0.0; NAMES.len()]);
        let of_first = each * FIRST as f32;
        assert!((sum(0.0) - of_first).abs() < 1e-3, "{}", sum(0.0));
        assert!((sum(1.0) - (1.0 + of_first + 9.0)).abs() < 1e-3, "{}", sum(1.0));
    }

    #[test]
    fn a_tree_that_leads_back_or_is_too_large_does_not_fit() {
        assert!(!fits(&[Node::Split { feature: 0, threshold: 0.5, low: 0, high: 0 }, Node::Leaf(1.0)]));
        assert!(!fits(&vec![Node::Leaf(1.0); MOST_LEAVES + 1]) && !fits(&[]));
    }
}
