//! The files of directives put together: an organisation's own over ours, and all of it checked.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{Held, load_toml};
use super::{DirectiveFile, Issue, Origin, Register, Severity, Version, check};

/// Loads files, ours first whatever their order; gives what is usable, and every issue in order of file and key.
pub fn load(files: &[DirectiveFile<'_>], categories: &BTreeSet<&str>) -> (Register, Vec<Issue>) {
    let mut issues = Vec::new();
    let mut versions: BTreeMap<(String, String), Version> = BTreeMap::new();
    let (mut register, mut exemptions) = (Register::default(), Vec::new());
    let mut ordered: Vec<&DirectiveFile<'_>> = files.iter().collect();
    ordered.sort_by_key(|file| (file.origin, file.name));
    for file in ordered {
        let (held, mut found) = load_toml(file);
        issues.append(&mut found);
        let Held { versions: held_versions, adoptions, suppliers, exemptions: granted } = held;
        for version in held_versions {
            let key = format!("directive {}, version {}", version.directive_id, version.version);
            let id = (version.directive_id.clone(), version.version.clone());
            match versions.get(&id).map(|earlier| earlier.origin.clone()) {
                Some((origin, earlier)) if origin == Some(file.origin) => {
                    let message = format!("it stands in {earlier} already");
                    issues.push(issue(Severity::Error, file, key, message, "give each version of a directive its own name"));
                    continue;
                }
                Some((_, earlier)) => {
                    let message = format!("it takes the place of the one in {earlier}");
                    issues.push(issue(Severity::Warning, file, key, message, "this is allowed; leave it out to use ours"));
                }
                None => {}
            }
            versions.insert(id, version);
        }
        register.adoptions.extend(adoptions);
        register.suppliers.extend(suppliers);
        exemptions.extend(granted.into_iter().map(|granted| (file.name.to_owned(), granted)));
    }
    for (file, granted) in exemptions {
        let fits = |version: &&mut Version| {
            version.directive_id == granted.directive_id
                && (granted.version == "*" || version.version == granted.version || granted.version == base(&version.version))
        };
        let mut used = false;
        for version in versions.values_mut().filter(fits) {
            used = true;
            let mut exemption = granted.exemption.clone();
            exemption.words = format!("{} ({})", exemption.words, granted.source);
            version.exemptions.push(exemption);
            version.categories_excluded.extend(granted.categories.iter().cloned());
        }
        if !used {
            issues.push(Issue {
                severity: Severity::Error,
                file,
                key: format!("exemption of {}", granted.directive_id),
                message: format!("there is no directive `{}` with version `{}`", granted.directive_id, granted.version),
                hint: "`localspend directives list` shows ids and versions".to_owned(),
            });
        }
    }
    // Who is approved under a version is approved for those who adopted it, too.
    let twins: Vec<_> = register
        .suppliers
        .iter()
        .map(|supplier| (format!("{}-adopted", supplier.version), supplier))
        .filter(|(twin, supplier)| versions.contains_key(&(supplier.directive_id.clone(), twin.clone())))
        .map(|(twin, supplier)| super::ApprovedSupplier { version: twin, ..supplier.clone() })
        .collect();
    register.suppliers.extend(twins);
    register.versions = versions.into_values().collect();
    check::check(&mut register, categories, &mut issues);
    register
        .versions
        .sort_by(|a, b| (&a.directive_id, a.effective_from, &a.version).cmp(&(&b.directive_id, b.effective_from, &b.version)));
    register.adoptions.sort();
    register.adoptions.dedup();
    register.suppliers.sort();
    register.suppliers.dedup();
    issues.sort();
    issues.dedup();
    (register, issues)
}

/// The version that a file wrote, of a version made for organisations that adopt it.
fn base(version: &str) -> &str {
    version.strip_suffix("-adopted").unwrap_or(version)
}

fn issue(severity: Severity, file: &DirectiveFile<'_>, key: String, message: String, hint: &str) -> Issue {
    Issue { severity, file: file.name.to_owned(), key, message, hint: hint.to_owned() }
}

impl Register {
    /// The starter register with an organisation's own files over it.
    pub fn with_own(own: &[(String, String)]) -> (Register, Vec<Issue>) {
        let mut files = super::starter();
        files.extend(own.iter().map(|(name, text)| DirectiveFile { name, text, origin: Origin::Workspace }));
        load(&files, &super::category_codes())
    }
}
