//! What a supplier is, as far as its name alone shows: form and words. Used only where no register says it.

use localspend_model::codes::SupplierKind;

use crate::normalise::{LegalForm, NormalName};
use crate::words;

/// Why a payee cannot be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Special {
    /// The publisher withheld the name.
    Redacted,
    /// The cell holds a code of the payer's own books.
    OwnCode,
    /// A person.
    Person,
}

impl Special {
    /// The text stored in the lake.
    pub const fn as_str(self) -> &'static str {
        match self {
            Special::Redacted => "redacted",
            Special::OwnCode => "own_code",
            Special::Person => "person",
        }
    }
}

/// Whole names, or first words, by which publishers withhold a name. A word that only begins like one, such as `REDACTING`, is not.
const REDACTIONS: &[&str] = &[
    "REDACTED",
    "REDACT",
    "REDACTION",
    "VARIOUS",
    "WITHHELD",
    "NAME WITHHELD",
    "PERSONAL DATA",
    "PERSONAL INFORMATION",
    "CONFIDENTIAL",
    "INDIVIDUAL",
    "PRIVATE INDIVIDUAL",
    "NAMED INDIVIDUAL",
    "NOT DISCLOSED",
    "ANONYMISED",
    "XXX",
    "XXXX",
    "XXXXX",
    "XXXXXX",
    "SUNDRY",
    "SUNDRY SUPPLIER",
    "SUNDRY SUPPLIERS",
    "VARIOUS SUPPLIERS",
    "PATIENT",
    "PERSONAL EXPENSES",
    "NO SUPPLIER",
    "UNKNOWN",
];

/// Titles that stand before a person's name.
const TITLES: &[&str] = &["MR", "MRS", "MS", "MISS", "MISTER", "DR", "DRS", "PROF", "PROFESSOR", "SIR", "DAME", "REV", "MX"];

/// Why the payee cannot be named, by the cell alone, as it is and folded, and the name in it. Persons are found by [`is_person`].
pub fn special(cell: &str, folded: &str, name: &NormalName) -> Option<Special> {
    let stripped = folded.trim();
    if REDACTIONS.contains(&stripped) || stripped.split(' ').any(|token| token == "REDACTED") {
        return Some(Special::Redacted);
    }
    let blocked_out = cell.chars().filter(|c| *c == '*' || *c == '█').count();
    if stripped.is_empty() {
        return Some(if blocked_out > 0 { Special::Redacted } else { Special::OwnCode });
    }
    let code = name.tokens().all(|token| {
        let digits = token.bytes().filter(u8::is_ascii_digit).count();
        digits >= 3 && digits * 2 >= token.len()
    });
    (code && !name.is_empty() && stripped.bytes().filter(u8::is_ascii_digit).count() >= 4).then_some(Special::OwnCode)
}

/// True for a name that reads as that of a person.
pub fn is_person(name: &NormalName) -> bool {
    if name.form != LegalForm::None {
        return false;
    }
    let tokens = || name.tokens();
    let (Some(first), Some(last), length) = (tokens().next(), tokens().next_back(), tokens().count()) else { return false };
    if !(2..=5).contains(&length) {
        return false;
    }
    let given = length <= 3 && last.len() > 2 && words::GIVEN_NAMES.contains(first);
    let initials = length == 2 && last.len() > 2 && first.len() == 2 && !has_vowel(first);
    let titled = || tokens().any(|token| TITLES.contains(&token));
    let body = || tokens().any(|token| words::BODY.contains(token) || token.bytes().any(|b| b.is_ascii_digit()));
    (given || initials || titled()) && !body()
}

fn has_vowel(token: &str) -> bool {
    token.bytes().any(|b| matches!(b, b'A' | b'E' | b'I' | b'O' | b'U' | b'Y'))
}

