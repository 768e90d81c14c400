//! Workbooks: any bytes as they are, and sound workbooks of which one part is any bytes. A part is put into its
//! package here, since no mutation finds its way through a packed one.

use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::whole::whole_file;

type Parts = Vec<(String, Vec<u8>)>;

/// Sound workbooks, taken apart.
static PACKAGES: LazyLock<Vec<Parts>> = LazyLock::new(|| {
    [
        &include_bytes!("../fixtures/workbooks/table.xlsx")[..],
        include_bytes!("../fixtures/workbooks/table.xlsb"),
        include_bytes!("../fixtures/workbooks/table.ods"),
    ]
    .map(unpacked)
    .to_vec()
});

/// The first byte says what the others are; see [`of_part`] for the seeds.
pub fn workbook(bytes: &[u8]) {
    let Some((&what, rest)) = bytes.split_first() else { return };
    let slots = slots();
    let file = match usize::from(what).checked_sub(4) {
        Some(slot) => {
            let (package, part) = slots[slot % slots.len()];
            with_part(&PACKAGES[package], part, rest)
        }
        None => match what {
            0 => rest.to_vec(),
            // A bare BIFF8 stream, a page, and an Excel 2003 file from their marks on.
            1 => [&[9, 8, 16, 0, 0, 6, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], rest].concat(),
            2 => [b"<html><table>", rest].concat(),
            _ => {
                let mark = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">";
                [mark.as_bytes(), rest].concat()
            }
        },
    };
    whole_file(&file, "ledger.xlsx");
}

/// Every package and part that can be replaced.
fn slots() -> Vec<(usize, usize)> {
    PACKAGES.iter().enumerate().flat_map(|(package, parts)| (0..parts.len()).map(move |part| (package, part))).collect()
}

/// Seeds: every part of the sound workbooks, as an input of [`workbook`].
pub fn seeds() -> Vec<(String, Vec<u8>)> {
    let seed = |(slot, (package, part)): (usize, (usize, usize))| {
        let (name, bytes) = &PACKAGES[package][part];
        (format!("{package}-{}", name.replace('/', "-")), [&[slot as u8 + 4], &bytes[..]].concat())
    };
    slots().into_iter().enumerate().map(seed).collect()
}

fn unpacked(bytes: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a sound workbook");
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).expect("a sound part");
            let mut part = Vec::new();
            file.read_to_end(&mut part).expect("a sound part");
            (file.name().expect("a sound name").into_owned(), part)
        })
        .collect()
}

fn with_part(parts: &Parts, replaced: usize, bytes: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (index, (name, part)) in parts.iter().enumerate() {
        writer.start_file(name.as_str(), stored).expect("written in memory");
        writer.write_all(if index == replaced { bytes } else { part }).expect("written in memory");
    }
    writer.finish().expect("written in memory").into_inner()
}
