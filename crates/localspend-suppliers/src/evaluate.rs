//! How good the matching is, on names whose answer people gave: precision, recall and F1 by class, by count and by pounds;
//! false matches on names without an entity; whether the probabilities can be believed; every wrong pair.

use std::collections::{BTreeMap, BTreeSet};

use localspend_model::settings::Method;

use crate::candidates::Scratch;
use crate::dataset::{Labelled, Namesakes};
use crate::kind;
use crate::matcher::Matcher;
use crate::matching;
use crate::normalise::{codes, normalise};
use crate::resolve::NameEvidence;

/// A labelled name with what the program said.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The name.
    pub name: String,
    /// Its class.
    pub class: String,
    /// Its pounds.
    pub pounds: f64,
    /// People know an entity for it.
    pub has_entity: bool,
    /// It reads as a person's name.
    pub is_person: bool,
    /// Id and name of the best candidate, where one was found.
    pub predicted: Option<(String, String)>,
    /// The best candidate is right.
    pub right: bool,
    /// Its probability.
    pub score: f64,
}

/// Precision, recall and F1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measure {
    /// Right among the predicted.
    pub precision: f64,
    /// Found among those with an entity.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// Judges labelled names against the matcher's register.
pub fn judge(labelled: &[&Labelled], matcher: &Matcher<'_>, namesakes: &Namesakes, method: &Method) -> Vec<Judged> {
    let set = matcher.registers();
    let mut scratch = Scratch::default();
    let judged = labelled.iter().map(|one| {
        let evidence = NameEvidence { name: one.name.clone(), ..NameEvidence::default() };
        let answer = matching::answer(matcher, &evidence, method, &mut scratch);
        let found = answer.best.or(answer.runner_up);
        let id = found.as_ref().map(|candidate| set.id(candidate.body));
        Judged {
            name: one.name.clone(),
            class: one.class.clone(),
            pounds: one.pounds,
            has_entity: !one.accepted.is_empty(),
            is_person: kind::is_person(&normalise(&codes::strip(&one.name).name)),
            right: id.is_some_and(|id| namesakes.is_right(id, &one.accepted)),
            score: found.as_ref().map_or(0.0, |candidate| candidate.score),
            predicted: found.as_ref().map(|candidate| (set.id(candidate.body).to_owned(), set.name(candidate.name).to_owned())),
        }
    });
    judged.collect()
}

/// Precision, recall and F1 where every candidate from `least` counts as predicted; weighed by `weight`.
pub fn measure<'a>(judged: impl Iterator<Item = &'a Judged>, least: f64, weight: impl Fn(&Judged) -> f64) -> Measure {
    let (mut predicted, mut right, mut known) = (0.0, 0.0, 0.0);
    for one in judged {
        let weight = weight(one).max(0.0);
        known += if one.has_entity { weight } else { 0.0 };
        if one.score >= least && one.predicted.is_some() {
            predicted += weight;
            right += if one.right { weight } else { 0.0 };
        }
    }
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let (precision, recall) = (share(right, predicted), share(right, known));
    Measure { precision, recall, f1: share(2.0 * precision * recall, precision + recall) }
}

/// How many names without an entity got a match from `least`, and how many such names there are.
pub fn false_matches<'a>(judged: impl Iterator<Item = &'a Judged>, least: f64, of: impl Fn(&Judged) -> bool) -> (usize, usize) {
    let without: Vec<&Judged> = judged.filter(|one| !one.has_entity && of(one)).collect();
    (without.iter().filter(|one| one.score >= least && one.predicted.is_some()).count(), without.len())
}

/// One step of the calibration table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Mean probability given.
    pub said: f64,
    /// Share that is right.
    pub was: f64,
    /// Names.
    pub names: usize,
}

