//! What a pass over a whole sheet adds up: counts, pounds, dates, names. From it the plan is confirmed or revised.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use chrono::NaiveDate;
use localspend_model::codes::{Reason, Verdict};
use localspend_model::{Money, Month};

use crate::record::{Record, TextBytes, trim};

use super::amount::{self, Amount, Reading};
use super::classify::{Judged, resolve_date, verdict_of};
use super::date::{DateCell, DateOrder};
use super::period::Months;
use super::plan::SheetPlan;
use super::signs::looks_like_reference;
use super::slots::Slots;
use super::totals::{Tally, Totals};

/// Different values remembered per list: enough to tell a person, too few to fill the memory.
const REMEMBERED: usize = 2_000;

/// Everything one pass over a sheet gathers.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Counts and pounds.
    pub totals: Totals,
    tally: Tally,
    /// Kinds of bytes: records that hold each.
    pub utf8_records: u64,
    /// Records with windows-1252 bytes.
    pub windows_1252_records: u64,
    /// Records with Mac Roman bytes.
    pub mac_roman_records: u64,
    /// NUL bytes dropped.
    pub nul_bytes: u64,
    /// The first few places of bytes that no whole-file encoding explains: row and what was read.
    pub first_fallbacks: Vec<(u64, TextBytes)>,
    /// Dates that fit only day before month.
    pub only_day_month: u64,
    /// Dates that fit only month before day.
    pub only_month_day: u64,
    /// Dates that fit both.
    pub either: u64,
    /// Dates stored as such by a spreadsheet.
    pub stored: u64,
    /// Stored dates with a day of 12 or less.
    pub stored_low_days: u64,
    /// Months of all dates, day first.
    pub months_day_first: Months,
    /// Months of all dates, month first.
    pub months_month_first: Months,
    /// Months of the last dates in both orders, with dates that are not in the counts yet: most follow one of their month.
    open_months: [Option<(Month, u64)>; 2],
    /// Months of stored dates after exchanging day and month.
    pub stored_exchanged: Months,
    /// First and last date, day first.
    pub range_day_first: Option<(NaiveDate, NaiveDate)>,
    /// First and last date, month first.
    pub range_month_first: Option<(NaiveDate, NaiveDate)>,
    /// Names in the entity column.
    pub entities: BTreeMap<String, u64>,
    /// Pairs of year and period cells.
    pub periods: BTreeMap<(String, String), u64>,
    /// Pounds of all totals printed, in order: row, amount.
    pub totals_printed: Vec<(u64, Money)>,
    /// Payments so far at each printed total: pounds.
    pub running_at_totals: Vec<(Money, Money)>,
    section: Money,
    /// Amounts seen on lines.
    pub amounts: u64,
    /// Of those, with decimals, separators or currency.
    pub amounts_marked: u64,
    /// Bare whole numbers by digits and first two digits, with how many are not round.
    pub bare: BTreeMap<(u8, u8), (u64, u64)>,
    /// Numbers in supplier and reference columns by digits and first two digits.
    pub references: BTreeMap<(u8, u8), u64>,
    /// Smallest and largest bare amount.
    pub bare_range: Option<(i64, i64)>,
    /// Bare whole amounts one or two above the amount before.
    pub consecutive: u64,
    previous_bare: Option<i64>,
    /// Lines whose supplier is a number.
    pub supplier_numbers: u64,
    /// Lines with a supplier and a transaction reference.
    pub with_reference: u64,
    /// Lines.
    pub lines: u64,
    /// Lengths in characters of the different supplier names.
    pub supplier_lengths: BTreeMap<u32, u64>,
    /// Lines with a supplier and an amount, by that length.
    lines_by_length: Vec<u64>,
    /// Hashes of the names counted: one supplier of many lines is one length.
    suppliers: HashSet<u64, BuildHasherDefault<Hashed>>,
    /// Title lines above the header.
    pub preamble: Vec<String>,
    /// Hashes of what identifies a payment, to count repeats; only while they are few.
    repeats: Vec<u64>,
    /// Payments positive, negative, zero.
    pub signs: [u64; 3],
    /// Pounds of positive and of negative payments.
    pub positive: Money,
    /// See `positive`.
    pub negative: Money,
}

/// Payments whose hashes are kept to count exact repeats (8 bytes each); a larger file is not counted.
const REPEATS_KEPT: usize = 1_000_000;

