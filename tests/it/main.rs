//! Tests of the whole program, as a person runs it: the real binary on real files in folders of their own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says when it skips"
)]

mod check;
mod commands;
mod docs;
mod explain;
mod failures;
mod london;
mod pack;
mod plans;
mod program;
mod prompt;
mod rerun;
mod serve;
mod tables_page;
mod tidy;
mod truth;
