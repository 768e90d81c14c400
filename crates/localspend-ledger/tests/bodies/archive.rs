//! Archives: any bytes as they are, and sound archives around any files.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use localspend_ledger::Source;
use localspend_ledger::workbook::{Format, detect};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{tight, whole::whole_file};

/// The first byte says whether the rest is an archive itself, or files (parted by 0xFF) to be packed. Packed text files
/// give the records that they give by themselves.
pub fn archive(bytes: &[u8]) {
    let Some((&what, rest)) = bytes.split_first() else { return };
    match what {
        0 => _ = whole_file(rest, "ledger.zip"),
        1 => {
            let texts: Vec<&[u8]> = rest.split(|byte| *byte == 0xff).take(20).collect();
            let whole = whole_file(&zipped(&texts), "ledger.zip");
            if texts.iter().all(|text| is_text(text)) {
                let apart: u64 = texts.iter().filter_map(|text| whole_file(text, "ledger.csv")).sum();
                assert_eq!(whole, Some(apart), "an archive gives other records than its files");
            }
        }
        _ => {
            let whole = whole_file(&gzipped(rest), "ledger.csv.gz");
            if is_text(rest) {
                assert_eq!(whole, whole_file(rest, "ledger.csv"), "a packed file gives other records than the file");
            }
        }
    }
}

fn is_text(bytes: &[u8]) -> bool {
    matches!(detect(Source::Bytes(bytes), &tight()), Ok(Format::Text))
}

fn zipped(files: &[&[u8]]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, file) in files.iter().enumerate() {
        writer.start_file(format!("{index}.csv"), SimpleFileOptions::default()).expect("written in memory");
        writer.write_all(file).expect("written in memory");
    }
    writer.finish().expect("written in memory").into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("written in memory");
    encoder.finish().expect("written in memory")
}
