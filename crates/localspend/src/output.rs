//! Answers of queries in the forms people want: table, CSV, JSON, NDJSON, Markdown, Parquet. No row is ever left out.

use std::io::Write;

use anyhow::{Result, bail};
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::cli::SqlFormat;

/// Writes batches of one schema in a form.
pub fn write(schema: &SchemaRef, batches: &[RecordBatch], format: SqlFormat, mut to: impl Write + Send) -> Result<()> {
    match format {
        SqlFormat::Table => write_table(schema, batches, &mut to)?,
        SqlFormat::Markdown => write_markdown(schema, batches, &mut to)?,
        SqlFormat::Csv => write_csv(schema, batches, &mut to)?,
        SqlFormat::Json => write_json(batches, true, &mut to)?,
        SqlFormat::Ndjson => write_json(batches, false, &mut to)?,
        SqlFormat::Parquet => write_parquet(schema, batches, &mut to)?,
    }
    to.flush()?;
    Ok(())
}

/// Every cell as text, row by row.
fn texts(batches: &[RecordBatch]) -> Result<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    for batch in batches {
        rows.append(&mut localspend_query::texts(batch)?);
    }
    Ok(rows)
}

fn is_number(kind: &DataType) -> bool {
    kind.is_numeric()
}

/// Columns aligned for reading: numbers to the right, texts to the left, line breaks shown as `⏎`.
fn write_table(schema: &SchemaRef, batches: &[RecordBatch], to: &mut impl Write) -> Result<()> {
    let mut rows = texts(batches)?;
    for cell in rows.iter_mut().flatten() {
        *cell = cell
            .chars()
            .map(|c| {
                if c == '\n' || c == '\r' {
                    '⏎'
                } else if c.is_control() {
                    '\u{fffd}'
                } else {
                    c
                }
            })
            .collect();
    }
    let width_of = |text: &str| text.chars().count();
    let mut widths: Vec<usize> = schema.fields().iter().map(|field| width_of(field.name())).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(width_of(cell));
        }
    }
    let mut line = |cells: &[String]| -> Result<()> {
        let mut text = String::new();
        for (column, cell) in cells.iter().enumerate() {
            let padding = " ".repeat(widths[column] - width_of(cell));
            let (before, after) =
                if is_number(schema.field(column).data_type()) { (padding, String::new()) } else { (String::new(), padding) };
            text.push_str(&format!("{before}{cell}{after}  "));
        }
        writeln!(to, "{}", text.trim_end())?;
        Ok(())
    };
    line(&schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>())?;
    line(&widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>())?;
    for row in &rows {
        line(row)?;
    }
    let count = rows.len();
    writeln!(to, "({count} row{})", if count == 1 { "" } else { "s" })?;
    Ok(())
}

fn write_markdown(schema: &SchemaRef, batches: &[RecordBatch], to: &mut impl Write) -> Result<()> {
    let clean = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
    let names: Vec<_> = schema.fields().iter().map(|field| clean(field.name())).collect();
    writeln!(to, "| {} |", names.join(" | "))?;
    let rule = |kind: &DataType| if is_number(kind) { "---:" } else { "---" };
    writeln!(to, "| {} |", schema.fields().iter().map(|field| rule(field.data_type())).collect::<Vec<_>>().join(" | "))?;
    for row in texts(batches)? {
        writeln!(to, "| {} |", row.iter().map(|cell| clean(cell)).collect::<Vec<_>>().join(" | "))?;
    }
    Ok(())
}

fn write_csv(schema: &SchemaRef, batches: &[RecordBatch], to: &mut impl Write) -> Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to);
    writer.write_record(schema.fields().iter().map(|field| field.name()))?;
    for row in texts(batches)? {
        writer.write_record(&row)?;
    }
    writer.flush()?;
    Ok(())
}

fn write_json(batches: &[RecordBatch], array: bool, to: &mut impl Write) -> Result<()> {
    let batches: Vec<_> = batches.iter().collect();
    if array {
        let mut writer =
            arrow::json::WriterBuilder::new().with_explicit_nulls(true).build::<_, arrow::json::writer::JsonArray>(&mut *to);
        writer.write_batches(&batches)?;
        writer.finish()?;
        writeln!(to)?;
    } else {
        let mut writer =
            arrow::json::WriterBuilder::new().with_explicit_nulls(true).build::<_, arrow::json::writer::LineDelimited>(to);
        writer.write_batches(&batches)?;
        writer.finish()?;
    }
    Ok(())
}

