//! The parts of a workbook that is a ZIP package (XLSX, XLSB, ODS), opened one at a time within bounds.
//!
//! Parts are found whatever the case or slash direction of their names, as some writers vary both. Relationships to
//! anything outside the package are never followed.

use std::collections::BTreeMap;

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::rows::too_large;
use super::xml::{LONGEST_EVENT, Xml, attribute};
use crate::archive::input::{Bounded, Input};
use crate::{Error, Limits, Source};

/// An opened package.
pub(crate) struct Package<'a> {
    zip: ZipArchive<Input<'a>>,
    /// Normalised part name to index in the directory.
    names: BTreeMap<String, usize>,
    limits: Limits,
    pub(crate) format: &'static str,
}

/// A link from one part to another, by its identifier.
#[derive(Debug, Clone)]
pub(crate) struct Relationship {
    /// Last word of the relationship's type: `worksheet`, `sharedStrings`, `styles`.
    pub(crate) kind: String,
    /// Normalised name of the part it leads to.
    pub(crate) target: String,
}

pub(crate) type Part<'p, 'a> = Bounded<ZipFile<'p, Input<'a>>>;

impl<'a> Package<'a> {
    /// Opens the package and reads its directory only.
    pub(crate) fn open(source: Source<'a>, limits: &Limits, format: &'static str) -> Result<Package<'a>, Error> {
        let zip = ZipArchive::new(Input::open(source)?).map_err(|error| zip_error(&error, format))?;
        if zip.len() as u64 > limits.archive_entries {
            return Err(too_large("the number of files in the ZIP", limits.archive_entries));
        }
        let mut names = BTreeMap::new();
        for index in 0..zip.len() {
            if let Some(Ok(name)) = zip.name_for_index(index) {
                names.insert(normalised(&name), index);
            }
        }
        Ok(Package { zip, names, limits: *limits, format })
    }

    /// True when there is a part of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normalised(name))
    }

    /// Normalised names of all parts.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// Opens a part; `step` bounds how much may be read between two calls of [`Bounded::rearm`].
    pub(crate) fn part(&mut self, name: &str, step: u64) -> Result<Option<Part<'_, 'a>>, Error> {
        let Some(&index) = self.names.get(&normalised(name)) else { return Ok(None) };
        let format = self.format;
        let limits = self.limits;
        let file = self.zip.by_index(index).map_err(|error| zip_error(&error, format))?;
        let packed = file.compressed_size();
        Ok(Some(Bounded::new(file, limits.unpacked_bytes, packed, limits.unpacked_ratio, step)))
    }

    /// Opens a part as XML.
    pub(crate) fn xml(&mut self, name: &str) -> Result<Option<Xml<ZipFile<'_, Input<'a>>>>, Error> {
        let format = self.format;
        Ok(self.part(name, LONGEST_EVENT)?.map(|part| Xml::new(part, format)))
    }

    /// The links of a part (of the package itself for an empty name), by identifier.
    pub(crate) fn relationships(&mut self, of: &str) -> Result<BTreeMap<String, Relationship>, Error> {
        let (folder, file) = of.rsplit_once('/').map_or(("", of), |(folder, file)| (folder, file));
        let folder = folder.to_owned();
        let part = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let mut found = BTreeMap::new();
        let Some(mut xml) = self.xml(&part)? else { return Ok(found) };
        let mut buffer = Vec::new();
        loop {
            match xml.next(&mut buffer)? {
                Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                    let outside = attribute(&element, "TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
                    let fields = (attribute(&element, "Id"), attribute(&element, "Type"), attribute(&element, "Target"));
                    if let (Some(id), Some(kind), Some(target), false) = (fields.0, fields.1, fields.2, outside) {
                        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                        found.insert(id, Relationship { kind, target: resolved(&folder, &target) });
                    }
                }
                Event::Eof => return Ok(found),
                _ => {}
            }
        }
    }
}

/// A part name without leading slash, with forward slashes, in lower case.
fn normalised(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// The part a link leads to, seen from the folder of the part it stands in.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    normalised(&parts.join("/"))
}

/// Explains an error of the ZIP container.
pub(crate) fn zip_error(error: &ZipError, format: &'static str) -> Error {
    match error {
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => Error::Refused {
            what: "it is protected by a password".to_owned(),
            hint: "ask for a copy without a password, or open it, remove the password and save it again".to_owned(),
        },
        ZipError::CompressionMethodNotSupported(_) => Error::Refused {
            what: "it is packed with an unusual compression method".to_owned(),
            hint: "unpack it and pack it again with ordinary ZIP (deflate) compression".to_owned(),
        },
        other => Error::Damaged { format, detail: other.to_string() },
    }
}
