//! An open lake: its tables and their versions. What is written and read through it stands in the neighbouring files.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, Weak};

use deltalake_core::DeltaTable;
use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::{Action, LogicalFileView, MetadataExt, Protocol, StructType, new_metadata};
use deltalake_core::logstore::{LogStoreRef, StorageConfig, default_logstore};
use localspend_model::tables::{self, Table};
use object_store::ObjectStore;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::commit::{Commit, commit, information, signed, unsigned};
use crate::lease::Guard;
use crate::shape::{evolved, statistics_columns};
use crate::store::{self, LakeConfig, Place};
use crate::{Error, Result};

/// Which version of which table: what a figure was computed from.
pub type Versions = BTreeMap<String, i64>;

/// Key under which a commit of `files` names the version of `lines` that it makes visible.
pub(crate) const LINES_VERSION: &str = "localspend.lines_version";

/// A lake. Clones share it.
#[derive(Clone)]
pub struct Lake {
    pub(crate) place: Arc<Place>,
    /// Tables as last read, so that reading them again costs only what is new.
    tables: Arc<Mutex<BTreeMap<String, DeltaTable>>>,
    /// The lease that this process holds, where it can be lost.
    guard: Arc<std::sync::Mutex<Weak<Guard>>>,
}

impl std::fmt::Debug for Lake {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Lake({})", self.place.url)
    }
}

impl Lake {
    /// Opens the lake; an empty place becomes an empty lake.
    pub async fn open(config: &LakeConfig) -> Result<Lake> {
        let place = store::open(config).await?;
        Ok(Lake { place: Arc::new(place), tables: Arc::default(), guard: Arc::default() })
    }

    /// Where it is.
    pub fn url(&self) -> &url::Url {
        &self.place.url
    }

    /// The latest version of every table that exists. `lines` is given at the version that the latest `files` makes visible.
    pub async fn versions(&self) -> Result<Versions> {
        let mut versions = Versions::new();
        let found = futures::future::join_all(tables::ALL.iter().map(|table| self.latest(table.name))).await;
        for (table, found) in tables::ALL.iter().zip(found) {
            let Some(found) = found? else { continue };
            let Some(version) = found.version() else { continue };
            versions.insert(table.name.to_owned(), signed(table.name, version)?);
        }
        match self.visible_lines(versions.get(tables::FILES.name).copied()).await? {
            Some(visible) => versions.insert(tables::LINES.name.to_owned(), visible),
            None if versions.contains_key(tables::FILES.name) => None,
            // Lines of a first load that has not ended are seen by nobody.
            None => versions.remove(tables::LINES.name),
        };
        Ok(versions)
    }

    /// The latest version of one table; `None` when it does not exist yet. Costs what is new in its log.
    pub async fn version(&self, name: &str) -> Result<Option<i64>> {
        let version = self.latest(name).await?.and_then(|table| table.version());
        version.map(|version| signed(name, version)).transpose()
    }

    /// The version of `lines` that a version of `files` makes visible. `None` when no commit says.
    pub(crate) async fn visible_lines(&self, files: Option<i64>) -> Result<Option<i64>> {
        let name = tables::FILES.name;
        let (Some(version), Some(table)) = (files, self.latest(name).await?) else { return Ok(None) };
        // Other programs may have committed since; they do not say, and they do not load.
        for version in (0..=unsigned(name, version)?).rev() {
            let Some(information) = information(name, &table, version).await? else { break };
            if let Some(visible) = information.get(LINES_VERSION).and_then(Value::as_i64) {
                return Ok(Some(visible));
            }
        }
        Ok(None)
    }

    /// The table at its latest version, or `None` when it does not exist yet.
    pub(crate) async fn latest(&self, name: &str) -> Result<Option<DeltaTable>> {
        let cached = self.tables.lock().await.get(name).cloned();
        let mut table = match cached {
            Some(table) => table,
            None => {
                let table = DeltaTable::new(self.log_store(name)?);
                if !table.verify_deltatable_existence().await.map_err(Error::table(name, "looking for the table"))? {
                    return Ok(None);
                }
                table
            }
        };
        table.update_incremental(None).await.map_err(Error::table(name, "reading the table's log"))?;
        self.remember(name, &table).await;
        Ok(Some(table))
    }

    /// Keeps what was read, unless something newer is known.
    pub(crate) async fn remember(&self, name: &str, table: &DeltaTable) {
        let mut tables = self.tables.lock().await;
        if tables.get(name).is_none_or(|known| known.version() < table.version()) {
            tables.insert(name.to_owned(), table.clone());
        }
    }

    /// The table at a version.
    pub(crate) async fn at(&self, name: &str, version: i64) -> Result<DeltaTable> {
        let wanted = unsigned(name, version)?;
        let missing = || Error::Missing {
            what: format!("table {name} has no version {version}"),
            hint: "`localspend lake history` lists the versions".to_owned(),
        };
        let latest = self.latest(name).await?.ok_or_else(missing)?;
        match latest.version() {
            Some(known) if known == wanted => Ok(latest),
            Some(known) if known > wanted => {
                let mut table = DeltaTable::new(self.log_store(name)?);
                table.load_version(wanted).await.map_err(Error::table(name, "reading an earlier version"))?;
                Ok(table)
            }
            _ => Err(missing()),
        }
    }

