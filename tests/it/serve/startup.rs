//! The first questions of drivers and tools that are not on the machine, as their sources have them: what they ask before a
//! person's first question decides whether the person gets that far.

use crate::serve::{beside, there_is, trusting};

/// Power BI, Npgsql, JDBC and ODBC must come through their own start-up and find tables, columns, types and comments.
#[test]
fn what_drivers_ask_at_their_start_is_answered() {
    if !there_is("psql") {
        return;
    }
    let server = trusting();
    let text = std::fs::read_to_string(beside("startup.sql")).unwrap();
    let mut asked = 0;
    for block in text.split("\n\n").skip(1) {
        let (mut rows, mut has, mut sql) = (None, Vec::new(), String::new());
        let name = block.lines().next().unwrap();
        for line in block.lines() {
            if let Some(number) = line.strip_prefix("-- rows ") {
                rows = Some(number.parse::<usize>().unwrap());
            } else if let Some(word) = line.strip_prefix("-- has ") {
                has.push(word);
            } else if !line.starts_with("-- ") {
                sql += &format!("{line}\n");
            }
        }
        let said = server.psql("anna", "", &sql);
        assert_eq!(said.status, 0, "{name}\n{}", said.stderr);
        let found = said.stdout.lines().count();
        match rows {
            Some(0) => assert_eq!(found, 0, "{name}: {}", said.stdout),
            Some(least) => assert!(found >= least, "{name}: only {found} rows"),
            None => {}
        }
        has.iter().for_each(|word| assert!(said.stdout.contains(word), "{name}: no `{word}` in {}", said.stdout));
        asked += 1;
    }
    assert!(asked >= 18, "only {asked} blocks");
}

/// Npgsql finds lists by the reader of their type: `text[]` that is not told as one is no list for Power BI.
#[test]
fn npgsql_finds_lists_and_their_elements() {
    if !there_is("psql") {
        return;
    }
    let text = std::fs::read_to_string(beside("startup.sql")).unwrap();
    let block = text.split("\n\n").nth(1).unwrap();
    let sql: String = block.lines().filter(|line| !line.starts_with("-- ")).map(|line| format!("{line}\n")).collect();
    let said = trusting().psql("anna", "", &sql);
    for row in [
        "pg_catalog|1009|_text|a|f|25",
        "pg_catalog|1700|numeric|b|f|",
        "pg_catalog|1082|date|b|f|",
        "pg_catalog|4535|datemultirange|m|f|3912",
    ] {
        assert!(said.stdout.lines().any(|line| line == row), "no `{row}` in\n{}", said.stdout);
    }
}
