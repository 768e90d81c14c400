//! Tells the records of one part apart while they stream by: the header's rows, the records, empty lines, and the place
//! where another table of another shape begins.

use super::labels::{Labels, are_words, filled, joined};
use super::layout::{Layout, is_placeholder, is_value};
use crate::error::Error;
use crate::record::{Record, trim};

/// Records that must have the shape of a new table before it is believed.
const PROOF: usize = 3;
/// Lines of one cell below a table that are held until it is known what follows: more of them are records.
const MOST_NOTES: usize = 100;

/// What a record is.
#[derive(Debug)]
pub(super) enum Place<'r> {
    /// A line with nothing in it, or with delimiters alone.
    EmptyLine { row: u64 },
    /// The header once more, as at the top of a printed page.
    RepeatedHeader { row: u64 },
    /// The header or a record of a table, counted from 1.
    Record { table: usize, record: &'r Record },
    /// The header of a further table.
    Opens { table: usize, record: &'r Record },
    /// The title of a further table, or of the header once more.
    Title { record: &'r Record },
    /// A lone text at the very end: a note below the table, or a record of one cell. Nothing tells them apart.
    Remark { table: usize, record: &'r Record },
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
    labels: Labels,
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
    /// The last record was empty.
    empty_above: bool,
    /// A record that may open another table, and those after it.
    waiting: Vec<Record>,
    /// Lines of one cell below an empty one: titles when a header follows, and records when records do.
    notes: Vec<Record>,
    /// The last of them stands right above the record at hand.
    note_above: bool,
}

impl Tables {
    /// Starts above the header. `several` says that a further table is looked for.
    pub fn new(layout: Layout, several: bool) -> Tables {
        Tables {
            above: layout.first,
            header: Vec::new(),
            header_rows: layout.rows,
            labels: Labels::default(),
            headed: layout.headed,
            repeats: Vec::new(),
            width: layout.width,
            table: 1,
            several,
            typed: layout.typed,
            gap: false,
            empty_above: false,
            waiting: Vec::new(),
            notes: Vec::new(),
            note_above: false,
        }
    }

    /// Takes the next record.
    pub fn take(&mut self, record: &Record, sink: &mut Sink<'_>) -> Result<(), Error> {
        if self.above > 0 {
            self.above -= 1;
            return Ok(());
        }
        if !self.labels.known {
            if record.is_blank() && !self.header.is_empty() {
                return sink(Place::EmptyLine { row: record.row });
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
        let after_empty = std::mem::replace(&mut self.empty_above, record.is_blank());
        if self.may_be_note(record, after_empty) {
            self.notes.push(record.clone());
            self.note_above = true;
            return if self.notes.len() > MOST_NOTES { self.give_notes_as_records(sink) } else { Ok(()) };
        }
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
        let table = self.table;
        std::mem::take(&mut self.notes).iter().try_for_each(|record| sink(Place::Remark { table, record }))
    }

    /// A lone text in the first column, below an empty line.
    fn may_be_note(&self, record: &Record, after_empty: bool) -> bool {
        let below = (after_empty || !self.notes.is_empty()) && self.notes.len() <= MOST_NOTES;
        let text = trim(record.cell(0));
        self.width >= 2 && below && filled(record) == 1 && !text.is_empty() && !is_value(text)
    }

    fn give_notes_as_records(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        std::mem::take(&mut self.notes).iter().try_for_each(|record| self.place(record, sink))
    }

    fn give_notes_as_titles(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        std::mem::take(&mut self.notes).iter().try_for_each(|record| sink(Place::Title { record }))
    }

    fn give_header(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let header = joined(&self.header);
        self.repeats = std::mem::take(&mut self.header);
        // A record of a table without header may well stand there twice.
        self.repeats.retain(|row| self.headed && filled(row) >= 2);
        self.labels = Labels::of(&header);
        sink(Place::Record { table: self.table, record: &header })
    }

    /// A row of labels: of another width than the table's, or below an empty line or a title; and most of it known
    /// labels, or words where the table has values.
    fn may_open(&self, record: &Record, after_gap: bool) -> bool {
        let filled = filled(record);
        if filled < 2 || record.cells().any(|cell| is_value(trim(cell))) {
            return false;
        }
        let known = self.known(record);
        if record.len() != self.width {
            return known >= 2 && known * 2 >= filled || after_gap && self.headed && filled == record.len();
        }
        // Without a gap it takes many columns of words where values are, under labels that are new.
        let columns = self.typed.iter().filter(|typed| **typed).count();
        if !after_gap && (columns < PROOF || known * 2 >= filled) {
            return false;
        }
        // The table's own header, once more, begins no table of its own.
        let typed =
            || (0..self.width).filter(|index| self.typed.get(*index) == Some(&true)).map(|index| trim(record.cell(index)));
        self.headed
            && known < filled
            && filled * 2 > self.labels.filled
            && typed().next().is_some()
            && typed().all(|cell| !cell.is_empty() && !is_placeholder(cell))
    }

    /// Cells that are labels of the table's own header.
    fn known(&self, record: &Record) -> usize {
        record.cells().filter(|cell| self.labels.texts.contains(&trim(cell).to_lowercase())).count()
    }

    /// The first waiting record opens a table when all after it have its width.
    fn decide(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let waiting = std::mem::take(&mut self.waiting);
        let Some((first, rest)) = waiting.split_first() else { return Ok(()) };
        // Below a header that shares no labels with the table's there must be records with values.
        let has_values = |record: &Record| record.cells().any(|cell| is_value(trim(cell)));
        let known = self.known(first);
        let opens = !rest.is_empty()
            && rest.iter().all(|record| record.len() == first.len())
            && (first.len() != self.width && known >= 2 && known * 2 >= filled(first)
                || rest.iter().filter(|record| has_values(record)).count() * 2 > rest.len());
        if opens {
            self.table += 1;
            if self.width != first.len() {
                self.typed.clear();
            }
            self.width = first.len();
            self.labels = Labels::of(first);
            self.repeats = vec![first.clone()];
            self.note_above = false;
            self.give_notes_as_titles(sink)?;
            sink(Place::Opens { table: self.table, record: first })?;
        } else {
            self.place(first, sink)?;
        }
        for record in rest {
            self.take(record, sink)?;
        }
        Ok(())
    }

    fn place(&mut self, record: &Record, sink: &mut Sink<'_>) -> Result<(), Error> {
        let below_note = std::mem::take(&mut self.note_above);
        // Rows that a spreadsheet counted as used, with nothing in them: delimiters alone make no record.
        if record.is_blank() {
            return sink(Place::EmptyLine { row: record.row });
        }
        if self.repeats.iter().any(|row| row.len() == record.len() && row.cells().eq(record.cells())) {
            self.give_notes_as_titles(sink)?;
            return sink(Place::RepeatedHeader { row: record.row });
        }
        if below_note && self.headed && are_words(record) {
            self.give_notes_as_titles(sink)?;
        } else {
            self.give_notes_as_records(sink)?;
        }
        sink(Place::Record { table: self.table, record })
    }
}
