//! Files in memory before they are written, and the writing of text tables with fixed bytes.

use std::io::Write;

use flate2::{Compression, GzBuilder};

/// A file to write, by its path inside the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Path with `/`.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file.
    pub fn new(path: impl Into<String>, bytes: Vec<u8>) -> File {
        File { path: path.into(), bytes }
    }
}

/// A comma-separated table, every cell quoted only where it must be.
pub fn csv_table<R, C>(rows: R) -> anyhow::Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: IntoIterator,
    C::Item: AsRef<[u8]>,
{
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("{error}"))
}

/// A comma-separated table with every cell quoted, as the NHS and the companies register publish theirs.
pub fn quoted_table(rows: &[Vec<String>]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("{error}"))
}

/// gzip without a time or a name, so that the bytes depend on the content alone.
pub fn gzip(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut writer = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

/// A ZIP archive with a fixed time.
pub fn zip_archive(entries: &[(&str, &[u8], bool)]) -> anyhow::Result<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes, compressed) in entries {
        let method = if *compressed { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        archive.start_file(*name, options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
