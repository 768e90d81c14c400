//! Names whose supplier is another one than at the run before: merges, splits and first sightings in a register, with the
//! reason. An id is a function of the evidence, so a change always has a cause: a register, a decision, or a rule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::compute::concat_batches;
use chrono::{DateTime, Utc};
use localspend_model::tables::SUPPLIER_CHANGES;

use crate::error::Error;
use crate::resolve::Identity;

/// What became of the supplier behind a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The name joined names of another supplier.
    Merged,
    /// The name left names of its old supplier.
    Split,
    /// Both.
    Moved,
    /// The supplier as a whole got another id, as when a register came to know it.
    Renamed,
}

impl ChangeKind {
    /// The text stored in the lake.
    pub const fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Merged => "merged",
            ChangeKind::Split => "split",
            ChangeKind::Moved => "moved",
            ChangeKind::Renamed => "renamed",
        }
    }
}

/// One name whose supplier changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The name.
    pub supplier_name: String,
    /// Its supplier before.
    pub from_id: String,
    /// Its supplier now.
    pub to_id: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// What decides now.
    pub method: &'static str,
    /// Why, in words.
    pub reason: String,
    /// Person who decided, where one did.
    pub decided_by: Option<String>,
}

/// The changes between the suppliers that names had before and those they have now, in the order of names. A name that is
/// new, or gone, is no change.
pub fn between(before: &BTreeMap<String, String>, now: &[Identity]) -> Vec<Change> {
    // Names by supplier, of those that are there both times: only they can part or meet.
    let mut old_groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut new_groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let known = || now.iter().filter_map(|identity| Some((identity, before.get(&identity.supplier_name)?)));
    for (identity, old) in known() {
        old_groups.entry(old).or_default().insert(&identity.supplier_name);
        new_groups.entry(&identity.supplier_id).or_default().insert(&identity.supplier_name);
    }
    let nobody = BTreeSet::new();
    let mut changes: Vec<Change> = known()
        .filter(|(identity, old)| **old != identity.supplier_id)
        .map(|(identity, old)| {
            let companions = old_groups.get(old.as_str()).unwrap_or(&nobody);
            let company = new_groups.get(identity.supplier_id.as_str()).unwrap_or(&nobody);
            let kind = match (company.is_subset(companions), companions.is_subset(company)) {
                (true, true) => ChangeKind::Renamed,
                (true, false) => ChangeKind::Split,
                (false, true) => ChangeKind::Merged,
                (false, false) => ChangeKind::Moved,
            };
            Change {
                supplier_name: identity.supplier_name.clone(),
                from_id: old.clone(),
                to_id: identity.supplier_id.clone(),
                kind,
                method: identity.method,
                reason: identity.evidence.reasons.join("; "),
                decided_by: identity.decided.as_ref().map(|(by, _)| by.clone()),
            }
        })
        .collect();
    changes.sort_by(|a, b| a.supplier_name.cmp(&b.supplier_name));
    changes
}

/// Table `supplier_changes`: what was recorded before, then these, with their run and its time.
pub fn record(earlier: &[RecordBatch], changes: &[Change], run_id: &str, at: DateTime<Utc>) -> Result<RecordBatch, Error> {
    let schema = SUPPLIER_CHANGES.schema();
    let text = |of: fn(&Change) -> &str| -> ArrayRef { Arc::new(StringArray::from_iter_values(changes.iter().map(of))) };
    let decided: StringArray = changes.iter().map(|change| change.decided_by.as_deref()).collect();
    let times: TimestampMicrosecondArray = changes.iter().map(|_| Some(at.timestamp_micros())).collect();
    let columns: Vec<ArrayRef> = vec![
        text(|change| &change.supplier_name),
        text(|change| &change.from_id),
        text(|change| &change.to_id),
        text(|change| change.kind.as_str()),
        text(|change| change.method),
        text(|change| &change.reason),
        Arc::new(decided),
        Arc::new(StringArray::from_iter_values(changes.iter().map(|_| run_id))),
        Arc::new(times.with_timezone("UTC")),
    ];
    let fresh = RecordBatch::try_new(schema.clone(), columns)?;
    let mut batches = Vec::with_capacity(earlier.len() + 1);
    for batch in earlier {
        let columns = schema.fields().iter().map(|field| {
            let column = batch.column_by_name(field.name());
            let missing = || arrow::error::ArrowError::SchemaError(format!("no column {}", field.name()));
            arrow::compute::cast(column.ok_or_else(missing)?, field.data_type())
        });
        batches.push(RecordBatch::try_new(schema.clone(), columns.collect::<Result<_, _>>()?)?);
    }
    batches.push(fresh);
    Ok(concat_batches(&schema, &batches)?)
}

