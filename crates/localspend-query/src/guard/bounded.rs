//! Functions whose answers can be larger than their arguments, under a bound. They allocate outside the memory pool, and
//! constants are computed while planning: `repeat('x', 2000000000)` must fail before a byte of it is made.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::compute::{cast, is_null, nullif, or};
use arrow::datatypes::{DataType, FieldRef, Int64Type};
use datafusion::common::DFSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawBinaryExpr};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, Expr, ExprSchemable, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
};
use datafusion::scalar::ScalarValue;
use datafusion::sql::sqlparser::ast::BinaryOperator;

use crate::guard::refused::Refused;

/// Most bytes that one call on one batch of rows may make.
const MOST_BATCH: u128 = 64 << 20;
/// Most bytes that one call may make for one row.
const MOST_VALUE: u128 = 1 << 20;
/// Deepest list of lists.
const MOST_NESTED: usize = 4;

/// How large an answer can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Growth {
    /// As all arguments together.
    Sum,
    /// As the product of the sizes of the arguments.
    Product,
    /// As the first argument times, or filled up to, the second, a number.
    Count,
}

/// A function under a bound.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Bounded {
    inner: Arc<ScalarUDF>,
    growth: Growth,
    aliases: Vec<String>,
    /// Nothing comes of nothing: `||`, other than `concat`, has no answer where an argument has no value.
    strict: bool,
}

impl Bounded {
    pub(crate) fn wrap(inner: Arc<ScalarUDF>, growth: Growth) -> ScalarUDF {
        let aliases = inner.aliases().to_vec();
        ScalarUDF::new_from_impl(Bounded { inner, growth, aliases, strict: false })
    }

    fn strict(inner: Arc<ScalarUDF>) -> ScalarUDF {
        ScalarUDF::new_from_impl(Bounded { inner, growth: Growth::Sum, aliases: Vec::new(), strict: true })
    }

    /// An error when the answer could go past a bound.
    fn hold(&self, arguments: &ScalarFunctionArgs) -> Result<()> {
        let rows = arguments.number_rows;
        let columns = arguments.args.iter().map(|argument| Column::of(argument, rows)).collect::<Result<Vec<_>>>()?;
        // Constants alone are computed once, whatever the number of rows.
        let constant = arguments.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let mut batch = 0u128;
        for row in 0..if constant { rows.min(1) } else { rows } {
            let mut sizes = columns.iter().map(|column| column.size(row));
            let size = match self.growth {
                Growth::Sum => sizes.sum(),
                Growth::Product => sizes.fold(1u128, |all, size| all.saturating_mul(size + 1)),
                Growth::Count => {
                    let text = sizes.next().unwrap_or_default();
                    let count = columns.get(1).map_or(0, |column| column.number(row));
                    let fill = sizes.nth(1).unwrap_or(1);
                    // `repeat` has two arguments; `lpad` fills up to a number of characters, each of at most four bytes.
                    if self.inner.name() == "repeat" {
                        text.saturating_mul(count)
                    } else {
                        text + count.saturating_mul(4).max(fill)
                    }
                }
            };
            if size > MOST_VALUE && self.growth != Growth::Product || size > MOST_BATCH {
                return Err(self.too_large(size));
            }
            batch += size;
        }
        if batch > MOST_BATCH { Err(self.too_large(batch)) } else { Ok(()) }
    }

    fn too_large(&self, size: u128) -> DataFusionError {
        let problem = format!("`{}` would make up to {size} bytes; at most {MOST_VALUE} a row are allowed", self.inner.name());
        DataFusionError::External(Box::new(Refused::new("54000", problem)))
    }
}

/// An argument as far as its size goes.
enum Column {
    Same(u128, u128),
    Each(ArrayRef, Option<ArrayRef>),
}

impl Column {
    fn of(argument: &ColumnarValue, rows: usize) -> Result<Column> {
        match argument {
            ColumnarValue::Scalar(value) => {
                let array = value.to_array()?;
                let each = Column::each(array);
                Ok(Column::Same(each.size(0), each.number(0)))
            }
            ColumnarValue::Array(array) if array.len() == rows || rows == 0 => Ok(Column::each(Arc::clone(array))),
            ColumnarValue::Array(array) => {
                let size = array.get_array_memory_size() as u128;
                Ok(Column::Same(size, u128::MAX >> 64))
            }
        }
    }

    fn each(array: ArrayRef) -> Column {
        let numbers = array.data_type().is_numeric().then(|| cast(&array, &DataType::Int64).ok()).flatten();
        Column::Each(array, numbers)
    }

    fn size(&self, row: usize) -> u128 {
        match self {
            Column::Same(size, _) => *size,
            Column::Each(array, _) => size_of(array, row),
        }
    }

    /// A number; below zero counts as none.
    fn number(&self, row: usize) -> u128 {
        match self {
            Column::Same(_, number) => *number,
            Column::Each(_, Some(numbers)) => {
                let numbers = numbers.as_primitive::<Int64Type>();
                if row < numbers.len() && numbers.is_valid(row) { u128::try_from(numbers.value(row)).unwrap_or(0) } else { 0 }
            }
            Column::Each(_, None) => 0,
        }
    }
}

