//! Files that somebody wrote wrongly, and odd dialects. If one of these fails, a person sees cells that nobody wrote, or
//! does not see some that somebody did.

use super::{printed, printed_table, records};

/// A table with values, quoted texts and empty cells.
fn rows(count: usize) -> Vec<Vec<String>> {
    let words = ["Lamp, brass", "Plain oak", "Rope \"long\"", "Salt, sea, fine"];
    let remarks = ["", "later, perhaps", "ok"];
    let mut rows = vec![["Day", "Hour", "Count", "Words", "Remark"].map(str::to_owned).to_vec()];
    rows.extend((0..count).map(|index| {
        let values = [format!("{:02}/04/2026", index % 28 + 1), format!("{:02}:15", index % 24), format!("{}", index * 7)];
        let texts = [words[index % words.len()], remarks[index % remarks.len()]].map(str::to_owned);
        values.into_iter().chain(texts).collect()
    }));
    rows
}

fn written(cell: &str, delimiter: &str) -> String {
    let quoted = cell.contains(['"', '\n']) || cell.contains(delimiter);
    if quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

fn line(row: &[String], delimiter: &str) -> String {
    row.iter().map(|cell| written(cell, delimiter)).collect::<Vec<_>>().join(delimiter) + "\r\n"
}

fn file(rows: &[Vec<String>], delimiter: &str) -> String {
    rows.iter().map(|row| line(row, delimiter)).collect()
}

/// The records of a table of which one line is replaced.
fn with_line(rows: &[Vec<String>], place: usize, broken: &str) -> Vec<Vec<String>> {
    let text: String =
        rows.iter().enumerate().map(|(index, row)| if index == place { broken.to_owned() } else { line(row, ",") }).collect();
    records(&printed(text.as_bytes()))
}

#[test]
fn a_stray_quote_in_any_place_costs_no_other_cell() {
    let rows = rows(30);
    for place in [0, 1, 2, 3, 4, 12, 30] {
        for column in 0..5 {
            for (at_start, at_end) in [("\"", ""), ("", "\"")] {
                let cells: Vec<String> = rows[place].iter().map(|cell| written(cell, ",")).collect();
                let mut broken = cells.clone();
                broken[column] = format!("{at_start}{}{at_end}", cells[column]);
                let mut expected = rows.clone();
                expected[place][column] = format!("{at_start}{}{at_end}", rows[place][column]);
                let found = with_line(&rows, place, &(broken.join(",") + "\r\n"));
                assert_eq!(found, expected, "row {place}, column {column}: {broken:?}");
            }
        }
    }
}

#[test]
fn a_delimiter_that_was_lost_leaves_the_sound_cells_as_they_are() {
    let rows = rows(30);
    // The second cell of the line holds a line end, and the last a comma: both are soundly quoted.
    let found = with_line(&rows, 5, "05/04/202604:15,28,\"Two\r\nlines\",\"later, perhaps\"\r\n");
    assert_eq!(found[5], ["05/04/202604:15", "28", "Two\r\nlines", "later, perhaps"]);
    assert_eq!((found.len(), &found[6]), (rows.len(), &rows[6]));
    // A quoted cell whose delimiter is lost takes in neither the next cell nor the next line.
    let found = with_line(&rows, 5, "05/04/2026,04:15,28,\"Salt, sea\"x,\"later, perhaps\"\r\n");
    assert_eq!(found[5], ["05/04/2026", "04:15", "28", "Salt, seax", "later, perhaps"]);
    let found = with_line(&rows, 4, "05/04/2026,04:15,28,\"Salt, sea\"x\r\n");
    assert_eq!((found[4].last().map(String::as_str), found.len(), &found[5]), (Some("Salt, seax"), rows.len(), &rows[5]));
}

#[test]
fn a_line_with_another_delimiter_has_its_cells() {
    let rows = rows(30);
    for delimiter in [";", "\t", "|"] {
        for place in [0, 1, 2, 4, 30] {
            let found = with_line(&rows, place, &line(&rows[place], delimiter));
            assert_eq!(found, rows, "row {place} written with {delimiter:?}");
        }
    }
    let spaced = "06/04/2026 05:15 35 \"Plain oak\" ok\r\n";
    assert_eq!(with_line(&rows, 6, spaced)[6], ["06/04/2026", "05:15", "35", "Plain oak", "ok"]);
    // A sentence is one cell, however many words or parts it has.
    for sentence in ["Page 1 of 3 pages", "gas; oil; wood; coal; peat", "Day by day, 5 of 31"] {
        let found = with_line(&rows, 6, &format!("{sentence}\r\n"));
        assert!(found[6][0] == sentence || found[6].join(",") == sentence, "{:?}", found[6]);
    }
}

#[test]
fn texts_of_one_column_are_not_parted_at_their_spaces() {
    let items: String = (0..20).map(|item| format!("Item {item} of 20\r\n")).collect();
    let people: String = (0..20).map(|number| format!("Anna Quill{}\r\n", ["e", "er", "man"][number % 3])).collect();
    let times: String = (0..20).map(|hour| format!("{hour:02}:30\r\n")).collect();
    for (label, lines) in [("Name", items), ("Full Name", people.clone()), ("Time", times.clone()), ("", people), ("", times)] {
        let text = if label.is_empty() { lines } else { format!("{label}\r\n{lines}") };
        assert_eq!(printed(text.as_bytes()), text, "{label}");
    }
    let table: String = (0..20).map(|number| format!("a{number} {} {}.5\n", number * 3, number)).collect();
    assert_eq!(records(&printed(format!("name count size\n{table}").as_bytes()))[1], ["a0", "0", "0.5"]);
}

#[test]
fn a_delimiter_of_two_bytes_parts_cells_once() {
    let rows = rows(30);
    for delimiter in ["||", "::", "~~"] {
        let mut rows = rows.clone();
        // Times hold a colon: one alone parts nothing.
        rows[4][3] = "Tea | coffee ~ cake".to_owned();
        assert_eq!(records(&printed(file(&rows, delimiter).as_bytes())), rows, "{delimiter}");
    }
    let spacers = "Day,,Shop,,Amount\r\n01/02/2026,,Ash,,1.00\r\n02/02/2026,,Elm,,2.00\r\n";
    assert_eq!(printed(spacers.as_bytes()), spacers, "columns that are left free are columns");
}

#[test]
fn a_further_table_needs_no_label_of_the_first() {
    let towns = "Town,County,Shops\r\nBrume,Carrowshire,12\r\nDell,Elmshire,7\r\nFenn,Galeshire,3\r\n";
    let rows = rows(9);
    let both = format!("{}\r\n{towns}", file(&rows, ","));
    let (text, asides) = printed_table(both.as_bytes(), None);
    assert_eq!((records(&text), asides[0].row), (rows.clone(), 12));
    assert_eq!(printed_table(both.as_bytes(), Some("table 2")).0, towns);
    let other = "Month,Span,Number,Kind,Note\r\n01/05/2026,10:00,5,x,y\r\n02/05/2026,11:00,6,x,y\r\n03/05/2026,12:00,7,x,y\r\n";
    let text = file(&rows, ",") + other;
    let (text, asides) = printed_table(text.as_bytes(), None);
    assert_eq!(records(&text).len(), rows.len() + 4);
    assert_eq!(asides[0].row, 11, "where three columns of values have words, a header stands");
    // A record without values, or with cells missing at its end, stays.
    for odd in ["unknown,unknown,unknown,x,y\r\n", "x,y\r\n"] {
        let text = file(&rows, ",") + odd + &file(&rows[1..], ",");
        assert_eq!(records(&printed(text.as_bytes())).len(), rows.len() * 2, "{odd:?}");
    }
}

/// Three records would be one, and nobody told.
#[test]
fn a_quoted_word_before_more_text_takes_no_other_record_of_a_table_of_two_columns() {
    let found = records(&printed(b"id,note\n1,plain\n2,\"Quick\" service\n3,plain\n4,\"good\"\n5,fine\n"));
    let expected = [["id", "note"], ["1", "plain"], ["2", "Quick service"], ["3", "plain"], ["4", "good"], ["5", "fine"]];
    assert_eq!(found, expected);
    // A cell of several lines that quotes somebody stays one cell.
    let found = records(&printed(b"id,note\n1,plain\n2,\"He \"said\" so,\nand left\"\n3,plain\n4,good\n"));
    assert_eq!(found[2], ["2", "He \"said\" so,\nand left"], "{found:?}");
}

#[test]
fn a_quote_that_nothing_closes_in_a_short_record_takes_no_other_record() {
    let rows =
        b"\"1\",\"tap\",\"blue\",\"0\"\n\"2\",\"tap\",\"red\n\"3\",\"tap\",\"green\",\"0\"\n\"4\",\"tap\",\"grey\",\"1\"\n";
    let found = records(&printed(rows));
    let short = found.iter().position(|record| record[0] == "2").unwrap();
    assert_eq!(found[short][..3], ["2", "tap", "\"red"], "{found:?}");
    assert_eq!(found[short + 1], ["3", "tap", "green", "0"], "{found:?}");
}

#[test]
fn a_backslash_before_a_delimiter_outside_quotes_keeps_the_cell_whole() {
    let found = records(&printed(b"id,text\n1,one\\, two\n2,three\\, four\n3,five\n"));
    assert_eq!(found, [["id", "text"], ["1", "one, two"], ["2", "three, four"], ["3", "five"]]);
    // A folder's name that ends in one is no escape.
    let found = records(&printed(b"id,folder,count\n1,C:\\in\\,4\n2,C:\\out\\,5\n3,C:\\old\\,6\n"));
    assert_eq!(found[1], ["1", "C:\\in\\", "4"], "{found:?}");
}

#[test]
fn single_quotes_around_all_cells_are_no_part_of_them() {
    let found = records(&printed(b"'name','town','qty'\n'Ann''s','Leeds','3'\n'Bob','York','4'\n"));
    assert_eq!(found, [["name", "town", "qty"], ["Ann's", "Leeds", "3"], ["Bob", "York", "4"]]);
    let found = records(&printed(b"name,town\n'Arry,Leeds\nBob's,York\n'Ann',Leeds\n"));
    assert_eq!(found[1], ["'Arry", "Leeds"], "{found:?}");
}
