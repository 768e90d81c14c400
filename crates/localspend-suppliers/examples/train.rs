//! Trains the matching model from labelled pairs and prints it: four fifths are cross-validated for the calibration and
//! then trained on together; the first fifth is never looked at. With `--check` it prints nothing and fails where the model
//! that comes with the program is another.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command of one file prints")]

use localspend_suppliers::dataset::{Dataset, Labelled, Namesakes};
use localspend_suppliers::model::train::{Example, Settings, train};
use localspend_suppliers::model::{BUILT_IN, Model, cross};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("hint: name the folder with queries.csv, truth.csv and register.csv")?;
    let Dataset { labelled, register } = Dataset::read(&folder)?;
    let seen: Vec<&Labelled> = labelled.iter().filter(|one| one.fold != 0).collect();
    let pairs = cross::pairs(&seen, &Dataset::register_set(&register), &Namesakes::new(&register));
    let settings = Settings::default();
    let (_, outcomes) = cross::validate(&pairs, &settings);
    for least in [0.3, 0.5, 0.8, 0.9, 0.95] {
        let taken = outcomes.iter().filter(|outcome| outcome.score >= least).count();
        let right = outcomes.iter().filter(|outcome| outcome.score >= least && outcome.right).count();
        eprintln!("cross-validated, raw score from {least}: {taken} names, {right} right");
    }
    let all: Vec<Example> = pairs.into_iter().map(|pair| pair.example).collect();
    let (base, trees) = train(&all, &settings);
    let model = Model::new(base, &trees, cross::calibration(&outcomes, None)).write();
    if !std::env::args().any(|argument| argument == "--check") {
        print!("{model}");
    } else if model != BUILT_IN {
        return Err("model/trees.csv is not what these pairs train; hint: write what this command prints there".into());
    }
    Ok(())
}
