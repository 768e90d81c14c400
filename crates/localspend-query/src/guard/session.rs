//! A session that only reads: some of another session's tables, the functions that are allowed, and every query in an
//! environment of its own, so that what one takes no other lacks.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{CatalogProvider, MemoryCatalogProvider, SchemaProvider, TableProvider};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::parser::Statement as EngineStatement;
use datafusion::sql::sqlparser::ast::Statement;
use futures::{Stream, StreamExt};

use crate::guard::buffers::AskBefore;
use crate::guard::functions::restricted;
use crate::guard::refused::Refused;
use crate::guard::statement::on_large_stack;

/// Name of the database, as clients see it.
pub const DATABASE: &str = "localspend";
/// Schema of the tables.
pub const SCHEMA: &str = "public";

/// Bounds of one query.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Longest time from the statement to its last row.
    pub time: Option<Duration>,
    /// Bytes that it may hold; what needs more and can be spilled is spilled.
    pub memory: usize,
    /// Bytes that it may spill.
    pub spill: u64,
    /// Folder for what is spilled. `None` takes the system's folder for temporary files.
    pub spill_dir: Option<PathBuf>,
    /// Most rows of its answer.
    pub rows: Option<u64>,
    /// Parts that work at the same time. `None` takes one per core.
    pub partitions: Option<usize>,
}

/// Some tables under a guard. Clones share it.
#[derive(Clone)]
pub struct Guarded {
    state: Arc<SessionState>,
    tables: Arc<Vec<String>>,
    limits: Limits,
}

/// A query that was planned, with the environment it runs in.
pub struct Planned {
    context: SessionContext,
    /// What it does. Parameters may still lack values.
    pub plan: LogicalPlan,
    limits: Limits,
    began: Instant,
}

impl Guarded {
    /// The tables of `source` that `shown` lets through, under `limits`.
    pub async fn new(source: &SessionContext, shown: impl Fn(&str) -> bool, limits: Limits) -> Result<Guarded> {
        let mut tables = BTreeMap::new();
        let open = source.catalog_names().into_iter().filter_map(|name| source.catalog(&name));
        for schema in open.filter_map(|catalog| catalog.schema(SCHEMA)) {
            for name in schema.table_names().into_iter().filter(|name| shown(name)) {
                if let Some(table) = schema.table(&name).await? {
                    tables.insert(name, table);
                }
            }
        }
        let names = tables.keys().cloned().collect();
        let catalog = MemoryCatalogProvider::new();
        catalog.register_schema(SCHEMA, Arc::new(Tables(tables)))?;
        let mut config: SessionConfig = source
            .copied_config()
            .with_default_catalog_and_schema(DATABASE, SCHEMA)
            .with_create_default_catalog_and_schema(false)
            .with_information_schema(true)
            .with_batch_size(4096);
        if let Some(partitions) = limits.partitions {
            config = config.with_target_partitions(partitions);
        }
        let fresh = localspend_lake::engine::context(config, source.runtime_env());
        fresh.register_catalog(DATABASE, Arc::new(catalog));
        let state = restricted(&fresh.state()).with_physical_optimizer_rule(Arc::new(AskBefore)).build();
        Ok(Guarded { state: Arc::new(state), tables: Arc::new(names), limits })
    }

    /// The same with what `change` adds to the session: a schema of system tables, functions about them.
    pub fn with(self, change: impl FnOnce(&SessionContext) -> Result<()>) -> Result<Guarded> {
        let context = SessionContext::new_with_state(self.state.as_ref().clone());
        change(&context)?;
        Ok(Guarded { state: Arc::new(context.state()), ..self })
    }

    /// Names of the tables.
    pub fn tables(&self) -> &[String] {
        &self.tables
    }

    /// A context to look at tables and functions with. It has no bounds: statements go through [`Guarded::plan`].
    pub fn context(&self) -> SessionContext {
        SessionContext::new_with_state(self.state.as_ref().clone())
    }

    /// Plans one statement, which must have come from [`crate::guard::parse`] and may have been rewritten since; `sql` is the
    /// text for errors.
    pub async fn plan(&self, statement: Statement, sql: &str) -> std::result::Result<Planned, Refused> {
        let began = Instant::now();
        let explain = |error: DataFusionError| Refused::explain(&error, sql, &self.tables);
        let context = self.environment().map_err(explain)?;
        let state = context.state();
        let planning = state.statement_to_plan(EngineStatement::Statement(Box::new(statement)));
        let plan = large_stacked(planning).await.map_err(explain)?;
        let reads = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        on_large_stack(|| reads.verify_plan(&plan)).map_err(|error| match error {
            DataFusionError::Plan(text) => Refused::forbidden(text),
            other => explain(other),
        })?;
        Ok(Planned { context, plan, limits: self.limits.clone(), began })
    }

