//! The commands of the three users, on the demo's workspace.

use crate::program::{cell, demo, demo_copy, expect, finish, localspend, query};

/// A board's secretary runs the demo first: it must end with a pack that exists.
#[test]
fn the_demo_ends_with_the_pack() {
    let (root, said) = demo();
    let last = said.lines().rfind(|line| line.contains("index.html")).unwrap_or_default();
    let path =
        last.split_whitespace().find(|word| word.ends_with("index.html")).unwrap_or_else(|| panic!("no pack named in: {said}"));
    let page = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(page.contains("<html") && page.contains('£'), "the pack is a page with figures");
    assert!(path.starts_with(&*root.to_string_lossy()));
}

/// What the summary says is what the tables say.
#[test]
fn the_summary_agrees_with_the_tables() {
    let (root, said) = demo();
    let payments = cell(root, "select count(*) from spend");
    assert!(said.replace(',', "").contains(&format!("{payments} payments")), "{payments} payments are not in: {said}");
    for verdict in query(root, "select verdict from spend where verdict is not null group by verdict") {
        assert!(said.contains(&verdict[0]), "{} is not in: {said}", verdict[0]);
    }
}

/// Every table of the contract answers, with its columns.
#[test]
fn the_contract_tables_can_be_asked() {
    let (root, _) = demo();
    for table in [
        "files",
        "lines",
        "payments",
        "rejects",
        "supplier_names",
        "suppliers",
        "organisations",
        "places",
        "spend",
        "runs",
        "directives",
        "categories",
    ] {
        let count: u64 = cell(root, &format!("select count(*) from {table}")).parse().unwrap();
        assert!(count > 0, "{table} is empty");
    }
    let said = expect(root, &["sql", "--format", "json", "select file_id, amount, directives from spend limit 1"], 0);
    let rows: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert!(rows[0]["directives"].is_array(), "{rows}");
}

/// An analyst's typing error is answered with a hint, and nothing that writes is let through.
#[test]
fn sql_refuses_what_is_wrong_or_writes() {
    let (root, _) = demo();
    let before = cell(root, "select count(*) from spend");
    for statement in [
        "delete from spend",
        "create table x as select 1",
        "copy spend to 'x.csv'",
        "drop view payments",
        "set datafusion.execution.batch_size = 1",
    ] {
        let said = finish(localspend().arg("-w").arg(root).args(["sql", statement]));
        assert_eq!(said.status, 2, "`{statement}` was let through: {}", said.stdout);
    }
    let said = finish(localspend().arg("-w").arg(root).args(["sql", "select amuont from spend"]));
    assert!(said.status == 2 && said.stderr.contains("hint:") && said.stderr.contains("amount"), "{}", said.stderr);
    assert_eq!(cell(root, "select count(*) from spend"), before);
}

/// Conservation, from the files to the verdicts, in pence.
#[test]
fn every_penny_is_accounted_for() {
    let (root, _) = demo();
    for (what, left, right) in [
        ("records", "select sum(records) from files", "select sum(payments + rejected + not_payments) from files"),
        ("lines", "select sum(records) from files where status <> 'failed'", "select count(*) from lines"),
        ("payments", "select sum(amount_payments) from files where status = 'active'", "select sum(amount) from payments"),
        ("spend", "select sum(amount) from payments", "select sum(amount) from spend"),
        ("verdicts", "select sum(amount) from spend where in_base", "select sum(amount) from spend where verdict is not null"),
        (
            "scopes",
            "select sum(amount) from spend where scope in ('third_party', 'intermediary')",
            "select sum(amount) from spend where in_base",
        ),
    ] {
        assert_eq!(cell(root, left), cell(root, right), "{what} do not balance");
    }
}

/// A person settles a name once, in a spreadsheet: the answer must reach the figures, and a wrong answer must reach nothing.
#[test]
fn a_name_in_doubt_is_settled_by_a_person() {
    let workspace = demo_copy();
    let root = workspace.path();
    let list = root.join("review.csv");
    let list = list.to_str().unwrap();
    let said = expect(root, &["review", "export", "-o", list], 0);
    assert!(said.stderr.contains("of the pounds in doubt"), "{}", said.stderr);
    let text = std::fs::read_to_string(list).unwrap();
    let mut rows: Vec<Vec<String>> =
        csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let header: Vec<String> = text.lines().next().unwrap().split(',').map(str::to_owned).collect();
    assert!(!rows.is_empty() && header[1] == "answer", "{text}");
    let (name, id) = (rows[0][0].clone(), rows[0][2].clone());
    let write = |rows: &[Vec<String>]| {
        let mut writer = csv::Writer::from_path(list).unwrap();
        writer.write_record(&header).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.flush().unwrap();
    };

    let decisions = root.join("decisions/suppliers.csv");
    let before = std::fs::read_to_string(&decisions).unwrap();
    rows[0][1] = "perhaps".to_owned();
    write(&rows);
    let said = expect(root, &["review", "import", list, "--by", "A. Person"], 2);
    assert!(said.stderr.contains("line 2") && said.stderr.contains("perhaps"), "{}", said.stderr);
    assert_eq!(std::fs::read_to_string(&decisions).unwrap(), before, "nothing of a list with a wrong answer may be kept");

    rows[0][1] = "is".to_owned();
    write(&rows);
    expect(root, &["review", "import", list, "--by", "A. Person"], 0);
    assert!(crate::program::run_in(root, &["run"]).status < 2);
    let kept = query(
        root,
        &format!(
            "select supplier_id, status, decided_by from supplier_names where supplier_name = '{}'",
            name.replace('\'', "''")
        ),
    );
    assert_eq!(kept, [[id, "confirmed".to_owned(), "A. Person".to_owned()]]);
}

/// Anyone may hold the matching against a register of their own.
#[test]
fn match_answers_every_name() {
    let folder = tempfile::tempdir().unwrap();
    let (names, register) = (folder.path().join("names.csv"), folder.path().join("register.csv"));
    std::fs::write(&names, "id,name\n7,Quillfeather Joinery Ltd\n8,Osterbrook Lifts\n").unwrap();
    std::fs::write(&register, "register_id,kind,name\nGB-COH-09000001,company,QUILLFEATHER JOINERY LIMITED\n").unwrap();
    let said = finish(localspend().args(["match", names.to_str().unwrap(), "--register", register.to_str().unwrap()]));
    assert_eq!(said.status, 0, "{}", said.stderr);
    let rows: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(rows[0], "id,name,register_id,score,status,method,runner_up_id,runner_up_score");
    assert!(rows[1].starts_with("7,Quillfeather Joinery Ltd,GB-COH-09000001,") && rows[1].contains(",auto,exact"), "{}", rows[1]);
    assert!(rows[2].starts_with("8,Osterbrook Lifts,,,unmatched"), "{}", rows[2]);
}
