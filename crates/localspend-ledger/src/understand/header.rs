//! Finds the header of a table: none, one row, or two rows; below titles and other lines that are not part of it.

use crate::record::{Record, trim};

use super::amount::{self, Amount, DecimalMark};
use super::date;
use super::label::{Field, meanings, normalise};

/// A header, or the lack of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Index into the sample of the first body record.
    pub body: usize,
    /// Indexes into the sample of the header's records.
    pub rows: std::ops::Range<usize>,
    /// One label per column, as written.
    pub labels: Vec<String>,
}

/// How far down a header is looked for.
const DEEPEST: usize = 60;

/// Columns that are looked at: a ledger has a few dozen, and a crafted line can have millions. The others stay in `raw`.
pub const MOST_COLUMNS: usize = 1_000;

/// Finds the header in the first records.
pub fn find(sample: &[Record]) -> Header {
    let mut best: Option<(f32, usize)> = None;
    for (index, record) in sample.iter().enumerate().take(DEEPEST) {
        let score = header_score(record);
        if score > 0.0 && best.is_none_or(|(known, _)| score > known) {
            best = Some((score, index));
        }
    }
    let Some((score, first)) = best.filter(|(score, _)| *score >= 2.0) else { return without_header(sample) };
    let mut labels: Vec<String> = sample[first].cells().map(|cell| trim(cell).to_owned()).collect();
    let mut rows = first..first + 1;
    // A second row that completes the first: units, or the second half of split labels.
    if let Some(second) = sample.get(first + 1)
        && let Some(joined) = joined_labels(&labels, second, score)
    {
        labels = joined;
        rows.end += 1;
    } else if first > 0
        && let Some(joined) = upper_labels(&sample[first - 1], &labels, score)
    {
        labels = joined;
        rows.start -= 1;
    }
    Header { body: rows.end, rows, labels }
}

/// How much a record looks like a header: one point per field that a label names, less for cells that hold data.
fn header_score(record: &Record) -> f32 {
    let mut fields: Vec<(Field, f32)> = Vec::new();
    let mut data = 0.0;
    for index in 0..record.len().min(MOST_COLUMNS) {
        let text = trim(record.cell(index));
        if text.is_empty() {
            continue;
        }
        if is_data(text, record, index) {
            data += 1.0;
            continue;
        }
        if text.chars().count() > 60 {
            data += 0.5;
            continue;
        }
        if let Some(&(field, score)) = meanings(text).first().filter(|(_, score)| *score >= 0.6) {
            match fields.iter_mut().find(|(known, _)| *known == field) {
                Some((_, known)) => *known = known.max(score),
                None => fields.push((field, score)),
            }
        }
    }
    let total: f32 = fields.iter().map(|(field, score)| if *field == Field::Other { score * 0.5 } else { *score }).sum();
    total - data
}

fn is_data(text: &str, record: &Record, index: usize) -> bool {
    let number = matches!(amount::read(text, record.kind(index), DecimalMark::Point), Amount::Money(_) | Amount::TooLarge);
    (number && text != "-") || date::read(text, record.kind(index)).is_date()
}

/// Labels of two rows joined, when the second is a row of labels too and says more together with the first.
fn joined_labels(labels: &[String], second: &Record, score: f32) -> Option<Vec<String>> {
    let filled = second.cells().filter(|cell| !trim(cell).is_empty()).count();
    if filled == 0 || (0..second.len()).any(|index| is_data(trim(second.cell(index)), second, index)) {
        return None;
    }
    let short = second.cells().all(|cell| cell.chars().count() <= 24);
    let units_only = second.cells().map(trim).filter(|cell| !cell.is_empty()).all(|cell| {
        matches!(
            normalise(cell).as_str(),
            "" | "gbp" | "dd mm yyyy" | "inc vat" | "ex vat" | "exc vat" | "excl vat" | "net" | "incl vat"
        )
    });
    let joined = join(labels, second);
    let gained = labels_score(&joined) - score;
    (units_only || short && filled * 2 <= labels.len() && gained > 0.3 || short && gained > 0.9).then_some(joined)
}

/// Labels with the row above as their first half.
fn upper_labels(upper: &Record, labels: &[String], score: f32) -> Option<Vec<String>> {
    let filled = upper.cells().filter(|cell| !trim(cell).is_empty()).count();
    if filled < 2 || upper.cells().any(|cell| cell.chars().count() > 24) {
        return None;
    }
    let joined: Vec<String> = (0..labels.len().max(upper.len()))
        .map(|index| join_two(trim(upper.cell(index)), labels.get(index).map_or("", String::as_str)))
        .collect();
    (labels_score(&joined) > score + 0.3).then_some(joined)
}

fn join(labels: &[String], second: &Record) -> Vec<String> {
    (0..labels.len().max(second.len()))
        .map(|index| join_two(labels.get(index).map_or("", String::as_str), trim(second.cell(index))))
        .collect()
}

fn join_two(first: &str, second: &str) -> String {
    match (first.is_empty(), second.is_empty()) {
        (true, _) => second.to_owned(),
        (_, true) => first.to_owned(),
        _ => format!("{first} {second}"),
    }
}

fn labels_score(labels: &[String]) -> f32 {
    let mut record = Record::default();
    for label in labels {
        record.push(label);
    }
    header_score(&record)
}

/// No header: the body starts at the first record that is as wide as the others.
fn without_header(sample: &[Record]) -> Header {
    let mut widths: Vec<usize> = sample.iter().map(filled_cells).collect();
    widths.sort_unstable();
    let usual = widths.get(widths.len() / 2).copied().unwrap_or(0);
    let body = sample.iter().position(|record| filled_cells(record) * 2 > usual).unwrap_or(0);
    Header { body, rows: body..body, labels: Vec::new() }
}

fn filled_cells(record: &Record) -> usize {
    record.cells().filter(|cell| !trim(cell).is_empty()).count()
}

/// A record as normalised labels, to compare it with the header.
pub fn normalised_cells(record: &Record) -> Vec<String> {
    let mut cells: Vec<String> = record.cells().map(normalise).collect();
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}
