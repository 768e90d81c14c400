//! The trees laid out for speed. Instead of walking each tree, all questions on one feature are read in order of threshold:
//! those that a value fails strike out the leaves on one side, and the first leaf left in a tree is its answer (the method of
//! QuickScorer, Lucchese and others, 2015). There every question strikes when the value is high; here each is turned so that
//! it strikes when the value lies farther from the feature's middle than its threshold, so that half as many are read. The
//! sums are the same as by walking.

use super::Node;
use crate::features::{NAMES, Vector};

/// Leaves of a tree, at most: one bit each.
pub const MOST_LEAVES: usize = 32;

/// Trees of a grove, a power of two: then a place is cut to fit and needs no check.
const GROVE: usize = 512;

/// What a failed question does: only the leaves in `kept` of its tree can still be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    kept: u32,
    tree: u16,
}

/// The questions on one side of a feature's middle, the nearest first.
#[derive(Debug, Clone, PartialEq, Default)]
struct Side {
    /// Each threshold once, and where its marks end.
    thresholds: Vec<f32>,
    ends: Vec<u32>,
    marks: Vec<Mark>,
}

impl Side {
    /// Sorts the marks by the distance of their thresholds from the middle.
    fn new(mut marks: Vec<(f32, Mark)>, middle: f32) -> Side {
        marks.sort_by(|(a, _), (b, _)| (a - middle).abs().total_cmp(&(b - middle).abs()));
        let mut side = Side::default();
        for (threshold, mark) in marks {
            if side.thresholds.last() != Some(&threshold) {
                side.thresholds.push(threshold);
                side.ends.push(0);
            }
            side.marks.push(mark);
            if let Some(end) = side.ends.last_mut() {
                *end = side.marks.len() as u32;
            }
        }
        side
    }

    /// The marks of the thresholds for which `fails` holds: the first ones.
    fn failed(&self, fails: impl Fn(f32) -> bool) -> &[Mark] {
        let failed = self.thresholds.partition_point(|threshold| fails(*threshold));
        let end = failed.checked_sub(1).and_then(|last| self.ends.get(last)).map_or(0, |end| *end as usize);
        self.marks.get(..end).unwrap_or(&[])
    }
}

/// The questions on one feature.
#[derive(Debug, Clone, PartialEq, Default)]
struct Questions {
    middle: f32,
    /// Failed by a value above the threshold; thresholds from the middle upwards.
    above: Side,
    /// Failed by a value at the threshold or below; thresholds below the middle.
    below: Side,
}

/// Up to 512 trees.
#[derive(Debug, Clone, PartialEq, Default)]
struct Grove {
    /// Questions of each feature.
    questions: Vec<Questions>,
    /// The leaves of each tree, those that a question strikes out before those that it keeps.
    leaves: Vec<[f32; MOST_LEAVES]>,
}

/// All trees.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scorer {
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
        let trees: Vec<&[Node]> = trees.collect();
        Scorer { groves: trees.chunks(GROVE).map(Grove::new).collect() }
    }

    /// The sum of all trees for a pair.
    pub fn sum(&self, vector: &Vector) -> f32 {
        self.groves.iter().map(|grove| grove.sum(vector)).sum()
    }
}

/// The marks on one feature while the trees are laid out, with their thresholds: above and below the middle.
type Sides = (Vec<(f32, Mark)>, Vec<(f32, Mark)>);

impl Grove {
    fn new(trees: &[&[Node]]) -> Grove {
        let fitting = || trees.iter().enumerate().filter(|(_, tree)| fits(tree));
        let mut middles = [0.0; NAMES.len()];
        for (feature, middle) in middles.iter_mut().enumerate() {
            let threshold = |node: &Node| match node {
                Node::Split { feature: own, threshold, .. } if usize::from(*own) == feature => Some(*threshold),
                _ => None,
            };
            let mut thresholds: Vec<f32> = fitting().flat_map(|(_, tree)| tree.iter().filter_map(threshold)).collect();
            thresholds.sort_by(f32::total_cmp);
            *middle = thresholds.get(thresholds.len() / 2).copied().unwrap_or(0.0);
        }
        let mut grove = Grove { questions: Vec::new(), leaves: vec![[0.0; MOST_LEAVES]; trees.len()] };
        let mut sides: Vec<Sides> = vec![Sides::default(); NAMES.len()];
        for (number, tree) in fitting() {
            grove.lay_out((number as u16, tree), (&middles, &mut sides), 0, 0);
        }
        let sorted = |((above, below), middle): (Sides, f32)| Questions {
            middle,
            above: Side::new(above, middle),
            below: Side::new(below, middle),
        };
        grove.questions = sides.into_iter().zip(middles).map(sorted).collect();
        grove
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

    fn sum(&self, vector: &Vector) -> f32 {
        let mut left = [u32::MAX; GROVE];
        for (questions, value) in self.questions.iter().zip(vector) {
            let failed = if *value > questions.middle {
                questions.above.failed(|threshold| *value > threshold)
            } else {
                questions.below.failed(|threshold| *value <= threshold)
            };
            for mark in failed {
                left[usize::from(mark.tree) % GROVE] &= mark.kept;
            }
        }
        let answer = |(leaves, left): (&[f32; MOST_LEAVES], &u32)| leaves[left.trailing_zeros() as usize % MOST_LEAVES];
        self.leaves.iter().zip(&left).map(answer).sum()
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
            scorer.sum(&vector)
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
            assert!((scorer.sum(&vector) - walked).abs() < 0.1, "{at}");
        }
    }

    #[test]
    fn a_tree_that_leads_back_or_is_too_large_does_not_fit() {
        assert!(!fits(&[Node::Split { feature: 0, threshold: 0.5, low: 0, high: 0 }, Node::Leaf(1.0)]));
        assert!(!fits(&vec![Node::Leaf(1.0); MOST_LEAVES + 1]) && !fits(&[]));
    }
}
