//! The cells of a file exactly as read, for a person who wants to see what the program saw. Nothing is understood here.

use std::ops::ControlFlow;

use crate::error::Error;
use crate::parts::each_part;
use crate::record::Record;
use crate::source::{Limits, Source};

/// Receives the name of the table (a sheet, or a file of an archive) and a record of it.
pub type CellsSink<'s> = dyn FnMut(Option<&str>, &Record) -> Result<(), crate::SinkError> + 's;

/// Passes on every record of a file, or of one sheet of it, in order.
pub fn cells(
    source: Source<'_>,
    file_name: &str,
    limits: &Limits,
    sheet: Option<&str>,
    sink: &mut CellsSink<'_>,
) -> Result<(), Error> {
    let mut names = Vec::new();
    let mut found = sheet.is_none();
    each_part(source, file_name, limits, &mut |part| {
        names.extend(part.name.clone());
        if sheet.is_some() && part.name.as_deref() != sheet {
            return Ok(());
        }
        found = true;
        let name = part.name.clone();
        part.each(limits, &mut |record| {
            sink(name.as_deref(), record)?;
            Ok(ControlFlow::Continue(()))
        })
    })?;
    match sheet {
        Some(wanted) if !found => Err(Error::NoSuchSheet { wanted: wanted.to_owned(), found: names.join(", ") }),
        _ => Ok(()),
    }
}
