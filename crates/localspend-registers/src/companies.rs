//! Companies House BasicCompanyData, streaming: names, former names, industry codes, legal form and size.

use std::collections::HashSet;
use std::io::Read;

use localspend_model::postcode;

use crate::error::ReadError;
use crate::notes::Notes;
use crate::recognise::Recognised;
use crate::records::{self, Pass};
use crate::rows::{Cell, Sink, TableWriter};
use crate::text;

const SIC: [&str; 4] = ["sic_1", "sic_2", "sic_3", "sic_4"];
const PREVIOUS: [&str; 10] = [
    "previous_1",
    "previous_2",
    "previous_3",
    "previous_4",
    "previous_5",
    "previous_6",
    "previous_7",
    "previous_8",
    "previous_9",
    "previous_10",
];

/// What is kept between company files: the numbers loaded, when there are several files.
#[derive(Debug, Default)]
pub struct Companies {
    seen: HashSet<u64>,
    /// True when more than one company file is loaded.
    pub several: bool,
}

impl Companies {
    /// Reads one company file into `writer`.
    pub fn read(
        &mut self,
        recognised: &Recognised,
        reader: &mut dyn Read,
        writer: &mut TableWriter,
        sink: &mut Sink<'_>,
        notes: &mut Notes,
    ) -> Result<Pass, ReadError> {
        let at = |role: &str| recognised.positions.of(role);
        let (name, number, postcode, country) = (at("name"), at("number"), at("postcode"), at("country"));
        let (category, status, accounts) = (at("category"), at("status"), at("accounts"));
        let (incorporated, dissolved) = (at("incorporated"), at("dissolved"));
        let (sic, previous) = (SIC.map(at), PREVIOUS.map(at));
        let (mut sic_codes, mut previous_names) = (Vec::new(), Vec::new());
        records::read(reader, recognised.delimiter, recognised.has_header, |record| {
            let given = record.get(number);
            let Some(company_number) = text::company_number(&given) else {
                notes.skip("company numbers that are not eight characters", record.row, &given);
                return Ok(());
            };
            let company_name = record.get(name);
            if company_name.is_empty() {
                notes.skip("companies without a name", record.row, &company_number);
                return Ok(());
            }
            if self.several && !self.seen.insert(packed(&company_number)) {
                notes.skip("companies already loaded from another file", record.row, &company_number);
                return Ok(());
            }
            sic_codes.clear();
            sic_codes.extend(sic.iter().filter_map(|column| sic_code(&record.get(*column))));
            previous_names.clear();
            for column in previous {
                let previous = record.get(column);
                if !previous.is_empty() {
                    previous_names.push(previous.into_owned());
                }
            }
            let given_postcode = record.get(postcode);
            let canonical = postcode::canonical(&given_postcode);
            if canonical.is_none() && !given_postcode.is_empty() {
                notes.count("registered offices whose postcode is not a full UK one", record.row, &given_postcode);
            }
            let (category, accounts) = (record.get(category), record.get(accounts));
            let cells = [
                Cell::Text(&company_number),
                Cell::Text(&company_name),
                Cell::Texts(&previous_names),
                Cell::Text(canonical.as_deref().unwrap_or_default()),
                Cell::Text(&record.get(country)),
                Cell::Text(&category),
                Cell::Text(&record.get(status)),
                Cell::Date(text::date(&record.get(incorporated))),
                Cell::Date(text::date(&record.get(dissolved))),
                Cell::Texts(&sic_codes),
                Cell::Text(&accounts),
                Cell::Text(size(&accounts)),
                Cell::Bool(category.to_ascii_lowercase().contains("community interest company")),
            ];
            Ok(writer.push(&cells, sink)?)
        })
    }
}

/// The digits before the words: `70229 - Management consultancy`.
fn sic_code(text: &str) -> Option<String> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    (4..=5).contains(&digits.len()).then_some(digits)
}

/// Size by the kind of accounts filed. Full and group accounts are filed by companies that do not qualify as small, or
/// belong to a group; a few that choose to file in full are counted too large by this. Dormant companies, first accounts not yet
/// filed and subsidiaries exempt through their parent say nothing about size.
pub fn size(accounts_category: &str) -> &'static str {
    match accounts_category.to_ascii_uppercase().as_str() {
        "MICRO ENTITY" => "micro",
        "SMALL"
        | "TOTAL EXEMPTION FULL"
        | "TOTAL EXEMPTION SMALL"
        | "PARTIAL EXEMPTION"
        | "UNAUDITED ABRIDGED"
        | "AUDITED ABRIDGED" => "small",
        "MEDIUM" => "medium",
        "FULL" | "GROUP" => "large",
        _ => "unknown",
    }
}

/// The eight characters of a company number as one number.
fn packed(company_number: &str) -> u64 {
    company_number.bytes().fold(0, |packed, byte| (packed << 8) | u64::from(byte))
}
