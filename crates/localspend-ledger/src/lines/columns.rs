//! Columns of a batch that are filled in ways of their own, because they are filled for every line there is.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, StringArray, StringBuilder, new_null_array};
use arrow::buffer::{Buffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, FieldRef};
use arrow::error::ArrowError;

use crate::record::Record;

/// An element of a list of texts.
pub(super) fn element() -> FieldRef {
    Arc::new(Field::new("element", DataType::Utf8, true))
}

/// Texts of which some are absent, often all: those are counted, and filled in together.
#[derive(Default)]
pub(super) struct TextColumn {
    texts: StringBuilder,
    absent: usize,
}

impl TextColumn {
    pub(super) fn push(&mut self, text: Option<&str>) {
        match text {
            None => self.absent += 1,
            Some(text) => {
                self.fill();
                self.texts.append_value(text);
            }
        }
    }

    pub(super) fn finish(&mut self) -> ArrayRef {
        self.fill();
        let texts = self.texts.finish();
        // The next batch is about as large as this one.
        self.texts = StringBuilder::with_capacity(texts.len(), texts.value_data().len());
        Arc::new(texts)
    }

    fn fill(&mut self) {
        if self.absent > 0 {
            self.texts.append_nulls(std::mem::take(&mut self.absent));
        }
    }
}

/// One text, or none, in every row. The rows of one batch serve the next.
pub(super) struct Repeated {
    text: Option<String>,
    rows: ArrayRef,
}

impl Repeated {
    pub(super) fn of(text: Option<&str>) -> Repeated {
        Repeated { text: text.map(str::to_owned), rows: new_null_array(&DataType::Utf8, 0) }
    }

    pub(super) fn rows(&mut self, count: usize) -> Result<ArrayRef, ArrowError> {
        if self.rows.len() < count {
            self.rows = match &self.text {
                None => new_null_array(&DataType::Utf8, count),
                Some(text) => {
                    let ends = OffsetBuffer::from_repeated_length(text.len(), count);
                    Arc::new(StringArray::try_new(ends, Buffer::from_vec(text.repeat(count).into_bytes()), None)?)
                }
            };
        }
        Ok(self.rows.slice(0, count))
    }
}

/// The cells of records as they were read: their texts stand one behind another in a record, so that they are taken over
/// as they are.
#[derive(Default)]
pub(super) struct RawColumn {
    text: Vec<u8>,
    /// Where each cell ends in `text`.
    cells: Vec<i32>,
    /// Where each record ends in `cells`.
    records: Vec<i32>,
}

impl RawColumn {
    /// Bytes of text so far.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Cells so far.
    pub(super) fn cells(&self) -> usize {
        self.cells.len()
    }

    pub(super) fn push(&mut self, record: &Record) {
        // Both stay far below the largest offset: see `super::BATCH_BYTES` and the bound on one record.
        let before = self.text.len();
        self.text.extend_from_slice(record.text().as_bytes());
        self.cells.extend(record.ends().iter().map(|end| (before + end) as i32));
        self.records.push(self.cells.len() as i32);
    }

    pub(super) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
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
