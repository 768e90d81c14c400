//! Trains the matching model from labelled pairs and prints it: four fifths are cross-validated for the calibration and
//! then trained on together; the first fifth is never looked at.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command of one file prints")]

use localspend_suppliers::calibrate::Calibration;
use localspend_suppliers::candidates::{Scratch, Searcher};
use localspend_suppliers::dataset::{Dataset, FOLDS, Namesakes};
use localspend_suppliers::model::Model;
use localspend_suppliers::model::train::{Example, Settings, train};
use localspend_suppliers::normalise::{codes, variants};
use localspend_suppliers::register::{Body, RegisterSet};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("hint: name the folder with queries.csv, truth.csv and register.csv")?;
    let Dataset { labelled, register } = Dataset::read(&folder)?;
    let mut set = RegisterSet::default();
    for (id, name) in &register {
        set.add(&Body { id, name, active: true, ..Body::default() });
    }
    let namesakes = Namesakes::new(&register);
    let searcher = Searcher::new(&set);
    let mut scratch = Scratch::default();
    // (fold, name, pair)
    let mut pairs: Vec<(u64, usize, Example)> = Vec::new();
    for (at, one) in labelled.iter().enumerate().filter(|(_, one)| one.fold != 0) {
        for variant in variants::of_cell(&codes::strip(&one.name)) {
            for pair in searcher.search(&variant.name, variant.is_alternative, &mut scratch) {
                let right = namesakes.is_right(set.id(pair.body), &one.accepted);
                pairs.push((one.fold, at, Example { vector: pair.vector, right }));
            }
        }
    }
    let settings = Settings::default();
    let mut best: std::collections::BTreeMap<usize, (f64, bool)> = std::collections::BTreeMap::new();
    for fold in 1..FOLDS {
        let others: Vec<Example> =
            pairs.iter().filter(|(own, _, _)| *own != fold).map(|(_, _, example)| example.clone()).collect();
        let (base, trees) = train(&others, &settings);
        let model = Model::new(base, &trees, Calibration::default());
        for (_, at, example) in pairs.iter().filter(|(own, _, _)| *own == fold) {
            let score = model.probability(&example.vector);
            let entry = best.entry(*at).or_insert((score, example.right));
            if score > entry.0 {
                *entry = (score, example.right);
            }
        }
    }
    let outcomes: Vec<(f64, bool)> = best.values().copied().collect();
    for (least, name) in [(0.3, "0.3"), (0.5, "0.5"), (0.8, "0.8"), (0.9, "0.9"), (0.95, "0.95")] {
        let taken = outcomes.iter().filter(|(score, _)| *score >= least).count();
        let right = outcomes.iter().filter(|(score, right)| *score >= least && *right).count();
        eprintln!("cross-validated, raw score from {name}: {taken} names, {right} right");
    }
    let calibration = Calibration::fit(&outcomes, 120);
    let all: Vec<Example> = pairs.into_iter().map(|(_, _, example)| example).collect();
    let (base, trees) = train(&all, &settings);
    print!("{}", Model::new(base, &trees, calibration).write());
    Ok(())
}
