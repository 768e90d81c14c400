//! The evidence for one name, for a person to read: how it was read, what was found, what spoke for and against each
//! candidate, and the rule that decided.

use localspend_model::codes::MatchStatus;
use localspend_model::settings::Method;

use crate::candidates::Scratch;
use crate::decisions::Decisions;
use crate::features;
use crate::kind;
use crate::matcher::{Matcher, Query};
use crate::normalise::codes::{self, Code};
use crate::normalise::normalise;
use crate::resolve::{self, Identity, NameEvidence};

/// Candidates shown.
const SHOWN: usize = 5;
/// Features shown on each side of each candidate.
const FEATURES: usize = 4;

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about: name, number, candidate, for, against, decision.
    pub about: &'static str,
    /// The fact.
    pub fact: String,
    /// What it weighs or says.
    pub detail: String,
}

/// The evidence for a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What was decided.
    pub identity: Identity,
    /// The table.
    pub lines: Vec<Line>,
}

impl Explanation {
    /// The table as text in three columns.
    pub fn text(&self) -> String {
        let width = |of: fn(&Line) -> &str| self.lines.iter().map(|line| of(line).chars().count()).max().unwrap_or(0);
        let (about, fact) = (width(|line| line.about), width(|line| &line.fact).min(60));
        let row =
            |line: &Line| format!("{:about$}  {:fact$}  {}", line.about, line.fact, line.detail).trim_end().to_owned() + "\n";
        self.lines.iter().map(row).collect()
    }
}

/// Explains one name as [`resolve::resolve`] would decide it.
pub fn explain(evidence: &NameEvidence, matcher: &Matcher<'_>, decisions: &Decisions, method: &Method) -> Explanation {
    let mut scratch = Scratch::default();
    let identity = resolve::identify(evidence, matcher, decisions, method, &mut scratch);
    let mut lines = Vec::new();
    let mut say = |about: &'static str, fact: String, detail: String| lines.push(Line { about, fact, detail });
    say("name", evidence.name.clone(), "as the ledgers have it".to_owned());
    let coded = codes::strip(&evidence.name);
    let query = Query::new(evidence, &coded);
    for variant in &query.names {
        let form = format!("legal form: {}; {}", variant.name.form.as_str(), variant.origin.as_str());
        say("read as", variant.name.key.clone(), form);
    }
    for code in &query.codes {
        let (text, what) = match code {
            Code::Company(text) => (text, "company number in the cell"),
            Code::Charity(text) => (text, "charity number in the cell"),
            Code::Ods(text) => (text, "has the shape of an ODS code"),
            Code::Own(text) => (text, "a number of the payer's own books"),
        };
        say("number", text.clone(), what.to_owned());
    }
    for (numbers, what) in [
        (&query.company_numbers, "company number beside the name"),
        (&query.vat_numbers, "VAT number beside the name"),
        (&query.postcodes, "postcode beside the name"),
    ] {
        numbers.iter().for_each(|number| say("number", number.clone(), what.to_owned()));
    }
    if query.names.iter().any(|variant| kind::is_person(&variant.name)) {
        say("rule", "reads as a person's name".to_owned(), "never given to a company by likeness".to_owned());
    }
    let registers = matcher.registers();
    let candidates =
        if identity.special.is_some() && kind::special(&evidence.name, &query.cell, &normalise(&coded.name)).is_some() {
            Vec::new()
        } else {
            matcher.candidates(&query, &mut scratch)
        };
    for candidate in candidates.iter().take(SHOWN) {
        let fact = format!("{} {}", registers.id(candidate.body), registers.name(candidate.name));
        let reasons = candidate.reasons().join("; ");
        say("candidate", fact, format!("{:.3} by {}: {reasons}", candidate.score, candidate.how.as_str()));
        let mut weights = matcher.weights(&query, candidate, &mut scratch);
        weights.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()).then(a.0.cmp(&b.0)));
        for (about, side) in [("  for", 1.0), ("  against", -1.0)] {
            for (feature, value, weight) in weights.iter().filter(|(_, _, weight)| weight * side > 0.05).take(FEATURES) {
                let name = features::NAMES.get(*feature).copied().unwrap_or("");
                say(about, format!("    {name} = {value:.2}"), format!("{weight:+.2} to the log odds"));
            }
        }
    }
    let reasons = identity.evidence.reasons.join("; ");
    say("because", rule(&identity, method), reasons);
    let decided = identity.decided.as_ref().map_or(String::new(), |(by, at)| format!("{by}, {}", at.date_naive()));
    say("supplier", identity.supplier_id.clone(), format!("{} {decided}", identity.status.as_str()).trim().to_owned());
    Explanation { identity, lines }
}

/// The rule that decided.
fn rule(identity: &Identity, method: &Method) -> String {
    let (accept, review) = (method.accept_score, method.review_score);
    match (identity.status, identity.special) {
        (MatchStatus::Confirmed, _) => "a person decided".to_owned(),
        (MatchStatus::Refused, _) => "a person refused the likeness".to_owned(),
        (MatchStatus::Auto, _) => format!("the best candidate has {:.3}, at least {accept}: accepted", identity.score),
        (MatchStatus::Review, _) => format!("the best candidate has {review} or more and less than {accept}: left to a person"),
        (MatchStatus::Unmatched, Some(special)) => format!("no payee to be named: {}", special.as_str()),
        (MatchStatus::Unmatched, None) => format!("no candidate has {review}: a supplier of its own"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RegisterSet;
    use crate::register::Body;

    fn explained(name: &str) -> String {
        let mut set = RegisterSet::default();
        for (id, name) in [("C1", "QUORNDALE BEDDING LIMITED"), ("C2", "QUORNDALE BEDDING HOLDINGS LIMITED")] {
            set.add(&Body { id, name, company_number: "00012345", active: true, ..Body::default() });
        }
        let matcher = Matcher::new(&set).unwrap();
        let evidence = NameEvidence { name: name.to_owned(), payments: 1, ..NameEvidence::default() };
        explain(&evidence, &matcher, &Decisions::default(), &Method::default()).text()
    }

    #[test]
    fn a_match_shows_the_candidates_what_weighed_and_the_rule() {
        let text = explained("Quorndale Beddings Ltd (A/C 30000111)");
        for part in [
            "QUORNDALE BEDDINGS",
            "legal form: limited",
            "30000111",
            "candidate",
            "C1 QUORNDALE BEDDING LIMITED",
            "C2 ",
            "log odds",
        ] {
            assert!(text.contains(part), "no {part}: {text}");
        }
        let whole = explained("Quorndale Bedding Ltd");
        assert!(whole.contains("accepted") && whole.contains("C1  ") | whole.contains("auto"), "{whole}");
    }

    #[test]
    fn what_cannot_be_named_is_said_and_nothing_is_guessed() {
        let text = explained("REDACTED");
        assert!(text.contains("redacted") && !text.contains("candidate"), "{text}");
        assert!(explained("Mrs I Pember").contains("person"), "{}", explained("Mrs I Pember"));
        assert!(explained("").contains("supplier"), "an empty name must not fail");
    }
}
