//! Names that are equal once normalised. Says which bodies bear exactly this name, and whether that settles it.

use crate::normalise::{NormalName, normalise};
use crate::register::{NameRole, RegisterSet};

/// Every register name by the hash of its key.
#[derive(Debug, Default)]
pub struct ExactIndex {
    sorted: Vec<(u64, u32)>,
}

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

impl ExactIndex {
    /// Indexes every name of the registers.
    pub fn build(registers: &RegisterSet) -> ExactIndex {
        let mut sorted: Vec<(u64, u32)> = (0..registers.names() as u32)
            .map(|name| (normalise(registers.name(name)).key, name))
            .filter(|(key, _)| !key.is_empty())
            .map(|(key, name)| (hash(&key), name))
            .collect();
        sorted.sort_unstable();
        ExactIndex { sorted }
    }

    /// The register names equal to `query`, the surest first; each body once.
    pub fn find(&self, registers: &RegisterSet, query: &NormalName) -> Vec<ExactHit> {
        let wanted = hash(&query.key);
        let from = self.sorted.partition_point(|(hash, _)| *hash < wanted);
        let mut hits: Vec<ExactHit> = self.sorted[from..]
            .iter()
            .take_while(|(hash, _)| *hash == wanted)
            .filter_map(|(_, name)| {
                let normal = normalise(registers.name(*name));
                (normal.key == query.key).then(|| ExactHit {
                    name: *name,
                    body: registers.name_body(*name),
                    role: registers.name_role(*name),
                    same_form: normal.form == query.form,
                    form_conflict: normal.form.conflicts(query.form),
                })
            })
            .collect();
        hits.sort_by(|a, b| {
            let rank = |hit: &ExactHit| (hit.form_conflict, !hit.same_form, hit.role, !registers.is_active(hit.body));
            rank(a).cmp(&rank(b)).then_with(|| registers.id(a.body).cmp(registers.id(b.body)))
        });
        let mut seen = std::collections::HashSet::new();
        hits.retain(|hit| seen.insert(hit.body));
        hits
    }
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
