//! The nine pages of the pack. Each section has its own file; this one holds what they share.

mod answer;
mod before_after;
mod blocked;
mod by_category;
mod destinations;
mod figures;
mod journey;
mod local;
mod method;
mod money_map;
mod movable;
mod otherwise;
mod permitted;
mod trust;
mod wage;

use localspend_model::period::Quarter;
use maud::{Markup, html};

use crate::cells::Row;
use crate::metrics::{Metrics, Organisation};
use crate::share::Share;
use crate::{PackInput, page, words};

/// What a section is drawn from and where it stands.
pub(crate) struct Context<'a> {
    pub(crate) input: &'a PackInput<'a>,
    pub(crate) metrics: &'a Metrics,
    pub(crate) organisation: Option<&'a Organisation>,
    pub(crate) quarter: String,
    /// From this page to the pack's folder.
    pub(crate) root: &'a str,
    /// Before every anchor, so that several subjects can share one page.
    pub(crate) anchor: String,
    /// Each organisation has its own file.
    pub(crate) files: bool,
}

/// A section and its place in the contents.
pub(crate) struct Section {
    pub(crate) slug: &'static str,
    pub(crate) title: &'static str,
    pub(crate) per_organisation: bool,
    draw: fn(&Context<'_>) -> Markup,
}

/// The sections in reading order.
pub(crate) const ALL: &[Section] = &[
    Section { slug: "answer", title: "The answer", per_organisation: true, draw: answer::draw },
    Section { slug: "journey", title: "The pound’s journey", per_organisation: true, draw: journey::draw },
    Section { slug: "local", title: "How local", per_organisation: true, draw: local::draw },
    Section { slug: "blocked", title: "What national rules block", per_organisation: true, draw: blocked::draw },
    Section { slug: "movable", title: "What could move", per_organisation: true, draw: movable::draw },
    Section { slug: "wage", title: "The living wage", per_organisation: true, draw: wage::draw },
    Section { slug: "places", title: "Where the money goes", per_organisation: true, draw: money_map::draw },
    Section { slug: "trust", title: "How far to trust this", per_organisation: true, draw: trust::draw },
    Section { slug: "method", title: "Method and words", per_organisation: false, draw: method::draw },
];

/// All sections of one subject.
pub(crate) fn render(context: &Context<'_>) -> Markup {
    html! {
        @for section in ALL {
            @if context.organisation.is_none() || section.per_organisation {
                section .page aria-labelledby={ (context.anchor) (section.slug) } {
                    @if context.anchor.is_empty() {
                        h2 id=(section.slug) { (section.title) }
                    } @else {
                        h3 .section-title id={ (context.anchor) (section.slug) } { (section.title) }
                    }
                    ((section.draw)(context))
                }
            }
        }
    }
}

impl<'a> Context<'a> {
    pub(crate) fn area(input: &'a PackInput<'a>, metrics: &'a Metrics, files: bool) -> Context<'a> {
        Context { input, metrics, organisation: None, quarter: input.quarter.to_string(), root: "", anchor: String::new(), files }
    }

    pub(crate) fn organisation(
        input: &'a PackInput<'a>,
        metrics: &'a Metrics,
        organisation: &'a Organisation,
        root: &'a str,
        anchor: &str,
    ) -> Context<'a> {
        let quarter = input.quarter.to_string();
        Context { input, metrics, organisation: Some(organisation), quarter, root, anchor: anchor.to_owned(), files: false }
    }

    pub(crate) fn org_code(&self) -> Option<&'a str> {
        self.organisation.map(|organisation| organisation.code.as_str())
    }

