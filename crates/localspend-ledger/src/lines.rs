//! Builds batches of the lake's `lines` table, column by column, without a text of its own per cell.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Date32Builder, Decimal128Builder, Int64Builder, ListBuilder, RecordBatch, StringBuilder,
    new_null_array,
};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;
use chrono::NaiveDate;
use localspend_model::codes::{Reason, Verdict};
use localspend_model::tables;

use columns::{RawColumn, Repeated, TextColumn, element};

use crate::read::Attribution;
use crate::record::{Record, trim};
use crate::understand::classify::{Judged, verdict_of};
use crate::understand::label::Field;
use crate::understand::plan::SheetPlan;

mod columns;

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
    file_id: Repeated,
    org_code: Repeated,
    period_start: Option<i32>,
    row: Int64Builder,
    sheet: TextColumn,
    /// Why each row has its verdict; nearly every batch has payments alone.
    reasons: Vec<Reason>,
    verdict: Repeated,
    reason: Repeated,
    flags: ListBuilder<StringBuilder>,
    raw: RawColumn,
    paid_on: Date32Builder,
    texts: [TextColumn; 9],
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
            file_id: Repeated::of(Some(&attribution.file_id)),
            org_code: Repeated::of(attribution.org_code.as_deref()),
            period_start: attribution.period.map(|period| days(period.start())),
            row: Int64Builder::new(),
            sheet: TextColumn::default(),
            reasons: Vec::new(),
            verdict: Repeated::of(Some(Verdict::Payment.as_str())),
            reason: Repeated::of(Some(Reason::Payment.as_str())),
            flags: ListBuilder::new(StringBuilder::new()).with_field(element()),
            raw: RawColumn::default(),
            paid_on: Date32Builder::new(),
            texts: Default::default(),
            amount: Decimal128Builder::new().with_data_type(DataType::Decimal128(18, 2)),
        }
    }

    /// True when the batch should be passed on.
    pub fn is_full(&self) -> bool {
        self.reasons.len() >= BATCH_ROWS || self.raw.bytes() >= BATCH_BYTES || self.raw.cells() >= BATCH_CELLS
    }

    /// True when nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Adds one record.
    pub fn add(&mut self, record: &Record, judged: &Judged, slots: &TextSlots) {
        self.row.append_value(i64::try_from(record.row).unwrap_or(i64::MAX));
        self.sheet.push(slots.sheet.as_deref());
        self.reasons.push(judged.reason);
        if !judged.flags.is_empty() {
            for flag in judged.flags.iter() {
                self.flags.values().append_value(flag.as_str());
            }
        }
        self.flags.append(true);
        self.raw.push(record);
        self.paid_on.append_option(judged.paid_on.map(days));
        let is_line = judged.verdict() != Verdict::NotPayment;
        for ((field, texts), column) in TEXT_FIELDS.iter().zip(&mut self.texts).zip(slots.columns) {
            let column = match field {
                Field::SupplierName if judged.exchanged => slots.columns[8],
                Field::TransactionNumber if judged.exchanged => slots.columns[4],
                _ => column,
            };
            let text = column.filter(|_| is_line).map(|column| trim(record.cell(column)));
            texts.push(text.filter(|text| !text.is_empty()));
        }
        self.amount.append_option(judged.amount.filter(|_| is_line).map(|money| money.pence()));
    }

    /// The batch so far; the builders start again.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let rows = self.reasons.len();
        let (verdict, reason) = self.why()?;
        let period_start: ArrayRef = match self.period_start {
            Some(days) => Arc::new(Date32Array::from_value(days, rows)),
            None => new_null_array(&DataType::Date32, rows),
        };
        let mut columns: Vec<ArrayRef> = vec![
            self.file_id.rows(rows)?,
            self.sheet.finish(),
            Arc::new(self.row.finish()),
            verdict,
            reason,
            Arc::new(self.flags.finish()),
            self.raw.finish()?,
            self.org_code.rows(rows)?,
            period_start,
            Arc::new(self.paid_on.finish()),
        ];
        columns.extend(self.texts.iter_mut().map(TextColumn::finish));
        columns.push(Arc::new(self.amount.finish()));
        RecordBatch::try_new(self.schema.clone(), columns)
    }

    /// Verdicts and reasons of the rows so far.
    fn why(&mut self) -> Result<(ArrayRef, ArrayRef), ArrowError> {
        let reasons = std::mem::take(&mut self.reasons);
        if reasons.iter().all(|reason| *reason == Reason::Payment) {
            return Ok((self.verdict.rows(reasons.len())?, self.reason.rows(reasons.len())?));
        }
        let (mut verdict, mut reason) = (TextColumn::default(), TextColumn::default());
        for why in reasons {
            verdict.push(Some(verdict_of(why).as_str()));
            reason.push(Some(why.as_str()));
        }
        Ok((verdict.finish(), reason.finish()))
    }
}

/// Days since 1970.
fn days(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}
