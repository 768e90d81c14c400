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
    /// Opens `truth/` in the folder.
    pub fn new(folder: &Path, world: &World, survey: Survey) -> anyhow::Result<TruthWriter> {
        let folder = folder.join("truth");
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let path = folder.join("lines.csv.gz");
        let file = BufWriter::new(fs::File::create(&path).with_context(|| format!("creating {}", path.display()))?);
        let level = if world.payers.len() > 20 { Compression::fast() } else { Compression::best() };
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
        let mut set = |column: &str, text: String| {
            if let Some(index) = COLUMNS.iter().position(|name| *name == column) {
                cells[index] = text;
            }
        };
        set("file", open.ledger.path.clone());
        set("sheet", open.sheet.clone());
        set("row", row.to_string());
        set("verdict", record.verdict.to_owned());
        set("reason", record.reason.to_owned());
        set("active", active.to_string());
        set("org_code", payer.code.clone());
        set("period", open.ledger.month.label());
        if record.verdict != "not_payment" {
            set("amount", record.pence.map_or_else(String::new, |pence| pounds(i128::from(pence))));
        }
        if let Some(payment) = &record.payment {
            let supplier = &world.suppliers[payment.supplier];
            let judged = judge(world, &self.survey, payer, open.ledger.month, record.paid_on, payment);
            let name = record.supplier_name.trim();
            if active {
                self.totals.add(&payer.code, &judged, supplier, payment.pence);
            }
            self.names.entry(name.to_owned()).or_insert(payment.supplier);
            set("paid_on", record.paid_on.map(|day| day.to_string()).unwrap_or_default());
            set("supplier_name", name.to_owned());
            set("genuine_repeat", payment.repeats.to_string());
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
            "RZC" if open.ledger.edition != Edition::Plain => "name",
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
    pub fn finish(self) -> anyhow::Result<()> {
        self.lines.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?.finish()?;
        let header = ["supplier_name", "supplier_id", "supplier_true_name", "supplier_kind", "planted"].map(str::to_owned);
        let names = self.names.iter().map(|(name, supplier)| {
            let [key, true_name, kind, planted] = self.supplier_rows[*supplier].clone();
            [name.clone(), key, true_name, kind, planted]
        });
        for (name, bytes) in [
            ("files.csv", csv_table(&self.files)?),
            ("supplier_names.csv", csv_table(std::iter::once(header).chain(names))?),
            ("totals.csv", self.totals.table()?),
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

fn describe(world: &World, supplier: &Supplier, judged: &Judged, set: &mut dyn FnMut(&str, String)) {
    set("quarter", judged.quarter.label());
    set("as_of", judged.as_of.to_string());
    set("supplier_id", key(supplier));
    set("supplier_true_name", supplier.name.clone());
    set("supplier_kind", supplier.kind.to_owned());
    set("scope", judged.scope.as_str().to_owned());
    set("in_base", judged.scope.in_base().to_string());
    set("category_code", judged.category.0.to_owned());
    set("category_basis", judged.category.1.to_owned());
    if let Some((postcode, source)) = judged.located {
        let authority = world.geography.authority_of(postcode);
        set("postcode", world.geography.postcodes[postcode].text.clone());
        set("location_source", source.to_owned());
        set("local_authority_code", authority.code.to_owned());
        set("icb_code", authority.board().unwrap_or_default().to_owned());
    }
    set("ring", judged.ring.to_owned());
    set("distance_km", judged.distance.map_or_else(String::new, |tenths| format!("{}.{}", tenths / 10, tenths % 10)));
    set("is_local", judged.is_local.map_or_else(String::new, |local| local.to_string()));
    set("payer_icb_code", judged.payer_board.to_owned());
    set("living_wage", judged.living_wage.to_owned());
    set("living_wage_in_scope", judged.living_wage_in_scope.to_string());
    set("directives", judged.directives.join(" "));
    set("blocking_directives", judged.blocking.join(" "));
    set("has_local_alternative", judged.has_alternative.map_or_else(String::new, |exists| exists.to_string()));
    set("spend_verdict", judged.verdict.to_owned());
    set("imd_decile", judged.decile.map_or_else(String::new, |decile| decile.to_string()));
    set("size", supplier.size.to_owned());
    set("is_vcse", supplier.vcse.to_string());
    set("planted", supplier.planted.to_owned());
}
