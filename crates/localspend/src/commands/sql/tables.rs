//! What `\d` shows: the tables, and the columns of one with what they mean.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Result, bail};
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use localspend_query::guard::Guarded;
use localspend_serve::Comments;

/// Names of a table's columns, with their types.
pub type Columns = BTreeMap<String, Vec<(String, String)>>;

/// The columns of every table.
pub async fn columns(tables: &Guarded) -> Result<Columns> {
    let sql = "select table_name, column_name, data_type from information_schema.columns where table_schema = 'public' \
               order by table_name, ordinal_position";
    let mut found = Columns::new();
    for batch in tables.context().sql(sql).await?.collect().await? {
        for row in localspend_query::texts(&batch)? {
            if let [table, column, kind] = row.as_slice() {
                found.entry(table.clone()).or_default().push((column.clone(), plain(kind)));
            }
        }
    }
    Ok(found)
}

/// A type as people write it.
fn plain(kind: &str) -> String {
    match kind {
        "Utf8" | "Utf8View" | "LargeUtf8" => "text".to_owned(),
        "Int64" => "bigint".to_owned(),
        "Int32" => "int".to_owned(),
        "Float64" => "double".to_owned(),
        "Boolean" => "boolean".to_owned(),
        "Date32" => "date".to_owned(),
        kind if kind.starts_with("Decimal128(") => kind.replace("Decimal128", "decimal").replace(", ", ","),
        kind if kind.starts_with("Timestamp(") => "timestamp".to_owned(),
        kind if kind.starts_with("List(") => "list".to_owned(),
        kind => kind.to_owned(),
    }
}

/// Every table with the first sentence of its description.
pub fn all(columns: &Columns, comments: &Comments) -> Result<RecordBatch> {
    let about =
        |table: &String| comments.get(table).map_or("", |(about, _)| about.split_inclusive(". ").next().unwrap_or(about).trim());
    batch(&[
        ("table", columns.keys().cloned().collect()),
        ("about", columns.keys().map(|table| about(table).to_owned()).collect()),
    ])
}

/// One table.
pub fn one(table: &str, columns: &Columns, comments: &Comments) -> Result<RecordBatch> {
    let Some(known) = columns.get(table) else { bail!("there is no table `{table}`\nhint: \\d lists the tables") };
    let meanings = comments.get(table).map(|(_, columns)| columns.as_slice()).unwrap_or_default();
    let about =
        |name: &String| meanings.iter().find(|(column, _)| column == name).map(|(_, about)| about.clone()).unwrap_or_default();
    batch(&[
        ("column", known.iter().map(|(name, _)| name.clone()).collect()),
        ("type", known.iter().map(|(_, kind)| kind.clone()).collect()),
        ("about", known.iter().map(|(name, _)| about(name)).collect()),
    ])
}

fn batch(columns: &[(&str, Vec<String>)]) -> Result<RecordBatch> {
    let columns = columns.iter().map(|(name, values)| (*name, Arc::new(StringArray::from(values.clone())) as ArrayRef));
    Ok(RecordBatch::try_from_iter(columns)?)
}
