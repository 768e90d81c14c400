//! `pg_attribute` with the precision and scale of decimals: a client that is not told them reads money as floats.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int32Array, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type, SchemaRef};
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::error::Result;
use datafusion::prelude::SessionContext;
use localspend_query::guard::SCHEMA;

/// What Postgres adds to the precision and scale that it keeps in one number.
const HEADER: i32 = 4;

/// The columns of every table, as the engine's own system table has them, but for decimals.
pub async fn attributes(context: &SessionContext) -> Result<Arc<dyn TableProvider>> {
    let sql = format!(
        "select a.*, case when n.nspname = '{SCHEMA}' then c.relname end as relname from pg_catalog.pg_attribute a \
         left join pg_catalog.pg_class c on a.attrelid = c.oid left join pg_catalog.pg_namespace n on c.relnamespace = n.oid"
    );
    let batches = context.sql(&sql).await?.collect().await?;
    let mut schemas: HashMap<String, Option<SchemaRef>> = HashMap::new();
    let mut corrected = Vec::with_capacity(batches.len());
    for batch in &batches {
        let tables = cast(batch.column(batch.num_columns() - 1), &DataType::Utf8)?;
        for name in tables.as_string::<i32>().iter().flatten() {
            if !schemas.contains_key(name) {
                let known = context.table_provider(name).await.ok().map(|table| table.schema());
                schemas.insert(name.to_owned(), known);
            }
        }
        corrected.push(with_modifiers(batch, &schemas)?);
    }
    let schema = match corrected.first() {
        Some(batch) => batch.schema(),
        None => context.table_provider("pg_catalog.pg_attribute").await?.schema(),
    };
    Ok(Arc::new(MemTable::try_new(schema, vec![corrected])?))
}

/// The batch without the name of the table, the modifiers of decimals told.
fn with_modifiers(batch: &RecordBatch, schemas: &HashMap<String, Option<SchemaRef>>) -> Result<RecordBatch> {
    let last = batch.num_columns() - 1;
    let tables = cast(batch.column(last), &DataType::Utf8)?;
    let tables = tables.as_string::<i32>();
    let mut columns = Vec::with_capacity(last);
    for (index, field) in batch.schema().fields().iter().enumerate().take(last) {
        let mut column = Arc::clone(batch.column(index));
        if field.name() == "atttypmod"
            && let (Some(names), Some(modifiers)) = (batch.column_by_name("attname"), column.as_primitive_opt::<Int32Type>())
        {
            let names = cast(names, &DataType::Utf8)?;
            let names = names.as_string::<i32>();
            let told = (tables.iter().zip(names).zip(modifiers)).map(|((table, name), modifier)| {
                let schema = schemas.get(table?).and_then(Option::as_ref);
                let field = schema.and_then(|schema| schema.field_with_name(name?).ok());
                field.and_then(|field| modifier_of(field.data_type())).or(modifier)
            });
            let told: Int32Array = told.zip(modifiers).map(|(told, modifier)| told.or(modifier)).collect();
            column = Arc::new(told) as ArrayRef;
        }
        columns.push((field.name().clone(), column, field.is_nullable()));
    }
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}

fn modifier_of(kind: &DataType) -> Option<i32> {
    match kind {
        DataType::Decimal128(precision, scale) | DataType::Decimal256(precision, scale) => {
            Some(((i32::from(*precision) << 16) | i32::from(*scale)) + HEADER)
        }
        _ => None,
    }
}
