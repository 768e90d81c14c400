//! The directives in force for a payment, from a small table of the generator's own (`register`), by METHOD section 7.

mod register;

use chrono::NaiveDate;

use crate::calendar::date;
use crate::world::organisations::{Payer, PayerKind};

/// Year, month, day.
type Day = (i32, u32, u32);

/// What a version does to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Binding, always, and closed to others.
    Blocks,
    /// Recommended, to be explained, or with a trigger that no ledger shows.
    Steers,
    /// A condition that costs a small bidder.
    AddsBidCost,
    /// Shown beside the payment, without any bearing on the verdict: enablers, central supply, what is only recalled.
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
    org_code: &'static str,
    sector: &'static str,
    adoption: bool,
    from: Day,
    to: Option<Day>,
}

/// A version for kinds of payers and categories.
const fn version(
    id: &'static str,
    role: Role,
    categories: &'static [&'static str],
    payers: &'static [PayerKind],
    from: Day,
    to: Option<Day>,
) -> Version {
    Version { id, role, categories, excluded: &[], payers, org_code: "", sector: "", adoption: false, from, to }
}

impl Version {
    const fn without(self, excluded: &'static [&'static str]) -> Version {
        Version { excluded, ..self }
    }

    const fn by_adoption(self) -> Version {
        Version { adoption: true, ..self }
    }

    const fn binding(self, org_code: &'static str) -> Version {
        Version { org_code, ..self }
    }

    const fn in_sector(self, sector: &'static str) -> Version {
        Version { sector, ..self }
    }

    /// What it does.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The id without the version.
    fn directive(&self) -> &str {
        self.id.split_once('@').map_or(self.id, |(directive, _)| directive)
    }

    /// True when its route admits a supplier on a day.
    pub fn approves(&self, supplier: &str, day: NaiveDate) -> bool {
        let (version, name, from) = register::APPROVED;
        (self.id == version || self.id.strip_suffix("-adopted") == Some(version)) && supplier == name && on(from) <= day
    }

    fn binds(&self, payer: &Payer, category: &str, day: NaiveDate) -> bool {
        let named = !self.org_code.is_empty() && self.org_code == payer.code;
        let of_kind = self.payers.contains(&payer.kind) && (self.sector.is_empty() || self.sector == payer.sector);
        let anyone = self.adoption && self.payers.is_empty();
        (named || of_kind || anyone) && (!self.adoption || self.adopted(payer, category, day))
    }

    fn adopted(&self, payer: &Payer, category: &str, day: NaiveDate) -> bool {
        register::ADOPTIONS.iter().any(|(directive, org_code, of, from, to)| {
            *directive == self.directive()
                && *org_code == payer.code
                && (*of == "*" || *of == category)
                && on(*from) <= day
                && to.is_none_or(|to| day <= on(to))
        })
    }
}

fn on(day: Day) -> NaiveDate {
    date(day.0, day.1, day.2)
}

/// The versions that apply to a payer's payment in a category on a day, in order of id.
pub fn matching(payer: &Payer, category: &str, day: NaiveDate) -> Vec<&'static Version> {
    register::VERSIONS
        .iter()
        .filter(|version| version.categories.contains(&category) || version.categories == ["*"])
        .filter(|version| !version.excluded.contains(&category))
        .filter(|version| on(version.from) <= day && version.to.is_none_or(|to| day <= on(to)))
        .filter(|version| version.binds(payer, category, day))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::organisations::payers;

    fn check(payer: usize, category: &str, day: Day, role: Role, expected: &[&str]) {
        let payer = &payers(5)[payer];
        let found: Vec<_> =
            matching(payer, category, on(day)).into_iter().filter(|version| version.role == role).map(|v| v.id).collect();
        assert_eq!(found, expected, "{} {category} {day:?}", payer.code);
    }

    #[test]
    fn agency_rules_bind_trusts_and_foundation_trusts_only_while_listed() {
        check(0, "agency_nursing", (2024, 3, 1), Role::Blocks, &["AGY-FW@2016"]);
        check(0, "agency_nursing", (2024, 7, 1), Role::Blocks, &["AGY-FW@2016", "WV-AGENCY@1"]);
        check(1, "agency_nursing", (2023, 9, 30), Role::Blocks, &[]);
        check(1, "agency_nursing", (2023, 10, 1), Role::Blocks, &["AGY-FW@2016-adopted"]);
        check(1, "agency_nursing", (2024, 7, 1), Role::Blocks, &[]);
        check(3, "agency_non_clinical", (2024, 7, 1), Role::Blocks, &[]);
    }

    #[test]
    fn paused_and_adopted_rules_keep_to_their_days() {
        check(0, "food", (2023, 12, 31), Role::Blocks, &[]);
        check(0, "food", (2024, 3, 31), Role::Blocks, &["WV-FOOD@1"]);
        check(0, "food", (2024, 4, 1), Role::Blocks, &[]);
        check(0, "high_cost_devices", (2023, 12, 31), Role::Blocks, &[]);
        check(0, "high_cost_devices", (2024, 1, 1), Role::Blocks, &["HCTED@2016"]);
        check(2, "uniforms", (2024, 3, 1), Role::Steers, &[]);
        check(2, "uniforms", (2024, 9, 1), Role::Steers, &["FWHOST@2024", "UNIFORM@2024"]);
        check(4, "construction", (2024, 9, 1), Role::Steers, &[]);
    }

    #[test]
    fn the_table_is_in_order_and_without_doubles() {
        assert!(register::VERSIONS.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}
