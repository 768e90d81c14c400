//! The catalogue: every query and seed under `queries/`, embedded in the binary and overridable from a workspace.
//! Reads, checks and orders them; it plans and runs nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::resolve::resolve_table_references;
use datafusion::sql::sqlparser::ast::Statement as SqlStatement;
use include_dir::{Dir, include_dir};

use crate::descriptor::{self, Descriptor};
use crate::error::Error;
use crate::seeds;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../queries");

/// The folders of queries, in the order in which data passes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Rename, cast, filter.
    Staging,
    /// One row per stated grain.
    Marts,
    /// What boards see.
    Metrics,
    /// Findings: a row is something wrong.
    Checks,
}

impl Layer {
    /// Every layer with its folder.
    pub const ALL: [(Layer, &'static str); 4] =
        [(Layer::Staging, "staging"), (Layer::Marts, "marts"), (Layer::Metrics, "metrics"), (Layer::Checks, "checks")];
}

/// One query: a select, and what it says of itself.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Name of the file and of its view.
    pub name: String,
    /// Folder.
    pub layer: Layer,
    /// The select.
    pub sql: String,
    /// The `.toml` beside it.
    pub descriptor: Descriptor,
    /// File, for errors.
    pub file: String,
    /// Tables and views it reads.
    pub depends_on: BTreeSet<String>,
}

/// One seed table.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Name of the file and of its table.
    pub name: String,
    /// The `.toml` beside it.
    pub descriptor: Descriptor,
    /// File, for errors.
    pub file: String,
    /// CSV texts: ours first, then the workspace's, whose rows replace ours of the same key (the first column).
    texts: Vec<(String, String)>,
}

/// Every query in dependency order, and every seed.
#[derive(Debug, Clone)]
pub struct Catalogue {
    entries: Vec<Entry>,
    seeds: Vec<Seed>,
}

/// Files of a catalogue by path below `queries/`.
type Files = BTreeMap<String, String>;

impl Catalogue {
    /// The catalogue in the binary.
    pub fn embedded() -> Result<Catalogue, Error> {
        let mut files = Files::new();
        embedded_files(&EMBEDDED, &mut files)?;
        Catalogue::from_files(&files, &Files::new())
    }

    /// The same with the files of a workspace's `queries/` folder: a `.sql` or `.toml` there replaces ours of the same
    /// name or adds a new one, a seed's `.csv` there adds rows to ours. A folder that does not exist changes nothing.
    pub fn with_overrides(self, folder: Option<&Path>) -> Result<Catalogue, Error> {
        let Some(folder) = folder.filter(|folder| folder.is_dir()) else { return Ok(self) };
        let (mut ours, mut theirs) = (Files::new(), Files::new());
        embedded_files(&EMBEDDED, &mut ours)?;
        for name in Layer::ALL.iter().map(|(_, folder)| *folder).chain(["seeds"]) {
            folder_files(&folder.join(name), name, &mut theirs)?;
        }
        Catalogue::from_files(&ours, &theirs)
    }

    /// Builds a catalogue; `theirs` goes before `ours`.
    fn from_files(ours: &Files, theirs: &Files) -> Result<Catalogue, Error> {
        let find = |path: &str| theirs.get(path).or_else(|| ours.get(path));
        let paths: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let (mut entries, mut seeds) = (Vec::new(), Vec::new());
        for path in paths {
            let Some((folder, file)) = path.split_once('/') else { continue };
            let describe = |stem: &str| {
                let beside = format!("{folder}/{stem}.toml");
                let missing = || Error::catalogue(path, "no .toml stands beside it", format!("add {beside}"));
                descriptor::parse(&beside, find(&beside).ok_or_else(missing)?)
            };
            let layer = Layer::ALL.iter().find(|(_, name)| *name == folder).map(|(layer, _)| *layer);
            if let (Some(layer), Some(name)) = (layer, file.strip_suffix(".sql")) {
                let sql = find(path).cloned().unwrap_or_default();
                let depends_on = tables_read(path, &sql)?;
                let descriptor = describe(name)?;
                entries.push(Entry { name: name.to_owned(), layer, sql, descriptor, file: path.clone(), depends_on });
            }
            // A seed belongs to this catalogue when it is described; other folders' seeds are read by their owners.
            if let ("seeds", Some(name)) = (folder, file.strip_suffix(".csv"))
                && find(&format!("seeds/{name}.toml")).is_some()
            {
                let texts =
                    [ours, theirs].into_iter().filter_map(|files| files.get(path).map(|text| (path.clone(), text.clone())));
                let descriptor = describe(name)?;
                seeds.push(Seed { name: name.to_owned(), descriptor, file: path.clone(), texts: texts.collect() });
            }
        }
        names_differ(&entries, &seeds)?;
        Ok(Catalogue { entries: in_dependency_order(entries)?, seeds })
    }

