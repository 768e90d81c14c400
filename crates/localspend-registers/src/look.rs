//! A first look at the register files: what each is, and which tables it bears on. Reads their first bytes, and all of them
//! once for their hash.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

use chrono::NaiveDate;
use localspend_model::tables::{self, Table};
use sha2::{Digest, Sha256};

use crate::edition::{self, Told};
use crate::error::ReadError;
use crate::layouts::Layout;
use crate::open::{self, Member, Packing};
use crate::recognise::{Recognised, recognise};
use crate::report::{FileReport, Report};

/// Bytes looked at to recognise a file.
const HEAD_BYTES: usize = 128 * 1024;
const NOT_RECOGNISED: &str = "not recognised";
const NOT_READABLE: &str = "not readable";
/// Changes whenever the same files would give other rows, so that what was kept of them is made anew.
const READING: &str = "2";

/// A file offered as a register.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RegisterFile {
    /// Its name, as people see it; tells the edition's date.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// Register files that were looked at.
#[derive(Debug, Clone, Default)]
pub struct Looked {
    pub(crate) texts: Vec<Text>,
    pub(crate) reports: Vec<FileReport>,
}

/// A recognised text.
#[derive(Debug, Clone)]
pub struct Text {
    file: RegisterFile,
    packing: Packing,
    member: Member,
    /// What it is.
    pub recognised: Recognised,
    /// The edition, as the name tells it.
    pub told: Option<Told>,
    /// Its identity.
    pub file_id: String,
    /// Its name for people.
    pub shown_name: String,
}

impl Text {
    /// Gives `read` the text's bytes from the start.
    pub fn read<T>(&self, read: impl FnOnce(&mut dyn Read) -> Result<T, ReadError>) -> Result<T, ReadError> {
        open::with_reader(&self.file.path, self.packing, &self.member, read)
    }

    /// The edition's date: the name's, else the year in the names of the columns.
    pub fn edition(&self) -> Option<NaiveDate> {
        let columns = || {
            let name = self.recognised.positions.name_of("lad");
            let digits: String = name.chars().filter(char::is_ascii_digit).collect();
            let year = digits.parse::<i32>().ok().filter(|_| digits.len() == 2)?;
            NaiveDate::from_ymd_opt(2000 + year, 1, 1)
        };
        self.told.map(|told| told.date).or_else(columns)
    }
}

/// Looks at files; which are what, in order of name.
pub fn look(files: &[RegisterFile]) -> Looked {
    let mut looked = Looked::default();
    let mut files = files.to_vec();
    files.sort();
    for file in &files {
        looked.file(file);
    }
    looked
}

