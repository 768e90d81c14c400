//! Text files made to use up time: each must be read in moments, whatever its shape.

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