    /// The same with another select in the place of the query `name`; its description stays.
    pub fn with_query(mut self, name: &str, sql: String) -> Result<Catalogue, Error> {
        let missing = || Error::catalogue(name, "is no query", "the queries stand in queries/");
        let entry = self.entries.iter_mut().find(|entry| entry.name == name).ok_or_else(missing)?;
        entry.depends_on = tables_read(&entry.file, &sql)?;
        entry.sql = sql;
        self.entries = in_dependency_order(self.entries)?;
        Ok(self)
    }

    /// The queries, each after those it reads.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The query of that name.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// The seeds.
    pub fn seeds(&self) -> &[Seed] {
        &self.seeds
    }
}

impl Seed {
    /// The rows.
    pub fn batch(&self) -> Result<RecordBatch, Error> {
        let schema = schema(&self.descriptor);
        let mut batches = Vec::new();
        for (file, text) in &self.texts {
            batches.push(seeds::read_csv(file, text, Arc::clone(&schema))?);
        }
        seeds::replace_by_key(&self.file, &schema, &batches)
    }

    /// The rows as they are written, ours and the workspace's: what tells one set of rules from another.
    pub fn text(&self) -> String {
        self.texts.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// The Arrow schema of a description.
pub(crate) fn schema(descriptor: &Descriptor) -> SchemaRef {
    let fields = descriptor.columns.iter().map(|column| {
        let nullable = !descriptor.checks.not_null.contains(&column.name);
        Field::new(&column.name, column.kind.data_type(), nullable)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn embedded_files(folder: &Dir<'_>, files: &mut Files) -> Result<(), Error> {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let text = file.contents_utf8().ok_or_else(|| Error::catalogue(&path, "is not UTF-8", "save it as UTF-8"))?;
        files.insert(path, text.to_owned());
    }
    folder.dirs().try_for_each(|inner| embedded_files(inner, files))
}

fn folder_files(folder: &Path, prefix: &str, files: &mut Files) -> Result<(), Error> {
    if !folder.is_dir() {
        return Ok(());
    }
    let read = |source| Error::Read { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if [".sql", ".toml", ".csv"].iter().any(|ending| name.ends_with(ending)) {
            let text = std::fs::read_to_string(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
            files.insert(format!("{prefix}/{name}"), text);
        }
    }
    Ok(())
}

/// The tables that one select reads; anything but exactly one select is refused.
fn tables_read(file: &str, sql: &str) -> Result<BTreeSet<String>, Error> {
    let one = "a file holds one select, without a second statement after it";
    let wrong = |problem: String| Error::catalogue(file, problem, one);
    let mut statements = DFParser::parse_sql(sql).map_err(|error| wrong(error.to_string()))?;
    let statement = match (statements.pop_front(), statements.is_empty()) {
        (Some(statement), true) => statement,
        _ => return Err(wrong("does not hold exactly one statement".to_owned())),
    };
    match &statement {
        Statement::Statement(inner) if matches!(**inner, SqlStatement::Query(_)) => {}
        _ => return Err(wrong("is not a select".to_owned())),
    }
    let (tables, _) = resolve_table_references(&statement, true).map_err(|error| wrong(error.to_string()))?;
    Ok(tables.iter().map(|table| table.table().to_owned()).collect())
}

fn names_differ(entries: &[Entry], seeds: &[Seed]) -> Result<(), Error> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let all = entries.iter().map(|entry| (&entry.name, &entry.file)).chain(seeds.iter().map(|seed| (&seed.name, &seed.file)));
    for (name, file) in all {
        if let Some(other) = seen.insert(name, file) {
            return Err(Error::catalogue(
                file,
                format!("has the same name as {other}"),
                "views share one space of names: rename one",
            ));
        }
    }
    Ok(())
}

/// Sorts so that each query comes after those it reads; ties by layer and name, so that the order never changes.
fn in_dependency_order(mut entries: Vec<Entry>) -> Result<Vec<Entry>, Error> {
    entries.sort_by(|a, b| (a.layer, &a.name).cmp(&(b.layer, &b.name)));
    let mut waiting: BTreeSet<String> = entries.iter().map(|entry| entry.name.clone()).collect();
    let mut ordered = Vec::with_capacity(entries.len());
    while !entries.is_empty() {
        let ready = entries.iter().position(|entry| entry.depends_on.iter().all(|name| !waiting.contains(name)));
        let Some(index) = ready else {
            let circle: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
            let problem = format!("reads itself through others: {}", circle.join(", "));
            return Err(Error::catalogue(&entries[0].file, problem, "break the circle"));
        };
        let entry = entries.remove(index);
        waiting.remove(&entry.name);
        ordered.push(entry);
    }
    Ok(ordered)
}
