//! Draws a pack again from the tables that it exported, for looking at a change of the pages without a lake:
//! `cargo run -p localspend-report --example draw_again -- out/qzx-2025-26-q1 /tmp/again`.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch, RecordBatchReader};
use arrow::compute::concat_batches;
use chrono::{TimeZone, Utc};
use localspend_report::{Area, PackInput, RunFacts, TableDoc, TileMap, write_pack};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [pack, out] = arguments.as_slice() else {
        println!("usage: draw_again PACK_FOLDER OUT_FOLDER");
        return;
    };
    let data = Path::new(pack).join("data");
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "parquet") {
            tables.insert(path.file_stem().unwrap().to_string_lossy().into_owned(), read(&path));
        }
    }
    let whole = &tables["coverage"];
    let last = |column: &str| {
        let column = whole.column_by_name(column).unwrap().as_string::<i32>().clone();
        (0..column.len()).filter(|row| column.is_valid(*row)).map(|row| column.value(row).to_owned()).max().unwrap()
    };
    let quarters = whole.column_by_name("quarter").unwrap().as_string::<i32>().iter().flatten();
    let quarter = quarters.filter_map(|text| text.parse().ok()).max().unwrap();
    let input = PackInput {
        tables: &tables,
        dictionary: dictionary(&data),
        workspace_name: "Drawn again".to_owned(),
        area: Area { kind: last("area_kind"), code: last("area_code"), name: last("area_name") },
        quarter,
        tile_map: fs::read(Path::new(pack).join("tiles.csv")).ok().map(|bytes| TileMap::parse(&bytes).unwrap()),
        run: RunFacts {
            run_id: "drawn-again".to_owned(),
            finished_at: Utc.with_ymd_and_hms(2025, 8, 5, 6, 30, 0).unwrap(),
            program_version: "0.1.0".to_owned(),
            ..RunFacts::default()
        },
    };
    for file in write_pack(Path::new(out), &input).unwrap() {
        println!("{}", file.display());
    }
}

fn read(path: &Path) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    let schema = reader.schema();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

fn dictionary(data: &Path) -> Vec<TableDoc> {
    let mut docs: Vec<TableDoc> = Vec::new();
    for record in csv::Reader::from_path(data.join("dictionary.csv")).unwrap().records() {
        let record = record.unwrap();
        if docs.last().is_none_or(|doc| doc.name != record[0]) {
            let sql = fs::read_to_string(data.join(format!("{}.sql", &record[0]))).unwrap_or_default();
            let [name, title, description, unit] = [0, 1, 2, 3].map(|column| record[column].to_owned());
            docs.push(TableDoc { name, title, description, unit, columns: Vec::new(), sql });
        }
        docs.last_mut().unwrap().columns.push((record[4].to_owned(), record[5].to_owned()));
    }
    docs
}
