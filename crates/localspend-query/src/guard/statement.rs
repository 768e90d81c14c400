//! What is held against a statement before it is planned: its size, its depth, what it does and what it reads. Planning
//! recurses and copies; a statement that would exhaust the stack or unfold without end must not get so far.

use std::collections::HashMap;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, ObjectName, Query, SetExpr, Statement, TableFactor, Visit, Visitor, visit_relations,
};
use datafusion::sql::sqlparser::dialect::{Dialect, GenericDialect, PostgreSqlDialect};
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use crate::guard::refused::{Refused, syntax};

/// Longest statement, in bytes.
pub const MOST_BYTES: usize = 1 << 18;
/// Most words and signs of a statement.
const MOST_TOKENS: usize = 20_000;
/// Deepest nesting; `a or b or c` is two deep.
const MOST_DEPTH: usize = 250;
/// Most tables of a statement, with those that its `with` names unfold to.
const MOST_TABLES: u64 = 500;
/// Most joined tables or subqueries written out.
const MOST_FACTORS: usize = 100;
/// Most union, except and intersect.
const MOST_SETS: usize = 100;
/// Most columns of a cube: it makes two to the power of them.
const MOST_CUBE: usize = 8;
/// Stack for walking a statement.
const STACK: usize = 128 << 20;

/// Schemas that a name may stand in.
const SCHEMAS: [&str; 3] = ["public", "information_schema", "pg_catalog"];

/// The statements of a text within the bounds of size. Each must still be [admitted](admit).
pub fn read(sql: &str) -> Result<Vec<Statement>, Refused> {
    read_as(sql, &PostgreSqlDialect {})
}

/// The one statement of a text as the terminal takes it, held against every bound.
pub fn parse(sql: &str) -> Result<Statement, Refused> {
    on_large_stack(|| {
        let mut statements = read_as(sql, &GenericDialect {})?;
        statements.iter().try_for_each(admit)?;
        match (statements.pop(), statements.is_empty()) {
            (Some(statement), true) => Ok(statement),
            (None, _) => Err(Refused::new("42601", "there is no statement")),
            _ => Err(Refused::new("42601", "there is more than one statement").hint("ask one thing at a time")),
        }
    })
}

fn read_as(sql: &str, dialect: &dyn Dialect) -> Result<Vec<Statement>, Refused> {
    measure(sql, dialect)?;
    on_large_stack(|| Parser::parse_sql(dialect, sql).map_err(|error| syntax(&error.to_string(), sql)))
}

/// Runs `work` where deep recursion has room.
pub fn on_large_stack<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(STACK / 2, STACK, work)
}

/// Size before anything is parsed.
fn measure(sql: &str, dialect: &dyn Dialect) -> Result<(), Refused> {
    if sql.len() > MOST_BYTES {
        return Err(Refused::bound(format!("the statement is {} bytes long; at most {MOST_BYTES} are taken", sql.len()))
            .hint("put a long list into a file of the workspace, or ask in parts"));
    }
    let tokens = Tokenizer::new(dialect, sql).tokenize().map_err(|error| syntax(&error.to_string(), sql))?;
    let words = tokens.iter().filter(|token| !matches!(token, Token::Whitespace(_))).count();
    if words > MOST_TOKENS {
        return Err(Refused::bound(format!("the statement has {words} words and signs; at most {MOST_TOKENS} are taken")));
    }
    Ok(())
}

/// Only what reads, and only within bounds.
pub fn admit(statement: &Statement) -> Result<(), Refused> {
    match statement {
        Statement::Query(_)
        | Statement::ExplainTable { .. }
        | Statement::ShowTables { .. }
        | Statement::ShowColumns { .. }
        | Statement::ShowVariable { .. } => {}
        Statement::Explain { statement, .. } => return admit(statement),
        other => {
            let text = other.to_string();
            let verb = text.split_whitespace().next().unwrap_or_default().to_uppercase();
            return Err(Refused::forbidden(format!("{verb} is not taken: this session only reads")));
        }
    }
    let mut walk = Walk { unfolded: unfolded(statement), ..Walk::default() };
    match statement.visit(&mut walk) {
        ControlFlow::Break(refused) => Err(*refused),
        ControlFlow::Continue(()) => Ok(()),
    }
}

/// One walk over a statement.
#[derive(Default)]
struct Walk {
    depth: usize,
    factors: usize,
    sets: usize,
    tables: u64,
    /// How many tables each `with` name unfolds to.
    unfolded: HashMap<String, u64>,
}

type Step = ControlFlow<Box<Refused>>;

fn stop(refused: Refused) -> Step {
    ControlFlow::Break(Box::new(refused))
}

