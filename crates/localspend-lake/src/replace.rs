//! Replaces a whole table in one commit, and only when its content differs: the same input leaves the same version.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use arrow::row::{RowConverter, SortField};
use datafusion::prelude::DataFrame;
use deltalake_core::kernel::{Action, Add};
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use futures::{Stream, StreamExt};
use localspend_model::tables::{self, Table};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::abreast::Abreast;
use crate::commit::{Commit, information, signed};
use crate::lake::{Lake, Writable, data_files};
use crate::shape::conform;
use crate::{Error, Result};

/// Key of the content's hash in a commit's information.
pub(crate) const CONTENT: &str = "localspend.content";

/// What became of a replacement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// The table held this content already; it still has this version.
    Unchanged(i64),
    /// The table was written and has this version now.
    Written(i64),
}

impl Replaced {
    /// The version that holds the content.
    pub fn version(self) -> i64 {
        match self {
            Replaced::Unchanged(version) | Replaced::Written(version) => version,
        }
    }
}

impl Lake {
    /// The version that a table has if it was made from this content, or `None` when it must be written. Asking first saves
    /// computing the rows.
    pub async fn unchanged(&self, table: &Table, content_key: &str) -> Result<Option<i64>> {
        let Some(delta) = self.latest(table.name).await? else { return Ok(None) };
        let Some(version) = delta.version() else { return Ok(None) };
        let information = information(table.name, &delta, version).await?.unwrap_or_default();
        let held = information.get(CONTENT).and_then(Value::as_str);
        Ok(if held == Some(&full_key(table, content_key)) { Some(signed(table.name, version)?) } else { None })
    }

    /// Replaces a table by batches. Without a key the content itself decides whether anything changed.
    pub async fn replace(&self, table: &Table, batches: &[RecordBatch], content_key: Option<&str>) -> Result<Replaced> {
        let computed;
        let key = match content_key {
            Some(key) => key,
            None => {
                computed = content_hash(table, batches)?;
                &computed
            }
        };
        let rows = futures::stream::iter(batches.iter().cloned().map(Ok));
        self.replace_stream(table, rows, key).await
    }

    /// Replaces a table by the rows of a query. `content_key` is a hash of everything the rows are computed from.
    pub async fn replace_frame(&self, table: &Table, frame: DataFrame, content_key: &str) -> Result<Replaced> {
        if let Some(version) = self.unchanged(table, content_key).await? {
            return Ok(Replaced::Unchanged(version));
        }
        let doing = format!("computing table {}", table.name);
        let rows = frame.execute_stream().await.map_err(Error::engine(doing.clone()))?;
        let rows = rows.map(move |batch| batch.map_err(Error::engine(doing.clone())));
        self.replace_stream(table, rows, content_key).await
    }

    /// Replaces a table by a stream of batches, which is not asked for anything when the content is the same.
    pub async fn replace_stream(
        &self,
        table: &Table,
        rows: impl Stream<Item = Result<RecordBatch>> + Send,
        content_key: &str,
    ) -> Result<Replaced> {
        replaceable(table)?;
        if let Some(version) = self.unchanged(table, content_key).await? {
            return Ok(Replaced::Unchanged(version));
        }
        let writable = self.writable(table).await?;
        let mut writer = Abreast::new(self, table, writable.schema.clone());
        let mut rows = std::pin::pin!(rows);
        while let Some(batch) = rows.next().await {
            let written = match batch {
                Ok(batch) => writer.write(batch).await,
                Err(error) => Err(error),
            };
            if let Err(error) = written {
                if let Err(second) = writer.abort().await {
                    tracing::warn!(table = table.name, error = %second, "an upload that was given up left parts behind");
                }
                return Err(error);
            }
        }
        let adds = writer.close().await?;
        let information = vec![(CONTENT, Value::String(full_key(table, content_key)))];
        self.overwrite(table, writable, adds, information).await.map(Replaced::Written)
    }

    /// Commits the files as the table's whole content.
    pub(crate) async fn overwrite(
        &self,
        table: &Table,
        writable: Writable,
        adds: Vec<Add>,
        information: Vec<(&'static str, Value)>,
    ) -> Result<i64> {
        let Writable { mut delta, first, .. } = writable;
        let mut actions = first;
        actions.extend(data_files(&delta).iter().map(|file| Action::Remove(file.remove_action(true))));
        actions.extend(adds.into_iter().map(Action::Add));
        let operation = DeltaOperation::Write { mode: SaveMode::Overwrite, partition_by: None, predicate: None };
        let change = Commit { actions, operation, information, transaction: None, beside_others: false };
        let version = self.commit(table.name, &mut delta, change).await?;
        Ok(version)
    }
}

/// Ledgers and runs only grow: replacing them would lose what was published.
fn replaceable(table: &Table) -> Result<()> {
    if [tables::FILES.name, tables::LINES.name, tables::RUNS.name].contains(&table.name) {
        return Err(Error::Refused {
            what: format!("table {} is never replaced", table.name),
            hint: "load files, change their status, or add a run".to_owned(),
        });
    }
    Ok(())
}

/// The caller's key with the table's columns, so that a program that knows more columns writes the table again.
fn full_key(table: &Table, content_key: &str) -> String {
    let columns: Vec<Value> = table.columns().iter().map(|column| json!([column.name, format!("{:?}", column.kind)])).collect();
    let columns = Sha256::digest(Value::Array(columns).to_string());
    format!("{content_key}/{}", &hex(&columns)[..16])
}

/// sha256 of the rows as the table holds them, whatever the batches they come in. The order of the rows counts.
pub fn content_hash(table: &Table, batches: &[RecordBatch]) -> Result<String> {
    let schema: SchemaRef = table.schema();
    let mut digest = Sha256::new();
    digest.update(columns_text(&schema));
    let failed = |error: arrow::error::ArrowError| Error::Shape {
        table: table.name.to_owned(),
        column: "*".to_owned(),
        problem: error.to_string(),
        hint: "the rows cannot be hashed",
    };
    let fields = schema.fields().iter().map(|field| SortField::new(field.data_type().clone())).collect();
    let converter = RowConverter::new(fields).map_err(failed)?;
    for batch in batches {
        // Slices bound the memory that the rows take a second time.
        for start in (0..batch.num_rows()).step_by(8_192) {
            let slice = batch.slice(start, (batch.num_rows() - start).min(8_192));
            let slice = conform(table.name, &slice, &schema)?;
            let rows = converter.convert_columns(slice.columns()).map_err(failed)?;
            for row in &rows {
                digest.update((row.as_ref().len() as u64).to_le_bytes());
                digest.update(row.as_ref());
            }
        }
    }
    Ok(hex(&digest.finalize()))
}

fn columns_text(schema: &Arc<Schema>) -> String {
    schema.fields().iter().map(|field| format!("{} {};", field.name(), field.data_type())).collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
