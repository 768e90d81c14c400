//! The cells of a file exactly as read, for a person who wants to see what the program saw: all of them, or the table
//! alone with its header first. No cell is changed and nothing is decided about ledgers.
//!
//! What stands around a table is no record of it: lines above the header, empty lines, titles, and a second table of
//! another width below the first. Each is told in a note, and a further table can be asked for by its name. A second
//! table as wide as the first, as in a sheet saved as text, is shown below it: its cells fit.

mod labels;
mod layout;
mod tables;

use std::io::Write;
use std::ops::ControlFlow;

use crate::error::Error;
use crate::parts::{Part, each_part};
use crate::record::Record;
use crate::source::{Limits, Source};
use layout::Layout;
use tables::{Place, Tables};

/// Receives the name of the table (a sheet, a file of an archive, `table 2` of a text file) and a record of it.
pub type CellsSink<'s> = dyn FnMut(Option<&str>, &Record) -> Result<(), crate::SinkError> + 's;

/// Something that stands in the file and is not among the records, so that nobody misses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Sheet, or file of an archive.
    pub part: Option<String>,
    /// First row concerned.
    pub row: u64,
    /// What it is, in words.
    pub what: String,
}

/// Passes on every physical record of a file, or of one sheet of it, in order.
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

/// Passes on the records of a file's tables, or of one of them, in order; the first of each is its header.
pub fn table_cells(
    source: Source<'_>,
    file_name: &str,
    limits: &Limits,
    wanted: Option<&str>,
    sink: &mut CellsSink<'_>,
) -> Result<Vec<Aside>, Error> {
    let mut names: Vec<String> = Vec::new();
    let mut asides = Vec::new();
    let mut found = wanted.is_none();
    each_part(source, file_name, limits, &mut |part| {
        names.extend(part.name.clone());
        if wanted.is_some_and(|wanted| part.name.as_deref().is_some_and(|name| !wanted.starts_with(name))) {
            return Ok(());
        }
        found |= part_cells(part, limits, wanted, &mut names, &mut asides, sink)?;
        Ok(())
    })?;
    match wanted {
        Some(wanted) if !found => Err(Error::NoSuchSheet { wanted: wanted.to_owned(), found: names.join(", ") }),
        _ => Ok(asides),
    }
}

/// Which records of a file are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// The table: its header and its records.
    Table,
    /// Every physical record.
    Everything,
}

/// Writes records as RFC 4180: UTF-8, commas, CR LF, quotes only where they are needed.
pub fn write_csv(
    source: Source<'_>,
    file_name: &str,
    limits: &Limits,
    (show, wanted): (Show, Option<&str>),
    out: &mut dyn Write,
) -> Result<Vec<Aside>, Error> {
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(out);
    let sink: &mut CellsSink<'_> = &mut |_table, record| Ok(writer.write_record(record.cells())?);
    let asides = match show {
        Show::Table => table_cells(source, file_name, limits, wanted, sink)?,
        Show::Everything => cells(source, file_name, limits, wanted, sink).map(|()| Vec::new())?,
    };
    writer.flush()?;
    Ok(asides)
}

/// The records of one part; true when the wanted table was in it.
fn part_cells(
    part: &mut Part<'_, '_>,
    limits: &Limits,
    wanted: Option<&str>,
    names: &mut Vec<String>,
    asides: &mut Vec<Aside>,
    sink: &mut CellsSink<'_>,
) -> Result<bool, Error> {
    let sample = part.sample(limits)?;
    let layout = Layout::of(&sample);
    let part_name = part.name.clone();
    let aside = |row: u64, what: String| Aside { part: part_name.clone(), row, what };
    if let Some(first) = sample[..layout.first].iter().find(|record| !record.is_blank()) {
        let lines = sample[..layout.first].iter().filter(|record| !record.is_blank()).count();
        asides.push(aside(first.row, format!("{lines} lines above the header are not records of the table")));
    }
    if layout.rows > 1 {
        let row = sample[layout.first].row;
        asides.push(aside(row, format!("the header has {} rows; their labels are joined", layout.rows)));
    }
    drop(sample);
    let mut tables = Tables::new(layout, part.text.is_some());
    let mut found = false;
    // Of each kind the first row and how many there are.
    let mut empty_lines: Option<(u64, u64)> = None;
    let mut repeated: Option<(u64, u64)> = None;
    let mut titles: Option<(u64, u64)> = None;
    let mut remarks: Option<(u64, u64)> = None;
    // The width of the table that is shown, and whether the one at hand is.
    let (mut width, mut at_hand) = (0, wanted.is_none());
    let mut emit = |place: Place<'_>, asides: &mut Vec<Aside>| -> Result<(), Error> {
        let (number, record) = match place {
            Place::EmptyLine { row } => {
                empty_lines.get_or_insert((row, 0)).1 += 1;
                return Ok(());
            }
            Place::RepeatedHeader { row } => {
                repeated.get_or_insert((row, 0)).1 += 1;
                return Ok(());
            }
            Place::Title { record } => {
                titles.get_or_insert((record.row, 0)).1 += 1;
                return Ok(());
            }
            Place::Record { table, record } => {
                width = if width == 0 { record.len() } else { width };
                (table, record)
            }
            Place::Remark { table, record } => {
                if at_hand {
                    remarks.get_or_insert((record.row, 0)).1 += 1;
                }
                (table, record)
            }
            Place::Opens { table, record } => {
                let name = table_name(part_name.as_deref(), table).unwrap_or_default();
                at_hand = wanted.is_none() && record.len() == width;
                let shown = match wanted {
                    Some(wanted) if wanted == name => "",
                    None if at_hand => "; it is as wide as the first and shown below it",
                    _ => "; it is not shown",
                };
                asides.push(aside(record.row, format!("another table begins here, named `{name}`{shown}")));
                names.push(name);
                (table, record)
            }
        };
        let name = table_name(part_name.as_deref(), number);
        let shown = wanted.map_or(at_hand, |wanted| name.as_deref() == Some(wanted));
        found |= shown;
        if shown { Ok(sink(name.as_deref(), record)?) } else { Ok(()) }
    };
    part.each(limits, &mut |record| {
        tables.take(record, &mut |place| emit(place, asides))?;
        Ok(ControlFlow::Continue(()))
    })?;
    tables.finish(&mut |place| emit(place, asides))?;
    if let Some((row, lines)) = titles {
        asides.push(aside(row, format!("{lines} lines above a further header are titles, not records")));
    }
    if let Some((row, lines)) = remarks {
        asides.push(aside(row, format!("{lines} lines at the end hold one text each: shown, but they may be notes")));
    }
    if let Some((row, times)) = repeated {
        asides.push(aside(row, format!("the header stands {times} times more and is no record there")));
    }
    if let Some((row, lines)) = empty_lines {
        asides.push(aside(row, format!("{lines} empty lines are not records")));
    }
    // A part that was asked for by its name is found even when it holds nothing.
    Ok(found || wanted.is_some() && wanted == part_name.as_deref())
}

/// The first table has the name of its part.
fn table_name(part: Option<&str>, number: usize) -> Option<String> {
    match (part, number) {
        (part, 1) => part.map(str::to_owned),
        (None, number) => Some(format!("table {number}")),
        (Some(part), number) => Some(format!("{part}, table {number}")),
    }
}

#[cfg(test)]
mod tests;
