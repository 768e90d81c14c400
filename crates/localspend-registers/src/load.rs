//! The files of a `registers/` folder to the register tables, in the order in which they need each other: lookups, then
//! postcodes, then organisations, then the registers of suppliers. One file that cannot be read never stops the others.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

use arrow::record_batch::RecordBatch;
use chrono::{DateTime, NaiveDate, Utc};
use localspend_model::tables::{self, Table};

use crate::charities::Charities;
use crate::companies::Companies;
use crate::edition::{self, Told};
use crate::error::{Error, ReadError};
use crate::layouts::Layout;
use crate::lists;
use crate::lookups::Lookups;
use crate::missing::{Missing, missing};
use crate::notes::Notes;
use crate::open::{self, Member, Packing};
use crate::organisations::{self, Gathered};
use crate::postcodes::Postcodes;
use crate::recognise::{Recognised, recognise};
use crate::records::Pass;
use crate::rows::{Cell, Sink, TableWriter};

/// Bytes looked at to recognise a file.
const HEAD_BYTES: usize = 128 * 1024;

/// A file offered as a register.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RegisterFile {
    /// Its name, as people see it; tells the edition's date.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// What became of one register file, or of one file inside an archive.
#[derive(Debug, Clone, PartialEq)]
pub struct FileReport {
    /// sha256 of the file's bytes, with `#` and the member's name inside an archive.
    pub file_id: String,
    /// Name; `archive.zip/member.csv` inside an archive.
    pub file_name: String,
    /// Table that it feeds; `none` when it was not recognised.
    pub register: String,
    /// Layout, in words.
    pub layout: String,
    /// Date of the edition.
    pub as_of: Option<NaiveDate>,
    /// Rows in the file.
    pub rows: u64,
    /// Rows loaded.
    pub loaded: u64,
    /// Rows skipped.
    pub skipped: u64,
    /// What was understood, and why rows were skipped.
    pub notes: Vec<String>,
    /// Why it could not be used, ending with a hint.
    pub problem: Option<String>,
}

/// What became of all files.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One per file, in order of name.
    pub files: Vec<FileReport>,
    /// Registers that were not brought, and what that costs.
    pub missing: Vec<Missing>,
    /// Rows written to each table.
    pub rows: BTreeMap<&'static str, u64>,
}

/// All register tables.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// Batches by table name.
    pub tables: BTreeMap<&'static str, Vec<RecordBatch>>,
    /// What became of the files.
    pub report: Report,
}

impl Report {
    /// The rows of the `registers` table.
    pub fn batches(&self, loaded_at: DateTime<Utc>) -> Result<Vec<RecordBatch>, Error> {
        let mut batches = Vec::new();
        let mut keep = |_: Table, batch: RecordBatch| {
            batches.push(batch);
            Ok(())
        };
        let mut writer = TableWriter::new(tables::REGISTERS);
        for file in &self.files {
            let whole = |count: u64| Cell::Int(Some(i64::try_from(count).unwrap_or(i64::MAX)));
            let mut notes = file.notes.clone();
            notes.extend(file.problem.clone());
            writer.push(
                &[
                    Cell::Text(&file.file_id),
                    Cell::Text(&file.file_name),
                    Cell::Text(&file.register),
                    Cell::Text(&file.layout),
                    Cell::Date(file.as_of),
                    whole(file.rows),
                    whole(file.loaded),
                    whole(file.skipped),
                    Cell::Texts(&notes),
                    Cell::Timestamp(loaded_at.timestamp_micros()),
                ],
                &mut keep,
            )?;
        }
        writer.finish(&mut keep)?;
        Ok(batches)
    }

    /// The tables that the loaded files feed.
    pub fn tables() -> [Table; 7] {
        [
            tables::ORGANISATIONS,
            tables::SITES,
            tables::PLACES,
            tables::COMPANIES,
            tables::CHARITIES,
            tables::ACCREDITATIONS,
            tables::SUPPLIER_LIST,
        ]
    }
}

