//! A county's and a department's files of many years, in every layout they used: each record is accounted for, and a
//! supplier's postcode is found in whatever column it stands. A postcode missed is a payment whose place nobody knows.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use localspend_ledger::Source;
use localspend_model::postcode::canonical;

use crate::support::{named, read_all, shared};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// One file of each layout: their first lines, without spaces and capitals, are alike where the layout is the same.
fn one_of_each_layout(files: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    let first_line = |path: &Path| {
        let mut head = String::from_utf8_lossy(&Source::Path(path).head(1_000).unwrap()).to_lowercase();
        head.retain(|character| character != ' ');
        head.lines().next().unwrap_or_default().to_owned()
    };
    files.into_iter().filter(|path| seen.insert(first_line(path))).collect()
}

#[test]
fn every_record_is_accounted_for_and_postcodes_land_in_their_column() {
    let Some(shared) = shared() else { return };
    let ledgers = shared.join("data/ledgers");
    let (mut with_postcodes, mut postcodes, mut contradicted) = (0, 0, 0);
    let mut files = one_of_each_layout([files(&ledgers.join("devon")), files(&ledgers.join("dh-2010-16"))].concat());
    // Its cells stand one column to the right of their labels: only the cells tell where the postcodes are.
    files.push(ledgers.join("dh-2010-16/dh/_25k_to_publish.csv"));
    for path in &files {
        let name = path.display().to_string();
        // This asserts that both passes agree and that every record is there once, in order.
        let (inspection, lines) = read_all(Source::Path(path), &named(path));
        let totals = &inspection.totals;
        assert_eq!(totals.records, totals.payments + totals.rejected + totals.not_payments, "{name}");
        assert!(totals.rejected * 100 <= totals.payments, "{name}: {} rejected of {}", totals.rejected, totals.records);
        let is_postcode = |cell: &str| canonical(cell).is_some();
        let payments = || lines.iter().filter(|line| line.verdict == "payment");
        // The column in which most cells are postcodes, whatever its label says.
        let width = payments().map(|line| line.raw.len()).max().unwrap_or(0);
        let count = |index: usize| payments().filter(|line| line.raw.get(index).is_some_and(|cell| is_postcode(cell))).count();
        let Some((most, column)) = (0..width).map(|index| (count(index), index)).max() else { continue };
        if most * 4 < payments().count() {
            continue;
        }
        with_postcodes += 1;
        postcodes += most;
        let label = inspection.sheets[0].plan.columns.get(column).map_or("", |column| &column.label).to_lowercase();
        contradicted += usize::from(!label.replace(' ', "").contains("postcode"));
        for line in payments().filter(|line| is_postcode(&line.raw[column])) {
            assert_eq!(line.text("supplier_postcode"), line.raw[column].trim(), "{name} row {}, column {column}", line.row);
        }
    }
    println!(
        "{} layouts, {with_postcodes} with postcodes ({contradicted} under another label), {postcodes} postcodes",
        files.len()
    );
    assert!(with_postcodes >= 15 && postcodes > 5_000 && contradicted > 0);
}
