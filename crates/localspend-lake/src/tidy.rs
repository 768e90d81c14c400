//! Keeps the lake small: puts small data files together, and removes data files that no version worth keeping names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZeroU64;
use std::path::Path as FilePath;
use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use deltalake_core::kernel::transaction::CommitProperties;
use deltalake_core::operations::vacuum::VacuumMode;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use localspend_model::tables::{self, Table};
use serde_json::Value;

use crate::commit::{Commit, information, signed, unsigned};
use crate::lake::{LINES_VERSION, Lake, Versions};
use crate::lease::Lease;
use crate::replace::CONTENT;
use crate::write::{FILE_BYTES, writer_properties};
use crate::{Error, Result};

/// Days that a data file is kept after it left its table, at least: a reader or a writer may still be at work on it.
pub const RETENTION_FLOOR_DAYS: u32 = 7;
/// Information of a commit that later commits of upkeep must carry on.
const CARRIED: [&str; 2] = [CONTENT, LINES_VERSION];

/// What a vacuum removes, or would remove.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vacuumed {
    /// Data files by table, sorted.
    pub files: BTreeMap<String, Vec<String>>,
    /// Unfinished local files of processes that died.
    pub unfinished: u64,
}

impl Lake {
    /// Removes data files that left their table more than `days` ago, and data files that no commit ever named. Files that a
    /// recorded run read or wrote are kept, so that every pack can be made again. With `dry_run` it only says what it would do.
    pub async fn vacuum(&self, lease: &Lease, days: u32, dry_run: bool) -> Result<Vacuumed> {
        let _held = lease;
        if days < RETENTION_FLOOR_DAYS {
            return Err(Error::Refused {
                what: format!("a vacuum that keeps {days} days could remove files that somebody is reading"),
                hint: format!("keep {RETENTION_FLOOR_DAYS} days or more"),
            });
        }
        let kept = self.kept_versions().await?;
        let mut vacuumed = Vacuumed::default();
        for table in tables::ALL {
            let Some(delta) = self.latest(table.name).await? else { continue };
            let versions: Vec<u64> = kept.get(table.name).into_iter().flatten().copied().collect();
            let properties = CommitProperties::default().with_metadata(self.carried(table, &delta).await?);
            let plan = delta
                .vacuum()
                .with_mode(VacuumMode::Full)
                .with_retention_period(TimeDelta::days(days.into()))
                .with_keep_versions(&versions)
                .with_dry_run(dry_run)
                .with_commit_properties(properties);
            self.check_lease()?;
            let (delta, metrics) = plan.await.map_err(Error::table(table.name, "removing old data files"))?;
            self.remember(table.name, &delta).await;
            if !metrics.files_deleted.is_empty() {
                let mut files = metrics.files_deleted;
                files.sort();
                vacuumed.files.insert(table.name.to_owned(), files);
            }
        }
        if let Some(folder) = &self.place.folder {
            let age = Duration::from_secs(u64::from(days) * 86_400);
            vacuumed.unfinished = remove_unfinished(folder, age, dry_run)?;
        }
        Ok(vacuumed)
    }

    /// Versions that must stay readable: those of every recorded run, and what sessions see now.
    async fn kept_versions(&self) -> Result<BTreeMap<String, BTreeSet<u64>>> {
        let mut kept: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
        let mut all = vec![self.versions().await?];
        for run in self.runs().await? {
            all.push(self.versions_of_run(&run.run_id).await?);
        }
        for (name, version) in all.into_iter().flatten() {
            // A table that is gone, or a version that never was, is for `verify` to tell.
            let Some(latest) = self.latest(&name).await?.and_then(|delta| delta.version()) else { continue };
            if let Ok(version) = unsigned(&name, version)
                && version <= latest
            {
                kept.entry(name).or_default().insert(version);
            }
        }
        Ok(kept)
    }

