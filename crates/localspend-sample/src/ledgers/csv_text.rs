//! Records as comma-separated text. Written by hand so that the quirks of real files can be put in.

use super::Record;

/// One record as a line of text without its line end.
pub fn line(record: &Record) -> String {
    let mut text = String::new();
    for (index, cell) in record.cells.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text
}
