//! Text files of any bytes.

use std::io::Read;

use localspend_ledger::Source;
use localspend_ledger::record::Record;
use localspend_ledger::text::dialect::Dialect;
use localspend_ledger::text::encoding::{self, Transfer};
use localspend_ledger::text::reader::TextReader;
use localspend_ledger::text::sniff;
use localspend_ledger::workbook::{Format, detect};

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
