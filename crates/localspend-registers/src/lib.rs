//! Reference registers in the layouts in which they are published, and lists in simple ones of our own, as Arrow batches of
//! the lake's register tables; and the register of buying directives.
//!
//! Files are recognised by their content, also inside zip and gzip, and read as streams. Content never fails a load: an
//! unknown file, a wrong postcode or a broken archive is reported with the file, and the others are loaded. No engine, no
//! network, no clock.

mod charities;
mod companies;
pub mod directives;
mod edition;
mod error;
mod layouts;
mod lists;
mod load;
mod lookups;
mod missing;
mod notes;
mod open;
mod organisations;
mod postcodes;
mod recognise;
mod records;
mod rows;
mod text;
pub mod vat;

pub use error::{Error, SinkError};
pub use load::{FileReport, Loaded, RegisterFile, Report, load, load_each};
pub use missing::Missing;
pub use rows::Sink;
