//! The workbook: one sheet per table with typed cells, a sheet of charts, a sheet of definitions,
//! a first sheet that says what it is.
//!
//! Texts are written as texts, so a supplier called `=HYPERLINK(...)` stays a name. The one moment in the file is the
//! end of the run.

mod charts;

use std::fs;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::cells::{Cell, Rows};
use crate::metrics::Metrics;
use crate::{Error, PackInput, export, page, words};

/// Above this many rows a sheet holds the organisations' rows of the pack's quarter only, and the area's of every quarter.
const EVERY_QUARTER: usize = 20_000;
/// Above this many it holds the area's rows only: a spreadsheet of a million rows opens nowhere.
const ORGANISATIONS: usize = 100_000;
/// The most rows a sheet can hold below its head.
const SHEET_ROWS: usize = 1_048_575;
/// The most characters a cell can hold.
const CELL_CHARACTERS: usize = 32_767;

struct Formats {
    head: Format,
    title: Format,
    link: Format,
    wrapped: Format,
    pounds: Format,
    share: Format,
    count: Format,
    number: Format,
    date: Format,
    moment: Format,
}

/// Writes `pack.xlsx`.
pub(crate) fn write(folder: &Path, input: &PackInput<'_>, metrics: &Metrics) -> Result<Vec<String>, Error> {
    let path = folder.join("pack.xlsx");
    let bytes = build(input, metrics).map_err(|error| Error::export("pack.xlsx", &path, error))?;
    fs::write(&path, bytes).map_err(Error::write(&path))?;
    Ok(vec!["pack.xlsx".to_owned()])
}

fn build(input: &PackInput<'_>, metrics: &Metrics) -> Result<Vec<u8>, XlsxError> {
    let formats = formats();
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_timestamp(input.run.finished_at.timestamp())?;
    let properties = DocProperties::new()
        .set_title(format!("{}: local spending, {}", input.area.name, input.quarter))
        .set_subject("Board pack: the tables behind the pages")
        .set_company(&input.workspace_name)
        .set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let tables: Vec<Sheet<'_>> = metrics
        .tables()
        .filter(|(_, rows)| !rows.column_names().is_empty())
        .map(|(name, rows)| sheet(name, rows, input))
        .collect();
    front(workbook.add_worksheet(), input, &tables, &formats)?;
    charts::add(&mut workbook, input, metrics, &formats)?;
    for table in &tables {
        fill(workbook.add_worksheet(), table, &formats)?;
    }
    definitions(workbook.add_worksheet(), input, metrics, &formats)?;
    let foot = foot(input, metrics);
    for sheet in workbook.worksheets_mut() {
        on_paper(sheet, &foot);
    }
    workbook.save_to_buffer()
}

/// Every sheet of paper says which filter and dates it shows; a spreadsheet keeps 255 characters and reads `&` as a command.
fn foot(input: &PackInput<'_>, metrics: &Metrics) -> String {
    let filter = page::filter(input, metrics).replace('&', "&&");
    let left: String = filter.chars().take(180).collect();
    format!("&L&8 {} &R&8Page &P of &N", left.trim_end_matches('&'))
}

/// All columns on one width, on its side, with the head on every sheet of paper.
fn on_paper(sheet: &mut Worksheet, foot: &str) {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer(foot);
}

/// A table and which of its rows go into the workbook.
struct Sheet<'a> {
    name: &'a str,
    rows: &'a Rows,
    shown: Vec<usize>,
    note: String,
}

