//! What the cells of one column look like, counted over a sample. Counting only: `columns` decides.

use std::collections::BTreeSet;

use crate::cell::CellKind;
use crate::record::{Record, trim};

use super::amount::{self, Amount, DecimalMark};
use super::date;

/// Counts over the cells of a column.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Cells that are not blank.
    pub filled: u32,
    /// Cells that read as dates.
    pub dates: u32,
    /// Cells that read as dates and do not read as plain numbers.
    pub clear_dates: u32,
    /// Cells that read as amounts.
    pub amounts: u32,
    /// Amounts with decimals, separators, signs or currency.
    pub money: u32,
    /// Bare whole numbers of six digits or more.
    pub long_integers: u32,
    /// Bare whole numbers.
    pub integers: u32,
    /// Cells that begin with a zero before another digit.
    pub leading_zeros: u32,
    /// Cells with at least three letters, more letters than digits.
    pub texts: u32,
    /// Cells shaped like references: digits, few letters, no spaces.
    pub references: u32,
    /// Cells that read as a postcode.
    pub postcodes: u32,
    /// Cells that read as a VAT number.
    pub vat_numbers: u32,
    /// Cells with a word of company, charity or public-body names.
    pub names: u32,
    /// Cells that are hashed out or an error.
    pub damaged: u32,
    /// Sum of cell lengths in characters.
    pub length: u64,
    /// Numbers of a year.
    pub years: u32,
    /// Cells that name or number a month or period.
    pub periods: u32,
    /// Words that stand in account names, minus words that stand in cost-centre names.
    pub type_words: i32,
    /// Decimal commas and decimal points seen where only one reading is possible.
    pub decimal_commas: u32,
    /// See `decimal_commas`.
    pub decimal_points: u32,
    distinct: BTreeSet<u64>,
}

impl Profile {
    /// Share of filled cells.
    pub fn share(&self, count: u32) -> f32 {
        if self.filled == 0 { 0.0 } else { count as f32 / self.filled as f32 }
    }

    /// Share of filled cells that differ from all others before them.
    pub fn variety(&self) -> f32 {
        self.share(self.distinct.len() as u32)
    }

    /// Number of different texts.
    pub fn different(&self) -> usize {
        self.distinct.len()
    }

    /// Counts one cell.
    pub fn add(&mut self, text: &str, kind: CellKind) {
        let text = trim(text);
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        self.length += text.chars().count() as u64;
        if self.distinct.len() < 4096 {
            self.distinct.insert(hash(text));
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let bare_integer = letters == 0 && digits == text.len();
        self.integers += u32::from(bare_integer);
        self.long_integers += u32::from(bare_integer && digits >= 6);
        self.leading_zeros += u32::from(bare_integer && digits >= 2 && text.starts_with('0'));
        let is_date = date::read(text, kind).is_date();
        self.dates += u32::from(is_date);
        match amount::read(text, kind, DecimalMark::Point) {
            Amount::Money(reading) => {
                self.amounts += 1;
                let money = reading.money_marks || reading.decimals > 0 || reading.money.pence() < 0 || text == "-";
                self.money += u32::from(money);
                self.decimal_points += u32::from(reading.decimals > 0);
            }
            Amount::TooLarge => self.amounts += 1,
            Amount::Hashed | Amount::Error => self.damaged += 1,
            Amount::Empty => {}
            Amount::Unreadable => {
                self.clear_dates += u32::from(is_date);
                self.decimal_commas += u32::from(matches!(amount::parse(text, DecimalMark::Comma), Amount::Money(_)));
            }
        }
        if matches!(kind, CellKind::Date(_) | CellKind::DateTime(_)) {
            self.clear_dates += 1;
        }
        let texty = letters >= 3 && letters > digits;
        self.texts += u32::from(texty);
        let spaces = text.bytes().filter(|byte| *byte == b' ').count();
        self.references +=
            u32::from(digits >= 2 && letters <= digits + 8 && spaces <= 1 && !text.contains(['.', ',']) && !is_date);
        self.postcodes += u32::from(letters > 0 && digits > 0 && localspend_model::postcode::canonical(text).is_some());
        self.vat_numbers += u32::from(is_vat_number(text));
        if texty {
            self.names += u32::from(has_word(text, NAME_WORDS));
            self.type_words += i32::from(has_word(text, TYPE_WORDS)) - i32::from(has_word(text, AREA_WORDS));
        }
        self.years += u32::from(is_year(text));
        self.periods += u32::from(super::period::cell_is_period(text));
    }
}

/// Profiles of the first `width` columns over sampled body records.
pub fn of_records<'r>(records: impl Iterator<Item = &'r Record>, width: usize) -> Vec<Profile> {
    let mut profiles = vec![Profile::default(); width];
    for record in records {
        for (index, profile) in profiles.iter_mut().enumerate().take(record.len()) {
            profile.add(record.cell(index), record.kind(index));
        }
    }
    profiles
}

