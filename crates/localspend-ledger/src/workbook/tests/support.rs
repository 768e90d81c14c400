//! Helpers of the workbook tests.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::cell::Cell;
use crate::workbook::{self, SheetReport};
use crate::{Error, Limits, Source};

pub(super) type Row = (u64, Vec<Cell>, bool);

/// All rows of a sheet, with the report.
pub(super) fn read(bytes: &[u8], sheet: &str) -> Result<(Vec<Row>, SheetReport), Error> {
    read_with(bytes, sheet, &Limits::default())
}

pub(super) fn read_with(bytes: &[u8], sheet: &str, limits: &Limits) -> Result<(Vec<Row>, SheetReport), Error> {
    let mut rows = Vec::new();
    let report = workbook::rows(Source::Bytes(bytes), sheet, limits, &mut |number, cells, hidden| {
        rows.push((number, cells, hidden));
        ControlFlow::Continue(())
    })?;
    Ok((rows, report))
}

/// Rows as lines of `number|cell|cell`.
pub(super) fn lines(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|(number, cells, hidden)| {
            let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
            format!("{number}{}|{}", if *hidden { "h" } else { "" }, texts.join("|"))
        })
        .collect()
}

/// A file of the fixtures folder.
pub(super) fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/workbooks/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

/// Reads every sheet of a workbook; what is asked of it is only that it comes back.
pub(super) fn read_all(bytes: &[u8], limits: &Limits) -> u64 {
    let Ok(mut book) = workbook::Workbook::open(Source::Bytes(bytes), limits) else { return 0 };
    let mut count = 0;
    for sheet in book.sheets().to_vec() {
        let mut last = 0;
        let result = book.rows(&sheet.name, &mut |number, cells, _| {
            assert!(number == last + 1, "row {number} follows row {last}: every physical row comes once, in order");
            assert!(cells.len() <= limits.columns as usize);
            last = number;
            count += 1;
            ControlFlow::Continue(())
        });
        if let Ok(report) = result {
            assert_eq!(report.rows, last, "the report counts what was passed on");
        }
    }
    count
}

/// A ZIP of parts.
pub(super) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    package_of(&parts)
}

/// A ZIP of parts that need not be text.
pub(super) fn package_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An XLSX of one sheet `S`, from the XML of its parts.
pub(super) fn xlsx(sheet: &str, shared: &str, styles: &str) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="http://x/relationships/{kind}" Target="{target}"/>"#)
    };
    package(&[
        ("_rels/.rels", &format!("<Relationships>{}</Relationships>", relation("r1", "officeDocument", "/xl/workbook.xml"))),
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships>{}{}{}</Relationships>",
                relation("r1", "worksheet", "worksheets/sheet1.xml"),
                relation("r2", "sharedStrings", "sharedStrings.xml"),
                relation("r3", "styles", "styles.xml")
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", shared),
        ("xl/styles.xml", styles),
    ])
}

/// An ODS from the XML inside its spreadsheet element.
pub(super) fn ods(tables: &str) -> Vec<u8> {
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        (
            "content.xml",
            &format!(
                "<office:document-content><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
            ),
        ),
    ])
}

/// A small BIFF8 writer: a stream of records without a compound file around it, as old exports write it.
#[derive(Clone)]
pub(super) struct Biff(Vec<u8>);

impl Biff {
    pub(super) fn sheet() -> Biff {
        Biff(Vec::new()).record(0x0809, &[0, 6, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    pub(super) fn record(mut self, kind: u16, data: &[u8]) -> Biff {
        self.0.extend(kind.to_le_bytes());
        self.0.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        self.0.extend(data);
        self
    }

    pub(super) fn number(self, row: u16, column: u16, value: f64) -> Biff {
        let mut data = Biff::place(row, column);
        data.extend(value.to_le_bytes());
        self.record(0x0203, &data)
    }

    pub(super) fn label(self, row: u16, column: u16, text: &str) -> Biff {
        let mut data = Biff::place(row, column);
        data.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
        data.push(0);
        data.extend(text.bytes());
        self.record(0x0204, &data)
    }

    fn place(row: u16, column: u16) -> Vec<u8> {
        [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat()
    }

    pub(super) fn book(sheets: &[(&str, Biff)]) -> Vec<u8> {
        Biff::book_with(&[], sheets)
    }

    pub(super) fn book_with(globals: &[(u16, Vec<u8>)], sheets: &[(&str, Biff)]) -> Vec<u8> {
        let build = |offsets: &[usize]| {
            let mut book = Biff(Vec::new()).record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            for (kind, data) in globals {
                book = book.record(*kind, data);
            }
            for ((name, _), offset) in sheets.iter().zip(offsets) {
                let mut data = u32::try_from(*offset).unwrap().to_le_bytes().to_vec();
                data.extend([0, 0, u8::try_from(name.len()).unwrap(), 0]);
                data.extend(name.bytes());
                book = book.record(0x0085, &data);
            }
            book.record(0x000A, &[]).0
        };
        let mut offsets = vec![0; sheets.len()];
        let mut next = build(&offsets).len();
        for (offset, (_, sheet)) in offsets.iter_mut().zip(sheets) {
            *offset = next;
            next += sheet.0.len() + 4;
        }
        let mut bytes = build(&offsets);
        for (_, sheet) in sheets {
            bytes.extend(sheet.clone().record(0x000A, &[]).0);
        }
        bytes
    }
}
