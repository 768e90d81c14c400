//! Organisations and their sites, gathered from every file that names them, before they are made into dated rows.

mod dated;

pub use dated::write;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use chrono::NaiveDate;
use localspend_model::postcode;

use crate::error::ReadError;
use crate::layouts::Layout;
use crate::lookups::Lookups;
use crate::notes::Notes;
use crate::recognise::{Recognised, is_care_board, is_commissioner};
use crate::records::{self, Pass};
use crate::text;

/// What one edition says of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    name: String,
    kind: &'static str,
    icb: String,
    postcode: String,
    opened: Option<NaiveDate>,
    closed: Option<NaiveDate>,
    source: String,
}

/// A row of an organisation list in our own layout.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Listed {
    code: String,
    name: String,
    kind: &'static str,
    sector: String,
    icb: String,
    region: String,
    postcode: String,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    other_names: Vec<String>,
    source: String,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Site {
    org_code: String,
    site_code: String,
    name: String,
    postcode: String,
    is_main: bool,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    source: String,
}

/// Everything said of organisations and sites so far.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Family of files, then edition, then organisation.
    editions: BTreeMap<&'static str, BTreeMap<NaiveDate, BTreeMap<String, Seen>>>,
    listed: Vec<Listed>,
    /// Sites of trusts whose owner is told by the first letters of the code, once all organisations are known.
    ods_sites: BTreeMap<NaiveDate, Vec<Site>>,
    sites: Vec<Site>,
}

impl Gathered {
    /// Takes in one headerless ODS file; gives the edition's date, which is the name's, else the newest in the file.
    pub fn read_ods(
        &mut self,
        recognised: &Recognised,
        source: &str,
        told: Option<crate::edition::Told>,
        reader: &mut dyn Read,
        notes: &mut Notes,
    ) -> Result<(Pass, Option<NaiveDate>), ReadError> {
        let (mut newest, mut rows) = (None, Vec::new());
        let pass = records::read(reader, recognised.delimiter, false, |record| {
            let (code, name) = (record.get(Some(0)), record.get(Some(1)));
            // Some exports put a row of column names above the rows; a name of a column is no code.
            let shaped = code.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if code.is_empty() || !shaped || name.is_empty() || record.len() < 12 {
                notes.skip("rows without a code, a name and dates", record.row, &code);
                return Ok(());
            }
            let given = record.get(Some(9));
            let postcode = postcode::canonical(&given).unwrap_or_default();
            if postcode.is_empty() && !given.is_empty() {
                notes.count("postcodes that are not full UK postcodes", record.row, &given);
            }
            let (opened, closed) = (text::date(&record.get(Some(10))), text::date(&record.get(Some(11))));
            newest = newest.max(opened).max(closed);
            let kind = match recognised.layout {
                Layout::OdsSites => "site",
                Layout::OdsCareBoards => "icb",
                Layout::OdsCommissioners => commissioner_kind(&name),
                Layout::OdsTrusts => trust_kind(&name),
                _ => kind_of("", &name),
            };
            let icb = if kind == "icb" { code.to_string() } else { record.get(Some(3)).into_owned() };
            rows.push((
                code.to_string(),
                Seen { name: name.into_owned(), kind, icb, postcode, opened, closed, source: source.to_owned() },
            ));
            Ok(())
        })?;
        let as_of = edition_date(told, newest);
        let edition = as_of.unwrap_or_default();
        if recognised.layout == Layout::OdsSites {
            let sites = rows.into_iter().filter(|(_, seen)| !seen.postcode.is_empty()).map(|(code, seen)| Site {
                org_code: String::new(),
                site_code: code,
                name: seen.name,
                postcode: seen.postcode,
                is_main: false,
                valid_from: seen.opened,
                valid_to: seen.closed,
                source: seen.source,
            });
            self.ods_sites.entry(edition).or_default().extend(sites);
        } else {
            let family = recognised.layout.title();
            self.editions.entry(family).or_default().entry(edition).or_default().extend(rows);
        }
        Ok((pass, as_of))
    }

    /// Takes in a lookup of care boards, which names them: they are organisations too.
    pub fn read_care_boards(
        &mut self,
        recognised: &Recognised,
        source: &str,
        told: Option<crate::edition::Told>,
        reader: &mut dyn Read,
    ) -> Result<Pass, ReadError> {
        let at = |role: &str| recognised.positions.of(role);
        let edition = told.map(|told| told.date).unwrap_or_default();
        records::read(reader, recognised.delimiter, recognised.has_header, |record| {
            let (code, name) = (record.get(at("ods")), record.get(at("name")));
            if !code.is_empty() && !name.is_empty() {
                let seen = Seen {
                    name: name.into_owned(),
                    kind: "icb",
                    icb: code.to_string(),
                    postcode: String::new(),
                    opened: None,
                    closed: None,
                    source: source.to_owned(),
                };
                self.editions
                    .entry(Layout::CareBoardCodes.title())
                    .or_default()
                    .entry(edition)
                    .or_default()
                    .insert(code.into_owned(), seen);
            }
            Ok(())
        })
    }

