//! `check` and `cat`, as the person uses them who gets a new file.

use std::path::Path;

use crate::program::{expect, finish, localspend, query};

const FILE: &str = "Spend over 25k,,,,\n\
    Date;Supplier Name;Supplier ID;Net Amount;Gross Amount\n\
    13/05/2025;Ash Ltd;9001;30000.00;36000.00\n\
    14/05/2025;Birch Ltd;9002;####;\n\
    15/05/2025;\"Elm; Sons \"\"and\"\" Co\";9005;28000.50;33600.60\n";

/// A workspace with one organisation's file.
fn workspace() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    expect(root.path(), &["init"], 0);
    write(root.path(), "ledgers/ZQA/zqa-spend-2025-05.csv", FILE);
    root
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Finance sends this list back to whoever made the file: a wrong row or column would cost them an afternoon.
#[test]
fn issues_name_file_row_column_and_value() {
    let root = workspace();
    let said = expect(root.path(), &["check", "--issues", "csv", "ledgers"], 1);
    let mut reader = csv::Reader::from_reader(said.stdout.as_bytes());
    assert_eq!(reader.headers().unwrap(), vec!["file", "sheet", "row", "column", "value", "reason", "hint"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let hashed = rows.iter().find(|row| &row[5] == "amount_hashed").unwrap_or_else(|| panic!("{}", said.stdout));
    assert!(
        hashed[0].ends_with("zqa-spend-2025-05.csv") && &hashed[2] == "4" && &hashed[3] == "Net Amount" && &hashed[4] == "####"
    );
    assert!(!hashed[6].is_empty());
    assert!(!root.path().join("lake").exists(), "check writes nothing");
}

/// A person who says once which column is the amount must not have to say it again next month.
#[test]
fn a_saved_and_corrected_mapping_is_used_by_check_and_ingest() {
    let root = workspace();
    let said = expect(root.path(), &["check", "--save", "ledgers"], 1);
    assert!(said.stdout.contains("£58,000.50 paid"), "{}", said.stdout);
    let path = root.path().join("decisions/mappings/ZQA.toml");
    let saved = std::fs::read_to_string(&path).unwrap();
    assert!(saved.contains("amount = \"Net Amount\""), "{saved}");
    std::fs::write(&path, saved.replace("\"Net Amount\"", "\"Gross Amount\"")).unwrap();
    let said = expect(root.path(), &["check", "ledgers"], 1);
    assert!(said.stdout.contains("£69,600.60 paid"), "{}", said.stdout);
    let said = expect(root.path(), &["check", "--save", "ledgers"], 1);
    assert!(
        said.stderr.contains("was not changed") || std::fs::read_to_string(&path).unwrap().contains("Gross"),
        "{}",
        said.stderr
    );
    write(root.path(), "ledgers/ZQA/zqa-spend-2025-06.csv", &FILE.replace("/05/", "/06/"));
    let said = localspend_in(root.path(), &["ingest"]);
    let sums = query(root.path(), "select file_name, amount_payments from files order by file_name");
    assert_eq!(sums, [["zqa-spend-2025-05.csv", "69600.60"], ["zqa-spend-2025-06.csv", "69600.60"]], "{said}");
}

/// A month that comes in another layout may read as well and mean something else.
#[test]
fn a_layout_that_changed_is_said_and_kept() {
    let root = workspace();
    localspend_in(root.path(), &["ingest", "--org", "ZQA"]);
    write(
        root.path(),
        "ledgers/ZQA/zqa-spend-2025-06.csv",
        &FILE.replace("/05/", "/06/").replace("Supplier Name", "Payee").replace("over 25k", "over 30k"),
    );
    let said = localspend_in(root.path(), &["ingest", "--org", "ZQA"]);
    assert!(
        said.contains("2025-06.csv: layout_changed") && said.contains("supplier_name is `Payee` (was `Supplier Name`)"),
        "{said}"
    );
    let doubts = query(root.path(), "select array_to_string(doubts, ' ') from files where file_name like '%06%'");
    assert!(doubts[0][0].contains("layout_changed"), "{doubts:?}");
}

fn localspend_in(root: &Path, arguments: &[&str]) -> String {
    let said = finish(localspend().arg("-w").arg(root).args(arguments));
    assert!(said.status < 2, "{}", said.stderr);
    said.stderr
}

/// What a person sees with `cat` must be the file's own cells.
#[test]
fn cat_prints_the_table_and_tells_what_stands_around_it() {
    let root = workspace();
    let path = root.path().join("ledgers/ZQA/zqa-spend-2025-05.csv");
    let said = finish(localspend().arg("cat").arg(&path));
    assert_eq!(said.status, 0);
    let lines: Vec<&str> = said.stdout.split("\r\n").collect();
    assert_eq!(lines[0], "Date,Supplier Name,Supplier ID,Net Amount,Gross Amount");
    assert_eq!(lines[3], "15/05/2025,\"Elm; Sons \"\"and\"\" Co\",9005,28000.50,33600.60");
    assert!(said.stderr.contains("row 1: 1 lines above the header"), "{}", said.stderr);
    let all = finish(localspend().arg("cat").arg("--all").arg(&path));
    // The title came from a program that writes commas: as many cells as the table is wide.
    assert!(all.stdout.starts_with("Spend over 25k,,,,\r\nDate,"), "{}", all.stdout);
}
