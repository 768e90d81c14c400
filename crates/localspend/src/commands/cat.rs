//! `cat`: the cells of a file exactly as read, as CSV: what the program saw.

use anyhow::{Context, Result};
use localspend_ledger::{Limits, Source};

use crate::cli::CatArgs;
use crate::commands::Outcome;
use crate::printer::Printer;

/// Prints every record of a file.
pub fn run(arguments: &CatArgs, printer: Printer) -> Result<Outcome> {
    let path = &arguments.file;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut writer =
        csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(printer.data_writer());
    localspend_ledger::cells(Source::Path(path), &name, &Limits::default(), arguments.sheet.as_deref(), &mut |_sheet, record| {
        Ok(writer.write_record(record.cells())?)
    })
    .with_context(|| path.display().to_string())?;
    writer.flush()?;
    Ok(Outcome::Done)
}
