//! The commands of the three users, on the demo's workspace.

use crate::program::{cell, demo, expect, finish, localspend, query};

/// A board's secretary runs the demo first: it must end with a pack that exists.
#[test]
fn the_demo_ends_with_the_pack() {
    let (root, said) = demo();
    let last = said.lines().rfind(|line| line.contains("index.html")).unwrap_or_default();
    let path =
        last.split_whitespace().find(|word| word.ends_with("index.html")).unwrap_or_else(|| panic!("no pack named in: {said}"));
    let page = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(page.contains("<html") && page.contains('£'), "the pack is a page with figures");
    assert!(path.starts_with(&*root.to_string_lossy()));
}

/// What the summary says is what the tables say.
#[test]
fn the_summary_agrees_with_the_tables() {
    let (root, said) = demo();
    let payments = cell(root, "select count(*) from spend");
    assert!(said.replace(',', "").contains(&format!("{payments} payments")), "{payments} payments are not in: {said}");
    for verdict in query(root, "select verdict from spend where verdict is not null group by verdict") {
        assert!(said.contains(&verdict[0]), "{} is not in: {said}", verdict[0]);
    }
}

/// Every table of the contract answers, with its columns.
#[test]
fn the_contract_tables_can_be_asked() {
    let (root, _) = demo();
    for table in [
        "files",
        "lines",
        "payments",
        "rejects",
        "supplier_names",
        "suppliers",
        "organisations",
        "places",
        "spend",
        "runs",
        "directives",
        "categories",
    ] {
        let count: u64 = cell(root, &format!("select count(*) from {table}")).parse().unwrap();
        assert!(count > 0, "{table} is empty");
    }
    let said = expect(root, &["sql", "--format", "json", "select file_id, amount, directives from spend limit 1"], 0);
    let rows: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert!(rows[0]["directives"].is_array(), "{rows}");
}

/// An analyst's typing error is answered with a hint, and nothing that writes is let through.
#[test]
fn sql_refuses_what_is_wrong_or_writes() {
    let (root, _) = demo();
    let before = cell(root, "select count(*) from spend");
    for statement in [
        "delete from spend",
        "create table x as select 1",
        "copy spend to 'x.csv'",
        "drop view payments",
        "set datafusion.execution.batch_size = 1",
    ] {
        let said = finish(localspend().arg("-w").arg(root).args(["sql", statement]));
        assert_eq!(said.status, 2, "`{statement}` was let through: {}", said.stdout);
    }
    let said = finish(localspend().arg("-w").arg(root).args(["sql", "select amuont from spend"]));
    assert!(said.status == 2 && said.stderr.contains("hint:") && said.stderr.contains("amount"), "{}", said.stderr);
    assert_eq!(cell(root, "select count(*) from spend"), before);
}

/// Conservation, from the files to the verdicts, in pence.
#[test]
fn every_penny_is_accounted_for() {
    let (root, _) = demo();
    for (what, left, right) in [
        ("records", "select sum(records) from files", "select sum(payments + rejected + not_payments) from files"),
        ("lines", "select sum(records) from files where status <> 'failed'", "select count(*) from lines"),
        ("payments", "select sum(amount_payments) from files where status = 'active'", "select sum(amount) from payments"),
        ("spend", "select sum(amount) from payments", "select sum(amount) from spend"),
        ("verdicts", "select sum(amount) from spend where in_base", "select sum(amount) from spend where verdict is not null"),
        (
            "scopes",
            "select sum(amount) from spend where scope in ('third_party', 'intermediary')",
            "select sum(amount) from spend where in_base",
        ),
    ] {
        assert_eq!(cell(root, left), cell(root, right), "{what} do not balance");
    }
}
