//! Tests of the lake on real stores: one binary, because the engine is large.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "helpers of tests, too")]

mod crash;
mod load;
mod remote;
mod rows;
mod upkeep;
