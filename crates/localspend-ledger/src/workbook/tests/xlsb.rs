//! XLSB records put together by hand, for what no writer at hand writes: rich text, formulas, the 1904 system.

use super::support::{lines, package_of, read, read_all};
use crate::Limits;
use proptest::prelude::*;

/// Records of a part, one behind the other.
#[derive(Default, Clone)]
struct Part(Vec<u8>);

impl Part {
    fn record(mut self, kind: u16, data: &[u8]) -> Part {
        if kind < 0x80 {
            self.0.push(u8::try_from(kind).unwrap());
        } else {
            self.0.extend([u8::try_from(kind & 0x7F).unwrap() | 0x80, u8::try_from(kind >> 7).unwrap()]);
        }
        let mut length = data.len();
        while length > 0x7F {
            self.0.push(u8::try_from(length & 0x7F).unwrap() | 0x80);
            length >>= 7;
        }
        self.0.push(u8::try_from(length).unwrap());
        self.0.extend(data);
        self
    }

    fn row(self, row: u32, hidden: bool) -> Part {
        let mut data = row.to_le_bytes().to_vec();
        data.extend([0; 7]);
        data.push(if hidden { 0x10 } else { 0 });
        data.extend([0; 5]);
        self.record(0, &data)
    }

    fn cell(self, kind: u16, column: u32, style: u32, value: &[u8]) -> Part {
        let data = [&column.to_le_bytes()[..], &style.to_le_bytes()[..], value].concat();
        self.record(kind, &data)
    }
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&u32::try_from(units.len() / 2).unwrap().to_le_bytes()[..], &units[..]].concat()
}

fn book(sheet: &Part, from_1904: bool) -> Vec<u8> {
    let bound = [&[0; 4][..], &[1, 0, 0, 0], &wide("r1"), &wide("S")].concat();
    let workbook = Part::default().record(0x99, &[u8::from(from_1904), 0, 0, 0]).record(0x9C, &bound);
    let day = [&[164, 0][..], &wide("dd/mm/yyyy")].concat();
    let style = |format: u8| [0, 0, format, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    // A style outside the cell styles must not shift their numbers.
    let styles = Part::default()
        .record(0x2C, &day)
        .record(0x2F, &style(14))
        .record(0x269, &[2, 0, 0, 0])
        .record(0x2F, &style(0))
        .record(0x2F, &style(164))
        .record(0x26A, &[]);
    let texts = Part::default().record(0x13, &[&[0][..], &wide("shared £")].concat());
    let relations = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let main = r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>"#;
    package_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", main.as_bytes()),
        ("xl/workbook.bin", &workbook.0),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/styles.bin", &styles.0),
        ("xl/sharedStrings.bin", &texts.0),
        ("xl/worksheets/sheet1.bin", &sheet.0),
    ])
}

fn sheet() -> Part {
    let number = |value: f64| value.to_le_bytes();
    let formula_tail = [0; 10];
    Part::default()
        .record(0x3C, &[&3_u32.to_le_bytes()[..], &4_u32.to_le_bytes(), &[0; 8], &[1, 0]].concat())
        .record(0x91, &[])
        .row(1, false)
        .cell(7, 0, 0, &0_u32.to_le_bytes())
        .cell(0x3E, 1, 0, &[&[1][..], &wide("rich")].concat())
        .cell(5, 2, 1, &number(43_922.0))
        .record(0x0D, &[&[0, 0, 0, 0][..], &0x00BC_BCD3_u32.to_le_bytes()].concat())
        .record(0x0C, &[0, 0, 0, 0])
        .record(0x11, &[&[0, 0, 0, 0][..], &wide("short")].concat())
        .row(3, true)
        .cell(8, 0, 0, &[&wide("by formula")[..], &formula_tail].concat())
        .cell(9, 1, 0, &[&number(1.5)[..], &formula_tail].concat())
        .cell(10, 2, 0, &[1, 0, 0])
        .cell(11, 3, 0, &[0x17, 0, 0])
        .cell(7, 4, 0, &9_u32.to_le_bytes())
        .cell(2, 5, 0, &[1])
        .record(0x92, &[])
        .record(0xB0, &[1_u32, 1, 0, 2].iter().flat_map(|part| part.to_le_bytes()).collect::<Vec<u8>>())
}

#[test]
fn every_cell_record_is_read() {
    let (rows, report) = read(&book(&sheet(), false), "S").unwrap();
    assert_eq!(
        lines(&rows),
        ["1|", "2|shared £|rich|2020-04-01|30922.76||short", "3|", "4h|by formula|1.5|TRUE|#REF!|#SHARED TEXT 9?|#BROKEN CELL"]
    );
    assert_eq!((report.formulas, report.hidden_rows, report.merged.len()), (4, 1, 1));
    assert_eq!(report.hidden_columns, [(3, 4)]);
    let (rows, _) = read(&book(&sheet(), true), "S").unwrap();
    assert_eq!(rows[1].1[2].text, "2024-04-02");
}

#[test]
fn a_part_that_breaks_off_is_not_taken_for_whole() {
    let whole = sheet();
    for cut in [1, 5, 60, 120] {
        let part = Part(whole.0[..whole.0.len() - cut].to_vec());
        let result = read(&book(&part, false), "S");
        // Only the merged cells stand behind the rows: without them the rows are whole, but the part is not.
        assert!(result.is_err(), "cut by {cut}: {result:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_records(records in proptest::collection::vec((0u16..0xB4, proptest::collection::vec(any::<u8>(), 0..40)), 0..40)) {
        let mut part = Part::default().record(0x91, &[]);
        for (kind, data) in records {
            part = part.record(kind, &data);
        }
        let limits = Limits { rows: 100_000, cells: 200_000, ..Limits::default() };
        read_all(&book(&part, false), &limits);
    }
}
