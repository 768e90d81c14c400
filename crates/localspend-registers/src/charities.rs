//! Charity Commission extracts, as tab text or JSON, streaming. Subsidiaries of a charity become names of it.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

use localspend_model::postcode;
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde_json::Value;

use crate::error::ReadError;
use crate::layouts::Layout;
use crate::notes::Notes;
use crate::recognise::Recognised;
use crate::records::{self, Pass};
use crate::rows::{Cell, Sink, TableWriter};
use crate::text;

/// Names of charities from other files and from their subsidiaries, kept until the charities themselves are written.
#[derive(Debug, Default)]
pub struct Charities {
    names: BTreeMap<String, Vec<String>>,
    seen: std::collections::HashSet<String>,
}

/// One charity as an extract gives it.
#[derive(Debug, Default)]
struct Given {
    row: u64,
    number: String,
    linked: String,
    name: String,
    known_as: String,
    registered: String,
    removed: String,
    income: String,
    postcode: String,
    company_number: String,
}

impl Charities {
    /// Takes in other names; from a main extract, those of the subsidiaries.
    pub fn read_names(&mut self, recognised: &Recognised, reader: &mut dyn Read) -> Result<Pass, ReadError> {
        let main_extract = matches!(recognised.layout, Layout::Charities | Layout::CharitiesJson);
        each_charity(recognised, reader, |given| {
            let subsidiary = !matches!(given.linked.as_str(), "" | "0");
            if main_extract && !subsidiary {
                return Ok(());
            }
            if let (Some(number), false) = (text::charity_number(&given.number), given.name.is_empty()) {
                let names = self.names.entry(number).or_default();
                if !names.contains(&given.name) {
                    names.push(given.name);
                }
            }
            Ok(())
        })
    }

    /// Reads the charities of a main extract into `writer`.
    pub fn read(
        &mut self,
        recognised: &Recognised,
        reader: &mut dyn Read,
        writer: &mut TableWriter,
        sink: &mut Sink<'_>,
        notes: &mut Notes,
    ) -> Result<Pass, ReadError> {
        each_charity(recognised, reader, |given| {
            let Some(number) = text::charity_number(&given.number) else {
                notes.skip("charity numbers that are not numbers", given.row, &given.number);
                return Ok(());
            };
            if !matches!(given.linked.as_str(), "" | "0") {
                notes.skip("subsidiaries, kept as names of their charity", given.row, &given.name);
                return Ok(());
            }
            if given.name.is_empty() {
                notes.skip("charities without a name", given.row, &number);
                return Ok(());
            }
            if !self.seen.insert(number.clone()) {
                notes.skip("charities already loaded", given.row, &number);
                return Ok(());
            }
            let mut other_names = self.names.remove(&number).unwrap_or_default();
            if !given.known_as.is_empty() {
                other_names.push(given.known_as);
            }
            other_names.retain(|name| *name != given.name);
            other_names.sort();
            other_names.dedup();
            let canonical = postcode::canonical(&given.postcode);
            if canonical.is_none() && !given.postcode.is_empty() {
                notes.count("contact postcodes that are not full UK ones", given.row, &given.postcode);
            }
            let company_number = text::company_number(&given.company_number);
            let cells = [
                Cell::Text(&number),
                Cell::Text(&given.name),
                Cell::Texts(&other_names),
                Cell::Text(company_number.as_deref().unwrap_or_default()),
                Cell::Text(canonical.as_deref().unwrap_or_default()),
                Cell::Date(text::date(&given.registered)),
                Cell::Date(text::date(&given.removed)),
                Cell::Money(text::money(&given.income)),
            ];
            Ok(writer.push(&cells, sink)?)
        })
    }
}

fn each_charity(
    recognised: &Recognised,
    reader: &mut dyn Read,
    mut each: impl FnMut(Given) -> Result<(), ReadError>,
) -> Result<Pass, ReadError> {
    if matches!(recognised.layout, Layout::CharitiesJson | Layout::CharityNamesJson) {
        return each_json(reader, each);
    }
    let at = |role: &str| recognised.positions.of(role);
    records::read(reader, recognised.delimiter, recognised.has_header, |record| {
        let cell = |role: &str| record.get(at(role)).into_owned();
        each(Given {
            row: record.row,
            number: cell("number"),
            linked: cell("linked"),
            name: cell("name"),
            known_as: cell("known_as"),
            registered: cell("registered"),
            removed: cell("removed"),
            income: cell("income"),
            postcode: cell("postcode"),
            company_number: cell("company_number"),
        })
    })
}

/// Reads a JSON array of objects one by one.
fn each_json(reader: &mut dyn Read, each: impl FnMut(Given) -> Result<(), ReadError>) -> Result<Pass, ReadError> {
    let mut failed = None;
    let mut pass = Pass::default();
    let mut skipping = SkipMark { inner: reader, started: false };
    let mut deserializer = serde_json::Deserializer::from_reader(std::io::BufReader::new(&mut skipping));
    let outcome = Objects { each, failed: &mut failed, pass: &mut pass }.deserialize(&mut deserializer);
    match (failed, outcome) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => Err(ReadError::Format(format!("the JSON breaks off: {error}"))),
        (None, Ok(())) => Ok(pass),
    }
}

/// Drops the byte-order mark with which the Commission's JSON begins.
struct SkipMark<'a> {
    inner: &'a mut dyn Read,
    started: bool,
}

impl Read for SkipMark<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.started || buffer.len() < 3 {
            return self.inner.read(buffer);
        }
        self.started = true;
        let mut filled = 0;
        while filled < 3 {
            match self.inner.read(&mut buffer[filled..3])? {
                0 => break,
                read => filled += read,
            }
        }
        if buffer.starts_with(b"\xef\xbb\xbf") && filled == 3 { self.inner.read(buffer) } else { Ok(filled) }
    }
}

struct Objects<'a, F> {
    each: F,
    failed: &'a mut Option<ReadError>,
    pass: &'a mut Pass,
}

impl<'de, F: FnMut(Given) -> Result<(), ReadError>> DeserializeSeed<'de> for Objects<'_, F> {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Given) -> Result<(), ReadError>> Visitor<'de> for Objects<'_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of charities")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(object) = list.next_element::<BTreeMap<String, Value>>()? {
            self.pass.rows += 1;
            let cell = |key: &str| match object.get(key) {
                Some(Value::String(text)) => text::trimmed(text).to_owned(),
                Some(Value::Number(number)) => number.to_string(),
                _ => String::new(),
            };
            let given = Given {
                row: self.pass.rows,
                number: cell("registered_charity_number"),
                linked: cell("linked_charity_number"),
                name: cell("charity_name"),
                known_as: String::new(),
                registered: cell("date_of_registration"),
                removed: cell("date_of_removal"),
                income: cell("latest_income"),
                postcode: cell("charity_contact_postcode"),
                company_number: cell("charity_company_registration_number"),
            };
            if let Err(error) = (self.each)(given) {
                *self.failed = Some(error);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
