//! Headline totals by organisation and quarter, added up from the judged payments.

use std::collections::BTreeMap;

use super::Judged;
use crate::calendar::Quarter;
use crate::output::csv_table;
use crate::world::World;
use crate::world::suppliers::Supplier;

/// All numbers up to 12 divide it, so that shares of one payment among its directives add up exactly.
const PARTS: i128 = 27_720;

/// Payer, its board, quarter, what is counted, which value of it.
type Key = (usize, &'static str, Quarter, &'static str, &'static str);

const DECILES: [&str; 11] = ["unknown", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];

/// Totals so far.
#[derive(Debug, Default)]
pub struct Totals {
    sums: BTreeMap<Key, (u64, i128)>,
}

impl Totals {
    /// Counts one payment in.
    pub fn add(&mut self, payer: usize, judged: &Judged, supplier: &Supplier, pence: i64) {
        let mut count = |dimension: &'static str, value: &'static str, share: i128| {
            let key = (payer, judged.payer_board, judged.quarter, dimension, value);
            let sum = self.sums.entry(key).or_default();
            sum.0 += 1;
            sum.1 += i128::from(pence) * PARTS / share;
        };
        count("all", "", 1);
        count("scope", judged.scope.as_str(), 1);
        if !judged.scope.in_base() {
            return;
        }
        count("base", "", 1);
        count("ring", judged.ring, 1);
        count("is_local", judged.is_local.map_or("unknown", |local| if local { "yes" } else { "no" }), 1);
        count("verdict", judged.verdict, 1);
        count("category", judged.category.0, 1);
        count("category_basis", judged.category.1, 1);
        count("living_wage", judged.living_wage, 1);
        if judged.living_wage_in_scope {
            count("living_wage_on_site", judged.living_wage, 1);
        }
        count("location_source", judged.location_source(), 1);
        count("size", supplier.size, 1);
        count("is_vcse", if supplier.vcse { "yes" } else { "no" }, 1);
        count("imd_decile", DECILES[judged.decile.unwrap_or(0) as usize], 1);
        if judged.verdict == "blocked" {
            for &version in &judged.blocking {
                count("blocked_any", version, 1);
                count("blocked_shared", version, judged.blocking.len() as i128);
                if judged.blocking.len() == 1 {
                    count("blocked_solely", version, 1);
                }
            }
        }
    }

    /// The table, one row per organisation, quarter, dimension and value.
    pub fn table(&self, world: &World) -> anyhow::Result<Vec<u8>> {
        let header = ["org_code", "payer_icb_code", "quarter", "dimension", "value", "payments", "amount"].map(str::to_owned);
        let rows = self.sums.iter().map(|((payer, board, quarter, dimension, value), (payments, parts))| {
            [
                world.payers[*payer].code.clone(),
                (*board).to_owned(),
                quarter.label(),
                (*dimension).to_owned(),
                (*value).to_owned(),
                payments.to_string(),
                pounds(rounded(*parts)),
            ]
        });
        csv_table(std::iter::once(header).chain(rows))
    }
}

/// Half up, away from zero.
fn rounded(parts: i128) -> i128 {
    (parts.abs() + PARTS / 2) / PARTS * parts.signum()
}

/// Pence as pounds.
pub fn pounds(pence: i128) -> String {
    format!("{}{}.{:02}", if pence < 0 { "-" } else { "" }, pence.abs() / 100, pence.abs() % 100)
}
