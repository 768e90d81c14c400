//! The `[serve]` part of localspend.toml, as written.

use std::path::PathBuf;

use localspend_query::guard::Role;
use serde::Deserialize;

/// Who may ask, how much, and how it is protected.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServeSettings {
    /// Role of whoever connects from this machine without a password. `None`: nobody does.
    pub trust: Option<Role>,
    /// Who may log in.
    pub users: Vec<UserSettings>,
    /// Certificate. `None`: no encryption.
    pub tls: Option<TlsSettings>,
    /// Bounds.
    pub limits: LimitSettings,
    /// File that says who asked what, one JSON object a line, relative to the workspace.
    pub audit: Option<PathBuf>,
}

/// One user.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSettings {
    /// Name to log in with.
    pub name: String,
    /// What the user may see.
    pub role: Role,
    /// Verifier, as `localspend serve --verifier` writes it.
    #[serde(default)]
    pub password: Option<String>,
    /// Name of the environment variable that holds the password or its verifier.
    #[serde(default)]
    pub password_env: Option<String>,
}

/// A certificate and its key, PEM files relative to the workspace.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    /// Certificate, with those between it and the root.
    pub certificate: PathBuf,
    /// Private key.
    pub key: PathBuf,
    /// Refuse connections without encryption.
    #[serde(default = "yes")]
    pub required: bool,
}

fn yes() -> bool {
    true
}

/// Bounds of queries and connections.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// Longest time of a query, from the statement to its last row.
    pub seconds: u64,
    /// Memory of all queries together, in MiB.
    pub memory_mib: usize,
    /// Disk of one query for what does not fit in memory, in MiB.
    pub spill_mib: u64,
    /// Most rows of an answer.
    pub rows: u64,
    /// Queries that run at the same time; others wait.
    pub queries: usize,
    /// Connections at the same time; others are refused.
    pub connections: usize,
}

impl Default for LimitSettings {
    fn default() -> LimitSettings {
        LimitSettings { seconds: 60, memory_mib: 2048, spill_mib: 4096, rows: 10_000_000, queries: 4, connections: 100 }
    }
}

impl LimitSettings {
    /// An error where a bound leaves no room for any query.
    pub fn check(&self) -> crate::Result<()> {
        let wrong = |key: &str, least: usize| {
            Err(crate::Error::setting(
                &format!("limits.{key}"),
                format!("must be at least {least}"),
                "leave the key out for its default",
            ))
        };
        match self {
            LimitSettings { seconds: 0, .. } => wrong("seconds", 1),
            LimitSettings { rows: 0, .. } => wrong("rows", 1),
            LimitSettings { queries: 0, .. } => wrong("queries", 1),
            LimitSettings { connections: 0, .. } => wrong("connections", 1),
            limits if limits.memory_mib / limits.queries < 16 => wrong("memory_mib", 16 * limits.queries),
            _ => Ok(()),
        }
    }
}
