//! Every code that a person meets in a list of issues is explained in `docs/reasons`, with an example that the reader
//! itself judges so.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use localspend_ledger::{Hints, Limits, Source, inspect};
use localspend_model::Period;
use localspend_model::codes::{Flag, Reason};

/// Codes that no line of a UTF-8 text file by itself can show; their fixtures are among the traps.
const SHOWN_ELSEWHERE: [&str; 4] = ["amount_misplaced", "bytes_replaced", "formula", "hidden"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reasons")
}

fn codes() -> BTreeSet<String> {
    let reasons = Reason::ALL.iter().map(|reason| reason.to_string());
    reasons.chain(Flag::ALL.iter().map(|flag| flag.to_string())).collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .filter(|name| name != "README")
        .collect();
    assert_eq!(codes(), pages, "left: the codes; right: the pages");
    let index = std::fs::read_to_string(folder().join("README.md")).unwrap();
    for code in codes() {
        assert!(index.contains(&format!("[`{code}`]({code}.md)")), "{code} is not on the index page");
        let page = std::fs::read_to_string(folder().join(format!("{code}.md"))).unwrap();
        for part in [&format!("`{code}`"), "\n## Example\n", "\n## What to do\n", "\n## What it does to the figures\n"] {
            assert!(page.contains(part), "{code}.md lacks {part:?}");
        }
    }
}

#[test]
fn every_example_is_judged_as_its_page_says() {
    let april = Period::month("2025-04".parse().unwrap());
    let hints = Hints { file_name: "example.csv".to_owned(), month: Some(april), ..Hints::default() };
    for code in codes() {
        let page = std::fs::read_to_string(folder().join(format!("{code}.md"))).unwrap();
        let example = page.split_once("```csv\n").and_then(|(_, rest)| rest.split_once("```"));
        let Some((example, _)) = example else {
            assert!(SHOWN_ELSEWHERE.contains(&code.as_str()), "{code}.md has no example that can be read");
            continue;
        };
        let totals = inspect(Source::Bytes(example.as_bytes()), &hints, &Limits::default()).unwrap().totals;
        let reasons = totals.by_reason.keys().map(|reason| reason.as_str());
        let found: BTreeSet<&str> = reasons.chain(totals.by_flag.keys().map(|flag| flag.as_str())).collect();
        assert!(found.contains(code.as_str()), "the example of {code}.md shows {found:?}");
    }
}
