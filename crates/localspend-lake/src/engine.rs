//! The engine's session, put right where its answers would be wrong.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::logical_expr::{Limit, LogicalPlan, lit};
use datafusion::optimizer::AnalyzerRule;
use datafusion::prelude::{SessionConfig, SessionContext};

/// An empty session. Every session of the program is made here.
pub fn context(config: SessionConfig, runtime: Arc<RuntimeEnv>) -> SessionContext {
    let context = SessionContext::new_with_config_rt(config, runtime);
    context.add_analyzer_rule(Arc::new(OneRowOfTheWhole));
    let _removed = context.remove_optimizer_rule(SUMS_BESIDE_A_COUNT);
    context
}

/// Makes `sum(x)` beside `count(distinct y)` a sum of sums, whose decimal is wider than what was planned for `sum(x)` (DataFusion
/// 55): a condition on the sum then fails.
const SUMS_BESIDE_A_COUNT: &str = "single_distinct_aggregation_to_group_by";

/// Keeps conditions above an aggregate over a whole table.
///
/// Such an aggregate has one row even of no rows. The engine (DataFusion 55) moves a condition that names no column, such
/// as `'lines' = 'files'` of one part of a union, below it, where it empties the aggregate's input and not its answer: a
/// row of noughts that the condition excludes comes out. Conditions are not moved below a limit, and a limit of one row
/// changes nothing here.
#[derive(Debug)]
struct OneRowOfTheWhole;

impl AnalyzerRule for OneRowOfTheWhole {
    fn name(&self) -> &str {
        "one_row_of_the_whole"
    }

    fn analyze(&self, plan: LogicalPlan, _options: &ConfigOptions) -> Result<LogicalPlan> {
        let limited = plan.transform_up(|node| match &node {
            LogicalPlan::Aggregate(aggregate) if aggregate.group_expr.is_empty() => {
                let limit = Limit { skip: None, fetch: Some(Box::new(lit(1_i64))), input: Arc::new(node) };
                Ok(Transformed::yes(LogicalPlan::Limit(limit)))
            }
            _ => Ok(Transformed::no(node)),
        })?;
        Ok(limited.data)
    }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::{Int64Array, RecordBatch};
    use datafusion::assert_batches_eq;

    use super::*;

    async fn asked(sql: &str) -> Vec<RecordBatch> {
        let session = context(SessionConfig::new(), Arc::new(RuntimeEnv::default()));
        let rows = RecordBatch::try_from_iter([("n", Arc::new(Int64Array::from(vec![1, 2, 3])) as _)]).unwrap();
        session.register_batch("counted", rows).unwrap();
        session.sql(sql).await.unwrap().collect().await.unwrap()
    }

    /// Who asks for the suppliers and the pounds of organisations whose pounds are above zero must get them, not an error on types.
    #[tokio::test]
    async fn a_sum_beside_a_count_of_distinct_values_can_be_compared() {
        let sql = "select count(distinct n) as suppliers, sum(cast(n as decimal(18, 2))) as pounds from counted \
                   group by n % 2 having sum(cast(n as decimal(18, 2))) > 0 order by pounds";
        let wanted = [
            "+-----------+--------+",
            "| suppliers | pounds |",
            "+-----------+--------+",
            "| 1         | 2.00   |",
            "| 2         | 4.00   |",
            "+-----------+--------+",
        ];
        assert_batches_eq!(wanted, &asked(sql).await);
    }

    /// Who asks for one stage of the conservation table must not get the others as noughts.
    #[tokio::test]
    async fn a_part_of_a_union_that_is_not_asked_for_has_no_row() {
        let sums = "select 'a' as stage, count(*) as rows, sum(n) as total from counted \
                    union all select 'b' as stage, count(*) as rows, sum(n) as total from counted";
        let expected = [
            "+-------+------+-------+",
            "| stage | rows | total |",
            "+-------+------+-------+",
            "| a     | 3    | 6     |",
            "+-------+------+-------+",
        ];
        assert_batches_eq!(expected, &asked(&format!("select * from ({sums}) as part where stage = 'a'")).await);
        let nothing: usize =
            asked("select count(*) as rows from counted having 1 = 2").await.iter().map(|batch| batch.num_rows()).sum();
        assert_eq!(nothing, 0);
    }

    /// The limit that keeps conditions in place leaves sums, grouped sums and sums inside conditions as they are.
    #[tokio::test]
    async fn sums_are_as_before() {
        let expected = ["+-------+", "| total |", "+-------+", "| 6     |", "+-------+"];
        assert_batches_eq!(expected, &asked("select sum(n) as total from counted").await);
        let expected = ["+---+", "| n |", "+---+", "| 3 |", "+---+"];
        assert_batches_eq!(expected, &asked("select n from counted where n = (select max(n) from counted)").await);
        let correlated =
            "select a.n from counted as a where a.n = (select max(b.n) from counted as b where b.n = a.n) order by n limit 1";
        let expected = ["+---+", "| n |", "+---+", "| 1 |", "+---+"];
        assert_batches_eq!(expected, &asked(correlated).await);
    }
}
