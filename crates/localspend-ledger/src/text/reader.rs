//! A streaming reader of records: memory is bounded by the longest record, not by the file.

use std::io::Read;

use super::dialect::Dialect;
use super::encoding::{self, Start, Transcoder, Transfer};
use super::split::{Ahead, Found, split};
use crate::error::Error;
use crate::record::Record;
use crate::source::{Limits, Source};

const CHUNK: usize = 256 << 10;

/// Reads records one after another.
pub struct TextReader<'a> {
    input: Box<dyn Read + 'a>,
    dialect: Dialect,
    ahead: Ahead,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    line: u64,
    most: usize,
}

impl<'a> TextReader<'a> {
    /// Opens a source whose encoding and dialect are known.
    pub fn open(source: Source<'a>, start: Start, dialect: Dialect, limits: &Limits) -> Result<TextReader<'a>, Error> {
        Ok(TextReader::new(open_decoded(source, start)?, dialect, limits))
    }

    /// Reads from a stream of ASCII-compatible bytes without byte-order mark.
    pub fn new(input: Box<dyn Read + 'a>, dialect: Dialect, limits: &Limits) -> TextReader<'a> {
        let most = limits.record_bytes.max(1024) as usize;
        TextReader {
            input,
            dialect,
            ahead: Ahead::default(),
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            ended: false,
            line: 1,
            most,
        }
    }

    /// Reads the next record; `false` after the last.
    pub fn next(&mut self, record: &mut Record) -> Result<bool, Error> {
        record.clear(self.line);
        let (mut bytes, mut ends) = record.take_buffers();
        loop {
            if self.start == self.end && self.ended {
                record.give_buffers(into_string(bytes), ends);
                return Ok(false);
            }
            let rest = &self.buffer[self.start..self.end];
            if !rest.is_empty() {
                // A record over the limit is cut: what follows becomes the next record.
                let cut = rest.len() > self.most;
                if let Found::Record { used, lines } =
                    split(rest, self.ended || cut, &self.dialect, &mut self.ahead, &mut bytes, &mut ends)
                {
                    record.cut = cut && used == rest.len();
                    self.start += used;
                    self.line += if record.cut { 0 } else { lines };
                    finish(record, bytes, ends);
                    return Ok(true);
                }
            }
            self.refill()?;
        }
    }

    fn refill(&mut self) -> Result<(), Error> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        // Half of the buffer is free, so that little is moved again and again where much is looked at ahead.
        if self.end > self.buffer.len() / 2 {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        match self.input.read(&mut self.buffer[self.end..]) {
            Ok(0) => self.ended = true,
            Ok(count) => self.end += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// The bytes of a source as an ASCII-compatible stream, byte-order marks skipped.
pub fn open_decoded(source: Source<'_>, start: Start) -> Result<Box<dyn Read + '_>, Error> {
    let mut input = source.open()?;
    std::io::copy(&mut input.by_ref().take(start.skip as u64), &mut std::io::sink())?;
    Ok(match start.transfer {
        Transfer::ByCell => input,
        Transfer::Stream(encoding) => Box::new(Transcoder::new(input, encoding)),
    })
}

/// Turns the bytes of a record into text, cell by cell where they are not plain UTF-8.
fn finish(record: &mut Record, bytes: Vec<u8>, mut ends: Vec<usize>) {
    if is_plain(&bytes) {
        return record.give_buffers(into_string(bytes), ends);
    }
    let bytes = match String::from_utf8(bytes) {
        // Two cells must not lend each other bytes of one character.
        Ok(text)
            if !text.contains('\0') && !encoding::has_controls(&text) && ends.iter().all(|end| text.is_char_boundary(*end)) =>
        {
            record.text_bytes.utf8 = true;
            return record.give_buffers(text, ends);
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut from = 0;
    for end in &mut ends {
        let cell = &bytes[from..*end];
        from = *end;
        if cell.contains(&0) {
            let kept: Vec<u8> = cell.iter().copied().filter(|byte| *byte != 0).collect();
            record.text_bytes.nul += (cell.len() - kept.len()) as u32;
            encoding::decode_cell(&kept, &mut text, &mut record.text_bytes);
        } else {
            encoding::decode_cell(cell, &mut text, &mut record.text_bytes);
        }
        *end = text.len();
    }
    record.give_buffers(text, ends);
}

/// ASCII without NUL, in one look: of 0, and of bytes from 128 on, they or what comes before them have the top bit.
fn is_plain(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |seen, byte| seen | byte | byte.wrapping_sub(1)) < 0x80
}

/// Bytes known to be UTF-8 as a string, without a second copy.
fn into_string(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    /// If this fails, bytes of another encoding pass for ASCII, or a NUL stays in a cell.
    #[test]
    fn plain_is_ascii_without_nul() {
        for byte in 0..=u8::MAX {
            let text = [b"Ashgrove Ltd, 12.50".as_slice(), &[byte], b"x"].concat();
            assert_eq!(is_plain(&text), (1..0x80).contains(&byte), "{byte}");
        }
        assert!(is_plain(b""));
    }
}
