//! Real ledgers of eleven London bodies, with real registers: does the whole line hold on what finance departments
//! really publish? The files are public but not ours, so they are read from beside the checkout.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::program::{cell, expect, query, run_in, shared};

/// A workspace over the public ledgers, configured as a person would: a folder for each organisation.
fn workspace(root: &Path, ledgers: &Path, registers: &Path) {
    let organisations = std::fs::read_to_string(ledgers.parent().unwrap().join("organisations.csv")).unwrap();
    let mut toml = String::from("[workspace]\nname = \"London 2020-21\"\n");
    for record in csv::Reader::from_reader(organisations.as_bytes()).records() {
        let record = record.unwrap();
        toml.push_str(&format!("[[ledgers]]\npath = \"{}/{}/**\"\norg = \"{}\"\n", ledgers.display(), &record[0], &record[2]));
    }
    toml.push_str(&format!("[[registers]]\npath = \"{}/**/*.csv*\"\n", registers.display()));
    std::fs::write(root.join("localspend.toml"), toml).unwrap();
}

/// Every file is read, and what was read agrees with two independent readings to the penny.
#[test]
fn the_london_ledgers_run_and_agree_with_the_golden_figures() {
    let (Some(ledgers), Some(registers), Some(golden)) =
        (shared("ledgers/london-2020-21"), shared("registers"), shared("ledgers/golden.csv"))
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    workspace(root, &ledgers, &registers);
    let said = run_in(root, &["run"]);
    assert!(said.status == 0 || said.status == 1, "status {}\n{}\n{}", said.status, said.stdout, said.stderr);

    let files: BTreeMap<String, Vec<String>> =
        query(root, "select file_id, payments, amount_payments, status, file_name from files")
            .into_iter()
            .map(|row| (row[0].clone(), row))
            .collect();
    let (mut agreeing, mut different) = (0, Vec::new());
    for record in csv::Reader::from_path(golden).unwrap().deserialize::<BTreeMap<String, String>>() {
        let record = record.unwrap();
        if !record["path"].starts_with("london-2020-21/") {
            continue;
        }
        let found = files.get(&record["sha256"]).unwrap_or_else(|| panic!("{} is not in the lake", record["path"]));
        if found[1] == record["rows_payment"] && found[2] == record["sum"] {
            agreeing += 1;
        } else {
            different.push(format!(
                "{}: {} rows £{}, golden {} rows £{}",
                record["path"], found[1], found[2], record["rows_payment"], record["sum"]
            ));
        }
    }
    println!("{agreeing} of 99 files agree\n{}", different.join("\n"));
    assert_eq!(agreeing, 99, "{agreeing} of 99 files agree\n{}", different.join("\n"));

    let lines = cell(root, "select sum(amount) from payments");
    assert_eq!(cell(root, "select sum(amount) from spend"), lines, "the pounds of spend must be the pounds of the lines");
    let base = cell(root, "select sum(amount) from spend where in_base");
    assert_eq!(
        cell(root, "select sum(amount) from spend where verdict is not null"),
        base,
        "the verdicts must add up to the base"
    );
    // A board asks what was bought: at least 92% of the pounds must say so by their own words or by what their payee sells.
    let told = "select sum(case when category_basis in ('line', 'supplier') then abs(amount) else 0.00 end) >= 0.92 * sum(abs(amount)) from spend";
    assert_eq!(cell(root, told), "true", "{:?}", query(root, "select category_basis, sum(abs(amount)) from spend group by 1"));
    // One address of the ledgers is where the NHS has its invoices processed: it must place nobody.
    let centres = query(root, "select postcode from payment_centres");
    assert_eq!(centres.len(), 1, "{centres:?}");
    let placed =
        "select count(*) from spend where location_source = 'ledger' and postcode in (select postcode from payment_centres)";
    assert_eq!(cell(root, placed), "0", "a payment centre is taken for a supplier's place");
    expect(root, &["lake", "verify"], 0);
    let packs: Vec<PathBuf> =
        std::fs::read_dir(root.join("out")).unwrap().map(|entry| entry.unwrap().path().join("index.html")).collect();
    assert!(packs.iter().any(|page| page.exists()), "{packs:?}");
}
