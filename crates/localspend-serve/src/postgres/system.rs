//! The system tables and functions that Postgres clients look at: `pg_catalog` over the tables of a role, with the
//! descriptions of queries and lake tables as comments.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int32Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type};
use async_trait::async_trait;
use datafusion::catalog::{MemTable, SchemaProvider, TableProvider};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Signature, SimpleScalarUDF, TypeSignature, Volatility};
use datafusion::prelude::SessionContext;
use datafusion_pg_catalog::pg_catalog::context::{PgCatalogContextProvider, Role as PgRole};
use datafusion_pg_catalog::setup_pg_catalog;
use localspend_query::guard::{DATABASE, Guarded, SCHEMA};

use super::attributes::attributes;

/// The oid of `pg_class` itself: what comments on tables and columns are about.
const PG_CLASS: i32 = 1259;

/// What clients read the capabilities of the server from.
const VERSION: &str = concat!("PostgreSQL 15.0 (localspend ", env!("CARGO_PKG_VERSION"), ", read-only)");

/// Tables of the standard's `information_schema` that the engine lacks, and the system view of indexes, with their columns. No
/// table here has a key or an index.
pub(super) const CONSTRAINTS: [(&str, &[&str]); 5] = [
    ("pg_indexes", &["schemaname", "tablename", "indexname", "tablespace", "indexdef"]),
    ("character_sets", &["character_set_catalog", "character_set_schema", "character_set_name", "character_repertoire"]),
    (
        "table_constraints",
        &[
            "constraint_catalog",
            "constraint_schema",
            "constraint_name",
            "table_catalog",
            "table_schema",
            "table_name",
            "constraint_type",
        ],
    ),
    (
        "key_column_usage",
        &[
            "constraint_catalog",
            "constraint_schema",
            "constraint_name",
            "table_catalog",
            "table_schema",
            "table_name",
            "column_name",
            "ordinal_position",
        ],
    ),
    (
        "referential_constraints",
        &[
            "constraint_catalog",
            "constraint_schema",
            "constraint_name",
            "unique_constraint_catalog",
            "unique_constraint_schema",
            "unique_constraint_name",
            "update_rule",
            "delete_rule",
        ],
    ),
];

/// One of them: empty but for the one character set.
fn constraints(columns: &[&str]) -> Result<Arc<dyn TableProvider>> {
    let rows: &[Option<&str>] = if columns.contains(&"character_repertoire") { &[Some("UTF8")] } else { &[] };
    let columns = columns.iter().map(|name| (*name, Arc::new(rows.iter().copied().collect::<StringArray>()) as ArrayRef, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns)?;
    Ok(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?))
}

/// Descriptions of tables and of their columns, by name.
pub type Comments = BTreeMap<String, (String, Vec<(String, String)>)>;

/// Adds the system tables. `comments` has the descriptions.
pub async fn with_system_tables(tables: Guarded, comments: Arc<Comments>) -> Result<Guarded> {
    let tables = tables.with(|context| setup_pg_catalog(context, DATABASE, Nobody).map_err(|error| *error))?;
    let described = described(&tables.context(), &comments).await?;
    let attributes = attributes(&tables.context()).await?;
    tables.with(|context| {
        let catalog = context.catalog(DATABASE).ok_or_else(|| DataFusionError::Internal("no catalog".to_owned()))?;
        let inner = catalog.schema("pg_catalog").ok_or_else(|| DataFusionError::Internal("no pg_catalog".to_owned()))?;
        catalog.register_schema("pg_catalog", Arc::new(Described { inner, comments: described.table()?, attributes }))?;
        functions(&described).into_iter().for_each(|function| context.register_udf(function));
        Ok(())
    })
}

/// Roles are the server's own business.
#[derive(Debug, Clone)]
struct Nobody;

#[async_trait]
impl PgCatalogContextProvider for Nobody {
    async fn roles(&self) -> Vec<String> {
        Vec::new()
    }

    async fn role(&self, _: &str) -> Option<PgRole> {
        None
    }
}

/// Comments by the oid of their table and the number of their column; 0 is the table itself.
#[derive(Debug, Clone, Default)]
struct ByNumber(Arc<BTreeMap<(i32, i32), String>>);

