//! National bodies under all their names. Every ledger pays them, and no register holds them whole.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use localspend_model::codes::SupplierKind;

use crate::normalise::{LegalForm, NormalName, codes, normalise, parts};
use crate::words;

/// Kind, official name, other names.
const LIST: &str = include_str!("../words/national_bodies.txt");

/// A national body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct National {
    /// Its official name as it is written.
    pub title: &'static str,
    /// Its official name.
    pub name: NormalName,
    /// The legal form of the name by which it was found.
    pub form: LegalForm,
    /// What it is.
    pub kind: SupplierKind,
}

/// Every body by the key of each of its names.
static BODIES: LazyLock<HashMap<String, National, BuildHasherDefault<words::ShortHasher>>> = LazyLock::new(|| {
    let mut bodies = HashMap::default();
    for line in words::read(LIST) {
        let mut cells = line.split('|').map(str::trim);
        let kind = match cells.next() {
            Some("government") => SupplierKind::Government,
            Some("nhs") => SupplierKind::Nhs,
            _ => continue,
        };
        let texts: Vec<&'static str> = cells.collect();
        let Some(title) = texts.first() else { continue };
        for name in texts.iter().map(|text| normalise(text)) {
            bodies.insert(name.key.clone(), National { title, name: normalise(title), form: name.form, kind });
        }
    }
    bodies
});

/// The lines of the list without the kind: official name, other names.
pub fn lines() -> impl Iterator<Item = &'static str> {
    let mut lines: Vec<&str> =
        words::read(LIST).into_iter().filter_map(|line| line.split_once('|')).map(|(_, names)| names).collect();
    // A body comes before another by the list alone, never by chance.
    lines.sort_unstable();
    lines.into_iter().map(str::trim)
}

/// The body that bears exactly this name.
pub fn find(name: &NormalName) -> Option<&'static National> {
    BODIES.get(&name.key)
}

/// The body whose name the words begin with, before a note of the ledger's own (`NHS RESOLUTION QUARTER 2`). A name with a legal
/// form is a company's, whatever it begins with.
pub fn find_before_note(name: &NormalName) -> Option<&'static National> {
    if name.form != LegalForm::None {
        return None;
    }
    // Another country's department is another body.
    if name.tokens().any(|word| ["IRELAND", "SCOTLAND", "SCOTTISH", "WALES", "WELSH"].contains(&word)) {
        return None;
    }
    let ends = name.key.match_indices(' ').map(|(at, _)| at);
    ends.filter_map(|at| BODIES.get(&name.key[..at])).next_back()
}

/// The body that a name is one of, alone or before a note.
pub fn known(name: &NormalName) -> Option<&'static National> {
    find(name).or_else(|| find_before_note(name))
}

/// The body that a cell names first.
pub fn of_cell(cell: &str) -> Option<&'static National> {
    known(&normalise(parts::split(&codes::strip(cell).name).main))
}

/// True when the words and the form of a register name are one of the body's names: a company called as its acronym is not.
pub fn bears<'a>(body: &National, words: impl Iterator<Item = &'a str>, form: LegalForm) -> bool {
    let key = words.collect::<Vec<_>>().join(" ");
    BODIES.get(&key).is_some_and(|known| known.name == body.name && known.form == form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_and_old_names_are_one_body_and_look_alikes_are_not() {
        let found = |name: &str| find(&normalise(name)).map(|body| body.name.key.as_str());
        assert!(found("HMRC").is_some());
        assert_eq!(found("HMRC"), found("H M Revenue & Customs"), "one body would be two in the list of the largest payees");
        assert_eq!(found("NHS Litigation Authority"), found("NHS Resolution"));
        assert_ne!(found("NHS Pensions"), found("NHS Resolution"));
        assert_eq!(found("HMRC Catering Ltd"), None);
    }

    #[test]
    fn a_note_behind_a_national_name_hides_nobody_and_a_company_is_not_a_note() {
        let found = |name: &str| find_before_note(&normalise(name)).map(|body| body.name.key.as_str());
        assert_eq!(found("NHS Litigation Authority Quarter 2"), Some("NHS RESOLUTION"));
        assert_eq!(found("NHS Resolution"), None, "the whole name needs no note");
        assert_eq!(found("NHS Resolution Catering Ltd"), None);
        assert_eq!(found("Department of Health Northern Ireland"), None);
        assert_eq!(found("HMRC Employers Account"), Some("HM REVENUE AND CUSTOMS"));
    }

    #[test]
    fn every_line_of_the_list_is_read() {
        let lines = words::read(LIST).len();
        let bodies: std::collections::BTreeSet<&str> = BODIES.values().map(|body| body.name.key.as_str()).collect();
        assert_eq!(bodies.len(), lines, "a line is of no known kind, or two bodies share a name");
    }
}
