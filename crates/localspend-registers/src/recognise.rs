//! What a register file is, told from its first bytes. Reads no further, and never guesses by name alone.

use std::collections::BTreeSet;

use localspend_model::postcode;

use crate::layouts::{LAYOUTS, Layout, Positions};
use crate::records::first_records;
use crate::text;

/// A text whose layout is known.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// The layout.
    pub layout: Layout,
    /// Where its columns stand.
    pub positions: Positions,
    /// Delimiter; not used for JSON.
    pub delimiter: u8,
    /// True when the first record names the columns.
    pub has_header: bool,
}

/// A text whose layout is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrecognised {
    /// The first record, as a person would see it.
    pub header: String,
    /// The layout that comes closest, with what it lacks.
    pub closest: Option<(Layout, Vec<&'static str>)>,
}

/// Recognises a text by its first bytes; `complete` when they are all of it.
pub fn recognise(file_name: &str, head: &[u8], complete: bool) -> Result<Recognised, Unrecognised> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if let Some(json) = recognise_json(head) {
        return json;
    }
    let delimiter = delimiter(head);
    let records = first_records(head, delimiter, 40, complete);
    let Some(first) = records.first() else {
        return Err(Unrecognised { header: String::new(), closest: None });
    };
    if let Some(layout) = headerless_ods(file_name, &records) {
        return Ok(Recognised { layout, positions: Positions::default(), delimiter, has_header: false });
    }
    if let Some(positions) = successors(first) {
        return Ok(Recognised { layout: Layout::LocalAuthoritySuccessors, positions, delimiter, has_header: true });
    }
    let fits: Vec<_> = LAYOUTS.iter().map(|spec| (spec, spec.fit(first))).collect();
    let best = fits.iter().enumerate().filter(|(_, (_, fit))| fit.missing.is_empty());
    if let Some((_, (spec, fit))) = best.max_by_key(|(index, (_, fit))| (fit.positions.len(), usize::MAX - index)) {
        return Ok(Recognised { layout: spec.layout, positions: fit.positions.clone(), delimiter, has_header: true });
    }
    let closest = fits.iter().filter(|(_, fit)| fit.positions.len() > 0);
    let closest = closest
        .min_by_key(|(_, fit)| (fit.missing.len(), usize::MAX - fit.positions.len()))
        .map(|(spec, fit)| (spec.layout, fit.missing.clone()));
    Err(Unrecognised { header: shown(first), closest })
}

/// The first cells of a record, cut to what fits a line.
fn shown(record: &[String]) -> String {
    let mut shown: String = record.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
    if record.len() > 12 {
        shown.push_str(&format!(", ... ({} columns)", record.len()));
    }
    shown.chars().filter(|character| !character.is_control()).take(300).collect()
}

fn recognise_json(head: &[u8]) -> Option<Result<Recognised, Unrecognised>> {
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if !matches!(head[start], b'[' | b'{') {
        return None;
    }
    let text = String::from_utf8_lossy(&head[..head.len().min(16_384)]);
    let has = |key: &str| text.contains(&format!("\"{key}\""));
    let layout = match (has("registered_charity_number"), has("charity_name_id"), has("date_of_registration")) {
        (true, true, _) => Some(Layout::CharityNamesJson),
        (true, false, true) => Some(Layout::CharitiesJson),
        _ => None,
    };
    Some(match layout {
        Some(layout) => Ok(Recognised { layout, positions: Positions::default(), delimiter: b',', has_header: false }),
        None => {
            let header = text.chars().filter(|character| !character.is_control()).take(200).collect();
            Err(Unrecognised { header, closest: None })
        }
    })
}

/// The delimiter that cuts the first line into most cells.
fn delimiter(head: &[u8]) -> u8 {
    let line =
        head.split(|byte| *byte == b'\n').find(|line| line.iter().any(|byte| !byte.is_ascii_whitespace())).unwrap_or_default();
    let count = |delimiter: u8| line.iter().filter(|byte| **byte == delimiter).count();
    let candidates = [b'\t', b'|', b';'];
    let best = candidates.into_iter().max_by_key(|candidate| count(*candidate)).unwrap_or(b',');
    if count(best) > count(b',') { best } else { b',' }
}

