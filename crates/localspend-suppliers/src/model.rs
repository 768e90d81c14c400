//! The matching model: boosted decision trees over the features of a pair, and the table that turns their sum into a
//! probability. Its file is plain text that a person can read; it holds thresholds and weights, never a name.

pub mod cross;
pub mod scorer;
pub mod train;

use crate::calibrate::Calibration;
use crate::error::Error;
use crate::features::{self, Vector};
use scorer::{MOST_LEAVES, Scorer};

/// The built-in model's file.
pub const BUILT_IN: &str = include_str!("../model/trees.csv");

/// A node of a tree: a question, or an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Node {
    /// Go to `low` when the feature is at most `threshold`, else to `high`.
    Split {
        /// Position of the feature.
        feature: u16,
        /// Threshold.
        threshold: f32,
        /// Next node below or at the threshold.
        low: u16,
        /// Next node above it.
        high: u16,
    },
    /// What the tree adds to the sum.
    Leaf(f32),
}

/// Trees and calibration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    base: f32,
    nodes: Vec<Node>,
    roots: Vec<u32>,
    calibration: Calibration,
    scorer: Scorer,
}

impl Model {
    /// A model from its parts.
    pub fn new(base: f32, trees: &[Vec<Node>], calibration: Calibration) -> Model {
        let mut model = Model { base, calibration, ..Model::default() };
        for tree in trees {
            model.roots.push(model.nodes.len() as u32);
            model.nodes.extend_from_slice(tree);
        }
        model.lay_out();
        model
    }

    fn lay_out(&mut self) {
        self.scorer = Scorer::new((0..self.roots.len()).map(|tree| self.tree(tree)));
    }

    /// The nodes of a tree.
    fn tree(&self, tree: usize) -> &[Node] {
        let root = |tree: usize| self.roots.get(tree).map_or(self.nodes.len(), |root| *root as usize);
        self.nodes.get(root(tree)..root(tree + 1)).unwrap_or(&[])
    }

    /// The model that comes with the program.
    pub fn built_in() -> Result<Model, Error> {
        Model::read(BUILT_IN)
    }

    /// The sum of the trees: log odds before calibration.
    pub fn sum(&self, vector: &Vector) -> f32 {
        self.scorer.sum(self.base, vector)
    }

    /// What each feature adds to the log odds of a pair: at each question the step from the mean of both answers to the one
    /// that was taken. The base and the means at the roots belong to no feature.
    pub fn weights(&self, vector: &Vector) -> Vec<f32> {
        let mut weights = vec![0.0; features::NAMES.len()];
        for tree in 0..self.roots.len() {
            let nodes = self.tree(tree);
            // Children stand after their parents, so one pass from the end knows every mean.
            let mut means = vec![0.0f32; nodes.len()];
            for (at, node) in nodes.iter().enumerate().rev() {
                let mean = |node: &u16| means.get(usize::from(*node)).copied().unwrap_or(0.0);
                means[at] = match node {
                    Node::Leaf(value) => *value,
                    Node::Split { low, high, .. } => (mean(low) + mean(high)) / 2.0,
                };
            }
            let mut at = 0usize;
            while let Some(Node::Split { feature, threshold, low, high }) = nodes.get(at) {
                let value = vector.get(usize::from(*feature)).copied().unwrap_or(0.0);
                let next = usize::from(if value <= *threshold { *low } else { *high });
                // A broken file may point backwards.
                if next <= at {
                    break;
                }
                if let (Some(weight), Some(mean)) = (weights.get_mut(usize::from(*feature)), means.get(next)) {
                    *weight += mean - means[at];
                }
                at = next;
            }
        }
        weights
    }

    /// The probability that the pair is one body.
    pub fn probability(&self, vector: &Vector) -> f64 {
        self.calibration.apply(f64::from(logistic(self.sum(vector))))
    }

    /// The same model with another calibration.
    pub fn with_calibration(mut self, calibration: Calibration) -> Model {
        self.calibration = calibration;
        self
    }

