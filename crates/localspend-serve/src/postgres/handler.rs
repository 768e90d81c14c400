//! Queries of one connection: simple and prepared, each planned and run by the desk, each row sent when it comes.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use arrow::datatypes::{DataType, SchemaRef};
use arrow_pg::datatypes::df::deserialize_parameters_with_server_types;
use async_trait::async_trait;
use datafusion::common::ParamValues;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr as EngineExpr, LogicalPlan};
use datafusion::scalar::ScalarValue;
use datafusion::sql::sqlparser::ast::Statement;
use datafusion_pg_catalog::sql::PostgresCompatibilityParser;
use futures::{FutureExt, Sink, SinkExt, StreamExt};
use localspend_query::guard::{self, Planned, Refused, on_large_stack};
use pgwire::api::portal::{Format, Portal, PortalExecutionState};
use pgwire::api::query::{ExtendedQueryHandler, SimpleQueryHandler, send_partial_query_response};
use pgwire::api::results::{DataRowEncoder, FieldFormat, FieldInfo, QueryResponse, Response, Tag};
use pgwire::api::stmt::QueryParser;
use pgwire::api::store::{Entry, PortalStore};
use pgwire::api::{ClientInfo, ClientPortalStore, DEFAULT_NAME, PgWireConnectionState, Type};
use pgwire::error::{PgWireError, PgWireResult};
use pgwire::messages::PgWireBackendMessage;
use pgwire::messages::extendedquery::Execute;
use pgwire::messages::response::{CommandComplete, EmptyQueryResponse, TransactionStatus};
use pgwire::types::format::FormatOptions;

use super::adapt::adapt;
use super::connection::Cancel;
use super::phrases::translated;
use super::session::{SessionStatement, classify, setting};
use super::values::{fields, parameter_type, rows, wire_error};
use crate::desk::{Desk, Who, refused};

/// Most statements that one connection may keep prepared.
const MOST_PREPARED: usize = 1_000;

/// Handles the queries of a connection.
pub struct Handler {
    desk: Arc<Desk>,
    parser: Arc<Parser>,
}

/// Reads statements.
pub struct Parser {
    desk: Arc<Desk>,
    compatible: PostgresCompatibilityParser,
    prepared: std::sync::atomic::AtomicUsize,
}

/// A prepared statement.
#[derive(Debug, Clone)]
pub enum Prepared {
    /// About the session.
    Session(SessionStatement),
    /// A query, with what was told about it.
    Query(Arc<Question>),
}

/// A query that was read, and what its planning told.
#[derive(Debug)]
pub struct Question {
    sql: String,
    statement: Statement,
    schema: SchemaRef,
    /// Types of the parameters in order, where the plan tells.
    parameters: Vec<Option<DataType>>,
}

impl Handler {
    /// A handler for one connection.
    pub fn new(desk: Arc<Desk>) -> Handler {
        let parser =
            Parser { desk: Arc::clone(&desk), compatible: PostgresCompatibilityParser::new(), prepared: Default::default() };
        Handler { desk, parser: Arc::new(parser) }
    }

