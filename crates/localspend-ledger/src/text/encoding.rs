//! Which bytes stand for which characters. Files without a declaration, and files with two encodings in one, are read
//! cell by cell: valid UTF-8 is UTF-8, every other byte is read as windows-1252 or, where that makes no sense at its
//! place, as Mac Roman. Nothing fails and no byte is lost; what was read by a fallback is counted.

use std::io::{self, Read};
use std::sync::LazyLock;

use encoding_rs::{Decoder, Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::record::TextBytes;

/// How the bytes of a file are turned into text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Transfer {
    /// ASCII-compatible bytes, decoded cell by cell.
    ByCell,
    /// The whole stream is transcoded first (UTF-16, and multi-byte encodings whose second byte can be a delimiter).
    Stream(&'static Encoding),
}

/// What the first bytes of a file say about its encoding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    /// Bytes of byte-order marks to skip.
    pub skip: usize,
    /// How many byte-order marks there were, and whether one was itself encoded twice.
    pub marks: u32,
    /// How the rest is decoded.
    pub transfer: Transfer,
}

const MARK: &[u8] = b"\xef\xbb\xbf";
/// The UTF-8 byte-order mark read as windows-1252 and written as UTF-8 again.
const MARK_TWICE: &[u8] = b"\xc3\xaf\xc2\xbb\xc2\xbf";

/// Looks at the first bytes of a file.
pub fn sniff(head: &[u8]) -> Start {
    if let Some((encoding, length)) = Encoding::for_bom(head)
        && encoding != UTF_8
    {
        return Start { skip: length, marks: 1, transfer: Transfer::Stream(encoding) };
    }
    let (mut skip, mut marks) = (0, 0);
    loop {
        let rest = &head[skip..];
        match [MARK, MARK_TWICE].iter().find(|mark| rest.starts_with(mark)) {
            Some(mark) => (skip, marks) = (skip + mark.len(), marks + 1),
            None => break,
        }
    }
    let transfer = utf16_without_mark(&head[skip..]).map_or(Transfer::ByCell, Transfer::Stream);
    Start { skip, marks, transfer }
}

/// UTF-16 text of western languages has a NUL in nearly every second byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 8 {
        return None;
    }
    let (mut even, mut odd) = (0, 0);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    let pairs = sample.len() / 2;
    let (most, few) = (pairs * 7 / 10, pairs / 10);
    match () {
        () if odd >= most && even <= few => Some(UTF_16LE),
        () if even >= most && odd <= few => Some(UTF_16BE),
        () => None,
    }
}

