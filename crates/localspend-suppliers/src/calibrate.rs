//! From a score to a probability that can be believed: of the matches given 0.9, nine in ten are right. Isotonic regression
//! on names that the trees had not seen.

/// A rising line through points.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calibration {
    points: Vec<(f64, f64)>,
}

impl Calibration {
    /// The line through these points; they are sorted and made to rise.
    pub fn new(mut points: Vec<(f64, f64)>) -> Calibration {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut highest = 0.0f64;
        for point in &mut points {
            highest = highest.max(point.1.clamp(0.0, 1.0));
            point.1 = highest;
        }
        Calibration { points }
    }

    /// Fits a line to scores and outcomes. Each step stands on at least `least` names, so that chance does not draw it.
    pub fn fit(outcomes: &[(f64, bool)], least: usize) -> Calibration {
        let mut sorted: Vec<(f64, f64)> = outcomes.iter().map(|(score, right)| (*score, f64::from(u8::from(*right)))).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        // (scores, outcomes, how many)
        let mut steps: Vec<(f64, f64, f64)> = Vec::new();
        let mut last_score = f64::NAN;
        for (score, right) in &sorted {
            match steps.last_mut() {
                // Equal scores share a step, however many they are: nothing tells them apart.
                Some(step) if step.2 < least as f64 || *score == last_score => {
                    *step = (step.0 + score, step.1 + right, step.2 + 1.0);
                }
                _ => steps.push((*score, *right, 1.0)),
            }
            last_score = *score;
        }
        if let [.., before, rest] = steps.as_mut_slice()
            && rest.2 < least as f64
        {
            *before = (before.0 + rest.0, before.1 + rest.1, before.2 + rest.2);
            steps.pop();
        }
        let mut blocks: Vec<(f64, f64, f64)> = Vec::new();
        for step in steps {
            blocks.push(step);
            while let [.., before, last] = blocks.as_slice() {
                if before.1 / before.2 < last.1 / last.2 {
                    break;
                }
                let merged = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
                blocks.truncate(blocks.len() - 2);
                blocks.push(merged);
            }
        }
        Calibration::new(blocks.iter().map(|(score, right, count)| (score / count, right / count)).collect())
    }

    /// The probability behind a score: between points the line, beyond them the nearest.
    pub fn apply(&self, score: f64) -> f64 {
        let after = self.points.partition_point(|(raw, _)| *raw < score);
        match (after.checked_sub(1).and_then(|at| self.points.get(at)), self.points.get(after)) {
            (None, None) => score,
            (Some((_, only)), None) | (None, Some((_, only))) => *only,
            (Some((x0, y0)), Some((x1, y1))) => {
                let span = x1 - x0;
                if span <= 0.0 { *y1 } else { y0 + (y1 - y0) * (score - x0) / span }
            }
        }
    }

    /// The points.
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_that_boasts_is_brought_down() {
        // Scored 0.9, right half the time.
        let outcomes: Vec<(f64, bool)> = (0..200).map(|at| (if at < 100 { 0.1 } else { 0.9 }, at >= 150)).collect();
        let line = Calibration::fit(&outcomes, 50);
        assert!((line.apply(0.9) - 0.5).abs() < 0.01 && line.apply(0.1) < 0.01, "{line:?}");
    }

    #[test]
    fn equal_scores_get_one_value_whatever_the_order_and_a_short_rest_makes_no_step() {
        let scored = |at: usize| if at < 130 { 0.2 } else { 0.8 };
        let outcomes: Vec<(f64, bool)> = (0..230).map(|at| (scored(at), at % 10 < at / 40)).collect();
        let backwards: Vec<(f64, bool)> = outcomes.iter().rev().copied().collect();
        let line = Calibration::fit(&outcomes, 50);
        assert_eq!(line, Calibration::fit(&backwards, 50));
        assert_eq!(line.points().len(), 2, "one step for each score: {line:?}");
        let rest = Calibration::fit(&[(0.1, false), (0.2, true), (0.9, true)], 2);
        assert_eq!(rest.points().len(), 1, "a step of one name is chance: {rest:?}");
    }

    #[test]
    fn a_higher_score_is_never_a_lower_probability() {
        let line = Calibration::new(vec![(0.2, 0.5), (0.4, 0.1), (0.9, 0.8)]);
        let values: Vec<f64> = (0..=100).map(|at| line.apply(f64::from(at) / 100.0)).collect();
        assert!(values.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(Calibration::default().apply(0.3), 0.3);
    }
}
