//! Looks at a whole file and writes nothing: what it is, what its columns mean, what it adds up to, what is doubtful.
//! Reading afterwards follows the same plans through the same judge, so its counts must be the same.

use std::ops::ControlFlow;

use chrono::NaiveDate;
use localspend_model::codes::Flag;
use localspend_model::{Money, Period};
use serde::Serialize;

use crate::doubts::{self, Doubt};
use crate::error::Error;
use crate::mapping::SavedMapping;
use crate::parts::{Part, each_part};
use crate::source::{Limits, Source};
use crate::text::dialect::Dialect;
use crate::understand::classify::{ByteMinority, Judge};
use crate::understand::date::DateOrder;
use crate::understand::decide;
use crate::understand::evidence::{Evidence, Repeats};
use crate::understand::period::{self, Months};
use crate::understand::plan::SheetPlan;
use crate::understand::totals::Totals;
use crate::words;

/// What is known about a file before it is opened.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// Name of the file, as a person knows it.
    pub file_name: String,
    /// Months the configuration says it covers.
    pub month: Option<Period>,
    /// Decisions a person saved about files like this.
    pub mapping: Option<SavedMapping>,
}

/// Everything found out about a file.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// `csv`, `xlsx`, `zip:csv` ...
    pub format: String,
    /// Text encoding, where it is text.
    pub encoding: Option<String>,
    /// Size.
    pub bytes: u64,
    /// Tables in the file, in order.
    pub sheets: Vec<SheetInspection>,
    /// Counts and pounds of the whole file.
    #[serde(skip)]
    pub totals: Totals,
    /// Total printed in the file, where there is one.
    #[serde(serialize_with = "words::money")]
    pub control_total: Option<Money>,
    /// Names in the entity column with their lines, most lines first.
    pub entities: Vec<(String, u64)>,
    /// What says which months it covers.
    pub period: PeriodEvidence,
    /// First date of a payment.
    pub min_date: Option<NaiveDate>,
    /// Last date of a payment.
    pub max_date: Option<NaiveDate>,
    /// Payments that repeat an earlier one exactly; `None` for a file too large to tell.
    pub repeated: Option<u64>,
    /// What a person should look at.
    pub doubts: Vec<Doubt>,
}

/// What was found in one table.
#[derive(Debug, Clone, Serialize)]
pub struct SheetInspection {
    /// Decisions.
    pub plan: SheetPlan,
    /// Delimiter and quoting of text.
    pub dialect: Option<Dialect>,
    /// Bytes that are exceptions in this file.
    pub minority: ByteMinority,
    /// The sheet's tab is hidden.
    pub hidden: bool,
    /// Counts and pounds.
    #[serde(skip)]
    pub totals: Totals,
    /// Totals printed in it: row, pounds, pounds of the payments it should equal.
    pub totals_printed: Vec<PrintedTotal>,
    /// Payments that stand on several lines; empty too where a sheet is too large to tell.
    #[serde(skip)]
    pub repeats: Repeats,
    /// The first rows whose bytes were read by a fallback.
    pub fallback_rows: Vec<u64>,
}

/// A total printed in a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrintedTotal {
    /// Row.
    pub row: u64,
    /// What it says.
    #[serde(serialize_with = "words::some_money")]
    pub printed: Money,
    /// Payments above it: the nearest of all so far and all since the last total.
    #[serde(serialize_with = "words::some_money")]
    pub counted: Money,
}

/// What says which months a file covers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PeriodEvidence {
    /// The configuration.
    #[serde(serialize_with = "words::period")]
    pub configured: Option<Period>,
    /// Its period columns.
    #[serde(serialize_with = "words::period")]
    pub from_column: Option<Period>,
    /// Its name.
    #[serde(serialize_with = "words::period")]
    pub from_name: Option<Period>,
    /// Lines above its header.
    #[serde(serialize_with = "words::period")]
    pub from_title: Option<Period>,
    /// Its dates.
    #[serde(serialize_with = "words::period")]
    pub from_dates: Option<Period>,
}

impl PeriodEvidence {
    /// The period to believe, and the name of what gave it.
    pub fn best(&self) -> Option<(Period, &'static str)> {
        [
            (self.configured, "configuration"),
            (self.from_column, "column"),
            (self.from_name, "name"),
            (self.from_title, "title"),
            (self.from_dates, "dates"),
        ]
        .into_iter()
        .find_map(|(period, source)| period.map(|period| (period, source)))
    }
}

