//! Tells the records of one part apart while they stream by: the header's rows, the records, empty lines, and the place
//! where another table of another shape begins.

use super::labels::{filled, joined};
use super::layout::{Layout, is_placeholder, is_value};
use crate::error::Error;
use crate::record::{Record, trim};

/// Records that must have the shape of a new table before it is believed.
const PROOF: usize = 3;

/// What a record is.
#[derive(Debug)]
pub(super) enum Place<'r> {
    /// A line with nothing in it, or with delimiters alone.
    EmptyLine,
    /// The header once more, as at the top of a printed page.
    RepeatedHeader,
    /// The header or a record of a table, counted from 1.
    Record { table: usize, record: &'r Record },
    /// The header of a further table.
    Opens { table: usize, record: &'r Record },
}

/// Receives records with their place.
type Sink<'s> = dyn FnMut(Place<'_>) -> Result<(), Error> + 's;

/// The state between records.
pub(super) struct Tables {
    /// Records still to pass before the header.
    above: usize,
    /// The header's rows, until they are all there.
    header: Vec<Record>,
    header_rows: usize,
    labels: Vec<String>,
    /// The header is surely one.
    headed: bool,
    /// Rows of a header, which are no records where they stand again.
    repeats: Vec<Record>,
    width: usize,
    table: usize,
    several: bool,
    /// Columns of values.
    typed: Vec<bool>,
    /// The last record was empty, or a title in one cell.
    gap: bool,
    /// A record that may open another table, and those after it.
    waiting: Vec<Record>,
}

impl Tables {
    /// Starts above the header. `several` says that a further table is looked for.
    pub fn new(layout: Layout, several: bool) -> Tables {
        Tables {
            above: layout.first,
            header: Vec::new(),
            header_rows: layout.rows,
            labels: Vec::new(),
            headed: layout.headed,
            repeats: Vec::new(),
            width: layout.width,
            table: 1,
            several,
            typed: layout.typed,
            gap: false,
            waiting: Vec::new(),
        }
    }

    /// Takes the next record.
    pub fn take(&mut self, record: &Record, sink: &mut Sink<'_>) -> Result<(), Error> {
        if self.above > 0 {
            self.above -= 1;
            return Ok(());
        }
        if self.labels.is_empty() {
            if record.is_blank() && !self.header.is_empty() {
                return sink(Place::EmptyLine);
            }
            self.header.push(record.clone());
            if self.header.len() < self.header_rows {
                return Ok(());
            }
            return self.give_header(sink);
        }
        if !self.waiting.is_empty() {
            self.waiting.push(record.clone());
            return if self.waiting.len() > PROOF { self.decide(sink) } else { Ok(()) };
        }
        let after_gap = std::mem::replace(&mut self.gap, filled(record) < 2);
        if self.several && self.may_open(record, after_gap) {
            self.waiting.push(record.clone());
            return Ok(());
        }
        self.place(record, sink)
    }

    /// Gives out what was held back.
    pub fn finish(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        if !self.header.is_empty() {
            self.give_header(sink)?;
        }
        while !self.waiting.is_empty() {
            self.decide(sink)?;
        }
        Ok(())
    }

    fn give_header(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let header = joined(&self.header);
        self.repeats = std::mem::take(&mut self.header);
        // A record of a table without header may well stand there twice.
        self.repeats.retain(|row| self.headed && filled(row) >= 2);
        self.labels = header.cells().map(|cell| trim(cell).to_lowercase()).collect();
        sink(Place::Record { table: self.table, record: &header })
    }

    /// A row of labels: of another width than the table's, or below an empty line or a title; and most of it known
    /// labels, or words where the table has values.
    fn may_open(&self, record: &Record, after_gap: bool) -> bool {
        if record.len() == self.width && !after_gap || record.len() < 2 {
            return false;
        }
        let filled = filled(record);
        if filled < 2 || record.cells().any(|cell| is_value(trim(cell))) {
            return false;
        }
        let known = record.cells().filter(|cell| self.labels.contains(&trim(cell).to_lowercase())).count();
        if record.len() != self.width {
            return known >= 2 && known * 2 >= filled;
        }
        // The table's own header, once more, begins no table of its own.
        let typed =
            || (0..self.width).filter(|index| self.typed.get(*index) == Some(&true)).map(|index| trim(record.cell(index)));
        let labels = self.labels.iter().filter(|label| !label.is_empty()).count();
        self.headed
            && known < filled
            && filled * 2 > labels
            && typed().next().is_some()
            && typed().all(|cell| !cell.is_empty() && !is_placeholder(cell))
    }

    /// The first waiting record opens a table when all after it have its width.
    fn decide(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let waiting = std::mem::take(&mut self.waiting);
        let Some((first, rest)) = waiting.split_first() else { return Ok(()) };
        // Below a header of the same width there must be records like the table's own.
        let has_values = |record: &Record| record.cells().any(|cell| is_value(trim(cell)));
        let opens = !rest.is_empty()
            && rest.iter().all(|record| record.len() == first.len())
            && (first.len() != self.width || rest.iter().filter(|record| has_values(record)).count() * 2 > rest.len());
        if opens {
            self.table += 1;
            if self.width != first.len() {
                self.typed.clear();
            }
            self.width = first.len();
            self.labels = first.cells().map(|cell| trim(cell).to_lowercase()).collect();
            self.repeats = vec![first.clone()];
            sink(Place::Opens { table: self.table, record: first })?;
        } else {
            self.place(first, sink)?;
        }
        for record in rest {
            self.take(record, sink)?;
        }
        Ok(())
    }

    fn place(&self, record: &Record, sink: &mut Sink<'_>) -> Result<(), Error> {
        // Rows that a spreadsheet counted as used, with nothing in them: delimiters alone make no record.
        if record.is_blank() {
            return sink(Place::EmptyLine);
        }
        if self.repeats.iter().any(|row| row.len() == record.len() && row.cells().eq(record.cells())) {
            return sink(Place::RepeatedHeader);
        }
        sink(Place::Record { table: self.table, record })
    }
}
