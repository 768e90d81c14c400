//! Archives, encodings and bytes of all kinds: reported, never a panic, never the end of the other files.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use localspend_registers::{RegisterFile, load};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use crate::layouts::{load_texts, shown};

const POSTCODES: &str = "pcds,doterm,laua,lat,long\nZZ1 1AA,,E99000001,51,0\nZZ1 1AB,,E99000001,51,0\n";

fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_postcode_directory_is_read_once_from_its_archive() {
    let archive = zipped(&[
        ("Data/ONSPD_AUG_2025_UK.csv", POSTCODES),
        ("Data/multi_csv/ONSPD_AUG_2025_UK_ZZ.csv", POSTCODES),
        ("Documents/LAD names.csv", "LAD25CD,LAD25NM\nE99000001,Marshland\n"),
        ("Documents/Region names and codes.csv", "RGN25CD,RGN25CDO,RGN25NM\nE12999991,Z,Marsh Region\n"),
        ("Documents/readme.pdf", "%PDF"),
        ("Documents/notes.txt", "The user guide explains the columns."),
    ]);
    let (_folder, loaded) = load_texts(&[("ONSPD_AUG_2025.zip", &archive)]);
    assert_eq!(
        shown(&loaded, "places", &["postcode", "area_label"]),
        ["ZZ1 1AA|Marshland", "ZZ1 1AB|Marshland"],
        "the archive holds every postcode twice"
    );
    let names: Vec<&str> = loaded.report.files.iter().map(|file| file.file_name.as_str()).collect();
    assert_eq!(
        names,
        ["ONSPD_AUG_2025.zip", "ONSPD_AUG_2025.zip/Data/ONSPD_AUG_2025_UK.csv", "ONSPD_AUG_2025.zip/Documents/LAD names.csv"]
    );
    let enclosed = &loaded.report.files[0];
    assert_eq!(enclosed.problem, None, "the guides that come with the directory are nothing to mend");
    assert!(
        enclosed.notes[0].contains("2 texts") && enclosed.notes[0].contains("Documents/Region names and codes.csv"),
        "what was not read must be said: {enclosed:?}"
    );
}

#[test]
fn a_damaged_archive_does_not_stop_the_others() {
    let whole = gzipped(&POSTCODES.repeat(500));
    let (_folder, loaded) = load_texts(&[
        ("a.csv.gz", &whole[..whole.len() - 20]),
        ("b.zip", b"PK\x03\x04 and nothing more"),
        ("c.csv", b"Name,Accredited from\nMarsh Ltd,2020-01-01\n"),
        ("d.csv", b""),
        ("e.xlsx", &zipped(&[("xl/workbook.xml", "<workbook/>")])),
    ]);
    let problem = |name: &str| {
        loaded.report.files.iter().find(|file| file.file_name == name).and_then(|file| file.problem.clone()).unwrap_or_default()
    };
    assert!(problem("a.csv.gz").contains("hint:"), "{:?}", loaded.report.files);
    assert!(problem("b.zip").contains("cannot be opened"), "{}", problem("b.zip"));
    assert!(problem("d.csv").contains("begins with nothing"), "{}", problem("d.csv"));
    assert!(problem("e.xlsx").contains("save its sheet as CSV"), "{}", problem("e.xlsx"));
    assert_eq!(shown(&loaded, "accreditations", &["name"]), ["Marsh Ltd"]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_does_not_fill_the_memory() {
    let mut text = String::from(POSTCODES);
    text.push('"');
    text.push_str(&"ZZ1 1AC,,E99000001,51,0\n".repeat(1_000_000));
    let (_folder, loaded) = load_texts(&[("nspl.csv", text.as_bytes())]);
    assert_eq!(shown(&loaded, "places", &["postcode"]), ["ZZ1 1AA", "ZZ1 1AB"]);
    assert!(loaded.report.files[0].problem.as_deref().unwrap_or_default().contains("never closed"), "{:?}", loaded.report.files);
}

#[test]
fn text_in_utf_16_is_read() {
    for (mark, big) in [([0xff, 0xfe], false), ([0xfe, 0xff], true)] {
        let mut bytes = mark.to_vec();
        for unit in "Name\tAccredited from\nCafé Marsh Ltd\t2020-01-01\n".encode_utf16() {
            bytes.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        }
        let (_folder, loaded) = load_texts(&[("wage.txt", &bytes)]);
        assert_eq!(shown(&loaded, "accreditations", &["name"]), ["Café Marsh Ltd"], "{:?}", loaded.report.files);
    }
}

#[test]
fn a_file_that_is_not_there_is_a_problem_of_that_file() {
    let missing = RegisterFile { name: "gone.csv".to_owned(), path: "/nowhere/gone.csv".into() };
    let loaded = load(&[missing]).unwrap();
    assert!(loaded.report.files[0].problem.as_deref().unwrap_or_default().contains("cannot be opened"));
    assert!(loaded.report.missing.len() >= 8, "with no register at all, everything is missing");
}

/// Headers of the layouts, so that random bodies reach the readers behind them.
const HEADERS: &[&str] = &[
    "",
    "pcds,dointr,doterm,lad25cd,icb23cd,rgn25cd,lsoa21cd,lat,long\n",
    "CompanyName, CompanyNumber,RegAddress.PostCode,CompanyCategory,CompanyStatus,Accounts.AccountCategory\n",
    "registered_charity_number\tlinked_charity_number\tcharity_name\tdate_of_registration\tlatest_income\n",
    "[{\"registered_charity_number\":1,\"date_of_registration\":\"",
    "Name,Also known as,Company number,Accredited from,Accredited to,Kind\n",
    "Supplier number,Supplier name,VAT number,Postcode,Valid from\n",
    "org_code,name,kind,icb_code,valid_from,valid_to\n",
    "org_code,site_code,postcode,is_main\n",
    "lsoa11_code,IMD_decile\n",
    "ICB24CD,ICB24CDH,ICB24NM\n",
    "ltla22_code,ltla22_name,ltla23_code,ltla23_name\n",
    "lsoa11_code,lsoa21_code\n",
    "\"ZA1\",\"SOME NHS TRUST\",\"Y99\",\"QX1\",,,,,,\"ZZ1 1AA\",\"20010401\",,,,,,,,,,,,,,,,\n",
    "\u{1f}\u{8b}",
    "PK\u{3}\u{4}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(
        header in proptest::sample::select(HEADERS),
        body in proptest::collection::vec(prop_oneof![any::<u8>(), proptest::sample::select(&b",\"\n\t|;0123456789-/EZ "[..])], 0..400),
        name in "[a-z0-9_.-]{1,20}",
    ) {
        let mut bytes: Vec<u8> = header.chars().map(|character| character as u8).collect();
        bytes.extend(body);
        let (_folder, loaded) = load_texts(&[(&format!("x{name}"), &bytes)]);
        for file in &loaded.report.files {
            prop_assert!(file.loaded + file.skipped <= file.rows.max(file.skipped), "rows must be accounted for: {:?}", file);
        }
    }

    #[test]
    fn cutting_an_archive_anywhere_is_reported(cut in 0_usize..400) {
        let archive = zipped(&[("nspl.csv", POSTCODES)]);
        let cut = cut.min(archive.len());
        let (_folder, loaded) = load_texts(&[("nspl.zip", &archive[..cut])]);
        let read = shown(&loaded, "places", &["postcode"]).len();
        prop_assert!(read == 2 || loaded.report.files.iter().any(|file| file.problem.is_some()));
    }
}
