//! What a run says at its end: one screen, in pounds and plain words, taken from the same tables as the pack.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Result;
use arrow::array::RecordBatch;
use datafusion::prelude::SessionContext;
use localspend_model::{Money, Quarter};

use crate::output::cells;

/// Lines of the list of what needs a person.
const NEEDS_SHOWN: usize = 8;

/// The summary of what a session shows, for a quarter.
pub async fn text(session: &SessionContext, quarter: Quarter, pages: &[PathBuf]) -> Result<String> {
    let mut text = String::new();
    overview(session, &mut text).await?;
    conservation(session, &mut text).await?;
    verdicts(session, quarter, &mut text).await?;
    shares(session, quarter, &mut text).await?;
    restated(session, &mut text).await?;
    needs(session, &mut text).await?;
    for page in pages {
        writeln!(text, "Board pack: {}", page.display())?;
    }
    Ok(text)
}

async fn rows(session: &SessionContext, sql: &str) -> Result<Vec<RecordBatch>> {
    Ok(session.sql(sql).await?.collect().await?)
}

async fn overview(session: &SessionContext, text: &mut String) -> Result<()> {
    let sql = "select count(distinct org_code) as organisations, count(distinct quarter) as quarters, count(*) as payments, \
               sum(amount) as amount, count(distinct supplier_id) as suppliers from spend where quarter <> 'unknown'";
    for batch in rows(session, sql).await? {
        for row in 0..batch.num_rows() {
            let count = |column| thousands(cells::count(batch.column(column), row));
            let pounds = cells::money(batch.column(3), row).display_pounds();
            writeln!(
                text,
                "{} organisations, {} quarters, {} payments to {} suppliers, {pounds}",
                count(0),
                count(1),
                count(2),
                count(4)
            )?;
        }
    }
    Ok(())
}

async fn conservation(session: &SessionContext, text: &mut String) -> Result<()> {
    let sql = "select stage, records, payments, rejected, not_payments, amount_payments, amount_rejected, \
               cast(balanced as bigint) from conservation order by stage_order";
    writeln!(text, "\nNo penny lost: each stage has the pounds of the one before")?;
    writeln!(
        text,
        "  {:<12}{:>10}{:>11}{:>10}{:>14}{:>22}",
        "stage", "records", "payments", "rejected", "not payments", "£ of payments"
    )?;
    for batch in rows(session, sql).await? {
        for row in 0..batch.num_rows() {
            let count = |column| thousands(cells::count(batch.column(column), row));
            let stage = cells::text(batch.column(0), row).unwrap_or_default();
            let pounds = cells::money(batch.column(5), row).display_pounds();
            let balanced = if cells::count(batch.column(7), row) == 1 { "" } else { "  DOES NOT BALANCE" };
            writeln!(
                text,
                "  {stage:<12}{:>10}{:>11}{:>10}{:>14}{pounds:>22}{balanced}",
                count(1),
                count(2),
                count(3),
                count(4)
            )?;
        }
    }
    Ok(())
}

async fn verdicts(session: &SessionContext, quarter: Quarter, text: &mut String) -> Result<()> {
    let sql = format!(
        "select verdict, count(*) filter (where quarter = '{quarter}') as payments_now, \
         coalesce(sum(amount) filter (where quarter = '{quarter}'), 0.00) as amount_now, count(*) as payments, sum(amount) as amount \
         from spend where in_base group by verdict order by amount desc"
    );
    writeln!(text, "\nWhat stands between the money and local suppliers")?;
    writeln!(text, "  {:<24}{:>10}{:>20}{:>12}{:>22}", "", "payments", quarter.to_string(), "payments", "all quarters")?;
    for batch in rows(session, &sql).await? {
        for row in 0..batch.num_rows() {
            let verdict = cells::text(batch.column(0), row).unwrap_or_default();
            let count = |column| thousands(cells::count(batch.column(column), row));
            let pounds = |column| cells::money(batch.column(column), row).display_pounds();
            writeln!(text, "  {verdict:<24}{:>10}{:>20}{:>12}{:>22}", count(1), pounds(2), count(3), pounds(4))?;
        }
    }
    Ok(())
}

