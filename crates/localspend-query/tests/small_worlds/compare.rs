//! What the SQL says of a lake, held against the model: every line, then shares, attribution and what-if.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::{Judge, Judged};
use super::tables::pounds;
use super::{Lake, board_code, last_day, quarter_name};
use crate::world::{self, World};

/// Growth caps of the two ends of a what-if, in hundredths.
const GROWTH: [(&str, i128); 2] = [("low", 25), ("high", 100)];

/// What the worlds of a test must have shown for it to prove anything.
pub const CASES: [&str; 13] = [
    "local",
    "location_unknown",
    "uncategorised",
    "blocked",
    "blocked_no_alternative",
    "steered",
    "conditioned",
    "movable",
    "no_local_market",
    "blocked by two",
    "blocked, category from the supplier",
    "matched, though outside the verdict",
    "only a register alternative",
];

/// Counts the cases that a lake shows.
pub fn count_cases(lake: &Lake, seen: &mut BTreeMap<&'static str, usize>) {
    let judge = Judge::of(lake);
    let mut see = |case: &'static str, shown: bool| *seen.entry(case).or_default() += usize::from(shown);
    for judged in lake.payments.iter().map(|payment| judge.judge(payment)).filter(|judged| judged.in_base) {
        see(judged.verdict, true);
        let is_blocked = judged.verdict == "blocked";
        see("blocked by two", is_blocked && judged.blocking.len() > 1);
        see("blocked, category from the supplier", is_blocked && !judged.told_by_line);
        see("matched, though outside the verdict", judged.verdict == "movable" && !judged.directives.is_empty());
        let market = judge.markets.get(&(judged.board, judged.category, judged.quarter));
        let alternatives = market.map(Vec::as_slice).unwrap_or_default();
        see("only a register alternative", !alternatives.is_empty() && alternatives.iter().all(|other| !other.in_ledgers));
    }
    seen.retain(|_, count| *count > 0);
}

/// Each difference in words.
pub async fn differences(world: &World, lake: &Lake) -> Vec<String> {
    let judge = Judge::of(lake);
    let judged: Vec<Judged> = lake.payments.iter().map(|payment| judge.judge(payment)).collect();
    let mut found = lines(world, lake, &judged).await;
    found.extend(shares(world, lake, &judged).await);
    found.extend(attribution(world, lake, &judged).await);
    found.extend(what_if(world, lake, &judge, &judged).await);
    let broken = world.findings().await;
    found.extend(broken.iter().map(|finding| format!("check: {finding:?}")));
    found
}

pub async fn rows(world: &World, sql: &str) -> Vec<Vec<String>> {
    world::rows(&world.session, sql, "").await.unwrap()
}

