//! The verdict on one record, with its reason and flags. Inspection and reading both call this, so their counts agree.

use std::fmt;

use chrono::NaiveDate;
use localspend_model::codes::{Flag, Reason, Verdict};
use localspend_model::{Money, Period};

use crate::record::{Record, trim};

use super::amount::{self, Amount, Reading};
use super::date::{self, DateCell, DateOrder};
use super::header::normalised_cells;
use super::plan::SheetPlan;
use super::signs::{is_page_number, is_redacted, is_total_label, looks_like_reference, shows_mojibake};
use super::slots::Slots;

/// What one record is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// Why it has its verdict.
    pub reason: Reason,
    /// What else is worth knowing.
    pub flags: Flags,
    /// The amount, where one can be read.
    pub amount: Option<Money>,
    /// What the amount column says, where no other column has a say in the amount.
    pub reading: Option<Reading>,
    /// The date cell.
    pub date: DateCell,
    /// The line's date.
    pub paid_on: Option<NaiveDate>,
    /// Supplier and transaction number are to be read from each other's columns.
    pub exchanged: bool,
}

impl Judged {
    /// The verdict that goes with the reason.
    pub fn verdict(&self) -> Verdict {
        verdict_of(self.reason)
    }
}

/// The verdict that goes with each reason.
pub fn verdict_of(reason: Reason) -> Verdict {
    match reason {
        Reason::Payment => Verdict::Payment,
        Reason::AmountWithoutSupplier
        | Reason::SupplierWithoutAmount
        | Reason::LineIncomplete
        | Reason::AmountHashed
        | Reason::AmountUnreadable
        | Reason::AmountTooLarge
        | Reason::AmountIsReference
        | Reason::AmountError
        | Reason::AmountMisplaced
        | Reason::NoSupplierColumn
        | Reason::NoAmountColumn => Verdict::Rejected,
        Reason::Blank
        | Reason::Header
        | Reason::HeaderRepeated
        | Reason::Total
        | Reason::Preamble
        | Reason::Footnote
        | Reason::PageNumber => Verdict::NotPayment,
    }
}

/// A set of flags, in the order of their codes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u32);

impl Flags {
    /// Adds a flag.
    pub fn add(&mut self, flag: Flag) {
        self.0 |= 1 << flag as u32;
    }

    /// Adds a flag when it applies.
    pub fn add_if(&mut self, applies: bool, flag: Flag) {
        if applies {
            self.add(flag);
        }
    }

    /// The flags in the order of their codes.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let flag = Flag::ALL.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(*flag)
        })
    }

    /// True when there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

/// Judges records one after another.
#[derive(Debug, Clone)]
pub struct Judge<'p> {
    plan: &'p SheetPlan,
    slots: Slots,
    period: Option<Period>,
    /// How the file's encoding counts a record's bytes: see [`crate::record::TextBytes`].
    minority: ByteMinority,
    running: Money,
    running_section: Money,
    body_seen: bool,
}

/// Which kind of bytes is the exception in a file: records that hold it are flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct ByteMinority {
    /// Multi-byte UTF-8 in a file of another encoding.
    pub utf8: bool,
    /// Windows-1252 bytes.
    pub windows_1252: bool,
    /// Mac Roman bytes.
    pub mac_roman: bool,
}

