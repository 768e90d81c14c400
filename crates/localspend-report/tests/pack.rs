//! Packs written from invented tables: what must be true of the files as a whole.

#![allow(clippy::unwrap_used, reason = "test helpers: a panic here is a failed test")]

mod invented;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use invented::{Size, Tables, tables};
use localspend_report::write_pack;

fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn write(name: &str, tables: &Tables) -> (PathBuf, Vec<PathBuf>) {
    let folder = scratch(name);
    let files = write_pack(&folder, &invented::input(tables)).unwrap();
    (folder.join("qz9-2025-26-q1"), files)
}

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
    let (first, _) = write("bytes-first", &tables);
    let (second, _) = write("bytes-second", &tables);
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
    let (folder, _) = write("nothing", &Tables::new());
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(html.contains("there is nothing to report in 2025-26 Q1"));
    assert!(html.contains("not computed in this run (table rings is missing)"));
}

#[test]
fn the_page_can_be_mailed() {
    let (folder, _) = write("mail", &tables::all(&Size::small()));
    let size = fs::metadata(folder.join("index.html")).unwrap().len();
    assert!(size < 1_500_000, "{size} bytes: many mail systems would refuse it");
}
