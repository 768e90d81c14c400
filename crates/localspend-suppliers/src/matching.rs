//! Matching on its own: a CSV of names and a CSV register in, a CSV of matches out. Nothing else is read; rows keep their
//! order; every name gets a row.

use localspend_model::codes::MatchStatus;
use localspend_model::postcode;
use localspend_model::settings::Method;

use crate::candidates::Scratch;
use crate::error::Error;
use crate::identifiers;
use crate::kind;
use crate::matcher::{Candidate, Matcher, Query};
use crate::normalise::codes;
use crate::register::{Body, NameRole, RegisterSet, councils};
use crate::resolve::NameEvidence;

/// What a matching run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Names read.
    pub names: usize,
    /// Register names read.
    pub register_names: usize,
    /// Names matched without a person.
    pub auto: usize,
    /// Names for a person to look at.
    pub review: usize,
    /// Rows that could not be used, with record and reason.
    pub issues: Vec<String>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Best candidate: given for `auto` and `review`.
    pub best: Option<Candidate>,
    /// Next best; for an unmatched name the best of those refused.
    pub runner_up: Option<Candidate>,
    /// How sure it is.
    pub status: MatchStatus,
}

/// Matches the names of one CSV to the register of another and returns the CSV of the answers. The file names are only
/// for messages.
pub fn match_names(
    (names_file, names): (&str, &[u8]),
    (register_file, register): (&str, &[u8]),
    method: &Method,
) -> Result<(Vec<u8>, Summary), Error> {
    let mut summary = Summary::default();
    let set = read_register(register_file, register, &mut summary)?;
    let matcher = Matcher::new(&set)?;
    let table = Table::read(names_file, names, &["name"])?;
    let fault = |error: csv::Error| output_error(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut scratch = Scratch::default();
    let header = ["id", "name", "register_id", "score", "status", "method", "runner_up_id", "runner_up_score"];
    writer.write_record(header).map_err(fault)?;
    for (at, row) in table.rows.iter().enumerate() {
        let cell = |column: &str| table.cell(row, column);
        let list = |column: &str| Some(cell(column).to_owned()).filter(|text| !text.is_empty()).into_iter().collect();
        let evidence = NameEvidence {
            name: cell("name").to_owned(),
            payments: 1,
            postcodes: list("postcode"),
            vat_numbers: list("vat_number"),
            company_numbers: list("company_number"),
            ..NameEvidence::default()
        };
        let answer = answer(&matcher, &evidence, method, &mut scratch);
        summary.names += 1;
        summary.auto += usize::from(answer.status == MatchStatus::Auto);
        summary.review += usize::from(answer.status == MatchStatus::Review);
        let own_id = ["id", "query_id"].iter().map(|column| cell(column)).find(|id| !id.is_empty());
        let row_number = (at + 1).to_string();
        let id = |found: &Option<Candidate>| found.as_ref().map_or("", |found| set.id(found.body)).to_owned();
        let score = |found: &Option<Candidate>| found.as_ref().map_or(String::new(), |found| format!("{:.4}", found.score));
        let how = answer.best.as_ref().map_or("new", |found| found.how.as_str());
        let cells = [
            own_id.unwrap_or(&row_number),
            &evidence.name,
            &id(&answer.best),
            &score(&answer.best),
            answer.status.as_str(),
            how,
            &id(&answer.runner_up),
            &score(&answer.runner_up),
        ];
        writer.write_record(cells).map_err(fault)?;
    }
    let bytes = writer.into_inner().map_err(|error| output_error(error.to_string()))?;
    Ok((bytes, summary))
}

/// The answer for one name.
pub fn answer(matcher: &Matcher<'_>, evidence: &NameEvidence, method: &Method, scratch: &mut Scratch) -> Answer {
    let coded = codes::strip(&evidence.name);
    let query = Query::new(evidence, &coded);
    if kind::special(&evidence.name, &query.cell, query.stated()).is_some() {
        return Answer { best: None, runner_up: None, status: MatchStatus::Unmatched };
    }
    let mut candidates = matcher.candidates(&query, scratch).into_iter();
    let (best, second) = (candidates.next(), candidates.next());
    match best {
        Some(best) if best.score >= method.accept_score => {
            Answer { best: Some(best), runner_up: second, status: MatchStatus::Auto }
        }
        Some(best) if best.score >= method.review_score => {
            Answer { best: Some(best), runner_up: second, status: MatchStatus::Review }
        }
        best => Answer { best: None, runner_up: best, status: MatchStatus::Unmatched },
    }
}

/// Reads the register: the first name of an id is its name, the others are other names.
pub fn read_register(file: &str, register: &[u8], summary: &mut Summary) -> Result<RegisterSet, Error> {
    let table = Table::read(file, register, &["register_id", "name"])?;
    let mut set = RegisterSet::default();
    for (at, row) in table.rows.iter().enumerate() {
        let (id, name) = (table.cell(row, "register_id"), table.cell(row, "name"));
        if id.is_empty() || name.is_empty() {
            summary.issues.push(format!("{file}, record {}: no register_id or no name; hint: fill both", at + 1));
            continue;
        }
        summary.register_names += 1;
        if let Some(body) = set.by_id(id) {
            set.add_name(body, name, NameRole::Other);
            continue;
        }
        let company = identifiers::company_number(table.cell(row, "company_number")).unwrap_or_default();
        let charity = identifiers::charity_number(table.cell(row, "charity_number")).unwrap_or_default();
        let place = postcode::canonical(table.cell(row, "postcode")).unwrap_or_default();
        set.add(&Body {
            id,
            name,
            company_number: &company,
            charity_number: &charity,
            vat_number: table.cell(row, "vat_number"),
            ods_code: table.cell(row, "ods_code"),
            postcode: &place,
            active: true,
            ..Body::default()
        });
    }
    councils::add(&mut set);
    Ok(set)
}

fn output_error(message: String) -> Error {
    Error::File { file: "output".to_owned(), message, hint: "look for room in memory and on the disk".to_owned() }
}

/// A CSV with its columns found by name.
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(file: &str, text: &[u8], needed: &[&str]) -> Result<Table, Error> {
        let fault = |message: String, hint: &str| Error::File { file: file.to_owned(), message, hint: hint.to_owned() };
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
        let header = reader.byte_headers().map_err(|error| fault(error.to_string(), "save it as CSV"))?.clone();
        let columns: Vec<String> = header.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_ascii_lowercase()).collect();
        for column in needed {
            if !columns.iter().any(|known| known == column) {
                return Err(fault(format!("no column `{column}`"), &format!("the header needs {}", needed.join(", "))));
            }
        }
        let mut rows = Vec::new();
        for record in reader.byte_records() {
            let record = record.map_err(|error| fault(error.to_string(), "look for a stray quote"))?;
            rows.push(record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect());
        }
        Ok(Table { columns, rows })
    }

    /// The cell of a row; empty where the row or the table lacks it.
    fn cell<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        let at = self.columns.iter().position(|known| known == column);
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTER: &str = "register_id,kind,name,postcode\nA1,company,QUILL & DAUGHTERS LIMITED,DN1 1AA\n\
        A1,company,PEMBER FEATHERS,\nA2,nhs,DUNMORE VALE NHS FOUNDATION TRUST,\nA3,company,,\n";

    #[test]
    fn every_name_gets_a_row_in_its_order() {
        let names = "id,name\n7,Dunmore Vale NHSFT\n,10000001\n9,Osterley Lifts\n";
        let (out, summary) =
            match_names(("n.csv", names.as_bytes()), ("r.csv", REGISTER.as_bytes()), &Method::default()).unwrap();
        let text = String::from_utf8(out).unwrap();
        let rows: Vec<&str> = text.lines().collect();
        assert_eq!(rows.len(), 4, "{text}");
        assert!(rows[1].starts_with("7,Dunmore Vale NHSFT,A2,"), "{text}");
        assert_eq!(rows[2], "2,10000001,,,unmatched,new,,");
        assert!(rows[3].starts_with("9,Osterley Lifts,,,unmatched"), "{text}");
        assert_eq!(summary.issues.len(), 1, "a register row without a name must be told: {summary:?}");
    }

    #[test]
    fn a_council_is_found_by_what_it_is_called() {
        let register = b"register_id,name\nA1,LONDON BOROUGH OF DUNMORE\nA2,DUNMORE ARTS COUNCIL\n";
        let (out, _) = match_names(("n.csv", b"name\nDunmore Council\n"), ("r.csv", register), &Method::default()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("1,Dunmore Council,A1,") && text.contains(",auto,other_name,"), "{text}");
    }

    #[test]
    fn a_missing_column_is_told_with_its_file() {
        let error = match_names(("n.csv", b"supplier\nQuill\n"), ("r.csv", REGISTER.as_bytes()), &Method::default()).unwrap_err();
        assert!(error.to_string().contains("n.csv") && error.to_string().contains("hint:"), "{error}");
    }
}
