//! Typst, fed from memory: one source, its drawings, our fonts, the date of the run. No file, no network, no clock.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Timelike, Utc};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// Latin, Greek, Cyrillic; Arabic; Chinese and Japanese.
const FONTS: [&[u8]; 5] = [
    include_bytes!("../../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../../fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../../fonts/DroidSansFallback.ttf"),
];

struct Stock {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static STOCK: LazyLock<Stock> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect();
    let features = [Feature::A11yExtras].into_iter().collect();
    Stock {
        library: LazyHash::new(Library::builder().with_features(features).build()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

/// True when one of the fonts can draw the character, or `pack.typ` draws it.
pub(super) fn can_draw(character: char) -> bool {
    matches!(character, '↑' | '↓') || STOCK.fonts.iter().any(|font| font.info().coverage.contains(u32::from(character)))
}

/// All that goes into a file.
pub(super) struct Document {
    pub(super) source: String,
    pub(super) drawings: BTreeMap<String, String>,
    pub(super) at: DateTime<Utc>,
    pub(super) id: String,
}

struct Press {
    main: Source,
    drawings: Vec<(FileId, Bytes)>,
}

/// The bytes of the PDF, or what Typst found wrong.
pub(super) fn print(document: Document) -> Result<Vec<u8>, String> {
    let mut drawings = Vec::new();
    for (name, drawing) in document.drawings {
        drawings.push((file(&name)?, Bytes::from_string(drawing)));
    }
    let press = Press { main: Source::new(file("pack.typ")?, document.source), drawings };
    let wrong = |found: &[SourceDiagnostic]| {
        found
            .iter()
            .map(|one| {
                format!("{} {}", one.message, one.hints.iter().map(|hint| hint.v.to_string()).collect::<Vec<_>>().join(" "))
            })
            .collect::<Vec<_>>()
            .join("; ")
    };
    let set = typst::compile::<PagedDocument>(&press).output.map_err(|found| wrong(&found))?;
    let options = PdfOptions {
        ident: Smart::Custom(document.id),
        creator: Smart::Custom(Some("localspend".to_owned())),
        timestamp: moment(document.at).map(Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| error.message().to_string())?,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&set, &options).map_err(|found| wrong(&found));
    // Typst remembers every layout it made; the next pack shares none of it.
    typst::comemo::evict(0);
    bytes
}

fn file(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|_| format!("no such name: {name}"))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

fn moment(at: DateTime<Utc>) -> Option<Datetime> {
    let small = |number: u32| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        at.year(),
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &STOCK.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &STOCK.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.drawings.iter().find(|(known, _)| *known == id).map(|(_, drawing)| drawing.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        STOCK.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
