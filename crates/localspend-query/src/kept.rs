//! A table that is computed when it is first read and kept for the rest of the session. It is what the small marts are
//! made of: many queries read them, and unfolded as views they would make every plan contain all of them many times.

use std::fmt;
use std::sync::Arc;

use arrow::compute::cast;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlan, TableType};
use datafusion::physical_plan::{ExecutionPlan, collect};
use tokio::sync::OnceCell;

/// A query whose rows are computed once.
pub(crate) struct Kept {
    schema: SchemaRef,
    plan: LogicalPlan,
    rows: OnceCell<MemTable>,
}

impl Kept {
    /// A table of `schema` with the rows of `plan`, column by column.
    pub(crate) fn new(plan: LogicalPlan, schema: SchemaRef) -> Kept {
        Kept { schema, plan, rows: OnceCell::new() }
    }

    async fn compute(&self, state: &dyn Session) -> Result<MemTable> {
        let plan = state.create_physical_plan(&self.plan).await?;
        let batches = collect(plan, state.task_ctx()).await?;
        let typed = batches.iter().map(|batch| typed(batch, &self.schema)).collect::<Result<Vec<_>, _>>()?;
        MemTable::try_new(Arc::clone(&self.schema), vec![typed])
    }
}

/// The same rows with the types of `schema`, column by column.
pub(crate) fn typed(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns = (batch.columns().iter().zip(schema.fields())).map(|(column, field)| cast(column, field.data_type()));
    RecordBatch::try_new(Arc::clone(schema), columns.collect::<Result<Vec<_>, _>>()?)
}

impl fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Kept").field("computed", &self.rows.initialized()).finish_non_exhaustive()
    }
}

#[async_trait]
impl TableProvider for Kept {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::View
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rows = self.rows.get_or_try_init(|| self.compute(state)).await?;
        rows.scan(state, projection, filters, limit).await
    }
}
