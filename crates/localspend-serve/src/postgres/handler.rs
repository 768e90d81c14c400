//! Queries of one connection: simple and prepared, each planned and run by the desk, each row sent when it comes.

use std::fmt::Debug;
use std::sync::Arc;

use arrow::datatypes::{DataType, SchemaRef};
use arrow_pg::datatypes::df::deserialize_parameters_with_server_types;
use async_trait::async_trait;
use datafusion::common::ParamValues;
use datafusion::scalar::ScalarValue;
use futures::{FutureExt, Sink, SinkExt, Stream, StreamExt, TryFutureExt};
use localspend_query::guard::{Planned, Refused, on_large_stack};
use pgwire::api::portal::{Format, Portal, PortalExecutionState};
use pgwire::api::query::{ExtendedQueryHandler, SimpleQueryHandler, send_partial_query_response};
use pgwire::api::results::{DataRowEncoder, FieldFormat, FieldInfo, QueryResponse, Response, Tag};
use pgwire::api::store::{Entry, PortalStore};
use pgwire::api::{ClientInfo, ClientPortalStore, DEFAULT_NAME, PgWireConnectionState, Type};
use pgwire::error::{PgWireError, PgWireResult};
use pgwire::messages::PgWireBackendMessage;
use pgwire::messages::data::DataRow;
use pgwire::messages::extendedquery::Execute;
use pgwire::messages::response::{CommandComplete, EmptyQueryResponse, TransactionStatus};
use pgwire::types::format::FormatOptions;

use super::connection::Cancel;
use super::parser::{Parser, Prepared};
use super::session::{SessionStatement, setting};
use super::values::{fields, rows, wire_error};
use crate::desk::{Asked, Desk, Who, refused};

/// Handles the queries of a connection.
pub struct Handler {
    desk: Arc<Desk>,
    parser: Arc<Parser>,
}

impl Handler {
    /// A handler for one connection.
    pub fn new(desk: Arc<Desk>) -> Handler {
        let parser = Parser::new(Arc::clone(&desk));
        Handler { desk, parser: Arc::new(parser) }
    }

    async fn answer<C: ClientInfo>(&self, client: &C, planned: Planned, question: &Told<'_>) -> PgWireResult<Response> {
        let (who, cancelled) = asker(client)?;
        let run = started(Arc::clone(&self.desk), who, planned, question.sql.to_owned());
        let asked = tokio::select! {
            asked = run => asked?,
            () = cancelled() => return Err(cancel()),
        };
        let described = question.described.clone().unwrap_or_else(|| Arc::clone(&asked.schema));
        let options = Arc::new(FormatOptions::from_client_metadata(client.metadata()));
        let fields = Arc::new(fields(&described, question.format, &options)?);
        let rows = rows(asked, described, Arc::clone(&fields));
        Ok(Response::Query(QueryResponse::new(fields, until_cancelled(rows, cancelled(), cancelled()))))
    }

    /// One of several questions in one message: it runs when its answer is sent, after those before it. Begun at once, they
    /// would hold each other's places, and more of them than there are places would wait for ever.
    fn answer_later<C: ClientInfo>(&self, client: &C, planned: Planned, sql: &str) -> PgWireResult<Response> {
        let (who, cancelled) = asker(client)?;
        let described = Arc::new(planned.plan.schema().as_arrow().clone());
        let options = Arc::new(FormatOptions::from_client_metadata(client.metadata()));
        let fields = Arc::new(fields(&described, &Format::UnifiedText, &options)?);
        let told = Arc::clone(&fields);
        let run = started(Arc::clone(&self.desk), who, planned, sql.to_owned());
        let rows = run.map_ok(move |asked| rows(asked, described, told)).try_flatten_stream();
        Ok(Response::Query(QueryResponse::new(fields, until_cancelled(rows, cancelled(), cancelled()))))
    }

    fn session<C: ClientInfo>(client: &mut C, statement: &SessionStatement) -> PgWireResult<Response> {
        Ok(match statement {
            SessionStatement::Begin if client.transaction_status() == TransactionStatus::Idle => {
                Response::TransactionStart(Tag::new("BEGIN"))
            }
            SessionStatement::Begin => Response::Execution(Tag::new("BEGIN")),
            SessionStatement::Commit if client.transaction_status() == TransactionStatus::Error => {
                Response::TransactionEnd(Tag::new("ROLLBACK"))
            }
            SessionStatement::Commit => Response::TransactionEnd(Tag::new("COMMIT")),
            SessionStatement::Rollback => Response::TransactionEnd(Tag::new("ROLLBACK")),
            SessionStatement::Done(tag) => Response::Execution(Tag::new(tag)),
            SessionStatement::Set(name, value) => {
                client.metadata_mut().insert(name.clone(), value.clone());
                Response::Execution(Tag::new("SET"))
            }
            SessionStatement::Show(name) => {
                let known = client.metadata().get(name).cloned().filter(|_| name != "user").or_else(|| setting(name));
                let Some(value) = known else {
                    return Err(wire_error(&refused("42704", format!("there is no setting `{name}`"))));
                };
                let fields = Arc::new(shown(name));
                let mut encoder = DataRowEncoder::new(Arc::clone(&fields));
                encoder.encode_field(&value)?;
                let row = encoder.take_row();
                let mut response = QueryResponse::new(fields, futures::stream::once(async { Ok(row) }));
                response.set_command_tag("SHOW");
                Response::Query(response)
            }
        })
    }
}

