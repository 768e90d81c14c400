//! The metric tables of one pack, ready to be asked: rows of this area up to this quarter, found by organisation and
//! quarter.

use std::collections::BTreeMap;

use arrow::array::{BooleanArray, RecordBatch};
use arrow::error::ArrowError;
use localspend_model::period::Quarter;

use crate::cells::{Row, Rows, texts};
use crate::{Error, PackInput};

/// The tables a pack knows how to show, in the order of its pages.
pub(crate) const KNOWN: &[&str] = &[
    "coverage",
    "scopes",
    "local_share",
    "rings",
    "destinations",
    "living_wage_share",
    "living_wage_by_category",
    "sme_share",
    "vcse_share",
    "deprived_share",
    "verdicts",
    "verdicts_by_category",
    "blocked_by_directive",
    "what_if",
    "before_after",
    "movable",
    "enablers",
    "opportunities",
    "concentration",
    "categories_bought",
    "identity_coverage",
    "location_coverage",
    "unlisted_service_suppliers",
    "top_suppliers",
    "changes",
    "conservation",
    "sensitivity",
    "to_fix",
];

type Key = (Option<String>, Option<String>);

/// The tables of a pack.
#[derive(Debug)]
pub(crate) struct Metrics {
    tables: BTreeMap<String, Table>,
    organisations: Vec<Organisation>,
}

#[derive(Debug)]
struct Table {
    rows: Rows,
    index: BTreeMap<Key, Vec<usize>>,
}

/// An organisation that appears in the tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Organisation {
    pub(crate) name: String,
    pub(crate) code: String,
}

impl Metrics {
    /// Keeps what belongs to the pack: this area (tables without an area are whole), this quarter and earlier ones.
    pub(crate) fn load(input: &PackInput<'_>) -> Result<Metrics, Error> {
        let mut tables = BTreeMap::new();
        for (name, batch) in input.tables {
            let faulty = |source| Error::Column { table: name.clone(), column: "(key)".to_owned(), source };
            let wanted = wanted(batch, input).map_err(faulty)?;
            let rows = Rows::load(name, batch, &wanted)?;
            let index = index(&rows).map_err(faulty)?;
            tables.insert(name.clone(), Table { rows, index });
        }
        let organisations = organisations(&tables);
        Ok(Metrics { tables, organisations })
    }

    /// Every table that was given, by name.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&str, &Rows)> {
        self.tables.iter().map(|(name, table)| (name.as_str(), &table.rows))
    }

    /// The whole table, when it was given.
    pub(crate) fn table(&self, name: &str) -> Option<&Rows> {
        self.tables.get(name).map(|table| &table.rows)
    }

    /// Rows of one organisation (`None`: the whole area) in one quarter.
    pub(crate) fn at<'a>(&'a self, name: &str, org_code: Option<&str>, quarter: &str) -> Vec<Row<'a>> {
        let Some(table) = self.tables.get(name) else { return Vec::new() };
        let key = (org_code.map(str::to_owned), Some(quarter.to_owned()));
        table.index.get(&key).into_iter().flatten().map(|&position| table.rows.row(position)).collect()
    }

    /// Rows of the area in a table whose rows are of no quarter.
    pub(crate) fn undated(&self, name: &str) -> Vec<Row<'_>> {
        let Some(table) = self.tables.get(name) else { return Vec::new() };
        table.index.get(&(None, None)).into_iter().flatten().map(|&position| table.rows.row(position)).collect()
    }

    /// Rows of every organisation, without the area's own, in one quarter.
    pub(crate) fn organisations_at<'a>(&'a self, name: &str, quarter: &str) -> Vec<Row<'a>> {
        let Some(table) = self.tables.get(name) else { return Vec::new() };
        let of_quarter = table.index.iter().filter(|((org, of), _)| org.is_some() && of.as_deref() == Some(quarter));
        of_quarter.flat_map(|(_, positions)| positions).map(|&position| table.rows.row(position)).collect()
    }

    /// The organisations of the pack's area, by name.
    pub(crate) fn organisations(&self) -> &[Organisation] {
        &self.organisations
    }

    /// The quarters a table has for one organisation or the area, oldest first.
    pub(crate) fn quarters(&self, name: &str, org_code: Option<&str>) -> Vec<Quarter> {
        let Some(table) = self.tables.get(name) else { return Vec::new() };
        let of_org = table.index.keys().filter(|(org, _)| org.as_deref() == org_code);
        let mut quarters: Vec<Quarter> = of_org.filter_map(|(_, quarter)| quarter.as_ref()?.parse().ok()).collect();
        quarters.sort_unstable();
        quarters
    }
}

