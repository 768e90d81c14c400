//! What `cat` prints. If one of these fails, a person who looks at a file sees another table than the one in it.

use encoding_rs::WINDOWS_1252;

use super::{Aside, Show, write_csv};
use crate::source::{Limits, Source};

mod repairs;
mod tables;

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
    for delimiter in [";", "\t", "|", ", ", "+", "?", "=", "\u{1}", "\u{1f}", "§", "¦", "¬", "þ"] {
        assert_eq!(printed(written(delimiter, "\n", &doubled).as_bytes()), expected, "delimiter {delimiter:?}");
        let of_windows = WINDOWS_1252.encode(&written(delimiter, "\n", &doubled)).0.into_owned();
        assert_eq!(printed(&of_windows), expected, "delimiter {delimiter:?} in windows-1252");
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

/// A list printed in columns, or of prices and names, would come out as one column, or cut in the middle of its words.
#[test]
fn columns_aligned_by_spaces_are_columns_and_marks_of_text_are_text() {
    let aligned = "name   place   n\noak    Leeds   3\n\"tall ash\"  York  4 \n birch Bath    12\n";
    assert_eq!(printed(aligned.as_bytes()), "name,place,n\r\noak,Leeds,3\r\ntall ash,York,4\r\nbirch,Bath,12\r\n");
    for text in [
        "Tall Ash  Ltd\r\nOld Oak\r\nElm  1\r\n",
        "Café A\r\nCafé B\r\nCafé C\r\n",
        "Tea at £1 a cup\r\nBuns £2\r\nOld red jam of quince £3 only\r\n",
    ] {
        assert_eq!(printed(text.as_bytes()), text);
    }
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
    let file = format!("{TABLE}Total,20.75\r\n04/02/2026,Gum Ltd,,1.00,x\r\n");
    assert_eq!(printed(file.as_bytes()), file, "a total is no table");
    let (text, asides) = printed_table(format!("{TABLE}\r\n,,,\r\n\r\n").as_bytes(), None);
    assert_eq!(text, TABLE, "nor are rows in which a spreadsheet left nothing but delimiters");
    assert_eq!(asides.last().map(|aside| (aside.row, aside.what.as_str())), Some((5, "3 empty lines are not records")));
}

#[test]
fn group_labels_stand_for_all_their_columns() {
    let rows = "02/01/2026,Brume,,12.00,14.00\r\n03/01/2026,Carrow,7.50,,7.50\r\n04/01/2026,Brume,,3.00,3.00\r\n";
    let expected = format!("Date,Place,Travel Air,Travel Rail,Total\r\n{rows}");
    for between in ["", ",,,,\r\n"] {
        let file = format!("Expenses of a visitor,,,,\r\nDate,Place,Travel,,Total\r\n{between},,Air,Rail,\r\n{rows}");
        assert_eq!(printed(file.as_bytes()), expected);
    }
    let file = "control,,after,,\r\nX,Y,X,Y,\r\n1,0.1,1,0.5,\r\n2,0.2,2,0.6,\r\n3,0.3,,,\r\n";
    assert!(printed(file.as_bytes()).starts_with("control X,control Y,after X,after Y,\r\n1,0.1,"));
    // Few groups above many columns, and groups within groups.
    let file = "Body,Staff,,,,,Note\r\n,Clerks,,Others,,All,\r\n,Heads,Posts,Heads,Posts,,\r\nTides,1,2,3,4,10,\r\nHills,5,6,7,8,26,\r\n";
    let header = "Body,Staff Clerks Heads,Staff Clerks Posts,Staff Others Heads,Staff Others Posts,Staff All,Note\r\n";
    assert!(printed(file.as_bytes()).starts_with(header), "{}", printed(file.as_bytes()));
}

#[test]
fn labels_that_stand_higher_than_the_others_belong_to_the_header() {
    let rows: String = (1..=12).map(|body| format!("Body {body},{body},-,{},{}\r\n", body * 2, body * 3)).collect();
    let file = format!("Persons,,,,\r\n,,,,\r\n,,,2024 Total,2023 Total\r\n,,,,Restated\r\nBody,Staff,Guests,,\r\n{rows}");
    assert_eq!(printed(file.as_bytes()), format!("Body,Staff,Guests,2024 Total,2023 Total Restated\r\n{rows}"));
}

#[test]
fn a_record_of_few_words_is_not_taken_for_labels() {
    let file =
        "Who,When,Whom,Why,,\r\nA Quill,01/02/2026,Gale Trust,Storms,,\r\n,,Oxbow,,,\r\nB Frost,02/02/2026,Oxbow,Talk,,\r\n";
    assert_eq!(printed(file.as_bytes()), file);
}

#[test]
fn titles_of_another_width_are_no_header() {
    let table = "cm-1,%T\r\n4000,98.7\r\n3999,98.8\r\n3998,98.6\r\n";
    assert_eq!(printed(format!("New set,Sample 22 of Saturday, February 11\r\n{table}").as_bytes()), table);
    let keys = "##Key:,value\r\n##Note: by hand, in a hurry, twice\r\n##\r\n##Gain=0.5\r\n";
    let table = "##Temp,Time,tan d,E1,E2\r\n20.0,1,0.5,9,8\r\n21.0,2,0.6,9,8\r\n22.0,3,0.7,9,8\r\n23.0,4,0.8,9,8\r\n";
    assert_eq!(printed(format!("{keys}{table}").as_bytes()), table);
    // Without a header, a first record that is too long is still a record.
    let ragged = format!("19.0,0,0.4,9,8,7\r\n{}", &table[25..]);
    assert_eq!(printed(ragged.as_bytes()), ragged);
}

#[test]
fn a_title_of_two_cells_is_no_header() {
    let rows = &TABLE[23..];
    for titles in [
        "Spend of the shop,2026,,\r\n",
        "Spend,2026\r\n",
        "Source:,the till,,\r\nDay:,01/02/2026,,\r\n",
        "Source:,the till,,\r\n,,,\r\n",
    ] {
        let (text, asides) = printed_table(format!("{titles}{TABLE}").as_bytes(), None);
        assert_eq!(text, TABLE, "{titles:?}");
        assert!(asides[0].row == 1 && asides[0].what.contains("above the header"), "{asides:?}");
    }
    let narrow = "Day,Amount\r\n01/02/2026,1.00\r\n02/02/2026,2.50\r\n03/02/2026,7.00\r\n04/02/2026,8.00\r\n05/02/2026,1.00\r\n";
    assert_eq!(printed(format!("Takings of the shop,2026\r\n{narrow}").as_bytes()), narrow);
    // Two words above two words are a header of two rows.
    let file = format!("Date,Shop,,\r\n(day),(name),Amount,Note\r\n{rows}");
    assert!(printed(file.as_bytes()).starts_with("Date (day),Shop (name),"));
}

#[test]
fn a_header_of_five_rows_is_one_line() {
    let header = "Area,Persons,,Homes,\r\n,2024,2025,2024,2025\r\n,number,number,number,number\r\n,(a),(a),(b),(b)\r\n\
        ,draft,draft,final,final\r\n";
    let rows: String = (1..=30).map(|area| format!("Parish {area},{},{},{area},7\r\n", area * 31, area * 32)).collect();
    let joined = "Area,Persons 2024 number (a) draft,Persons 2025 number (a) draft,Homes 2024 number (b) final,\
        Homes 2025 number (b) final\r\n";
    assert_eq!(printed(format!("{header}{rows}").as_bytes()), format!("{joined}{rows}"));
}

#[test]
fn a_header_that_stands_again_is_told_and_is_no_record() {
    let (text, asides) = printed_table(format!("{TABLE}{TABLE}").as_bytes(), None);
    assert_eq!(text, format!("{TABLE}{}", &TABLE[23..]));
    assert!(asides.iter().any(|aside| aside.row == 5 && aside.what.contains("stands 1 times more")), "{asides:?}");
    let without = "01/02/2026,Ash Ltd,1.00\r\n02/02/2026,Elm Ltd,1.00\r\n01/02/2026,Ash Ltd,1.00\r\n";
    assert_eq!(printed(without.as_bytes()), without, "records that repeat the first are records");
    let words = "Ash,Brume\r\nElm,Carrow\r\nAsh,Brume\r\nOak,Brume\r\n";
    assert_eq!(printed(words.as_bytes()), words, "in a table of words nothing tells a header from a record");
}

#[test]
fn a_lost_delimiter_after_a_quoted_cell_costs_no_line() {
    let head = "Date,Shop,\"Web\"Note\r\n";
    let rows = "01/02/2026,\"Ash, Ltd\",\"a.example\",x\r\n02/02/2026,\"Elm, Ltd\",\"b.example\",y\r\n03/02/2026,Oak,\"c.example\",z\r\n";
    let all = records(&printed(format!("{head}{rows}").as_bytes()));
    assert_eq!(all.len(), 4, "{all:?}");
    assert_eq!((all[0].len(), all[0][2].as_str(), all[1][1].as_str()), (3, "WebNote", "Ash, Ltd"));
}

#[test]
fn spaces_that_pad_numbers_are_the_cells_own() {
    let padded = "run,   a,   b\n1,  12,   7\n2, 140,   8\n3,   1,  19\n";
    assert_eq!(printed(padded.as_bytes()), padded.replace('\n', "\r\n"));
    let spaced = "run, a, b\n1, 12, 7\n2, 140, 8\n";
    assert_eq!(printed(spaced.as_bytes()), "run,a,b\r\n1,12,7\r\n2,140,8\r\n");
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
