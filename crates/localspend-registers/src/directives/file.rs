//! One TOML file of directives to versions, adoptions and approved suppliers. Looks at this file alone.

use chrono::NaiveDate;
use serde::Deserialize;

use super::dates::span;
use super::{Adoption, ApprovedSupplier, DirectiveFile, Exemption, Issue, Origin, Precision, Severity, Source, Version};
use crate::text;

/// What one file holds.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Versions.
    pub versions: Vec<Version>,
    /// Adoptions.
    pub adoptions: Vec<Adoption>,
    /// Approved suppliers.
    pub suppliers: Vec<ApprovedSupplier>,
    /// Exemptions granted to the organisation, for versions of other files.
    pub exemptions: Vec<GrantedExemption>,
}

/// An exemption that an organisation has from somebody else's directive.
#[derive(Debug, Clone)]
pub struct GrantedExemption {
    /// Directive.
    pub directive_id: String,
    /// Version, or `*`.
    pub version: String,
    /// What it is.
    pub exemption: Exemption,
    /// Categories that it takes out of the directive's scope.
    pub categories: Vec<String>,
    /// File and key.
    pub source: String,
}

/// Declares what stands in a directive and, alike, in each of its versions: a version says only what differs.
macro_rules! shared_fields {
    ($($name:ident: $type:ty),+ $(,)?) => {
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct VersionText { version: String, $(#[serde(default)] $name: Option<$type>),+ }

        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct DirectiveText {
            id: String,
            #[serde(default, rename = "version")]
            versions: Vec<VersionText>,
            $(#[serde(default)] $name: Option<$type>),+
        }

        impl VersionText {
            fn inheriting(self, directive: &DirectiveText) -> VersionText {
                VersionText { version: self.version, $($name: self.$name.or_else(|| directive.$name.clone())),+ }
            }
        }
    };
}

shared_fields! {
    title: String,
    issuer: String,
    kind: String,
    force: String,
    effect: String,
    status: String,
    supersedes: String,
    announced: String,
    effective_from: String,
    effective_to: String,
    precision: String,
    applies_at: String,
    route: String,
    trigger: String,
    categories: Vec<String>,
    categories_excluded: Vec<String>,
    org_kinds: Vec<String>,
    org_sectors: Vec<String>,
    org_codes: Vec<String>,
    by_adoption: bool,
    also_by_adoption: Vec<String>,
    threshold: u64,
    threshold_basis: String,
    exemptions: Vec<Exemption>,
    approved: Vec<ApprovedText>,
    effect_on_local_buying: String,
    still_allowed: String,
    source: Source,
    confidence: String,
    checked_on: String,
    doubts: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApprovedText {
    name: String,
    #[serde(default)]
    company_number: Option<String>,
    level: String,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    #[serde(default)]
    checked_on: Option<String>,
    #[serde(default)]
    directive: Vec<DirectiveText>,
    #[serde(default)]
    adoption: Vec<AdoptionText>,
    #[serde(default)]
    approved_supplier: Vec<ApprovedSupplierText>,
    #[serde(default)]
    exemption: Vec<ExemptionText>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AdoptionText {
    directive: String,
    org_code: String,
    #[serde(default)]
    category: Option<String>,
    from: String,
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApprovedSupplierText {
    directive: String,
    #[serde(default)]
    version: Option<String>,
    name: String,
    #[serde(default)]
    company_number: Option<String>,
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExemptionText {
    directive: String,
    #[serde(default)]
    version: Option<String>,
    kind: String,
    words: String,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    source: Option<String>,
}

/// Reads one file. Versions with an error are left out; what is wrong is in the issues.
pub fn load_toml(file: &DirectiveFile<'_>) -> (Held, Vec<Issue>) {
    let mut reading = Reading { file, issues: Vec::new(), held: Held::default() };
    match parse(file.text) {
        Ok(text) => reading.file(text),
        Err((key, message)) => reading.issue(
            Severity::Error,
            key,
            message,
            "see the starter files for the shape of a directive; nothing of this file is used until it is put right",
        ),
    }
    (reading.held, reading.issues)
}

fn parse(text: &str) -> Result<FileText, (String, String)> {
    let line_of = |error: &toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1
    };
    let deserializer =
        toml::Deserializer::parse(text).map_err(|error| (format!("line {}", line_of(&error)), error.message().to_owned()))?;
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().to_string();
        (format!("line {}, {path}", line_of(error.inner())), error.inner().message().to_owned())
    })
}

struct Reading<'a> {
    file: &'a DirectiveFile<'a>,
    issues: Vec<Issue>,
    held: Held,
}

impl Reading<'_> {
    fn issue(&mut self, severity: Severity, key: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) {
        let file = self.file.name.to_owned();
        self.issues.push(Issue { severity, file, key: key.into(), message: message.into(), hint: hint.into() });
    }

    fn file(&mut self, text: FileText) {
        let checked_on = text.checked_on.clone();
        for directive in &text.directive {
            if directive.versions.is_empty() {
                let key = format!("directive {}", directive.id);
                self.issue(Severity::Error, key, "it has no version", "add at least one [[directive.version]]");
            }
            for version in &directive.versions {
                self.version(&directive.id, version.clone().inheriting(directive), checked_on.as_deref());
            }
        }
        for (index, adoption) in text.adoption.into_iter().enumerate() {
            self.adoption(index, adoption);
        }
        for (index, supplier) in text.approved_supplier.into_iter().enumerate() {
            let key = format!("approved_supplier {} ({})", index + 1, supplier.name);
            let source = supplier.source.unwrap_or_else(|| format!("{}: {key}", self.file.name));
            let approved = ApprovedText {
                name: supplier.name,
                company_number: supplier.company_number,
                level: supplier.level.unwrap_or_else(|| "supplier".to_owned()),
                from: supplier.from,
                to: supplier.to,
            };
            self.approved(&key, &supplier.directive, &supplier.version.unwrap_or_else(|| "*".to_owned()), approved, source);
        }
        for (index, granted) in text.exemption.into_iter().enumerate() {
            let key = format!("exemption {} ({})", index + 1, granted.directive);
            let source = granted.source.unwrap_or_else(|| format!("{}: {key}", self.file.name));
            self.held.exemptions.push(GrantedExemption {
                directive_id: granted.directive,
                version: granted.version.unwrap_or_else(|| "*".to_owned()),
                exemption: Exemption { kind: granted.kind, words: granted.words },
                categories: granted.categories,
                source,
            });
        }
    }

    fn version(&mut self, id: &str, text: VersionText, checked_on: Option<&str>) {
        let key = format!("directive {id}, version {}", text.version);
        let before = self.issues.iter().filter(|issue| issue.severity == Severity::Error).count();
        let mut required = |name: &str, value: Option<String>| {
            value.filter(|value| !value.trim().is_empty()).unwrap_or_else(|| {
                self.issue(Severity::Error, format!("{key}: {name}"), "it is missing", format!("add `{name} = \"...\"`"));
                String::new()
            })
        };
        let (title, issuer) = (required("title", text.title), required("issuer", text.issuer));
        let (kind, force) = (required("kind", text.kind), required("force", text.force));
        let (effect, applies_at) = (required("effect", text.effect), required("applies_at", text.applies_at));
        let (route, confidence) = (required("route", text.route), required("confidence", text.confidence));
        let effect_on_local_buying = required("effect_on_local_buying", text.effect_on_local_buying);
        let still_allowed = required("still_allowed", text.still_allowed);
        let source_title = required("source.title", text.source.as_ref().map(|source| source.title.clone()));
        let checked = required("checked_on", text.checked_on.or_else(|| checked_on.map(str::to_owned)));

        let announced = text.announced.and_then(|text| self.span(&key, "announced", &text)).map(|(first, _, _)| first);
        let from = text.effective_from.and_then(|text| self.span(&key, "effective_from", &text));
        let to = text.effective_to.and_then(|text| self.span(&key, "effective_to", &text));
        let stated = text.precision.and_then(|text| {
            let precision = [Precision::Day, Precision::Month, Precision::Year].into_iter().find(|p| p.as_str() == text);
            if precision.is_none() {
                let message = format!("`{text}` is not a precision");
                self.issue(Severity::Error, format!("{key}: precision"), message, "write day, month or year");
            }
            precision
        });
        let told = [from, to].into_iter().flatten().map(|(_, _, precision)| precision).max();
        if let (Some((first, _, _)), Some((_, last, _))) = (from, to)
            && last < first
        {
            let message = format!("it ends on {last}, before it begins on {first}");
            self.issue(Severity::Error, format!("{key}: effective_to"), message, "exchange the dates, or leave one out");
        }
        let checked_on = self.span(&key, "checked_on", &checked).map(|(first, _, _)| first).unwrap_or_default();
        for approved in text.approved.unwrap_or_default() {
            let source = format!("{}: {key}", self.file.name);
            self.approved(&key, id, &text.version, approved, source);
        }
        if self.issues.iter().filter(|issue| issue.severity == Severity::Error).count() > before {
            return;
        }
        let source = text.source.unwrap_or_default();
        let version = Version {
            directive_id: id.to_owned(),
            version: text.version,
            title,
            issuer,
            kind,
            force,
            effect,
            status: text.status.unwrap_or_else(|| "in_force".to_owned()),
            supersedes: text.supersedes,
            announced,
            effective_from: from.map(|(first, _, _)| first),
            effective_to: to.map(|(_, last, _)| last),
            precision: stated.or(told),
            applies_at,
            route,
            trigger: text.trigger.unwrap_or_else(|| "always".to_owned()),
            categories: text.categories.unwrap_or_default(),
            categories_excluded: text.categories_excluded.unwrap_or_default(),
            org_kinds: text.org_kinds.unwrap_or_default(),
            org_sectors: text.org_sectors.unwrap_or_default(),
            org_codes: text.org_codes.unwrap_or_default(),
            by_adoption: text.by_adoption.unwrap_or(false),
            threshold: text.threshold,
            threshold_basis: text.threshold_basis,
            exemptions: text.exemptions.unwrap_or_default(),
            effect_on_local_buying,
            still_allowed,
            source: Source { title: source_title, ..source },
            confidence,
            checked_on,
            doubts: text.doubts,
            origin: (Some(self.file.origin), self.file.name.to_owned()),
        };
        let adopting = text.also_by_adoption.unwrap_or_default();
        if !adopting.is_empty() {
            // The same rule binds other kinds of organisation, but each only from its own date.
            let twin = format!("{}-adopted", version.version);
            let twin =
                Version { version: twin, org_kinds: adopting, by_adoption: true, org_codes: Vec::new(), ..version.clone() };
            self.held.versions.push(twin);
        }
        self.held.versions.push(version);
    }

    fn adoption(&mut self, index: usize, text: AdoptionText) {
        let key = format!("adoption {} ({} by {})", index + 1, text.directive, text.org_code);
        let Some((adopted_from, _, _)) = self.span(&key, "from", &text.from) else { return };
        let adopted_to = match &text.to {
            None => None,
            Some(to) => match self.span(&key, "to", to) {
                Some((_, last, _)) => Some(last),
                None => return,
            },
        };
        self.held.adoptions.push(Adoption {
            directive_id: text.directive,
            org_code: text.org_code,
            category_code: text.category.unwrap_or_else(|| "*".to_owned()),
            adopted_from,
            adopted_to,
            source: text.source.unwrap_or_else(|| format!("{}: {key}", self.file.name)),
        });
    }

    fn approved(&mut self, key: &str, directive: &str, version: &str, text: ApprovedText, source: String) {
        let number = text.company_number.as_deref().map(text::company_number);
        if number == Some(None) {
            let message = format!("`{}` is not a company number", text.company_number.unwrap_or_default());
            let hint = "eight characters as on the register of companies, in quotation marks";
            self.issue(Severity::Error, format!("{key}: company_number"), message, hint);
            return;
        }
        let [from, to] =
            [("from", &text.from), ("to", &text.to)].map(|(name, given)| given.as_ref().map(|given| self.span(key, name, given)));
        if from == Some(None) || to == Some(None) {
            return;
        }
        let supplier = ApprovedSupplier {
            directive_id: directive.to_owned(),
            version: version.to_owned(),
            name: text.name,
            company_number: number.flatten(),
            level: text.level,
            approved_from: from.flatten().map(|(first, _, _)| first),
            approved_to: to.flatten().map(|(_, last, _)| last),
            source,
        };
        if !self.held.suppliers.contains(&supplier) {
            self.held.suppliers.push(supplier);
        }
    }

    fn span(&mut self, key: &str, name: &str, text: &str) -> Option<(NaiveDate, NaiveDate, Precision)> {
        let span = span(text);
        // An empty required value was already reported.
        if span.is_none() && !text.is_empty() {
            let hint = "write it as exactly as it is known: \"2016-04-01\", \"2016-04\" or \"2016\"";
            self.issue(Severity::Error, format!("{key}: {name}"), format!("`{text}` is not a date"), hint);
        }
        span
    }
}

impl DirectiveFile<'_> {
    /// Whose it is, with its name, as the table holds it.
    pub(crate) fn origin_text(origin: Option<Origin>, name: &str) -> String {
        format!("{}: {name}", origin.map_or("unknown", Origin::as_str))
    }
}
