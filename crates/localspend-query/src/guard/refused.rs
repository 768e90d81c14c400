//! Why a query was refused or ended: in words, with the place in the statement and a hint.

use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::tokenizer::{Location, Token, Tokenizer};

/// What a reader of the answer needs to know when there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Place of the word that is wrong: characters from the start of the statement, the first is 1.
    pub position: Option<usize>,
    /// SQLSTATE, as Postgres clients know it.
    pub code: &'static str,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)?;
        self.hint.iter().try_for_each(|hint| write!(formatter, "\nhint: {hint}"))
    }
}

impl std::error::Error for Refused {}

impl Refused {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Refused {
        Refused { message: message.into(), hint: None, position: None, code }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Refused {
        self.hint = Some(hint.into());
        self
    }

    /// Something that a guarded query may not do.
    pub(crate) fn forbidden(message: impl Into<String>) -> Refused {
        Refused::new("42501", message)
            .hint("only queries that read are taken: select, with, values, table, show, describe, explain")
    }

    /// A bound that the statement goes past.
    pub(crate) fn bound(message: impl Into<String>) -> Refused {
        Refused::new("54000", message)
    }

    /// The statement with the wrong word underlined, as a terminal shows it. Empty where no word is known.
    pub fn underlined(&self, sql: &str) -> String {
        let Some(position) = self.position else { return String::new() };
        let mut seen = 0;
        for (index, line) in sql.lines().enumerate() {
            let length = line.chars().count();
            if position <= seen + length {
                let column = position - seen;
                let label = format!("line {}: ", index + 1);
                // Long lines are cut so that the mark stays in sight.
                let from = column.saturating_sub(60);
                let shown: String = line.chars().skip(from).take(100).collect();
                let dots = if from > 0 { "..." } else { "" };
                let blank = " ".repeat(label.len() + dots.len() + column - 1 - from);
                return format!("{label}{dots}{shown}\n{blank}^");
            }
            seen += length + 1;
        }
        String::new()
    }

    /// The engine's error in words of ours, with the place of the word in `sql` and names that are like it.
    pub fn explain(error: &DataFusionError, sql: &str, tables: &[String]) -> Refused {
        let root = error.find_root();
        if let DataFusionError::External(inner) = root
            && let Some(refused) = inner.downcast_ref::<Refused>()
        {
            return refused.clone();
        }
        match root {
            DataFusionError::SchemaError(kind, _) => match kind.as_ref() {
                SchemaError::FieldNotFound { field, valid_fields } => {
                    let names: Vec<String> = valid_fields.iter().map(|field| field.name.clone()).collect();
                    let mut refused = Refused::new("42703", format!("there is no column `{}`", field.name));
                    refused.hint = nearest(&field.name, &names);
                    refused.position = place(sql, &field.name);
                    refused
                }
                other => Refused::new("42P10", other.to_string()),
            },
            DataFusionError::SQL(parser, _) => syntax(&parser.to_string(), sql),
            DataFusionError::ResourcesExhausted(text) => {
                Refused::new("53200", format!("the query needs more memory or disk than it may use: {}", first_line(text)))
                    .hint("group or filter earlier, or take fewer columns")
            }
            _ => words(&root.strip_backtrace(), sql, tables),
        }
    }
}

/// Errors that the engine tells only as text.
fn words(text: &str, sql: &str, tables: &[String]) -> Refused {
    let text = text.strip_prefix("Error during planning: ").unwrap_or(text);
    let between = |from: &str, to: &str| text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map(|(name, _)| name);
    if let Some(table) = between("table '", "' not found") {
        let table = table.rsplit('.').next().unwrap_or(table);
        let mut refused = Refused::new("42P01", format!("there is no table `{table}`"));
        refused.hint = nearest(table, tables)
            .or_else(|| Some("`select table_name from information_schema.tables` lists the tables".to_owned()));
        refused.position = place(sql, table);
        return refused;
    }
    if let Some(function) = between("Invalid function '", "'") {
        let mut refused = Refused::new("42883", format!("there is no function `{function}`, or it is not allowed here"));
        refused.hint = between("Did you mean '", "'").map(|near| format!("did you mean `{near}`?"));
        refused.position = place(sql, function);
        return refused;
    }
    let state = if text.contains("panicked") { "XX000" } else { "22000" };
    Refused::new(state, first_line(text))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or(text).trim().to_owned()
}

/// A parser's message ends with its place.
pub(crate) fn syntax(text: &str, sql: &str) -> Refused {
    let text = text.strip_prefix("sql parser error: ").unwrap_or(text);
    let text = text.strip_prefix("ParserError(\"").and_then(|text| text.strip_suffix("\")")).unwrap_or(text);
    let (message, place) = text.split_once(" at Line: ").unwrap_or((text, ""));
    let mut numbers = place.split(", Column: ").map(|number| number.trim().trim_end_matches("\")").parse::<u64>());
    let position = match (numbers.next(), numbers.next()) {
        (Some(Ok(line)), Some(Ok(column))) => offset(sql, Location { line, column }),
        _ => None,
    };
    Refused { message: format!("this is not SQL: {message}"), hint: None, position, code: "42601" }
}

/// Characters from the start of the statement to a place, the first being 1.
pub(crate) fn offset(sql: &str, location: Location) -> Option<usize> {
    let line = usize::try_from(location.line).ok()?.checked_sub(1)?;
    let before: usize = sql.lines().take(line).map(|line| line.chars().count() + 1).sum();
    usize::try_from(location.column).ok().map(|column| before + column)
}

/// Where a word stands in the statement.
fn place(sql: &str, word: &str) -> Option<usize> {
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, sql).tokenize_with_location().ok()?;
    let found = tokens.into_iter().find(|token| matches!(&token.token, Token::Word(w) if w.value.eq_ignore_ascii_case(word)))?;
    offset(sql, found.span.start)
}

/// Names that are like a word.
fn nearest(word: &str, names: &[String]) -> Option<String> {
    let distance = |name: &String| datafusion::common::utils::datafusion_strsim::levenshtein(&word.to_lowercase(), name);
    let most = word.chars().count().div_ceil(2);
    let mut near: Vec<_> = names.iter().map(|name| (distance(name), name)).filter(|(distance, _)| *distance <= most).collect();
    near.sort();
    near.dedup();
    if near.is_empty() {
        return (!names.is_empty() && names.len() <= 60).then(|| format!("there are {}", names.join(", ")));
    }
    Some(format!("did you mean {}?", near.iter().take(3).map(|(_, name)| format!("`{name}`")).collect::<Vec<_>>().join(" or ")))
}
