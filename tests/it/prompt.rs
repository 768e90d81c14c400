//! The prompt on a real pseudo-terminal, as a person types, and the terminal's other ways to ask.

#![cfg(unix)]

use std::path::Path;

use rexpect::session::{PtySession, spawn_command};

use crate::program::{cell, demo, expect, localspend, query, run_in};

/// The prompt in a terminal of its own, with its history in a folder.
fn prompt(state: &Path) -> PtySession {
    let mut command = localspend();
    command.arg("-w").arg(&demo().0).arg("sql").env("XDG_STATE_HOME", state).env("PAGER", "cat").env("TERM", "xterm");
    let mut session = spawn_command(command, Some(120_000)).unwrap();
    session.exp_string("localspend> ").unwrap();
    session
}

/// Types a line and waits for a word of its answer.
fn says(session: &mut PtySession, line: &str, word: &str) -> String {
    session.send_line(line).unwrap();
    let before = session.exp_string(word).unwrap_or_else(|error| panic!("`{line}` does not say `{word}`: {error}"));
    session.exp_string("localspend> ").unwrap();
    before
}

/// An analyst's session: several lines, an error that is pointed at, what tables mean, timing, a file, history.
#[test]
fn the_prompt_answers_a_person_at_a_terminal() {
    let state = tempfile::tempdir().unwrap();
    let mut session = prompt(state.path());
    let payments = cell(&demo().0, "select count(*) from spend");
    session.send_line("select count(*) as n").unwrap();
    says(&mut session, "from spend;", &format!("{payments}\r\n(1 row)"));
    says(&mut session, "select amuont from spend;", "hint: did you mean `amount`?");
    says(&mut session, "select 'it is ; not the end' as text;", "(1 row)");
    says(&mut session, "\\d spend", "Pounds, net of credits");
    says(&mut session, "\\dt", "supplier_names");
    says(&mut session, "\\d nothing", "there is no table `nothing`");
    says(&mut session, "\\timing", "timed");
    says(&mut session, "select 1;", "Time: 0.");
    says(&mut session, "\\?", "ends with a semicolon");
    says(&mut session, "\\format csv", "written as csv.");
    let file = state.path().join("answer.csv");
    says(&mut session, &format!("\\o {}", file.display()), "Answers go to");
    says(&mut session, "select 2 as two;", "1 rows written");
    session.send_line("\\q").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "two\r\n2\r\n");
    let history = std::fs::read_to_string(state.path().join("localspend/history")).unwrap();
    assert!(history.contains("select 2 as two;") && history.contains("\\d spend"), "{history}");

    // Another day: the arrow upwards brings the last question back.
    let mut session = prompt(state.path());
    session.send("\u{1b}[A\u{1b}[A").unwrap();
    session.flush().unwrap();
    session.exp_string("select 2 as two;").unwrap();
    session.send_line("").unwrap();
    session.exp_string("(1 row)").unwrap();
}

/// Names are completed: of tables, and after a table and a dot its columns.
#[test]
fn names_are_completed() {
    let state = tempfile::tempdir().unwrap();
    let mut session = prompt(state.path());
    session.send("select count(*) as n from supplier_iden\t").unwrap();
    session.flush().unwrap();
    session.exp_string("supplier_identities").unwrap();
    session.send_line(";").unwrap();
    session.exp_string("(1 row)").unwrap();
    session.exp_string("localspend> ").unwrap();
    session.send("select max(spend.paid_\t").unwrap();
    session.flush().unwrap();
    session.exp_string("spend.paid_on").unwrap();
    session.send_line(") from spend;").unwrap();
    session.exp_string("(1 row)").unwrap();
}

/// A value that is put into the text could change the question; one that is bound cannot.
#[test]
fn parameters_are_values_and_never_text() {
    let (root, _) = demo();
    let ask = |parameters: &[&str], sql: &str| {
        let parameters = parameters.iter().flat_map(|one| ["-P", one]);
        run_in(root, &["sql", "--format", "csv", sql].into_iter().chain(parameters).collect::<Vec<_>>())
    };
    let by_hand = query(
        root,
        "select count(*), sum(amount) from spend where org_code = 'RZA' and paid_on >= date '2024-07-01' and amount > 30000.50",
    );
    let sql = "select count(*), sum(amount) from spend where org_code = $org and paid_on >= $from and amount > $least";
    let said = ask(&["org=RZA", "from=2024-07-01", "least=30000.50"], sql);
    assert_eq!(said.stdout.lines().nth(1), Some(by_hand[0].join(",").as_str()), "{}", said.stderr);
    let said = ask(&["org=RZA' or '1'='1"], "select count(*) from spend where org_code = $org");
    assert_eq!(said.stdout.lines().nth(1), Some("0"), "the value became a part of the question: {}", said.stdout);
    for (parameters, word) in [(vec![], "-P org=VALUE"), (vec!["org=RZA", "other=1"], "no `$other`"), (vec!["org"], "name=value")]
    {
        let said = ask(&parameters, "select count(*) from spend where org_code = $org");
        assert!(said.status == 2 && said.stderr.contains(word), "{parameters:?}: {}", said.stderr);
    }
    let said = ask(&["from=soon"], "select count(*) from spend where paid_on >= $from");
    assert!(said.status == 2 && said.stderr.contains("2025-09-30"), "{}", said.stderr);
}

/// Last year's question must have last year's answer.
#[test]
fn an_earlier_lake_is_asked_by_run_and_by_time() {
    let (root, _) = demo();
    let run = cell(root, "select run_id from runs order by finished_at limit 1");
    let at = |as_of: &str| run_in(root, &["sql", "--as-of", as_of, "--format", "csv", "select count(*) from spend"]);
    let now = expect(root, &["sql", "--format", "csv", "select count(*) from spend"], 0).stdout;
    for as_of in [run.as_str(), "2999-12-31", "2999-12-31T00:00:00Z"] {
        assert_eq!(at(as_of).stdout, now, "--as-of {as_of}");
    }
    for (as_of, word) in [("1999-12-31", "no run had ended"), ("yesterday", "no such run")] {
        let said = at(as_of);
        assert!(said.status == 2 && said.stderr.contains(word) && said.stderr.contains("hint:"), "{}", said.stderr);
    }
}
