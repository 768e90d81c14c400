//! Distinct ledger names to suppliers, in the order of evidence: a person's decision, an identifier, an exact name, another
//! name in the registers, the matching model; else a supplier of its own. Nobody's money is left without a supplier.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use chrono::{DateTime, Utc};
use localspend_model::Money;
use localspend_model::codes::{MatchStatus, SupplierKind};
use localspend_model::settings::Method;
use serde::Serialize;

use crate::candidates::Scratch;
use crate::cluster;
use crate::decisions::{Answer, Decision, Decisions};
use crate::error::Error;
use crate::kind::{self, Special};
use crate::matcher::{Candidate, How, Matcher, Query};
use crate::national;
use crate::normalise::{NormalName, codes, fold, normalise, parts};
use crate::register::RegisterSet;
use crate::tables;

/// A distinct supplier name with what the lines under it say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameEvidence {
    /// Name as the ledgers have it.
    pub name: String,
    /// Payments under it.
    pub payments: u64,
    /// Their pounds.
    pub amount: Money,
    /// Postcodes on its lines.
    pub postcodes: Vec<String>,
    /// VAT numbers on its lines.
    pub vat_numbers: Vec<String>,
    /// Company numbers that the payer's data give for it.
    pub company_numbers: Vec<String>,
}

/// Who is behind one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// Name as the ledgers have it.
    pub supplier_name: String,
    /// Supplier.
    pub supplier_id: String,
    /// What decided.
    pub method: &'static str,
    /// Probability that this is right.
    pub score: f64,
    /// Next best candidate, or the one in doubt.
    pub runner_up: Option<(String, f64)>,
    /// How sure it is.
    pub status: MatchStatus,
    /// What spoke for and against.
    pub evidence: Evidence,
    /// Who decided and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// The body in the registers, where the supplier is one.
    pub body: Option<u32>,
    /// Why the payee cannot be named.
    pub special: Option<Special>,
    /// Kind as the name shows it.
    pub inferred: SupplierKind,
    /// Payments and pounds under the name.
    pub payments: u64,
    /// Pounds under the name.
    pub amount: Money,
}

/// What spoke for and against an identity; stored as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Evidence {
    /// Reasons in words.
    pub reasons: Vec<String>,
    /// Candidates looked at, best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<CandidateEvidence>,
}

/// A candidate as evidence shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateEvidence {
    /// Supplier id.
    pub supplier_id: String,
    /// Register name that was compared.
    pub name: String,
    /// Official address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// Probability.
    pub score: f64,
    /// Reasons in words.
    pub reasons: Vec<String>,
}

/// What a resolution gives.
#[derive(Debug, Clone)]
pub struct Resolution {
    /// Table `supplier_names`.
    pub supplier_names: RecordBatch,
    /// Table `supplier_identities`.
    pub supplier_identities: RecordBatch,
    /// Table `accreditation_suppliers`.
    pub accreditation_suppliers: RecordBatch,
    /// One identity per distinct name, sorted by name.
    pub identities: Vec<Identity>,
}

/// Resolves distinct names. The order of `names` does not matter; a name given twice counts once, with its sums.
pub fn resolve(
    names: &[NameEvidence],
    registers: &RegisterSet,
    decisions: &Decisions,
    method: &Method,
) -> Result<Resolution, Error> {
    let matcher = Matcher::new(registers)?;
    resolve_with(&matcher, names, registers, decisions, method)
}

/// The same with a matcher that was built before.
pub fn resolve_with(
    matcher: &Matcher<'_>,
    names: &[NameEvidence],
    registers: &RegisterSet,
    decisions: &Decisions,
    method: &Method,
) -> Result<Resolution, Error> {
    let resolver = Resolver { matcher, registers, decisions, method };
    let mut scratch = Scratch::default();
    let identities: Vec<Identity> = distinct(names).values().map(|evidence| resolver.identity(evidence, &mut scratch)).collect();
    let accredited: Vec<(String, Identity)> =
        registers.accreditations.iter().map(|listed| (listed.id.clone(), resolver.accredited(listed, &mut scratch))).collect();
    Ok(Resolution {
        supplier_names: tables::supplier_names(&identities)?,
        supplier_identities: tables::supplier_identities(&identities, &accredited, registers, decisions, names)?,
        accreditation_suppliers: tables::accreditation_suppliers(&accredited)?,
        identities,
    })
}

