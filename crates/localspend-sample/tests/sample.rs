//! The committed sample, the generator and the truth agree, and everything that METHOD tells apart really occurs.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use localspend_sample::{Options, write};

static WRITTEN: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &Options::default()).unwrap();
    folder
});

type Row = BTreeMap<String, String>;

static LINES: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let file = fs::File::open(WRITTEN.path().join("truth/lines.csv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    rows(&text)
});

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| header.iter().zip(record.unwrap().iter()).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect())
        .collect()
}

fn table(name: &str) -> Vec<Row> {
    rows(&fs::read_to_string(WRITTEN.path().join("truth").join(name)).unwrap())
}

fn pence(amount: &str) -> i128 {
    if amount.is_empty() { 0 } else { amount.replace('.', "").parse().unwrap() }
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.insert(path.strip_prefix(folder).unwrap().to_path_buf(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn the_committed_sample_is_what_the_seed_gives() {
    let committed = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample-data"));
    let written = tree(WRITTEN.path());
    let differing: Vec<_> =
        written.iter().filter(|(path, bytes)| committed.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
    assert!(differing.is_empty(), "run `cargo run -p localspend-sample -- write --out sample-data`: {differing:?}");
    let stale: Vec<_> = committed.keys().filter(|path| !written.contains_key(*path)).collect();
    assert!(stale.is_empty(), "no longer written: {stale:?}");
    let bytes: usize = committed.values().map(Vec::len).sum();
    assert!(bytes < 5_000_000, "sample-data has grown to {bytes} bytes");
}

#[test]
fn another_seed_is_another_world() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &Options { seed: 2, quarters: 1, ..Options::default() }).unwrap();
    let (other, first) = (tree(folder.path()), tree(WRITTEN.path()));
    let ledger = Path::new("ledgers/community/RZC_2023_05.csv");
    assert_ne!(other[ledger], first[ledger]);
}

#[test]
fn records_and_pounds_of_lines_files_and_totals_agree() {
    let mut by_file: BTreeMap<&str, [i128; 6]> = BTreeMap::new();
    let mut active = 0;
    for line in LINES.iter() {
        let sums = by_file.entry(&line["file"]).or_default();
        let verdict = ["payment", "rejected", "not_payment"].iter().position(|v| *v == line["verdict"]).unwrap();
        sums[0] += 1;
        sums[1 + verdict] += 1;
        if verdict < 2 {
            sums[4 + verdict] += pence(&line["amount"]);
        }
        if verdict == 0 && line["active"] == "true" {
            active += pence(&line["amount"]);
        }
    }
    let files = table("files.csv");
    assert_eq!(files.len(), by_file.len());
    for file in &files {
        let counts = ["records", "payments", "rejected", "not_payments"].map(|column| file[column].parse::<i128>().unwrap());
        let [payments, rejected] = ["amount_payments", "amount_rejected"].map(|column| pence(&file[column]));
        let [a, b, c, d] = counts;
        assert_eq!(by_file[file["file"].as_str()], [a, b, c, d, payments, rejected], "{}", file["file"]);
    }
    let totals = table("totals.csv");
    let sum = |dimension: &str| -> i128 {
        totals.iter().filter(|row| row["dimension"] == dimension).map(|row| pence(&row["amount"])).sum()
    };
    assert_eq!(sum("all"), active, "totals leave pounds out");
    assert_eq!(sum("scope"), active, "the scopes do not add up to all");
    for parts in ["ring", "is_local", "verdict", "category", "living_wage", "location_source", "size", "imd_decile"] {
        assert_eq!(sum(parts), sum("base"), "{parts} does not add up to the base");
    }
    let blocked: i128 = totals
        .iter()
        .filter(|row| row["dimension"] == "verdict" && row["value"] == "blocked")
        .map(|row| pence(&row["amount"]))
        .sum();
    assert!((sum("blocked_shared") - blocked).abs() < 100, "the shared parts do not add up to what is blocked");
}

#[test]
fn every_case_that_method_tells_apart_occurs() {
    let count = |column: &str, value: &str| LINES.iter().filter(|line| line[column] == value).count();
    for (column, values, least) in [
        ("verdict", &["payment", "rejected", "not_payment"][..], 40),
        (
            "reason",
            &[
                "header",
                "header_repeated",
                "preamble",
                "blank",
                "total",
                "footnote",
                "amount_hashed",
                "amount_without_supplier",
                "supplier_without_amount",
            ],
            5,
        ),
        (
            "scope",
            &[
                "third_party",
                "intermediary",
                "transfer",
                "statutory",
                "national_provision",
                "locked",
                "individual",
                "unidentified",
            ],
            10,
        ),
        ("ring", &["place", "ics", "region", "uk", "overseas", "unknown"], 100),
        ("location_source", &["decision", "ledger", "supplier_list", "registered_office"], 50),
        ("living_wage", &["accredited", "recognised_provider", "not_listed"], 20),
        ("category_basis", &["line", "supplier", "sic", "none"], 40),
        ("is_local", &["true", "false", ""], 100),
        ("has_local_alternative", &["true", "false"], 100),
        (
            "spend_verdict",
            &[
                "local",
                "location_unknown",
                "uncategorised",
                "blocked",
                "blocked_no_alternative",
                "steered",
                "conditioned",
                "movable",
                "no_local_market",
            ],
            40,
        ),
        (
            "blocking_directives",
            &["AGY-FW@2016", "AGY-FW@2016 WV-AGENCY@1", "HCTED@2016", "MED-MPSC@1", "AGY-FW@2016-adopted"],
            20,
        ),
        ("blocking_directives", &["WV-AGENCY@1", "WV-FOOD@1"], 5),
        ("genuine_repeat", &["true"], 10),
        (
            "planted",
            &[
                "accreditation_ended",
                "accreditation_gap",
                "recognised_provider",
                "moved",
                "many_names",
                "local_approved",
                "local_not_approved",
                "decided",
                "terminated_postcode",
                "near_namesakes",
                "payment_centre",
                "ledger_branch",
                "unknown_location",
                "uncategorised",
                "category_by_industry",
                "individual",
                "redacted",
                "own_code",
                "charter_only",
                "former_name",
                "working_name",
                "short_name",
                "crown_dependency",
            ],
            20,
        ),
        ("planted", &["alternative_in_window_only"], 3),
    ] {
        for value in values {
            assert!(least <= count(column, value), "{column} = `{value}` occurs only {} times", count(column, value));
        }
    }
    let categories: BTreeSet<_> = LINES.iter().map(|line| &line["category_code"]).collect();
    assert!(50 < categories.len(), "only {} categories are bought", categories.len());
}

#[test]
fn planted_suppliers_change_on_their_day() {
    let of = |planted: &str, name: &str| -> Vec<&Row> {
        LINES.iter().filter(|line| line["planted"] == planted && line["supplier_true_name"].starts_with(name)).collect()
    };
    for line in of("accreditation_ended", "") {
        let expected = if line["as_of"].as_str() <= "2024-10-31" { "accredited" } else { "not_listed" };
        assert_eq!(line["living_wage"], expected, "{line:?}");
    }
    for line in of("recognised_provider", "") {
        let expected = if line["as_of"].as_str() < "2025-02-03" { "recognised_provider" } else { "accredited" };
        assert_eq!(line["living_wage"], expected, "{line:?}");
    }
    for (name, day, before, after) in [("OAKENSHARD", "2024-07-01", "QZX", "QZJ"), ("PENHALLOW", "2024-11-15", "QZY", "QZX")] {
        let lines = of("moved", name);
        assert!(lines.iter().any(|line| line["as_of"].as_str() < day) && lines.iter().any(|line| day <= line["as_of"].as_str()));
        for line in lines {
            assert_eq!(line["icb_code"], if line["as_of"].as_str() < day { before } else { after }, "{line:?}");
        }
    }
    // The community trust changes its care system between two quarters: what was local to it is no longer, and the reverse.
    for line in LINES.iter().filter(|line| line["org_code"] == "RZC" && !line["is_local"].is_empty()) {
        let board = if line["quarter"].as_str() < "2024-25 Q1" { "QZY" } else { "QZX" };
        assert_eq!(line["payer_icb_code"], board);
        assert_eq!(line["is_local"] == "true", line["icb_code"] == board, "{line:?}");
    }
}

#[test]
fn an_alternative_lasts_as_long_as_the_window() {
    // The only laundry of the care system was paid until September 2023: an alternative until 2024-25 Q1, and no longer.
    let laundry: Vec<_> = LINES
        .iter()
        .filter(|line| line["category_code"] == "laundry" && line["in_base"] == "true" && line["payer_icb_code"] == "QZX")
        .collect();
    assert!(laundry.iter().any(|line| line["quarter"] == "2024-25 Q1"));
    for line in laundry {
        let expected = if line["quarter"].as_str() <= "2024-25 Q1" { "true" } else { "false" };
        assert_eq!(line["has_local_alternative"], expected, "{line:?}");
    }
}

#[test]
fn a_name_in_the_ledgers_means_one_supplier() {
    let mut suppliers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in LINES.iter().filter(|line| line["verdict"] == "payment") {
        suppliers.entry(&line["supplier_name"]).or_default().insert(&line["supplier_true_name"]);
    }
    let shared: Vec<_> = suppliers.iter().filter(|(_, suppliers)| 1 < suppliers.len()).collect();
    assert!(shared.is_empty(), "nobody could tell these apart: {shared:?}");
    let of_many =
        LINES.iter().filter(|line| line["planted"] == "many_names").map(|line| &line["supplier_name"]).collect::<BTreeSet<_>>();
    assert!(10 <= of_many.len(), "only {} spellings", of_many.len());
}

#[test]
fn months_are_missing_and_restated_as_planned() {
    let files = table("files.csv");
    let of = |org: &str, period: &str| files.iter().filter(|file| file["org_code"] == org && file["period"] == period).count();
    assert_eq!(of("RZC", "2024-08"), 0);
    assert_eq!(of("RZA", "2024-09"), 2);
    assert_eq!(files.iter().filter(|file| file["status"] == "superseded").count(), 1);
    assert_eq!(files.len(), 5 * 27);
    for source in ["configuration", "entity", "name"] {
        assert!(files.iter().any(|file| file["org_source"] == source), "no file takes its payer from its {source}");
    }
}
