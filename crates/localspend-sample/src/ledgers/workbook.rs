//! Records as an Excel workbook with fixed properties, so that its bytes depend on the content alone.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::{Cell, Ledger, Record};

/// Name of the sheet with the payments.
pub fn sheet_name(ledger: &Ledger) -> String {
    format!("{} {}", &ledger.month.name()[..3], ledger.month.year())
}

/// The workbook, with an empty second sheet as workbooks have.
pub fn bytes(ledger: &Ledger, records: &[Record]) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2025, 7, 1)?;
    workbook.set_properties(&DocProperties::new().set_author("Finance").set_creation_datetime(&created));
    let dates = Format::new().set_num_format("dd/mm/yyyy");
    let pounds = Format::new().set_num_format("#,##0.00");
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(ledger))?;
    for (row, record) in (0u32..).zip(records) {
        for (column, cell) in (0u16..).zip(&record.cells) {
            match cell {
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                Cell::Date(date) => {
                    let date = ExcelDateTime::parse_from_str(&date.format("%Y-%m-%d").to_string())?;
                    sheet.write_datetime_with_format(row, column, &date, &dates)?;
                }
                // The nearest double to the pence, as every spreadsheet holds pounds.
                Cell::Money(pence) => {
                    sheet.write_number_with_format(row, column, *pence as f64 / 100.0, &pounds)?;
                }
            }
        }
    }
    workbook.add_worksheet().set_name("Sheet2")?;
    Ok(workbook.save_to_buffer()?)
}
