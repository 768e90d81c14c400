//! How a text file separates and quotes its cells. The sniffer is in `text/sniff.rs`.

use serde::{Deserialize, Serialize};

/// The dialect of a delimited text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    /// Byte between two cells; `None` when every line is one cell.
    pub delimiter: Option<u8>,
    /// Byte around a cell that holds delimiters.
    pub quote: Option<u8>,
    /// Byte that makes the next one ordinary, beside the doubled quote.
    pub escape: Option<u8>,
    /// A space after each delimiter belongs to it.
    #[serde(default)]
    pub space_after: bool,
    /// The byte that follows it where the delimiter has two: the same once more, or the rest of a character.
    #[serde(default)]
    pub second: Option<u8>,
    /// However many spaces stand there, they are one delimiter: the columns are aligned by them.
    #[serde(default)]
    pub aligned: bool,
    /// A carriage return alone ends a record too.
    pub bare_cr: bool,
    /// Cells of an ordinary record, where it is known: used to see that a quote was never closed.
    pub width: Option<u32>,
}

impl Default for Dialect {
    fn default() -> Dialect {
        Dialect {
            delimiter: Some(b','),
            quote: Some(b'"'),
            escape: None,
            space_after: false,
            second: None,
            aligned: false,
            bare_cr: true,
            width: None,
        }
    }
}

impl Dialect {
    /// The byte that belongs to the delimiter where it follows it.
    pub(super) fn tail(&self) -> Option<u8> {
        match (self.second, self.space_after || self.aligned) {
            (Some(second), _) => Some(second),
            (None, true) => Some(b' '),
            (None, false) => None,
        }
    }
}
