//! Tables of a page: a head, rows, and labels that let a phone show each row as a card instead of a wide strip.
//!
//! Roles are written out because a style that changes how a row is laid out would otherwise take its meaning away.

use maud::{Markup, html};

/// One column's head.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    title: &'static str,
    class: &'static str,
}

/// A column of words.
pub(crate) const fn words(title: &'static str) -> Column {
    Column { title, class: "words" }
}

/// A column of figures.
pub(crate) const fn number(title: &'static str) -> Column {
    Column { title, class: "number" }
}

/// A column of bars; its title is only read aloud.
pub(crate) const fn bar(title: &'static str) -> Column {
    Column { title, class: "bars" }
}

/// A column of bars on a scale from 0 to 100%.
pub(crate) const fn scale(title: &'static str) -> Column {
    Column { title, class: "bars scaled" }
}

/// A table; the first cell of each row is its head, and `total` stands below a line.
pub(crate) fn table(label: &str, columns: &[Column], rows: &[Vec<Markup>], total: Option<Vec<Markup>>) -> Markup {
    html! {
        div .scroll tabindex="0" role="group" aria-label=(label) {
            table role="table" {
                caption .visually-hidden { (label) }
                thead role="rowgroup" { tr role="row" { @for column in columns { (head(*column)) } } }
                tbody role="rowgroup" {
                    @for row in rows { (line(columns, row, "")) }
                    @if let Some(total) = &total { (line(columns, total, "total")) }
                }
            }
        }
    }
}

fn head(column: Column) -> Markup {
    html! {
        th scope="col" role="columnheader" class=(column.class) {
            @if column.class == "bars scaled" { span .ends aria-hidden="true" { span { "0%" } span { "50%" } span { "100%" } } }
            @if column.class.starts_with("bars") { span .visually-hidden { (column.title) } } @else { (column.title) }
        }
    }
}

fn line(columns: &[Column], row: &[Markup], class: &str) -> Markup {
    html! {
        tr role="row" class=[(!class.is_empty()).then_some(class)] {
            @for (index, (column, cell)) in columns.iter().zip(row).enumerate() {
                @if index == 0 { th scope="row" role="rowheader" { (cell) } }
                // On a phone a cell of words stands beside its label: one box, however many pieces it has.
                @else if column.class == "words" && !cell.0.is_empty() { td role="cell" class="words" data-label=(column.title) { span { (cell) } } }
                @else { td role="cell" class=(column.class) data-label=(column.title) { (cell) } }
            }
        }
    }
}
