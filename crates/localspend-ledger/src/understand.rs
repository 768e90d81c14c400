//! What the cells mean: one understanding for rows of text files and of sheets. Nothing here reads bytes.

pub mod amount;
pub mod classify;
pub mod columns;
pub mod date;
pub mod decide;
pub mod evidence;
pub mod header;
pub mod label;
pub mod period;
pub mod plan;
pub mod profile;
pub mod signs;
pub mod slots;
pub mod totals;