    async fn answer<C: ClientInfo>(&self, client: &C, planned: Planned, question: &Told<'_>) -> PgWireResult<Response> {
        let (who, cancelled) = asker(client)?;
        let tables = self.desk.tables(who.role).await.map_err(|refused| wire_error(&refused))?;
        let run = self.desk.run(&who, &tables, planned, question.sql);
        let asked = tokio::select! {
            asked = run => asked.map_err(|refused| wire_error(&refused))?,
            () = cancelled() => return Err(cancel()),
        };
        let described = question.described.clone().unwrap_or_else(|| Arc::clone(&asked.schema));
        let options = Arc::new(FormatOptions::from_client_metadata(client.metadata()));
        let fields = Arc::new(fields(&described, question.format, &options)?);
        let rows = rows(asked, described, Arc::clone(&fields));
        // After a cancellation one error, then nothing.
        let rows = rows.map(Some).take_until(cancelled()).chain(futures::stream::once(async { None }));
        let requested = cancelled();
        let rows = futures::stream::unfold((Box::pin(rows), Some(Box::pin(requested))), |(mut rows, requested)| async move {
            let mut requested = requested?;
            match rows.next().await {
                Some(Some(row)) => Some((row, (rows, Some(requested)))),
                _ if requested.as_mut().now_or_never().is_some() => Some((Err(cancel()), (rows, None))),
                _ => None,
            }
        });
        Ok(Response::Query(QueryResponse::new(fields, rows)))
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

/// What a client was told about a query.
struct Told<'a> {
    sql: &'a str,
    described: Option<SchemaRef>,
    format: &'a Format,
}

fn shown(name: &str) -> Vec<FieldInfo> {
    vec![FieldInfo::new(name.to_owned(), None, None, Type::TEXT, FieldFormat::Text)]
}

fn cancel() -> PgWireError {
    wire_error(&refused("57014", "canceling statement due to user request"))
}

/// Done when a query is to be cancelled.
type Cancelled = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// Who asks, and how they cancel.
fn asker<C: ClientInfo + ?Sized>(client: &C) -> PgWireResult<(Arc<Who>, impl Fn() -> Cancelled + use<C>)> {
    let extensions = client.session_extensions();
    match (extensions.get::<Who>(), extensions.get::<Cancel>()) {
        (Some(who), Some(cancel)) => Ok((who, move || cancel.requested().boxed())),
        _ => Err(wire_error(&refused("28000", "nobody has logged in"))),
    }
}

impl Parser {
    /// The statements of a text, each held against the guard, rewritten for the engine.
    fn read(&self, sql: &str, types: &[Option<Type>]) -> Result<Vec<Result<SessionStatement, Statement>>, Refused> {
        let admit = |statement: &Statement| match classify(statement)? {
            Some(session) => Ok(Some(session)),
            None => guard::admit(statement).map(|()| None),
        };
        on_large_stack(|| {
            for statement in guard::read(sql)? {
                admit(&statement)?;
            }
            // Written out again only where it must be: the rewriter knows clients' queries by their exact words.
            let mut text = translated(sql).into_owned();
            let mut statements = guard::read(&text)?;
            if statements.iter_mut().filter_map(|statement| adapt(statement, types).then_some(())).count() > 0 {
                text = statements.iter().map(Statement::to_string).collect::<Vec<_>>().join(";\n");
            }
            let rewritten = self.compatible.parse(&text).map_err(|error| refused("42601", error.to_string()))?;
            rewritten.into_iter().map(|statement| Ok(admit(&statement)?.ok_or(statement))).collect()
        })
    }

    async fn planned<C: ClientInfo>(&self, client: &C, statement: Statement, sql: &str) -> PgWireResult<Planned> {
        let (who, cancelled) = asker(client)?;
        let told = |refused: Refused| {
            self.desk.refuse(&who, sql, &refused);
            wire_error(&refused)
        };
        let tables = self.desk.tables(who.role).await.map_err(told)?;
        tokio::select! {
            planned = self.desk.plan(tables, statement, sql) => planned.map_err(told),
            () = cancelled() => Err(cancel()),
        }
    }