fn option(value: Option<bool>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

async fn lines(world: &World, lake: &Lake, judged: &[Judged]) -> Vec<String> {
    let sql = "select row, quarter, category_code, in_base, is_local, living_wage, has_local_alternative, verdict, \
               array_to_string(directives, ' '), array_to_string(blocking_directives, ' ') from spend order by row";
    let said = rows(world, sql).await;
    if said.len() != judged.len() {
        return vec![format!("{} lines went in and {} came out", judged.len(), said.len())];
    }
    let mut found = Vec::new();
    for ((row, judged), payment) in said.iter().zip(judged).zip(&lake.payments) {
        let expected = [
            quarter_name(judged.quarter),
            judged.category.to_owned(),
            judged.in_base.to_string(),
            option(judged.is_local),
            judged.living_wage.to_owned(),
            option(judged.has_alternative),
            judged.verdict.to_owned(),
            judged.directives.join(" "),
            judged.blocking.join(" "),
        ];
        if row[1..] != expected {
            found.push(format!("line {}: SQL {:?}\n  model {expected:?}\n  of {payment:?}", row[0], &row[1..]));
        }
    }
    found
}

/// Sums of pence under a key; the SQL's rows are keys and a sum.
fn held_against(what: &str, said: Vec<Vec<String>>, model: BTreeMap<Vec<String>, i64>) -> Vec<String> {
    let said: BTreeMap<Vec<String>, String> = said
        .into_iter()
        .map(|mut row| {
            let sum = row.pop().unwrap();
            (row, sum)
        })
        .collect();
    let model: BTreeMap<Vec<String>, String> = model.into_iter().map(|(key, pence)| (key, pounds(pence))).collect();
    let keys: BTreeSet<_> = said.keys().chain(model.keys()).collect();
    let differ = keys.into_iter().filter(|key| said.get(*key) != model.get(*key));
    differ.map(|key| format!("{what} {key:?}: SQL {:?}, model {:?}", said.get(key), model.get(key))).collect()
}

async fn shares(world: &World, lake: &Lake, judged: &[Judged]) -> Vec<String> {
    let mut verdicts: BTreeMap<Vec<String>, i64> = BTreeMap::new();
    let mut parts: BTreeMap<Vec<String>, [i64; 3]> = BTreeMap::new();
    for (payment, judged) in lake.payments.iter().zip(judged).filter(|(_, judged)| judged.in_base) {
        let area = [board_code(judged.board), quarter_name(judged.quarter)];
        for org in [lake.payers[payment.payer].code.clone(), String::new()] {
            let key = vec![area[0].clone(), area[1].clone(), org];
            let mut verdict = key.clone();
            verdict.push(judged.verdict.to_owned());
            *verdicts.entry(verdict).or_default() += payment.pence;
            let part = parts.entry(key).or_default();
            part[0] += payment.pence;
            part[1] += if judged.is_local == Some(true) { payment.pence } else { 0 };
            part[2] += if judged.is_local.is_none() { payment.pence } else { 0 };
        }
    }
    let sql = "select area_code, quarter, org_code, verdict, amount from verdicts where area_kind = 'ics'";
    let mut found = held_against("verdict", rows(world, sql).await, verdicts);
    let sql = "select area_code, quarter, org_code, denominator, share_low, share_high, share_known, unknown_share \
               from local_share where area_kind = 'ics' and is_primary";
    let said = rows(world, sql).await;
    if said.len() != parts.len() {
        found.push(format!("local_share: {} rows, model {}", said.len(), parts.len()));
    }
    for row in said {
        let [base, local, unknown] = parts.get(&row[..3]).copied().unwrap_or_default().map(|pence| pence as f64);
        let expected = [(local, base), (local + unknown, base), (local, base - unknown), (unknown, base)];
        for (text, (yes, of)) in row[4..].iter().zip(expected) {
            let wanted = (base > 0.0 && of > 0.0).then(|| yes / of);
            let given: Option<f64> = text.parse().ok();
            let same = match (wanted, given) {
                (Some(wanted), Some(given)) => (wanted - given).abs() < 1e-9,
                (wanted, given) => wanted.is_none() && given.is_none(),
            };
            if !same {
                found.push(format!("local_share {:?}: SQL {given:?}, model {wanted:?}", &row[..4]));
            }
        }
    }
    found
}

async fn attribution(world: &World, lake: &Lake, judged: &[Judged]) -> Vec<String> {
    let mut solely: BTreeMap<Vec<String>, i64> = BTreeMap::new();
    let mut any: BTreeMap<Vec<String>, i64> = BTreeMap::new();
    let mut shared: BTreeMap<Vec<String>, f64> = BTreeMap::new();
    for (payment, judged) in lake.payments.iter().zip(judged).filter(|(_, judged)| judged.verdict == "blocked") {
        for version in &judged.blocking {
            let key = vec![lake.payers[payment.payer].code.clone(), quarter_name(judged.quarter), version.clone()];
            let alone = judged.blocking.len() == 1;
            *solely.entry(key.clone()).or_default() += if alone { payment.pence } else { 0 };
            *any.entry(key.clone()).or_default() += payment.pence;
            *shared.entry(key).or_default() += payment.pence as f64 / judged.blocking.len() as f64;
        }
    }
    let of = |column: &str| {
        format!(
            "select org_code, quarter, directive, {column} from blocked_by_directive where area_kind = 'ics' and org_code is not null"
        )
    };
    let mut found = held_against("blocked solely", rows(world, &of("blocked_solely")).await, solely);
    found.extend(held_against("blocked any", rows(world, &of("blocked_any")).await, any));
    for row in rows(world, &of("blocked_shared")).await {
        let model = shared.get(&row[..3]).copied().unwrap_or_default() / 100.0;
        let said: f64 = row[3].parse().unwrap();
        // Parts are cut to the penny, once for each set of versions that block together.
        if (said - model).abs() > 0.1 {
            found.push(format!("blocked shared {row:?}, model {model}"));
        }
    }
    found
}

async fn what_if(world: &World, lake: &Lake, judge: &Judge<'_>, judged: &[Judged]) -> Vec<String> {
    let mut sets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for version in lake.versions.iter().filter(|version| version.effect == "blocks") {
        sets.entry(version.directive.clone()).or_default().insert(version.id());
        sets.entry("all".to_owned()).or_default().insert(version.id());
    }
    type Market = (usize, &'static str, u32);
    let mut movable: BTreeMap<Market, i128> = BTreeMap::new();
    for (payment, judged) in lake.payments.iter().zip(judged).filter(|(_, judged)| judged.verdict == "movable") {
        *movable.entry((judged.board, judged.category, judged.quarter)).or_default() += i128::from(payment.pence);
    }
    let mut unblocked: BTreeMap<Vec<String>, i64> = BTreeMap::new();
    let mut released: BTreeMap<Vec<String>, i64> = BTreeMap::new();
    let mut to_accredited: BTreeMap<Vec<String>, f64> = BTreeMap::new();
    for (scenario, relaxed) in &sets {
        for (bound, growth) in GROWTH {
            let mut freed: BTreeMap<Market, i128> = BTreeMap::new();
            for (payment, judged) in lake.payments.iter().zip(judged) {
                let within = judged.blocking.iter().all(|version| relaxed.contains(version));
                if judged.verdict == "blocked" && within && (bound == "high" || judged.told_by_line) {
                    *freed.entry((judged.board, judged.category, judged.quarter)).or_default() += i128::from(payment.pence);
                }
            }
            for (market, pence) in freed {
                let alternatives = &judge.markets[&market];
                let counted = alternatives.iter().filter(|other| bound == "high" || other.in_ledgers);
                let revenue: i128 = counted.map(|other| i128::from(other.revenue)).sum();
                // Half up, as the pages round.
                let capacity = (revenue * growth + 50) / 100;
                let left = (capacity - movable.get(&market).copied().unwrap_or_default().max(0)).max(0);
                let taken = pence.min(left);
                let everyone: i64 = alternatives.iter().map(|other| other.revenue).sum();
                let end = last_day(market.2 * 3 + 2);
                let paying = alternatives.iter().filter(|other| judge.living_wage(other.seller, end) == "accredited");
                let paying: i64 = paying.map(|other| other.revenue).sum();
                let key = vec![board_code(market.0), quarter_name(market.2), scenario.clone(), bound.to_owned()];
                *unblocked.entry(key.clone()).or_default() += pence as i64;
                *released.entry(key.clone()).or_default() += taken as i64;
                if everyone > 0 {
                    *to_accredited.entry(key).or_default() += taken as f64 / 100.0 * paying as f64 / everyone as f64;
                }
            }
        }
    }
    let of = |column: &str| {
        format!("select area_code, quarter, scenario, 'high', {column} from what_if where area_kind = 'ics' and org_code is null")
    };
    let high = |sums: &BTreeMap<Vec<String>, i64>| sums.clone().into_iter().filter(|(key, _)| key[3] == "high").collect();
    let mut found = held_against("unblocked", rows(world, &of("unblocked")).await, high(&unblocked));
    found.extend(held_against("released, high", rows(world, &of("released_high")).await, high(&released)));
    let by_bound = "select locality_key, quarter, scenario, bound, sum(released) from released group by 1, 2, 3, 4";
    found.extend(held_against("released", rows(world, by_bound).await, released));
    let paid = "select locality_key, quarter, scenario, bound, sum(to_accredited), count(*) from released group by 1, 2, 3, 4";
    for row in rows(world, paid).await {
        let model = to_accredited.get(&row[..4]).copied().unwrap_or_default();
        let (said, parts): (f64, f64) = (row[4].parse().unwrap(), row[5].parse().unwrap());
        if (said - model).abs() > 0.005 * (parts + 1.0) {
            found.push(format!("to accredited {row:?}, model {model}"));
        }
    }
    found
}