/// Runs a planned query.
async fn started(desk: Arc<Desk>, who: Arc<Who>, planned: Planned, sql: String) -> PgWireResult<Asked> {
    let tables = desk.tables(who.role).await.map_err(|refused| wire_error(&refused))?;
    desk.run(&who, &tables, planned, &sql).await.map_err(|refused| wire_error(&refused))
}

/// The rows; after a cancellation one error, then nothing.
fn until_cancelled(
    rows: impl Stream<Item = PgWireResult<DataRow>> + Send + 'static,
    ends: Cancelled,
    requested: Cancelled,
) -> impl Stream<Item = PgWireResult<DataRow>> + Send + 'static {
    let rows = rows.map(Some).take_until(ends).chain(futures::stream::once(async { None }));
    futures::stream::unfold((Box::pin(rows), Some(requested)), |(mut rows, requested)| async move {
        let mut requested = requested?;
        match rows.next().await {
            Some(Some(row)) => Some((row, (rows, Some(requested)))),
            _ if requested.as_mut().now_or_never().is_some() => Some((Err(cancel()), (rows, None))),
            _ => None,
        }
    })
}

/// What a client was told about a query.
struct Told<'a> {
    sql: &'a str,
    described: Option<SchemaRef>,
    format: &'a Format,
}

pub(super) fn shown(name: &str) -> Vec<FieldInfo> {
    vec![FieldInfo::new(name.to_owned(), None, None, Type::TEXT, FieldFormat::Text)]
}

pub(super) fn cancel() -> PgWireError {
    wire_error(&refused("57014", "canceling statement due to user request"))
}

/// Done when a query is to be cancelled.
type Cancelled = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// Who asks, and how they cancel.
pub(super) fn asker<C: ClientInfo + ?Sized>(client: &C) -> PgWireResult<(Arc<Who>, impl Fn() -> Cancelled + use<C>)> {
    let extensions = client.session_extensions();
    match (extensions.get::<Who>(), extensions.get::<Cancel>()) {
        (Some(who), Some(cancel)) => Ok((who, move || cancel.requested().boxed())),
        _ => Err(wire_error(&refused("28000", "nobody has logged in"))),
    }
}

/// Whole numbers in the one width that `limit` and the like take.
fn widened(values: ParamValues) -> ParamValues {
    match values {
        ParamValues::List(values) => ParamValues::List(
            values
                .into_iter()
                .map(|mut value| {
                    if matches!(value.value, ScalarValue::Int8(_) | ScalarValue::Int16(_) | ScalarValue::Int32(_))
                        && let Ok(wide) = value.value.cast_to(&DataType::Int64)
                    {
                        value.value = wide;
                    }
                    value
                })
                .collect(),
        ),
        named => named,
    }
}

/// After an error nothing runs until the transaction ends.
fn live<C: ClientInfo>(client: &C) -> PgWireResult<()> {
    match client.transaction_status() {
        TransactionStatus::Error => {
            let problem = "current transaction is aborted, commands ignored until end of transaction block";
            Err(wire_error(&refused("25P02", problem)))
        }
        _ => Ok(()),
    }
}

#[async_trait]
impl SimpleQueryHandler for Handler {
    async fn do_query<C>(&self, client: &mut C, sql: &str) -> PgWireResult<Vec<Response>>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let statements = self.parser.read(sql, &[]).map_err(|refused| self.parser.told(client, sql, &refused))?;
        let is_only_one = statements.len() == 1;
        let mut responses = Vec::with_capacity(statements.len());
        for statement in statements {
            responses.push(match statement {
                Ok(session) => Handler::session(client, &session)?,
                Err(statement) => {
                    live(client)?;
                    let planned = self.parser.planned(client, statement, sql).await?;
                    if is_only_one {
                        let told = Told { sql, described: None, format: &Format::UnifiedText };
                        self.answer(client, planned, &told).await?
                    } else {
                        self.answer_later(client, planned, sql)?
                    }
                }
            });
        }
        if responses.is_empty() {
            responses.push(Response::EmptyQuery);
        }
        Ok(responses)
    }
}

