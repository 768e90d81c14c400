//! The fuzz targets' bodies over generated inputs, and what must come back as it was written.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::bodies;

/// Pieces that text files are made of, so that generated files get past the first byte.
fn text_file() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&[u8]] = &[
        b",",
        b";",
        b"\t",
        b"|",
        b"\"",
        b"\"\"",
        b"'",
        b"\\",
        b"\r\n",
        b"\n",
        b"\r",
        b" ",
        b"\0",
        b"\xa0",
        b"\xc2\xa0",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"Supplier",
        b"Amount",
        b"Date",
        b"Total",
        b"Entity",
        b"Ashgrove Ltd",
        b"1,234.56",
        b"-5",
        b"(7.00)",
        b"01/04/2025",
        b"4/30/2025",
        b"30-Apr-25",
        b"####",
        b"#REF!",
        b"10005331",
        b"\xa3",
        b"\xc2\xa3",
        b"caf\xe9",
        b"St Mary\xd5s",
        b"Page 3",
        b"A",
        b"1",
        b"\"Hill, Dale\"",
    ];
    let piece = prop_oneof![8 => (0..PIECES.len()).prop_map(|index| PIECES[index].to_vec()), 1 => vec(any::<u8>(), 1..4)];
    vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn text_of_any_bytes_keeps_every_record_letter_and_pound(bytes in text_file()) {
        bodies::csv(&bytes);
    }

    #[test]
    fn a_workbook_with_any_bytes_in_it_is_read_or_refused(
        what in 0..4_u8, noise in vec(any::<u8>(), 0..200), seed in any::<prop::sample::Index>(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        bodies::workbook(&[&[what], &noise[..]].concat());
        let mut seed = seed.get(&bodies::seeds()).1.clone();
        for (at, byte) in changes {
            let at = at.index(seed.len());
            seed[at] = byte;
        }
        bodies::workbook(&seed);
    }

    #[test]
    fn an_archive_gives_the_records_of_its_files(what in 0..3_u8, mut bytes in text_file()) {
        bytes.insert(0, what);
        bodies::archive(&bytes);
    }

    #[test]
    fn a_header_lies_inside_its_table(bytes in text_file()) {
        bodies::header(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_text_is_a_date_of_a_ledger_or_none(text in "[0-9A-Za-z/. :,'-]{0,14}|\\PC{0,20}") {
        bodies::date(text.as_bytes());
    }

    #[test]
    fn any_text_is_money_to_its_last_digit_or_none(text in "[-+(£]{0,3}[0-9 ,.Ee]{0,14}[-)CRDr]{0,3}|\\PC{0,20}", double in any::<f64>()) {
        bodies::amount(text.as_bytes());
        bodies::amount(&double.to_le_bytes());
    }
}

type Body = fn(&[u8]);

/// What the fuzzer found worth keeping goes through the same bodies here.
#[test]
fn the_corpus_of_the_fuzzer_holds() {
    let targets: [(&str, Body); 6] = [
        ("csv", bodies::csv),
        ("workbook", bodies::workbook),
        ("archive", bodies::archive),
        ("header", bodies::header),
        ("date", bodies::date),
        ("amount", bodies::amount),
    ];
    for (target, body) in targets {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
        let mut inputs: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        inputs.sort();
        assert!(inputs.len() >= 5, "{target}: the corpus is gone");
        for input in inputs {
            println!("{}", input.display());
            body(&std::fs::read(&input).unwrap());
        }
    }
}
