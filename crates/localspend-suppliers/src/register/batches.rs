//! Reads the lake's register tables into a [`RegisterSet`]. Columns are found by name, so a table may gain columns.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, BooleanArray, Date32Array, ListArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field};
use localspend_model::codes::SupplierKind;
use localspend_model::postcode;

use super::{AccreditedName, Body, NameRole, RegisterSet, councils, other_names};
use crate::error::Error;
use crate::identifiers::{charity_number, company_number};

/// The register tables, as batches of the lake's tables of the same names.
#[derive(Debug, Clone, Copy, Default)]
pub struct RegisterTables<'a> {
    /// Table `companies`.
    pub companies: &'a [RecordBatch],
    /// Table `charities`.
    pub charities: &'a [RecordBatch],
    /// Table `organisations`.
    pub organisations: &'a [RecordBatch],
    /// Table `supplier_list`.
    pub supplier_list: &'a [RecordBatch],
    /// Table `accreditations`.
    pub accreditations: &'a [RecordBatch],
}

impl RegisterSet {
    /// Reads all register tables.
    pub fn from_tables(tables: &RegisterTables<'_>) -> Result<RegisterSet, Error> {
        let mut set = RegisterSet::default();
        organisations(&mut set, tables.organisations)?;
        for batch in tables.companies {
            companies(&mut set, batch)?;
        }
        for batch in tables.charities {
            charities(&mut set, batch)?;
        }
        for batch in tables.supplier_list {
            supplier_list(&mut set, batch)?;
        }
        for batch in tables.accreditations {
            accreditations(&mut set, batch)?;
        }
        // First, since the list knows further names of some councils.
        councils::add(&mut set);
        other_names::add(&mut set);
        Ok(set)
    }
}

/// One dated row of an organisation.
struct Span {
    from: i32,
    to: Option<i32>,
    name: String,
    kind: String,
    postcode: String,
    other_names: Vec<String>,
}

/// A body keeps its code while its name changes: the last name is its name, the earlier ones are former names.
fn organisations(set: &mut RegisterSet, batches: &[RecordBatch]) -> Result<(), Error> {
    let mut spans: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for batch in batches {
        let table = Reader { table: "organisations", batch };
        let (codes, names, kinds) = (table.texts("org_code")?, table.texts("name")?, table.texts("kind")?);
        let (postcodes, others) = (table.texts("postcode")?, table.lists("other_names")?);
        let (from, to) = (table.dates("valid_from")?, table.dates("valid_to")?);
        for row in 0..batch.num_rows() {
            spans.entry(text(&codes, row).to_owned()).or_default().push(Span {
                from: if from.is_valid(row) { from.value(row) } else { i32::MIN },
                to: to.is_valid(row).then(|| to.value(row)),
                name: text(&names, row).to_owned(),
                kind: text(&kinds, row).to_owned(),
                postcode: text(&postcodes, row).to_owned(),
                other_names: list(&others, row),
            });
        }
    }
    for (code, mut rows) in spans {
        rows.sort_by(|a, b| (a.to.is_none(), a.to, a.from, &a.name).cmp(&(b.to.is_none(), b.to, b.from, &b.name)));
        let Some(last) = rows.last() else { continue };
        let council = matches!(last.kind.as_str(), "council" | "combined_authority");
        let id = format!("{}{code}", if council { "GB-LAE-" } else { "GB-NHS-" });
        let body = set.add(&Body {
            id: &id,
            kind: Some(if council { SupplierKind::LocalAuthority } else { SupplierKind::Nhs }),
            name: &last.name,
            ods_code: if council { "" } else { &code },
            postcode: &last.postcode,
            size: "unknown",
            active: last.to.is_none(),
            ..Body::default()
        });
        let earlier = rows.iter().take(rows.len() - 1).map(|row| &row.name);
        for name in earlier.chain(rows.iter().flat_map(|row| &row.other_names)) {
            set.add_name(body, name, NameRole::Previous);
        }
    }
    Ok(())
}

