//! The libraries that analysts' programs are written with: psycopg 3, SQLAlchemy, asyncpg, node-postgres. Each test is a
//! script in the library's own language; it fails by its exit status.

use std::path::PathBuf;
use std::process::Command;

use crate::program::{finish, repository};
use crate::serve::{beside, trusting};

/// Where CI installs the libraries.
pub fn installed(path: &str) -> Option<PathBuf> {
    let path = repository().join("target/clients").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not there (.ci/run installs it)", path.display());
    None
}

fn python(script: &str) {
    let Some(python) = installed("bin/python") else { return };
    let server = trusting();
    let said = finish(Command::new(python).arg(beside("clients").join(script)).arg(server.port.to_string()));
    assert_eq!(said.status, 0, "{}\n{}", said.stdout, said.stderr);
}

/// Money that reaches a notebook as a float, a parameter that is ignored, an answer that is gathered in memory.
#[test]
fn psycopg_has_exact_types_parameters_and_a_million_rows() {
    python("psycopg_client.py");
}

/// A tool built on SQLAlchemy must find tables, columns, comments and types by itself.
#[test]
fn sqlalchemy_inspects_reflects_and_queries() {
    python("sqlalchemy_client.py");
}

/// asyncpg takes its types from the server alone.
#[test]
fn asyncpg_takes_types_from_the_server() {
    python("asyncpg_client.py");
}

/// DuckDB's own extension, attached to the server: tables, exact money, joins with tables of the analyst's own.
#[test]
fn duckdb_attaches_and_joins() {
    let Some(python) = installed("bin/python") else { return };
    let here = Command::new(&python).args(["-c", "import duckdb, duckdb_extension_postgres_scanner"]).output().unwrap();
    if !here.status.success() {
        eprintln!("SKIPPED: DuckDB's extension for Postgres is not installed (.ci/run installs it)");
        return;
    }
    let server = trusting();
    let total = &server.rows("select sum(amount) from spend")[0];
    let mut client = Command::new(python);
    let said = finish(client.arg(beside("clients/duckdb_client.py")).arg(server.port.to_string()).arg(total));
    assert_eq!(said.status, 0, "{}\n{}", said.stdout, said.stderr);
}

/// node-postgres, which sends every parameter as text.
#[test]
fn node_postgres_asks_and_is_told() {
    let Some(modules) = installed("node_modules") else { return };
    let server = trusting();
    let mut node = Command::new("node");
    node.arg(beside("clients/node_client.js")).arg(server.port.to_string()).env("NODE_PATH", modules);
    let said = finish(&mut node);
    assert_eq!(said.status, 0, "{}\n{}", said.stdout, said.stderr);
}
