//! The metric tables: what the board pack, the spreadsheets and the summary are made of. Computes them; draws nothing.

use std::collections::BTreeMap;

use arrow::record_batch::RecordBatch;
use datafusion::prelude::{SessionContext, col, lit};
use futures::{StreamExt, TryStreamExt};

use crate::catalogue::{Catalogue, Entry, Layer};
use crate::error::Error;
use crate::materialise::batch_of;

/// Queries asked at a time: while one is planned or its last rows are put together, which is the work of one core, another runs.
pub(crate) const AT_A_TIME: usize = 2;

/// Which part of the metric tables is wanted; the default is all of it.
#[derive(Debug, Clone, Default)]
pub struct MetricFilter {
    /// Only this quarter (`2025-26 Q1`), in tables that have quarters.
    pub quarter: Option<String>,
    /// Only this area, in tables that have areas.
    pub area_code: Option<String>,
    /// Only this quarter in lists of single suppliers (tables with a `rank`), which no page compares with other quarters.
    pub lists_of: Option<String>,
    /// Only these tables; empty: all.
    pub names: Vec<String>,
}

/// Computes the metric tables from the stored `spend`, rows in the order of their columns from left to right.
pub async fn metric_tables(
    session: &SessionContext,
    catalogue: &Catalogue,
    filter: &MetricFilter,
) -> Result<BTreeMap<String, RecordBatch>, Error> {
    let wanted =
        |entry: &&Entry| entry.layer == Layer::Metrics && (filter.names.is_empty() || filter.names.contains(&entry.name));
    let mut asked = Vec::new();
    for entry in catalogue.entries().iter().filter(wanted) {
        asked.push(async { metric(session, entry, filter).await.map(|rows| (entry.name.clone(), rows)) });
    }
    futures::stream::iter(asked).buffered(AT_A_TIME).try_collect().await
}

async fn metric(session: &SessionContext, entry: &Entry, filter: &MetricFilter) -> Result<RecordBatch, Error> {
    let engine = Error::query;
    let mut frame = session.table(&entry.name).await.map_err(engine(&entry.file))?;
    let has = |column: &str| entry.descriptor.columns.iter().any(|described| described.name == column);
    let lists_of = filter.lists_of.as_ref().filter(|_| has("rank"));
    for (column, value) in [("quarter", filter.quarter.as_ref()), ("quarter", lists_of), ("area_code", filter.area_code.as_ref())]
    {
        if let (true, Some(value)) = (has(column), value) {
            frame = frame.filter(col(column).eq(lit(value))).map_err(engine(&entry.file))?;
        }
    }
    let order = entry.descriptor.columns.iter().map(|column| col(&column.name).sort(true, true));
    let frame = frame.sort(order.collect()).map_err(engine(&entry.file))?;
    batch_of(entry, frame).await
}
