//! Brings batches to the shape of their table: order, types and nullability of the columns. It never guesses: what does not
//! fit is an error that names the column.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, new_null_array};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::util::display::FormatOptions;
use localspend_model::tables::{Kind, Table};

use crate::{Error, Result};

/// The schema a stored table gets: the stored columns in their order, then those the program knows and the store does not.
/// A column that is new to a table that exists may be empty there, because its old rows lack it.
pub(crate) fn evolved(table: &Table, stored: Option<&Schema>) -> Result<SchemaRef> {
    let wanted = table.schema();
    let Some(stored) = stored else { return Ok(wanted) };
    let mut fields: Vec<Arc<Field>> = Vec::with_capacity(wanted.fields().len());
    for field in stored.fields() {
        if let Ok(known) = wanted.field_with_name(field.name()) {
            if !same_type(known.data_type(), field.data_type()) {
                return Err(Error::Shape {
                    table: table.name.to_owned(),
                    column: field.name().clone(),
                    problem: format!("the lake holds {}, this program writes {}", field.data_type(), known.data_type()),
                    hint: "a column never changes its type; use the program that wrote this lake, or a new lake",
                });
            }
            fields.push(Arc::new(known.clone().with_nullable(field.is_nullable() || known.is_nullable())));
        } else {
            fields.push(field.clone());
        }
    }
    for field in wanted.fields() {
        if stored.field_with_name(field.name()).is_err() {
            fields.push(Arc::new(field.as_ref().clone().with_nullable(true)));
        }
    }
    Ok(Arc::new(Schema::new(fields)))
}

/// Equal up to what a Delta log cannot say: the name of a list's element, the width of text offsets.
fn same_type(left: &DataType, right: &DataType) -> bool {
    match (left, right) {
        (DataType::List(left), DataType::List(right)) => same_type(left.data_type(), right.data_type()),
        _ => left == right || (is_text(left) && is_text(right)),
    }
}

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// The batch in the table's shape. Columns may come in any order; absent optional columns become empty.
pub(crate) fn conform(table: &str, batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let given = batch.schema();
    if let Some(extra) = given.fields().iter().find(|field| schema.field_with_name(field.name()).is_err()) {
        return Err(Error::Shape {
            table: table.to_owned(),
            column: extra.name().clone(),
            problem: "the table has no such column".to_owned(),
            hint: "select the table's columns only",
        });
    }
    let columns = schema.fields().iter().map(|field| column(table, batch, field)).collect::<Result<Vec<_>>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(schema.clone(), columns, &options).map_err(|error| Error::Shape {
        table: table.to_owned(),
        column: "*".to_owned(),
        problem: error.to_string(),
        hint: "the rows do not fit the table",
    })
}

fn column(table: &str, batch: &RecordBatch, field: &Field) -> Result<ArrayRef> {
    let wrong = |problem: String, hint| Error::Shape { table: table.to_owned(), column: field.name().clone(), problem, hint };
    let Some(given) = batch.column_by_name(field.name()) else {
        if field.is_nullable() || batch.num_rows() == 0 {
            return Ok(new_null_array(field.data_type(), batch.num_rows()));
        }
        return Err(wrong("is missing".to_owned(), "every row needs it; add it to the rows"));
    };
    if matches!(field.data_type(), DataType::Decimal128(..)) && matches!(given.data_type(), kind if kind.is_floating()) {
        return Err(wrong(
            format!("is money, but came as {}", given.data_type()),
            "money is never a float; cast it to decimal(18,2)",
        ));
    }
    let array = if given.data_type() == field.data_type() {
        given.clone()
    } else {
        let options = CastOptions { safe: false, format_options: FormatOptions::default() };
        cast_with_options(given, field.data_type(), &options).map_err(|error| {
            wrong(
                format!("{} cannot become {}: {error}", given.data_type(), field.data_type()),
                "cast it in the query that makes it",
            )
        })?
    };
    if !field.is_nullable() && array.null_count() > 0 {
        let row = (0..array.len()).find(|row| array.is_null(*row)).unwrap_or_default();
        return Err(wrong(format!("is empty in row {row} of a batch, but every row needs it"), "fill it before it is stored"));
    }
    Ok(array)
}

/// Columns whose smallest and largest values are kept for each data file, so that queries can leave files out. Long texts
/// and lists are not worth their room in the log.
pub(crate) fn statistics_columns(table: &Table) -> Vec<String> {
    let keys = ["quarter", "verdict", "status", "scope", "ring", "postcode", "register", "living_wage"];
    let worth = |column: &&localspend_model::tables::Column| match column.kind {
        Kind::Date | Kind::Int | Kind::Money | Kind::Timestamp | Kind::Float => true,
        Kind::Bool | Kind::Texts => false,
        Kind::Text => {
            keys.contains(&column.name) || ["_id", "_code", "_number"].iter().any(|ending| column.name.ends_with(ending))
        }
    };
    table.columns().iter().filter(worth).map(|column| column.name.to_owned()).collect()
}
