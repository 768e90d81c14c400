//! The files of a `registers/` folder to the register tables, in the order in which they need each other: lookups, then
//! postcodes, then organisations, then the registers of suppliers. One file that cannot be read never stops the others.

use std::collections::{BTreeMap, BTreeSet};

use arrow::record_batch::RecordBatch;
use chrono::NaiveDate;
use localspend_model::tables::{self, Table};

use crate::charities::Charities;
use crate::companies::Companies;
use crate::error::{Error, ReadError};
use crate::layouts::Layout;
use crate::lists;
use crate::look::{Looked, RegisterFile, Text, look};
use crate::lookups::Lookups;
use crate::missing::missing;
use crate::notes::Notes;
use crate::organisations::{self, Gathered};
use crate::postcodes::{Edition, Postcodes};
use crate::records::Pass;
use crate::report::{FileReport, Report};
use crate::rows::{Sink, TableWriter};

/// All register tables.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// Batches by table name.
    pub tables: BTreeMap<&'static str, Vec<RecordBatch>>,
    /// What became of the files.
    pub report: Report,
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
    let all: BTreeSet<&str> = Report::tables().into_iter().map(|table| table.name).collect();
    load_tables(look(files), &all, sink)
}

/// Loads the tables in `wanted` only, reading no file that they do not depend on.
pub fn load_tables(looked: Looked, wanted: &BTreeSet<&str>, sink: &mut Sink<'_>) -> Result<Report, Error> {
    let present = looked.layouts();
    let mut load = Load { texts: looked.texts, reports: looked.reports, ..Load::default() };
    let mut wanted_only = |table: Table, batch: RecordBatch| {
        if wanted.contains(table.name) { sink(table, batch) } else { Ok(()) }
    };
    let wants = |tables: &[Table]| tables.iter().any(|table| wanted.contains(table.name));
    if wants(&[tables::ORGANISATIONS, tables::SITES, tables::PLACES, tables::PLACE_HISTORY]) {
        load.lookups_and_organisations()?;
        load.places(&mut wanted_only)?;
        load.organisations(&mut wanted_only)?;
    }
    if wants(&[tables::COMPANIES]) {
        load.companies(&mut wanted_only)?;
    }
    if wants(&[tables::CHARITIES]) {
        load.charities(&mut wanted_only)?;
    }
    if wants(&[tables::ACCREDITATIONS]) {
        load.accreditations(&mut wanted_only)?;
    }
    if wants(&[tables::SUPPLIER_LIST]) {
        load.supplier_lists(&mut wanted_only)?;
    }
    let Load { mut reports, mut rows, .. } = load;
    reports.sort_by(|a, b| a.file_name.cmp(&b.file_name));
    rows.retain(|table, _| wanted.contains(table));
    Ok(Report { files: reports, missing: missing(&present), rows })
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
        texts.sort_by(|a, b| b.edition().cmp(&a.edition()).then_with(|| a.shown_name.cmp(&b.shown_name)));
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
            as_of: as_of.or(text.edition()),
            rows,
            loaded: rows.saturating_sub(notes.skipped()),
            skipped: notes.skipped(),
            notes: notes.sentences(),
            problem,
        });
        Ok(())
    }

    fn lookups_and_organisations(&mut self) -> Result<(), Error> {
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
            self.report(&text, as_of, outcome, notes)?;
        }
        self.gathered.add_local_authorities(&self.lookups);
        Ok(())
    }

    fn places(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        self.postcodes.wanted = self.gathered.postcodes().into_iter().map(|postcode| (postcode, None)).collect();
        let texts = self.of(&[Layout::Postcodes]);
        self.postcodes.several = texts.len() > 1;
        let mut places = TableWriter::new(tables::PLACES);
        let mut history = TableWriter::new(tables::PLACE_HISTORY);
        let oldest = texts.iter().filter_map(Text::edition).min();
        let mut newer: Option<NaiveDate> = None;
        for text in texts {
            let mut notes = Notes::default();
            if !self.lookups.knows_care_boards() && text.recognised.positions.of("icb").is_some() {
                notes.say("no lookup of care board codes was brought: they are kept as the postcode directory has them");
            }
            let from = text.edition();
            let to = newer.filter(|newer| from.is_some_and(|from| from < *newer)).and_then(|newer| newer.pred_opt());
            let edition = Edition { source: &text.shown_name, from: from.filter(|from| Some(*from) != oldest), to };
            newer = from.or(newer);
            let (postcodes, lookups) = (&mut self.postcodes, &self.lookups);
            let outcome = text.read(|reader| {
                postcodes.read(&text.recognised, lookups, &edition, reader, &mut places, &mut history, sink, &mut notes)
            });
            self.report(&text, None, outcome, notes)?;
        }
        self.rows.insert(tables::PLACES.name, places.finish(sink)?);
        self.rows.insert(tables::PLACE_HISTORY.name, history.finish(sink)?);
        self.postcodes.forget();
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

    fn companies(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
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
        Ok(())
    }

    fn charities(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
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
        Ok(())
    }

    fn accreditations(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let mut writer = TableWriter::new(tables::ACCREDITATIONS);
        let mut seen = BTreeSet::new();
        for text in self.of(&[Layout::Accreditations]) {
            let mut notes = Notes::default();
            let source = text.shown_name.clone();
            let outcome = text.read(|reader| {
                lists::read_accreditations(&text.recognised, &source, &mut seen, reader, &mut writer, sink, &mut notes)
            });
            self.report(&text, None, outcome, notes)?;
        }
        self.rows.insert(tables::ACCREDITATIONS.name, writer.finish(sink)?);
        Ok(())
    }

    fn supplier_lists(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
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
