//! The wrappings around ledgers: ZIP and gzip, also inside each other, opened within bounds.
//!
//! A workbook is a ZIP itself: the content tells them apart, and a workbook is handed on whole. Names inside an archive
//! are only labels: nothing is ever written under them. A large entry is held in a temporary file that has no name of
//! its own choosing and is gone when the entry has been read.

pub(crate) mod input;

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;

use flate2::read::MultiGzDecoder;
use tempfile::NamedTempFile;
use zip::ZipArchive;

use self::input::{Bounded, Input, OverLimit};
use crate::workbook::{Format, detect, zip_error};
use crate::{Error, Limits, Source};

/// Entries up to this size are unpacked in memory, larger ones into a temporary file.
pub const HELD_IN_MEMORY: u64 = 64 << 20;

/// An entry of an archive that was not handed on, and why.
#[derive(Debug)]
pub struct Unread {
    /// Its label: the archive's name and the path inside it.
    pub name: String,
    /// Why it was not handed on.
    pub why: Why,
}

/// Why an entry was not handed on.
#[derive(Debug)]
pub enum Why {
    /// A folder, or a file that operating systems leave behind: nothing of a ledger is lost.
    NoLedger,
    /// It could not be unpacked: a person should look.
    Failed(Error),
}

/// Receives a ledger file: its label and its bytes, which last as long as the call.
pub type FileSink<'s> = dyn FnMut(&str, Source<'_>) -> ControlFlow<()> + 's;

/// Hands on every file of a source: the source itself when it is no archive, else what is packed in it, to any depth
/// the limits allow. One bad entry does not stop the others; it is returned.
pub fn files(source: Source<'_>, file_name: &str, limits: &Limits, sink: &mut FileSink<'_>) -> Result<Vec<Unread>, Error> {
    let mut walk = Walk {
        limits,
        sink,
        unread: Vec::new(),
        entries: 0,
        unpacked: 0,
        most_unpacked: source.size()?.saturating_mul(limits.unpacked_ratio).clamp(1 << 30, limits.unpacked_bytes.max(1 << 30)),
    };
    let _ = walk.file(source, file_name, 0)?;
    Ok(walk.unread)
}

struct Walk<'w, 's> {
    limits: &'w Limits,
    sink: &'w mut FileSink<'s>,
    unread: Vec<Unread>,
    entries: u64,
    unpacked: u64,
    most_unpacked: u64,
}

impl Walk<'_, '_> {
    fn file(&mut self, source: Source<'_>, name: &str, depth: u32) -> Result<ControlFlow<()>, Error> {
        let format = match detect(source, self.limits) {
            Ok(format) => format,
            // A damaged workbook is still a file: whoever reads it explains it.
            Err(Error::Damaged { .. }) => return Ok((self.sink)(name, source)),
            Err(error) => return Err(error),
        };
        if matches!(format, Format::Zip | Format::Gzip) && depth >= self.limits.archive_depth {
            return Err(Error::TooLarge {
                what: "the number of archives inside each other".to_owned(),
                limit: u64::from(self.limits.archive_depth),
                hint: "unpack it and give the files themselves".to_owned(),
            });
        }
        match format {
            Format::Zip => self.zip(source, name, depth),
            Format::Gzip => {
                let packed = source.size()?;
                let held = self.hold(MultiGzDecoder::new(source.open()?), packed, "gzip")?;
                self.file(held.source(), &unpacked_name(name), depth + 1)
            }
            _ => Ok((self.sink)(name, source)),
        }
    }

