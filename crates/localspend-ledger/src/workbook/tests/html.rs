//! HTML tables saved as `.xls`, well formed and not.

use super::support::{fixture, lines, read};
use crate::workbook::sheets;
use crate::{Limits, Source};

fn check(html: &str, sheet: &str, expected: &[&str]) {
    assert_eq!(lines(&read(html.as_bytes(), sheet).unwrap().0), expected, "{html}");
}

#[test]
fn a_writers_page_is_read_as_shown() {
    let (rows, report) = read(&fixture("table.html.xls"), "Table 1").unwrap();
    assert_eq!(
        lines(&rows)[..5],
        [
            "1|Fernhollow Council",
            "2||Supplier|Paid on|Amount|Note",
            "3||Ash & Elm <Ltd>|01/04/2020|26040.56|café – naïve",
            "4|",
            "5||日本 Supplies|02/04/2020 12:00|-1234.5|TRUE",
        ]
    );
    assert_eq!(report.merged.len(), 1);
}

#[test]
fn tags_left_open_and_spans_are_laid_out_as_a_browser_does() {
    check("<table><tr><td>a<td>b<tr><td>c</table>", "Table 1", &["1|a|b", "2|c"]);
    check("<table><td>a</td><td>b</td></table>", "Table 1", &["1|a|b"]);
    check("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", "Table 1", &["1|a|b", "2||c"]);
    check("<table><tr><th colspan=2>a<th>b<tr><td>1<td>2<td>3</table>", "Table 1", &["1|a||b", "2|1|2|3"]);
    check("<table><thead><tr><th>a</thead><tbody><tr><td>b</tbody></table>", "Table 1", &["1|a", "2|b"]);
    check("<table><tr><td>a\n  b <br> c&nbsp;&pound;5<p>d</p></td></tr>", "Table 1", &["1|a b\nc\u{a0}£5\nd"]);
    check("<table><tr style='display: none'><td>x</td></tr><tr><td>y</td></tr></table>", "Table 1", &["1h|x", "2|y"]);
    check(
        "<table><tr><td>a<script>var x = '<td>no</td>';</script><!-- no --><style>td{}</style></td></tr></table>",
        "Table 1",
        &["1|a"],
    );
    check("<table><tr><td>out<table><tr><td>in</td></tr></table></td><td>side</td></tr></table>", "Table 1", &["1|out|side"]);
    check("<table><tr><td>out<table><tr><td>in</td></tr></table></td></tr></table>", "Table 2", &["1|in"]);
    let (rows, _) = read(b"<table><tr><td colspan=99999999999>a</td><td>b</td></tr></table>", "Table 1").unwrap();
    assert_eq!(rows[0].1.len(), 1001, "a span is bounded as in browsers");
}

#[test]
fn encodings_are_found() {
    let western = b"<html><head><meta charset=windows-1252></head><table><tr><td>caf\xE9 \x96 \xA35</td></tr></table>";
    assert_eq!(lines(&read(western, "Table 1").unwrap().0), ["1|café – £5"]);
    let says_utf8_but_is_not = b"<html><meta charset=\"utf-8\"><table><tr><td>\xA35</td></tr></table>";
    assert_eq!(lines(&read(says_utf8_but_is_not, "Table 1").unwrap().0), ["1|£5"]);
    let wide: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("<table><tr><td>£5</td></tr></table>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(lines(&read(&wide, "Table 1").unwrap().0), ["1|£5"]);
}

#[test]
fn each_table_is_a_sheet_and_a_page_without_one_is_refused() {
    let html = "<html><table><tr><td>1</table>between<table hidden><tr><td>2</table>";
    let found = sheets(Source::Bytes(html.as_bytes()), &Limits::default()).unwrap();
    assert_eq!(
        found.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect::<Vec<_>>(),
        [("Table 1", false), ("Table 2", true)]
    );
    let message = read(b"<!DOCTYPE html><html><body>Please sign in</body></html>", "x").unwrap_err().to_string();
    assert!(message.contains("sign-in") && message.contains("hint:"), "{message}");
}

/// If this fails, a page of many tables is gone through from its top for each of them, or a table is read from a wrong place.
#[test]
fn a_page_of_many_tables_is_read_in_moments() {
    let table = |number: usize| {
        format!("<p>caf\u{e9} \r\n<!-- <table> --><TABLE\n class=x><tr><td>{number}<table><tr><td>in {number}</table></table>")
    };
    let page: String = "<html>".to_owned() + &(0..450).map(table).collect::<String>();
    let page = page.replace("class=x", &format!("class={}", "x".repeat(5_000)));
    let started = std::time::Instant::now();
    let mut book = crate::workbook::Workbook::open(crate::Source::Bytes(page.as_bytes()), &crate::Limits::default()).unwrap();
    for number in 0..450 {
        for (sheet, expected) in [(2 * number + 1, number.to_string()), (2 * number + 2, format!("in {number}"))] {
            let mut texts = Vec::new();
            book.rows(&format!("Table {sheet}"), &mut |_, cells, _| {
                texts.extend(cells.into_iter().map(|cell| cell.text));
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
            assert_eq!(texts, [expected], "table {sheet}");
        }
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}
