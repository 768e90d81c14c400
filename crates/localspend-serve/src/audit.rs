//! Who asked what, and what came of it: one JSON object a line, in a file where one is named, always in the program's log.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::desk::Who;
use crate::{Error, Result};

/// Longest text of a statement that is kept.
const LONGEST: usize = 10_000;

/// The record of questions.
#[derive(Debug, Default)]
pub struct Audit {
    file: Option<Mutex<File>>,
}

impl Audit {
    /// Appends to a file, or keeps to the log.
    pub fn new(path: Option<&Path>) -> Result<Audit> {
        let Some(path) = path else { return Ok(Audit::default()) };
        let open = File::options().create(true).append(true).open(path);
        let file = open.map_err(|error| Error::file(path, error, "name a file that can be written under [serve] audit"))?;
        Ok(Audit { file: Some(Mutex::new(file)) })
    }

    /// A question and its end.
    pub(crate) fn asked(&self, who: &Who, sql: &str, outcome: &str, rows: u64, took: Duration) {
        let sql: String = sql.chars().take(LONGEST).collect();
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(target: "localspend::audit", user = who.user, role = who.role.as_str(), from = who.address, outcome, rows, milliseconds, sql);
        self.write(serde_json::json!({
            "at": chrono::Utc::now().to_rfc3339(), "event": "query", "user": who.user, "role": who.role, "from": who.address,
            "through": who.through, "outcome": outcome, "rows": rows, "milliseconds": milliseconds, "sql": sql,
        }));
    }

    /// Somebody came in, or did not.
    pub(crate) fn login(&self, user: &str, address: &str, outcome: &str) {
        if outcome == "accepted" {
            tracing::info!(target: "localspend::audit", user, from = address, outcome, "log-in");
        } else {
            tracing::warn!(target: "localspend::audit", user, from = address, outcome, "log-in");
        }
        self.write(serde_json::json!({
            "at": chrono::Utc::now().to_rfc3339(), "event": "login", "user": user, "from": address, "outcome": outcome,
        }));
    }

    fn write(&self, entry: serde_json::Value) {
        let Some(file) = &self.file else { return };
        let written = writeln!(file.lock().unwrap_or_else(PoisonError::into_inner), "{entry}");
        if let Err(error) = written {
            tracing::error!("the audit file cannot be written: {error}");
        }
    }
}