#[cfg(test)]
mod tests {
    use localspend_model::settings::Method;

    use super::*;
    use crate::register::Body;
    use crate::resolve::{NameEvidence, resolve};
    use crate::{Decisions, RegisterSet};

    fn identities(names: &[&str], registered: &[(&str, &str)], decisions: &str) -> Vec<Identity> {
        let mut set = RegisterSet::default();
        for (id, name) in registered {
            let company_number = id.trim_start_matches("GB-COH-");
            set.add(&Body { id, name, company_number, active: true, ..Body::default() });
        }
        let names: Vec<NameEvidence> =
            names.iter().map(|name| NameEvidence { name: (*name).to_owned(), payments: 1, ..NameEvidence::default() }).collect();
        resolve(&names, &set, &Decisions::read(decisions.as_bytes()), &Method::default()).unwrap().identities
    }

    fn ids(identities: &[Identity]) -> BTreeMap<String, String> {
        identities.iter().map(|identity| (identity.supplier_name.clone(), identity.supplier_id.clone())).collect()
    }

    const NAMES: [&str; 3] = ["Osterley Lifts", "OSTERLEY LIFTS LTD", "Tarnbeck Doors Ltd"];
    const DECIDED: &str = "supplier_name,answer,supplier_id,postcode,reason,decided_by,decided_at\n";

    #[test]
    fn the_same_evidence_changes_nothing_next_quarter() {
        let registered = [("GB-COH-00012345", "TARNBECK DOORS LIMITED")];
        let first = identities(&NAMES, &registered, DECIDED);
        let second = identities(&[NAMES[2], NAMES[1], NAMES[0], "Quill & Daughters"], &registered, DECIDED);
        assert_eq!(between(&ids(&first), &second), [], "a board's trend would break for no reason");
    }

    #[test]
    fn a_register_that_comes_to_know_a_supplier_renames_it() {
        let first = identities(&NAMES, &[], DECIDED);
        let second = identities(&NAMES, &[("GB-COH-00012345", "TARNBECK DOORS LIMITED")], DECIDED);
        let changes = between(&ids(&first), &second);
        assert_eq!(changes.len(), 1, "{changes:?}");
        assert_eq!((changes[0].kind, changes[0].to_id.as_str()), (ChangeKind::Renamed, "GB-COH-00012345"));
        assert!(!changes[0].reason.is_empty(), "nobody could say why");
    }

    #[test]
    fn a_decision_splits_or_merges_and_says_who() {
        let registered = [("GB-COH-00012345", "TARNBECK DOORS LIMITED")];
        let first = identities(&NAMES, &registered, DECIDED);
        let moved = format!("{DECIDED}Osterley Lifts,is,GB-COH-00012345,,bought by it,I Pember,2025-05-01\n");
        let changes = between(&ids(&first), &identities(&NAMES, &registered, &moved));
        assert_eq!(changes.len(), 1, "{changes:?}");
        assert_eq!(changes[0].kind, ChangeKind::Moved, "it left one name and joined another");
        assert_eq!(changes[0].decided_by.as_deref(), Some("I Pember"));
        assert_eq!(changes[0].reason, "bought by it");
        let apart = format!("{DECIDED}Osterley Lifts,is,GB-COH-00099999,,a namesake,I Pember,2025-05-01\n");
        let split = between(&ids(&first), &identities(&NAMES, &registered, &apart));
        assert_eq!(split[0].kind, ChangeKind::Split);
        let back = between(&ids(&identities(&NAMES, &registered, &apart)), &first);
        assert_eq!(back[0].kind, ChangeKind::Merged);
    }

    #[test]
    fn the_record_only_grows() {
        let first = identities(&NAMES, &[], DECIDED);
        let second = identities(&NAMES, &[("GB-COH-00012345", "TARNBECK DOORS LIMITED")], DECIDED);
        let changes = between(&ids(&first), &second);
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let once = record(&[], &changes, "run-1", at).unwrap();
        let twice = record(std::slice::from_ref(&once), &[], "run-2", at).unwrap();
        assert_eq!(once, twice, "a run without changes would write the table anew");
        assert_eq!(record(&[once], &changes, "run-3", at).unwrap().num_rows(), 2);
    }
}
