//! Whole resolutions over invented registers.

use super::*;
use crate::register::{AccreditedName, Body, NameRole};
use arrow::array::{Array, StringArray};

fn registers() -> RegisterSet {
    let mut set = RegisterSet::default();
    let company = |set: &mut RegisterSet, number: &str, name: &str, postcode: &str| {
        let id = format!("GB-COH-{number}");
        set.add(&Body {
            id: &id,
            kind: Some(SupplierKind::Company),
            name,
            company_number: number,
            postcode,
            active: true,
            ..Body::default()
        })
    };
    let quill = company(&mut set, "00012345", "QUILL & DAUGHTERS LIMITED", "DN1 1AA");
    set.add_name(quill, "PEMBER FEATHERS LIMITED", NameRole::Previous);
    company(&mut set, "00055555", "BRIGHTWELL LIMITED", "DN1 2BB");
    company(&mut set, "OC301234", "BRIGHTWELL LLP", "DN1 3CC");
    company(&mut set, "00066666", "TWINNING SERVICES LIMITED", "DN2 1AA");
    company(&mut set, "00077777", "TWINNING SERVICES LIMITED", "DN2 2BB");
    set.add(&Body {
        id: "GB-NHS-RZZ",
        kind: Some(SupplierKind::Nhs),
        name: "DUNMORE VALE NHS FOUNDATION TRUST",
        ods_code: "RZZ",
        active: true,
        ..Body::default()
    });
    set
}

fn named(name: &str) -> NameEvidence {
    NameEvidence { name: name.to_owned(), payments: 1, amount: Money::from_pence(100), ..NameEvidence::default() }
}

fn identity_of(evidence: NameEvidence, decisions: &Decisions) -> Identity {
    let resolution = resolve(&[evidence], &registers(), decisions, &Method::default()).unwrap();
    resolution.identities[0].clone()
}

fn check(name: &str, id: &str, method: &str) {
    let identity = identity_of(named(name), &Decisions::default());
    assert_eq!(
        (identity.supplier_id.as_str(), identity.method, identity.status),
        (id, method, MatchStatus::Auto),
        "{name}: {identity:?}"
    );
}

#[test]
fn spellings_codes_and_former_names_reach_the_registered_body() {
    check("Quill and Daughters Ltd", "GB-COH-00012345", "exact");
    check("QUILL & DAUGHTERS", "GB-COH-00012345", "exact");
    check("000099QUILL & DAUGHTERS LTD CIS5", "GB-COH-00012345", "exact");
    check("Pember Feathers", "GB-COH-00012345", "other_name");
    check("UK0001234501 : Quill", "GB-COH-00012345", "code");
    check("DUNMORE VALE NHSFT", "GB-NHS-RZZ", "exact");
    check("Dunmore Vale Trust (RZZ)", "GB-NHS-RZZ", "code");
}

#[test]
fn look_alikes_are_other_bodies() {
    check("Brightwell Ltd", "GB-COH-00055555", "exact");
    check("BRIGHTWELL LLP", "GB-COH-OC301234", "exact");
    for name in ["Brightwell Holdings Ltd", "BRIGHTWELL (UK) LTD", "Quill", "DR I PEMBER"] {
        let identity = identity_of(named(name), &Decisions::default());
        assert_ne!(identity.status, MatchStatus::Auto, "{name} would take another body's money: {identity:?}");
        assert!(identity.supplier_id.starts_with("LS-"));
    }
}

#[test]
fn two_bodies_of_one_name_need_more_evidence() {
    let doubt = identity_of(named("Twinning Services Ltd"), &Decisions::default());
    assert_eq!(doubt.status, MatchStatus::Review);
    assert!(doubt.runner_up.is_some(), "a reviewer must see who is in doubt");
    let placed =
        identity_of(NameEvidence { postcodes: vec!["dn22bb".into()], ..named("Twinning Services Ltd") }, &Decisions::default());
    assert_eq!((placed.supplier_id.as_str(), placed.status), ("GB-COH-00077777", MatchStatus::Auto));
}

