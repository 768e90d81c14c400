//! A body that a name may mean, with what speaks for it.

use crate::features::Vector;
use crate::reasons;
use crate::register::NameRole;

/// What decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A number of the law, or of a list.
    Identifier,
    /// A code inside the name.
    Code,
    /// The official name.
    Exact,
    /// Another or former name.
    OtherName,
    /// A similar name.
    Fuzzy,
}

impl How {
    /// The text stored in the lake.
    pub const fn as_str(self) -> &'static str {
        match self {
            How::Identifier => "identifier",
            How::Code => "code",
            How::Exact => "exact",
            How::OtherName => "other_name",
            How::Fuzzy => "fuzzy",
        }
    }
}

/// A body that the name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The body.
    pub body: u32,
    /// The register name that was compared.
    pub name: u32,
    /// Probability that it is right.
    pub score: f64,
    /// What speaks for it.
    pub how: How,
    /// What the reasons are made of.
    pub basis: Basis,
}

/// What speaks for a candidate. It is put in words only where somebody reads them: most candidates are never shown.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly all are names; a box for each would cost more than the room")]
pub enum Basis {
    /// A number, and whether the name agrees with it.
    Number(String, bool),
    /// A name: its measures, how the body came by it, and what the rules found.
    Name(Vector, NameRole, Signs),
}

/// What the rules found in a pair of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs {
    /// The same postcode.
    pub near: bool,
    /// Cut off by its column.
    pub cut: bool,
    /// A national body.
    pub national: bool,
    /// The only council of its place.
    pub council: bool,
    /// Another body fits as well.
    pub twin: bool,
}

impl Candidate {
    /// The reasons in words.
    pub fn reasons(&self) -> Vec<String> {
        match &self.basis {
            Basis::Number(text, agrees) => {
                let verdict = if *agrees { "the name agrees" } else { "but the name does not agree" };
                vec![text.clone(), verdict.to_owned()]
            }
            Basis::Name(vector, role, signs) => {
                let mut reasons = reasons::of_pair(vector, *role);
                let found = [
                    (signs.near, "same postcode"),
                    (signs.cut, "cut off by its column; no other name begins so"),
                    (signs.national, "a national body, by one of its names"),
                    (signs.council, "the only council of that place"),
                    (signs.twin, "another body fits the name as well"),
                ];
                reasons.extend(found.iter().filter(|(holds, _)| *holds).map(|(_, text)| (*text).to_owned()));
                reasons
            }
        }
    }
}
