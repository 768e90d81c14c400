//! Text files of any bytes.

use std::io::Read;

use localspend_ledger::record::Record;
use localspend_ledger::text::dialect::Dialect;
use localspend_ledger::text::encoding::{self, Transfer};
use localspend_ledger::text::reader::TextReader;
use localspend_ledger::text::sniff;
use localspend_ledger::workbook::{Format, detect};
use localspend_ledger::{Source, table_cells};

use super::tight;
use super::whole::{each_record, whole_file};

/// Any bytes that are taken for text: every letter and digit of the file stands in some cell, in order, and where the
/// operating system cuts the stream makes no difference.
pub fn csv(bytes: &[u8]) {
    if !matches!(detect(Source::Bytes(bytes), &tight()), Ok(Format::Text)) {
        return;
    }
    whole_file(bytes, "ledger.csv");
    assert_eq!(characters_read(bytes), characters_written(bytes), "a letter or digit was lost, doubled or moved");
    what_is_not_shown_is_told(bytes);
    let start = encoding::sniff(&bytes[..bytes.len().min(4096)]);
    if start.transfer == Transfer::ByCell {
        let dialect = sniff::sniff(&bytes[start.skip..], true);
        assert_eq!(
            records(bytes, dialect, usize::MAX),
            records(bytes, dialect, 1),
            "the records depend on how the stream is cut"
        );
    }
}

/// The table that a person is shown has every record with anything in it, or a note says what it leaves out.
fn what_is_not_shown_is_told(bytes: &[u8]) {
    let (mut shown, mut full) = (0, 0);
    let notes = table_cells(Source::Bytes(bytes), "ledger.csv", &tight(), None, &mut |_, _| {
        shown += 1;
        Ok(())
    });
    each_record(bytes, "ledger.csv", &mut |_, record| full += usize::from(!record.is_blank()));
    let notes = notes.expect("what can be read can be shown");
    assert!(shown <= full, "{shown} records are shown of {full}");
    assert!(shown == full || !notes.is_empty(), "{shown} of {full} records are shown and nothing is told");
}

/// Letters and digits: never a delimiter, a quote or an escape, so all of them are content.
fn characters_read(bytes: &[u8]) -> String {
    let mut out = String::new();
    each_record(bytes, "ledger.csv", &mut |_, record| {
        record.cells().for_each(|cell| out.extend(cell.chars().filter(char::is_ascii_alphanumeric)));
    });
    out
}

fn characters_written(bytes: &[u8]) -> String {
    let start = encoding::sniff(&bytes[..bytes.len().min(4096)]);
    let bytes = &bytes[start.skip..];
    match start.transfer {
        Transfer::ByCell => bytes.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(|byte| char::from(*byte)).collect(),
        Transfer::Stream(encoding) => {
            encoding.decode_without_bom_handling(bytes).0.chars().filter(char::is_ascii_alphanumeric).collect()
        }
    }
}

/// The records of a stream that gives at most `step` bytes at a time.
pub fn records(bytes: &[u8], dialect: Dialect, step: usize) -> Vec<(u64, Vec<String>)> {
    let mut reader = TextReader::new(Box::new(Drip { bytes, step }), dialect, &tight());
    let mut record = Record::default();
    let mut records = Vec::new();
    while reader.next(&mut record).expect("bytes in memory can be read") {
        records.push((record.row, record.cells().map(str::to_owned).collect()));
    }
    records
}

struct Drip<'a> {
    bytes: &'a [u8],
    step: usize,
}

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.step.min(buffer.len()).min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}