/// The kind that form and words show.
pub fn infer(name: &NormalName) -> SupplierKind {
    match name.form {
        LegalForm::Limited | LegalForm::Plc => return SupplierKind::Company,
        LegalForm::Llp | LegalForm::Lp => return SupplierKind::Partnership,
        LegalForm::Cic => return SupplierKind::Cic,
        LegalForm::Cio => return SupplierKind::Charity,
        LegalForm::Foreign => return SupplierKind::Overseas,
        LegalForm::None => {}
    }
    let tokens: Vec<&str> = name.tokens().collect();
    let has = |word: &str| tokens.contains(&word);
    let first = tokens.first().copied().unwrap_or("");
    if (has("NHS") && (has("TRUST") || first == "NHS"))
        || (has("CLINICAL") && has("COMMISSIONING"))
        || has("PRIMARY") && has("CARE") && has("TRUST")
        || (has("INTEGRATED") && has("CARE") && has("BOARD"))
        || (has("HEALTH") && has("BOARD"))
    {
        return SupplierKind::Nhs;
    }
    if has("COUNCIL")
        && (has("BOROUGH")
            || has("COUNTY")
            || has("CITY")
            || has("DISTRICT")
            || has("PARISH")
            || has("TOWN")
            || tokens.len() == 2)
        || name.key.starts_with("LONDON BOROUGH")
        || name.key.starts_with("ROYAL BOROUGH")
    {
        return SupplierKind::LocalAuthority;
    }
    if matches!(first, "HMRC" | "HM" | "MINISTRY" | "DHSC" | "DEFRA")
        || name.key.starts_with("DEPARTMENT ")
        || name.key.contains("REVENUE AND CUSTOMS")
    {
        return SupplierKind::Government;
    }
    if name.key.starts_with("DRS ")
        || has("PARTNERS")
        || has("CHAMBERS")
        || has("SURGERY")
        || has("PRACTICE")
        || name.key.ends_with("MEDICAL CENTRE")
        || has("SOLICITORS")
    {
        return SupplierKind::Partnership;
    }
    if is_person(name) {
        return SupplierKind::Individual;
    }
    if has("CHARITY") || has("CHARITABLE") || has("HOSPICE") || (has("FOUNDATION") && !has("TRUST")) {
        return SupplierKind::Charity;
    }
    SupplierKind::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::fold::fold;
    use crate::normalise::normalise;

    fn special_of(cell: &str) -> Option<Special> {
        special(cell, &fold(cell), &normalise(cell))
    }

    #[test]
    fn only_whole_redactions_are_redactions() {
        assert_eq!(special_of("Various"), Some(Special::Redacted));
        assert_eq!(special_of("REDACTED - personal data"), Some(Special::Redacted));
        assert_eq!(special_of("*****"), Some(Special::Redacted));
        assert_eq!(special_of("REDACTING PENS"), None, "a real supplier would be hidden");
        assert_eq!(special_of("Various Artists Ltd"), None);
    }

    #[test]
    fn codes_are_not_suppliers_but_short_names_are() {
        assert_eq!(special_of("10000001"), Some(Special::OwnCode));
        assert_eq!(special_of("-"), Some(Special::OwnCode));
        for name in ["3M", "EY", "BT", "P3", "365 PLACE", "7QUILLS", "23.5 DEGREES"] {
            assert_eq!(special_of(name), None, "{name}");
        }
    }

    #[test]
    fn people_are_told_from_bodies() {
        for name in ["MRS I PEMBER", "Dr A B Quill", "Geraldine Quillfeather", "PEMBER DR I", "J B PEMBER"] {
            assert_eq!(infer(&normalise(name)), SupplierKind::Individual, "{name}");
        }
        for name in ["Geraldine Quill Ltd", "DR QUILL AND PARTNERS", "JOHN QUILL MEDICAL CENTRE", "BT", "Quill House"] {
            assert_ne!(infer(&normalise(name)), SupplierKind::Individual, "{name}");
        }
    }

    #[test]
    fn forms_and_words_show_the_kind() {
        let kinds = [
            ("Quill LLP", SupplierKind::Partnership),
            ("Quill GmbH", SupplierKind::Overseas),
            ("Dunmore Borough Council", SupplierKind::LocalAuthority),
            ("DUNMORE NHS FT", SupplierKind::Nhs),
            ("HM Revenue & Customs", SupplierKind::Government),
            ("Dunmore Hospice", SupplierKind::Charity),
            ("Dunmore Road Surgery", SupplierKind::Partnership),
            ("Quill", SupplierKind::Unknown),
        ];
        for (name, kind) in kinds {
            assert_eq!(infer(&normalise(name)), kind, "{name}");
        }
    }
}
