//! Lists that an organisation brings itself: accredited employers and its own suppliers.

use std::collections::BTreeSet;
use std::io::Read;

use localspend_model::postcode;
use sha2::{Digest, Sha256};

use crate::error::ReadError;
use crate::notes::Notes;
use crate::open::hex;
use crate::recognise::Recognised;
use crate::records::{self, Pass};
use crate::rows::{Cell, Sink, TableWriter};
use crate::text::{self, header_key};
use crate::vat;

/// Reads a list of accredited employers; `seen` holds the rows of earlier lists, which are not taken twice.
pub fn read_accreditations(
    recognised: &Recognised,
    source: &str,
    seen: &mut BTreeSet<String>,
    reader: &mut dyn Read,
    writer: &mut TableWriter,
    sink: &mut Sink<'_>,
    notes: &mut Notes,
) -> Result<Pass, ReadError> {
    let at = |role: &str| recognised.positions.of(role);
    records::read(reader, recognised.delimiter, recognised.has_header, |record| {
        let name = record.get(at("name"));
        if name.is_empty() {
            notes.skip("employers without a name", record.row, "");
            return Ok(());
        }
        let given_kind = record.get(at("kind"));
        let Some(kind) = accreditation_kind(&given_kind) else {
            notes.skip("kinds of accreditation that are not known", record.row, &given_kind);
            return Ok(());
        };
        let dates = [at("from"), at("to")].map(|column| {
            let given = record.get(column);
            let date = text::date(&given);
            if date.is_none() && !given.is_empty() {
                notes.count("accreditation dates that cannot be read", record.row, &given);
            }
            date
        });
        let [from, to] = dates;
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            notes.skip("accreditations that end before they begin", record.row, &name);
            return Ok(());
        }
        let given_number = record.get(at("company_number"));
        let company_number = text::company_number(&given_number).unwrap_or_default();
        if company_number.is_empty() && !given_number.is_empty() {
            notes.count("company numbers that cannot be read", record.row, &given_number);
        }
        let charity_number = text::charity_number(&record.get(at("charity_number"))).unwrap_or_default();
        let shown = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let key = [name.to_uppercase(), kind.to_owned(), company_number.clone(), shown(from), shown(to)].join("\u{1f}");
        let digest = hex(&Sha256::digest(key.as_bytes()));
        let id = format!("ACC-{}", &digest[..16]);
        if !seen.insert(id.clone()) {
            notes.skip("rows that repeat an earlier one", record.row, &name);
            return Ok(());
        }
        let cells = [
            Cell::Text(&id),
            Cell::Text(&name),
            Cell::Texts(&text::list(&record.get(at("other_names")))),
            Cell::Text(kind),
            Cell::Text(&company_number),
            Cell::Text(&charity_number),
            Cell::Date(from),
            Cell::Date(to),
            Cell::Text(&record.get(at("sector"))),
            Cell::Text(&record.get(at("region"))),
            Cell::Text(source),
        ];
        Ok(writer.push(&cells, sink)?)
    })
}

/// The code of a kind of accreditation, however a list words it. A list that does not say is of living-wage employers.
fn accreditation_kind(text: &str) -> Option<&'static str> {
    let key = header_key(text);
    let has = |word: &str| key.contains(word);
    if key.is_empty()
        || has("livingwageemployer")
        || has("accreditedemployer")
        || matches!(key.as_str(), "employer" | "livingwage")
    {
        Some("living_wage_employer")
    } else if has("serviceprovider") || has("recognised") {
        Some("recognised_service_provider")
    } else if has("goodemploymentcharter") {
        Some("gm_good_employment_charter")
    } else if has("goodworkstandard") {
        Some("london_good_work_standard")
    } else {
        None
    }
}

/// Reads a supplier list.
pub fn read_suppliers(
    recognised: &Recognised,
    source: &str,
    reader: &mut dyn Read,
    writer: &mut TableWriter,
    sink: &mut Sink<'_>,
    notes: &mut Notes,
) -> Result<Pass, ReadError> {
    let at = |role: &str| recognised.positions.of(role);
    records::read(reader, recognised.delimiter, recognised.has_header, |record| {
        let name = record.get(at("name"));
        if name.is_empty() {
            notes.skip("suppliers without a name", record.row, &record.get(at("supplier_ref")));
            return Ok(());
        }
        let given_postcode = record.get(at("postcode"));
        let canonical = postcode::canonical(&given_postcode).unwrap_or_default();
        if canonical.is_empty() && !given_postcode.is_empty() {
            notes.count("postcodes that are not full UK postcodes", record.row, &given_postcode);
        }
        let given_number = record.get(at("company_number"));
        let company_number = text::company_number(&given_number).unwrap_or_default();
        if company_number.is_empty() && !given_number.is_empty() {
            notes.count("company numbers that cannot be read", record.row, &given_number);
        }
        let given_vat = record.get(at("vat_number"));
        let vat_number = vat::canonical(&given_vat).unwrap_or_default();
        if vat_number.is_empty() && !given_vat.is_empty() {
            notes.count("VAT numbers that cannot be read", record.row, &given_vat);
        } else if !vat_number.is_empty() && !vat::check_digits_fit(&vat_number) {
            notes.count("VAT numbers whose check digits are wrong, kept", record.row, &given_vat);
        }
        let country = record.get(at("country"));
        let cells = [
            Cell::Text(&record.get(at("supplier_ref"))),
            Cell::Text(&name),
            Cell::Text(&company_number),
            Cell::Text(&text::charity_number(&record.get(at("charity_number"))).unwrap_or_default()),
            Cell::Text(&vat_number),
            Cell::Text(&canonical),
            Cell::Text(if is_home(&country) { "" } else { &country }),
            Cell::Text(size(&record.get(at("size"))).unwrap_or_default()),
            Cell::Date(text::date(&record.get(at("valid_from")))),
            Cell::Date(text::date(&record.get(at("valid_to")))),
            Cell::Text(source),
        ];
        Ok(writer.push(&cells, sink)?)
    })
}

/// True for the United Kingdom and its parts, however written.
fn is_home(country: &str) -> bool {
    let home = ["", "gb", "uk", "gbr", "unitedkingdom", "greatbritain", "england", "scotland", "wales", "northernireland"];
    home.contains(&header_key(country).as_str())
}

fn size(text: &str) -> Option<&'static str> {
    match header_key(text).as_str() {
        "micro" => Some("micro"),
        // A list that only says "SME" is kept at the size that counts the same in every share.
        "small" | "sme" | "smallmedium" | "yes" | "y" | "true" => Some("small"),
        "medium" => Some("medium"),
        "large" => Some("large"),
        _ => None,
    }
}
