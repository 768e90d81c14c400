//! The register of directives as rows of its three tables.

use std::collections::BTreeMap;

use arrow::record_batch::RecordBatch;
use localspend_model::Money;
use localspend_model::tables::{self, Table};

use super::{DirectiveFile, Precision, Register};
use crate::error::Error;
use crate::rows::{Cell, TableWriter, text};

impl Register {
    /// The batches of `directives`, `directive_adoptions` and `directive_suppliers`, by table name.
    pub fn batches(&self) -> Result<BTreeMap<&'static str, Vec<RecordBatch>>, Error> {
        let mut batches: BTreeMap<&'static str, Vec<RecordBatch>> =
            [tables::DIRECTIVES, tables::DIRECTIVE_ADOPTIONS, tables::DIRECTIVE_SUPPLIERS]
                .into_iter()
                .map(|table| (table.name, Vec::new()))
                .collect();
        let mut keep = |table: Table, batch: RecordBatch| {
            batches.entry(table.name).or_default().push(batch);
            Ok(())
        };
        let mut writer = TableWriter::new(tables::DIRECTIVES);
        for version in &self.versions {
            let exemptions: Vec<String> =
                version.exemptions.iter().map(|exemption| format!("{}: {}", exemption.kind, exemption.words)).collect();
            let threshold = version.threshold.map(|pounds| Money::from_pence(i128::from(pounds) * 100));
            let origin = DirectiveFile::origin_text(version.origin.0, &version.origin.1);
            writer.push(
                &[
                    Cell::Text(&version.directive_id),
                    Cell::Text(&version.version),
                    Cell::Text(&version.title),
                    Cell::Text(&version.issuer),
                    Cell::Text(&version.kind),
                    Cell::Text(&version.force),
                    Cell::Text(&version.effect),
                    Cell::Text(&version.status),
                    text(version.supersedes.as_deref()),
                    Cell::Date(version.announced),
                    Cell::Date(version.effective_from),
                    Cell::Date(version.effective_to),
                    text(version.precision.map(Precision::as_str)),
                    Cell::Text(&version.applies_at),
                    Cell::Text(&version.route),
                    Cell::Text(&version.trigger),
                    Cell::Texts(&version.categories),
                    Cell::Texts(&version.categories_excluded),
                    Cell::Texts(&version.org_kinds),
                    Cell::Texts(&version.org_sectors),
                    Cell::Texts(&version.org_codes),
                    Cell::Bool(version.by_adoption),
                    Cell::Money(threshold),
                    text(version.threshold_basis.as_deref()),
                    Cell::Texts(&exemptions),
                    Cell::Text(&version.effect_on_local_buying),
                    Cell::Text(&version.still_allowed),
                    Cell::Text(&version.source.title),
                    text(version.source.url.as_deref()),
                    text(version.source.date.as_deref()),
                    Cell::Text(&version.confidence),
                    Cell::Date(Some(version.checked_on)),
                    Cell::Text(&origin),
                ],
                &mut keep,
            )?;
        }
        writer.finish(&mut keep)?;

        let mut writer = TableWriter::new(tables::DIRECTIVE_ADOPTIONS);
        for adoption in &self.adoptions {
            writer.push(
                &[
                    Cell::Text(&adoption.directive_id),
                    Cell::Text(&adoption.org_code),
                    Cell::Text(&adoption.category_code),
                    Cell::Date(Some(adoption.adopted_from)),
                    Cell::Date(adoption.adopted_to),
                    Cell::Text(&adoption.source),
                ],
                &mut keep,
            )?;
        }
        writer.finish(&mut keep)?;

        let mut writer = TableWriter::new(tables::DIRECTIVE_SUPPLIERS);
        for supplier in &self.suppliers {
            writer.push(
                &[
                    Cell::Text(&supplier.directive_id),
                    Cell::Text(&supplier.version),
                    Cell::Text(&supplier.name),
                    text(supplier.company_number.as_deref()),
                    Cell::Text(&supplier.level),
                    Cell::Date(supplier.approved_from),
                    Cell::Date(supplier.approved_to),
                    Cell::Text(&supplier.source),
                ],
                &mut keep,
            )?;
        }
        writer.finish(&mut keep)?;
        Ok(batches)
    }
}
