//! The arrows of the straight line, one file each, and the run that holds them together.
//!
//! The run record is the commit point: what readers see is the set of table versions that the last record names. An
//! interrupted run is taken back by the next one before it starts.

mod beside;
pub mod build;
mod file_rows;
pub mod ingest;
pub mod publish;
pub mod registers;
pub mod resolve;
pub mod summary;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDate, Utc};
use datafusion::prelude::SessionContext;
use localspend_lake::{Lake, LakeConfig, Lease, RunRecord, SessionOptions, Versions};
use localspend_query::Catalogue;
use serde::{Deserialize, Serialize};

use crate::inputs::{Inputs, sha256_of_text};
use crate::printer::Printer;
use crate::workspace::Workspace;

/// Columns of every stage's control totals, as `runs.control_totals` keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlTotals {
    /// Commands that this run carried out.
    pub command: String,
    /// Stage to its counts and pounds, as text so that no reader rounds them.
    pub stages: BTreeMap<String, BTreeMap<String, String>>,
    /// Packs written, relative to the workspace.
    pub packs: Vec<String>,
    /// Files and rows that were rejected in what is active now.
    pub rejected: u64,
}

/// Memory that the queries of a run may hold before they spill to disk.
const MEMORY_LIMIT: usize = 3 << 30;

/// A run under way: the open lake, what is read, and what it was before.
pub struct Run<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The lake.
    pub lake: Lake,
    /// Queries, the workspace's own among them.
    pub catalogue: Catalogue,
    /// Where words go.
    pub printer: Printer,
    /// Name of the run.
    pub run_id: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// What the lake showed before.
    pub before: Versions,
    /// What is recorded at the end.
    pub totals: ControlTotals,
    lease: Option<Lease>,
}

/// The lake of a workspace.
pub async fn open_lake(workspace: &Workspace) -> Result<Lake> {
    let config = LakeConfig { location: workspace.lake_url(), options: workspace.settings.lake_options.clone() };
    Lake::open(&config).await.with_context(|| format!("cannot open the lake at {}", workspace.lake_url()))
}

/// The queries of a workspace.
pub fn open_catalogue(workspace: &Workspace) -> Result<Catalogue> {
    let own = workspace.root.join("queries");
    Ok(Catalogue::embedded()?.with_overrides(own.is_dir().then_some(own.as_path()))?)
}

/// The record of the last run, and the versions it left visible.
pub async fn last_run(lake: &Lake) -> Result<Option<(RunRecord, Versions)>> {
    let Some(last) = lake.runs().await?.pop() else { return Ok(None) };
    let versions = lake.versions_of_run(&last.run_id).await?;
    Ok(Some((last, versions)))
}

/// A session on what the last run left, with every view of the catalogue.
pub async fn published_session(
    workspace: &Workspace,
    lake: &Lake,
    catalogue: &Catalogue,
    as_of: Option<&str>,
) -> Result<SessionContext> {
    let versions = match as_of {
        Some(text) => lake.versions_of_run(&run_at(lake, text).await?).await?,
        None => {
            let (_, versions) = last_run(lake).await?.context(
                "the lake is empty\nhint: `localspend run` reads the ledgers of this workspace; `localspend demo` shows how it looks",
            )?;
            versions
        }
    };
    session(workspace, lake, catalogue, &versions).await
}

/// The run of a name, or the last that had ended at a time. A day without a time means its end.
async fn run_at(lake: &Lake, text: &str) -> Result<String> {
    let runs = lake.runs().await?;
    if runs.iter().any(|run| run.run_id == text) {
        return Ok(text.to_owned());
    }
    let day = || text.parse::<NaiveDate>().ok().and_then(|day| day.and_hms_opt(23, 59, 59)).map(|time| time.and_utc());
    let at = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc()).ok().or_else(day);
    let Some(at) = at else {
        bail!(
            "--as-of {text}: there is no such run, and it is no time\nhint: `localspend lake history` lists the runs; times are written 2025-10-31 or 2025-10-31T17:00:00Z"
        );
    };
    let before = runs.iter().filter(|run| run.finished_at <= at).max_by_key(|run| run.finished_at);
    match before {
        Some(run) => Ok(run.run_id.clone()),
        None => bail!("--as-of {text}: no run had ended then\nhint: `localspend lake history` lists the runs"),
    }
}

async fn session(workspace: &Workspace, lake: &Lake, catalogue: &Catalogue, versions: &Versions) -> Result<SessionContext> {
    let context = lake_session(lake, versions).await?;
    localspend_query::prepare(&context, catalogue, &workspace.settings.method, &workspace.settings.localities).await?;
    Ok(context)
}

