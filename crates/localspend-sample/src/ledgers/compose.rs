//! From payments to records: columns, words for dates and amounts, rows that are not payments.

use super::dialect::{self, AmountStyle, Column, Container, DateStyle, Dialect, Footer};
use super::{Cell, Edition, Ledger, Record};
use crate::payments::{Market, Payment};
use crate::world::World;

/// Where a `sink` for records leads.
pub type Sink<'a> = &'a mut dyn FnMut(Record) -> anyhow::Result<()>;

/// Hands every record of a ledger to `sink`, in order.
pub fn records(world: &World, ledger: &Ledger, sink: Sink<'_>) -> anyhow::Result<()> {
    let dialect = dialect::of(world, ledger);
    let market = Market::of(world, ledger.payer, ledger.month);
    let width = dialect.columns.len();
    for text in &dialect.preamble {
        let mut cells = vec![String::new(); width];
        let at = dialect.columns.iter().position(|(column, _)| *column != Column::Spacer).unwrap_or(0);
        cells[at].clone_from(text);
        sink(Record::other(cells, if text.is_empty() { "blank" } else { "preamble" }))?;
    }
    let header: Vec<String> = dialect.columns.iter().map(|(_, label)| (*label).to_owned()).collect();
    sink(Record::other(header.clone(), "header"))?;
    let mut total = 0;
    let count = if ledger.edition == Edition::Revised { ledger.payments + 2 } else { ledger.payments };
    for number in 0..count {
        if ledger.edition == Edition::Revised && number == 41 {
            continue;
        }
        let mut payment = market.payment(world, number);
        if ledger.edition == Edition::Invoices {
            payment.pence /= 50; // single lines of invoices, not whole payments
        }
        if ledger.edition == Edition::Revised && number % 30 == 25 {
            payment.pence += 100_000;
        }
        total += payment.pence;
        let record = payment_record(world, ledger, &dialect, payment, number);
        if dialect.damaged {
            for other in damaged(&dialect, &header, &record, number) {
                sink(other)?;
            }
        }
        sink(record)?;
    }
    footer(&dialect, total, sink)
}

fn payment_record(world: &World, ledger: &Ledger, dialect: &Dialect, payment: Payment, number: u64) -> Record {
    let payer = &world.payers[ledger.payer];
    let supplier = &world.suppliers[payment.supplier];
    let mut name = payment.written.clone();
    if let Some(length) = dialect.cut_names {
        name = name.chars().take(length).collect();
    }
    if dialect.codes && payment.supplier.is_multiple_of(3) {
        name = format!("{name}:{:08}", 3_000_000 + payment.supplier * 31);
    }
    // A date that a narrow spreadsheet column has turned into hashes: the payment stays, its day is lost.
    let lost_date = dialect.damaged && number == 30;
    let cells = dialect.columns.iter().map(|(column, _)| match column {
        Column::Family => text(if payer.code.starts_with('Q') { "NHS England" } else { "Department of Health and Social Care" }),
        Column::Entity if dialect.short_entity => Cell::Text(payer.entity.replace("NHS Foundation Trust", "NHS FT")),
        Column::Entity => text(&payer.entity),
        Column::Date if lost_date => text("########"),
        Column::Date if dialect.dates == DateStyle::Native => Cell::Date(payment.paid_on),
        Column::Date => text(&date_text(payment.paid_on, dialect.dates)),
        Column::Type if dialect.codes => {
            Cell::Text(format!("({}) {}", 50_000 + hash(payment.expense_type) % 40_000, payment.expense_type))
        }
        Column::Type => text(payment.expense_type),
        Column::Area if dialect.codes => {
            Cell::Text(format!("(id:{}) {}", 40_000 + hash(payment.expense_area) % 9_000, payment.expense_area))
        }
        // A line break inside a cell, and spaces that do not break around a name.
        Column::Area if dialect.damaged && number == 33 => Cell::Text(payment.expense_area.replacen(' ', "\n", 1)),
        Column::Area => text(payment.expense_area),
        Column::Supplier if dialect.damaged && number == 20 => Cell::Text(format!("\u{a0}{name}\u{a0}")),
        Column::Supplier => text(&name),
        Column::Postcode => text(supplier.printed_postcode.map_or("", |postcode| &world.geography.postcodes[postcode].text)),
        Column::SupplierNumber => text(&format!("{}", 260_000 + payment.supplier * 3)),
        Column::Reference if dialect.codes => Cell::Text(format!("id:{}   ", payment.reference)),
        Column::Reference => text(&payment.reference.to_string()),
        Column::Amount if dialect.amounts == AmountStyle::Native => Cell::Money(payment.pence),
        Column::Amount => text(&amount_text(payment.pence, dialect.amounts)),
        Column::Spacer => text(""),
    });
    let mut cells: Vec<Cell> = cells.collect();
    if dialect.damaged && number == 35 {
        cells.push(text("")); // one cell more than the header has
    }
    let shows_postcode =
        dialect.columns.iter().any(|(column, _)| *column == Column::Postcode) && supplier.ledger_postcode.is_some();
    Record {
        cells,
        verdict: "payment",
        reason: "payment",
        pence: Some(payment.pence),
        paid_on: (!lost_date).then_some(payment.paid_on),
        supplier_name: name,
        shows_postcode,
        payment: Some(payment),
    }
}

