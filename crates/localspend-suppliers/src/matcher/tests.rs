//! Names as ledgers spoil them, against registers that hold their look-alikes. Every name is invented.

use localspend_model::codes::MatchStatus;
use localspend_model::settings::Method;

use super::*;
use crate::candidates::Scratch;
use crate::matching::{Answer, answer};
use crate::register::Body;

/// A register like a real one in size: common words are common there, so that rare words tell.
fn register(names: &[(&str, &str, &str)]) -> RegisterSet {
    let mut set = RegisterSet::default();
    for (id, name, postcode) in names {
        set.add(&Body { id, name, postcode, active: true, ..Body::default() });
    }
    let places = ["ALDERMERE", "BRINDLEFORD", "COPSEWICK", "DRAYBOURNE", "ELVERTHORPE", "FENNICOTE", "GARROWBY", "HOLLINSEA"];
    let trades = ["FACILITIES", "WORKWEAR", "CLEANING", "CATERING", "FURNITURE", "HEALTH", "ENGINEERING", "SUPPLIES"];
    let ends = ["LIMITED", "SERVICES LIMITED", "GROUP LIMITED", "NHS FOUNDATION TRUST", "(UK) LIMITED", "HOLDINGS LIMITED"];
    for (p, place) in places.iter().enumerate() {
        for (t, trade) in trades.iter().enumerate() {
            for (e, end) in ends.iter().enumerate() {
                let name = format!("{place} AND {} {trade} {end}", places[(p + t + e + 1) % places.len()]);
                set.add(&Body { id: &format!("F:{p}{t}{e}"), name: &name, active: true, ..Body::default() });
            }
        }
    }
    set
}

fn ask(set: &RegisterSet, evidence: &NameEvidence) -> (String, Answer) {
    let matcher = Matcher::new(set).unwrap();
    let answer = answer(&matcher, evidence, &Method::default(), &mut Scratch::default());
    (answer.best.as_ref().map_or(String::new(), |best| set.id(best.body).to_owned()), answer)
}

fn named(name: &str) -> NameEvidence {
    NameEvidence { name: name.to_owned(), payments: 1, ..NameEvidence::default() }
}

const TRUST: (&str, &str, &str) = ("T1", "FALLOWDENE AND CASTLEPORT MENTAL HEALTH NHS FOUNDATION TRUST", "");

#[test]
fn a_name_cut_off_by_its_column_is_the_only_one_that_begins_so() {
    let set = register(&[TRUST]);
    for cut in [
        "FALLOWDENE AND CASTLEPORT MENTAL HEALTH",
        "FALLOWDENE AND CASTLEPORT MENTAL HEALTH N",
        "Fallowdene and Castleport Mental He",
    ] {
        let (id, answer) = ask(&set, &named(cut));
        assert_eq!((id.as_str(), answer.status), ("T1", MatchStatus::Auto), "{cut}: {answer:?}");
    }
}

#[test]
fn a_name_cut_off_where_two_begin_so_is_left_to_a_person() {
    let set = register(&[TRUST, ("T2", "FALLOWDENE AND CASTLEPORT MENTAL HEALTH CARE HOSPITAL", "")]);
    let (_, answer) = ask(&set, &named("FALLOWDENE AND CASTLEPORT MENTAL HEALTH"));
    assert_ne!(answer.status, MatchStatus::Auto, "{answer:?}");
    let group = register(&[("C1", "FALLOWDENE AND CASTLEPORT WORKWEAR HOLDINGS LIMITED", "")]);
    let (_, answer) = ask(&group, &named("FALLOWDENE AND CASTLEPORT WORKWEAR"));
    assert_ne!(answer.status, MatchStatus::Auto, "the holding company is another body: {answer:?}");
}

#[test]
fn one_wrong_letter_in_a_telling_word_does_not_lose_the_supplier() {
    let set = register(&[("C1", "CORVANE & DELLING FACILITIES LIMITED", "")]);
    for typo in ["Corvane & Deling Facilities Ltd", "CORVANE AND DELLLING FACILITIES LTD", "Corvnae & Delling Facilities Limited"]
    {
        let (id, answer) = ask(&set, &named(typo));
        assert_eq!(id, "C1", "{typo}: {answer:?}");
        assert_ne!(answer.status, MatchStatus::Unmatched, "{typo}: {answer:?}");
    }
}

#[test]
fn one_wrong_letter_between_two_bodies_is_left_to_a_person() {
    let set = register(&[("C1", "NANASTOCK WORKWEAR LIMITED", ""), ("C2", "NANASTICK WORKWEAR LIMITED", "")]);
    for (name, id) in [("Nanastock Workwear Ltd", "C1"), ("Nanastick Workwear", "C2")] {
        let (found, answer) = ask(&set, &named(name));
        assert_eq!(found, id, "{answer:?}");
        let other = answer.runner_up.map_or(0.0, |other| other.score);
        assert!(other < Method::default().accept_score, "{name}: its look-alike has {other}");
    }
    let (_, answer) = ask(&set, &named("Nanastuck Workwear Ltd"));
    assert_ne!(answer.status, MatchStatus::Auto, "{answer:?}");
}

