//! `cat`: the cells of a file exactly as read, as CSV: what the program saw.

use std::io::Write;

use anyhow::{Context, Result};
use localspend_ledger::{Limits, Show, Source};

use crate::cli::CatArgs;
use crate::commands::Outcome;
use crate::printer::Printer;

/// Prints the table of a file; what stands around it is told on standard error.
pub fn run(arguments: &CatArgs, printer: Printer) -> Result<Outcome> {
    let path = &arguments.file;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let show = if arguments.all { Show::Everything } else { Show::Table };
    let mut out = printer.data_writer();
    let shown = (show, arguments.sheet.as_deref());
    let asides = localspend_ledger::write_csv(Source::Path(path), &name, &Limits::default(), shown, &mut out)
        .with_context(|| path.display().to_string())?;
    out.flush()?;
    for aside in &asides {
        let part = aside.part.as_ref().map_or(String::new(), |part| format!(", {part}"));
        printer.note(&format!("{}{part}, row {}: {}", path.display(), aside.row, aside.what));
    }
    if !asides.is_empty() {
        printer.note("hint: --all shows every record of the file");
    }
    Ok(Outcome::Done)
}
