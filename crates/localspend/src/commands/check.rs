//! `check`: reads ledger files and explains each; writes nothing and needs no lake.

use std::path::{Path, PathBuf};

use anyhow::Result;
use localspend_ledger::{Hints, Inspection, Limits, Source};
use walkdir::WalkDir;

use crate::cli::CheckArgs;
use crate::commands::Outcome;
use crate::printer::Printer;

/// Explains every file named, and every file in the folders named.
pub fn run(root: &Path, arguments: &CheckArgs, printer: Printer) -> Result<Outcome> {
    let mut rejected = false;
    for path in files(root, &arguments.files) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hints = Hints { file_name: name, ..Hints::default() };
        match localspend_ledger::inspect(Source::Path(&path), &hints, &Limits::default()) {
            Ok(inspection) => {
                rejected |= inspection.totals.rejected > 0;
                printer.data(&explain(&path, &inspection));
            }
            Err(error) => {
                rejected = true;
                printer.error(&format!("{}: {error}", path.display()));
            }
        }
    }
    Ok(if rejected { Outcome::SomeRejected } else { Outcome::Done })
}

/// The files, in order; a relative path that is not here may be the workspace's.
fn files(root: &Path, paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        let path = if path.exists() { path.clone() } else { root.join(path) };
        if path.is_dir() {
            let walk = WalkDir::new(&path).sort_by_file_name().into_iter().filter_map(Result::ok);
            found.extend(walk.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path));
        } else {
            found.push(path);
        }
    }
    found
}

/// One screen on one file.
fn explain(path: &Path, inspection: &Inspection) -> String {
    let totals = &inspection.totals;
    let encoding = inspection.encoding.as_deref().map(|encoding| format!(", {encoding}")).unwrap_or_default();
    let mut lines = vec![format!("{} ({}{encoding}, {} bytes)", path.display(), inspection.format, inspection.bytes)];
    lines.push(format!(
        "  {} records = {} payments + {} rejected + {} not payments",
        totals.records, totals.payments, totals.rejected, totals.not_payments
    ));
    lines.push(format!(
        "  {} paid, {} on rejected records",
        totals.amount_payments.display_pounds(),
        totals.amount_rejected.display_pounds()
    ));
    for (reason, (records, amount)) in &totals.by_reason {
        lines.push(format!("    {reason:<26}{records:>8}{:>22}", amount.display_pounds()));
    }
    if let Some((period, source)) = inspection.period.best() {
        lines.push(format!("  period {} to {} (from its {source})", period.first, period.last));
    }
    if let (Some(first), Some(last)) = (inspection.min_date, inspection.max_date) {
        lines.push(format!("  dates {first} to {last}"));
    }
    for (entity, count) in inspection.entities.iter().take(3) {
        lines.push(format!("  entity `{entity}` on {count} lines"));
    }
    for doubt in &inspection.doubts {
        let stake = doubt.at_stake.map_or(String::new(), |money| format!(" ({} at stake)", money.display_pounds()));
        lines.push(format!("  doubt: {}{stake}\n    hint: {}", doubt.what, doubt.settle));
    }
    lines.join("\n") + "\n\n"
}
