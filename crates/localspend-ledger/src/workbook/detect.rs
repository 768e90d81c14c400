//! Says what kind of file the bytes are, by their content; a name's ending is only compared with it.
//!
//! It opens ZIP directories but reads no rows. What is not recognised is taken for delimited text, which has no mark.

use std::io::Read;

use super::compound::MAGIC;
use super::package::Package;
use super::xls;
use super::xlsx::main_part;
use crate::{Error, Limits, Source};

/// Kinds of file a ledger arrives as, and kinds that are refused by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Delimited text, or anything without a mark of its own.
    Text,
    /// Excel workbook since 2007, with or without macros.
    Xlsx,
    /// Excel binary workbook since 2007.
    Xlsb,
    /// Excel workbook of 1993 to 2003.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// OpenDocument spreadsheet as one XML file.
    FlatOds,
    /// Excel 2003 XML.
    ExcelXml,
    /// An HTML page, often saved under a workbook's name.
    Html,
    /// ZIP archive of files.
    Zip,
    /// One file packed with gzip.
    Gzip,
    /// A workbook encrypted with a password.
    EncryptedWorkbook,
    /// PDF document.
    Pdf,
    /// Word processor document of any kind.
    Document,
    /// Slides.
    Slides,
    /// Apple Numbers workbook.
    Numbers,
    /// Picture.
    Image,
    /// Web archive (`.mht`) or e-mail.
    Mail,
    /// Archive of a kind that is not opened (7z, rar, bzip2, xz, zstd, tar).
    OtherArchive,
    /// Parquet, SQLite and other database files.
    Database,
    /// Compound file that is no workbook.
    OtherCompound,
}

impl Format {
    /// Short name, as kept in the lake.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Xlsx => "xlsx",
            Format::Xlsb => "xlsb",
            Format::Xls => "xls",
            Format::Ods => "ods",
            Format::FlatOds => "fods",
            Format::ExcelXml => "excel_xml",
            Format::Html => "html",
            Format::Zip => "zip",
            Format::Gzip => "gzip",
            Format::EncryptedWorkbook => "encrypted_workbook",
            Format::Pdf => "pdf",
            Format::Document => "document",
            Format::Slides => "slides",
            Format::Numbers => "numbers",
            Format::Image => "image",
            Format::Mail => "mail",
            Format::OtherArchive => "archive",
            Format::Database => "database",
            Format::OtherCompound => "compound",
        }
    }

    /// True when [`Workbook`](super::Workbook) reads it.
    pub fn is_workbook(self) -> bool {
        matches!(
            self,
            Format::Xlsx | Format::Xlsb | Format::Xls | Format::Ods | Format::FlatOds | Format::ExcelXml | Format::Html
        )
    }

    /// The error that says why a file of this format is not read and what to ask for; none for readable formats.
    pub fn refusal(self) -> Option<Error> {
        const ASK: &str = "ask the publisher for the same figures as CSV or XLSX; a body that publishes under the transparency code should give them in a machine-readable format";
        let (what, hint) = match self {
            Format::Pdf => ("it is a PDF: its columns cannot be read reliably", ASK),
            Format::Image => ("it is a picture, not a table", ASK),
            Format::Document => (
                "it is a word processor document",
                "copy its table into a workbook and save that as XLSX, or ask the publisher for CSV or XLSX",
            ),
            Format::Slides => ("it is a set of slides", ASK),
            Format::Numbers => ("it is an Apple Numbers workbook", "open it in Numbers and export it as Excel or CSV"),
            Format::Mail => (
                "it is a saved web page archive or an e-mail",
                "open it and save its table as XLSX or CSV, or save the attachment by itself",
            ),
            Format::OtherArchive => ("it is an archive of a kind that is not opened here", "unpack it, or pack it again as ZIP"),
            Format::Database => ("it is a database file", "export the table as CSV"),
            Format::OtherCompound => (
                "it is an Office file without a workbook in it",
                "open it and save its table as XLSX, or ask the publisher for CSV or XLSX",
            ),
            Format::EncryptedWorkbook => (
                "the workbook is protected by a password",
                "ask for a copy without a password, or open it, remove the password and save it again",
            ),
            _ => return None,
        };
        Some(Error::Refused { what: what.to_owned(), hint: hint.to_owned() })
    }
}

/// Finds the format of a source.
pub fn detect(source: Source<'_>, limits: &Limits) -> Result<Format, Error> {
    let head = source.head(4096)?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") || head.starts_with(b"PK\x07\x08PK\x03\x04") {
        return detect_package(source, limits);
    }
    if head.starts_with(&MAGIC) {
        return xls::detect_compound(source, limits);
    }
    Ok(detect_head(&head))
}

/// Says when a file's name promises another format than its content has.
pub fn extension_mismatch(file_name: &str, format: Format) -> Option<String> {
    let (_, extension) = file_name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    let promised: &[Format] = match extension.as_str() {
        "csv" | "tsv" | "txt" | "tab" => &[Format::Text],
        "xlsx" | "xlsm" | "xltx" | "xltm" => &[Format::Xlsx],
        "xlsb" => &[Format::Xlsb],
        "xls" | "xlt" => &[Format::Xls],
        "ods" | "ots" => &[Format::Ods],
        "fods" => &[Format::FlatOds],
        "htm" | "html" => &[Format::Html],
        "zip" => &[Format::Zip],
        "gz" => &[Format::Gzip],
        "pdf" => &[Format::Pdf],
        _ => return None,
    };
    (!promised.contains(&format)).then(|| format!("the name ends in .{extension}, but the content is {}", format.as_str()))
}

