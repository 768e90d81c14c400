//! From payments to records: columns, words for dates and amounts, rows that are not payments.

use super::{Ledger, Record};
use crate::payments::{Market, Payment};
use crate::world::World;

/// Hands every record of a ledger to `sink`, in order.
pub fn records(world: &World, ledger: &Ledger, sink: &mut dyn FnMut(Record) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let payer = &world.payers[ledger.payer];
    let market = Market::of(world, ledger.payer, ledger.month);
    let header =
        ["Department family", "Entity", "Date", "Expense type", "Expense area", "Supplier", "Transaction number", "Amount"];
    sink(Record::other(header.map(str::to_owned).to_vec(), "header"))?;
    for number in 0..ledger.payments {
        let payment = market.payment(world, number);
        let cells = vec![
            "Department of Health".to_owned(),
            payer.entity.clone(),
            payment.paid_on.format("%d/%m/%Y").to_string(),
            payment.expense_type.to_owned(),
            payment.expense_area.to_owned(),
            payment.written.clone(),
            payment.reference.to_string(),
            plain(payment.pence),
        ];
        sink(payment_record(cells, payment))?;
    }
    Ok(())
}

fn payment_record(cells: Vec<String>, payment: Payment) -> Record {
    Record { cells, verdict: "payment", reason: "payment", payment: Some(payment) }
}

/// `-1234.50`
pub fn plain(pence: i64) -> String {
    format!("{}{}.{:02}", if pence < 0 { "-" } else { "" }, pence.abs() / 100, pence.abs() % 100)
}
