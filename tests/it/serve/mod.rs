//! The server as analysts meet it: their real programs against the real binary. A program that is not on the machine makes its
//! test say SKIPPED.

mod clients;
mod hostile;
mod log_in;
mod pages;
mod psql;
mod roles;
mod startup;
mod without_us;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::program::{Said, demo, demo_copy, finish, localspend, repository};

/// Password of the users below.
const PASSWORD: &str = "correct horse";

/// A running server; it ends with the test.
pub struct Server {
    process: Child,
    /// Where it speaks the Postgres protocol.
    pub port: u16,
    /// Where its pages are.
    pub http: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _waited = self.process.wait();
    }
}

impl Server {
    /// Serves a workspace.
    pub fn start(root: &Path, arguments: &[&str]) -> Server {
        let mut command = localspend();
        command.arg("-w").arg(root).args(["serve", "--pg", "127.0.0.1:0", "--http", "127.0.0.1:0"]).args(arguments);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut port = |scheme: &str| {
            let line = lines.next().unwrap_or_else(|| panic!("the server ended")).unwrap();
            assert!(line.starts_with(scheme), "the server said `{line}`");
            let port = line.trim_end_matches("/localspend").trim_end_matches('/').rsplit(':').next();
            port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("the server said `{line}`"))
        };
        let (port, http) = (port("postgres"), port("http"));
        Server { process, port, http }
    }

    /// psql with a query or a command.
    pub fn psql(&self, user: &str, options: &str, query: &str) -> Said {
        let target = format!("host=127.0.0.1 port={} user={user} dbname=localspend connect_timeout=20 {options}", self.port);
        finish(Command::new("psql").args([&target, "-X", "-A", "-t", "-q", "-c", query]).env("PGPASSWORD", PASSWORD))
    }

    /// Rows of a query as psql prints them.
    pub fn rows(&self, query: &str) -> Vec<String> {
        let said = self.psql("anna", "", query);
        assert_eq!(said.status, 0, "{query}\n{}", said.stderr);
        said.stdout.lines().map(str::to_owned).collect()
    }

    /// Most memory that the server has held, in MiB.
    pub fn peak_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
        line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
    }
}

/// The demo's workspace with settings added.
pub fn workspace(settings: &str) -> tempfile::TempDir {
    let copy = demo_copy();
    let mut file = std::fs::File::options().append(true).open(copy.path().join("localspend.toml")).unwrap();
    writeln!(file, "\n{settings}").unwrap();
    copy
}

/// A server that trusts this machine, on the demo's workspace. It ends with the test: one that outlived it would keep the
/// test run's output open.
pub fn trusting() -> Server {
    Server::start(&demo().0, &["--trust", "analyst"])
}

/// True when a program is on the machine; says so when not.
pub fn there_is(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if found.is_err() {
        eprintln!("SKIPPED: there is no {program}");
    }
    found.is_ok()
}

/// Settings of two users.
pub fn users() -> String {
    let mut child = localspend();
    let mut child = child.args(["serve", "--verifier"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    let said = child.wait_with_output().unwrap();
    let verifier = String::from_utf8(said.stdout).unwrap();
    let verifier = verifier.trim();
    assert!(verifier.starts_with("scram-sha-256$") && !verifier.contains(PASSWORD), "{verifier}");
    ["analyst", "board"]
        .map(|role| {
            let name = if role == "analyst" { "anna" } else { "berta" };
            format!("[[serve.users]]\nname = \"{name}\"\nrole = \"{role}\"\npassword = \"{verifier}\"\n")
        })
        .concat()
}

/// A file beside these tests.
pub fn beside(name: &str) -> PathBuf {
    repository().join("tests/it/serve").join(name)
}
