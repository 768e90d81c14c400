//! The nouns every other crate speaks: money, periods, codes, source positions, the settings of the method and the
//! tables of the lake. No file, clock, network or engine is touched here.

pub mod codes;
pub mod money;
pub mod period;
pub mod postcode;
pub mod settings;
pub mod source;
pub mod tables;

pub use money::Money;
pub use period::{Month, Period, Quarter};
pub use source::SourceRef;
