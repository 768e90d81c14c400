//! Runs sqllogictest files against a world whose marts are built. The files hold questions and figures worked out by
//! hand from the world's CSV files, never a copy of a metric's SQL.

use std::path::Path;

use async_trait::async_trait;
use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use sqllogictest::{DBOutput, DefaultColumnType, Runner};

use crate::world::{World, rows};

/// Runs every file of a folder below `tests/`, in the order of their names.
pub async fn run_folder(world: &World, folder: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "no file in {folder}");
    let mut differences = Vec::new();
    for file in files {
        for record in sqllogictest::parse_file::<DefaultColumnType>(&file).unwrap() {
            let mut runner = Runner::new(|| async { Ok(Session(world.session.clone())) });
            if let Err(difference) = runner.run_async(record).await {
                differences.push(difference.display(false).to_string());
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

struct Session(SessionContext);

#[async_trait]
impl sqllogictest::AsyncDB for Session {
    type Error = DataFusionError;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, DataFusionError> {
        let rows = rows(&self.0, sql, "NULL").await?;
        let columns = rows.first().map_or(0, Vec::len);
        Ok(DBOutput::Rows { types: vec![DefaultColumnType::Text; columns], rows })
    }

    async fn shutdown(&mut self) {}
}
