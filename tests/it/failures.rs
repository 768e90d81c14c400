//! What goes wrong at a finance team's desk, and what must not be lost when it does.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::program::{cell, demo_copy, expect, finish, localspend, query, run_in};

/// One damaged file must not keep a quarter's pack from the board.
#[test]
fn a_failed_file_fails_alone() {
    let workspace = demo_copy();
    let root = workspace.path();
    let before = cell(root, "select sum(amount) from payments");
    std::fs::write(root.join("ledgers/broken.xlsx"), b"PK\x03\x04 this is not a workbook").unwrap();
    std::fs::write(root.join("ledgers/letter.pdf"), b"%PDF-1.4\n%invented\n").unwrap();
    let said = expect(root, &["run"], 1);
    assert!(said.stderr.contains("broken.xlsx") && said.stderr.contains("letter.pdf"), "{}", said.stderr);
    assert!(said.stderr.contains("hint:"), "{}", said.stderr);
    assert_eq!(cell(root, "select count(*) from files where status = 'failed'"), "2");
    assert_eq!(cell(root, "select sum(amount) from payments"), before);

    // Mended in place, and one file said to be another payer's: the first counts now, the second is told and stays.
    let (uri, other) = ("ledgers/broken.xlsx", "ledgers/council/WCCSpendingOver500_202304.csv");
    std::fs::write(root.join(uri), "Entity,Date,Supplier,Amount\nNobody,01/05/2024,Invented Ltd,1000.00\n").unwrap();
    let settings = std::fs::read_to_string(root.join("localspend.toml")).unwrap();
    let rule = format!("[[ledgers]]\npath = \"{other}\"\norg = \"RZA\"\n\n[[ledgers]]");
    std::fs::write(root.join("localspend.toml"), settings.replacen("[[ledgers]]", &rule, 1)).unwrap();
    let said = expect(root, &["run"], 1);
    assert_eq!(query(root, &format!("select status from files where uri = '{uri}'")), [["active"]]);
    assert!(said.stderr.contains("letter.pdf"), "what is still broken is told again: {}", said.stderr);
    assert!(said.stderr.contains(other) && said.stderr.contains("now says RZA"), "{}", said.stderr);
    assert_eq!(cell(root, &format!("select org_code from files where uri = '{other}'")), "E06000991");
}

/// A result that does not balance must not reach a board: not in the tables, not on the page.
#[test]
fn a_result_that_does_not_balance_is_not_published() {
    let workspace = demo_copy();
    let root = workspace.path();
    let state = "select (select count(*) from runs) as runs, (select sum(amount) from spend) as pounds";
    let before = query(root, state);
    let page = root.join("out/qzx-2025-26-q1/index.html");
    let pack = std::fs::read(&page).unwrap();
    let own = root.join("queries/metrics");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("penny.sql"), "select org_code, sum(amount) + 0.01 as amount from spend group by org_code\n")
        .unwrap();
    let descriptor = r#"
title = "Pounds"
description = "Pounds of a payer. One row per organisation."
unit = "pounds"
columns = [
  { name = "org_code", type = "text", about = "Payer" },
  { name = "amount", type = "total", about = "Pounds" },
]

[checks]
unique = [["org_code"]]

[[checks.identities]]
name = "no penny more than was paid"
sql = '''
select p.org_code, p.amount
from penny as p
inner join (select org_code, sum(amount) as amount from spend group by org_code) as s on p.org_code = s.org_code
where p.amount <> s.amount
'''
"#;
    std::fs::write(own.join("penny.toml"), descriptor).unwrap();
    let said = expect(root, &["run"], 2);
    assert!(said.stderr.contains("no penny more than was paid"), "{}", said.stderr);
    assert!(said.stderr.contains("nothing was published"), "{}", said.stderr);
    std::fs::remove_dir_all(root.join("queries")).unwrap();
    assert_eq!(query(root, state), before, "the tables must show what the last balanced run left");
    assert!(std::fs::read(&page).unwrap() == pack, "the pack must stay as it was");
}

/// A misspelt setting that is silently ignored is a wrong figure with a right-looking page.
#[test]
fn an_unknown_setting_is_named() {
    let folder = tempfile::tempdir().unwrap();
    expect(folder.path(), &["init"], 0);
    std::fs::write(folder.path().join("localspend.toml"), "[method]\ngrowth_kap = 0.5\n").unwrap();
    let said = expect(folder.path(), &["run"], 2);
    assert!(said.stderr.contains("growth_kap") && said.stderr.contains("hint:"), "{}", said.stderr);
}

/// A folder without a workspace, and a run without ledgers, say what to do.
#[test]
fn an_empty_start_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let said = expect(folder.path(), &["run"], 2);
    assert!(said.stderr.contains("hint:") && said.stderr.contains("init"), "{}", said.stderr);
    expect(folder.path(), &["init"], 0);
    let said = expect(folder.path(), &["run"], 2);
    assert!(said.stderr.contains("ledgers/") && said.stderr.contains("hint:"), "{}", said.stderr);
    let said = expect(folder.path(), &["init"], 2);
    assert!(said.stderr.contains("already there"), "{}", said.stderr);
}

/// Someone stops the batch half-way: the lake must show what it showed before, and the next run must finish the work.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_lake_as_it_was() {
    let workspace = demo_copy();
    let root = workspace.path();
    let state = "select count(*) || ' ' || sum(amount) from spend";
    let before = cell(root, state);
    std::fs::write(root.join("ledgers/ZZZ-2024-05.csv"), "Entity,Date,Supplier,Amount\nNobody,01/05/2024,Invented Ltd,1000.00\n")
        .unwrap();
    let mut child = localspend().arg("-w").arg(root).arg("run").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let lines_log = root.join("lake/lines/_delta_log");
    let commits = || std::fs::read_dir(&lines_log).unwrap().count();
    let (start, at_start) = (Instant::now(), commits());
    while commits() == at_start && start.elapsed() < Duration::from_secs(120) && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    finish(std::process::Command::new("kill").arg("-INT").arg(child.id().to_string()));
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(2), "an interrupted run did not do what was asked");
    assert_eq!(cell(root, state), before, "the interrupted run must not be seen");
    assert!(run_in(root, &["run"]).status < 2, "the next run must finish");
    assert_eq!(cell(root, "select count(*) from files where file_name = 'ZZZ-2024-05.csv' and status = 'active'"), "1");
    expect(root, &["lake", "verify"], 0);
}

/// The same, when the machine loses power: nobody can clean up, so the next run must.
#[cfg(unix)]
#[test]
fn a_killed_run_is_taken_back_by_the_next() {
    let workspace = demo_copy();
    let root = workspace.path();
    let before = cell(root, "select sum(amount) from spend");
    std::fs::write(root.join("ledgers/ZZZ-2024-05.csv"), "Entity,Date,Supplier,Amount\nNobody,01/05/2024,Invented Ltd,1000.00\n")
        .unwrap();
    let mut child = localspend().arg("-w").arg(root).arg("run").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let lines_log = root.join("lake/lines/_delta_log");
    let commits = || std::fs::read_dir(&lines_log).unwrap().count();
    let (start, at_start) = (Instant::now(), commits());
    while commits() == at_start && start.elapsed() < Duration::from_secs(120) && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(cell(root, "select sum(amount) from spend"), before, "a half-done run must not be seen");
    assert!(run_in(root, &["run"]).status < 2);
    assert_eq!(
        cell(root, "select count(*) from payments p join files f on f.file_id = p.file_id where f.file_name = 'ZZZ-2024-05.csv'"),
        "1"
    );
}
