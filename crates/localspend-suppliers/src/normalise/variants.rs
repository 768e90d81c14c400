//! The names that one cell may hold: the cell's own, trading and former names, and what is left when a spreadsheet's
//! accident is undone (a subtotal label before the name, the end of the line above, a note of what was paid).

use crate::national;

use super::{NormalName, codes, normalise, parts};

/// More names than this are not read out of one cell.
const MOST: usize = 5;

/// Ends of names that a wrapped cell leaves at the beginning of the next.
const WRAPPED: &[&str] = &[
    "HOSPITALS NHS FOUNDATION TRUST",
    "HOSPITAL NHS FOUNDATION TRUST",
    "HOSPITALS NHS TRUST",
    "HOSPITAL NHS TRUST",
    "HEALTHCARE NHS TRUST",
    "NHS FOUNDATION TRUST",
    "FOUNDATION TRUST",
    "NHS TRUST",
    "TRUST",
    "COUNCIL RATES",
    "COUNCIL",
    "SURGERY",
    "MEDICAL CENTRE",
    "HEALTH CENTRE",
    "MEDICAL PRACTICE",
    "CENTRE",
    "PRACTICE",
    "PARTNERSHIP",
    "FOUNDATION",
    "LIMITED",
    "LTD",
    "CO",
];

/// What was paid, behind the name of a public body.
const PURPOSES: &[&str] = &[
    "RATES AND COUNCIL TAX",
    "CORPORATION RATES",
    "BUSINESS RATES",
    "COUNCIL TAX",
    "RATES",
    "NNDR",
    "C TAX",
    "PAYE AND NIC",
    "PAYE",
    "VAT",
    "EMPLOYER PAYMENTS",
    "PAY BY DIRECT DEBIT",
    "DIRECT DEBIT",
    "DD",
    "DO NOT USE",
    "CLIENT ACCOUNT",
    "REIMBURSEMENTS",
    "DEDUCTIONS",
];

/// Forms after which another name may follow in the same cell.
const FORMS: &[&str] = &["LIMITED", "LTD", "PLC", "LLP", "CIC"];

/// Where in a cell a name stood: how far it can be trusted depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Origin {
    /// The name that the cell states first.
    #[default]
    Stated,
    /// A trading or former name, or a name in brackets.
    OtherName,
    /// What is left when what was paid is cut off.
    WithoutPurpose,
    /// The name with the end that a wrapped cell had put before it.
    Unwrapped,
    /// The name without that end.
    AfterWrapped,
    /// Before `TOTAL`.
    BeforeTotal,
    /// After `TOTAL`.
    AfterTotal,
    /// Up to a legal form inside the cell.
    UpToForm,
    /// After a legal form inside the cell.
    AfterForm,
    /// The official name of the national body that the cell names otherwise.
    National,
    /// The official name of the national body that the cell names before a note of its own.
    NationalBeforeNote,
    /// The name with what stands in brackets behind it.
    WithBracket,
}

impl Origin {
    /// In words, for evidence.
    pub const fn as_str(self) -> &'static str {
        match self {
            Origin::Stated => "the name stated first",
            Origin::OtherName => "another name in the cell",
            Origin::WithoutPurpose => "without what was paid",
            Origin::Unwrapped => "with its end put back",
            Origin::AfterWrapped => "without the end of the line above",
            Origin::BeforeTotal => "before TOTAL",
            Origin::AfterTotal => "after TOTAL",
            Origin::UpToForm => "up to a legal form",
            Origin::AfterForm => "after a legal form",
            Origin::National => "official name of a national body",
            Origin::NationalBeforeNote => "official name of a national body before a note",
            Origin::WithBracket => "with what stands in brackets",
        }
    }

    /// A number for features.
    pub fn code(self) -> f32 {
        f32::from(self as u8)
    }
}

/// A name read out of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The name.
    pub name: NormalName,
    /// Where it stood.
    pub origin: Origin,
}

impl Variant {
    /// True for all but the name that the cell states first.
    pub fn is_alternative(&self) -> bool {
        self.origin != Origin::Stated
    }
}

