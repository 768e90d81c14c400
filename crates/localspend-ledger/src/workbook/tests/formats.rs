//! One table in every format, written by programs that share no code with the readers: all must say the same.

use super::support::{fixture, lines, read};
use crate::workbook::{Format, SheetKind, detect, extension_mismatch, sheets};
use crate::{Limits, Source};

const LINES: [&str; 7] = [
    "1|Fernhollow Council",
    "2||Supplier|Paid on|Amount|Note",
    "3||Ash & Elm <Ltd>|2020-04-01|26040.56|café – naïve",
    "4|",
    "5||日本 Supplies|2020-04-02T12:00:00|-1234.5|TRUE",
    "6||10005331|43924|52081.12|#REF!",
    "7||Half a day|18:00:00|text by formula|#N/A",
];

fn check(name: &str, format: Format) {
    let bytes = fixture(name);
    assert_eq!(detect(Source::Bytes(&bytes), &Limits::default()).unwrap(), format, "{name}");
    let found = sheets(Source::Bytes(&bytes), &Limits::default()).unwrap();
    let names: Vec<&str> = found.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["April", "Empty", "Hidden & more"], "{name}");
    assert!(found.iter().all(|sheet| sheet.kind == SheetKind::Table), "{name}");
    let (rows, report) = read(&bytes, "April").unwrap();
    let unhidden: Vec<String> = lines(&rows).iter().map(|line| line.replacen("h|", "|", 1)).collect();
    assert_eq!(unhidden, LINES, "{name}");
    assert_eq!(report.errors, 2, "{name}");
    assert_eq!(read(&bytes, "Empty").unwrap().0, [], "{name}");
    assert_eq!(lines(&read(&bytes, "Hidden & more").unwrap().0), ["1|x|1"], "{name}");
}

#[test]
fn every_format_says_the_same() {
    check("table.xlsx", Format::Xlsx);
    check("table.xlsm", Format::Xlsx);
    check("table.xlsb", Format::Xlsb);
    check("table.xls", Format::Xls);
    check("table.xml.xls", Format::ExcelXml);
}

#[test]
fn hidden_rows_columns_sheets_and_merged_cells_are_reported() {
    for name in ["table.xlsx", "table.xlsb", "table.xml.xls"] {
        let bytes = fixture(name);
        let (rows, report) = read(&bytes, "April").unwrap();
        assert_eq!(rows.iter().filter(|(_, _, hidden)| *hidden).map(|(row, ..)| *row).collect::<Vec<_>>(), [5], "{name}");
        assert_eq!(report.hidden_columns, [(4, 4)], "{name}");
        let merged = report.merged[0];
        assert_eq!((merged.first_row, merged.last_row, merged.first_column, merged.last_column), (1, 1, 0, 3), "{name}");
    }
    for name in ["table.xlsx", "table.xlsb", "table.xls"] {
        let found = sheets(Source::Bytes(&fixture(name)), &Limits::default()).unwrap();
        assert_eq!(found.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [false, false, true], "{name}");
    }
}

// A workbook of the 1904 system read as one of 1900 moves every payment four years and a day.
#[test]
fn days_are_counted_from_1904_where_the_workbook_says_so() {
    for name in ["table1904.xlsx", "table1904.xls"] {
        let (rows, _) = read(&fixture(name), "April").unwrap();
        assert_eq!(rows[2].1[2].text, "2024-04-02", "{name}: day 43922 of the 1904 system");
    }
}

#[test]
fn formulas_are_known_by_their_saved_values() {
    for name in ["table.xlsx", "table.xml.xls", "table.ods"] {
        let (rows, report) = read(&fixture(name), "April").unwrap();
        assert!(rows[5].1[3].formula && rows[6].1[3].formula, "{name}");
        assert!(!rows[2].1[3].formula, "{name}");
        assert!(report.formulas >= 2, "{name}");
    }
}

#[test]
fn the_content_decides_and_a_false_ending_is_said() {
    for (name, format, mismatch) in [
        ("table.html.xls", Format::Html, true),
        ("table.xml.xls", Format::ExcelXml, true),
        ("table.xls", Format::Xls, false),
        ("table.ods", Format::Ods, false),
        ("table.fods", Format::FlatOds, false),
    ] {
        assert_eq!(detect(Source::Bytes(&fixture(name)), &Limits::default()).unwrap(), format, "{name}");
        assert_eq!(extension_mismatch(name, format).is_some(), mismatch, "{name}");
    }
    for (bytes, format) in [
        (&b"%PDF-1.7\n..."[..], Format::Pdf),
        (b"\xFF\xD8\xFF\xE0", Format::Image),
        (b"{\\rtf1", Format::Document),
        (b"7z\xBC\xAF\x27\x1C..", Format::OtherArchive),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", Format::Mail),
        (b"PAR1....", Format::Database),
        (b"Supplier,Amount\n", Format::Text),
        (b"<b>Supplier</b>,Amount\n", Format::Text),
        (b"", Format::Text),
        (b"  <!DOCTYPE HTML>\n<html>", Format::Html),
        (b"\xFF\xFE<\0t\0a\0b\0l\0e\0>\0", Format::Html),
        (b"BM,Amount\n", Format::Text),
        (b"\t\x08\x10\0\0\x06\x05\0", Format::Xls),
    ] {
        assert_eq!(detect(Source::Bytes(bytes), &Limits::default()).unwrap(), format, "{bytes:?}");
    }
}

#[test]
fn what_cannot_be_read_says_what_to_ask_for() {
    for format in [Format::Pdf, Format::Image, Format::Document, Format::Numbers, Format::EncryptedWorkbook, Format::OtherArchive]
    {
        let message = format.refusal().unwrap().to_string();
        assert!(message.contains("hint: "), "{message}");
    }
    let message = read(b"%PDF-1.4\n", "x").unwrap_err().to_string();
    assert!(message.contains("PDF") && message.contains("CSV or XLSX"), "{message}");
    let message = read(&fixture("table.biff2.xls"), "x").unwrap_err().to_string();
    assert!(message.contains("Excel 4 or older"), "{message}");
}