impl<'p> Judge<'p> {
    /// A judge for one sheet.
    pub fn new(plan: &'p SheetPlan, period: Option<Period>, minority: ByteMinority) -> Judge<'p> {
        Judge {
            plan,
            slots: Slots::of(plan),
            period,
            minority,
            running: Money::ZERO,
            running_section: Money::ZERO,
            body_seen: false,
        }
    }

    /// The columns.
    pub fn slots(&self) -> &Slots {
        &self.slots
    }

    /// Judges the next record.
    pub fn judge(&mut self, record: &Record) -> Judged {
        let mut judged = Judged {
            reason: Reason::Blank,
            flags: Flags::default(),
            amount: None,
            reading: None,
            date: DateCell::Empty,
            paid_on: None,
            exchanged: false,
        };
        self.flag_bytes(record, &mut judged.flags);
        if record.is_blank() {
            return judged;
        }
        if self.plan.header_rows.contains(&record.row) {
            judged.reason = Reason::Header;
            return judged;
        }
        let before_body = self.plan.header_rows.first().is_some_and(|first| record.row < *first);
        if before_body {
            judged.reason = Reason::Preamble;
            return judged;
        }
        self.judge_body(record, &mut judged);
        judged
    }

    fn judge_body(&mut self, record: &Record, judged: &mut Judged) {
        let (Some(amount_column), Some(supplier_column)) = (self.slots.amount, self.slots.supplier) else {
            return self.judge_without_columns(record, judged);
        };
        let (amount_text, amount) = self.slots.read_amount(record, amount_column, self.plan);
        let supplier = trim(record.cell(supplier_column));
        if let Amount::Money(reading) = amount {
            judged.amount = Some(reading.money);
            judged.reading = Some(reading).filter(|_| self.slots.credit.is_none());
        }
        if let (Amount::Money(reading), false) = (amount, supplier.is_empty())
            && !is_total_label(supplier)
        {
            judged.reason = self.payment_reason(record, amount_text, reading);
            self.flag_line(record, supplier, reading, judged);
            if judged.reason == Reason::Payment {
                self.running = self.running + reading.money;
                self.running_section = self.running_section + reading.money;
            }
            self.body_seen = true;
            return;
        }
        judged.reason = self.other_reason(record, amount_column, amount, supplier, judged.amount);
        if verdict_of(judged.reason) == Verdict::Rejected {
            self.date_of(record, judged);
            self.flag_shape(record, &mut judged.flags);
        }
        if judged.reason == Reason::Total {
            self.running_section = Money::ZERO;
        }
    }

    fn payment_reason(&self, record: &Record, amount_text: &str, reading: Reading) -> Reason {
        if self.plan.amount_is_reference {
            return Reason::AmountIsReference;
        }
        let pence = reading.money.pence();
        let bare = !reading.money_marks && reading.decimals == 0 && !record.has_kinds();
        if bare
            && let Some((low, high)) = self.plan.reference_range
            && (i128::from(low) * 100..=i128::from(high) * 100).contains(&pence)
        {
            return Reason::AmountIsReference;
        }
        // A page number that fell into an amount: one or two digits where every amount has its pence, on a line whose
        // reference is missing though the others have one.
        let no_reference = self.slots.transaction.is_some_and(|column| trim(record.cell(column)).is_empty());
        if bare && self.plan.amounts_have_pence && no_reference && (100..10_000).contains(&pence) && trim(amount_text).len() <= 2
        {
            return Reason::AmountMisplaced;
        }
        Reason::Payment
    }

    /// A record that lacks a readable amount or a supplier.
    fn other_reason(
        &self,
        record: &Record,
        amount_column: usize,
        amount: Amount,
        supplier: &str,
        money: Option<Money>,
    ) -> Reason {
        if self.is_header_again(record) {
            return Reason::HeaderRepeated;
        }
        let filled = record.cells().filter(|cell| !trim(cell).is_empty()).count();
        let has_total_word = record.cells().any(is_total_label);
        // The sum may have slipped into the supplier's column.
        let no_name = supplier.is_empty() || is_total_label(supplier) || is_money(supplier, self.plan.decimal_mark);
        if has_total_word && no_name {
            return Reason::Total;
        }
        if filled == 1 && record.cells().any(is_page_number) && money != Some(self.running) {
            return Reason::PageNumber;
        }
        if let Some(money) = money {
            // A sum below the rows that nobody labelled.
            let is_sum = self.body_seen && money != Money::ZERO && (money == self.running || money == self.running_section);
            return if supplier.is_empty() && is_sum && filled <= 2 { Reason::Total } else { Reason::AmountWithoutSupplier };
        }
        match amount {
            Amount::Hashed => Reason::AmountHashed,
            Amount::Error => Reason::AmountError,
            Amount::TooLarge => Reason::AmountTooLarge,
            Amount::Unreadable if filled > 1 => Reason::AmountUnreadable,
            Amount::Unreadable | Amount::Money(_) => Reason::Footnote,
            Amount::Empty if filled == 1 => Reason::Footnote,
            Amount::Empty if filled == 2 && !self.has_date(record) && amount_column > 1 => Reason::Footnote,
            Amount::Empty if supplier.is_empty() && filled * 2 < self.mapped_columns() => Reason::Footnote,
            Amount::Empty if supplier.is_empty() => Reason::LineIncomplete,
            Amount::Empty => Reason::SupplierWithoutAmount,
        }
    }

    fn mapped_columns(&self) -> usize {
        self.plan.columns.iter().filter(|column| column.field.is_some()).count()
    }

    fn has_date(&self, record: &Record) -> bool {
        self.slots.date.is_some_and(|column| date::read(record.cell(column), record.kind(column)).is_date())
    }

    /// A sheet without a supplier or an amount column: nothing in it is a payment.
    fn judge_without_columns(&self, record: &Record, judged: &mut Judged) {
        let filled = record.cells().filter(|cell| !trim(cell).is_empty()).count();
        judged.reason = match (self.slots.amount, self.slots.supplier) {
            _ if self.is_header_again(record) => Reason::HeaderRepeated,
            _ if filled == 1 && record.cells().any(is_page_number) => Reason::PageNumber,
            _ if filled == 1 || self.plan.header_rows.is_empty() && self.slots.amount.is_none() => Reason::Footnote,
            (Some(column), None) => {
                if let (_, Amount::Money(reading)) = self.slots.read_amount(record, column, self.plan) {
                    judged.amount = Some(reading.money);
                }
                if record.cells().any(is_total_label) { Reason::Total } else { Reason::NoSupplierColumn }
            }
            _ => Reason::NoAmountColumn,
        };
        if judged.verdict() == Verdict::Rejected {
            self.date_of(record, judged);
        }
    }

    fn is_header_again(&self, record: &Record) -> bool {
        let header = &self.plan.header_cells;
        !header.is_empty() && normalised_cells(record) == *header
    }

    fn date_of(&self, record: &Record, judged: &mut Judged) {
        let Some(column) = self.slots.date else { return };
        judged.date = date::read(record.cell(column), record.kind(column));
        judged.paid_on = resolve_date(judged.date, self.plan);
    }

    fn flag_line(&self, record: &Record, supplier: &str, reading: Reading, judged: &mut Judged) {
        self.date_of(record, judged);
        let flags = &mut judged.flags;
        if self.slots.date.is_some() {
            flags.add_if(judged.date == DateCell::Empty, Flag::DateMissing);
            flags.add_if(matches!(judged.date, DateCell::Hashed | DateCell::Unreadable), Flag::DateUnreadable);
            flags.add_if(matches!(judged.date, DateCell::Either(..)) && !self.plan.date_basis.is_sure(), Flag::DateAmbiguous);
            if let (Some(period), Some(date)) = (self.period, judged.paid_on) {
                flags.add_if(date < period.start() || date > period.end(), Flag::DateOutsidePeriod);
            }
        }
        flags.add_if(reading.rounded, Flag::Rounded);
        self.flag_shape(record, flags);
        judged.exchanged = self.is_exchanged(record, supplier);
        flags.add_if(judged.exchanged, Flag::ColumnsExchanged);
        flags.add_if(is_redacted(supplier), Flag::Redacted);
        if let (Some(own), Some(column)) = (&self.plan.own_entity, self.slots.entity) {
            flags.add_if(is_another_body(trim(record.cell(column)), own), Flag::EntityDiffers);
        }
        if let Some(cut_at) = self.plan.supplier_cut_at {
            flags.add_if(
                supplier.len() >= cut_at as usize && supplier.chars().count() == cut_at as usize,
                Flag::SupplierTruncated,
            );
        }
    }

    /// A reference stands where the supplier should, and a name where the reference should.
    fn is_exchanged(&self, record: &Record, supplier: &str) -> bool {
        if !looks_like_reference(supplier) {
            return false;
        }
        let Some(column) = self.slots.transaction else { return false };
        let other = trim(record.cell(column));
        other.contains(' ')
            && other.chars().filter(|c| c.is_alphabetic()).count() >= 6
            && !other.bytes().any(|b| b.is_ascii_digit())
    }

    fn flag_shape(&self, record: &Record, flags: &mut Flags) {
        flags.add_if(record.hidden, Flag::Hidden);
        flags.add_if(record.formula, Flag::Formula);
        if !record.has_kinds() {
            let width = record.len();
            let expected = self.plan.width as usize;
            flags.add_if(record.cut || width < expected || width > expected && record.filled_width() > expected, Flag::Ragged);
        }
        if record.text_bytes.utf8 || record.has_kinds() {
            flags.add_if(record.cells().any(shows_mojibake), Flag::Mojibake);
        }
    }

    fn flag_bytes(&self, record: &Record, flags: &mut Flags) {
        let seen = record.text_bytes;
        let replaced = seen.nul > 0
            || self.minority.utf8 && seen.utf8
            || self.minority.windows_1252 && seen.windows_1252 > 0
            || self.minority.mac_roman && seen.mac_roman > 0;
        flags.add_if(replaced, Flag::BytesReplaced);
    }
}

/// Two bodies, not one that is written in full and cut off, or in other letters.
fn is_another_body(named: &str, own: &str) -> bool {
    if named == own {
        return false;
    }
    let letters =
        |name: &str| -> String { name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let (named, own) = (letters(named), letters(own));
    !named.is_empty() && !named.starts_with(&own) && !own.starts_with(&named)
}

/// The date of a cell under a plan.
pub fn resolve_date(cell: DateCell, plan: &SheetPlan) -> Option<NaiveDate> {
    use chrono::Datelike;
    match cell {
        DateCell::Stored(date) if plan.stored_dates_exchanged && date.day() <= 12 => {
            NaiveDate::from_ymd_opt(date.year(), date.day(), date.month())
        }
        other => other.resolve(plan.date_order),
    }
}

fn is_money(text: &str, mark: amount::DecimalMark) -> bool {
    matches!(amount::parse(text, mark), Amount::Money(_))
}

/// The order of day and month that a plan starts with before its dates are known.
pub const CUSTOM: DateOrder = DateOrder::DayMonth;