/// Characters of a supplier's name beyond which nobody looks.
const LONGEST_NAME: usize = 1_000;

/// Different supplier names whose lengths are counted.
const SUPPLIERS_KEPT: usize = 20_000;

impl Evidence {
    /// Adds one judged record.
    pub fn add(&mut self, record: &Record, judged: &Judged, plan: &SheetPlan, slots: &Slots) {
        self.totals.add(judged, &mut self.tally);
        self.add_bytes(record);
        match verdict_of(judged.reason) {
            Verdict::NotPayment => self.add_other(record, judged, slots),
            Verdict::Payment | Verdict::Rejected => self.add_line(record, judged, plan, slots),
        }
    }

    fn add_bytes(&mut self, record: &Record) {
        let seen = record.text_bytes;
        if seen == TextBytes::default() {
            return;
        }
        self.utf8_records += u64::from(seen.utf8);
        self.windows_1252_records += u64::from(seen.windows_1252 > 0);
        self.mac_roman_records += u64::from(seen.mac_roman > 0);
        self.nul_bytes += u64::from(seen.nul);
        if self.first_fallbacks.len() < 50 && (seen.windows_1252 > 0 || seen.mac_roman > 0 || seen.nul > 0) {
            self.first_fallbacks.push((record.row, seen));
        }
    }

    fn add_other(&mut self, record: &Record, judged: &Judged, slots: &Slots) {
        match judged.reason {
            Reason::Preamble if self.preamble.len() < 20 => {
                self.preamble.push(record.cells().map(trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" "));
            }
            Reason::Total => {
                // The amount may stand in another column than its own.
                let money = judged.amount.or_else(|| {
                    (0..record.len()).filter(|index| Some(*index) != slots.amount).find_map(|index| {
                        match amount::read(record.cell(index), record.kind(index), amount::DecimalMark::Point) {
                            Amount::Money(reading) => Some(reading.money),
                            _ => None,
                        }
                    })
                });
                if let Some(money) = money
                    && self.totals_printed.len() < REMEMBERED
                {
                    self.totals_printed.push((record.row, money));
                    self.running_at_totals.push((self.totals.amount_payments, self.section));
                }
                self.section = Money::ZERO;
            }
            _ => {}
        }
    }

    fn add_line(&mut self, record: &Record, judged: &Judged, plan: &SheetPlan, slots: &Slots) {
        self.lines += 1;
        if judged.reason == Reason::Payment {
            let money = judged.amount.unwrap_or_default();
            self.section = self.section + money;
            match money.pence() {
                0 => self.signs[2] += 1,
                1.. => (self.signs[0], self.positive) = (self.signs[0] + 1, self.positive + money),
                _ => (self.signs[1], self.negative) = (self.signs[1] + 1, self.negative + money),
            }
            self.add_date(judged, plan);
            self.add_repeat(record, judged, slots);
        }
        if let Some(column) = slots.entity {
            count(&mut self.entities, trim(record.cell(column)));
        }
        if slots.year.is_some() || slots.period.is_some() {
            let cell = |column: Option<usize>| column.map_or("", |column| trim(record.cell(column)));
            self.add_period(cell(slots.year), cell(slots.period));
        }
        if let Some(column) = slots.supplier {
            let supplier = trim(record.cell(column));
            if !supplier.is_empty() {
                self.add_supplier_length(supplier, judged.reason);
                self.supplier_numbers += u64::from(looks_like_reference(supplier));
                self.add_reference(supplier);
            }
        }
        if let Some(column) = slots.transaction {
            let text = trim(record.cell(column));
            self.with_reference += u64::from(!text.is_empty());
            self.add_reference(text);
        }
        if let Some(column) = slots.amount {
            let read = || amount::read(trim(record.cell(column)), record.kind(column), plan.decimal_mark);
            if let Amount::Money(reading) = judged.reading.map_or_else(read, Amount::Money) {
                self.add_amount(reading);
            }
        }
    }

