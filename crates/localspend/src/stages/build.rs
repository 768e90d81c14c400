//! Joins everything known to every payment, and holds the result against what must be true before anybody sees it.

use std::sync::Arc;

use anyhow::{Result, bail};
use datafusion::catalog::TableProvider;
use datafusion::datasource::empty::EmptyTable;
use datafusion::prelude::{DataFrame, SessionContext};
use localspend_lake::Versions;
use localspend_model::tables;
use localspend_query::{CheckResult, StoreError, materialise, prepare_inputs, run_checks};

use crate::inputs::sha256_of_text;
use crate::stages::Run;

/// Builds the marts and checks them; gives back the session that has read them. An error means that nothing may be published.
pub async fn run(run: &Run<'_>) -> Result<SessionContext> {
    let session = run.session().await?;
    let settings = &run.workspace.settings;
    prepare_inputs(&session, &run.catalogue, &settings.method, &settings.localities)?;
    let key = content_key(run).await?;
    let (lake, rules) = (&run.lake, &key);
    let earlier = earlier_spend(run).await?;
    materialise(&session, &run.catalogue, earlier, async |name: &str, frame: DataFrame| {
        store(lake, name, frame, rules).await.map_err(|error| StoreError::from(format!("{error:#}")))
    })
    .await?;
    // In the same session, which knows the small tables already and reads `spend` as it was stored.
    check(run, &session).await?;
    Ok(session)
}

/// What the lake showed before this run.
async fn earlier_spend(run: &Run<'_>) -> Result<Arc<dyn TableProvider>> {
    let name = tables::SPEND.name;
    if !run.before.contains_key(name) {
        return Ok(Arc::new(EmptyTable::new(tables::SPEND.schema())));
    }
    let before = run.lake.session(&localspend_lake::SessionOptions::default(), Some(&run.before)).await?;
    Ok(before.table_provider(name).await?)
}

/// Stores one mart and gives back the stored table.
async fn store(lake: &localspend_lake::Lake, name: &str, frame: DataFrame, key: &str) -> Result<Arc<dyn TableProvider>> {
    let Some(table) = tables::by_name(name) else {
        bail!("query {name} is to be stored, but the lake has no such table\nhint: only the contract's tables are stored");
    };
    lake.replace_frame(&table, frame, key).await?;
    Ok(lake.session(&localspend_lake::SessionOptions::default(), None).await?.table_provider(name).await?)
}

/// A key over all that the marts are made of: the versions of the tables read and the rules.
async fn content_key(run: &Run<'_>) -> Result<String> {
    let mut read: Versions = run.lake.versions().await?;
    for made in [
        tables::SUPPLIER_LOCATIONS,
        tables::SUPPLIERS,
        tables::PAYMENT_KEYS,
        tables::SPEND,
        tables::SPEND_CELLS,
        tables::RESTATEMENTS,
        tables::RUNS,
    ] {
        read.remove(made.name);
    }
    Ok(sha256_of_text(&format!("{read:?}\n{}", run.rules_key()?)))
}

/// Runs every check; those that stop a run stop it.
async fn check(run: &Run<'_>, session: &SessionContext) -> Result<()> {
    let results = run_checks(session, &run.catalogue).await?;
    let failed: Vec<&CheckResult> = results.iter().filter(|result| !result.passed()).collect();
    let (stopping, warning): (Vec<&CheckResult>, Vec<&CheckResult>) = failed.into_iter().partition(|result| result.stops);
    for result in warning {
        run.printer.error(&format!("warning: {}", describe(result)));
    }
    if !stopping.is_empty() {
        let list: Vec<_> = stopping.iter().map(|result| describe(result)).collect();
        bail!(
            "the result does not hold what it must, so nothing was published:\n{}\nhint: `localspend lake verify` checks the lake; \
             a changed query in queries/ is the other usual cause",
            list.join("\n")
        );
    }
    Ok(())
}

fn describe(result: &CheckResult) -> String {
    format!("{}: {} fails for {} rows\n{}", result.table, result.check, result.failures, result.sample)
}