/// Who is behind one name.
pub fn identify(
    evidence: &NameEvidence,
    matcher: &Matcher<'_>,
    decisions: &Decisions,
    method: &Method,
    scratch: &mut Scratch,
) -> Identity {
    Resolver { matcher, registers: matcher.registers(), decisions, method }.identity(evidence, scratch)
}

/// Sums the evidence of equal names; sorted by name.
fn distinct(names: &[NameEvidence]) -> BTreeMap<&str, NameEvidence> {
    let mut distinct: BTreeMap<&str, NameEvidence> = BTreeMap::new();
    for evidence in names {
        let entry = distinct
            .entry(evidence.name.as_str())
            .or_insert_with(|| NameEvidence { name: evidence.name.clone(), ..NameEvidence::default() });
        entry.payments = entry.payments.saturating_add(evidence.payments);
        entry.amount = entry.amount + evidence.amount;
        for (into, from) in [
            (&mut entry.postcodes, &evidence.postcodes),
            (&mut entry.vat_numbers, &evidence.vat_numbers),
            (&mut entry.company_numbers, &evidence.company_numbers),
        ] {
            into.extend(from.iter().cloned());
            into.sort();
            into.dedup();
        }
    }
    distinct
}

/// Everything one name is judged by.
struct Resolver<'a> {
    matcher: &'a Matcher<'a>,
    registers: &'a RegisterSet,
    decisions: &'a Decisions,
    method: &'a Method,
}

