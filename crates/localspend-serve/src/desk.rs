//! Where questions are taken: a few at a time, each on threads apart from those that talk to clients, so that a query that
//! keeps a thread busy keeps nobody else waiting. What is asked and what came of it goes into the audit.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::sql::sqlparser::ast::Statement;
use futures::{FutureExt, Stream, StreamExt};
use localspend_query::guard::{Answer, Guarded, Planned, Refused, Role};
use serde::Serialize;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};

use crate::audit::Audit;
use crate::settings::LimitSettings;
use crate::shelf::Shelf;
use crate::{Error, Result};

/// Batches that wait for a slow reader.
const WAITING: usize = 2;
/// Threads of one query.
const THREADS: usize = 2;
/// Their stacks.
const STACK: usize = 16 << 20;
/// Time for a query to end itself with a better message.
const GRACE: Duration = Duration::from_secs(2);
/// How often the memory of the process is looked at.
const LOOK: Duration = Duration::from_millis(50);
/// Memory of the process beyond what queries may hold, before all of them are ended.
const BESIDES_MIB: u64 = 1024;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Who {
    /// Name.
    pub user: String,
    /// What they may see.
    pub role: Role,
    /// Where from.
    pub address: String,
    /// With which program, as it says.
    pub through: String,
}

/// Takes questions.
pub struct Desk {
    shelf: Shelf,
    audit: Arc<Audit>,
    limits: LimitSettings,
    running: Arc<Semaphore>,
    planning: Arc<Semaphore>,
    short: watch::Receiver<bool>,
    /// Taken when the desk is closed.
    threads: Option<Runtime>,
}

/// An answer under way, row by row from other threads.
pub struct Asked {
    /// Columns.
    pub schema: SchemaRef,
    /// Rows, or why they end.
    pub batches: std::pin::Pin<Box<dyn Stream<Item = std::result::Result<RecordBatch, Refused>> + Send>>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

impl Desk {
    /// A desk with threads of its own.
    pub fn new(shelf: Shelf, audit: Audit, limits: LimitSettings) -> Result<Desk> {
        limits.check()?;
        let threads = Builder::new_multi_thread().enable_all().thread_name("query").thread_stack_size(16 << 20).build();
        let threads = threads.map_err(|error| Error::Lake(format!("no threads for queries: {error}")))?;
        let most = (limits.memory_mib as u64 + BESIDES_MIB) << 20;
        let (tell, short) = watch::channel(false);
        threads.spawn(watch_memory(most, tell));
        let comments = Arc::new(crate::postgres::comments(shelf.catalogue()));
        Ok(Desk {
            shelf: shelf
                .extended(Box::new(move |tables| crate::postgres::with_system_tables(tables, Arc::clone(&comments)).boxed())),
            audit: Arc::new(audit),
            running: Arc::new(Semaphore::new(limits.queries)),
            planning: Arc::new(Semaphore::new(limits.queries * 2)),
            limits,
            short,
            threads: Some(threads),
        })
    }

    /// Its record.
    pub fn audit(&self) -> &Audit {
        &self.audit
    }

    /// Its bounds.
    pub fn limits(&self) -> &LimitSettings {
        &self.limits
    }

    /// The tables that somebody sees now.
    pub async fn tables(&self, role: Role) -> std::result::Result<Arc<Guarded>, Refused> {
        self.shelf.tables(role).await.map_err(|error| refused("58000", error.to_string()))
    }

    /// What the tables mean.
    pub fn catalogue(&self) -> &localspend_query::Catalogue {
        self.shelf.catalogue()
    }

    /// Plans a statement on a thread of its own.
    pub async fn plan(&self, tables: Arc<Guarded>, statement: Statement, sql: &str) -> std::result::Result<Planned, Refused> {
        let sql = sql.to_owned();
        let planning = Arc::clone(&self.planning);
        self.apart(async move {
            let _place = planning.acquire_owned().await;
            tables.plan(statement, &sql).await
        })
        .await
    }

