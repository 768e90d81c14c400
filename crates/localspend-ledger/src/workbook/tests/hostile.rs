//! Any bytes, and real workbooks with bytes changed: always an answer, never a panic, a hang or rows out of order.

use proptest::prelude::*;

use super::support::{Biff, fixture, ods, package, read, read_all, xlsx};
use crate::{Limits, Source};

fn small() -> Limits {
    Limits { rows: 100_000, cells: 200_000, unpacked_bytes: 32 << 20, held_bytes: 32 << 20, ..Limits::default() }
}

/// The parts of a package unpacked, one of them changed, packed again: past the checksum, where the readers are.
fn repacked(bytes: &[u8], mut change: impl FnMut(usize, &mut Vec<u8>)) -> Vec<u8> {
    use std::io::{Read, Write};
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut part = Vec::new();
        file.read_to_end(&mut part).unwrap();
        change(index, &mut part);
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&part).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn mutate(bytes: &mut Vec<u8>, changes: &[(usize, u8)], cut: Option<usize>) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    for (place, value) in changes {
        bytes[place % length] = *value;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut % length);
    }
}

#[test]
fn odd_cells_are_cells_and_the_rest_of_the_sheet_follows() {
    let sheet = r##"<worksheet><sheetData><row r="1">
        <c r="A1" t="e"><v>#SPILL!</v></c><c r="B1" t="banana"><v>x</v></c><c r="C1" t="b"><v>7</v></c><c r="D1"><v>1,5</v></c>
        <c r="E1" t="n"><v>inf</v></c><c r="F1"><v>1e999</v></c><c r="G1" t="d"><v>2020-04-01T00:00:00</v></c><c r="H1" t="str"><f>A1</f><v></v></c>
        <c r="I1" t="inlineStr"><is><r><t>rich </t></r><r><t>text</t></r><rPh><t>no</t></rPh></is></c><c r="J1"><v> 12.50 </v></c>
        </row><row r="3"><c><v>1</v></c><c r="D3"><v>2</v></c><c><v>3</v></c></row></sheetData></worksheet>"##;
    let (rows, _) = read(&xlsx(sheet, "<x/>", "<x/>"), "S").unwrap();
    assert_eq!(super::support::lines(&rows), ["1|#SPILL!|x|7|1,5|inf|1e999|2020-04-01||rich text|12.5", "2|", "3|1|||2|3"]);
}

#[test]
fn rows_out_of_order_and_sheets_that_break_off_are_errors_not_losses() {
    let backwards =
        r#"<worksheet><sheetData><row r="5"><c><v>1</v></c></row><row r="4"><c><v>2</v></c></row></sheetData></worksheet>"#;
    let message = read(&xlsx(backwards, "<x/>", "<x/>"), "S").unwrap_err().to_string();
    assert!(message.contains("row 4 comes after row 5") && message.contains("hint:"), "{message}");
    let cut = r#"<worksheet><sheetData><row r="1"><c><v>1</v></c></row><row r="2">"#;
    assert!(read(&xlsx(cut, "<x/>", "<x/>"), "S").unwrap_err().to_string().contains("breaks off"));
    let missing = package(&[
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="S" r:id="none"/></sheets></workbook>"#),
    ]);
    assert!(read(&missing, "S").unwrap_err().to_string().contains("missing"));
}

