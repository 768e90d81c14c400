//! A workspace folder: what is where, and which files a pattern names.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use globset::{GlobBuilder, GlobMatcher};
use localspend_ledger::SavedMapping;
use localspend_model::Period;
use walkdir::WalkDir;

use crate::config::{LedgerRule, Settings};

/// A workspace with its resolved settings.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// Its settings.
    pub settings: Settings,
}

/// A ledger file with what the configuration says of it.
#[derive(Debug, Clone)]
pub struct LedgerFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its path relative to the workspace, `/`-separated, where it is inside.
    pub uri: String,
    /// The configuration's rule, where one fits.
    pub rule: Option<LedgerRule>,
}

impl LedgerFile {
    /// What the command line says of a file goes before the configuration.
    pub fn said_on_the_command_line(&mut self, org: Option<&str>, period: Option<Period>) {
        let rule = self.rule.get_or_insert_with(|| LedgerRule { path: self.uri.clone(), org: None, period: None, mapping: None });
        rule.org = org.map(str::to_owned).or(rule.org.take());
        rule.period = period.or(rule.period);
    }
}

impl Workspace {
    /// Opens a workspace folder.
    pub fn open(root: &Path) -> Result<Workspace> {
        if !root.is_dir() {
            bail!("{} is not a folder\nhint: `localspend -w {} init` makes a workspace there", root.display(), root.display());
        }
        Ok(Workspace { root: root.to_owned(), settings: Settings::load(root)? })
    }

    /// A folder without `localspend.toml`: no rule fits any file.
    pub fn without_settings(root: &Path) -> Result<Workspace> {
        Ok(Workspace { root: root.to_owned(), settings: Settings::parse("", "no settings")? })
    }

    /// Where `check --save` keeps how the files of an organisation's folder are read: one mapping for each folder in
    /// `ledgers/`, for a file that stands alone its own.
    pub fn mapping_path(&self, file: &LedgerFile) -> PathBuf {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let path = absolute(&file.path);
        let inside = path.strip_prefix(absolute(&self.root.join("ledgers"))).ok();
        let folder = match inside {
            Some(inside) if inside.components().count() > 1 => inside.components().next().map(|part| part.as_os_str()),
            Some(_) => None,
            None => path.parent().and_then(Path::file_name),
        };
        let name = folder.or(path.file_name()).unwrap_or_default().to_string_lossy();
        self.decisions().join("mappings").join(format!("{name}.toml"))
    }

    /// The mapping that a person saved for files like this: the one `localspend.toml` names, or the folder's.
    pub fn saved_mapping(&self, file: &LedgerFile) -> Result<Option<SavedMapping>> {
        let named = file.rule.as_ref().and_then(|rule| rule.mapping.as_ref());
        let path = match named {
            Some(path) => self.root.join(path),
            None => Some(self.mapping_path(file)).filter(|path| path.exists()).unwrap_or_default(),
        };
        if path.as_os_str().is_empty() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read the mapping {}", path.display()))?;
        Ok(Some(SavedMapping::from_toml(&text).with_context(|| path.display().to_string())?))
    }

    /// The lake's folder or URL; a relative folder is inside the workspace.
    pub fn lake_url(&self) -> String {
        let url = &self.settings.lake_url;
        if url.contains("://") { url.clone() } else { self.root.join(url).display().to_string() }
    }

    /// `out/`.
    pub fn out(&self) -> PathBuf {
        self.root.join("out")
    }

    /// `decisions/`.
    pub fn decisions(&self) -> PathBuf {
        self.root.join("decisions")
    }

    /// Every ledger file, sorted by path: those in `ledgers/` and those a `[[ledgers]]` pattern names elsewhere.
    pub fn ledger_files(&self) -> Result<Vec<LedgerFile>> {
        let rules = self.compiled_rules()?;
        let mut paths = files_below(&self.root.join("ledgers"))?;
        for (rule, matcher) in &rules {
            let base = self.root.join(literal_prefix(&rule.path));
            if !base.starts_with(self.root.join("ledgers")) {
                paths.extend(files_below(&base)?.into_iter().filter(|path| matcher.is_match(path)));
            }
        }
        paths.sort();
        paths.dedup();
        Ok(paths.into_iter().map(|path| self.ledger_file(path, &rules)).collect())
    }

    /// Ledger files named on the command line.
    pub fn named_ledger_files(&self, paths: &[PathBuf]) -> Result<Vec<LedgerFile>> {
        let rules = self.compiled_rules()?;
        let mut files = Vec::new();
        for path in paths {
            if path.is_dir() {
                files.extend(files_below(path)?.into_iter().map(|path| self.ledger_file(path, &rules)));
            } else {
                files.push(self.ledger_file(path.clone(), &rules));
            }
        }
        Ok(files)
    }

