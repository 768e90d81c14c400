//! Cross-validation: each labelled name is scored by trees that never saw it, so that calibration and thresholds can be
//! chosen without looking at the fifth that is kept aside.

use std::collections::{BTreeMap, BTreeSet};

use super::Model;
use super::train::{Example, Settings, train};
use crate::calibrate::Calibration;
use crate::candidates::{Scratch, Searcher};
use crate::dataset::{Labelled, Namesakes};
use crate::matcher::Query;
use crate::normalise::codes;
use crate::register::RegisterSet;
use crate::resolve::NameEvidence;

/// A measured pair of a labelled name.
#[derive(Debug, Clone)]
pub struct LabelledPair {
    /// The fold of the name.
    pub fold: u64,
    /// Position of the name among the labelled.
    pub name: usize,
    /// Features and answer.
    pub example: Example,
}

/// What the model that never saw a name thinks of its best pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// The fold of the name.
    pub fold: u64,
    /// Score before calibration.
    pub score: f64,
    /// The pair is one body.
    pub right: bool,
}

/// Names in a step of the calibration, at least.
const STEP: usize = 120;

/// Every pair that the search shows for these names.
pub fn pairs(labelled: &[&Labelled], set: &RegisterSet, namesakes: &Namesakes) -> Vec<LabelledPair> {
    let searcher = Searcher::new(set);
    let mut scratch = Scratch::default();
    let mut pairs = Vec::new();
    for (name, one) in labelled.iter().enumerate() {
        let evidence = NameEvidence { name: one.name.clone(), ..NameEvidence::default() };
        let query = Query::new(&evidence, &codes::strip(&one.name));
        for variant in &query.names {
            for pair in searcher.search(&query.asked(variant), &mut scratch) {
                let right = namesakes.is_right(set.id(pair.body), &one.accepted);
                pairs.push(LabelledPair { fold: one.fold, name, example: Example { vector: pair.vector, right } });
            }
        }
    }
    pairs
}

/// For each fold a model trained on the other folds, and the score and truth of each name's best pair under the model that
/// never saw it, with its fold.
pub fn validate(pairs: &[LabelledPair], settings: &Settings) -> (BTreeMap<u64, Model>, Vec<Outcome>) {
    let folds: BTreeSet<u64> = pairs.iter().map(|pair| pair.fold).collect();
    let mut models = BTreeMap::new();
    let mut best: BTreeMap<usize, Outcome> = BTreeMap::new();
    for fold in folds {
        let others: Vec<Example> = pairs.iter().filter(|pair| pair.fold != fold).map(|pair| pair.example.clone()).collect();
        let (base, trees) = train(&others, settings);
        let model = Model::new(base, &trees, Calibration::default());
        for pair in pairs.iter().filter(|pair| pair.fold == fold) {
            let score = model.probability(&pair.example.vector);
            let outcome = Outcome { fold, score, right: pair.example.right };
            let entry = best.entry(pair.name).or_insert(outcome);
            if score > entry.score {
                *entry = outcome;
            }
        }
        models.insert(fold, model);
    }
    (models, best.into_values().collect())
}

/// The calibration from names of every fold but `without`.
pub fn calibration(outcomes: &[Outcome], without: Option<u64>) -> Calibration {
    let kept = outcomes.iter().filter(|outcome| Some(outcome.fold) != without);
    Calibration::fit(&kept.map(|outcome| (outcome.score, outcome.right)).collect::<Vec<_>>(), STEP)
}
