//! Puts identities into the lake's tables. Sorted, so that the same evidence gives the same bytes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use localspend_model::codes::SupplierKind;
use localspend_model::tables;

use crate::decisions::{Answer, Decisions};
use crate::error::Error;
use crate::identifiers;
use crate::national;
use crate::register::{Body, RegisterSet};
use crate::resolve::{Identity, NameEvidence};

/// Table `supplier_names`.
pub fn supplier_names(identities: &[Identity]) -> Result<RecordBatch, Error> {
    let evidence =
        identities.iter().map(|identity| serde_json::to_string(&identity.evidence).unwrap_or_else(|_| "{}".to_owned()));
    let times: TimestampMicrosecondArray =
        identities.iter().map(|identity| identity.decided.as_ref().map(|(_, at)| at.timestamp_micros())).collect();
    let columns: Vec<ArrayRef> = vec![
        texts(identities.iter().map(|identity| identity.supplier_name.as_str())),
        texts(identities.iter().map(|identity| identity.supplier_id.as_str())),
        texts(identities.iter().map(|identity| identity.method)),
        Arc::new(Float64Array::from_iter_values(identities.iter().map(|identity| identity.score))),
        some_texts(identities.iter().map(|identity| identity.runner_up.as_ref().map(|(id, _)| id.as_str()))),
        Arc::new(
            identities.iter().map(|identity| identity.runner_up.as_ref().map(|(_, score)| *score)).collect::<Float64Array>(),
        ),
        texts(identities.iter().map(|identity| identity.status.as_str())),
        Arc::new(StringArray::from_iter_values(evidence)),
        some_texts(identities.iter().map(|identity| identity.decided.as_ref().map(|(by, _)| by.as_str()))),
        Arc::new(times.with_timezone("UTC")),
    ];
    Ok(RecordBatch::try_new(tables::SUPPLIER_NAMES.schema(), columns)?)
}

/// Table `accreditation_suppliers`.
pub fn accreditation_suppliers(accredited: &[(String, Identity)]) -> Result<RecordBatch, Error> {
    let mut rows: Vec<&(String, Identity)> = accredited.iter().collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows.dedup_by(|a, b| a.0 == b.0);
    let columns: Vec<ArrayRef> = vec![
        texts(rows.iter().map(|(id, _)| id.as_str())),
        texts(rows.iter().map(|(_, identity)| identity.supplier_id.as_str())),
        texts(rows.iter().map(|(_, identity)| identity.method)),
        Arc::new(Float64Array::from_iter_values(rows.iter().map(|(_, identity)| identity.score))),
        texts(rows.iter().map(|(_, identity)| identity.status.as_str())),
    ];
    Ok(RecordBatch::try_new(tables::ACCREDITATION_SUPPLIERS.schema(), columns)?)
}

/// Table `supplier_identities`: every supplier that a name or an accreditation points to.
pub fn supplier_identities(
    identities: &[Identity],
    accredited: &[(String, Identity)],
    registers: &RegisterSet,
    decisions: &Decisions,
    names: &[NameEvidence],
) -> Result<RecordBatch, Error> {
    let mut groups: BTreeMap<&str, Vec<&Identity>> = BTreeMap::new();
    for identity in identities.iter().chain(accredited.iter().map(|(_, identity)| identity)) {
        groups.entry(&identity.supplier_id).or_default().push(identity);
    }
    let mut vats: HashMap<&str, Vec<String>> = HashMap::new();
    for evidence in names {
        let found = evidence.vat_numbers.iter().filter_map(|text| identifiers::vat_number(text));
        vats.entry(&evidence.name).or_default().extend(found);
    }
    let rows: Vec<Row> = groups.iter().map(|(id, members)| Row::of(id, members, registers, decisions, &vats)).collect();
    let columns: Vec<ArrayRef> = vec![
        texts(rows.iter().map(|row| row.id.as_str())),
        texts(rows.iter().map(|row| row.name.as_str())),
        texts(rows.iter().map(|row| row.kind.as_str())),
        filled(rows.iter().map(|row| row.company_number.as_str())),
        filled(rows.iter().map(|row| row.charity_number.as_str())),
        filled(rows.iter().map(|row| row.ods_code.as_str())),
        filled(rows.iter().map(|row| row.vat_number.as_str())),
        filled(rows.iter().map(|row| row.registered_postcode.as_str())),
        filled(rows.iter().map(|row| row.decided_postcode.as_str())),
        filled(rows.iter().map(|row| row.country.as_str())),
        filled(rows.iter().map(|row| row.sic_code.as_str())),
        texts(rows.iter().map(|row| row.size.as_str())),
        Arc::new(BooleanArray::from_iter(rows.iter().map(|row| Some(row.is_vcse)))),
        some_texts(rows.iter().map(|row| row.special)),
    ];
    Ok(RecordBatch::try_new(tables::SUPPLIER_IDENTITIES.schema(), columns)?)
}

