//! Builds batches of the lake's `lines` table, column by column, without a text of its own per cell.

use std::sync::Arc;

use arrow::array::{
    ArrayBuilder, ArrayRef, Date32Builder, Decimal128Builder, Int64Builder, ListArray, ListBuilder, RecordBatch, StringArray,
    StringBuilder,
};
use arrow::buffer::{Buffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field as ArrowField, FieldRef, SchemaRef};
use arrow::error::ArrowError;
use chrono::NaiveDate;
use localspend_model::tables;

use crate::read::Attribution;
use crate::record::{Record, trim};
use crate::understand::classify::Judged;
use crate::understand::label::Field;
use crate::understand::plan::SheetPlan;

/// Most rows of one batch.
pub const BATCH_ROWS: usize = 8_192;

/// Bytes and cells of a batch after which it is passed on, however few its rows: long records must not fill the memory.
const BATCH_BYTES: usize = 32 << 20;
const BATCH_CELLS: usize = 4 << 20;

/// The text columns taken straight from cells, in the order of the table.
const TEXT_FIELDS: [Field; 9] = [
    Field::Entity,
    Field::ExpenseType,
    Field::ExpenseArea,
    Field::Description,
    Field::SupplierName,
    Field::SupplierPostcode,
    Field::VatNumber,
    Field::ContractNumber,
    Field::TransactionNumber,
];

/// Builders of one batch.
pub struct LinesBuilder {
    schema: SchemaRef,
    file_id: String,
    org_code: Option<String>,
    period_start: Option<i32>,
    rows: usize,
    row: Int64Builder,
    sheet: StringBuilder,
    verdict: StringBuilder,
    reason: StringBuilder,
    flags: ListBuilder<StringBuilder>,
    raw: RawBuilder,
    paid_on: Date32Builder,
    texts: [StringBuilder; 9],
    amount: Decimal128Builder,
}

/// Where each text column of the table stands in a sheet.
#[derive(Debug, Clone)]
pub struct TextSlots {
    columns: [Option<usize>; 9],
    sheet: Option<String>,
}

impl TextSlots {
    /// Looks the columns up.
    pub fn of(plan: &SheetPlan) -> TextSlots {
        TextSlots { columns: TEXT_FIELDS.map(|field| plan.column(field)), sheet: plan.sheet.clone() }
    }
}

impl LinesBuilder {
    /// Empty builders for the lines of one file.
    pub fn new(attribution: &Attribution) -> LinesBuilder {
        LinesBuilder {
            schema: tables::LINES.schema(),
            file_id: attribution.file_id.clone(),
            org_code: attribution.org_code.clone(),
            period_start: attribution.period.map(|period| days(period.start())),
            rows: 0,
            row: Int64Builder::new(),
            sheet: StringBuilder::new(),
            verdict: StringBuilder::new(),
            reason: StringBuilder::new(),
            flags: ListBuilder::new(StringBuilder::new()).with_field(element()),
            raw: RawBuilder::default(),
            paid_on: Date32Builder::new(),
            texts: std::array::from_fn(|_| StringBuilder::new()),
            amount: Decimal128Builder::new().with_data_type(DataType::Decimal128(18, 2)),
        }
    }

    /// True when the batch should be passed on.
    pub fn is_full(&self) -> bool {
        self.rows >= BATCH_ROWS || self.raw.text.len() >= BATCH_BYTES || self.raw.cells.len() >= BATCH_CELLS
    }

