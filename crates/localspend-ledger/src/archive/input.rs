//! Seekable access to a source, and readers that stop before a hostile file can fill the memory.
//!
//! Knows nothing of ZIP or workbooks; the bounds come from [`Limits`](crate::Limits).

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};

use crate::Source;

/// An opened source that can be read from any place.
#[derive(Debug)]
pub(crate) enum Input<'a> {
    /// An open file.
    File(BufReader<File>),
    /// Bytes in memory.
    Memory(Cursor<&'a [u8]>),
}

impl<'a> Input<'a> {
    /// Opens a source for reading in any order.
    pub(crate) fn open(source: Source<'a>) -> io::Result<Input<'a>> {
        Ok(match source {
            Source::Path(path) => Input::File(BufReader::new(File::open(path)?)),
            Source::Bytes(bytes) => Input::Memory(Cursor::new(bytes)),
        })
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Input::File(file) => file.read(buffer),
            Input::Memory(cursor) => cursor.read(buffer),
        }
    }
}

impl Seek for Input<'_> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        match self {
            Input::File(file) => file.seek(position),
            Input::Memory(cursor) => cursor.seek(position),
        }
    }
}

/// Carried inside an [`io::Error`] when a [`Bounded`] reader has given all it may.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} is over the limit of {limit}")]
pub(crate) struct OverLimit {
    /// What was counted.
    pub(crate) what: &'static str,
    /// The bound.
    pub(crate) limit: u64,
}

impl OverLimit {
    /// The bound that was passed, when that is what the error says.
    pub(crate) fn of(error: &io::Error) -> Option<OverLimit> {
        error.get_ref()?.downcast_ref::<OverLimit>().cloned()
    }
}

/// A reader that fails, rather than ends, once it has given more bytes than allowed: in all, for its packed size, or
/// since the last call of [`Bounded::rearm`].
#[derive(Debug)]
pub(crate) struct Bounded<R> {
    inner: R,
    given: u64,
    total: u64,
    packed_times_ratio: u64,
    ratio: u64,
    step: u64,
    step_left: u64,
}

impl<R: Read> Bounded<R> {
    /// Bounds a reader. Small files may be packed as tightly as they like: the ratio counts from 16 MiB on.
    pub(crate) fn new(inner: R, total: u64, packed: u64, ratio: u64, step: u64) -> Bounded<R> {
        let packed_times_ratio = packed.saturating_mul(ratio).max(16 << 20);
        Bounded { inner, given: 0, total, packed_times_ratio, ratio, step, step_left: step }
    }

    /// Allows another step's worth of bytes.
    pub(crate) fn rearm(&mut self) {
        self.step_left = self.step;
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let over = |what, limit| Err(io::Error::other(OverLimit { what, limit }));
        if self.step_left == 0 {
            return over("the length of one value in bytes", self.step);
        }
        let wanted = buffer.len().min(usize::try_from(self.step_left).unwrap_or(usize::MAX));
        let count = self.inner.read(&mut buffer[..wanted])?;
        self.given += count as u64;
        self.step_left -= count as u64;
        if self.given > self.total {
            return over("the unpacked size in bytes", self.total);
        }
        if self.given > self.packed_times_ratio {
            return over("the ratio of unpacked to packed size", self.ratio);
        }
        Ok(count)
    }
}
