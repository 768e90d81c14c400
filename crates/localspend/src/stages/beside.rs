//! Each new file beside the organisation's other months: a layout that differs from the last one, a sum far from the
//! others. Both become doubts of the file's row, and are said.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use datafusion::prelude::SessionContext;
use localspend_ledger::{layout_changes, sum_is_far};
use localspend_model::Money;
use localspend_model::codes::FileStatus;

use crate::output::cells;
use crate::stages::file_rows::{FileRow, KnownFile};

/// A month of an organisation that counts.
struct Month {
    file_id: String,
    uri: String,
    first: String,
    last: String,
    amount: Money,
    /// Known for new files; asked of the lake for others, where it is needed.
    mapping: Option<String>,
}

/// Adds the doubts to the rows; answers them as messages, in order.
pub async fn look(rows: &mut [FileRow], known: &BTreeMap<String, KnownFile>, session: &SessionContext) -> Result<Vec<String>> {
    let months = months(rows, known);
    let mut before: Vec<(usize, &Month)> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let earlier =
            counted(row).and_then(|(org, first, _)| months.get(org)?.iter().rfind(|month| month.first.as_str() < first));
        before.extend(earlier.map(|month| (index, month)));
    }
    let asked = before.iter().filter(|(_, month)| month.mapping.is_none()).map(|(_, month)| month.file_id.as_str()).collect();
    let in_lake = mappings(session, &asked).await?;
    let mut found: Vec<(usize, String)> = Vec::new();
    for (index, month) in before {
        let Some(mapping) = month.mapping.as_ref().or_else(|| in_lake.get(&month.file_id)) else { continue };
        let changes = layout_changes(mapping, &rows[index].mapping);
        if !changes.is_empty() {
            found.push((index, format!("layout_changed: its layout differs from {}: {}", month.uri, changes.join("; "))));
        }
    }
    for (index, row) in rows.iter().enumerate() {
        let Some((org, first, last)) = counted(row) else { continue };
        let others: Vec<Money> = months
            .get(org)
            .into_iter()
            .flatten()
            .filter(|month| month.first != first && length(&month.first, &month.last) == length(first, last))
            .map(|month| month.amount)
            .collect();
        if let Some(what) = sum_is_far(row.pounds(), &others) {
            let hint = "look whether a year was published as a month, pence as pounds, or rows are missing";
            found.push((index, format!("sum_is_far: {what}\nhint: {hint}")));
        }
    }
    found.sort();
    let messages = found.iter().map(|(index, what)| format!("{}: {what}", rows[*index].uri)).collect();
    for (index, what) in found {
        rows[index].doubts.push(what);
    }
    Ok(messages)
}

/// Organisation and period of a row that counts.
fn counted(row: &FileRow) -> Option<(&str, &str, &str)> {
    let counts = row.status == FileStatus::Active.as_str() && row.payments > 0;
    Some((row.org_code.as_deref()?, row.period_start.as_deref()?, row.period_end.as_deref()?)).filter(|_| counts)
}

/// The months that count, by organisation, in order: what this load replaces is not among them.
fn months(rows: &[FileRow], known: &BTreeMap<String, KnownFile>) -> BTreeMap<String, Vec<Month>> {
    let mut months: BTreeMap<String, Vec<Month>> = BTreeMap::new();
    let replaced: BTreeSet<_> = rows.iter().filter_map(FileRow::key).collect();
    for (file_id, file) in known.iter().filter(|(_, file)| file.status == FileStatus::Active.as_str() && file.payments > 0) {
        let Some(key) = file.key().filter(|key| !replaced.contains(key)) else { continue };
        let (org, first, last) = key;
        let (file_id, uri, amount) = (file_id.clone(), file.uri.clone(), file.amount);
        months.entry(org).or_default().push(Month { file_id, uri, first, last, amount, mapping: None });
    }
    for row in rows {
        let Some((org, first, last)) = counted(row) else { continue };
        months.entry(org.to_owned()).or_default().push(Month {
            file_id: row.file_id.clone(),
            uri: row.uri.clone(),
            first: first.to_owned(),
            last: last.to_owned(),
            amount: row.pounds(),
            mapping: Some(row.mapping.clone()),
        });
    }
    for list in months.values_mut() {
        list.sort_by(|a, b| (&a.first, &a.last, &a.uri).cmp(&(&b.first, &b.last, &b.uri)));
    }
    months
}

/// Months of a period whose days are written as 2025-09-01.
fn length(first: &str, last: &str) -> i32 {
    let month = |day: &str| {
        let mut parts = day.split('-').map(|part| part.parse::<i32>().unwrap_or(0));
        parts.next().unwrap_or(0) * 12 + parts.next().unwrap_or(0)
    };
    month(last) - month(first) + 1
}

/// What the lake knows of the layout of files.
async fn mappings(session: &SessionContext, file_ids: &BTreeSet<&str>) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    // The ids are hexadecimal: nothing in them can end a text.
    let quoted: Vec<String> = file_ids.iter().map(|id| format!("'{id}'")).collect();
    for some in quoted.chunks(200) {
        let sql = format!("select file_id, mapping from files where file_id in ({})", some.join(", "));
        for batch in session.sql(&sql).await?.collect().await? {
            for row in 0..batch.num_rows() {
                found.extend(cells::text(batch.column(0), row).zip(cells::text(batch.column(1), row)));
            }
        }
    }
    Ok(found)
}
