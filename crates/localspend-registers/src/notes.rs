//! What there is to say about a file: counts of oddities with their first examples, in a fixed order.

use std::collections::BTreeMap;

/// Examples kept of each oddity.
const EXAMPLES: usize = 3;

/// The oddities of one file.
#[derive(Debug, Default, Clone)]
pub struct Notes {
    said: Vec<String>,
    counted: BTreeMap<&'static str, Counted>,
    skipped: u64,
}

#[derive(Debug, Default, Clone)]
struct Counted {
    count: u64,
    examples: Vec<(u64, String)>,
}

impl Notes {
    /// Adds a sentence.
    pub fn say(&mut self, sentence: impl Into<String>) {
        self.said.push(sentence.into());
    }

    /// Counts an oddity of `row`, whose cell holds `value`; the row is loaded all the same.
    pub fn count(&mut self, what: &'static str, row: u64, value: &str) {
        let counted = self.counted.entry(what).or_default();
        counted.count += 1;
        if counted.examples.len() < EXAMPLES {
            counted.examples.push((row, value.chars().take(40).collect()));
        }
    }

    /// Counts a row that cannot be loaded.
    pub fn skip(&mut self, why: &'static str, row: u64, value: &str) {
        self.skipped += 1;
        self.count(why, row, value);
    }

    /// Counts rows that are left out for a reason told in a sentence.
    pub fn left_out(&mut self, rows: u64) {
        self.skipped += rows;
    }

    /// Rows that were not loaded.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// The sentences.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = self.said.clone();
        for (what, counted) in &self.counted {
            let examples: Vec<String> = counted.examples.iter().map(|(row, value)| format!("row {row} `{value}`")).collect();
            sentences.push(format!("{} × {what} ({})", counted.count, examples.join(", ")));
        }
        sentences
    }
}
