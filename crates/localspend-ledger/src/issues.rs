//! Every record that was rejected or flagged, with the cell it is about and what to do: the list that goes back to the
//! publisher. Made from the lines as they are loaded, so it says nothing that the lake does not hold.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use localspend_model::codes::{Flag, Reason, Verdict};

use crate::inspect::Inspection;
use crate::understand::label::Field;
use crate::understand::plan::{ColumnPlan, SheetPlan};

/// Characters of a whole record that are shown where no single cell is to blame.
const SHOWN: usize = 200;

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Sheet, or file of an archive.
    pub sheet: Option<String>,
    /// Physical line of a text file, or row of the sheet.
    pub row: i64,
    /// Label of the column, or its number where it has none; empty where the whole record is meant.
    pub column: String,
    /// The cell as it is in the file, or the record.
    pub value: String,
    /// Code of the reason or flag.
    pub reason: &'static str,
    /// What to do.
    pub hint: &'static str,
}

/// Passes on the issues of a batch of lines, in order.
pub fn issues(batch: &RecordBatch, inspection: &Inspection, sink: &mut dyn FnMut(Issue)) {
    let texts = |name: &str| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    let lists = |name: &str| batch.column_by_name(name).and_then(|column| column.as_list_opt::<i32>());
    let rows = batch.column_by_name("row").and_then(|column| column.as_primitive_opt::<Int64Type>());
    let (Some(verdicts), Some(reasons), Some(sheets), Some(rows)) = (texts("verdict"), texts("reason"), texts("sheet"), rows)
    else {
        return;
    };
    let (Some(flags), Some(raw)) = (lists("flags"), lists("raw")) else { return };
    for index in 0..batch.num_rows() {
        let rejected = verdicts.value(index) == Verdict::Rejected.as_str();
        let set = flags.value(index);
        if !rejected && set.is_empty() {
            continue;
        }
        let sheet = sheets.is_valid(index).then(|| sheets.value(index));
        let plan = inspection.sheets.iter().map(|sheet| &sheet.plan).find(|plan| plan.sheet.as_deref() == sheet);
        let cells = raw.value(index);
        let cells: Vec<&str> = cells.as_string::<i32>().iter().map(Option::unwrap_or_default).collect();
        let mut give = |reason: &'static str, field: Option<Field>, hint: &'static str| {
            let (column, value) = place(plan, field, &cells);
            sink(Issue { sheet: sheet.map(str::to_owned), row: rows.value(index), column, value, reason, hint });
        };
        if let Some(reason) = Reason::from_code(reasons.value(index)).filter(|_| rejected) {
            let (field, hint) = of_reason(reason);
            give(reason.as_str(), field, hint);
        }
        for flag in set.as_string::<i32>().iter().flatten().filter_map(Flag::from_code) {
            let (field, hint) = of_flag(flag);
            give(flag.as_str(), field, hint);
        }
    }
}

/// The column's name and the cell; the record where there is no such column.
fn place(plan: Option<&SheetPlan>, field: Option<Field>, cells: &[&str]) -> (String, String) {
    let column = field.and_then(|field| {
        let plan = plan?;
        plan.columns.iter().find(|column| column.field == Some(field))
    });
    match column {
        Some(column) => (name(column), cells.get(column.index).copied().unwrap_or_default().to_owned()),
        None => (String::new(), cells.join(" | ").chars().take(SHOWN).collect()),
    }
}

/// A column as a person finds it.
pub(crate) fn name(column: &ColumnPlan) -> String {
    if column.label.is_empty() { format!("column {}", column.index + 1) } else { column.label.clone() }
}

/// The field a reason is about, and what to do.
fn of_reason(reason: Reason) -> (Option<Field>, &'static str) {
    match reason {
        Reason::AmountWithoutSupplier => (Some(Field::SupplierName), "ask the publisher who was paid"),
        Reason::SupplierWithoutAmount => (Some(Field::Amount), "ask the publisher for the amount"),
        Reason::LineIncomplete => (None, "ask the publisher whether a payment is missing here"),
        Reason::AmountHashed => {
            (Some(Field::Amount), "ask for the file saved with a wider column: the number is lost in this one")
        }
        Reason::AmountUnreadable => {
            (Some(Field::Amount), "correct the cell at the source, or name the amount column in a saved mapping")
        }
        Reason::AmountTooLarge => (Some(Field::Amount), "ask the publisher: no payment is that large"),
        Reason::AmountIsReference => {
            (Some(Field::Amount), "name the right column in a saved mapping, or say there that the amounts are money")
        }
        Reason::AmountError => (Some(Field::Amount), "ask the publisher to mend the formula and publish again"),
        Reason::AmountMisplaced => (Some(Field::Amount), "compare the record with its neighbours: its cells have slipped"),
        Reason::NoSupplierColumn => (None, "name the column in a saved mapping: columns.supplier_name"),
        Reason::NoAmountColumn => (None, "name the column in a saved mapping: columns.amount"),
        Reason::Payment
        | Reason::Blank
        | Reason::Header
        | Reason::HeaderRepeated
        | Reason::Total
        | Reason::Preamble
        | Reason::Footnote
        | Reason::PageNumber => (None, "nothing to do"),
    }
}

/// The field a flag is about, and what to do.
fn of_flag(flag: Flag) -> (Option<Field>, &'static str) {
    match flag {
        Flag::DateMissing => (Some(Field::PaidOn), "the file's month is used; ask the publisher for the date"),
        Flag::DateUnreadable => (Some(Field::PaidOn), "the file's month is used; correct the date at the source"),
        Flag::DateOutsidePeriod => (Some(Field::PaidOn), "check the file's month, and the order of day and month"),
        Flag::DateAmbiguous => (Some(Field::PaidOn), "settle the order in a saved mapping: date_order"),
        Flag::PossibleDuplicate => (None, "ask the publisher whether it was paid twice; both lines count"),
        Flag::BytesReplaced => (None, "save the file as UTF-8 at the source"),
        Flag::Mojibake => (None, "save the file as UTF-8 at the source: it was decoded wrongly before it was published"),
        Flag::Rounded => (Some(Field::Amount), "it was rounded half-up to the penny; publish whole pence"),
        Flag::Ragged => (None, "compare the record with the header: a delimiter may be missing or too many"),
        Flag::SupplierTruncated => (Some(Field::SupplierName), "ask for names that are not cut"),
        Flag::Redacted => (Some(Field::SupplierName), "nothing to do: the name is withheld"),
        Flag::EntityDiffers => (Some(Field::Entity), "check whose file it is in localspend.toml"),
        Flag::ColumnsExchanged => (Some(Field::SupplierName), "check the line: supplier and reference were exchanged"),
        Flag::Hidden => (None, "check that the hidden row is meant to be published; it counts"),
        Flag::Formula => (None, "publish values instead of formulas; the saved result was read"),
    }
}
