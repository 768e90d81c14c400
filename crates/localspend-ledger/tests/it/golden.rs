//! The real London and converted files against what two independent readers agreed on.

use std::collections::BTreeMap;
use std::path::Path;

use localspend_ledger::Source;
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
