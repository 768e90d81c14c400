//! Commits to one table: made once or not at all, also when the store says "failed" of a commit that landed.
//!
//! Each commit carries a mark of its own. After any error the log is read: if the mark is there, the commit landed. Only
//! then is it tried again, on top of what others wrote, and only if it may stand beside theirs.

use std::collections::HashMap;

use deltalake_core::kernel::transaction::{CommitBuilder, CommitProperties, TableReference};
use deltalake_core::kernel::{Action, Transaction};
use deltalake_core::protocol::DeltaOperation;
use deltalake_core::{DeltaTable, DeltaTableError};
use serde_json::{Map, Value};

use crate::{Error, Result};

/// Key of the mark in a commit's information.
const MARK: &str = "localspend.commit";
/// Attempts of a commit that may stand beside others.
const ATTEMPTS: usize = 20;

/// What one commit does.
pub(crate) struct Commit {
    /// Files added and removed, new schema.
    pub actions: Vec<Action>,
    /// Its name in the history.
    pub operation: DeltaOperation,
    /// What else is kept with it.
    pub information: Vec<(&'static str, Value)>,
    /// Marks the load that it belongs to.
    pub transaction: Option<Transaction>,
    /// True when it may be put on top of commits that others made meanwhile: it adds rows and looks at none.
    pub beside_others: bool,
}

/// Makes the commit on top of the loaded state of `table` and returns the version. The table is brought to that version.
pub(crate) async fn commit(name: &str, table: &mut DeltaTable, commit: Commit) -> Result<i64> {
    let mark = uuid::Uuid::new_v4().simple().to_string();
    let mut information: HashMap<String, Value> =
        commit.information.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    information.insert(MARK.to_owned(), Value::String(mark.clone()));
    for attempt in 1.. {
        let base = table.version();
        let mut properties = CommitProperties::default()
            .with_max_retries(0)
            .with_create_checkpoint(true)
            .with_cleanup_expired_logs(Some(false))
            .with_metadata(information.clone());
        if let Some(transaction) = &commit.transaction {
            properties = properties.with_application_transaction(transaction.clone());
        }
        let reference = table.state.as_ref().map(|state| state as &dyn TableReference);
        let made = CommitBuilder::from(properties).with_actions(commit.actions.clone()).build(
            reference,
            table.log_store(),
            commit.operation.clone(),
        );
        let error = match made.await {
            Ok(done) => {
                let version = done.version();
                table.state = Some(done.snapshot());
                return signed(name, version);
            }
            Err(error) => error,
        };
        let (landed, latest) = look(name, table, base, &mark).await?;
        if let Some(version) = landed {
            tracing::warn!(table = name, version, %error, "the commit landed although it was reported failed");
            table.update_incremental(None).await.map_err(Error::table(name, "reading the table after a commit"))?;
            return signed(name, version);
        }
        let outrun = latest.is_some_and(|latest| base.is_none_or(|base| latest > base));
        if !outrun {
            return Err(Error::table(name, "committing")(error));
        }
        if !commit.beside_others || attempt >= ATTEMPTS {
            return Err(Error::Conflict { table: name.to_owned(), version: signed(name, latest.unwrap_or_default())? });
        }
        table.update_incremental(None).await.map_err(Error::table(name, "reading what another writer committed"))?;
        if let Some(transaction) = &commit.transaction {
            let seen = transaction_version(name, table, &transaction.app_id).await?;
            if seen.is_some_and(|seen| seen >= transaction.version) {
                return Err(Error::Conflict { table: name.to_owned(), version: signed(name, latest.unwrap_or_default())? });
            }
        }
    }
    Err(Error::Conflict { table: name.to_owned(), version: 0 })
}

/// The last version that a writer recorded under this application id.
pub(crate) async fn transaction_version(name: &str, table: &DeltaTable, application: &str) -> Result<Option<i64>> {
    let Some(state) = table.state.as_ref() else { return Ok(None) };
    state.transaction_version(&table.log_store(), application).await.map_err(Error::table(name, "looking for an earlier load"))
}

/// Looks for our mark in the commits after `base`. Also returns the latest version.
async fn look(name: &str, table: &DeltaTable, base: Option<u64>, mark: &str) -> Result<(Option<u64>, Option<u64>)> {
    let mut version = base.map_or(0, |base| base + 1);
    let mut latest = base;
    let mut landed = None;
    while let Some(information) = information(name, table, version).await? {
        if information.get(MARK).and_then(Value::as_str) == Some(mark) {
            landed = Some(version);
        }
        latest = Some(version);
        version += 1;
    }
    Ok((landed, latest))
}

/// What was kept with a commit, or `None` when there is no such commit (any more).
pub(crate) async fn information(name: &str, table: &DeltaTable, version: u64) -> Result<Option<Map<String, Value>>> {
    let entry = table.log_store().read_commit_entry(version).await.map_err(Error::table(name, "reading the log"))?;
    let Some(entry) = entry else { return Ok(None) };
    for line in entry.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let action: Value = serde_json::from_slice(line)
            .map_err(|source| Error::table(name, "reading the log")(DeltaTableError::SerializeLogJson { json_err: source }))?;
        if let Value::Object(mut action) = action
            && let Some(Value::Object(information)) = action.remove("commitInfo")
        {
            return Ok(Some(information));
        }
    }
    Ok(Some(Map::new()))
}

/// Versions are counted by signed numbers in the lake's own records.
pub(crate) fn signed(name: &str, version: u64) -> Result<i64> {
    i64::try_from(version)
        .map_err(|_| Error::Damaged { table: name.to_owned(), problem: format!("version {version} is beyond counting") })
}

/// And by unsigned ones in Delta.
pub(crate) fn unsigned(name: &str, version: i64) -> Result<u64> {
    u64::try_from(version).map_err(|_| Error::Missing {
        what: format!("table {name} has no version {version}"),
        hint: "`localspend lake history` lists the versions".to_owned(),
    })
}
