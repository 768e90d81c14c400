//! Every page in a real browser: no error, no request, no broken link, no sideways scroll on a phone, no label cut off,
//! no accessibility rule of WCAG 2.2 AA broken. Needs Chromium, Node and `npm ci` in `tests/browser`; says SKIPPED
//! without them, and fails without them when LOCALSPEND_BROWSER=required.
#![allow(clippy::unwrap_used, reason = "test helpers: a panic here is a failed test")]
#![allow(clippy::print_stdout, reason = "a skipped test must say so")]

mod invented;

use std::path::{Path, PathBuf};
use std::process::Command;

use invented::{Size, Tables, tables, written};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser");

fn browser() -> Option<PathBuf> {
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .into_iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
}

/// Why the browser cannot be asked, if it cannot.
fn missing() -> Option<&'static str> {
    if browser().is_none() {
        return Some("chromium is not installed (apt-get install chromium)");
    }
    if !Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Some("node is not installed");
    }
    let modules = Path::new(FOLDER).join("node_modules/playwright-core");
    (!modules.exists()).then_some("playwright-core is not installed (npm ci in crates/localspend-report/tests/browser)")
}

fn check(name: &str, tables: &Tables) {
    if let Some(reason) = missing() {
        assert!(std::env::var_os("LOCALSPEND_BROWSER").is_none_or(|value| value != "required"), "{reason}");
        println!("SKIPPED: {reason}");
        return;
    }
    let pack = written(name, tables);
    let output = Command::new("node").current_dir(FOLDER).arg("check.mjs").arg(browser().unwrap()).arg(&pack).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    println!("{told}");
}

#[test]
fn a_whole_pack_is_sound_in_a_browser() {
    check("browser-whole", &tables::all(&Size { organisations: 1, quarters: 9, categories: 8, suppliers: 12 }));
}

#[test]
fn a_pack_with_a_file_per_organisation_is_sound_in_a_browser() {
    check("browser-files", &tables::all(&Size { organisations: 9, quarters: 2, categories: 3, suppliers: 12 }));
}

#[test]
fn a_pack_without_tables_is_sound_in_a_browser() {
    check("browser-nothing", &Tables::new());
}