/// Two local-authority code columns of different years.
fn successors(header: &[String]) -> Option<Positions> {
    let keys: Vec<String> = header.iter().map(|cell| text::header_key(cell)).collect();
    let mut columns: Vec<(u32, usize)> = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let middle = key.strip_prefix("ltla").or_else(|| key.strip_prefix("lad")).unwrap_or_default();
        let year = middle.strip_suffix("code").or_else(|| middle.strip_suffix("cd")).unwrap_or_default();
        if let (2, Ok(year)) = (year.len(), year.parse()) {
            columns.push((year, index));
        }
    }
    columns.sort_unstable();
    match columns.as_slice() {
        [(earlier, from), .., (later, to)] if earlier < later => {
            let name = (later.to_string(), keys.iter().position(|key| is_name_of(key, *later)));
            Some(Positions::new([
                Some(("from", *from, String::new())),
                Some(("to", *to, name.0)),
                name.1.map(|index| ("to_name", index, String::new())),
            ]))
        }
        _ => None,
    }
}

fn is_name_of(key: &str, year: u32) -> bool {
    [format!("ltla{year:02}name"), format!("lad{year:02}nm")].iter().any(|name| name == key)
}

/// Columns of the headerless ODS files, counted from 0.
const CODE: usize = 0;
const NAME: usize = 1;
const POSTCODE: usize = 9;
const OPENED: usize = 10;
const CLOSED: usize = 11;

fn headerless_ods(file_name: &str, records: &[Vec<String>]) -> Option<Layout> {
    let fits = |record: &&Vec<String>| {
        let cell = |index: usize| record.get(index).map_or("", String::as_str);
        let code = cell(CODE);
        let date_or_nothing = |text: &str| text.is_empty() || text::date(text).is_some();
        (20..=30).contains(&record.len())
            && (2..=10).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && !cell(NAME).is_empty()
            && (cell(POSTCODE).is_empty() || postcode::canonical(cell(POSTCODE)).is_some())
            && date_or_nothing(cell(OPENED))
            && date_or_nothing(cell(CLOSED))
            && (!cell(POSTCODE).is_empty() || !cell(OPENED).is_empty())
    };
    let fitting: Vec<&Vec<String>> = records.iter().filter(fits).collect();
    if fitting.len() * 5 < records.len() * 4 || fitting.is_empty() {
        return None;
    }
    let most = |test: &dyn Fn(&str) -> bool| fitting.iter().filter(|record| test(&record[NAME])).count() * 2 > fitting.len();
    let long_codes = fitting.iter().filter(|record| record[CODE].len() >= 5).count() * 2 > fitting.len();
    let prefixes: BTreeSet<&str> = fitting.iter().filter_map(|record| record[CODE].get(..3)).collect();
    let is_sites_file = file_name.to_lowercase().contains("ets");
    let is_trusts_file = file_name.to_lowercase().contains("etr");
    Some(if long_codes && !is_trusts_file && (is_sites_file || prefixes.len() * 3 < fitting.len() * 2) {
        Layout::OdsSites
    } else if most(&|name| is_care_board(name)) {
        Layout::OdsCareBoards
    } else if most(&|name| is_commissioner(name)) {
        Layout::OdsCommissioners
    } else if is_trusts_file || most(&|name| name.to_uppercase().contains("TRUST")) {
        Layout::OdsTrusts
    } else {
        Layout::OdsOther
    })
}

/// An integrated care board itself.
pub fn is_care_board(name: &str) -> bool {
    let name = name.to_uppercase();
    name.ends_with("INTEGRATED CARE BOARD") || name.ends_with(" ICB")
}

/// A clinical commissioning group, or the part of a care board that took its place.
pub fn is_commissioner(name: &str) -> bool {
    let name = name.to_uppercase();
    name.ends_with(" CCG") || name.contains("CLINICAL COMMISSIONING GROUP") || name.contains(" ICB - ")
}