    /// Takes in an organisation list in our own layout.
    pub fn read_own(
        &mut self,
        recognised: &Recognised,
        source: &str,
        reader: &mut dyn Read,
        notes: &mut Notes,
    ) -> Result<Pass, ReadError> {
        let at = |role: &str| recognised.positions.of(role);
        records::read(reader, recognised.delimiter, recognised.has_header, |record| {
            let (code, name) = (record.get(at("org_code")), record.get(at("name")));
            if code.is_empty() || name.is_empty() {
                notes.skip("organisations without a code or a name", record.row, &name);
                return Ok(());
            }
            let mut date = |role: &str| {
                let given = record.get(at(role));
                let date = text::date(&given);
                if date.is_none() && !given.is_empty() {
                    notes.count("dates that cannot be read", record.row, &given);
                }
                date
            };
            let (valid_from, valid_to) = (date("valid_from"), date("valid_to"));
            let given = record.get(at("postcode"));
            let postcode = postcode::canonical(&given).unwrap_or_default();
            if postcode.is_empty() && !given.is_empty() {
                notes.count("postcodes that are not full UK postcodes", record.row, &given);
            }
            let mut other_names = text::list(&record.get(at("other_names")));
            let folder = record.get(at("folder"));
            if !folder.is_empty() && !other_names.iter().any(|other| *other == *folder) {
                other_names.push(folder.into_owned());
            }
            self.listed.push(Listed {
                code: code.into_owned(),
                kind: kind_of(&record.get(at("kind")), &name),
                name: name.into_owned(),
                sector: record.get(at("sector")).into_owned(),
                icb: record.get(at("icb_code")).into_owned(),
                region: record.get(at("region_code")).into_owned(),
                postcode,
                valid_from,
                valid_to,
                other_names,
                source: source.to_owned(),
            });
            Ok(())
        })
    }

    /// Takes in a site list in our own layout.
    pub fn read_own_sites(
        &mut self,
        recognised: &Recognised,
        source: &str,
        reader: &mut dyn Read,
        notes: &mut Notes,
    ) -> Result<Pass, ReadError> {
        let at = |role: &str| recognised.positions.of(role);
        records::read(reader, recognised.delimiter, recognised.has_header, |record| {
            let (org, site, given) = (record.get(at("org_code")), record.get(at("site_code")), record.get(at("postcode")));
            let postcode = postcode::canonical(&given);
            let (false, false, Some(postcode)) = (org.is_empty(), site.is_empty(), postcode) else {
                notes.skip("sites without codes and a full postcode", record.row, &given);
                return Ok(());
            };
            self.sites.push(Site {
                org_code: org.into_owned(),
                site_code: site.into_owned(),
                name: record.get(at("name")).into_owned(),
                postcode,
                is_main: text::yes(&record.get(at("is_main"))).unwrap_or(false),
                valid_from: text::date(&record.get(at("valid_from"))),
                valid_to: text::date(&record.get(at("valid_to"))),
                source: source.to_owned(),
            });
            Ok(())
        })
    }

    /// The postcodes of every organisation, whose place is wanted.
    pub fn postcodes(&self) -> BTreeSet<String> {
        let seen = self.editions.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values);
        let all = seen.map(|seen| &seen.postcode).chain(self.listed.iter().map(|listed| &listed.postcode));
        all.filter(|postcode| !postcode.is_empty()).cloned().collect()
    }

    /// Adds the local authorities that the lookups name, unless a file describes them.
    pub fn add_local_authorities(&mut self, lookups: &Lookups) {
        let known: BTreeSet<String> = self.listed.iter().map(|listed| listed.code.clone()).collect();
        for (code, name, region) in lookups.local_authorities() {
            if !known.contains(code) {
                self.listed.push(Listed {
                    code: code.to_owned(),
                    name: name.to_owned(),
                    kind: "council",
                    sector: String::new(),
                    icb: String::new(),
                    region: region.unwrap_or_default().to_owned(),
                    postcode: String::new(),
                    valid_from: None,
                    valid_to: None,
                    other_names: vec![format!("{name} Council")],
                    source: Layout::LocalAuthorityRegions.title().to_owned(),
                });
            }
        }
    }
}

/// The edition's date: the name's, unless it tells the year alone and the file holds a day of that year.
fn edition_date(told: Option<crate::edition::Told>, newest: Option<NaiveDate>) -> Option<NaiveDate> {
    use chrono::Datelike;
    match told {
        Some(told) if told.year_only => newest.filter(|newest| newest.year() == told.date.year()).or(Some(told.date)),
        Some(told) => Some(told.date),
        None => newest,
    }
}

fn trust_kind(name: &str) -> &'static str {
    if name.to_uppercase().contains("FOUNDATION TRUST") { "foundation_trust" } else { "nhs_trust" }
}

fn commissioner_kind(name: &str) -> &'static str {
    if name.to_uppercase().contains(" ICB") || is_care_board(name) { "icb" } else { "ccg" }
}

/// The code of a kind of organisation, by what a list says and by the name.
fn kind_of(given: &str, name: &str) -> &'static str {
    let upper = name.to_uppercase();
    match text::header_key(given).as_str() {
        "foundationtrust" | "ft" | "nhsfoundationtrust" => "foundation_trust",
        "trust" | "nhstrust" => trust_kind(name),
        "ccg" => "ccg",
        "icb" | "integratedcareboard" => "icb",
        "council" | "localauthority" | "la" | "county" | "district" | "unitary" | "borough" => "council",
        "combinedauthority" | "mayoralcombinedauthority" => "combined_authority",
        "other" => "other",
        _ if upper.contains("TRUST") && (upper.contains("NHS") || upper.contains("HOSPITAL")) => trust_kind(name),
        _ if is_care_board(name) => "icb",
        _ if is_commissioner(name) => commissioner_kind(name),
        _ if upper.contains("COMBINED AUTHORITY") => "combined_authority",
        _ if upper.contains("COUNCIL") || upper.contains("BOROUGH OF") => "council",
        _ => "other",
    }
}

/// The sector, where the name says it.
fn sector_of(name: &str) -> &'static str {
    let upper = name.to_uppercase();
    if upper.contains("AMBULANCE") {
        "ambulance"
    } else if upper.contains("MENTAL HEALTH") {
        "mental_health"
    } else if upper.contains("COMMUNITY HEALTH") {
        "community"
    } else {
        ""
    }
}
