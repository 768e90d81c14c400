//! The small tables between code systems: care boards, local authorities, areas, deprivation. Held whole; they are small.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

use crate::error::ReadError;
use crate::layouts::Layout;
use crate::notes::Notes;
use crate::recognise::Recognised;
use crate::records::{self, Pass};

/// What the lookup files say.
#[derive(Debug, Default)]
pub struct Lookups {
    care_board_ods: BTreeMap<String, String>,
    trust_care_boards: BTreeMap<String, (f64, String)>,
    local_authority_regions: BTreeMap<String, String>,
    local_authority_names: BTreeMap<String, String>,
    successors: BTreeMap<String, BTreeSet<String>>,
    lsoa11_of_lsoa21: HashMap<String, Vec<String>>,
    lsoa21_of_lsoa11: HashMap<String, Vec<String>>,
    deprivation: BTreeMap<LsoaYear, (String, HashMap<String, i64>)>,
}

/// Census whose areas a deprivation index is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LsoaYear {
    /// Areas of 2011: the indices of 2015 and 2019.
    Y2011,
    /// Areas of 2021: the index of 2025.
    Y2021,
}

/// A deprivation index made ready for one edition of areas.
#[derive(Debug)]
pub struct Deprivation {
    /// Edition of the index, as `2019`.
    pub edition: String,
    deciles: HashMap<String, i64>,
    /// Areas that were drawn together from areas of different tenths.
    pub undecided: usize,
}

impl Deprivation {
    /// The tenth of an area.
    pub fn decile(&self, lsoa: &str) -> Option<i64> {
        self.deciles.get(lsoa).copied()
    }
}

impl Lookups {
    /// Takes in one lookup file.
    pub fn read(
        &mut self,
        recognised: &Recognised,
        file_name: &str,
        reader: &mut dyn Read,
        notes: &mut Notes,
    ) -> Result<Pass, ReadError> {
        let at = |role: &str| recognised.positions.of(role);
        let layout = recognised.layout;
        let (first, second) = match layout {
            Layout::CareBoardCodes => (at("gss"), at("ods")),
            Layout::TrustCareBoards => (at("org_code"), at("icb")),
            Layout::LocalAuthorityRegions => (at("lad"), at("region")),
            Layout::LocalAuthorityNames => (at("lad"), at("lad_name")),
            Layout::LocalAuthoritySuccessors => (at("from"), at("to")),
            Layout::LsoaSuccessors => (at("lsoa11"), at("lsoa21")),
            _ => (at("lsoa"), at("decile")),
        };
        let year = if recognised.positions.name_of("lsoa").contains("21") { LsoaYear::Y2021 } else { LsoaYear::Y2011 };
        let mut deciles = HashMap::new();
        let pass = records::read(reader, recognised.delimiter, recognised.has_header, |record| {
            let (key, value) = (record.get(first), record.get(second));
            if key.is_empty() || value.is_empty() {
                notes.skip("rows without a code", record.row, &format!("{key},{value}"));
                return Ok(());
            }
            match layout {
                Layout::CareBoardCodes => {
                    self.care_board_ods.insert(key.into_owned(), value.into_owned());
                }
                Layout::TrustCareBoards => {
                    let share = record.get(at("share")).parse().unwrap_or(1.0);
                    let held = self.trust_care_boards.entry(key.into_owned()).or_insert((f64::NEG_INFINITY, String::new()));
                    if held.0 < share {
                        *held = (share, value.into_owned());
                    }
                }
                Layout::LocalAuthorityRegions => {
                    let name = record.get(at("lad_name"));
                    if !name.is_empty() {
                        self.local_authority_names.insert(key.to_string(), name.into_owned());
                    }
                    self.local_authority_regions.insert(key.into_owned(), value.into_owned());
                }
                Layout::LocalAuthorityNames => {
                    self.local_authority_names.entry(key.into_owned()).or_insert_with(|| value.into_owned());
                }
                Layout::LocalAuthoritySuccessors => {
                    let name = record.get(at("to_name"));
                    if !name.is_empty() {
                        self.local_authority_names.entry(value.to_string()).or_insert_with(|| name.into_owned());
                    }
                    self.successors.entry(key.into_owned()).or_default().insert(value.into_owned());
                }
                Layout::LsoaSuccessors => {
                    self.lsoa11_of_lsoa21.entry(value.to_string()).or_default().push(key.to_string());
                    self.lsoa21_of_lsoa11.entry(key.into_owned()).or_default().push(value.into_owned());
                }
                _ => match whole_number(&value).filter(|decile| (1..=10).contains(decile)) {
                    Some(decile) => {
                        deciles.insert(key.into_owned(), decile);
                    }
                    None => notes.skip("deciles that are not 1 to 10", record.row, &value),
                },
            }
            Ok(())
        })?;
        if layout == Layout::Deprivation {
            let edition = match (year, file_name.contains("2015")) {
                (LsoaYear::Y2011, true) => "2015",
                (LsoaYear::Y2011, false) => "2019",
                (LsoaYear::Y2021, _) => "2025",
            };
            notes.say(format!("read as the index of {edition}, drawn on the areas of {}", year.text()));
            // Of two editions on the same areas the newer one is kept.
            if self.deprivation.get(&year).is_none_or(|(held, _)| held.as_str() <= edition) {
                self.deprivation.insert(year, (edition.to_owned(), deciles));
            }
        }
        Ok(pass)
    }

