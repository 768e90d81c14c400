//! Two editions of a register: each quarter must find the one of its day, and nothing else may change.

use crate::layouts::{load_texts, shown};

const CODES: &str = "ICB24CD,ICB24CDH,ICB24NM\nE54999001,QX1,NHS Marshland Integrated Care Board\nE54999002,QX2,NHS Fenland Integrated Care Board\n";
const OLDER: &str = "\
pcds,dointr,doterm,laua,ctry,rgn,lsoa11,icb,lat,long
ZZ1 1AA,198001,,E99000001,E92000001,E12999991,E01999001,E54999001,51.5,-0.1
ZZ1 1AB,198001,,E99000001,E92000001,E12999991,E01999002,E54999001,51.51,-0.11
ZZ1 1AD,198001,201001,E99000001,E92000001,E12999991,E01999002,E54999001,51.51,-0.11
";
const NEWER: &str = "\
pcds,dointr,doterm,lad26cd,ctry26cd,rgn26cd,lsoa21cd,icb26cd,lat,long
ZZ1 1AA,198001,,E99000001,E92000001,E12999991,E01999001,E54999001,51.5,-0.1
ZZ1 1AB,198001,,E99000001,E92000001,E12999991,E01999003,E54999002,51.51,-0.11
";

#[test]
fn a_moved_footprint_changes_the_quarters_of_its_own_edition_only() {
    let files =
        [("ONSPD_FEB_2024.csv", OLDER.as_bytes()), ("ONSPD_MAY_2026.csv", NEWER.as_bytes()), ("icb.csv", CODES.as_bytes())];
    let (_folder, loaded) = load_texts(&files);
    assert_eq!(
        shown(&loaded, "places", &["postcode", "icb_code", "lsoa_code"]),
        ["ZZ1 1AA|QX1|E01999001", "ZZ1 1AB|QX2|E01999003", "ZZ1 1AD|QX1|E01999002"],
        "the newest edition speaks; a postcode that only the older one has still locates"
    );
    assert_eq!(
        shown(&loaded, "place_history", &["postcode", "icb_code", "valid_from", "valid_to"]),
        ["ZZ1 1AB|QX1||2026-04-30"],
        "only the postcode that moved may have a history, and it ends the day before the newer edition"
    );
    let older = loaded.report.files.iter().find(|file| file.file_name == "ONSPD_FEB_2024.csv").unwrap();
    assert_eq!((older.rows, older.loaded, older.skipped), (3, 1, 2));
    assert!(older.notes.iter().any(|note| note.contains("1 of them lay in other areas")), "{older:?}");

    let (_folder, one) = load_texts(&files[1..]);
    assert!(shown(&one, "place_history", &["postcode"]).is_empty(), "one edition has no history");
}

#[test]
fn three_editions_each_speak_for_their_own_time() {
    let at = |icb: &str| format!("pcds,doterm,laua,icb,lat,long\nZZ1 1AA,,E99000001,{icb},51.5,-0.1\n");
    let (first, second, third) = (at("QX1"), at("QX2"), at("QX3"));
    let (_folder, loaded) = load_texts(&[
        ("nspl_2022-07.csv", first.as_bytes()),
        ("nspl_2024-05.csv", second.as_bytes()),
        ("nspl_2026-04.csv", third.as_bytes()),
    ]);
    assert_eq!(shown(&loaded, "places", &["icb_code"]), ["QX3"]);
    assert_eq!(
        shown(&loaded, "place_history", &["icb_code", "valid_from", "valid_to"]),
        ["QX2|2024-05-01|2026-03-31", "QX1||2024-04-30"],
        "a day must find one edition, neither two nor none"
    );
}

