//! Rules of the house that a compiler does not know.

use std::path::{Path, PathBuf};

use crate::program::repository;

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && name != "node_modules" && !name.starts_with('.') {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
}

fn all(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&repository().join(folder), extension, &mut found);
    found.sort();
    assert!(!found.is_empty(), "no .{extension} file below {folder}: the rule looks in the wrong place");
    found
}

/// A file nobody can hold in their head, or whose purpose is not said, is where the next mistake is made.
#[test]
fn rust_files_say_what_they_are_for_and_stay_short() {
    for path in all("crates", "rs").into_iter().chain(all("tests", "rs")) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//!"), "{}: the first line must say what the file is for (`//!`)", path.display());
        let lines = text.lines().count();
        assert!(lines <= 800, "{}: {lines} lines; split it", path.display());
    }
}

/// A figure whose query has no description cannot be explained to a board.
#[test]
fn every_query_has_its_description() {
    for path in all("queries", "sql") {
        let description = path.with_extension("toml");
        let text = std::fs::read_to_string(&description).unwrap_or_else(|error| panic!("{}: {error}", description.display()));
        assert!(text.contains("One row per"), "{}: the description must end with the grain", description.display());
    }
}

/// What is left for later is a wrong figure waiting to happen.
#[test]
fn nothing_is_left_undone() {
    let unfinished = [["to", "do!("].concat(), ["unimplem", "ented!("].concat(), ["#[ig", "nore"].concat()];
    for path in all("crates", "rs").into_iter().chain(all("tests", "rs")) {
        let text = std::fs::read_to_string(&path).unwrap();
        for word in &unfinished {
            assert!(!text.contains(word.as_str()), "{} holds `{word}`", path.display());
        }
    }
}
