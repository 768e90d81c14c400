//! Writes the truth: `truth/lines.csv.gz`, one row per physical record; `truth/files.csv`, one row per ledger file;
//! `truth/supplier_names.csv`, one row per name in the ledgers; `truth/totals.csv`, headline sums.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::Context;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use super::totals::{Totals, pounds};
use super::{Judged, Survey, judge};
use crate::ledgers::{Edition, Ledger, Record};
use crate::output::csv_table;
use crate::world::World;
use crate::world::suppliers::Supplier;

const COLUMNS: [&str; 39] = [
    "file",
    "sheet",
    "row",
    "verdict",
    "reason",
    "amount",
    "active",
    "org_code",
    "period",
    "quarter",
    "paid_on",
    "as_of",
    "supplier_name",
    "supplier_id",
    "supplier_true_name",
    "supplier_kind",
    "scope",
    "in_base",
    "category_code",
    "category_basis",
    "postcode",
    "location_source",
    "local_authority_code",
    "icb_code",
    "ring",
    "distance_km",
    "is_local",
    "payer_icb_code",
    "living_wage",
    "living_wage_in_scope",
    "directives",
    "blocking_directives",
    "has_local_alternative",
    "spend_verdict",
    "imd_decile",
    "size",
    "is_vcse",
    "genuine_repeat",
    "planted",
];

/// The position of a column, found by the compiler: a name that is not there does not compile.
const fn at(name: &str) -> usize {
    let name = name.as_bytes();
    let mut index = 0;
    loop {
        let column = COLUMNS[index].as_bytes();
        let mut same = column.len() == name.len();
        let mut byte = 0;
        while same && byte < name.len() {
            same = column[byte] == name[byte];
            byte += 1;
        }
        if same {
            return index;
        }
        index += 1;
    }
}

/// What is known of the file being written.
#[derive(Debug, Clone)]
struct Open {
    ledger: Ledger,
    sheet: String,
    records: u64,
    payments: (u64, i128),
    rejected: (u64, i128),
    control_total: Option<i64>,
}

/// Writes truth as ledgers are written.
pub struct TruthWriter {
    folder: PathBuf,
    lines: csv::Writer<GzEncoder<BufWriter<fs::File>>>,
    files: Vec<Vec<String>>,
    names: BTreeMap<String, usize>,
    totals: Totals,
    survey: Survey,
    open: Option<Open>,
    supplier_rows: Vec<[String; 4]>,
}

impl TruthWriter {
    /// Opens `truth/` in the folder; a `big` truth is compressed less, so that it keeps up.
    pub fn new(folder: &Path, world: &World, survey: Survey, big: bool) -> anyhow::Result<TruthWriter> {
        let folder = folder.join("truth");
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let path = folder.join("lines.csv.gz");
        let file = BufWriter::new(fs::File::create(&path).with_context(|| format!("creating {}", path.display()))?);
        let level = if big { Compression::fast() } else { Compression::best() };
        let mut lines = csv::Writer::from_writer(GzBuilder::new().mtime(0).write(file, level));
        lines.write_record(COLUMNS)?;
        let header = [
            "file",
            "org_code",
            "org_source",
            "period",
            "status",
            "records",
            "payments",
            "rejected",
            "not_payments",
            "amount_payments",
            "amount_rejected",
            "control_total",
        ];
        let supplier_rows = world
            .suppliers
            .iter()
            .map(|supplier| [key(supplier), supplier.name.clone(), supplier.kind.to_owned(), supplier.planted.to_owned()])
            .collect();
        Ok(TruthWriter {
            folder,
            lines,
            files: vec![header.map(str::to_owned).to_vec()],
            names: BTreeMap::new(),
            totals: Totals::default(),
            survey,
            open: None,
            supplier_rows,
        })
    }

    /// Begins a ledger file.
    pub fn begin_file(&mut self, ledger: &Ledger, sheet: &str) {
        self.open = Some(Open {
            ledger: ledger.clone(),
            sheet: sheet.to_owned(),
            records: 0,
            payments: (0, 0),
            rejected: (0, 0),
            control_total: None,
        });
    }

    /// Writes the truth of one record, at physical line or row `row`.
    pub fn record(&mut self, world: &World, row: u64, record: &Record) -> anyhow::Result<()> {
        let Some(open) = self.open.as_mut() else { return Ok(()) };
        let payer = &world.payers[open.ledger.payer];
        let active = open.ledger.edition != Edition::Replaced;
        open.records += 1;
        let pence = i128::from(record.pence.unwrap_or_default());
        match record.verdict {
            "payment" => open.payments = (open.payments.0 + 1, open.payments.1 + pence),
            "rejected" => open.rejected = (open.rejected.0 + 1, open.rejected.1 + pence),
            _ if record.reason == "total" => open.control_total = record.pence,
            _ => {}
        }
        let mut cells = COLUMNS.map(|_| String::new());
        let mut set = |column: usize, text: String| cells[column] = text;
        set(const { at("file") }, open.ledger.path.clone());
        set(const { at("sheet") }, open.sheet.clone());
        set(const { at("row") }, row.to_string());
        set(const { at("verdict") }, record.verdict.to_owned());
        set(const { at("reason") }, record.reason.to_owned());
        set(const { at("active") }, active.to_string());
        set(const { at("org_code") }, payer.code.clone());
        set(const { at("period") }, open.ledger.month.label());
        if record.verdict != "not_payment" {
            set(const { at("amount") }, record.pence.map_or_else(String::new, |pence| pounds(i128::from(pence))));
        }
        if let Some(payment) = &record.payment {
            let supplier = &world.suppliers[payment.supplier];
            let judged = judge(world, &self.survey, payer, open.ledger.month, record.paid_on, payment);
            let name = record.supplier_name.trim();
            if active {
                self.totals.add(open.ledger.payer, &judged, supplier, payment.pence);
            }
            self.names.entry(name.to_owned()).or_insert(payment.supplier);
            set(const { at("paid_on") }, record.paid_on.map(|day| day.to_string()).unwrap_or_default());
            set(const { at("supplier_name") }, name.to_owned());
            set(const { at("genuine_repeat") }, payment.repeats.to_string());
            describe(world, supplier, &judged, &mut set);
        }
        self.lines.write_record(&cells)?;
        Ok(())
    }