/// The names in a cell, the stated one first.
pub fn of_cell(coded: &codes::Coded) -> Vec<Variant> {
    let split = parts::split(&coded.name);
    let mut variants = Vec::new();
    push(&mut variants, split.main, Origin::Stated);
    // `QUILL CARERS (DUNMORE)`: the place may be part of the name.
    if let Some(whole) = split.whole {
        push(&mut variants, whole, Origin::WithBracket);
    }
    for other in &split.others {
        push(&mut variants, other, Origin::OtherName);
    }
    let whole = variants.first().and_then(|stated| national::find(&stated.name)).map(|body| (body, Origin::National));
    let before = || variants.first().and_then(|stated| national::find_before_note(&stated.name));
    let official = whole.or_else(|| before().map(|body| (body, Origin::NationalBeforeNote)));
    if let Some((body, origin)) = official.filter(|(body, _)| variants.iter().all(|known| known.name != body.name)) {
        variants.push(Variant { name: body.name.clone(), origin });
    }
    let folded = super::fold::fold(split.main);
    for (part, origin) in pieces(&folded) {
        push(&mut variants, &part, origin);
    }
    variants
}

fn push(variants: &mut Vec<Variant>, text: &str, origin: Origin) {
    let name = normalise(text);
    if !name.is_empty() && variants.len() < MOST && variants.iter().all(|known| known.name != name) {
        variants.push(Variant { name, origin });
    }
}

/// What else the folded name may be.
fn pieces(folded: &str) -> Vec<(String, Origin)> {
    let folded = folded.strip_suffix(" TOTAL").unwrap_or(folded);
    let mut found = Vec::new();
    if let Some((left, right)) = folded.split_once(" TOTAL ") {
        found.extend([(left.to_owned(), Origin::BeforeTotal), (right.to_owned(), Origin::AfterTotal)]);
    }
    for purpose in PURPOSES {
        if let Some(body) = folded.strip_suffix(purpose).and_then(|rest| rest.strip_suffix(' ')) {
            found.push((body.to_owned(), Origin::WithoutPurpose));
            break;
        }
    }
    for wrapped in WRAPPED {
        if let Some(rest) = folded.strip_prefix(wrapped).and_then(|rest| rest.strip_prefix(' ')) {
            if rest.contains(' ') {
                found.push((format!("{rest} {wrapped}"), Origin::Unwrapped));
                found.push((rest.to_owned(), Origin::AfterWrapped));
            }
            break;
        }
    }
    let tokens: Vec<&str> = folded.split(' ').collect();
    let last = tokens.len().saturating_sub(1);
    if let Some(at) = tokens.iter().position(|token| FORMS.contains(token)).filter(|at| (1..last).contains(at)) {
        let rest = &tokens[at + 1..];
        // `LIMITED LIABILITY PARTNERSHIP` is one form, not two names.
        if !matches!(rest, ["LIABILITY", ..] | ["COMPANY"] | ["LIMITED"]) {
            found.push((tokens[..=at].join(" "), Origin::UpToForm));
            found.push((rest.join(" "), Origin::AfterForm));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(cell: &str) -> Vec<String> {
        of_cell(&codes::strip(cell)).into_iter().map(|variant| variant.name.key).collect()
    }

    #[test]
    fn accidents_of_spreadsheets_are_undone_without_losing_the_name_as_it_stands() {
        assert!(keys("QUILL HOUSE TOTAL DUNMORE SURGERY").contains(&"DUNMORE SURGERY".to_owned()));
        assert!(keys("TRUST DUNMORE VALE NHS").contains(&"DUNMORE VALE NHS TRUST".to_owned()));
        assert!(keys("DUNMORE BOROUGH COUNCIL RATES").contains(&"DUNMORE BOROUGH COUNCIL".to_owned()));
        assert_eq!(keys("TOTAL QUILL AND FEATHER").len(), 1, "a name that begins with TOTAL is a name");
        assert_eq!(keys("QUILL LIMITED LIABILITY PARTNERSHIP"), ["QUILL"]);
        assert_eq!(keys("Pember Ltd T/A Quill"), ["PEMBER", "QUILL"]);
        assert_eq!(keys("Quill Carers (Dunmore)"), ["QUILL CARERS", "QUILL CARERS DUNMORE", "DUNMORE"]);
        assert_eq!(keys("Quill Carers (The)"), ["QUILL CARERS"]);
    }
}