    /// A context whose memory and spilled files are one query's own.
    fn environment(&self) -> Result<SessionContext> {
        let mut disk = DiskManagerBuilder::default().with_max_temp_directory_size(self.limits.spill);
        if let Some(folder) = &self.limits.spill_dir {
            disk = disk.with_mode(DiskManagerMode::Directories(vec![folder.clone()]));
        }
        let runtime = RuntimeEnvBuilder::from_runtime_env(self.state.runtime_env())
            .with_memory_pool(Arc::new(FairSpillPool::new(self.limits.memory)))
            .with_disk_manager_builder(disk)
            .build_arc()?;
        let state = SessionStateBuilder::new_from_existing(self.state.as_ref().clone()).with_runtime_env(runtime).build();
        Ok(SessionContext::new_with_state(state))
    }
}

impl Planned {
    /// Only the first rows of its answer. What is not a select is left as it is.
    pub fn first(mut self, rows: usize) -> std::result::Result<Planned, Refused> {
        if !matches!(self.plan, LogicalPlan::Explain(_) | LogicalPlan::Analyze(_) | LogicalPlan::DescribeTable(_)) {
            let limited = LogicalPlanBuilder::from(self.plan).limit(0, Some(rows)).and_then(LogicalPlanBuilder::build);
            self.plan = limited.map_err(|error| Refused::explain(&error, "", &[]))?;
        }
        Ok(self)
    }

    /// Runs it. The answer ends with an error when a bound is passed. Nothing is computed before it is asked for.
    pub async fn run(self, sql: &str, tables: &[String]) -> std::result::Result<Answer, Refused> {
        let explain = |error: DataFusionError| Refused::explain(&error, sql, tables);
        let Planned { context, plan, limits, began } = self;
        let state = context.state();
        let until = limits.time.map(|time| tokio::time::Instant::from_std(began + time));
        let work = async {
            let physical = large_stacked(state.create_physical_plan(&plan)).await?;
            on_large_stack(|| datafusion::physical_plan::execute_stream(physical, context.task_ctx()))
        };
        let stream = match until {
            Some(until) => tokio::time::timeout_at(until, work).await.map_err(|_| too_long(&limits))?,
            None => work.await,
        };
        let stream = stream.map_err(explain)?;
        let (sql, tables) = (sql.to_owned(), tables.to_vec());
        let schema = stream.schema();
        let batches = Box::pin(bounded(stream, limits, until, sql, tables));
        Ok(Answer { schema, batches })
    }
}

/// Batches of an answer, or why it ended.
pub type Batches = std::pin::Pin<Box<dyn Stream<Item = std::result::Result<arrow::array::RecordBatch, Refused>> + Send>>;

/// An answer under way.
pub struct Answer {
    /// Columns.
    pub schema: SchemaRef,
    /// Rows.
    pub batches: Batches,
}

fn too_long(limits: &Limits) -> Refused {
    let seconds = limits.time.unwrap_or_default().as_secs_f32();
    Refused::new("57014", format!("the query took longer than {seconds} seconds and was ended"))
        .hint("filter earlier, or ask the server's keeper for more time")
}

fn bounded(
    stream: SendableRecordBatchStream,
    limits: Limits,
    until: Option<tokio::time::Instant>,
    sql: String,
    tables: Vec<String>,
) -> impl Stream<Item = std::result::Result<arrow::array::RecordBatch, Refused>> + Send {
    let start = (Some(stream), 0u64);
    futures::stream::unfold((start, limits, sql, tables), move |((stream, rows), limits, sql, tables)| async move {
        let mut stream = stream?;
        let next = large_stacked(stream.next());
        let item = match until {
            Some(until) => match tokio::time::timeout_at(until, next).await {
                Ok(item) => item,
                Err(_) => return Some((Err(too_long(&limits)), ((None, rows), limits, sql, tables))),
            },
            None => next.await,
        };
        match item? {
            Ok(batch) => {
                let rows = rows + batch.num_rows() as u64;
                if let Some(most) = limits.rows.filter(|most| rows > *most) {
                    let refused = Refused::new("53400", format!("the answer has more than {most} rows and was ended"));
                    let refused = refused.hint("add a `limit`, group, or read the lake's files directly");
                    return Some((Err(refused), ((None, rows), limits, sql, tables)));
                }
                Some((Ok(batch), ((Some(stream), rows), limits, sql, tables)))
            }
            Err(error) => {
                let refused = Refused::explain(&error, &sql, &tables);
                Some((Err(refused), ((None, rows), limits, sql, tables)))
            }
        }
    })
}

/// Polls a future where deep recursion has room.
async fn large_stacked<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| on_large_stack(|| future.as_mut().poll(context))).await
}

/// Tables that cannot be changed.
#[derive(Debug)]
struct Tables(BTreeMap<String, Arc<dyn TableProvider>>);

#[async_trait]
impl SchemaProvider for Tables {
    fn table_names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        Ok(self.0.get(name).cloned())
    }

    fn table_exist(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}