async fn described(context: &SessionContext, comments: &Comments) -> Result<ByNumber> {
    let sql = format!(
        "select c.oid, c.relname, a.attname, a.attnum from pg_catalog.pg_class c \
         join pg_catalog.pg_namespace n on c.relnamespace = n.oid join pg_catalog.pg_attribute a on a.attrelid = c.oid \
         where n.nspname = '{SCHEMA}'"
    );
    let mut found = BTreeMap::new();
    for batch in context.sql(&sql).await?.collect().await? {
        let (oids, names) = (batch.column(0).as_primitive::<Int32Type>(), batch.column(1).as_string::<i32>());
        let columns = batch.column(2).as_string::<i32>();
        let numbers = cast(batch.column(3), &DataType::Int32)?;
        let numbers = numbers.as_primitive::<Int32Type>();
        for row in 0..batch.num_rows() {
            let Some((about, of_columns)) = comments.get(names.value(row)) else { continue };
            found.insert((oids.value(row), 0), about.clone());
            if let Some((_, about)) = of_columns.iter().find(|(name, _)| name == columns.value(row)) {
                found.insert((oids.value(row), numbers.value(row)), about.clone());
            }
        }
    }
    Ok(ByNumber(Arc::new(found)))
}

impl ByNumber {
    /// `pg_description`.
    fn table(&self) -> Result<Arc<dyn TableProvider>> {
        let of = |number: fn(&(i32, i32)) -> i32| Arc::new(self.0.keys().map(number).collect::<Int32Array>()) as ArrayRef;
        let texts = Arc::new(self.0.values().map(Some).collect::<StringArray>()) as ArrayRef;
        let classes = Arc::new(Int32Array::from(vec![PG_CLASS; self.0.len()])) as ArrayRef;
        let columns = [("objoid", of(|key| key.0)), ("classoid", classes), ("objsubid", of(|key| key.1)), ("description", texts)];
        let batch = RecordBatch::try_from_iter(columns)?;
        Ok(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?))
    }
}

/// `pg_catalog` with our comments and the precision of our decimals.
#[derive(Debug)]
struct Described {
    inner: Arc<dyn SchemaProvider>,
    comments: Arc<dyn TableProvider>,
    attributes: Arc<dyn TableProvider>,
}

#[async_trait]
impl SchemaProvider for Described {
    fn table_names(&self) -> Vec<String> {
        self.inner.table_names()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        match CONSTRAINTS.iter().find(|(known, _)| *known == name) {
            Some((_, columns)) => Ok(Some(constraints(columns)?)),
            None if name == "pg_attribute" => Ok(Some(Arc::clone(&self.attributes))),
            None if name == "pg_description" => Ok(Some(Arc::clone(&self.comments))),
            None => self.inner.table(name).await,
        }
    }

    fn table_exist(&self, name: &str) -> bool {
        self.inner.table_exist(name) || CONSTRAINTS.iter().any(|(known, _)| *known == name)
    }
}

/// Functions that clients call when they look around.
fn functions(described: &ByNumber) -> Vec<ScalarUDF> {
    let none = |name: &'static str| system(name, DataType::Utf8, |_, rows| Ok(Arc::new(StringArray::new_null(rows)) as ArrayRef));
    let no = |name: &'static str| {
        system(name, DataType::Boolean, |_, rows| Ok(Arc::new(BooleanArray::from(vec![false; rows])) as ArrayRef))
    };
    let no_number =
        |name: &'static str| system(name, DataType::Int32, |_, rows| Ok(Arc::new(Int32Array::new_null(rows)) as ArrayRef));
    let yes = |name: &'static str| {
        system(name, DataType::Boolean, |_, rows| Ok(Arc::new(BooleanArray::from(vec![true; rows])) as ArrayRef))
    };
    let (tables, columns) = (described.clone(), described.clone());
    vec![
        none("pg_get_viewdef"),
        none("pg_size_pretty"),
        none("pg_table_size"),
        no_number("to_regtype"),
        no_number("to_regclass"),
        yes("pg_type_is_visible"),
        yes("pg_function_is_visible"),
        system("version", DataType::Utf8, |_, rows| Ok(Arc::new(StringArray::from(vec![VERSION; rows])) as ArrayRef)),
        none("shobj_description"),
        none("pg_get_indexdef"),
        none("pg_get_ruledef"),
        none("pg_get_triggerdef"),
        none("pg_get_serial_sequence"),
        none("pg_get_function_result"),
        none("pg_get_function_arguments"),
        none("pg_get_function_identity_arguments"),
        none("pg_tablespace_location"),
        no("pg_is_in_recovery"),
        no("pg_is_other_temp_schema"),
        system("obj_description", DataType::Utf8, move |arguments, rows| tables.texts(&arguments[0], None, rows)),
        system("col_description", DataType::Utf8, move |arguments, rows| columns.texts(&arguments[0], arguments.get(1), rows)),
        system("current_setting", DataType::Utf8, |arguments, _| {
            let names = cast(&arguments[0], &DataType::Utf8)?;
            let names = names.as_string::<i32>().iter();
            Ok(Arc::new(names.map(|name| name.and_then(super::session::setting)).collect::<StringArray>()) as ArrayRef)
        }),
        // What is set this way is forgotten: it is answered as Postgres does, with the value.
        system("set_config", DataType::Utf8, |arguments, _| {
            Ok(cast(arguments.get(1).unwrap_or(&arguments[0]), &DataType::Utf8)?)
        }),
    ]
}

