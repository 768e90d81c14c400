//! The metric tables of one pack, ready to be asked: rows of this area up to this quarter, found by organisation and
//! quarter.

use std::collections::{BTreeMap, BTreeSet};

use localspend_model::period::Quarter;

use crate::cells::{Row, Rows};
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
            let rows = Rows::load(name, batch, |row| belongs(row, input))?;
            let mut index: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
            for (position, row) in rows.iter().enumerate() {
                let key = (row.text("org_code").map(str::to_owned), row.text("quarter").map(str::to_owned));
                index.entry(key).or_default().push(position);
            }
            tables.insert(name.clone(), Table { rows, index });
        }
        Ok(Metrics { tables })
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
    pub(crate) fn organisations(&self) -> Vec<Organisation> {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for table in self.tables.values().filter(|table| table.rows.has("area_code")) {
            for row in table.rows.iter() {
                if let Some(code) = row.text("org_code") {
                    let name = row.text("org_name").unwrap_or(code);
                    names.entry(code.to_owned()).or_insert_with(|| name.to_owned());
                }
            }
        }
        let organisations: BTreeSet<Organisation> = names.into_iter().map(|(code, name)| Organisation { name, code }).collect();
        organisations.into_iter().collect()
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

fn belongs(row: Row<'_>, input: &PackInput<'_>) -> bool {
    // What is told of the whole lake stands beside every area.
    let area = row.text("area_kind").is_none_or(|kind| kind == "lake")
        || row.text("area_kind") == Some(&input.area.kind) && row.text("area_code").is_none_or(|code| code == input.area.code);
    let later = row.text("quarter").and_then(|text| text.parse::<Quarter>().ok()).is_some_and(|of| of > input.quarter);
    area && !later
}
