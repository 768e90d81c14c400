//! Legal forms and their spellings. `X LIMITED` and `X LTD` are one name; `X LLP` is another body than `X LIMITED`.

/// The legal form that a name shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum LegalForm {
    /// None shown.
    #[default]
    None,
    /// Private limited company.
    Limited,
    /// Public limited company.
    Plc,
    /// Limited liability partnership.
    Llp,
    /// Limited partnership.
    Lp,
    /// Community interest company.
    Cic,
    /// Charitable incorporated organisation.
    Cio,
    /// A form of another country.
    Foreign,
}

/// Endings that state a form, longest first; tokens as folded.
const ENDINGS: &[(&[&str], LegalForm)] = &[
    (&["LIMITED", "LIABILITY", "PARTNERSHIP"], LegalForm::Llp),
    (&["COMMUNITY", "INTEREST", "COMPANY"], LegalForm::Cic),
    (&["PUBLIC", "LIMITED", "COMPANY"], LegalForm::Plc),
    (&["COMMUNITY", "INTEREST", "CO"], LegalForm::Cic),
    (&["CHARITABLE", "INCORPORATED", "ORGANISATION"], LegalForm::Cio),
    (&["LIMITED", "PARTNERSHIP"], LegalForm::Lp),
    (&["LIMITED", "COMPANY"], LegalForm::Limited),
    (&["COMPANY", "LIMITED"], LegalForm::Limited),
    (&["COMPANY", "LTD"], LegalForm::Limited),
    (&["CO", "LIMITED"], LegalForm::Limited),
    (&["CO", "LTD"], LegalForm::Limited),
    (&["PTY", "LTD"], LegalForm::Foreign),
    (&["PTE", "LTD"], LegalForm::Foreign),
    (&["SP", "ZOO"], LegalForm::Foreign),
    (&["LIMITED"], LegalForm::Limited),
    (&["LTD"], LegalForm::Limited),
    (&["LTDS"], LegalForm::Limited),
    (&["LIMTED"], LegalForm::Limited),
    (&["LIMITD"], LegalForm::Limited),
    (&["LIMITE"], LegalForm::Limited),
    (&["LIMIT"], LegalForm::Limited),
    (&["LIMI"], LegalForm::Limited),
    (&["LT"], LegalForm::Limited),
    (&["CYFYNGEDIG"], LegalForm::Limited),
    (&["CYF"], LegalForm::Limited),
    (&["PLC"], LegalForm::Plc),
    (&["CCC"], LegalForm::Plc),
    (&["LLP"], LegalForm::Llp),
    (&["LP"], LegalForm::Lp),
    (&["CIC"], LegalForm::Cic),
    (&["CIO"], LegalForm::Cio),
    (&["INCORPORATED"], LegalForm::Foreign),
    (&["INC"], LegalForm::Foreign),
    (&["CORPORATION"], LegalForm::Foreign),
    (&["CORP"], LegalForm::Foreign),
    (&["LLC"], LegalForm::Foreign),
    (&["GMBH"], LegalForm::Foreign),
    (&["AG"], LegalForm::Foreign),
    (&["SARL"], LegalForm::Foreign),
    (&["SAS"], LegalForm::Foreign),
    (&["SRL"], LegalForm::Foreign),
    (&["SPA"], LegalForm::Foreign),
    (&["BV"], LegalForm::Foreign),
    (&["NV"], LegalForm::Foreign),
    (&["AB"], LegalForm::Foreign),
    (&["APS"], LegalForm::Foreign),
    (&["OY"], LegalForm::Foreign),
    (&["BVBA"], LegalForm::Foreign),
    (&["PTY"], LegalForm::Foreign),
];

impl LegalForm {
    /// True when two names with these forms may be one body: the same form, or one that says nothing.
    pub fn agrees(self, other: LegalForm) -> bool {
        // A community interest company is a limited company and is often written so.
        let company = |form| matches!(form, LegalForm::Limited | LegalForm::Cic);
        self == other || self == LegalForm::None || other == LegalForm::None || (company(self) && company(other))
    }

    /// True when the forms are of clearly different bodies.
    pub fn conflicts(self, other: LegalForm) -> bool {
        !self.agrees(other)
    }

    /// The form in plain words, for evidence.
    pub const fn as_str(self) -> &'static str {
        match self {
            LegalForm::None => "none",
            LegalForm::Limited => "limited",
            LegalForm::Plc => "plc",
            LegalForm::Llp => "llp",
            LegalForm::Lp => "lp",
            LegalForm::Cic => "cic",
            LegalForm::Cio => "cio",
            LegalForm::Foreign => "foreign",
        }
    }
}

/// The form at the end of `tokens` and how many tokens state it. A name is never all form.
pub fn ending(tokens: &[&str]) -> (LegalForm, usize) {
    for (words, form) in ENDINGS {
        if words.len() < tokens.len() && tokens.ends_with(words) {
            return (*form, words.len());
        }
    }
    (LegalForm::None, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ending_wins() {
        assert_eq!(ending(&["QUILL", "LIMITED", "LIABILITY", "PARTNERSHIP"]), (LegalForm::Llp, 3));
        assert_eq!(ending(&["QUILL", "LTD"]), (LegalForm::Limited, 1));
        assert_eq!(ending(&["LIMITED"]), (LegalForm::None, 0), "a supplier called only `Limited` keeps its name");
    }
}