/// Loads all files into memory. For registers of full size prefer [`load_each`].
pub fn load(files: &[RegisterFile]) -> Result<Loaded, Error> {
    let mut tables: BTreeMap<&'static str, Vec<RecordBatch>> =
        Report::tables().into_iter().map(|table| (table.name, Vec::new())).collect();
    let report = load_each(files, &mut |table, batch| {
        tables.entry(table.name).or_default().push(batch);
        Ok(())
    })?;
    Ok(Loaded { tables, report })
}

/// Loads all files, handing batches over as they are made; memory does not grow with the large registers.
pub fn load_each(files: &[RegisterFile], sink: &mut Sink<'_>) -> Result<Report, Error> {
    let mut texts = Vec::new();
    let mut reports = Vec::new();
    let mut files = files.to_vec();
    files.sort();
    for file in &files {
        find(file, &mut texts, &mut reports);
    }
    let mut load = Load { texts, reports, ..Load::default() };
    load.lookups_and_organisations();
    load.places(sink)?;
    load.organisations(sink)?;
    load.suppliers(sink)?;
    let Load { texts, mut reports, rows, .. } = load;
    let present = texts.iter().map(|text| text.recognised.layout).collect::<BTreeSet<_>>();
    reports.sort_by(|a, b| a.file_name.cmp(&b.file_name));
    Ok(Report { files: reports, missing: missing(&present), rows })
}

/// A recognised text.
#[derive(Debug, Clone)]
struct Text {
    file: RegisterFile,
    packing: Packing,
    member: Member,
    recognised: Recognised,
    told: Option<Told>,
    file_id: String,
    shown_name: String,
}

impl Text {
    fn read<T>(&self, read: impl FnOnce(&mut dyn Read) -> Result<T, ReadError>) -> Result<T, ReadError> {
        open::with_reader(&self.file.path, self.packing, &self.member, read)
    }

    fn told_date(&self) -> Option<NaiveDate> {
        self.told.map(|told| told.date)
    }
}

/// Looks into a file and recognises its texts.
fn find(file: &RegisterFile, texts: &mut Vec<Text>, reports: &mut Vec<FileReport>) {
    let opened = open::packing(&file.path).and_then(|packing| {
        let members = open::members(&file.path, packing)?;
        Ok((packing, members, open::sha256(&file.path)?))
    });
    let (packing, members, file_id) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let hint = "check that the file is complete and can be read";
            reports.push(not_used(file.name.clone(), String::new(), format!("it cannot be opened: {error}; hint: {hint}")));
            return;
        }
    };
    if members.is_empty() {
        let problem = "no register is in this archive; hint: it should hold .csv, .txt or .json files".to_owned();
        reports.push(not_used(file.name.clone(), file_id, problem));
        return;
    }
    for member in members {
        let shown_name = if member.name.is_empty() { file.name.clone() } else { format!("{}/{}", file.name, member.name) };
        let member_id = if member.name.is_empty() { file_id.clone() } else { format!("{file_id}#{}", member.name) };
        let head = open::with_reader(&file.path, packing, &member, |reader| open::head(reader, HEAD_BYTES));
        let head = match head {
            Ok(head) => head,
            Err(error) => {
                let problem = format!("it cannot be unpacked: {error}; hint: download it again");
                reports.push(not_used(shown_name, member_id, problem));
                continue;
            }
        };
        let complete = head.len() < HEAD_BYTES;
        match recognise(&shown_name, &head, complete) {
            Ok(recognised) => {
                let told = edition::from_name(&member.name).or_else(|| edition::from_name(&file.name));
                texts.push(Text { file: file.clone(), packing, member, recognised, told, file_id: member_id, shown_name });
            }
            Err(unknown) => {
                let closest = unknown.closest.map_or_else(String::new, |(layout, lacks)| {
                    format!("; the closest layout is \"{}\", which also needs: {}", layout.title(), lacks.join(", "))
                });
                let header = if unknown.header.is_empty() { "nothing".to_owned() } else { format!("`{}`", unknown.header) };
                let hint = "the layouts that are read are listed in the documentation of registers";
                let problem = format!("not recognised as a register: it begins with {header}{closest}; hint: {hint}");
                reports.push(not_used(shown_name, member_id, problem));
            }
        }
    }
}