/// Which rows belong to the pack: its area's and those that are told of the whole lake, up to its quarter.
fn wanted(batch: &RecordBatch, input: &PackInput<'_>) -> Result<BooleanArray, ArrowError> {
    let (kinds, codes, quarters) = (texts(batch, "area_kind")?, texts(batch, "area_code")?, texts(batch, "quarter")?);
    let in_area = |row: usize| match kinds.at(row) {
        None | Some("lake") => true,
        Some(kind) => kind == input.area.kind && codes.at(row).is_none_or(|code| code == input.area.code),
    };
    // Neighbouring rows are mostly of one quarter: it is read once.
    let mut last: (String, bool) = (String::new(), false);
    let mut later = |row: usize| match quarters.at(row) {
        None => false,
        Some(text) => {
            if text != last.0 {
                last = (text.to_owned(), text.parse::<Quarter>().is_ok_and(|of| of > input.quarter));
            }
            last.1
        }
    };
    Ok((0..batch.num_rows()).map(|row| Some(in_area(row) && !later(row))).collect())
}

/// Where the rows of each organisation and quarter are.
fn index(rows: &Rows) -> Result<BTreeMap<Key, Vec<usize>>, ArrowError> {
    let (codes, quarters) = (texts(rows.batch(), "org_code")?, texts(rows.batch(), "quarter")?);
    let mut index: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    // Rows are sorted, so one look-up serves a run of them.
    let mut run = 0;
    while run < rows.len() {
        let key = (codes.at(run), quarters.at(run));
        let end = (run + 1..rows.len()).find(|row| (codes.at(*row), quarters.at(*row)) != key).unwrap_or(rows.len());
        index.entry((key.0.map(str::to_owned), key.1.map(str::to_owned))).or_default().extend(run..end);
        run = end;
    }
    Ok(index)
}

/// Every organisation that a table of the area names, under its latest name, in order of names.
fn organisations(tables: &BTreeMap<String, Table>) -> Vec<Organisation> {
    let mut names: BTreeMap<&str, (Option<&str>, &str)> = BTreeMap::new();
    for table in tables.values().filter(|table| table.rows.has("area_code")) {
        for ((code, quarter), positions) in &table.index {
            let (Some(code), Some(&first)) = (code, positions.first()) else { continue };
            let name = table.rows.row(first).text("org_name").unwrap_or(code);
            let quarter = quarter.as_deref().filter(|quarter| *quarter != "unknown");
            let known = names.entry(code).or_insert((quarter, name));
            if known.0 < quarter {
                *known = (quarter, name);
            }
        }
    }
    let mut organisations: Vec<Organisation> =
        names.into_iter().map(|(code, (_, name))| Organisation { name: name.to_owned(), code: code.to_owned() }).collect();
    organisations.sort_unstable();
    organisations
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, StringArray};

    use super::*;

    #[test]
    fn an_organisation_goes_by_its_latest_name() {
        let column = |texts: [&str; 4]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            ("area_code", column(["QZ9"; 4])),
            ("org_code", column(["RZ1", "RZ1", "RZ1", "RZ0"])),
            ("org_name", column(["Zeta Trust", "Alpha Trust", "Nobody", "Marl Trust"])),
            ("quarter", column(["2024-25 Q4", "2025-26 Q1", "unknown", "2025-26 Q1"])),
        ]);
        let batch = batch.unwrap();
        let rows = Rows::load("invented", &batch, &vec![true; 4].into()).unwrap();
        let index = index(&rows).unwrap();
        assert_eq!(index[&(Some("RZ1".to_owned()), Some("2025-26 Q1".to_owned()))].len(), 1);
        let named = organisations(&BTreeMap::from([("coverage".to_owned(), Table { rows, index })]));
        let named: Vec<(&str, &str)> = named.iter().map(|one| (one.name.as_str(), one.code.as_str())).collect();
        assert_eq!(named, [("Alpha Trust", "RZ1"), ("Marl Trust", "RZ0")], "a body that was renamed would go by its old name");
    }
}
