//! The one place that writes to the terminal: data on standard output, messages and progress on standard error.

use std::io::{IsTerminal, Write};

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
