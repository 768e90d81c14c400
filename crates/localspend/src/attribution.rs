//! Whose file it is: from the configuration, from its entity column, or from its name, in that order of trust.

use std::collections::BTreeMap;
use std::path::Path;

use crate::workspace::LedgerFile;

/// The organisations that can be payers, by code and by every name they have had.
#[derive(Debug, Default)]
pub struct Directory {
    codes: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
}

/// Who paid, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payer {
    /// Organisation code; `None` when nothing tells.
    pub org_code: Option<String>,
    /// `configuration`, `entity` or `name`.
    pub source: Option<&'static str>,
    /// What a person should know.
    pub notes: Vec<String>,
}

impl Directory {
    /// Adds an organisation under its code and names. A name that two organisations share names neither.
    pub fn add<'a>(&mut self, org_code: &str, names: impl IntoIterator<Item = &'a str>) {
        self.codes.insert(org_code.to_uppercase(), org_code.to_owned());
        for name in names {
            let key = plain(name);
            if key.is_empty() {
                continue;
            }
            match self.names.get(&key) {
                Some(other) if other != org_code => self.names.insert(key, String::new()),
                _ => self.names.insert(key, org_code.to_owned()),
            };
        }
    }

    /// The organisation that an entity cell names, by code or by exact name.
    pub fn by_entity(&self, entity: &str) -> Option<&str> {
        let by_code = self.codes.get(&entity.trim().to_uppercase());
        by_code.or_else(|| self.names.get(&plain(entity))).map(String::as_str).filter(|code| !code.is_empty())
    }

    /// The organisation that a path names: a code standing alone in the file's name or a folder's, or a whole name.
    fn by_path(&self, path: &Path) -> Option<&str> {
        for part in path.iter().rev().take(3) {
            let words = plain(&part.to_string_lossy());
            let code = words.split(' ').find_map(|word| self.codes.get(&word.to_uppercase()));
            let named = || {
                let inside = |name: &str| format!(" {words} ").contains(&format!(" {name} "));
                let best = self.names.iter().filter(|(name, code)| name.contains(' ') && !code.is_empty() && inside(name));
                best.max_by_key(|(name, _)| name.len()).map(|(_, code)| code)
            };
            if let Some(found) = code.or_else(named) {
                return Some(found);
            }
        }
        None
    }

    /// Decides whose file it is. `entities` are the cells of its entity column with the number of lines of each.
    pub fn attribute(&self, file: &LedgerFile, entities: &[(String, u64)]) -> Payer {
        let mut notes = Vec::new();
        let mut by_entity: BTreeMap<&str, u64> = BTreeMap::new();
        for (entity, lines) in entities {
            if let Some(code) = self.by_entity(entity) {
                *by_entity.entry(code).or_default() += lines;
            }
        }
        let entity = by_entity.iter().max_by_key(|(_, lines)| **lines).map(|(code, _)| (*code).to_owned());
        if let Some(configured) = file.rule.as_ref().and_then(|rule| rule.org.clone()) {
            if let Some(other) = entity.filter(|code| *code != configured) {
                notes.push(format!(
                    "its entity column names {other}, the configuration says {configured}: the configuration was used\n\
                     hint: if the file is {other}'s, move it to {other}'s folder"
                ));
            }
            return Payer { org_code: Some(configured), source: Some("configuration"), notes };
        }
        if by_entity.len() > 1 {
            let named: Vec<_> = by_entity.iter().map(|(code, lines)| format!("{code} on {lines} lines")).collect();
            notes.push(format!(
                "its entity column names several organisations ({}); all lines were given to the first in lines\n\
                 hint: ask for one file for each organisation, or name the payer in localspend.toml",
                named.join(", ")
            ));
        }
        if entity.is_some() {
            return Payer { org_code: entity, source: Some("entity"), notes };
        }
        if let Some(code) = self.by_path(Path::new(&file.uri)) {
            return Payer { org_code: Some(code.to_owned()), source: Some("name"), notes };
        }
        notes.push(
            "nothing tells whose payments these are\nhint: add a [[ledgers]] entry with `org = \"CODE\"` to localspend.toml"
                .to_owned(),
        );
        Payer { org_code: None, source: None, notes }
    }
}

/// Lower-case words separated by one space.
fn plain(text: &str) -> String {
    let words: String = text.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let words = words.replace("nhs ft", "nhs foundation trust");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::LedgerRule;

    fn directory() -> Directory {
        let mut directory = Directory::default();
        directory.add("ZQA", ["Vale of Arrow NHS Foundation Trust", "Arrow Hospitals"]);
        directory.add("ZQB", ["Mere Community NHS Trust"]);
        directory
    }

    fn file(uri: &str, org: Option<&str>) -> LedgerFile {
        let rule = org.map(|org| LedgerRule { path: String::new(), org: Some(org.into()), period: None, mapping: None });
        LedgerFile { path: uri.into(), uri: uri.into(), rule }
    }

    fn check(uri: &str, org: Option<&str>, entities: &[(&str, u64)], expected: (Option<&str>, Option<&str>), notes: usize) {
        let entities: Vec<_> = entities.iter().map(|(entity, lines)| ((*entity).to_owned(), *lines)).collect();
        let payer = directory().attribute(&file(uri, org), &entities);
        assert_eq!((payer.org_code.as_deref(), payer.source), expected, "{uri} {entities:?}");
        assert_eq!(payer.notes.len(), notes, "{:?}", payer.notes);
    }

    #[test]
    fn configuration_then_entity_then_name() {
        check("ledgers/x.csv", Some("ZQB"), &[("Mere Community NHS Trust", 3)], (Some("ZQB"), Some("configuration")), 0);
        check("ledgers/ZQB/x.csv", None, &[("Vale of Arrow NHS FT", 3)], (Some("ZQA"), Some("entity")), 0);
        check("ledgers/ZQB/x.csv", None, &[("VOA", 3)], (Some("ZQB"), Some("name")), 0);
        check("ledgers/spend-zqa-2024-05.csv", None, &[], (Some("ZQA"), Some("name")), 0);
        check("ledgers/Mere Community NHS Trust May.csv", None, &[], (Some("ZQB"), Some("name")), 0);
    }

    #[test]
    fn a_contradiction_is_told_and_nothing_is_guessed() {
        check("ledgers/x.csv", Some("ZQB"), &[("ZQA", 3)], (Some("ZQB"), Some("configuration")), 1);
        check("ledgers/x.csv", None, &[("ZQA", 3), ("ZQB", 1)], (Some("ZQA"), Some("entity")), 1);
        check("ledgers/x.csv", None, &[("Nobody", 3)], (None, None), 1);
    }
}
