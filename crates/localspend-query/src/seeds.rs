//! Typed tables out of small CSV files. Reads text; where the file comes from is the catalogue's business.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, BooleanArray, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, ListBuilder,
    StringBuilder, TimestampMicrosecondBuilder,
};
use arrow::compute::kernels::cast_utils::parse_decimal;
use arrow::compute::{concat_batches, filter_record_batch};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Field, SchemaRef};
use arrow::record_batch::RecordBatch;
use chrono::{NaiveDate, NaiveDateTime};

use crate::error::Error;

/// Reads CSV `text` (a header, then rows) as a batch of `schema`. Columns are found by name; an empty cell is null where
/// the column allows it and an empty text where not; lists are separated by `|`.
pub fn read_csv(file: &str, text: &str, schema: SchemaRef) -> Result<RecordBatch, Error> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
    let broken = |error: csv::Error| Error::catalogue(file, error.to_string(), "make it a CSV file with one header row");
    let header = reader.headers().map_err(broken)?.clone();
    if let Some(unknown) = header.iter().find(|name| schema.field_with_name(name).is_err()) {
        let problem = format!("there is no column `{unknown}`");
        return Err(Error::catalogue(file, problem, "the columns stand in the .toml beside the file"));
    }
    let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(broken)?;
    let mut columns = Vec::with_capacity(schema.fields().len());
    for field in schema.fields() {
        let index = header.iter().position(|name| name == field.name());
        let cells = rows.iter().enumerate().map(|(row, record)| {
            let line = record.position().map_or(row as u64 + 2, |position| position.line());
            (line, index.and_then(|index| record.get(index)).unwrap_or_default())
        });
        columns.push(column(file, field, cells)?);
    }
    RecordBatch::try_new(schema, columns)
        .map_err(|error| Error::catalogue(file, error.to_string(), "fill the columns that every row must have"))
}

/// One typed column out of its cells.
fn column<'a>(file: &str, field: &Field, cells: impl Iterator<Item = (u64, &'a str)>) -> Result<ArrayRef, Error> {
    let wrong = |line: u64, cell: &str, expected: &str| {
        let problem = format!("line {line}, column `{}`: `{cell}` is not {expected}", field.name());
        Error::catalogue(file, problem, format!("write {expected}"))
    };
    macro_rules! build {
        ($builder:expr, $parse:expr, $expected:literal) => {{
            let mut builder = $builder;
            for (line, cell) in cells {
                match cell {
                    "" => builder.append_null(),
                    cell => builder.append_value($parse(cell).ok_or_else(|| wrong(line, cell, $expected))?),
                }
            }
            Arc::new(builder.finish()) as ArrayRef
        }};
    }
    let date = |cell: &str| NaiveDate::parse_from_str(cell, "%Y-%m-%d").ok();
    let (precision, scale) = match field.data_type() {
        DataType::Decimal128(precision, scale) => (*precision, *scale),
        _ => (18, 2),
    };
    let money = |cell: &str| parse_decimal::<Decimal128Type>(cell, precision, scale).ok();
    Ok(match field.data_type() {
        DataType::Int64 => build!(Int64Builder::new(), |cell: &str| cell.parse().ok(), "a whole number"),
        DataType::Float64 => build!(Float64Builder::new(), |cell: &str| cell.parse().ok(), "a number"),
        DataType::Boolean => build!(BooleanBuilder::new(), |cell: &str| cell.parse().ok(), "`true` or `false`"),
        DataType::Decimal128(..) => {
            build!(Decimal128Builder::new().with_data_type(field.data_type().clone()), money, "an amount such as `1234.50`")
        }
        DataType::Date32 => {
            build!(Date32Builder::new(), |cell: &str| date(cell).map(Date32Type::from_naive_date), "a date such as `2025-04-01`")
        }
        DataType::Timestamp(..) => build!(
            TimestampMicrosecondBuilder::new().with_data_type(field.data_type().clone()),
            |cell: &str| date(cell).map(|day| NaiveDateTime::from(day).and_utc().timestamp_micros()),
            "a date such as `2025-04-01`"
        ),
        DataType::List(element) => {
            let mut builder = ListBuilder::new(StringBuilder::new()).with_field(Arc::clone(element));
            for (_, cell) in cells {
                for part in cell.split('|').map(str::trim).filter(|part| !part.is_empty()) {
                    builder.values().append_value(part);
                }
                builder.append(true);
            }
            Arc::new(builder.finish())
        }
        _ => {
            let mut builder = StringBuilder::new();
            for (_, cell) in cells {
                builder.append_option((!cell.is_empty() || !field.is_nullable()).then_some(cell));
            }
            Arc::new(builder.finish())
        }
    })
}

/// Puts batches together; a later row replaces an earlier one with the same first column.
pub(crate) fn replace_by_key(file: &str, schema: &SchemaRef, batches: &[RecordBatch]) -> Result<RecordBatch, Error> {
    let arrow = |error: arrow::error::ArrowError| Error::catalogue(file, error.to_string(), "check the columns of the file");
    let all = concat_batches(schema, batches).map_err(arrow)?;
    let first = all.columns().first().and_then(|column| column.as_string_opt::<i32>());
    let Some(keys) = first.filter(|_| batches.len() > 1) else { return Ok(all) };
    let mut last_of = HashMap::new();
    for row in 0..all.num_rows() {
        last_of.insert(keys.value(row), row);
    }
    let keep: BooleanArray = (0..all.num_rows()).map(|row| Some(last_of.get(keys.value(row)) == Some(&row))).collect();
    filter_record_batch(&all, &keep).map_err(arrow)
}