/// One supplier.
struct Row {
    id: String,
    name: String,
    kind: SupplierKind,
    company_number: String,
    charity_number: String,
    ods_code: String,
    vat_number: String,
    registered_postcode: String,
    decided_postcode: String,
    country: String,
    sic_code: String,
    size: String,
    is_vcse: bool,
    special: Option<&'static str>,
}

impl Row {
    fn of(
        id: &str,
        members: &[&Identity],
        registers: &RegisterSet,
        decisions: &Decisions,
        vats: &HashMap<&str, Vec<String>>,
    ) -> Row {
        let body = registers.by_id(id).map(|body| registers.body(body));
        let known = body.clone().unwrap_or_else(|| numbers_of(id));
        let mut by_use: Vec<&&Identity> = members.iter().collect();
        by_use.sort_by(|a, b| b.payments.cmp(&a.payments).then_with(|| a.supplier_name.cmp(&b.supplier_name)));
        let commonest = by_use.first().map_or("", |identity| identity.supplier_name.as_str());
        let own_name = national::of_cell(commonest).map_or(commonest, |body| body.title);
        let kind = known.kind.unwrap_or_else(|| shown_kind(&by_use));
        let special = if body.is_some() { None } else { by_use.iter().find_map(|identity| identity.special) };
        let vat = by_use.iter().flat_map(|identity| vats.get(identity.supplier_name.as_str()).into_iter().flatten()).min();
        let decided = members
            .iter()
            .filter_map(|identity| decisions.place(&identity.supplier_name))
            .filter(|decision| decision.answer != Answer::IsNot)
            .max_by(|a, b| (a.decided_at, &a.postcode).cmp(&(b.decided_at, &b.postcode)))
            .and_then(|decision| decision.postcode.clone());
        Row {
            id: id.to_owned(),
            name: if known.name.is_empty() { own_name.to_owned() } else { known.name.to_owned() },
            kind,
            company_number: known.company_number.to_owned(),
            charity_number: known.charity_number.to_owned(),
            ods_code: known.ods_code.to_owned(),
            vat_number: if known.vat_number.is_empty() { vat.cloned().unwrap_or_default() } else { known.vat_number.to_owned() },
            registered_postcode: known.postcode.to_owned(),
            decided_postcode: decided.unwrap_or_default(),
            country: known.country.to_owned(),
            sic_code: known.sic_code.to_owned(),
            size: if known.size.is_empty() { "unknown".to_owned() } else { known.size.to_owned() },
            is_vcse: known.is_vcse || matches!(kind, SupplierKind::Charity | SupplierKind::Cic),
            special: special.map(crate::kind::Special::as_str),
        }
    }
}

/// What an id itself says, for a supplier that a person named and no register at hand has.
fn numbers_of(id: &str) -> Body<'_> {
    let rest = |prefix: &str| id.strip_prefix(prefix).unwrap_or("");
    let (company, charity, ods) = (rest("GB-COH-"), rest("GB-CHC-"), rest("GB-NHS-"));
    let kind = match id.get(..7) {
        Some("GB-COH-") => Some(SupplierKind::Company),
        Some("GB-CHC-") => Some(SupplierKind::Charity),
        Some("GB-NHS-") => Some(SupplierKind::Nhs),
        Some("GB-LAE-") => Some(SupplierKind::LocalAuthority),
        _ => None,
    };
    Body { id, kind, company_number: company, charity_number: charity, ods_code: ods, active: true, ..Body::default() }
}

/// The kind that the commonest telling name shows.
fn shown_kind(by_use: &[&&Identity]) -> SupplierKind {
    let telling = by_use.iter().map(|identity| identity.inferred).find(|kind| *kind != SupplierKind::Unknown);
    telling.unwrap_or(SupplierKind::Unknown)
}

fn texts<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn some_texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn filled<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    some_texts(values.map(|value| Some(value).filter(|value| !value.is_empty())))
}
