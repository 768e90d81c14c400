//! Takes the decisions about a sheet: first from a sample, then confirmed or revised by what the whole sheet showed.

use localspend_model::{Month, Period};

use crate::inspect::Hints;
use crate::record::Record;

use super::amount::DecimalMark;
use super::classify::{ByteMinority, Judge};
use super::columns;
use super::date::DateOrder;
use super::evidence::Evidence;
use super::header::{self, Header};
use super::label::{Field, normalise};
use super::period::{self, Months};
use super::plan::{ColumnPlan, DateBasis, SheetPlan};
use super::profile;

/// The plan that the first records suggest.
pub fn first_plan(sheet: Option<String>, sample: &[Record], width: Option<u32>, hints: &Hints) -> SheetPlan {
    let saved = hints.mapping.as_ref();
    let Header { body, rows, mut labels } = match saved.and_then(|saved| saved.header(sample)) {
        Some(header) => header,
        None => header::find(sample),
    };
    labels.truncate(header::MOST_COLUMNS);
    let body_records = || sample.iter().skip(body).filter(|record| !record.is_blank());
    let width = width.map_or_else(|| usual_width(sample, body, labels.len()), |width| width.max(1) as usize);
    let profiles = profile::of_records(body_records(), labels.len().max(width).min(header::MOST_COLUMNS));
    let mut columns = columns::assign(&labels, &profiles);
    if let Some(saved) = saved {
        saved.apply(&mut columns);
    }
    let amount = columns.iter().find(|column| column.field == Some(Field::Amount)).and_then(|column| profiles.get(column.index));
    let decimal_mark = match (saved.and_then(|saved| saved.decimal_mark), amount) {
        (Some(mark), _) => mark,
        (None, Some(amount)) if amount.decimal_commas > 2 && amount.decimal_commas > amount.decimal_points * 4 => {
            DecimalMark::Comma
        }
        _ => DecimalMark::Point,
    };
    let mut header_cells: Vec<String> = labels.iter().map(|label| normalise(label)).collect();
    while header_cells.last().is_some_and(String::is_empty) {
        header_cells.pop();
    }
    if rows.len() > 1 {
        // A repeated header of two rows is known by its last row.
        header_cells = sample.get(rows.end - 1).map(header::normalised_cells).unwrap_or_default();
    }
    SheetPlan {
        sheet,
        header_rows: sample[rows.clone()].iter().map(|record| record.row).collect(),
        header_cells,
        columns,
        width: width as u32,
        date_order: saved.and_then(|saved| saved.date_order).unwrap_or_default(),
        date_basis: if saved.is_some_and(|saved| saved.date_order.is_some()) {
            DateBasis::Saved
        } else {
            DateBasis::NothingToDecide
        },
        stored_dates_exchanged: false,
        decimal_mark,
        amount_is_reference: false,
        reference_range: None,
        amounts_have_pence: false,
        supplier_cut_at: None,
        own_entity: None,
    }
}

fn usual_width(sample: &[Record], body: usize, labels: usize) -> usize {
    let mut widths: Vec<usize> = sample.iter().skip(body).filter(|record| !record.is_blank()).map(Record::len).collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(0).max(labels)
}

/// The plan after a pass over the whole sheet.
pub fn revise(plan: &SheetPlan, evidence: &Evidence, hints: &Hints) -> (SheetPlan, ByteMinority) {
    let mut revised = plan.clone();
    let saved = hints.mapping.as_ref();
    if plan.date_basis != DateBasis::Saved {
        (revised.date_order, revised.date_basis) = date_order(evidence, &hints.file_name, hints.month);
    }
    revised.stored_dates_exchanged = stored_dates_exchanged(evidence, &hints.file_name, hints.month);
    let trusted = saved.is_some_and(|saved| saved.amounts_are_money);
    if !trusted {
        revised.amount_is_reference = plan.amount_is_reference || amount_is_reference(evidence);
        revised.reference_range = plan.reference_range.or_else(|| reference_range(evidence));
        revised.amounts_have_pence = evidence.amounts >= 20
            && evidence.amounts_marked * 2 >= evidence.amounts
            && evidence.with_reference * 10 >= evidence.lines * 9;
    }
    revised.supplier_cut_at = supplier_cut_at(evidence);
    revised.own_entity = own_entity(evidence);
    (revised, byte_minority(evidence))
}

