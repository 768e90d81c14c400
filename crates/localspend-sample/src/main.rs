//! The developer's command that writes the sample. Not part of the product.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use localspend_sample::ledgers::dialect::Container;
use localspend_sample::{Options, Written};

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
        /// Every file in one form: csv, xlsx or ods.
        #[arg(long)]
        format: Option<Form>,
        /// Leave the truth out.
        #[arg(long)]
        no_truth: bool,
    },
    /// Write one big CSV: every invoice line of one hospital, with its ledger's codes in the cells.
    Invoices {
        /// File to write.
        #[arg(long)]
        out: PathBuf,
        /// Seed of the invented world.
        #[arg(long, default_value_t = Options::default().seed)]
        seed: u64,
        /// Lines.
        #[arg(long, default_value_t = 1_000_000)]
        lines: u64,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    Csv,
    Xlsx,
    Ods,
}

impl Form {
    fn container(self) -> Container {
        match self {
            Form::Csv => Container::Utf8 { mark: false },
            Form::Xlsx => Container::Xlsx,
            Form::Ods => Container::Ods,
        }
    }
}

fn main() -> anyhow::Result<()> {
    let (written, out) = match Arguments::parse().command {
        Command::Write { out, seed, organisations, quarters, lines, format, no_truth } => {
            let form = format.map(Form::container);
            let options = Options { seed, organisations, quarters, lines, form, truth: !no_truth };
            (localspend_sample::write(&out, &options)?, out)
        }
        Command::Invoices { out, seed, lines } => (localspend_sample::write_invoices(&out, seed, lines)?, out),
    };
    let Written { files, records, bytes } = written;
    writeln!(std::io::stderr(), "{files} files, {records} ledger records, {bytes} bytes: {}", out.display())?;
    Ok(())
}
