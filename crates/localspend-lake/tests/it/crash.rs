//! A process that is killed in the middle, and processes that write at the same time.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use localspend_lake::{Depth, Error, Lake, LakeConfig};
use localspend_model::tables;

use crate::rows::{file, lines, load, new_lake, number};

/// Folder that the child works in.
const FOLDER: &str = "LOCALSPEND_LAKE_TEST_FOLDER";

/// The process that is killed: loads file after file until it dies. Does nothing unless the test below starts it.
#[tokio::test(flavor = "multi_thread")]
async fn child_that_loads_until_it_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let lake = Lake::open(&LakeConfig::folder(folder)).await.unwrap();
    let _lease = lake.lease("child").await.unwrap();
    let mut next = number(&lake, "select count(*) from files").await;
    loop {
        load(&lake, &format!("file-{next}"), 20).await;
        next += 1;
    }
}

fn commits(folder: &Path, table: &str) -> usize {
    let Ok(log) = std::fs::read_dir(folder.join(table).join("_delta_log")) else { return 0 };
    log.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".json")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_between_its_two_commits_leaves_nothing_half_seen() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path().join("lake");
    let mut half = 0;
    for trial in 0..8 {
        let before = commits(&folder, "lines");
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::child_that_loads_until_it_is_killed", "--nocapture"])
            .env(FOLDER, &folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Kill it the moment a commit of lines stands; every other time a bit later, wherever that is.
        let start = Instant::now();
        while commits(&folder, "lines") == before {
            assert!(start.elapsed() < Duration::from_secs(60), "the child does not get on");
            std::thread::sleep(Duration::from_micros(200));
        }
        if trial % 2 == 1 {
            std::thread::sleep(Duration::from_millis(9 * trial));
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let lake = Lake::open(&LakeConfig::folder(&folder)).await.unwrap();
        let files = number(&lake, "select count(*) from files").await;
        let seen = async |table: &str| number(&lake, &format!("select count(*) from {table}")).await;
        assert_eq!(seen("lines").await, 20 * files, "lines without their file are seen");
        assert_eq!(seen("payments").await, 20 * files);
        let problems = lake.verify(Depth::Footers).await.unwrap().problems;
        let found = problems.iter().filter(|problem| problem.what.contains("the run died")).count();
        half += found;

        let shown_by_another = found == 1 && half == 1;
        if shown_by_another {
            load(&lake, "without-a-lease", 20).await;
            assert!(seen("lines").await > 20 * (files + 1), "the other load was to show the lines of the dead one");
        }
        let files = files + i64::from(shown_by_another);
        let lease = lake.lease("after the kill").await.expect("the lease of a dead process is free at once");
        assert_eq!(lake.recover(&lease).await.unwrap().loads.len(), found);
        if shown_by_another {
            lease.release().await.unwrap();
            die_before_the_second_commit_of_the_recovery(&folder).await;
            continue;
        }
        assert_eq!(lake.verify(Depth::Rows).await.unwrap().problems, []);
        assert_eq!(seen("lines").await, 20 * files);
    }
    assert!(half > 0, "no kill fell between the two commits, so the test shows nothing");
}

/// Takes the last commit of `files` back, as if the process had been killed before it, and runs again.
async fn die_before_the_second_commit_of_the_recovery(folder: &Path) {
    let last = folder.join("files").join("_delta_log").join(format!("{:020}.json", commits(folder, "files") - 1));
    std::fs::remove_file(last).unwrap();
    let lake = Lake::open(&LakeConfig::folder(folder)).await.unwrap();
    let files = number(&lake, "select count(*) from files").await;
    assert!(number(&lake, "select count(*) from lines").await > 20 * files, "the lines of the dead load are still seen");
    let lease = lake.lease("after the second death").await.unwrap();
    assert_eq!(lake.recover(&lease).await.unwrap().loads.len(), 0);
    assert_eq!(number(&lake, "select count(*) from lines").await, 20 * files);
    assert_eq!(lake.verify(Depth::Rows).await.unwrap().problems, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_at_the_same_time_lose_nothing_and_repeat_nothing() {
    let (folder, lake) = new_lake().await;
    load(&lake, "first", 1).await;
    let mut writers = Vec::new();
    for writer in 0..4 {
        let config = LakeConfig::folder(folder.path().join("lake"));
        writers.push(tokio::spawn(async move {
            let lake = Lake::open(&config).await.unwrap();
            for turn in 0..4 {
                load(&lake, &format!("{writer}-{turn}"), 10).await;
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(number(&lake, "select count(*) from payments").await, 1 + 4 * 4 * 10);
    assert_eq!(lake.verify(Depth::Rows).await.unwrap().problems, []);
}

/// Which of the writers commits its lines first is chance, and each order must end the same: the one that came last must not
/// leave the lines of the others to be seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_file_loaded_by_two_at_once_is_loaded_once() {
    for _ in 0..12 {
        load_the_same_file_three_times_at_once().await;
    }
}

async fn load_the_same_file_three_times_at_once() {
    let (folder, lake) = new_lake().await;
    load(&lake, "first", 1).await;
    let mut writers = Vec::new();
    for writer in 0..3 {
        let config = LakeConfig::folder(folder.path().join("lake"));
        writers.push(tokio::spawn(async move {
            let lake = Lake::open(&config).await.unwrap();
            let mut load = lake.begin_load(&format!("writer {writer}")).await.unwrap();
            load.write(&lines("same", 10, 100)).await.unwrap();
            load.finish(&file("same", 10, 1_000, "active", "r"), &[]).await
        }));
    }
    let mut done = 0;
    for writer in writers {
        match writer.await.unwrap() {
            Ok(_) => done += 1,
            Err(error) => assert!(matches!(error, Error::AlreadyLoaded { .. }), "{error}"),
        }
    }
    assert_eq!(done, 1);
    assert_eq!(number(&lake, "select count(*) from files where file_id = 'same'").await, 1);
    let lease = lake.lease("tidy").await.unwrap();
    lake.recover(&lease).await.unwrap();
    assert_eq!(number(&lake, "select count(*) from payments").await, 11);
    assert_eq!(lake.verify(Depth::Rows).await.unwrap().problems, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_table_replaced_by_two_at_once_holds_one_of_them_whole() {
    let (folder, lake) = new_lake().await;
    let rates = |rate: i128, count: usize| {
        let schema = tables::LIVING_WAGE_RATES.schema();
        let columns = schema.fields().iter().map(|field| match field.name().as_str() {
            "rate" => {
                let rates = arrow::array::Decimal128Array::from(vec![rate; count]);
                std::sync::Arc::new(rates.with_precision_and_scale(18, 2).unwrap()) as arrow::array::ArrayRef
            }
            "announced_on" | "binds_from" => arrow::array::new_null_array(field.data_type(), count),
            _ => std::sync::Arc::new(arrow::array::StringArray::from(vec!["x"; count])),
        });
        arrow::array::RecordBatch::try_new(schema.clone(), columns.collect()).unwrap()
    };
    lake.replace(&tables::LIVING_WAGE_RATES, &[rates(1_000, 1)], None).await.unwrap();
    let mut writers = Vec::new();
    for writer in 2..6 {
        let config = LakeConfig::folder(folder.path().join("lake"));
        let rows = rates(i128::from(writer) * 100, writer as usize);
        writers.push(tokio::spawn(async move {
            let lake = Lake::open(&config).await.unwrap();
            lake.replace(&tables::LIVING_WAGE_RATES, &[rows], None).await
        }));
    }
    let mut done = 0;
    for writer in writers {
        match writer.await.unwrap() {
            Ok(_) => done += 1,
            Err(error) => assert!(matches!(error, Error::Conflict { .. }), "{error}"),
        }
    }
    assert!(done >= 1, "one of them must win");
    // The rate says how many rows its writer wrote: rows of two writers would not agree.
    let whole = "select cast(min(rate) = max(rate) and count(*) = min(rate) as bigint) from living_wage_rates";
    assert_eq!(number(&lake, whole).await, 1);
}
