//! What a board may not see, whatever it asks: lines, raw cells, persons.

use crate::program::{demo, query};
use crate::serve::{Server, there_is};

/// A board member with psql must find sums, and no way from them to a line or a person.
#[test]
fn a_board_sees_sums_and_no_persons() {
    if !there_is("psql") {
        return;
    }
    let (root, _) = demo();
    let server = Server::start(root, &["--trust", "board"]);
    assert!(server.rows("select count(*) from local_share")[0].parse::<u32>().unwrap() > 0);
    for table in [
        "lines",
        "payments",
        "rejects",
        "spend",
        "supplier_names",
        "supplier_identities",
        "stg_payee_months",
        "payment_purposes",
        "to_fix",
        "files",
        "runs",
    ] {
        let said = server.psql("anna", "", &format!("select * from {table} limit 1"));
        assert!(said.status != 0 && said.stderr.contains("there is no table"), "{table} is open: {}", said.stdout);
    }
    let columns = server.rows(
        "select table_name, column_name from information_schema.columns where table_schema = 'public' and column_name = 'raw'",
    );
    assert!(columns.is_empty(), "{columns:?}");
    let persons: Vec<Vec<String>> =
        query(root, "select distinct supplier_name from spend where supplier_kind = 'individual' or scope = 'individual'");
    assert!(!persons.is_empty(), "the sample has no person: this test would prove nothing");
    let texts = server.rows(
        "select table_name, column_name from information_schema.columns where table_schema = 'public' and data_type = 'Utf8' \
         and table_name not in ('places', 'category_rules', 'scope_rules')",
    );
    for column in texts {
        let (table, column) = column.split_once('|').unwrap();
        let names: Vec<String> = server.rows(&format!("select distinct \"{column}\" from {table}"));
        for person in &persons {
            assert!(!names.contains(&person[0]), "{table}.{column} names {}", person[0]);
        }
    }
}
