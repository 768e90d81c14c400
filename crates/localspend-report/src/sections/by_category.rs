//! Part of page 2: what became of the base, category by category.

use std::collections::BTreeMap;

use localspend_model::codes::SpendVerdict;
use localspend_model::money::Money;
use maud::{Markup, html};

use super::Context;
use crate::cells::Row;
use crate::words::{self, percent};
use crate::{bars, grid};

/// Categories shown; the file has all.
const SHOWN: usize = 15;

/// One category and its amounts by verdict.
struct Category<'a> {
    name: &'a str,
    parts: BTreeMap<&'a str, Money>,
}

impl Category<'_> {
    fn base(&self) -> Money {
        self.parts.values().copied().sum()
    }

    fn part(&self, code: &str) -> Money {
        self.parts.get(code).copied().unwrap_or(Money::ZERO)
    }
}

pub(super) fn draw(context: &Context<'_>) -> Markup {
    let rows = context.now("verdicts_by_category");
    let categories = gathered(&rows);
    let columns = [
        grid::words("Bought"),
        grid::bar("Parts"),
        grid::number("Base"),
        grid::number("Local"),
        grid::number("Blocked"),
        grid::number("Could move"),
    ];
    let lines: Vec<Vec<Markup>> = categories.iter().take(SHOWN).map(line).collect();
    html! {
        h3 { "By what is bought" }
        @if rows.is_empty() { (context.missing("verdicts_by_category", "What became of each category")) } @else {
            p .key { @for code in SpendVerdict::ALL { span .nowrap { span class={ "swatch v-" (code) } {} " " (words::verdict(code.as_str()).title) } " " } }
            (grid::table("What became of the base, by category", &columns, &lines, None))
            @if categories.len() > SHOWN { p .note { "The " (SHOWN) " largest of " (words::count(categories.len() as i64)) " categories; the file has all." } }
            (context.source("verdicts_by_category"))
        }
    }
}

/// Categories by base, the largest first.
fn gathered<'a>(rows: &[Row<'a>]) -> Vec<Category<'a>> {
    let mut categories: BTreeMap<&str, Category<'a>> = BTreeMap::new();
    for row in rows {
        let code = row.text("category_code").unwrap_or("");
        let name = row.text("category_name").unwrap_or(if code.is_empty() { "Not known" } else { code });
        let category = categories.entry(code).or_insert_with(|| Category { name, parts: BTreeMap::new() });
        if let Some(amount) = row.money("amount") {
            let part = category.parts.entry(row.text("verdict").unwrap_or("")).or_insert(Money::ZERO);
            *part = *part + amount;
        }
    }
    let mut categories: Vec<Category<'a>> = categories.into_values().collect();
    categories.sort_by_key(|category| (std::cmp::Reverse(category.base()), category.name));
    categories
}

fn line(category: &Category<'_>) -> Vec<Markup> {
    let base = category.base();
    let parts: Vec<(String, Money)> =
        SpendVerdict::ALL.iter().map(|code| (format!("v-{code}"), category.part(code.as_str()))).collect();
    let share = |code: SpendVerdict| {
        let share = words::part_of(category.part(code.as_str()), base);
        html! { (share.map_or_else(|| "–".to_owned(), percent)) }
    };
    vec![
        html! { (category.name) },
        bars::stacked_bar(&parts),
        html! { (words::pence(base)) },
        share(SpendVerdict::Local),
        share(SpendVerdict::Blocked),
        share(SpendVerdict::Movable),
    ]
}
