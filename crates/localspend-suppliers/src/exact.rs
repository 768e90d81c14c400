//! Names that are equal once normalised. Which of the bodies that bear a name is meant, and whether the name settles it.

use crate::register::{NameRole, RegisterSet};

/// A register name that equals the name asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExactHit {
    /// The register name.
    pub name: u32,
    /// Its body.
    pub body: u32,
    /// How the body came by it.
    pub role: NameRole,
    /// The legal form is the same, not only compatible.
    pub same_form: bool,
    /// The legal form is that of another body.
    pub form_conflict: bool,
}

/// FNV-1a: stable over versions and machines, and cheap on short texts.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Orders hits, the surest first: a fitting form, the current name, a body still in being; then by id.
pub fn order(registers: &RegisterSet, hits: &mut [ExactHit]) {
    hits.sort_by(|a, b| {
        let rank = |hit: &ExactHit| (hit.form_conflict, !hit.same_form, hit.role, !registers.is_active(hit.body));
        rank(a).cmp(&rank(b)).then_with(|| registers.id(a.body).cmp(registers.id(b.body)))
    });
}

/// True when the first hit is clearly surer than the second: a better form, a current against a former name, or the only
/// one still in being.
pub fn is_settled(registers: &RegisterSet, hits: &[ExactHit]) -> bool {
    match hits {
        [] => false,
        [only] => !only.form_conflict,
        [first, second, ..] => {
            let rank = |hit: &ExactHit| {
                (hit.form_conflict, !hit.same_form, hit.role != NameRole::Current, !registers.is_active(hit.body))
            };
            !first.form_conflict && rank(first) < rank(second)
        }
    }
}
