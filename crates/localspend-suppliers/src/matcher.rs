//! Candidates for one name, best first, each with the probability that it is right and the reasons. Knows the order of
//! evidence between identifiers, codes, exact and similar names; knows nothing of decisions and thresholds.

use localspend_model::postcode;

use crate::error::Error;
use crate::exact::{self, ExactIndex};
use crate::identifiers;
use crate::normalise::codes::{Code, Coded};
use crate::normalise::{NormalName, normalise, parts};
use crate::register::{NameRole, RegisterSet};
use crate::resolve::NameEvidence;

/// What decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A number of the law, or of a list.
    Identifier,
    /// A code inside the name.
    Code,
    /// The official name.
    Exact,
    /// Another or former name.
    OtherName,
    /// A similar name.
    Fuzzy,
}

impl How {
    /// The text stored in the lake.
    pub const fn as_str(self) -> &'static str {
        match self {
            How::Identifier => "identifier",
            How::Code => "code",
            How::Exact => "exact",
            How::OtherName => "other_name",
            How::Fuzzy => "fuzzy",
        }
    }
}

/// A body that the name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The body.
    pub body: u32,
    /// The register name that was compared.
    pub name: u32,
    /// Probability that it is right.
    pub score: f64,
    /// What speaks for it.
    pub how: How,
    /// Reasons in words.
    pub reasons: Vec<String>,
}

/// A name as the matcher wants it: every name in the cell, numbers checked for shape, postcodes in one spelling.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The name, then the other names in the cell.
    pub names: Vec<NormalName>,
    /// Codes in the cell.
    pub codes: Vec<Code>,
    /// Company numbers given beside the name.
    pub company_numbers: Vec<String>,
    /// VAT numbers given beside the name.
    pub vat_numbers: Vec<String>,
    /// Postcodes given beside the name.
    pub postcodes: Vec<String>,
}

impl Query {
    /// The query of a ledger name whose codes were taken off.
    pub fn new(evidence: &NameEvidence, coded: &Coded) -> Query {
        let split = parts::split(&coded.name);
        let mut names = vec![normalise(split.main)];
        names.extend(split.others.iter().map(|other| normalise(other)));
        names.retain(|name| !name.is_empty());
        Query {
            names,
            codes: coded.codes.clone(),
            company_numbers: evidence.company_numbers.iter().filter_map(|text| identifiers::company_number(text)).collect(),
            vat_numbers: evidence.vat_numbers.iter().filter_map(|text| identifiers::vat_number(text)).collect(),
            postcodes: evidence.postcodes.iter().filter_map(|text| postcode::canonical(text)).collect(),
        }
    }
}

/// The registers, indexed.
#[derive(Debug)]
pub struct Matcher<'a> {
    registers: &'a RegisterSet,
    exact: ExactIndex,
}

impl<'a> Matcher<'a> {
    /// Indexes the registers.
    pub fn new(registers: &'a RegisterSet) -> Result<Matcher<'a>, Error> {
        Ok(Matcher { registers, exact: ExactIndex::build(registers) })
    }

    /// The candidates for a name, best first; each body once.
    pub fn candidates(&self, query: &Query) -> Vec<Candidate> {
        let mut candidates = self.by_number(query);
        candidates.extend(self.by_exact_name(query));
        let id = |candidate: &Candidate| self.registers.id(candidate.body);
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| id(a).cmp(id(b))));
        let mut seen = Vec::new();
        candidates.retain(|candidate| {
            !seen.contains(&candidate.body) && {
                seen.push(candidate.body);
                true
            }
        });
        candidates
    }

    /// Bodies whose number stands with the name. A number counts only when the name does not speak against it.
    fn by_number(&self, query: &Query) -> Vec<Candidate> {
        let mut found: Vec<(u32, How, String)> = Vec::new();
        for number in &query.company_numbers {
            let body = self.registers.by_company_number(number);
            found.extend(body.map(|body| (body, How::Identifier, format!("company number {number}"))));
        }
        for code in &query.codes {
            let (body, text) = match code {
                Code::Company(number) => {
                    (self.registers.by_company_number(number), format!("company number {number} in the name"))
                }
                Code::Charity(number) => {
                    (self.registers.by_charity_number(number), format!("charity number {number} in the name"))
                }
                Code::Ods(number) => (self.registers.by_ods(number), format!("ODS code {number} in the name")),
                Code::Own(_) => (None, String::new()),
            };
            found.extend(body.map(|body| (body, How::Code, text)));
        }
        for vat in &query.vat_numbers {
            let bodies = self.registers.by_vat(vat);
            found.extend(bodies.iter().map(|body| (*body, How::Identifier, format!("VAT number {vat}"))));
        }
        found
            .into_iter()
            .map(|(body, how, text)| {
                let agrees = self.name_agrees(query, body);
                let verdict = if agrees { "the name agrees" } else { "but the name does not agree" };
                Candidate {
                    body,
                    name: self.registers.main_name(body),
                    score: if agrees { 0.995 } else { 0.6 },
                    how,
                    reasons: vec![text, verdict.to_owned()],
                }
            })
            .collect()
    }

    /// True when a name of the cell shares a telling word with the body's name.
    fn name_agrees(&self, query: &Query, body: u32) -> bool {
        let official = normalise(self.registers.name_of(body));
        query.names.iter().any(|name| {
            name.key == official.key
                || name.tokens().any(|token| token.len() > 3 && official.tokens().any(|other| other == token))
        })
    }

    fn by_exact_name(&self, query: &Query) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for (order, name) in query.names.iter().enumerate() {
            let hits = self.exact.find(self.registers, name);
            let near = |body: u32| {
                self.registers.postcode(body).is_some_and(|postcode| query.postcodes.iter().any(|own| own == postcode))
            };
            let settled = exact::is_settled(self.registers, &hits);
            let placed = hits.iter().filter(|hit| near(hit.body)).count() == 1;
            for (rank, hit) in hits.iter().take(5).enumerate() {
                let at_place = near(hit.body);
                let sure = (placed && at_place && !hit.form_conflict) || (!placed && settled && rank == 0);
                let score = match (sure, hit.role, order) {
                    (true, NameRole::Current, 0) => 0.99,
                    (true, _, 0) => 0.96,
                    (true, _, _) => 0.93,
                    (false, _, _) if hit.form_conflict => 0.4,
                    (false, _, _) => 0.6,
                };
                let mut reasons = vec![format!("same name after normalisation ({})", hit.role.as_str())];
                if at_place {
                    reasons.push("same postcode".to_owned());
                }
                if hit.form_conflict {
                    reasons.push("another legal form".to_owned());
                }
                if !sure && hits.len() > 1 {
                    reasons.push(format!("{} bodies bear this name", hits.len()));
                }
                let how = if hit.role == NameRole::Current && order == 0 { How::Exact } else { How::OtherName };
                candidates.push(Candidate { body: hit.body, name: hit.name, score, how, reasons });
            }
        }
        candidates
    }
}