#[test]
fn a_number_that_the_name_contradicts_is_not_believed() {
    let identity =
        identity_of(NameEvidence { company_numbers: vec!["12345".into()], ..named("Osterley Lifts Ltd") }, &Decisions::default());
    assert_eq!(identity.status, MatchStatus::Review);
    let own = identity_of(named("OSTERLEY COLLEGE:00012345"), &Decisions::default());
    assert_eq!(own.status, MatchStatus::Unmatched, "a payer's own number is not a company number");
}

#[test]
fn a_person_overrides_everything() {
    let mut decisions = Decisions::default();
    let rows = "supplier_name,answer,supplier_id,postcode,reason,decided_by,decided_at\n\
        QUILL LTD,is,GB-COH-00012345,DN9 9ZZ,letterhead,I Pember,2025-05-01\n\
        Brightwell Ltd,is_not,GB-COH-00055555,,a namesake,I Pember,2025-05-01\n";
    decisions.clone_from(&Decisions::read(rows.as_bytes()));
    let decided = identity_of(named("QUILL LTD"), &decisions);
    assert_eq!(
        (decided.supplier_id.as_str(), decided.status, decided.method),
        ("GB-COH-00012345", MatchStatus::Confirmed, "decision")
    );
    let refused = identity_of(named("Brightwell Ltd"), &decisions);
    assert_ne!(refused.supplier_id, "GB-COH-00055555");
}

#[test]
fn order_of_names_does_not_matter_and_new_names_change_nothing() {
    let names =
        ["Osterley Lifts Ltd", "OSTERLEY LIFT", "Quill and Daughters", "10000001", "Various", "MRS I PEMBER"].map(named).to_vec();
    let set = registers();
    let first = resolve(&names, &set, &Decisions::default(), &Method::default()).unwrap();
    let mut more: Vec<NameEvidence> = names.iter().rev().cloned().collect();
    more.push(named("Osterley Lifts (London)"));
    let second = resolve(&more, &set, &Decisions::default(), &Method::default()).unwrap();
    for identity in &first.identities {
        assert!(second.identities.contains(identity), "{} changed: {second:?}", identity.supplier_name);
    }
    let ids: Vec<&str> = first.identities.iter().map(|identity| identity.supplier_id.as_str()).collect();
    let position = |name: &str| first.identities.iter().position(|identity| identity.supplier_name == name).unwrap();
    assert_eq!(ids[position("Osterley Lifts Ltd")], ids[position("OSTERLEY LIFT")], "one supplier would be counted as two");
}

#[test]
fn accreditations_meet_the_ledgers_supplier_with_and_without_a_register() {
    let mut set = registers();
    for (id, name, number) in
        [("A1", "Quill & Daughters", None), ("A2", "Osterley Lifts", None), ("A3", "Brightwell", Some("00055555"))]
    {
        set.accreditations.push(AccreditedName {
            id: id.into(),
            name: name.into(),
            company_number: number.map(str::to_owned),
            ..AccreditedName::default()
        });
    }
    let resolution = resolve(&[named("OSTERLEY LIFTS LTD")], &set, &Decisions::default(), &Method::default()).unwrap();
    let ids = resolution.accreditation_suppliers.column(1).as_any().downcast_ref::<StringArray>().unwrap();
    assert_eq!((ids.value(0), ids.value(2)), ("GB-COH-00012345", "GB-COH-00055555"));
    assert_eq!(ids.value(1), resolution.identities[0].supplier_id, "an accredited employer would be counted as not listed");
}

/// In the list of the largest payees one body would stand several times, under the notes of its payers.
#[test]
fn a_national_body_with_notes_is_one_supplier_by_its_own_name() {
    let names = ["HMRC Employers Account", "H M Revenue & Customs", "HMRC (247)", "NHS Supply Chain Capital (905)"].map(named);
    let resolution = resolve(&names, &registers(), &Decisions::default(), &Method::default()).unwrap();
    let ids: std::collections::BTreeSet<&str> =
        resolution.identities.iter().map(|identity| identity.supplier_id.as_str()).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    let column = resolution.supplier_identities.column_by_name("name").unwrap();
    let mut found: Vec<&str> = column.as_any().downcast_ref::<StringArray>().unwrap().iter().flatten().collect();
    found.sort_unstable();
    assert_eq!(found, ["HM Revenue and Customs", "NHS Supply Chain"]);
}