fn write_parquet(schema: &SchemaRef, batches: &[RecordBatch], to: &mut (impl Write + Send)) -> Result<()> {
    if schema.fields().is_empty() {
        bail!("the query has no columns: there is nothing to write");
    }
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let mut writer = ArrowWriter::try_new(to, schema.clone(), Some(properties))?;
    for batch in batches {
        writer.write(batch)?;
    }
    writer.close()?;
    Ok(())
}

/// Cells of answers as Rust values.
pub mod cells {
    use arrow::array::{Array, ArrayRef, AsArray};
    use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, Int64Type};
    use chrono::{Days, NaiveDate};
    use localspend_model::Money;

    /// A text, where there is one.
    pub fn text(column: &ArrayRef, row: usize) -> Option<String> {
        let values = column.as_string_opt::<i32>()?;
        (!values.is_null(row)).then(|| values.value(row).to_owned())
    }

    /// A whole number; 0 where there is none.
    pub fn count(column: &ArrayRef, row: usize) -> i64 {
        column.as_primitive_opt::<Int64Type>().filter(|values| !values.is_null(row)).map_or(0, |values| values.value(row))
    }

    /// Pounds; none where there are none. Any precision, two decimals.
    pub fn money(column: &ArrayRef, row: usize) -> Money {
        let scale_two = matches!(column.data_type(), DataType::Decimal128(_, 2));
        let values = column.as_primitive_opt::<Decimal128Type>().filter(|values| scale_two && !values.is_null(row));
        values.map_or(Money::ZERO, |values| Money::from_pence(values.value(row)))
    }

    /// A share or another real number.
    pub fn real(column: &ArrayRef, row: usize) -> Option<f64> {
        column.as_primitive_opt::<Float64Type>().filter(|values| !values.is_null(row)).map(|values| values.value(row))
    }

    /// A calendar date.
    pub fn date(column: &ArrayRef, row: usize) -> Option<NaiveDate> {
        let values = column.as_primitive_opt::<Date32Type>().filter(|values| !values.is_null(row))?;
        let days = values.value(row);
        let epoch = NaiveDate::default();
        let distance = Days::new(u64::from(days.unsigned_abs()));
        if days < 0 { epoch.checked_sub_days(distance) } else { epoch.checked_add_days(distance) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Decimal128Array, StringArray};
    use arrow::datatypes::{Field, Schema};

    use super::*;

    fn answer(format: SqlFormat) -> String {
        let amounts = Decimal128Array::from(vec![Some(-123_450), None]).with_precision_and_scale(18, 2).unwrap();
        let names = StringArray::from(vec!["a|b,\n\"c\"", "=1+1"]);
        let schema = Arc::new(Schema::new(vec![
            Field::new("name", DataType::Utf8, true),
            Field::new("amount", DataType::Decimal128(18, 2), true),
        ]));
        let batch = RecordBatch::try_new(schema.clone(), vec![Arc::new(names), Arc::new(amounts)]).unwrap();
        let mut bytes = Vec::new();
        write(&schema, &[batch], format, &mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn money_keeps_its_pence_and_text_its_shape() {
        assert_eq!(answer(SqlFormat::Csv), "name,amount\r\n\"a|b,\n\"\"c\"\"\",-1234.50\r\n=1+1,\r\n");
        assert_eq!(answer(SqlFormat::Markdown), "| name | amount |\n| --- | ---: |\n| a\\|b, \"c\" | -1234.50 |\n| =1+1 |  |\n");
        assert!(answer(SqlFormat::Table).contains("a|b,⏎\"c\"  -1234.50\n"), "{}", answer(SqlFormat::Table));
        assert!(answer(SqlFormat::Table).ends_with("(2 rows)\n"));
        assert!(answer(SqlFormat::Ndjson).contains("-1234.50"), "{}", answer(SqlFormat::Ndjson));
    }
}
