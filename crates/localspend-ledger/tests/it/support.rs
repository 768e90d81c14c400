//! Reading a file in both passes, with the checks that hold for every file.

use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Decimal128Type, Int64Type};
use localspend_ledger::{Attribution, Hints, Inspection, Limits, Source, inspect, read};
use localspend_model::Money;

/// The real files, or `None` with a clear message.
pub fn shared() -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    if path.join("data/ledgers/golden.csv").exists() {
        return Some(path.to_owned());
    }
    println!("SKIPPED: ../shared is not there");
    None
}

/// A line as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub sheet: Option<String>,
    pub row: i64,
    pub verdict: String,
    pub reason: String,
    pub flags: Vec<String>,
    pub raw: Vec<String>,
    pub paid_on: Option<String>,
    pub amount: Option<Money>,
    texts: Vec<(String, Option<String>)>,
}

impl Line {
    pub fn text(&self, column: &str) -> &str {
        self.texts.iter().find(|(name, _)| name == column).and_then(|(_, text)| text.as_deref()).unwrap_or("")
    }
}

/// Inspects and reads a file, and checks what must hold for any file: both passes agree, every record is there once,
/// in order, and the same bytes give the same lines.
pub fn read_all(source: Source<'_>, hints: &Hints) -> (Inspection, Vec<Line>) {
    let limits = Limits::default();
    let inspection = inspect(source, hints, &limits).unwrap_or_else(|error| panic!("{}: {error}", hints.file_name));
    let period = inspection.period.best().map(|(period, _)| period);
    let attribution = Attribution { file_id: "f".to_owned(), org_code: Some("ORG".to_owned()), period };
    let mut batches = Vec::new();
    let summary = read(source, hints, &inspection, &attribution, &limits, &mut |batch| {
        batches.push(batch);
        Ok(())
    })
    .unwrap_or_else(|error| panic!("{}: {error}", hints.file_name));
    assert_eq!(summary.disagreement(&inspection), None, "{}: the two passes disagree", hints.file_name);
    let lines: Vec<Line> = batches.iter().flat_map(lines_of).collect();
    assert_eq!(lines.len() as u64, inspection.totals.records, "{}: a record was lost or doubled", hints.file_name);
    for pair in lines.windows(2) {
        assert!(pair[0].sheet != pair[1].sheet || pair[0].row < pair[1].row, "{}: rows out of order", hints.file_name);
    }
    let payments: Money = lines.iter().filter(|line| line.verdict == "payment").filter_map(|line| line.amount).sum();
    assert_eq!(payments, inspection.totals.amount_payments, "{}: pounds were lost", hints.file_name);
    (inspection, lines)
}

pub fn lines_of(batch: &RecordBatch) -> Vec<Line> {
    let text = |name: &str, row: usize| {
        let column = batch.column_by_name(name).unwrap().as_string::<i32>();
        column.is_valid(row).then(|| column.value(row).to_owned())
    };
    let list = |name: &str, row: usize| -> Vec<String> {
        let values = batch.column_by_name(name).unwrap().as_list::<i32>().value(row);
        values.as_string::<i32>().iter().map(|value| value.unwrap_or_default().to_owned()).collect()
    };
    let names = [
        "entity",
        "expense_type",
        "expense_area",
        "description",
        "supplier_name",
        "supplier_postcode",
        "vat_number",
        "contract_number",
        "transaction_number",
    ];
    (0..batch.num_rows())
        .map(|row| {
            let amount = batch.column_by_name("amount").unwrap().as_primitive::<Decimal128Type>();
            let paid_on = batch.column_by_name("paid_on").unwrap().as_primitive::<Date32Type>();
            Line {
                sheet: text("sheet", row),
                row: batch.column_by_name("row").unwrap().as_primitive::<Int64Type>().value(row),
                verdict: text("verdict", row).unwrap(),
                reason: text("reason", row).unwrap(),
                flags: list("flags", row),
                raw: list("raw", row),
                paid_on: paid_on.is_valid(row).then(|| paid_on.value_as_date(row).unwrap().to_string()),
                amount: amount.is_valid(row).then(|| Money::from_pence(amount.value(row))),
                texts: names.iter().map(|name| ((*name).to_owned(), text(name, row))).collect(),
            }
        })
        .collect()
}

/// Hints for a file on disk: its name alone.
pub fn named(path: &Path) -> Hints {
    Hints { file_name: path.file_name().unwrap().to_string_lossy().into_owned(), ..Hints::default() }
}
