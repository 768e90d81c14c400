//! Writes rows into data files. Memory stays bounded: rows go to the store row group by row group. Nothing is visible until
//! the returned files are committed.

use std::num::NonZeroU64;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use deltalake_core::datafile::writer::{DeltaWriter, WriterConfig};
use deltalake_core::kernel::Add;
use deltalake_core::parquet::basic::{Compression, Encoding, ZstdLevel};
use deltalake_core::parquet::file::properties::{EnabledStatistics, WriterProperties};
use deltalake_core::parquet::schema::types::ColumnPath;
use localspend_model::tables::{self, Table};
use object_store::ObjectStore;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use std::sync::Arc;

use crate::lake::Lake;
use crate::shape::{conform, statistics_columns};
use crate::{Error, Result};

/// A data file is closed at this size: large enough to scan well, small enough to leave out.
pub(crate) const FILE_BYTES: u64 = 128 * 1024 * 1024;
/// Rows of a row group, which is held in memory until it is full: a ledger line takes about 500 bytes there.
pub(crate) const ROW_GROUP_ROWS: usize = 131_072;
/// Rows encoded at a time.
const ENCODED_ROWS: usize = 8_192;
/// Columns of `lines` and `spend` whose values hardly repeat, as paths in the file: a dictionary of them fills up and is given up in each
/// row group, after every value was looked for in it. Numbers of rows rise by one, and are kept as their differences.
const HARDLY_REPEATED: [&[&str]; 4] = [&["row"], &["raw", "list", "element"], &["transaction_number"], &["amount"]];

/// Writer of one table's data files.
pub(crate) struct FileWriter {
    table: &'static str,
    schema: SchemaRef,
    writer: DeltaWriter,
    /// Folder inside the table that the files go to; empty for the table's own.
    folder: String,
    /// Rows written so far.
    pub rows: u64,
}

impl FileWriter {
    /// A writer for rows of `schema`.
    pub(crate) fn new(lake: &Lake, table: &Table, schema: SchemaRef, folder: &str) -> Result<FileWriter> {
        let store = lake.table_store(table.name);
        let target: Arc<dyn ObjectStore> =
            if folder.is_empty() { store.clone() } else { Arc::new(PrefixStore::new(store, Path::from(folder))) };
        let config = WriterConfig::new(
            schema.clone(),
            Vec::new(),
            Some(writer_properties(table)?),
            NonZeroU64::new(FILE_BYTES),
            Some(ENCODED_ROWS),
            Default::default(),
            Some(statistics_columns(table)),
        );
        let writer = DeltaWriter::new(target, config);
        Ok(FileWriter { table: table.name, schema, writer, folder: folder.to_owned(), rows: 0 })
    }

    /// Writes rows; columns may come in any order.
    pub(crate) async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let batch = conform(self.table, batch, &self.schema)?;
        self.rows += batch.num_rows() as u64;
        self.writer.write(&batch).await.map_err(Error::table(self.table, "writing rows"))
    }

    /// Ends the files and returns them, in the order in which they were written.
    pub(crate) async fn close(self) -> Result<Vec<Add>> {
        let mut files = self.writer.close().await.map_err(Error::table(self.table, "ending a data file"))?;
        if !self.folder.is_empty() {
            for file in &mut files {
                file.path = format!("{}/{}", self.folder, file.path);
            }
        }
        Ok(files)
    }

    /// Gives the files up. What was uploaded is seen by nobody and goes with the next vacuum.
    pub(crate) async fn abort(self) -> Result<()> {
        self.writer.abort().await.map_err(Error::table(self.table, "giving up an upload"))
    }
}

/// How data files are written, by whichever operation writes them.
pub(crate) fn writer_properties(table: &Table) -> Result<WriterProperties> {
    let is_lines = table.name == tables::LINES.name;
    // Without dictionaries that fill up, a higher level makes `lines` no smaller, and takes longer than reading a ledger.
    let level = ZstdLevel::try_new(if is_lines { 1 } else { 3 })
        .map_err(|error| Error::Damaged { table: table.name.to_owned(), problem: error.to_string() })?;
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_created_by("localspend".to_owned());
    // Bounds of pages let queries leave pages out; of long texts they only cost time.
    for column in statistics_columns(table) {
        properties = properties.set_column_statistics_enabled(column.into(), EnabledStatistics::Page);
    }
    if is_lines || table.name == tables::SPEND.name {
        for column in HARDLY_REPEATED {
            let column = ColumnPath::new(column.iter().map(|part| (*part).to_owned()).collect());
            properties = properties.set_column_dictionary_enabled(column, false);
        }
        properties = properties.set_column_encoding("row".into(), Encoding::DELTA_BINARY_PACKED);
    }
    Ok(properties.build())
}

#[cfg(test)]
mod tests {
    use deltalake_core::parquet::arrow::ArrowSchemaConverter;

    use super::*;

    /// If this fails, a column has another name and is quietly written with a dictionary again.
    #[test]
    fn what_hardly_repeats_are_columns_of_the_file() {
        let schema = ArrowSchemaConverter::new().convert(&tables::LINES.schema()).unwrap();
        let leaves: Vec<&[String]> = schema.columns().iter().map(|column| column.path().parts()).collect();
        for column in HARDLY_REPEATED {
            assert!(leaves.iter().any(|leaf| *leaf == column), "{column:?}");
        }
    }
}
