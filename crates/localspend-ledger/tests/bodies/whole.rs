//! A whole file through both passes: every record once and in order, every pound twice the same, the same bytes the
//! same lines, and every refusal with a hint.

use std::ops::ControlFlow;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Decimal128Type, Int64Type};
use localspend_ledger::parts::each_part;
use localspend_ledger::record::Record;
use localspend_ledger::{Attribution, Error, Hints, Inspection, Source, Summary, inspect, read};

use super::tight;

/// Number of records of a file, when it can be read; the checks are the point.
pub fn whole_file(bytes: &[u8], name: &str) -> Option<u64> {
    let hints = Hints { file_name: name.to_owned(), ..Hints::default() };
    let seen = match inspect(Source::Bytes(bytes), &hints, &tight()) {
        Ok(seen) => seen,
        Err(error) => {
            let text = error.to_string();
            assert!(matches!(error, Error::Sink(_)) || text.contains("hint:"), "a refusal without a hint: {text}");
            return None;
        }
    };
    let (summary, batches) = lines(bytes, &hints, &seen);
    assert_eq!(summary.disagreement(&seen), None, "the two passes disagree");
    assert_eq!(summary.totals.by_reason, seen.totals.by_reason, "the two passes give other reasons");
    let again = inspect(Source::Bytes(bytes), &hints, &tight()).expect("what was read once is read again");
    assert_eq!(again.mapping_json(), seen.mapping_json(), "the same bytes were understood differently");
    assert!(lines(bytes, &hints, &again).1 == batches, "the same bytes gave other lines");
    conserved(&seen);
    compare_with_cells(bytes, name, &seen, &batches);
    Some(seen.totals.records)
}

fn lines(bytes: &[u8], hints: &Hints, seen: &Inspection) -> (Summary, Vec<RecordBatch>) {
    let period = seen.period.best().map(|(period, _)| period);
    let attribution = Attribution { file_id: "f".to_owned(), org_code: None, period };
    let mut batches = Vec::new();
    let summary = read(Source::Bytes(bytes), hints, seen, &attribution, &tight(), &mut |batch| {
        batches.push(batch);
        Ok(())
    })
    .expect("what was inspected can be read");
    (summary, batches)
}

fn conserved(seen: &Inspection) {
    let totals = &seen.totals;
    assert_eq!(totals.records, totals.payments + totals.rejected + totals.not_payments, "a record without a verdict");
    assert_eq!(totals.records, totals.by_reason.values().map(|(count, _)| count).sum::<u64>(), "a record without a reason");
    let pounds = |sheets: &dyn Fn(&localspend_ledger::SheetInspection) -> i128| seen.sheets.iter().map(sheets).sum::<i128>();
    assert_eq!(totals.amount_payments.pence(), pounds(&|sheet| sheet.totals.amount_payments.pence()), "pounds between sheets");
}

/// Every record of a file that can be read, with the name of its table.
pub fn each_record(bytes: &[u8], name: &str, sink: &mut dyn FnMut(Option<&str>, &Record)) {
    let read = each_part(Source::Bytes(bytes), name, &tight(), &mut |part| {
        let table = part.name.clone();
        part.each(&tight(), &mut |record| {
            sink(table.as_deref(), record);
            Ok(ControlFlow::Continue(()))
        })
    });
    read.expect("what was inspected can be shown");
}

/// Every record of the file stands in the lines once, in order, with its cells as they were read.
fn compare_with_cells(bytes: &[u8], name: &str, seen: &Inspection, batches: &[RecordBatch]) {
    let mut records = Vec::new();
    each_record(bytes, name, &mut |sheet, record| {
        let texts: Vec<String> = record.cells().map(str::to_owned).collect();
        records.push((sheet.map(str::to_owned), record.row, texts));
    });
    assert_eq!(records.len() as u64, seen.totals.records, "a record was lost or doubled");
    let mut expected = records.iter();
    let mut previous: Option<(Option<String>, u64)> = None;
    let mut pounds = 0_i128;
    for batch in batches {
        let rows = batch.column_by_name("row").expect("row").as_primitive::<Int64Type>();
        let raw = batch.column_by_name("raw").expect("raw").as_list::<i32>();
        let verdicts = batch.column_by_name("verdict").expect("verdict").as_string::<i32>();
        let amounts = batch.column_by_name("amount").expect("amount").as_primitive::<Decimal128Type>();
        for (index, verdict) in verdicts.iter().enumerate() {
            let (sheet, row, texts) = expected.next().expect("no more lines than records");
            assert_eq!(rows.value(index) as u64, *row, "the line's row is the record's");
            let texts_in_line = raw.value(index);
            let same =
                texts_in_line.as_string::<i32>().iter().map(Option::unwrap_or_default).eq(texts.iter().map(String::as_str));
            assert!(same, "row {row}: the raw cells are not those of the record");
            if let Some((previous_sheet, previous_row)) = &previous {
                assert!(previous_sheet != sheet || previous_row < row, "row {row} follows row {previous_row}");
            }
            previous = Some((sheet.clone(), *row));
            pounds += if verdict == Some("payment") { amounts.value(index) } else { 0 };
        }
    }
    assert!(expected.next().is_none(), "a record has no line");
    assert_eq!(pounds, seen.totals.amount_payments.pence(), "the lines' pounds are not the file's");
}
