//! The real London and converted files against what two independent readers agreed on.

use std::collections::BTreeMap;
use std::path::Path;

use localspend_ledger::{Source, sum_is_far};
use localspend_model::Money;

use crate::support::{Line, named, read_all, shared};

/// What the literal reading of a file gives, under the names of the golden table.
fn reading(path: &Path, converted: bool) -> BTreeMap<&'static str, String> {
    let (_, lines) = read_all(Source::Path(path), &named(path));
    // The golden table reads the converted files literally: what is rejected here as no money counts there.
    let literal = |line: &&Line| {
        line.verdict == "payment" || converted && matches!(line.reason.as_str(), "amount_is_reference" | "amount_misplaced")
    };
    let payments: Vec<&Line> = lines.iter().filter(literal).collect();
    let amounts = || payments.iter().filter_map(|line| line.amount);
    let body = lines.iter().filter(|line| !matches!(line.reason.as_str(), "header" | "preamble")).count();
    let dates = || payments.iter().filter_map(|line| line.paid_on.clone());
    let count = |reason: &str| lines.iter().filter(|line| line.reason == reason).count().to_string();
    let mut refs: Vec<String> = Vec::new();
    for (class, reason) in [
        ("blank", "blank"),
        ("no_amount_empty", "line_incomplete"),
        ("no_supplier", "amount_without_supplier"),
        ("page_number", "page_number"),
        ("total_row", "total"),
    ] {
        let rows: Vec<String> = lines.iter().filter(|line| line.reason == reason).map(|line| line.row.to_string()).collect();
        if !rows.is_empty() {
            let more = if rows.len() > 12 { "..." } else { "" };
            refs.push(format!("{class}@{}{more}", rows[..rows.len().min(12)].join(",")));
        }
    }
    refs.sort();
    BTreeMap::from([
        ("records_after_header", body.to_string()),
        ("rows_payment", payments.len().to_string()),
        ("sum", plain(amounts().sum())),
        ("sum_positive", plain(amounts().filter(|money| *money > Money::ZERO).sum())),
        ("sum_negative", plain(amounts().filter(|money| *money < Money::ZERO).sum())),
        ("min_date", dates().min().unwrap_or_default()),
        ("max_date", dates().max().unwrap_or_default()),
        ("rows_payment_no_date", payments.iter().filter(|line| line.paid_on.is_none()).count().to_string()),
        ("rows_blank", count("blank")),
        ("rows_total", count("total")),
        ("rows_page_number", count("page_number")),
        ("rows_header_repeated", count("header_repeated")),
        ("nonpayment_refs", refs.join("; ")),
    ])
}

fn plain(money: Money) -> String {
    if money == Money::ZERO { "0".to_owned() } else { money.to_string() }
}

#[test]
fn every_golden_file_agrees() {
    let Some(shared) = shared() else { return };
    let ledgers = shared.join("data/ledgers");
    let golden = std::fs::read_to_string(ledgers.join("golden.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(golden.as_bytes());
    let headers = rows.headers().unwrap().clone();
    let mut differences = Vec::new();
    let mut files = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let column = |name: &str| row.get(headers.iter().position(|header| header == name).unwrap()).unwrap().to_owned();
        let path = column("path");
        let found = reading(&ledgers.join(&path), path.starts_with("converted"));
        for (name, value) in found {
            let mut expected = column(name);
            if name == "nonpayment_refs" {
                let mut refs: Vec<&str> = expected.split("; ").collect();
                refs.sort_unstable();
                expected = refs.join("; ");
            }
            if expected != value {
                differences.push(format!("{path} | {name} | golden {expected} | read {value}"));
            }
        }
        files += 1;
    }
    assert_eq!(files, 106);
    for difference in &differences {
        println!("{difference}");
    }
    assert!(differences.is_empty(), "{} differences from the golden table", differences.len());
}

/// Two files that a conversion damaged. Counted as they stand, they would put references into the sums: millions of
/// pounds that nobody paid.
#[test]
fn the_damage_of_two_conversions_is_caught() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("data/ledgers/converted-from-pdf");
    let path = folder.join("SEL 10 - January.pdf.csv");
    let (inspection, lines) = read_all(Source::Path(&path), &named(&path));
    // The literal sum is 5.7 thousand million: transaction numbers that slipped into the amounts.
    let totals = &inspection.totals;
    let references: Vec<&Line> = lines.iter().filter(|line| line.reason == "amount_is_reference").collect();
    assert!(references.len() > 100 && references.iter().all(|line| line.verdict == "rejected"));
    assert!(totals.amount_payments < Money::from_pence(5_000_000_000), "{} counted as paid", totals.amount_payments);
    for code in ["amount_is_reference", "supplier_is_number"] {
        let doubt = inspection.doubts.iter().find(|doubt| doubt.code == code).unwrap_or_else(|| panic!("no doubt {code}"));
        assert!(doubt.at_stake.is_some_and(|money| money > Money::ZERO) && !doubt.settle.is_empty());
    }
    let path = folder.join("NCL 07 - October.pdf.csv");
    let (_, lines) = read_all(Source::Path(&path), &named(&path));
    let line = lines.iter().find(|line| line.row == 23).unwrap();
    assert_eq!((line.verdict.as_str(), line.reason.as_str()), ("rejected", "amount_misplaced"));
}

/// Real months vary: a warning that comes with every other file is read by nobody.
#[test]
fn the_sums_of_real_months_raise_few_alarms() {
    let Some(shared) = shared() else { return };
    let golden = std::fs::read_to_string(shared.join("data/ledgers/golden.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(golden.as_bytes());
    let headers = rows.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let mut folders: BTreeMap<String, Vec<(String, Money)>> = BTreeMap::new();
    for row in rows.records() {
        let row = row.unwrap();
        let (folder, name) = row[at("path")].rsplit_once('/').unwrap();
        let (pounds, pence) = row[at("sum")].split_once('.').unwrap_or((&row[at("sum")], "00"));
        let sum = Money::from_pence(format!("{pounds}{pence:0<2}").parse().unwrap());
        folders.entry(folder.to_owned()).or_default().push((name.to_owned(), sum));
    }
    let mut alarms = Vec::new();
    for (folder, months) in folders.iter().filter(|(folder, _)| folder.starts_with("london")) {
        for (name, sum) in months {
            let others: Vec<Money> = months.iter().filter(|(other, _)| other != name).map(|(_, sum)| *sum).collect();
            alarms.extend(sum_is_far(*sum, &others).map(|what| format!("{folder}/{name}: {what}")));
        }
    }
    alarms.iter().for_each(|alarm| println!("{alarm}"));
    assert!(alarms.is_empty(), "{} of 99 files", alarms.len());
    let months: Vec<Money> = folders["london-2020-21/LNWU"].iter().map(|(_, sum)| *sum).collect();
    let total: Money = months.iter().copied().sum();
    assert!(sum_is_far(total, &months).is_some(), "a year published as a month");
}
