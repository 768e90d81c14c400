//! Published workbooks, when they lie beside the repository: rows, amounts and dates as independently counted.

use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::cell::{CellKind, pence_from_double};
use crate::workbook::Workbook;
use crate::{Limits, Source};

#[test]
fn published_workbooks_agree_with_the_golden_counts() {
    let ledgers = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/ledgers"));
    let Ok(golden) = std::fs::read_to_string(ledgers.join("golden.csv")) else {
        println!("SKIPPED: ../shared is not there");
        return;
    };
    let header: Vec<&str> = golden.lines().next().unwrap().split(',').collect();
    let place = |name: &str| header.iter().position(|label| *label == name).unwrap();
    let mut seen = 0;
    for line in golden.lines().filter(|line| line.contains(".xlsx,")) {
        let fields: Vec<&str> = line.split(',').collect();
        let path = ledgers.join(fields[0]);
        let limits = Limits::default();
        let mut book = Workbook::open(Source::Path(&path), &limits).unwrap();
        let first = book.sheets()[0].name.clone();
        let (mut payments, mut blank, mut pence) = (0_u64, 0_u64, 0_i128);
        let (mut first_day, mut last_day) = (String::from("9"), String::new());
        book.rows(&first, &mut |number, cells, _| {
            if number == 1 {
                return ControlFlow::Continue(());
            }
            let amount = cells.iter().rev().find_map(|cell| match cell.kind {
                CellKind::Number(value) => pence_from_double(value),
                _ => None,
            });
            match amount {
                Some(amount) => {
                    payments += 1;
                    pence += amount;
                }
                None if cells.iter().all(|cell| cell.is_blank()) => blank += 1,
                None => panic!("row {number} of {path:?} is neither: {cells:?}"),
            }
            for cell in &cells {
                if matches!(cell.kind, CellKind::Date(_)) {
                    first_day = first_day.clone().min(cell.text.clone());
                    last_day = last_day.clone().max(cell.text.clone());
                }
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        let sum: f64 = fields[place("sum")].parse().unwrap();
        assert_eq!(payments.to_string(), fields[place("rows_payment")], "{path:?}");
        assert_eq!(blank.to_string(), fields[place("rows_blank")], "{path:?}");
        assert_eq!(Some(pence), pence_from_double(sum), "{path:?}");
        assert_eq!((first_day.as_str(), last_day.as_str()), (fields[place("min_date")], fields[place("max_date")]), "{path:?}");
        seen += 1;
    }
    assert_eq!(seen, 12, "every published workbook of the golden list was read");
}
