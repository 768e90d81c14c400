//! Where the table stands among the first records of a part: its header, of one row or several, below the lines that
//! are not part of it. It looks at shapes and at what kind of value a column holds, never at what labels mean, so that
//! a table of any subject is found.

use super::labels::{divides, filled, is_label_row};
use crate::record::{Record, trim};
use crate::understand::amount::{self, Amount, DecimalMark};
use crate::understand::date;

/// How far down a header is looked for.
const DEEPEST: usize = 100;
/// Records that tell the usual width: those of the first table.
const FIRST: usize = 200;
/// Rows of one header, at most.
const MOST_ROWS: usize = 6;
/// Rows at the top of a short table that may be its header.
const FEW_ROWS: usize = 3;
/// Records in a row that show the table's width.
const RUN: usize = 3;

/// The header's place in the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// Index of the header's first record: everything before is not of the table.
    pub first: usize,
    /// Rows of the header; blank records between them are not counted.
    pub rows: usize,
    /// Cells of an ordinary record.
    pub width: usize,
    /// Columns that hold numbers, dates and times.
    pub typed: Vec<bool>,
    /// The first record is surely a header: it holds words where the others hold values.
    pub headed: bool,
}

impl Layout {
    /// Finds the header.
    pub fn of(sample: &[Record]) -> Layout {
        let start = sample.iter().position(|record| !record.is_blank()).unwrap_or(sample.len());
        let width = usual_width(&sample[start..]);
        let typed = typed_columns(&sample[start..], width);
        let mut layout = Layout { first: start, rows: 1, width, typed, headed: false };
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
        layout.first = layout.below_titles(sample, found);
        layout.first = layout.below_pairs(sample, layout.first);
        layout.look_above(sample, start);
        layout.look_below(sample, usual);
        layout.headed = layout.headed(&sample[layout.first]);
        layout
    }

    /// True for a row with words in columns of values, and no value in any of them.
    fn headed(&self, row: &Record) -> bool {
        let (given, values) = self.typed_cells(row);
        given > 0 && values == 0
    }

    /// Lines of another width above the table, cut at a delimiter by chance, are titles: the table begins where records
    /// of its width follow each other. Never below a record with values.
    fn below_titles(&self, sample: &[Record], found: usize) -> usize {
        if sample[found].len() == self.width {
            return found;
        }
        let filled_records = || sample.iter().enumerate().skip(found).filter(|(_, record)| !record.is_blank());
        let in_width = |at: usize| {
            let run = || filled_records().skip_while(|(index, _)| *index < at).take(RUN).map(|(_, record)| record);
            run().all(|record| record.len() == self.width) && run().any(|record| self.is_data(record))
        };
        let begins = filled_records().take(DEEPEST).map(|(index, _)| index).find(|at| in_width(*at));
        match begins {
            Some(begins) if !sample[found..begins].iter().any(|record| self.is_data(record)) => begins,
            _ => found,
        }
    }

    /// Titles of two cells above a header that labels every column: `Spend of the shop,2026`, `Source:,the till`.
    fn below_pairs(&self, sample: &[Record], found: usize) -> usize {
        let mut at = found;
        while is_pair(&sample[at]) {
            let Some(next) = (at + 1..sample.len()).find(|index| !sample[*index].is_blank()) else { return found };
            let header = &sample[next];
            let labels_all = header.len() == self.width && filled(header) == self.width && is_label_row(header, &self.typed);
            if labels_all && self.typed.contains(&true) && self.typed_cells(header).1 == 0 {
                return next;
            }
            at = next;
        }
        found
    }

    /// A header shorter than its rows, or with labels above it of groups or of columns that it leaves open, begins before
    /// the first wide record.
    fn look_above(&mut self, sample: &[Record], start: usize) {
        let header = &sample[self.first];
        while self.rows < MOST_ROWS {
            let Some(at) = (start..self.first).rev().find(|index| !sample[*index].is_blank()) else { return };
            let (above, first) = (&sample[at], &sample[self.first]);
            let first_empty = trim(above.cell(0)).is_empty() && at + 1 == self.first && above.len() <= self.width;
            let label = |index: usize| !trim(above.cell(index)).is_empty();
            let open = first_empty && (0..above.len()).all(|index| !label(index) || trim(header.cell(index)).is_empty());
            let least = if open { 1 } else { 2 };
            if filled(above) < least || !is_label_row(above, &self.typed) {
                return;
            }
            let short_header = self.rows == 1 && self.is_data(first) && at + 1 == self.first && above.len() * 2 >= self.width;
            if short_header && filled(above) >= 2 {
                self.first = at;
            } else if !self.is_data(first) && (first_empty || divides(above, first)) {
                (self.first, self.rows) = (at, self.rows + 1);
            } else {
                return;
            }
        }
    }

