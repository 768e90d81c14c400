//! Metric tables of a care system that does not exist, for tests and for looking at the pages. Figures come from a
//! small counter, not from the pipeline: they are shaped like real ones and add up, nothing more.
#![allow(dead_code, reason = "each test uses its own part of the builder")]
#![allow(clippy::unwrap_used, reason = "test helpers: a panic here is a failed test")]
#![allow(clippy::inconsistent_digit_grouping, reason = "pence are written as pounds_pence")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, StringArray};
use arrow::datatypes::{Date32Type, Field, Schema};
use arrow::record_batch::RecordBatch;
use chrono::{NaiveDate, TimeZone, Utc};
use localspend_model::Quarter;
use localspend_report::{Area, PackInput, RegisterFact, RunFacts, TableDoc, TileMap};

mod lists;
mod rules;
pub mod tables;

/// A cell of an invented table.
#[derive(Debug, Clone)]
pub enum Value {
    Null,
    Text(String),
    Pence(i128),
    Whole(i64),
    Number(f64),
    Flag(bool),
    Day(NaiveDate),
}

pub fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// A table from rows of cells; a column takes the type of its first cell that is not null.
pub fn batch(columns: &[&str], rows: &[Vec<Value>]) -> RecordBatch {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (index, name) in columns.iter().enumerate() {
        let cells: Vec<&Value> = rows.iter().map(|row| &row[index]).collect();
        let array: ArrayRef = match cells.iter().find(|cell| !matches!(cell, Value::Null)) {
            Some(Value::Pence(_)) => {
                let values = cells.iter().map(|cell| if let Value::Pence(pence) = cell { Some(*pence) } else { None });
                Arc::new(values.collect::<Decimal128Array>().with_precision_and_scale(28, 2).unwrap())
            }
            Some(Value::Whole(_)) => Arc::new(
                cells.iter().map(|cell| if let Value::Whole(whole) = cell { Some(*whole) } else { None }).collect::<Int64Array>(),
            ),
            Some(Value::Number(_)) => Arc::new(
                cells
                    .iter()
                    .map(|cell| if let Value::Number(number) = cell { Some(*number) } else { None })
                    .collect::<Float64Array>(),
            ),
            Some(Value::Flag(_)) => Arc::new(
                cells.iter().map(|cell| if let Value::Flag(flag) = cell { Some(*flag) } else { None }).collect::<BooleanArray>(),
            ),
            Some(Value::Day(_)) => Arc::new(
                cells
                    .iter()
                    .map(|cell| if let Value::Day(day) = cell { Some(Date32Type::from_naive_date(*day)) } else { None })
                    .collect::<Date32Array>(),
            ),
            _ => Arc::new(
                cells
                    .iter()
                    .map(|cell| if let Value::Text(text) = cell { Some(text.as_str()) } else { None })
                    .collect::<StringArray>(),
            ),
        };
        fields.push(Field::new(*name, array.data_type().clone(), true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

/// How large the invented care system is.
#[derive(Debug, Clone)]
pub struct Size {
    pub organisations: usize,
    pub quarters: usize,
    pub categories: usize,
    pub suppliers: usize,
}

impl Size {
    pub fn small() -> Size {
        Size { organisations: 5, quarters: 9, categories: 14, suppliers: 12 }
    }
}

pub type Tables = BTreeMap<String, RecordBatch>;

/// A pack around `tables`, of the invented care system.
pub fn input(tables: &Tables) -> PackInput<'_> {
    PackInput {
        tables,
        dictionary: dictionary(tables),
        workspace_name: "Marlshire anchors".to_owned(),
        area: Area { kind: "ics".to_owned(), code: "QZ9".to_owned(), name: "Marlshire Integrated Care System".to_owned() },
        quarter: quarter(),
        tile_map: Some(TileMap::parse(TILES.as_bytes()).unwrap()),
        run: RunFacts {
            run_id: "20250805-7f3a91".to_owned(),
            finished_at: Utc.with_ymd_and_hms(2025, 8, 5, 6, 30, 0).unwrap(),
            program_version: "0.1.0".to_owned(),
            settings: "period_basis = \"file\"\nmin_suppliers = 5\nalternative_window = 4\ngrowth_cap = 0.5\nlocation_order = [\"decision\", \"ledger\", \"supplier_list\", \"registered_office\"]\n".to_owned(),
            registers: vec![
                register("Organisations", "organisations.csv", Some((2025, 7, 1)), 212, ""),
                register("Postcodes", "postcodes.zip", Some((2025, 5, 31)), 41_220, ""),
                register("Companies", "companies.csv", Some((2025, 7, 1)), 9_840, ""),
                register("Living-wage employers", "living-wage.csv", None, 1_204, "The list gives no end dates: an accreditation that ended may still count."),
            ],
            versions: [("files", 12), ("lines", 31), ("spend", 9), ("suppliers", 9)].map(|(name, version)| (name.to_owned(), version)).into(),
        },
    }
}

/// Areas of an invented country.
const TILES: &str = "code,name,label,column,row\nQZ7,NHS Northmere Integrated Care Board,NM,1,0\nQZ8,NHS Fenland Integrated Care Board,,0,1\nQZ9,NHS Marlshire Integrated Care Board,MARL,1,1\nQZ6,NHS Saltmarsh Integrated Care Board,SM,2,1\nQZ5,NHS Harrow Edge Integrated Care Board,HE,1,2\n";

pub fn quarter() -> Quarter {
    "2025-26 Q1".parse().unwrap()
}

fn register(title: &str, file_name: &str, as_of: Option<(i32, u32, u32)>, rows: u64, note: &str) -> RegisterFact {
    RegisterFact {
        title: title.to_owned(),
        file_name: file_name.to_owned(),
        as_of: as_of.and_then(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day)),
        rows: Some(rows),
        note: note.to_owned(),
    }
}

fn dictionary(tables: &Tables) -> Vec<TableDoc> {
    tables
        .iter()
        .map(|(name, batch)| TableDoc {
            name: name.clone(),
            title: name.replace('_', " "),
            description: format!("Invented figures in the shape of {name}. One row per key."),
            unit: "pounds".to_owned(),
            columns: batch
                .schema()
                .fields()
                .iter()
                .map(|field| (field.name().clone(), format!("The {}.", field.name().replace('_', " "))))
                .collect(),
            sql: format!("select * from {name}"),
        })
        .collect()
}

/// An empty folder of the test's own.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(option_env!("CARGO_TARGET_TMPDIR").unwrap_or("out")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The folder of the pack written from `tables`.
pub fn written(name: &str, tables: &Tables) -> PathBuf {
    let folder = scratch(name);
    localspend_report::write_pack(&folder, &input(tables)).unwrap();
    folder.join("qz9-2025-26-q1")
}
