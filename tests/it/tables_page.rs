//! `docs/tables.md` is written from the tables themselves, so that it cannot say what is not so.
//! `UPDATE_DOCS=1 cargo test -p localspend --test it tables_page` writes it again.

use localspend_model::tables::{self, Kind};

use crate::program::repository;

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Texts => "list of text",
        Kind::Int => "bigint",
        Kind::Bool => "boolean",
        Kind::Float => "double",
        Kind::Money => "decimal(18,2)",
        Kind::Date => "date",
        Kind::Timestamp => "timestamp (UTC)",
    }
}

fn page() -> String {
    let mut page = String::from(
        "# The tables of the lake\n\nStable names: a column may be added, none is renamed. Dates of validity are both included; empty means \
         open. The views `payments` and `rejects` are the lines of active files with that verdict. The metrics are views beside them, each described in `queries/metrics/`.\n",
    );
    for table in tables::ALL {
        page.push_str(&format!(
            "\n## {}\n\n{}\n\n| column | type | may be empty | meaning |\n|---|---|---|---|\n",
            table.name, table.description
        ));
        for column in table.columns() {
            let empty = if column.nullable { "yes" } else { "" };
            page.push_str(&format!(
                "| `{}` | {} | {empty} | {} |\n",
                column.name,
                kind(column.kind),
                column.description.replace('|', "\\|")
            ));
        }
    }
    page
}

/// An analyst writes SQL from this page: a column that it names must exist, and one that exists must be named.
#[test]
fn the_page_of_tables_is_up_to_date() {
    let path = repository().join("docs/tables.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page(), "docs/tables.md is out of date: UPDATE_DOCS=1 cargo test -p localspend --test it tables_page");
}