fn detect_head(head: &[u8]) -> Format {
    let starts = |marks: &[&[u8]]| marks.iter().any(|mark| head.starts_with(mark));
    if starts(&[&[0x1F, 0x8B]]) {
        return Format::Gzip;
    }
    if head.get(..1024.min(head.len())).is_some_and(|first| contains(first, b"%PDF-")) {
        return Format::Pdf;
    }
    if starts(&[b"\x89PNG\r\n", b"\xFF\xD8\xFF", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"]) || is_riff_picture(head) {
        return Format::Image;
    }
    if starts(&[b"7z\xBC\xAF\x27\x1C", b"Rar!\x1A\x07", b"BZh", b"\xFD7zXZ\0", b"\x28\xB5\x2F\xFD"])
        || head.get(257..262) == Some(b"ustar")
    {
        return Format::OtherArchive;
    }
    if starts(&[b"PAR1", b"SQLite format 3\0", b"ARROW1", b"\0\x01\0\0Standard"]) {
        return Format::Database;
    }
    if starts(&[b"{\\rtf"]) {
        return Format::Document;
    }
    if xls::starts_as_bare_stream(head) {
        return Format::Xls;
    }
    detect_markup(head)
}

fn is_riff_picture(head: &[u8]) -> bool {
    head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP")
}

fn detect_markup(head: &[u8]) -> Format {
    let text = readable_start(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("mime-version:") || text.starts_with("received:") || text.starts_with("return-path:") {
        return Format::Mail;
    }
    if !text.starts_with('<') {
        return Format::Text;
    }
    if text.contains("urn:schemas-microsoft-com:office:spreadsheet") && text.contains("<?xml") && !text.contains("<html") {
        return Format::ExcelXml;
    }
    if text.contains("application/vnd.oasis.opendocument.spreadsheet") && text.contains("office:document") {
        return Format::FlatOds;
    }
    let html_words =
        ["<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<style", "<tr", "<div", "<center", "<font"];
    if html_words.iter().any(|word| text.contains(word)) { Format::Html } else { Format::Text }
}

/// The start of a text in lower case, whatever of the usual encodings it has.
fn readable_start(head: &[u8]) -> String {
    let (text, ..) = match encoding_rs::Encoding::for_bom(head) {
        Some((encoding, _)) => encoding.decode(head),
        None => encoding_rs::WINDOWS_1252.decode(head),
    };
    text.to_ascii_lowercase()
}

fn detect_package(source: Source<'_>, limits: &Limits) -> Result<Format, Error> {
    let mut package = Package::open(source, limits, "ZIP")?;
    if let Some(kind) = small_part(&mut package, "mimetype")? {
        if kind.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
            return Ok(Format::Ods);
        }
        if kind.starts_with("application/vnd.oasis.opendocument.presentation") {
            return Ok(Format::Slides);
        }
        if kind.starts_with("application/vnd.oasis.opendocument") || kind.starts_with("application/epub") {
            return Ok(Format::Document);
        }
    }
    if let Some(types) = small_part(&mut package, "[content_types].xml")? {
        let main = main_part(&mut package, "xl/workbook.xml").unwrap_or_default();
        // Some writers list types they do not use: the main part says more than the list.
        if main.ends_with(".bin") {
            return Ok(Format::Xlsb);
        }
        if main.starts_with("xl/")
            || types.contains("spreadsheetml.sheet.main")
            || types.contains("ms-excel.sheet.macroEnabled.main")
        {
            return Ok(Format::Xlsx);
        }
        if main.starts_with("word/") || types.contains("wordprocessingml") {
            return Ok(Format::Document);
        }
        if main.starts_with("ppt/") || types.contains("presentationml") {
            return Ok(Format::Slides);
        }
    }
    if package.has("xl/workbook.bin") {
        return Ok(Format::Xlsb);
    }
    if package.has("xl/workbook.xml") {
        return Ok(Format::Xlsx);
    }
    if package.names().any(|name| name.ends_with(".iwa") || name == "index.zip") {
        return Ok(Format::Numbers);
    }
    Ok(Format::Zip)
}

/// The start of a part as text; some parts are hostile or locked, and then it is as if they were not there.
fn small_part(package: &mut Package<'_>, name: &str) -> Result<Option<String>, Error> {
    const ENOUGH: u64 = 1 << 20;
    match package.part(name, ENOUGH) {
        Ok(Some(part)) => {
            let mut bytes = Vec::new();
            // A part that breaks off still says what it says up to there.
            let _ = part.take(ENOUGH).read_to_end(&mut bytes);
            Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
        }
        Ok(None) | Err(Error::Damaged { .. } | Error::Refused { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    memchr::memmem::find(bytes, mark).is_some()
}
