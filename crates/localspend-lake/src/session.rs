//! Opens sessions: every table of the contract under its name, at one set of versions, with bounded memory.
//!
//! A session is not a guard: whoever passes statements of strangers must restrict them (see localspend-query).

use std::path::PathBuf;
use std::sync::Arc;

use arrow::datatypes::{DataType, Schema};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::logical_expr::{Expr, cast, col, lit};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::scalar::ScalarValue;
use deltalake_core::DeltaTable;
use localspend_model::tables::{self, Table};

use crate::lake::{Lake, Versions};
use crate::scan::Scan;
use crate::{Error, Result};

/// Bounds of a session.
#[derive(Debug, Clone, Default)]
pub struct SessionOptions {
    /// Bytes that queries may hold; what needs more is written to `spill_dir`. `None` sets no bound.
    pub memory_limit: Option<usize>,
    /// Folder for what does not fit in memory. `None` takes the system's folder for temporary files.
    pub spill_dir: Option<PathBuf>,
    /// Bytes that may be spilled. `None` leaves the engine's own bound.
    pub spill_limit: Option<u64>,
    /// Parts that work at the same time. `None` takes one per core.
    pub target_partitions: Option<usize>,
}

/// Views over the lines of active files, with the verdict that each keeps.
const VIEWS: [(&str, &str); 2] = [("payments", "payment"), ("rejects", "rejected")];

impl Lake {
    /// A session that sees the given versions, or the latest. A table that is not among the versions is empty.
    pub async fn session(&self, options: &SessionOptions, versions: Option<&Versions>) -> Result<SessionContext> {
        let context = self.context(options)?;
        let latest;
        let versions = match versions {
            Some(versions) => versions,
            None => {
                latest = self.versions().await?;
                &latest
            }
        };
        for table in tables::ALL {
            let provider = match versions.get(table.name) {
                Some(version) => scan(&context, table.name, &self.at(table.name, *version).await?).await?,
                None => empty(table)?,
            };
            register(&context, table, provider)?;
        }
        for (view, verdict) in VIEWS {
            let sql = format!(
                "select lines.* from lines where verdict = '{verdict}' and file_id in (select file_id from files where status = 'active')"
            );
            let frame = context.sql(&sql).await.map_err(Error::engine(format!("opening the view {view}")))?;
            context.register_table(view, frame.into_view()).map_err(Error::engine(format!("opening the view {view}")))?;
        }
        Ok(context)
    }

    /// A session without tables.
    pub(crate) fn context(&self, options: &SessionOptions) -> Result<SessionContext> {
        let mut config = SessionConfig::new()
            .with_information_schema(true)
            // The contract's types, whatever the way from the file: text is Utf8.
            .set_bool("datafusion.execution.parquet.schema_force_view_types", false)
            .set_bool("datafusion.sql_parser.map_string_types_to_utf8view", false)
            // Without it `0.05` is a float, and money compared or multiplied with it stops being exact.
            .set_bool("datafusion.sql_parser.parse_float_as_decimal", true)
            // Lines are joined to tables that fit into memory: handing them out by key would copy all of them once more for each join.
            .set_bool("datafusion.optimizer.repartition_joins", false)
            .set_bool("datafusion.execution.parquet.pushdown_filters", true);
        if let Some(partitions) = options.target_partitions {
            config = config.with_target_partitions(partitions.max(1));
        }
        let runtime = runtime(options)?;
        runtime.register_object_store(&self.place.url, self.place.root.clone());
        Ok(crate::engine::context(config, runtime))
    }
}

fn runtime(options: &SessionOptions) -> Result<Arc<RuntimeEnv>> {
    let mut disk = DiskManagerBuilder::default();
    if let Some(folder) = &options.spill_dir {
        std::fs::create_dir_all(folder).map_err(|source| Error::File {
            path: folder.display().to_string(),
            doing: "making the folder for what does not fit in memory",
            source,
        })?;
        disk = disk.with_mode(DiskManagerMode::Directories(vec![folder.clone()]));
    }
    if let Some(limit) = options.spill_limit {
        disk = disk.with_max_temp_directory_size(limit);
    }
    let mut builder = RuntimeEnvBuilder::new().with_disk_manager_builder(disk);
    if let Some(limit) = options.memory_limit {
        builder = builder.with_memory_pool(Arc::new(FairSpillPool::new(limit)));
    }
    builder.build_arc().map_err(Error::engine("opening a session"))
}

/// A scan of one version of a table.
pub(crate) async fn scan(context: &SessionContext, name: &str, table: &DeltaTable) -> Result<Arc<dyn TableProvider>> {
    let provider = table.table_provider().with_session(Arc::new(context.state()));
    let provider = provider.await.map_err(Error::engine(format!("opening table {name}")))?;
    Ok(Arc::new(Scan(provider)))
}

fn empty(table: &Table) -> Result<Arc<dyn TableProvider>> {
    let provider = MemTable::try_new(table.schema(), vec![Vec::new()]);
    Ok(Arc::new(provider.map_err(Error::engine(format!("opening table {}", table.name)))?))
}

/// Registers a table; one that was written before a column was thought of shows that column empty.
fn register(context: &SessionContext, table: &Table, provider: Arc<dyn TableProvider>) -> Result<()> {
    let doing = || format!("opening table {}", table.name);
    let stored = provider.schema();
    let provider = match completed(table, &stored) {
        None => provider,
        Some(columns) => {
            let frame = context.read_table(provider).and_then(|frame| frame.select(columns)).map_err(Error::engine(doing()))?;
            frame.into_view()
        }
    };
    context.register_table(table.name, provider).map_err(Error::engine(doing()))?;
    Ok(())
}

fn completed(table: &Table, stored: &Schema) -> Option<Vec<Expr>> {
    let wanted = table.schema();
    let lacking: Vec<_> = wanted.fields().iter().filter(|field| stored.field_with_name(field.name()).is_err()).collect();
    if lacking.is_empty() {
        return None;
    }
    let kept = stored.fields().iter().map(|field| col(format!("\"{}\"", field.name())));
    let nothing = |kind: &DataType| cast(lit(ScalarValue::Null), kind.clone());
    Some(kept.chain(lacking.iter().map(|field| nothing(field.data_type()).alias(field.name()))).collect())
}
