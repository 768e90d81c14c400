//! The frame of every page: head, style, navigation, foot, and how pages are shared out between files.

use chrono::{DateTime, Utc};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::metrics::{Metrics, Organisation};
use crate::sections::{self, Context};
use crate::{PackInput, charts, pack, words};

/// The look of every page: the pack's, and those of the server.
pub const STYLE: &str = include_str!("pack.css");

/// Up to this many organisations, their pages live inside `index.html`, so that one file can be mailed.
const INLINE_ORGANISATIONS: usize = 8;

/// And no more than this many bytes, which any mail system carries.
const MAILED_BYTES: usize = 1_400_000;

/// A file of the pack.
pub(crate) struct Document {
    pub(crate) path: String,
    pub(crate) html: String,
}

/// The pack's title.
pub(crate) fn title(input: &PackInput<'_>) -> String {
    format!("{}: local spending, {}", input.area.name, input.quarter)
}

/// With few organisations their pages stand below the area's.
fn together(metrics: &Metrics) -> bool {
    metrics.organisations().len() <= INLINE_ORGANISATIONS
}

/// What the pack says of its area and, where they are few, of its organisations: for the page and for print.
pub(crate) fn content(input: &PackInput<'_>, metrics: &Metrics) -> String {
    content_of(input, metrics, together(metrics)).into_string()
}

/// `index.html` around the pack's content, and a file per organisation when there are many or the page could not be mailed.
pub(crate) fn documents(input: &PackInput<'_>, metrics: &Metrics, content: &str) -> Vec<Document> {
    let mut inline = together(metrics);
    let mut html = index(input, metrics, inline, content);
    if inline && html.len() > MAILED_BYTES {
        inline = false;
        html = index(input, metrics, inline, &content_of(input, metrics, inline).into_string());
    }
    let mut documents = vec![Document { path: "index.html".to_owned(), html }];
    if !inline {
        for organisation in metrics.organisations() {
            documents.push(Document { path: file_of(&organisation.code), html: organisation_page(input, metrics, organisation) });
        }
    }
    documents
}

/// The file of an organisation's pages, from the pack's folder.
pub(crate) fn file_of(org_code: &str) -> String {
    format!("org/{}.html", pack::slug(org_code))
}

/// The place of an organisation's pages inside `index.html`.
pub(crate) fn anchor_of(org_code: &str) -> String {
    format!("org-{}", pack::slug(org_code))
}

fn index(input: &PackInput<'_>, metrics: &Metrics, inline: bool, content: &str) -> String {
    let (title, organisations) = (title(input), metrics.organisations());
    let body = html! {
        (masthead(input, &input.area.name, &html! { "Board pack" }))
        nav .contents aria-label="Contents" {
            ol { @for section in sections::ALL { li { a href={ "#" (section.slug) } { (section.title) } } } }
            @if !organisations.is_empty() {
                details open[organisations.len() <= 12] {
                    summary { "Organisations (" (organisations.len()) ")" }
                    ul { @for organisation in organisations {
                        @let link = if inline { format!("#{}", anchor_of(&organisation.code)) } else { file_of(&organisation.code) };
                        li { a href=(link) { (organisation.name) } }
                    } }
                }
            }
            p { a href="actions.html" { "For finance: what to mend" } " · " a href="pack.pdf" { "The pack to print" } " · " a href="pack.xlsx" { "The tables as a workbook" } }
        }
        main #main { (PreEscaped(content)) }
    };
    shell(input, metrics, &title, "", &body).into_string()
}

/// The pages of the area and, when they are inline, of its organisations.
fn content_of(input: &PackInput<'_>, metrics: &Metrics, inline: bool) -> Markup {
    html! {
        (sections::render(&Context::area(input, metrics, !inline)))
        @if inline { @for organisation in metrics.organisations() {
            article .organisation {
                h2 #(anchor_of(&organisation.code)) .organisation-name { (organisation.name) }
                p .note { (input.quarter) " (" (words::quarter_months(input.quarter)) ")" span .on-screen { " · " a href="#main" { "Back to the top" } } }
                (sections::render(&Context::organisation(input, metrics, organisation, "", &format!("{}-", anchor_of(&organisation.code)))))
            }
        } }
    }
}

fn organisation_page(input: &PackInput<'_>, metrics: &Metrics, organisation: &Organisation) -> String {
    let context = Context::organisation(input, metrics, organisation, "../", "");
    let title = format!("{}: local spending, {}", organisation.name, input.quarter);
    let body = html! {
        (masthead(input, &organisation.name, &html! { a href="../index.html" { (input.area.name) } }))
        nav .contents aria-label="Contents" {
            ol { @for section in sections::ALL { @if section.per_organisation { li { a href={ "#" (section.slug) } { (section.title) } } } } }
        }
        main #main { (sections::render(&context)) }
    };
    shell(input, metrics, &title, "../", &body).into_string()
}

fn masthead(input: &PackInput<'_>, name: &str, kicker: &Markup) -> Markup {
    html! {
        header .masthead {
            p .kicker { (kicker) }
            h1 { (name) }
            p .when { "Local spending in " strong { (input.quarter) } ", " (words::quarter_months(input.quarter)) }
        }
    }
}

/// A whole page around `body`; `root` leads from it to the pack's folder.
pub(crate) fn shell(input: &PackInput<'_>, metrics: &Metrics, title: &str, root: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
                meta name="generator" content={ "localspend " (input.run.program_version) };
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(page_footer(input, metrics))) }
            }
            body {
                a .skip href="#main" { "Skip to the content" }
                (charts::definitions())
                (body)
                footer .colophon {
                    p {
                        (input.workspace_name) " · " (input.area.name) " (" (input.area.code) ") · " (input.quarter)
                        " · computed " (moment(input.run.finished_at)) " · run " code { (input.run.run_id) } " · localspend " (input.run.program_version)
                    }
                    p { a href={ (root) "data/dictionary.csv" } { "What each table and column means" } " · Individuals are never named in this pack." }
                }
            }
        }
    }
}

/// The moment of the run, as people write it.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M UTC").to_string()
}

/// What every sheet of paper says of itself: the area, the dates, and what counts as local.
pub(crate) fn filter(input: &PackInput<'_>, metrics: &Metrics) -> String {
    format!(
        "{} ({} {}) · {}, {} · local: {}",
        input.area.name,
        input.area.kind,
        input.area.code,
        input.quarter,
        words::quarter_months(input.quarter),
        sections::locality_in_words(&Context::area(input, metrics, false)),
    )
}

/// Print margins that carry the filter, the date of the run and the page number on every sheet.
fn page_footer(input: &PackInput<'_>, metrics: &Metrics) -> String {
    let left = css_text(&format!("{} · computed {}", filter(input, metrics), moment(input.run.finished_at)));
    format!("@page{{@bottom-left{{content:\"{left}\"}}@bottom-right{{content:\"Page \" counter(page) \" of \" counter(pages)}}}}")
}

/// Text inside a CSS string: every character but letters, digits and spaces is written by its number and a space, which
/// the style reads as the number's end.
fn css_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars().take(240) {
        if character.is_ascii_alphanumeric() || character == ' ' {
            escaped.push(character);
        } else {
            escaped.push_str(&format!("\\{:X} ", u32::from(character)));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_the_string_it_stands_in() {
        assert_eq!(css_text("A 1"), "A 1");
        assert_eq!(css_text("\"}\n"), "\\22 \\7D \\A ");
        assert_eq!(css_text("· 2"), "\\B7  2", "the space that ends a number is not the text's own");
    }
}
