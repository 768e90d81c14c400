//! The pack as one PDF that can be mailed and printed: tagged for those who listen to it (PDF/UA-1), with the filter,
//! the dates and the page number on every page. It is set from the same pages as `index.html`, so a figure cannot differ.

mod drawing;
mod press;
mod tree;
mod typeset;

use std::fs;
use std::path::Path;

use crate::metrics::Metrics;
use crate::{Error, PackInput, page, words};

/// The setting: how headings, tables, bars and the margins look.
const TEMPLATE: &str = include_str!("pdf/pack.typ");

/// Writes `pack.pdf`, set from the `content` of the pages.
pub(crate) fn write(folder: &Path, input: &PackInput<'_>, metrics: &Metrics, content: &str) -> Result<Vec<String>, Error> {
    let path = folder.join("pack.pdf");
    let fault = |message: String| Error::export("pack.pdf", &path, message);
    let tree = tree::parse(content).map_err(|error| fault(error.to_string()))?;
    let set = typeset::set(&tree);
    let source = format!("{}{TEMPLATE}{}", facts(input, metrics), set.body);
    let document = press::Document { source, drawings: set.drawings, at: input.run.finished_at, id: identity(input) };
    let bytes = press::print(document).map_err(fault)?;
    fs::write(&path, bytes).map_err(Error::write(&path))?;
    Ok(vec!["pack.pdf".to_owned()])
}

/// What the margins and the properties of the file say.
fn facts(input: &PackInput<'_>, metrics: &Metrics) -> String {
    let run = &input.run;
    let origin = format!(
        "{} · computed {} · run {} · localspend {}",
        input.workspace_name,
        page::moment(run.finished_at),
        run.run_id,
        run.program_version
    );
    let when = format!("Local spending in {}, {}", input.quarter, words::quarter_months(input.quarter));
    let lines = [
        ("pack-title", page::title(input)),
        ("pack-name", input.area.name.clone()),
        ("pack-when", when),
        ("pack-owner", input.workspace_name.clone()),
        ("pack-filter", page::filter(input, metrics)),
        ("pack-origin", origin),
    ];
    lines.iter().map(|(name, text)| format!("#let {name} = {}\n", typeset::string(text))).collect()
}

/// Names the document for ever: the same area, quarter and run.
fn identity(input: &PackInput<'_>) -> String {
    format!("localspend/{}/{}/{}/{}", input.area.kind, input.area.code, input.quarter, input.run.run_id)
}
