//! Who may see what. An analyst sees all. A board sees what its packs are made of: sums, never a line of a ledger, never a
//! person's name. The rules are in the views that a board is given.

use datafusion::error::Result;
use datafusion::prelude::SessionContext;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, Layer};
use crate::guard::session::{Guarded, Limits};

/// A kind of user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees every table and view.
    Analyst,
    /// Sees sums and public registers.
    Board,
}

/// Public registers, sums and the like, without a payment or a person in them.
const PUBLIC: [&str; 11] = [
    "organisations",
    "sites",
    "places",
    "directives",
    "directive_adoptions",
    "categories",
    "living_wage_rates",
    "settings",
    "localities",
    "registers",
    "restatements",
];

/// A metric of single lines, and one that is worked out from lines when it is asked.
const OF_LINES: [&str; 2] = ["to_fix", "sensitivity"];

/// Suppliers that are no persons, or may be some.
const SUPPLIERS: &str = "select * from suppliers where kind not in ('individual', 'unknown')";

/// Suppliers that are persons.
const PERSONS: &str = "select supplier_id from supplier_identities where kind = 'individual'";

impl Role {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Analyst => "analyst",
            Role::Board => "board",
        }
    }

    /// What it sees of a prepared session.
    pub async fn guarded(self, source: &SessionContext, catalogue: &Catalogue, limits: Limits) -> Result<Guarded> {
        match self {
            Role::Analyst => Guarded::new(source, |_| true, limits).await,
            Role::Board => {
                let shown = board(source, catalogue).await?;
                Guarded::new(&shown, |_| true, limits).await
            }
        }
    }
}

/// The views of a board, in a session of their own.
async fn board(source: &SessionContext, catalogue: &Catalogue) -> Result<SessionContext> {
    let shown = localspend_lake::engine::context(source.copied_config(), source.runtime_env());
    let metrics = catalogue.entries().iter().filter(|entry| entry.layer == Layer::Metrics);
    for entry in metrics.filter(|entry| !OF_LINES.contains(&entry.name.as_str())) {
        if entry.descriptor.columns.iter().any(|column| column.name == "supplier_id") {
            let name = &entry.name;
            let rule = format!(
                "select metric.* from {name} as metric left anti join ({PERSONS}) as person on metric.supplier_id = person.supplier_id"
            );
            shown.register_table(name, source.sql(&rule).await?.into_view())?;
        } else {
            shown.register_table(&entry.name, source.table_provider(&entry.name).await?)?;
        }
    }
    let seeds = catalogue.seeds().iter().map(|seed| seed.name.as_str());
    for name in PUBLIC.into_iter().chain(seeds) {
        if !shown.table_exist(name)? {
            shown.register_table(name, source.table_provider(name).await?)?;
        }
    }
    shown.register_table("suppliers", source.sql(SUPPLIERS).await?.into_view())?;
    Ok(shown)
}
