//! What the prompt knows while a person types: names that fit, and whether the statement has ended.

use std::collections::BTreeSet;

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use rustyline::completion::Completer;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use super::tables::Columns;

/// Words of a query that are no names.
const WORDS: [&str; 30] = [
    "select", "from", "where", "group", "by", "order", "having", "limit", "offset", "join", "left", "inner", "on", "using", "as",
    "and", "or", "not", "in", "is", "null", "between", "like", "case", "when", "then", "else", "end", "with", "distinct",
];

/// Commands of the prompt.
pub const COMMANDS: [(&str, &str); 8] = [
    ("\\d", "[TABLE]  the tables, or the columns of one with what they mean"),
    ("\\dt", "         the tables"),
    ("\\timing", "     say how long each answer took; again: no longer"),
    ("\\format", "NAME  table, csv, json, ndjson or markdown"),
    ("\\o", "[FILE]  write answers to a file; without one: here again"),
    ("\\?", "          this list"),
    ("\\q", "          leave (also Ctrl-D)"),
    ("", "A question ends with a semicolon and may take several lines. Ctrl-C ends a question that runs."),
];

/// Names to complete.
pub struct Names {
    columns: Columns,
    words: BTreeSet<String>,
}

impl Names {
    /// Tables, columns, functions and words.
    pub fn new(columns: Columns, functions: impl Iterator<Item = String>) -> Names {
        let mut words: BTreeSet<String> = functions.chain(WORDS.map(str::to_owned)).collect();
        words.extend(columns.keys().cloned());
        words.extend(columns.values().flatten().map(|(name, _)| name.clone()));
        words.extend(COMMANDS.iter().filter(|(command, _)| !command.is_empty()).map(|(command, _)| (*command).to_owned()));
        Names { columns, words }
    }

    /// Where the word under the cursor begins, and what it may become. After `table.` only that table's columns.
    pub fn fitting(&self, line: &str, at: usize) -> (usize, Vec<String>) {
        let before = &line[..at];
        let start = before
            .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '\\'))
            .map_or(0, |place| place + before[place..].chars().next().map_or(1, char::len_utf8));
        let word = before[start..].to_lowercase();
        let table = before[..start]
            .strip_suffix('.')
            .map(|before| before.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or(""));
        if let Some(columns) = table.and_then(|table| self.columns.get(table)) {
            return (start, columns.iter().map(|(name, _)| name).filter(|name| name.starts_with(&word)).cloned().collect());
        }
        if word.is_empty() {
            return (start, Vec::new());
        }
        (start, self.words.iter().filter(|known| known.starts_with(&word)).cloned().collect())
    }
}

/// True when a text is a command of the prompt, empty, or a statement with its semicolon.
pub fn is_whole(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.starts_with('\\') {
        return true;
    }
    // A text or a quoted name that has not ended is no tokens yet.
    let tokens = Tokenizer::new(&GenericDialect {}, text).tokenize().unwrap_or_default();
    tokens.iter().rfind(|token| !matches!(token, Token::Whitespace(_))).is_some_and(|token| *token == Token::SemiColon)
}

impl Completer for Names {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(self.fitting(line, at))
    }
}

impl Validator for Names {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_whole(context.input()) { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Hinter for Names {
    type Hint = String;
}

impl Highlighter for Names {}

impl Helper for Names {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_ends_with_its_semicolon_and_not_with_one_in_a_text() {
        for (text, whole) in [
            ("select 1;", true),
            ("select 1", false),
            ("select ';", false),
            ("select ';';", true),
            ("\\d", true),
            ("  ", true),
            ("select 1; -- that is all", true),
            ("select /* ;", false),
        ] {
            assert_eq!(is_whole(text), whole, "{text}");
        }
    }

    #[test]
    fn after_a_table_and_a_dot_come_its_columns() {
        let columns = Columns::from([
            ("spend".to_owned(), vec![("amount".to_owned(), String::new())]),
            ("files".to_owned(), vec![("bytes".to_owned(), String::new())]),
        ]);
        let names = Names::new(columns, ["array_agg".to_owned()].into_iter());
        assert_eq!(names.fitting("select spend.", 13), (13, vec!["amount".to_owned()]));
        assert_eq!(names.fitting("select A", 8), (7, ["amount", "and", "array_agg", "as"].map(str::to_owned).to_vec()));
        assert_eq!(names.fitting("from fil", 8).1, ["files"]);
        assert_eq!(names.fitting("\\ti", 3), (0, vec!["\\timing".to_owned()]));
    }
}
