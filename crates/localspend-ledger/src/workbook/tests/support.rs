//! Helpers of the workbook tests.

use std::ops::ControlFlow;

use crate::cell::Cell;
use crate::workbook::{self, SheetReport};
use crate::{Error, Limits, Source};

pub(super) type Row = (u64, Vec<Cell>, bool);

/// All rows of a sheet, with the report.
pub(super) fn read(bytes: &[u8], sheet: &str) -> Result<(Vec<Row>, SheetReport), Error> {
    read_with(bytes, sheet, &Limits::default())
}

pub(super) fn read_with(bytes: &[u8], sheet: &str, limits: &Limits) -> Result<(Vec<Row>, SheetReport), Error> {
    let mut rows = Vec::new();
    let report = workbook::rows(Source::Bytes(bytes), sheet, limits, &mut |number, cells, hidden| {
        rows.push((number, cells, hidden));
        ControlFlow::Continue(())
    })?;
    Ok((rows, report))
}

/// Rows as lines of `number|cell|cell`.
pub(super) fn lines(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|(number, cells, hidden)| {
            let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
            format!("{number}{}|{}", if *hidden { "h" } else { "" }, texts.join("|"))
        })
        .collect()
}
