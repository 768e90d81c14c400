//! Takes out the lines of loads that died between their two commits. Nobody has seen them, and nothing else knows their file.

use std::collections::{BTreeMap, BTreeSet};

use deltalake_core::kernel::{Action, LogicalFileView};
use deltalake_core::protocol::DeltaOperation;
use localspend_model::tables;
use serde_json::{Value, json};

use crate::Result;
use crate::commit::{Commit, transaction_version};
use crate::lake::{Lake, data_files};
use crate::lease::Lease;
use crate::load::LOAD;

/// Loads in a row that must be whole before the search for half ones ends: a half load is the last one, or nearly so.
const ENOUGH: usize = 3;

/// What was found and taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Loads that had died, by their names in the log.
    pub loads: Vec<String>,
    /// Lines taken out.
    pub lines: u64,
    /// Version of `lines` without them; `None` when nothing was wrong.
    pub lines_version: Option<i64>,
}

/// A load as it stands in `lines`.
pub(crate) struct StoredLoad {
    pub name: String,
    pub attempt: i64,
    pub files: Vec<LogicalFileView>,
}

impl Lake {
    /// Finds loads that died between their two commits and takes their lines out. To be called at the start of a run: the
    /// lease makes sure that no load is under way.
    pub async fn recover(&self, lease: &Lease) -> Result<Recovered> {
        let _held = lease;
        let half = self.half_loads(Some(ENOUGH)).await?;
        if half.is_empty() {
            self.show_what_is_left().await?;
            return Ok(Recovered::default());
        }
        let name = tables::LINES.name;
        let Some(mut lines) = self.latest(name).await? else { return Ok(Recovered::default()) };
        let names: Vec<String> = half.iter().map(|load| format!("{}-{}", load.name, load.attempt)).collect();
        let views = || half.iter().flat_map(|load| &load.files);
        let taken_out = views().map(|file| file.num_records().unwrap_or_default() as u64).sum();
        let change = Commit {
            actions: views().map(|file| Action::Remove(file.remove_action(true))).collect(),
            operation: DeltaOperation::Delete { predicate: None },
            information: vec![("localspend.recovered", json!(names))],
            transaction: None,
            beside_others: false,
        };
        let shown = self.shows_any(&half).await?;
        let version = self.commit(name, &mut lines, change).await?;
        if shown {
            self.show_lines(version).await?;
        }
        tracing::warn!(lines = taken_out, loads = ?names, "took out the lines of loads that had died");
        Ok(Recovered { loads: names, lines: taken_out, lines_version: Some(version) })
    }

    /// True when lines of these loads can be seen: another load that ended after their lines were committed, which only happens
    /// without a lease, has made them visible with its own.
    async fn shows_any(&self, half: &[StoredLoad]) -> Result<bool> {
        let files = self.version(tables::FILES.name).await?;
        let Some(visible) = self.visible_lines(files).await? else { return Ok(false) };
        let shown = self.at(tables::LINES.name, visible).await?;
        let paths: BTreeSet<String> = data_files(&shown).iter().map(|file| file.path().into_owned()).collect();
        Ok(half.iter().flat_map(|load| &load.files).any(|file| paths.contains(&*file.path())))
    }

    /// Ends what a run began that died after it had taken lines out and before it could say so: what is seen would hold them for
    /// good. Only where no load is half done, so that all lines may be seen.
    async fn show_what_is_left(&self) -> Result<()> {
        let name = tables::LINES.name;
        let files = self.version(tables::FILES.name).await?;
        let (Some(visible), Some(latest)) = (self.visible_lines(files).await?, self.version(name).await?) else { return Ok(()) };
        if visible >= latest {
            return Ok(());
        }
        let paths = async |version| -> Result<BTreeSet<String>> {
            Ok(data_files(&self.at(name, version).await?).iter().map(|file| file.path().into_owned()).collect())
        };
        if !paths(visible).await?.is_subset(&paths(latest).await?) {
            self.show_lines(latest).await?;
        }
        Ok(())
    }

    /// Loads whose `files` rows were never committed, latest first. `enough` whole loads in a row end the search.
    pub(crate) async fn half_loads(&self, enough: Option<usize>) -> Result<Vec<StoredLoad>> {
        let Some(lines) = self.latest(tables::LINES.name).await? else { return Ok(Vec::new()) };
        let files = self.latest(tables::FILES.name).await?;
        let mut loads: BTreeMap<(String, i64), (i64, Vec<LogicalFileView>)> = BTreeMap::new();
        for view in data_files(&lines) {
            let path = view.path().into_owned();
            if let Some((name, attempt)) = load_of(&path) {
                let load = loads.entry((name.to_owned(), attempt)).or_default();
                load.0 = load.0.max(view.modification_time());
                load.1.push(view);
            }
        }
        let mut loads: Vec<_> = loads.into_iter().collect();
        loads.sort_by_key(|(_, (modified, _))| std::cmp::Reverse(*modified));
        let (mut half, mut whole) = (Vec::new(), 0);
        for ((name, attempt), (_, views)) in loads {
            if enough.is_some_and(|enough| whole >= enough) {
                break;
            }
            let seen = match &files {
                Some(files) => transaction_version(tables::FILES.name, files, &name).await?,
                None => None,
            };
            if seen.is_some_and(|seen| seen >= attempt) {
                whole += 1;
            } else {
                whole = 0;
                half.push(StoredLoad { name, attempt, files: views });
            }
        }
        Ok(half)
    }
}

/// The name and the attempt of the load that a data file of `lines` was written by, if it stands as the load left it.
fn load_of(path: &str) -> Option<(&str, i64)> {
    let folder = path.split('/').next().filter(|folder| folder.starts_with(LOAD) && folder.len() < path.len())?;
    let (name, attempt) = folder.rsplit_once('-')?;
    Some((name, attempt.parse().ok()?))
}

/// True for a commit's information that says a load was taken out.
pub(crate) fn was_recovery(information: &serde_json::Map<String, Value>) -> bool {
    information.contains_key("localspend.recovered")
}
