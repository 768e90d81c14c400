//! Compound files ("OLE"), the container of old Office documents: finds the streams at their root.
//!
//! Written here because the library at hand refuses files with padding or short tables that Excel opens and other
//! programs write. Every chain is bounded by the number of sectors there are; what breaks off is given as far as it goes.

use encoding_rs::UTF_16LE;

use super::xls::records::{u16_at, u32_at};
use crate::Error;

pub(crate) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

const NO_SECTOR: u32 = 0xFFFF_FFFA;
const NO_ENTRY: u32 = u32::MAX;
const STREAM: u8 = 2;
const MINI_SECTOR: usize = 64;

/// A compound file in memory.
pub(crate) struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    next: Vec<u32>,
    next_mini: Vec<u32>,
    mini: Vec<u8>,
    mini_cutoff: usize,
    /// Streams and storages at the root.
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: usize,
}

impl<'b> Compound<'b> {
    /// Reads the directory.
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Compound<'b>, Error> {
        let shift = u16_at(bytes, 30).filter(|shift| (7..=16).contains(shift));
        let Some(shift) = shift.filter(|_| bytes.starts_with(&MAGIC)) else {
            return Err(damaged("its header is not one of a compound file"));
        };
        let header = |at| u32_at(bytes, at).unwrap_or(NO_SECTOR);
        let mut compound = Compound {
            bytes,
            sector: 1 << shift,
            next: Vec::new(),
            next_mini: Vec::new(),
            mini: Vec::new(),
            mini_cutoff: header(56) as usize,
            entries: Vec::new(),
        };
        compound.read_table(header(68));
        compound.next_mini = numbers(&compound.chain(header(60), usize::MAX)).collect();
        let directory = compound.chain(header(48), usize::MAX);
        let all: Vec<Entry> = directory.as_chunks::<128>().0.iter().map(Entry::read).collect();
        let Some(root) = all.first() else { return Err(damaged("its directory is empty")) };
        compound.mini = compound.chain(root.start, root.size);
        compound.entries = at_root(all);
        Ok(compound)
    }

    /// True when there is something of that name at the root.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream at the root.
    pub(crate) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.kind == STREAM && entry.name.eq_ignore_ascii_case(name))?;
        if entry.size >= self.mini_cutoff {
            return Some(self.chain(entry.start, entry.size));
        }
        let mut found = Vec::new();
        let mut at = entry.start;
        while found.len() < entry.size && found.len() <= self.mini.len() {
            let start = at as usize * MINI_SECTOR;
            let Some(part) = self.mini.get(start..self.mini.len().min(start + MINI_SECTOR)) else { break };
            found.extend_from_slice(part);
            match self.next_mini.get(at as usize) {
                Some(&next) if next < NO_SECTOR => at = next,
                _ => break,
            }
        }
        found.truncate(entry.size);
        Some(found)
    }

    fn sector_bytes(&self, index: u32) -> Option<&'b [u8]> {
        let start = (index as usize + 1).checked_mul(self.sector)?;
        self.bytes.get(start..self.bytes.len().min(start.checked_add(self.sector)?)).filter(|part| !part.is_empty())
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    /// Reads the table that says which sector follows which; its own sectors are listed in the header and, for large
    /// files, in a chain of lists.
    fn read_table(&mut self, first_list: u32) {
        let listed = self.bytes.get(76..512.min(self.bytes.len())).unwrap_or_default();
        let mut parts: Vec<u32> = numbers(listed).collect();
        let mut list = first_list;
        let needed = self.sectors();
        let mut next = Vec::new();
        for _ in 0..=needed {
            for part in parts.drain(..).filter(|part| *part < NO_SECTOR) {
                if next.len() < needed {
                    next.extend(self.sector_bytes(part).map(numbers).into_iter().flatten());
                }
            }
            let Some(bytes) =
                Some(list).filter(|list| *list < NO_SECTOR && next.len() < needed).and_then(|list| self.sector_bytes(list))
            else {
                break;
            };
            parts = numbers(bytes).collect();
            list = parts.pop().unwrap_or(NO_SECTOR);
        }
        self.next = next;
    }

    /// The bytes of a chain of sectors, up to `size`; a chain that leads nowhere or in a circle ends.
    fn chain(&self, start: u32, size: usize) -> Vec<u8> {
        let mut found = Vec::new();
        let mut at = start;
        for _ in 0..self.sectors() {
            if at >= NO_SECTOR || found.len() >= size {
                break;
            }
            let Some(part) = self.sector_bytes(at) else { break };
            found.extend_from_slice(part);
            at = self.next.get(at as usize).copied().unwrap_or(NO_SECTOR);
        }
        found.truncate(size);
        found
    }
}

impl Entry {
    fn read(bytes: &[u8; 128]) -> Entry {
        let length = usize::from(u16_at(bytes, 64).unwrap_or(0)).clamp(2, 64) - 2;
        let number = |at| u32_at(bytes, at).unwrap_or(NO_ENTRY);
        Entry {
            name: UTF_16LE.decode_without_bom_handling(&bytes[..length]).0.into_owned(),
            kind: bytes[66],
            left: number(68),
            right: number(72),
            child: number(76),
            start: number(116),
            size: number(120) as usize,
        }
    }
}

/// The entries directly below the root: documents put into the workbook have streams of the same names further down.
fn at_root(all: Vec<Entry>) -> Vec<Entry> {
    let mut wanted = vec![false; all.len()];
    let mut todo: Vec<u32> = all.first().map(|root| root.child).into_iter().collect();
    while let Some(index) = todo.pop() {
        if let (Some(entry), Some(seen)) = (all.get(index as usize), wanted.get_mut(index as usize))
            && !std::mem::replace(seen, true)
        {
            todo.extend([entry.left, entry.right]);
        }
    }
    let none = !wanted.iter().any(|wanted| *wanted);
    all.into_iter().zip(wanted).filter(|(_, wanted)| *wanted || none).map(|(entry, _)| entry).collect()
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four))
}

fn damaged(detail: &str) -> Error {
    Error::Damaged { format: "XLS", detail: detail.to_owned() }
}