fn not_used(file_name: String, file_id: String, problem: String) -> FileReport {
    FileReport {
        file_id,
        file_name,
        register: "none".to_owned(),
        layout: "not recognised".to_owned(),
        as_of: None,
        rows: 0,
        loaded: 0,
        skipped: 0,
        notes: Vec::new(),
        problem: Some(problem),
    }
}

#[derive(Default)]
struct Load {
    texts: Vec<Text>,
    reports: Vec<FileReport>,
    rows: BTreeMap<&'static str, u64>,
    lookups: Lookups,
    gathered: Gathered,
    postcodes: Postcodes,
}

impl Load {
    /// The texts of these layouts, newest edition first.
    fn of(&self, layouts: &[Layout]) -> Vec<Text> {
        let mut texts: Vec<Text> = self.texts.iter().filter(|text| layouts.contains(&text.recognised.layout)).cloned().collect();
        texts.sort_by(|a, b| b.told_date().cmp(&a.told_date()).then_with(|| a.shown_name.cmp(&b.shown_name)));
        texts
    }

    /// Notes down what became of a text; only what fails outside the text stops the load.
    fn report(
        &mut self,
        text: &Text,
        as_of: Option<NaiveDate>,
        outcome: Result<Pass, ReadError>,
        mut notes: Notes,
    ) -> Result<(), Error> {
        let (rows, problem) = match outcome {
            Ok(pass) => {
                if pass.guessed > 0 {
                    notes.say(format!("{} cells were not UTF-8 and were read as Windows-1252", pass.guessed));
                }
                (pass.rows, None)
            }
            Err(ReadError::Fatal(error)) => return Err(error),
            Err(error) => {
                let problem = format!("reading broke off: {error}; what stood before it is kept; hint: download it again");
                (notes.skipped(), Some(problem))
            }
        };
        self.reports.push(FileReport {
            file_id: text.file_id.clone(),
            file_name: text.shown_name.clone(),
            register: text.recognised.layout.feeds().to_owned(),
            layout: text.recognised.layout.title().to_owned(),
            as_of: as_of.or(text.told_date()),
            rows,
            loaded: rows.saturating_sub(notes.skipped()),
            skipped: notes.skipped(),
            notes: notes.sentences(),
            problem,
        });
        Ok(())
    }

    fn lookups_and_organisations(&mut self) {
        for text in self.texts.clone() {
            let mut notes = Notes::default();
            let mut as_of = None;
            let source = text.shown_name.clone();
            let outcome = match text.recognised.layout {
                Layout::CareBoardCodes => {
                    text.read(|reader| self.lookups.read(&text.recognised, &source, reader, &mut notes)).and_then(|_| {
                        text.read(|reader| self.gathered.read_care_boards(&text.recognised, &source, text.told, reader))
                    })
                }
                Layout::TrustCareBoards
                | Layout::LocalAuthorityRegions
                | Layout::LocalAuthorityNames
                | Layout::LocalAuthoritySuccessors
                | Layout::LsoaSuccessors
                | Layout::Deprivation => text.read(|reader| self.lookups.read(&text.recognised, &source, reader, &mut notes)),
                Layout::OdsTrusts | Layout::OdsSites | Layout::OdsCommissioners | Layout::OdsCareBoards | Layout::OdsOther => {
                    text.read(|reader| self.gathered.read_ods(&text.recognised, &source, text.told, reader, &mut notes)).map(
                        |(pass, edition)| {
                            as_of = edition;
                            pass
                        },
                    )
                }
                Layout::Organisations => {
                    text.read(|reader| self.gathered.read_own(&text.recognised, &source, reader, &mut notes))
                }
                Layout::Sites => text.read(|reader| self.gathered.read_own_sites(&text.recognised, &source, reader, &mut notes)),
                _ => continue,
            };
            // Nothing is handed over here, so nothing fatal can have happened.
            let _ = self.report(&text, as_of, outcome, notes);
        }
        self.gathered.add_local_authorities(&self.lookups);
    }

