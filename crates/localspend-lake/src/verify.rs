//! Checks that the lake is whole: every data file, every count, every link of the chain of runs. It changes nothing and goes
//! on after each problem, so that one report has them all.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use arrow::util::display::array_value_to_string;
use datafusion::prelude::SessionContext;
use deltalake_core::DeltaTable;
use deltalake_core::kernel::LogicalFileView;
use deltalake_core::logstore::parquet_reader::ParquetObjectReader;
use deltalake_core::parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;
use futures::{StreamExt, TryStreamExt};
use localspend_model::tables::{self, Table};
use object_store::ObjectStoreExt;
use object_store::path::Path;

use crate::commit::{signed, unsigned};
use crate::lake::{Lake, Versions, data_files};
use crate::runs::{RunRecord, chain_hash};
use crate::session::SessionOptions;
use crate::{Error, Result};

/// How much to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Sizes and footers of data files, counts and sums of lines.
    Footers,
    /// Also every page of every data file, and that no record stands twice.
    Rows,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Table.
    pub table: String,
    /// What is wrong, with its place.
    pub what: String,
}

/// What was looked at and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// Data files looked at.
    pub data_files: u64,
    /// Rows in them, by table.
    pub rows: BTreeMap<String, u64>,
    /// Ledger files whose lines were counted.
    pub ledger_files: u64,
    /// Runs whose links were followed.
    pub runs: u64,
    /// Everything that is wrong, sorted.
    pub problems: Vec<Problem>,
}

impl Verification {
    fn problem(&mut self, table: &str, what: String) {
        self.problems.push(Problem { table: table.to_owned(), what });
    }
}

/// Lines counted and summed for each file against what its row says. The brackets matter: the engine reads
/// `a is distinct from b or c` as `a is distinct from (b or c)`.
const LINES_OF_FILES: &str = "
select coalesce(f.file_id, l.file_id) as file_id, f.file_name, f.records, l.records as found_records, f.payments,
       l.payments as found_payments, f.rejected, l.rejected as found_rejected, f.amount_payments, l.amount as found_amount
from (select * from files where status <> 'failed') f
full join (
    select file_id, count(*) as records, count(*) filter (where verdict = 'payment') as payments,
           count(*) filter (where verdict = 'rejected') as rejected,
           coalesce(sum(amount) filter (where verdict = 'payment'), 0) as amount
    from lines group by file_id
) l on f.file_id = l.file_id
where f.file_id is null
   or (f.records is distinct from coalesce(l.records, 0))
   or (f.payments is distinct from coalesce(l.payments, 0))
   or (f.rejected is distinct from coalesce(l.rejected, 0))
   or (f.amount_payments is distinct from coalesce(l.amount, 0))
order by 1";

/// Records that stand more than once.
const TWICE: &str = "
select file_id || ', sheet ' || coalesce(sheet, '-') || ', row ' || row || ': ' || count(*) || ' times' as place
from lines group by file_id, sheet, row having count(*) > 1 order by 1 limit 100";

impl Lake {
    /// Checks everything and reports it. An error means that checking itself was not possible.
    pub async fn verify(&self, depth: Depth) -> Result<Verification> {
        let mut report = Verification::default();
        for table in tables::ALL {
            match self.latest(table.name).await {
                Ok(Some(delta)) => self.verify_table(table, &delta, depth, &mut report).await?,
                Ok(None) => {}
                Err(error) => report.problem(table.name, format!("its log cannot be read: {error}")),
            }
        }
        if report.problems.is_empty() {
            self.verify_ledgers(depth, &mut report).await?;
            self.verify_loads(&mut report).await?;
            self.verify_runs(&mut report).await?;
        }
        report.problems.sort();
        Ok(report)
    }

    async fn verify_table(&self, table: &Table, delta: &DeltaTable, depth: Depth, report: &mut Verification) -> Result<()> {
        for version in 0..=delta.version().unwrap_or_default() {
            let entry = delta.log_store().read_commit_entry(version).await;
            if entry.map_err(Error::table(table.name, "reading the log"))?.is_none() {
                let what = format!("commit {version} is missing from the log, so earlier versions cannot be shown");
                report.problem(table.name, what);
            }
        }
        let files = data_files(delta);
        let checked = futures::stream::iter(files).map(|file| self.verify_file(table, file, depth)).buffered(8);
        let checked: Vec<_> = checked.collect().await;
        for file in checked {
            report.data_files += 1;
            match file {
                Ok(rows) => *report.rows.entry(table.name.to_owned()).or_default() += rows,
                Err(what) => report.problem(table.name, what),
            }
        }
        Ok(())
    }

    /// The rows of a data file, or what is wrong with it.
    async fn verify_file(&self, table: &Table, file: LogicalFileView, depth: Depth) -> std::result::Result<u64, String> {
        let path = file.path().into_owned();
        let store = self.table_store(table.name);
        let place = Path::from(path.as_str());
        let found = store.head(&place).await.map_err(|error| match error {
            object_store::Error::NotFound { .. } => format!("{path} is missing"),
            error => format!("{path} cannot be reached: {error}"),
        })?;
        if i64::try_from(found.size) != Ok(file.size()) {
            return Err(format!("{path} has {} bytes, the log says {}", found.size, file.size()));
        }
        let reader = ParquetObjectReader::new(store, place).with_file_size(found.size);
        let opened =
            ParquetRecordBatchStreamBuilder::new(reader).await.map_err(|error| format!("{path} cannot be read: {error}"))?;
        let rows = u64::try_from(opened.metadata().file_metadata().num_rows()).unwrap_or_default();
        let known = file.num_records().map(|rows| rows as u64);
        if known.is_some_and(|known| known != rows) {
            return Err(format!("{path} has {rows} rows, the log says {}", known.unwrap_or_default()));
        }
        if depth == Depth::Rows {
            let damaged = |error| format!("{path} is damaged: {error}");
            let mut batches = opened.build().map_err(damaged)?;
            let mut read = 0;
            while let Some(batch) = batches.try_next().await.map_err(damaged)? {
                read += batch.num_rows() as u64;
            }
            if read != rows {
                return Err(format!("{path} gives {read} rows, its footer says {rows}"));
            }
        }
        Ok(rows)
    }

