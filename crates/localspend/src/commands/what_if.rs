//! `what-if`: what would be free to move, and to what share, if some directives were relaxed (METHOD section 7).

use anyhow::{Context, Result, bail};
use datafusion::functions_aggregate::expr_fn::max;
use datafusion::prelude::{DataFrame, SessionContext, col, lit};
use localspend_model::Quarter;

use crate::cli::{WhatIfArgs, WhatIfBy};
use crate::commands::Outcome;
use crate::output::{self, cells};
use crate::printer::Printer;
use crate::stages::publish::text_rows;
use crate::stages::{open_catalogue, open_lake, published_session};
use crate::workspace::Workspace;

/// The method's growth caps of the low and the high end.
const CAPS: (f64, f64) = (0.25, 1.0);

/// Computes one scenario on what the last run left.
pub async fn run(workspace: &Workspace, arguments: &WhatIfArgs, printer: Printer) -> Result<Outcome> {
    let (low, high) = arguments.growth_cap.map_or(CAPS, |cap| (cap, cap));
    if !(low.is_finite() && low >= 0.0) {
        bail!(
            "--growth-cap: `{low}` is not a share of revenue\nhint: 0.5 lets a supplier grow by half of what the lake saw it earn"
        );
    }
    let catalogue = open_catalogue(workspace)?.with_query("scenarios", scenario(&arguments.relax, low, high))?;
    let session = published_session(workspace, &open_lake(workspace).await?, &catalogue, None).await?;
    for id in &arguments.relax {
        known(&session, id).await?;
    }
    let quarter = match &arguments.quarter {
        Some(text) => text.parse::<Quarter>().context("--quarter")?.to_string(),
        None => latest(&session).await?,
    };
    let table = match arguments.by {
        WhatIfBy::Organisation => "what_if",
        WhatIfBy::Category => "what_if_by_category",
    };
    let frame = narrowed(session.table(table).await?, &quarter, arguments.area.as_deref())?;
    let order = ["area_kind", "area_code", "org_code"].map(|column| col(column).sort(true, true));
    let frame = frame.sort(order.to_vec())?.drop_columns(&["area_kind", "scenario"])?;
    let schema = frame.schema().inner().clone();
    let batches = frame.collect().await?;
    match &arguments.output {
        Some(path) => {
            let file = std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            output::write(&schema, &batches, arguments.format, std::io::BufWriter::new(file))?;
        }
        None => output::write(&schema, &batches, arguments.format, printer.data_writer())?,
    }
    for sentence in sentences(&session, &quarter, arguments).await? {
        printer.note(&sentence);
    }
    Ok(Outcome::Done)
}

/// The query that stands in the place of the catalogue's scenarios.
fn scenario(relax: &[String], low: f64, high: f64) -> String {
    let ids: Vec<String> = relax.iter().map(|id| format!("'{}'", id.trim().to_uppercase().replace('\'', "''"))).collect();
    let ids = ids.join(", ");
    format!(
        "with bounds as (
            select 'low' as bound, cast({low} as double) as growth_cap
            union all
            select 'high' as bound, cast({high} as double) as growth_cap
        ),
        versions as (
            select directive_id, concat(directive_id, '@', version) as version_id from directives where effect = 'blocks'
        ),
        chosen as (
            select array_agg(version_id order by version_id) as relaxed
            from versions
            where upper(directive_id) in ({ids}) or upper(version_id) in ({ids})
        )
        select 'what-if' as scenario, relaxed, bound, growth_cap from chosen cross join bounds where relaxed is not null"
    )
}

/// Refuses an id that is not in the register, or that blocks nothing.
async fn known(session: &SessionContext, id: &str) -> Result<()> {
    let mut effects = Vec::new();
    let mut blocking = Vec::new();
    let sql = "select distinct directive_id, concat(directive_id, '@', version), effect from directives order by 1, 2";
    for row in text_rows(session, sql).await? {
        if let [Some(directive), Some(version), Some(effect)] = row.as_slice() {
            if effect == "blocks" {
                blocking.push(directive.clone());
            }
            if [directive, version].iter().any(|name| name.eq_ignore_ascii_case(id.trim())) {
                effects.push(effect.clone());
            }
        }
    }
    blocking.dedup();
    let blocking = blocking.join(", ");
    match effects.iter().find(|effect| *effect == "blocks").or(effects.first()).map(String::as_str) {
        Some("blocks") => Ok(()),
        Some(effect) => bail!(
            "`{id}` has the effect `{effect}`: it blocks nothing, so relaxing it frees nothing\nhint: those that block are {blocking}"
        ),
        None => {
            bail!("there is no directive `{id}`\nhint: those that block are {blocking}; `localspend directives list` lists all")
        }
    }
}

async fn latest(session: &SessionContext) -> Result<String> {
    let frame = session.table("spend").await?.filter(col("quarter").not_eq(lit("unknown")))?;
    let batches = frame.aggregate(vec![], vec![max(col("quarter"))])?.collect().await?;
    batches.first().and_then(|batch| cells::text(batch.column(0), 0)).context("no payment has a quarter")
}

fn narrowed(frame: DataFrame, quarter: &str, area: Option<&str>) -> Result<DataFrame> {
    let frame = frame.filter(col("quarter").eq(lit(quarter)))?;
    Ok(match area {
        Some(code) => frame.filter(col("area_code").eq(lit(code)))?,
        None => frame.filter(col("area_kind").eq(lit("ics")))?,
    })
}

/// The answer in words, one sentence for each area.
async fn sentences(session: &SessionContext, quarter: &str, arguments: &WhatIfArgs) -> Result<Vec<String>> {
    let frame = narrowed(session.table("what_if").await?, quarter, arguments.area.as_deref())?;
    let columns = ["area_name", "unblocked", "released_low", "released_high"];
    let shares = ["local_low_before", "local_high_before", "local_low_after", "local_high_after"];
    let frame = frame.filter(col("org_code").is_null())?.sort(vec![col("area_code").sort(true, true)])?;
    let batches = frame.select_columns(&[&columns[..], &shares[..]].concat())?.collect().await?;
    let ids = arguments.relax.join(", ");
    let mut sentences = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            let text = |column: usize| cells::text(batch.column(column), row).unwrap_or_default();
            let money = |column: usize| cells::money(batch.column(column), row).display_pounds();
            let share = |column: usize| {
                let share = cells::real(batch.column(column), row);
                share.map_or_else(|| "not given".to_owned(), |share| format!("{:.1}%", share * 100.0))
            };
            sentences.push(format!(
                "{}, {quarter}, without {ids}: {} would no longer be blocked; local suppliers could take {} to {} of it. \
                 Local share: {} to {} now, {} to {} then.",
                text(0),
                money(1),
                money(2),
                money(3),
                share(4),
                share(5),
                share(6),
                share(7)
            ));
        }
    }
    if sentences.is_empty() {
        sentences.push(format!("{quarter}: {ids} blocks nothing by itself, so relaxing it frees nothing."));
    }
    Ok(sentences)
}
