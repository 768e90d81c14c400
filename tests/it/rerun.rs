//! Everything may be run again: the same bytes change nothing, a later file replaces the earlier one.

use std::collections::BTreeMap;
use std::path::Path;

use crate::program::{cell, demo, demo_copy, expect, query};

/// Every Delta commit of the lake, by table.
fn commits(workspace: &Path) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for table in std::fs::read_dir(workspace.join("lake")).unwrap() {
        let table = table.unwrap();
        if let Ok(log) = std::fs::read_dir(table.path().join("_delta_log")) {
            let commits = log.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|e| e == "json")).count();
            counts.insert(table.file_name().to_string_lossy().into_owned(), commits);
        }
    }
    assert!(counts.len() > 5, "a lake has tables: {counts:?}");
    counts
}

/// A finance team that runs the batch twice must not double its money, nor fill the disk with copies.
#[test]
fn a_second_run_changes_nothing() {
    let workspace = demo_copy();
    let before = commits(workspace.path());
    let said = expect(workspace.path(), &["run"], 0);
    assert!(said.stderr.contains("Nothing to do"), "{}", said.stderr);
    assert_eq!(commits(workspace.path()), before, "a run without new input must not commit");
}

/// A corrected month replaces the first one: both counted would double it, the first kept would be wrong.
#[test]
fn a_later_file_for_the_same_month_supersedes_the_earlier_one() {
    let workspace = demo_copy();
    let root = workspace.path();
    let rows = query(
        root,
        "select org_code, cast(period_start as varchar), file_name, amount_payments, uri from files where status = 'active' \
         and org_source = 'configuration' and format = 'csv' and period_source = 'name' order by uri limit 1",
    );
    let [org, period, name, amount, uri] = rows[0].as_slice() else { panic!("{rows:?}") };
    let amount: f64 = amount.parse().unwrap();
    let total = "select sum(amount) from payments";
    let before: f64 = cell(root, total).parse().unwrap();

    // The same month once more, one byte longer, under a later name: what a publisher's correction looks like.
    let mut bytes = std::fs::read(root.join(uri)).unwrap();
    bytes.extend_from_slice(b"\n");
    let later = Path::new(uri).with_file_name(format!("{} v2.csv", name.trim_end_matches(".csv")));
    std::fs::write(root.join(&later), bytes).unwrap();
    let status = crate::program::run_in(root, &["run"]).status;
    assert!(status < 2, "the run must finish");

    let states = query(
        root,
        &format!(
            "select file_name, status, superseded_by is not null from files where org_code = '{org}' and cast(period_start as varchar) = '{period}' and file_name like '{}%' order by loaded_at",
            name.trim_end_matches(".csv").replace('\'', "''")
        ),
    );
    assert!(states.iter().any(|row| row[0] == *name && row[1] == "superseded" && row[2] == "true"), "{states:?}");
    assert!(states.iter().any(|row| row[0] != *name && row[1] == "active"), "{states:?}");
    let after: f64 = cell(root, total).parse().unwrap();
    assert!((before - after).abs() < 0.005, "superseding {amount} must not change the total: {before} -> {after}");
}

/// A rule that a trust changes must reach the figures: a lake that kept the old answer would contradict the rules beside it.
#[test]
fn a_changed_rule_changes_what_it_decides() {
    let workspace = demo_copy();
    let root = workspace.path();
    let decided = "select category_code, count(*) > 0 from spend where category_rule = 'laundry' group by category_code";
    assert_eq!(query(root, decided), [["laundry", "true"]]);
    let rules = root.join("queries/seeds");
    std::fs::create_dir_all(&rules).unwrap();
    let rule = "rule_id,tier,rule_order,category_code,fields,words,unless,needs\n\
                laundry,1,730,cleaning,type|area|description,laundry*|linen*,,\n";
    std::fs::write(rules.join("category_rules.csv"), rule).unwrap();
    expect(root, &["build"], 0);
    assert_eq!(query(root, decided), [["cleaning", "true"]]);
}

