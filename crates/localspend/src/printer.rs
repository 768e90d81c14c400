//! The one place that writes to the terminal: data on standard output, messages and progress on standard error.

use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};

use indicatif::{ProgressBar, ProgressStyle};

/// Where a command's words go.
#[derive(Debug, Clone, Copy)]
pub struct Printer {
    quiet: bool,
}

impl Printer {
    /// A printer; a quiet one keeps messages to itself, never data.
    pub fn new(quiet: bool) -> Printer {
        Printer { quiet }
    }

    /// Data, on standard output. A closed pipe ends the program quietly, as `head` expects.
    pub fn data(self, text: &str) {
        let mut stdout = std::io::stdout().lock();
        if stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).is_err() {
            std::process::exit(0);
        }
    }

    /// Data, as a writer.
    pub fn data_writer(self) -> impl Write {
        std::io::BufWriter::new(std::io::stdout())
    }

    /// Data for a person at a terminal: through the pager of their choice, `less` where none is chosen.
    pub fn page(self, text: &[u8]) {
        let chosen = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
        let chosen = chosen.unwrap_or_else(|| "less -SFRX".to_owned());
        let mut words = chosen.split_whitespace();
        let started = words.next().and_then(|program| Command::new(program).args(words).stdin(Stdio::piped()).spawn().ok());
        let Some(mut pager) = started else {
            return self.data(&String::from_utf8_lossy(text));
        };
        if let Some(mut stdin) = pager.stdin.take() {
            // Whoever leaves the pager early has seen enough.
            let _left = stdin.write_all(text);
        }
        let _ended = pager.wait();
    }

    /// A message for the person, on standard error.
    pub fn note(self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    /// A message that even a quiet run shows.
    pub fn error(self, text: &str) {
        // Nothing sensible is left to do when standard error is gone.
        let _gone = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// A progress bar over `length` steps; hidden where standard error is not a terminal.
    pub fn progress(self, length: u64, what: &'static str) -> ProgressBar {
        if self.quiet || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(length).with_message(what);
        if let Ok(style) = ProgressStyle::with_template("{msg:<10} {bar:30} {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        bar
    }
}
