//! The developer's command that writes the sample. Not part of the product.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use localspend_sample::Options;

/// Writes an invented localspend workspace and the truth about it.
#[derive(Debug, Parser)]
#[command(name = "localspend-sample", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a whole workspace.
    Write {
        /// Folder to write into.
        #[arg(long)]
        out: PathBuf,
        /// Seed of the invented world.
        #[arg(long, default_value_t = Options::default().seed)]
        seed: u64,
        /// Organisations that pay; beyond five, more acute trusts.
        #[arg(long, default_value_t = Options::default().organisations)]
        organisations: u32,
        /// Quarters of ledgers, from 2023-24 Q1.
        #[arg(long, default_value_t = Options::default().quarters)]
        quarters: u32,
        /// Payments over all files, instead of the usual size of each organisation.
        #[arg(long)]
        lines: Option<u64>,
        /// Leave the truth out.
        #[arg(long)]
        no_truth: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Write { out, seed, organisations, quarters, lines, no_truth } => {
            let written = localspend_sample::write(&out, &Options { seed, organisations, quarters, lines, truth: !no_truth })?;
            writeln!(
                std::io::stderr(),
                "{} files, {} ledger records, {} bytes in {}",
                written.files,
                written.records,
                written.bytes,
                out.display()
            )?;
        }
    }
    Ok(())
}