#[test]
fn a_second_edition_of_trusts_changes_only_the_trust_that_moved() {
    let row = |code: &str, icb: &str| {
        let mut cells = vec![code, "SOME NHS TRUST", "Y99", icb, "", "", "", "", "", "ZZ1 1AA", "20010401", ""];
        cells.resize(24, "");
        cells.join(",") + "\n"
    };
    let first = row("ZA1", "QX1") + &row("ZA2", "QX1");
    let second = row("ZA1", "QX1") + &row("ZA2", "QX2");
    let columns = ["org_code", "icb_code", "valid_from", "valid_to"];
    let (_folder, before) = load_texts(&[("etr_2022.csv", first.as_bytes())]);
    let (_folder, after) = load_texts(&[("etr_2022.csv", first.as_bytes()), ("etr_2026-04-01.csv", second.as_bytes())]);
    assert_eq!(shown(&before, "organisations", &columns), ["ZA1|QX1|2001-04-01|", "ZA2|QX1|2001-04-01|"]);
    assert_eq!(
        shown(&after, "organisations", &columns),
        ["ZA1|QX1|2001-04-01|", "ZA2|QX1|2001-04-01|2026-03-31", "ZA2|QX2|2026-04-01|"]
    );
    let sites = shown(&after, "sites", &["org_code", "valid_from", "valid_to"]);
    assert_eq!(sites, ["ZA1|2001-04-01|", "ZA2|2001-04-01|"], "a trust that changed its board did not move house");
}

#[test]
fn successors_take_the_place_of_authorities_that_ended_whole_not_of_divided_ones() {
    let postcodes = "pcds,doterm,laua,lat,long\nZZ1 1AA,,E07999001,51,0\nZZ1 1AB,,E07999002,51,0\nZZ1 1AD,,E07999003,51,0\n";
    let successors = "lad22cd,lad22nm,lad23cd,lad23nm\nE07999001,Old Marsh,E06999009,Marshland\nE07999002,Old Fen,E06999009,Marshland\n\
        E07999003,Wide Moor,E06999007,Moor East\nE07999003,Wide Moor,E06999008,Moor West\n";
    let (_folder, loaded) = load_texts(&[("nspl_2022.csv", postcodes.as_bytes()), ("lad.csv", successors.as_bytes())]);
    assert_eq!(
        shown(&loaded, "places", &["postcode", "local_authority_code", "area_label"]),
        ["ZZ1 1AA|E06999009|Marshland", "ZZ1 1AB|E06999009|Marshland", "ZZ1 1AD|E07999003|"],
        "two districts that became one are one place; a divided one cannot be guessed"
    );
}

#[test]
fn deprivation_indices_are_never_mixed() {
    let on_2021 = "pcds,doterm,lad25cd,lsoa21cd,lat,long\nZZ1 1AA,,E99000001,E01999001,51,0\nZZ1 1AB,,E99000001,E01999002,51,0\nZZ1 1AD,,E99000001,E01999003,51,0\n";
    let on_2011 = "pcds,doterm,laua,lsoa11,lat,long\nZZ1 1AA,,E99000001,E01999001,51,0\n";
    let index_2019 = "LSOA code (2011),Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)\nE01999001,2\nE01999002,3\nE01999004,9\n";
    let index_2025 =
        "LSOA code (2021),Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)\nE01999001,7\n";
    // 002 of 2021 is 002 of 2011; 003 of 2021 was drawn together from 002 and 004, of the third tenth and the ninth.
    let lookup = "lsoa11cd,lsoa21cd\nE01999001,E01999001\nE01999002,E01999002\nE01999002,E01999003\nE01999004,E01999003\n";
    let places = |files: &[(&str, &str)]| {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        let (_folder, loaded) = load_texts(&files);
        shown(&loaded, "places", &["postcode", "imd_decile", "imd_edition"])
    };
    let (new, old) = (("nspl_2025.csv", on_2021), ("nspl_2019.csv", on_2011));
    let (i19, i25, lsoa) = (("imd2019.csv", index_2019), ("imd2025.csv", index_2025), ("lsoa.csv", lookup));
    assert_eq!(
        places(&[new, i19]),
        ["ZZ1 1AA||", "ZZ1 1AB||", "ZZ1 1AD||"],
        "an index on other areas says nothing without a lookup"
    );
    assert_eq!(places(&[new, i19, lsoa]), ["ZZ1 1AA|2|2019", "ZZ1 1AB|3|2019", "ZZ1 1AD||"]);
    assert_eq!(
        places(&[new, i19, i25, lsoa]),
        ["ZZ1 1AA|7|2025", "ZZ1 1AB||", "ZZ1 1AD||"],
        "tenths of two indices in one share mean nothing"
    );
    assert_eq!(places(&[old, i19, i25]), ["ZZ1 1AA|2|2019"]);
}