    /// Commits to a table, unless the lease was lost, and keeps what the table is then.
    pub(crate) async fn commit(&self, name: &str, table: &mut DeltaTable, change: Commit) -> Result<i64> {
        self.check_lease()?;
        let version = commit(name, table, change).await?;
        self.remember(name, table).await;
        Ok(version)
    }

    /// From now on commits ask this guard.
    pub(crate) fn set_guard(&self, guard: &Arc<Guard>) {
        *self.guard.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(guard);
    }

    /// An error when this process held the lease and lost it.
    pub(crate) fn check_lease(&self) -> Result<()> {
        let guard = self.guard.lock().unwrap_or_else(PoisonError::into_inner).upgrade();
        guard.map_or(Ok(()), |guard| guard.check(&self.place.url))
    }

    /// The log of a table.
    pub(crate) fn log_store(&self, name: &str) -> Result<LogStoreRef> {
        let location = self.place.url.join(&format!("{name}/")).map_err(|error| Error::Location {
            location: self.place.url.to_string(),
            problem: format!("cannot hold a table ({error})"),
            hint: "use another place".to_owned(),
        })?;
        Ok(default_logstore(self.table_store(name), self.place.root.clone(), &location, &StorageConfig::default()))
    }

    /// The objects of a table.
    pub(crate) fn table_store(&self, name: &str) -> Arc<dyn ObjectStore> {
        Arc::new(PrefixStore::new(self.place.lake.clone(), Path::from(name)))
    }

    /// The table to write to, and what its commit must begin with: its creation, or columns that are new to it.
    pub(crate) async fn writable(&self, table: &Table) -> Result<Writable> {
        let name = table.name;
        match self.latest(name).await? {
            None => {
                let delta = DeltaTable::new(self.log_store(name)?);
                let schema = table.schema();
                let metadata = new_metadata(&delta_schema(name, &schema)?, Vec::<String>::new(), properties(table))
                    .and_then(|metadata| metadata.with_name(name.to_owned()))
                    .and_then(|metadata| metadata.with_description(table.description.to_owned()))
                    .map_err(Error::table(name, "describing the table"))?;
                Ok(Writable { delta, schema, first: vec![Action::Protocol(protocol(name)?), Action::Metadata(metadata)] })
            }
            Some(delta) => {
                let snapshot = delta.snapshot().map_err(Error::table(name, "reading the table"))?;
                let stored = snapshot.snapshot().arrow_schema();
                let schema = evolved(table, Some(&stored))?;
                let mut first = Vec::new();
                if schema.fields().len() > stored.fields().len() {
                    let metadata = snapshot
                        .metadata()
                        .clone()
                        .with_schema(&delta_schema(name, &schema)?)
                        .map_err(Error::table(name, "describing new columns"))?;
                    first.push(Action::Metadata(metadata));
                }
                Ok(Writable { delta, schema, first })
            }
        }
    }
}

/// The data files that hold the table at the version that was loaded.
pub(crate) fn data_files(table: &DeltaTable) -> Vec<LogicalFileView> {
    table.state.iter().flat_map(|state| state.log_data().iter().collect::<Vec<_>>()).collect()
}

/// A table that is about to be written.
pub(crate) struct Writable {
    /// The table; not loaded when it does not exist yet.
    pub delta: DeltaTable,
    /// Schema of the rows to write.
    pub schema: arrow::datatypes::SchemaRef,
    /// Actions that must come with the first commit.
    pub first: Vec<Action>,
}

fn delta_schema(name: &str, schema: &arrow::datatypes::SchemaRef) -> Result<StructType> {
    schema.as_ref().try_into_kernel().map_err(|source| Error::Shape {
        table: name.to_owned(),
        column: "*".to_owned(),
        problem: source.to_string(),
        hint: "Delta has no such type",
    })
}

/// The oldest protocol that will do, so that every Delta reader can read the lake.
fn protocol(name: &str) -> Result<Protocol> {
    serde_json::from_value(serde_json::json!({ "minReaderVersion": 1, "minWriterVersion": 2 })).map_err(|json_err| {
        Error::table(name, "describing the table")(deltalake_core::DeltaTableError::SerializeLogJson { json_err })
    })
}

/// History is kept: every figure of every past pack must be computable again.
fn properties(table: &Table) -> Vec<(String, String)> {
    vec![
        ("delta.logRetentionDuration".to_owned(), "interval 36500 days".to_owned()),
        ("delta.enableExpiredLogCleanup".to_owned(), "false".to_owned()),
        ("delta.checkpointInterval".to_owned(), "20".to_owned()),
        ("delta.dataSkippingStatsColumns".to_owned(), statistics_columns(table).join(",")),
    ]
}
