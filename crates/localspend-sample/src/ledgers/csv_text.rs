//! Records as separated text. Written by hand so that the quirks of real files can be put in.

use super::dialect::{Container, Dialect};
use super::{Cell, Record};

/// Bytes before the first record.
pub fn start(dialect: &Dialect) -> &'static [u8] {
    if dialect.container == (Container::Utf8 { mark: true }) { b"\xef\xbb\xbf" } else { b"" }
}

/// One record with its line end, in the file's encoding.
pub fn line(record: &Record, dialect: &Dialect) -> Vec<u8> {
    let mut text = String::new();
    for (index, cell) in record.cells.iter().enumerate() {
        if index > 0 {
            text.push(dialect.delimiter);
        }
        push_cell(&mut text, cell.text(), dialect.delimiter);
    }
    text.push_str(dialect.line_end);
    match dialect.container {
        Container::Cp1252 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        _ => text.into_bytes(),
    }
}

fn push_cell(text: &mut String, cell: &str, delimiter: char) {
    if cell.contains([delimiter, '"', '\n', '\r']) {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

/// Physical lines that a record takes.
pub fn lines_of(record: &Record) -> u64 {
    1 + record.cells.iter().map(Cell::text).map(|text| text.matches('\n').count() as u64).sum::<u64>()
}