fn sheet<'a>(name: &'a str, rows: &'a Rows, input: &PackInput<'_>) -> Sheet<'a> {
    let all = rows.len();
    let quarter = input.quarter.to_string();
    let mut shown: Vec<usize> = (0..all).collect();
    let mut note = String::new();
    let of_area = |row: &usize| rows.row(*row).text("org_code").is_none();
    if shown.len() > EVERY_QUARTER && rows.has("quarter") && rows.has("org_code") {
        shown.retain(|row| rows.row(*row).text("quarter") == Some(quarter.as_str()) || of_area(row));
        note = format!(
            "organisations in {quarter} only, the area in every quarter; all {} rows are in data/{name}.parquet",
            words::grouped(all as u128)
        );
    }
    if shown.len() > ORGANISATIONS && rows.has("org_code") {
        shown.retain(of_area);
        note = format!(
            "the area only, without its organisations; all {} rows are in data/{name}.parquet",
            words::grouped(all as u128)
        );
    }
    if shown.len() > SHEET_ROWS {
        shown.truncate(SHEET_ROWS);
        note = format!("cut at the largest sheet possible; all {} rows are in data/{name}.parquet", words::grouped(all as u128));
    }
    Sheet { name, rows, shown, note }
}

fn formats() -> Formats {
    Formats {
        head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top).set_background_color(0xE7EAEE),
        title: Format::new().set_bold().set_font_size(16),
        link: Format::new().set_hyperlink().set_align(FormatAlign::Top),
        wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        pounds: Format::new().set_num_format("£#,##0.00;[Red]-£#,##0.00"),
        share: Format::new().set_num_format("0.0%"),
        count: Format::new().set_num_format("#,##0"),
        number: Format::new().set_num_format("0.0000"),
        date: Format::new().set_num_format("yyyy-mm-dd"),
        moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    }
}

/// Height of a row whose texts wrap at widths counted in letters. Excel finds it by itself; other programs, and print from
/// them, lay the lines of one row over the next.
fn height(cells: &[(&str, u32)]) -> f64 {
    let lines = cells.iter().map(|(text, width)| text.chars().count().div_ceil(*width as usize).max(1));
    // No row is higher than 409 points.
    f64::from(u32::try_from(lines.max().unwrap_or(1)).unwrap_or(u32::MAX)).min(27.0) * 15.0
}

/// Letters in a line of the first sheet's second column.
const ABOUT_WIDTH: u32 = 90;

fn front(sheet: &mut Worksheet, input: &PackInput<'_>, tables: &[Sheet<'_>], formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("About")?;
    sheet.set_column_width(0, 30)?.set_column_width(1, ABOUT_WIDTH)?;
    sheet.write_string_with_format(0, 0, cut(&format!("{}: local spending", input.area.name)), &formats.title)?;
    let facts = [
        ("Quarter", format!("{}, {}", input.quarter, words::quarter_months(input.quarter))),
        ("Area", format!("{} ({} {})", input.area.name, input.area.kind, input.area.code)),
        ("Workspace", input.workspace_name.clone()),
        ("Computed", page::moment(input.run.finished_at)),
        ("Run", input.run.run_id.clone()),
        ("Program", format!("localspend {}", input.run.program_version)),
        ("Settings", input.run.settings.trim().to_owned()),
    ];
    let mut row = 2;
    for (name, value) in facts {
        sheet.write_string_with_format(row, 0, name, &formats.head)?;
        sheet.write_string_with_format(row, 1, cut(&value), &formats.wrapped)?;
        sheet.set_row_height(row, height(&[(&value, ABOUT_WIDTH)]))?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "Sheet", &formats.head)?;
    sheet.write_string_with_format(row, 1, "What it holds", &formats.head)?;
    for table in tables {
        row += 1;
        let doc = input.dictionary.iter().find(|doc| doc.name == table.name);
        let about = doc.map_or_else(|| table.name.replace('_', " "), |doc| format!("{}. {}", doc.title, doc.description));
        let note = if table.note.is_empty() { String::new() } else { format!(" ({})", table.note) };
        let about = format!("{about}{note}");
        let name = sheet_name(table.name);
        let place = format!("internal:'{name}'!A1");
        sheet.write_url_with_options(row, 0, place.as_str(), &name, "", Some(&formats.link))?;
        sheet.write_string_with_format(row, 1, cut(&about), &formats.wrapped)?;
        sheet.set_row_height(row, height(&[(&about, ABOUT_WIDTH)]))?;
    }
    Ok(())
}

