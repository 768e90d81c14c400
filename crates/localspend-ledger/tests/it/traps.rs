//! Every trap that ledgers are known to set, each in a folder of its own: small invented files and what a correct
//! reading of them gives. To add one, add a folder and its name to the list.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use localspend_ledger::{Hints, Inspection, Limits, Source, inspect};
use localspend_model::{Month, Period};
use serde::Deserialize;

use crate::support::{Line, read_all};

/// `expected.toml` of a folder.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trap {
    /// What would be wrong in the world if the reading were.
    wrong: String,
    file: Vec<Expected>,
}

/// A correct reading of one file. What is left out is not asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    name: String,
    /// Words of the refusal, where the file cannot be read.
    refused: Option<String>,
    /// Month that the configuration gives.
    month: Option<String>,
    #[serde(default)]
    payments: u64,
    #[serde(default)]
    rejected: u64,
    #[serde(default)]
    not_payments: u64,
    #[serde(default)]
    sum: String,
    first: Option<String>,
    last: Option<String>,
    format: Option<String>,
    encoding: Option<String>,
    /// Month that the file itself says it covers; empty: it does not say.
    period: Option<String>,
    control_total: Option<String>,
    repeated: Option<u64>,
    entities: Option<Vec<String>>,
    /// Codes of the doubts, all of them.
    doubts: Option<Vec<String>>,
    /// Number of lines with each reason, other than payments and the header.
    #[serde(default)]
    reasons: BTreeMap<String, usize>,
    /// Number of lines with each flag, all of them.
    #[serde(default)]
    flags: BTreeMap<String, usize>,
    /// Single lines: row (and sheet) and what stands there.
    #[serde(default)]
    line: Vec<BTreeMap<String, toml::Value>>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traps")
}

/// The names of the list, one for each line that is no comment.
fn listed() -> Vec<String> {
    let list = std::fs::read_to_string(folder().join("list.txt")).unwrap();
    let lines = list.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| line.split_whitespace().nth(1).unwrap_or_else(|| panic!("no name in {line:?}")).to_owned()).collect()
}

#[test]
fn every_trap_of_the_list_has_a_folder_and_every_folder_is_listed() {
    let found: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let names = listed();
    assert_eq!(names.iter().cloned().collect::<BTreeSet<_>>(), found, "left: the list; right: the folders");
    assert_eq!(names.len(), found.len(), "a trap is listed twice");
}

