//! Packs written from invented tables: what must be true of the files as a whole.

#![allow(clippy::unwrap_used, reason = "test helpers: a panic here is a failed test")]

mod invented;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use invented::{Size, Tables, scratch, tables, written};
use localspend_report::write_pack;

fn bytes_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                drop(found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()))
            }
        }
    }
    found
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let tables = tables::all(&Size::small());
    let first = written("bytes-first", &tables);
    let second = written("bytes-second", &tables);
    let (first, second) = (bytes_below(&first), bytes_below(&second));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in &first {
        assert!(
            second[path] == *bytes,
            "{} differs between two packs of one input: an auditor could not reproduce it",
            path.display()
        );
    }
}

#[test]
fn a_second_pack_replaces_the_first_and_leaves_nothing_beside_it() {
    let folder = scratch("replace");
    let tables = tables::all(&Size::small());
    write_pack(&folder, &invented::input(&tables)).unwrap();
    write_pack(&folder, &invented::input(&tables)).unwrap();
    let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["qz9-2025-26-q1"], "a half-written or old pack must not lie beside the new one");
}

#[test]
fn a_run_without_metrics_still_says_so() {
    let folder = written("nothing", &Tables::new());
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(html.contains("there is nothing to report in 2025-26 Q1"));
    assert!(html.contains("not computed in this run (table rings is missing)"));
}

#[test]
fn the_page_can_be_mailed() {
    let folder = written("mail", &tables::all(&Size::small()));
    let size = fs::metadata(folder.join("index.html")).unwrap().len();
    assert!(size < 1_500_000, "{size} bytes: many mail systems would refuse it");
}

#[test]
fn many_organisations_get_a_file_each_and_the_page_stays_small() {
    let size = Size { organisations: 250, quarters: 2, categories: 4, suppliers: 4 };
    let folder = written("many", &tables::all(&size));
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(html.len() < 1_500_000, "{} bytes", html.len());
    assert_eq!(fs::read_dir(folder.join("org")).unwrap().count(), 250);
    for name in ["org/rz000.html", "org/rz249.html"] {
        assert!(html.contains(&format!("href=\"{name}\"")), "nobody could find {name} from the first page");
        assert!(fs::read_to_string(folder.join(name)).unwrap().contains("stayed local"));
    }
}

#[test]
fn one_organisation_is_a_pack_too() {
    let folder = written("single", &tables::all(&Size { organisations: 1, ..Size::small() }));
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(html.contains("id=\"org-rz000-answer\""));
    assert!(html.contains("1 organisation"), "plural words for a single organisation read as a fault");
}

#[test]
fn a_pack_of_an_earlier_quarter_does_not_know_the_later_ones() {
    let tables = tables::all(&Size::small());
    let mut input = invented::input(&tables);
    input.quarter = input.quarter.minus(2);
    let folder = scratch("earlier");
    write_pack(&folder, &input).unwrap();
    let csv = fs::read_to_string(folder.join("qz9-2024-25-q3/data/verdicts.csv")).unwrap();
    assert!(
        csv.contains("2024-25 Q3") && !csv.contains("2025-26 Q1"),
        "a past pack made again would differ from the one the board saw"
    );
}

#[test]
fn with_tiles_there_is_a_map_and_without_them_a_list_with_the_same_amounts() {
    let tables = tables::all(&Size { organisations: 1, quarters: 1, categories: 2, suppliers: 3 });
    let mut input = invented::input(&tables);
    let page_of = |name: &str, input: &localspend_report::PackInput<'_>| {
        let folder = scratch(name);
        write_pack(&folder, input).unwrap();
        fs::read_to_string(folder.join("qz9-2025-26-q1/index.html")).unwrap()
    };
    let mapped = page_of("tiles", &input);
    input.tile_map = None;
    let listed = page_of("no-tiles", &input);
    let csv = csv::Reader::from_path(scratch("tiles-again").join("../no-tiles/qz9-2025-26-q1/data/destinations.csv"));
    let rows: Vec<csv::StringRecord> = csv.unwrap().records().map(Result::unwrap).collect();
    let home = rows.iter().find(|row| row[3].is_empty() && &row[7] == "QZ9").unwrap();
    let millions = format!("£{:.1}m", home[10].parse::<f64>().unwrap() / 1e6);
    let tile = format!(">{millions}</text>");
    assert!(mapped.contains("class=\"chart wide-chart map\"") && mapped.contains(&tile), "the map does not say {millions}");
    assert!(!listed.contains("wide-chart map"), "a map of nothing");
    for page in [&mapped, &listed] {
        let (pounds, pence) = home[10].split_once('.').unwrap();
        let groups: Vec<&str> = pounds.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect();
        assert!(page.contains(&format!("£{}.{pence}", groups.join(","))), "the list lacks the area's amount");
    }
}
