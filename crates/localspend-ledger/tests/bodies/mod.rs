//! What must hold whatever the bytes are. The same bodies run as property tests here and as fuzz targets in `fuzz/`,
//! so they use the crate's public functions only, and fail by panicking.

mod amount;
mod archive;
mod csv;
mod date;
mod header;
mod whole;
mod workbook;

pub use amount::amount;
pub use archive::archive;
pub use csv::{csv, records};
pub use date::date;
pub use header::header;
pub use workbook::{seeds, workbook};

use localspend_ledger::Limits;

/// Bounds under which one body takes milliseconds, and within which every bound can be met by a small input.
pub fn tight() -> Limits {
    Limits {
        unpacked_bytes: 4 << 20,
        unpacked_ratio: 200,
        archive_entries: 50,
        archive_depth: 2,
        sheets: 20,
        rows: 5_000,
        columns: 512,
        cells: 50_000,
        held_bytes: 4 << 20,
        record_bytes: 4 << 20,
    }
}