    async fn verify_ledgers(&self, depth: Depth, report: &mut Verification) -> Result<()> {
        let context = self.session(&SessionOptions::default(), None).await?;
        let count = answer(&context, "select count(*) from files where status <> 'failed'").await?;
        report.ledger_files = count
            .first()
            .and_then(|batch| batch.column(0).as_primitive_opt::<Int64Type>())
            .map_or(0, |counts| u64::try_from(counts.value(0)).unwrap_or_default());
        for batch in answer(&context, LINES_OF_FILES).await? {
            for row in 0..batch.num_rows() {
                let (table, what) = wrong_count(&batch, row)?;
                report.problem(table, what);
            }
        }
        if depth == Depth::Rows {
            for batch in answer(&context, TWICE).await? {
                for row in 0..batch.num_rows() {
                    let place = cell(&batch, "place", row)?;
                    report.problem(tables::LINES.name, format!("a record stands more than once: file {place}"));
                }
            }
        }
        Ok(())
    }

    async fn verify_loads(&self, report: &mut Verification) -> Result<()> {
        for load in self.half_loads(None).await? {
            let rows: usize = load.files.iter().map(|file| file.num_records().unwrap_or_default()).sum();
            let what = format!(
                "{rows} lines of the load {}-{} have no files: the run died; the next run takes them out",
                load.name, load.attempt
            );
            report.problem(tables::LINES.name, what);
        }
        Ok(())
    }

    async fn verify_runs(&self, report: &mut Verification) -> Result<()> {
        let runs = self.runs().await?;
        report.runs = runs.len() as u64;
        for what in broken_links(&runs) {
            report.problem(tables::RUNS.name, what);
        }
        for run in &runs {
            for versions in [&run.versions_read, &run.versions_written] {
                let Ok(versions) = serde_json::from_str::<Versions>(versions) else {
                    report.problem(tables::RUNS.name, format!("run {} names its versions as `{versions}`", run.run_id));
                    continue;
                };
                for (name, version) in versions {
                    let latest = self.latest(&name).await?.and_then(|delta| delta.version());
                    let exists = unsigned(&name, version).is_ok_and(|version| latest.is_some_and(|latest| version <= latest));
                    if !exists {
                        let what = format!("run {} names version {version} of {name}, which does not exist", run.run_id);
                        report.problem(tables::RUNS.name, what);
                    }
                }
            }
        }
        Ok(())
    }
}

/// What is wrong with the chain, which is given in its order.
pub(crate) fn broken_links(runs: &[RunRecord]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut previous: Option<&str> = None;
    for run in runs {
        if chain_hash(run) != run.hash {
            problems.push(format!("the record of run {} was changed after it was written", run.run_id));
        }
        if run.previous_hash.as_deref() != previous {
            problems.push(format!("run {} does not follow the run before it: a record was taken out or put in", run.run_id));
        }
        previous = Some(&run.hash);
    }
    problems
}

async fn answer(context: &SessionContext, sql: &str) -> Result<Vec<arrow::array::RecordBatch>> {
    let doing = "counting lines";
    let frame = context.sql(sql).await.map_err(Error::engine(doing))?;
    frame.collect().await.map_err(Error::engine(doing))
}

fn cell(batch: &arrow::array::RecordBatch, column: &str, row: usize) -> Result<String> {
    let damaged = || Error::Damaged { table: tables::FILES.name.to_owned(), problem: format!("column {column} cannot be shown") };
    let array = batch.column_by_name(column).ok_or_else(damaged)?;
    if array.is_null(row) {
        return Ok("nothing".to_owned());
    }
    array_value_to_string(array, row).map_err(|_| damaged())
}

fn wrong_count(batch: &arrow::array::RecordBatch, row: usize) -> Result<(&'static str, String)> {
    let of = |column: &str| cell(batch, column, row);
    let file_id = of("file_id")?;
    if batch.column_by_name("file_name").is_none_or(|names| names.is_null(row)) {
        return Ok((tables::LINES.name, format!("{} lines belong to no file: {file_id}", of("found_records")?)));
    }
    let mut wrong = Vec::new();
    for (said, found, words) in [
        ("records", "found_records", "records"),
        ("payments", "found_payments", "payments"),
        ("rejected", "found_rejected", "rejected records"),
        ("amount_payments", "found_amount", "pounds of payments"),
    ] {
        let (said, found) = (of(said)?, of(found)?);
        if said != found && !(found == "nothing" && said.trim_matches(['0', '.']).is_empty()) {
            wrong.push(format!("{words}: said {said}, found {found}"));
        }
    }
    Ok((tables::FILES.name, format!("{} ({file_id}): {}", of("file_name")?, wrong.join("; "))))
}

impl Lake {
    /// The latest versions of all tables, `lines` also where nobody sees them yet.
    pub async fn stored_versions(&self) -> Result<Versions> {
        let mut versions = Versions::new();
        for table in tables::ALL {
            if let Some(version) = self.latest(table.name).await?.and_then(|delta| delta.version()) {
                versions.insert(table.name.to_owned(), signed(table.name, version)?);
            }
        }
        Ok(versions)
    }
}
