//! Workbooks built here and read back: what a person sees in the sheet must be what arrives, row by row.

mod real;
mod support;
mod xlsx;
