//! The directives that matter to the sample, in a small table of its own: what each version blocks, steers or costs, for whom
//! and when. The facts are those of the public register; the table is kept apart from the pipeline's on purpose.

use chrono::NaiveDate;

use crate::calendar::date;
use crate::world::organisations::{Payer, PayerKind};

/// What a version does to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Binding, always, and closed to others.
    Blocks,
    /// Recommended, to be explained, or with a trigger that no ledger shows.
    Steers,
    /// A condition that costs a small bidder.
    AddsBidCost,
    /// Shown beside the payment, without any bearing on the verdict.
    Shown,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// `id@version`.
    pub id: &'static str,
    role: Role,
    categories: &'static [&'static str],
    excluded: &'static [&'static str],
    payers: &'static [PayerKind],
    sectors: &'static [&'static str],
    from: (i32, u32, u32),
    to: Option<(i32, u32, u32)>,
    /// Suppliers on its route by name, with the day from which.
    approved: &'static [(&'static str, (i32, u32, u32))],
}

impl Version {
    /// What it does.
    pub fn role(&self) -> Role {
        self.role
    }

    /// True when its route admits a supplier on a day.
    pub fn approves(&self, supplier: &str, day: NaiveDate) -> bool {
        self.approved.iter().any(|(name, from)| *name == supplier && date(from.0, from.1, from.2) <= day)
    }
}

/// The versions that apply to a payer's payment, in order of id.
pub fn matching(payer: &Payer, category: &str, day: NaiveDate) -> Vec<&'static Version> {
    let in_force = |version: &&Version| {
        let (from, to) = (version.from, version.to);
        date(from.0, from.1, from.2) <= day && to.is_none_or(|to| day <= date(to.0, to.1, to.2))
    };
    VERSIONS
        .iter()
        .filter(|version| version.categories.contains(&category) || version.categories == ["*"])
        .filter(|version| !version.excluded.contains(&category))
        .filter(|version| version.payers.contains(&payer.kind))
        .filter(|version| version.sectors.is_empty() || version.sectors.contains(&payer.sector))
        .filter(in_force)
        .collect()
}

/// The table.
pub const VERSIONS: &[Version] = &[];
