//! Reading metric tables tolerantly: whatever widths and encodings of text, decimals and numbers the engine chose,
//! columns become one of seven plain kinds here and nowhere else.
//!
//! It does not guess money: a binary float is a number, never pounds.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray, UInt32Array};
use arrow::compute::{cast, filter_record_batch, take};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Field, Float64Type, Int64Type, Schema, TimeUnit, TimestampMicrosecondType,
};
use arrow::error::ArrowError;
use arrow::row::{RowConverter, SortField};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use chrono::{DateTime, NaiveDate, Utc};
use localspend_model::money::Money;

use crate::Error;

#[cfg(test)]
mod tests;

/// A metric table whose columns are all plain, in a fixed order of rows.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    batch: RecordBatch,
}

/// One cell, typed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Text(&'a str),
    Money(Money),
    Whole(i64),
    Number(f64),
    Flag(bool),
    Date(NaiveDate),
    Moment(DateTime<Utc>),
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    rows: &'a Rows,
    index: usize,
}

impl Rows {
    /// Plain columns, only the rows that `wanted` marks, sorted by all columns from the left.
    ///
    /// Rows are chosen before anything is cast: a table of the whole lake is asked once for every area.
    pub(crate) fn load(table: &str, batch: &RecordBatch, wanted: &BooleanArray) -> Result<Rows, Error> {
        let whole_table = |source| Error::Column { table: table.to_owned(), column: "(all)".to_owned(), source };
        if batch.num_columns() == 0 {
            return Ok(Rows { batch: RecordBatch::new_empty(Arc::new(Schema::empty())) });
        }
        let batch = filter_record_batch(batch, wanted).map_err(whole_table)?;
        let mut fields = Vec::with_capacity(batch.num_columns());
        let mut columns = Vec::with_capacity(batch.num_columns());
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            let plain = plain(column).map_err(|source| Error::Column {
                table: table.to_owned(),
                column: field.name().clone(),
                source,
            })?;
            fields.push(Field::new(field.name(), plain.data_type().clone(), true));
            columns.push(plain);
        }
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(whole_table)?;
        Ok(Rows { batch: sorted(&batch).map_err(whole_table)? })
    }

    pub(crate) fn batch(&self) -> &RecordBatch {
        &self.batch
    }

    pub(crate) fn len(&self) -> usize {
        self.batch.num_rows()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|index| Row { rows: self, index })
    }

    pub(crate) fn row(&self, index: usize) -> Row<'_> {
        Row { rows: self, index }
    }

    pub(crate) fn column_names(&self) -> Vec<String> {
        self.batch.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    pub(crate) fn has(&self, column: &str) -> bool {
        self.batch.column_by_name(column).is_some()
    }

    pub(crate) fn cell(&self, column: usize, row: usize) -> Cell<'_> {
        match self.batch.columns().get(column) {
            Some(array) if row < array.len() => cell(array, row),
            _ => Cell::Null,
        }
    }
}

impl<'a> Row<'a> {
    fn cell(self, column: &str) -> Cell<'a> {
        match self.rows.batch.column_by_name(column) {
            Some(array) => cell(array, self.index),
            None => Cell::Null,
        }
    }

    /// The text, when there is any.
    pub(crate) fn text(self, column: &str) -> Option<&'a str> {
        match self.cell(column) {
            Cell::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Exact pounds: a decimal, or a whole number of pounds.
    pub(crate) fn money(self, column: &str) -> Option<Money> {
        match self.cell(column) {
            Cell::Money(money) => Some(money),
            Cell::Whole(pounds) => Some(Money::from_pence(i128::from(pounds) * 100)),
            _ => None,
        }
    }

    /// A count.
    pub(crate) fn whole(self, column: &str) -> Option<i64> {
        match self.cell(column) {
            Cell::Whole(number) => Some(number),
            Cell::Money(money) => i64::try_from(money.pence() / 100).ok(),
            Cell::Number(number) if number.is_finite() => Some(number as i64),
            _ => None,
        }
    }

    /// A share or an index; never money.
    pub(crate) fn number(self, column: &str) -> Option<f64> {
        match self.cell(column) {
            Cell::Number(number) if number.is_finite() => Some(number),
            Cell::Whole(number) => Some(number as f64),
            Cell::Money(money) => Some(money.pence() as f64 / 100.0),
            _ => None,
        }
    }

    /// A day.
    pub(crate) fn date(self, column: &str) -> Option<NaiveDate> {
        match self.cell(column) {
            Cell::Date(date) => Some(date),
            _ => None,
        }
    }

    pub(crate) fn flag(self, column: &str) -> Option<bool> {
        match self.cell(column) {
            Cell::Flag(flag) => Some(flag),
            _ => None,
        }
    }
}

