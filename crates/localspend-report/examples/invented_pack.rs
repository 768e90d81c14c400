//! Writes the pack of an invented care system, to look at: `cargo run --example invented_pack -- FOLDER [ORGANISATIONS] [QUARTERS] [CATEGORIES] [SUPPLIERS]`.

#![allow(clippy::print_stdout, reason = "a tool for developers")]

#[path = "../tests/invented/mod.rs"]
mod invented;

use invented::{Size, tables};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |at: usize, default| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(default);
    let folder = arguments.get(1).map_or("out", String::as_str);
    let small = Size::small();
    let size = Size {
        organisations: number(2, small.organisations),
        quarters: number(3, small.quarters),
        categories: number(4, small.categories),
        suppliers: number(5, small.suppliers),
    };
    let tables = tables::all(&size);
    let rows: usize = tables.values().map(arrow::array::RecordBatch::num_rows).sum();
    let begun = std::time::Instant::now();
    localspend_report::write_pack(std::path::Path::new(folder), &invented::input(&tables))?;
    println!("{rows} rows in {} tables, drawn in {:.1} s", tables.len(), begun.elapsed().as_secs_f64());
    Ok(())
}
