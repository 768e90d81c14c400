//! Ledger files: the payments of an organisation and month, dressed in the dialect of its finance department, with what a
//! correct reading of every record is.

pub mod compose;
pub mod csv_text;
pub mod dialect;
pub mod open_document;
pub mod workbook;

use chrono::NaiveDate;

use self::dialect::Container;
use crate::calendar::{Month, NAMES};
use crate::payments::Payment;
use crate::world::organisations::Payer;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text as it stands in the file.
    Text(String),
    /// A true date of a workbook.
    Date(NaiveDate),
    /// A true number of a workbook, in pence.
    Money(i64),
}

impl Cell {
    /// The text of a cell of a text file.
    pub fn text(&self) -> &str {
        match self {
            Cell::Text(text) => text,
            Cell::Date(_) | Cell::Money(_) => "",
        }
    }
}

/// What a correct reading makes of one physical record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Cells as written.
    pub cells: Vec<Cell>,
    /// payment, rejected or not_payment.
    pub verdict: &'static str,
    /// Reason code.
    pub reason: &'static str,
    /// Pence of a payment, or at stake on a rejected record.
    pub pence: Option<i64>,
    /// The day that the file shows, where it can be read.
    pub paid_on: Option<NaiveDate>,
    /// Supplier name as the file has it.
    pub supplier_name: String,
    /// The supplier's postcode stands on the line and is its own.
    pub shows_postcode: bool,
    /// The payment behind it.
    pub payment: Option<Payment>,
}

impl Record {
    /// A record that is not a payment.
    pub fn other(cells: Vec<String>, reason: &'static str) -> Record {
        Record {
            cells: cells.into_iter().map(Cell::Text).collect(),
            verdict: "not_payment",
            reason,
            pence: None,
            paid_on: None,
            supplier_name: String::new(),
            shows_postcode: false,
            payment: None,
        }
    }
}

/// Which writing of a month a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// The only one.
    Only,
    /// One that a later file replaces.
    Replaced,
    /// The one that replaces it: some lines changed, one left out, two added.
    Revised,
    /// One of many big files without any habit of its own.
    Plain(Container),
    /// Every invoice line of one hospital.
    Invoices,
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
    /// Which writing of the month.
    pub edition: Edition,
}

/// The month that the acute trust publishes twice.
pub const RESTATED: Month = Month::new(2024, 9);
/// The month that the community trust does not publish.
pub const MISSING: Month = Month::new(2024, 8);

/// The ledger files of a payer, one for each month, all in the same plain form.
pub fn plain_of_payer(payer: usize, facts: &Payer, months: &[Month], payments: u64, form: Container) -> Vec<Ledger> {
    let ending = match form {
        Container::Utf8 { .. } | Container::Cp1252 => "csv",
        Container::Xlsx => "xlsx",
        Container::Ods => "ods",
    };
    let path = |month: Month| format!("ledgers/{0}/{0} {1}.{ending}", facts.code, month.label());
    months.iter().map(|&month| Ledger { path: path(month), payer, month, payments, edition: Edition::Plain(form) }).collect()
}

/// The ledger files of a payer of the default sample, each in its department's own dialect, in the order of months.
pub fn of_payer(payer: usize, facts: &Payer, months: &[Month]) -> Vec<Ledger> {
    let mut ledgers = Vec::new();
    for &month in months {
        let ledger = |path: String, edition: Edition| Ledger { path, payer, month, payments: facts.payments_a_month, edition };
        match facts.code.as_str() {
            "RZA" if month == RESTATED => {
                ledgers.push(ledger(format!("ledgers/RZA/Spend over 25k {}.csv", month.label()), Edition::Replaced));
                ledgers.push(ledger(format!("ledgers/RZA/Spend over 25k {}_revised.csv", month.label()), Edition::Revised));
            }
            "RZA" if month < Month::new(2024, 4) => {
                ledgers
                    .push(ledger(format!("ledgers/RZA/Spend over 25k {} {}.csv", misspelt(month), month.year()), Edition::Only));
            }
            "RZA" => ledgers.push(ledger(format!("ledgers/RZA/Spend over 25k {}.csv", month.label()), Edition::Only)),
            "RZB" => ledgers.push(ledger(format!("ledgers/mental-health/payments {}.xlsx", month.label()), Edition::Only)),
            "RZC" if month == MISSING => {}
            "RZC" => {
                let name = format!("ledgers/community/RZC_{:04}_{:02}.csv", month.year(), month.number());
                ledgers.push(ledger(name, Edition::Only));
            }
            "QZX" => {
                let form = if month < Month::new(2024, 4) { "ods" } else { "csv" };
                let short = &NAMES[month.number() as usize - 1][..3];
                ledgers.push(ledger(format!("ledgers/icb/ICB spend {short} {}.{form}", month.year()), Edition::Only));
            }
            _ => {
                let name = format!("ledgers/council/WCCSpendingOver500_{:04}{:02}.csv", month.year(), month.number());
                ledgers.push(ledger(name, Edition::Only));
            }
        }
    }
    ledgers
}

/// Month names as one hurried clerk writes them.
fn misspelt(month: Month) -> &'static str {
    match (month.year(), month.number()) {
        (2024, 2) => "Febuary",
        (2023, 9) => "Septeber",
        _ => month.name(),
    }
}