impl Looked {
    fn file(&mut self, file: &RegisterFile) {
        let opened = open::packing(&file.path).and_then(|packing| {
            let members = open::members(&file.path, packing)?;
            Ok((packing, members, open::sha256(&file.path)?))
        });
        let (packing, members, file_id) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                let hint = "check that the file is complete and can be read";
                self.not_used(file.name.clone(), String::new(), format!("it cannot be opened: {error}; hint: {hint}"));
                return;
            }
        };
        if members.is_empty() {
            let problem = if open::is_workbook(&file.path) {
                "it is a workbook; hint: save its sheet as CSV"
            } else {
                "no register is in this archive; hint: it should hold .csv, .txt or .json files"
            };
            self.not_used(file.name.clone(), file_id, problem.to_owned());
            return;
        }
        let (known, told) = (self.texts.len(), self.reports.len());
        for member in members {
            let (mut shown_name, mut member_id) = (file.name.clone(), file_id.clone());
            if !member.name.is_empty() {
                shown_name.push_str(&format!("/{}", member.name));
                member_id.push_str(&format!("#{}", member.name));
            }
            self.member(file, packing, member, shown_name, member_id);
        }
        if self.texts[known..].iter().any(|text| text.recognised.layout == Layout::Postcodes) {
            self.enclosures(file, file_id, told);
        }
    }

    /// The postcode directory is published with guides and dozens of code lists beside it. They are told in one line, out
    /// of the reports after the first `told`: that each is no register is not a problem that anybody must mend.
    fn enclosures(&mut self, file: &RegisterFile, file_id: String, told: usize) {
        let of_archive = self.reports.split_off(told);
        let (enclosed, broken): (Vec<_>, Vec<_>) = of_archive.into_iter().partition(|report| report.layout == NOT_RECOGNISED);
        self.reports.extend(broken);
        if enclosed.is_empty() {
            return;
        }
        let name = |report: &FileReport| report.file_name.trim_start_matches(&format!("{}/", file.name)).to_owned();
        let mut names: Vec<String> = enclosed.iter().take(20).map(name).collect();
        if enclosed.len() > names.len() {
            names.push("...".to_owned());
        }
        self.reports.push(FileReport {
            file_id,
            file_name: file.name.clone(),
            register: "none".to_owned(),
            layout: "enclosed texts that are no registers".to_owned(),
            as_of: None,
            rows: 0,
            loaded: 0,
            skipped: 0,
            notes: vec![format!("{} texts in the archive are not needed: {}", enclosed.len(), names.join(", "))],
            problem: None,
        });
    }

    fn member(&mut self, file: &RegisterFile, packing: Packing, member: Member, shown_name: String, file_id: String) {
        let head = open::with_reader(&file.path, packing, &member, |reader| open::head(reader, HEAD_BYTES));
        let head = match head {
            Ok(head) => head,
            Err(error) => {
                let problem = format!("it cannot be unpacked: {error}; hint: download it again");
                self.not_used(shown_name, file_id, problem);
                return;
            }
        };
        let complete = head.len() < HEAD_BYTES;
        match recognise(&shown_name, &head, complete) {
            Ok(recognised) => {
                let told = edition::from_name(&member.name).or_else(|| edition::from_name(&file.name));
                self.texts.push(Text { file: file.clone(), packing, member, recognised, told, file_id, shown_name });
            }
            Err(unknown) => {
                let closest = unknown.closest.map_or_else(String::new, |(layout, lacks)| {
                    format!("; the closest layout is \"{}\", which also needs: {}", layout.title(), lacks.join(", "))
                });
                let begins = if unknown.header.is_empty() { "nothing".to_owned() } else { format!("`{}`", unknown.header) };
                let hint = "docs/registers.md lists the layouts that are read";
                let problem = format!("not recognised as a register: it begins with {begins}{closest}; hint: {hint}");
                self.left_out(shown_name, file_id, NOT_RECOGNISED, problem);
            }
        }
    }

    fn not_used(&mut self, file_name: String, file_id: String, problem: String) {
        self.left_out(file_name, file_id, NOT_READABLE, problem);
    }

    fn left_out(&mut self, file_name: String, file_id: String, layout: &str, problem: String) {
        self.reports.push(FileReport {
            file_id,
            file_name,
            register: "none".to_owned(),
            layout: layout.to_owned(),
            as_of: None,
            rows: 0,
            loaded: 0,
            skipped: 0,
            notes: Vec::new(),
            problem: Some(problem),
        });
    }

    /// For each table a key of everything its rows depend on: the same key means the same rows, so that a table whose key has
    /// not changed need not be loaded again.
    pub fn keys(&self) -> BTreeMap<&'static str, String> {
        let key = |table: Table| {
            let mut hasher = Sha256::new();
            hasher.update(READING);
            let mut inputs: BTreeSet<String> = BTreeSet::new();
            for text in self.texts.iter().filter(|text| bears_on(text.recognised.layout, &table)) {
                inputs.insert(format!("{}\u{1f}{}\u{1f}{}\n", text.recognised.layout.title(), text.shown_name, text.file_id));
            }
            for input in inputs {
                hasher.update(input);
            }
            (table.name, open::hex(&hasher.finalize()))
        };
        Report::tables().into_iter().map(key).collect()
    }

    /// Identity and name of every file that is a register.
    pub fn identities(&self) -> BTreeSet<(&str, &str)> {
        self.texts.iter().map(|text| (text.file_id.as_str(), text.shown_name.as_str())).collect()
    }

    /// The layouts that were found.
    pub(crate) fn layouts(&self) -> BTreeSet<Layout> {
        self.texts.iter().map(|text| text.recognised.layout).collect()
    }
}

/// True when the rows of `table` depend on files of `layout`.
fn bears_on(layout: Layout, table: &Table) -> bool {
    let organisations = [tables::ORGANISATIONS.name, tables::SITES.name];
    let places = [tables::PLACES.name, tables::PLACE_HISTORY.name];
    match layout {
        Layout::Postcodes
        | Layout::CareBoardCodes
        | Layout::LocalAuthorityRegions
        | Layout::LocalAuthorityNames
        | Layout::LocalAuthoritySuccessors => organisations.contains(&table.name) || places.contains(&table.name),
        Layout::LsoaSuccessors | Layout::Deprivation => places.contains(&table.name),
        Layout::OdsTrusts
        | Layout::OdsSites
        | Layout::OdsCommissioners
        | Layout::OdsCareBoards
        | Layout::OdsOther
        | Layout::Organisations
        | Layout::Sites
        | Layout::TrustCareBoards => organisations.contains(&table.name),
        Layout::Companies
        | Layout::Charities
        | Layout::CharitiesJson
        | Layout::CharityNames
        | Layout::CharityNamesJson
        | Layout::Accreditations
        | Layout::SupplierList => layout.feeds() == table.name,
    }
}
