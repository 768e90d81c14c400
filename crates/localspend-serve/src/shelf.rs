//! The tables as the last run left them, for each role. Looked at before every query, opened again when a run has ended.

use std::sync::Arc;

use datafusion::prelude::SessionContext;
use futures::future::BoxFuture;
use localspend_lake::Lake;
use localspend_query::Catalogue;
use localspend_query::guard::{Guarded, Limits, Role};
use tokio::sync::Mutex;

use crate::{Error, Result};

/// Opens a session, with every view, on what the last run left.
pub type Open = Box<dyn Fn() -> BoxFuture<'static, std::result::Result<SessionContext, String>> + Send + Sync>;

/// What is added to a guarded session when it is opened.
type Extend = Box<dyn Fn(Guarded) -> BoxFuture<'static, std::result::Result<Guarded, String>> + Send + Sync>;

/// The tables for each role.
pub struct Shelf {
    lake: Lake,
    open: Open,
    catalogue: Catalogue,
    limits: Limits,
    extend: Option<Extend>,
    current: Mutex<Option<Edition>>,
}

struct Edition {
    runs: Option<i64>,
    analyst: Arc<Guarded>,
    board: Arc<Guarded>,
}

impl Shelf {
    /// Tables of a lake, opened by `open`, under `limits` for each query.
    pub fn new(lake: Lake, open: Open, catalogue: Catalogue, limits: Limits) -> Shelf {
        Shelf { lake, open, catalogue, limits, extend: None, current: Mutex::new(None) }
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    pub(crate) fn extended(mut self, extend: Extend) -> Shelf {
        self.extend = Some(extend);
        self
    }

    /// The tables that a role sees now.
    pub async fn tables(&self, role: Role) -> Result<Arc<Guarded>> {
        let failed = |error: &dyn std::fmt::Display| Error::Lake(format!("the lake cannot be read: {error}"));
        // One looks and opens, the others wait for it.
        let mut current = self.current.lock().await;
        let runs = self.lake.version("runs").await.map_err(|error| failed(&error))?;
        if current.as_ref().is_none_or(|edition| edition.runs != runs) {
            let session = (self.open)().await.map_err(|error| failed(&error))?;
            let mut guarded = Vec::new();
            for role in [Role::Analyst, Role::Board] {
                let tables =
                    role.guarded(&session, &self.catalogue, self.limits.clone()).await.map_err(|error| failed(&error))?;
                let tables = match &self.extend {
                    Some(extend) => extend(tables).await.map_err(|error| failed(&error))?,
                    None => tables,
                };
                guarded.push(Arc::new(tables));
            }
            tracing::info!(?runs, "tables opened");
            if let (Some(board), Some(analyst)) = (guarded.pop(), guarded.pop()) {
                *current = Some(Edition { runs, analyst, board });
            }
        }
        let edition = current.as_ref().ok_or_else(|| failed(&"it is empty"))?;
        Ok(Arc::clone(match role {
            Role::Analyst => &edition.analyst,
            Role::Board => &edition.board,
        }))
    }
}
