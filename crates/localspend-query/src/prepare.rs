//! Makes a session ready: seeds and settings as tables, every query as a view. Stores nothing.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, ListBuilder, StringArray, StringBuilder};
use arrow::datatypes::{DataType, Field};
use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::error::DataFusionError;
use datafusion::prelude::{DataFrame, SessionContext};
use localspend_model::settings::{Locality, Method, PeriodBasis};

use crate::catalogue::{Catalogue, Entry, schema};
use crate::descriptor::Store;
use crate::error::Error;
use crate::kept::Kept;
use crate::variants::Variants;

/// Registers seeds, `settings`, `localities` and every view of the catalogue over the lake's tables in `session`. Marts
/// that the lake stores are left as the lake has them.
pub async fn prepare(
    session: &SessionContext,
    catalogue: &Catalogue,
    method: &Method,
    localities: &[Locality],
) -> Result<(), Error> {
    prepare_inputs(session, catalogue, method, localities)?;
    for entry in catalogue.entries().iter().filter(|entry| entry.descriptor.store != Store::Lake) {
        put_query(session, entry, entry.descriptor.store).await?;
    }
    Ok(())
}

/// Registers what queries read besides the lake: seeds, `settings`, `localities`. Enough for a build, which plans every
/// query itself on its way.
pub fn prepare_inputs(
    session: &SessionContext,
    catalogue: &Catalogue,
    method: &Method,
    localities: &[Locality],
) -> Result<(), Error> {
    // Without this, `0.01` in a query is a binary float.
    session.state_ref().write().config_mut().options_mut().sql_parser.parse_float_as_decimal = true;
    for seed in catalogue.seeds() {
        put(session, &seed.name, in_memory(seed.batch()?).map_err(Error::query(&seed.name))?)?;
    }
    put_choices(session, method, localities)?;
    match Variants::about(catalogue, method, localities) {
        Some(variants) => put(session, "headline_variants", Arc::new(variants)),
        None => Ok(()),
    }
}

/// Registers the choices of the method as the tables `settings` and `localities`.
pub(crate) fn put_choices(session: &SessionContext, method: &Method, localities: &[Locality]) -> Result<(), Error> {
    let settings = settings(method).and_then(in_memory).map_err(Error::query("settings"))?;
    put(session, "settings", settings)?;
    let localities = locality_rows(localities).and_then(in_memory).map_err(Error::query("localities"))?;
    put(session, "localities", localities)
}

/// Registers a query over whatever its tables are now: as a view, or as a table that is computed once.
pub(crate) async fn put_query(session: &SessionContext, entry: &Entry, store: Store) -> Result<(), Error> {
    let frame = plan(session, entry).await?;
    let table: Arc<dyn TableProvider> = match store {
        Store::Memory => Arc::new(Kept::new(frame.into_unoptimized_plan(), schema(&entry.descriptor))),
        Store::View | Store::Lake => frame.into_view(),
    };
    put(session, &entry.name, table)
}

/// Plans a query and holds its columns against its description.
pub(crate) async fn plan(session: &SessionContext, entry: &Entry) -> Result<DataFrame, Error> {
    let frame = session.sql(&entry.sql).await.map_err(Error::query(&entry.file))?;
    let found: Vec<&str> = frame.schema().fields().iter().map(|field| field.name().as_str()).collect();
    let described: Vec<&str> = entry.descriptor.columns.iter().map(|column| column.name.as_str()).collect();
    if found != described {
        let problem = format!("key `columns`: describes {}, the query has {}", described.join(", "), found.join(", "));
        return Err(Error::catalogue(&entry.file, problem, "make the .toml and the .sql agree, in the same order"));
    }
    let parameters = frame.logical_plan().get_parameter_names().map_err(Error::query(&entry.file))?;
    if parameters.is_empty() {
        return Ok(frame);
    }
    Err(Error::catalogue(&entry.file, "has parameters", "choices of the method stand in the table `settings`"))
}

/// Registers `table` under `name`, in the place of what had it.
pub(crate) fn put(session: &SessionContext, name: &str, table: Arc<dyn TableProvider>) -> Result<(), Error> {
    session.deregister_table(name).map_err(Error::query(name))?;
    session.register_table(name, table).map_err(Error::query(name))?;
    Ok(())
}

/// A table in memory.
pub(crate) fn in_memory(batch: RecordBatch) -> Result<Arc<dyn TableProvider>, DataFusionError> {
    Ok(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?))
}

/// One row: the choices of the method.
fn settings(method: &Method) -> Result<RecordBatch, DataFusionError> {
    let text = |value: &str| Arc::new(StringArray::from(vec![value])) as ArrayRef;
    let int = |value: u32| Arc::new(Int64Array::from(vec![i64::from(value)])) as ArrayRef;
    let float = |value: f64| Arc::new(Float64Array::from(vec![value])) as ArrayRef;
    let mut order = ListBuilder::new(StringBuilder::new()).with_field(element());
    method.location_order.iter().for_each(|source| order.values().append_value(source.as_str()));
    order.append(true);
    let basis = match method.period_basis {
        PeriodBasis::File => "file",
        PeriodBasis::Date => "date",
    };
    Ok(RecordBatch::try_from_iter([
        ("period_basis", text(basis)),
        ("location_order", Arc::new(order.finish()) as ArrayRef),
        ("min_suppliers", int(method.min_suppliers)),
        ("alternative_window", int(method.alternative_window)),
        ("register_alternatives", Arc::new(BooleanArray::from(vec![method.register_alternatives])) as ArrayRef),
        ("growth_cap", float(method.growth_cap)),
        ("min_panel", int(method.min_panel)),
        ("panel_window", int(method.panel_window)),
        ("payment_centre_payees", int(method.payment_centre_payees)),
    ])?)
}

/// One row per locality and, for listed areas, per area; other kinds have one row without an area.
fn locality_rows(localities: &[Locality]) -> Result<RecordBatch, DataFusionError> {
    let mut areas = ListBuilder::new(StringBuilder::new()).with_field(element());
    for locality in localities {
        locality.areas.iter().for_each(|area| areas.values().append_value(area));
        areas.append(true);
    }
    let names = localities.iter().map(|locality| locality.name.as_str());
    let kinds = localities.iter().map(|locality| locality.kind.as_str());
    Ok(RecordBatch::try_from_iter([
        ("locality", Arc::new(StringArray::from_iter_values(names)) as ArrayRef),
        ("kind", Arc::new(StringArray::from_iter_values(kinds)) as ArrayRef),
        ("radius_km", Arc::new(localities.iter().map(|locality| locality.radius_km).collect::<Float64Array>()) as ArrayRef),
        ("areas", Arc::new(areas.finish()) as ArrayRef),
        ("is_primary", Arc::new(localities.iter().map(|locality| Some(locality.primary)).collect::<BooleanArray>()) as ArrayRef),
    ])?)
}

fn element() -> Arc<Field> {
    Arc::new(Field::new("element", DataType::Utf8, true))
}
