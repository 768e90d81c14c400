//! What a person should look at before trusting a file: each doubt says what was seen, the pounds at stake and what
//! would settle it. A doubt changes no verdict.

use localspend_model::Money;
use localspend_model::codes::Reason;
use serde::Serialize;

use crate::inspect::{Hints, Inspection, SheetInspection};
use crate::parts::Unreadable;
use crate::understand::evidence::Evidence;
use crate::understand::label::Field;
use crate::understand::plan::DateBasis;
use crate::words::{self, period_text};

/// Something doubtful about a whole file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doubt {
    /// Short name of the kind of doubt.
    pub code: &'static str,
    /// What was seen.
    pub what: String,
    /// Pounds that depend on it.
    #[serde(serialize_with = "words::money")]
    pub at_stake: Option<Money>,
    /// What would settle it.
    pub settle: String,
}

/// The doubts about a file.
pub(crate) fn of(inspection: &Inspection, evidences: &[Evidence], hints: &Hints) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for (sheet, evidence) in inspection.sheets.iter().zip(evidences) {
        let place = sheet.plan.sheet.as_ref().map_or(String::new(), |name| format!("sheet `{name}`: "));
        let mut add = |code, what: String, at_stake, settle: &str| {
            doubts.push(Doubt { code, what: format!("{place}{what}"), at_stake, settle: settle.to_owned() });
        };
        columns(sheet, evidence, &mut add);
        amounts(sheet, evidence, &mut add);
        dates(sheet, evidence, &mut add);
        totals(sheet, &mut add);
        bytes(sheet, evidence, &mut add);
    }
    period(inspection, hints, &mut doubts);
    doubts
}

/// A file of an archive that gave no records, beside others that did.
pub(crate) fn unreadable_entry(entry: &Unreadable) -> Doubt {
    let text = entry.error.to_string();
    let (what, settle) = text.split_once("\nhint: ").unwrap_or((&text, "give that file by itself"));
    Doubt {
        code: "unreadable_entry",
        what: format!("`{}` in the archive was left out: {what}", entry.name),
        at_stake: None,
        settle: settle.to_owned(),
    }
}

type Add<'a> = dyn FnMut(&'static str, String, Option<Money>, &str) + 'a;

fn columns(sheet: &SheetInspection, evidence: &Evidence, add: &mut Add<'_>) {
    let plan = &sheet.plan;
    if evidence.totals.records == 0 {
        return;
    }
    let money = Some(evidence.totals.amount_rejected);
    if plan.column(Field::Amount).is_none() && plan.column(Field::SupplierName).is_some() {
        add(
            "no_amount_column",
            "no column holds amounts, so nothing in it is a payment".to_owned(),
            None,
            "name the column in a saved mapping: columns.amount = \"label\"",
        );
    }
    if plan.column(Field::SupplierName).is_none() && plan.column(Field::Amount).is_some() {
        add(
            "no_supplier_column",
            "no column holds suppliers, so nothing in it is a payment".to_owned(),
            money,
            "name the column in a saved mapping: columns.supplier_name = \"label\"",
        );
    }
    if plan.column(Field::PaidOn).is_none() && plan.column(Field::Amount).is_some() && evidence.totals.payments > 0 {
        add(
            "no_date_column",
            "no column holds dates; the lines have no date of their own".to_owned(),
            Some(evidence.totals.amount_payments),
            "give the file's month: --period, or a name that holds it",
        );
    }
    if plan.header_rows.is_empty() && evidence.totals.payments > 0 {
        add(
            "no_header",
            "there is no header; the columns were told by their cells alone".to_owned(),
            Some(evidence.totals.amount_payments),
            "name the columns by number in a saved mapping: columns.supplier_name = \"#3\"",
        );
    }
    for column in plan.columns.iter().filter(|column| column.evidence.contains("contradict")) {
        let field = column.field.map_or("none", Field::name);
        add(
            "label_contradicted",
            format!("the column `{}` was read as {field}: {}", column.label, column.evidence),
            None,
            "confirm it in a saved mapping",
        );
    }
    let amount_like: Vec<&str> = plan
        .columns
        .iter()
        .filter(|column| {
            column.field != Some(Field::Amount)
                && crate::understand::label::meanings(&column.label)
                    .first()
                    .is_some_and(|(field, score)| *field == Field::Amount && *score >= 0.8)
        })
        .map(|column| column.label.as_str())
        .collect();
    if let (false, Some(used)) = (amount_like.is_empty(), plan.column(Field::Amount)) {
        let used = plan.columns.get(used).map_or("", |column| column.label.as_str());
        add(
            "several_amounts",
            format!("`{used}` was read as the amount, and there is also `{}`", amount_like.join("`, `")),
            Some(evidence.totals.amount_payments),
            "name the right one in a saved mapping: columns.amount = \"label\"",
        );
    }
    if evidence.supplier_numbers * 10 >= evidence.lines && evidence.supplier_numbers >= 3 {
        add(
            "supplier_is_number",
            format!(
                "{} of {} lines have a number where the supplier's name should be",
                evidence.supplier_numbers, evidence.lines
            ),
            Some(evidence.totals.amount_payments),
            "ask the publisher for the names, or name the right column in a saved mapping",
        );
    }
}