async fn shares(session: &SessionContext, quarter: Quarter, text: &mut String) -> Result<()> {
    let sql = format!(
        "select area_name, 'local share' as what, share_low, share_high, share_known, withheld, denominator, 1 as n \
           from local_share where is_primary and org_code is null and area_kind = 'ics' and quarter = '{quarter}' \
         union all \
         select area_name, 'living wage, all' as what, share_low, share_high, share_known, withheld, denominator, 2 as n \
           from living_wage_share where basis = 'base' and org_code is null and area_kind = 'ics' and quarter = '{quarter}' \
         union all \
         select area_name, 'living wage, on-site services' as what, share_low, share_high, share_known, withheld, denominator, 3 as n \
           from living_wage_share where basis = 'on_site_service' and org_code is null and area_kind = 'ics' and quarter = '{quarter}' \
         order by area_name, n"
    );
    let mut area = String::new();
    for batch in rows(session, &sql).await? {
        for row in 0..batch.num_rows() {
            let name = cells::text(batch.column(0), row).unwrap_or_default();
            if name != area {
                writeln!(text, "\n{name}, {quarter}")?;
                area = name;
            }
            let what = cells::text(batch.column(1), row).unwrap_or_default();
            let real = |column| cells::real(batch.column(column), row).map(|share| format!("{:.1}%", share * 100.0));
            let of = cells::money(batch.column(6), row).display_pounds();
            match (real(2), real(3), cells::text(batch.column(5), row)) {
                (Some(low), Some(high), _) => {
                    let known = real(4).map(|known| format!(", {known} of what is known")).unwrap_or_default();
                    writeln!(text, "  {what:<32}between {low} and {high}{known}, of {of}")?;
                }
                (_, _, reason) => writeln!(text, "  {what:<32}not given: {}", reason.unwrap_or_default())?,
            }
        }
    }
    Ok(())
}

/// What earlier packs said and this one does not.
async fn restated(session: &SessionContext, text: &mut String) -> Result<()> {
    let sql = "select org_code, quarter, figure, before, after from restatements \
               order by abs(after - before) desc, org_code, quarter, figure";
    let batches = rows(session, sql).await?;
    let all: usize = batches.iter().map(RecordBatch::num_rows).sum();
    if all == 0 {
        return Ok(());
    }
    writeln!(text, "\nMoved since the last run (`select * from restatements`)")?;
    for (batch, row) in batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row))).take(NEEDS_SHOWN) {
        let of = |column| cells::text(batch.column(column), row).unwrap_or_default();
        let pounds = |column| cells::money(batch.column(column), row).display_pounds();
        writeln!(text, "  {:<10}{:<12}{:<24}{:>20} to {:>20}", of(0), of(1), of(2), pounds(3), pounds(4))?;
    }
    if all > NEEDS_SHOWN {
        writeln!(text, "  and {} more", thousands((all - NEEDS_SHOWN) as i64))?;
    }
    Ok(())
}

async fn needs(session: &SessionContext, text: &mut String) -> Result<()> {
    let sql = format!(
        "select kind, count(*) as items, sum(coalesce(amount, 0.00)) as amount from to_fix group by kind \
         order by min(priority), kind limit {NEEDS_SHOWN}"
    );
    writeln!(text, "\nNeeds a person (the list is in the pack's actions page, and in `select * from to_fix`)")?;
    let mut any = false;
    for batch in rows(session, &sql).await? {
        for row in 0..batch.num_rows() {
            any = true;
            let kind = cells::text(batch.column(0), row).unwrap_or_default().replace('_', " ");
            let amount = cells::money(batch.column(2), row);
            let pounds = if amount == Money::ZERO { String::new() } else { amount.display_pounds() };
            writeln!(text, "  {kind:<32}{:>8}{pounds:>22}", thousands(cells::count(batch.column(1), row)))?;
        }
    }
    if !any {
        writeln!(text, "  nothing")?;
    }
    writeln!(text)?;
    Ok(())
}

/// A count with thousands separators.
fn thousands(count: i64) -> String {
    let pounds = Money::from_pence(i128::from(count) * 100).display_pounds();
    pounds.replace('£', "").trim_end_matches(".00").to_owned()
}
