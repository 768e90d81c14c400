//! Page 9: how it is measured and what the words mean.

use localspend_model::codes::{Ring, Scope, SpendVerdict};
use maud::{Markup, html};

use super::Context;
use crate::words::{self, Term};

pub(super) fn draw(context: &Context<'_>) -> Markup {
    html! {
        h3 { "How it is measured" }
        ul {
            li { "Every line of every published ledger is read. A line is a payment when it has a supplier and a readable amount; anything else is counted and listed, never dropped. Credits stay negative." }
            li { "Quarters are those of the NHS financial year, April to March; this pack shows " (context.quarter) ", " (words::quarter_months(context.input.quarter)) "." }
            li { "Shares are taken of pounds, pooled; never the average of percentages." }
            li { "A share is a range. Its lower end counts what is proven; its upper end adds all the money that could not be placed. Fewer suppliers than the settings ask for, or nothing paid: no share is shown, and the page says why." }
            li { "Where a supplier is, is taken from the best evidence in the order of the settings; the registered office, last in that order, may be far from where the work is done. Payment-processing addresses are never used." }
            li { "Care-system borders, accreditations and rules are those of the day of each payment." }
            li { "A rule blocks a purchase only when it binds and when a local supplier outside its list exists. Rules known only from memory never count." }
            li { "A local supplier “exists” when somebody in this data paid it for the same kind of thing within the last year. What it could take on is a set part of what it was paid in that year." }
        }
        h3 { "What the words mean" }
        (glossary("What became of the money", SpendVerdict::ALL.iter().map(|code| words::verdict(code.as_str()))))
        (glossary("Whose money it is", Scope::ALL.iter().map(|code| words::scope(code.as_str()))))
        (glossary("How far it went", Ring::ALL.iter().map(|code| words::ring(code.as_str()))))
        h3 { "Tables behind the pages" }
        @if context.input.dictionary.is_empty() { p .missing { "The run gave no descriptions of its tables." } } @else {
            dl .glossary { @for doc in &context.input.dictionary {
                dt id={ "table-" (doc.name) } { (doc.title) " (" code { (doc.name) } ")" } dd { (doc.description) @if !doc.unit.is_empty() { " Unit: " (doc.unit) "." } }
            } }
        }
        p { a href={ (context.root) "data/dictionary.csv" } { "Every column of every table" } }
    }
}

fn glossary(title: &str, terms: impl Iterator<Item = Term>) -> Markup {
    html! {
        h4 { (title) }
        dl .glossary { @for term in terms { dt { (term.title) } dd { (term.gloss) } } }
    }
}
