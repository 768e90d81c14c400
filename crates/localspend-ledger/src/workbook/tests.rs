//! Workbooks built here and read back: what a person sees in the sheet must be what arrives, row by row.

mod bombs;
mod formats;
mod hostile;
mod html;
mod ods;
mod real;
mod support;
mod xls;
mod xlsb;
mod xlsx;