const NAME_WORDS: &[&str] = &[
    "LTD",
    "LIMITED",
    "PLC",
    "LLP",
    "NHS",
    "TRUST",
    "COUNCIL",
    "UNIVERSITY",
    "CIC",
    "INC",
    "GMBH",
    "BV",
    "SERVICES",
    "SERVICE",
    "GROUP",
    "UK",
    "HOSPICE",
    "ASSOCIATES",
    "SOLUTIONS",
    "HEALTHCARE",
    "SURGERY",
    "PRACTICE",
    "PARTNERSHIP",
    "COMPANY",
    "CO",
    "CHARITY",
    "SOCIETY",
    "ASSOCIATION",
    "COLLEGE",
    "SCHOOL",
    "HMRC",
    "AGENCY",
    "CONSULTING",
    "INTERNATIONAL",
    "AUTHORITY",
];
const TYPE_WORDS: &[&str] = &[
    "FEES",
    "FEE",
    "PURCHASE",
    "PURCH",
    "RENT",
    "RATES",
    "EQUIPMENT",
    "SOFTWARE",
    "HARDWARE",
    "CONTRACT",
    "AGENCY",
    "DRUGS",
    "HIRE",
    "CHARGES",
    "CHARGE",
    "COSTS",
    "COST",
    "CONSUMABLES",
    "INSURANCE",
    "TAX",
    "SRV",
    "CLINICAL&MEDICAL",
    "RECD",
    "C&M",
    "MAINTENANCE",
    "LICENCE",
    "LICENSE",
    "PAYMENTS",
    "PAYMENT",
    "SUPPLIES",
    "TRAINING",
    "ADDITIONS",
    "PAY",
    "EXPENSES",
    "CARE-",
    "RECBLES",
    "SECONDEES",
    "ELECTRICITY",
    "GAS",
    "POSTAGE",
    "CONSULTANCY",
    "SUBSISTENCE",
    "WAGES",
    "PREMIUM",
    "PREM",
    "RECHARGE",
];
const AREA_WORDS: &[&str] = &[
    "DIRECTORATE",
    "DEPARTMENT",
    "WARD",
    "SHEET",
    "COMMISSIONING",
    "THEATRE",
    "THEATRES",
    "UNIT",
    "CLINIC",
    "DIVISION",
    "RESERVE",
    "CENTRE",
    "DG",
    "CAPITAL",
    "OFFICE",
    "ADMIN",
    "TEAM",
    "CO-COMMISSIONING",
    "PROGRAMME",
    "ACUTE",
    "COMMUNITY",
    "NURSING",
    "MANAGEMENT",
    "PATHOLOGY",
    "RADIOLOGY",
    "CORPORATE",
    "SITE",
    "IT",
    "IM&T",
    "ESTATES",
];

fn has_word(text: &str, words: &[&str]) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '(' | ')' | ':' | '/' | '-'))
        .any(|word| word.len() >= 2 && words.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// A VAT number in any usual spelling: nine or twelve digits, with or without `GB`, spaces and dots.
pub fn is_vat_number(text: &str) -> bool {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let digits = plain.strip_prefix("GB").unwrap_or(&plain);
    matches!(digits.len(), 9 | 12) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_year(text: &str) -> bool {
    text.get(..4).and_then(|year| year.parse::<u32>().ok()).is_some_and(|year| (1990..2100).contains(&year)) && text.len() <= 9
}

/// A stable 64-bit hash (FNV-1a) of a text.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
