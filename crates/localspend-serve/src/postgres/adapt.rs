//! Statements as the engine can plan them: lists as parameters, and what SQLAlchemy asks of system tables about things that
//! are never there (identities, collations, indexes).

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    ArrayElemTypeDef, BinaryOperator, CastKind, DataType, ExactNumberInfo, Expr, Ident, ObjectName, Statement, Value,
    visit_expressions_mut, visit_relations_mut,
};
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::parser::Parser;
use pgwire::api::Type;

/// Changes a statement; says whether it did. `types` are those that the client gives its parameters.
pub fn adapt(statement: &mut Statement, types: &[Option<Type>]) -> bool {
    let system = statement.to_string().contains("pg_catalog.");
    let mut changed = false;
    let _all = visit_expressions_mut(statement, |expr| {
        let adapted = list_parameter(expr, types) || (system && (never_there(expr) || escaped(expr)));
        changed |= adapted;
        ControlFlow::<()>::Continue(())
    });
    let _all = visit_relations_mut(statement, |relation| {
        changed |= about_constraints(relation);
        ControlFlow::<()>::Continue(())
    });
    changed
}

/// The engine's `information_schema` lacks what Power BI asks of it, and the system tables lack the view of indexes that DuckDB
/// asks for; ours stand beside the other system tables.
fn about_constraints(relation: &mut ObjectName) -> bool {
    let parts: Vec<String> = relation.0.iter().map(|part| part.to_string().trim_matches('"').to_lowercase()).collect();
    let (schema, name) = match parts.as_slice() {
        [.., schema, name] => (schema.as_str(), name),
        [name] if name.starts_with("pg_") => ("information_schema", name),
        _ => return false,
    };
    if schema != "information_schema" || !super::system::CONSTRAINTS.iter().any(|(known, _)| known == name) {
        return false;
    }
    *relation = ObjectName::from(vec![Ident::new("pg_catalog"), Ident::new(name)]);
    true
}

/// `= any($1)`: the engine does not guess that a list is needed, so what the client says of it, or a list of texts, is written
/// into the statement.
fn list_parameter(expr: &mut Expr, types: &[Option<Type>]) -> bool {
    let (Expr::AnyOp { right, .. } | Expr::AllOp { right, .. }) = expr else { return false };
    let Expr::Value(value) = right.as_ref() else { return false };
    let Value::Placeholder(name) = &value.value else { return false };
    let number = name.trim_start_matches('$').parse::<usize>().unwrap_or_default();
    let kind = match number.checked_sub(1).and_then(|index| types.get(index)).cloned().flatten() {
        Some(Type::INT2_ARRAY | Type::INT4_ARRAY | Type::INT8_ARRAY) => DataType::BigInt(None),
        Some(Type::FLOAT4_ARRAY | Type::FLOAT8_ARRAY) => DataType::Double(ExactNumberInfo::None),
        Some(Type::DATE_ARRAY) => DataType::Date,
        Some(Type::NUMERIC_ARRAY) => DataType::Decimal(ExactNumberInfo::PrecisionAndScale(38, 10)),
        _ => DataType::Text,
    };
    let inner = Box::new(right.as_ref().clone());
    let list = DataType::Array(ArrayElemTypeDef::SquareBracket(Box::new(kind), None));
    **right = Expr::Cast { kind: CastKind::Cast, expr: inner, data_type: list, array: false, format: None };
    true
}

/// Answers of things that no table here has.
fn never_there(expr: &mut Expr) -> bool {
    let instead = match expr {
        Expr::Case { .. } if ["json_build_object", "pg_attrdef"].iter().any(|word| expr.to_string().contains(word)) => {
            "cast(null as text)"
        }
        Expr::CompoundIdentifier(parts) if parts.last().is_some_and(|part| part.value == "reloptions") => "cast(null as text)",
        Expr::Function(function) => match function.name.to_string().to_lowercase().as_str() {
            "generate_subscripts" => "cast(null as int)",
            "unnest" if function.args.to_string().contains("pg_index") => "cast(null as int)",
            _ => return false,
        },
        // Every comment is on a table or a column of one.
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right }
            if left.to_string().ends_with("classoid") && right.to_string().to_uppercase().ends_with("AS REGCLASS)") =>
        {
            "true"
        }
        _ => return false,
    };
    match Parser::new(&PostgreSqlDialect {}).try_with_sql(instead).and_then(|mut parser| parser.parse_expr()) {
        Ok(parsed) => *expr = parsed,
        Err(_) => return false,
    }
    true
}

/// `like ... escape '/'`: the engine knows only the backslash.
fn escaped(expr: &mut Expr) -> bool {
    let Expr::Like { pattern, escape_char, .. } = expr else { return false };
    if escape_char.as_ref().is_none_or(|escape| escape.to_string() != "'/'") {
        return false;
    }
    let text = format!("replace({pattern}, '/', '\\')");
    let Ok(parsed) = Parser::new(&PostgreSqlDialect {}).try_with_sql(&text).and_then(|mut parser| parser.parse_expr()) else {
        return false;
    };
    **pattern = parsed;
    *escape_char = None;
    true
}