impl ByNumber {
    fn texts(&self, oids: &ArrayRef, columns: Option<&ArrayRef>, rows: usize) -> Result<ArrayRef> {
        let number = |array: &ArrayRef| cast(array, &DataType::Int32);
        let oids = number(oids)?;
        let columns = columns.map(number).transpose()?;
        let at = |array: &ArrayRef, row: usize| {
            let values = array.as_primitive::<Int32Type>();
            (row < values.len() && values.is_valid(row)).then(|| values.value(row))
        };
        let text = |row: usize| {
            let column = columns.as_ref().map_or(Some(0), |columns| at(columns, row))?;
            self.0.get(&(at(&oids, row)?, column)).cloned()
        };
        Ok(Arc::new((0..rows).map(text).collect::<StringArray>()))
    }
}

/// A function of one to four arguments of any type, that reads nothing.
fn system(
    name: &'static str,
    kind: DataType,
    compute: impl Fn(&[ArrayRef], usize) -> Result<ArrayRef> + Send + Sync + 'static,
) -> ScalarUDF {
    let signature = TypeSignature::OneOf(
        (0..=4).map(|count| if count == 0 { TypeSignature::Nullary } else { TypeSignature::Any(count) }).collect(),
    );
    let invoke = move |arguments: &[ColumnarValue]| {
        if arguments.is_empty() {
            let array = compute(&[], 1)?;
            return Ok(ColumnarValue::Scalar(datafusion::scalar::ScalarValue::try_from_array(&array, 0)?));
        }
        let arrays = ColumnarValue::values_to_arrays(arguments)?;
        let rows = arrays.first().map_or(1, |array| array.len());
        let array = compute(&arrays, rows)?;
        if arguments.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_))) {
            return Ok(ColumnarValue::Scalar(datafusion::scalar::ScalarValue::try_from_array(&array, 0)?));
        }
        Ok(ColumnarValue::Array(array))
    };
    let signature = Signature::new(signature, Volatility::Stable);
    ScalarUDF::from(SimpleScalarUDF::new_with_signature(name, signature, kind, Arc::new(invoke)))
}

/// What tables and columns mean: the lake's, then the catalogue's.
pub fn comments(catalogue: &localspend_query::Catalogue) -> Comments {
    let mut all: HashMap<String, (String, Vec<(String, String)>)> = HashMap::new();
    for table in localspend_model::tables::ALL {
        let columns = table.columns().iter().map(|column| (column.name.to_owned(), column.description.to_owned()));
        all.insert(table.name.to_owned(), (table.description.to_owned(), columns.collect()));
    }
    for (view, about) in [("payments", "The payments of active files"), ("rejects", "The rejected lines of active files")] {
        if let Some((_, columns)) = all.get("lines").cloned() {
            all.insert(view.to_owned(), (format!("{about}. One row per physical record."), columns));
        }
    }
    let queries = catalogue.entries().iter().map(|entry| (&entry.name, &entry.descriptor));
    let seeds = catalogue.seeds().iter().map(|seed| (&seed.name, &seed.descriptor));
    for (name, descriptor) in queries.chain(seeds) {
        let columns = descriptor.columns.iter().map(|column| (column.name.clone(), column.about.clone()));
        all.insert(name.clone(), (format!("{}: {}", descriptor.title, descriptor.description), columns.collect()));
    }
    all.into_iter().collect()
}
