//! Writing a pack whole or not at all: everything goes into a folder beside the final one, which then takes its place.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

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

    let content = page::content(input, &metrics);
    // The print and the tables take longest and need nothing of one another.
    let (pages, print, tables) = thread::scope(|scope| {
        let print = scope.spawn(|| pdf::write(&partial, input, &metrics, &content));
        let tables = scope.spawn(|| -> Result<Vec<String>, Error> {
            let mut written = workbook::write(&partial, input, &metrics)?;
            written.extend(actions::write(&partial, input, &metrics)?);
            written.extend(export::write(&partial, &metrics, &input.dictionary)?);
            Ok(written)
        });
        (write_pages(&partial, input, &metrics, &content), joined(print), joined(tables))
    });
    let written: Vec<String> = [pages?, print?, tables?].concat();

    if target.exists() {
        fs::rename(&target, &old).map_err(Error::write(&target))?;
    }
    fs::rename(&partial, &target).map_err(Error::write(&target))?;
    remove(&old)?;
    Ok(written.into_iter().map(|file| target.join(file)).collect())
}

fn write_pages(folder: &Path, input: &PackInput<'_>, metrics: &Metrics, content: &str) -> Result<Vec<String>, Error> {
    let mut written = Vec::new();
    for document in page::documents(input, metrics, content) {
        let path = folder.join(&document.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::write(folder))?;
        }
        fs::write(&path, &document.html).map_err(Error::write(&path))?;
        written.push(document.path);
    }
    Ok(written)
}

fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault))
}

fn remove(folder: &Path) -> Result<(), Error> {
    if folder.exists() { fs::remove_dir_all(folder).map_err(Error::write(folder)) } else { Ok(()) }
}

/// A code as part of a file name and of an address: plain letters, digits and hyphens. Any other letter is written by
/// its number, so that two codes never share one file.
pub(crate) fn slug(code: &str) -> String {
    let mut slug = String::with_capacity(code.len());
    for character in code.chars() {
        match character {
            'a'..='z' | '0'..='9' | '-' => slug.push(character),
            'A'..='Z' => slug.push(character.to_ascii_lowercase()),
            other => slug.push_str(&format!("-{:x}-", u32::from(other))),
        }
    }
    if slug.is_empty() { "none".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_look_alike_have_files_of_their_own() {
        assert_eq!(slug("QZ9"), "qz9");
        let codes = ["marl-city", "marl_city", "marl city", "marl/city", "../marl", "môr", "mor", "", "海", "岸"];
        let slugs: std::collections::BTreeSet<String> = codes.iter().map(|code| slug(code)).collect();
        assert_eq!(slugs.len(), codes.len(), "one organisation's page would be written over another's");
        assert!(slugs.iter().all(|slug| slug.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')), "{slugs:?}");
    }
}