fn companies(set: &mut RegisterSet, batch: &RecordBatch) -> Result<(), Error> {
    let table = Reader { table: "companies", batch };
    let (numbers, names, previous) = (table.texts("company_number")?, table.texts("name")?, table.lists("previous_names")?);
    let (postcodes, countries, categories) = (table.texts("postcode")?, table.texts("country")?, table.texts("category")?);
    let (statuses, sics, sizes) = (table.texts("status")?, table.lists("sic_codes")?, table.texts("size")?);
    let (dissolved, cics) = (table.dates("dissolved_on")?, table.flags("is_cic")?);
    for row in 0..batch.num_rows() {
        let number = text(&numbers, row);
        let id = format!("GB-COH-{number}");
        let is_cic = cics.is_valid(row) && cics.value(row);
        let category = text(&categories, row).to_ascii_lowercase();
        let kind = if is_cic {
            SupplierKind::Cic
        } else if category.contains("partnership") {
            SupplierKind::Partnership
        } else if category.contains("overseas") {
            SupplierKind::Overseas
        } else {
            SupplierKind::Company
        };
        let status = text(&statuses, row).to_ascii_lowercase();
        let canonical = postcode::canonical(text(&postcodes, row)).unwrap_or_default();
        let sic = list(&sics, row).into_iter().next().unwrap_or_default();
        let body = set.add(&Body {
            id: &id,
            kind: Some(kind),
            name: text(&names, row),
            company_number: number,
            postcode: &canonical,
            country: foreign_country(text(&countries, row)),
            sic_code: &sic,
            size: text(&sizes, row),
            is_vcse: is_cic || category.contains("charitable") || category.contains("registered society"),
            active: !dissolved.is_valid(row) && !status.contains("dissolved"),
            ..Body::default()
        });
        for name in list(&previous, row) {
            set.add_name(body, &name, NameRole::Previous);
        }
    }
    Ok(())
}

/// The country when it is not part of the United Kingdom.
fn foreign_country(country: &str) -> &str {
    const HOME: &[&str] = &[
        "",
        "ENGLAND",
        "SCOTLAND",
        "WALES",
        "NORTHERN IRELAND",
        "UNITED KINGDOM",
        "GREAT BRITAIN",
        "UK",
        "ENGLAND & WALES",
        "ENGLAND AND WALES",
    ];
    if HOME.contains(&country.trim().to_ascii_uppercase().as_str()) { "" } else { country }
}

fn charities(set: &mut RegisterSet, batch: &RecordBatch) -> Result<(), Error> {
    let table = Reader { table: "charities", batch };
    let (numbers, names, others) = (table.texts("charity_number")?, table.texts("name")?, table.lists("other_names")?);
    let (companies, postcodes, removed) = (table.texts("company_number")?, table.texts("postcode")?, table.dates("removed_on")?);
    for row in 0..batch.num_rows() {
        let number = text(&numbers, row);
        let company = company_number(text(&companies, row)).unwrap_or_default();
        let id = if company.is_empty() { format!("GB-CHC-{number}") } else { format!("GB-COH-{company}") };
        let canonical = postcode::canonical(text(&postcodes, row)).unwrap_or_default();
        let body = set.add(&Body {
            id: &id,
            kind: Some(SupplierKind::Charity),
            name: text(&names, row),
            company_number: &company,
            charity_number: number,
            postcode: &canonical,
            size: "unknown",
            is_vcse: true,
            active: !removed.is_valid(row),
            ..Body::default()
        });
        set.note_charity(body, number);
        for name in list(&others, row) {
            set.add_name(body, &name, NameRole::Other);
        }
    }
    Ok(())
}

fn supplier_list(set: &mut RegisterSet, batch: &RecordBatch) -> Result<(), Error> {
    let table = Reader { table: "supplier_list", batch };
    let (names, companies, charities) = (table.texts("name")?, table.texts("company_number")?, table.texts("charity_number")?);
    let (vats, countries, sizes) = (table.texts("vat_number")?, table.texts("country")?, table.texts("size")?);
    for row in 0..batch.num_rows() {
        let listed = Listed { name: text(&names, row), company: text(&companies, row), charity: text(&charities, row) };
        let country = foreign_country(text(&countries, row));
        if let Some(body) = listed.add(set, country, text(&sizes, row)) {
            set.note_vat(body, text(&vats, row));
        }
    }
    Ok(())
}

fn accreditations(set: &mut RegisterSet, batch: &RecordBatch) -> Result<(), Error> {
    let table = Reader { table: "accreditations", batch };
    let (ids, names, others) = (table.texts("accreditation_id")?, table.texts("name")?, table.lists("other_names")?);
    let (companies, charities) = (table.texts("company_number")?, table.texts("charity_number")?);
    for row in 0..batch.num_rows() {
        let (company, charity) = (company_number(text(&companies, row)), charity_number(text(&charities, row)));
        let listed = Listed { name: text(&names, row), company: text(&companies, row), charity: text(&charities, row) };
        if let Some(body) = listed.add(set, "", "") {
            for name in list(&others, row) {
                set.add_name(body, &name, NameRole::Other);
            }
        }
        set.accreditations.push(AccreditedName {
            id: text(&ids, row).to_owned(),
            name: text(&names, row).to_owned(),
            other_names: list(&others, row),
            company_number: company,
            charity_number: charity,
        });
    }
    Ok(())
}

