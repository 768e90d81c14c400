//! A Delta table as queries scan it. The scan of delta-rs 1.1 answers `select 1 from t limit 3` with every row: asked for no
//! column it counts rows from the log and forgets the limit. Here a scan without columns reads one.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Constraints;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::projection::{ProjectionExec, ProjectionExpr};
use datafusion::physical_plan::{ExecutionPlan, Statistics};

/// A table whose limits hold.
#[derive(Debug)]
pub(crate) struct Scan(pub(crate) Arc<dyn TableProvider>);

#[async_trait]
impl TableProvider for Scan {
    fn schema(&self) -> SchemaRef {
        self.0.schema()
    }

    fn constraints(&self) -> Option<&Constraints> {
        self.0.constraints()
    }

    fn table_type(&self) -> TableType {
        self.0.table_type()
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        if projection.is_some_and(|columns| !columns.is_empty()) || projection.is_none() || limit.is_none() {
            return self.0.scan(state, projection, filters, limit).await;
        }
        let read = self.0.scan(state, Some(&vec![0]), filters, limit).await?;
        Ok(Arc::new(ProjectionExec::try_new(Vec::<ProjectionExpr>::new(), read)?))
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        self.0.supports_filters_pushdown(filters)
    }

    fn statistics(&self) -> Option<Statistics> {
        self.0.statistics()
    }
}
