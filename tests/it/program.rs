//! Running the binary and reading its answers.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// What a run of the program said.
pub struct Said {
    /// Exit status.
    pub status: i32,
    /// Data.
    pub stdout: String,
    /// Messages.
    pub stderr: String,
}

/// The program, ready for arguments.
pub fn localspend() -> Command {
    Command::new(env!("CARGO_BIN_EXE_localspend"))
}

/// Runs a command to its end.
pub fn finish(command: &mut Command) -> Said {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    Said {
        status: status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&stdout).into_owned(),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// Runs the program in a workspace.
pub fn run_in(workspace: &Path, arguments: &[&str]) -> Said {
    finish(localspend().arg("-w").arg(workspace).args(arguments))
}

/// Runs the program in a workspace and expects a status.
pub fn expect(workspace: &Path, arguments: &[&str], status: i32) -> Said {
    let said = run_in(workspace, arguments);
    assert_eq!(said.status, status, "{arguments:?}\nstdout: {}\nstderr: {}", said.stdout, said.stderr);
    said
}

/// The rows of a query, each a list of cells.
pub fn query(workspace: &Path, sql: &str) -> Vec<Vec<String>> {
    let said = expect(workspace, &["sql", "--format", "csv", sql], 0);
    let mut reader = csv::Reader::from_reader(said.stdout.as_bytes());
    reader.records().map(|record| record.expect("CSV out is CSV").iter().map(str::to_owned).collect()).collect()
}

/// The single cell of a query.
pub fn cell(workspace: &Path, sql: &str) -> String {
    let rows = query(workspace, sql);
    assert_eq!(rows.len(), 1, "{sql} gave {rows:?}");
    rows[0][0].clone()
}

/// The demo's workspace and what the demo said, run once for all tests. It is read, never changed.
pub fn demo() -> &'static (PathBuf, String) {
    static DEMO: OnceLock<(PathBuf, String)> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder").keep();
        let said = finish(localspend().arg("demo").arg(&folder));
        assert_eq!(said.status, 0, "the demo failed\nstdout: {}\nstderr: {}", said.stdout, said.stderr);
        (folder, said.stdout + &said.stderr)
    })
}

/// A copy of the demo's workspace that a test may change.
pub fn demo_copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    copy_folder(&demo().0, copy.path());
    copy
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the folder can be listed") {
        let entry = entry.expect("the folder can be listed");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("an entry has a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("the file can be copied");
        }
    }
}

/// The public data beside the checkout; `None`, said aloud, where it is not there.
pub fn shared(part: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(part);
    if path.exists() {
        return path.canonicalize().ok();
    }
    eprintln!("SKIPPED: ../shared is not there ({part})");
    None
}

/// The repository's root.
pub fn repository() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
