//! Records as an OpenDocument spreadsheet: a ZIP of a few XML files, written by hand because only one plain sheet is needed.

use std::fmt::Write as _;

use super::compose::amount_text;
use super::dialect::AmountStyle;
use super::{Cell, Record};
use crate::output::zip_archive;

/// Name of the sheet.
pub const SHEET: &str = "Payments";

const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>
"#;
const OPENING: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Payments">"#;
const CLOSING: &str = "</table:table></office:spreadsheet></office:body></office:document-content>\n";

/// The spreadsheet.
pub fn bytes(records: &[Record]) -> anyhow::Result<Vec<u8>> {
    let mut content = OPENING.to_owned();
    for record in records {
        content.push_str("<table:table-row>");
        for cell in &record.cells {
            push_cell(&mut content, cell)?;
        }
        content.push_str("</table:table-row>");
    }
    content.push_str(CLOSING);
    zip_archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", false),
        ("META-INF/manifest.xml", MANIFEST.as_bytes(), true),
        ("content.xml", content.as_bytes(), true),
    ])
}

fn push_cell(content: &mut String, cell: &Cell) -> anyhow::Result<()> {
    match cell {
        Cell::Text(text) if text.is_empty() => content.push_str("<table:table-cell/>"),
        Cell::Text(text) => {
            write!(
                content,
                r#"<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>"#,
                escaped(text)
            )?;
        }
        Cell::Date(date) => {
            let (machine, shown) = (date.format("%Y-%m-%d"), date.format("%d/%m/%Y"));
            write!(
                content,
                r#"<table:table-cell office:value-type="date" office:date-value="{machine}"><text:p>{shown}</text:p></table:table-cell>"#
            )?;
        }
        Cell::Money(pence) => {
            let (machine, shown) = (amount_text(*pence, AmountStyle::Plain), amount_text(*pence, AmountStyle::Thousands));
            write!(
                content,
                r#"<table:table-cell office:value-type="float" office:value="{machine}"><text:p>{shown}</text:p></table:table-cell>"#
            )?;
        }
    }
    Ok(())
}

fn escaped(text: &str) -> String {
    // Runs of spaces are one space in this format unless they are spelt out.
    let mut out = String::new();
    let mut after_space = false;
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            ' ' if after_space => out.push_str("<text:s/>"),
            other => out.push(other),
        }
        after_space = character == ' ';
    }
    out
}