    fn add_amount(&mut self, reading: Reading) {
        self.amounts += 1;
        if reading.money_marks || reading.decimals > 0 {
            self.amounts_marked += 1;
            return;
        }
        let Ok(value) = i64::try_from(reading.money.pence() / 100) else { return };
        if let Some(key) = shape(value) {
            let entry = self.bare.entry(key).or_default();
            *entry = (entry.0 + 1, entry.1 + u64::from(value % 100 != 0));
        }
        self.bare_range = Some(self.bare_range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
        self.consecutive += u64::from(self.previous_bare.is_some_and(|previous| (1..=2).contains(&(value - previous))));
        self.previous_bare = Some(value);
    }

    fn add_supplier_length(&mut self, supplier: &str, reason: Reason) {
        let length = supplier.chars().count().min(LONGEST_NAME);
        if self.suppliers.len() < SUPPLIERS_KEPT && self.suppliers.insert(hash_of(0, supplier.as_bytes())) {
            *self.supplier_lengths.entry(length as u32).or_default() += 1;
        }
        if matches!(reason, Reason::Payment | Reason::AmountIsReference | Reason::AmountMisplaced) {
            if self.lines_by_length.is_empty() {
                self.lines_by_length.resize(LONGEST_NAME + 1, 0);
            }
            self.lines_by_length[length] += 1;
        }
    }

    /// Lines with a supplier and an amount whose supplier has a length in characters: those that are flagged when it
    /// turns out to be the length at which names are cut.
    pub fn lines_of_length(&self, length: u32) -> u64 {
        self.lines_by_length.get(length as usize).copied().unwrap_or(0)
    }

    fn add_reference(&mut self, text: &str) {
        if (6..=10).contains(&text.len())
            && let Some(key) = text.parse::<i64>().ok().and_then(shape)
        {
            *self.references.entry(key).or_default() += 1;
        }
    }

    fn add_period(&mut self, year: &str, period: &str) {
        if year.is_empty() && period.is_empty() || year.len() > 40 || period.len() > 40 {
            return;
        }
        let key = (year.to_owned(), period.to_owned());
        if self.periods.len() < REMEMBERED || self.periods.contains_key(&key) {
            *self.periods.entry(key).or_default() += 1;
        }
    }

    fn add_date(&mut self, judged: &Judged, plan: &SheetPlan) {
        let cell = judged.date;
        match cell {
            DateCell::OnlyDayMonth(_) => self.only_day_month += 1,
            DateCell::OnlyMonthDay(_) => self.only_month_day += 1,
            DateCell::Either(..) => self.either += 1,
            DateCell::Stored(date) => {
                use chrono::Datelike;
                self.stored += 1;
                self.stored_low_days += u64::from(date.day() <= 12);
                if let Some(month) = NaiveDate::from_ymd_opt(date.year(), date.day(), date.month()).map(Month::of) {
                    *self.stored_exchanged.entry(month).or_default() += 1;
                }
            }
            DateCell::Certain(_) | DateCell::Empty | DateCell::Hashed | DateCell::Unreadable => {}
        }
        let resolved = |order: DateOrder| match cell {
            DateCell::Stored(_) => resolve_date(cell, plan),
            other => other.resolve(order),
        };
        let orders = [
            (DateOrder::DayMonth, &mut self.months_day_first, &mut self.range_day_first),
            (DateOrder::MonthDay, &mut self.months_month_first, &mut self.range_month_first),
        ];
        for ((order, months, range), open) in orders.into_iter().zip(&mut self.open_months) {
            let Some(date) = resolved(order) else { continue };
            let month = Month::of(date);
            match open {
                Some((last, count)) if *last == month => *count += 1,
                _ => settle_month(months, open.replace((month, 1))),
            }
            *range = Some(range.map_or((date, date), |(first, last)| (first.min(date), last.max(date))));
        }
    }

    /// Ends the pass: what was counted apart joins the rest.
    pub fn settle(&mut self) {
        self.tally.settle(&mut self.totals);
        settle_month(&mut self.months_day_first, self.open_months[0].take());
        settle_month(&mut self.months_month_first, self.open_months[1].take());
    }

    fn add_repeat(&mut self, record: &Record, judged: &Judged, slots: &Slots) {
        if self.repeats.len() >= REPEATS_KEPT {
            return;
        }
        self.repeats.push(identity(record, judged, slots));
    }

    /// Payments that stand on another line too, by their [`identity`]; `None` when there are too many lines to know.
    pub fn repeats(&mut self) -> Option<Repeats> {
        if self.repeats.len() >= REPEATS_KEPT {
            return None;
        }
        self.repeats.sort_unstable();
        let mut found = Repeats::default();
        for alike in self.repeats.chunk_by(|one, other| one == other).filter(|alike| alike.len() > 1) {
            found.identities.push(alike[0]);
            found.lines += alike.len() as u64;
        }
        Some(found)
    }
}

/// Payments that stand on several lines of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repeats {
    /// What identifies each of them, in rising order.
    pub identities: Vec<u64>,
    /// Lines on which they stand.
    pub lines: u64,
}

