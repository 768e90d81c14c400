//! Prints what is read from every file of a folder, to be compared with an independent count (`dev/count_ledgers.py`).
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command of one file prints")]

use std::path::{Path, PathBuf};

use localspend_ledger::{Hints, Limits, Source, inspect};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("hint: name a folder of ledger files")?;
    let folder = Path::new(&folder);
    println!("path,records,payments,sum,rejected,not_payments");
    for path in files(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hints = Hints { file_name: name, ..Hints::default() };
        match inspect(Source::Path(&path), &hints, &Limits::default()) {
            Ok(seen) => {
                let (totals, shown) = (&seen.totals, path.strip_prefix(folder)?.display().to_string());
                let counts = format!("{},{},{}", totals.records, totals.payments, totals.amount_payments);
                println!("\"{shown}\",{counts},{},{}", totals.rejected, totals.not_payments);
            }
            Err(error) => eprintln!("{}: {error}", path.display()),
        }
    }
    Ok(())
}

/// Every file below a folder, in order.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}
