//! Builds the marts in order: those of the lake are handed to the caller, who stores them; every other query is planned
//! anew on the way, so that it reads what has just been stored. Metrics are computed once and kept, because the checks
//! ask each of them several times, and a report in the same session asks them again.

use std::sync::Arc;

use arrow::compute::concat_batches;
use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::prelude::{DataFrame, SessionContext, cast as cast_expr, ident};

use crate::catalogue::{Catalogue, Entry, Layer, schema};
use crate::descriptor::Store;
use crate::error::Error;
use crate::kept::typed;
use crate::prepare::{plan, put, put_query};

/// What a caller that stores tables may fail with.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Under this name queries read what `spend` was before the run.
const EARLIER_SPEND: &str = "earlier_spend";

/// Builds every mart. `earlier_spend` is what the lake showed before; without rows at the first run. `store` gets the name and the rows of each lake mart, stores them and returns the stored table,
/// which later marts then read. Rows come with the types of the table's contract.
pub async fn materialise<S>(
    session: &SessionContext,
    catalogue: &Catalogue,
    earlier_spend: Arc<dyn TableProvider>,
    mut store: S,
) -> Result<(), Error>
where
    S: AsyncFnMut(&str, DataFrame) -> Result<Arc<dyn TableProvider>, StoreError>,
{
    put(session, EARLIER_SPEND, earlier_spend)?;
    for entry in catalogue.entries() {
        if entry.descriptor.store != Store::Lake {
            let kept = if entry.layer == Layer::Metrics { Store::Memory } else { entry.descriptor.store };
            put_query(session, entry, kept).await?;
            continue;
        }
        let frame = cast_columns(entry, plan(session, entry).await?)?;
        let stored = store(&entry.name, frame).await;
        let table = stored.map_err(|source| Error::Store { table: entry.name.clone(), source })?;
        put(session, &entry.name, table)?;
    }
    Ok(())
}

/// The rows of `frame` in one batch, with the types of the description of `entry`.
pub(crate) async fn batch_of(entry: &Entry, frame: DataFrame) -> Result<RecordBatch, Error> {
    let target = schema(&entry.descriptor);
    let batches = frame.collect().await.map_err(Error::query(&entry.file))?;
    let arrow = |error: arrow::error::ArrowError| Error::query(&entry.file)(error.into());
    let batches = batches.iter().map(|batch| typed(batch, &target)).collect::<Result<Vec<_>, _>>().map_err(arrow)?;
    concat_batches(&target, &batches).map_err(arrow)
}

/// The same rows, each column cast to the type of the description.
fn cast_columns(entry: &Entry, frame: DataFrame) -> Result<DataFrame, Error> {
    let columns = entry.descriptor.columns.iter();
    let casts = columns.map(|column| cast_expr(ident(&column.name), column.kind.data_type()).alias(&column.name));
    frame.select(casts.collect::<Vec<_>>()).map_err(Error::query(&entry.file))
}