/// A number that a text always has.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// The records that stand before payment `number` in a damaged file.
fn damaged(dialect: &Dialect, header: &[String], like: &Record, number: u64) -> Vec<Record> {
    let at = |wanted: Column| dialect.columns.iter().position(|(column, _)| *column == wanted);
    let (Some(amount), Some(supplier)) = (at(Column::Amount), at(Column::Supplier)) else { return Vec::new() };
    let rejected = |reason: &'static str, pence: Option<i64>, change: &dyn Fn(&mut Vec<Cell>)| {
        let mut cells = like.cells.clone();
        change(&mut cells);
        Record {
            cells,
            verdict: "rejected",
            reason,
            pence,
            payment: None,
            shows_postcode: false,
            supplier_name: String::new(),
            ..like.clone()
        }
    };
    match number {
        8 => vec![Record::other(vec![String::new(); dialect.columns.len()], "blank")],
        13 => vec![rejected("amount_without_supplier", like.pence, &|cells| cells[supplier] = text("  "))],
        18 => vec![rejected("amount_hashed", None, &|cells| cells[amount] = text("##########"))],
        23 => vec![rejected("supplier_without_amount", None, &|cells| cells[amount] = text(""))],
        27 => vec![Record::other(header.to_vec(), "header_repeated")],
        _ => Vec::new(),
    }
}

fn footer(dialect: &Dialect, total: i64, sink: Sink<'_>) -> anyhow::Result<()> {
    let width = dialect.columns.len();
    let amount = dialect.columns.iter().position(|(column, _)| *column == Column::Amount).unwrap_or(width - 1);
    let total_cell = match dialect.amounts {
        AmountStyle::Native => Cell::Money(total),
        style => Cell::Text(amount_text(total, style)),
    };
    let total_row = |label: &str, at: usize| {
        let mut record = Record::other(vec![String::new(); width], "total");
        record.cells[at] = text(label);
        record.cells[amount] = total_cell.clone();
        record.pence = Some(total);
        record
    };
    let first = dialect.columns.iter().position(|(column, _)| *column != Column::Spacer).unwrap_or(0);
    match dialect.footer {
        Footer::None => Ok(()),
        Footer::Sum => sink(total_row("Sum:", amount.saturating_sub(1))),
        Footer::Total => sink(total_row("Total", first)),
        Footer::RemarkAndBlanks => {
            let mut cells = vec![String::new(); width];
            cells[0] = "Published under the transparency requirements. Amounts include VAT that cannot be recovered.".to_owned();
            sink(Record::other(cells, "footnote"))?;
            for _ in 0..2 {
                sink(Record::other(vec![String::new(); width], "blank"))?;
            }
            Ok(())
        }
    }
}

/// True for a file that is text.
pub fn is_text(dialect: &Dialect) -> bool {
    matches!(dialect.container, Container::Utf8 { .. } | Container::Cp1252)
}

fn date_text(date: chrono::NaiveDate, style: DateStyle) -> String {
    let format = match style {
        DateStyle::DayFirst | DateStyle::Native => "%d/%m/%Y",
        DateStyle::MonthFirst => "%-m/%-d/%Y",
        DateStyle::Named => "%d-%b-%y",
        DateStyle::Timestamp => "%Y-%m-%d 00:00:00",
    };
    date.format(format).to_string()
}

/// Pence as a ledger writes them.
pub fn amount_text(pence: i64, style: AmountStyle) -> String {
    let (pounds, rest, minus) = (pence.unsigned_abs() / 100, pence.unsigned_abs() % 100, pence < 0);
    let sign = if minus { "-" } else { "" };
    match style {
        AmountStyle::Plain | AmountStyle::Native => format!("{sign}{pounds}.{rest:02}"),
        AmountStyle::Thousands => format!("{sign}{}.{rest:02}", grouped(pounds)),
        AmountStyle::BracketsPounds if minus => format!("(£{}.{rest:02})", grouped(pounds)),
        AmountStyle::BracketsPounds => format!("£{}.{rest:02}", grouped(pounds)),
        AmountStyle::TrailingMinus => format!("{}.{rest:02}{sign}", grouped(pounds)),
        AmountStyle::Trimmed if rest == 0 => format!("{sign}{pounds}"),
        AmountStyle::Trimmed if rest % 10 == 0 => format!("{sign}{pounds}.{}", rest / 10),
        AmountStyle::Trimmed => format!("{sign}{pounds}.{rest:02}"),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_each_department_does() {
        let cases = [
            (AmountStyle::Plain, "-1234567.50"),
            (AmountStyle::Thousands, "-1,234,567.50"),
            (AmountStyle::BracketsPounds, "(£1,234,567.50)"),
            (AmountStyle::TrailingMinus, "1,234,567.50-"),
            (AmountStyle::Trimmed, "-1234567.5"),
        ];
        for (style, expected) in cases {
            assert_eq!(amount_text(-123_456_750, style), expected);
        }
        assert_eq!(amount_text(5, AmountStyle::Plain), "0.05");
        assert_eq!(amount_text(100, AmountStyle::Trimmed), "1");
    }
}
