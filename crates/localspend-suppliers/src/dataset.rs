//! Labelled names: what training and evaluation read. A name, the register ids that people accepted for it, its class.

use std::collections::{BTreeMap, HashMap};

use crate::error::Error;
use crate::exact::hash;
use crate::normalise::normalise;
use crate::register::{Body, RegisterSet, councils};

/// A labelled name.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// Its id in the file.
    pub id: String,
    /// The name.
    pub name: String,
    /// Pounds under it.
    pub pounds: f64,
    /// Its class; `verified` names equal their targets.
    pub class: String,
    /// Register ids that are right; none where no entity is known.
    pub accepted: Vec<String>,
    /// Which fifth it belongs to.
    pub fold: u64,
}

/// How many parts the names are split into; the first is kept aside.
pub const FOLDS: u64 = 5;

/// The part a name belongs to: spellings of one name stay together, since only the name without its form is hashed.
pub fn fold_of(name: &str) -> u64 {
    hash(&normalise(name).key) % FOLDS
}

/// Reads `queries.csv` and `truth.csv`.
fn read_labelled(queries: &[u8], truth: &[u8]) -> Result<Vec<Labelled>, Error> {
    let labels: HashMap<String, (String, Vec<String>)> = rows("truth.csv", truth, &["query_id", "class", "register_ids"])?
        .into_iter()
        .map(|row| {
            let accepted = row[2].split('|').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
            (row[0].clone(), (row[1].clone(), accepted))
        })
        .collect();
    let named = rows("queries.csv", queries, &["query_id", "name", "amount"])?;
    Ok(named
        .into_iter()
        .filter_map(|row| {
            let (class, accepted) = labels.get(&row[0])?.clone();
            let pounds = row[2].parse().unwrap_or(0.0);
            Some(Labelled { fold: fold_of(&row[1]), id: row[0].clone(), name: row[1].clone(), pounds, class, accepted })
        })
        .collect())
}

/// A folder with `queries.csv`, `truth.csv` and `register.csv`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dataset {
    /// The labelled names but those of class `verified`, which equal their targets.
    pub labelled: Vec<Labelled>,
    /// Ids and names of the register.
    pub register: Vec<(String, String)>,
}

impl Dataset {
    /// The register as the matcher wants it.
    pub fn register_set(register: &[(String, String)]) -> RegisterSet {
        let mut set = RegisterSet::default();
        for (id, name) in register {
            set.add(&Body { id, name, active: true, ..Body::default() });
        }
        councils::add(&mut set);
        set
    }

    /// Reads the folder.
    pub fn read(folder: &str) -> Result<Dataset, Error> {
        let read = |name: &str| {
            let path = std::path::Path::new(folder).join(name);
            std::fs::read(&path).map_err(|error| Error::File {
                file: path.display().to_string(),
                message: error.to_string(),
                hint: "name the folder with queries.csv, truth.csv and register.csv".to_owned(),
            })
        };
        let mut labelled = read_labelled(&read("queries.csv")?, &read("truth.csv")?)?;
        labelled.retain(|one| one.class != "verified");
        let register = rows("register.csv", &read("register.csv")?, &["register_id", "name"])?;
        Ok(Dataset { labelled, register: register.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect() })
    }
}

/// The named columns of a CSV, row by row.
fn rows(file: &str, text: &[u8], columns: &[&str]) -> Result<Vec<Vec<String>>, Error> {
    let fault = |message: String| Error::File {
        file: file.to_owned(),
        message,
        hint: "save it as CSV in UTF-8 with a header".to_owned(),
    };
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let header = reader.byte_headers().map_err(|error| fault(format!("header: {error}")))?.clone();
    let mut places = Vec::new();
    for column in columns {
        let place = header.iter().position(|cell| String::from_utf8_lossy(cell).trim().eq_ignore_ascii_case(column));
        places.push(place.ok_or_else(|| fault(format!("no column `{column}`")))?);
    }
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|error| fault(error.to_string()))?;
        rows.push(
            places.iter().map(|at| String::from_utf8_lossy(record.get(*at).unwrap_or_default()).trim().to_owned()).collect(),
        );
    }
    Ok(rows)
}

/// Every id that counts as right where `accepted` do: those, and others that bear a name which is the same once normalised.
pub struct Namesakes {
    by_key: BTreeMap<String, Vec<String>>,
    keys: HashMap<String, Vec<String>>,
}

impl Namesakes {
    /// Gathers the names of a register: pairs of id and name.
    pub fn new(register: &[(String, String)]) -> Namesakes {
        let mut namesakes = Namesakes { by_key: BTreeMap::new(), keys: HashMap::new() };
        for (id, name) in register {
            let key = normalise(name).key;
            namesakes.by_key.entry(key.clone()).or_default().push(id.clone());
            namesakes.keys.entry(id.clone()).or_default().push(key);
        }
        namesakes
    }

    /// True when `predicted` is one of `accepted`, or bears the same normalised name as one of them.
    pub fn is_right(&self, predicted: &str, accepted: &[String]) -> bool {
        if accepted.iter().any(|id| id == predicted) {
            return true;
        }
        let none = Vec::new();
        let own = self.keys.get(predicted).unwrap_or(&none);
        accepted.iter().flat_map(|id| self.keys.get(id).unwrap_or(&none)).any(|key| own.contains(key))
    }
}
