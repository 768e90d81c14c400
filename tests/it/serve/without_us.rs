//! The lake without us: the programs that analysts have read `spend` as it stands, with our totals.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::program::{demo, expect, finish, repository};
use crate::serve::{beside, clients::installed, trusting};

/// The Python with the programs that read the lake, where they are installed.
fn readers() -> Option<PathBuf> {
    let python = installed("bin/python")?;
    let here = Command::new(&python).args(["-c", "import duckdb, polars, pandas, pyarrow, deltalake, psycopg"]).output().unwrap();
    if !here.status.success() {
        eprintln!("SKIPPED: DuckDB, Polars, pandas, pyarrow or deltalake is not installed (.ci/run installs them)");
        return None;
    }
    Some(python)
}

/// Nobody may be locked in: DuckDB, Polars, pandas and pyarrow must read the same pounds out of the lake, to the penny.
#[test]
fn other_programs_read_the_same_totals() {
    let Some(python) = readers() else { return };
    let (root, _) = demo();
    let sql = "select verdict, count(*) as payments, sum(amount) as pounds from spend group by verdict";
    let ours = expect(root, &["sql", "--format", "csv", sql], 0).stdout;
    let mut child = Command::new(python)
        .arg(beside("clients/without_us.py"))
        .arg(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(ours.as_bytes()).unwrap();
    let said = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{text}");
    eprintln!("{text}");
}

/// A floor of analysts: sixteen at once, a thousand questions, no error, and every answer the one that DuckDB gives on the same
/// files.
#[test]
fn sixteen_clients_ask_a_thousand_questions_and_have_the_right_answers() {
    let Some(python) = readers() else { return };
    let server = trusting();
    let bench = repository().join("crates/localspend-serve/benches/mixed.py");
    let said = finish(Command::new(python).arg(bench).arg(&demo().0).arg(server.port.to_string()));
    assert_eq!(said.status, 0, "{}\n{}", said.stdout, said.stderr);
    eprintln!("{}", said.stdout);
}
