//! Candidates for one name, best first, each with the probability that it is right and the reasons. Weighs identifiers,
//! codes, exact and similar names; knows nothing of decisions and thresholds.

mod candidate;

use localspend_model::codes::SupplierKind;
use localspend_model::postcode;

pub use candidate::{Basis, Candidate, How, Signs};

use crate::candidates::{Asked, Pair, Scratch, Searcher};
use crate::error::Error;
use crate::exact::{self, ExactHit};
use crate::identifiers;
use crate::kind;
use crate::look_alikes;
use crate::model::Model;
use crate::national;
use crate::normalise::codes::{Code, Coded};
use crate::normalise::fold::fold;
use crate::normalise::variants::{self, Origin, Variant};
use crate::normalise::{LegalForm, NormalName, is_damaged, normalise};
use crate::register::{NameRole, RegisterSet};
use crate::resolve::NameEvidence;

/// A name as the matcher wants it: every name in the cell, numbers checked for shape, postcodes in one spelling.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The name, then the other names in the cell.
    pub names: Vec<Variant>,
    /// Codes in the cell.
    pub codes: Vec<Code>,
    /// Company numbers given beside the name.
    pub company_numbers: Vec<String>,
    /// VAT numbers given beside the name.
    pub vat_numbers: Vec<String>,
    /// Postcodes given beside the name.
    pub postcodes: Vec<String>,
    /// Letters in the cell: a column cuts long names only.
    pub cell_length: usize,
    /// The cell as it is written, folded.
    pub cell: String,
}

impl Query {
    /// The query of a ledger name whose codes were taken off.
    pub fn new(evidence: &NameEvidence, coded: &Coded) -> Query {
        Query {
            names: variants::of_cell(coded),
            codes: coded.codes.clone(),
            company_numbers: evidence.company_numbers.iter().filter_map(|text| identifiers::company_number(text)).collect(),
            vat_numbers: evidence.vat_numbers.iter().filter_map(|text| identifiers::vat_number(text)).collect(),
            postcodes: evidence.postcodes.iter().filter_map(|text| postcode::canonical(text)).collect(),
            cell_length: evidence.name.trim().chars().count(),
            cell: fold(&evidence.name),
        }
    }
}

impl Query {
    /// The name that the cell states first; empty where it states none.
    pub fn stated(&self) -> &NormalName {
        static NONE: NormalName = NormalName { key: String::new(), form: LegalForm::None };
        self.names.iter().find(|variant| !variant.is_alternative()).map_or(&NONE, |variant| &variant.name)
    }

    /// One of its names, to be searched.
    pub fn asked<'a>(&'a self, variant: &'a Variant) -> Asked<'a> {
        Asked {
            variant,
            names_in_cell: self.names.len(),
            cell_length: self.cell_length,
            cell: &self.cell,
            is_person: kind::is_person(&variant.name),
        }
    }
}

/// Probability of a number that the name agrees with.
const NUMBER_AGREES: f64 = 0.995;
/// Probability of a number that the name speaks against: somebody should look.
const NUMBER_ALONE: f64 = 0.6;
/// A company's whole legal name, form and all, in a list of any origin: the law lets no second company bear it.
const WHOLE_LEGAL_NAME: f64 = 0.97;
/// A national body by the name that the register has; by another of its names.
const NATIONAL: f64 = 0.97;
const NATIONAL_OTHERWISE: f64 = 0.94;
/// The only council of a place.
const ONLY_COUNCIL: f64 = 0.95;
/// How much a shared postcode raises the odds. Two alike names at one address are seldom two bodies.
const POSTCODE_ODDS: f64 = 20.0;
/// No name of another legal form is accepted without a person.
const OTHER_FORM: f64 = 0.55;
/// Bodies that the name fits equally well: a person decides, unless a postcode or a number does.
const TWINS: f64 = 0.6;
/// The name of a body that was merged into this one: whether it is meant depends on the day, so a person decides.
const PREDECESSOR: f64 = 0.6;
/// A university or school and the trust that bears its name.
const SCHOOL_FOR_TRUST: f64 = 0.4;
/// A council's place without a word of a council: a person decides.
const PLACE_ALONE: f64 = 0.6;
/// A word that tells companies of a group apart, in one name only: a person decides.
const OTHER_OF_GROUP: f64 = 0.6;
/// Another number: a person decides.
const OTHER_NUMBER: f64 = 0.6;
/// A council and a trust of its place, a trust and its charity or its company: a person decides.
const OTHER_SORT: f64 = 0.6;
/// The same words, or one slip of the pen: enough to show it to a person.
const WORTH_A_LOOK: f64 = 0.55;
/// In a list of unknown origin the same words are shown from here. By labels that often know no entity for a name that the list
/// holds, one in three of those shown for it is right; lower, fewer are.
const SAME_WORDS_FROM: f64 = 0.3;
/// A name cut off by its column, of which only one register name can be the whole.
const CUT_OFF: f64 = 0.95;
/// No person's name is given to a company by likeness.
const PERSON_TO_COMPANY: f64 = 0.3;

