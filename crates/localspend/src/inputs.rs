//! What a run reads: every input file with the sha256 of its bytes. Two runs with equal inputs give equal results,
//! so equal inputs mean there is nothing to do.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::workspace::{LedgerFile, Workspace};

/// The inputs of a run, as recorded in `runs.inputs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// Version of the program: another version may read the same bytes better.
    pub program: String,
    /// `localspend.toml`.
    pub settings: String,
    /// Ledger files by path.
    pub ledgers: BTreeMap<String, String>,
    /// Register files by path.
    pub registers: BTreeMap<String, String>,
    /// Decisions, own directives, own queries and saved mappings, by path.
    pub rules: BTreeMap<String, String>,
}

/// A ledger file with its content hash.
#[derive(Debug, Clone)]
pub struct HashedLedger {
    /// The file.
    pub file: LedgerFile,
    /// sha256 of its bytes.
    pub sha256: String,
}

impl Inputs {
    /// Reads and hashes everything a run of this workspace would read.
    pub fn gather(workspace: &Workspace) -> Result<(Inputs, Vec<HashedLedger>)> {
        let ledgers = hash_ledgers(workspace.ledger_files()?)?;
        let mut rules = Vec::new();
        for folder in ["decisions", "directives", "queries"] {
            rules.extend(files(&workspace.root.join(folder)));
        }
        let inputs = Inputs {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            settings: sha256_of(&workspace.root.join(crate::config::FILE_NAME))?,
            ledgers: ledgers.iter().map(|ledger| (ledger.file.uri.clone(), ledger.sha256.clone())).collect(),
            registers: hash_all(workspace, &workspace.register_files()?)?,
            rules: hash_all(workspace, &rules)?,
        };
        Ok((inputs, ledgers))
    }

    /// One hash over some of the inputs, as the content key of what is made from them.
    pub fn key(parts: &[&BTreeMap<String, String>]) -> String {
        let mut hasher = Sha256::new();
        for part in parts {
            for (path, hash) in *part {
                hasher.update(path.as_bytes());
                hasher.update([0]);
                hasher.update(hash.as_bytes());
                hasher.update([0]);
            }
            hasher.update([1]);
        }
        hexadecimal(&hasher.finalize())
    }
}

/// Hashes ledger files.
pub fn hash_ledgers(files: Vec<LedgerFile>) -> Result<Vec<HashedLedger>> {
    files.into_iter().map(|file| Ok(HashedLedger { sha256: sha256_of(&file.path)?, file })).collect()
}

/// sha256 of a file's bytes, in hexadecimal; reads in pieces.
pub fn sha256_of(path: &Path) -> Result<String> {
    let read = || -> std::io::Result<String> {
        let mut file = std::fs::File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 20];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hexadecimal(&hasher.finalize())),
                count => hasher.update(&buffer[..count]),
            }
        }
    };
    read().with_context(|| format!("cannot read {}", path.display()))
}

/// sha256 of a text, in hexadecimal.
pub fn sha256_of_text(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

fn hash_all(workspace: &Workspace, paths: &[PathBuf]) -> Result<BTreeMap<String, String>> {
    paths.iter().map(|path| Ok((workspace.uri(path), sha256_of(path)?))).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    walk.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