    /// True when nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds one record.
    pub fn add(&mut self, record: &Record, judged: &Judged, slots: &TextSlots) {
        self.rows += 1;
        self.row.append_value(i64::try_from(record.row).unwrap_or(i64::MAX));
        self.sheet.append_option(slots.sheet.as_deref());
        self.verdict.append_value(judged.verdict().as_str());
        self.reason.append_value(judged.reason.as_str());
        if !judged.flags.is_empty() {
            for flag in judged.flags.iter() {
                self.flags.values().append_value(flag.as_str());
            }
        }
        self.flags.append(true);
        self.raw.add(record);
        self.paid_on.append_option(judged.paid_on.map(days));
        let is_line = judged.verdict() != localspend_model::codes::Verdict::NotPayment;
        for ((field, builder), column) in TEXT_FIELDS.iter().zip(&mut self.texts).zip(slots.columns) {
            let column = match field {
                Field::SupplierName if judged.exchanged => slots.columns[8],
                Field::TransactionNumber if judged.exchanged => slots.columns[4],
                _ => column,
            };
            let text = column.filter(|_| is_line).map_or("", |column| trim(record.cell(column)));
            builder.append_option(if text.is_empty() { None } else { Some(text) });
        }
        self.amount.append_option(judged.amount.filter(|_| is_line).map(|money| money.pence()));
    }

    /// The batch so far; the builders start again.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let rows = std::mem::take(&mut self.rows);
        let constant = |text: Option<&str>| -> ArrayRef {
            let mut builder = StringBuilder::with_capacity(rows, rows * text.map_or(0, str::len));
            for _ in 0..rows {
                builder.append_option(text);
            }
            Arc::new(builder.finish())
        };
        let mut period_start = Date32Builder::with_capacity(rows);
        for _ in 0..rows {
            period_start.append_option(self.period_start);
        }
        let mut columns: Vec<ArrayRef> = vec![
            constant(Some(&self.file_id)),
            Arc::new(self.sheet.finish()),
            Arc::new(self.row.finish()),
            Arc::new(self.verdict.finish()),
            Arc::new(self.reason.finish()),
            Arc::new(self.flags.finish()),
            self.raw.finish()?,
            constant(self.org_code.as_deref()),
            Arc::new(period_start.finish()),
            Arc::new(self.paid_on.finish()),
        ];
        for builder in &mut self.texts {
            columns.push(builder.finish_cloned_and_clear());
        }
        columns.push(Arc::new(self.amount.finish()));
        RecordBatch::try_new(self.schema.clone(), columns)
    }
}

/// An element of a list of texts.
fn element() -> FieldRef {
    Arc::new(ArrowField::new("element", DataType::Utf8, true))
}

/// The cells of records as they were read: their texts stand one behind another in a record, so that they are taken over
/// as they are.
#[derive(Default)]
struct RawBuilder {
    text: Vec<u8>,
    /// Where each cell ends in `text`.
    cells: Vec<i32>,
    /// Where each record ends in `cells`.
    records: Vec<i32>,
}

impl RawBuilder {
    fn add(&mut self, record: &Record) {
        // Both stay far below the largest offset: see `BATCH_BYTES` and the bound on one record.
        let before = self.text.len();
        self.text.extend_from_slice(record.text().as_bytes());
        self.cells.extend(record.ends().iter().map(|end| (before + end) as i32));
        self.records.push(self.cells.len() as i32);
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let from_zero = |ends: &mut Vec<i32>| {
            let mut offsets = Vec::with_capacity(ends.len() + 1);
            offsets.push(0);
            offsets.append(ends);
            OffsetBuffer::new(offsets.into())
        };
        // The next batch is about as large as this one.
        let next = Vec::with_capacity(self.text.len());
        let text = std::mem::replace(&mut self.text, next);
        let cells = StringArray::try_new(from_zero(&mut self.cells), Buffer::from_vec(text), None)?;
        let records = from_zero(&mut self.records);
        Ok(Arc::new(ListArray::try_new(element(), records, Arc::new(cells), None)?))
    }
}

trait FinishAndClear {
    fn finish_cloned_and_clear(&mut self) -> ArrayRef;
}

impl FinishAndClear for StringBuilder {
    fn finish_cloned_and_clear(&mut self) -> ArrayRef {
        ArrayBuilder::finish(self)
    }
}

/// Days since 1970.
fn days(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}
