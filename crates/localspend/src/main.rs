//! The binary: parse, run one command, turn its outcome into an exit status.

mod attribution;
mod cli;
mod commands;
mod config;
mod inputs;
mod output;
mod printer;
mod stages;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, LogForm};
use crate::commands::Outcome;
use crate::printer::Printer;

/// Joins and sums take and give back much memory at once; the system's allocator spends a tenth of their time on it.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(&cli);
    let printer = Printer::new(cli.quiet);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(8 << 20).build() {
        Ok(runtime) => runtime,
        Err(error) => {
            printer.error(&format!("error: cannot start: {error}"));
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(commands::run(cli, printer)) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeRejected) => ExitCode::from(1),
        Err(error) => {
            printer.error(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// The log goes to standard error: warnings by default, more with `-v`, `RUST_LOG` wins.
fn start_log(cli: &Cli) {
    let level = match (cli.quiet, cli.verbose) {
        (true, _) => "error",
        (false, 0) => "warn,deltalake_core=error,delta_kernel=error",
        (false, 1) => "info",
        (false, _) => "debug",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| level.into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match cli.log {
        LogForm::Text => log.without_time().init(),
        LogForm::Json => log.json().init(),
    }
}
