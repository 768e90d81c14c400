//! The understanding of a table: header, columns, plan.

use localspend_ledger::Hints;
use localspend_ledger::record::Record;
use localspend_ledger::understand::decide::first_plan;
use localspend_ledger::understand::header;
use localspend_ledger::understand::label::{meanings, normalise};

/// Any text as a table of lines and tabs: the header lies inside it, no field is taken twice, no label is lost.
pub fn header(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let sample: Vec<Record> = text
        .split('\n')
        .take(20)
        .enumerate()
        .map(|(index, line)| {
            let mut record = Record::default();
            record.clear(index as u64 + 1);
            line.split('\t').for_each(|cell| record.push(cell));
            record
        })
        .collect();
    let found = header::find(&sample);
    assert!(found.rows.start <= found.rows.end && found.rows.end <= found.body.max(found.rows.end));
    assert!(found.body <= sample.len() && found.rows.len() <= 2, "a header outside the table: {found:?}");
    let plan = first_plan(None, &sample, None, &Hints::default());
    for (index, column) in plan.columns.iter().enumerate() {
        assert_eq!(column.index, index);
        let twice = plan.columns.iter().filter(|other| other.field.is_some() && other.field == column.field).count();
        assert!(twice <= 1, "{:?} was found twice", column.field);
        assert!((0.0..=1.0).contains(&column.score), "a score of {}", column.score);
        let plain = normalise(&column.label);
        assert_eq!(normalise(&plain), plain, "a label that is normalised already changes: {:?}", column.label);
        for (_, score) in meanings(&column.label) {
            assert!((0.5..=1.0).contains(&score));
        }
    }
    assert_eq!(plan, first_plan(None, &sample, None, &Hints::default()), "the same table was understood differently");
}
