//! What was found out about a file, in words that fit on a screen: how it was read, what its columns mean, what it adds
//! up to and what is doubtful. Everything said here is in the inspection; nothing is decided.

use std::fmt::Write;

use crate::inspect::{Inspection, SheetInspection};
use crate::issues::name;
use crate::text::dialect::Dialect;
use crate::understand::amount::DecimalMark;
use crate::understand::date::DateOrder;
use crate::understand::label::Field;
use crate::understand::plan::DateBasis;
use crate::words::period_text;

/// Tables explained one by one; of more, only the number is said.
const TABLES: usize = 3;

/// Explains a file.
pub fn explain(file_name: &str, inspection: &Inspection) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _infallible = write_all(&mut text, file_name, inspection);
    text
}

fn write_all(text: &mut String, file_name: &str, inspection: &Inspection) -> std::fmt::Result {
    let encoding = inspection.encoding.as_deref().map(|encoding| format!(", {encoding}")).unwrap_or_default();
    writeln!(text, "{file_name} ({}{encoding}, {} bytes)", inspection.format, inspection.bytes)?;
    let mut tables: Vec<&SheetInspection> = inspection.sheets.iter().filter(|sheet| sheet.totals.records > 0).collect();
    tables.sort_by_key(|sheet| std::cmp::Reverse(sheet.totals.payments));
    for sheet in tables.iter().take(TABLES) {
        write_table(text, sheet)?;
    }
    if tables.len() > TABLES {
        writeln!(text, "  and {} more tables with records", tables.len() - TABLES)?;
    }
    let empty = inspection.sheets.len() - tables.len();
    if empty > 0 {
        writeln!(text, "  {empty} empty sheets")?;
    }
    let totals = &inspection.totals;
    writeln!(
        text,
        "  {} records = {} payments + {} rejected + {} not payments",
        totals.records, totals.payments, totals.rejected, totals.not_payments
    )?;
    writeln!(
        text,
        "  {} paid, {} on rejected records",
        totals.amount_payments.display_pounds(),
        totals.amount_rejected.display_pounds()
    )?;
    for (reason, (records, amount)) in &totals.by_reason {
        writeln!(text, "    {:<26}{records:>8}{:>22}", reason.as_str(), amount.display_pounds())?;
    }
    if let Some((period, source)) = inspection.period.best() {
        writeln!(text, "  period {} (from its {source})", period_text(period))?;
    }
    if let (Some(first), Some(last)) = (inspection.min_date, inspection.max_date) {
        writeln!(text, "  dates {first} to {last}")?;
    }
    for (entity, count) in inspection.entities.iter().take(3) {
        writeln!(text, "  entity `{entity}` on {count} lines")?;
    }
    for doubt in &inspection.doubts {
        let stake = doubt.at_stake.map_or(String::new(), |money| format!(" ({} at stake)", money.display_pounds()));
        writeln!(text, "  doubt: {}{stake}\n    hint: {}", doubt.what, doubt.settle)?;
    }
    Ok(())
}

fn write_table(text: &mut String, sheet: &SheetInspection) -> std::fmt::Result {
    let plan = &sheet.plan;
    let name_of_table = plan.sheet.as_ref().map_or("table".to_owned(), |name| format!("sheet `{name}`"));
    let hidden = if sheet.hidden { ", hidden" } else { "" };
    let dialect = sheet.dialect.map_or(String::new(), |dialect| format!(", {}", dialect_words(&dialect)));
    let header = match plan.header_rows[..] {
        [] => "no header".to_owned(),
        [row] => format!("header in row {row}"),
        [first, .., last] => format!("header in rows {first} to {last}"),
    };
    writeln!(text, "  {name_of_table}{hidden}{dialect}, {header}")?;
    for column in plan.columns.iter().filter(|column| column.field.is_some_and(|field| field != Field::Other)) {
        let field = column.field.map_or("", Field::name);
        writeln!(text, "    {field:<20}`{}`", name(column))?;
    }
    let others: Vec<String> = plan
        .columns
        .iter()
        .filter(|column| column.field.is_none_or(|field| field == Field::Other) && !column.label.is_empty())
        .map(|column| format!("`{}`", column.label))
        .collect();
    if !others.is_empty() {
        writeln!(text, "    kept in raw alone   {}", others.join(", "))?;
    }
    if plan.column(Field::PaidOn).is_some() {
        let order = match plan.date_order {
            DateOrder::DayMonth => "day before month",
            DateOrder::MonthDay => "month before day",
        };
        writeln!(text, "    dates: {order}, {}", basis_words(plan.date_basis))?;
    }
    if plan.decimal_mark == DecimalMark::Comma {
        writeln!(text, "    amounts: a comma before the pence")?;
    }
    Ok(())
}

fn dialect_words(dialect: &Dialect) -> String {
    let delimiter = match dialect.delimiter {
        None => "one cell in a line".to_owned(),
        Some(b',') => "commas".to_owned(),
        Some(b';') => "semicolons".to_owned(),
        Some(b'\t') => "tabs".to_owned(),
        Some(b'|') => "pipes".to_owned(),
        Some(b' ') if dialect.aligned => "columns aligned by spaces".to_owned(),
        Some(b' ') => "spaces".to_owned(),
        Some(byte) => format!("`{}` between cells", mark(byte, dialect.second)),
    };
    let quote = match dialect.quote {
        None | Some(b'"') => String::new(),
        Some(byte) => format!(", quoted by {}", char::from(byte)),
    };
    let escape = dialect.escape.map_or(String::new(), |byte| format!(", escaped by {}", char::from(byte)));
    format!("{delimiter}{quote}{escape}")
}

/// A delimiter as a person sees it: control characters by their code.
fn mark(byte: u8, second: Option<u8>) -> String {
    let bytes: Vec<u8> = std::iter::once(byte).chain(second).collect();
    let text = String::from_utf8(bytes).unwrap_or_else(|_| char::from(byte).to_string());
    if text.chars().any(char::is_control) { text.escape_default().to_string() } else { text }
}

fn basis_words(basis: DateBasis) -> &'static str {
    match basis {
        DateBasis::NothingToDecide => "no cell leaves a choice",
        DateBasis::UnambiguousCells => "as its unambiguous cells show",
        DateBasis::FileMonth => "by the file's month",
        DateBasis::OneMonth => "so that all fall in one month",
        DateBasis::Mixed => "though its cells disagree",
        DateBasis::Custom => "by custom alone",
        DateBasis::Saved => "by a saved mapping",
    }
}