    /// Runs a planned query, on threads that are only its own.
    pub async fn run(&self, who: &Who, tables: &Guarded, planned: Planned, sql: &str) -> std::result::Result<Asked, Refused> {
        let until = tokio::time::Instant::now() + Duration::from_secs(self.limits.seconds) + GRACE;
        let mut record = Record {
            audit: Arc::clone(&self.audit),
            who: who.clone(),
            sql: sql.to_owned(),
            rows: 0,
            began: Instant::now(),
            outcome: gone().message,
        };
        let place = tokio::time::timeout_at(until, Arc::clone(&self.running).acquire_owned()).await;
        let Ok(Ok(place)) = place else {
            return Err(record.end(refused("53300", "the server is busy: no place came free in time")));
        };
        let own = match Own::new(place) {
            Ok(own) => own,
            Err(error) => return Err(record.end(refused("53300", format!("no threads for the query: {error}")))),
        };
        let (head, first) = oneshot::channel();
        let (rows, batches) = mpsc::channel(WAITING);
        own.spawn(work(planned, sql.to_owned(), tables.tables().to_vec(), head, rows, self.short.clone()));
        let mut answer = Parts { batches, until, own: Some(own), record: Some(record) };
        match tokio::time::timeout_at(until, first).await {
            Ok(Ok(schema)) => Ok(Asked { schema, batches: Box::pin(answer.into_stream()) }),
            Ok(Err(_)) => match answer.next().await {
                Some(Err(refused)) => Err(refused),
                _ => Err(refused("XX000", "the query ended without an answer")),
            },
            Err(_) => Err(answer.end(too_late())),
        }
    }

    /// A question that was refused before it ran.
    pub fn refuse(&self, who: &Who, sql: &str, refused: &Refused) {
        self.audit.asked(who, sql, &refused.message, 0, Duration::ZERO);
    }

    /// Does work on the query threads, no longer than a query may take.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl Future<Output = std::result::Result<T, Refused>> + Send + 'static,
    ) -> std::result::Result<T, Refused> {
        let Some(threads) = &self.threads else { return Err(refused("57P01", "the server is closing")) };
        let handle = threads.handle().clone();
        // Planning does not pause: on a thread for blocking work it holds up no query that runs.
        let task = threads.spawn_blocking(move || handle.block_on(AssertUnwindSafe(work).catch_unwind()));
        match tokio::time::timeout(Duration::from_secs(self.limits.seconds), task).await {
            Ok(Ok(Ok(done))) => done,
            Ok(_) => Err(refused("XX000", "the query failed inside the engine")),
            Err(_) => {
                Err(refused("57014", format!("planning took longer than {} seconds and was given up", self.limits.seconds)))
            }
        }
    }
}

enum Part {
    Rows(RecordBatch),
    End(std::result::Result<(), Refused>),
}

/// Does a query and sends its batches, then its end.
async fn work(
    planned: Planned,
    sql: String,
    names: Vec<String>,
    head: oneshot::Sender<SchemaRef>,
    rows: mpsc::Sender<Part>,
    mut short: watch::Receiver<bool>,
) {
    let doing = AssertUnwindSafe(async {
        let answer = tokio::select! {
            answer = planned.run(&sql, &names) => answer?,
            () = rows.closed() => return Err(gone()),
            () = memory_short(&mut short) => return Err(no_memory()),
        };
        let Answer { schema, mut batches } = answer;
        if head.send(schema).is_err() {
            return Err(gone());
        }
        loop {
            let batch = tokio::select! {
                batch = batches.next() => batch,
                () = rows.closed() => return Err(gone()),
                () = memory_short(&mut short) => return Err(no_memory()),
            };
            let Some(batch) = batch else { return Ok(()) };
            if rows.send(Part::Rows(batch?)).await.is_err() {
                return Err(gone());
            }
        }
    });
    let outcome = doing.catch_unwind().await.unwrap_or_else(|_| Err(refused("XX000", "the query failed inside the engine")));
    // Nobody may be left to hear it.
    let _gone = rows.send(Part::End(outcome)).await;
}

