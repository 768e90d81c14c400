//! The workbook, the files and the page read back: one figure, one value, everywhere.
#![allow(clippy::unwrap_used, reason = "test helpers: a panic here is a failed test")]

mod invented;

use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use invented::{Size, tables, written};

type Book = Xlsx<std::io::BufReader<fs::File>>;

fn sheet(folder: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut book: Book = open_workbook(folder.join("pack.xlsx")).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn csv_rows(folder: &Path, name: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(folder.join(format!("data/{name}.csv"))).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A cell of the workbook as the CSV writes it.
fn as_csv(cell: &Data, csv: &str) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Bool(flag) => flag.to_string(),
        Data::Float(number) if csv.contains('.') && csv.split('.').nth(1).is_some_and(|decimals| decimals.len() == 2) => {
            format!("{number:.2}")
        }
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_workbook_and_the_files_hold_the_same_cells() {
    let folder = written("agree", &tables::all(&Size::small()));
    for name in ["verdicts", "local_share", "top_suppliers", "coverage", "blocked_by_directive", "conservation", "to_fix"] {
        let (book, csv) = (sheet(&folder, name), csv_rows(&folder, name));
        assert_eq!(book.len(), csv.len(), "{name}: the workbook and the file have not the same rows");
        for (row, (in_book, in_csv)) in book.iter().zip(&csv).enumerate() {
            for (cell, text) in in_book.iter().zip(in_csv) {
                let plain = text.strip_prefix('\'').unwrap_or(text);
                assert_eq!(as_csv(cell, plain), plain, "{name}, row {row}: a board and an analyst would see different figures");
            }
        }
    }
}

#[test]
fn names_that_look_like_formulas_are_names() {
    let folder = written("formulas", &tables::all(&Size::small()));
    let mut book: Book = open_workbook(folder.join("pack.xlsx")).unwrap();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "sheet {name} would run a supplier's name");
    }
    let names: Vec<String> = sheet(&folder, "top_suppliers")
        .iter()
        .filter_map(|row| row.iter().find(|cell| cell.to_string().starts_with("=HYPERLINK")).map(ToString::to_string))
        .collect();
    assert!(!names.is_empty(), "the name must still be there, whole");
}

#[test]
fn every_table_has_a_sheet_and_every_column_a_definition() {
    let all = tables::all(&Size::small());
    let folder = written("sheets", &all);
    let book: Book = open_workbook(folder.join("pack.xlsx")).unwrap();
    let sheets = book.sheet_names();
    assert_eq!(sheets.first().map(String::as_str), Some("About"));
    assert_eq!(sheets.last().map(String::as_str), Some("Definitions"));
    let definitions = sheet(&folder, "Definitions");
    for (name, batch) in &all {
        assert!(sheets.contains(name), "{name} has no sheet");
        let defined = definitions.iter().filter(|row| row[0].to_string() == *name).count();
        assert_eq!(defined, batch.num_columns(), "{name}: a column without a definition");
    }
}

#[test]
fn figures_on_the_page_are_those_of_the_files() {
    let folder = written("page-agrees", &tables::all(&Size::small()));
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    let verdicts = csv_rows(&folder, "verdicts");
    let whole_area_now = verdicts.iter().filter(|row| row[3].is_empty() && row[5] == "2025-26 Q1");
    let mut seen = 0;
    for row in whole_area_now {
        let (pounds, pence) = row[9].split_once('.').unwrap();
        let grouped = format!(
            "£{}.{pence}",
            pounds.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect::<Vec<_>>().join(",")
        );
        assert!(html.contains(&grouped), "{} {grouped} stands in the file and not on the page", row[6]);
        seen += 1;
    }
    assert_eq!(seen, 9, "each verdict once");
}

#[test]
fn parquet_keeps_pounds_exact() {
    use arrow::array::AsArray;
    use arrow::datatypes::{DataType, Decimal128Type};
    let all = tables::all(&Size::small());
    let folder = written("parquet", &all);
    let file = fs::File::open(folder.join("data/scopes.parquet")).unwrap();
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let total = |batch: &arrow::record_batch::RecordBatch| -> i128 {
        let column = batch.column_by_name("amount").unwrap();
        assert!(matches!(column.data_type(), DataType::Decimal128(_, 2)), "money must not become a float on its way out");
        column.as_primitive::<Decimal128Type>().iter().flatten().sum()
    };
    let written: i128 = reader.map(|batch| total(&batch.unwrap())).sum();
    assert_eq!(written, total(&all["scopes"]), "pounds were lost between the metric and the file");
}

