//! Which functions a guarded query may call. What is not named here is not there: nothing that reads files, addresses or the
//! server, and nothing that makes much out of little without a bound.

use std::sync::Arc;

use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::ScalarUDF;

use crate::guard::bounded::{Bounded, Growth, Operators};

/// Functions whose answer is no larger than what goes in, or of a fixed size.
const PLAIN: &str = "abs acos acosh asin asinh atan atan2 atanh cbrt ceil cos cosh cot degrees exp factorial floor gcd \
    greatest isnan iszero lcm least ln log log10 log2 nanvl pi power radians random round signum sin sinh sqrt tan tanh trunc \
    coalesce nullif nvl nvl2 get_field version uuid \
    ascii bit_length btrim character_length chr contains ends_with find_in_set initcap left lower ltrim md5 octet_length \
    reverse right rtrim sha224 sha256 sha384 sha512 digest split_part starts_with strpos substr substr_index to_hex translate \
    upper regexp_count regexp_instr regexp_like regexp_match \
    current_date current_time date_bin date_part date_trunc from_unixtime make_date make_time now to_char to_date \
    to_local_time to_time to_timestamp to_timestamp_micros to_timestamp_millis to_timestamp_nanos to_timestamp_seconds \
    to_unixtime \
    array_any_value array_compact array_dims array_distance array_distinct array_element array_empty array_except array_has \
    array_has_all array_has_any array_intersect array_length array_max array_min array_ndims array_pop_back array_pop_front \
    array_position array_positions array_remove array_remove_all array_remove_n array_reverse array_slice array_sort \
    array_first array_sum array_avg cardinality empty flatten decode encode";

/// Functions whose answer can be larger than what goes in, and how.
const GROWING: [(&str, Growth); 17] = [
    ("concat", Growth::Sum),
    ("concat_ws", Growth::Product),
    ("overlay", Growth::Sum),
    ("make_array", Growth::Sum),
    ("array_append", Growth::Sum),
    ("array_prepend", Growth::Sum),
    ("array_concat", Growth::Sum),
    ("array_replace", Growth::Product),
    ("array_replace_n", Growth::Product),
    ("array_replace_all", Growth::Product),
    ("array_union", Growth::Sum),
    ("array_to_string", Growth::Product),
    ("string_to_array", Growth::Sum),
    ("replace", Growth::Product),
    ("regexp_replace", Growth::Product),
    ("levenshtein", Growth::Product),
    ("repeat", Growth::Count),
];

/// Functions that fill up to a length.
const FILLING: [&str; 2] = ["lpad", "rpad"];

/// Aggregates and window functions that are left out: they take room by an argument's size.
const REFUSED_AGGREGATES: [&str; 2] = ["approx_percentile_cont", "approx_percentile_cont_with_weight"];

/// Functions that make rows.
const TABLE_FUNCTIONS: [&str; 2] = ["generate_series", "range"];

/// The state with the functions that are allowed, those that grow under a bound.
pub(crate) fn restricted(state: &SessionState) -> SessionStateBuilder {
    let mut scalars: Vec<Arc<ScalarUDF>> = Vec::new();
    for (name, function) in state.scalar_functions() {
        if name != function.name() {
            continue;
        }
        if PLAIN.split_whitespace().any(|plain| plain == name) {
            scalars.push(Arc::clone(function));
        } else if let Some((_, growth)) = GROWING.iter().find(|(growing, _)| growing == name) {
            scalars.push(Arc::new(Bounded::wrap(Arc::clone(function), *growth)));
        } else if FILLING.contains(&name.as_str()) {
            scalars.push(Arc::new(Bounded::wrap(Arc::clone(function), Growth::Count)));
        }
    }
    let aggregates = state.aggregate_functions().iter().filter(|(name, function)| *name == function.name());
    let aggregates = aggregates.filter(|(name, _)| !REFUSED_AGGREGATES.contains(&name.as_str()));
    let aggregates = aggregates.map(|(_, function)| Arc::clone(function)).collect();
    let tables = state.table_functions().iter().filter(|(name, _)| TABLE_FUNCTIONS.contains(&name.as_str()));
    let tables = tables.map(|(name, function)| (name.clone(), Arc::clone(function))).collect();
    // The first planner that answers is taken: ours stands before the engine's.
    let mut planners: Vec<Arc<dyn datafusion::logical_expr::planner::ExprPlanner>> = vec![Arc::new(Operators::new(&scalars))];
    planners.extend(state.expr_planners().iter().cloned());
    SessionStateBuilder::new_from_existing(state.clone())
        .with_scalar_functions(scalars)
        .with_higher_order_functions(Vec::new())
        .with_aggregate_functions(aggregates)
        .with_table_functions(tables)
        .with_expr_planners(planners)
}
