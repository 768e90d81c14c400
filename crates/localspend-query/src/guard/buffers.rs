//! Operators of the engine that hold or copy rows without asking the memory pool: window functions keep all that they are
//! given, `unnest` repeats a row's other columns for each element. Before them stands a node that asks. And operators that make
//! many rows of few without a pause: after them stands a node that pauses, so that a query can be ended at any time.
//!
//! A join without an equality that has no memory left reads its left side a second time. In version 55 of the engine that
//! second reading breaks (a repartition gives each part once, apache/datafusion#24676), and where it does not, the unmatched
//! rows of a left join come more than once (apache/datafusion#22641). Before its left side stands a node that lets it be read
//! once: the query is then refused, which is true.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::execution_plan::{ChildrenPropertiesMode, ReplaceChildrenOptions};
use datafusion::physical_plan::joins::{CrossJoinExec, HashJoinExec, NestedLoopJoinExec, SortMergeJoinExec};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::unnest::UnnestExec;
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec};
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;

use crate::guard::refused::Refused;

/// Most bytes that `unnest` may make of one batch of rows.
const MOST_UNNESTED: usize = 128 << 20;

/// Puts a node that asks before each operator that does not.
#[derive(Debug)]
pub(crate) struct AskBefore;

impl PhysicalOptimizerRule for AskBefore {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|node| {
            let any = node.as_ref() as &dyn std::any::Any;
            let asked = if any.is::<WindowAggExec>() || any.is::<BoundedWindowAggExec>() {
                Asked::Kept
            } else if let Some(unnest) = any.downcast_ref::<UnnestExec>() {
                Asked::Unnested(unnest.list_column_indices().iter().map(|list| list.index_in_input_schema).collect())
            } else if any.is::<NestedLoopJoinExec>() {
                let mut children: Vec<_> = node.children().into_iter().cloned().collect();
                if let Some(left) = children.first_mut() {
                    *left = Arc::new(Asks { input: Arc::clone(left), asked: Asked::Once(Arc::default()) });
                }
                let recompute = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
                return Ok(Transformed::yes(Arc::new(CooperativeExec::new(node.replace_children(children, recompute)?))));
            } else if any.is::<CrossJoinExec>() || any.is::<HashJoinExec>() || any.is::<SortMergeJoinExec>() {
                // The engine pauses where rows are read; a join makes billions of what it has read already.
                return Ok(Transformed::yes(Arc::new(CooperativeExec::new(node))));
            } else {
                return Ok(Transformed::no(node));
            };
            let children = node.children().into_iter();
            let children = children
                .map(|child| -> Arc<dyn ExecutionPlan> { Arc::new(Asks { input: Arc::clone(child), asked: asked.clone() }) });
            let children = children.collect();
            let recompute = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
            let node = node.replace_children(children, recompute)?;
            Ok(Transformed::yes(Arc::new(CooperativeExec::new(node)) as Arc<dyn ExecutionPlan>))
        })
        .map(|changed| changed.data)
    }

    fn name(&self) -> &str {
        "ask_before"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// What to ask for.
#[derive(Debug, Clone)]
enum Asked {
    /// Every row until the end.
    Kept,
    /// What the lists in these columns unfold to.
    Unnested(Vec<usize>),
    /// Nothing, but only once.
    Once(Arc<AtomicBool>),
}

#[derive(Debug)]
struct Asks {
    input: Arc<dyn ExecutionPlan>,
    asked: Asked,
}

impl Asks {
    fn before(&self, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Arc<dyn ExecutionPlan> {
        let input = children.pop().unwrap_or_else(|| Arc::clone(&self.input));
        // Another plan, as each round of a recursive query has, has not been read.
        let asked = if let Asked::Once(_) = self.asked { Asked::Once(Arc::default()) } else { self.asked.clone() };
        Arc::new(Asks { input, asked })
    }
}

impl DisplayAs for Asks {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AskMemory")
    }
}

impl ExecutionPlan for Asks {
    fn name(&self) -> &'static str {
        "AskMemory"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.input.properties()
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self.before(children))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self.before(children))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        if let Asked::Once(read) = &self.asked {
            if read.swap(true, Ordering::Relaxed) {
                let problem = "a join without an equality keeps its left side in memory";
                return Err(DataFusionError::ResourcesExhausted(problem.to_owned()));
            }
            return self.input.execute(partition, context);
        }
        let input = self.input.execute(partition, Arc::clone(&context))?;
        let schema = input.schema();
        let asked = self.asked.clone();
        let reservation = MemoryConsumer::new("rows kept by a window or unnest").register(context.memory_pool());
        let stream = input.map(move |batch| {
            let batch = batch?;
            match &asked {
                Asked::Kept => reservation.try_grow(batch.get_array_memory_size())?,
                Asked::Unnested(columns) => bounded(&batch, columns)?,
                Asked::Once(_) => {}
            }
            Ok(batch)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stream)))
    }
}

