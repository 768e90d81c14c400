//! Brings tables back to earlier versions by new commits, so that nothing of the history is lost. The records of runs stay:
//! they say what was published, also when it was taken back.

use std::collections::{BTreeMap, BTreeSet};

use deltalake_core::DeltaTable;
use deltalake_core::kernel::{Action, Add, LogicalFileView};
use deltalake_core::protocol::DeltaOperation;
use futures::{StreamExt, TryStreamExt};
use localspend_model::tables::{self, Table};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use serde_json::Value;

use crate::commit::{Commit, information};
use crate::lake::{LINES_VERSION, Lake, Versions, data_files};
use crate::lease::Lease;
use crate::replace::CONTENT;
use crate::{Error, Result};

impl Lake {
    /// Makes the lake hold again what it held at the given versions; a table that is not among them becomes empty. Returns
    /// the new versions of the tables that changed.
    pub async fn restore(&self, lease: &Lease, versions: &Versions) -> Result<Versions> {
        let _held = lease;
        self.must_exist(versions).await?;
        let mut wanted = BTreeMap::new();
        for table in tables::ALL.iter().filter(|table| table.name != tables::RUNS.name) {
            let then = match versions.get(table.name) {
                Some(version) => Some(self.at(table.name, *version).await?),
                None => None,
            };
            // Everything is looked for before anything is changed.
            if let Some(then) = &then {
                self.must_be_there(table.name, then).await?;
            }
            wanted.insert(table.name, then);
        }
        let mut restored = Versions::new();
        // Lines before files: the commit of `files` names the version of `lines` that it makes visible.
        let order = tables::ALL.iter().filter(|table| table.name != tables::FILES.name).chain([&tables::FILES]);
        for table in order.filter(|table| table.name != tables::RUNS.name) {
            let then = wanted.remove(table.name).flatten();
            let lines = restored.get(tables::LINES.name).copied();
            if let Some(version) = self.restore_table(table, then, lines).await? {
                restored.insert(table.name.to_owned(), version);
            }
        }
        Ok(restored)
    }

    async fn restore_table(&self, table: &Table, then: Option<DeltaTable>, lines: Option<i64>) -> Result<Option<i64>> {
        let name = table.name;
        let Some(mut now) = self.latest(name).await? else { return Ok(None) };
        let here: BTreeMap<String, LogicalFileView> =
            data_files(&now).into_iter().map(|view| (view.path().into_owned(), view)).collect();
        let there: BTreeMap<String, LogicalFileView> =
            then.iter().flat_map(data_files).map(|view| (view.path().into_owned(), view)).collect();
        let is_files = name == tables::FILES.name;
        let same = here.keys().collect::<BTreeSet<_>>() == there.keys().collect();
        if same && (!is_files || lines.is_none()) {
            return Ok(None);
        }
        let mut actions = Vec::new();
        actions.extend(
            here.iter().filter(|(path, _)| !there.contains_key(*path)).map(|(_, view)| Action::Remove(view.remove_action(true))),
        );
        actions.extend(there.iter().filter(|(path, _)| !here.contains_key(*path)).map(|(_, view)| Action::Add(add(view))));
        let mut kept = Vec::new();
        let old_version = then.as_ref().and_then(DeltaTable::version);
        if let (Some(then), Some(version)) = (&then, old_version)
            && let Some(content) = information(name, then, version).await?.unwrap_or_default().remove(CONTENT)
        {
            kept.push((CONTENT, content));
        }
        if is_files {
            let visible = match lines {
                Some(lines) => Some(lines),
                None => self.versions().await?.get(tables::LINES.name).copied(),
            };
            kept.extend(visible.map(|lines| (LINES_VERSION, Value::from(lines))));
        }
        let change = Commit {
            actions,
            operation: DeltaOperation::Restore { version: old_version, datetime: None },
            information: kept,
            transaction: None,
            beside_others: false,
        };
        self.commit(name, &mut now, change).await.map(Some)
    }

    /// Fails when a vacuum removed data files of that version.
    async fn must_be_there(&self, name: &str, then: &DeltaTable) -> Result<()> {
        let store = self.table_store(name);
        let paths: Vec<String> = data_files(then).iter().map(|view| view.path().into_owned()).collect();
        let looked = futures::stream::iter(paths).map(|path| {
            let store = store.clone();
            async move { store.head(&Path::from(path.as_str())).await.map(|_| ()).map_err(|error| (path, error)) }
        });
        let found: std::result::Result<Vec<()>, _> = looked.buffer_unordered(8).try_collect().await;
        found.map(|_| ()).map_err(|(path, error)| match error {
            object_store::Error::NotFound { .. } => Error::Missing {
                what: format!(
                    "table {name}: version {} needs {path}, which a vacuum has removed",
                    then.version().unwrap_or_default()
                ),
                hint: "restore a later version, or bring the file back from a backup".to_owned(),
            },
            source => Error::Store { path: format!("{name}/{path}"), doing: "looking for a data file", source },
        })
    }
}

/// The view as an action that adds the file again.
pub(crate) fn add(view: &LogicalFileView) -> Add {
    #[expect(deprecated, reason = "the only public way from a file of a snapshot to an action")]
    view.add_action()
}
