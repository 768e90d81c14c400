//! ONSPD and NSPL of any year, streaming: postcodes, also terminated ones, with their areas and coordinates.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use localspend_model::postcode;

use crate::error::ReadError;
use crate::lookups::{Deprivation, Lookups, LsoaYear};
use crate::notes::Notes;
use crate::recognise::Recognised;
use crate::records::{self, Pass, Record};
use crate::rows::{Cell, Sink, TableWriter, text};
use crate::text::month;

/// Where one postcode is, as far as organisations need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceOf {
    /// Local authority.
    pub local_authority: Option<String>,
    /// Care board.
    pub icb: Option<String>,
    /// Region.
    pub region: Option<String>,
}

/// What is kept between postcode files.
#[derive(Debug, Default)]
pub struct Postcodes {
    /// The places of the postcodes that organisations and sites have; `None` = asked for, not found.
    pub wanted: HashMap<String, Option<PlaceOf>>,
    seen: HashSet<u64>,
    /// True when more than one postcode file is loaded, newest first: the earlier row of a postcode stays.
    pub several: bool,
}

impl Postcodes {
    /// Reads one postcode file into `writer`.
    pub fn read(
        &mut self,
        recognised: &Recognised,
        lookups: &Lookups,
        reader: &mut dyn Read,
        writer: &mut TableWriter,
        sink: &mut Sink<'_>,
        notes: &mut Notes,
    ) -> Result<Pass, ReadError> {
        let columns = Columns::of(recognised);
        let deprivation = columns.lsoa_year.and_then(|year| lookups.deprivation(year));
        if let Some(deprivation) = &deprivation {
            notes.say(format!("deprivation tenths are of the index of {}", deprivation.edition));
            if deprivation.undecided > 0 {
                let areas = deprivation.undecided;
                notes.say(format!("{areas} areas were drawn together from areas of different tenths and have none"));
            }
        }
        records::read(reader, recognised.delimiter, recognised.has_header, |record| {
            self.row(record, &columns, lookups, deprivation.as_ref(), writer, sink, notes)
        })
    }

    #[expect(clippy::too_many_arguments, reason = "one row of one pass; a struct of borrowed parts would hide nothing")]
    fn row(
        &mut self,
        record: &Record<'_>,
        columns: &Columns,
        lookups: &Lookups,
        deprivation: Option<&Deprivation>,
        writer: &mut TableWriter,
        sink: &mut Sink<'_>,
        notes: &mut Notes,
    ) -> Result<(), ReadError> {
        let given = record.get(columns.postcode);
        let Some(postcode) = postcode::canonical(&given) else {
            notes.skip("postcodes that are not full UK postcodes", record.row, &given);
            return Ok(());
        };
        if self.several && !self.seen.insert(packed(&postcode)) {
            notes.skip("postcodes already loaded from a newer edition", record.row, &postcode);
            return Ok(());
        }
        let given_lad = record.get(columns.lad);
        let country = record.get(columns.country);
        let country = country_of(&country, &given_lad);
        let lad = lookups.successor(real(&given_lad));
        let icb = record.get(columns.icb);
        let icb = lookups.care_board(real(&icb));
        let region = record.get(columns.region);
        let mut region = real(&region);
        if region.is_empty() {
            region = lookups.region(lad).unwrap_or_default();
        }
        if region.is_empty() && !country.is_empty() && !country.starts_with('E') {
            // Regions divide England; elsewhere the country is the region, as in the directory's own pseudo codes.
            region = country;
        }
        let lsoa = record.get(columns.lsoa);
        let lsoa = real(&lsoa);
        let decile = deprivation.and_then(|deprivation| deprivation.decile(lsoa));
        let (latitude, longitude) = coordinates(&record.get(columns.latitude), &record.get(columns.longitude));
        if let Some(place) = self.wanted.get_mut(&postcode) {
            let kept = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            *place = Some(PlaceOf { local_authority: kept(lad), icb: kept(icb), region: kept(region) });
        }
        writer.push(
            &[
                Cell::Text(&postcode),
                Cell::Text(lad),
                Cell::Text(icb),
                Cell::Text(region),
                Cell::Text(country),
                Cell::Text(lsoa),
                Cell::Int(decile),
                text(deprivation.filter(|_| decile.is_some()).map(|deprivation| deprivation.edition.as_str())),
                Cell::Float(latitude),
                Cell::Float(longitude),
                Cell::Date(month(&record.get(columns.introduced))),
                Cell::Date(month(&record.get(columns.terminated))),
                text(lookups.local_authority_name(lad)),
            ],
            sink,
        )?;
        Ok(())
    }
}

struct Columns {
    postcode: Option<usize>,
    lad: Option<usize>,
    icb: Option<usize>,
    region: Option<usize>,
    country: Option<usize>,
    lsoa: Option<usize>,
    lsoa_year: Option<LsoaYear>,
    latitude: Option<usize>,
    longitude: Option<usize>,
    introduced: Option<usize>,
    terminated: Option<usize>,
}

impl Columns {
    fn of(recognised: &Recognised) -> Columns {
        let at = |role: &str| recognised.positions.of(role);
        let (lsoa, lsoa_year) = match (at("lsoa21"), at("lsoa11")) {
            (Some(index), _) => (Some(index), Some(LsoaYear::Y2021)),
            (None, Some(index)) => (Some(index), Some(LsoaYear::Y2011)),
            // Areas of an unsaid census are kept, but no index is laid on them.
            (None, None) => (at("lsoa"), None),
        };
        Columns {
            postcode: at("postcode"),
            lad: at("lad"),
            icb: at("icb"),
            region: at("region"),
            country: at("country"),
            lsoa,
            lsoa_year,
            latitude: at("latitude"),
            longitude: at("longitude"),
            introduced: at("introduced"),
            terminated: at("terminated"),
        }
    }
}

/// A code, or nothing for the directory's pseudo codes (`E99999999`, `X99999999`), which say "not applicable".
fn real(code: &str) -> &str {
    let pseudo = code.len() == 9 && code.as_bytes()[1..].iter().all(|byte| *byte == b'9');
    if pseudo { "" } else { code }
}

/// The country: as given, else by the letter with which codes of that country begin.
fn country_of<'a>(given: &'a str, lad: &str) -> &'a str {
    if !given.is_empty() {
        return given;
    }
    let shaped = lad.len() == 9 && lad.as_bytes()[1..].iter().all(u8::is_ascii_digit);
    match lad.as_bytes().first() {
        Some(b'E') if shaped => "E92000001",
        Some(b'W') if shaped => "W92000004",
        Some(b'S') if shaped => "S92000003",
        Some(b'N') if shaped => "N92000002",
        Some(b'L') if shaped => "L93000001",
        Some(b'M') if shaped => "M83000003",
        _ => "",
    }
}

/// Degrees; the directory writes 99.999999 and 0 for "none".
fn coordinates(latitude: &str, longitude: &str) -> (Option<f64>, Option<f64>) {
    let degrees = |text: &str| text.parse::<f64>().ok().filter(|degrees| degrees.is_finite());
    match (degrees(latitude), degrees(longitude)) {
        (Some(latitude), Some(longitude)) if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 => {
            (Some(latitude), Some(longitude))
        }
        _ => (None, None),
    }
}

/// The eight bytes of a postcode as one number.
fn packed(postcode: &str) -> u64 {
    postcode.bytes().fold(0, |packed, byte| (packed << 8) | u64::from(byte))
}
