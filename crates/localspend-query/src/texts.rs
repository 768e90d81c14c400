//! Cells of answers as text, the same on every way out: money to the penny, lists as `a; b`, nothing for null.

use arrow::array::RecordBatch;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};

/// Every cell of a batch, row by row.
pub fn texts(batch: &RecordBatch) -> Result<Vec<Vec<String>>, ArrowError> {
    let options = FormatOptions::new().with_null("");
    let formatters: Vec<_> =
        batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options)).collect::<Result<_, _>>()?;
    let cell = |row: usize, column: usize, formatter: &ArrayFormatter<'_>| -> Result<String, ArrowError> {
        let text = formatter.value(row).try_to_string()?;
        let list = is_list(batch.column(column).data_type());
        Ok(if list { text.trim_matches(['[', ']']).replace(", ", "; ") } else { text })
    };
    (0..batch.num_rows())
        .map(|row| formatters.iter().enumerate().map(|(column, formatter)| cell(row, column, formatter)).collect())
        .collect()
}

fn is_list(kind: &DataType) -> bool {
    matches!(kind, DataType::List(_) | DataType::LargeList(_) | DataType::ListView(_))
}
