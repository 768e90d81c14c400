//! The organisations that pay, and the public bodies that are paid.

use super::catalogue::{ACUTE, BOARD, COMMUNITY, COUNCIL, MENTAL};
use super::geography::AUTHORITIES;
use super::names;
use crate::calendar::date;
use chrono::NaiveDate;

/// Legal kind of a payer: decides which directives bind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PayerKind {
    /// NHS trust.
    NhsTrust,
    /// Foundation trust.
    FoundationTrust,
    /// Integrated care board.
    Icb,
    /// Council.
    Council,
}

impl PayerKind {
    /// The code used in the registers.
    pub const fn as_str(self) -> &'static str {
        match self {
            PayerKind::NhsTrust => "nhs_trust",
            PayerKind::FoundationTrust => "foundation_trust",
            PayerKind::Icb => "icb",
            PayerKind::Council => "council",
        }
    }
}

/// An organisation whose ledgers are written.
#[derive(Debug, Clone)]
pub struct Payer {
    /// ODS code, or GSS code of a council.
    pub code: String,
    /// Official name.
    pub name: String,
    /// How its ledgers name it.
    pub entity: String,
    /// Legal kind.
    pub kind: PayerKind,
    /// Sector, where known: some directives bind by it.
    pub sector: &'static str,
    /// What it buys, as in the catalogue.
    pub buys: u8,
    /// Its boards: ODS code, last day (none = to this day), in order.
    pub boards: Vec<(&'static str, Option<NaiveDate>)>,
    /// Authorities in which it has a site; the first is the main one.
    pub site_authorities: Vec<usize>,
    /// Number of its main postcode within the main authority.
    pub postcode_number: usize,
    /// Payments in an ordinary month.
    pub payments_a_month: u64,
}

impl Payer {
    /// Its board on a day.
    pub fn board_on(&self, day: NaiveDate) -> &'static str {
        self.boards.iter().find(|(_, last)| last.is_none_or(|last| day <= last)).map_or("", |(code, _)| code)
    }
}

/// The first day on which the community trust belongs to the care system of the sample.
pub fn day_of_move() -> NaiveDate {
    date(2024, 4, 1)
}

/// The payers: the five of the default sample, then as many acute trusts like the first as are asked for.
pub fn payers(count: u32) -> Vec<Payer> {
    let mut payers = default_payers();
    let trust = payers[0].clone();
    for number in 5..count {
        let authority = number as usize % 7;
        payers.push(Payer {
            code: format!("G9{number:03}"),
            name: format!("{} DISTRICT HOSPITALS NHS TRUST", names::word(4_000 + u64::from(number)).to_uppercase()),
            entity: format!("{} District Hospitals NHS Trust", names::word(4_000 + u64::from(number))),
            boards: vec![(AUTHORITIES[authority].board().unwrap_or_default(), None)],
            site_authorities: vec![authority],
            postcode_number: 10 + number as usize % 50,
            ..trust.clone()
        });
    }
    payers.truncate(count.max(1) as usize);
    payers
}

fn default_payers() -> Vec<Payer> {
    vec![
        Payer {
            code: "RZA".into(),
            name: "WEND VALLEY TEACHING HOSPITALS NHS TRUST".into(),
            entity: "Wend Valley Teaching Hospitals NHS Trust".into(),
            kind: PayerKind::NhsTrust,
            sector: "acute",
            buys: ACUTE,
            boards: vec![("QZX", None)],
            site_authorities: vec![0, 2],
            postcode_number: 3,
            payments_a_month: 90,
        },
        Payer {
            code: "RZB".into(),
            name: "FALLOWDENE AND CASTLEPORT MENTAL HEALTH NHS FOUNDATION TRUST".into(),
            entity: "Fallowdene and Castleport Mental Health NHS Foundation Trust".into(),
            kind: PayerKind::FoundationTrust,
            sector: "mental_health",
            buys: MENTAL,
            boards: vec![("QZX", None)],
            site_authorities: vec![1, 2],
            postcode_number: 5,
            payments_a_month: 55,
        },
        Payer {
            code: "RZC".into(),
            name: "WENDSIDE COMMUNITY HEALTH NHS TRUST".into(),
            entity: "Wendside Community Health NHS Trust".into(),
            kind: PayerKind::NhsTrust,
            sector: "community",
            buys: COMMUNITY,
            boards: vec![("QZY", Some(date(2024, 3, 31))), ("QZX", None)],
            site_authorities: vec![1],
            postcode_number: 8,
            payments_a_month: 45,
        },
        Payer {
            code: "QZX".into(),
            name: "NHS WEND AND VALE INTEGRATED CARE BOARD".into(),
            entity: "NHS Wend and Vale ICB".into(),
            kind: PayerKind::Icb,
            sector: "",
            buys: BOARD,
            boards: vec![("QZX", None)],
            site_authorities: vec![2],
            postcode_number: 2,
            payments_a_month: 50,
        },
        Payer {
            code: "E06000991".into(),
            name: "Wendmarsh County Council".into(),
            entity: "Wendmarsh County Council".into(),
            kind: PayerKind::Council,
            sector: "",
            buys: COUNCIL,
            boards: vec![("QZX", None)],
            site_authorities: vec![0],
            postcode_number: 1,
            payments_a_month: 75,
        },
    ]
}

/// A trust that only gets paid.
#[derive(Debug, Clone, Copy)]
pub struct PublicBody {
    /// ODS code.
    pub code: &'static str,
    /// Official name.
    pub name: &'static str,
    /// Board, ODS code.
    pub board: &'static str,
    /// Authority index.
    pub authority: usize,
}

/// Trusts in the registers beside the payers.
pub const OTHER_TRUSTS: [PublicBody; 3] = [
    PublicBody { code: "RZD", name: "OSTMERE GENERAL HOSPITALS NHS FOUNDATION TRUST", board: "QZY", authority: 3 },
    PublicBody { code: "RZE", name: "HALDANE COAST AMBULANCE SERVICE NHS TRUST", board: "QZJ", authority: 5 },
    PublicBody { code: "RZF", name: "QUEENSHAVEN CHILDRENS HOSPITAL NHS FOUNDATION TRUST", board: "QZK", authority: 6 },
];
