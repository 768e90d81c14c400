//! What goes wrong at a finance team's desk, and what must not be lost when it does.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::program::{cell, demo_copy, expect, finish, localspend, run_in};

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