impl Walk {
    fn deeper(&mut self) -> Step {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            let problem = format!("the statement is nested more than {MOST_DEPTH} deep");
            return stop(Refused::bound(problem).hint("use `in (...)` in the place of a chain of `or`"));
        }
        ControlFlow::Continue(())
    }
}

impl Visitor for Walk {
    type Break = Box<Refused>;

    fn pre_visit_expr(&mut self, expr: &Expr) -> Step {
        if let Expr::Cube(sets) | Expr::Rollup(sets) | Expr::GroupingSets(sets) = expr
            && sets.len() > MOST_CUBE
        {
            return stop(Refused::bound(format!("{} groupings at once; at most {MOST_CUBE} are taken", sets.len())));
        }
        self.deeper()
    }

    fn post_visit_expr(&mut self, _: &Expr) -> Step {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> Step {
        if !query.locks.is_empty() || query.for_clause.is_some() {
            return stop(Refused::forbidden("a lock is not taken: this session only reads"));
        }
        if let Some(refused) = self.body(&query.body) {
            return stop(refused);
        }
        self.deeper()
    }

    fn post_visit_query(&mut self, _: &Query) -> Step {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> Step {
        self.factors += 1;
        if self.factors > MOST_FACTORS {
            return stop(Refused::bound(format!("more than {MOST_FACTORS} tables are joined in one statement")));
        }
        match factor {
            TableFactor::Table { .. }
            | TableFactor::Derived { .. }
            | TableFactor::NestedJoin { .. }
            | TableFactor::UNNEST { .. }
            | TableFactor::TableFunction { .. }
            | TableFactor::Function { .. } => ControlFlow::Continue(()),
            other => stop(Refused::forbidden(format!("`{other}` is not taken here"))),
        }
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> Step {
        let parts: Vec<String> = relation.0.iter().map(|part| part.to_string().trim_matches('"').to_owned()).collect();
        let name = parts.last().map(String::as_str).unwrap_or_default();
        self.tables = self.tables.saturating_add(self.unfolded.get(&name.to_lowercase()).copied().unwrap_or(1));
        if self.tables > MOST_TABLES {
            return stop(Refused::bound(format!("the statement unfolds to more than {MOST_TABLES} tables")));
        }
        if name.contains(['/', '\\', ':']) || name.contains("..") || name.starts_with('\'') {
            return stop(Refused::forbidden(format!("`{name}` is not a table: files and addresses are not read")));
        }
        let schema = parts.len().checked_sub(2).map(|index| parts[index].to_lowercase());
        match schema {
            Some(schema) if !SCHEMAS.contains(&schema.as_str()) => stop(
                Refused::new("3F000", format!("there is no schema `{schema}`")).hint(format!("there are {}", SCHEMAS.join(", "))),
            ),
            _ if parts.len() > 3 => stop(Refused::forbidden(format!("`{relation}` has too many parts"))),
            _ => ControlFlow::Continue(()),
        }
    }
}

impl Walk {
    /// A select can hide what writes in its body; sets are nested without an expression between them.
    fn body(&mut self, body: &SetExpr) -> Option<Refused> {
        let mut waiting = vec![body];
        while let Some(body) = waiting.pop() {
            match body {
                SetExpr::SetOperation { left, right, .. } => {
                    self.sets += 1;
                    if self.sets > MOST_SETS {
                        return Some(Refused::bound(format!("more than {MOST_SETS} union, except or intersect")));
                    }
                    waiting.extend([left.as_ref(), right.as_ref()]);
                }
                SetExpr::Select(select) if select.into.is_some() => {
                    return Some(Refused::forbidden("SELECT INTO is not taken: this session only reads"));
                }
                SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) | SetExpr::Table(_) => {}
                _ => return Some(Refused::forbidden("a statement that writes is not taken: this session only reads")),
            }
        }
        None
    }
}

/// How many tables each name of a `with` unfolds to: each use copies its query.
fn unfolded(statement: &Statement) -> HashMap<String, u64> {
    struct Names(HashMap<String, u64>);
    impl Visitor for Names {
        type Break = ();
        fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
            for cte in query.with.iter().flat_map(|with| &with.cte_tables) {
                let own = cte.alias.name.value.to_lowercase();
                let mut sum = 0u64;
                let _all = visit_relations(&cte.query, |relation| {
                    let name = relation.0.last().map(|part| part.to_string().to_lowercase()).unwrap_or_default();
                    let each = if name == own { 1 } else { self.0.get(&name).copied().unwrap_or(1) };
                    sum = sum.saturating_add(each);
                    ControlFlow::<()>::Continue(())
                });
                let known = self.0.entry(own).or_default();
                *known = (*known).max(sum.max(1));
            }
            ControlFlow::Continue(())
        }
    }
    let mut names = Names(HashMap::new());
    let _all = statement.visit(&mut names);
    names.0
}
