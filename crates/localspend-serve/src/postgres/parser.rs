//! Statements of one connection: read, held against the guard, rewritten for the engine, planned; and what a client is told of
//! a prepared one before it runs.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, SchemaRef};
use async_trait::async_trait;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr as EngineExpr, LogicalPlan};
use datafusion::sql::sqlparser::ast::Statement;
use datafusion_pg_catalog::sql::PostgresCompatibilityParser;
use localspend_query::guard::{self, Planned, Refused, on_large_stack};
use pgwire::api::portal::Format;
use pgwire::api::results::FieldInfo;
use pgwire::api::stmt::QueryParser;
use pgwire::api::{ClientInfo, Type};
use pgwire::error::{PgWireError, PgWireResult};
use pgwire::types::format::FormatOptions;

use super::adapt::adapt;
use super::handler::{asker, cancel, shown};
use super::phrases::translated;
use super::session::{SessionStatement, classify};
use super::values::{fields, parameter_type, wire_error};
use crate::desk::{Desk, refused};

/// Most statements that one connection may keep prepared.
const MOST_PREPARED: usize = 1_000;

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
    pub(super) sql: String,
    pub(super) statement: Statement,
    pub(super) schema: SchemaRef,
    /// Types of the parameters in order, where the plan tells.
    pub(super) parameters: Vec<Option<DataType>>,
}

impl Parser {
    /// A reader for one connection.
    pub(super) fn new(desk: Arc<Desk>) -> Parser {
        Parser { desk, compatible: PostgresCompatibilityParser::new(), prepared: Default::default() }
    }

    /// The statements of a text, each held against the guard, rewritten for the engine.
    pub(super) fn read(&self, sql: &str, types: &[Option<Type>]) -> Result<Vec<Result<SessionStatement, Statement>>, Refused> {
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

    /// A statement planned for whoever asks.
    pub(super) async fn planned<C: ClientInfo>(&self, client: &C, statement: Statement, sql: &str) -> PgWireResult<Planned> {
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

    /// The refusal as it is sent, kept in the audit.
    pub(super) fn told<C: ClientInfo>(&self, client: &C, sql: &str, refused: &Refused) -> PgWireError {
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
    /// The types of the parameters, as a client is told them.
    pub(super) fn wire_types(&self) -> Vec<Type> {
        self.parameters.iter().map(|kind| kind.as_ref().map_or(Type::TEXT, parameter_type)).collect()
    }
}
