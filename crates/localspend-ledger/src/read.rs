//! Reads a file's records as lines of the lake, along the plans of its inspection.

use std::ops::ControlFlow;

use arrow::array::RecordBatch;
use localspend_model::codes::Flag;
use localspend_model::{Money, Period};

use crate::error::{Error, SinkError};
use crate::inspect::{Hints, Inspection};
use crate::lines::{LinesBuilder, TextSlots};
use crate::parts::each_part;
use crate::source::{Limits, Source};
use crate::understand::classify::Judge;
use crate::understand::totals::{Tally, Totals};

/// Whose and which months' lines these are, as the caller decided.
#[derive(Debug, Clone, Default)]
pub struct Attribution {
    /// sha256 of the file's bytes.
    pub file_id: String,
    /// Organisation that paid.
    pub org_code: Option<String>,
    /// Months covered.
    pub period: Option<Period>,
}

/// Counts and pounds of what was read: the same as the inspection's, or something is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Counts and pounds.
    pub totals: Totals,
}

impl Summary {
    /// What disagrees with the inspection, if anything does.
    pub fn disagreement(&self, inspection: &Inspection) -> Option<String> {
        let (read, seen) = (&self.totals, &inspection.totals);
        let counts = |totals: &Totals| (totals.records, totals.payments, totals.rejected, totals.not_payments);
        let pounds = |totals: &Totals| (totals.amount_payments, totals.amount_rejected);
        if counts(read) == counts(seen) && pounds(read) == pounds(seen) {
            return None;
        }
        Some(format!(
            "read {:?} and £{}, inspected {:?} and £{}",
            counts(read),
            read.amount_payments,
            counts(seen),
            seen.amount_payments
        ))
    }
}

/// Reads every physical record once, in order, as batches of the `lines` table.
pub fn read(
    source: Source<'_>,
    hints: &Hints,
    inspection: &Inspection,
    attribution: &Attribution,
    limits: &Limits,
    sink: &mut dyn FnMut(RecordBatch) -> Result<(), SinkError>,
) -> Result<Summary, Error> {
    let (mut summary, mut tally) = (Summary::default(), Tally::default());
    let mut builder = LinesBuilder::new(attribution);
    let mut sheets = inspection.sheets.iter();
    each_part(source, &hints.file_name, limits, &mut |part| {
        let Some(sheet) = sheets.next().filter(|sheet| sheet.plan.sheet == part.name) else {
            return Err(changed());
        };
        let slots = TextSlots::of(&sheet.plan);
        let mut judge = Judge::new(&sheet.plan, attribution.period, sheet.minority);
        part.each(limits, &mut |record| {
            let mut judged = judge.judge(record);
            judged.flags.add_if(sheet.repeats.holds(record, &judged, judge.slots()), Flag::PossibleDuplicate);
            summary.totals.add(&judged, &mut tally);
            builder.add(record, &judged, &slots);
            if builder.is_full() {
                sink(finish(&mut builder)?)?;
            }
            Ok(ControlFlow::Continue(()))
        })
    })?;
    if !builder.is_empty() {
        sink(finish(&mut builder)?)?;
    }
    tally.settle(&mut summary.totals);
    Ok(summary)
}

fn finish(builder: &mut LinesBuilder) -> Result<RecordBatch, Error> {
    builder.finish().map_err(|error| Error::Sink(Box::new(error)))
}

fn changed() -> Error {
    Error::Refused {
        what: "the file changed while it was read".to_owned(),
        hint: "wait until it is complete and read it again".to_owned(),
    }
}

/// Pounds of payments and of rejected records together: what conservation is about.
pub fn all_pounds(totals: &Totals) -> Money {
    totals.amount_payments + totals.amount_rejected
}
