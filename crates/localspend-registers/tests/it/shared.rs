//! Registers as published, where a copy of them lies beside the repository; skipped where none does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use localspend_registers::{RegisterFile, load};

/// The files under a folder of the shared registers; `None`, with a word, when they are not there.
fn shared(under: &[&str]) -> Option<Vec<RegisterFile>> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/registers"));
    if !root.exists() {
        eprintln!("SKIPPED: ../shared is not there");
        return None;
    }
    let mut files = Vec::new();
    for folder in under {
        collect(&root.join(folder), &mut files);
    }
    Some(files)
}

fn collect(path: &Path, files: &mut Vec<RegisterFile>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), files);
        }
    } else {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        files.push(RegisterFile { name, path: path.to_owned() });
    }
}

#[test]
fn every_published_file_is_recognised_as_what_it_is() {
    let Some(files) = shared(&["ods", "lookups", "imd", "companies", "postcodes"]) else { return };
    let loaded = load(&files).unwrap();
    let mut seen = BTreeMap::new();
    for file in &loaded.report.files {
        assert_eq!(file.problem, None, "{}", file.file_name);
        seen.insert(file.file_name.clone(), (file.layout.clone(), file.rows, file.skipped));
    }
    assert_eq!(seen.len(), files.len());
    let layout = |name: &str| seen[name].0.as_str();
    assert_eq!(layout("etr_2022-03.csv"), "ODS trusts (etr)");
    assert_eq!(layout("eccg_2025.csv"), "ODS commissioners (eccg)");
    assert_eq!(layout("nspl_layout_derived_2025.csv.gz"), "ONS postcode directory (ONSPD or NSPL)");
    let (_, rows, skipped) = &seen["nspl_layout_derived_2025.csv.gz"];
    assert_eq!(*rows, 2_714_964, "a postcode that is not read locates nobody");
    // One, long out of use, has a letter in its second half that no postcode may have.
    assert_eq!(*skipped, 1, "{skipped} postcodes of the directory were refused");
}