/// Bytes of one value.
fn size_of(array: &ArrayRef, row: usize) -> u128 {
    if row >= array.len() || array.is_null(row) {
        return 0;
    }
    let bytes = match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).len(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).len(),
        DataType::Utf8View => array.as_string_view().value(row).len(),
        DataType::Binary => array.as_binary::<i32>().value(row).len(),
        DataType::List(_) => {
            let inner = array.as_list::<i32>().value(row);
            return (0..inner.len()).map(|index| size_of(&inner, index) + 8).sum();
        }
        DataType::LargeList(_) => {
            let inner = array.as_list::<i64>().value(row);
            return (0..inner.len()).map(|index| size_of(&inner, index) + 8).sum();
        }
        _ => 16,
    };
    bytes as u128
}

/// How many lists are inside each other.
fn nested(kind: &DataType) -> usize {
    match kind {
        DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) => 1 + nested(field.data_type()),
        _ => 0,
    }
}

impl ScalarUDFImpl for Bounded {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, kinds: &[DataType]) -> Result<DataType> {
        self.inner.return_type(kinds)
    }

    fn return_field_from_args(&self, arguments: ReturnFieldArgs) -> Result<FieldRef> {
        let field = self.inner.return_field_from_args(arguments)?;
        if nested(field.data_type()) > MOST_NESTED {
            let problem = format!("lists are nested more than {MOST_NESTED} deep");
            return Err(DataFusionError::External(Box::new(Refused::bound(problem))));
        }
        Ok(if self.strict { Arc::new(field.as_ref().clone().with_nullable(true)) } else { field })
    }

    fn coerce_types(&self, kinds: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.inner().coerce_types(kinds)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.inner.documentation()
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        self.hold(&arguments)?;
        if !self.strict {
            return self.inner.invoke_with_args(arguments);
        }
        let (values, rows) = (arguments.args.clone(), arguments.number_rows);
        let joined = self.inner.invoke_with_args(arguments)?;
        let mut none: Option<BooleanArray> = None;
        for value in values {
            match value {
                ColumnarValue::Scalar(value) if value.is_null() => {
                    return Ok(ColumnarValue::Scalar(ScalarValue::try_from(joined.data_type())?));
                }
                ColumnarValue::Scalar(_) => {}
                ColumnarValue::Array(value) => {
                    let lacking = is_null(&value)?;
                    none = Some(match none {
                        Some(none) => or(&none, &lacking)?,
                        None => lacking,
                    });
                }
            }
        }
        match none {
            Some(none) => Ok(ColumnarValue::Array(nullif(&joined.into_array(rows)?, &none)?)),
            None => Ok(joined),
        }
    }
}

/// Operators that make texts and lists, planned as the bounded functions.
#[derive(Debug)]
pub(crate) struct Operators {
    concat: Option<Arc<ScalarUDF>>,
    array_concat: Option<Arc<ScalarUDF>>,
    array_append: Option<Arc<ScalarUDF>>,
    array_prepend: Option<Arc<ScalarUDF>>,
    make_array: Option<Arc<ScalarUDF>>,
    overlay: Option<Arc<ScalarUDF>>,
}

impl Operators {
    pub(crate) fn new(functions: &[Arc<ScalarUDF>]) -> Operators {
        let find = |name: &str| functions.iter().find(|function| function.name() == name).cloned();
        Operators {
            concat: functions.iter().find(|function| function.name() == "concat").map(|concat| {
                let any = concat.inner().as_ref() as &dyn std::any::Any;
                let inner = any.downcast_ref::<Bounded>().map_or(concat, |bounded| &bounded.inner);
                Arc::new(Bounded::strict(Arc::clone(inner)))
            }),
            array_concat: find("array_concat"),
            array_append: find("array_append"),
            array_prepend: find("array_prepend"),
            make_array: find("make_array"),
            overlay: find("overlay"),
        }
    }
}

impl ExprPlanner for Operators {
    fn plan_binary_op(&self, expr: RawBinaryExpr, schema: &DFSchema) -> Result<PlannerResult<RawBinaryExpr>> {
        if expr.op != BinaryOperator::StringConcat {
            return Ok(PlannerResult::Original(expr));
        }
        let left = nested(&expr.left.get_type(schema)?) > 0;
        let right = nested(&expr.right.get_type(schema)?) > 0;
        let function = match (left, right) {
            (true, true) => &self.array_concat,
            (true, false) => &self.array_append,
            (false, true) => &self.array_prepend,
            (false, false) => &self.concat,
        };
        let Some(function) = function else { return Ok(PlannerResult::Original(expr)) };
        Ok(PlannerResult::Planned(function.call(vec![expr.left, expr.right])))
    }

    fn plan_array_literal(&self, exprs: Vec<Expr>, _: &DFSchema) -> Result<PlannerResult<Vec<Expr>>> {
        Ok(match &self.make_array {
            Some(function) => PlannerResult::Planned(function.call(exprs)),
            None => PlannerResult::Original(exprs),
        })
    }

    fn plan_overlay(&self, args: Vec<Expr>) -> Result<PlannerResult<Vec<Expr>>> {
        Ok(match &self.overlay {
            Some(function) => PlannerResult::Planned(function.call(args)),
            None => PlannerResult::Original(args),
        })
    }

    fn plan_struct_literal(&self, _: Vec<Expr>, _: bool) -> Result<PlannerResult<Vec<Expr>>> {
        Err(DataFusionError::External(Box::new(Refused::forbidden("a struct is not taken: give each value a column"))))
    }

    fn plan_make_map(&self, _: Vec<Expr>) -> Result<PlannerResult<Vec<Expr>>> {
        Err(DataFusionError::External(Box::new(Refused::forbidden("a map is not taken: give each value a column"))))
    }
}