    /// The subject's name.
    pub(crate) fn name(&self) -> &'a str {
        self.organisation.map_or(&self.input.area.name, |organisation| &organisation.name)
    }

    /// Who paid, in a sentence.
    pub(crate) fn payers(&self) -> String {
        if self.organisation.is_some() { self.name().to_owned() } else { format!("organisations in {}", self.name()) }
    }

    /// Rows of the subject in the pack's quarter.
    pub(crate) fn now(&self, table: &str) -> Vec<Row<'a>> {
        self.metrics.at(table, self.org_code(), &self.quarter)
    }

    /// Rows of the area in a table whose rows are of no quarter.
    pub(crate) fn of_no_quarter(&self, table: &str) -> Vec<Row<'a>> {
        self.metrics.undated(table)
    }

    /// Rows of the subject `quarters` ago.
    pub(crate) fn ago(&self, table: &str, quarters: i32) -> Vec<Row<'a>> {
        self.metrics.at(table, self.org_code(), &self.input.quarter.minus(quarters).to_string())
    }

    /// An organisation's name, leading to its pages.
    pub(crate) fn organisation_link(&self, row: Row<'_>) -> Markup {
        let name = text(row, &["org_name", "org_code"], "");
        match row.text("org_code").filter(|_| self.organisation.is_none()) {
            Some(code) if self.files => html! { a href=(page::file_of(code)) { (name) } },
            Some(code) => html! { a href={ "#" (page::anchor_of(code)) } { (name) } },
            None => name,
        }
    }

    /// Why there is nothing to show from `table`.
    pub(crate) fn missing(&self, table: &str, what: &str) -> Markup {
        let reason = match (self.metrics.table(table).is_some(), self.organisation.is_some()) {
            (false, _) => format!("{what}: not computed in this run (table {table} is missing)."),
            (true, true) => format!("{what}: this organisation has no rows for {}.", self.quarter),
            (true, false) => format!("{what}: no rows for {}.", self.quarter),
        };
        html! { p .missing { (reason) } }
    }

    /// Where a figure comes from: its definition, its rows and the SQL that gives them.
    pub(crate) fn source(&self, table: &str) -> Markup {
        if self.metrics.table(table).is_none() {
            return html! {};
        }
        let doc = self.input.dictionary.iter().find(|doc| doc.name == table);
        let equal = |value: &str| format!("= {}", quoted(value));
        let keys = [
            ("area_kind", equal(&self.input.area.kind)),
            ("area_code", equal(&self.input.area.code)),
            ("quarter", equal(&self.quarter)),
            ("org_code", self.org_code().map_or("is null".to_owned(), equal)),
        ];
        let has = |column: &str| self.metrics.table(table).is_some_and(|rows| rows.has(column));
        let narrowed = has("area_code").then(|| keys.iter().filter(|(column, _)| has(column)));
        let narrowed: Vec<String> = narrowed.into_iter().flatten().map(|(column, test)| format!("{column} {test}")).collect();
        let narrowed = if narrowed.is_empty() { String::new() } else { format!(" where {}", narrowed.join(" and ")) };
        let sql = format!("select * from {table}{narrowed}");
        html! {
            details .source data-table=(table) {
                summary { "Definition and rows: " (table.replace('_', " ")) }
                @if let Some(doc) = doc {
                    p { (doc.description) @if !doc.unit.is_empty() { " Unit: " (doc.unit) "." } }
                }
                p {
                    "Rows: " a href={ (self.root) "data/" (table) ".csv" } { (table) ".csv" } ", "
                    a href={ (self.root) "data/" (table) ".parquet" } { (table) ".parquet" }
                    @if doc.is_some_and(|doc| !doc.sql.is_empty()) { ". Computed by " a href={ (self.root) "data/" (table) ".sql" } { (table) ".sql" } }
                }
                p { "The same rows from the lake:" br; code .sql { "localspend sql \"" (sql) "\"" } }
            }
        }
    }
}

/// What "local" means on the first page: the definition that the settings call primary.
pub(crate) fn locality_in_words(context: &Context<'_>) -> String {
    let rows = context.now("local_share");
    let name = answer::primary(&rows).and_then(|row| row.text("locality"));
    let mut words = name.map_or("not said", local::locality).to_owned();
    if let Some(first) = words.get(..1).map(str::to_lowercase) {
        words.replace_range(..1, &first);
    }
    words
}

/// The local share of the subject, quarter by quarter, by the primary definition.
pub(crate) fn local_share_over_time(context: &Context<'_>) -> Vec<(Quarter, Share)> {
    local::history(context, "local_share", |rows| answer::primary(&rows).map(Share::read))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Pounds and pence of a column, empty where there are none.
pub(crate) fn pence(row: Row<'_>, column: &str) -> Markup {
    html! { (row.money(column).map(words::pence).unwrap_or_default()) }
}

/// A count of a column, empty where there is none.
pub(crate) fn count(row: Row<'_>, column: &str) -> Markup {
    html! { (row.whole(column).map(words::count).unwrap_or_default()) }
}

/// The first of the columns that holds text, or `otherwise`.
pub(crate) fn text(row: Row<'_>, columns: &[&str], otherwise: &str) -> Markup {
    html! { bdi { (columns.iter().find_map(|column| row.text(column)).unwrap_or(otherwise)) } }
}