/// An error when the lists of a batch unfold to too much.
fn bounded(batch: &RecordBatch, lists: &[usize]) -> Result<()> {
    let mut bytes = 0usize;
    for row in 0..batch.num_rows() {
        let elements = lists.iter().map(|list| length(batch.column(*list).as_ref(), row)).max().unwrap_or(1).max(1);
        let others = (0..batch.num_columns()).filter(|column| !lists.contains(column));
        let width: usize = others.map(|column| width(batch.column(column).as_ref(), row)).sum();
        bytes = bytes.saturating_add(elements.saturating_mul(width + 8));
    }
    if bytes > MOST_UNNESTED {
        let problem =
            format!("`unnest` would make {bytes} bytes of {} rows; at most {MOST_UNNESTED} are allowed", batch.num_rows());
        return Err(DataFusionError::External(Box::new(Refused::bound(problem).hint("take fewer columns beside the list"))));
    }
    Ok(())
}

fn length(array: &dyn Array, row: usize) -> usize {
    match array.data_type() {
        _ if array.is_null(row) => 0,
        DataType::List(_) => array.as_list::<i32>().value(row).len(),
        DataType::LargeList(_) => array.as_list::<i64>().value(row).len(),
        _ => 1,
    }
}

fn width(array: &dyn Array, row: usize) -> usize {
    match array.data_type() {
        _ if array.is_null(row) => 1,
        DataType::Utf8 => array.as_string::<i32>().value(row).len(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).len(),
        DataType::Utf8View => array.as_string_view().value(row).len(),
        DataType::List(_) => array.as_list::<i32>().value(row).get_array_memory_size(),
        _ => 16,
    }
}

#[cfg(test)]
mod tests {
    use datafusion::prelude::{SessionConfig, SessionContext};
    use futures::TryStreamExt;

    use crate::guard::{Guarded, Limits, parse};

    /// A join that has no memory left must be refused: the engine's own way out panics or counts rows more than once.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_join_without_memory_is_refused_and_never_wrong() {
        let source = SessionContext::new_with_config(
            SessionConfig::new().with_target_partitions(4).with_default_catalog_and_schema("datafusion", "public"),
        );
        let made = "create table numbers as select value as n, repeat('x', 500) as s from generate_series(1, 3000)";
        source.sql(made).await.unwrap().collect().await.unwrap();
        // 45 pairs of nine numbers; the other 2,991 stand alone, each once.
        let sql = "select count(*) from (select n, max(s) as s from numbers group by n) a \
                   left join numbers b on a.n + 2990 < b.n and a.s <= b.s";
        for (memory, answers) in [(1 << 30, true), (3 << 20, false)] {
            let limits = Limits { time: None, memory, spill: 1 << 30, spill_dir: None, rows: None, partitions: Some(4) };
            let tables = Guarded::new(&source, |_| true, limits).await.unwrap();
            let planned = tables.plan(parse(sql).unwrap(), sql).await.unwrap();
            let answer = planned.run(sql, tables.tables()).await.unwrap();
            let rows: Result<Vec<_>, _> = answer.batches.try_collect().await;
            match rows {
                Ok(batches) => {
                    let counts = crate::texts(&batches[0]).unwrap();
                    assert!(answers && counts == [["3036"]], "{memory} bytes: {counts:?}");
                }
                Err(refused) => assert!(!answers && refused.code == "53200", "{memory} bytes: {refused:?}"),
            }
        }
    }
}
