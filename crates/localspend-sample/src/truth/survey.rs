//! What only the whole tells: main categories, sellers by quarter, and from them the local alternatives.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Month, Quarter};
use crate::ledgers::{Edition, Ledger, compose};
use crate::world::suppliers::{Scope, Supplier};
use crate::world::{Whereabouts, World, whereabouts};

/// Quarters in which an alternative must have been paid, the payment's own included (METHOD section 7, default).
const WINDOW: i32 = 4;

/// Suppliers that are alternatives for a care system, category and quarter.
pub type Alternatives = BTreeSet<usize>;

/// What the whole lake tells.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    main_category: BTreeMap<usize, &'static str>,
    printed: BTreeSet<usize>,
    alternatives: BTreeMap<(&'static str, &'static str, Quarter), Alternatives>,
    none: Alternatives,
}

impl Survey {
    /// Draws every ledger that counts, once.
    pub fn of(world: &World, plan: &[Ledger]) -> anyhow::Result<Survey> {
        let mut sums: BTreeMap<(usize, Option<&'static str>, Quarter), i64> = BTreeMap::new();
        let mut survey = Survey::default();
        for ledger in plan.iter().filter(|ledger| ledger.edition != Edition::Replaced) {
            let quarter = ledger.month.quarter();
            compose::records(world, ledger, &mut |record| {
                if let Some(payment) = &record.payment {
                    *sums.entry((payment.supplier, payment.words_category, quarter)).or_default() += payment.pence;
                    if record.shows_postcode {
                        survey.printed.insert(payment.supplier);
                    }
                }
                Ok(())
            })?;
        }
        survey.main_category = main_categories(&sums);
        let mut sold: BTreeMap<(usize, &'static str, Quarter), i64> = BTreeMap::new();
        for ((supplier, words, quarter), pence) in &sums {
            if world.suppliers[*supplier].scope == Scope::ThirdParty {
                let (category, _) = survey.category(world, *supplier, *words);
                *sold.entry((*supplier, category, *quarter)).or_default() += pence;
            }
        }
        let quarters: BTreeSet<Quarter> = sums.keys().map(|(_, _, quarter)| *quarter).collect();
        for &quarter in &quarters {
            survey.alternatives_in(world, quarter, &sold);
        }
        Ok(survey)
    }

    fn alternatives_in(&mut self, world: &World, quarter: Quarter, sold: &BTreeMap<(usize, &'static str, Quarter), i64>) {
        let last_day = Month(quarter.0 * 3 + 3 + 2).last_day();
        let mut window: BTreeMap<(usize, &'static str), i64> = BTreeMap::new();
        for ((supplier, category, when), pence) in sold {
            if quarter.0 - WINDOW < when.0 && *when <= quarter && *category != UNCATEGORISED {
                *window.entry((*supplier, category)).or_default() += pence;
            }
        }
        for ((supplier, category), pence) in window {
            if pence <= 0 {
                continue;
            }
            let Whereabouts::At(postcode, _) = self.whereabouts(world, supplier, last_day) else { continue };
            if let Some(board) = world.geography.authority_of(postcode).board() {
                self.alternatives.entry((board, category, quarter)).or_default().insert(supplier);
            }
        }
    }

    /// The category of a payment and what it rests on.
    pub fn category(&self, world: &World, supplier: usize, words: Option<&'static str>) -> (&'static str, &'static str) {
        if let Some(category) = words {
            return (category, "line");
        }
        if let Some(category) = self.main_category.get(&supplier) {
            return (category, "supplier");
        }
        industry(&world.suppliers[supplier]).map_or((UNCATEGORISED, "none"), |category| (category, "sic"))
    }

    /// Where a supplier is on a day.
    pub fn whereabouts(&self, world: &World, supplier: usize, day: chrono::NaiveDate) -> Whereabouts {
        whereabouts(&world.suppliers[supplier], day, self.printed.contains(&supplier))
    }

    /// The local alternatives of a care system.
    pub fn alternatives(&self, board: &'static str, category: &'static str, quarter: Quarter) -> &Alternatives {
        self.alternatives.get(&(board, category, quarter)).unwrap_or(&self.none)
    }
}

/// The code of what nothing tells.
pub const UNCATEGORISED: &str = "uncategorised";

/// Category of the few industry codes that stand alone for what was bought.
fn industry(supplier: &Supplier) -> Option<&'static str> {
    match supplier.sic.get(..5)? {
        "81210" => Some("cleaning"),
        "80100" => Some("security"),
        _ => None,
    }
}

/// The category in which each supplier's own lines have most pounds.
fn main_categories(sums: &BTreeMap<(usize, Option<&'static str>, Quarter), i64>) -> BTreeMap<usize, &'static str> {
    let mut by_category: BTreeMap<(usize, &'static str), i64> = BTreeMap::new();
    for ((supplier, words, _), pence) in sums {
        if let Some(category) = words {
            *by_category.entry((*supplier, category)).or_default() += pence;
        }
    }
    let mut best: BTreeMap<usize, (&'static str, i64)> = BTreeMap::new();
    for ((supplier, category), pence) in by_category {
        if pence > best.get(&supplier).map_or(0, |(_, most)| *most) {
            best.insert(supplier, (category, pence));
        }
    }
    best.into_iter().map(|(supplier, (category, _))| (supplier, category)).collect()
}