/// If this fails, the rows of one sheet are lost and those of another counted twice.
#[test]
fn sheets_of_one_name_are_read_each_by_itself() {
    let row = |sheet: &str| format!("<Row><Cell><Data>{sheet}</Data></Cell></Row>");
    let sheet = |name: &str, text: &str| format!("<Worksheet{name}><Table>{}</Table></Worksheet>", row(text));
    let sheets = [(" ss:Name=\"S\"", "a"), (" ss:Name=\"S (2)\"", "b"), (" ss:Name=\"S\"", "c"), ("", "d"), ("", "e")];
    let sheets: String = sheets.iter().map(|(name, text)| sheet(name, text)).collect();
    let mark = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">";
    let excel_xml = format!("{mark}{sheets}</Workbook>").into_bytes();
    let tables = ["a", "b", "c"].map(|text| {
        format!("<table:table table:name=\"S\"><table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row></table:table>")
    });
    let old = Biff::book(&[("S", Biff::sheet().label(0, 0, "a")), ("S", Biff::sheet().label(0, 0, "b"))]);
    for (bytes, names, texts) in [
        (excel_xml, &["S", "S (2)", "S (3)", "", " (2)"][..], &["1|a", "1|b", "1|c", "1|d", "1|e"][..]),
        (ods(&tables.concat()), &["S", "S (2)", "S (3)"], &["1|a", "1|b", "1|c"]),
        (old, &["S", "S (2)"], &["1|a", "1|b"]),
    ] {
        let found = crate::workbook::sheets(Source::Bytes(&bytes), &small()).unwrap();
        assert_eq!(found.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), names);
        let read: Vec<String> = names.iter().flat_map(|name| super::support::lines(&read(&bytes, name).unwrap().0)).collect();
        assert_eq!(read, texts);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_behind_any_mark(bytes in proptest::collection::vec(any::<u8>(), 0..3000), mark in 0..7) {
        let mut marked = match mark {
            0 => b"PK\x03\x04".to_vec(),
            1 => vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
            2 => vec![0x09, 0x08, 0x10, 0, 0, 6, 5, 0],
            3 => b"<html><table>".to_vec(),
            4 => b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"S\">".to_vec(),
            5 => b"<office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">".to_vec(),
            _ => Vec::new(),
        };
        marked.extend(bytes);
        read_all(&marked, &small());
    }

    #[test]
    fn changed_packages(
        which in 0usize..4, part in 0usize..12, changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..12), cut in proptest::option::of(any::<usize>()),
    ) {
        let name = ["table.xlsx", "table.xlsb", "table.ods", "table1904.xlsx"][which];
        let bytes = repacked(&fixture(name), |index, content| if index == part { mutate(content, &changes, cut) });
        read_all(&bytes, &small());
    }

    #[test]
    fn changed_files(
        which in 0usize..6, changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..12), cut in proptest::option::weighted(0.2, any::<usize>()),
    ) {
        let name = ["table.xls", "table.biff5.xls", "table.xml.xls", "table.fods", "table.html.xls", "table.xlsx"][which];
        let mut bytes = fixture(name);
        mutate(&mut bytes, &changes, cut);
        read_all(&bytes, &small());
    }

    #[test]
    fn any_records(records in proptest::collection::vec((0usize..16, proptest::collection::vec(any::<u8>(), 0..40)), 0..30)) {
        const KINDS: [u16; 16] = [0x0203, 0x0204, 0x00FD, 0x027E, 0x00BD, 0x00BE, 0x0201, 0x0205, 0x0006, 0x0207, 0x0208, 0x00E5, 0x007D, 0x00D6, 0x0809, 0x003C];
        let mut sheet = Biff::sheet();
        let mut globals = Vec::new();
        for (kind, data) in records {
            globals.push(([0x00FC, 0x003C, 0x041E, 0x00E0, 0x0042, 0x0022][kind % 6], data.clone()));
            sheet = sheet.record(KINDS[kind], &data);
        }
        read_all(&Biff::book_with(&globals, &[("S", sheet)]), &small());
    }

    #[test]
    fn any_xml_of_a_sheet(pieces in proptest::collection::vec(0usize..22, 0..40)) {
        const PIECES: [&str; 22] = [
            "<row>", "<row r=\"7\">", "<row r=\"x\" hidden=\"1\">", "</row>", "<c>", "<c r=\"C3\" t=\"s\">", "<c r=\"AAA99\" t=\"inlineStr\" s=\"9\">", "</c>",
            "<v>1</v>", "<v>", "</v>", "<f>A1</f>", "<is><t>x</t></is>", "<t>", "&amp;", "&x;", "&#xD800;", "<![CDATA[y]]>", "<sheetData>", "</sheetData>",
            "<mergeCell ref=\"A1:B2\"/>", "<!-- -->",
        ];
        let inside: String = pieces.iter().map(|&piece| PIECES[piece]).collect();
        read_all(&xlsx(&format!("<worksheet><sheetData>{inside}</sheetData></worksheet>"), "<sst><si><t>a</t></si></sst>", "<x/>"), &small());
        read_all(&ods(&format!("<table:table table:name=\"S\">{}</table:table>", inside.replace("row", "table:table-row").replace("<c", "<table:table-cell"))), &small());
    }
}
