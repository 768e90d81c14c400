//! The headline under other settings: the marts that hang on a choice of the method are planned again, one choice changed
//! at a time, over everything else as it stands. Computed when first read, because most sessions never ask.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::SchemaProvider;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SessionState;
use datafusion::prelude::{col, lit};
use futures::{StreamExt, TryStreamExt};
use localspend_model::settings::{Locality, Method};

use crate::catalogue::{Catalogue, schema};
use crate::kept::{Kept, Source};
use crate::metrics::AT_A_TIME;
use crate::prepare::{put, put_choices, put_query};

/// What each choice of the method reaches, in the order of the catalogue; the last one is what is compared. All else is
/// worked out once for all variants.
const OF_LOCALITY: [&str; 5] = ["payer_localities", "local_alternatives", "choices", "headline_sums", "headline_cells"];
const OF_WINDOW: [&str; 5] = ["sellers", "local_alternatives", "choices", "headline_sums", "headline_cells"];
const OF_GROWTH: [&str; 2] = ["local_alternatives", "headline_cells"];
const OF_SOURCES: [&str; 6] =
    ["eligible_directives", "directive_matches", "directive_sets", "choices", "headline_sums", "headline_cells"];

/// Windows and growth caps tried beside those that are set.
const WINDOWS: [(u32, &str); 2] = [(1, "Alternatives paid in this quarter"), (8, "Alternatives paid in the last two years")];
const GROWTH: [(f64, &str); 2] = [(0.25, "Alternatives grow by a quarter"), (1.0, "Alternatives grow by the whole")];

/// One way in which the method could be set.
#[derive(Debug)]
struct Variant {
    name: String,
    method: Method,
    localities: Vec<Locality>,
    sourced_only: bool,
    planned_again: &'static [&'static str],
}

/// The rows of `headline_cells` under every variant, with its name.
#[derive(Debug)]
pub(crate) struct Variants {
    schema: SchemaRef,
    catalogue: Catalogue,
    variants: Vec<Variant>,
}

impl Variants {
    /// The variants about a setting; `None` where the catalogue has no `headline_cells` to plan.
    pub(crate) fn about(catalogue: &Catalogue, method: &Method, localities: &[Locality]) -> Option<Kept<Variants>> {
        let cells = schema(&catalogue.entry("headline_cells")?.descriptor);
        let mut fields = vec![
            Arc::new(Field::new("variant_order", DataType::Int64, false)),
            Arc::new(Field::new("variant", DataType::Utf8, false)),
        ];
        fields.extend(cells.fields().iter().cloned());
        let schema = Arc::new(Schema::new(fields));
        let variants = variants(method, localities);
        Some(Kept::new(Variants { schema: Arc::clone(&schema), catalogue: catalogue.clone(), variants }, schema))
    }

    /// `headline_cells` under one variant.
    async fn cells(&self, state: &SessionState, variant: &Variant) -> Result<Vec<RecordBatch>> {
        let outside = |error: crate::error::Error| DataFusionError::External(Box::new(error));
        let config = state.config().clone().with_create_default_catalog_and_schema(true);
        let session = localspend_lake::engine::context(config, Arc::clone(state.runtime_env()));
        let standing = standing_tables(state)?;
        for name in standing.table_names().iter().filter(|name| name.as_str() != "headline_variants") {
            if let Some(table) = standing.table(name).await? {
                put(&session, name, table).map_err(outside)?;
            }
        }
        put_choices(&session, &variant.method, &variant.localities).map_err(outside)?;
        if variant.sourced_only {
            let sourced = session.table("directives").await?.filter(col("confidence").eq(lit("sourced")))?;
            put(&session, "directives", sourced.into_view()).map_err(outside)?;
        }
        for entry in self.catalogue.entries().iter().filter(|entry| variant.planned_again.contains(&entry.name.as_str())) {
            put_query(&session, entry, entry.descriptor.store).await.map_err(outside)?;
        }
        let cells = session.table("headline_cells").await?;
        cells.collect().await
    }
}

#[async_trait]
impl Source for Variants {
    async fn rows(&self, state: &SessionState) -> Result<Vec<RecordBatch>> {
        let mut asked = Vec::new();
        for variant in &self.variants {
            asked.push(self.cells(state, variant));
        }
        let cells: Vec<Vec<RecordBatch>> = futures::stream::iter(asked).buffered(AT_A_TIME).try_collect().await?;
        let mut batches = Vec::new();
        for (order, (variant, cells)) in self.variants.iter().zip(cells).enumerate() {
            for batch in cells {
                let named: [ArrayRef; 2] = [
                    Arc::new(Int64Array::from_value(order as i64, batch.num_rows())),
                    Arc::new(StringArray::from_iter_values(std::iter::repeat_n(&variant.name, batch.num_rows()))),
                ];
                let columns = named.into_iter().chain(batch.columns().iter().cloned());
                batches.push(RecordBatch::try_from_iter(self.schema.fields().iter().map(|field| field.name()).zip(columns))?);
            }
        }
        Ok(batches)
    }
}

/// The schema in which the session that asks has its tables.
fn standing_tables(state: &SessionState) -> Result<Arc<dyn SchemaProvider>> {
    let names = &state.config_options().catalog;
    let catalog = state.catalog_list().catalog(&names.default_catalog);
    let schema = catalog.and_then(|catalog| catalog.schema(&names.default_schema));
    schema.ok_or_else(|| DataFusionError::Internal("the session has no default schema".to_owned()))
}

/// The setting as it is, then one choice changed at a time.
fn variants(method: &Method, localities: &[Locality]) -> Vec<Variant> {
    let changed = |name: &str, planned_again: &'static [&'static str]| Variant {
        name: name.to_owned(),
        method: method.clone(),
        localities: localities.to_vec(),
        sourced_only: false,
        planned_again,
    };
    let mut variants = vec![changed("As set", &[])];
    for chosen in localities.iter().filter(|locality| !locality.primary) {
        let mut variant = changed(&format!("Local means: {}", chosen.name), &OF_LOCALITY);
        variant.localities.iter_mut().for_each(|locality| locality.primary = locality.name == chosen.name);
        variants.push(variant);
    }
    for (window, name) in WINDOWS.into_iter().filter(|(window, _)| *window != method.alternative_window) {
        let mut variant = changed(name, &OF_WINDOW);
        variant.method.alternative_window = window;
        variants.push(variant);
    }
    for (growth, name) in GROWTH.into_iter().filter(|(growth, _)| (growth - method.growth_cap).abs() > f64::EPSILON) {
        let mut variant = changed(name, &OF_GROWTH);
        variant.method.growth_cap = growth;
        variants.push(variant);
    }
    variants.push(Variant { sourced_only: true, ..changed("Only directives with a source of the first hand", &OF_SOURCES) });
    variants
}
