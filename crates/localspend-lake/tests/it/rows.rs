//! Invented rows for the tests, and questions to ask a session.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, Date32Array, Decimal128Array, Int64Array, ListBuilder, RecordBatch, StringArray, StringBuilder,
    TimestampMicrosecondArray, new_null_array,
};
use arrow::datatypes::{DataType, Field, Int64Type, SchemaRef};
use arrow::util::display::array_value_to_string;
use chrono::{TimeZone, Utc};
use datafusion::prelude::SessionContext;
use localspend_lake::{Lake, LakeConfig, RunRecord, SessionOptions, Versions};
use localspend_model::tables;

/// A lake in a new folder, which goes with the returned guard.
pub async fn new_lake() -> (tempfile::TempDir, Lake) {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(&LakeConfig::folder(folder.path().join("lake"))).await.unwrap();
    (folder, lake)
}

fn text_lists() -> ListBuilder<StringBuilder> {
    ListBuilder::new(StringBuilder::new()).with_field(Field::new("element", DataType::Utf8, true))
}

/// `count` payment lines of a file, worth `pence` each.
pub fn lines(file_id: &str, count: usize, pence: i128) -> RecordBatch {
    let texts = |value: &str| Arc::new(StringArray::from(vec![value; count])) as ArrayRef;
    let lists = |value: Option<&str>| {
        let mut builder = text_lists();
        for _ in 0..count {
            if let Some(value) = value {
                builder.values().append_value(value);
            }
            builder.append(true);
        }
        Arc::new(builder.finish()) as ArrayRef
    };
    let named: Vec<(&str, ArrayRef)> = vec![
        ("file_id", texts(file_id)),
        ("row", Arc::new(Int64Array::from_iter_values(1..=count as i64))),
        ("verdict", texts("payment")),
        ("reason", texts("payment")),
        ("flags", lists(None)),
        ("raw", lists(Some("cell"))),
        ("org_code", texts("RX1")),
        ("period_start", Arc::new(Date32Array::from(vec![20_000; count]))),
        ("supplier_name", texts("Brambleford Catering Ltd")),
        ("amount", Arc::new(Decimal128Array::from(vec![pence; count]).with_precision_and_scale(18, 2).unwrap())),
    ];
    filled(&tables::LINES.schema(), named, count)
}

/// One row of `files` for a file of `count` payments.
pub fn file(file_id: &str, count: i64, pence: i128, status: &str, run_id: &str) -> RecordBatch {
    let text = |value: &str| Arc::new(StringArray::from(vec![value.to_owned()])) as ArrayRef;
    let int = |value: i64| Arc::new(Int64Array::from(vec![value])) as ArrayRef;
    let money = |value: i128| Arc::new(Decimal128Array::from(vec![value]).with_precision_and_scale(18, 2).unwrap()) as ArrayRef;
    let mut none = text_lists();
    none.append(true);
    let named: Vec<(&str, ArrayRef)> = vec![
        ("file_id", text(file_id)),
        ("file_name", text(&format!("{file_id}.csv"))),
        ("uri", text(&format!("ledgers/{file_id}.csv"))),
        ("org_code", text("RX1")),
        ("format", text("csv")),
        ("bytes", int(1)),
        ("records", int(count)),
        ("payments", int(count)),
        ("rejected", int(0)),
        ("not_payments", int(0)),
        ("amount_payments", money(pence)),
        ("amount_rejected", money(0)),
        ("status", text(status)),
        ("mapping", text("{}")),
        ("run_id", text(run_id)),
        ("loaded_at", Arc::new(TimestampMicrosecondArray::from(vec![0]).with_timezone("UTC"))),
        ("doubts", Arc::new(none.finish())),
    ];
    filled(&tables::FILES.schema(), named, 1)
}

fn filled(schema: &SchemaRef, named: Vec<(&str, ArrayRef)>, count: usize) -> RecordBatch {
    let column = |field: &arrow::datatypes::FieldRef| {
        let given = named.iter().find(|(name, _)| name == field.name());
        given.map_or_else(|| new_null_array(field.data_type(), count), |(_, array)| array.clone())
    };
    RecordBatch::try_new(schema.clone(), schema.fields().iter().map(column).collect()).unwrap()
}

/// The only cell of a query's answer, as text.
pub async fn cell(context: &SessionContext, sql: &str) -> String {
    let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
    let batch = batches.iter().find(|batch| batch.num_rows() > 0).expect("one row");
    array_value_to_string(batch.column(0), 0).unwrap()
}

/// The same from a new session at the latest versions.
pub async fn ask(lake: &Lake, sql: &str) -> String {
    cell(&lake.session(&SessionOptions::default(), None).await.unwrap(), sql).await
}

/// The only number of a query's answer.
pub async fn number(lake: &Lake, sql: &str) -> i64 {
    let context = lake.session(&SessionOptions::default(), None).await.unwrap();
    let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
    batches[0].column(0).as_primitive::<Int64Type>().value(0)
}

/// Two batches as one.
pub fn both(left: &RecordBatch, right: &RecordBatch) -> RecordBatch {
    arrow::compute::concat_batches(&left.schema(), [left, right]).unwrap()
}

/// Loads a file of `count` payments of £1.
pub async fn load(lake: &Lake, file_id: &str, count: usize) {
    let mut load = lake.begin_load(file_id).await.unwrap();
    load.write(&lines(file_id, count, 100)).await.unwrap();
    load.finish(&file(file_id, count as i64, count as i128 * 100, "active", file_id), &[]).await.unwrap();
}

/// The record of a run that read these versions.
pub fn run(run_id: &str, minute: u32, versions: &Versions) -> RunRecord {
    let at = |second| Utc.with_ymd_and_hms(2025, 10, 1, 8, minute, second).unwrap();
    RunRecord {
        run_id: run_id.into(),
        started_at: at(0),
        finished_at: at(5),
        version: "0.1.0".into(),
        settings: "{}".into(),
        inputs: "{}".into(),
        versions_read: serde_json::to_string(versions).unwrap(),
        versions_written: "{}".into(),
        control_totals: "{}".into(),
        previous_hash: None,
        hash: String::new(),
    }
}
