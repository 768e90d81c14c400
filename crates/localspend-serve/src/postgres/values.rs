//! Columns and rows of answers as Postgres knows them. What Postgres has no type for is sent as text.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::util::display::{ArrayFormatter, FormatOptions as DisplayOptions};
use arrow_pg::datatypes::field_into_pg_type;
use arrow_pg::encoder::encode_value;
use futures::{Stream, StreamExt};
use localspend_query::guard::Refused;
use pgwire::api::Type;
use pgwire::api::portal::Format;
use pgwire::api::results::{DataRowEncoder, FieldInfo};
use pgwire::error::{ErrorInfo, PgWireError, PgWireResult};
use pgwire::messages::data::DataRow;
use pgwire::types::format::FormatOptions;

use super::numeric::Numeric;
use crate::desk::Asked;

/// A refusal as the protocol says it.
pub fn wire_error(refused: &Refused) -> PgWireError {
    let mut info = ErrorInfo::new("ERROR".to_owned(), refused.code.to_owned(), refused.message.clone());
    info.hint.clone_from(&refused.hint);
    info.position = refused.position.map(|position| position.to_string());
    PgWireError::UserError(Box::new(info))
}

/// The columns of an answer.
pub fn fields(schema: &Schema, format: &Format, options: &Arc<FormatOptions>) -> PgWireResult<Vec<FieldInfo>> {
    if let Format::Individual(codes) = format
        && codes.len() != schema.fields().len()
    {
        let problem = format!("{} formats were given for {} columns", codes.len(), schema.fields().len());
        return Err(wire_error(&crate::desk::refused("08P01", problem)));
    }
    let columns = schema.fields().iter().enumerate();
    let info = |(index, field): (usize, &Arc<Field>)| {
        let kind = if sent_as_text(field.data_type()) { Type::TEXT } else { pg_type(field)? };
        let modifier = match field.data_type() {
            DataType::Decimal128(precision, scale) if *scale >= 0 => (i32::from(*precision) << 16 | i32::from(*scale)) + 4,
            _ => -1,
        };
        let info = FieldInfo::new(field.name().clone(), None, None, kind, format.format_for(index));
        Ok(info.with_type_modifier(modifier).with_format_options(Arc::clone(options)))
    };
    columns.map(info).collect()
}

fn pg_type(field: &Arc<Field>) -> PgWireResult<Type> {
    match field.data_type() {
        DataType::Decimal256(..) => Ok(Type::NUMERIC),
        _ => field_into_pg_type(field),
    }
}

/// The type in which an array's values are handed to a client, where it has one.
pub fn parameter_type(kind: &DataType) -> Type {
    field_into_pg_type(&Arc::new(Field::new("p", kind.clone(), true))).unwrap_or(Type::TEXT)
}

fn sent_as_text(kind: &DataType) -> bool {
    match kind {
        DataType::Null | DataType::Struct(_) | DataType::Map(..) | DataType::Union(..) | DataType::RunEndEncoded(..) => true,
        DataType::List(inner) | DataType::LargeList(inner) | DataType::FixedSizeList(inner, _) => match inner.data_type() {
            DataType::Decimal128(precision, _) => *precision > 28,
            DataType::Decimal256(..) | DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => true,
            inner => sent_as_text(inner) && *inner != DataType::Null,
        },
        DataType::ListView(_) | DataType::LargeListView(_) => true,
        _ => false,
    }
}

/// The rows of an answer, `described` as the client was told.
pub fn rows(
    asked: Asked,
    described: SchemaRef,
    fields: Arc<Vec<FieldInfo>>,
) -> impl Stream<Item = PgWireResult<DataRow>> + Send + 'static {
    asked.batches.flat_map(move |batch| {
        let rows = match batch.map_err(|refused| wire_error(&refused)).and_then(|batch| encoded(&batch, &described, &fields)) {
            Ok(rows) => rows.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        };
        futures::stream::iter(rows)
    })
}

fn encoded(batch: &RecordBatch, described: &Schema, fields: &Arc<Vec<FieldInfo>>) -> PgWireResult<Vec<DataRow>> {
    let engine = |error: arrow::error::ArrowError| wire_error(&crate::desk::refused("22000", error.to_string()));
    let mut columns: Vec<(ArrayRef, Arc<Field>)> = Vec::with_capacity(batch.num_columns());
    for (column, field) in batch.columns().iter().zip(described.fields()) {
        let column = if sent_as_text(field.data_type()) {
            as_text(column).map_err(engine)?
        } else if column.data_type() == field.data_type() {
            Arc::clone(column)
        } else {
            cast(column, field.data_type()).map_err(engine)?
        };
        let field = field.as_ref().clone().with_data_type(column.data_type().clone());
        columns.push((column, Arc::new(field)));
    }
    let mut encoder = DataRowEncoder::new(Arc::clone(fields));
    let mut rows = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        for ((column, field), info) in columns.iter().zip(fields.iter()) {
            if matches!(column.data_type(), DataType::Decimal128(..) | DataType::Decimal256(..)) {
                encoder.encode_field(&Numeric::of(column, row))?;
            } else {
                encode_value(&mut encoder, column, row, field, info)?;
            }
        }
        rows.push(encoder.take_row());
    }
    Ok(rows)
}

fn as_text(column: &ArrayRef) -> Result<ArrayRef, arrow::error::ArrowError> {
    if *column.data_type() == DataType::Null {
        return Ok(Arc::new(arrow::array::StringArray::new_null(column.len())));
    }
    let options = DisplayOptions::default();
    let formatter = ArrayFormatter::try_new(column.as_ref(), &options)?;
    let texts = (0..column.len()).map(|row| column.is_valid(row).then(|| formatter.value(row).to_string()));
    Ok(Arc::new(texts.collect::<arrow::array::StringArray>()))
}