fn cell(array: &ArrayRef, row: usize) -> Cell<'_> {
    if array.is_null(row) {
        return Cell::Null;
    }
    match array.data_type() {
        DataType::Utf8 => Cell::Text(array.as_string::<i32>().value(row)),
        DataType::Decimal128(_, 2) => Cell::Money(Money::from_pence(array.as_primitive::<Decimal128Type>().value(row))),
        DataType::Int64 => Cell::Whole(array.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => Cell::Number(array.as_primitive::<Float64Type>().value(row)),
        DataType::Boolean => Cell::Flag(array.as_boolean().value(row)),
        DataType::Date32 => {
            Date32Type::to_naive_date_opt(array.as_primitive::<Date32Type>().value(row)).map_or(Cell::Null, Cell::Date)
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
            DateTime::from_timestamp_micros(micros).map_or(Cell::Null, Cell::Moment)
        }
        _ => Cell::Null,
    }
}

/// The column as one of the plain types that [`cell`] knows.
fn plain(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let to = match array.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => DataType::Utf8,
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => {
            if *scale <= 2 {
                DataType::Decimal128(38, 2)
            } else {
                DataType::Float64
            }
        }
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => DataType::Int64,
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => DataType::Int64,
        DataType::Float16 | DataType::Float32 | DataType::Float64 => DataType::Float64,
        DataType::Boolean => DataType::Boolean,
        DataType::Date32 | DataType::Date64 => DataType::Date32,
        DataType::Timestamp(_, zone) => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
        DataType::Dictionary(_, value) => return plain(&cast(array, value)?),
        _ => return as_text(array),
    };
    if array.data_type() == &to { Ok(array.clone()) } else { cast(array, &to) }
}

/// Lists and other compound values as people would read them: `a; b`.
fn as_text(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    if let DataType::List(_) | DataType::LargeList(_) = array.data_type() {
        let texts: Vec<Option<String>> = (0..array.len())
            .map(|row| {
                if array.is_null(row) {
                    return Ok(None);
                }
                let items = match array.data_type() {
                    DataType::List(_) => array.as_list::<i32>().value(row),
                    _ => array.as_list::<i64>().value(row),
                };
                let items = cast(&items, &DataType::Utf8)?;
                let items: Vec<&str> = items.as_string::<i32>().iter().flatten().collect();
                Ok(Some(items.join("; ")))
            })
            .collect::<Result<_, ArrowError>>()?;
        return Ok(Arc::new(StringArray::from(texts)));
    }
    let formatter = ArrayFormatter::try_new(array, &FormatOptions::default())?;
    let texts: StringArray =
        (0..array.len()).map(|row| (!array.is_null(row)).then(|| formatter.value(row).to_string())).collect();
    Ok(Arc::new(texts))
}

/// The texts of a column whatever their encoding; `None` where there is none, and for a column that holds no texts.
pub(crate) fn texts(batch: &RecordBatch, column: &str) -> Result<Texts, ArrowError> {
    let Some(array) = batch.column_by_name(column) else { return Ok(Texts(None)) };
    let array = match array.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => array.clone(),
        _ => plain(array)?,
    };
    Ok(Texts(Some(array)))
}

/// See [`texts`].
pub(crate) struct Texts(Option<ArrayRef>);

impl Texts {
    /// The text of a row, when there is any.
    pub(crate) fn at(&self, row: usize) -> Option<&str> {
        let array = self.0.as_ref().filter(|array| array.is_valid(row))?;
        let text = match array.data_type() {
            DataType::Utf8 => array.as_string::<i32>().value(row),
            DataType::LargeUtf8 => array.as_string::<i64>().value(row),
            DataType::Utf8View => array.as_string_view().value(row),
            _ => "",
        };
        (!text.is_empty()).then_some(text)
    }
}

/// In order of all columns from the left, by keys of bytes: several times quicker than comparing cell by cell.
fn sorted(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let fields = batch.columns().iter().map(|column| SortField::new(column.data_type().clone())).collect();
    let keys = RowConverter::new(fields)?.convert_columns(batch.columns())?;
    let in_order = (1..batch.num_rows()).all(|row| keys.row(row - 1) <= keys.row(row));
    if in_order {
        return Ok(batch.clone());
    }
    let mut order: Vec<u32> = (0..batch.num_rows() as u32).collect();
    order.sort_unstable_by(|a, b| keys.row(*a as usize).cmp(&keys.row(*b as usize)));
    let order = UInt32Array::from(order);
    let columns = batch.columns().iter().map(|column| take(column, &order, None)).collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(batch.schema(), columns)
}
