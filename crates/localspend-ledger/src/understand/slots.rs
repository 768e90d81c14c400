//! The columns of a plan that a record is judged by, looked up once.

use super::amount::{self, Amount, Reading};
use super::label::Field;
use super::plan::SheetPlan;
use crate::record::Record;

/// Places of columns.
#[derive(Debug, Clone, Copy)]
pub struct Slots {
    /// Payee.
    pub supplier: Option<usize>,
    /// Pounds.
    pub amount: Option<usize>,
    /// Pounds that came back, where debits and credits stand in two columns.
    pub credit: Option<usize>,
    /// Line's date.
    pub date: Option<usize>,
    /// Ledger's reference.
    pub transaction: Option<usize>,
    /// Paying body.
    pub entity: Option<usize>,
    /// Year.
    pub year: Option<usize>,
    /// Month or financial period.
    pub period: Option<usize>,
}

impl Slots {
    /// Looks the columns up.
    pub fn of(plan: &SheetPlan) -> Slots {
        Slots {
            supplier: plan.column(Field::SupplierName),
            amount: plan.column(Field::Amount),
            credit: plan.column(Field::Credit),
            date: plan.column(Field::PaidOn),
            transaction: plan.column(Field::TransactionNumber),
            entity: plan.column(Field::Entity),
            year: plan.column(Field::Year),
            period: plan.column(Field::Period),
        }
    }

    /// The amount of a record whose amount column is known, and the text it was read from. A credit in a column of its
    /// own counts against the payee, whatever its sign; it is looked at only where there is no debit.
    pub fn read_amount<'r>(&self, record: &'r Record, column: usize, plan: &SheetPlan) -> (&'r str, Amount) {
        let read = |column: usize| amount::read(record.cell(column), record.kind(column), plan.decimal_mark);
        let found = read(column);
        let no_debit = match found {
            Amount::Empty => true,
            Amount::Money(reading) => reading.money.pence() == 0,
            _ => false,
        };
        match self.credit.filter(|_| no_debit).map(|credit| (credit, read(credit))) {
            Some((credit, Amount::Money(reading))) if reading.money.pence() != 0 => {
                let money = if reading.money.pence() > 0 { -reading.money } else { reading.money };
                (record.cell(credit), Amount::Money(Reading { money, ..reading }))
            }
            Some((credit, lost @ (Amount::Hashed | Amount::Error | Amount::TooLarge | Amount::Unreadable))) => {
                (record.cell(credit), lost)
            }
            _ => (record.cell(column), found),
        }
    }
}
