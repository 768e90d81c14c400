//! Tests of the lake on real stores: one binary, because the engine is large.

mod load;
mod rows;