impl Resolver<'_> {
    fn identity(&self, evidence: &NameEvidence, scratch: &mut Scratch) -> Identity {
        let coded = codes::strip(&evidence.name);
        let main = parts::split(&coded.name).main.to_owned();
        let normal = normalise(&main);
        let special = kind::special(&evidence.name, &fold::fold(&evidence.name), &normal);
        let base = self.own(evidence, &normal, special);
        if let Some(decision) = self.decisions.identity(&evidence.name) {
            return self.decided(base, decision);
        }
        if special.is_some() {
            return base;
        }
        let query = Query::new(evidence, &coded);
        let candidates = self.matcher.candidates(&query, scratch);
        self.judge(base, candidates)
    }

    /// The name as a supplier of its own.
    fn own(&self, evidence: &NameEvidence, normal: &NormalName, special: Option<Special>) -> Identity {
        let national = national::known(normal).filter(|_| special.is_none());
        let inferred = match (special, national) {
            // METHOD 2 counts withheld names with people.
            (Some(Special::Redacted | Special::Person), _) => SupplierKind::Individual,
            (Some(Special::OwnCode), _) => SupplierKind::Unknown,
            (None, Some(body)) => body.kind,
            (None, None) => kind::infer(normal),
        };
        let special = special.or((inferred == SupplierKind::Individual).then_some(Special::Person));
        let known_as = national.map_or(normal, |body| &body.name);
        let reason = match special {
            Some(Special::Redacted) => "the publisher withheld the name",
            Some(Special::OwnCode) => "the cell holds a code of the payer's own books, not a payee",
            Some(Special::Person) => "the name reads as a person's",
            None if national.is_some() => "a national body, by one of its names",
            None => "no register at hand has this name",
        };
        Identity {
            supplier_name: evidence.name.clone(),
            supplier_id: cluster::id(&cluster::canonical(&evidence.name, known_as, special)),
            method: "new",
            score: 1.0,
            runner_up: None,
            status: MatchStatus::Unmatched,
            evidence: Evidence { reasons: vec![reason.to_owned()], candidates: Vec::new() },
            decided: None,
            body: None,
            special,
            inferred,
            payments: evidence.payments,
            amount: evidence.amount,
        }
    }

    fn decided(&self, base: Identity, decision: &Decision) -> Identity {
        let reason = if decision.reason.is_empty() { "a person decided" } else { &decision.reason };
        let body = self.registers.by_id(&decision.supplier_id);
        let is_new = decision.answer == Answer::New;
        Identity {
            supplier_id: if is_new { base.supplier_id.clone() } else { decision.supplier_id.clone() },
            method: "decision",
            score: 1.0,
            status: MatchStatus::Confirmed,
            evidence: Evidence { reasons: vec![reason.to_owned()], candidates: Vec::new() },
            decided: Some((decision.decided_by.clone(), decision.decided_at)),
            body: if is_new { None } else { body },
            special: if is_new { base.special } else { None },
            ..base
        }
    }

    /// Accepts, doubts or drops the best candidate.
    fn judge(&self, base: Identity, found: Vec<Candidate>) -> Identity {
        let refused =
            |candidate: &&Candidate| self.decisions.refusal(&base.supplier_name, self.registers.id(candidate.body)).is_some();
        let refusal = found
            .iter()
            .find(refused)
            .and_then(|candidate| self.decisions.refusal(&base.supplier_name, self.registers.id(candidate.body)))
            .map(|decision| (decision.decided_by.clone(), decision.decided_at));
        let candidates: Vec<&Candidate> = found.iter().filter(|candidate| !refused(candidate)).collect();
        let shown = candidates.iter().take(3).map(|candidate| self.shown(candidate)).collect();
        let Some(best) = candidates.first() else {
            let status = if refusal.is_some() { MatchStatus::Refused } else { base.status };
            return Identity { status, decided: refusal, ..base };
        };
        let name_candidate = |candidate: &&Candidate| (self.registers.id(candidate.body).to_owned(), candidate.score);
        if best.score >= self.method.accept_score {
            return Identity {
                supplier_id: self.registers.id(best.body).to_owned(),
                method: best.how.as_str(),
                score: best.score,
                runner_up: candidates.get(1).map(name_candidate),
                status: MatchStatus::Auto,
                evidence: Evidence { reasons: best.reasons(), candidates: shown },
                body: Some(best.body),
                special: None,
                ..base
            };
        }
        let doubt = best.score >= self.method.review_score;
        let status = match (doubt, &refusal) {
            (true, _) => MatchStatus::Review,
            (false, Some(_)) => MatchStatus::Refused,
            (false, None) => MatchStatus::Unmatched,
        };
        let mut reasons = base.evidence.reasons.clone();
        if doubt && base.special.is_none() {
            reasons = vec![format!("may be {}", self.registers.name_of(best.body))];
        }
        Identity {
            score: 1.0 - best.score,
            runner_up: Some(name_candidate(best)),
            status,
            evidence: Evidence { reasons, candidates: shown },
            decided: if doubt { None } else { refusal },
            ..base
        }
    }

    fn shown(&self, candidate: &Candidate) -> CandidateEvidence {
        CandidateEvidence {
            supplier_id: self.registers.id(candidate.body).to_owned(),
            name: self.registers.name(candidate.name).to_owned(),
            postcode: self.registers.postcode(candidate.body).map(str::to_owned),
            score: (candidate.score * 10_000.0).round() / 10_000.0,
            reasons: candidate.reasons(),
        }
    }

    /// An accreditation is resolved by its numbers first, then as a ledger name would be.
    fn accredited(&self, listed: &crate::register::AccreditedName, scratch: &mut Scratch) -> Identity {
        let evidence = NameEvidence { name: listed.name.clone(), ..NameEvidence::default() };
        let by_number = listed
            .company_number
            .as_deref()
            .and_then(|number| self.registers.by_company_number(number))
            .or_else(|| listed.charity_number.as_deref().and_then(|number| self.registers.by_charity_number(number)));
        let Some(body) = by_number else { return self.identity(&evidence, scratch) };
        let normal = normalise(&listed.name);
        Identity {
            supplier_id: self.registers.id(body).to_owned(),
            method: How::Identifier.as_str(),
            score: 0.995,
            status: MatchStatus::Auto,
            evidence: Evidence { reasons: vec!["the list gives its number".to_owned()], candidates: Vec::new() },
            body: Some(body),
            special: None,
            ..self.own(&evidence, &normal, None)
        }
    }
}

#[cfg(test)]
mod tests;