fn amounts(sheet: &SheetInspection, evidence: &Evidence, add: &mut Add<'_>) {
    let of = |reason: Reason| evidence.totals.by_reason.get(&reason).copied().unwrap_or_default();
    let (count, money) = of(Reason::AmountIsReference);
    if sheet.plan.amount_is_reference {
        add(
            "amount_is_reference",
            format!("the amount column holds numbers that follow each other, not money ({count} lines)"),
            Some(money),
            "ask the publisher for the amounts; if they are money, say so in a saved mapping: amounts_are_money = true",
        );
    } else if count > 0 {
        add(
            "amount_is_reference",
            format!("{count} amounts are references of this file, not money"),
            Some(money),
            "ask the publisher for these amounts; if they are money, say so in a saved mapping: amounts_are_money = true",
        );
    }
    let (count, money) = of(Reason::AmountMisplaced);
    if count > 0 {
        add(
            "amount_misplaced",
            format!("{count} amounts look like page numbers or belong to another column"),
            Some(money),
            "compare with the original document",
        );
    }
}

fn dates(sheet: &SheetInspection, evidence: &Evidence, add: &mut Add<'_>) {
    let money = Some(evidence.totals.amount_payments);
    match sheet.plan.date_basis {
        DateBasis::Mixed => add(
            "dates_mixed",
            format!(
                "{} dates fit only day before month and {} only month before day; {} fit both",
                evidence.only_day_month, evidence.only_month_day, evidence.either
            ),
            money,
            "ask the publisher; or settle it in a saved mapping: date_order = \"day_month\" or \"month_day\"",
        ),
        DateBasis::Custom if evidence.either > 0 => add(
            "dates_ambiguous",
            format!("all {} numeric dates fit both orders; day before month was taken, as is the custom", evidence.either),
            money,
            "settle it in a saved mapping: date_order = \"day_month\" or \"month_day\"; or give the file's month",
        ),
        _ => {}
    }
    if sheet.plan.stored_dates_exchanged {
        add(
            "dates_exchanged",
            format!("a spreadsheet exchanged day and month of {} dates; they were put back", evidence.stored_low_days),
            money,
            "compare one of them with the original document",
        );
    }
}

fn totals(sheet: &SheetInspection, add: &mut Add<'_>) {
    for total in sheet.totals_printed.iter().filter(|total| total.printed != total.counted) {
        let difference = total.counted - total.printed;
        add(
            "total_disagrees",
            format!(
                "the total printed in row {} is {} and its rows add up to {}: {} away",
                total.row,
                total.printed.display_pounds(),
                total.counted.display_pounds(),
                difference.display_pounds()
            ),
            Some(difference),
            "look for rows that were left out of the total or are missing; ask the publisher",
        );
    }
}

fn bytes(sheet: &SheetInspection, evidence: &Evidence, add: &mut Add<'_>) {
    let minority = sheet.minority;
    if minority.utf8 || minority.windows_1252 || minority.mac_roman || evidence.nul_bytes > 0 {
        let rows: Vec<String> = evidence.first_fallbacks.iter().take(10).map(|(row, _)| row.to_string()).collect();
        add(
            "bytes_replaced",
            format!(
                "several encodings stand in one file ({} records UTF-8, {} windows-1252, {} Mac Roman; {} NUL bytes dropped), first in rows {}",
                evidence.utf8_records,
                evidence.windows_1252_records,
                evidence.mac_roman_records,
                evidence.nul_bytes,
                rows.join(", ")
            ),
            None,
            "look at the names in these rows; save the file as UTF-8 at the source",
        );
    }
}

fn period(inspection: &Inspection, hints: &Hints, doubts: &mut Vec<Doubt>) {
    let evidence = &inspection.period;
    let money = Some(inspection.totals.amount_payments);
    if inspection.totals.payments == 0 {
        return;
    }
    match (evidence.from_column, evidence.from_name) {
        (Some(column), Some(name)) if name.first < column.first || column.last < name.last => doubts.push(Doubt {
            code: "period_disagrees",
            what: format!(
                "the period column says {} and the name `{}` says {}",
                period_text(column),
                hints.file_name,
                period_text(name)
            ),
            at_stake: money,
            settle: "give the month: --period, or `period` in localspend.toml".to_owned(),
        }),
        _ => {}
    }
    if evidence.best().is_none() {
        doubts.push(Doubt {
            code: "no_period",
            what: "nothing says which months it covers".to_owned(),
            at_stake: money,
            settle: "give the month: --period, or `period` in localspend.toml".to_owned(),
        });
    }
}
