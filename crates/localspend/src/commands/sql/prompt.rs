//! The prompt: one question after another, with history and completion. What goes wrong with one ends no more than that one.

use std::fs::File;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use arrow::array::RecordBatch;
use clap::ValueEnum;
use localspend_query::guard::Guarded;
use localspend_serve::Comments;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use super::complete::{COMMANDS, Names};
use super::tables::{self, Columns};
use super::{answer, show};
use crate::cli::{SqlArgs, SqlFormat};
use crate::commands::Outcome;
use crate::output;
use crate::printer::Printer;

/// Questions that are kept.
const MOST_HISTORY: usize = 10_000;

/// What the commands of the prompt change.
struct State<'a> {
    tables: &'a Guarded,
    columns: Columns,
    comments: &'a Comments,
    parameters: &'a [(String, String)],
    format: SqlFormat,
    timing: bool,
    to: Option<(PathBuf, File)>,
    printer: Printer,
}

/// Asks until the person leaves.
pub async fn run(tables: &Guarded, comments: &Comments, arguments: &SqlArgs, printer: Printer) -> Result<Outcome> {
    let columns = tables::columns(tables).await?;
    let state = tables.context().state();
    let functions =
        state.scalar_functions().keys().chain(state.aggregate_functions().keys()).chain(state.window_functions().keys());
    let names = Names::new(columns.clone(), functions.cloned());
    let config =
        Config::builder().completion_type(CompletionType::List).auto_add_history(true).max_history_size(MOST_HISTORY)?.build();
    let mut editor: Editor<Names, FileHistory> = Editor::with_config(config)?;
    editor.set_helper(Some(names));
    let history = history_file();
    if let Some(path) = &history {
        // The first time there is none.
        let _none = editor.load_history(path);
    }
    printer.note(&format!("{} tables, read only. \\? for help, \\q to leave.", tables.tables().len()));
    let to = None;
    let (format, parameters) = (arguments.format, arguments.parameters.as_slice());
    let mut state = State { tables, columns, comments, parameters, format, timing: false, to, printer };
    loop {
        match tokio::task::block_in_place(|| editor.readline("localspend> ")) {
            Ok(text) => match state.said(text.trim()).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => printer.error(&format!("error: {error:#}")),
            },
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error).context("the terminal cannot be read"),
        }
    }
    if let Some(path) = &history
        && let Err(error) = path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .map_err(ReadlineError::from)
            .and_then(|()| editor.save_history(path))
    {
        printer.error(&format!("warning: the history cannot be kept in {}: {error}", path.display()));
    }
    Ok(Outcome::Done)
}

impl State<'_> {
    /// Does what was said; false when the person leaves.
    async fn said(&mut self, text: &str) -> Result<bool> {
        let (command, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim().trim_end_matches(';').trim();
        match command {
            "" => {}
            "\\q" | "quit" | "exit" | "quit;" | "exit;" => return Ok(false),
            "\\?" | "help" | "help;" => self.help(),
            "\\d" if !rest.is_empty() => self.show(&tables::one(rest, &self.columns, self.comments)?)?,
            "\\d" | "\\dt" => self.show(&tables::all(&self.columns, self.comments)?)?,
            "\\timing" => {
                self.timing = !self.timing;
                self.printer.note(if self.timing { "Answers are timed." } else { "Answers are not timed." });
            }
            "\\format" => match SqlFormat::from_str(rest, true) {
                Ok(format) if format != SqlFormat::Parquet => {
                    self.format = format;
                    self.printer.note(&format!("Answers are written as {rest}."));
                }
                _ => bail!("there is no format `{rest}` here\nhint: there are table, csv, json, ndjson and markdown"),
            },
            "\\o" if rest.is_empty() => {
                self.to = None;
                self.printer.note("Answers are shown here.");
            }
            "\\o" => {
                let path = PathBuf::from(rest);
                let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
                self.printer.note(&format!("Answers go to {}.", path.display()));
                self.to = Some((path, file));
            }
            _ if command.starts_with('\\') => bail!("there is no command `{command}`\nhint: \\? lists the commands"),
            _ => self.ask(text.trim_end_matches(';')).await?,
        }
        Ok(true)
    }

    fn help(&self) {
        for (command, about) in COMMANDS {
            self.printer.data(&format!("{command} {about}\n"));
        }
    }

    async fn ask(&mut self, query: &str) -> Result<()> {
        let began = Instant::now();
        let (schema, batches) = tokio::select! {
            answered = answer(self.tables, query, self.used(query)) => answered?,
            stopped = tokio::signal::ctrl_c() => {
                stopped.context("cannot listen for Ctrl-C")?;
                bail!("the question was ended");
            }
        };
        let took = began.elapsed();
        match &self.to {
            Some((path, file)) => {
                output::write(&schema, &batches, self.format, file)?;
                let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
                self.printer.note(&format!("{rows} rows written to {}", path.display()));
            }
            None => show(&schema, &batches, self.format, self.printer)?,
        }
        if self.timing {
            self.printer.note(&format!("Time: {:.3} s", took.as_secs_f64()));
        }
        Ok(())
    }

    /// At the prompt one question may have a parameter that the next has not.
    fn used(&self, query: &str) -> &[(String, String)] {
        if query.contains('$') { self.parameters } else { &[] }
    }

    fn show(&self, batch: &RecordBatch) -> Result<()> {
        show(&batch.schema(), std::slice::from_ref(batch), SqlFormat::Table, self.printer)
    }
}

/// Where the questions of earlier sessions are kept.
fn history_file() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = named("XDG_STATE_HOME")
        .or_else(|| named("LOCALAPPDATA"))
        .or_else(|| named("HOME").map(|home| home.join(".local/state")))?;
    Some(folder.join("localspend").join("history"))
}
