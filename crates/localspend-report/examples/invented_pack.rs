//! Writes the pack of an invented care system, to look at: `cargo run --example invented_pack -- FOLDER [ORGANISATIONS] [QUARTERS]`.

#[path = "../tests/invented/mod.rs"]
mod invented;

use invented::{Size, tables};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |at: usize, default| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(default);
    let folder = arguments.get(1).map_or("out", String::as_str);
    let small = Size::small();
    let size = Size { organisations: number(2, small.organisations), quarters: number(3, small.quarters), ..small };
    let tables = tables::all(&size);
    localspend_report::write_pack(std::path::Path::new(folder), &invented::input(&tables))?;
    Ok(())
}
