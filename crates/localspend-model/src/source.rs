//! Where in a source a value stood. The position travels with the record to the lake.

use std::fmt;

/// A place in a source file, as a person would look it up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceRef {
    /// File name.
    pub file: String,
    /// Sheet of a workbook; `None` for a text file.
    pub sheet: Option<String>,
    /// 1-based physical line of a text file, or row number of a sheet.
    pub row: Option<u64>,
    /// Column label, or its letter where there is no label.
    pub column: Option<String>,
}

impl fmt::Display for SourceRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(formatter, ", sheet `{sheet}`")?;
        }
        if let Some(row) = self.row {
            write!(formatter, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(formatter, ", column `{column}`")?;
        }
        Ok(())
    }
}
