//! What happened to the tables, and which versions belonged together at a moment.

use chrono::{DateTime, Utc};
use deltalake_core::DeltaTableError;
use localspend_model::tables;
use serde_json::Value;

use crate::commit::{information, signed, unsigned};
use crate::lake::{Lake, Versions};
use crate::recover::was_recovery;
use crate::{Error, Result};

/// One commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Table.
    pub table: String,
    /// Version that the commit made.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What was done, in Delta's words.
    pub operation: String,
    /// Rows in the data files that it added.
    pub rows_added: u64,
    /// Rows in the data files that it took out, as far as the log says.
    pub files_removed: u64,
    /// True when it took out the lines of a load that had died.
    pub recovery: bool,
}

impl Lake {
    /// The commits of one table, or of all, latest first.
    pub async fn history(&self, table: Option<&str>) -> Result<Vec<Change>> {
        if let Some(name) = table
            && tables::by_name(name).is_none()
        {
            return Err(Error::Missing {
                what: format!("there is no table {name}"),
                hint: format!("the tables are {}", tables::ALL.iter().map(|table| table.name).collect::<Vec<_>>().join(", ")),
            });
        }
        let mut changes = Vec::new();
        for known in tables::ALL.iter().filter(|known| table.is_none_or(|name| name == known.name)) {
            let Some(delta) = self.latest(known.name).await? else { continue };
            for version in (0..=delta.version().unwrap_or_default()).rev() {
                let entry = delta.log_store().read_commit_entry(version).await;
                let Some(entry) = entry.map_err(Error::table(known.name, "reading the log"))? else { break };
                changes.push(change(known.name, signed(known.name, version)?, &entry)?);
            }
        }
        changes.sort_by(|left, right| (right.at, &right.table, right.version).cmp(&(left.at, &left.table, left.version)));
        Ok(changes)
    }

    /// The versions that were the latest at a moment. A table that did not exist yet is left out.
    pub async fn versions_at(&self, moment: DateTime<Utc>) -> Result<Versions> {
        let mut versions = Versions::new();
        for table in tables::ALL {
            let Some(delta) = self.latest(table.name).await? else { continue };
            for version in (0..=delta.version().unwrap_or_default()).rev() {
                let Some(information) = information(table.name, &delta, version).await? else { break };
                if committed_at(&information) <= moment {
                    versions.insert(table.name.to_owned(), signed(table.name, version)?);
                    break;
                }
            }
        }
        let files = versions.get(tables::FILES.name).copied();
        match self.visible_lines(files).await? {
            Some(lines) => versions.insert(tables::LINES.name.to_owned(), lines),
            None if files.is_some() => None,
            None => versions.remove(tables::LINES.name),
        };
        Ok(versions)
    }

    /// Fails when a table has no such version.
    pub(crate) async fn must_exist(&self, versions: &Versions) -> Result<()> {
        for (name, version) in versions {
            let latest = self.latest(name).await?.and_then(|delta| delta.version());
            if latest.is_none_or(|latest| unsigned(name, *version).is_ok_and(|wanted| wanted > latest)) {
                return Err(Error::Missing {
                    what: format!("table {name} has no version {version}"),
                    hint: "`localspend lake history` lists the versions".to_owned(),
                });
            }
        }
        Ok(())
    }
}

fn committed_at(information: &serde_json::Map<String, Value>) -> DateTime<Utc> {
    let moment = information.get("timestamp").and_then(Value::as_i64).and_then(DateTime::from_timestamp_millis);
    moment.unwrap_or_default()
}

fn change(table: &str, version: i64, entry: &[u8]) -> Result<Change> {
    let mut change = Change {
        table: table.to_owned(),
        version,
        at: DateTime::default(),
        operation: String::new(),
        rows_added: 0,
        files_removed: 0,
        recovery: false,
    };
    for line in entry.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let action: Value = serde_json::from_slice(line)
            .map_err(|source| Error::table(table, "reading the log")(DeltaTableError::SerializeLogJson { json_err: source }))?;
        if let Some(information) = action.get("commitInfo").and_then(Value::as_object) {
            change.at = committed_at(information);
            change.operation = information.get("operation").and_then(Value::as_str).unwrap_or_default().to_owned();
            change.recovery = was_recovery(information);
        }
        if let Some(statistics) = action.get("add").and_then(|add| add.get("stats")).and_then(Value::as_str) {
            let statistics: Value = serde_json::from_str(statistics).unwrap_or_default();
            change.rows_added += statistics.get("numRecords").and_then(Value::as_u64).unwrap_or_default();
        }
        if action.get("remove").is_some() {
            change.files_removed += 1;
        }
    }
    Ok(change)
}