    fn told<C: ClientInfo>(&self, client: &C, sql: &str, refused: &Refused) -> PgWireError {
        if let Ok((who, _)) = asker(client) {
            self.desk.refuse(&who, sql, refused);
        }
        wire_error(refused)
    }
}

/// Types that casts and limits give to parameters: `$1::date`, `limit $1`.
fn cast_parameters(plan: &LogicalPlan) -> HashMap<String, DataType> {
    let mut found = HashMap::new();
    let looked = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::Limit(limit) = node {
            for expr in [&limit.skip, &limit.fetch].into_iter().flatten() {
                if let EngineExpr::Placeholder(placeholder) = expr.as_ref() {
                    found.insert(placeholder.id.clone(), DataType::Int64);
                }
            }
        }
        node.apply_expressions(|expr| {
            expr.apply(|expr| {
                if let EngineExpr::Cast(cast) = expr
                    && let EngineExpr::Placeholder(placeholder) = cast.expr.as_ref()
                {
                    found.insert(placeholder.id.clone(), cast.field.data_type().clone());
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    });
    // What could not be looked at has no types to tell.
    if looked.is_err() { HashMap::new() } else { found }
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
        let mut responses = Vec::with_capacity(statements.len());
        for statement in statements {
            responses.push(match statement {
                Ok(session) => Handler::session(client, &session)?,
                Err(statement) => {
                    live(client)?;
                    let planned = self.parser.planned(client, statement, sql).await?;
                    let told = Told { sql, described: None, format: &Format::UnifiedText };
                    self.answer(client, planned, &told).await?
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
impl QueryParser for Parser {
    type Statement = Prepared;

    async fn parse_sql<C>(&self, client: &C, sql: &str, types: &[Option<Type>]) -> PgWireResult<Option<Prepared>>
    where
        C: ClientInfo + Unpin + Send + Sync,
    {
        if self.prepared.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= MOST_PREPARED * 1_000 {
            return Err(wire_error(&refused("53400", "this connection has prepared too many statements: connect again")));
        }
        let mut statements = self.read(sql, types).map_err(|refused| self.told(client, sql, &refused))?;
        if statements.len() > 1 {
            return Err(wire_error(&refused("42601", "a prepared statement is one statement")));
        }
        let statement = match statements.pop() {
            None => return Ok(None),
            Some(Ok(session)) => return Ok(Some(Prepared::Session(session))),
            Some(Err(statement)) => statement,
        };
        let planned = self.planned(client, statement.clone(), sql).await?;
        let engine = |error| wire_error(&Refused::explain(&error, sql, &[]));
        let found = planned.plan.get_parameter_types().map_err(engine)?;
        let casts = cast_parameters(&planned.plan);
        let mut numbered = Vec::new();
        for (name, kind) in found {
            let kind = kind.or_else(|| casts.get(&name).cloned());
            let Ok(number) = name.trim_start_matches('$').parse::<usize>() else {
                return Err(wire_error(&refused("42P02", format!("the parameter `{name}` has no number"))));
            };
            numbered.push((number, kind));
        }
        let most = numbered.iter().map(|(number, _)| *number).max().unwrap_or(0);
        if most > usize::from(u16::MAX) {
            return Err(wire_error(&refused("54000", format!("${most} is past the last parameter"))));
        }
        let mut parameters = vec![None; most];
        for (number, kind) in numbered {
            if let Some(slot) = number.checked_sub(1).and_then(|index| parameters.get_mut(index)) {
                *slot = kind;
            }
        }
        let schema = Arc::new(planned.plan.schema().as_arrow().clone());
        Ok(Some(Prepared::Query(Arc::new(Question { sql: sql.to_owned(), statement, schema, parameters }))))
    }

    fn get_parameter_types(&self, prepared: &Prepared) -> PgWireResult<Vec<Type>> {
        Ok(match prepared {
            Prepared::Session(_) => Vec::new(),
            Prepared::Query(question) => question.wire_types(),
        })
    }

    fn get_result_schema(&self, prepared: &Prepared, format: Option<&Format>) -> PgWireResult<Vec<FieldInfo>> {
        match prepared {
            Prepared::Session(SessionStatement::Show(name)) => Ok(shown(name)),
            Prepared::Session(_) => Ok(Vec::new()),
            Prepared::Query(question) => {
                fields(&question.schema, format.unwrap_or(&Format::UnifiedBinary), &Arc::new(FormatOptions::default()))
            }
        }
    }
}

impl Question {
    fn wire_types(&self) -> Vec<Type> {
        self.parameters.iter().map(|kind| kind.as_ref().map_or(Type::TEXT, parameter_type)).collect()
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
