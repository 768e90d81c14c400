//! ONSPD and NSPL of any year, streaming: postcodes, also terminated ones, with their areas and coordinates.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Read;

use chrono::NaiveDate;
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
    /// The areas that the newest edition with the postcode gives it, as places in `codes`.
    seen: HashMap<u64, [u16; 3]>,
    codes: Vec<String>,
    code_numbers: HashMap<String, u16>,
    /// True when more than one postcode file is loaded, newest first: the newest row of a postcode stays.
    pub several: bool,
}

/// One edition of the postcode directory, and the days for which it speaks where a newer one says otherwise.
#[derive(Debug)]
pub struct Edition<'a> {
    /// Name of its file.
    pub source: &'a str,
    /// First day; none for the oldest edition.
    pub from: Option<NaiveDate>,
    /// The day before the next newer edition; none for the newest, and where editions cannot be told apart by date.
    pub to: Option<NaiveDate>,
}

impl Postcodes {
    /// Reads one postcode file into `writer`; what it says otherwise than a newer one goes into `history`.
    #[expect(clippy::too_many_arguments, reason = "one pass over one file, between two writers")]
    pub fn read(
        &mut self,
        recognised: &Recognised,
        lookups: &Lookups,
        edition: &Edition<'_>,
        reader: &mut dyn Read,
        writer: &mut TableWriter,
        history: &mut TableWriter,
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
        let (mut known, mut moved) = (0_u64, 0_u64);
        let pass = records::read(reader, recognised.delimiter, recognised.has_header, |record| {
            match self.row(record, &columns, lookups, deprivation.as_ref(), edition, writer, history, sink, notes)? {
                Row::New => {}
                Row::Known => known += 1,
                Row::Moved => (known, moved) = (known + 1, moved + 1),
            }
            Ok(())
        })?;
        notes.left_out(known);
        if known > 0 {
            notes.say(format!(
                "{known} postcodes are in a newer edition too, which speaks for them; {moved} of them lay in other areas in this one"
            ));
        }
        if moved > 0 && edition.to.is_none() {
            notes.say(
                "the editions' dates are not known, so the earlier areas could not be kept: put the date into the file name",
            );
        }
        Ok(pass)
    }

    /// Lets go of what was needed only while postcodes were read.
    pub fn forget(&mut self) {
        self.seen = HashMap::new();
    }

    /// A number for an area code; codes are few. `u16::MAX` stands for any beyond what fits.
    fn number(&mut self, code: &str) -> u16 {
        if let Some(number) = self.code_numbers.get(code) {
            return *number;
        }
        let Ok(number) = u16::try_from(self.codes.len()) else { return u16::MAX };
        self.codes.push(code.to_owned());
        self.code_numbers.insert(code.to_owned(), number);
        number
    }

    /// True when the areas differ where this edition names one.
    fn differ(&self, newer: [u16; 3], this: [u16; 3]) -> bool {
        let named = |number: u16| self.codes.get(usize::from(number)).is_some_and(|code| !code.is_empty());
        newer.into_iter().zip(this).any(|(newer, this)| newer != this && named(this))
    }

    #[expect(clippy::too_many_arguments, reason = "one row of one pass; a struct of borrowed parts would hide nothing")]
    fn row(
        &mut self,
        record: &Record<'_>,
        columns: &Columns,
        lookups: &Lookups,
        deprivation: Option<&Deprivation>,
        edition: &Edition<'_>,
        writer: &mut TableWriter,
        history: &mut TableWriter,
        sink: &mut Sink<'_>,
        notes: &mut Notes,
    ) -> Result<Row, ReadError> {
        let given = record.get(columns.postcode);
        let Some(postcode) = postcode::canonical(&given) else {
            notes.skip("postcodes that are not full UK postcodes", record.row, &given);
            return Ok(Row::New);
        };
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
        if self.several {
            let areas = [lad, icb, region].map(|code| self.number(code));
            match self.seen.entry(packed(&postcode)) {
                Entry::Vacant(vacant) => {
                    vacant.insert(areas);
                }
                Entry::Occupied(newer) => {
                    let newer = *newer.get();
                    if !self.differ(newer, areas) {
                        return Ok(Row::Known);
                    }
                    if let Some(to) = edition.to {
                        let cells = [
                            Cell::Text(&postcode),
                            Cell::Text(lad),
                            Cell::Text(icb),
                            Cell::Text(region),
                            Cell::Date(edition.from),
                            Cell::Date(Some(to)),
                            Cell::Text(edition.source),
                        ];
                        history.push(&cells, sink)?;
                    }
                    return Ok(Row::Moved);
                }
            }
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
        Ok(Row::New)
    }
}

/// What became of a row.
enum Row {
    /// A place.
    New,
    /// In a newer edition, with the same areas.
    Known,
    /// In a newer edition, with other areas.
    Moved,
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
