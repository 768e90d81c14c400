//! Where the table stands among the first records of a part: its header, of one row or several, below the lines that
//! are not part of it. It looks at shapes and at what kind of value a column holds, never at what labels mean, so that
//! a table of any subject is found.

use crate::record::{Record, trim};
use crate::understand::amount::{self, Amount, DecimalMark};
use crate::understand::date;

/// How far down a header is looked for.
const DEEPEST: usize = 100;
/// Records that tell the usual width: those of the first table.
const FIRST: usize = 200;
/// Rows of one header, at most.
const MOST_ROWS: usize = 3;
/// Characters of a label in a header of several rows, at most.
const LONGEST_LABEL: usize = 60;

/// The header's place in the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// Index of the header's first record: everything before is not of the table.
    pub first: usize,
    /// Rows of the header.
    pub rows: usize,
    /// Cells of an ordinary record.
    pub width: usize,
    /// Columns that hold numbers, dates and times.
    pub typed: Vec<bool>,
}

impl Layout {
    /// Finds the header.
    pub fn of(sample: &[Record]) -> Layout {
        let start = sample.iter().position(|record| !record.is_blank()).unwrap_or(sample.len());
        let width = usual_width(&sample[start..]);
        let typed = typed_columns(&sample[start..], width);
        let mut layout = Layout { first: start, rows: 1, width, typed };
        if width < 2 {
            return layout;
        }
        let usual = usual_fill(&sample[start..]);
        let wide = |record: &Record| {
            let filled = filled(record);
            // A title with a comma in it is cut in two: half is enough only for a record of the table's width.
            filled >= 2 && (filled * 2 > usual || filled * 2 == usual && record.len() == width)
        };
        let Some(found) = sample.iter().take(DEEPEST).position(wide) else { return layout };
        layout.first = found;
        if found > start {
            layout.look_above(sample, start, found);
        }
        layout.look_below(sample, usual);
        layout
    }

    /// A header shorter than its rows, or with group labels above it, begins before the first wide record.
    fn look_above(&mut self, sample: &[Record], start: usize, found: usize) {
        let above = &sample[found - 1];
        if found - 1 < start || filled(above) < 2 || !is_label_row(above, &self.typed) {
            return;
        }
        let (given, typed) = self.typed_cells(&sample[found]);
        let found_is_data = given > 0 && typed * 2 >= given;
        let first_empty = trim(above.cell(0)).is_empty();
        if found_is_data && above.len() * 2 >= self.width {
            self.first = found - 1;
        } else if !found_is_data && first_empty && above.len() <= self.width {
            (self.first, self.rows) = (found - 1, 2);
        }
    }

    /// Rows right below the first that are labels too.
    fn look_below(&mut self, sample: &[Record], usual: usize) {
        let header = sample[self.first].clone();
        while self.rows < MOST_ROWS {
            let Some(next) = sample.get(self.first + self.rows) else { return };
            let repeats = filled(next) * 2 > usual && next.len() == header.len() && next.cells().eq(header.cells());
            if !repeats && !self.completes(&header, next) {
                return;
            }
            self.rows += 1;
        }
    }

    /// True for a row that has labels where all other rows have values.
    fn completes(&self, header: &Record, next: &Record) -> bool {
        let columns = self.typed.iter().filter(|typed| **typed).count();
        let (given, data) = self.typed_cells(next);
        let (header_given, header_data) = self.typed_cells(header);
        columns >= 2
            && data == 0
            && given >= 2
            && given * 2 >= columns
            && header_data == 0
            && header_given * 2 >= columns
            && is_label_row(next, &self.typed)
            && !next.cells().any(is_placeholder)
    }

    /// Cells given in the columns of values, and how many of them are values.
    fn typed_cells(&self, record: &Record) -> (usize, usize) {
        let cells =
            || (0..record.len()).filter(|index| self.typed.get(*index) == Some(&true)).map(|index| trim(record.cell(index)));
        (cells().filter(|cell| !cell.is_empty()).count(), cells().filter(|cell| is_value(cell)).count())
    }
}

/// The labels of a header's rows, joined column by column.
pub(super) fn joined(rows: &[Record]) -> Record {
    let mut header = Record::default();
    let Some((first, rest)) = rows.split_first() else { return header };
    header.clear(first.row);
    for index in 0..rows.iter().map(Record::len).max().unwrap_or(0) {
        let mut label = first.cell(index).to_owned();
        for row in rest.iter().map(|row| row.cell(index)).filter(|cell| !trim(cell).is_empty()) {
            if !label.is_empty() {
                label.push(' ');
            }
            label.push_str(row);
        }
        header.push(&label);
    }
    header
}

/// Cells that hold something.
pub(super) fn filled(record: &Record) -> usize {
    record.cells().filter(|cell| !trim(cell).is_empty()).count()
}

/// A number, date or time, by its characters.
pub(super) fn is_value(text: &str) -> bool {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) || text.len() > 40 {
        return false;
    }
    let only_value_characters = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-/:.,%()$ TZ".contains(&byte));
    only_value_characters
        || matches!(amount::parse(text, DecimalMark::Point), Amount::Money(_) | Amount::TooLarge)
        || date::parse(text).is_date()
}

/// Marks that stand for a value that is not there.
fn is_placeholder(cell: &str) -> bool {
    let cell = trim(cell);
    matches!(cell, "-" | "--" | "." | ".." | "..." | "*" | "?" | "x" | ":")
        || ["n/a", "na", "nan", "null", "none", "nil", "unknown", "tbc", "tba", "redacted"]
            .contains(&cell.to_lowercase().as_str())
}

fn is_label_row(record: &Record, typed: &[bool]) -> bool {
    record.cells().enumerate().all(|(index, cell)| {
        let cell = trim(cell);
        // A year is a label above columns of numbers as often as it is a value.
        let year = cell.len() == 4 && cell.bytes().all(|byte| byte.is_ascii_digit());
        cell.chars().count() <= LONGEST_LABEL && (typed.get(index) != Some(&true) || year || !is_value(cell))
    })
}

fn usual_width(sample: &[Record]) -> usize {
    let widths: Vec<usize> = sample.iter().filter(|record| !record.is_blank()).take(FIRST).map(Record::len).collect();
    most_common(&widths)
}

/// Filled cells of the middle record.
fn usual_fill(sample: &[Record]) -> usize {
    let mut fills: Vec<usize> = sample.iter().map(filled).filter(|filled| *filled > 0).collect();
    fills.sort_unstable();
    fills.get(fills.len() / 2).copied().unwrap_or(0)
}

/// The value that occurs most; of two, the one that occurs first.
fn most_common(values: &[usize]) -> usize {
    let count = |value: &usize| values.iter().filter(|other| *other == value).count();
    values.iter().rev().max_by_key(|value| count(value)).copied().unwrap_or(0)
}

/// Columns in which nearly every filled cell is a value.
fn typed_columns(sample: &[Record], width: usize) -> Vec<bool> {
    (0..width)
        .map(|index| {
            let wide = sample.iter().filter(|record| record.len() == width);
            // The rows of a header would count against the columns of a short table.
            let cells = wide.skip(MOST_ROWS).map(|record| trim(record.cell(index)));
            let given: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
            let values = given.iter().filter(|cell| is_value(cell)).count();
            values >= 2 && values * 10 >= given.len() * 7
        })
        .collect()
}