/// The plan with what the first records show of the whole sheet: it is nearly always what the whole sheet shows too, and
/// then one pass is enough. What a pass can only add, and not take back, is left to it.
pub fn foreseen(plan: SheetPlan, sample: &[Record], hints: &Hints) -> (SheetPlan, ByteMinority) {
    let mut evidence = Evidence::default();
    let mut judge = Judge::new(&plan, hints.month, ByteMinority::default());
    for record in sample {
        let judged = judge.judge(record);
        evidence.add(record, &judged, &plan, judge.slots());
    }
    let (revised, minority) = revise(&plan, &evidence, hints);
    let foreseen = SheetPlan { amount_is_reference: plan.amount_is_reference, reference_range: plan.reference_range, ..revised };
    (foreseen, minority)
}

/// True when the revision changes the verdict or flags of some record, so that the pass has to be made again. The length
/// at which names are cut is not among them: lines are counted by it, see [`Evidence::lines_of_length`].
pub fn changes_judgement(before: &SheetPlan, after: &SheetPlan) -> bool {
    before.amount_is_reference != after.amount_is_reference
        || before.reference_range != after.reference_range
        || before.amounts_have_pence != after.amounts_have_pence
        || before.own_entity != after.own_entity
        || before.date_order != after.date_order
        || before.date_basis.is_sure() != after.date_basis.is_sure()
        || before.stored_dates_exchanged != after.stored_dates_exchanged
}

/// Months that the file says it covers, whatever the order of its dates.
fn told_months(evidence: &Evidence, file_name: &str, configured: Option<Period>) -> Option<Period> {
    let mut either = evidence.months_day_first.clone();
    for (month, count) in &evidence.months_month_first {
        *either.entry(*month).or_default() += count;
    }
    for (month, count) in &evidence.stored_exchanged {
        *either.entry(*month).or_default() += count;
    }
    configured
        .or_else(|| period_of_columns(std::slice::from_ref(evidence), file_name, &either))
        .or_else(|| period::from_name(file_name, &either))
        .or_else(|| evidence.preamble.iter().find_map(|line| period::from_text(line, &either)))
}

fn date_order(evidence: &Evidence, file_name: &str, configured: Option<Period>) -> (DateOrder, DateBasis) {
    use DateOrder::{DayMonth, MonthDay};
    match (evidence.only_day_month, evidence.only_month_day) {
        (0, 0) if evidence.either == 0 => return (DayMonth, DateBasis::NothingToDecide),
        (0, 0) => {}
        (_, 0) => return (DayMonth, DateBasis::UnambiguousCells),
        (0, _) => return (MonthDay, DateBasis::UnambiguousCells),
        (day_first, month_first) => {
            return (if month_first > day_first { MonthDay } else { DayMonth }, DateBasis::Mixed);
        }
    }
    if let Some(told) = told_months(evidence, file_name, configured) {
        let inside = |months: &Months| -> u64 { months.range(told.first..=told.last).map(|(_, count)| *count).sum() };
        let (day_first, month_first) = (inside(&evidence.months_day_first), inside(&evidence.months_month_first));
        match () {
            () if day_first >= 2 * month_first.max(1) => return (DayMonth, DateBasis::FileMonth),
            () if month_first >= 2 * day_first.max(1) => return (MonthDay, DateBasis::FileMonth),
            () => {}
        }
    }
    // Several different days that fall in one month under one order, and in many under the other.
    match (evidence.months_day_first.len(), evidence.months_month_first.len()) {
        (1, 4..) => (DayMonth, DateBasis::OneMonth),
        (4.., 1) => (MonthDay, DateBasis::OneMonth),
        _ => (DayMonth, DateBasis::Custom),
    }
}

/// A spreadsheet read month-first dates day first: those it could turn became dates, the others stayed text. The
/// stored ones then all have a day of 12 or less, and fall into the file's month once day and month are put back.
fn stored_dates_exchanged(evidence: &Evidence, file_name: &str, configured: Option<Period>) -> bool {
    let suspicious = evidence.stored >= 3 && evidence.stored_low_days == evidence.stored && evidence.only_month_day > 0;
    if !suspicious {
        return false;
    }
    let told = told_months(evidence, file_name, configured).or_else(|| {
        let (month, _) = evidence.months_month_first.iter().max_by_key(|(month, count)| (**count, std::cmp::Reverse(**month)))?;
        Some(Period::month(*month))
    });
    told.is_some_and(|told| {
        let inside: u64 = evidence.stored_exchanged.range(told.first..=told.last).map(|(_, count)| *count).sum();
        inside * 2 > evidence.stored
    })
}