    fn zip(&mut self, source: Source<'_>, name: &str, depth: u32) -> Result<ControlFlow<()>, Error> {
        let mut archive = ZipArchive::new(Input::open(source)?).map_err(|error| zip_error(&error, "ZIP"))?;
        if archive.has_overlapping_entries().map_err(|error| zip_error(&error, "ZIP"))? {
            return Err(Error::Damaged { format: "ZIP", detail: "entries lie over each other, as in a bomb".to_owned() });
        }
        if archive.has_duplicate_names() {
            return Err(Error::Damaged {
                format: "ZIP",
                detail: "two entries have the same name, and one would be lost".to_owned(),
            });
        }
        for index in 0..archive.len() {
            self.entries += 1;
            if self.entries > self.limits.archive_entries {
                return Err(Error::TooLarge {
                    what: "the number of files in the archive".to_owned(),
                    limit: self.limits.archive_entries,
                    hint: "give the ledgers by themselves".to_owned(),
                });
            }
            let label = match archive.name_for_index(index) {
                Some(Ok(inner)) => format!("{name}/{}", safe_name(&inner)),
                _ => format!("{name}/entry {}", index + 1),
            };
            if is_left_behind(&label) || archive.by_index_data(index).is_ok_and(|entry| entry.is_dir()) {
                self.unread.push(Unread { name: label, why: Why::NoLedger });
                continue;
            }
            match self.entry(&mut archive, index, &label, depth) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Ok(ControlFlow::Break(())),
                Err(error) => self.unread.push(Unread { name: label, why: Why::Failed(error) }),
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn entry(
        &mut self,
        archive: &mut ZipArchive<Input<'_>>,
        index: usize,
        label: &str,
        depth: u32,
    ) -> Result<ControlFlow<()>, Error> {
        let held = {
            let file = archive.by_index(index).map_err(|error| zip_error(&error, "ZIP"))?;
            let packed = file.compressed_size();
            self.hold(file, packed, "ZIP")?
        };
        self.file(held.source(), label, depth + 1)
    }

    /// Unpacks a stream into memory or, past [`HELD_IN_MEMORY`], into a temporary file.
    fn hold(&mut self, packed_stream: impl Read, packed: u64, format: &'static str) -> Result<Held, Error> {
        let left = self.most_unpacked.saturating_sub(self.unpacked).min(self.limits.unpacked_bytes);
        let mut bounded = Bounded::new(packed_stream, left, packed, self.limits.unpacked_ratio, u64::MAX);
        let explained = |error: io::Error| match OverLimit::of(&error) {
            Some(over) => Error::TooLarge {
                what: over.what.to_owned(),
                limit: over.limit,
                hint: "unpack it yourself if you trust it, and give the files themselves".to_owned(),
            },
            None => Error::Damaged { format, detail: error.to_string() },
        };
        let mut bytes = Vec::new();
        (&mut bounded).take(HELD_IN_MEMORY).read_to_end(&mut bytes).map_err(explained)?;
        self.unpacked += bytes.len() as u64;
        if (bytes.len() as u64) < HELD_IN_MEMORY {
            return Ok(Held::Memory(bytes));
        }
        let mut file = NamedTempFile::new()?;
        file.write_all(&bytes)?;
        drop(bytes);
        let mut part = vec![0; 1 << 20];
        loop {
            let count = bounded.read(&mut part).map_err(explained)?;
            if count == 0 {
                break;
            }
            file.write_all(part.get(..count).unwrap_or_default())?;
            self.unpacked += count as u64;
        }
        file.flush()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Held::Spilled(file))
    }
}

/// Unpacked bytes, for as long as they are needed.
enum Held {
    Memory(Vec<u8>),
    Spilled(NamedTempFile),
}

impl Held {
    fn source(&self) -> Source<'_> {
        match self {
            Held::Memory(bytes) => Source::Bytes(bytes),
            Held::Spilled(file) => Source::Path(file.path()),
        }
    }
}

/// A path inside an archive as a label: no way up, no drive, no control characters, no endless parts.
fn safe_name(name: &str) -> String {
    const LONGEST_PART: usize = 200;
    let parts: Vec<String> = name
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "." | "..") && !part.ends_with(':'))
        .map(|part| {
            part.chars().map(|character| if character.is_control() { '_' } else { character }).take(LONGEST_PART).collect()
        })
        .collect();
    if parts.is_empty() { "unnamed".to_owned() } else { parts.join("/") }
}

/// Files that macOS and Windows leave in folders; they hold nothing of a ledger.
fn is_left_behind(label: &str) -> bool {
    let file = label.rsplit('/').next().unwrap_or_default();
    label.contains("/__MACOSX/")
        || file.starts_with("._")
        || matches!(file.to_ascii_lowercase().as_str(), ".ds_store" | "thumbs.db" | "desktop.ini")
}

/// The name of what a gzip file holds.
fn unpacked_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".tgz") {
        return format!("{}.tar", name.get(..name.len() - 4).unwrap_or(name));
    }
    name.get(..name.len().saturating_sub(3)).filter(|_| lower.ends_with(".gz")).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests;
