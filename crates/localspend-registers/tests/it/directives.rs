//! The starter register of directives, and what an organisation's own files do to it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use localspend_registers::directives::{
    DirectiveFile, Issue, Origin, Register, Severity, Version, category_codes, describe, load, starter,
};

use crate::layouts::shown_batches;

fn starter_register() -> (Register, Vec<Issue>) {
    load(&starter(), &category_codes())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The versions of a directive in force on a day, as a matching by dates alone finds them.
fn in_force(register: &Register, id: &str, on: &str) -> Vec<String> {
    let on = day(on);
    let applies = |version: &&&Version| {
        version.effective_from.is_some_and(|from| from <= on) && version.effective_to.is_none_or(|to| on <= to)
    };
    register.directive(id).iter().filter(applies).map(|version| version.version.clone()).collect()
}

#[test]
fn the_starter_register_has_no_error() {
    let (register, issues) = starter_register();
    let errors: Vec<String> = issues.iter().filter(|issue| issue.severity == Severity::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert!(register.versions.len() > 70, "{}", register.versions.len());
    // A directive without a first day is a known gap; any other warning is a slip in our own files.
    for issue in &issues {
        let known = issue.message.contains("no first day in force") || issue.message.contains("binds nobody");
        assert!(known, "{issue}");
    }
}

#[test]
fn every_fact_has_its_version() {
    let facts = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/registers/directives.csv"));
    let Ok(facts) = std::fs::read_to_string(facts) else {
        eprintln!("SKIPPED: ../shared is not there");
        return;
    };
    let (register, _) = starter_register();
    let has = |id: &str| {
        register
            .versions
            .iter()
            .any(|version| version.directive_id == id || format!("{}-{}", version.directive_id, version.version) == id)
    };
    let mut reader = csv::Reader::from_reader(facts.as_bytes());
    let ids: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
    assert_eq!(ids.len(), 70);
    let absent: Vec<&String> = ids.iter().filter(|id| !has(id)).collect();
    assert!(absent.is_empty(), "facts without a version: {absent:?}");
}

#[test]
fn the_price_cap_came_in_three_steps() {
    let (register, _) = starter_register();
    for (on, expected) in [
        ("2015-11-22", vec![]),
        ("2015-11-23", vec!["1"]),
        ("2016-01-31", vec!["1"]),
        ("2016-02-01", vec!["2"]),
        ("2016-03-31", vec!["2"]),
        ("2016-04-01", vec!["3"]),
        ("2024-01-01", vec!["3"]),
    ] {
        let found: Vec<String> =
            in_force(&register, "AGY-CAP", on).into_iter().filter(|version| !version.ends_with("-adopted")).collect();
        assert_eq!(found, expected, "{on}: two caps at once, or none, would give a payment the wrong rule");
    }
}

#[test]
fn renewable_electricity_had_three_strengths() {
    let (register, _) = starter_register();
    let strength = |on: &str| {
        let versions = in_force(&register, "ENERGY-REN", on);
        let version = register.directive("ENERGY-REN").into_iter().find(|version| versions == [version.version.clone()]).unwrap();
        version.force.clone()
    };
    assert_eq!(strength("2021-06-30"), "comply_or_explain");
    assert_eq!(strength("2022-06-30"), "mandatory");
    assert_eq!(strength("2023-06-30"), "comply_or_explain");
}

#[test]
fn the_ban_that_was_paused_the_day_before_applies_to_nothing() {
    let (register, _) = starter_register();
    assert_eq!(register.directive("AGY-BAN").len(), 1);
    for on in ["2017-03-31", "2017-04-01", "2017-06-01", "2025-01-01"] {
        assert!(in_force(&register, "AGY-BAN", on).is_empty(), "{on}: a rule that never took effect would block payments");
    }
    assert!(describe(&register, "AGY-BAN").unwrap().contains("applies to nothing"));
}

#[test]
fn foundation_trusts_are_bound_only_by_their_own_date() {
    let (register, _) = starter_register();
    let versions = register.directive("AGY-FW");
    let bound = |kind: &str| {
        let fits = versions.iter().filter(|version| version.org_kinds.iter().any(|bound| bound == kind));
        fits.map(|version| version.by_adoption).collect::<Vec<_>>()
    };
    assert_eq!(bound("nhs_trust"), [false, false]);
    assert_eq!(bound("foundation_trust"), [true, true], "a foundation trust in good order is free to use any agency");
}

#[test]
fn only_what_binds_and_excludes_blocks() {
    let (register, _) = starter_register();
    let mut blocking: Vec<&str> = register
        .versions
        .iter()
        .filter(|version| {
            version.effect == "blocks"
                && version.confidence != "recalled"
                && version.trigger == "always"
                && version.effective_from.is_some()
        })
        .map(|version| version.directive_id.as_str())
        .collect();
    blocking.dedup();
    assert_eq!(blocking, ["AGY-AE", "AGY-FW", "HCTED", "MED-MPSC"], "whatever else blocks here is not supported by the facts");
    let supply_chain = register.directive("NHSSC-USE")[0];
    assert_eq!((supply_chain.force.as_str(), supply_chain.effect.as_str()), ("recommended", "steers"));
    assert_ne!(register.directive("FWHOST")[0].trigger, "always", "whether a framework was used is not in a ledger");
}

#[test]
fn an_organisation_adds_to_the_register_without_touching_ours() {
    let own = r#"
[[adoption]]
directive = "HCTED"
org_code = "ZA1"
category = "high_cost_devices"
from = "2018-04"

[[approved_supplier]]
directive = "AGY-FW"
version = "2016"
name = "Fen Nursing Agency Ltd"
company_number = "1234567"
from = "2020-01-01"

[[exemption]]
directive = "CONSULT-50K"
kind = "approval_granted"
words = "programme approved by the board on 1 May 2024"

[[directive]]
id = "OWN-1"
title = "Printing through the in-house unit"
issuer = "Marshland Hospitals"
kind = "directive"
force = "contractual"
effect = "blocks"
applies_at = "order"
route = "The print unit"
categories = ["marketing"]
org_codes = ["ZA1"]
effect_on_local_buying = "No outside printer may be used."
still_allowed = "Large format print."
source = { title = "Standing financial instructions", url = "https://example.org/sfi" }
confidence = "sourced"
checked_on = "2026-01-05"
[[directive.version]]
version = "1"
effective_from = "2024-01-01"
"#;
    let (register, issues) = Register::with_own(&[("marshland.toml".to_owned(), own.to_owned())]);
    assert!(issues.iter().all(|issue| issue.file != "marshland.toml"), "{issues:?}");
    let batches = register.batches().unwrap();
    let columns = ["directive_id", "org_code", "category_code", "adopted_from", "adopted_to"];
    assert_eq!(shown_batches(&batches["directive_adoptions"], &columns), ["HCTED|ZA1|high_cost_devices|2018-04-01|"]);
    let approved = shown_batches(&batches["directive_suppliers"], &["directive_id", "version", "name", "company_number"]);
    for line in ["AGY-FW|2016|Fen Nursing Agency Ltd|01234567", "AGY-FW|2016-adopted|Fen Nursing Agency Ltd|01234567"] {
        assert!(
            approved.contains(&line.to_owned()),
            "{line}: who is approved for trusts is approved for foundation trusts: {approved:?}"
        );
    }
    let rows = shown_batches(&batches["directives"], &["directive_id", "version", "org_codes", "origin"]);
    assert!(rows.contains(&"OWN-1|1|ZA1|workspace: marshland.toml".to_owned()), "{rows:?}");
    let text = describe(&register, "CONSULT-50K").unwrap();
    assert!(text.contains("programme approved by the board on 1 May 2024"), "{text}");
    assert!(text.contains("£50,000"), "{text}");
}

#[test]
fn mistakes_name_the_file_and_the_key() {
    let check = |text: &str, expected: &[&str]| {
        let file = DirectiveFile { name: "own.toml", text, origin: Origin::Workspace };
        let mut files = starter();
        files.push(file);
        let (_, issues) = load(&files, &category_codes());
        let found: Vec<String> =
            issues.iter().filter(|issue| issue.file.starts_with("own.toml")).map(ToString::to_string).collect();
        let joined = found.join("\n");
        for words in expected {
            assert!(joined.contains(words), "`{words}` is not said of:\n{text}\nbut:\n{joined}");
        }
    };
    check("colour = 1", &["own.toml", "line 1", "unknown field `colour`", "hint:"]);
    check("[[directive]\n", &["own.toml", "line 1"]);
    check("[[adoption]]\ndirective = \"HCTED\"\norg_code = \"ZA1\"\nfrom = 2018-04-01\n", &["adoption[0].from"]);
    check("[[adoption]]\ndirective = \"NOPE\"\norg_code = \"ZA1\"\nfrom = \"2018\"\n", &["there is no directive `NOPE`"]);
    check("[[adoption]]\ndirective = \"HCTED\"\norg_code = \"ZA1\"\nfrom = \"April\"\n", &["`April` is not a date"]);
    check("[[exemption]]\ndirective = \"NOPE\"\nkind = \"emergency\"\nwords = \"x\"\n", &["there is no directive `NOPE`"]);
    check("[[directive]]\nid = \"X\"\n", &["directive X", "it has no version"]);
    check(
        "[[directive]]\nid = \"X\"\n[[directive.version]]\nversion = \"1\"\n",
        &["version 1: source.title", "version 1: force"],
    );
    let whole = |extra: &str, versions: &str| {
        format!(
            "[[directive]]\nid = \"X\"\ntitle = \"t\"\nissuer = \"i\"\nkind = \"directive\"\nforce = \"mandatory\"\n\
             effect = \"steers\"\napplies_at = \"order\"\nroute = \"r\"\ncategories = [\"cleaning\"]\norg_kinds = [\"nhs_trust\"]\n\
             effect_on_local_buying = \"e\"\nstill_allowed = \"s\"\nconfidence = \"sourced\"\nchecked_on = \"2026-01-01\"\n\
             source = {{ title = \"s\", url = \"u\" }}\n{extra}\n{versions}"
        )
    };
    let version = |name: &str, from: &str, to: &str| {
        let to = if to.is_empty() { String::new() } else { format!("effective_to = \"{to}\"\n") };
        format!("[[directive.version]]\nversion = \"{name}\"\neffective_from = \"{from}\"\n{to}")
    };
    check(
        &whole("", &(version("1", "2020", "") + &version("2", "2021", ""))),
        &["version 2", "in force together with version 1"],
    );
    check(&whole("", &(version("1", "2020", "2020") + &version("2", "2022", ""))), &["nothing is in force between"]);
    check(&whole("", &version("1", "2021", "2020")), &["before it begins"]);
    check(&whole("categories_excluded = [\"cakes\"]", &version("1", "2020", "")), &["there is no category `cakes`"]);
    check(&whole("status = \"asleep\"", &version("1", "2020", "")), &["`asleep` is not known", "in_force"]);
}

#[test]
fn rows_are_the_same_whatever_the_order_of_files() {
    let (register, _) = starter_register();
    let mut reversed = starter();
    reversed.reverse();
    let (again, _) = load(&reversed, &category_codes());
    assert_eq!(register, again, "a register that depends on the order of files would change every figure with it");
}

#[test]
fn every_directive_can_be_told_in_plain_words() {
    let (register, _) = starter_register();
    let ids: BTreeMap<&str, ()> = register.versions.iter().map(|version| (version.directive_id.as_str(), ())).collect();
    for id in ids.keys() {
        let text = describe(&register, id).unwrap();
        for label in ["Since when", "Who", "How binding", "Local buying", "Still allowed", "Source"] {
            assert!(text.contains(label), "{id} lacks {label}:\n{text}");
        }
        let words = text.lines().filter(|line| !line.contains("http")).collect::<Vec<_>>().join("\n");
        assert!(!words.contains('_'), "{id} shows a code where words should stand:\n{text}");
    }
    assert_eq!(describe(&register, "NOPE"), None);
}

#[test]
fn living_wage_rates_rise_and_bind_after_they_are_announced() {
    let seed = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../queries/seeds/living_wage_rates.csv"));
    let mut latest: BTreeMap<String, u32> = BTreeMap::new();
    let mut rows = 0;
    for record in csv::Reader::from_reader(seed.as_bytes()).records() {
        let record = record.unwrap();
        let pence: u32 = record[2].replace('.', "").parse().unwrap();
        let area = record[1].to_owned();
        let before = latest.insert(area, pence).unwrap_or_default();
        assert!(pence > before, "{record:?}: the rate has never fallen, so a digit is wrong");
        if let (Ok(announced), Ok(binds)) = (record[3].parse::<NaiveDate>(), record[4].parse::<NaiveDate>()) {
            assert!(announced < binds, "{record:?}: nobody was bound before the announcement");
        }
        rows += 1;
    }
    assert_eq!(rows, 30, "fifteen years, two areas");
    assert!(latest["london"] > latest["uk"]);
}
