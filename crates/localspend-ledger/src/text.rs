//! Delimited text: encoding, dialect and a streaming reader of records. What the cells mean is decided elsewhere.

pub mod dialect;
pub mod encoding;
pub mod reader;
pub mod sniff;
mod split;
