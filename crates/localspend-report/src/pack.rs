//! Writing a pack whole or not at all: everything goes into a folder beside the final one, which then takes its place.

use std::fs;
use std::path::{Path, PathBuf};

use crate::metrics::Metrics;
use crate::{Error, PackInput, actions, export, page, pdf, workbook};

/// Writes `<out_dir>/<area>-<quarter>/` and returns the files written, in order.
///
/// An earlier pack of the same area and quarter is replaced; it stays as it was when anything fails.
pub fn write_pack(out_dir: &Path, input: &PackInput<'_>) -> Result<Vec<PathBuf>, Error> {
    let metrics = Metrics::load(input)?;
    let name = format!("{}-{}", slug(&input.area.code), input.quarter.slug());
    let (target, partial, old) =
        (out_dir.join(&name), out_dir.join(format!(".{name}.partial")), out_dir.join(format!(".{name}.old")));
    for leftover in [&partial, &old] {
        remove(leftover)?;
    }
    fs::create_dir_all(&partial).map_err(Error::write(&partial))?;

    let mut written = Vec::new();
    for document in page::documents(input, &metrics) {
        let path = partial.join(&document.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::write(folder))?;
        }
        fs::write(&path, &document.html).map_err(Error::write(&path))?;
        written.push(document.path);
    }
    written.extend(pdf::write(&partial, input, &metrics)?);
    written.extend(workbook::write(&partial, input, &metrics)?);
    written.extend(actions::write(&partial, input, &metrics)?);
    written.extend(export::write(&partial, &metrics, &input.dictionary)?);

    if target.exists() {
        fs::rename(&target, &old).map_err(Error::write(&target))?;
    }
    fs::rename(&partial, &target).map_err(Error::write(&target))?;
    remove(&old)?;
    Ok(written.into_iter().map(|file| target.join(file)).collect())
}

fn remove(folder: &Path) -> Result<(), Error> {
    if folder.exists() { fs::remove_dir_all(folder).map_err(Error::write(folder)) } else { Ok(()) }
}

/// A code as part of a file name: letters and digits, others become hyphens.
pub(crate) fn slug(code: &str) -> String {
    let text: String = code.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let text = text.trim_matches('-').to_owned();
    if text.is_empty() { "area".to_owned() } else { text }
}