/// The registers, indexed, with the model.
#[derive(Debug)]
pub struct Matcher<'a> {
    registers: &'a RegisterSet,
    searcher: Searcher<'a>,
    model: Model,
}

impl<'a> Matcher<'a> {
    /// Indexes the registers and reads the built-in model.
    pub fn new(registers: &'a RegisterSet) -> Result<Matcher<'a>, Error> {
        Ok(Matcher::with_model(registers, Model::built_in()?))
    }

    /// Indexes the registers for another model.
    pub fn with_model(registers: &'a RegisterSet, model: Model) -> Matcher<'a> {
        Matcher { registers, searcher: Searcher::new(registers), model }
    }

    /// The registers.
    pub fn registers(&self) -> &'a RegisterSet {
        self.registers
    }

    /// The candidates for a name, best first; each body once.
    pub fn candidates(&self, query: &Query, scratch: &mut Scratch) -> Vec<Candidate> {
        let mut candidates = self.by_number(query);
        for variant in &query.names {
            self.by_name(variant, query, scratch, &mut candidates);
        }
        let id = |candidate: &Candidate| self.registers.id(candidate.body);
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| id(a).cmp(id(b))).then(a.name.cmp(&b.name)));
        let mut kept: Vec<Candidate> = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            if kept.iter().all(|other| other.body != candidate.body) {
                kept.push(candidate);
            }
        }
        kept
    }

    /// For a candidate that the name led to: position, value and weight of each feature. Empty for one found by number only.
    pub fn weights(&self, query: &Query, candidate: &Candidate, scratch: &mut Scratch) -> Vec<(usize, f32, f32)> {
        for variant in &query.names {
            let pairs = self.searcher.search(&query.asked(variant), scratch);
            if let Some(pair) = pairs.iter().find(|pair| pair.body == candidate.body && pair.name == candidate.name) {
                let weights = self.model.weights(&pair.vector);
                return pair.vector.iter().zip(weights).enumerate().map(|(at, (value, weight))| (at, *value, weight)).collect();
            }
        }
        Vec::new()
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
                Candidate {
                    body,
                    name: self.registers.main_name(body),
                    score: if agrees { NUMBER_AGREES } else { NUMBER_ALONE },
                    how,
                    basis: Basis::Number(text, agrees),
                }
            })
            .collect()
    }

    /// True when a name of the cell shares a telling word with the body's name.
    fn name_agrees(&self, query: &Query, body: u32) -> bool {
        let official = normalise(self.registers.name_of(body));
        let shares = |token: &str| {
            token.len() > 3 && !crate::words::FACILITY.contains(token) && official.tokens().any(|other| other == token)
        };
        query.names.iter().any(|variant| variant.name.key == official.key || variant.name.tokens().any(shares))
    }

    /// Bodies with this name or one like it.
    fn by_name(&self, variant: &Variant, query: &Query, scratch: &mut Scratch, candidates: &mut Vec<Candidate>) {
        let asked = query.asked(variant);
        let is_person = asked.is_person;
        let pairs = self.searcher.search(&asked, scratch);
        let equal: Vec<ExactHit> = self.equal(&pairs, variant);
        let settled = exact::is_settled(self.registers, &equal);
        let stated = variant.origin == Origin::Stated;
        let national = national::find(&variant.name).filter(|_| stated || variant.origin == Origin::National);
        let index = self.searcher.index();
        let is_near =
            |body: u32| self.registers.postcode(body).is_some_and(|own| query.postcodes.iter().any(|asked| asked == own));
        for pair in &pairs {
            let role = self.registers.name_role(pair.name);
            // A place in brackets is where somebody is, not the council there.
            if role == NameRole::Place && variant.is_alternative() {
                continue;
            }
            let mut score = self.model.probability(&pair.vector);
            let near = is_near(pair.body);
            let hit = equal.iter().find(|hit| hit.body == pair.body);
            let form = index.form(pair.name);
            if let Some(hit) = hit {
                let only_name = query.names.len() == 1 && !is_damaged(&query.cell);
                score = score.max(self.by_law(hit, &equal, settled, variant, only_name));
            }
            let likely = self.registers.is_official(pair.body) || score >= SAME_WORDS_FROM;
            if !variant.is_alternative() && look_alikes::is_worth_a_look(index, pair, &variant.name, likely) {
                score = score.max(WORTH_A_LOOK);
            }
            let words = || index.words(pair.name).iter().map(|word| index.vocabulary.word(*word));
            let is_national =
                !form.conflicts(variant.name.form) && national.is_some_and(|body| national::bears(body, words(), form));
            if is_national {
                score = score.max(if hit.is_some() && stated { NATIONAL } else { NATIONAL_OTHERWISE });
            }
            let is_council = !variant.is_alternative() && look_alikes::is_only_council(pair, &pairs);
            if is_council {
                score = score.max(ONLY_COUNCIL);
            }
            let is_cut = !variant.is_alternative()
                && look_alikes::is_cut_off(self.registers, index, pair, &variant.name, query.cell_length);
            if is_cut {
                score = score.max(CUT_OFF);
            }
            if near {
                score = POSTCODE_ODDS * score / (1.0 - score + POSTCODE_ODDS * score);
            }
            let twin = pairs.iter().any(|other| {
                is_near(other.body) >= near && look_alikes::are_twins(self.registers, index, variant.name.form, pair, other)
            });
            if twin {
                score = score.min(TWINS);
            }
            if look_alikes::is_other_sort(&pair.vector) || look_alikes::is_company_for_public(&variant.name, &pair.vector) {
                score = score.min(OTHER_SORT);
            }
            if look_alikes::is_school_for_trust(index, pair, &variant.name) {
                score = score.min(SCHOOL_FOR_TRUST);
            }
            if look_alikes::is_other_number(&pair.vector) {
                score = score.min(OTHER_NUMBER);
            }
            if look_alikes::is_other_of_group(&pair.vector) {
                score = score.min(OTHER_OF_GROUP);
            }
            let is_company = !matches!(form, LegalForm::None);
            if is_person && is_company && variant.name.form == LegalForm::None {
                score = score.min(PERSON_TO_COMPANY);
            } else if form.conflicts(variant.name.form) {
                score = score.min(OTHER_FORM);
            }
            match role {
                NameRole::Predecessor => score = score.min(PREDECESSOR),
                NameRole::Place => score = score.min(PLACE_ALONE),
                NameRole::Current | NameRole::Other | NameRole::Previous => {}
            }
            let how = match hit {
                Some(_) if role == NameRole::Current && !variant.is_alternative() => How::Exact,
                Some(_) => How::OtherName,
                None => How::Fuzzy,
            };
            let signs = Signs { near, cut: is_cut, national: is_national, council: is_council, twin };
            let basis = Basis::Name(pair.vector, role, signs);
            candidates.push(Candidate { body: pair.body, name: pair.name, score, how, basis });
        }
    }

    /// The pairs whose names are equal once normalised, the surest first.
    fn equal(&self, pairs: &[Pair], variant: &Variant) -> Vec<ExactHit> {
        let mut hits: Vec<ExactHit> = pairs
            .iter()
            .filter(|pair| pair.vector[0] > 0.5)
            .map(|pair| {
                let form = self.searcher.index().form(pair.name);
                ExactHit {
                    name: pair.name,
                    body: pair.body,
                    role: self.registers.name_role(pair.name),
                    same_form: form == variant.name.form,
                    form_conflict: form.conflicts(variant.name.form),
                }
            })
            .collect();
        exact::order(self.registers, &mut hits);
        hits
    }

    /// What an equal name is worth where the register is official: the law keeps a company's full name its own, and the
    /// NHS and the state name their bodies once. A list of unknown origin gives no such promise: there the model decides.
    fn by_law(&self, hit: &ExactHit, equal: &[ExactHit], settled: bool, variant: &Variant, only_name: bool) -> f64 {
        let official = self.registers.is_official(hit.body);
        let first = equal.first().is_some_and(|first| first.body == hit.body);
        if !first || !settled || hit.form_conflict {
            return 0.0;
        }
        if !official {
            let whole = hit.same_form && !matches!(variant.name.form, LegalForm::None | LegalForm::Foreign);
            return if whole && only_name { WHOLE_LEGAL_NAME } else { 0.0 };
        }
        let words = variant.name.tokens().count();
        let public = matches!(self.registers.kind(hit.body), SupplierKind::Nhs | SupplierKind::LocalAuthority);
        match (hit.role, variant.is_alternative()) {
            (NameRole::Current, false) if hit.same_form && (variant.name.form != LegalForm::None || public) => 0.99,
            (NameRole::Current, false) if words > 1 => 0.97,
            (_, _) if words > 1 && !variant.is_alternative() => 0.95,
            (_, true) if words > 1 && hit.same_form && variant.name.form != LegalForm::None => 0.93,
            _ => 0.8,
        }
    }
}

#[cfg(test)]
mod tests;
