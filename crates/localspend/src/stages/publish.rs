//! Metric tables to board packs: one for each care system, for one quarter.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use datafusion::prelude::SessionContext;
use localspend_lake::Versions;
use localspend_model::Quarter;
use localspend_query::{Catalogue, Layer, MetricFilter, metric_tables};
use localspend_report::{Area, PackInput, RegisterFact, RunFacts, TableDoc, TileMap, write_pack};

use crate::cli::ReportArgs;
use crate::output::cells;
use crate::workspace::Workspace;

/// What a pack says about where it comes from.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// Run that made the figures.
    pub run_id: String,
    /// The moment that pages show: the run's, never the clock's.
    pub at: DateTime<Utc>,
    /// Settings, as text.
    pub settings: String,
    /// Versions of the tables read.
    pub versions: Versions,
}

/// Packs and the tables that they were made of.
#[derive(Debug)]
pub struct Published {
    /// The quarter reported.
    pub quarter: Quarter,
    /// First page of each pack.
    pub pages: Vec<PathBuf>,
}

/// Writes the packs of a quarter.
pub async fn run(
    workspace: &Workspace,
    session: &SessionContext,
    catalogue: &Catalogue,
    provenance: &Provenance,
    arguments: &ReportArgs,
) -> Result<Published> {
    let quarter = match &arguments.quarter {
        Some(text) => text.parse::<Quarter>().context("--quarter")?,
        None => latest_quarter(session).await?,
    };
    let filter = MetricFilter { lists_of: Some(quarter.to_string()), ..MetricFilter::default() };
    let tables = metric_tables(session, catalogue, &filter).await?;
    let areas = areas(session, quarter, arguments.area.as_deref()).await?;
    let out = arguments.output.clone().unwrap_or_else(|| workspace.out());
    std::fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let facts = facts(session, provenance).await?;
    let tile_map = tile_map(workspace)?;
    let dictionary = dictionary(catalogue);
    let inputs: Vec<PackInput<'_>> = areas
        .into_iter()
        .map(|area| PackInput {
            tables: &tables,
            dictionary: dictionary.clone(),
            workspace_name: workspace.settings.name.clone(),
            area,
            quarter,
            tile_map: tile_map.clone(),
            run: facts.clone(),
        })
        .collect();
    let pages = write_packs(&out, &inputs)?;
    Ok(Published { quarter, pages })
}

/// Writes the packs, as many at a time as there are cores, and returns the first page of each in their order.
fn write_packs(out: &Path, inputs: &[PackInput<'_>]) -> Result<Vec<PathBuf>> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut pages = Vec::new();
    for at_a_time in inputs.chunks(cores) {
        let written = std::thread::scope(|scope| {
            let packs: Vec<_> = at_a_time.iter().map(|input| scope.spawn(|| write_pack(out, input))).collect();
            packs.into_iter().map(|pack| pack.join().unwrap_or_else(|panic| resume_unwind(panic))).collect::<Vec<_>>()
        });
        for files in written {
            pages.extend(files?.into_iter().find(|path| path.ends_with("index.html")));
        }
    }
    Ok(pages)
}

/// The map's tiles, when the workspace has a file of them.
fn tile_map(workspace: &Workspace) -> Result<Option<TileMap>> {
    let path = workspace.tile_map_file();
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Some(TileMap::parse(&bytes).with_context(|| path.display().to_string())?))
}

/// The packs of a quarter that stand in a folder already.
pub fn standing(workspace: &Workspace, pages: &[String]) -> Option<Vec<PathBuf>> {
    let paths: Vec<_> = pages.iter().map(|page| workspace.root.join(page)).collect();
    (!paths.is_empty() && paths.iter().all(|path| path.is_file())).then_some(paths)
}

/// The latest quarter of any payment.
pub async fn latest_quarter(session: &SessionContext) -> Result<Quarter> {
    let sql = "select max(quarter) from spend where quarter <> 'unknown'";
    match text_rows(session, sql).await?.into_iter().flatten().next().flatten() {
        Some(text) => Ok(text.parse()?),
        None => bail!("no payment has a quarter\nhint: `localspend sql \"select * from to_fix\"` lists what is wrong"),
    }
}

/// The areas to report: those of a code, else every care system that paid anything in the quarter.
async fn areas(session: &SessionContext, quarter: Quarter, code: Option<&str>) -> Result<Vec<Area>> {
    let sql = format!(
        "select distinct area_kind, area_code, area_name from coverage where quarter = '{quarter}' and org_code is null \
         order by area_kind, area_code"
    );
    let mut areas = Vec::new();
    for row in text_rows(session, &sql).await? {
        if let [Some(kind), Some(area_code), name] = row.as_slice() {
            let name = name.clone().unwrap_or_else(|| area_code.clone());
            areas.push(Area { kind: kind.clone(), code: area_code.clone(), name });
        }
    }
    match code {
        Some(code) => {
            let known: Vec<_> = areas.iter().map(|area| area.code.clone()).collect();
            areas.retain(|area| area.code == code);
            if areas.is_empty() {
                bail!("no area `{code}` has payments in {quarter}\nhint: there are {}", known.join(", "));
            }
        }
        None => {
            if areas.iter().any(|area| area.kind == "ics") {
                areas.retain(|area| area.kind == "ics");
            }
        }
    }
    if areas.is_empty() {
        bail!(
            "no organisation with payments in {quarter} belongs to a care system or region\n\
             hint: put the ODS files (etr, ets) or a list of organisations into registers/"
        );
    }
    Ok(areas)
}

/// What every metric table and column means, from the catalogue.
fn dictionary(catalogue: &Catalogue) -> Vec<TableDoc> {
    let metrics = catalogue.entries().iter().filter(|entry| entry.layer == Layer::Metrics);
    let doc = |entry: &localspend_query::Entry| TableDoc {
        name: entry.name.clone(),
        title: entry.descriptor.title.clone(),
        description: entry.descriptor.description.clone(),
        unit: entry.descriptor.unit.clone(),
        columns: entry.descriptor.columns.iter().map(|column| (column.name.clone(), column.about.clone())).collect(),
        sql: entry.sql.clone(),
    };
    let mut docs: Vec<_> = metrics.map(doc).collect();
    docs.sort_by(|a, b| a.name.cmp(&b.name));
    docs
}

async fn facts(session: &SessionContext, provenance: &Provenance) -> Result<RunFacts> {
    let sql = "select register, file_name, layout, as_of, loaded, array_to_string(notes, ' ') as notes from registers order by register, file_name";
    let mut registers = Vec::new();
    for batch in session.sql(sql).await?.collect().await? {
        let text = |column: usize, row: usize| cells::text(batch.column(column), row).unwrap_or_default();
        for row in 0..batch.num_rows() {
            registers.push(RegisterFact {
                title: text(0, row).replace('_', " "),
                file_name: text(1, row),
                as_of: cells::date(batch.column(3), row),
                rows: Some(cells::count(batch.column(4), row).unsigned_abs()),
                note: text(5, row),
            });
        }
    }
    Ok(RunFacts {
        run_id: provenance.run_id.clone(),
        finished_at: provenance.at,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: provenance.settings.clone(),
        registers,
        versions: provenance.versions.clone(),
    })
}

/// Rows of a query whose columns are all text.
pub async fn text_rows(session: &SessionContext, sql: &str) -> Result<Vec<Vec<Option<String>>>> {
    let mut rows = Vec::new();
    for batch in session.sql(sql).await?.collect().await? {
        for row in 0..batch.num_rows() {
            rows.push(batch.columns().iter().map(|column| cells::text(column, row)).collect());
        }
    }
    Ok(rows)
}
