//! The trees laid out for speed. Instead of walking each tree, all questions on one feature are read in order of threshold:
//! those answered `high` strike out the leaves on their low side, and the first leaf left in a tree is its answer (the
//! method of QuickScorer, Lucchese and others, 2015). The sums are the same as by walking.

use super::Node;
use crate::features::{NAMES, Vector};

/// Leaves of a tree, at most: one bit each.
pub const MOST_LEAVES: usize = 32;

/// Trees of a grove: as many as a byte counts, so that no place needs to be checked.
const GROVE: usize = 256;

/// A question: when the value is above `threshold`, only the leaves in `kept` can still be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Question {
    threshold: f32,
    kept: u32,
    tree: u8,
}

/// Up to 256 trees.
#[derive(Debug, Clone, PartialEq, Default)]
struct Grove {
    /// Questions of each feature, the lowest threshold first.
    questions: Vec<Vec<Question>>,
    /// The leaves of each tree from the lowest side to the highest.
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

impl Grove {
    fn new(trees: &[&[Node]]) -> Grove {
        let mut grove = Grove { questions: vec![Vec::new(); NAMES.len()], leaves: Vec::new() };
        for (number, tree) in trees.iter().enumerate() {
            grove.leaves.push([0.0; MOST_LEAVES]);
            if fits(tree) {
                grove.lay_out((number as u8, tree), 0, 0);
            }
        }
        for questions in &mut grove.questions {
            questions.sort_by(|a, b| a.threshold.total_cmp(&b.threshold));
        }
        grove
    }

    /// Lays out the part of a tree under a node, whose leaves begin at `first`; says where they end.
    fn lay_out(&mut self, (number, tree): (u8, &[Node]), node: usize, first: usize) -> usize {
        match tree.get(node) {
            Some(Node::Leaf(value)) => {
                if let Some(leaf) = self.leaves.get_mut(usize::from(number)).and_then(|leaves| leaves.get_mut(first)) {
                    *leaf = *value;
                }
                first + 1
            }
            Some(Node::Split { feature, threshold, low, high }) => {
                let middle = self.lay_out((number, tree), usize::from(*low), first);
                let struck = (first..middle.min(MOST_LEAVES)).fold(0u32, |bits, leaf| bits | 1 << leaf);
                if let Some(questions) = self.questions.get_mut(usize::from(*feature)) {
                    questions.push(Question { threshold: *threshold, kept: !struck, tree: number });
                }
                self.lay_out((number, tree), usize::from(*high), middle)
            }
            None => first,
        }
    }

    fn sum(&self, vector: &Vector) -> f32 {
        let mut left = [u32::MAX; GROVE];
        for (questions, value) in self.questions.iter().zip(vector) {
            for question in questions.iter().take_while(|question| *value > question.threshold) {
                left[usize::from(question.tree)] &= question.kept;
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

    #[test]
    fn a_tree_that_leads_back_or_is_too_large_does_not_fit() {
        assert!(!fits(&[Node::Split { feature: 0, threshold: 0.5, low: 0, high: 0 }, Node::Leaf(1.0)]));
        assert!(!fits(&vec![Node::Leaf(1.0); MOST_LEAVES + 1]) && !fits(&[]));
    }
}