    fn places(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        self.postcodes.wanted = self.gathered.postcodes().into_iter().map(|postcode| (postcode, None)).collect();
        let texts = self.of(&[Layout::Postcodes]);
        self.postcodes.several = texts.len() > 1;
        let mut writer = TableWriter::new(tables::PLACES);
        for text in texts {
            let mut notes = Notes::default();
            if !self.lookups.knows_care_boards() && text.recognised.positions.of("icb").is_some() {
                notes.say("no lookup of care board codes was brought: they are kept as the postcode directory has them");
            }
            let (postcodes, lookups) = (&mut self.postcodes, &self.lookups);
            let outcome = text.read(|reader| postcodes.read(&text.recognised, lookups, reader, &mut writer, sink, &mut notes));
            self.report(&text, None, outcome, notes)?;
        }
        self.rows.insert(tables::PLACES.name, writer.finish(sink)?);
        Ok(())
    }

    fn organisations(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let places = &self.postcodes.wanted;
        let place = |postcode: &str| places.get(postcode).and_then(Option::as_ref);
        let written = organisations::write(&self.gathered, &self.lookups, place, sink)?;
        self.rows.insert(tables::ORGANISATIONS.name, written.organisations);
        self.rows.insert(tables::SITES.name, written.sites);
        Ok(())
    }

    fn suppliers(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let texts = self.of(&[Layout::Companies]);
        let mut companies = Companies::default();
        companies.several = texts.len() > 1;
        let mut writer = TableWriter::new(tables::COMPANIES);
        for text in texts {
            let mut notes = Notes::default();
            let outcome = text.read(|reader| companies.read(&text.recognised, reader, &mut writer, sink, &mut notes));
            self.report(&text, None, outcome, notes)?;
        }
        self.rows.insert(tables::COMPANIES.name, writer.finish(sink)?);
        drop(companies);

        let main = self.of(&[Layout::Charities, Layout::CharitiesJson]);
        let mut charities = Charities::default();
        for text in self.of(&[Layout::CharityNames, Layout::CharityNamesJson]) {
            let outcome = text.read(|reader| charities.read_names(&text.recognised, reader));
            self.report(&text, None, outcome, Notes::default())?;
        }
        for text in &main {
            // Subsidiaries stand anywhere in the file, so their names are gathered in a pass of their own; if it breaks off,
            // the main pass says so.
            let _ = text.read(|reader| charities.read_names(&text.recognised, reader));
        }
        let mut writer = TableWriter::new(tables::CHARITIES);
        for text in main {
            let mut notes = Notes::default();
            let outcome = text.read(|reader| charities.read(&text.recognised, reader, &mut writer, sink, &mut notes));
            self.report(&text, None, outcome, notes)?;
        }
        self.rows.insert(tables::CHARITIES.name, writer.finish(sink)?);
        drop(charities);

        let mut writer = TableWriter::new(tables::ACCREDITATIONS);
        for text in self.of(&[Layout::Accreditations]) {
            let mut notes = Notes::default();
            let source = text.shown_name.clone();
            let outcome =
                text.read(|reader| lists::read_accreditations(&text.recognised, &source, reader, &mut writer, sink, &mut notes));
            self.report(&text, None, outcome, notes)?;
        }
        self.rows.insert(tables::ACCREDITATIONS.name, writer.finish(sink)?);

        let mut writer = TableWriter::new(tables::SUPPLIER_LIST);
        for text in self.of(&[Layout::SupplierList]) {
            let mut notes = Notes::default();
            let source = text.shown_name.clone();
            let outcome =
                text.read(|reader| lists::read_suppliers(&text.recognised, &source, reader, &mut writer, sink, &mut notes));
            self.report(&text, None, outcome, notes)?;
        }
        self.rows.insert(tables::SUPPLIER_LIST.name, writer.finish(sink)?);
        Ok(())
    }
}