    /// The model as text, one node or point a line.
    pub fn write(&self) -> String {
        let mut text = String::from(
            "# Matching model: boosted decision trees over features of a pair of names (src/features.rs), trained by\n\
             # `cargo run --release -p localspend-suppliers --example train -- FOLDER`. `split,feature,threshold,low,high`: node `low` of\n\
             # the tree when the feature is at most the threshold, else node `high`. `leaf,value`: added to the log odds.\n\
             # `calibrate,raw,probability`: points of the line that turns the trees' probability into the calibrated one.\n",
        );
        text.push_str(&format!("base,{}\n", self.base));
        for tree in 0..self.roots.len() {
            text.push_str(&format!("tree,{tree}\n"));
            for node in self.tree(tree) {
                match node {
                    Node::Leaf(value) => text.push_str(&format!("leaf,{value}\n")),
                    Node::Split { feature, threshold, low, high } => {
                        let name = features::NAMES.get(usize::from(*feature)).copied().unwrap_or("");
                        text.push_str(&format!("split,{name},{threshold},{low},{high}\n"));
                    }
                }
            }
        }
        for (raw, probability) in self.calibration.points() {
            text.push_str(&format!("calibrate,{raw},{probability}\n"));
        }
        text
    }

    /// Reads a model's text.
    pub fn read(text: &str) -> Result<Model, Error> {
        let mut model = Model::default();
        let mut points = Vec::new();
        let mut begins = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split(',').collect();
            let fault = |message: &str| Error::Model { line: at + 1, message: format!("{message}: `{line}`") };
            let number =
                |text: &str| text.parse::<f32>().ok().filter(|value| value.is_finite()).ok_or_else(|| fault("not a number"));
            let precise =
                |text: &str| text.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(|| fault("not a number"));
            let place = |text: &str| text.parse::<u16>().map_err(|_| fault("not a node"));
            match cells.as_slice() {
                ["base", value] => model.base = number(value)?,
                ["tree", _] => {
                    model.roots.push(model.nodes.len() as u32);
                    begins.push(at + 1);
                }
                ["leaf", value] => model.nodes.push(Node::Leaf(number(value)?)),
                ["split", feature, threshold, low, high] => {
                    let feature = features::position(feature).ok_or_else(|| fault("no such feature"))? as u16;
                    model.nodes.push(Node::Split {
                        feature,
                        threshold: number(threshold)?,
                        low: place(low)?,
                        high: place(high)?,
                    });
                }
                ["calibrate", raw, probability] => points.push((precise(raw)?, precise(probability)?)),
                _ => return Err(fault("not a line of a model")),
            }
        }
        if let Some((_, line)) = begins.iter().enumerate().find(|(tree, _)| !scorer::fits(model.tree(*tree))) {
            let message = format!("a tree that leads back, or has none or more than {MOST_LEAVES} leaves");
            return Err(Error::Model { line: *line, message });
        }
        model.calibration = Calibration::new(points);
        model.lay_out();
        Ok(model)
    }
}

/// Log odds to probability.
pub fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_reads_back_as_it_was_written() {
        let tree = vec![Node::Split { feature: 5, threshold: 0.5, low: 1, high: 2 }, Node::Leaf(-1.0), Node::Leaf(2.0)];
        let model = Model::new(0.25, &[tree], Calibration::new(vec![(0.0, 0.0), (1.0, 0.9)]));
        let again = Model::read(&model.write()).unwrap();
        assert_eq!(again.write(), model.write());
        let mut vector = [0.0; features::NAMES.len()];
        assert!((again.sum(&vector) + 0.75).abs() < 1e-6);
        vector[5] = 0.6;
        assert!((again.sum(&vector) - 2.25).abs() < 1e-6);
    }

    #[test]
    fn the_weights_of_features_lead_from_the_mean_to_the_sum() {
        let tree = vec![Node::Split { feature: 5, threshold: 0.5, low: 1, high: 2 }, Node::Leaf(-1.0), Node::Leaf(3.0)];
        let model = Model::new(0.0, &[tree], Calibration::default());
        let weights = model.weights(&[0.0; features::NAMES.len()]);
        assert_eq!(weights[5], -2.0, "from the mean of 1 to the answer of -1");
        assert_eq!(weights.iter().filter(|weight| **weight != 0.0).count(), 1);
    }

    #[test]
    fn a_broken_model_names_its_line() {
        for (text, line) in [("base,1\nsplit,likeness,x,1,2", 2), ("leaf,inf", 1), ("\nsplit,shoe_size,1,1,2", 2), ("forest", 1)]
        {
            match Model::read(text) {
                Err(Error::Model { line: found, .. }) => assert_eq!(found, line, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        let looping = Model::read("base,1\ntree,0\nsplit,likeness,0.5,0,0");
        assert!(matches!(looping, Err(Error::Model { line: 2, .. })), "a tree that points at itself has no end: {looping:?}");
    }

    #[test]
    fn the_built_in_model_fits_this_program() {
        assert!(Model::built_in().unwrap().roots.len() > 10);
    }
}
