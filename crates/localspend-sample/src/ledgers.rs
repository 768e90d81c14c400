//! Ledger files: the payments of an organisation and month, dressed in the dialect of its finance department, with what a
//! correct reading of every record is.

pub mod compose;
pub mod csv_text;

use crate::calendar::Month;
use crate::world::organisations::Payer;

/// What a correct reading makes of one physical record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Cells as written.
    pub cells: Vec<String>,
    /// payment, rejected or not_payment.
    pub verdict: &'static str,
    /// Reason code.
    pub reason: &'static str,
    /// The payment behind it.
    pub payment: Option<crate::payments::Payment>,
}

impl Record {
    /// A record that is not a payment.
    pub fn other(cells: Vec<String>, reason: &'static str) -> Record {
        Record { cells, verdict: "not_payment", reason, payment: None }
    }
}

/// One ledger file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// Path inside the sample.
    pub path: String,
    /// Index of the payer.
    pub payer: usize,
    /// Its month.
    pub month: Month,
    /// Payments in it.
    pub payments: u64,
}

/// The ledger files of a payer, in the order of months.
pub fn of_payer(payer: usize, facts: &Payer, months: &[Month], payments: Option<u64>) -> Vec<Ledger> {
    months
        .iter()
        .map(|month| Ledger {
            path: format!("ledgers/{0}/{0} {1}.csv", facts.code, month.label()),
            payer,
            month: *month,
            payments: payments.unwrap_or(facts.payments_a_month),
        })
        .collect()
}
