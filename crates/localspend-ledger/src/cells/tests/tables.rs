//! Several tables in one file, and what stands between and below them. If one of these fails, a person does not see a part
//! of the file, or takes a title for a record.

use super::{TABLE, printed, printed_table};

/// Another table of four columns.
const SECOND: &str =
    "Day,Payee,Pounds,Remark\r\n01/03/2026,Elm Ltd,5.00,x\r\n02/03/2026,Fir Ltd,6.00,y\r\n03/03/2026,Gum Ltd,7.00,z\r\n";

#[test]
fn a_second_table_as_wide_as_the_first_is_shown_below_it() {
    for between in ["\r\n", ",,,\r\n", "\r\nSpend of another shop\r\n", ",,,\r\nSpend of another shop,,,\r\n,,,\r\n"] {
        let file = format!("{TABLE}{between}{SECOND}");
        let (text, asides) = printed_table(file.as_bytes(), None);
        assert_eq!(text, format!("{TABLE}{SECOND}"), "{between:?}");
        assert!(asides.iter().any(|aside| aside.what.contains("`table 2`; it is as wide as the first")), "{asides:?}");
        assert_eq!(
            asides.iter().any(|aside| aside.what.contains("above a further header are titles")),
            between.contains("another"),
            "{asides:?}"
        );
        assert_eq!(printed_table(file.as_bytes(), Some("table 2")).0, SECOND, "{between:?}");
    }
    // The same header once more, or a record whose values are not known, begins no other table.
    let again = printed(format!("{TABLE}\r\n{TABLE}").as_bytes());
    assert_eq!(again, format!("{TABLE}{}", &TABLE[23..]));
    let unknown = format!("{TABLE}\r\nunknown,Elm Ltd,n/a,later\r\n{}", &TABLE[23..]);
    assert_eq!(printed(unknown.as_bytes()), unknown.replace("\r\n\r\n", "\r\n"));
}

#[test]
fn a_title_above_the_same_header_is_no_record() {
    let table = "Shop,Amount\r\nAsh Ltd,12.50\r\nElm Ltd,1.00\r\nOak Ltd,7.25\r\n";
    let second = "Shop,Amount\r\nFir Ltd,3.00\r\nGum Ltd,4.00\r\n";
    let (text, asides) = printed_table(format!("{table},\r\nSpend in spring,\r\n,\r\n{second}").as_bytes(), None);
    assert_eq!(text, format!("{table}{}", &second[13..]));
    assert!(asides.iter().any(|aside| aside.row == 6 && aside.what.contains("are titles")), "{asides:?}");
    // Without a header below it, it is a record of one cell.
    let file = format!("{table},\r\nSpring,\r\n{}", &second[13..]);
    assert_eq!(printed(file.as_bytes()), file.replace("\r\n,\r\n", "\r\n"));
}

#[test]
fn a_text_below_the_table_is_shown_and_told() {
    for (empty, row) in [("\r\n", 6), (",,,\r\n,,,\r\n", 7)] {
        let notes = "Figures are not final,,,\r\nSource: the till,,,\r\n";
        let (text, asides) = printed_table(format!("{TABLE}{empty}{notes}").as_bytes(), None);
        assert_eq!(text, format!("{TABLE}{notes}"));
        let told = asides.iter().find(|aside| aside.what.contains("may be notes")).map(|aside| aside.row);
        assert_eq!(told, Some(row), "{asides:?}");
    }
    // A text between records is a record, and so is a column of texts.
    let between = format!("{TABLE}\r\nMarch,,,\r\n01/03/2026,Elm Ltd,5.00,x\r\n");
    let (text, asides) = printed_table(between.as_bytes(), None);
    assert_eq!(text, between.replace("\r\n\r\n", "\r\n"));
    assert!(!asides.iter().any(|aside| aside.what.contains("may be notes")), "{asides:?}");
    let names: String = (0..8).map(|name| format!("Shop {name} of the town\r\n")).collect();
    assert_eq!(printed(format!("{names}\r\n{names}").as_bytes()), format!("{names}{names}"));
}

#[test]
fn a_title_above_labels_is_no_record() {
    // Too narrow, and without records of its own, for a table; yet the text above it is its title.
    let visits = "Shop,Person,,\r\nElm Ltd,none,,\r\n";
    let table: String = (4..9).map(|day| format!("0{day}/02/2026,Fir Ltd,{day}.00,\r\n")).collect();
    let table = format!("{TABLE}{table}");
    let file = format!("{table},,,\r\nSpend of the town,,,\r\n,,,\r\nVisits,,,\r\n{visits}");
    let (text, asides) = printed_table(file.as_bytes(), None);
    assert_eq!(text, format!("{table}{visits}"));
    assert!(asides.iter().any(|aside| aside.row == 11 && aside.what.starts_with("2 lines above")), "{asides:?}");
    // Above a record with values it is a record of one cell, and so it is in a table of words.
    let file = format!("{TABLE}\r\nMarch,,,\r\n01/03/2026,Elm Ltd,5.00,x\r\n");
    assert_eq!(printed(file.as_bytes()), file.replace("\r\n\r\n", "\r\n"));
    let words = "Name,Kind\r\nAsh,tree\r\n\r\nFens,\r\nReed,grass\r\nRush,grass\r\n";
    assert_eq!(printed(words.as_bytes()), words.replace("\r\n\r\n", "\r\n"));
}

/// Were the lines shown as records, the first of them would be taken for the header.
#[test]
fn as_many_lines_of_text_as_records_do_not_hide_the_table() {
    let table = "day,item,qty\r\n1,oak,3\r\n2,ash,4\r\n";
    assert_eq!(printed(format!("Report\r\nPage 1\r\nDraft\r\n{table}").as_bytes()), table);
    let list = "Report\r\nPage 1, of two\r\nDraft\r\nFinal, they say\r\n";
    assert_eq!(printed(list.as_bytes()).lines().count(), 4, "a list of texts is no table");
}

/// Records would be lost in the header, or the header's rows among the records.
#[test]
fn records_of_one_kind_are_no_header_and_remarks_below_labels_are() {
    let zeros = "0.0,0.0,0.0\r\n0.0,0.0,0.0\r\n0.0,0.0,0.0\r\n0.0,0.5,0.0\r\n0.0,0.0,0.1\r\n";
    assert_eq!(printed(zeros.as_bytes()), zeros);
    let above = "Persons employed,,,,\r\n,,,,\r\n,,,2024-25,2023-24\r\nSegment,Staff,Others,Total ,Total\r\n,,,,Restated\r\n";
    let records = "North,600,9,609,641\r\nSouth,110,9,119,115\r\nEast,220,5,225,242\r\nWest,70,1,71,60\r\nSea,5,0,5,4\r\n";
    let (text, _) = printed_table(format!("{above}{records}").as_bytes(), None);
    assert_eq!(text, format!("Segment,Staff,Others,2024-25 Total ,2023-24 Total Restated\r\n{records}"));
}
