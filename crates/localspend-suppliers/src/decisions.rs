//! What people decided about supplier names: the file `decisions/suppliers.csv`, kept under version control. Read whole and
//! checked; a row that cannot be used is an issue that names its line, never a silent loss.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use localspend_model::postcode;

/// The columns of the file, in order. `reason` and `postcode` may be empty.
pub const COLUMNS: [&str; 7] = ["supplier_name", "answer", "supplier_id", "postcode", "reason", "decided_by", "decided_at"];

/// What a person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// The name is this supplier.
    Is,
    /// The name is not this supplier.
    IsNot,
    /// The name is a supplier of its own.
    New,
    /// Only the postcode was decided.
    Place,
}

impl Answer {
    /// The text in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Answer::Is => "is",
            Answer::IsNot => "is_not",
            Answer::New => "new",
            Answer::Place => "place",
        }
    }

    /// The answer behind a text, as people write it.
    pub fn from_text(text: &str) -> Option<Answer> {
        match text.trim().to_ascii_lowercase().replace([' ', '-'], "_").as_str() {
            "is" | "yes" | "y" => Some(Answer::Is),
            "is_not" | "isnt" | "no" | "n" => Some(Answer::IsNot),
            "new" | "own" => Some(Answer::New),
            "place" => Some(Answer::Place),
            _ => None,
        }
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The name as the ledgers have it.
    pub supplier_name: String,
    /// What was said.
    pub answer: Answer,
    /// The supplier it was said of; empty for `new` and `place`.
    pub supplier_id: String,
    /// Postcode decided, where one was.
    pub postcode: Option<String>,
    /// Why.
    pub reason: String,
    /// Who.
    pub decided_by: String,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// A row of the file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionIssue {
    /// Line of the file.
    pub line: u64,
    /// Column, where one is at fault.
    pub column: &'static str,
    /// The cell.
    pub value: String,
    /// What is wrong, ending with a hint.
    pub message: String,
}

/// All decisions by name: the latest of each kind counts.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    by_name: BTreeMap<String, Vec<Decision>>,
    /// Rows that could not be used.
    pub issues: Vec<DecisionIssue>,
}

impl Decisions {
    /// Reads the file's text. An empty text is no decisions.
    pub fn read(csv_text: &[u8]) -> Decisions {
        let mut decisions = Decisions::default();
        let text = csv_text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv_text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text);
        let header = match reader.byte_headers() {
            Ok(header) => header.clone(),
            Err(error) => {
                decisions.issue(1, "", "", &format!("the header cannot be read: {error}; hint: save the file as CSV"));
                return decisions;
            }
        };
        if header.is_empty() {
            return decisions;
        }
        let position = |column: &str| header.iter().position(|cell| cell.eq_ignore_ascii_case(column.as_bytes()));
        let positions = COLUMNS.map(position);
        for (column, found) in COLUMNS.iter().zip(positions) {
            if found.is_none() && !matches!(*column, "postcode" | "reason") {
                decisions.issue(1, column, "", "the column is missing; hint: the header is supplier_name,answer,supplier_id,postcode,reason,decided_by,decided_at");
                return decisions;
            }
        }
        let mut record = csv::ByteRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_byte_record(&mut record) {
                Ok(false) => return decisions,
                Ok(true) => {
                    let line = record.position().map_or(line, csv::Position::line);
                    let cells = positions.map(|at| {
                        String::from_utf8_lossy(at.and_then(|at| record.get(at)).unwrap_or_default()).trim().to_owned()
                    });
                    decisions.read_row(line, cells);
                }
                Err(error) => {
                    decisions.issue(line, "", "", &format!("the line cannot be read: {error}; hint: look for a stray quote"));
                    return decisions;
                }
            }
        }
    }

    fn read_row(&mut self, line: u64, cells: [String; 7]) {
        let [supplier_name, answer, supplier_id, place, reason, decided_by, decided_at] = cells;
        if supplier_name.is_empty() && answer.is_empty() {
            return;
        }
        let Some(kind) = Answer::from_text(&answer) else {
            self.issue(line, "answer", &answer, "not an answer; hint: is, is_not, new or place");
            return;
        };
        if supplier_name.is_empty() {
            self.issue(line, "supplier_name", "", "no name; hint: copy the name exactly as the review file shows it");
            return;
        }
        if matches!(kind, Answer::Is | Answer::IsNot) && !is_supplier_id(&supplier_id) {
            self.issue(
                line,
                "supplier_id",
                &supplier_id,
                "not a supplier id; hint: GB-COH-12345678, GB-CHC-123456, GB-NHS-RXX, GB-LAE-E00000000 or LS-...",
            );
            return;
        }
        let canonical = postcode::canonical(&place);
        if !place.is_empty() && canonical.is_none() || place.is_empty() && kind == Answer::Place {
            self.issue(line, "postcode", &place, "not a full postcode; hint: write it as AB1 2CD");
            return;
        }
        let Some(when) = moment(&decided_at) else {
            self.issue(line, "decided_at", &decided_at, "not a date; hint: write it as 2025-09-30");
            return;
        };
        if decided_by.is_empty() {
            self.issue(line, "decided_by", "", "nobody stands for this decision; hint: put your name");
            return;
        }
        let decision =
            Decision { supplier_name, answer: kind, supplier_id, postcode: canonical, reason, decided_by, decided_at: when };
        self.add(decision);
    }

    /// Adds a decision.
    pub fn add(&mut self, decision: Decision) {
        let entry = self.by_name.entry(decision.supplier_name.clone()).or_default();
        entry.push(decision);
        entry.sort_by(|a, b| (a.decided_at, &a.supplier_id, a.answer).cmp(&(b.decided_at, &b.supplier_id, b.answer)));
    }

    fn issue(&mut self, line: u64, column: &'static str, value: &str, message: &str) {
        self.issues.push(DecisionIssue { line, column, value: value.to_owned(), message: message.to_owned() });
    }

    /// The latest decision about whose name it is.
    pub fn identity(&self, supplier_name: &str) -> Option<&Decision> {
        let decided = self.by_name.get(supplier_name)?;
        decided.iter().rev().find(|decision| matches!(decision.answer, Answer::Is | Answer::New))
    }

    /// The refusal of that candidate, unless a later decision accepted it.
    pub fn refusal(&self, supplier_name: &str, supplier_id: &str) -> Option<&Decision> {
        let decided = self.by_name.get(supplier_name)?;
        let last = decided.iter().rev().find(|decision| decision.supplier_id == supplier_id)?;
        (last.answer == Answer::IsNot).then_some(last)
    }

    /// The latest postcode decided for a name.
    pub fn place(&self, supplier_name: &str) -> Option<&Decision> {
        self.by_name.get(supplier_name)?.iter().rev().find(|decision| decision.postcode.is_some())
    }

    /// Every decision, by name and date.
    pub fn all(&self) -> impl Iterator<Item = &Decision> {
        self.by_name.values().flatten()
    }
}

