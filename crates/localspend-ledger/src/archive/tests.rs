//! Archives as publishers send them and as an enemy would.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn gzip_of(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

type Found = Vec<(String, Vec<u8>)>;

fn walk(bytes: &[u8], name: &str, limits: &Limits) -> Result<(Found, Vec<Unread>), Error> {
    let mut found = Vec::new();
    let unread = files(Source::Bytes(bytes), name, limits, &mut |label, source| {
        let mut content = Vec::new();
        source.open().unwrap().read_to_end(&mut content).unwrap();
        found.push((label.to_owned(), content));
        ControlFlow::Continue(())
    })?;
    Ok((found, unread))
}

fn names(found: &[(String, Vec<u8>)]) -> Vec<&str> {
    found.iter().map(|(name, _)| name.as_str()).collect()
}

const CSV: &[u8] = b"Supplier,Amount\nAsh & Elm Ltd,100.00\n";

#[test]
fn files_inside_each_other_are_found_and_litter_is_told_apart() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, 1).unwrap();
    let book = book.save_to_buffer().unwrap();
    let inner = zip_of(&[("may.csv", CSV), ("june.csv.gz", &gzip_of(CSV))]);
    let bytes = zip_of(&[
        ("__MACOSX/._april.csv", b"x"),
        ("april.csv", CSV),
        ("2020/more.zip", &inner),
        ("book.xlsx", &book),
        (".DS_Store", b"x"),
    ]);
    let (found, unread) = walk(&bytes, "ledgers.zip", &Limits::default()).unwrap();
    assert_eq!(
        names(&found),
        [
            "ledgers.zip/april.csv",
            "ledgers.zip/2020/more.zip/may.csv",
            "ledgers.zip/2020/more.zip/june.csv",
            "ledgers.zip/book.xlsx"
        ],
        "a workbook is a ZIP, and must be handed on whole"
    );
    assert_eq!(found[2].1, CSV);
    assert_eq!(found[3].1, book);
    assert_eq!(unread.len(), 2);
    assert!(unread.iter().all(|entry| matches!(entry.why, Why::NoLedger)));
}

#[test]
fn what_is_no_archive_is_handed_on_as_it_is() {
    let (found, unread) = walk(CSV, "april.csv", &Limits::default()).unwrap();
    assert_eq!((names(&found), unread.len()), (vec!["april.csv"], 0));
    let (found, _) = walk(&gzip_of(CSV), "april.csv.GZ", &Limits::default()).unwrap();
    assert_eq!(names(&found), ["april.csv"]);
}

#[test]
fn names_inside_an_archive_are_only_labels() {
    for (name, label) in [
        ("../../etc/passwd", "etc/passwd"),
        ("/absolute.csv", "absolute.csv"),
        ("C:\\ledgers\\april.csv", "ledgers/april.csv"),
        ("a\u{7}b.csv", "a_b.csv"),
        ("..", "unnamed"),
    ] {
        assert_eq!(safe_name(name), label);
    }
    assert!(safe_name(&"x".repeat(10_000)).len() <= 200);
}

#[test]
fn bombs_are_stopped_by_ratio_size_depth_and_number() {
    let limits = Limits { unpacked_ratio: 100, ..Limits::default() };
    let zeros = vec![0_u8; 40 << 20];
    let failed = |bytes: &[u8], limits: &Limits| -> String {
        match walk(bytes, "x.zip", limits) {
            Err(error) => error.to_string(),
            Ok((found, unread)) => match &unread.first().expect("something was refused").why {
                Why::Failed(error) => {
                    assert!(found.is_empty());
                    error.to_string()
                }
                Why::NoLedger => panic!("a bomb was taken for litter"),
            },
        }
    };
    assert!(failed(&zip_of(&[("zeros.csv", &zeros)]), &limits).contains("ratio"));
    assert!(failed(&gzip_of(&zeros), &limits).contains("ratio"));
    let small = Limits { unpacked_bytes: 1000, ..Limits::default() };
    assert!(failed(&zip_of(&[("zeros.csv", &zeros[..5000])]), &small).contains("size"));
    let mut nested = CSV.to_vec();
    for _ in 0..5 {
        nested = zip_of(&[("inner.zip", &nested)]);
    }
    assert!(failed(&nested, &Limits::default()).contains("inside each other"));
    let many: Vec<(String, &[u8])> = (0..20).map(|number| (format!("{number}.csv"), CSV)).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let few = Limits { archive_entries: 10, ..Limits::default() };
    assert!(walk(&zip_of(&many), "x.zip", &few).unwrap_err().to_string().contains("number of files"));
}

#[test]
fn one_bad_entry_does_not_cost_the_others() {
    let mut bytes = zip_of(&[("bad.csv", &b"Supplier,Amount\nX,1\n".repeat(50)), ("good.csv", CSV)]);
    // Break the packed data of the first entry, behind its 30-byte header and name.
    for byte in &mut bytes[40..55] {
        *byte ^= 0xFF;
    }
    let (found, unread) = walk(&bytes, "x.zip", &Limits::default()).unwrap();
    assert_eq!(names(&found), ["x.zip/good.csv"]);
    assert!(matches!(&unread[..], [Unread { name, why: Why::Failed(_) }] if name == "x.zip/bad.csv"));
}

#[test]
fn a_locked_entry_says_what_to_do() {
    let mut bytes = zip_of(&[("locked.csv", CSV)]);
    // Set the encryption flag in the local and the central header.
    bytes[6] |= 1;
    let central = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[central + 8] |= 1;
    let (_, unread) = walk(&bytes, "x.zip", &Limits::default()).unwrap();
    let Why::Failed(error) = &unread[0].why else { panic!("it was taken for litter") };
    assert!(error.to_string().contains("password") && error.to_string().contains("hint:"), "{error}");
}

#[test]
fn a_large_entry_is_spilled_and_comes_back_whole() {
    let mut large = Vec::with_capacity((HELD_IN_MEMORY + 3_000_000) as usize);
    let mut state = 1_u32;
    while (large.len() as u64) < HELD_IN_MEMORY + 2_000_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        large.extend_from_slice(&state.to_le_bytes()[2..]);
    }
    let (found, _) = walk(&gzip_of(&large), "big.csv.gz", &Limits::default()).unwrap();
    assert!(found[0].1 == large, "the spilled copy differs");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000), mark in 0..3) {
        let mut marked = match mark { 0 => b"PK\x03\x04".to_vec(), 1 => vec![0x1F, 0x8B, 8], _ => Vec::new() };
        marked.extend(bytes);
        let _ = walk(&marked, "x", &Limits::default());
    }

    #[test]
    fn a_damaged_archive_gives_whole_files_or_says_so(place in 0usize..10_000, flip in 1u8..=255, cut in 0usize..10_000) {
        let text = CSV.repeat(20);
        let mut bytes = zip_of(&[("one.csv", &text), ("two.csv", &text)]);
        let length = bytes.len();
        bytes[place % length] ^= flip;
        bytes.truncate(if cut.is_multiple_of(3) { cut % length } else { length });
        if let Ok((found, unread)) = walk(&bytes, "x.zip", &Limits::default()) {
            for (name, content) in &found {
                // A file that claims to be whole must be: its checksum was kept.
                if name != "x.zip" {
                    prop_assert!(content == &text, "{} came back changed without a word", name);
                }
            }
            prop_assert!(found.len() + unread.len() <= 2);
        }
    }
}
