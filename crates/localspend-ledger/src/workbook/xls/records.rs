//! The records an XLS stream is made of: a kind, a length, bytes. Nothing is interpreted here.

use super::damaged;
use crate::Error;

pub(crate) const BOF: u16 = 0x0809;
pub(crate) const END: u16 = 0x000A;
pub(crate) const CODE_PAGE: u16 = 0x0042;
pub(crate) const DATE_MODE: u16 = 0x0022;
pub(crate) const FILE_PASS: u16 = 0x002F;
pub(crate) const CONTINUE: u16 = 0x003C;
pub(crate) const COLUMN_INFO: u16 = 0x007D;
pub(crate) const BOUND_SHEET: u16 = 0x0085;
pub(crate) const FORMAT: u16 = 0x041E;
pub(crate) const EXTENDED_FORMAT: u16 = 0x00E0;
pub(crate) const SHARED_TEXTS: u16 = 0x00FC;
pub(crate) const ROW: u16 = 0x0208;
pub(crate) const BLANK: u16 = 0x0201;
pub(crate) const MULTIPLE_BLANK: u16 = 0x00BE;
pub(crate) const NUMBER: u16 = 0x0203;
pub(crate) const LABEL: u16 = 0x0204;
pub(crate) const RICH_LABEL: u16 = 0x00D6;
pub(crate) const SHARED_LABEL: u16 = 0x00FD;
pub(crate) const BOOL_OR_ERROR: u16 = 0x0205;
pub(crate) const SHORT_NUMBER: u16 = 0x027E;
pub(crate) const MULTIPLE_SHORT_NUMBER: u16 = 0x00BD;
pub(crate) const FORMULA: u16 = 0x0006;
pub(crate) const FORMULA_TEXT: u16 = 0x0207;
pub(crate) const MERGED: u16 = 0x00E5;

/// One record with the records that continue it.
pub(crate) struct Record<'s> {
    pub(crate) kind: u16,
    pub(crate) data: &'s [u8],
    pub(crate) continued: Vec<&'s [u8]>,
}

/// Iterates over the records of a stream; a record that breaks off is an error, and the last item.
pub(crate) struct Records<'s> {
    rest: &'s [u8],
}

impl<'s> Records<'s> {
    pub(crate) fn new(stream: &'s [u8]) -> Records<'s> {
        Records { rest: stream }
    }

    fn take(&mut self) -> Option<(u16, &'s [u8])> {
        let kind = u16_at(self.rest, 0)?;
        let length = usize::from(u16_at(self.rest, 2)?);
        let data = self.rest.get(4..4 + length)?;
        self.rest = self.rest.get(4 + length..)?;
        Some((kind, data))
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Result<Record<'s>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        // Streams are padded with zeros up to a sector.
        if self.rest.iter().take(4).all(|&byte| byte == 0) {
            return None;
        }
        let Some((kind, data)) = self.take() else {
            self.rest = &[];
            return Some(Err(damaged("it breaks off in the middle of a record")));
        };
        let mut continued = Vec::new();
        while u16_at(self.rest, 0) == Some(CONTINUE) {
            match self.take() {
                Some((_, more)) => continued.push(more),
                None => break,
            }
        }
        Some(Ok(Record { kind, data, continued }))
    }
}

/// Two bytes as a number, low byte first.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|chunk| u16::from_le_bytes(*chunk))
}

/// Four bytes as a number, low byte first.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|chunk| u32::from_le_bytes(*chunk))
}

/// Eight bytes as a double.
pub(crate) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..)?.first_chunk().map(|chunk| f64::from_le_bytes(*chunk))
}

/// The number in Excel's four-byte short form: a whole number or the upper half of a double, perhaps in hundredths.
pub(crate) fn short_number(bits: u32) -> f64 {
    let value =
        if bits & 2 != 0 { f64::from(bits.cast_signed() >> 2) } else { f64::from_bits(u64::from(bits & 0xFFFF_FFFC) << 32) };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

/// The text of an error code.
pub(crate) fn error_text(code: u8) -> String {
    match code {
        0x00 => "#NULL!".to_owned(),
        0x07 => "#DIV/0!".to_owned(),
        0x0F => "#VALUE!".to_owned(),
        0x17 => "#REF!".to_owned(),
        0x1D => "#NAME?".to_owned(),
        0x24 => "#NUM!".to_owned(),
        0x2A => "#N/A".to_owned(),
        0x2B => "#GETTING_DATA".to_owned(),
        other => format!("#ERROR {other}"),
    }
}
