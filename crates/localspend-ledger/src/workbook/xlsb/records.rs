//! The records of an XLSB part: a kind and a length in seven-bit steps, then bytes. Nothing is interpreted here.

use std::io::{BufReader, Read};

use encoding_rs::UTF_16LE;

use super::damaged;
use crate::Error;
use crate::archive::input::OverLimit;
use crate::workbook::package::{Package, Part};
use crate::workbook::rows::too_large;
pub(crate) use crate::workbook::xls::records::{f64_at, u16_at, u32_at};

pub(crate) const ROW: u16 = 0x0000;
pub(crate) const BLANK: u16 = 0x0001;
pub(crate) const SHORT_NUMBER: u16 = 0x0002;
pub(crate) const ERROR: u16 = 0x0003;
pub(crate) const BOOL: u16 = 0x0004;
pub(crate) const NUMBER: u16 = 0x0005;
pub(crate) const TEXT: u16 = 0x0006;
pub(crate) const SHARED: u16 = 0x0007;
pub(crate) const FORMULA_TEXT: u16 = 0x0008;
pub(crate) const FORMULA_NUMBER: u16 = 0x0009;
pub(crate) const FORMULA_BOOL: u16 = 0x000A;
pub(crate) const FORMULA_ERROR: u16 = 0x000B;
/// From here on: the cells above again, in short form, without their column, which follows the one before.
pub(crate) const SHORT_BLANK: u16 = 0x000C;
pub(crate) const SHORT_SHARED: u16 = 0x0012;
pub(crate) const SHARED_TEXT: u16 = 0x0013;
pub(crate) const NUMBER_FORMAT: u16 = 0x002C;
pub(crate) const STYLE: u16 = 0x002F;
pub(crate) const COLUMN_INFO: u16 = 0x003C;
pub(crate) const RICH_TEXT: u16 = 0x003E;
pub(crate) const BEGIN_SHEET_DATA: u16 = 0x0091;
pub(crate) const END_SHEET_DATA: u16 = 0x0092;
pub(crate) const WORKBOOK_PROPERTIES: u16 = 0x0099;
pub(crate) const BOUND_SHEET: u16 = 0x009C;
pub(crate) const MERGED: u16 = 0x00B0;
pub(crate) const BEGIN_CELL_STYLES: u16 = 0x0269;
pub(crate) const END_CELL_STYLES: u16 = 0x026A;

/// The longest single record.
const LONGEST_RECORD: u64 = 16 << 20;

/// Reads the records of one part.
pub(crate) struct Records<'p, 'a> {
    reader: BufReader<Part<'p, 'a>>,
}

impl<'p, 'a> Records<'p, 'a> {
    /// Opens a part of the package.
    pub(crate) fn open(package: &'p mut Package<'a>, part: &str) -> Result<Option<Records<'p, 'a>>, Error> {
        let part = package.part(part, LONGEST_RECORD)?;
        Ok(part.map(|part| Records { reader: BufReader::with_capacity(1 << 16, part) }))
    }

    /// Reads the next record's bytes into `data`; gives its kind, or nothing at the end of the part.
    pub(crate) fn next(&mut self, data: &mut Vec<u8>) -> Result<Option<u16>, Error> {
        self.reader.get_mut().rearm();
        data.clear();
        let Some(first) = self.byte()? else { return Ok(None) };
        let mut kind = u16::from(first);
        if first & 0x80 != 0 {
            let second = self.needed()?;
            kind = u16::from(first & 0x7F) | (u16::from(second & 0x7F) << 7);
        }
        let mut length = 0_u64;
        for step in 0..4 {
            let byte = self.needed()?;
            length |= u64::from(byte & 0x7F) << (7 * step);
            if byte & 0x80 == 0 {
                break;
            }
        }
        // Grows with what is there, not with what is claimed.
        let read = (&mut self.reader).take(length).read_to_end(data).map_err(|error| explained(&error))?;
        if (read as u64) < length {
            return Err(damaged("it breaks off in the middle of a record"));
        }
        Ok(Some(kind))
    }

    fn byte(&mut self) -> Result<Option<u8>, Error> {
        let mut byte = [0];
        match self.reader.read(&mut byte).map_err(|error| explained(&error))? {
            0 => Ok(None),
            _ => Ok(Some(byte[0])),
        }
    }

    fn needed(&mut self) -> Result<u8, Error> {
        self.byte()?.ok_or_else(|| damaged("it breaks off in the middle of a record"))
    }
}

fn explained(error: &std::io::Error) -> Error {
    match OverLimit::of(error) {
        Some(over) => too_large(over.what, over.limit),
        None => damaged(&error.to_string()),
    }
}

/// A text of two-byte characters with its length in front; `at` moves behind it. A missing text is empty.
pub(crate) fn wide_text(data: &[u8], at: &mut usize) -> Option<String> {
    let length = u32_at(data, *at)?;
    *at += 4;
    if length == u32::MAX {
        return Some(String::new());
    }
    let bytes = data.get(*at..)?.get(..(length as usize).checked_mul(2)?)?;
    *at += bytes.len();
    Some(UTF_16LE.decode_without_bom_handling(bytes).0.into_owned())
}
