//! A thin guard around the XML reader: bounded events, plain names, and text with its references resolved.
//!
//! It knows no vocabulary; each format's reader brings its own. External entities do not exist for it.

use std::io::{BufRead, BufReader, Read};

use quick_xml::escape;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::Error;
use crate::archive::input::{Bounded, OverLimit};

/// The longest single tag or run of text; Excel's own limit for a cell is 32,767 characters.
pub(crate) const LONGEST_EVENT: u64 = 16 << 20;

/// Reads events of one XML part.
pub(crate) struct Xml<R: Read> {
    reader: Reader<BufReader<Bounded<R>>>,
    format: &'static str,
}

impl<R: Read> Xml<R> {
    /// Reads XML from a bounded reader; the format's name is for messages.
    pub(crate) fn new(bounded: Bounded<R>, format: &'static str) -> Xml<R> {
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, bounded));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Xml { reader, format }
    }

    /// The next event. The buffer is the caller's, so that the event may outlive this call.
    pub(crate) fn next<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Error> {
        buffer.clear();
        self.reader.get_mut().get_mut().rearm();
        self.reader.read_event_into(buffer).map_err(|error| xml_error(&error, self.format))
    }
}

/// Explains an XML error: a passed bound stays a passed bound.
pub(crate) fn xml_error(error: &quick_xml::Error, format: &'static str) -> Error {
    if let quick_xml::Error::Io(inner) = error
        && let Some(over) = OverLimit::of(inner)
    {
        return super::rows::too_large(over.what, over.limit);
    }
    Error::Damaged { format, detail: error.to_string() }
}

/// The value of an attribute by its local name, with references resolved.
pub(crate) fn attribute(element: &BytesStart<'_>, local_name: &str) -> Option<String> {
    element.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == local_name).map(
        |attribute| escape::unescape(&attribute.value).map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned),
    )
}

/// A number in an attribute, when there is one.
pub(crate) fn number_attribute<T: std::str::FromStr>(element: &BytesStart<'_>, local_name: &str) -> Option<T> {
    attribute(element, local_name)?.trim().parse().ok()
}

/// True for `1`, `true` and `on`, as XML schemas and Office write truth.
pub(crate) fn flag_attribute(element: &BytesStart<'_>, local_name: &str) -> bool {
    attribute(element, local_name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
}

/// Appends what `&...;` stands for; one that stands for nothing is kept as written.
pub(crate) fn push_reference(text: &mut String, reference: &BytesRef<'_>) {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        text.push(character);
        return;
    }
    let name = reference.borrow().into_inner();
    match escape::resolve_predefined_entity(&name) {
        Some(value) => text.push_str(value),
        None => {
            text.push('&');
            text.push_str(&name);
            text.push(';');
        }
    }
}

/// Appends the text of an event that carries text; other events add nothing.
pub(crate) fn push_text(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(reference) => push_reference(text, reference),
        _ => {}
    }
}

/// Transcodes XML of another encoding (UTF-16, or one named in the declaration) to UTF-8.
pub(crate) fn decoded<R: BufRead>(reader: R) -> impl Read + use<R> {
    quick_xml::encoding::DecodingReader::new(reader)
}
