//! Recovery, checks, restore, compaction, vacuum, lease.

use std::path::{Path, PathBuf};

use localspend_lake::{Depth, Error, Lake, LakeConfig, SessionOptions, StatusChange};

use crate::rows::{ask, cell, file, lines, load, new_lake, number, run};

/// The data files of a table.
fn data_files(folder: &Path, table: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.join("lake").join(table)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "parquet") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

async fn problems(lake: &Lake) -> String {
    let report = lake.verify(Depth::Rows).await.unwrap();
    report.problems.iter().map(|problem| format!("{}: {}\n", problem.table, problem.what)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_lake_verifies_and_says_what_it_looked_at() {
    let (_folder, lake) = new_lake().await;
    load(&lake, "a", 3).await;
    load(&lake, "b", 4).await;
    lake.append_run(run("one", 1, &lake.versions().await.unwrap())).await.unwrap();
    let report = lake.verify(Depth::Rows).await.unwrap();
    assert_eq!(report.problems, []);
    assert_eq!((report.ledger_files, report.runs, report.data_files, report.rows["lines"]), (2, 1, 5, 7));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_a_missing_and_a_flipped_data_file_are_found() {
    let (folder, lake) = new_lake().await;
    for id in ["a", "b", "c"] {
        load(&lake, id, 50).await;
    }
    let files = data_files(folder.path(), "lines");
    let bytes = std::fs::read(&files[0]).unwrap();
    std::fs::write(&files[0], &bytes[..bytes.len() - 1]).unwrap();
    std::fs::remove_file(&files[1]).unwrap();
    // Same length, other content: only reading the pages shows it.
    let mut bytes = std::fs::read(&files[2]).unwrap();
    bytes[40..120].fill(0xff);
    std::fs::write(&files[2], bytes).unwrap();
    let found = problems(&lake).await;
    for (file, words) in [(&files[0], "bytes, the log says"), (&files[1], "is missing"), (&files[2], "is damaged")] {
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(found.lines().any(|line| line.contains(name) && line.contains(words)), "{name} {words}: {found}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_that_do_not_agree_with_the_lines_are_found() {
    let (_folder, lake) = new_lake().await;
    let mut load = lake.begin_load("wrong").await.unwrap();
    load.write(&lines("a", 3, 100)).await.unwrap();
    load.finish(&file("a", 4, 301, "active", "r1"), &[]).await.unwrap();
    let found = problems(&lake).await;
    assert!(found.contains("a.csv (a): records: said 4, found 3"), "{found}");
    assert!(found.contains("pounds of payments: said 3.01, found 3.00"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_no_file_and_lines_that_stand_twice_are_found() {
    let (_folder, lake) = new_lake().await;
    let mut load = lake.begin_load("odd").await.unwrap();
    load.write(&lines("a", 1, 100)).await.unwrap();
    load.write(&lines("a", 1, 100)).await.unwrap();
    load.write(&lines("nobody", 2, 100)).await.unwrap();
    load.finish(&file("a", 2, 200, "active", "r1"), &[]).await.unwrap();
    let found = problems(&lake).await;
    assert!(found.contains("2 lines belong to no file: nobody"), "{found}");
    assert!(found.contains("file a, sheet -, row 1: 2 times"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_names_a_version_that_never_was_is_found() {
    let (_folder, lake) = new_lake().await;
    load(&lake, "a", 1).await;
    let mut versions = lake.versions().await.unwrap();
    versions.insert("lines".into(), 7);
    lake.append_run(run("one", 1, &versions)).await.unwrap();
    let found = problems(&lake).await;
    assert!(found.contains("run one names version 7 of lines, which does not exist"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn restore_brings_back_what_was_seen_and_the_history_keeps_both() {
    let (_folder, lake) = new_lake().await;
    load(&lake, "a", 3).await;
    lake.append_run(run("one", 1, &lake.versions().await.unwrap())).await.unwrap();
    let mut second = lake.begin_load("b").await.unwrap();
    second.write(&lines("b", 2, 100)).await.unwrap();
    let change = StatusChange { file_id: "a".into(), status: "superseded".into(), superseded_by: Some("b".into()) };
    second.finish(&file("b", 2, 200, "active", "b"), &[change]).await.unwrap();
    let after = lake.versions().await.unwrap();
    assert_eq!(number(&lake, "select count(*) from payments").await, 2);

    let lease = lake.lease("restore").await.unwrap();
    let restored = lake.restore(&lease, &lake.versions_of_run("one").await.unwrap()).await.unwrap();
    assert_eq!(restored.keys().collect::<Vec<_>>(), ["files", "lines"]);
    assert_eq!(number(&lake, "select count(*) from payments").await, 3);
    assert_eq!(number(&lake, "select count(*) from lines").await, 3, "lines that were taken back must not be seen");
    assert_eq!(problems(&lake).await, "");
    let again = lake.restore(&lease, &lake.versions_of_run("one").await.unwrap()).await.unwrap();
    assert!(again.is_empty(), "restoring what is there already is no change: {again:?}");
    let then = lake.session(&SessionOptions::default(), Some(&after)).await.unwrap();
    assert_eq!(cell(&then, "select count(*) from payments").await, "2");
    // What was taken back may be loaded again.
    load(&lake, "b", 2).await;
    assert_eq!(number(&lake, "select count(*) from payments").await, 5);
    assert_eq!(problems(&lake).await, "");
    let operations: Vec<String> = lake.history(Some("files")).await.unwrap().into_iter().map(|change| change.operation).collect();
    assert_eq!(operations, ["WRITE", "RESTORE", "WRITE", "WRITE"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn restore_refuses_versions_that_never_were_and_changes_nothing() {
    let (_folder, lake) = new_lake().await;
    load(&lake, "a", 3).await;
    let lease = lake.lease("restore").await.unwrap();
    let mut versions = lake.versions().await.unwrap();
    let before = versions.clone();
    versions.insert("lines".into(), 9);
    assert!(matches!(lake.restore(&lease, &versions).await, Err(Error::Missing { .. })));
    versions.insert("lines".into(), -1);
    assert!(matches!(lake.restore(&lease, &versions).await, Err(Error::Missing { .. })));
    assert_eq!(lake.versions().await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn compaction_keeps_every_row_and_what_each_version_shows() {
    let (_folder, lake) = new_lake().await;
    for id in ["a", "b", "c", "d"] {
        load(&lake, id, 10).await;
    }
    let before = lake.versions().await.unwrap();
    let lease = lake.lease("optimize").await.unwrap();
    let changed = lake.optimize(&lease).await.unwrap();
    assert_eq!(changed.keys().collect::<Vec<_>>(), ["files", "lines"]);
    assert_eq!(lake.versions().await.unwrap()["lines"], changed["lines"], "sessions read the compacted files");
    assert_eq!(ask(&lake, "select sum(amount) from payments").await, "40.00");
    assert_eq!(problems(&lake).await, "");
    assert!(lake.optimize(&lease).await.unwrap().is_empty(), "there is nothing left to put together");
    let then = lake.session(&SessionOptions::default(), Some(&before)).await.unwrap();
    assert_eq!(cell(&then, "select count(*) from payments").await, "40");
    // Compaction rewrites what loads wrote: it must not make them look half or whole.
    assert_eq!(lake.recover(&lease).await.unwrap().lines, 0);
    load(&lake, "e", 1).await;
    assert_eq!(number(&lake, "select count(*) from payments").await, 41);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vacuum_keeps_seven_days_and_what_runs_read() {
    let (folder, lake) = new_lake().await;
    load(&lake, "a", 10).await;
    lake.append_run(run("one", 1, &lake.versions().await.unwrap())).await.unwrap();
    load(&lake, "b", 10).await;
    let unnamed = lake.versions().await.unwrap();
    let orphan = folder.path().join("lake").join("lines").join("part-00000-nobody.zstd.parquet");
    std::fs::copy(&data_files(folder.path(), "lines")[0], &orphan).unwrap();
    let lease = lake.lease("vacuum").await.unwrap();
    lake.optimize(&lease).await.unwrap();
    assert!(matches!(lake.vacuum(&lease, 6, false).await, Err(Error::Refused { .. })));
    let vacuumed = lake.vacuum(&lease, 7, false).await.unwrap();
    assert!(vacuumed.files.is_empty(), "everything is younger than seven days: {vacuumed:?}");

    // Ten days later.
    age(&folder.path().join("lake"), 10);
    let lake = Lake::open(&LakeConfig::folder(folder.path().join("lake"))).await.unwrap();
    let would = lake.vacuum(&lease, 7, true).await.unwrap();
    assert!(orphan.exists(), "a dry run removes nothing");
    let vacuumed = lake.vacuum(&lease, 7, false).await.unwrap();
    assert_eq!(would, vacuumed);
    assert!(!orphan.exists(), "a file that no commit names goes: {vacuumed:?}");
    assert_eq!(ask(&lake, "select sum(amount) from payments").await, "20.00");
    let then = lake.versions_of_run("one").await.unwrap();
    let then = lake.session(&SessionOptions::default(), Some(&then)).await.unwrap();
    assert_eq!(cell(&then, "select sum(amount) from payments").await, "10.00", "a recorded run stays computable");
    let error = lake.restore(&lease, &unnamed).await.unwrap_err();
    assert!(error.to_string().contains("which a vacuum has removed"), "{error}");
    assert_eq!(problems(&lake).await, "");
    load(&lake, "c", 10).await;
    assert_eq!(number(&lake, "select count(*) from lines").await, 30, "the vacuum's own commits must not hide lines");
}

/// Makes every file in a folder look older, in the file system and in the Delta logs.
fn age(folder: &Path, days: i64) {
    let then = std::time::SystemTime::now() - std::time::Duration::from_secs(days as u64 * 86_400);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            age(&path, days);
            continue;
        }
        if path.extension().is_some_and(|ending| ending == "json") && path.to_str().unwrap().contains("_delta_log") {
            std::fs::write(&path, aged(&std::fs::read_to_string(&path).unwrap(), days)).unwrap();
        }
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
    }
}

/// A commit whose removals happened days earlier.
fn aged(commit: &str, days: i64) -> String {
    let action = |line: &str| {
        let mut action: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(at) = action.pointer_mut("/remove/deletionTimestamp") {
            *at = (at.as_i64().unwrap() - days * 86_400_000).into();
        }
        action.to_string()
    };
    commit.lines().map(action).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn one_run_at_a_time_and_the_other_is_told_who_has_the_lake() {
    let (folder, lake) = new_lake().await;
    let other = Lake::open(&LakeConfig::folder(folder.path().join("lake"))).await.unwrap();
    let lease = lake.lease("run 2025-11").await.unwrap();
    let error = other.lease("run 2025-12").await.unwrap_err();
    assert!(matches!(error, Error::InUse { .. }));
    assert!(error.to_string().contains("run 2025-11 (process "), "{error}");
    lease.release().await.unwrap();
    other.lease("run 2025-12").await.unwrap().release().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_came_later_are_empty_in_old_rows() {
    let (folder, lake) = new_lake().await;
    load(&lake, "a", 2).await;
    // As a program that did not know `doubts` and `error` had written the table: its schema lacks them.
    let log = folder.path().join("lake").join("files").join("_delta_log").join("00000000000000000000.json");
    let text = std::fs::read_to_string(&log).unwrap();
    let error = r#"{\"name\":\"error\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}},"#;
    assert!(text.contains(error), "the log has another form: {text}");
    std::fs::write(&log, text.replace(error, "")).unwrap();
    let lake = Lake::open(&LakeConfig::folder(folder.path().join("lake"))).await.unwrap();
    assert_eq!(ask(&lake, "select coalesce(error, 'empty') from files").await, "empty");
    load(&lake, "b", 2).await;
    assert_eq!(ask(&lake, "select count(*) from files where error is null").await, "2");
    assert_eq!(problems(&lake).await, "");
}
