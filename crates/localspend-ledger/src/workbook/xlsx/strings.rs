//! The texts a workbook keeps once and shares between cells, held end to end in one allocation.
//!
//! The counts the file claims are not believed: memory grows only with what is really there.

use quick_xml::events::Event;

use crate::Error;
use crate::workbook::package::Package;
use crate::workbook::rows::too_large;
use crate::workbook::xml::push_text;

/// The shared texts of a workbook.
#[derive(Debug, Default)]
pub(crate) struct SharedTexts {
    texts: String,
    ends: Vec<usize>,
}

impl SharedTexts {
    /// The text of a number.
    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { *self.ends.get(index - 1)? };
        self.texts.get(start..end)
    }

    /// Adds the next text.
    pub(crate) fn push(&mut self, text: &str, most_bytes: u64) -> Result<(), Error> {
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        let held = self.texts.len() + self.ends.len() * size_of::<usize>();
        if held as u64 > most_bytes {
            return Err(too_large("the size of the workbook's shared texts in bytes", most_bytes));
        }
        Ok(())
    }
}

/// Reads the part of shared texts; a workbook without one has none.
pub(crate) fn read(package: &mut Package<'_>, part: Option<&str>, most_bytes: u64) -> Result<SharedTexts, Error> {
    let mut shared = SharedTexts::default();
    let Some(part) = part else { return Ok(shared) };
    let Some(mut xml) = package.xml(part)? else { return Ok(shared) };
    let mut text = String::new();
    let (mut in_item, mut in_text, mut in_reading_aid) = (false, false, false);
    let mut buffer = Vec::new();
    loop {
        let event = xml.next(&mut buffer)?;
        match &event {
            Event::Start(element) => match element.local_name().as_ref() {
                "si" => {
                    in_item = true;
                    text.clear();
                }
                "rPh" => in_reading_aid = true,
                "t" => in_text = in_item && !in_reading_aid,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "si" => {
                    in_item = false;
                    shared.push(&without_escapes(&text), most_bytes)?;
                }
                "rPh" => in_reading_aid = false,
                "t" => in_text = false,
                _ => {}
            },
            Event::Eof => return Ok(shared),
            _ if in_text => {
                push_text(&mut text, &event);
                if text.len() as u64 > most_bytes {
                    return Err(too_large("the length of one text in bytes", most_bytes));
                }
            }
            _ => {}
        }
    }
}

/// Office writes characters that XML cannot hold as `_x000D_`, and a literal `_x000D_` as `_x005F_x000D_`.
pub(crate) fn without_escapes(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let code = from.get(2..6).filter(|_| from.as_bytes().get(6) == Some(&b'_'));
        let character = code
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        let used = match character {
            Some(character) => {
                plain.push(character);
                7
            }
            None => {
                plain.push_str("_x");
                2
            }
        };
        rest = from.get(used..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn office_escapes_become_the_characters_they_stand_for() {
        for (written, plain) in [
            ("a_x000D_b", "a\rb"),
            ("a_x005F_x000D_b", "a_x000D_b"),
            ("_x0041_", "A"),
            ("_x", "_x"),
            ("_x00G1_", "_x00G1_"),
            ("tax_xd800_", "tax_xd800_"),
            ("_xé000_", "_xé000_"),
            ("_x0041", "_x0041"),
        ] {
            assert_eq!(without_escapes(written), plain, "{written}");
        }
    }

    #[test]
    fn texts_come_back_by_number_and_memory_is_bounded() {
        let mut shared = SharedTexts::default();
        for text in ["one", "", "three"] {
            shared.push(text, 1000).unwrap();
        }
        assert_eq!([shared.get(0), shared.get(1), shared.get(2), shared.get(3)], [Some("one"), Some(""), Some("three"), None]);
        assert!(matches!(shared.push("more than that", 20), Err(Error::TooLarge { .. })));
    }
}