/// An auditor who recomputes a past pack needs to know what it was made from, and that nobody changed the record.
#[test]
fn runs_name_their_inputs_and_versions_in_an_unbroken_chain() {
    let (root, _) = demo();
    let runs = query(root, "select run_id, version, length(hash), inputs, versions_written from runs");
    assert!(!runs.is_empty());
    for run in &runs {
        assert_eq!(run[2], "64", "{run:?}");
        let inputs: serde_json::Value = serde_json::from_str(&run[3]).unwrap();
        assert!(inputs["ledgers"].as_object().is_some_and(|ledgers| !ledgers.is_empty()), "{inputs}");
        let versions: BTreeMap<String, i64> = serde_json::from_str(&run[4]).unwrap();
        assert!(versions.contains_key("spend"), "{versions:?}");
    }
    expect(root, &["lake", "verify"], 0);
}

/// An earlier edition of the postcode directory puts one supplier elsewhere until the newer one begins. If it moved any
/// other figure, or the run kept quiet about those that it moved, a board could not trust a quarter it has already seen.
#[test]
fn another_edition_of_a_register_moves_only_what_it_should_and_the_run_says_so() {
    let workspace = demo_copy();
    let root = workspace.path();
    assert!(query(root, "select * from restatements").is_empty(), "the first run has nothing to take back");
    let postcode = cell(
        root,
        "select postcode from spend where is_local and in_base and quarter <> 'unknown' \
         and postcode not in (select postcode from sites) group by postcode order by sum(amount) desc, postcode limit 1",
    );
    let expected = query(
        root,
        &format!(
            "select org_code, quarter, sum(amount) from spend where in_base and is_local and postcode = '{postcode}' \
             and as_of < date '2025-05-01' group by org_code, quarter order by org_code, quarter"
        ),
    );
    assert!(expected.len() > 1, "{postcode}: {expected:?}");

    let newest = root.join("registers/NSPL_MAY_2025_UK.csv.gz");
    let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(std::fs::File::open(newest).unwrap()));
    let header = reader.headers().unwrap().clone();
    let column = |part: &str| header.iter().position(|name| name.starts_with(part)).unwrap();
    let (pcds, icb) = (column("pcds"), column("icb"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let moved = rows.iter().find(|row| row[pcds] == postcode).unwrap();
    // A care system in which nobody pays: to nobody is the supplier more local than before.
    let english = rows.iter().map(|row| &row[icb]).filter(|code| code.starts_with('E'));
    let elsewhere = english.max().filter(|code| **code != moved[icb]).unwrap();
    let mut writer = csv::Writer::from_path(root.join("registers/NSPL_FEB_2023_UK.csv")).unwrap();
    writer.write_record(&header).unwrap();
    writer.write_record(moved.iter().enumerate().map(|(at, cell)| if at == icb { elsewhere } else { cell })).unwrap();
    writer.flush().unwrap();

    let (stored, known) = (commits(root), query(root, "select file_name from registers order by file_name"));

    let said = crate::program::run_in(root, &["run"]);
    assert!(said.status < 2 && said.stdout.contains("Moved since the last run"), "{}\n{}", said.stdout, said.stderr);
    let now = commits(root);
    for table in ["companies", "charities", "accreditations", "supplier_list"] {
        assert_eq!(stored.get(table), now.get(table), "{table} was loaded again, though no file of its own changed");
    }
    let mut wanted = known;
    wanted.push(vec!["NSPL_FEB_2023_UK.csv".to_owned()]);
    wanted.sort();
    assert_eq!(
        query(root, "select file_name from registers order by file_name"),
        wanted,
        "the pack would not name its registers"
    );
    let local = "select org_code, quarter, before - after from restatements where figure = 'local' order by org_code, quarter";
    assert_eq!(
        query(root, local),
        expected,
        "local pounds moved other than where the supplier was paid before the newer edition"
    );
    assert!(query(root, "select * from restatements where figure = 'base'").is_empty(), "a place changes no base");
    let told = query(root, "select org_code, quarter from to_fix where kind = 'figures_moved' order by org_code, quarter");
    let moved = query(root, "select distinct org_code, quarter from restatements order by org_code, quarter");
    assert_eq!(told, moved, "finance is not told of a quarter that moved");
}
