//! OpenDocument spreadsheets: what other writers make, and tables written by hand.

use super::support::{fixture, lines, ods, package, read, read_with};
use crate::cell::CellKind;
use crate::workbook::sheets;
use crate::{Error, Limits, Source};

fn check(table: &str, expected: &[&str]) {
    let bytes = ods(&format!(r#"<table:table table:name="S">{table}</table:table>"#));
    assert_eq!(lines(&read(&bytes, "S").unwrap().0), expected, "{table}");
}

fn cell(text: &str) -> String {
    format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
}

#[test]
fn packed_and_flat_say_the_same() {
    for name in ["table.ods", "table.fods"] {
        let bytes = fixture(name);
        let found = sheets(Source::Bytes(&bytes), &Limits::default()).unwrap();
        assert_eq!(found.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["April", "Empty", "Hidden & more"]);
        let (rows, report) = read(&bytes, "April").unwrap();
        let rows = lines(&rows);
        assert_eq!(rows[0], "1|Fernhollow Council", "{name}");
        assert!(rows[2].starts_with("3||Ash & Elm <Ltd>|") && rows[2].ends_with("|26040.56|café – naïve"), "{name}: {}", rows[2]);
        assert_eq!(rows[3], "4|", "{name}");
        assert!(rows[4].contains("|-1234.5|TRUE"), "{name}: {}", rows[4]);
        assert_eq!(report.merged.len(), 1, "{name}");
    }
}

#[test]
fn values_are_what_the_cell_says_not_what_it_shows() {
    let row = r#"<table:table-row>
        <table:table-cell office:value-type="currency" office:value="1234.5"><text:p>£1,234.50</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2020-04-01"><text:p>01/04/20</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2020-04-01T10:30:00"><text:p>x</text:p></table:table-cell>
        <table:table-cell office:value-type="time" office:time-value="PT18H30M00S"><text:p>x</text:p></table:table-cell>
        <table:table-cell office:value-type="time" office:time-value="PT49H30M00S"><text:p>x</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.25"><text:p>25%</text:p></table:table-cell>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="nonsense"><text:p>x</text:p></table:table-cell>
        </table:table-row>"#;
    check(row, &["1|1234.5|2020-04-01|2020-04-01T10:30:00|18:30:00|49:30:00|0.25|TRUE|#DIV/0!|nonsense"]);
    let bytes = ods(&format!(r#"<table:table table:name="S">{row}</table:table>"#));
    let (rows, report) = read(&bytes, "S").unwrap();
    assert_eq!(rows[0].1[7].kind, CellKind::Error);
    assert_eq!((report.errors, report.formulas), (1, 1));
}

#[test]
fn text_is_put_together_as_shown_and_comments_are_no_text() {
    let row = |inside: &str| {
        format!(r#"<table:table-row><table:table-cell office:value-type="string">{inside}</table:table-cell></table:table-row>"#)
    };
    check(&row("<text:p>a</text:p><text:p>b</text:p>"), &["1|a\nb"]);
    check(
        &row("<text:p> a <text:span>b</text:span>\n  c<text:s text:c=\"3\"/>d<text:tab/>e<text:line-break/>f </text:p>"),
        &["1|a b c   d\te\nf"],
    );
    check(&row("<office:annotation><text:p>a comment</text:p></office:annotation><text:p>a &amp; b</text:p>"), &["1|a & b"]);
    check(&row("<draw:frame><text:p>drawn</text:p></draw:frame><text:p>x</text:p>"), &["1|x"]);
}

#[test]
fn repeats_are_laid_out_only_where_they_hold_something() {
    let (a, b) = (cell("a"), cell("b"));
    let gap = r#"<table:table-cell table:number-columns-repeated="3"/>"#;
    let endless = r#"<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    check(&format!("<table:table-row>{a}{gap}{b}</table:table-row>{endless}"), &["1|a||||b"]);
    check(
        &format!(
            r#"<table:table-row table:number-rows-repeated="2">{a}</table:table-row><table:table-row>{b}</table:table-row>"#
        ),
        &["1|a", "2|a", "3|b"],
    );
    check(&format!(r#"{}<table:table-row>{b}</table:table-row>"#, endless.replace("1048570", "2")), &["1|", "2|", "3|b"]);
    check(
        r#"<table:table-row><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/></table:table-row>"#,
        &["1|7|7"],
    );
    check(
        &format!(
            "<table:table-header-rows><table:table-row>{a}</table:table-row></table:table-header-rows><table:table-row-group><table:table-row>{b}</table:table-row></table:table-row-group>"
        ),
        &["1|a", "2|b"],
    );
}

#[test]
fn a_repeat_that_would_fill_the_memory_is_refused() {
    for (rows, columns) in [(1, 4_000_000_000_u64), (u64::MAX, 1), (1_000_000, 16_000)] {
        let table = format!(
            r#"<table:table table:name="S"><table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/></table:table-row></table:table>"#
        );
        let limits = Limits { cells: 1_000_000, ..Limits::default() };
        let bytes = ods(&table);
        let mut seen = 0_u64;
        let result = crate::workbook::rows(Source::Bytes(&bytes), "S", &limits, &mut |_, cells, _| {
            seen += cells.len() as u64;
            std::ops::ControlFlow::Continue(())
        });
        assert!(matches!(result, Err(Error::TooLarge { .. })), "{rows} x {columns}: {result:?}");
        assert!(seen <= 1_100_000, "{rows} x {columns} laid out {seen} cells");
    }
}

#[test]
fn hidden_parts_and_deleted_cells_of_tracked_changes() {
    let (a, b, gone) = (cell("a"), cell("b"), cell("deleted"));
    let bytes = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            &format!(
                r#"<office:document-content><office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
                <office:body><office:spreadsheet>
                <table:tracked-changes><table:deletion><table:cell-content-deletion>{gone}</table:cell-content-deletion></table:deletion></table:tracked-changes>
                <table:table table:name="S"><table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
                <table:table-row table:visibility="filter">{a}</table:table-row><table:table-row>{b}</table:table-row></table:table>
                <table:table table:name="T" table:style-name="ta2"><table:table-row>{a}</table:table-row></table:table>
                </office:spreadsheet></office:body></office:document-content>"#
            ),
        ),
    ]);
    let found = sheets(Source::Bytes(&bytes), &Limits::default()).unwrap();
    assert_eq!(found.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [false, true]);
    let (rows, report) = read(&bytes, "S").unwrap();
    assert_eq!(lines(&rows), ["1h|a", "2|b"]);
    assert_eq!(report.hidden_columns, [(1, 2)]);
    assert_eq!(lines(&read(&bytes, "T").unwrap().0), ["1|a"]);
}

#[test]
fn a_password_is_named_as_the_reason() {
    let bytes = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
        ),
        ("content.xml", "garbage"),
    ]);
    let message = read_with(&bytes, "S", &Limits::default()).unwrap_err().to_string();
    assert!(message.contains("password") && message.contains("hint:"), "{message}");
}
