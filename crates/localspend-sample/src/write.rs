//! Writing the sample to a folder.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;

use crate::calendar::Month;
use crate::ledgers::dialect::{self, Container};
use crate::ledgers::{self, Edition, Ledger, Record, compose, csv_text, open_document, workbook};
use crate::output::File;
use crate::truth::{Survey, TruthWriter};
use crate::world::World;
use crate::{config, registers};

/// What to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Seed of the world.
    pub seed: u64,
    /// Organisations that pay; more than the five of the default are trusts like its first.
    pub organisations: u32,
    /// Quarters of ledgers, from 2023-24 Q1.
    pub quarters: u32,
    /// Payments over all files; none for the usual size of each organisation.
    pub lines: Option<u64>,
    /// Every file in this form; none for each department's own dialect, which only the usual size has.
    pub form: Option<Container>,
    /// Write the truth beside it.
    pub truth: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { seed: 1, organisations: 5, quarters: 9, lines: None, form: None, truth: true }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files.
    pub files: u64,
    /// Records in ledgers.
    pub records: u64,
    /// Bytes of all files but the truth.
    pub bytes: u64,
}

/// First month of the sample.
pub const FIRST_MONTH: Month = Month::new(2023, 4);

/// Payers with a dialect of their own.
const USUAL_PAYERS: usize = 5;

/// Writes the whole sample into `folder`.
pub fn write(folder: &Path, options: &Options) -> anyhow::Result<Written> {
    let world = World::draw(options.seed, options.organisations);
    let mut written = Written::default();
    for file in config::files(&world)?.iter().chain(&registers::files(&world)?) {
        put(folder, file)?;
        written.files += 1;
        written.bytes += file.bytes.len() as u64;
    }
    let plan = plan(&world, options);
    let big = options.lines.is_some_and(|lines| lines > 100_000);
    let mut truth = if options.truth { Some(TruthWriter::new(folder, &world, Survey::of(&world, &plan)?, big)?) } else { None };
    for ledger in &plan {
        ledger_file(&folder.join(&ledger.path), &world, ledger, truth.as_mut(), &mut written)?;
    }
    if let Some(truth) = truth {
        truth.finish(&world)?;
    }
    Ok(written)
}

/// Every ledger file of the sample.
pub fn plan(world: &World, options: &Options) -> Vec<Ledger> {
    let months: Vec<Month> = (0..options.quarters as i32 * 3).map(|step| Month(FIRST_MONTH.0 + step)).collect();
    let files = (months.len() * world.payers.len()).max(1) as u64;
    let payments = options.lines.map(|lines| (lines / files).max(1));
    let usual = options.lines.is_none() && options.form.is_none();
    let form = options.form.unwrap_or(Container::Utf8 { mark: false });
    let payers = world.payers.iter().enumerate();
    let ledgers = payers.map(|(index, payer)| {
        if usual && index < USUAL_PAYERS {
            ledgers::of_payer(index, payer, &months)
        } else {
            ledgers::plain_of_payer(index, payer, &months, payments.unwrap_or(payer.payments_a_month), form)
        }
    });
    ledgers.flatten().collect()
}

/// Writes one big file: every invoice line of the acute trust in one month.
pub fn write_invoices(path: &Path, seed: u64, lines: u64) -> anyhow::Result<Written> {
    let world = World::draw(seed, 1);
    let ledger = Ledger { path: String::new(), payer: 0, month: FIRST_MONTH, payments: lines, edition: Edition::Invoices };
    let mut written = Written::default();
    ledger_file(path, &world, &ledger, None, &mut written)?;
    Ok(written)
}

fn put(folder: &Path, file: &File) -> anyhow::Result<()> {
    let path = folder.join(&file.path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    }
    fs::write(&path, &file.bytes).with_context(|| format!("writing {}", path.display()))
}

fn ledger_file(
    path: &Path,
    world: &World,
    ledger: &Ledger,
    mut truth: Option<&mut TruthWriter>,
    written: &mut Written,
) -> anyhow::Result<()> {
    let dialect = dialect::of(world, ledger);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    }
    let mut sheet: Vec<Record> = Vec::new();
    let mut out = BufWriter::new(fs::File::create(path).with_context(|| format!("creating {}", path.display()))?);
    let is_text = compose::is_text(&dialect);
    let sheet_name = match dialect.container {
        Container::Xlsx => workbook::sheet_name(ledger),
        Container::Ods => open_document::SHEET.to_owned(),
        _ => String::new(),
    };
    let mut row = 1;
    if is_text {
        out.write_all(csv_text::start(&dialect))?;
    }
    if let Some(truth) = truth.as_mut() {
        truth.begin_file(ledger, &sheet_name);
    }
    compose::records(world, ledger, &mut |record| {
        if let Some(truth) = truth.as_mut() {
            truth.record(world, row, &record)?;
        }
        written.records += 1;
        if is_text {
            let line = csv_text::line(&record, &dialect);
            out.write_all(&line)?;
            written.bytes += line.len() as u64;
            row += csv_text::lines_of(&record);
        } else {
            sheet.push(record);
            row += 1;
        }
        Ok(())
    })?;
    if !is_text {
        let bytes = match dialect.container {
            Container::Xlsx => workbook::bytes(ledger, &sheet)?,
            _ => open_document::bytes(&sheet)?,
        };
        out.write_all(&bytes)?;
        written.bytes += bytes.len() as u64;
    }
    out.flush()?;
    written.files += 1;
    if let Some(truth) = truth {
        truth.end_file(world)?;
    }
    Ok(())
}