/// A reader that turns a stream of another encoding into UTF-8.
pub struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    input: Vec<u8>,
    filled: usize,
    output: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Transcoder<R> {
    /// Transcodes `inner` from `encoding`; marks are already skipped.
    pub fn new(inner: R, encoding: &'static Encoding) -> Transcoder<R> {
        let decoder = encoding.new_decoder_without_bom_handling();
        Transcoder { inner, decoder, input: vec![0; 64 << 10], filled: 0, output: Vec::new(), given: 0, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.given = 0;
        let read = self.inner.read(&mut self.input[self.filled..])?;
        self.filled += read;
        let last = read == 0;
        let mut text = String::new();
        text.reserve(self.decoder.max_utf8_buffer_length(self.filled).unwrap_or(self.filled.saturating_mul(3)));
        let (_, used, _) = self.decoder.decode_to_string(&self.input[..self.filled], &mut text, last);
        self.input.copy_within(used..self.filled, 0);
        self.filled -= used;
        self.output = text.into_bytes();
        self.ended = last;
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if self.ended {
                return Ok(0);
            }
            self.fill()?;
        }
        let count = buffer.len().min(self.output.len() - self.given);
        buffer[..count].copy_from_slice(&self.output[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// The upper half of a single-byte encoding.
type UpperHalf = [char; 128];

static WINDOWS: LazyLock<UpperHalf> = LazyLock::new(|| upper_half(WINDOWS_1252));
static MAC: LazyLock<UpperHalf> = LazyLock::new(|| upper_half(MACINTOSH));

fn upper_half(encoding: &'static Encoding) -> UpperHalf {
    std::array::from_fn(|index| {
        let byte = [index as u8 + 128];
        encoding.decode_without_bom_handling(&byte).0.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
    })
}

/// Appends `bytes` to `text` as characters, counting how each byte beyond ASCII was read.
pub fn decode_cell(bytes: &[u8], text: &mut String, seen: &mut TextBytes) {
    let mut before = bytes;
    let mut offset = 0;
    while !before.is_empty() {
        let (valid, invalid) = match before.utf8_chunks().next() {
            Some(chunk) => (chunk.valid(), chunk.invalid()),
            None => break,
        };
        seen.utf8 |= !valid.is_ascii();
        if has_controls(valid) {
            text.extend(valid.chars().map(|character| marked(character, seen)));
        } else {
            text.push_str(valid);
        }
        offset += valid.len();
        for (index, byte) in invalid.iter().enumerate() {
            let at = offset + index;
            let previous = if at == 0 { None } else { Some(bytes[at - 1]) };
            text.push(legacy_char(*byte, previous, bytes.get(at + 1).copied(), seen));
        }
        offset += invalid.len();
        before = &bytes[offset..];
    }
}

/// True for text with control characters beyond ASCII. Nobody writes them: they are marks of windows-1252 that somebody turned
/// into UTF-8 as if they were Latin-1.
pub fn has_controls(text: &str) -> bool {
    memchr::memchr_iter(0xc2, text.as_bytes()).any(|at| text.as_bytes().get(at + 1).is_some_and(|byte| *byte < 0xa0))
}

/// The mark that such a control character was.
fn marked(character: char, seen: &mut TextBytes) -> char {
    match character {
        '\u{80}'..='\u{9f}' => {
            seen.windows_1252 += 1;
            WINDOWS[character as usize - 0x80]
        }
        _ => character,
    }
}

/// Reads one byte that is not UTF-8, by what stands beside it.
fn legacy_char(byte: u8, previous: Option<u8>, next: Option<u8>, seen: &mut TextBytes) -> char {
    let index = usize::from(byte & 0x7f);
    let (windows, mac) = (WINDOWS[index], MAC[index]);
    if fitness(mac, previous, next) > fitness(windows, previous, next) {
        seen.mac_roman += 1;
        mac
    } else {
        seen.windows_1252 += 1;
        windows
    }
}

/// How well a character sits between its neighbours; higher is better.
fn fitness(character: char, previous: Option<u8>, next: Option<u8>) -> i32 {
    let letter = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic() || byte >= 0x80);
    let open = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace() || byte.is_ascii_punctuation());
    let digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
    let upper = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_uppercase());
    let lower = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase());
    match character {
        '£' | '€' => 6,
        '¥' if digit(next) => 6,
        '–' | '—' if open(previous) && open(next) || digit(previous) && digit(next) || lower(previous) && upper(next) => 6,
        '–' | '—' => 3,
        '’' if letter(previous) || letter(next) => 6,
        '‘' if open(previous) && letter(next) => 6,
        // Inside a word it is an accented letter of the other encoding.
        '‘' if letter(previous) && letter(next) => 1,
        '“' | '«' | '¿' | '¡' if open(previous) && letter(next) => 6,
        '”' | '»' if open(next) && (letter(previous) || digit(previous)) => 6,
        // Marks behind a word: a word seldom ends in the letter that the other encoding has there.
        '™' | '®' | '©' | '¹' | '²' | '³' if letter(previous) && open(next) => 6,
        'º' | 'ª' if digit(previous) && open(next) => 6,
        '…' if open(previous) && open(next) => 2,
        '’' | '‘' | '“' | '”' | '…' | '\u{a0}' | '½' | '¼' | '¾' | '²' | '°' | '®' | '™' | '©' | '•' | '·' => {
            4
        }
        // The accented letters that are words, and no dagger or dots.
        'à' | 'À' | 'é' | 'É' if !letter(previous) && !letter(next) => 3,
        _ if character.is_alphabetic() => match () {
            () if !letter(previous) && !letter(next) => 0,
            () if character.is_uppercase() && lower(previous) => 1,
            () => 5,
        },
        // The sign that only one maker's fonts have.
        '\u{f8ff}' => -2,
        _ if character.is_control() || character == char::REPLACEMENT_CHARACTER => -2,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, TextBytes) {
        let (mut text, mut seen) = (String::new(), TextBytes::default());
        decode_cell(bytes, &mut text, &mut seen);
        (text, seen)
    }

    #[test]
    fn an_en_dash_is_read_from_either_encoding_by_its_place() {
        assert_eq!(decoded(b"Staff \x96 Bank").0, "Staff – Bank");
        let (text, seen) = decoded(b"Staff \xd0 Bank");
        assert_eq!(text, "Staff – Bank", "a lone eth between spaces is a Mac Roman dash");
        assert_eq!((seen.windows_1252, seen.mac_roman), (0, 1));
        assert_eq!(decoded(b"St Mary\xd5s").0, "St Mary’s");
        assert_eq!(decoded(b"old \x93P5\x94 racks").0, "old “P5” racks");
        assert_eq!(decoded(b"Bistro \xe0 Brume").0, "Bistro à Brume", "a word, not a Mac Roman dagger");
        assert_eq!(decoded(b"Caf\xe9 du Monde \xa312").0, "Café du Monde £12");
    }

    /// A file of one encoding would come out in two, and names with these marks would be nobody's.
    #[test]
    fn marks_and_letters_of_windows_1252_are_not_taken_for_mac_roman() {
        for text in [
            "Calle 1º",
            "¿Qué? 2ª",
            "¡Hola José!",
            "Dijo «casa»",
            "Coffee™ ¥500",
            "Total¹",
            "CÔTÉ",
            "É bom",
            "Mon–Fri 9–5",
            "Café®",
            "ð",
            "Straße 3",
            "naïve Ångström",
        ] {
            let bytes = WINDOWS_1252.encode(text).0;
            assert_eq!(decoded(&bytes).0, text);
        }
        // And what Mac Roman has for a dash, an apostrophe and quotes stays that.
        for text in ["Staff – Bank", "St Mary’s", "ST MARY’S", "a “good” name", "Rhône", "Peña"] {
            let bytes: Vec<u8> =
                text.chars().map(|c| MAC.iter().position(|mac| *mac == c).map_or(c as u8, |at| at as u8 + 128)).collect();
            assert_eq!(decoded(&bytes).0, text);
        }
    }

    #[test]
    fn utf8_and_windows_1252_in_one_cell_both_survive() {
        let (text, seen) = decoded(b"caf\xc3\xa9 \xa35");
        assert_eq!(text, "café £5");
        assert!(seen.utf8 && seen.windows_1252 == 1);
    }

    /// A name with a dash or an apostrophe of another file would be another name.
    #[test]
    fn marks_that_became_control_characters_are_marks_again() {
        let (text, seen) = decoded("St Mary\u{92}s \u{96} Café £5".as_bytes());
        assert_eq!(text, "St Mary’s – Café £5");
        assert!(seen.utf8 && seen.windows_1252 == 2);
        assert_eq!(decoded("§ 5 \u{a0} ¬".as_bytes()).0, "§ 5 \u{a0} ¬");
    }

    #[test]
    fn every_byte_order_mark_is_skipped_and_counted() {
        assert_eq!(sniff(b"\xef\xbb\xbf\xef\xbb\xbfa,b"), Start { skip: 6, marks: 2, transfer: Transfer::ByCell });
        assert_eq!(sniff(b"\xc3\xaf\xc2\xbb\xc2\xbfa,b"), Start { skip: 6, marks: 1, transfer: Transfer::ByCell });
        assert_eq!(sniff(b"\xff\xfea\0,\0").transfer, Transfer::Stream(UTF_16LE));
        assert_eq!(sniff(b"\0D\0a\0t\0e\0,\0x").transfer, Transfer::Stream(UTF_16BE));
    }

    #[test]
    fn utf16_becomes_the_same_text() {
        let wide: Vec<u8> = "Café,£5\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut text = String::new();
        Transcoder::new(&wide[..], UTF_16LE).read_to_string(&mut text).unwrap();
        assert_eq!(text, "Café,£5\r\n");
    }
}
