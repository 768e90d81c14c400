//! The register of buying directives: TOML files, ours and an organisation's own, checked and made into table rows.
//!
//! One directive has versions; one version is one row. Only what the files say counts: nothing is inferred from a name, and a
//! version without a first day in force applies to nothing. Whether a version blocks a payment is decided in SQL, not here.

mod batches;
mod check;
mod dates;
mod describe;
mod file;
mod merge;

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;

pub use describe::describe;
pub use merge::load;

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file or the version it stands in is not used.
    Error,
    /// It is used; a person should look.
    Warning,
}

/// Something wrong in a file of directives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issue {
    /// How much it matters.
    pub severity: Severity,
    /// File.
    pub file: String,
    /// Where in the file, as `directive AGY-CAP, version 2: force`.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for Issue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(formatter, "{severity}: {}: {}: {}\n  hint: {}", self.file, self.key, self.message, self.hint)
    }
}

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Ours.
    Starter,
    /// The organisation's own.
    Workspace,
}

impl Origin {
    /// The word stored in front of the file's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Origin::Starter => "starter",
            Origin::Workspace => "workspace",
        }
    }
}

/// A file of directives.
#[derive(Debug, Clone)]
pub struct DirectiveFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Whose it is.
    pub origin: Origin,
}

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
}

impl Precision {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Precision::Day => "day",
            Precision::Month => "month",
            Precision::Year => "year",
        }
    }
}

/// One version of a directive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// Directive.
    pub directive_id: String,
    /// Version.
    pub version: String,
    /// Title in plain words.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// directive, condition or enabler.
    pub kind: String,
    /// How binding it is.
    pub force: String,
    /// What it does to local buying.
    pub effect: String,
    /// in_force, paused, withdrawn, expired, superseded or proposed.
    pub status: String,
    /// Directive, or `id@version`, that it replaces.
    pub supersedes: Option<String>,
    /// Announcement.
    pub announced: Option<NaiveDate>,
    /// First day in force.
    pub effective_from: Option<NaiveDate>,
    /// Last day in force.
    pub effective_to: Option<NaiveDate>,
    /// How exactly the dates in force are known.
    pub precision: Option<Precision>,
    /// payment, order, award or tender.
    pub applies_at: String,
    /// The route it prescribes.
    pub route: String,
    /// `always`, or what must be true that a ledger cannot show.
    pub trigger: String,
    /// Category codes in scope, or `*`.
    pub categories: Vec<String>,
    /// Category codes taken out.
    pub categories_excluded: Vec<String>,
    /// Kinds of organisation bound.
    pub org_kinds: Vec<String>,
    /// Sectors bound; empty means all.
    pub org_sectors: Vec<String>,
    /// Organisations bound by code.
    pub org_codes: Vec<String>,
    /// Binds an organisation only from its adoption date.
    pub by_adoption: bool,
    /// Contract value from which it applies, in pounds.
    pub threshold: Option<u64>,
    /// What the threshold is measured on.
    pub threshold_basis: Option<String>,
    /// Exemptions.
    pub exemptions: Vec<Exemption>,
    /// What it does to local buying, in plain words.
    pub effect_on_local_buying: String,
    /// What an organisation may still do.
    pub still_allowed: String,
    /// Source.
    pub source: Source,
    /// sourced, secondary or recalled.
    pub confidence: String,
    /// When the facts were last checked.
    pub checked_on: NaiveDate,
    /// What is not certain about it.
    pub doubts: Option<String>,
    /// Whose, and which file.
    pub origin: (Option<Origin>, String),
}

/// A typed exemption.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// Kind.
    pub kind: String,
    /// In plain words, with the evidence it takes.
    pub words: String,
}

/// Where facts come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title.
    pub title: String,
    /// Address.
    #[serde(default)]
    pub url: Option<String>,
    /// Date as given.
    #[serde(default)]
    pub date: Option<String>,
}

/// When an organisation came under a directive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Adoption {
    /// Directive.
    pub directive_id: String,
    /// Organisation.
    pub org_code: String,
    /// Category, or `*`.
    pub category_code: String,
    /// First day.
    pub adopted_from: NaiveDate,
    /// Last day.
    pub adopted_to: Option<NaiveDate>,
    /// File and key.
    pub source: String,
}

/// A supplier on the route of a directive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApprovedSupplier {
    /// Directive.
    pub directive_id: String,
    /// Version, or `*`.
    pub version: String,
    /// Supplier as listed.
    pub name: String,
    /// Company number.
    pub company_number: Option<String>,
    /// framework_operator, framework, lot or supplier.
    pub level: String,
    /// First day.
    pub approved_from: Option<NaiveDate>,
    /// Last day.
    pub approved_to: Option<NaiveDate>,
    /// File and key.
    pub source: String,
}

/// All directives that are used, in order of id and date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    /// Versions.
    pub versions: Vec<Version>,
    /// Adoptions.
    pub adoptions: Vec<Adoption>,
    /// Approved suppliers.
    pub suppliers: Vec<ApprovedSupplier>,
}

impl Register {
    /// The versions of one directive, oldest first.
    pub fn directive(&self, directive_id: &str) -> Vec<&Version> {
        self.versions.iter().filter(|version| version.directive_id == directive_id).collect()
    }
}

macro_rules! starter_files {
    ($($name:literal),+ $(,)?) => {
        [$(DirectiveFile {
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../queries/seeds/directives/", $name)),
            origin: Origin::Starter,
        }),+]
    };
}

/// The starter register that ships with the program.
pub fn starter() -> Vec<DirectiveFile<'static>> {
    starter_files![
        "agency.toml",
        "conditions.toml",
        "devices-medicines.toml",
        "enablers.toml",
        "energy-it-capital.toml",
        "statutory.toml",
        "supply-chain.toml",
    ]
    .to_vec()
}

/// The category codes that directives may name.
pub fn category_codes() -> BTreeSet<&'static str> {
    let seed = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../queries/seeds/categories.csv"));
    seed.lines().skip(1).filter_map(|line| line.split(',').next()).filter(|code| !code.is_empty()).collect()
}
