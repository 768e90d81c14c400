//! `localspend.toml`: read freely, checked, then resolved once into [`Settings`]. Code below sees no `Option`
//! where there is a default. Unknown keys are errors that name the key.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use localspend_model::Period;
use localspend_model::settings::{Locality, Method, check_localities, default_localities};
use localspend_serve::ServeSettings;
use serde::Deserialize;

/// The file's name in a workspace.
pub const FILE_NAME: &str = "localspend.toml";

/// The file `init` writes: every key, commented, with its default.
pub const TEMPLATE: &str = include_str!("localspend.toml");

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Options {
    workspace: WorkspaceOptions,
    lake: LakeOptions,
    ledgers: Vec<LedgerOptions>,
    registers: Vec<RegisterOptions>,
    locality: Vec<Locality>,
    method: Method,
    serve: ServeSettings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WorkspaceOptions {
    name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LakeOptions {
    url: Option<String>,
    options: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LedgerOptions {
    path: String,
    org: Option<String>,
    period: Option<String>,
    mapping: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterOptions {
    path: String,
}

/// A configuration ready for use.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name printed on the pack.
    pub name: String,
    /// Folder or URL of the lake.
    pub lake_url: String,
    /// Options of the lake's store.
    pub lake_options: BTreeMap<String, String>,
    /// Where ledgers are, and whose, in order: the first pattern that fits a file decides.
    pub ledgers: Vec<LedgerRule>,
    /// Where further registers are, beside `registers/`.
    pub registers: Vec<String>,
    /// The localities, exactly one of them primary.
    pub localities: Vec<Locality>,
    /// The method's settings.
    pub method: Method,
    /// Who may ask over the network, and how much.
    pub serve: ServeSettings,
}

/// Whose the files behind a pattern are.
#[derive(Debug, Clone)]
pub struct LedgerRule {
    /// Folder or glob, relative to the workspace.
    pub path: String,
    /// Organisation code.
    pub org: Option<String>,
    /// Period, for a single file.
    pub period: Option<Period>,
    /// A saved mapping, relative to the workspace.
    pub mapping: Option<String>,
}

impl Settings {
    /// Reads the configuration of a workspace.
    pub fn load(workspace: &Path) -> Result<Settings> {
        let path = workspace.join(FILE_NAME);
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!("cannot read {}\nhint: `localspend -w {} init` writes one", path.display(), workspace.display())
        })?;
        Settings::parse(&text, &path.display().to_string())
    }

    /// Reads configuration text; `name` is what errors call it.
    pub fn parse(text: &str, name: &str) -> Result<Settings> {
        let document = toml::Deserializer::parse(text).map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
        let options: Options = serde_path_to_error::deserialize(document).map_err(|error| {
            let key = error.path().to_string();
            let message = error.into_inner().to_string();
            anyhow::anyhow!(
                "{name}, key `{key}`: {}\nhint: `localspend init` in an empty folder writes a file with every key explained",
                message.trim()
            )
        })?;
        options.resolve(name)
    }
}

impl Options {
    fn resolve(self, name: &str) -> Result<Settings> {
        let localities = if self.locality.is_empty() { default_localities() } else { self.locality };
        if let Err(error) = check_localities(&localities) {
            bail!("{name}, key `locality`: {error}\nhint: mark one locality with `primary = true` and give each its own name");
        }
        check_method(&self.method, name)?;
        let mut ledgers = Vec::new();
        for (index, rule) in self.ledgers.into_iter().enumerate() {
            let period = rule
                .period
                .map(|text| text.parse::<Period>())
                .transpose()
                .with_context(|| format!("{name}, key `ledgers[{index}].period`\nhint: write a month as \"2025-09\""))?;
            ledgers.push(LedgerRule { path: rule.path, org: rule.org, period, mapping: rule.mapping });
        }
        Ok(Settings {
            name: self.workspace.name.unwrap_or_else(|| "localspend".to_owned()),
            lake_url: self.lake.url.unwrap_or_else(|| "lake".to_owned()),
            lake_options: self.lake.options,
            ledgers,
            registers: self.registers.into_iter().map(|register| register.path).collect(),
            localities,
            method: self.method,
            serve: self.serve,
        })
    }
}

/// Refuses settings that would make figures meaningless.
fn check_method(method: &Method, name: &str) -> Result<()> {
    let wrong = |key: &str, rule: &str| Err(anyhow::anyhow!("{name}, key `method.{key}`: {rule}"));
    if !(method.growth_cap.is_finite() && method.growth_cap >= 0.0) {
        return wrong("growth_cap", "must be 0 or more");
    }
    if !(0.0..=1.0).contains(&method.accept_score) || !(0.0..=1.0).contains(&method.review_score) {
        return wrong("accept_score", "accept_score and review_score must be between 0 and 1");
    }
    if method.accept_score < method.review_score {
        return wrong("review_score", "must not be above accept_score");
    }
    if method.alternative_window == 0 {
        return wrong("alternative_window", "must be at least 1 quarter");
    }
    if method.location_order.is_empty() {
        return wrong("location_order", "must name at least one kind of evidence");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(text: &str) -> String {
        format!("{:#}", Settings::parse(text, "localspend.toml").unwrap_err())
    }

    #[test]
    fn the_template_is_the_default_configuration() {
        let from_template = Settings::parse(TEMPLATE, "template").unwrap();
        let from_nothing = Settings::parse("", "empty").unwrap();
        assert_eq!(from_template.method, from_nothing.method, "init must not change a setting by being run");
        assert_eq!(from_template.localities, from_nothing.localities);
        assert_eq!(from_template.lake_url, from_nothing.lake_url);
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = error_of("[method]\ngrowth_kap = 0.5\n");
        assert!(error.contains("growth_kap") && error.contains("method"), "{error}");
        let error = error_of("[[ledgers]]\npath = \"a\"\norgg = \"x\"\n");
        assert!(error.contains("orgg") && error.contains("ledgers[0]"), "{error}");
    }

    #[test]
    fn impossible_settings_are_refused() {
        assert!(error_of("[method]\naccept_score = 0.4\nreview_score = 0.6\n").contains("review_score"));
        assert!(error_of("[[locality]]\nname = \"a\"\nkind = \"ics\"\n").contains("primary"));
        assert!(error_of("[[ledgers]]\npath = \"a\"\nperiod = \"May 2025\"\n").contains("ledgers[0].period"));
    }
}