impl Repeats {
    /// Lines beyond the first of each payment.
    pub fn beyond_the_first(&self) -> u64 {
        self.lines - self.identities.len() as u64
    }

    /// True when the payment stands on another line too.
    pub fn holds(&self, record: &Record, judged: &Judged, slots: &Slots) -> bool {
        judged.reason == Reason::Payment
            && !self.identities.is_empty()
            && self.identities.binary_search(&identity(record, judged, slots)).is_ok()
    }
}

/// A hash of what a payment is: payer, payee, date, reference and amount, in any case of letters.
fn identity(record: &Record, judged: &Judged, slots: &Slots) -> u64 {
    let mut hash = mixed(0, judged.amount.unwrap_or_default().pence() as u64);
    for column in [slots.supplier, slots.date, slots.transaction, slots.entity].into_iter().flatten() {
        let text = trim(record.cell(column));
        hash = if text.is_ascii() { hash_of(hash, text.as_bytes()) } else { hash_of(hash, text.to_lowercase().as_bytes()) };
    }
    hash
}

/// A number that is a hash already is not hashed again: this is asked of every line.
#[derive(Debug, Clone, Copy, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash_of(self.0, bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Adds bytes to a hash, eight at a time, ASCII letters in lower case; their number too, so that two cells do not lend
/// each other letters.
fn hash_of(hash: u64, bytes: &[u8]) -> u64 {
    let mut hash = mixed(hash, bytes.len() as u64);
    let (whole, rest) = bytes.as_chunks::<8>();
    for eight in whole {
        hash = mixed(hash, lower(u64::from_le_bytes(*eight)));
    }
    let mut last = [0_u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    mixed(hash, lower(u64::from_le_bytes(last)))
}

/// Eight bytes with their ASCII capitals in lower case, all at once: only in a capital does adding carry into the top bit
/// from `A` on and not yet from behind `Z` on.
fn lower(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const TOP: u64 = 0x80 * EACH;
    let low = word & !TOP;
    let from_a = low + (0x80 - u64::from(b'A')) * EACH;
    let behind_z = low + (0x7f - u64::from(b'Z')) * EACH;
    word | ((from_a & !behind_z & !word & TOP) >> 2)
}

/// One step of a hash: the two halves of a product of 128 bits, folded.
fn mixed(hash: u64, word: u64) -> u64 {
    let product = u128::from(hash ^ word ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93_u128;
    (product as u64) ^ (product >> 64) as u64
}

/// Digits and first two digits of a whole number of six to ten digits.
fn shape(value: i64) -> Option<(u8, u8)> {
    let digits = value.checked_ilog10()? + 1;
    (6..=10).contains(&digits).then(|| (digits as u8, (value / 10_i64.pow(digits - 2)) as u8))
}

fn settle_month(months: &mut Months, open: Option<(Month, u64)>) {
    if let Some((month, count)) = open {
        *months.entry(month).or_default() += count;
    }
}

fn count(values: &mut BTreeMap<String, u64>, value: &str) {
    if let Some(known) = values.get_mut(value) {
        *known += 1;
    } else if values.len() < REMEMBERED {
        values.insert(value.to_owned(), 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If this fails, payments that repeat each other in other letters are not told, or different ones are.
    #[test]
    fn a_hash_knows_no_capitals_and_every_other_byte() {
        for byte in 0..=u8::MAX {
            let word = u64::from_le_bytes([byte; 8]);
            assert_eq!(lower(word).to_le_bytes(), [byte.to_ascii_lowercase(); 8]);
        }
        assert_eq!(hash_of(0, b"Ashgrove Ltd"), hash_of(0, b"ASHGROVE ltd"));
        let texts: [&[u8]; 7] = [b"", b"\0", b"a", b"a\0", b"Ashgrove", b"Ashgrove ", b"Ashgrove Ltd"];
        let hashes: HashSet<u64> = texts.iter().map(|text| hash_of(0, text)).collect();
        assert_eq!(hashes.len(), texts.len());
    }
}
