//! One file for each command. A command takes its arguments, does one thing, says what came of it.

mod cat;
mod check;
mod demo;
mod directives;
mod explain;
mod init;
mod lake;
mod match_names;
mod pipeline;
mod review;
mod run;
mod serve;
mod sql;
mod what_if;

pub use sql::parameter;

use anyhow::Result;

use crate::cli::{Cli, Command};
use crate::printer::Printer;
use crate::workspace::Workspace;

/// What came of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, but some files or rows were rejected; the command said which.
    SomeRejected,
}

/// Runs the command that was asked for.
pub async fn run(cli: Cli, printer: Printer) -> Result<Outcome> {
    let open = || Workspace::open(&cli.workspace);
    match &cli.command {
        Command::Init => init::run(&cli, printer),
        Command::Demo(arguments) => demo::run(arguments, printer).await,
        Command::Run(arguments) => run::run(&open()?, arguments, printer).await,
        Command::Check(arguments) => check::run(&cli.workspace, arguments, printer),
        Command::Cat(arguments) => cat::run(arguments, printer),
        Command::Ingest(arguments) => pipeline::ingest(&open()?, arguments, printer).await,
        Command::Resolve => pipeline::resolve(&open()?, printer).await,
        Command::Build => pipeline::build(&open()?, printer).await,
        Command::Report(arguments) => pipeline::report(&open()?, arguments, printer).await,
        Command::Sql(arguments) => sql::run(&open()?, arguments, printer).await,
        Command::Review(command) => review::run(&open()?, command, printer).await,
        Command::Explain(arguments) => explain::run(&open()?, arguments, printer).await,
        Command::Match(arguments) => match_names::run(arguments, printer),
        Command::Directives(command) => directives::run(&cli.workspace, command, printer),
        Command::WhatIf(arguments) => what_if::run(&open()?, arguments, printer).await,
        Command::Lake(command) => lake::run(&open()?, command, printer).await,
        Command::Serve(arguments) => serve::run(open, arguments, printer).await,
    }
}