impl Inspection {
    /// The decisions and their evidence as JSON, for `files.mapping`.
    pub fn mapping_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Inspects a file.
pub fn inspect(source: Source<'_>, hints: &Hints, limits: &Limits) -> Result<Inspection, Error> {
    let bytes = source.size()?;
    let mut sheets = Vec::new();
    let mut evidences = Vec::new();
    let mut formats: Vec<String> = Vec::new();
    let mut transcoded = None;
    let outer = crate::workbook::detect(source, limits)?;
    let mut unreadable = each_part(source, &hints.file_name, limits, &mut |part| {
        let format = words::format_name(part.format, part.text.as_ref());
        if !formats.contains(&format) {
            formats.push(format);
        }
        if let Some(form) = part.text
            && let crate::text::encoding::Transfer::Stream(encoding) = form.start.transfer
        {
            transcoded = Some(encoding.name().to_lowercase());
        }
        let (sheet, evidence) = inspect_part(part, hints, limits)?;
        sheets.push(sheet);
        evidences.push(evidence);
        Ok(())
    })?;
    if sheets.is_empty() && !unreadable.is_empty() {
        return Err(unreadable.swap_remove(0).error);
    }
    let format = match outer {
        crate::workbook::Format::Zip => format!("zip:{}", formats.join("+")),
        crate::workbook::Format::Gzip => format!("gzip:{}", formats.join("+")),
        _ => formats.join("+"),
    };
    let encoding = transcoded.or_else(|| words::encoding_name(&evidences));
    let mut inspection = gather(format, encoding, bytes, sheets, evidences, hints);
    inspection.doubts.extend(unreadable.iter().map(doubts::unreadable_entry));
    Ok(inspection)
}

fn inspect_part(part: &mut Part<'_, '_>, hints: &Hints, limits: &Limits) -> Result<(SheetInspection, Evidence), Error> {
    let sample = part.sample(limits)?;
    let first = decide::first_plan(part.name.clone(), &sample, part.text.and_then(|form| form.dialect.width), hints);
    let (mut plan, mut minority) = decide::foreseen(first, &sample, hints);
    drop(sample);
    let mut evidence;
    let mut passes = 0;
    loop {
        evidence = pass(part, &plan, minority, hints.month, limits)?;
        passes += 1;
        let (revised, revised_minority) = decide::revise(&plan, &evidence, hints);
        // The plan settles at once for nearly every file; three passes bound the rest.
        if revised == plan && revised_minority == minority || passes == 3 {
            break;
        }
        let changes_verdicts = decide::changes_judgement(&plan, &revised) || revised_minority != minority;
        (plan, minority) = (revised, revised_minority);
        if !changes_verdicts {
            break;
        }
    }
    match plan.supplier_cut_at.map_or(0, |length| evidence.lines_of_length(length)) {
        0 => evidence.totals.by_flag.remove(&Flag::SupplierTruncated),
        lines => evidence.totals.by_flag.insert(Flag::SupplierTruncated, lines),
    };
    let repeats = evidence.repeats();
    if let Some(repeats) = repeats.as_ref().filter(|repeats| repeats.lines > 0) {
        evidence.totals.by_flag.insert(Flag::PossibleDuplicate, repeats.lines);
    }
    let sheet = SheetInspection {
        repeats: repeats.unwrap_or_default(),
        dialect: part.text.map(|form| form.dialect),
        minority,
        hidden: part.hidden,
        totals: evidence.totals.clone(),
        totals_printed: printed_totals(&evidence),
        fallback_rows: evidence.first_fallbacks.iter().map(|(row, _)| *row).collect(),
        plan,
    };
    Ok((sheet, evidence))
}

fn pass(
    part: &mut Part<'_, '_>,
    plan: &SheetPlan,
    minority: ByteMinority,
    period: Option<Period>,
    limits: &Limits,
) -> Result<Evidence, Error> {
    let mut evidence = Evidence::default();
    let mut judge = Judge::new(plan, period, minority);
    let slots = *judge.slots();
    part.each(limits, &mut |record| {
        let judged = judge.judge(record);
        evidence.add(record, &judged, plan, &slots);
        Ok(ControlFlow::Continue(()))
    })?;
    evidence.settle();
    Ok(evidence)
}

fn printed_totals(evidence: &Evidence) -> Vec<PrintedTotal> {
    evidence
        .totals_printed
        .iter()
        .zip(&evidence.running_at_totals)
        .map(|((row, printed), (all, section))| {
            let away = |money: Money| (money - *printed).pence().unsigned_abs();
            PrintedTotal { row: *row, printed: *printed, counted: if away(*section) < away(*all) { *section } else { *all } }
        })
        .collect()
}

fn gather(
    format: String,
    encoding: Option<String>,
    bytes: u64,
    sheets: Vec<SheetInspection>,
    mut evidences: Vec<Evidence>,
    hints: &Hints,
) -> Inspection {
    let mut totals = Totals::default();
    let mut months = Months::new();
    let mut entities: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    let (mut min_date, mut max_date) = (None, None);
    let mut repeated = Some(0);
    for (sheet, evidence) in sheets.iter().zip(&mut evidences) {
        totals.merge(&sheet.totals);
        let (sheet_months, range) = match sheet.plan.date_order {
            DateOrder::DayMonth => (&evidence.months_day_first, evidence.range_day_first),
            DateOrder::MonthDay => (&evidence.months_month_first, evidence.range_month_first),
        };
        for (month, count) in sheet_months {
            *months.entry(*month).or_default() += count;
        }
        if let Some((first, last)) = range {
            min_date = Some(min_date.map_or(first, |known: NaiveDate| known.min(first)));
            max_date = Some(max_date.map_or(last, |known: NaiveDate| known.max(last)));
        }
        for (name, count) in &evidence.entities {
            *entities.entry(name.clone()).or_default() += count;
        }
        repeated = match (repeated, evidence.repeats()) {
            (Some(all), Some(more)) => Some(all + more.beyond_the_first()),
            _ => None,
        };
    }
    let mut entities: Vec<(String, u64)> = entities.into_iter().filter(|(name, _)| !name.is_empty()).collect();
    entities.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let period = PeriodEvidence {
        configured: hints.month,
        from_column: decide::period_of_columns(&evidences, &hints.file_name, &months),
        from_name: period::from_name(&hints.file_name, &months),
        from_title: evidences.iter().flat_map(|evidence| &evidence.preamble).find_map(|line| period::from_text(line, &months)),
        from_dates: period::from_dates(&months),
    };
    let control_total = sheets.iter().filter_map(|sheet| sheet.totals_printed.last()).map(|total| total.printed).next_back();
    let mut inspection = Inspection {
        format,
        encoding,
        bytes,
        sheets,
        totals,
        control_total,
        entities,
        period,
        min_date,
        max_date,
        repeated,
        doubts: Vec::new(),
    };
    inspection.doubts = doubts::of(&inspection, &evidences, hints);
    inspection
}
