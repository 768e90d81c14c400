//! What `check` tells a person. If one of these fails, a doubt or a rejected record would not be seen, or would be
//! looked for in the wrong place.

use localspend_ledger::understand::label::Field;
use localspend_ledger::{Attribution, Hints, Issue, Limits, SavedMapping, Source, explain, inspect, issues, read};

const FILE: &str = "Payments over 500,,,,\n\
    Date;Supplier Name;Supplier ID;Net Amount;Remark\n\
    13/05/2025;Ash Ltd;9001;10.00;\n\
    14/05/2025;Birch Ltd;9002;####;\n\
    ;Cedar Ltd;9003;12.50;by hand\n\
    15/05/2025;;9004;7.00;\n\
    16/05/2025;Elm Ltd;9005;8.999;\n";

fn hints(mapping: Option<SavedMapping>) -> Hints {
    Hints { file_name: "May 2025.csv".to_owned(), mapping, ..Hints::default() }
}

fn found(file: &str) -> Vec<Issue> {
    let (source, limits) = (Source::Bytes(file.as_bytes()), Limits::default());
    let inspection = inspect(source, &hints(None), &limits).unwrap();
    let attribution = Attribution { period: inspection.period.best().map(|best| best.0), ..Attribution::default() };
    let mut all = Vec::new();
    read(source, &hints(None), &inspection, &attribution, &limits, &mut |batch| {
        issues(&batch, &inspection, &mut |issue| all.push(issue));
        Ok(())
    })
    .unwrap();
    all
}

#[test]
fn every_rejected_or_flagged_record_is_listed_with_its_cell() {
    let all = found(FILE);
    let seen: Vec<_> = all.iter().map(|issue| (issue.row, issue.column.as_str(), issue.value.as_str(), issue.reason)).collect();
    assert!(seen.contains(&(4, "Net Amount", "####", "amount_hashed")), "{seen:?}");
    assert!(seen.contains(&(5, "Date", "", "date_missing")), "{seen:?}");
    assert!(seen.contains(&(6, "Supplier Name", "", "amount_without_supplier")), "{seen:?}");
    assert!(seen.contains(&(7, "Net Amount", "8.999", "rounded")), "{seen:?}");
    assert!(!seen.iter().any(|issue| issue.0 == 3), "a sound line is no issue: {seen:?}");
    assert!(all.iter().all(|issue| issue.hint.len() > 10));
}

#[test]
fn the_explanation_says_how_the_file_was_read() {
    let inspection = inspect(Source::Bytes(FILE.as_bytes()), &hints(None), &Limits::default()).unwrap();
    let text = explain("May 2025.csv", &inspection);
    for part in [
        "semicolons, header in row 2",
        "paid_on             `Date`",
        "supplier_name       `Supplier Name`",
        "amount              `Net Amount`",
        "`Supplier ID`, `Remark`",
        "day before month",
        "7 records = 3 payments + 2 rejected + 2 not payments",
        "£31.50 paid, £7.00 on rejected records",
        "period 2025-05 (from its name)",
    ] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
    assert!(text.lines().count() < 50, "more than a screen:\n{text}");
}

/// What `check --save` writes must lead to the same lines, and a corrected line in it must count.
#[test]
fn a_saved_mapping_says_the_same_again_and_can_be_corrected() {
    let file = FILE.replace("Remark", "Gross Amount").replace("by hand", "15.00");
    let first = inspect(Source::Bytes(file.as_bytes()), &hints(None), &Limits::default()).unwrap();
    let saved = SavedMapping::of(&first).unwrap().to_toml().unwrap();
    let again = SavedMapping::from_toml(&saved).unwrap();
    let second = inspect(Source::Bytes(file.as_bytes()), &hints(Some(again)), &Limits::default()).unwrap();
    assert_eq!(second.totals.amount_payments, first.totals.amount_payments, "{saved}");
    assert_eq!(second.totals.payments, first.totals.payments, "{saved}");
    let corrected = SavedMapping::from_toml(&saved.replace("\"Net Amount\"", "\"Gross Amount\"")).unwrap();
    let third = inspect(Source::Bytes(file.as_bytes()), &hints(Some(corrected)), &Limits::default()).unwrap();
    assert_eq!(third.totals.amount_payments.to_string(), "15.00", "{saved}");
}

/// A mapping saved from a file with the supplier's number before its name must not make the number the payee.
#[test]
fn a_saved_label_is_taken_as_it_is_written() {
    let file = "Date,Supplier #,Supplier,Amount\n13/05/2025,9001,Ash Ltd,10.00\n14/05/2025,9002,Elm Ltd,12.00\n";
    let first = inspect(Source::Bytes(file.as_bytes()), &hints(None), &Limits::default()).unwrap();
    let saved = SavedMapping::of(&first).unwrap();
    let again = inspect(Source::Bytes(file.as_bytes()), &hints(Some(saved)), &Limits::default()).unwrap();
    let column = |field| again.sheets[0].plan.column(field);
    assert_eq!(column(Field::SupplierName), Some(2), "{:?}", again.sheets[0].plan.columns);
}
