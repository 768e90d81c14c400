//! Statements about the session itself: settings that clients make when they connect, and transactions, which a session that
//! only reads has in name. Nothing here reaches the engine.

use datafusion::sql::sqlparser::ast::{Set, Statement};
use localspend_query::guard::Refused;

use crate::desk::refused;

/// What a statement about the session comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionStatement {
    /// `begin`.
    Begin,
    /// `commit`.
    Commit,
    /// `rollback`.
    Rollback,
    /// Answered with its name, and done.
    Done(&'static str),
    /// A setting and its value.
    Set(String, String),
    /// One row: a setting's value.
    Show(String),
}

/// Settings that clients make and that change nothing here but how values are written.
const HARMLESS: [&str; 30] = [
    "datestyle",
    "intervalstyle",
    "bytea_output",
    "application_name",
    "extra_float_digits",
    "search_path",
    "client_encoding",
    "names",
    "timezone",
    "client_min_messages",
    "standard_conforming_strings",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
    "row_security",
    "synchronize_seqscans",
    "default_transaction_read_only",
    "default_transaction_isolation",
    "transaction_read_only",
    "transaction_isolation",
    "transaction_timeout",
    "lc_messages",
    "lc_monetary",
    "lc_numeric",
    "lc_time",
    "ssl_renegotiation_limit",
    "quote_all_identifiers",
    "jit",
    "plan_cache_mode",
];

/// The value of a setting as a new session has it.
pub fn setting(name: &str) -> Option<String> {
    let value = match name.to_lowercase().as_str() {
        "server_version" => "15.0",
        "server_version_num" => "150000",
        "server_encoding" | "client_encoding" => "UTF8",
        "search_path" => "public",
        "timezone" => "UTC",
        "datestyle" => "ISO, YMD",
        "intervalstyle" => "postgres",
        "standard_conforming_strings" | "integer_datetimes" | "transaction_read_only" | "default_transaction_read_only" => "on",
        "transaction_isolation" | "default_transaction_isolation" => "read committed",
        "max_identifier_length" => "63",
        "max_index_keys" => "32",
        "extra_float_digits" => "1",
        "bytea_output" => "hex",
        "lc_collate" | "lc_ctype" => "C.UTF-8",
        "is_superuser" | "in_hot_standby" | "row_security" | "jit" => "off",
        "statement_timeout" | "lock_timeout" => "0",
        "application_name" => "",
        _ => return None,
    };
    Some(value.to_owned())
}

/// A statement about the session; `None` for any other.
pub fn classify(statement: &Statement) -> Result<Option<SessionStatement>, Refused> {
    Ok(Some(match statement {
        Statement::StartTransaction { .. } => SessionStatement::Begin,
        Statement::Commit { .. } => SessionStatement::Commit,
        Statement::Rollback { savepoint: None, .. } => SessionStatement::Rollback,
        Statement::Savepoint { .. } => SessionStatement::Done("SAVEPOINT"),
        Statement::ReleaseSavepoint { .. } => SessionStatement::Done("RELEASE"),
        Statement::Rollback { .. } => SessionStatement::Done("ROLLBACK"),
        Statement::Discard { .. } => SessionStatement::Done("DISCARD ALL"),
        Statement::Deallocate { .. } => SessionStatement::Done("DEALLOCATE"),
        Statement::Close { .. } => SessionStatement::Done("CLOSE CURSOR"),
        Statement::UNLISTEN { .. } => SessionStatement::Done("UNLISTEN"),
        Statement::Reset(_) => SessionStatement::Done("RESET"),
        Statement::Set(set) => SessionStatement::from_set(set)?,
        Statement::ShowVariable { variable } => {
            let words: Vec<String> = variable.iter().map(|word| word.value.to_lowercase()).collect();
            let name = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["time", "zone"] => "timezone".to_owned(),
                ["transaction", "isolation", "level"] => "transaction_isolation".to_owned(),
                [name] => (*name).to_owned(),
                _ => return Ok(None),
            };
            if name == "all" {
                return Ok(None);
            }
            SessionStatement::Show(name)
        }
        _ => return Ok(None),
    }))
}

impl SessionStatement {
    fn from_set(set: &Set) -> Result<SessionStatement, Refused> {
        let plain = |text: String| text.trim_matches(['\'', '"']).to_owned();
        let (name, value) = match set {
            Set::SingleAssignment { variable, values, .. } => {
                let values: Vec<String> = values.iter().map(|value| plain(value.to_string())).collect();
                (variable.to_string().to_lowercase(), values.join(", "))
            }
            Set::SetTimeZone { value, .. } => ("timezone".to_owned(), plain(value.to_string())),
            Set::SetNames { charset_name, .. } => ("client_encoding".to_owned(), plain(charset_name.to_string())),
            Set::SetTransaction { .. } | Set::SetNamesDefault {} => return Ok(SessionStatement::Done("SET")),
            other => {
                return Err(refused("42501", format!("`{other}` is not taken: it would change who you are or what is guarded")));
            }
        };
        if !HARMLESS.contains(&name.as_str()) {
            return Err(refused("42704", format!("the setting `{name}` is not there, or not yours to change")));
        }
        let utf8 = ["utf8", "utf-8", "unicode", "default"].contains(&value.to_lowercase().as_str());
        if name == "client_encoding" && !utf8 {
            return Err(refused("22023", format!("the encoding `{value}` is not served: only UTF8 is")));
        }
        Ok(SessionStatement::Set(name, value))
    }
}