    /// Rows below the first that are labels too.
    fn look_below(&mut self, sample: &[Record], usual: usize) {
        let header = sample[self.first].clone();
        let mut last = header.clone();
        let mut below = sample[self.first + 1..].iter().filter(|record| !record.is_blank());
        for _ in 1..self.rows {
            last = below.next().cloned().unwrap_or_default();
        }
        for next in below {
            if self.rows >= MOST_ROWS {
                return;
            }
            let repeats = filled(next) * 2 > usual
                && !self.is_data(&header)
                && next.len() == header.len()
                && next.cells().eq(header.cells());
            let divides =
                !self.is_data(&header) && self.typed.contains(&true) && (divides(&header, next) || divides(&last, next));
            if !repeats && !divides && !self.completes(&header, next) && !self.remarks_on(&last, next) {
                return;
            }
            self.rows += 1;
            last = next.clone();
        }
    }

    /// True for a record with values in half of its columns of values; with any value in a table too short to know them.
    fn is_data(&self, record: &Record) -> bool {
        if !self.typed.contains(&true) {
            return record.cells().any(|cell| is_value(trim(cell)));
        }
        let (given, typed) = self.typed_cells(record);
        given > 0 && typed * 2 >= given
    }

    /// True for a remark on labels: words on some columns of values, and nothing else.
    fn remarks_on(&self, labels: &Record, next: &Record) -> bool {
        let words = |index: usize| {
            let cell = trim(next.cell(index));
            cell.is_empty() || self.typed.get(index) == Some(&true) && !is_value(cell) && !is_placeholder(cell)
        };
        trim(next.cell(0)).is_empty() && self.headed(labels) && (0..next.len()).all(words)
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

/// A title and its value in the first two cells, and nothing else: the first reads like a title, or the second is a value.
fn is_pair(record: &Record) -> bool {
    let (title, value) = (trim(record.cell(0)), trim(record.cell(1)));
    let words = title.split_whitespace().count();
    let given = !title.is_empty() && !value.is_empty() && filled(record) == 2;
    given && !is_value(title) && (title.ends_with(':') || words >= 3 || is_value(value))
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
pub(super) fn is_placeholder(cell: &str) -> bool {
    let cell = trim(cell);
    matches!(cell, "-" | "--" | "." | ".." | "..." | "*" | "?" | "x" | ":")
        || ["n/a", "na", "nan", "null", "none", "nil", "unknown", "tbc", "tba", "redacted"]
            .contains(&cell.to_lowercase().as_str())
}

/// How many cells most records have. Lines of text around a short table may outnumber its records: records of one width that follow each
/// other are a table, lines of one cell are none.
fn usual_width(sample: &[Record]) -> usize {
    let widths: Vec<usize> = sample.iter().filter(|record| !record.is_blank()).take(FIRST).map(Record::len).collect();
    let run = || widths.windows(RUN).find(|run| run[0] > 1 && run.iter().all(|width| *width == run[0])).map(|run| run[0]);
    let usual = most_common(&widths);
    if usual > 1 { usual } else { run().unwrap_or(usual) }
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
    let long = sample.iter().filter(|record| record.len() == width).count() > 4 * MOST_ROWS;
    (0..width)
        .map(|index| {
            let wide = sample.iter().filter(|record| record.len() == width);
            // The rows of a header would count against the columns of a short table.
            let cells = wide.skip(if long { MOST_ROWS } else { FEW_ROWS }).map(|record| trim(record.cell(index)));
            let given: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
            let values = given.iter().filter(|cell| is_value(cell)).count();
            values >= 2 && values * 10 >= given.len() * 7
        })
        .collect()
}
