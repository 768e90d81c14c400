//! Loading ledgers, replacing tables, recording runs.

use localspend_lake::{Error, Lake, LakeConfig, Replaced, SessionOptions, StatusChange, chain_hash};
use localspend_model::tables;

use crate::rows::{ask, both, cell, file, lines, new_lake, number, run};

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_lake_answers_every_table_and_holds_nothing() {
    let (_folder, lake) = new_lake().await;
    assert!(lake.versions().await.unwrap().is_empty());
    let context = lake.session(&SessionOptions::default(), None).await.unwrap();
    for name in tables::ALL.iter().map(|table| table.name).chain(["payments", "rejects"]) {
        assert_eq!(cell(&context, &format!("select count(*) from {name}")).await, "0", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_is_seen_when_its_files_are_committed_and_money_stays_exact() {
    let (_folder, lake) = new_lake().await;
    let mut load = lake.begin_load("first").await.unwrap();
    load.write(&lines("a", 3, 1_010)).await.unwrap();
    load.write(&lines("b", 2, -5)).await.unwrap();
    assert_eq!(number(&lake, "select count(*) from lines").await, 0);
    let done = load.finish(&both(&file("a", 3, 3_030, "active", "r1"), &file("b", 2, -10, "active", "r1")), &[]).await.unwrap();
    assert_eq!((done.rows, done.lines_version, done.files_version), (5, Some(0), 0));
    assert_eq!(ask(&lake, "select sum(amount) from payments").await, "30.20");
    assert_eq!(ask(&lake, "select arrow_typeof(supplier_name) from lines limit 1").await, "Utf8");
    assert_eq!(ask(&lake, "select raw[1] from lines limit 1").await, "cell");
    assert_eq!(ask(&lake, "select arrow_typeof(0.05) ").await, "Decimal128(2, 2)");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_load_leaves_the_lake_as_it_was() {
    let (_folder, lake) = new_lake().await;
    let mut load = lake.begin_load("dropped").await.unwrap();
    load.write(&lines("a", 3, 100)).await.unwrap();
    drop(load);
    assert!(lake.versions().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_file_supersedes_and_its_predecessor_stops_counting() {
    let (folder, lake) = new_lake().await;
    for (id, run) in [("a", "r1"), ("other", "r1b")] {
        let mut load = lake.begin_load(run).await.unwrap();
        load.write(&lines(id, 3, 100)).await.unwrap();
        load.finish(&file(id, 3, 300, "active", run), &[]).await.unwrap();
    }
    let before = lake.versions().await.unwrap();
    let mut load = lake.begin_load("r2").await.unwrap();
    load.write(&lines("b", 2, 100)).await.unwrap();
    let change = StatusChange { file_id: "a".into(), status: "superseded".into(), superseded_by: Some("b".into()) };
    load.finish(&file("b", 2, 200, "active", "r2"), &[change]).await.unwrap();
    assert_eq!(number(&lake, "select count(*) from payments").await, 5);
    assert_eq!(number(&lake, "select count(*) from lines").await, 8);
    assert_eq!(ask(&lake, "select superseded_by from files where file_id = 'a'").await, "b");
    assert_eq!(number(&lake, "select count(*) from files").await, 3);
    // The past stays what it was, also for a reader that opens the lake anew.
    let lake = Lake::open(&LakeConfig::folder(folder.path().join("lake"))).await.unwrap();
    let then = lake.session(&SessionOptions::default(), Some(&before)).await.unwrap();
    assert_eq!(cell(&then, "select count(*) from payments").await, "6");
    assert_eq!(cell(&then, "select status from files where file_id = 'a'").await, "active");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_is_never_loaded_twice() {
    let (_folder, lake) = new_lake().await;
    for expected in [true, false] {
        let mut load = lake.begin_load("same").await.unwrap();
        load.write(&lines("a", 3, 100)).await.unwrap();
        let done = load.finish(&file("a", 3, 300, "active", "r1"), &[]).await;
        assert_eq!(done.is_ok(), expected, "{done:?}");
        if let Err(error) = done {
            assert!(matches!(error, Error::AlreadyLoaded { .. }), "{error}");
        }
    }
    assert_eq!(ask(&lake, "select sum(amount) from payments").await, "3.00");
    assert_eq!(number(&lake, "select count(*) from lines").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_keeps_the_version() {
    let (_folder, lake) = new_lake().await;
    let table = &tables::FILES;
    assert!(matches!(lake.replace(table, &[], None).await, Err(Error::Refused { .. })), "ledgers are never replaced");
    let table = &tables::CATEGORIES;
    let batch = |name: &str| {
        let schema = table.schema();
        let columns = schema.fields().iter().map(|field| match field.name().as_str() {
            "is_on_site_service" => std::sync::Arc::new(arrow::array::BooleanArray::from(vec![true, false])) as _,
            _ => std::sync::Arc::new(arrow::array::StringArray::from(vec![name, name])) as arrow::array::ArrayRef,
        });
        arrow::array::RecordBatch::try_new(schema.clone(), columns.collect()).unwrap()
    };
    let first = batch("catering");
    assert_eq!(lake.replace(table, std::slice::from_ref(&first), None).await.unwrap(), Replaced::Written(0));
    let halves = [first.slice(0, 1), first.slice(1, 1)];
    assert_eq!(lake.replace(table, &halves, None).await.unwrap(), Replaced::Unchanged(0));
    assert_eq!(lake.replace(table, &[batch("cleaning")], None).await.unwrap(), Replaced::Written(1));
    assert_eq!(number(&lake, "select count(*) from categories where name = 'catering'").await, 0);
    assert_eq!(number(&lake, "select count(*) from categories").await, 2);
    assert_eq!(lake.replace(table, &[batch("cleaning")], Some("key")).await.unwrap(), Replaced::Written(2));
    let frame = lake.session(&SessionOptions::default(), None).await.unwrap().sql("select * from categories").await.unwrap();
    assert_eq!(lake.replace_frame(table, frame.clone(), "key").await.unwrap(), Replaced::Unchanged(2));
    assert_eq!(lake.replace_frame(table, frame, "other key").await.unwrap(), Replaced::Written(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_hang_together_by_their_hashes() {
    let (_folder, lake) = new_lake().await;
    let read = [("places".to_owned(), 3), ("spend".to_owned(), 1)].into();
    let first = lake.append_run(run("one", 1, &read)).await.unwrap();
    let second = lake.append_run(run("two", 2, &read)).await.unwrap();
    assert_eq!(first.previous_hash, None);
    assert_eq!(second.previous_hash.as_ref(), Some(&first.hash));
    let stored = lake.runs().await.unwrap();
    assert_eq!(stored, [first, second]);
    assert!(stored.iter().all(|run| chain_hash(run) == run.hash));
    assert!(matches!(lake.append_run(run("two", 3, &read)).await, Err(Error::Refused { .. })), "a run is recorded once");
    let versions = lake.versions_of_run("one").await.unwrap();
    assert_eq!(versions.into_iter().collect::<Vec<_>>(), [("places".to_owned(), 3), ("spend".to_owned(), 1)]);
}

/// A file that failed is tried again by the next run. Its old row beside the new one would have finance look for a fault
/// that is mended, or count one file twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_failed_file_tried_again_has_one_row() {
    let (_folder, lake) = new_lake().await;
    let mut load = lake.begin_load("r1").await.unwrap();
    load.write(&lines("good", 3, 100)).await.unwrap();
    load.finish(&both(&file("good", 3, 300, "active", "r1"), &file("bad", 0, 0, "failed", "r1")), &[]).await.unwrap();
    let load = lake.begin_load("r2").await.unwrap();
    load.finish(&file("bad", 0, 0, "failed", "r2"), &[]).await.unwrap();
    assert_eq!(ask(&lake, "select run_id from files where file_id = 'bad'").await, "r2");
    let mut load = lake.begin_load("r3").await.unwrap();
    load.write(&lines("bad", 2, 100)).await.unwrap();
    load.finish(&file("bad", 2, 200, "active", "r3"), &[]).await.unwrap();
    assert_eq!(ask(&lake, "select status from files where file_id = 'bad'").await, "active");
    assert_eq!(number(&lake, "select count(*) from files").await, 2);
    assert_eq!(number(&lake, "select count(*) from payments").await, 5);
}

/// A large table is written as several files at a time. Were a file lost on the way, or what failed left behind, pounds would
/// be missing from `spend` or stand there twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_table_holds_each_row_once_and_a_failed_one_changes_nothing() {
    let (_folder, lake) = new_lake().await;
    let table = &tables::LIVING_WAGE_RATES;
    let rates = |first: i128| {
        let schema = table.schema();
        let columns = schema.fields().iter().map(|field| match field.name().as_str() {
            "rate" => {
                let rates = arrow::array::Decimal128Array::from_iter_values(first..first + 8_192);
                std::sync::Arc::new(rates.with_precision_and_scale(18, 2).unwrap()) as arrow::array::ArrayRef
            }
            "announced_on" | "binds_from" => arrow::array::new_null_array(field.data_type(), 8_192),
            _ => std::sync::Arc::new(arrow::array::StringArray::from(vec!["x"; 8_192])),
        });
        arrow::array::RecordBatch::try_new(schema.clone(), columns.collect()).unwrap()
    };
    let batches = || (0..50).map(|batch| Ok(rates(batch * 8_192)));
    lake.replace_stream(table, futures::stream::iter(batches()), "whole").await.unwrap();
    let whole = "select concat_ws(' ', count(*), count(distinct rate), min(rate), max(rate)) from living_wage_rates";
    assert_eq!(ask(&lake, whole).await, "409600 409600 0.00 4095.99");

    let broken = || Error::Refused { what: "the rows".to_owned(), hint: "none".to_owned() };
    let failing = batches().take(40).chain([Err(broken())]);
    let failed = lake.replace_stream(table, futures::stream::iter(failing), "broken").await;
    assert!(matches!(failed, Err(Error::Refused { .. })), "{failed:?}");
    assert_eq!(number(&lake, "select count(*) from living_wage_rates").await, 409_600);
    assert_eq!(lake.verify(localspend_lake::Depth::Rows).await.unwrap().problems, []);
}