#[test]
fn every_trap_is_read_correctly() {
    let mut wrong = Vec::new();
    for name in listed() {
        let text = std::fs::read_to_string(folder().join(&name).join("expected.toml")).unwrap();
        let trap: Trap = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let files: BTreeSet<String> = trap.file.iter().map(|file| file.name.clone()).collect();
        for entry in std::fs::read_dir(folder().join(&name)).unwrap() {
            let file = entry.unwrap().file_name().into_string().unwrap();
            assert!(file == "expected.toml" || files.contains(&file), "{name}/{file} has no expected reading");
        }
        for file in &trap.file {
            let differences = differences(&folder().join(&name).join(&file.name), file);
            wrong.extend(differences.into_iter().map(|line| format!("{name}/{}: {line} ({})", file.name, trap.wrong)));
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

fn differences(path: &Path, expected: &Expected) -> Vec<String> {
    let month = expected.month.as_ref().map(|month| Period::month(month.parse::<Month>().unwrap()));
    let hints = Hints { file_name: expected.name.clone(), month, ..Hints::default() };
    if let Some(words) = &expected.refused {
        let refusal = inspect(Source::Path(path), &hints, &Limits::default()).map(|_| ()).err().map(|error| error.to_string());
        return match refusal {
            Some(text) if text.contains(words.as_str()) && text.contains("hint:") => Vec::new(),
            other => vec![format!("expected a refusal with {words:?} and a hint, found {other:?}")],
        };
    }
    let (seen, lines) = read_all(Source::Path(path), &hints);
    let mut out = Vec::new();
    let mut same = |what: &str, expected: String, found: String| {
        if expected != found {
            out.push(format!("{what} should be {expected} and is {found}"));
        }
    };
    let totals = &seen.totals;
    let counts = (totals.payments, totals.rejected, totals.not_payments);
    let wanted = (expected.payments, expected.rejected, expected.not_payments);
    same("payments, rejected, not payments", format!("{wanted:?}"), format!("{counts:?}"));
    same("sum", expected.sum.clone(), totals.amount_payments.to_string());
    same("reasons", format!("{:?}", expected.reasons), format!("{:?}", reasons(&lines)));
    same("flags", format!("{:?}", expected.flags), format!("{:?}", flags(&lines)));
    for (what, expected, found) in facts(expected, &seen) {
        if let Some(expected) = expected {
            same(what, expected, found);
        }
    }
    for wanted in &expected.line {
        for (what, expected, found) in line_facts(wanted, &lines) {
            same(&what, expected, found);
        }
    }
    out
}

fn reasons(lines: &[Line]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in lines.iter().filter(|line| !matches!(line.reason.as_str(), "payment" | "header")) {
        *counts.entry(line.reason.clone()).or_default() += 1;
    }
    counts
}

fn flags(lines: &[Line]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for flag in lines.iter().flat_map(|line| &line.flags) {
        *counts.entry(flag.clone()).or_default() += 1;
    }
    counts
}

fn facts(expected: &Expected, seen: &Inspection) -> Vec<(&'static str, Option<String>, String)> {
    let text = |value: Option<String>| value.unwrap_or_default();
    let period = seen.period.best().map(|(period, _)| match period.first == period.last {
        true => period.first.to_string(),
        false => format!("{}..{}", period.first, period.last),
    });
    let codes: BTreeSet<&str> = seen.doubts.iter().map(|doubt| doubt.code).collect();
    let doubts: Vec<&str> = codes.into_iter().collect();
    let entities: Vec<&String> = seen.entities.iter().map(|(name, _)| name).collect();
    vec![
        ("first date", expected.first.clone(), text(seen.min_date.map(|date| date.to_string()))),
        ("last date", expected.last.clone(), text(seen.max_date.map(|date| date.to_string()))),
        ("format", expected.format.clone(), seen.format.clone()),
        ("encoding", expected.encoding.clone(), text(seen.encoding.clone())),
        ("period", expected.period.clone(), text(period)),
        ("control total", expected.control_total.clone(), text(seen.control_total.map(|money| money.to_string()))),
        ("repeated", expected.repeated.map(|count| format!("{count}")), text(seen.repeated.map(|count| count.to_string()))),
        ("entities", expected.entities.as_ref().map(|names| format!("{names:?}")), format!("{entities:?}")),
        ("doubts", expected.doubts.as_ref().map(|codes| format!("{codes:?}")), format!("{doubts:?}")),
    ]
}

/// What a line should say, and what it says, for every key but its place.
fn line_facts(wanted: &BTreeMap<String, toml::Value>, lines: &[Line]) -> Vec<(String, String, String)> {
    let row = wanted["row"].as_integer().unwrap();
    let sheet = wanted.get("sheet").and_then(toml::Value::as_str);
    let line = lines.iter().find(|line| line.row == row && (sheet.is_none() || line.sheet.as_deref() == sheet));
    let Some(line) = line else { return vec![(format!("row {row}"), "there".to_owned(), "missing".to_owned())] };
    let facts = wanted.iter().filter(|(key, _)| !matches!(key.as_str(), "row" | "sheet")).map(|(key, value)| {
        let found = match key.as_str() {
            "reason" => line.reason.clone(),
            "amount" => line.amount.map(|money| money.to_string()).unwrap_or_default(),
            "paid_on" => line.paid_on.clone().unwrap_or_default(),
            "flags" => line.flags.join(" "),
            "raw" => line.raw.join("|"),
            column => line.text(column).to_owned(),
        };
        (format!("row {row}: {key}"), value.as_str().unwrap_or("a text").to_owned(), found)
    });
    facts.collect()
}
