//! The printed pack read back: what a board holds in its hands says what the page and the tables say. Needs
//! `pdftotext` and `pdfinfo` (poppler-utils); says SKIPPED without them, and fails without them when
//! LOCALSPEND_POPPLER=required.
#![allow(clippy::unwrap_used, reason = "test helpers: a panic here is a failed test")]
#![allow(clippy::print_stdout, reason = "a skipped test must say so")]

mod invented;

use std::fs;
use std::path::Path;
use std::process::Command;

use invented::{Size, Tables, batch, tables, text, written};

/// What poppler prints about a file, or nothing when it is not installed.
fn poppler(program: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    let file = folder.join("pack.pdf");
    let command = Command::new(program).args(arguments).arg(&file).args((program == "pdftotext").then_some("-")).output();
    match command {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(_) => {
            assert!(std::env::var_os("LOCALSPEND_POPPLER").is_none_or(|value| value != "required"), "{program} is not installed");
            println!("SKIPPED: {program} is not installed (apt-get install poppler-utils)");
            None
        }
    }
}

fn csv_rows(folder: &Path, name: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(folder.join(format!("data/{name}.csv"))).unwrap().records().map(Result::unwrap).collect()
}

/// `1234567.89` as pages print it.
fn pounds_and_pence(figure: &str) -> String {
    let (pounds, pence) = figure.split_once('.').unwrap();
    let groups: Vec<&str> = pounds.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect();
    format!("£{}.{pence}", groups.join(","))
}

#[test]
fn the_printed_pack_says_what_the_page_and_the_tables_say() {
    let folder = written("printed", &tables::all(&Size { organisations: 1, quarters: 5, categories: 4, suppliers: 12 }));
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    let Some(told) = poppler("pdftotext", &["-layout"], &folder) else { return };
    let mut compared = 0;
    let columns = [("verdicts", 9), ("scopes", 9), ("rings", 8), ("local_share", 8), ("local_share", 9), ("local_share", 10)];
    for (table, column) in columns {
        for row in csv_rows(&folder, table).iter().filter(|row| row[3].is_empty() && &row[5] == "2025-26 Q1") {
            let figure = pounds_and_pence(&row[column]);
            assert!(told.contains(&figure), "{table}: {figure} is in the table and not in print");
            assert!(html.contains(&figure), "{table}: {figure} is in print and not on the page");
            compared += 1;
        }
    }
    assert_eq!(compared, 9 + 8 + 6 + 3 * 3, "every figure once");
    let percent = |number: &str| format!("{:.1}%", number.parse::<f64>().unwrap() * 100.0);
    for row in csv_rows(&folder, "local_share").iter().filter(|row| &row[5] == "2025-26 Q1") {
        let interval = format!("{} to {}", percent(&row[11]), percent(&row[12]));
        assert!(told.contains(&interval), "the interval {interval} is not in print");
    }
}

#[test]
fn every_page_says_which_filter_which_dates_and_which_page_it_is() {
    let folder = written("margins", &tables::all(&Size { organisations: 1, quarters: 2, categories: 4, suppliers: 4 }));
    let Some(told) = poppler("pdftotext", &["-layout"], &folder) else { return };
    let pages: Vec<&str> = told.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 8, "{} pages", pages.len());
    for (at, page) in pages.iter().enumerate() {
        for words in [
            "Marlshire Integrated Care System (ics QZ9)",
            "2025-26 Q1, 1 April 2025 to 30 June 2025",
            "local: inside the integrated care system",
            "computed 5 August 2025, 06:30 UTC",
            &format!("Page {} of {}", at + 1, pages.len()),
        ] {
            assert!(page.contains(words), "a page taken out of the pack would not say: {words}\n{page}");
        }
    }
}

#[test]
fn those_who_listen_get_a_title_a_language_headings_tables_and_words_for_charts() {
    let folder = written("heard", &tables::all(&Size { organisations: 1, quarters: 3, categories: 4, suppliers: 4 }));
    let Some(about) = poppler("pdfinfo", &[], &folder) else { return };
    assert!(about.contains("Tagged:          yes"), "{about}");
    assert!(about.contains("Marlshire Integrated Care System: local spending, 2025-26 Q1"), "{about}");
    let structure = poppler("pdfinfo", &["-struct-text"], &folder).unwrap();
    for kind in ["H1", "H2", "Table", "TH", "TD", "L ", "Figure"] {
        assert!(structure.contains(kind), "no {kind} for a screen reader");
    }
    let bytes = fs::read(folder.join("pack.pdf")).unwrap();
    let holds = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    assert!(holds(b"/Lang (en-GB)") || holds(b"/Lang(en-GB)"), "a reader would guess the language");
    assert!(holds(b"pdfuaid:part"), "the file does not claim PDF/UA");
}

#[test]
fn names_in_any_writing_are_printed_and_never_run() {
    let columns = [
        "area_kind",
        "area_code",
        "area_name",
        "org_code",
        "org_name",
        "quarter",
        "supplier_name",
        "ring",
        "rank",
        "amount",
        "payments",
    ];
    let long = format!("{}end", "Unreasonably".repeat(25));
    let names = [
        "<script>alert(1)</script>",
        "=HYPERLINK(\"x\",\"y\")",
        "#read(\"/etc/passwd\")",
        "$x$ *b* _i_ @ref",
        "Cwmni Arlwyo’r Môr Ŵy Cyf",
        "شركة",
        "海岸清洁有限公司",
        "߷ unknown letter",
        &long,
    ];
    let rows: Vec<Vec<invented::Value>> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let key = ["ics", "QZ9", "Marlshire"].map(text).into_iter().chain([
                invented::Value::Null,
                invented::Value::Null,
                text("2025-26 Q1"),
            ]);
            let figures = [
                text(name),
                text("uk"),
                invented::Value::Whole(at as i64),
                invented::Value::Pence(100),
                invented::Value::Whole(1),
            ];
            key.chain(figures).collect()
        })
        .collect();
    let folder = written("print-names", &Tables::from([("top_suppliers".to_owned(), batch(&columns, &rows))]));
    let Some(told) = poppler("pdftotext", &["-layout"], &folder) else { return };
    let told = told.replace('\u{200b}', "");
    for name in &names[..5] {
        assert!(told.contains(name), "{name} is not printed as it is");
    }
    assert!(told.contains("海岸清洁有限公司"), "Chinese letters are lost");
    assert!(
        told.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c) || ('\u{fe70}'..'\u{feff}').contains(&c)),
        "Arabic letters are lost"
    );
    assert!(told.contains("are not in the fonts of this file"), "a letter was lost in silence");
}
