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
mod look;
mod lookups;
mod missing;
mod notes;
mod open;
mod organisations;
mod postcodes;
mod recognise;
mod records;
mod report;
mod rows;
mod text;
pub mod vat;

pub use error::{Error, SinkError};
pub use load::{Loaded, load, load_each, load_tables};
pub use look::{Looked, RegisterFile, look};
pub use missing::Missing;
pub use report::{FileReport, Report};
pub use rows::Sink;
