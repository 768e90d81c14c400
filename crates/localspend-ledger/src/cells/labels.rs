//! A header of several rows as one: sub-labels below group labels, and the labels of each column joined. A group label
//! stands once, above the first of its columns, as a spreadsheet writes merged cells.

use std::collections::HashSet;

use super::layout::{is_placeholder, is_value};
use crate::record::{Record, trim};

/// Characters of a label in a header of several rows, at most.
const LONGEST: usize = 120;

/// Cells that hold something.
pub(super) fn filled(record: &Record) -> usize {
    record.cells().filter(|cell| !trim(cell).is_empty()).count()
}

/// True for a row that could be labels: short, and no value in a column of values.
pub(super) fn is_label_row(record: &Record, typed: &[bool]) -> bool {
    record.cells().enumerate().all(|(index, cell)| {
        let cell = trim(cell);
        cell.chars().count() <= LONGEST && (typed.get(index) != Some(&true) || is_year(cell) || !is_value(cell))
    })
}

/// A year, or a financial year (`2025-26`), is a label above columns of numbers as often as it is a value.
fn is_year(cell: &str) -> bool {
    let (year, end) = cell.split_once(['-', '/']).unwrap_or((cell, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    year.len() == 4 && digits(year) && digits(end) && (end.len() == 2 || year == cell)
}

/// True when `row` holds sub-labels of the groups in `above`: words only, and only below group labels.
pub(super) fn divides(above: &Record, row: &Record) -> bool {
    let given = || (0..row.len()).filter(|index| !trim(row.cell(*index)).is_empty());
    let words = || given().map(|index| trim(row.cell(index)));
    // The years of a record stand beside its first cell; those of a header do not.
    let no_name = trim(row.cell(0)).is_empty();
    if given().count() < 2
        || above.len() < row.len()
        || !words()
            .all(|cell| (!is_value(cell) || no_name && is_year(cell)) && !is_placeholder(cell) && cell.chars().count() <= LONGEST)
    {
        return false;
    }
    let groups = groups(above, row.len());
    given().all(|index| groups[index].is_some_and(|group| trim(above.cell(group + 1)).is_empty()))
        && given().any(|index| trim(above.cell(index)).is_empty())
}

/// For each column the one whose label stands for it: its own, or the nearest to the left. Looked up for every column at
/// once, since a crafted row has columns by the hundred thousand.
fn groups(row: &Record, width: usize) -> Vec<Option<usize>> {
    let mut nearest = None;
    (0..width)
        .map(|column| {
            nearest = if trim(row.cell(column)).is_empty() { nearest } else { Some(column) };
            nearest
        })
        .collect()
}

/// True for words in the first columns and nothing behind them: labels, if a title stands above.
pub(super) fn are_words(record: &Record) -> bool {
    let filled = filled(record);
    let word = |cell: &str| !cell.is_empty() && !is_value(cell) && !is_placeholder(cell) && cell.chars().count() <= LONGEST;
    filled >= 2 && record.cells().take(filled).all(|cell| word(trim(cell)))
}

/// The labels of a header in lower case. Looked up, never gone through: a crafted header has them by the hundred thousand.
#[derive(Default)]
pub(super) struct Labels {
    pub texts: HashSet<String>,
    /// Labels that say something.
    pub filled: usize,
    /// A header was there, if only an empty one.
    pub known: bool,
}

impl Labels {
    pub fn of(header: &Record) -> Labels {
        let texts = header.cells().map(|cell| trim(cell).to_lowercase()).collect();
        Labels { texts, filled: filled(header), known: !header.is_empty() }
    }
}

/// One row of a header, with what is asked of it for every column.
struct Level<'r> {
    row: &'r Record,
    groups: Vec<Option<usize>>,
    /// Columns that a row below labels.
    below: Vec<bool>,
    /// A lone label in the first column.
    title: bool,
}

/// The labels of a header's rows, joined column by column.
pub(super) fn joined(rows: &[Record]) -> Record {
    let mut header = Record::default();
    let Some(first) = rows.first() else { return header };
    header.clear(first.row);
    let width = rows.iter().map(Record::len).max().unwrap_or(0);
    let levels: Vec<Level<'_>> = rows
        .iter()
        .enumerate()
        .map(|(level, row)| {
            let below = |column: usize| rows[level + 1..].iter().any(|row| !trim(row.cell(column)).is_empty());
            Level {
                row,
                groups: groups(row, width),
                below: (0..width).map(below).collect(),
                title: filled(row) == 1 && !trim(row.cell(0)).is_empty(),
            }
        })
        .collect();
    for index in 0..width {
        let mut label = String::new();
        for level in 0..levels.len() {
            let part = label_at(&levels, level, index);
            if !label.is_empty() && !trim(part).is_empty() {
                label.push(' ');
            }
            if level == 0 || !trim(part).is_empty() {
                label.push_str(part);
            }
        }
        header.push(&label);
    }
    header
}

/// The label of one row above a column, or that of the group which the column belongs to.
fn label_at<'r>(levels: &[Level<'r>], level: usize, index: usize) -> &'r str {
    let here = &levels[level];
    let own = here.row.cell(index);
    let (Some(group), true) = (here.groups[index], here.below[index]) else { return own };
    // A label of a higher row between the two begins another group; a lone label in the first column is a title.
    let parted = levels[..level].iter().any(|above| above.groups[index] > Some(group));
    if group == index || parted || here.title || !here.below[group] { own } else { here.row.cell(group) }
}
