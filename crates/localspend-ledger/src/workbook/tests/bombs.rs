//! Workbooks made to bring the machine down: each must be refused, or read, within bounds.

use super::support::{lines, read, read_with, xlsx};
use crate::{Error, Limits};

const EMPTY: &str = "<x/>";

fn too_large(result: Result<impl Sized, Error>) -> String {
    match result {
        Err(error @ Error::TooLarge { .. }) => error.to_string(),
        Err(other) => panic!("refused for another reason: {other}"),
        Ok(_) => panic!("it was read"),
    }
}

#[test]
fn two_far_corners_do_not_lay_out_the_sheet_between_them() {
    let sheet = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>
        <row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>"#;
    let (rows, report) = read(&xlsx(sheet, EMPTY, EMPTY), "S").unwrap();
    assert_eq!((rows.len(), report.cells), (1_048_576, 2));
    assert_eq!(rows[1_048_575].1.len(), 16_384);
    let few = Limits { cells: 10_000, ..Limits::default() };
    too_large(read_with(&xlsx(sheet, EMPTY, EMPTY), "S", &few));
}

#[test]
fn places_beyond_the_sheet_are_refused() {
    let sheet = |cell: &str| format!("<worksheet><sheetData>{cell}</sheetData></worksheet>");
    too_large(read(&xlsx(&sheet(r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#), EMPTY, EMPTY), "S"));
    too_large(read(&xlsx(&sheet(r#"<row r="18446744073709551615"><c><v>1</v></c></row>"#), EMPTY, EMPTY), "S"));
    too_large(read(&xlsx(&sheet(r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#), EMPTY, EMPTY), "S"));
    // A reference that overflows any number is no reference: the cell follows the one before.
    let (rows, _) = read(&xlsx(&sheet(r#"<row r="1"><c r="ZZZZZZZZZZZZZZ1"><v>1</v></c></row>"#), EMPTY, EMPTY), "S").unwrap();
    assert_eq!(lines(&rows), ["1|1"]);
}

#[test]
fn counts_the_file_claims_are_not_believed() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>4000000000</v></c>
        <c r="C1" s="4000000000"><v>43922</v></c><c r="D1"><f t="shared" si="4294967295" ref="D1:XFD1048576">A1</f><v>3</v></c></row></sheetData></worksheet>"#;
    let shared = r#"<sst count="99999999999999" uniqueCount="99999999999999"><si><t>a</t></si></sst>"#;
    let (rows, _) = read(&xlsx(sheet, shared, EMPTY), "S").unwrap();
    assert_eq!(lines(&rows), ["1|a|#SHARED TEXT 4000000000?|43922|3"]);
}

#[test]
fn a_part_that_unpacks_without_end_is_refused() {
    let sheet = format!(
        "<worksheet><sheetData>{}</sheetData></worksheet>",
        r#"<row><c t="inlineStr"><is><t>a</t></is></c></row>"#.repeat(600_000)
    );
    let tight = Limits { unpacked_ratio: 20, ..Limits::default() };
    assert!(too_large(read_with(&xlsx(&sheet, EMPTY, EMPTY), "S", &tight)).contains("ratio"));
    let small = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    assert!(too_large(read_with(&xlsx(&sheet, EMPTY, EMPTY), "S", &small)).contains("unpacked size"));
    let one_value =
        format!(r#"<worksheet><sheetData><row><c t="str"><v>{}</v></c></row></sheetData></worksheet>"#, "a".repeat(20 << 20));
    let loose = Limits { unpacked_ratio: 1_000_000, ..Limits::default() };
    assert!(too_large(read_with(&xlsx(&one_value, EMPTY, EMPTY), "S", &loose)).contains("length of one value"));
    let shared = format!("<sst>{}</sst>", "<si><t>0123456789</t></si>".repeat(100_000));
    let little = Limits { held_bytes: 500_000, ..Limits::default() };
    assert!(
        too_large(read_with(&xlsx("<worksheet><sheetData/></worksheet>", &shared, EMPTY), "S", &little)).contains("shared texts")
    );
}

#[test]
fn entities_do_not_multiply_and_nothing_outside_is_read() {
    let sheet = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>
        <worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;&f;&lt;&#163;</v></c></row></sheetData></worksheet>"#;
    let (rows, _) = read(&xlsx(sheet, EMPTY, EMPTY), "S").unwrap();
    assert_eq!(lines(&rows), ["1|&b;&f;<£"]);
}

#[test]
fn many_blank_formatted_rows_below_are_counted_not_passed_on() {
    let blank: String = (3..=40_000).map(|row| format!(r#"<row r="{row}"><c r="A{row}" s="1"/></row>"#)).collect();
    let sheet = format!(r#"<worksheet><sheetData><row r="2"><c r="A2"><v>1</v></c></row>{blank}</sheetData></worksheet>"#);
    let (rows, report) = read(&xlsx(&sheet, EMPTY, EMPTY), "S").unwrap();
    assert_eq!(rows.len(), 2 + crate::workbook::TRAILING_BLANK_ROWS);
    assert_eq!(report.blank_rows_below, 40_000 - 2 - crate::workbook::TRAILING_BLANK_ROWS as u64);
}
