//! Texts of an XLS stream: one byte or two per character, in a code page or Unicode, cut by record boundaries anywhere.

use encoding_rs::{Encoding, MACINTOSH, UTF_16LE, WINDOWS_1252};

use super::records::{Record, u16_at, u32_at};
use crate::Error;
use crate::workbook::xlsx::strings::SharedTexts;

/// How texts of the workbook are written.
#[derive(Clone, Copy)]
pub(crate) struct TextCoding {
    /// Unicode texts with a flag byte (since 1997) rather than bytes of a code page.
    pub(crate) wide: bool,
    page: &'static Encoding,
}

impl Default for TextCoding {
    fn default() -> TextCoding {
        TextCoding { wide: true, page: WINDOWS_1252 }
    }
}

impl TextCoding {
    /// Sets the code page of narrow texts; an unknown one leaves the usual Western one.
    pub(crate) fn set_code_page(&mut self, number: u16) {
        let label = match number {
            932 => "shift_jis".to_owned(),
            936 => "gbk".to_owned(),
            949 => "euc-kr".to_owned(),
            950 => "big5".to_owned(),
            866 => "ibm866".to_owned(),
            65001 => "utf-8".to_owned(),
            10000 | 32768 => MACINTOSH.name().to_owned(),
            1250..=1258 | 874 => format!("windows-{number}"),
            _ => return,
        };
        self.page = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
    }

    /// A text with a one-byte length in front: a sheet's name.
    pub(crate) fn short(self, data: &[u8]) -> String {
        let length = usize::from(data.first().copied().unwrap_or(0));
        self.counted(length, data.get(1..).unwrap_or_default())
    }

    /// A text with a two-byte length in front.
    pub(crate) fn long(self, data: &[u8]) -> String {
        let length = usize::from(u16_at(data, 0).unwrap_or(0));
        self.counted(length, data.get(2..).unwrap_or_default())
    }

    /// The code of a number format: its length took one byte before 1997.
    pub(crate) fn format_code(self, data: &[u8]) -> String {
        if self.wide { self.long(data) } else { self.short(data) }
    }

    fn counted(self, length: usize, data: &[u8]) -> String {
        if !self.wide {
            return self.page.decode_without_bom_handling(data.get(..length).unwrap_or(data)).0.into_owned();
        }
        let flags = data.first().copied().unwrap_or(0);
        let data = data.get(1..).unwrap_or_default();
        let bytes = if flags & 1 == 0 { length } else { 2 * length };
        let mut text = String::new();
        push_characters(&mut text, data.get(..bytes).unwrap_or(data), flags & 1 != 0);
        text
    }
}

fn push_characters(text: &mut String, bytes: &[u8], two_bytes_each: bool) {
    if two_bytes_each {
        text.push_str(&UTF_16LE.decode_without_bom_handling(bytes).0);
    } else {
        text.extend(bytes.iter().map(|&byte| char::from(byte)));
    }
}

/// The bytes of a record and of those that continue it, read on without regard to where they are cut.
pub(crate) struct Segments<'s> {
    segments: std::vec::IntoIter<&'s [u8]>,
    current: &'s [u8],
}

impl<'s> Segments<'s> {
    pub(crate) fn new(record: &Record<'s>) -> Segments<'s> {
        let mut all = vec![record.data];
        all.extend(&record.continued);
        Segments { segments: all.into_iter(), current: &[] }
    }

    fn refill(&mut self) -> Option<()> {
        while self.current.is_empty() {
            self.current = self.segments.next()?;
        }
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        self.refill()?;
        let (&first, rest) = self.current.split_first()?;
        self.current = rest;
        Some(first)
    }

    fn number<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        for place in &mut bytes {
            *place = self.byte()?;
        }
        Some(bytes)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            self.refill()?;
            let step = count.min(self.current.len());
            self.current = self.current.get(step..)?;
            count -= step;
        }
        Some(())
    }

    /// Characters of a text: where it is cut, the next record starts with a new flag byte.
    fn characters(&mut self, mut count: usize, mut two_bytes_each: bool) -> Option<String> {
        let mut units: Vec<u8> = Vec::new();
        while count > 0 {
            if self.current.is_empty() {
                self.refill()?;
                two_bytes_each = self.byte()? & 1 != 0;
                self.refill()?;
            }
            let size = if two_bytes_each { 2 } else { 1 };
            let step = count.min(self.current.len() / size);
            if step == 0 {
                return None;
            }
            let bytes = self.current.get(..step * size)?;
            if two_bytes_each {
                units.extend_from_slice(bytes);
            } else {
                units.extend(bytes.iter().flat_map(|&byte| [byte, 0]));
            }
            self.current = self.current.get(step * size..)?;
            count -= step;
        }
        // Decoded as one, so that a character of two units may be cut between them.
        Some(UTF_16LE.decode_without_bom_handling(&units).0.into_owned())
    }

    fn shared_text(&mut self) -> Option<String> {
        let length = usize::from(u16::from_le_bytes(self.number()?));
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(u16::from_le_bytes(self.number()?)) } else { 0 };
        let extension = if flags & 4 != 0 { u32::from_le_bytes(self.number()?) as usize } else { 0 };
        let text = self.characters(length, flags & 1 != 0)?;
        self.skip(runs * 4)?;
        self.skip(extension)?;
        Some(text)
    }
}

/// Reads the shared texts; where they break off, the cells that want the missing ones will show it.
pub(crate) fn read_shared(mut segments: Segments<'_>, texts: &mut SharedTexts, most_bytes: u64) -> Result<(), Error> {
    if segments.skip(4).is_none() {
        return Ok(());
    }
    let Some(count) = segments.number().map(u32::from_le_bytes) else { return Ok(()) };
    for _ in 0..count {
        let Some(text) = segments.shared_text() else { break };
        texts.push(&text, most_bytes)?;
    }
    Ok(())
}

/// A number of the record in four bytes, for callers that count cells.
pub(crate) fn index_at(data: &[u8], at: usize) -> Option<usize> {
    u32_at(data, at).map(|index| index as usize)
}
