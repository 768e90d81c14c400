//! Text files made to use up time: each must be read in moments, whatever its shape.

use std::io::Write;
use std::time::{Duration, Instant};

use localspend_ledger::{Attribution, Hints, Limits, Source, inspect, read};

/// Inspects a file and returns its records; a ledger of this size takes a fraction of a second.
fn records_in_moments(name: &str, bytes: &[u8]) -> u64 {
    let started = Instant::now();
    let hints = Hints { file_name: format!("{name}.csv"), ..Hints::default() };
    let seen = inspect(Source::Bytes(bytes), &hints, &Limits::default()).unwrap();
    println!("{name}: {:?}", started.elapsed());
    assert!(started.elapsed() < Duration::from_secs(20), "{name} took {:?}: a crafted file stops the run", started.elapsed());
    seen.totals.records
}

#[test]
fn quotes_that_are_never_closed_do_not_cost_the_square_of_a_line() {
    assert_eq!(records_in_moments("quotes", &b"\"x,".repeat(100_000)), 1);
}

#[test]
fn the_same_in_a_file_that_quotes_its_cells() {
    let bytes = [b"\"Supplier\",\"Amount\"\n\"Ashgrove\",\"5\"\n".repeat(50), b"\"x,".repeat(100_000)].concat();
    assert_eq!(records_in_moments("quoted", &bytes), 101);
}

#[test]
fn a_line_of_delimiters_alone() {
    assert_eq!(records_in_moments("commas", &b",".repeat(2_000_000)), 1);
}

#[test]
fn a_cell_of_signs_alone() {
    let bytes = [b"Supplier,Amount\nAshgrove,".to_vec(), b"-".repeat(2_000_000), b"\n".to_vec()].concat();
    assert_eq!(records_in_moments("signs", &bytes), 2);
}

#[test]
fn an_endless_label() {
    let bytes = [b"Supplier,".to_vec(), b"amount ".repeat(200_000), b"\nAshgrove,5\n".to_vec()].concat();
    assert_eq!(records_in_moments("label", &bytes), 2);
}

#[test]
fn an_endless_row_of_labels() {
    let bytes = [b"Supplier,".to_vec(), b"Amount,".repeat(100_000), b"\n".to_vec(), b"Ashgrove,5\n".repeat(30)].concat();
    assert_eq!(records_in_moments("labels", &bytes), 31);
}

#[test]
fn many_lines_each_with_an_open_quote() {
    let line = [b"\"open,".to_vec(), b"a".repeat(3_000), b",1.00\n".to_vec()].concat();
    assert_eq!(records_in_moments("lines", &line.repeat(300)), 300);
}

#[test]
fn a_great_many_short_lines() {
    assert_eq!(records_in_moments("short", &b"\n".repeat(1_000_000)), 1_000_000);
}

#[test]
fn long_records_do_not_gather_in_one_batch() {
    let line = [b"Ashgrove,".to_vec(), b"a".repeat(700_000), b",1.00\n".to_vec()].concat();
    let bytes = [b"Supplier,Description,Amount\n".to_vec(), line.repeat(100)].concat();
    let hints = Hints { file_name: "long.csv".to_owned(), ..Hints::default() };
    let seen = inspect(Source::Bytes(&bytes), &hints, &Limits::default()).unwrap();
    let (mut lines, mut most) = (0, 0);
    read(Source::Bytes(&bytes), &hints, &seen, &Attribution::default(), &Limits::default(), &mut |batch| {
        (lines, most) = (lines + batch.num_rows(), most.max(batch.num_rows()));
        Ok(())
    })
    .unwrap();
    assert_eq!((lines, seen.totals.payments), (101, 100));
    assert!(most < 60, "{most} records of 700 kB in one batch: memory grows with the file");
}

/// If this fails, two files of an archive have one name, and nobody can tell which of them a line is from.
#[test]
fn files_of_an_archive_have_names_of_their_own() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["april.csv", "../april.csv", "x/../april.csv", "april.csv (2)"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(b"Supplier,Amount\nAshgrove,5\n").unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    let hints = Hints { file_name: "q1.zip".to_owned(), ..Hints::default() };
    let seen = inspect(Source::Bytes(&bytes), &hints, &Limits::default()).unwrap();
    let mut names: Vec<_> = seen.sheets.iter().map(|sheet| sheet.plan.sheet.clone().unwrap()).collect();
    names.sort();
    names.dedup();
    assert_eq!((names.len(), seen.totals.payments), (4, 4), "{names:?}");
}

/// If this fails, a header of many columns takes the square of their number: here, minutes.
#[test]
fn a_person_is_shown_a_header_of_fifty_thousand_columns() {
    const WIDE: usize = 50_000;
    let row = |width: usize, cell: &str| vec![cell; width].join(",") + "\n";
    let groups = format!("Area,,All{}\n{}{}", ",".repeat(WIDE - 3), row(WIDE, "label"), row(WIDE, "1").repeat(30));
    let labels = (0..WIDE).map(|column| format!("label{column}")).collect::<Vec<_>>().join(",");
    let widths = format!("{labels}\n{}{}", row(WIDE, "1").repeat(30), row(WIDE - 1, "word").repeat(20));
    for (name, text, records) in [("groups", groups, 31), ("widths", widths, 51)] {
        let started = Instant::now();
        let mut shown = 0;
        localspend_ledger::table_cells(Source::Bytes(text.as_bytes()), "f.csv", &Limits::default(), None, &mut |_, _| {
            shown += 1;
            Ok(())
        })
        .unwrap();
        println!("{name}: {:?}", started.elapsed());
        assert_eq!(shown, records, "{name}");
        assert!(started.elapsed() < Duration::from_secs(20), "{name} took {:?}", started.elapsed());
    }
}

/// Each line is full of quotes that nothing closes, and of bytes that may part or quote cells: what a quote costs to look
/// after is taken many times.
#[test]
fn lines_full_of_open_quotes() {
    let line = [&b"\"x,'y;`z\t~u|$v^\"x:#!*&@_ ".repeat(25)[..], b"1\n"].concat();
    assert_eq!(records_in_moments("open quotes", &line.repeat(400)), 400);
    // The quote closes 150 lines further down, where it would swallow records.
    let lines = [&b"1,2,3,\"x\n"[..], &b"1,2,3,4\n".repeat(5)].concat().repeat(5_000);
    assert_eq!(records_in_moments("swallowing", &[b"a,b,c,d\n", &lines[..]].concat()), 30_001);
}