/// Ten steps of probability, and the expected calibration error over them.
pub fn calibration(judged: &[Judged]) -> (Vec<Step>, f64) {
    let mut sums: BTreeMap<usize, (f64, f64, usize)> = BTreeMap::new();
    for one in judged.iter().filter(|one| one.predicted.is_some()) {
        let sum = sums.entry(((one.score * 10.0) as usize).min(9)).or_default();
        *sum = (sum.0 + one.score, sum.1 + f64::from(u8::from(one.right)), sum.2 + 1);
    }
    let step =
        |(said, was, names): &(f64, f64, usize)| Step { said: said / *names as f64, was: was / *names as f64, names: *names };
    let steps: Vec<Step> = sums.values().map(step).collect();
    let all: usize = steps.iter().map(|step| step.names).sum();
    let error = steps.iter().map(|step| (step.said - step.was).abs() * step.names as f64).sum::<f64>() / all.max(1) as f64;
    (steps, error)
}

/// The whole report as text.
pub fn report(judged: &[Judged], method: &Method) -> String {
    let mut lines: Vec<String> = Vec::new();
    let classes: BTreeSet<&str> = judged.iter().map(|one| one.class.as_str()).collect();
    for (title, least) in [("auto and review", method.review_score), ("auto", method.accept_score)] {
        lines.push(format!("{title}, from probability {least}: precision, recall, F1 by count | by pounds"));
        for class in std::iter::once("all").chain(classes.iter().copied()) {
            let of = |one: &&Judged| class == "all" || one.class == class;
            let count = measure(judged.iter().filter(of), least, |_| 1.0);
            let pounds = measure(judged.iter().filter(of), least, |one| one.pounds);
            let names = judged.iter().filter(of).count();
            lines.push(format!(
                "  {class:14} {names:6} names  {:.4} {:.4} {:.4} | {:.4} {:.4} {:.4}",
                count.precision, count.recall, count.f1, pounds.precision, pounds.recall, pounds.f1
            ));
        }
        let all = false_matches(judged.iter(), least, |_| true);
        let persons = false_matches(judged.iter(), least, |one| one.is_person);
        for (what, (wrong, without)) in [("names", all), ("persons' names", persons)] {
            let share = 100.0 * wrong as f64 / without.max(1) as f64;
            lines.push(format!("  {what} without an entity that got one: {wrong} of {without} ({share:.2}%)"));
        }
    }
    let (steps, error) = calibration(judged);
    lines.push(format!("calibration: said, was, names; expected error {error:.4}"));
    lines.extend(steps.iter().map(|step| format!("  {:.3} {:.3} {:6}", step.said, step.was, step.names)));
    lines.push("wrong pairs, the surest first: probability, class, name, taken for".to_owned());
    let is_wrong = |one: &&Judged| one.predicted.is_some() && !one.right && one.score >= method.review_score;
    let mut wrong: Vec<&Judged> = judged.iter().filter(is_wrong).collect();
    wrong.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.name.cmp(&b.name)));
    for one in wrong {
        let (id, name) = one.predicted.clone().unwrap_or_default();
        lines.push(format!("  {:.3} {:8} {} -> {name} ({id})", one.score, one.class, one.name));
    }
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(score: f64, right: bool, has_entity: bool) -> Judged {
        Judged {
            name: "Quill".into(),
            class: "company".into(),
            pounds: 10.0,
            has_entity,
            is_person: false,
            predicted: Some(("A1".into(), "QUILL".into())),
            right,
            score,
        }
    }

    #[test]
    fn a_wrong_match_costs_precision_and_a_missed_one_recall() {
        let all = [judged(0.9, true, true), judged(0.9, false, false), judged(0.1, true, true)];
        let measure = measure(all.iter(), 0.5, |_| 1.0);
        assert_eq!((measure.precision, measure.recall, measure.f1), (0.5, 0.5, 0.5));
        assert_eq!(false_matches(all.iter(), 0.5, |_| true), (1, 1));
    }

    #[test]
    fn a_boast_shows_in_the_calibration_error() {
        let (_, error) = calibration(&[judged(0.95, false, true), judged(0.95, false, true)]);
        assert!((error - 0.95).abs() < 1e-9);
    }
}
