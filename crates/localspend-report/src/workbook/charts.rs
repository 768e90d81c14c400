//! Charts that belong to the spreadsheet: made of the cells of its own sheets, so that whoever changes a filter or copies
//! a figure into a paper keeps the picture with it. Three, on a sheet of their own: what became of the base, the local
//! share over the quarters, how far the money went.
//!
//! Each shows the whole area. Its cells are copied onto the sheet, because a chart needs neighbouring cells and the
//! tables are sorted for reading.

use rust_xlsxwriter::{Chart, ChartType, Workbook, Worksheet, XlsxError};

use super::Formats;
use crate::cells::Row;
use crate::metrics::Metrics;
use crate::sections::{self, Context};
use crate::{PackInput, words};

/// The sheet's name.
pub(super) const SHEET: &str = "Charts";

/// One chart's cells: names, and one column of figures for each series.
struct Picture {
    title: String,
    kind: ChartType,
    shares: bool,
    series: Vec<&'static str>,
    rows: Vec<(String, Vec<f64>)>,
}

/// Adds the sheet when there is something to draw.
pub(super) fn add(workbook: &mut Workbook, input: &PackInput<'_>, metrics: &Metrics, formats: &Formats) -> Result<(), XlsxError> {
    let context = Context::area(input, metrics, false);
    let pictures: Vec<Picture> =
        [verdicts(&context), trend(&context), rings(&context)].into_iter().filter(|picture| !picture.rows.is_empty()).collect();
    if pictures.is_empty() {
        return Ok(());
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?;
    sheet.set_column_width(0, 34)?.set_column_width(1, 18)?.set_column_width(2, 18)?;
    let mut row = 0;
    for picture in &pictures {
        row = draw(sheet, picture, row, formats)?;
    }
    Ok(())
}

fn draw(sheet: &mut Worksheet, picture: &Picture, top: u32, formats: &Formats) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(top, 0, &picture.title, &formats.head)?;
    for (column, name) in (1_u16..).zip(&picture.series) {
        sheet.write_string_with_format(top, column, *name, &formats.head)?;
    }
    let format = if picture.shares { &formats.share } else { &formats.pounds };
    for (row, (name, figures)) in (top + 1..).zip(&picture.rows) {
        sheet.write_string(row, 0, name)?;
        for (column, figure) in (1_u16..).zip(figures) {
            sheet.write_number_with_format(row, column, *figure, format)?;
        }
    }
    let last = top + picture.rows.len() as u32;
    let mut chart = Chart::new(picture.kind);
    for (column, name) in (1_u16..).zip(&picture.series) {
        chart.add_series().set_name(*name).set_categories((SHEET, top + 1, 0, last, 0)).set_values((
            SHEET,
            top + 1,
            column,
            last,
            column,
        ));
    }
    chart.title().set_name(&picture.title);
    chart.set_alt_text(&picture.title);
    if picture.series.len() == 1 {
        chart.legend().set_hidden();
    }
    // Bars lie on their side: their figures run along the other axis.
    if picture.kind == ChartType::Bar {
        chart.y_axis().set_reverse();
        chart.x_axis().set_num_format("£0.0,,\"m\"");
    } else {
        chart.y_axis().set_num_format("0%");
    }
    chart.set_width(720).set_height(300);
    sheet.insert_chart(top, 4, &chart)?;
    // A chart of 300 pixels covers fifteen rows.
    Ok(top + 17.max(picture.rows.len() as u32 + 3))
}

/// Whole pounds are exact enough for the height of a bar; the table has the pence.
fn pounds(row: Row<'_>) -> Option<f64> {
    row.money("amount").map(|money| money.pence() as f64 / 100.0)
}

fn verdicts(context: &Context<'_>) -> Picture {
    let mut rows = context.now("verdicts");
    rows.sort_by_key(|row| row.whole("verdict_order"));
    let named = |row: &Row<'_>| Some((words::verdict(row.text("verdict")?).title, vec![pounds(*row)?]));
    Picture {
        title: format!("What became of the base, {}", context.quarter),
        kind: ChartType::Bar,
        shares: false,
        series: vec!["Amount"],
        rows: rows.iter().filter_map(named).collect(),
    }
}

fn rings(context: &Context<'_>) -> Picture {
    let rows = context.now("rings");
    let named = |row: &Row<'_>| Some((words::ring(row.text("ring")?).title, vec![pounds(*row)?]));
    Picture {
        title: format!("How far the base went, {}", context.quarter),
        kind: ChartType::Bar,
        shares: false,
        series: vec!["Amount"],
        rows: rows.iter().filter_map(named).collect(),
    }
}

fn trend(context: &Context<'_>) -> Picture {
    let history = sections::local_share_over_time(context);
    let rows = history
        .into_iter()
        .filter_map(|(quarter, share)| share.interval.map(|(low, high)| (quarter.to_string(), vec![low, high])));
    Picture {
        title: "Local share over the quarters".to_owned(),
        kind: ChartType::Line,
        shares: true,
        series: vec!["Proven", "Possible"],
        rows: rows.collect(),
    }
}
