//! A question from the page: its first rows with a chart, or all of them as CSV.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use axum::body::Body;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use localspend_query::guard::{self, Refused};
use localspend_query::texts;
use serde::Deserialize;

use super::{Site, page};
use crate::desk::{Asked, Who, refused};

/// Most rows of a page.
pub const MOST_ROWS: usize = 1_000;
/// Most bytes of text of a page's table.
const MOST_TEXT: usize = 2 << 20;

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asking {
    #[serde(default)]
    sql: String,
}

/// The first rows of an answer.
pub struct Shown {
    /// Columns.
    pub schema: SchemaRef,
    /// Cells as text.
    pub rows: Vec<Vec<String>>,
    /// The same rows as the engine gave them, and perhaps some after them.
    pub batches: Vec<RecordBatch>,
    /// There are more rows than are shown.
    pub more: bool,
}

impl Site {
    /// Asks the desk; `most` rows, where a bound is given.
    async fn ask(&self, who: &Who, sql: &str, most: Option<usize>) -> Result<Asked, Refused> {
        let told = |refused: Refused| {
            self.desk.refuse(who, sql, &refused);
            refused
        };
        let tables = self.desk.tables(who.role).await.map_err(told)?;
        let statement = guard::parse(sql).map_err(told)?;
        let planned = self.desk.plan(Arc::clone(&tables), statement, sql).await.map_err(told)?;
        let planned = match most {
            Some(most) => planned.first(most).map_err(told)?,
            None => planned,
        };
        self.desk.run(who, &tables, planned, sql).await
    }

    async fn shown(&self, who: &Who, sql: &str) -> Result<Shown, Refused> {
        let mut asked = self.ask(who, sql, Some(MOST_ROWS + 1)).await?;
        let mut shown = Shown { schema: Arc::clone(&asked.schema), rows: Vec::new(), batches: Vec::new(), more: false };
        let mut bytes = 0;
        while let Some(batch) = asked.batches.next().await {
            let batch = batch?;
            let rows = texts(&batch).map_err(|error| refused("XX000", error.to_string()))?;
            shown.batches.push(batch);
            for row in rows {
                bytes += row.iter().map(String::len).sum::<usize>();
                shown.more |= shown.rows.len() == MOST_ROWS || bytes > MOST_TEXT;
                if !shown.more {
                    shown.rows.push(row);
                }
            }
        }
        Ok(shown)
    }
}

/// The page: the question, and its answer where there is one.
pub async fn page(State(site): State<Arc<Site>>, Extension(who): Extension<Who>, Query(asking): Query<Asking>) -> Response {
    let sql = asking.sql.replace("\r\n", "\n");
    if sql.trim().is_empty() {
        return page::question(&site.name, &who, "", None).into_response();
    }
    let answer = site.shown(&who, &sql).await;
    let status = if answer.is_ok() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    (status, page::question(&site.name, &who, &sql, Some(&answer))).into_response()
}

/// Every row, as they come. An answer that ends early breaks the connection: half a file must not look like a whole one.
pub async fn csv(State(site): State<Arc<Site>>, Extension(who): Extension<Who>, Query(asking): Query<Asking>) -> Response {
    let sql = asking.sql.replace("\r\n", "\n");
    let Asked { schema, batches } = match site.ask(&who, &sql, None).await {
        Ok(asked) => asked,
        Err(refused) => return (StatusCode::BAD_REQUEST, refused.to_string()).into_response(),
    };
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let head = futures::stream::once(async move { lines(&[names]) });
    let rows = batches.map(|batch| {
        let batch = batch.map_err(|refused| std::io::Error::other(refused.to_string()))?;
        lines(&texts(&batch).map_err(std::io::Error::other)?)
    });
    let mut response = Body::from_stream(head.chain(rows)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"answer.csv\""));
    response
}

fn lines(rows: &[Vec<String>]) -> Result<Vec<u8>, std::io::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}
