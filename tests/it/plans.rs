//! What the engine would hold in memory while it builds the marts.

use crate::program::{demo, query, repository};

/// Depth and text of each step of a plan, the last one first.
fn steps(plan: &str) -> Vec<(usize, &str)> {
    plan.lines().map(|line| (line.len() - line.trim_start().len(), line.trim_start())).collect()
}

/// The steps that the first input of the step at `index` is made of.
fn first_input<'a>(steps: &'a [(usize, &'a str)], index: usize) -> &'a [(usize, &'a str)] {
    let inputs = steps.get(index + 1..).unwrap_or_default();
    let depth = inputs.first().map_or(0, |(depth, _)| *depth);
    let end = inputs.iter().skip(1).position(|(inner, _)| *inner <= depth).map_or(inputs.len(), |position| position + 1);
    inputs.get(..end).unwrap_or_default()
}

/// A hash join holds its first input in memory. Were that ever the lines of the ledgers, a lake of ten million payments could not
/// be built on an ordinary machine, and no other test would say so.
#[test]
fn no_join_holds_the_lines_in_memory() {
    let (workspace, _) = demo();
    for mart in ["spend", "payment_cells"] {
        let sql =
            std::fs::read_to_string(repository().join("queries/marts").join(format!("{mart}.sql"))).expect("the mart is here");
        let rows = query(workspace, &format!("explain {sql}"));
        let plan = rows.iter().find(|row| row[0] == "physical_plan").map(|row| row[1].clone()).expect("a physical plan");
        let steps = steps(&plan);
        let reads_lines = |steps: &[(usize, &str)]| steps.iter().any(|(_, step)| step.contains("/lines/"));
        let is_join = |index: &usize| steps[*index].1.starts_with("HashJoinExec");
        let joins: Vec<usize> = (0..steps.len()).filter(is_join).collect();
        let over_lines = joins.iter().filter(|join| reads_lines(&steps[**join..])).count();
        assert!(over_lines >= 4, "{mart}: the plan no longer shows how lines are joined\n{plan}");
        for join in joins {
            assert!(!reads_lines(first_input(&steps, join)), "{mart}: a join holds the lines in memory\n{plan}");
        }
    }
}
