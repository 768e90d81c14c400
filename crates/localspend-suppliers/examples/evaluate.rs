//! Prints how good the matching is on the fifth of the labelled names that training never saw; with `--cross`, on the other
//! four, each by a model that was trained without it. Rules and thresholds are chosen on those four.
#![expect(clippy::print_stdout, reason = "a command of one file prints")]

use localspend_model::settings::Method;
use localspend_suppliers::dataset::{Dataset, Labelled, Namesakes};
use localspend_suppliers::evaluate;
use localspend_suppliers::matcher::Matcher;
use localspend_suppliers::model::cross;
use localspend_suppliers::model::train::Settings;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("hint: name the folder with queries.csv, truth.csv and register.csv")?;
    let Dataset { labelled, register } = Dataset::read(&folder)?;
    let method = Method::default();
    let set = Dataset::register_set(&register);
    let namesakes = Namesakes::new(&register);
    let (aside, seen): (Vec<&Labelled>, Vec<&Labelled>) = labelled.iter().partition(|one| one.fold == 0);
    let judged = if std::env::args().any(|argument| argument == "--cross") {
        let pairs = cross::pairs(&seen, &set, &namesakes);
        let (models, outcomes) = cross::validate(&pairs, &Settings::default());
        let mut judged = Vec::new();
        for (fold, model) in models {
            let matcher = Matcher::with_model(&set, model.with_calibration(cross::calibration(&outcomes, Some(fold))));
            let own: Vec<&Labelled> = seen.iter().copied().filter(|one| one.fold == fold).collect();
            judged.extend(evaluate::judge(&own, &matcher, &namesakes, &method));
        }
        judged
    } else {
        evaluate::judge(&aside, &Matcher::new(&set)?, &namesakes, &method)
    };
    print!("{}", evaluate::report(&judged, &method));
    Ok(())
}