#[test]
fn the_charts_of_the_workbook_draw_the_figures_of_its_tables() {
    let folder = written("book-charts", &tables::all(&Size::small()));
    let charts = sheet(&folder, "Charts");
    let verdicts = sheet(&folder, "verdicts");
    let of_area = verdicts.iter().filter(|row| row[3] == Data::Empty && row[5] == "2025-26 Q1");
    let amounts: Vec<String> = of_area.map(|row| row[9].to_string()).collect();
    assert_eq!(amounts.len(), 9, "each verdict once");
    for amount in amounts {
        assert!(charts.iter().any(|row| row[1].to_string() == amount), "the chart of verdicts lacks {amount}");
    }
    let mut archive = zip::ZipArchive::new(fs::File::open(folder.join("pack.xlsx")).unwrap()).unwrap();
    let drawn: Vec<String> =
        archive.file_names().map(|name| name.unwrap().into_owned()).filter(|name| name.starts_with("xl/charts/chart")).collect();
    assert_eq!(drawn.len(), 3, "{drawn:?}");
    let mut first = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(&drawn[0]).unwrap(), &mut first).unwrap();
    assert!(first.contains("Charts!$B$"), "a chart that draws no cells would stay as it is when a figure changes");
}

#[test]
fn a_sheet_of_paper_says_what_it_shows() {
    let folder = written("paper", &tables::all(&Size { organisations: 1, quarters: 1, categories: 2, suppliers: 3 }));
    let mut archive = zip::ZipArchive::new(fs::File::open(folder.join("pack.xlsx")).unwrap()).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let sheets: Vec<&String> = names.iter().filter(|name| name.starts_with("xl/worksheets/sheet")).collect();
    assert!(sheets.len() > 20, "{} sheets", sheets.len());
    for name in sheets {
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut xml).unwrap();
        for words in ["2025-26 Q1, 1 April 2025 to 30 June 2025", "Page &amp;P of &amp;N", "fitToHeight=\"0\""] {
            assert!(xml.contains(words), "{name}: a printed sheet would not say {words}");
        }
    }
}

/// Programs other than Excel, and print from them, lay the lines of a wrapped text over the next row.
#[test]
fn rows_are_as_high_as_the_lines_of_their_texts() {
    let folder = written("heights", &tables::all(&Size { organisations: 1, quarters: 1, categories: 2, suppliers: 3 }));
    let mut archive = zip::ZipArchive::new(fs::File::open(folder.join("pack.xlsx")).unwrap()).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
    let mut long = 0;
    for (row, cells) in (1_u32..).zip(sheet(&folder, "About")) {
        let Some(Data::String(text)) = cells.get(1) else { continue };
        let starts = xml.find(&format!("<row r=\"{row}\"")).unwrap();
        let tag = xml[starts..].split('>').next().unwrap();
        if text.chars().count() > 90 {
            assert!(tag.contains("customHeight=\"1\"") && !tag.contains("ht=\"15\""), "{tag} holds {text}");
            long += 1;
        }
    }
    assert!(long > 0, "a text of the sample is longer than its column");
}

/// A spreadsheet of every organisation in every quarter opens slowly or not at all; the area's own history must stay.
#[test]
fn a_long_table_keeps_the_area_in_every_quarter_and_organisations_in_this_one() {
    use invented::{Tables, Value, batch, text};
    let columns = ["area_kind", "area_code", "area_name", "org_code", "org_name", "quarter", "category_code", "amount"];
    let mut rows = Vec::new();
    for quarter in ["2024-25 Q4", "2025-26 Q1"] {
        for category in 0..10_500 {
            let org = (category > 0).then_some("RZ001");
            let org = [org.map_or(Value::Null, text), org.map_or(Value::Null, |_| text("Marl Valley NHS Trust"))];
            let key = ["ics", "QZ9", "Marlshire"].map(text).into_iter().chain(org);
            rows.push(key.chain([text(quarter), text(&format!("c{category}")), Value::Pence(1)]).collect());
        }
    }
    let folder = written("long", &Tables::from([("what_if_by_category".to_owned(), batch(&columns, &rows))]));
    let kept = sheet(&folder, "what_if_by_category");
    let of = |quarter: &str, area: bool| kept.iter().filter(|row| row[5] == quarter && (row[3] == Data::Empty) == area).count();
    let counts = [of("2024-25 Q4", true), of("2025-26 Q1", true), of("2024-25 Q4", false), of("2025-26 Q1", false)];
    assert_eq!(counts, [1, 1, 0, 10_499]);
    assert_eq!(csv_rows(&folder, "what_if_by_category").len(), 21_001, "the file beside it has every row");
    let about = sheet(&folder, "About");
    assert!(about.iter().any(|row| row[1].to_string().contains("all 21,000 rows are in data/what_if_by_category.parquet")));
}
