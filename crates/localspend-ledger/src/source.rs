//! Where bytes come from and how far a file may go. No format is known here.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The bytes of one file.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A file on this machine, streamed.
    Path(&'a Path),
    /// Bytes already in memory.
    Bytes(&'a [u8]),
}

impl<'a> Source<'a> {
    /// A reader from the first byte. A source can be opened as often as needed.
    pub fn open(self) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Source::Path(path) => Box::new(File::open(path)?),
            Source::Bytes(bytes) => Box::new(bytes),
        })
    }

    /// Size in bytes.
    pub fn size(self) -> io::Result<u64> {
        match self {
            Source::Path(path) => Ok(path.metadata()?.len()),
            Source::Bytes(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// Up to `count` bytes from the start.
    pub fn head(self, count: u64) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open()?.take(count).read_to_end(&mut head)?;
        Ok(head)
    }
}

/// Bounds that keep a hostile or broken file from using up the machine. Real ledgers stay far below all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one unpacked archive entry or sheet part.
    pub unpacked_bytes: u64,
    /// How many times larger than its packed form an entry may be.
    pub unpacked_ratio: u64,
    /// Files in one archive.
    pub archive_entries: u64,
    /// Archives inside archives.
    pub archive_depth: u32,
    /// Sheets in one workbook.
    pub sheets: u64,
    /// Rows of one sheet.
    pub rows: u64,
    /// Cells of one record.
    pub columns: u32,
    /// Filled cells of one workbook.
    pub cells: u64,
    /// Bytes held in memory at once for formats that cannot be streamed (shared texts, old workbooks, HTML).
    pub held_bytes: u64,
    /// Bytes of one record of a text file; a longer one is cut there and flagged.
    pub record_bytes: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            unpacked_bytes: 16 << 30,
            unpacked_ratio: 1_000,
            archive_entries: 10_000,
            archive_depth: 3,
            sheets: 1_000,
            rows: 1_048_576,
            columns: 16_384,
            cells: 200_000_000,
            held_bytes: 1 << 30,
            record_bytes: 4 << 20,
        }
    }
}