    /// The ODS code of a care board, or the code itself where no lookup names it.
    pub fn care_board<'a>(&'a self, code: &'a str) -> &'a str {
        self.care_board_ods.get(code).map_or(code, String::as_str)
    }

    /// True when care boards of postcodes can be told from those of organisations.
    pub fn knows_care_boards(&self) -> bool {
        !self.care_board_ods.is_empty()
    }

    /// The care board most of a trust's patients came from.
    pub fn trust_care_board(&self, org_code: &str) -> Option<&str> {
        self.trust_care_boards.get(org_code).map(|(_, icb)| self.care_board(icb))
    }

    /// Region of a local authority.
    pub fn region(&self, local_authority: &str) -> Option<&str> {
        self.local_authority_regions.get(local_authority).map(String::as_str)
    }

    /// Name of a local authority.
    pub fn local_authority_name(&self, local_authority: &str) -> Option<&str> {
        self.local_authority_names.get(local_authority).map(String::as_str)
    }

    /// Local authorities with their names and regions.
    pub fn local_authorities(&self) -> impl Iterator<Item = (&str, &str, Option<&str>)> {
        self.local_authority_regions
            .iter()
            .filter_map(|(code, region)| Some((code.as_str(), self.local_authority_name(code)?, Some(region.as_str()))))
    }

    /// The local authority that took another's place whole; the code itself when none did, or when it was divided.
    pub fn successor<'a>(&'a self, local_authority: &'a str) -> &'a str {
        let mut code = local_authority;
        // Two reorganisations can follow each other; a ring of codes cannot be followed for ever.
        for _ in 0..4 {
            match self.successors.get(code).map(|next| (next.len(), next.first())) {
                Some((1, Some(next))) if next != code => code = next,
                _ => break,
            }
        }
        code
    }

    /// The deprivation index for postcodes that carry areas of `year`; the same areas first, else through the lookup.
    pub fn deprivation(&self, year: LsoaYear) -> Option<Deprivation> {
        if let Some((edition, deciles)) = self.deprivation.get(&year) {
            return Some(Deprivation { edition: edition.clone(), deciles: deciles.clone(), undecided: 0 });
        }
        let (other, through) = match year {
            LsoaYear::Y2021 => (LsoaYear::Y2011, &self.lsoa11_of_lsoa21),
            LsoaYear::Y2011 => (LsoaYear::Y2021, &self.lsoa21_of_lsoa11),
        };
        let (edition, known) = self.deprivation.get(&other)?;
        let (mut deciles, mut undecided) = (HashMap::new(), 0);
        for (area, others) in through {
            let found: BTreeSet<i64> = others.iter().filter_map(|other| known.get(other).copied()).collect();
            match (found.len(), found.first()) {
                (1, Some(decile)) => {
                    deciles.insert(area.clone(), *decile);
                }
                (0, _) => {}
                // Areas of different tenths were drawn together: no one tenth is right, so none is given.
                _ => undecided += 1,
            }
        }
        (!deciles.is_empty()).then(|| Deprivation { edition: edition.clone(), deciles, undecided })
    }
}

impl LsoaYear {
    /// The year.
    pub const fn text(self) -> &'static str {
        match self {
            LsoaYear::Y2011 => "2011",
            LsoaYear::Y2021 => "2021",
        }
    }
}

/// A whole number, also as `9.0`.
fn whole_number(text: &str) -> Option<i64> {
    let whole =
        text.split_once('.').map_or(text, |(whole, rest)| if rest.bytes().all(|byte| byte == b'0') { whole } else { text });
    whole.parse().ok()
}
