//! The real psql: what analysts see when they connect, list, describe and ask.

use crate::program::{cell, demo};
use crate::serve::{Server, there_is, trusting, workspace};

/// The same question must have the same answer over the wire as in the terminal, to the penny.
#[test]
fn answers_are_those_of_the_terminal() {
    if !there_is("psql") {
        return;
    }
    let (root, _) = demo();
    let server = trusting();
    for sql in [
        "select count(*), sum(amount) from spend",
        "select verdict, sum(amount) from spend where in_base group by verdict order by verdict",
        "select quarter, verdict, amount from verdicts where org_code is null order by quarter, verdict, amount",
        "select 1 from spend limit 3",
        "with a as (select org_code, amount from spend) select org_code, max(amount) from a group by org_code order by 1",
        "select min(paid_on), max(paid_on) from spend",
    ] {
        let terminal = crate::program::query(root, sql);
        let wire: Vec<Vec<String>> = server.rows(sql).iter().map(|row| row.split('|').map(str::to_owned).collect()).collect();
        assert_eq!(wire, terminal, "{sql}");
    }
}

/// An analyst who types `\d` must see the tables, and with `\d+` what they and their columns mean.
#[test]
fn tables_are_listed_and_described() {
    if !there_is("psql") {
        return;
    }
    let server = trusting();
    let has = |command: &str, words: &[&str]| {
        let said = server.psql("anna", "", command);
        assert_eq!(said.status, 0, "{command}\n{}", said.stderr);
        words.iter().for_each(|word| assert!(said.stdout.contains(word), "{command} lacks `{word}`:\n{}", said.stdout));
    };
    has("\\d", &["public|spend|table", "public|local_share|view"]);
    has("\\dt", &["public|spend|table"]);
    has("\\dt+", &["Every payment with everything known about it. One row per payment."]);
    has("\\dv+", &["local_share"]);
    has("\\d spend", &["amount|numeric", "paid_on|date", "directives|text[]", "in_base|boolean", "distance_km|double precision"]);
    has("\\d+ spend", &["Pounds, net of credits"]);
    has("\\d+ local_share", &["share_low"]);
    has("\\dn", &["public"]);
    has("\\l", &["localspend"]);
    has("\\conninfo", &["localspend"]);
}

/// An error must point at the word and say what was meant.
#[test]
fn errors_point_at_the_word() {
    if !there_is("psql") {
        return;
    }
    let server = trusting();
    for (sql, words) in [
        ("select amuont from spend", ["did you mean `amount`", "LINE 1: select amuont", "        ^"]),
        ("select *\nfrom sped", ["did you mean `spend`", "LINE 2: from sped", "             ^"]),
        ("selec 1", ["this is not SQL", "LINE 1: selec 1", "        ^"]),
        ("delete from spend", ["DELETE", "only reads", "HINT"]),
    ] {
        let all = server.psql("anna", "", sql).stderr;
        for word in words {
            assert!(all.contains(word), "`{sql}` does not say `{word}`: {all}");
        }
    }
}

/// A quarter that is committed while the server runs must be seen by the next question, whole.
#[test]
fn the_next_question_sees_the_next_run() {
    if !there_is("psql") {
        return;
    }
    let copy = workspace("");
    let server = Server::start(copy.path(), &["--trust", "analyst"]);
    let runs = "select count(*) from runs";
    let before = server.rows(runs);
    let ledger = copy.path().join("ledgers/RZA/2025-07 extra.csv");
    std::fs::write(
        &ledger,
        "Department Family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,Amount\n\
         Department of Health,Example Trust,15/07/2025,Cleaning,Estates,Quillfeather Cleaning Ltd,990001,31234.56\n",
    )
    .unwrap();
    let said = crate::program::run_in(copy.path(), &["ingest", ledger.to_str().unwrap(), "--org", "RZA", "--period", "2025-07"]);
    assert!(said.status < 2, "{}", said.stderr);
    assert_ne!(server.rows(runs), before, "the run is not seen");
    let amount = "select amount from payments where supplier_name = 'Quillfeather Cleaning Ltd' and amount = 31234.56";
    assert_eq!(server.rows(amount), ["31234.56"]);
    assert_eq!(cell(copy.path(), "select count(*) from payments"), server.rows("select count(*) from payments")[0]);
}

/// One message of more questions than the server answers at once: each must have its answer, in order, and none may wait for a
/// place that the others hold.
#[test]
fn many_questions_in_one_message_are_answered_in_order() {
    if !there_is("psql") {
        return;
    }
    let server = trusting();
    let questions: Vec<String> = (1..=12).map(|number| format!("select {number} as n from spend limit 1")).collect();
    let said = server.psql("anna", "", &questions.join("; "));
    assert_eq!(said.status, 0, "{}", said.stderr);
    let answers: Vec<&str> = said.stdout.split_whitespace().filter(|word| word.parse::<u8>().is_ok()).collect();
    let wanted: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
    assert_eq!(answers, wanted, "{}", said.stdout);
}
