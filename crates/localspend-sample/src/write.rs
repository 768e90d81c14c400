//! Writing the sample to a folder.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;

use crate::calendar::Month;
use crate::ledgers::{self, Ledger, compose, csv_text};
use crate::output::File;
use crate::world::World;
use crate::{config, registers};

/// What to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Seed of the world.
    pub seed: u64,
    /// Quarters of ledgers, from 2023-24 Q1.
    pub quarters: u32,
    /// Lines over all files; none for the usual size of each organisation.
    pub lines: Option<u64>,
}

impl Default for Options {
    fn default() -> Options {
        Options { seed: 1, quarters: 9, lines: None }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files.
    pub files: u64,
    /// Records in ledgers.
    pub records: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

/// First month of the sample.
pub const FIRST_MONTH: Month = Month::new(2023, 4);

/// Writes the whole sample into `folder`.
pub fn write(folder: &Path, options: &Options) -> anyhow::Result<Written> {
    let world = World::draw(options.seed);
    let mut written = Written::default();
    for file in config::files(&world)?.iter().chain(&registers::files(&world)?) {
        put(folder, file)?;
        written.files += 1;
        written.bytes += file.bytes.len() as u64;
    }
    for ledger in plan(&world, options) {
        ledger_file(folder, &world, &ledger, &mut written)?;
    }
    Ok(written)
}

/// Every ledger file of the sample.
pub fn plan(world: &World, options: &Options) -> Vec<Ledger> {
    let months: Vec<Month> = (0..options.quarters as i32 * 3).map(|step| Month(FIRST_MONTH.0 + step)).collect();
    let files = (months.len() * world.payers.len()).max(1) as u64;
    let payments = options.lines.map(|lines| (lines / files).max(1));
    let payers = world.payers.iter().enumerate();
    payers.flat_map(|(index, payer)| ledgers::of_payer(index, payer, &months, payments)).collect()
}

fn put(folder: &Path, file: &File) -> anyhow::Result<()> {
    let path = folder.join(&file.path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    }
    fs::write(&path, &file.bytes).with_context(|| format!("writing {}", path.display()))
}

fn ledger_file(folder: &Path, world: &World, ledger: &Ledger, written: &mut Written) -> anyhow::Result<()> {
    let path = folder.join(&ledger.path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    }
    let mut out = BufWriter::new(fs::File::create(&path).with_context(|| format!("creating {}", path.display()))?);
    compose::records(world, ledger, &mut |record| {
        let line = csv_text::line(&record);
        out.write_all(line.as_bytes())?;
        out.write_all(b"\r\n")?;
        written.records += 1;
        written.bytes += line.len() as u64 + 2;
        Ok(())
    })?;
    out.flush()?;
    written.files += 1;
    Ok(())
}
