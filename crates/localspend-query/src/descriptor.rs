//! The `.toml` beside each query and seed: what it means, its columns, and what must hold of it. Reads and checks the
//! description itself; whether the data keep it is `checks`' business.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;
use localspend_model::tables::Kind;
use serde::Deserialize;

use crate::error::Error;

/// What a query or seed says of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Descriptor {
    /// Short name for pages.
    pub title: String,
    /// What it holds, ending with its grain.
    pub description: String,
    /// Unit of its figures.
    pub unit: String,
    /// Where its rows are kept.
    #[serde(default)]
    pub store: Store,
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// Columns of pounds that are sums of lines, and which lines each is the sum of: a condition on `line`, a row of `spend` of
    /// the same payer and quarter, and `figure`, a row of this query.
    #[serde(default)]
    pub lines: BTreeMap<String, String>,
    /// What must hold.
    #[serde(default)]
    pub checks: Checks,
    /// For a check: true when a finding stops the run.
    #[serde(default = "yes")]
    pub stops: bool,
}

fn yes() -> bool {
    true
}

/// Where the rows of a query are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Store {
    /// Nowhere: it is computed when asked.
    #[default]
    View,
    /// In memory while a build or a report runs: small, and used more than once.
    Memory,
    /// In the lake.
    Lake,
}

/// A column of a query.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Meaning, with its unit.
    pub about: String,
}

/// The few types that columns have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Text.
    Text,
    /// List of texts.
    Texts,
    /// Whole number.
    Int,
    /// Yes or no.
    Bool,
    /// Share, distance: never money.
    Float,
    /// A payment's pounds, `decimal(18,2)`.
    Money,
    /// A sum of pounds, `decimal(28,2)`.
    Total,
    /// Calendar date.
    Date,
}

impl ColumnType {
    /// The Arrow type in which the column is handed out.
    pub fn data_type(self) -> DataType {
        match self {
            ColumnType::Text => Kind::Text.data_type(),
            ColumnType::Texts => Kind::Texts.data_type(),
            ColumnType::Int => Kind::Int.data_type(),
            ColumnType::Bool => Kind::Bool.data_type(),
            ColumnType::Float => Kind::Float.data_type(),
            ColumnType::Money => Kind::Money.data_type(),
            ColumnType::Total => DataType::Decimal128(28, 2),
            ColumnType::Date => Kind::Date.data_type(),
        }
    }
}

/// What must hold of a query's rows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Checks {
    /// Sets of columns that no two rows share.
    pub unique: Vec<Vec<String>>,
    /// Columns that every row has.
    pub not_null: Vec<String>,
    /// Columns that hold only the listed values.
    pub accepted: BTreeMap<String, Vec<String>>,
    /// Columns whose values stand in another table.
    pub relationships: Vec<Relationship>,
    /// Statements that must return no row.
    pub identities: Vec<Identity>,
}

/// A column whose values stand in another table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relationship {
    /// Column here.
    pub column: String,
    /// Table there.
    pub table: String,
    /// Column there.
    pub to: String,
}

/// A statement that must return no row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// What holds, in words.
    pub name: String,
    /// The rows for which it does not.
    pub sql: String,
}

/// Reads a description; `file` is named in errors.
pub(crate) fn parse(file: &str, text: &str) -> Result<Descriptor, Error> {
    let deserializer = toml::Deserializer::parse(text).map_err(|error| unreadable(file, &error.to_string()))?;
    let descriptor: Descriptor = serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let problem = format!("key `{}`: {}", error.path(), error.inner().message());
        Error::catalogue(file, problem, "the keys are title, description, unit, store, columns, lines, checks and stops")
    })?;
    check(file, &descriptor)?;
    Ok(descriptor)
}

fn unreadable(file: &str, problem: &str) -> Error {
    Error::catalogue(file, problem.trim_end(), "correct the TOML at that place")
}

/// The rules that TOML itself cannot state.
fn check(file: &str, descriptor: &Descriptor) -> Result<(), Error> {
    let last = descriptor.description.trim_end().trim_end_matches('.').rsplit(". ").next().unwrap_or_default();
    if !last.trim_start().starts_with("One row per") {
        let problem = "key `description`: does not end with its grain";
        return Err(Error::catalogue(file, problem, "end it with a sentence `One row per ...`"));
    }
    let known = |name: &String| descriptor.columns.iter().any(|column| column.name == *name);
    let checks = &descriptor.checks;
    let named = (checks.unique.iter().flatten())
        .chain(&checks.not_null)
        .chain(descriptor.lines.keys())
        .chain(checks.accepted.keys())
        .chain(checks.relationships.iter().map(|relationship| &relationship.column));
    match named.into_iter().find(|name| !known(name)) {
        Some(name) => {
            let problem = format!("keys `checks` and `lines`: there is no column `{name}`");
            Err(Error::catalogue(file, problem, "name a column that stands under `columns`"))
        }
        None => Ok(()),
    }
}
