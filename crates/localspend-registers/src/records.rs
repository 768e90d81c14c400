//! Delimited text as records of cells, streaming, with the record number a person sees. Knows no register.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::error::ReadError;
use crate::text;

/// The longest record of a register; an unclosed quotation mark would otherwise swallow the file into memory.
const RECORD_LIMIT: usize = 8 << 20;

/// One record.
pub struct Record<'a> {
    /// Number of the record, 1 = the first of the file.
    pub row: u64,
    cells: &'a csv::ByteRecord,
    guessed: &'a Cell<u64>,
}

impl Record<'_> {
    /// The trimmed text of column `index`; empty when there is none.
    pub fn get(&self, index: Option<usize>) -> Cow<'_, str> {
        let bytes = index.and_then(|index| self.cells.get(index)).unwrap_or_default();
        let (text, guessed) = text::decode(bytes);
        if guessed {
            self.guessed.set(self.guessed.get() + 1);
        }
        text
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// True when no cell holds text.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.iter().all(u8::is_ascii_whitespace))
    }
}

/// What a pass over a file saw.
#[derive(Debug, Default, Clone, Copy)]
pub struct Pass {
    /// Records, the header and blank ones not counted.
    pub rows: u64,
    /// Cells that were not valid UTF-8 and were read as Windows-1252.
    pub guessed: u64,
}

/// Calls `each` with every record of `reader`, after the header if there is one.
pub fn read(
    reader: &mut dyn Read,
    delimiter: u8,
    has_header: bool,
    mut each: impl FnMut(&Record<'_>) -> Result<(), ReadError>,
) -> Result<Pass, ReadError> {
    let since_record = Rc::new(Cell::new(0_usize));
    let guarded = Guarded { inner: reader, since_record: Rc::clone(&since_record) };
    let mut records = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(delimiter != b'\t')
        .buffer_capacity(128 * 1024)
        .from_reader(guarded);
    let (mut cells, guessed) = (csv::ByteRecord::new(), Cell::new(0));
    let (mut row, mut pass) = (0_u64, Pass::default());
    while records.read_byte_record(&mut cells)? {
        since_record.set(0);
        row += 1;
        let record = Record { row, cells: &cells, guessed: &guessed };
        if (row == 1 && has_header) || record.is_blank() {
            continue;
        }
        pass.rows += 1;
        each(&record)?;
    }
    pass.guessed = guessed.get();
    Ok(pass)
}

/// The first records of a text, for recognition; a last one that `head` cut short is left out.
pub fn first_records(head: &[u8], delimiter: u8, limit: usize, complete: bool) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(delimiter != b'\t')
        .from_reader(head);
    let (mut records, mut cells) = (Vec::new(), csv::ByteRecord::new());
    while records.len() <= limit && matches!(reader.read_byte_record(&mut cells), Ok(true)) {
        records.push(cells.iter().map(|cell| text::decode(cell).0.into_owned()).collect());
    }
    if !complete && records.len() > 1 && records.len() <= limit {
        records.pop();
    }
    records.truncate(limit);
    records
}

struct Guarded<'a> {
    inner: &'a mut dyn Read,
    since_record: Rc<Cell<usize>>,
}

impl Read for Guarded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let seen = self.since_record.get().saturating_add(read);
        self.since_record.set(seen);
        if seen > RECORD_LIMIT {
            let message = format!("one record is longer than {RECORD_LIMIT} bytes: a quotation mark is probably never closed");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(read)
    }
}