#[test]
fn companies_of_one_group_are_not_each_other() {
    let set = register(&[("C1", "QUORNDALE BEDDING LIMITED", "DN1 1AA")]);
    for name in [
        "Quorndale Bedding Holdings Ltd",
        "Quorndale Bedding (UK) Ltd",
        "Quorndale Bedding LLP",
        "Quorndale Bedding Group Limited",
        "Quorndale Bedding International plc",
    ] {
        let near = NameEvidence { postcodes: vec!["DN1 1AA".into()], ..named(name) };
        for evidence in [named(name), near] {
            let (_, answer) = ask(&set, &evidence);
            assert_ne!(answer.status, MatchStatus::Auto, "{name}: {answer:?}");
        }
    }
    for (register_name, name) in
        [("QUORNDALE BEDDING (UK) LIMITED", "Quorndale Bedding Ltd"), ("QUORNDALE BEDDING LLP", "Quorndale Bedding Ltd")]
    {
        let (_, answer) = ask(&register(&[("C1", register_name, "")]), &named(name));
        assert_ne!(answer.status, MatchStatus::Auto, "{register_name}: {answer:?}");
    }
}

#[test]
fn twins_are_told_apart_by_an_address_only_when_they_do_not_share_it() {
    let names = [("C1", "TARNBECK LIFTS LIMITED", "DN1 1AA"), ("C2", "TARNBECK LIFTS LIMITED", "DN2 2BB")];
    let set = register(&names);
    let (_, answer) = ask(&set, &named("Tarnbeck Lifts Ltd"));
    assert_eq!(answer.status, MatchStatus::Review, "{answer:?}");
    let at = |postcode: &str| NameEvidence { postcodes: vec![postcode.into()], ..named("Tarnbeck Lifts Ltd") };
    let (id, answer) = ask(&set, &at("DN2 2BB"));
    assert_eq!((id.as_str(), answer.status), ("C2", MatchStatus::Auto), "{answer:?}");
    let together = register(&[names[0], ("C2", "TARNBECK LIFTS LIMITED", "DN1 1AA")]);
    assert_eq!(ask(&together, &at("DN1 1AA")).1.status, MatchStatus::Review);
}

#[test]
fn a_national_body_is_known_by_all_its_names() {
    let set = register(&[("N1", "NHS RESOLUTION", ""), ("N2", "NHS BLOOD AND TRANSPLANT", ""), ("C1", "NHSBT LIMITED", "")]);
    for (name, id) in [
        ("NHSLA", "N1"),
        ("Nhs Litigation Authority", "N1"),
        ("NHS Resolution", "N1"),
        ("NHSBT", "N2"),
        ("NHS Blood & Transplant", "N2"),
    ] {
        let (found, answer) = ask(&set, &named(name));
        assert_eq!((found.as_str(), answer.status), (id, MatchStatus::Auto), "{name} is one of the largest payees: {answer:?}");
    }
    let (_, answer) = ask(&set, &named("NHS Resolution Catering Ltd"));
    assert_ne!(answer.status, MatchStatus::Auto, "{answer:?}");
}

/// What was found in the best candidate, in words.
fn reasons(set: &RegisterSet, name: &str) -> String {
    let (_, answer) = ask(set, &named(name));
    answer.best.or(answer.runner_up).map_or(String::new(), |found| found.reasons().join("; "))
}

#[test]
fn a_trusts_charity_does_not_put_the_trust_in_doubt() {
    let with = |name| register(&[TRUST, ("T2", name, "")]);
    let cut = "FALLOWDENE AND CASTLEPORT MENTAL HEALTH NHS";
    let charity = with("FALLOWDENE AND CASTLEPORT MENTAL HEALTH NHS FOUNDATION TRUST CHARITABLE FUND");
    assert!(!reasons(&charity, cut).contains("another body"), "{}", reasons(&charity, cut));
    let other = with("FALLOWDENE AND CASTLEPORT MENTAL HEALTH NHS HOSPITAL");
    assert!(reasons(&other, cut).contains("another body"), "either may be meant: {}", reasons(&other, cut));
}

#[test]
fn the_first_of_two_names_in_a_cell_was_not_cut_off_by_its_column() {
    let set = register(&[("C1", "FALLOWDENE SURGERY", "")]);
    let found = reasons(&set, "FALLOWDENE T/A CASTLEPORT ROAD HOUSE");
    assert!(!found.contains("cut off"), "the cell is long, the name is short: {found}");
}