async fn lake_session(lake: &Lake, versions: &Versions) -> Result<SessionContext> {
    let mut versions = versions.clone();
    // The record of a run is written after all that it names, so it cannot name its own version.
    if let Some(runs) = lake.versions().await?.remove("runs") {
        versions.insert("runs".to_owned(), runs);
    }
    let options = SessionOptions { memory_limit: Some(MEMORY_LIMIT), ..SessionOptions::default() };
    Ok(lake.session(&options, Some(&versions)).await?)
}

impl<'a> Run<'a> {
    /// Begins a run: takes the lease and takes back what an interrupted run left.
    pub async fn begin(workspace: &'a Workspace, command: &str, printer: Printer) -> Result<Run<'a>> {
        let lake = open_lake(workspace).await?;
        let started_at = Utc::now();
        let run_id = format!("{}-{}", started_at.format("%Y%m%dT%H%M%S%3fZ"), command);
        let lease = lake.lease(&run_id).await?;
        let catalogue = open_catalogue(workspace)?;
        let before = last_run(&lake).await?.map(|(_, versions)| versions).unwrap_or_default();
        let totals = ControlTotals { command: command.to_owned(), ..ControlTotals::default() };
        let run = Run { workspace, lake, catalogue, printer, run_id, started_at, before, totals, lease: Some(lease) };
        run.take_back("an earlier run did not finish; what it left was taken back").await?;
        Ok(run)
    }

    /// Brings every table back to what it was before the run, when it is not.
    pub async fn take_back(&self, why: &str) -> Result<()> {
        let Some(lease) = &self.lease else { return Ok(()) };
        self.lake.recover(lease).await?;
        let mut now = self.lake.versions().await?;
        now.remove("runs");
        let mut before = self.before.clone();
        before.remove("runs");
        if now != before {
            tracing::info!("{why}");
            self.lake.restore(lease, &before).await.context("cannot bring the lake back to how it was")?;
        }
        Ok(())
    }

    /// A session on the tables of the lake as this run has them so far, without the views of the catalogue.
    pub async fn session(&self) -> Result<SessionContext> {
        lake_session(&self.lake, &self.lake.versions().await?).await
    }

    /// The settings of the method as text: part of what every figure is made from.
    pub fn settings_json(&self) -> Result<String> {
        let settings = &self.workspace.settings;
        Ok(serde_json::to_string(&serde_json::json!({
            "name": settings.name, "method": settings.method, "localities": settings.localities,
        }))?)
    }

    /// A key over the rules that shape the marts: queries, seeds and settings.
    pub fn rules_key(&self) -> Result<String> {
        let mut rules = format!("{}\n{}\n", env!("CARGO_PKG_VERSION"), self.settings_json()?);
        for entry in self.catalogue.entries() {
            rules.push_str(&format!("{}\n{}\n", entry.name, entry.sql));
        }
        for seed in self.catalogue.seeds() {
            rules.push_str(&format!("{}\n{}\n", seed.name, seed.text()));
        }
        Ok(sha256_of_text(&rules))
    }

    /// Ends the run: its record makes what it did visible.
    pub async fn finish(mut self, inputs: &Inputs) -> Result<()> {
        let mut after = self.lake.versions().await?;
        after.remove("runs");
        let record = RunRecord {
            run_id: self.run_id.clone(),
            started_at: self.started_at,
            finished_at: Utc::now(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            settings: self.settings_json()?,
            inputs: serde_json::to_string(inputs)?,
            versions_read: serde_json::to_string(&self.before)?,
            versions_written: serde_json::to_string(&after)?,
            control_totals: serde_json::to_string(&self.totals)?,
            previous_hash: None,
            hash: String::new(),
        };
        self.lake.append_run(record).await.context("cannot record the run")?;
        self.release().await
    }

    /// Brings every table to what it was at the given versions; says how many changed.
    pub async fn restore(&self, versions: &Versions) -> Result<usize> {
        let Some(lease) = &self.lease else { return Ok(0) };
        Ok(self.lake.restore(lease, versions).await?.len())
    }

    /// Joins small files; says in how many tables.
    pub async fn optimize(&self) -> Result<usize> {
        let Some(lease) = &self.lease else { return Ok(0) };
        Ok(self.lake.optimize(lease).await?.len())
    }

    /// Gives the lake free without recording anything.
    pub async fn release(&mut self) -> Result<()> {
        if let Some(lease) = self.lease.take() {
            lease.release().await?;
        }
        Ok(())
    }
}
