//! A directive in plain words: who is bound, to what, since when, how firmly, and what a buyer may still do.

use localspend_model::Money;

use super::dates::shown;
use super::{Precision, Register, Version};

/// The text of `directives show`: every version of a directive, newest first; `None` when there is no such directive.
pub fn describe(register: &Register, directive_id: &str) -> Option<String> {
    let versions = register.directive(directive_id);
    let newest = versions.last()?;
    let mut text = format!("{directive_id}: {}\nissued by {}\n", newest.title, newest.issuer);
    for version in versions.iter().rev() {
        text.push('\n');
        version_text(version, newest, &mut text);
        let routes: Vec<String> = register
            .suppliers
            .iter()
            .filter(|supplier| {
                supplier.directive_id == directive_id && (supplier.version == "*" || supplier.version == version.version)
            })
            .map(|supplier| format!("{} ({})", supplier.name, supplier.level.replace('_', " ")))
            .collect();
        if !routes.is_empty() {
            line(&mut text, "On the route", &routes.join("; "));
        }
    }
    let adoptions: Vec<String> = register
        .adoptions
        .iter()
        .filter(|adoption| adoption.directive_id == directive_id)
        .map(|adoption| {
            let until = adoption.adopted_to.map_or_else(String::new, |to| format!(" to {}", shown(to, Precision::Day)));
            let category = if adoption.category_code == "*" { "everything in scope" } else { &adoption.category_code };
            format!("{} from {}{until} for {category}", adoption.org_code, shown(adoption.adopted_from, Precision::Day))
        })
        .collect();
    if !adoptions.is_empty() {
        text.push('\n');
        line(&mut text, "Adopted by", &adoptions.join("; "));
    }
    Some(text)
}

fn version_text(version: &Version, newest: &Version, text: &mut String) {
    text.push_str(&format!("version {} ({})\n", version.version, version.status.replace('_', " ")));
    if version.title != newest.title {
        line(text, "Title", &version.title);
    }
    line(text, "Since when", &since_when(version));
    line(text, "Who", &who(version));
    let mut what = categories(version);
    if let (Some(threshold), Some(basis)) = (version.threshold, &version.threshold_basis) {
        let pounds = Money::from_pence(i128::from(threshold) * 100).display_pounds();
        what.push_str(&format!("; from {} ({basis})", pounds.trim_end_matches(".00")));
    }
    line(text, "What", &what);
    line(text, "Route", &version.route);
    line(text, "How binding", &how_binding(version));
    line(text, "Local buying", &version.effect_on_local_buying);
    line(text, "Still allowed", &version.still_allowed);
    for exemption in &version.exemptions {
        line(text, "Exempt", &format!("{}: {}", exemption.kind.replace('_', " "), exemption.words));
    }
    let mut source = version.source.title.clone();
    for part in [&version.source.date, &version.source.url].into_iter().flatten() {
        source.push_str(&format!(", {part}"));
    }
    line(text, "Source", &source);
    line(text, "How sure", &how_sure(version));
    if let Some(doubts) = &version.doubts {
        line(text, "Doubts", doubts);
    }
}

fn line(text: &mut String, label: &str, words: &str) {
    text.push_str(&format!("  {label:<14}{words}\n"));
}

fn since_when(version: &Version) -> String {
    let precision = version.precision.unwrap_or(Precision::Day);
    match (version.effective_from, version.effective_to) {
        (Some(from), Some(to)) => format!("{} to {}", shown(from, precision), shown(to, precision)),
        (Some(from), None) if matches!(version.status.as_str(), "paused" | "withdrawn" | "proposed") => {
            format!("planned for {}; it never took effect, so it applies to nothing", shown(from, precision))
        }
        (Some(from), None) => format!("{}, until further notice", shown(from, precision)),
        (None, _) => "no first day in force is known, so it applies to nothing".to_owned(),
    }
}

fn who(version: &Version) -> String {
    let mut kinds: Vec<String> = version.org_kinds.iter().map(|kind| kind_words(kind).to_owned()).collect();
    if !version.org_sectors.is_empty() {
        kinds.push(format!("only of the sectors {}", version.org_sectors.join(", ")));
    }
    kinds.extend(version.org_codes.iter().cloned());
    let who = if kinds.is_empty() { "organisations".to_owned() } else { kinds.join(", ") };
    if version.by_adoption {
        format!("{who}, each only from the date on which it came under it (given in your own file)")
    } else if kinds.is_empty() {
        "nobody is bound by it in this register".to_owned()
    } else {
        who
    }
}

fn kind_words(kind: &str) -> &str {
    match kind {
        "nhs_trust" => "NHS trusts",
        "foundation_trust" => "foundation trusts",
        "icb" => "integrated care boards",
        "ccg" => "clinical commissioning groups",
        "council" => "councils",
        "combined_authority" => "combined authorities",
        other => other,
    }
}

fn categories(version: &Version) -> String {
    let mut words = if version.categories.iter().any(|code| code == "*") {
        "everything".to_owned()
    } else {
        version.categories.iter().map(|code| code.replace('_', " ")).collect::<Vec<_>>().join(", ")
    };
    if !version.categories_excluded.is_empty() {
        let excluded: Vec<String> = version.categories_excluded.iter().map(|code| code.replace('_', " ")).collect();
        words.push_str(&format!(", except {}", excluded.join(", ")));
    }
    words
}

fn how_binding(version: &Version) -> String {
    let force = match version.force.as_str() {
        "mandatory" => "mandatory",
        "comply_or_explain" => "comply or explain",
        "recommended" => "recommended, not required",
        "national_provision" => "supplied nationally: there is no buying decision to take",
        "contractual" => "bound by a signed contract",
        "bidder_condition" => "a condition that bidders must meet",
        "permission" => "a permission, not a duty",
        _ => "proposed, not in force",
    };
    let effect = match version.effect.as_str() {
        "blocks" => "stands in the way of local suppliers off its route",
        "steers" => "points buyers towards a route",
        "adds_bid_cost" => "makes bidding dearer, above all for small suppliers",
        "permits_local" => "lets a buyer prefer local suppliers",
        _ => "takes the money out of what a buyer decides",
    };
    let trigger = if version.trigger == "always" {
        String::new()
    } else {
        format!("; only where {}, which a ledger does not show", version.trigger.replace('_', " "))
    };
    format!("{force}; it {effect}{trigger}; it bites at {}", version.applies_at)
}

fn how_sure(version: &Version) -> String {
    let words = match version.confidence.as_str() {
        "sourced" => "the source says so",
        "secondary" => "a press, legal or trade account says so; the document itself was not read",
        _ => "from memory: shown, but never behind a figure",
    };
    format!("{} ({words}); checked on {}", version.confidence, shown(version.checked_on, Precision::Day))
}
