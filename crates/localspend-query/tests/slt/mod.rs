//! Runs sqllogictest files against a world whose marts are built. The files hold questions and figures worked out by
//! hand from the world's CSV files, never a copy of a metric's SQL.

use std::path::Path;

use arrow::util::display::{ArrayFormatter, FormatOptions};
use async_trait::async_trait;
use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use sqllogictest::{DBOutput, DefaultColumnType, Runner};

use crate::world::World;

/// Runs every file of a folder below `tests/`, in the order of their names.
pub async fn run_folder(world: &World, folder: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "no file in {folder}");
    for file in files {
        let mut runner = Runner::new(|| async { Ok(Session(world.session.clone())) });
        let outcome = runner.run_file_async(&file).await;
        assert!(outcome.is_ok(), "{}", outcome.unwrap_err().display(false));
    }
}

struct Session(SessionContext);

#[async_trait]
impl sqllogictest::AsyncDB for Session {
    type Error = DataFusionError;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, DataFusionError> {
        let batches = self.0.sql(sql).await?.collect().await?;
        let options = FormatOptions::default().with_null("NULL");
        let mut rows = Vec::new();
        for batch in &batches {
            let columns = batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options));
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            rows.extend(
                (0..batch.num_rows()).map(|row| columns.iter().map(|column| column.value(row).to_string()).collect::<Vec<_>>()),
            );
        }
        let columns = batches.first().map_or(0, |batch| batch.num_columns());
        Ok(DBOutput::Rows { types: vec![DefaultColumnType::Text; columns], rows })
    }

    async fn shutdown(&mut self) {}
}