    /// Ends the ledger file.
    pub fn end_file(&mut self, world: &World) -> anyhow::Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let payer = &world.payers[open.ledger.payer];
        let org_source = match payer.code.as_str() {
            "RZA" | "E06000991" => "configuration",
            "RZC" if open.ledger.edition == Edition::Only => "name",
            _ => "entity",
        };
        self.files.push(vec![
            open.ledger.path,
            payer.code.clone(),
            org_source.to_owned(),
            open.ledger.month.label(),
            if open.ledger.edition == Edition::Replaced { "superseded" } else { "active" }.to_owned(),
            open.records.to_string(),
            open.payments.0.to_string(),
            open.rejected.0.to_string(),
            (open.records - open.payments.0 - open.rejected.0).to_string(),
            pounds(open.payments.1),
            pounds(open.rejected.1),
            open.control_total.map_or_else(String::new, |pence| pounds(i128::from(pence))),
        ]);
        Ok(())
    }

    /// Writes the small tables and closes the files.
    pub fn finish(self, world: &World) -> anyhow::Result<()> {
        self.lines.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?.finish()?;
        let header = ["supplier_name", "supplier_id", "supplier_true_name", "supplier_kind", "planted"].map(str::to_owned);
        let names = self.names.iter().map(|(name, supplier)| {
            let [key, true_name, kind, planted] = self.supplier_rows[*supplier].clone();
            [name.clone(), key, true_name, kind, planted]
        });
        for (name, bytes) in [
            ("files.csv", csv_table(&self.files)?),
            ("supplier_names.csv", csv_table(std::iter::once(header).chain(names))?),
            ("totals.csv", self.totals.table(world)?),
        ] {
            let path = self.folder.join(name);
            fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }
}

/// The supplier's id where it has a number, else nothing: the pipeline makes its own from the name.
fn key(supplier: &Supplier) -> String {
    supplier.identity.supplier_id().unwrap_or_default()
}

fn describe(world: &World, supplier: &Supplier, judged: &Judged, set: &mut dyn FnMut(usize, String)) {
    set(const { at("quarter") }, judged.quarter.label());
    set(const { at("as_of") }, judged.as_of.to_string());
    set(const { at("supplier_id") }, key(supplier));
    set(const { at("supplier_true_name") }, supplier.name.clone());
    set(const { at("supplier_kind") }, supplier.kind.to_owned());
    set(const { at("scope") }, judged.scope.as_str().to_owned());
    set(const { at("in_base") }, judged.scope.in_base().to_string());
    set(const { at("category_code") }, judged.category.0.to_owned());
    set(const { at("category_basis") }, judged.category.1.to_owned());
    if judged.location_source() != "none" {
        set(const { at("location_source") }, judged.location_source().to_owned());
    }
    if let Some((postcode, _)) = judged.located {
        let authority = world.geography.authority_of(postcode);
        set(const { at("postcode") }, world.geography.postcodes[postcode].text.clone());
        set(const { at("local_authority_code") }, authority.code.to_owned());
        set(const { at("icb_code") }, authority.board().unwrap_or_default().to_owned());
    }
    set(const { at("ring") }, judged.ring.to_owned());
    set(
        const { at("distance_km") },
        judged.distance.map_or_else(String::new, |tenths| format!("{}.{}", tenths / 10, tenths % 10)),
    );
    set(const { at("is_local") }, judged.is_local.map_or_else(String::new, |local| local.to_string()));
    set(const { at("payer_icb_code") }, judged.payer_board.to_owned());
    set(const { at("living_wage") }, judged.living_wage.to_owned());
    set(const { at("living_wage_in_scope") }, judged.living_wage_in_scope.to_string());
    set(const { at("directives") }, judged.directives.join(" "));
    set(const { at("blocking_directives") }, judged.blocking.join(" "));
    set(const { at("has_local_alternative") }, judged.has_alternative.map_or_else(String::new, |exists| exists.to_string()));
    set(const { at("spend_verdict") }, judged.verdict.to_owned());
    set(const { at("imd_decile") }, judged.decile.map_or_else(String::new, |decile| decile.to_string()));
    set(const { at("size") }, supplier.size.to_owned());
    set(const { at("is_vcse") }, supplier.vcse.to_string());
    set(const { at("planted") }, supplier.planted.to_owned());
}
