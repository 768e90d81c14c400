//! XLSX workbooks made with an independent writer.

use rust_xlsxwriter::{Format, Formula, Workbook as Writer};

use super::support::{lines, read};
use crate::cell::CellKind;
use crate::workbook::{SheetInfo, SheetKind, sheets};
use crate::{Limits, Source};

#[test]
fn rows_keep_their_numbers_and_columns_and_what_a_person_sees() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.set_name("April").unwrap();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let looks_like_a_day = Format::new().set_num_format("[Red]0.00 \"days\"");
    // The table starts in column B of row 3, as many published ones do.
    sheet.write(2, 1, "Supplier").unwrap();
    sheet.write(2, 3, "Amount").unwrap();
    sheet.write(3, 1, "Fernhollow Joinery Ltd").unwrap();
    sheet.write_with_format(3, 2, 43_922.0, &day).unwrap();
    sheet.write(3, 3, 26_040.56).unwrap();
    sheet.write(5, 1, " Ash & <Elm> \"Ltd\"\nT/A Elm ").unwrap();
    sheet.write_with_format(5, 2, 43_922.0, &looks_like_a_day).unwrap();
    sheet.write_formula(5, 3, Formula::new("=D4*2").set_result("52081.12")).unwrap();
    sheet.set_row_hidden(5).unwrap();
    sheet.set_column_hidden(2).unwrap();
    sheet.write(6, 1, 10_005_331).unwrap();
    sheet.write(6, 2, true).unwrap();
    sheet.write_blank(8, 1, &day).unwrap();
    sheet.merge_range(9, 0, 9, 2, "Total", &Format::new()).unwrap();
    let bytes = writer.save_to_buffer().unwrap();
    let (rows, report) = read(&bytes, "April").unwrap();
    assert_eq!(
        lines(&rows),
        [
            "1|",
            "2|",
            "3||Supplier||Amount",
            "4||Fernhollow Joinery Ltd|2020-04-01|26040.56",
            "5|",
            "6h|| Ash & <Elm> \"Ltd\"\nT/A Elm |43922|52081.12",
            "7||10005331|TRUE",
            "8|",
            "9|",
            "10|Total",
        ]
    );
    assert!(rows[5].1[3].formula, "a formula's saved value is known for one");
    assert_eq!(rows[3].1[3].kind, CellKind::Number(26_040.56));
    assert_eq!((report.hidden_rows, report.formulas, report.rows), (1, 1, 10));
    assert_eq!(report.hidden_columns, [(2, 2)]);
    assert_eq!(report.merged.len(), 1);
}

#[test]
fn sheets_are_listed_with_what_is_hidden() {
    let mut writer = Writer::new();
    writer.add_worksheet().set_name("Cover").unwrap();
    writer.add_worksheet().set_name("Löhne & \"Gehälter\"").unwrap().set_hidden(true);
    let mut chart_sheet = rust_xlsxwriter::Worksheet::new_chartsheet();
    chart_sheet.set_name("Chart").unwrap();
    let mut chart = rust_xlsxwriter::Chart::new(rust_xlsxwriter::ChartType::Line);
    chart.add_series().set_values("Cover!$A$1:$A$2");
    chart_sheet.insert_chart(0, 0, &chart).unwrap();
    writer.push_worksheet(chart_sheet);
    let bytes = writer.save_to_buffer().unwrap();
    let found = sheets(Source::Bytes(&bytes), &Limits::default()).unwrap();
    let sheet = |name: &str, hidden, kind| SheetInfo { name: name.to_owned(), hidden, kind };
    assert_eq!(
        found,
        [
            sheet("Cover", false, SheetKind::Table),
            sheet("Löhne & \"Gehälter\"", true, SheetKind::Table),
            sheet("Chart", false, SheetKind::Chart)
        ]
    );
    assert_eq!(read(&bytes, "Cover").unwrap().0, []);
    assert_eq!(read(&bytes, "Chart").unwrap().0, []);
    assert!(read(&bytes, "May").unwrap_err().to_string().contains("Cover"));
}