/// The threads of one query. Its place is free again when they have really ended.
struct Own {
    threads: Option<Runtime>,
    place: Option<OwnedSemaphorePermit>,
}

impl Own {
    fn new(place: OwnedSemaphorePermit) -> std::io::Result<Own> {
        let threads = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .enable_all()
            .thread_name("query")
            .thread_stack_size(STACK)
            .build()?;
        Ok(Own { threads: Some(threads), place: Some(place) })
    }

    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        if let Some(threads) = &self.threads {
            threads.spawn(work);
        }
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let (threads, place) = (self.threads.take(), self.place.take());
        // Ending threads waits for them, which a thread that serves others must not.
        std::thread::spawn(move || {
            drop(threads);
            drop(place);
        });
    }
}

/// One line of the audit, written when the question ends however it ends.
struct Record {
    audit: Arc<Audit>,
    who: Who,
    sql: String,
    rows: u64,
    began: Instant,
    outcome: String,
}

impl Record {
    fn end(&mut self, refused: Refused) -> Refused {
        self.outcome.clone_from(&refused.message);
        refused
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.audit.asked(&self.who, &self.sql, &self.outcome, self.rows, self.began.elapsed());
    }
}

/// The parts of an answer as they come, no longer than the query may take.
struct Parts {
    batches: mpsc::Receiver<Part>,
    until: tokio::time::Instant,
    own: Option<Own>,
    record: Option<Record>,
}

impl Parts {
    async fn next(&mut self) -> Option<std::result::Result<RecordBatch, Refused>> {
        let record = self.record.as_mut()?;
        let refusal = match tokio::time::timeout_at(self.until, self.batches.recv()).await {
            Ok(Some(Part::Rows(batch))) => {
                record.rows += batch.num_rows() as u64;
                return Some(Ok(batch));
            }
            Ok(Some(Part::End(Ok(())))) => {
                "answered".clone_into(&mut record.outcome);
                self.close();
                return None;
            }
            Ok(Some(Part::End(Err(refused)))) => refused,
            Ok(None) => refused("XX000", "the query ended without saying so"),
            Err(_) => too_late(),
        };
        Some(Err(self.end(refusal)))
    }

    fn end(&mut self, refused: Refused) -> Refused {
        let refused = match self.record.as_mut() {
            Some(record) => record.end(refused),
            None => refused,
        };
        self.close();
        refused
    }

    fn close(&mut self) {
        self.batches.close();
        self.own = None;
        self.record = None;
    }

    fn into_stream(self) -> impl Stream<Item = std::result::Result<RecordBatch, Refused>> + Send {
        futures::stream::unfold(self, |mut parts| async move { parts.next().await.map(|part| (part, parts)) })
    }
}

fn too_late() -> Refused {
    refused("57014", "the query took longer than it may and was ended")
}

pub(crate) fn refused(code: &'static str, message: impl Into<String>) -> Refused {
    Refused { message: message.into(), hint: None, position: None, code }
}

fn gone() -> Refused {
    refused("57014", "the query was cancelled, or its reader left")
}

fn no_memory() -> Refused {
    let hint = Some("ask for less at once, or try again when others have finished".to_owned());
    Refused { hint, ..refused("53200", "the server is short of memory; the queries that ran were ended") }
}

async fn memory_short(short: &mut watch::Receiver<bool>) {
    // A closed channel means that nobody watches: wait for ever.
    if short.wait_for(|short| *short).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Says when the process holds more than it may, and when it does so no longer. Allocations that no pool counts end here.
async fn watch_memory(most: u64, tell: watch::Sender<bool>) {
    let Some(before) = resident() else { return };
    let mut looks = tokio::time::interval(LOOK);
    loop {
        looks.tick().await;
        let now = resident().unwrap_or_default();
        let is_short = now > most.saturating_add(before);
        tell.send_if_modified(|was| std::mem::replace(was, is_short) != is_short);
        if tell.is_closed() {
            return;
        }
    }
}

/// Bytes of memory that the process holds, where the system tells.
fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}
