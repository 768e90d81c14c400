//! Rows to Arrow batches of a lake table, a bounded number at a time. Knows no register.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field};
use arrow::record_batch::RecordBatch;
use chrono::NaiveDate;
use localspend_model::Money;
use localspend_model::tables::{Kind, Table};

use crate::error::{Error, SinkError};

/// Receives the batches of each table.
pub type Sink<'a> = dyn FnMut(Table, RecordBatch) -> Result<(), SinkError> + 'a;

/// Rows per batch.
const BATCH_ROWS: usize = 8192;

/// One value of a row.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// Text; an empty one is stored as such only in required columns, else as no value.
    Text(&'a str),
    /// A list of texts.
    Texts(&'a [String]),
    /// Whole number.
    Int(Option<i64>),
    /// Yes or no.
    Bool(bool),
    /// Degrees.
    Float(Option<f64>),
    /// Pounds.
    Money(Option<Money>),
    /// Date.
    Date(Option<NaiveDate>),
    /// Microseconds since 1970 in UTC.
    Timestamp(i64),
}

/// Text that may be absent.
pub fn text(value: Option<&str>) -> Cell<'_> {
    Cell::Text(value.unwrap_or_default())
}

enum Builder {
    Text(StringBuilder),
    Texts(ListBuilder<StringBuilder>),
    Int(Int64Builder),
    Bool(BooleanBuilder),
    Float(Float64Builder),
    Money(Decimal128Builder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
}

impl Builder {
    fn new(kind: Kind) -> Builder {
        match kind {
            Kind::Text => Builder::Text(StringBuilder::new()),
            Kind::Texts => Builder::Texts(ListBuilder::new(StringBuilder::new()).with_field(Arc::new(Field::new(
                "element",
                DataType::Utf8,
                true,
            )))),
            Kind::Int => Builder::Int(Int64Builder::new()),
            Kind::Bool => Builder::Bool(BooleanBuilder::new()),
            Kind::Float => Builder::Float(Float64Builder::new()),
            Kind::Money => Builder::Money(Decimal128Builder::new().with_data_type(DataType::Decimal128(18, 2))),
            Kind::Date => Builder::Date(Date32Builder::new()),
            Kind::Timestamp => Builder::Timestamp(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
        }
    }

    /// False when the cell is of another kind than the column.
    fn push(&mut self, cell: Cell<'_>, nullable: bool) -> bool {
        match (self, cell) {
            (Builder::Text(builder), Cell::Text(text)) if text.is_empty() && nullable => builder.append_null(),
            (Builder::Text(builder), Cell::Text(text)) => builder.append_value(text),
            (Builder::Texts(builder), Cell::Texts(texts)) => {
                for text in texts {
                    builder.values().append_value(text);
                }
                builder.append(true);
            }
            (Builder::Int(builder), Cell::Int(value)) => builder.append_option(value),
            (Builder::Bool(builder), Cell::Bool(value)) => builder.append_value(value),
            (Builder::Float(builder), Cell::Float(value)) => builder.append_option(value),
            (Builder::Money(builder), Cell::Money(value)) => {
                builder.append_option(value.filter(|money| money.fits_cell()).map(Money::pence));
            }
            (Builder::Date(builder), Cell::Date(value)) => {
                builder.append_option(value.map(|date| (date - NaiveDate::default()).num_days() as i32));
            }
            (Builder::Timestamp(builder), Cell::Timestamp(value)) => builder.append_value(value),
            _ => return false,
        }
        true
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Text(builder) => Arc::new(builder.finish()),
            Builder::Texts(builder) => Arc::new(builder.finish()),
            Builder::Int(builder) => Arc::new(builder.finish()),
            Builder::Bool(builder) => Arc::new(builder.finish()),
            Builder::Float(builder) => Arc::new(builder.finish()),
            Builder::Money(builder) => Arc::new(builder.finish()),
            Builder::Date(builder) => Arc::new(builder.finish()),
            Builder::Timestamp(builder) => Arc::new(builder.finish()),
        }
    }
}

/// Collects rows of one table and hands them over in batches.
pub struct TableWriter {
    table: Table,
    builders: Vec<Builder>,
    rows: usize,
    written: u64,
}

impl TableWriter {
    /// A writer of `table`.
    pub fn new(table: Table) -> TableWriter {
        let builders = table.columns().iter().map(|column| Builder::new(column.kind)).collect();
        TableWriter { table, builders, rows: 0, written: 0 }
    }

    /// Adds one row: its cells in the order of the table's columns.
    pub fn push(&mut self, cells: &[Cell<'_>], sink: &mut Sink<'_>) -> Result<(), Error> {
        let columns = self.table.columns();
        if cells.len() != columns.len() {
            return Err(self.error(format!("a row has {} cells for {} columns", cells.len(), columns.len())));
        }
        for ((builder, cell), column) in self.builders.iter_mut().zip(cells).zip(columns) {
            if !builder.push(*cell, column.nullable) {
                let reason = format!("column `{}` was given {cell:?}", column.name);
                return Err(self.error(reason));
            }
        }
        self.rows += 1;
        self.written += 1;
        if self.rows >= BATCH_ROWS { self.flush(sink) } else { Ok(()) }
    }

    /// Hands over what is left and says how many rows there were.
    pub fn finish(mut self, sink: &mut Sink<'_>) -> Result<u64, Error> {
        self.flush(sink)?;
        Ok(self.written)
    }

    fn flush(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let arrays = self.builders.iter_mut().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(self.table.schema(), arrays).map_err(|error| self.error(error.to_string()))?;
        sink(self.table, batch).map_err(Error::Sink)
    }

    fn error(&self, reason: String) -> Error {
        Error::Batch { table: self.table.name, reason }
    }
}
