//! A table that is computed when it is first read and kept for the rest of the session. It is what the small marts are
//! made of: many queries read them, and unfolded as views they would make every plan contain all of them many times.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use arrow::compute::cast;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::MemTable;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SessionState;
use datafusion::logical_expr::{Expr, LogicalPlan, TableType};
use datafusion::physical_plan::{ExecutionPlan, collect};
use tokio::sync::OnceCell;

/// Where the rows of a kept table come from.
#[async_trait]
pub(crate) trait Source: fmt::Debug + Send + Sync {
    /// All rows, with the columns of the table in their order.
    async fn rows(&self, state: &SessionState) -> Result<Vec<RecordBatch>>;
}

#[async_trait]
impl Source for LogicalPlan {
    async fn rows(&self, state: &SessionState) -> Result<Vec<RecordBatch>> {
        collect(state.create_physical_plan(self).await?, state.task_ctx()).await
    }
}

/// A table whose rows are computed once.
#[derive(Debug)]
pub(crate) struct Kept<S> {
    schema: SchemaRef,
    source: S,
    rows: OnceCell<MemTable>,
}

impl<S: Source> Kept<S> {
    /// A table of `schema` with the rows of `source`, column by column.
    pub(crate) fn new(source: S, schema: SchemaRef) -> Kept<S> {
        Kept { schema, source, rows: OnceCell::new() }
    }

    async fn compute(&self, state: &SessionState) -> Result<MemTable> {
        let batches = self.source.rows(state).await?;
        let typed = batches.iter().map(|batch| typed(batch, &self.schema)).collect::<Result<Vec<_>, _>>()?;
        MemTable::try_new(Arc::clone(&self.schema), vec![typed])
    }
}

/// The same rows with the types of `schema`, column by column.
pub(crate) fn typed(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns = (batch.columns().iter().zip(schema.fields())).map(|(column, field)| cast(column, field.data_type()));
    RecordBatch::try_new(Arc::clone(schema), columns.collect::<Result<Vec<_>, _>>()?)
}

#[async_trait]
impl<S: Source + 'static> TableProvider for Kept<S> {
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
        let known: &dyn Any = state.as_any();
        let session = known.downcast_ref::<SessionState>();
        let session = session.ok_or_else(|| DataFusionError::Internal("the session has no state".to_owned()))?;
        let rows = self.rows.get_or_try_init(|| self.compute(session)).await?;
        rows.scan(state, projection, filters, limit).await
    }
}