/// A whole column of bare numbers of one length close together is a column of references, not of money.
fn amount_is_reference(evidence: &Evidence) -> bool {
    let bare: u64 = evidence.bare.values().map(|(count, _)| *count).sum();
    if evidence.amounts < 5 || bare * 100 < evidence.amounts * 95 {
        return false;
    }
    let Some((low, high)) = evidence.bare_range.filter(|(low, _)| *low > 0) else { return false };
    let one_length = evidence.bare.keys().map(|(digits, _)| *digits).collect::<std::collections::BTreeSet<_>>().len() == 1;
    let not_round: u64 = evidence.bare.values().map(|(_, not_round)| *not_round).sum();
    let close = low >= 1_000_000 && (high - low) < high / 5;
    let counted_up = evidence.consecutive * 2 > evidence.amounts;
    one_length && not_round * 2 > bare && (close || counted_up)
}

/// Bare numbers in the amount column that begin like the file's references, among amounts that look like money.
fn reference_range(evidence: &Evidence) -> Option<(i64, i64)> {
    if evidence.amounts_marked * 10 < evidence.amounts * 3 {
        return None;
    }
    let (&(digits, start), &(count, not_round)) = evidence.bare.iter().max_by_key(|(key, (count, _))| (*count, **key))?;
    let in_references = evidence.references.get(&(digits, start)).copied().unwrap_or(0);
    let plain = digits >= 7 && count >= 3 && not_round * 10 >= count * 8 && in_references >= 10;
    plain.then(|| {
        let unit = 10_i64.pow(u32::from(digits) - 2);
        (i64::from(start) * unit, (i64::from(start) + 1) * unit - 1)
    })
}

/// The body that more than half of the lines name, where others are named too.
fn own_entity(evidence: &Evidence) -> Option<String> {
    let named: u64 = evidence.entities.iter().filter(|(name, _)| !name.is_empty()).map(|(_, lines)| lines).sum();
    let (own, lines) = evidence.entities.iter().filter(|(name, _)| !name.is_empty()).max_by_key(|(_, lines)| **lines)?;
    (*lines < named && lines * 2 > named).then(|| own.clone())
}

/// The length at which many names end and beyond which none goes.
fn supplier_cut_at(evidence: &Evidence) -> Option<u32> {
    let (&longest, &count) = evidence.supplier_lengths.iter().next_back()?;
    if !(20..1_000).contains(&longest) || count < 3 {
        return None;
    }
    let before: u64 = evidence.supplier_lengths.range(longest - 5..longest).map(|(_, count)| *count).sum();
    (count * 5 >= before * 2).then_some(longest)
}

/// The bytes that are the exception: of two kinds in one file, the rarer.
fn byte_minority(evidence: &Evidence) -> ByteMinority {
    let kinds = [evidence.utf8_records, evidence.windows_1252_records, evidence.mac_roman_records];
    let most = kinds.iter().copied().max().unwrap_or(0);
    let majority = kinds.iter().position(|count| *count == most);
    let rare = |index: usize| kinds[index] > 0 && majority != Some(index);
    ByteMinority { utf8: rare(0), windows_1252: rare(1), mac_roman: rare(2) }
}

/// The period that the period columns of a file agree on; dates and the file's name choose between readings.
pub fn period_of_columns(evidences: &[Evidence], file_name: &str, dates: &Months) -> Option<Period> {
    let mut pairs: Vec<(&(String, String), u64)> =
        evidences.iter().flat_map(|evidence| evidence.periods.iter().map(|(pair, count)| (pair, *count))).collect();
    pairs.sort();
    let total: u64 = pairs.iter().map(|(_, count)| count).sum();
    let named = period::from_name(file_name, dates);
    let mut months: Vec<Month> = Vec::new();
    for ((year, part), count) in pairs {
        if count * 20 < total {
            continue;
        }
        let candidates = period::months_of_cell(year, part);
        let in_name = |month: &Month| named.is_some_and(|named| named.first <= *month && *month <= named.last);
        let month = match candidates[..] {
            [] => continue,
            [month] => month,
            _ => match candidates.iter().copied().find(in_name).or_else(|| period::most_dated(&candidates, dates)) {
                Some(month) => month,
                None => continue,
            },
        };
        months.push(month);
    }
    Some(Period { first: months.iter().copied().min()?, last: months.iter().copied().max()? })
}

/// Labels and fields of columns, to compare the layouts of two files.
pub fn layout(columns: &[ColumnPlan]) -> Vec<(String, Option<Field>)> {
    columns.iter().map(|column| (normalise(&column.label), column.field)).collect()
}
