//! Tests of the whole program, as a person runs it: the real binary on real files in folders of their own.

mod commands;
mod docs;
mod failures;
mod london;
mod program;
mod rerun;
mod tables_page;
mod tidy;
