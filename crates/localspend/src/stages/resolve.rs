//! Distinct supplier names of the active files to suppliers, with evidence.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Decimal128Type, Int64Type};
use datafusion::prelude::SessionContext;
use localspend_model::{Money, tables};
use localspend_suppliers::{Decisions, NameEvidence, RegisterSet, RegisterTables, Resolution, changes, resolve};

use crate::printer::Printer;
use crate::stages::Run;
use crate::workspace::Workspace;

/// Every name in the ledgers with what its lines say. Sorted, so that the same lake gives the same answer.
const NAMES: &str = "
    select
        supplier_name,
        count(*) as payments,
        sum(amount) as amount,
        array_sort(array_agg(distinct supplier_postcode) filter (where supplier_postcode is not null)) as postcodes,
        array_sort(array_agg(distinct vat_number) filter (where vat_number is not null)) as vat_numbers
    from payments
    group by supplier_name
    order by supplier_name";

/// Register columns that matching reads; the rest of wide registers stays on disk.
const REGISTERS: &[(&str, &str)] = &[
    ("companies", "select * from companies"),
    ("charities", "select * from charities"),
    ("organisations", "select * from organisations"),
    ("supplier_list", "select * from supplier_list"),
    ("accreditations", "select * from accreditations"),
];

/// Decisions file of a workspace.
pub const DECISIONS: &str = "suppliers.csv";

/// Resolves every name and stores the answers.
pub async fn run(run: &Run<'_>) -> Result<()> {
    let session = run.session().await?;
    let resolution = resolution(run, &session).await?;
    let changes = changes(run, &session, &resolution).await?;
    for (table, batch) in [
        (tables::SUPPLIER_NAMES, &resolution.supplier_names),
        (tables::SUPPLIER_CHANGES, &changes),
        (tables::SUPPLIER_IDENTITIES, &resolution.supplier_identities),
        (tables::ACCREDITATION_SUPPLIERS, &resolution.accreditation_suppliers),
    ] {
        run.lake
            .replace(&table, std::slice::from_ref(batch), None)
            .await
            .with_context(|| format!("cannot store {}", table.name))?;
    }
    Ok(())
}

/// The record of changed suppliers, with those of this run.
async fn changes(run: &Run<'_>, session: &SessionContext, resolution: &Resolution) -> Result<RecordBatch> {
    let rows = |sql: &'static str| async move {
        session.sql(sql).await?.collect().await.context("cannot read the suppliers of the run before")
    };
    let mut before = BTreeMap::new();
    for batch in rows("select supplier_name, supplier_id from supplier_names").await? {
        let (names, ids) = (batch.column(0).as_string::<i32>(), batch.column(1).as_string::<i32>());
        before.extend(names.iter().zip(ids).filter_map(|(name, id)| Some((name?.to_owned(), id?.to_owned()))));
    }
    let earlier = rows("select * from supplier_changes order by changed_at, run_id, supplier_name").await?;
    let fresh = changes::between(&before, &resolution.identities);
    Ok(changes::record(&earlier, &fresh, &run.run_id, run.started_at)?)
}

/// Resolves every name of the lake as a session shows it.
pub async fn resolution(run: &Run<'_>, session: &SessionContext) -> Result<Resolution> {
    let names = names(session).await?;
    let registers = registers(session).await?;
    let decisions = decisions(run.workspace, run.printer)?;
    Ok(resolve(&names, &registers, &decisions, &run.workspace.settings.method)?)
}

/// The decisions of people, read from the workspace; rows that cannot be used are told.
pub fn decisions(workspace: &Workspace, printer: Printer) -> Result<Decisions> {
    let path = workspace.decisions().join(DECISIONS);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let decisions = Decisions::read(&bytes);
    for issue in &decisions.issues {
        let place = format!("{}, row {}, column `{}`", workspace.uri(&path), issue.line, issue.column);
        printer.error(&format!("{place}, value `{}`: {}", issue.value, issue.message));
    }
    Ok(decisions)
}

/// Distinct names with their evidence.
pub async fn names(session: &SessionContext) -> Result<Vec<NameEvidence>> {
    let batches = session.sql(NAMES).await?.collect().await.context("cannot read the supplier names of the ledgers")?;
    let mut names = Vec::new();
    for batch in &batches {
        let name = batch.column(0).as_string::<i32>();
        let payments = batch.column(1).as_primitive::<Int64Type>();
        let amounts = batch.column(2).as_primitive::<Decimal128Type>();
        for row in 0..batch.num_rows() {
            names.push(NameEvidence {
                name: name.value(row).to_owned(),
                payments: payments.value(row).unsigned_abs(),
                amount: Money::from_pence(amounts.value(row)),
                postcodes: texts(batch, 3, row),
                vat_numbers: texts(batch, 4, row),
                ..NameEvidence::default()
            });
        }
    }
    Ok(names)
}

fn texts(batch: &RecordBatch, column: usize, row: usize) -> Vec<String> {
    let list = batch.column(column).as_list::<i32>();
    if list.is_null(row) {
        return Vec::new();
    }
    let values = list.value(row);
    values.as_string::<i32>().iter().flatten().map(str::to_owned).collect()
}

/// The registers that matching reads.
pub async fn registers(session: &SessionContext) -> Result<RegisterSet> {
    let mut batches = BTreeMap::new();
    for (name, sql) in REGISTERS {
        let rows = session.sql(sql).await?.collect().await.with_context(|| format!("cannot read {name}"))?;
        batches.insert(*name, rows);
    }
    let of = |name: &str| batches.get(name).map_or(&[][..], Vec::as_slice);
    Ok(RegisterSet::from_tables(&RegisterTables {
        companies: of("companies"),
        charities: of("charities"),
        organisations: of("organisations"),
        supplier_list: of("supplier_list"),
        accreditations: of("accreditations"),
    })?)
}