#[async_trait]
impl ExtendedQueryHandler for Handler {
    type Statement = Prepared;
    type QueryParser = Parser;

    fn query_parser(&self) -> Arc<Parser> {
        Arc::clone(&self.parser)
    }

    async fn do_query<C>(&self, client: &mut C, portal: &Portal<Prepared>, _: usize) -> PgWireResult<Response>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Prepared>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let question = match &portal.statement.statement {
            Prepared::Session(session) => return Handler::session(client, session),
            Prepared::Query(question) => Arc::clone(question),
        };
        live(client)?;
        if portal.parameter_len() < question.parameters.len() {
            let problem =
                format!("{} parameters were given; the statement has {}", portal.parameter_len(), question.parameters.len());
            return Err(wire_error(&refused("08P01", problem)));
        }
        // Planned again: a run may have ended since it was prepared.
        let mut planned = self.parser.planned(client, question.statement.clone(), &question.sql).await?;
        if !question.parameters.is_empty() {
            let hinted = |index: usize| portal.statement.parameter_types.get(index).is_some_and(Option::is_some);
            // A client that names its types is taken at its word; the engine casts to what the statement needs.
            let wanted = question.parameters.iter().enumerate();
            let wanted: Vec<Option<&DataType>> = wanted.map(|(index, kind)| kind.as_ref().filter(|_| !hinted(index))).collect();
            let wire = question.wire_types();
            let wire: Vec<Option<&Type>> = wire.iter().map(Some).collect();
            let values = widened(deserialize_parameters_with_server_types(portal, &wanted, &wire)?);
            let engine = |error| wire_error(&Refused::explain(&error, &question.sql, &[]));
            planned.plan = on_large_stack(|| planned.plan.clone().replace_params_with_values(&values)).map_err(engine)?;
        }
        let described = Some(Arc::clone(&question.schema));
        let told = Told { sql: &question.sql, described, format: &portal.result_column_format };
        self.answer(client, planned, &told).await
    }

    /// As the library's own, but rows go out as they come instead of being gathered first.
    async fn on_execute<C>(&self, client: &mut C, message: Execute) -> PgWireResult<()>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Prepared>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        if !matches!(client.state(), PgWireConnectionState::ReadyForQuery) {
            return Err(PgWireError::NotReadyForQuery);
        }
        let name = message.name.as_deref().unwrap_or(DEFAULT_NAME);
        let portal = match client.portal_store().get_portal(name) {
            Some(Entry::Value(portal)) => portal,
            Some(Entry::Empty) => {
                client.feed(PgWireBackendMessage::EmptyQueryResponse(EmptyQueryResponse::new())).await?;
                return Ok(());
            }
            None => return Err(PgWireError::PortalNotFound(name.to_owned())),
        };
        client.set_state(PgWireConnectionState::QueryInProgress);
        let shared = portal.state();
        let mut state = shared.lock().await;
        if matches!(*state, PortalExecutionState::Initial) {
            let mut status = client.transaction_status();
            let response = ExtendedQueryHandler::do_query(self, client, portal.as_ref(), 0).await?;
            let tag = match response {
                Response::Query(rows) => {
                    *state = PortalExecutionState::Suspended(rows);
                    None
                }
                Response::TransactionStart(tag) => {
                    status = status.to_in_transaction_state();
                    Some(tag)
                }
                Response::TransactionEnd(tag) => {
                    status = status.to_idle_state();
                    Some(tag)
                }
                Response::Execution(tag) => Some(tag),
                _ => return Err(wire_error(&refused("XX000", "an answer of a kind that is not given here"))),
            };
            if let Some(tag) = tag {
                client.feed(PgWireBackendMessage::CommandComplete(tag.into())).await?;
                client.set_transaction_status(status);
                client.set_state(PgWireConnectionState::ReadyForQuery);
                return Ok(());
            }
        }
        match &mut *state {
            PortalExecutionState::Suspended(rows) => {
                // Below zero means no limit, as zero does.
                let most = usize::try_from(message.max_rows).unwrap_or(0);
                match send_partial_query_response(client, rows, most).await {
                    Ok(true) => {}
                    Ok(false) => *state = PortalExecutionState::Finished,
                    Err(error) => {
                        *state = PortalExecutionState::Finished;
                        return Err(error);
                    }
                }
            }
            _ => {
                client.feed(PgWireBackendMessage::CommandComplete(CommandComplete::new("SELECT 0".to_owned()))).await?;
            }
        }
        client.set_state(PgWireConnectionState::ReadyForQuery);
        Ok(())
    }
}
