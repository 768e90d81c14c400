//! Holds the data against what the descriptions promise. A finding is a row, never an error: the caller decides.

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::SessionContext;
use futures::{StreamExt, TryStreamExt};

use crate::catalogue::{Catalogue, Entry, Layer};
use crate::error::Error;
use crate::metrics::AT_A_TIME;

/// The outcome of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// Table or query that was checked.
    pub table: String,
    /// What must hold, in words.
    pub check: String,
    /// Rows for which it does not hold.
    pub failures: u64,
    /// A few of them, as a table to read.
    pub sample: String,
    /// True when a failure means that nothing may be published.
    pub stops: bool,
}

impl CheckResult {
    /// True when nothing was found.
    pub fn passed(&self) -> bool {
        self.failures == 0
    }
}

/// A statement that returns the rows that break a check.
struct Check {
    table: String,
    check: String,
    sql: String,
    stops: bool,
}

/// Runs every check of the catalogue, in its order.
pub async fn run_checks(session: &SessionContext, catalogue: &Catalogue) -> Result<Vec<CheckResult>, Error> {
    let mut asked = Vec::new();
    for entry in catalogue.entries() {
        asked.push(checks_of(session, entry));
    }
    let results: Vec<Vec<CheckResult>> = futures::stream::iter(asked).buffered(AT_A_TIME).try_collect().await?;
    Ok(results.into_iter().flatten().collect())
}

/// Runs the checks of one query.
async fn checks_of(session: &SessionContext, entry: &Entry) -> Result<Vec<CheckResult>, Error> {
    let mut results = count_in_one_pass(session, entry, row_checks(entry)).await?;
    for check in set_checks(entry) {
        let counted = format!("select count(*) as failures from ({})", check.sql);
        let failures = first_counts(session, &check.table, &counted).await?;
        results.push(result(session, check, failures.first().copied().unwrap_or_default()).await?);
    }
    Ok(results)
}

/// Counts the findings of all checks that look at one row at a time, reading the table once.
async fn count_in_one_pass(
    session: &SessionContext,
    entry: &Entry,
    checks: Vec<(Check, String)>,
) -> Result<Vec<CheckResult>, Error> {
    if checks.is_empty() {
        return Ok(Vec::new());
    }
    let counts = checks
        .iter()
        .enumerate()
        .map(|(index, (_, broken))| format!("coalesce(sum(case when {broken} then 1 else 0 end), 0) as failures_{index}"));
    let sql = format!("select {} from {}", counts.collect::<Vec<_>>().join(", "), entry.name);
    let failures = first_counts(session, &entry.name, &sql).await?;
    let mut results = Vec::with_capacity(checks.len());
    for ((check, _), failures) in checks.into_iter().zip(failures) {
        results.push(result(session, check, failures).await?);
    }
    Ok(results)
}

/// The whole numbers in the one row that `sql` returns.
async fn first_counts(session: &SessionContext, table: &str, sql: &str) -> Result<Vec<u64>, Error> {
    let rows = session.sql(sql).await.map_err(Error::query(table))?.collect().await.map_err(Error::query(table))?;
    let Some(row) = rows.iter().find(|batch| batch.num_rows() > 0) else { return Ok(Vec::new()) };
    let counts = row.columns().iter().map(|column| column.as_primitive::<Int64Type>().value(0).unsigned_abs());
    Ok(counts.collect())
}

/// The outcome, with a few findings to read where there are any.
async fn result(session: &SessionContext, check: Check, failures: u64) -> Result<CheckResult, Error> {
    let mut sample = String::new();
    if failures > 0 {
        let name = format!("{}: {}", check.table, check.check);
        let findings = session.sql(&check.sql).await.map_err(Error::query(&name))?;
        let rows = findings.limit(0, Some(5)).map_err(Error::query(&name))?.collect().await.map_err(Error::query(&name))?;
        let pretty = pretty_format_batches(&rows).map_err(|error| Error::query(&name)(error.into()))?;
        sample = pretty.to_string();
    }
    Ok(CheckResult { table: check.table, check: check.check, failures, sample, stops: check.stops })
}

/// Checks that look at one row at a time, each with the condition that breaks it.
fn row_checks(entry: &Entry) -> Vec<(Check, String)> {
    let checks = &entry.descriptor.checks;
    let empty = checks.not_null.iter().map(|column| (format!("{column}: never empty"), format!("{column} is null")));
    let accepted = checks.accepted.iter().map(|(column, values)| {
        let list: Vec<String> = values.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).collect();
        (format!("{column}: one of {}", values.join(", ")), format!("{column} not in ({})", list.join(", ")))
    });
    let with_sql = |(check, broken): (String, String)| {
        let sql = format!("select * from {} where {broken}", entry.name);
        (Check { table: entry.name.clone(), check, sql, stops: entry.descriptor.stops }, broken)
    };
    empty.chain(accepted).map(with_sql).collect()
}

/// Checks that look at the table as a whole.
fn set_checks(entry: &Entry) -> Vec<Check> {
    let table = &entry.name;
    let checks = &entry.descriptor.checks;
    let mut statements: Vec<(String, String)> = Vec::new();
    if entry.layer == Layer::Checks {
        statements.push((entry.descriptor.title.clone(), format!("select * from {table}")));
    }
    for columns in &checks.unique {
        let columns = columns.join(", ");
        let sql = format!("select {columns}, count(*) as rows_found from {table} group by {columns} having count(*) > 1");
        statements.push((format!("{columns}: unique"), sql));
    }
    for relationship in &checks.relationships {
        let (column, other, to) = (&relationship.column, &relationship.table, &relationship.to);
        let sql = format!(
            "select here.{column}, count(*) as rows_found from {table} as here \
             left join (select distinct {to} as found from {other}) as there on here.{column} = there.found \
             where here.{column} is not null and there.found is null group by here.{column}"
        );
        statements.push((format!("{column}: stands in {other}.{to}"), sql));
    }
    statements.extend(checks.identities.iter().map(|identity| (identity.name.clone(), identity.sql.clone())));
    let stops = entry.descriptor.stops;
    statements.into_iter().map(|(check, sql)| Check { table: table.clone(), check, sql, stops }).collect()
}