    /// Every register file, sorted by path.
    pub fn register_files(&self) -> Result<Vec<PathBuf>> {
        let mut paths = files_below(&self.root.join("registers"))?;
        for pattern in &self.settings.registers {
            let matcher = self.matcher(pattern)?;
            paths
                .extend(files_below(&self.root.join(literal_prefix(pattern)))?.into_iter().filter(|path| matcher.is_match(path)));
        }
        paths.sort();
        paths.dedup();
        paths.retain(|path| *path != self.tile_map_file());
        Ok(paths)
    }

    /// Where the tiles of the pack's map are set out; it feeds no table. The file may be absent.
    pub fn tile_map_file(&self) -> PathBuf {
        self.root.join("registers").join("tile_map.csv")
    }

    /// The trust's own directive files, sorted by path.
    pub fn directive_files(&self) -> Result<Vec<PathBuf>> {
        let mut paths = files_below(&self.root.join("directives"))?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        Ok(paths)
    }

    /// The path as the lake and messages show it.
    pub fn uri(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        shown.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/").replacen("//", "/", 1)
    }

    fn ledger_file(&self, path: PathBuf, rules: &[(LedgerRule, GlobMatcher)]) -> LedgerFile {
        let rule = rules.iter().find(|(_, matcher)| matcher.is_match(&path)).map(|(rule, _)| rule.clone());
        LedgerFile { uri: self.uri(&path), path, rule }
    }

    fn compiled_rules(&self) -> Result<Vec<(LedgerRule, GlobMatcher)>> {
        self.settings.ledgers.iter().map(|rule| Ok((rule.clone(), self.matcher(&rule.path)?))).collect()
    }

    /// A matcher for a pattern relative to the workspace; a folder stands for all that is below it.
    fn matcher(&self, pattern: &str) -> Result<GlobMatcher> {
        let folder = if self.root.join(pattern).is_dir() { "/**" } else { "" };
        let root = globset::escape(&self.root.to_string_lossy());
        let whole =
            if Path::new(pattern).is_absolute() { format!("{pattern}{folder}") } else { format!("{root}/{pattern}{folder}") };
        let glob = GlobBuilder::new(&whole.replace("//", "/"))
            .literal_separator(true)
            .build()
            .with_context(|| format!("`{pattern}` in localspend.toml is not a pattern"))?;
        Ok(glob.compile_matcher())
    }
}

/// The part of a pattern before its first wildcard, as far as the last folder separator.
fn literal_prefix(pattern: &str) -> &str {
    match pattern.find(['*', '?', '[', '{']) {
        Some(wildcard) => pattern[..wildcard].rfind('/').map_or("", |slash| &pattern[..slash]),
        None => pattern,
    }
}

/// Every file below a folder, sorted; hidden files, notes and files that spreadsheets leave behind are passed over.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    if folder.is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let visible = |name: &str| !name.starts_with('.') && !name.starts_with("~$");
    let walk = WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || visible(&entry.file_name().to_string_lossy()));
    let mut paths = Vec::new();
    for entry in walk {
        let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
        if entry.file_type().is_file() && entry.path().extension().is_none_or(|extension| extension != "md") {
            paths.push(entry.into_path());
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fitting_rule_names_the_organisation_and_hidden_files_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("ledgers/AAA/old")).unwrap();
        for name in ["ledgers/AAA/a.csv", "ledgers/AAA/old/b.csv", "ledgers/c.csv", "ledgers/.DS_Store", "ledgers/AAA/~$a.xlsx"] {
            std::fs::write(root.join(name), "x").unwrap();
        }
        let toml =
            "[[ledgers]]\npath = \"ledgers/AAA/old/*\"\norg = \"OLD\"\n[[ledgers]]\npath = \"ledgers/AAA\"\norg = \"AAA\"\n";
        std::fs::write(root.join("localspend.toml"), toml).unwrap();
        let files = Workspace::open(root).unwrap().ledger_files().unwrap();
        let found: Vec<_> =
            files.iter().map(|file| (file.uri.as_str(), file.rule.as_ref().and_then(|rule| rule.org.as_deref()))).collect();
        assert_eq!(found, [("ledgers/AAA/a.csv", Some("AAA")), ("ledgers/AAA/old/b.csv", Some("OLD")), ("ledgers/c.csv", None)]);
    }
}
