//! The rules that a register of directives keeps, across its files. Versions that break a rule that matters are taken out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::{Issue, Register, Severity, Version};

const KINDS: &[&str] = &["directive", "condition", "enabler"];
const FORCES: &[&str] = &[
    "mandatory",
    "comply_or_explain",
    "recommended",
    "national_provision",
    "contractual",
    "bidder_condition",
    "permission",
    "proposed",
];
const EFFECTS: &[&str] = &["blocks", "steers", "adds_bid_cost", "permits_local", "removes_from_ledger"];
const STATUSES: &[&str] = &["in_force", "paused", "withdrawn", "expired", "superseded", "proposed"];
const MOMENTS: &[&str] = &["payment", "order", "award", "tender"];
const CONFIDENCES: &[&str] = &["sourced", "secondary", "recalled"];
const ORG_KINDS: &[&str] = &["nhs_trust", "foundation_trust", "icb", "ccg", "council", "combined_authority", "other"];
const LEVELS: &[&str] = &["framework_operator", "framework", "lot", "supplier"];
const EXEMPTIONS: &[&str] = &[
    "value_below",
    "emergency",
    "clinical_need",
    "off_contract_failure",
    "in_flight",
    "approval_granted",
    "reserved_competition",
    "adoption_not_yet",
    "out_of_scope",
];
/// The forces that bind: only with one of these does `blocks` block.
const BINDING: &[&str] = &["mandatory", "national_provision", "contractual"];

/// Checks a register; takes out what cannot be used.
pub fn check(register: &mut Register, categories: &BTreeSet<&str>, issues: &mut Vec<Issue>) {
    register.versions.retain(|version| {
        let found = version_issues(version, categories);
        let usable = found.iter().all(|issue| issue.severity == Severity::Warning);
        issues.extend(found);
        usable
    });
    supersessions(&register.versions, issues);
    overlaps(&register.versions, issues);
    references(register, categories, issues);
}

fn version_issues(version: &Version, categories: &BTreeSet<&str>) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut add = |severity, name: &str, message: String, hint: String| issues.push(at(version, severity, name, message, hint));
    let mut one_of = |name: &str, value: &str, allowed: &[&str]| {
        if !allowed.contains(&value) {
            add(Severity::Error, name, format!("`{value}` is not known"), format!("write one of: {}", allowed.join(", ")));
        }
    };
    one_of("kind", &version.kind, KINDS);
    one_of("force", &version.force, FORCES);
    one_of("effect", &version.effect, EFFECTS);
    one_of("status", &version.status, STATUSES);
    one_of("applies_at", &version.applies_at, MOMENTS);
    one_of("confidence", &version.confidence, CONFIDENCES);
    for kind in &version.org_kinds {
        one_of("org_kinds", kind, ORG_KINDS);
    }
    for exemption in &version.exemptions {
        one_of("exemptions", &exemption.kind, EXEMPTIONS);
    }
    for (name, codes) in [("categories", &version.categories), ("categories_excluded", &version.categories_excluded)] {
        for code in codes.iter().filter(|code| *code != "*" && !categories.contains(code.as_str())) {
            let hint = "category codes are in queries/seeds/categories.csv; `*` means all".to_owned();
            add(Severity::Error, name, format!("there is no category `{code}`"), hint);
        }
    }
    if version.categories.is_empty() {
        add(Severity::Error, "categories", "it names no category".to_owned(), "list category codes, or `*` for all".to_owned());
    }
    if version.source.url.as_deref().unwrap_or_default().is_empty() {
        add(
            Severity::Warning,
            "source.url",
            "the source has no address".to_owned(),
            "add `url`, so that others can check".to_owned(),
        );
    }
    let bound = !version.org_kinds.is_empty() || !version.org_codes.is_empty() || version.by_adoption;
    if !bound && version.effect != "permits_local" {
        let hint = "list org_kinds or org_codes, or set by_adoption = true".to_owned();
        add(Severity::Warning, "org_kinds", "it binds nobody".to_owned(), hint);
    }
    if version.effect == "blocks" && !BINDING.contains(&version.force.as_str()) {
        let message = format!("it says `blocks`, but with force `{}` it counts as steering", version.force);
        add(Severity::Warning, "effect", message, "write effect = \"steers\"".to_owned());
    }
    if version.effective_from.is_none() && version.status == "in_force" {
        let message = "it has no first day in force, so it applies to nothing".to_owned();
        add(Severity::Warning, "effective_from", message, "add the date as exactly as it is known".to_owned());
    }
    if version.threshold.is_some() != version.threshold_basis.is_some() {
        let hint = "write what the threshold is measured on, and whether VAT is in it".to_owned();
        add(Severity::Warning, "threshold_basis", "a threshold and its basis belong together".to_owned(), hint);
    }
    issues
}

fn supersessions(versions: &[Version], issues: &mut Vec<Issue>) {
    let ids: BTreeSet<&str> = versions.iter().map(|version| version.directive_id.as_str()).collect();
    let full: BTreeSet<String> = versions.iter().map(|version| format!("{}@{}", version.directive_id, version.version)).collect();
    for version in versions {
        if let Some(earlier) = version.supersedes.as_deref().filter(|earlier| !ids.contains(earlier) && !full.contains(*earlier))
        {
            let message = format!("there is no `{earlier}`");
            issues.push(at(version, Severity::Warning, "supersedes", message, "write `ID` or `ID@version`".to_owned()));
        }
    }
}

