//! Small invented worlds: tables of the lake in memory, built and asked as the program does it. Holds no test.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::error::DataFusionError;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use localspend_model::settings::{Locality, Method, default_localities};
use localspend_model::tables;
use localspend_query::{Catalogue, CheckResult, MetricFilter, materialise, metric_tables, prepare, run_checks};

/// A session over a world whose marts are built.
pub struct World {
    pub session: SessionContext,
    pub catalogue: Catalogue,
}

/// Tables by name, as CSV text.
pub type Csv = BTreeMap<String, String>;

impl World {
    /// A world with nothing in it.
    pub async fn empty() -> World {
        World::build(&Csv::new(), &Method::default(), &default_localities()).await
    }

    /// The world in a folder of CSV files.
    pub async fn of_folder(folder: &str) -> World {
        World::of_csv(&folder_csv(folder)).await
    }

    /// A world of CSV texts with the settings that nobody has changed.
    pub async fn of_csv(csv: &Csv) -> World {
        World::build(csv, &Method::default(), &default_localities()).await
    }

    /// A world of CSV texts.
    pub async fn build(csv: &Csv, method: &Method, localities: &[Locality]) -> World {
        let batches = tables::ALL.iter().map(|table| {
            let text = csv.get(table.name).map(String::as_str);
            let batch = text.map(|text| localspend_query::seeds::read_csv(table.name, text, table.schema()).unwrap());
            (table.name, batch.unwrap_or_else(|| RecordBatch::new_empty(table.schema())))
        });
        World::of_batches(batches.collect(), method, localities).await
    }

    /// A world of batches.
    pub async fn of_batches(batches: BTreeMap<&'static str, RecordBatch>, method: &Method, localities: &[Locality]) -> World {
        let session = localspend_lake::engine::context(SessionConfig::new(), Arc::new(RuntimeEnv::default()));
        for (name, batch) in batches {
            session.register_table(name, table(batch)).unwrap();
        }
        let payments = "select line.* from lines as line inner join files as file on line.file_id = file.file_id \
                        where file.status = 'active' and line.verdict = 'payment'";
        let view = session.sql(payments).await.unwrap().into_view();
        session.register_table("payments", view).unwrap();
        // With this variable set, queries are read from the folder: changing one needs no new build.
        let folder = std::env::var_os("LOCALSPEND_QUERIES").map(std::path::PathBuf::from);
        let catalogue = Catalogue::embedded().unwrap().with_overrides(folder.as_deref()).unwrap();
        prepare(&session, &catalogue, method, localities).await.unwrap();
        let earlier = session.table_provider("spend").await.unwrap();
        materialise(&session, &catalogue, earlier, async |name, frame| store(name, frame).await).await.unwrap();
        World { session, catalogue }
    }

    pub async fn metric_tables(&self) -> BTreeMap<String, RecordBatch> {
        metric_tables(&self.session, &self.catalogue, &MetricFilter::default()).await.unwrap()
    }

    /// The checks that failed.
    pub async fn findings(&self) -> Vec<CheckResult> {
        let results = run_checks(&self.session, &self.catalogue).await.unwrap();
        results.into_iter().filter(|result| !result.passed()).collect()
    }
}

/// The CSV files of a folder below `tests/`.
pub fn folder_csv(folder: &str) -> Csv {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let files = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let csv = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv"));
    csv.map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).unwrap())
    })
    .collect()
}

/// The answer as text, cell by cell.
pub async fn rows(session: &SessionContext, sql: &str, null: &str) -> Result<Vec<Vec<String>>, DataFusionError> {
    let batches = session.sql(sql).await?.collect().await?;
    let options = FormatOptions::default().with_null(null);
    let mut rows = Vec::new();
    for batch in &batches {
        let columns = batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let cells = |row: usize| columns.iter().map(|column| column.value(row).to_string()).collect::<Vec<_>>();
        rows.extend((0..batch.num_rows()).map(cells));
    }
    Ok(rows)
}

/// Stores a mart as the lake would: with exactly the columns of its contract.
async fn store(name: &str, frame: DataFrame) -> Result<Arc<dyn TableProvider>, localspend_query::StoreError> {
    let contract = tables::by_name(name).unwrap();
    let batches = frame.collect().await?;
    let stored = batches.iter().map(|batch| RecordBatch::try_new(contract.schema(), batch.columns().to_vec()));
    let stored = stored.collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(MemTable::try_new(contract.schema(), vec![stored])?))
}

fn table(batch: RecordBatch) -> Arc<dyn TableProvider> {
    Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap())
}