#[test]
fn a_cell_whose_letters_were_damaged_is_not_accepted_for_its_legal_name_alone() {
    let set = register(&[("C1", "TARNBECK LIMITED", "")]);
    assert_eq!(ask(&set, &named("Tarnbeck Ltd")).1.status, MatchStatus::Auto);
    let (_, answer) = ask(&set, &named("TARNBECKAA LTD"));
    assert_ne!(answer.status, MatchStatus::Auto, "the name was read into it: {answer:?}");
}

/// A payment to a trust before it was merged is not the successor's: whether the successor is meant depends on the day.
#[test]
fn the_name_of_a_merged_body_is_shown_and_left_to_a_person_and_a_former_name_is_taken() {
    let mut set = register(&[]);
    let trust = set.add(&Body { id: "GB-NHS-R9Z", name: "DUNMORE VALE NHS FOUNDATION TRUST", active: true, ..Body::default() });
    set.add_name(trust, "PEMBER ROYAL INFIRMARY NHS TRUST", NameRole::Predecessor);
    set.add_name(trust, "DUNMORE DISTRICT HOSPITALS NHS TRUST", NameRole::Previous);
    let (id, answer) = ask(&set, &named("Pember Royal Infirmary NHS Trust"));
    assert_eq!((id.as_str(), answer.status), ("GB-NHS-R9Z", MatchStatus::Review), "{answer:?}");
    let (id, answer) = ask(&set, &named("Dunmore District Hospitals NHS Trust"));
    assert_eq!((id.as_str(), answer.status), ("GB-NHS-R9Z", MatchStatus::Auto), "{answer:?}");
}

/// Money would go to the practice next door.
#[test]
fn a_name_with_another_number_is_left_to_a_person() {
    let set = register(&[("P4", "THORNWICK HOUSE PRACTICE 4", ""), ("S2", "STATION ROAD DEPOT UNIT 12 CORVANE LIMITED", "")]);
    for asked in ["THORNWICK HOUSE PRACTICE 1", "STATION ROAD DEPOT UNIT 13 CORVANE LIMITED"] {
        let (_, answer) = ask(&set, &named(asked));
        let best = answer.best.or(answer.runner_up).map_or(0.0, |best| best.score);
        assert!(answer.status != MatchStatus::Auto && best <= 0.6, "{asked}: {best}");
    }
}

/// A supplier's branch would be the council of its town.
#[test]
fn the_name_of_a_place_is_no_council() {
    let mut set = register(&[("GB-LAE-E07000099", "Drenmere", ""), ("N1", "VALE SUPPLY CHAIN LIMITED", "")]);
    crate::register::councils::add(&mut set);
    let (id, answer) = ask(&set, &named("DRENMERE COUNCIL"));
    assert_eq!((id.as_str(), answer.status), ("GB-LAE-E07000099", MatchStatus::Auto), "{answer:?}");
    let (_, answer) = ask(&set, &named("DRENMERE"));
    assert_eq!(answer.status, MatchStatus::Review, "a person decides: {answer:?}");
    let (_, answer) = ask(&set, &named("OTHER SUPPLIER (DRENMERE)"));
    assert_eq!(answer.status, MatchStatus::Unmatched, "{answer:?}");
}

/// Millions paid to a university would wait for a person, under the name of a hospital.
#[test]
fn a_university_is_not_the_trust_of_its_town() {
    let set = register(&[
        ("T1", "UNIVERSITY HOSPITALS OF DRENMERE NHS TRUST", ""),
        ("T2", "QUENTHAM COLLEGE LONDON HOSPITALS NHS FOUNDATION TRUST", ""),
        ("T3", "STAVERTON UNIVERSITY HOSPITALS NHS TRUST", ""),
        ("T4", "VALE TEES AND WENDLEPOOL NHS FOUNDATION TRUST", ""),
    ]);
    for name in ["University of Drenmere", "Quentham College London", "STAVERTON UNIVERSITY", "VALE TEES AND WENDLEPOOL COLLEGE"]
    {
        let (_, answer) = ask(&set, &named(name));
        assert_eq!(answer.status, MatchStatus::Unmatched, "{name}: {answer:?}");
    }
}

#[test]
fn a_company_with_a_trusts_name_in_it_is_left_to_a_person() {
    let set = register(&[("T1", "DRENMERE COMMUNITY HEALTH NHS TRUST", ""), ("T2", "VALE AND PEMBER NHS TRUST", "")]);
    for name in ["DRENMERE COMMUNITY HEALTH CIC", "DRENMERE COMMUNITY HEALTH LTD", "VALE AND PEMBER MIND", "VALE AND PEMBER LMC"]
    {
        let (_, answer) = ask(&set, &named(name));
        let best = answer.best.or(answer.runner_up).map_or(0.0, |best| best.score);
        assert!(answer.status != MatchStatus::Auto && best <= OTHER_SORT, "{name}: {best}");
    }
    let (id, answer) = ask(&set, &named("DRENMERE COMMUNITY HEALTH NHS TRUST LTD"));
    assert_eq!((id.as_str(), answer.status), ("T1", MatchStatus::Auto), "it says what it is: {answer:?}");
}
