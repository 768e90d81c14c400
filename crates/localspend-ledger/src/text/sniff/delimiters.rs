//! What may part the cells of a text: the usual marks where they occur, columns aligned by spaces, and any other mark that
//! stands equally often on every line.

use std::collections::BTreeMap;

use encoding_rs::WINDOWS_1252;

use super::super::dialect::Dialect;

/// A delimiter with what speaks for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// The dialect, with the delimiter alone.
    pub dialect: Dialect,
    /// How usual it is, 1 for a comma.
    pub preference: f64,
    /// No part of ordinary text, or what nearly every file is parted by.
    pub sure: bool,
}

/// Delimiters that occur, in the order of custom.
pub(super) fn delimiters(sample: &[u8], nothing: Dialect) -> Vec<Candidate> {
    let occurs = |byte: &u8| memchr::memchr(*byte, sample).is_some();
    let candidate = |delimiter: u8, second: Option<u8>, preference: f64, sure: bool| Candidate {
        dialect: Dialect { delimiter: Some(delimiter), second, ..nothing },
        preference,
        sure,
    };
    let usual = b",;\t|^~:#!*&@_ ".iter().copied().filter(occurs).map(|byte| match byte {
        b',' => candidate(byte, None, 1.0, true),
        b';' | b'\t' | b'|' => candidate(byte, None, 0.99, true),
        b' ' | b'_' | b':' => candidate(byte, None, 0.7, false),
        _ => candidate(byte, None, 0.85, false),
    });
    let mut found: Vec<Candidate> = usual.collect();
    if is_aligned(sample) {
        let spaces = candidate(b' ', None, 0.7, false);
        found.push(Candidate { dialect: Dialect { aligned: true, ..spaces.dialect }, ..spaces });
    }
    found.extend(even_marks(sample).into_iter().map(|mark| {
        let mut bytes = [0; 4];
        let second = mark.in_utf8.then(|| mark.character.encode_utf8(&mut bytes).as_bytes().get(1).copied()).flatten();
        let first = if second.is_some() { bytes[0] } else { mark.byte };
        candidate(first, second, if mark.character.is_control() { 0.98 } else { 0.85 }, mark.sure)
    }));
    found
}

/// Lines looked at.
const LINES: usize = 100;
/// Fewer lines say nothing about a column.
const FEW: usize = 3;

fn lines(sample: &[u8]) -> impl Iterator<Item = &[u8]> {
    sample.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.trim_ascii().is_empty()).take(LINES)
}

/// True when nearly every line has as many words as the others, most with several spaces between two of them.
fn is_aligned(sample: &[u8]) -> bool {
    if memchr::memmem::find(sample, b"  ").is_none() {
        return false;
    }
    // Spaces between quotes part nothing.
    let words = |line: &[u8]| {
        let mut quoted = false;
        let gap = |byte: &u8| {
            quoted ^= *byte == b'"';
            *byte == b' ' && !quoted
        };
        line.split(gap).filter(|word| !word.is_empty()).count()
    };
    let (mut widths, mut total, mut wide) = (BTreeMap::<usize, usize>::new(), 0, 0);
    for line in lines(sample) {
        *widths.entry(words(line)).or_default() += 1;
        total += 1;
        wide += usize::from(memchr::memmem::find(line.trim_ascii(), b"  ").is_some());
    }
    let usual = widths.into_iter().max_by_key(|(_, count)| *count);
    total >= FEW && wide * 2 >= total && usual.is_some_and(|(width, count)| width >= 2 && count * 10 >= total * 9)
}

/// A mark that stands equally often on nearly every line.
struct Mark {
    /// Its character, in UTF-8 or by windows-1252.
    character: char,
    /// Its byte, where it has one.
    byte: u8,
    in_utf8: bool,
    sure: bool,
}

/// Signs of text, that stand in a column of its own right: prices, marks behind names, dashes.
const OF_TEXT: &str = "£€¥¢…‘’“”•–—™\u{a0}©®«»°±²³·¹¼½¾ºª";
/// Marks of ASCII that are seldom a part of text and seldom a delimiter.
const ODD: &str = "+?=";

fn even_marks(sample: &[u8]) -> Vec<Mark> {
    let in_utf8 = std::str::from_utf8(sample).is_ok();
    let (mut first, mut alike, mut total) = (BTreeMap::new(), BTreeMap::<char, usize>::new(), 0);
    for line in lines(sample) {
        let mut counts: BTreeMap<char, (usize, u8)> = BTreeMap::new();
        let mut count = |character: char, byte: u8| {
            let ordinary = character.is_ascii() && !character.is_control() && !ODD.contains(character);
            if !ordinary && !character.is_whitespace() && !OF_TEXT.contains(character) {
                counts.entry(character).or_insert((0, byte)).0 += 1;
            }
        };
        match std::str::from_utf8(line) {
            // A delimiter has two bytes at most.
            Ok(line) if in_utf8 => line.chars().filter(|c| c.len_utf8() <= 2).for_each(|c| count(c, c as u8)),
            _ => line.iter().for_each(|byte| {
                let text = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(byte)).0;
                text.chars().for_each(|character| count(character, *byte));
            }),
        }
        if total == 0 {
            first = counts.clone();
        }
        total += 1;
        counts.retain(|character, count| first.get(character) == Some(count));
        counts.into_keys().for_each(|character| *alike.entry(character).or_default() += 1);
    }
    let even = |(character, (count, byte)): (char, (usize, u8))| {
        let seen = alike.get(&character).copied().unwrap_or(0);
        // One letter on each line may be that of a word they share.
        let often = count >= if character.is_alphabetic() { 2 } else { 1 };
        let sure = !character.is_alphabetic() && !ODD.contains(character);
        let wide = in_utf8 && !character.is_ascii();
        (total >= FEW && often && seen * 10 >= total * 9).then_some(Mark { character, byte, in_utf8: wide, sure })
    };
    first.into_iter().filter_map(even).collect()
}