/// True for the written form of a supplier id.
pub fn is_supplier_id(text: &str) -> bool {
    let filled = |rest: &str, least: usize| rest.len() >= least && rest.bytes().all(|b| b.is_ascii_alphanumeric());
    match text.split_once('-') {
        Some(("LS", hash)) => hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()),
        Some(("GB", rest)) => match rest.split_once('-') {
            Some(("COH", number)) => number.len() == 8 && filled(number, 8),
            Some(("CHC" | "NHS" | "LAE", code)) => filled(code, 3),
            _ => false,
        },
        _ => false,
    }
}

/// A date or a moment, as people and programs write it.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let day = |date: NaiveDate| date.and_hms_opt(0, 0, 0).map(|at| at.and_utc());
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.with_timezone(&Utc));
    }
    if let Ok(at) = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S") {
        return Some(at.and_utc());
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y")).ok().and_then(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "supplier_name,answer,supplier_id,postcode,reason,decided_by,decided_at\n";

    fn read(rows: &str) -> Decisions {
        Decisions::read(format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn the_latest_word_counts() {
        let decisions = read("QUILL,is,GB-COH-00012345,,,I Pember,2025-01-01\nQUILL,new,,,sold,I Pember,2025-06-01\n");
        assert_eq!(decisions.identity("QUILL").map(|decision| decision.answer), Some(Answer::New));
        assert!(decisions.issues.is_empty());
    }

    #[test]
    fn a_refusal_can_be_taken_back() {
        let decisions = read("QUILL,is_not,GB-COH-00012345,,,I Pember,2025-01-01\n");
        assert!(decisions.refusal("QUILL", "GB-COH-00012345").is_some());
        let decisions = read("QUILL,no,GB-COH-00012345,,,I Pember,2025-01-01\nQUILL,yes,GB-COH-00012345,,,I Pember,2025-01-02\n");
        assert!(decisions.refusal("QUILL", "GB-COH-00012345").is_none());
    }

    #[test]
    fn a_row_that_cannot_be_used_names_its_line_and_column() {
        for (row, column) in [
            ("QUILL,perhaps,,,,I Pember,2025-01-01", "answer"),
            ("QUILL,is,12345,,,I Pember,2025-01-01", "supplier_id"),
            ("QUILL,new,,,,,2025-01-01", "decided_by"),
            ("QUILL,new,,,,I Pember,yesterday", "decided_at"),
            ("QUILL,place,,NOWHERE,,I Pember,2025-01-01", "postcode"),
        ] {
            let decisions = read(row);
            assert_eq!(decisions.issues.first().map(|issue| (issue.line, issue.column)), Some((2, column)), "{row}");
            assert!(decisions.identity("QUILL").is_none(), "a wrong row must decide nothing: {row}");
        }
    }

    #[test]
    fn no_file_and_no_columns_are_told_apart() {
        assert!(Decisions::read(b"").issues.is_empty());
        assert_eq!(Decisions::read(b"name,answer\nQUILL,new\n").issues.len(), 1);
    }
}
