//! Counts and pounds of judged records, by verdict, reason and flag.

use std::collections::BTreeMap;

use localspend_model::Money;
use localspend_model::codes::{Flag, Reason, Verdict};

use super::classify::{Judged, verdict_of};

/// Counts and pounds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Physical records.
    pub records: u64,
    /// Payments.
    pub payments: u64,
    /// Rejected records.
    pub rejected: u64,
    /// Records that are not payments.
    pub not_payments: u64,
    /// Pounds of the payments.
    pub amount_payments: Money,
    /// Readable pounds of the rejected.
    pub amount_rejected: Money,
    /// Records and pounds by reason.
    pub by_reason: BTreeMap<Reason, (u64, Money)>,
    /// Records by flag.
    pub by_flag: BTreeMap<Flag, u64>,
}

impl Totals {
    /// Counts one judged record; its reason and flags stand in `tally` until that is settled.
    pub fn add(&mut self, judged: &Judged, tally: &mut Tally) {
        self.records += 1;
        let money = judged.amount.unwrap_or_default();
        match verdict_of(judged.reason) {
            Verdict::Payment => {
                self.payments += 1;
                self.amount_payments = self.amount_payments + money;
            }
            Verdict::Rejected => {
                self.rejected += 1;
                self.amount_rejected = self.amount_rejected + money;
            }
            Verdict::NotPayment => self.not_payments += 1,
        }
        tally.add(judged, money);
    }

    /// Adds the totals of another part of the file.
    pub fn merge(&mut self, other: &Totals) {
        self.records += other.records;
        self.payments += other.payments;
        self.rejected += other.rejected;
        self.not_payments += other.not_payments;
        self.amount_payments = self.amount_payments + other.amount_payments;
        self.amount_rejected = self.amount_rejected + other.amount_rejected;
        for (reason, (count, money)) in &other.by_reason {
            let entry = self.by_reason.entry(*reason).or_default();
            *entry = (entry.0 + count, entry.1 + *money);
        }
        for (flag, count) in &other.by_flag {
            *self.by_flag.entry(*flag).or_default() += count;
        }
    }
}

/// Reasons and flags while records are counted: by their places, because every line asks.
#[derive(Debug, Clone)]
pub struct Tally {
    reasons: [(u64, Money); Reason::ALL.len()],
    flags: [u64; Flag::ALL.len()],
}

impl Default for Tally {
    fn default() -> Tally {
        Tally { reasons: [(0, Money::ZERO); Reason::ALL.len()], flags: [0; Flag::ALL.len()] }
    }
}

impl Tally {
    fn add(&mut self, judged: &Judged, money: Money) {
        let (count, pounds) = &mut self.reasons[judged.reason as usize];
        (*count, *pounds) = (*count + 1, *pounds + money);
        for flag in judged.flags.iter() {
            self.flags[flag as usize] += 1;
        }
    }

    /// Hands the counts over to the totals that were counted with it, and starts again.
    pub fn settle(&mut self, totals: &mut Totals) {
        let Tally { reasons, flags } = std::mem::take(self);
        for (reason, (count, money)) in Reason::ALL.iter().zip(reasons).filter(|(_, (count, _))| *count > 0) {
            let entry = totals.by_reason.entry(*reason).or_default();
            *entry = (entry.0 + count, entry.1 + money);
        }
        for (flag, count) in Flag::ALL.iter().zip(flags).filter(|(_, count)| *count > 0) {
            *totals.by_flag.entry(*flag).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If this fails, a record is counted under a reason or flag of another.
    #[test]
    fn codes_stand_at_their_places() {
        assert!(Reason::ALL.iter().enumerate().all(|(place, reason)| *reason as usize == place));
        assert!(Flag::ALL.iter().enumerate().all(|(place, flag)| *flag as usize == place));
    }
}
