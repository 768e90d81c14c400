//! What `cat` prints. If one of these fails, a person who looks at a file sees another table than the one in it.

use super::{Aside, Show, write_csv};
use crate::source::{Limits, Source};

fn printed(file: &[u8]) -> String {
    printed_table(file, None).0
}

fn printed_table(file: &[u8], wanted: Option<&str>) -> (String, Vec<Aside>) {
    let mut out = Vec::new();
    let asides = write_csv(Source::Bytes(file), "file.csv", &Limits::default(), (Show::Table, wanted), &mut out).unwrap();
    (String::from_utf8(out).unwrap(), asides)
}

/// Lines of a small table with a column of each kind.
const TABLE: &str = "Date,Shop,Amount,Note\r\n\
    01/02/2026,Ash Ltd,12.50,\"two, quoted\"\r\n\
    02/02/2026,\"Birch \"\"B\"\" Ltd\",1.00,\r\n\
    03/02/2026,Cedar Ltd,7.25,plain\r\n";

#[test]
fn a_plain_file_comes_out_as_it_is() {
    assert_eq!(printed(TABLE.as_bytes()), TABLE);
    assert_eq!(printed(b""), "");
    assert_eq!(printed(b"Date,Shop\n"), "Date,Shop\r\n");
}

#[test]
fn every_dialect_gives_the_same_cells() {
    let cells: Vec<Vec<&str>> = vec![
        vec!["Date", "Shop", "Amount", "Note"],
        vec!["01/02/2026", "Ash Ltd", "12.50", "two, quoted"],
        vec!["02/02/2026", "Birch Ltd", "1.00", "it's \"new\""],
        vec!["03/02/2026", "Cedar Ltd", "7.25", "plain"],
        vec!["04/02/2026", "Date Palm Ltd", "8.00", ""],
    ];
    let written = |delimiter: &str, line_end: &str, quoted: &dyn Fn(&str) -> String| -> String {
        let row = |row: &Vec<&str>| row[..3].iter().map(|cell| (*cell).to_owned()).chain([quoted(row[3])]).collect::<Vec<_>>();
        cells.iter().map(|cells| row(cells).join(delimiter) + line_end).collect()
    };
    let doubled = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let expected = printed(written(",", "\r\n", &doubled).as_bytes());
    assert!(expected.contains("Birch Ltd,1.00,\"it's \"\"new\"\"\"\r\n"), "{expected}");
    for delimiter in [";", "\t", "|", ", "] {
        assert_eq!(printed(written(delimiter, "\n", &doubled).as_bytes()), expected, "delimiter {delimiter:?}");
    }
    for line_end in ["\n", "\r", "\r\n"] {
        assert_eq!(printed(written(",", line_end, &doubled).as_bytes()), expected, "line end {line_end:?}");
    }
    let escaped = |cell: &str| format!("\"{}\"", cell.replace('"', "\\\""));
    assert_eq!(printed(written(",", "\n", &escaped).as_bytes()), expected, "escaped by a backslash");
    let bare = |cell: &str| format!("\"{cell}\"");
    assert_eq!(printed(written(",", "\n", &bare).as_bytes()), expected, "quotes inside quotes, not doubled");
    let wide: Vec<u8> = written(",", "\r\n", &doubled).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(printed(&wide), expected, "UTF-16 without a mark");
}

#[test]
fn lines_above_the_header_are_told_and_not_printed() {
    for above in ["PREAMBLE,,,\r\n,,,\r\n", "Spend of the shop\r\n\r\n", "Spend of the shop, 2026\r\nSource: the till\r\n"] {
        let (text, asides) = printed_table(format!("{above}{TABLE}").as_bytes(), None);
        assert_eq!(text, TABLE, "{above:?}");
        assert!(asides[0].row == 1 && asides[0].what.contains("above the header"), "{asides:?}");
    }
}

#[test]
fn everything_can_be_shown() {
    let file = format!("Spend of the shop\r\n\r\n{TABLE}");
    let mut out = Vec::new();
    write_csv(Source::Bytes(file.as_bytes()), "f", &Limits::default(), (Show::Everything, None), &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), format!("Spend of the shop\r\n\"\"\r\n{TABLE}"));
}

#[test]
fn a_header_of_several_rows_is_one_line() {
    let file = format!("Date,Shop,Amount,Note\r\n(day),(trading name),(GBP),\r\n{}", &TABLE[23..]);
    assert!(printed(file.as_bytes()).starts_with("Date (day),Shop (trading name),Amount (GBP),Note\r\n01/02/2026,"));
    let file = format!("{}{}{TABLE}", &TABLE[..23], &TABLE[..23]);
    assert!(printed(file.as_bytes()).starts_with("Date Date Date,Shop Shop Shop,"));
}

#[test]
fn a_record_with_values_missing_is_no_second_header() {
    let file = TABLE.replace("01/02/2026,Ash Ltd,12.50", "n/a,Ash Ltd,n/a");
    assert_eq!(printed(file.as_bytes()), file);
    let file = TABLE.replace("01/02/2026,Ash Ltd,12.50", "unknown,Ash Ltd,");
    assert_eq!(printed(file.as_bytes()), file);
}

#[test]
fn a_file_without_header_keeps_its_first_record() {
    assert_eq!(printed(&TABLE.as_bytes()[23..]), &TABLE[23..]);
}

#[test]
fn a_second_table_is_told_and_can_be_asked_for() {
    let second = "Date,Shop,Amount\r\n01/03/2026,Elm Ltd,5.00\r\n02/03/2026,Fir Ltd,6.00\r\n";
    let file = format!("{TABLE}{second}");
    let (text, asides) = printed_table(file.as_bytes(), None);
    assert_eq!(text, TABLE);
    assert_eq!((asides[0].row, asides[0].what.as_str()), (5, "another table begins here, named `table 2`; it is not shown"));
    assert_eq!(printed_table(file.as_bytes(), Some("table 2")).0, second);
    let missing = write_csv(
        Source::Bytes(file.as_bytes()),
        "file.csv",
        &Limits::default(),
        (Show::Table, Some("table 3")),
        &mut Vec::new(),
    );
    assert!(missing.unwrap_err().to_string().contains("there are: table 2"));
}

#[test]
fn short_and_long_records_and_totals_stay() {
    let file = format!("{TABLE}Total,20.75\r\n04/02/2026,Gum Ltd,,1.00,x\r\n,,,\r\n");
    assert_eq!(printed(file.as_bytes()), file, "a total is no table, and delimiters make a record");
    let (text, asides) = printed_table(format!("{TABLE}\r\n\r\n").as_bytes(), None);
    assert_eq!(text, TABLE);
    assert_eq!(asides.last().map(|aside| aside.what.as_str()), Some("2 empty lines are not records"));
}

#[test]
fn a_stray_quote_costs_one_cell_its_quote_and_nothing_else() {
    let lines = [&TABLE[..23], TABLE.lines().nth(1).unwrap(), TABLE.lines().nth(2).unwrap()];
    let sound: Vec<Vec<String>> = records(&printed(TABLE.as_bytes()));
    for column in 0..4 {
        let mut places: Vec<usize> = vec![0];
        places.extend(lines[2].match_indices(',').map(|(at, _)| at + 1));
        let broken = format!("{}\"{}", &lines[2][..places[column]], &lines[2][places[column]..]);
        let file = TABLE.replace(lines[2], &broken);
        let mut expected = sound.clone();
        expected[2][column].insert(0, '"');
        assert_eq!(records(&printed(file.as_bytes())), expected, "a stray quote in column {column}");
    }
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}
