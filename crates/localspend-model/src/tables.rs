//! The tables of the lake: names, columns, types. A contract: adding a column is free, renaming is not.
//!
//! Readers produce batches of these schemas, the lake stores them, queries read them.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// A table of the lake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Table {
    /// Its name in SQL and its folder in the lake.
    pub name: &'static str,
    /// What it holds, ending with its grain.
    pub description: &'static str,
    columns: &'static [Column],
}

/// A column of a lake table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Column {
    /// Name.
    pub name: &'static str,
    /// Type.
    pub kind: Kind,
    /// True when a row may lack it.
    pub nullable: bool,
    /// Meaning, with its unit.
    pub description: &'static str,
}

/// The few types that columns of the lake have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// A list of texts.
    Texts,
    /// Whole number.
    Int,
    /// Yes or no.
    Bool,
    /// Degrees, kilometres, scores: never money.
    Float,
    /// `Decimal128(18,2)` pounds.
    Money,
    /// Calendar date.
    Date,
    /// Moment in UTC, microseconds.
    Timestamp,
}

impl Kind {
    /// The Arrow type.
    pub fn data_type(self) -> DataType {
        match self {
            Kind::Text => DataType::Utf8,
            Kind::Texts => DataType::List(Arc::new(Field::new("element", DataType::Utf8, true))),
            Kind::Int => DataType::Int64,
            Kind::Bool => DataType::Boolean,
            Kind::Float => DataType::Float64,
            Kind::Money => DataType::Decimal128(18, 2),
            Kind::Date => DataType::Date32,
            Kind::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        }
    }
}

impl Table {
    /// The columns in order.
    pub fn columns(&self) -> &'static [Column] {
        self.columns
    }

    /// The Arrow schema.
    pub fn schema(&self) -> SchemaRef {
        let fields = self.columns.iter().map(|column| Field::new(column.name, column.kind.data_type(), column.nullable));
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }
}

/// A column that every row has.
const fn required(name: &'static str, kind: Kind, description: &'static str) -> Column {
    Column { name, kind, nullable: false, description }
}

/// A column that a row may lack.
const fn optional(name: &'static str, kind: Kind, description: &'static str) -> Column {
    Column { name, kind, nullable: true, description }
}

mod ledger;
mod registers;
mod results;

pub use ledger::{FILES, LINES};
pub use registers::{
    ACCREDITATIONS, CATEGORIES, CHARITIES, COMPANIES, DIRECTIVE_ADOPTIONS, DIRECTIVE_SUPPLIERS, DIRECTIVES, LIVING_WAGE_RATES,
    ORGANISATIONS, PLACE_HISTORY, PLACES, REGISTERS, SITES, SUPPLIER_LIST,
};
pub use results::{
    ACCREDITATION_SUPPLIERS, PAYMENT_KEYS, RESTATEMENTS, RUNS, SPEND, SPEND_CELLS, SUPPLIER_CHANGES, SUPPLIER_IDENTITIES,
    SUPPLIER_LOCATIONS, SUPPLIER_NAMES, SUPPLIERS,
};

/// Every table, in the order in which data reaches them.
pub const ALL: &[Table] = &[
    FILES,
    LINES,
    REGISTERS,
    ORGANISATIONS,
    SITES,
    PLACES,
    PLACE_HISTORY,
    COMPANIES,
    CHARITIES,
    ACCREDITATIONS,
    SUPPLIER_LIST,
    DIRECTIVES,
    DIRECTIVE_ADOPTIONS,
    DIRECTIVE_SUPPLIERS,
    CATEGORIES,
    LIVING_WAGE_RATES,
    SUPPLIER_NAMES,
    SUPPLIER_CHANGES,
    SUPPLIER_IDENTITIES,
    ACCREDITATION_SUPPLIERS,
    SUPPLIER_LOCATIONS,
    SUPPLIERS,
    PAYMENT_KEYS,
    SPEND,
    SPEND_CELLS,
    RESTATEMENTS,
    RUNS,
];

/// The table of that name.
pub fn by_name(name: &str) -> Option<Table> {
    ALL.iter().copied().find(|table| table.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_description_ends_with_the_grain() {
        for (index, table) in ALL.iter().enumerate() {
            assert!(ALL[..index].iter().all(|earlier| earlier.name != table.name), "two tables are called {}", table.name);
            let last = table.description.rsplit(". ").next().unwrap_or_default();
            assert!(last.starts_with("One row per"), "{}: the description must end with its grain", table.name);
            for column in table.columns() {
                assert!(!column.description.is_empty(), "{}.{} is not described", table.name, column.name);
            }
        }
    }
}
