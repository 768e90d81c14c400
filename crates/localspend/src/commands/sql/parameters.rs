//! Parameters of a query: `$name` in the text, `-P name=value` beside it. A value is bound as a value of the type that the
//! query compares it with; it never becomes a part of the text.

use std::collections::HashMap;

use anyhow::{Result, bail};
use arrow::datatypes::DataType;
use datafusion::common::ParamValues;
use datafusion::logical_expr::LogicalPlan;
use datafusion::scalar::ScalarValue;

/// The plan with its parameters' values. Every parameter must have one, and every value a parameter.
pub fn bound(plan: LogicalPlan, values: &[(String, String)]) -> Result<LogicalPlan> {
    let asked = plan.get_parameter_types()?;
    let mut found = HashMap::new();
    for (name, value) in values {
        let Some(kind) = asked.get(&format!("${name}")) else {
            let mut known: Vec<&String> = asked.keys().collect();
            known.sort();
            bail!("-P {name}: the query has no `${name}`\nhint: its parameters are {known:?}");
        };
        found.insert(name.clone(), typed(name, value, kind.as_ref())?.into());
    }
    let mut missing: Vec<&String> = asked.keys().filter(|name| !found.contains_key(name.trim_start_matches('$'))).collect();
    missing.sort();
    if let Some(name) = missing.first() {
        bail!("the query's parameter `{name}` has no value\nhint: add -P {}=VALUE", name.trim_start_matches('$'));
    }
    if found.is_empty() {
        return Ok(plan);
    }
    Ok(plan.with_param_values(ParamValues::Map(found))?)
}

/// A text as a value: of the type that is asked for, else of the first that it can be read as.
fn typed(name: &str, text: &str, kind: Option<&DataType>) -> Result<ScalarValue> {
    let value = ScalarValue::from(text);
    if let Some(kind) = kind {
        return match value.cast_to(kind) {
            Ok(value) if !value.is_null() => Ok(value),
            _ => bail!(
                "-P {name}={text}: the query compares it with a value of type {kind}\nhint: dates are written 2025-09-30, numbers 1234.56"
            ),
        };
    }
    let decimal = text.split_once('.').is_some_and(|(whole, part)| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits(whole.trim_start_matches('-')) && digits(part) && part.len() <= 2 && whole.len() <= 16
    });
    let kinds = [DataType::Int64, DataType::Date32, DataType::Boolean];
    let first =
        kinds.iter().filter(|kind| fits(text, kind)).find_map(|kind| value.cast_to(kind).ok().filter(|value| !value.is_null()));
    match first {
        Some(value) => Ok(value),
        None if decimal => Ok(value.cast_to(&DataType::Decimal128(18, 2))?),
        None => Ok(value),
    }
}

/// Casting takes more for a date or a truth than a person means by one.
fn fits(text: &str, kind: &DataType) -> bool {
    match kind {
        DataType::Date32 => text.parse::<chrono::NaiveDate>().is_ok(),
        DataType::Boolean => matches!(text, "true" | "false"),
        _ => text.parse::<i64>().is_ok(),
    }
}

/// `name=value` of the command line.
pub fn named(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err("write name=value, and $name in the query".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_of_the_type_that_is_asked_for_or_looks_like() {
        let kind = |text: &str| typed("x", text, None).unwrap().data_type();
        assert_eq!(kind("12"), DataType::Int64);
        assert_eq!(kind("12.50"), DataType::Decimal128(18, 2));
        assert_eq!(kind("2025-09-30"), DataType::Date32);
        assert_eq!(kind("true"), DataType::Boolean);
        assert_eq!(kind("1' or '1'='1"), DataType::Utf8);
        assert_eq!(typed("x", "007", Some(&DataType::Utf8)).unwrap(), ScalarValue::from("007"), "a code is no number");
        assert!(typed("x", "soon", Some(&DataType::Date32)).unwrap_err().to_string().contains("hint:"));
    }
}
