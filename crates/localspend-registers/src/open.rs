//! Files as streams of bytes: plain, gzip, or the members of a zip archive. Nothing is unpacked to disk or held whole.
//!
//! An archive is hostile until proved otherwise: what comes out of it is counted and stopped at a limit.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

/// The most bytes that one register may unpack to; the largest real one is under 4 GB.
const UNPACKED_LIMIT: u64 = 16 << 30;
/// The most members of an archive that are looked at.
const MEMBER_LIMIT: usize = 2_000;
const BUFFER: usize = 128 * 1024;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// A zip archive.
    Zip,
}

/// One register text: a file, or one member of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Index in the archive; 0 otherwise.
    pub index: usize,
    /// Name inside the archive; empty otherwise.
    pub name: String,
}

/// How the file at `path` is packed, by its first bytes.
pub fn packing(path: &Path) -> io::Result<Packing> {
    let mut magic = [0_u8; 4];
    let mut file = File::open(path)?;
    let mut filled = 0;
    while filled < magic.len() {
        match file.read(&mut magic[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(match magic {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [b'P', b'K', 3, 4] => Packing::Zip,
        _ => Packing::Plain,
    })
}

/// The texts in the file at `path`. Folders, and files that cannot be registers, are left out.
pub fn members(path: &Path, packing: Packing) -> io::Result<Vec<Member>> {
    if packing != Packing::Zip {
        return Ok(vec![Member { index: 0, name: String::new() }]);
    }
    let archive = zip_archive(path)?;
    let mut members = Vec::new();
    for index in 0..archive.len().min(MEMBER_LIMIT) {
        let Some(Ok(name)) = archive.name_for_index(index) else { continue };
        let lower = name.to_lowercase();
        if [".csv", ".txt", ".json", ".tsv"].iter().any(|extension| lower.ends_with(extension)) {
            members.push(Member { index, name: name.into_owned() });
        }
    }
    // The postcode directory holds itself twice: whole, and again cut by area.
    let whole: Vec<String> = members.iter().map(|member| folder(&member.name).to_owned()).collect();
    members.retain(|member| {
        let parent = folder(&member.name);
        !(parent.to_lowercase().ends_with("multi_csv") && whole.iter().any(|other| other == folder(parent)))
    });
    Ok(members)
}

/// True for a spreadsheet, which is a zip archive too.
pub fn is_workbook(path: &Path) -> bool {
    zip_archive(path).is_ok_and(|archive| {
        let mut names = (0..archive.len().min(MEMBER_LIMIT)).filter_map(|index| archive.name_for_index(index)?.ok());
        names.any(|name| name.starts_with("xl/") || name == "content.xml")
    })
}

/// The path before the last `/`, or nothing.
fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn zip_archive(path: &Path) -> io::Result<zip::ZipArchive<BufReader<File>>> {
    zip::ZipArchive::new(BufReader::with_capacity(BUFFER, File::open(path)?)).map_err(io::Error::other)
}

/// Gives `read` the unpacked bytes of a member; text in UTF-16 arrives as UTF-8.
pub fn with_reader<T, E: From<io::Error>>(
    path: &Path,
    packing: Packing,
    member: &Member,
    read: impl FnOnce(&mut dyn Read) -> Result<T, E>,
) -> Result<T, E> {
    with_bytes(path, packing, member, |reader| {
        let mut mark = [0_u8; 2];
        let mut filled = 0;
        while filled < mark.len() {
            match reader.read(&mut mark[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        let mut whole = mark[..filled].chain(reader);
        let encoding = match mark {
            [0xff, 0xfe] => encoding_rs::UTF_16LE,
            [0xfe, 0xff] => encoding_rs::UTF_16BE,
            _ => return read(&mut whole),
        };
        read(&mut Transcoded {
            inner: whole,
            decoder: encoding.new_decoder_with_bom_removal(),
            ready: Vec::new(),
            given: 0,
            ended: false,
        })
    })
}

/// UTF-16 turned into UTF-8 on the way.
struct Transcoded<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut raw = [0_u8; 16 * 1024];
        while self.given == self.ready.len() && !self.ended {
            let read = self.inner.read(&mut raw)?;
            self.ended = read == 0;
            let needed = self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * read + 16);
            self.ready.resize(needed, 0);
            let (_, _, written, _) = self.decoder.decode_to_utf8(&raw[..read], &mut self.ready, self.ended);
            self.ready.truncate(written);
            self.given = 0;
        }
        let given = (self.ready.len() - self.given).min(buffer.len());
        buffer[..given].copy_from_slice(&self.ready[self.given..self.given + given]);
        self.given += given;
        Ok(given)
    }
}

fn with_bytes<T, E: From<io::Error>>(
    path: &Path,
    packing: Packing,
    member: &Member,
    read: impl FnOnce(&mut dyn Read) -> Result<T, E>,
) -> Result<T, E> {
    match packing {
        Packing::Plain => read(&mut BufReader::with_capacity(BUFFER, File::open(path)?)),
        Packing::Gzip => {
            let packed = BufReader::with_capacity(BUFFER, File::open(path)?);
            read(&mut limited(MultiGzDecoder::new(packed)))
        }
        Packing::Zip => {
            let mut archive = zip_archive(path)?;
            let unpacked = archive.by_index(member.index).map_err(io::Error::other)?;
            read(&mut limited(unpacked))
        }
    }
}

fn limited<R: Read>(inner: R) -> BufReader<Limited<R>> {
    BufReader::with_capacity(BUFFER, Limited { inner, left: UNPACKED_LIMIT })
}

struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(format!("it unpacks to more than {UNPACKED_LIMIT} bytes, which no register does")))?;
        Ok(read)
    }
}

/// The first `limit` bytes of a reader, fewer at its end.
pub fn head(reader: &mut dyn Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(limit as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// sha256 of the file's own bytes, as hexadecimal digits.
pub fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    file.rewind()?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; BUFFER];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        }
    }
    Ok(hex(&hasher.finalize()))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