/// Versions of one directive that bind somebody on the same day, and days between versions on which none is in force.
fn overlaps(versions: &[Version], issues: &mut Vec<Issue>) {
    let mut by_directive: BTreeMap<&str, Vec<&Version>> = BTreeMap::new();
    for version in versions {
        let applies = version.effective_from.is_some()
            && version.status != "proposed"
            && (version.effective_to.is_some() || !matches!(version.status.as_str(), "paused" | "withdrawn"));
        if applies {
            by_directive.entry(&version.directive_id).or_default().push(version);
        }
    }
    for versions in by_directive.values_mut() {
        versions.sort_by_key(|version| version.effective_from);
        for (index, version) in versions.iter().enumerate() {
            for later in &versions[index + 1..] {
                if later.effective_from <= Some(last_day(version)) && shares_scope(version, later) {
                    let message = format!("it is in force together with version {} of the same directive", version.version);
                    let hint = format!("end version {} the day before this one begins", version.version);
                    issues.push(at(later, Severity::Error, "effective_from", message, hint));
                }
            }
            let follower = versions[index + 1..].iter().find(|later| shares_scope(version, later));
            if let (Some(end), Some(next)) = (version.effective_to, follower.and_then(|later| later.effective_from))
                && end + Days::new(1) < next
            {
                let message = format!("nothing is in force between {end} and {next}");
                let hint = "if that is so, nothing need be done".to_owned();
                issues.push(at(version, Severity::Warning, "effective_to", message, hint));
            }
        }
    }
}

fn last_day(version: &Version) -> NaiveDate {
    version.effective_to.unwrap_or(NaiveDate::MAX)
}

fn shares_scope(one: &Version, other: &Version) -> bool {
    let meet = |one: &[String], other: &[String]| {
        one.iter().any(|value| value == "*" || other.contains(value) || other.iter().any(|o| o == "*"))
    };
    let open = |version: &Version| version.org_kinds.is_empty() && version.org_codes.is_empty();
    let organisations =
        meet(&one.org_kinds, &other.org_kinds) || meet(&one.org_codes, &other.org_codes) || (open(one) && open(other));
    let sectors = one.org_sectors.is_empty() || other.org_sectors.is_empty() || meet(&one.org_sectors, &other.org_sectors);
    organisations && sectors && meet(&one.categories, &other.categories)
}

/// Adoptions and approved suppliers must be of directives that exist.
fn references(register: &mut Register, categories: &BTreeSet<&str>, issues: &mut Vec<Issue>) {
    let mut ids: BTreeMap<String, bool> = BTreeMap::new();
    for version in &register.versions {
        *ids.entry(version.directive_id.clone()).or_default() |= version.by_adoption;
    }
    register.adoptions.retain(|adoption| {
        let mut add = |severity, message: String, hint: &str| {
            let (file, key) = (adoption.source.clone(), format!("adoption of {}", adoption.directive_id));
            issues.push(Issue { severity, file, key, message, hint: hint.to_owned() });
        };
        match ids.get(&adoption.directive_id) {
            None => {
                let message = format!("there is no directive `{}`", adoption.directive_id);
                add(Severity::Error, message, "`localspend directives list` shows the ids");
                return false;
            }
            Some(false) => {
                let message = format!("`{}` does not bind by adoption: the date changes nothing", adoption.directive_id);
                add(Severity::Warning, message, "list the organisation in org_codes of a version of your own instead");
            }
            Some(true) => {}
        }
        if adoption.category_code != "*" && !categories.contains(adoption.category_code.as_str()) {
            let message = format!("there is no category `{}`", adoption.category_code);
            add(Severity::Error, message, "category codes are in queries/seeds/categories.csv");
            return false;
        }
        if adoption.adopted_to.is_some_and(|to| to < adoption.adopted_from) {
            add(Severity::Error, "it ends before it begins".to_owned(), "exchange the dates, or leave `to` out");
            return false;
        }
        true
    });
    register.suppliers.retain(|supplier| {
        let mut add = |message: String, hint: String| {
            let (file, key) = (supplier.source.clone(), format!("approved supplier {}", supplier.name));
            issues.push(Issue { severity: Severity::Error, file, key, message, hint });
        };
        if !ids.contains_key(&supplier.directive_id) {
            let message = format!("there is no directive `{}`", supplier.directive_id);
            add(message, "`localspend directives list` shows the ids".to_owned());
            return false;
        }
        if !LEVELS.contains(&supplier.level.as_str()) {
            add(format!("`{}` is not a level", supplier.level), format!("write one of: {}", LEVELS.join(", ")));
            return false;
        }
        true
    });
}

fn at(version: &Version, severity: Severity, name: &str, message: String, hint: String) -> Issue {
    let key = format!("directive {}, version {}: {name}", version.directive_id, version.version);
    Issue { severity, file: version.origin.1.clone(), key, message, hint }
}