    /// Puts small data files together. Rows and figures stay the same; versions that name the small files keep them.
    pub async fn optimize(&self, lease: &Lease) -> Result<Versions> {
        self.recover(lease).await?;
        let mut changed = Versions::new();
        for table in tables::ALL {
            let Some(delta) = self.latest(table.name).await? else { continue };
            let before = delta.version();
            let properties = CommitProperties::default()
                .with_cleanup_expired_logs(Some(false))
                .with_metadata(self.carried(table, &delta).await?);
            self.check_lease()?;
            let (delta, _) = delta
                .optimize()
                .with_target_size(NonZeroU64::new(FILE_BYTES).unwrap_or(NonZeroU64::MIN))
                .with_writer_properties(writer_properties(table)?)
                .with_max_concurrent_tasks(1)
                .with_commit_properties(properties)
                .await
                .map_err(Error::table(table.name, "putting data files together"))?;
            self.remember(table.name, &delta).await;
            if delta.version() != before
                && let Some(version) = delta.version()
            {
                changed.insert(table.name.to_owned(), signed(table.name, version)?);
            }
        }
        if let Some(lines) = changed.get(tables::LINES.name) {
            let files = self.show_lines(*lines).await?;
            changed.insert(tables::FILES.name.to_owned(), files);
        }
        Ok(changed)
    }

    /// Makes a version of `lines` visible that holds the same rows in other data files.
    pub(crate) async fn show_lines(&self, lines: i64) -> Result<i64> {
        let name = tables::FILES.name;
        let Some(mut files) = self.latest(name).await? else {
            return Err(Error::Damaged { table: name.to_owned(), problem: "there are lines, but no files".to_owned() });
        };
        let change = Commit {
            actions: Vec::new(),
            operation: DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None },
            information: vec![(LINES_VERSION, Value::from(lines))],
            transaction: None,
            beside_others: false,
        };
        self.commit(name, &mut files, change).await
    }

    /// What the last commit says about the table's content, which stays true when only its data files change.
    async fn carried(&self, table: &Table, delta: &deltalake_core::DeltaTable) -> Result<Vec<(String, Value)>> {
        let Some(version) = delta.version() else { return Ok(Vec::new()) };
        let mut last = information(table.name, delta, version).await?.unwrap_or_default();
        let mut carried: Vec<(String, Value)> =
            CARRIED.iter().filter_map(|key| Some(((*key).to_owned(), last.remove(*key)?))).collect();
        if table.name == tables::FILES.name && !carried.iter().any(|(key, _)| key == LINES_VERSION) {
            let visible = self.visible_lines(Some(signed(table.name, version)?)).await?;
            carried.extend(visible.map(|lines| (LINES_VERSION.to_owned(), Value::from(lines))));
        }
        Ok(carried)
    }
}

/// Removes files that a process began to write and never named. Listings of the store leave them out, so that nothing else
/// ever would.
fn remove_unfinished(folder: &FilePath, age: Duration, dry_run: bool) -> Result<u64> {
    let failed = |path: &FilePath| {
        let path = path.display().to_string();
        move |source| Error::File { path, doing: "removing unfinished files", source }
    };
    let mut removed = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
            let entry = entry.map_err(failed(&folder))?;
            let path = entry.path();
            let about = match fs::symlink_metadata(&path) {
                Ok(about) => about,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(failed(&path)(error)),
            };
            if about.is_dir() {
                folders.push(path);
            } else if is_unfinished(&entry.file_name().to_string_lossy())
                && about.modified().is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|since| since > age))
            {
                if !dry_run {
                    fs::remove_file(&path).map_err(failed(&path))?;
                }
                removed += 1;
            }
        }
    }
    Ok(removed)
}

/// `name#123`: how the store marks a file that is being written.
fn is_unfinished(name: &str) -> bool {
    name.rsplit_once('#')
        .is_some_and(|(name, number)| !name.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_a_store_was_writing_are_unfinished() {
        for (name, expected) in [
            ("part-1.zstd.parquet#12", true),
            ("00000000000000000001.json#4242000007", true),
            ("part-1.zstd.parquet", false),
            ("#12", false),
            ("trust #2 ledger.csv", false),
            ("a#", false),
        ] {
            assert_eq!(is_unfinished(name), expected, "{name}: a wrong answer would delete data, or keep rubbish for ever");
        }
    }

    #[test]
    fn unfinished_files_go_only_when_they_are_old() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("lines")).unwrap();
        let path = folder.path().join("lines").join("a.parquet#1");
        fs::write(&path, "half").unwrap();
        assert_eq!(remove_unfinished(folder.path(), Duration::from_secs(3_600), false).unwrap(), 0);
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(remove_unfinished(folder.path(), Duration::ZERO, true).unwrap(), 1);
        assert!(path.exists(), "a dry run removes nothing");
        assert_eq!(remove_unfinished(folder.path(), Duration::ZERO, false).unwrap(), 1);
        assert!(!path.exists());
    }
}