/// A row of a list that a user brought. With a number it adds a body, or another name of a body, although no register
/// at hand has it.
struct Listed<'a> {
    name: &'a str,
    company: &'a str,
    charity: &'a str,
}

impl Listed<'_> {
    fn add(&self, set: &mut RegisterSet, country: &str, size: &str) -> Option<u32> {
        let (company, charity) = (company_number(self.company), charity_number(self.charity));
        let known = charity.as_deref().and_then(|number| set.by_charity_number(number));
        let id = match (&company, &charity) {
            (Some(number), _) => format!("GB-COH-{number}"),
            (None, Some(_)) if known.is_some() => known.map(|body| set.id(body).to_owned())?,
            (None, Some(number)) => format!("GB-CHC-{number}"),
            (None, None) => return None,
        };
        let body = set.add(&Body {
            id: &id,
            kind: Some(if charity.is_some() { SupplierKind::Charity } else { SupplierKind::Company }),
            name: self.name,
            company_number: company.as_deref().unwrap_or(""),
            charity_number: charity.as_deref().unwrap_or(""),
            country,
            size,
            is_vcse: charity.is_some(),
            active: true,
            ..Body::default()
        });
        Some(body)
    }
}

/// Finds a table's columns and brings them to the plain Arrow type, whatever variant the engine handed over.
struct Reader<'a> {
    table: &'static str,
    batch: &'a RecordBatch,
}

impl Reader<'_> {
    fn column(&self, column: &'static str, kind: &DataType) -> Result<ArrayRef, Error> {
        let missing = || Error::Column { table: self.table, column };
        let array = self.batch.column_by_name(column).ok_or_else(missing)?;
        cast(array, kind).map_err(|_| missing())
    }

    fn typed<A: Array + Clone + 'static>(&self, column: &'static str, kind: &DataType) -> Result<A, Error> {
        let array = self.column(column, kind)?;
        array.as_any().downcast_ref::<A>().cloned().ok_or(Error::Column { table: self.table, column })
    }

    fn texts(&self, column: &'static str) -> Result<StringArray, Error> {
        self.typed(column, &DataType::Utf8)
    }

    fn dates(&self, column: &'static str) -> Result<Date32Array, Error> {
        self.typed(column, &DataType::Date32)
    }

    fn flags(&self, column: &'static str) -> Result<BooleanArray, Error> {
        self.typed(column, &DataType::Boolean)
    }

    fn lists(&self, column: &'static str) -> Result<ListArray, Error> {
        self.typed(column, &DataType::List(Field::new("element", DataType::Utf8, true).into()))
    }
}

/// The cell, trimmed; empty for null.
fn text(column: &StringArray, row: usize) -> &str {
    if column.is_valid(row) { column.value(row).trim() } else { "" }
}

/// The texts of a list cell, empty ones left out.
fn list(column: &ListArray, row: usize) -> Vec<String> {
    if !column.is_valid(row) {
        return Vec::new();
    }
    let values = column.value(row);
    let Some(texts) = values.as_any().downcast_ref::<StringArray>() else { return Vec::new() };
    texts.iter().flatten().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::new_null_array;

    use super::*;

    /// Without them a payment to `London Borough of Dunmore`, or to a trust's former name, is nobody's.
    #[test]
    fn the_bodies_of_the_lake_have_the_names_that_their_tables_lack() {
        let texts = |texts: [&str; 2]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
        let list = DataType::List(Field::new("element", DataType::Utf8, true).into());
        let batch = RecordBatch::try_from_iter([
            ("org_code", texts(["E09000099", "R9Z"])),
            ("name", texts(["Dunmore", "Frimley Health NHS Foundation Trust"])),
            ("kind", texts(["council", "trust"])),
            ("postcode", texts(["", ""])),
            ("other_names", new_null_array(&list, 2)),
            ("valid_from", new_null_array(&DataType::Date32, 2)),
            ("valid_to", new_null_array(&DataType::Date32, 2)),
        ])
        .unwrap();
        let tables = RegisterTables { organisations: &[batch], ..RegisterTables::default() };
        let set = RegisterSet::from_tables(&tables).unwrap();
        assert_eq!(set.bearers_of("London Borough of Dunmore"), ["GB-LAE-E09000099"]);
        assert_eq!(set.bearers_of("Frimley Park Hospital NHS Trust"), ["GB-NHS-R9Z"]);
    }
}