/// A name that a spreadsheet accepts.
fn sheet_name(table: &str) -> String {
    let plain: String = table.chars().map(|c| if "[]:*?/\\'".contains(c) { '_' } else { c }).take(31).collect();
    if plain.is_empty() { "table".to_owned() } else { plain }
}

fn fill(sheet: &mut Worksheet, table: &Sheet<'_>, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(table.name))?;
    let names = table.rows.column_names();
    for (column, name) in (0_u16..).zip(&names) {
        sheet.write_string_with_format(0, column, cut(name), &formats.head)?;
    }
    for (row, &position) in (1_u32..).zip(&table.shown) {
        for (column, name) in (0_u16..).zip(&names) {
            put(sheet, row, column, name, table.rows.cell(usize::from(column), position), formats)?;
        }
    }
    if let Some(last) = u16::try_from(names.len()).ok().and_then(|columns| columns.checked_sub(1)) {
        sheet.autofilter(0, 0, table.shown.len() as u32, last)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    // Widths from the first rows are good enough, and the time does not grow with the table.
    sheet.set_autofit_max_row(500).set_autofit_max_width(360).autofit();
    Ok(())
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, name: &str, cell: Cell<'_>, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Null => {}
        Cell::Text(text) if text.len() <= CELL_CHARACTERS => drop(sheet.write_string(row, column, text)?),
        Cell::Text(text) => drop(sheet.write_string(row, column, cut(text))?),
        // A spreadsheet keeps 15 digits: an amount beyond that is exact only as text.
        Cell::Money(money) if money.pence().unsigned_abs() >= 1_000_000_000_000_000 => {
            sheet.write_string(row, column, money.to_string())?;
        }
        Cell::Money(money) => drop(sheet.write_number_with_format(row, column, money.pence() as f64 / 100.0, &formats.pounds)?),
        Cell::Whole(number) => drop(sheet.write_number_with_format(row, column, number as f64, &formats.count)?),
        Cell::Number(number) if !number.is_finite() => {}
        Cell::Number(number) => {
            let format = if name.contains("share") { &formats.share } else { &formats.number };
            sheet.write_number_with_format(row, column, number, format)?;
        }
        Cell::Flag(flag) => drop(sheet.write_boolean(row, column, flag)?),
        Cell::Date(date) => {
            let days = date.signed_duration_since(chrono::NaiveDate::default()).num_days();
            sheet.write_datetime_with_format(row, column, ExcelDateTime::from_timestamp(days * 86_400)?, &formats.date)?;
        }
        Cell::Moment(at) => {
            sheet.write_datetime_with_format(row, column, ExcelDateTime::from_timestamp(at.timestamp())?, &formats.moment)?;
        }
    }
    Ok(())
}

/// As much of a text as a cell holds; the rest is in the data files.
fn cut(text: &str) -> String {
    if text.chars().count() <= CELL_CHARACTERS {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(CELL_CHARACTERS - 1).collect();
    kept.push('…');
    kept
}

fn definitions(sheet: &mut Worksheet, input: &PackInput<'_>, metrics: &Metrics, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("Definitions")?;
    let head = ["Table", "Title", "Description", "Unit", "Column", "Meaning"];
    let widths = [26, 28, 70, 14, 24, 60];
    for (column, (title, width)) in (0_u16..).zip(head.into_iter().zip(widths)) {
        sheet.write_string_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    let entries = export::entries(metrics, &input.dictionary);
    for (row, entry) in (1_u32..).zip(&entries) {
        let cells = [&entry.table, &entry.title, &entry.description, &entry.unit, &entry.column, &entry.meaning];
        for (column, text) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(row, column, cut(text), &formats.wrapped)?;
        }
        let wrapped: Vec<(&str, u32)> = cells.into_iter().map(String::as_str).zip(widths).collect();
        sheet.set_row_height(row, height(&wrapped))?;
    }
    sheet.autofilter(0, 0, entries.len() as u32, 5)?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}
