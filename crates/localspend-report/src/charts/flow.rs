//! The pound's journey as a Sankey diagram: all payments, what is out of reach, and what became of the rest.
//!
//! kuva scales each column to the full height. A picture in which the same pound has two heights would be false, so
//! every column gets the same number of nodes, the missing ones being empty and invisible.

use kuva::plot::SankeyPlot;
use kuva::plot::sankey::{SankeyLink, SankeyNode};
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use localspend_model::money::Money;
use maud::Markup;

use super::{Alternative, Room, both};
use crate::words;

/// One end of the journey.
pub(crate) struct End {
    /// On a wide page.
    pub(crate) title: String,
    /// On a phone.
    pub(crate) short: String,
    /// A colour of the page, as CSS.
    pub(crate) colour: String,
    pub(crate) amount: Money,
    pub(crate) in_base: bool,
}

/// The diagram; `None` when there is no positive amount to draw.
pub(crate) fn draw(alternative: &Alternative, ends: &[End]) -> Option<Markup> {
    let ends: Vec<&End> = ends.iter().filter(|end| end.amount.pence() > 0).collect();
    (!ends.is_empty()).then(|| both(alternative, |room| (vec![Plot::Sankey(plot(&ends, room))], layout(ends.len(), room))))
}

fn plot(ends: &[&End], room: Room) -> SankeyPlot {
    let total = |in_base: bool| ends.iter().filter(|end| end.in_base == in_base).map(|end| end.amount).sum::<Money>();
    let (base, out) = (total(true), total(false));
    let label = |title: &str, amount: Money| format!("{title} {}", words::pounds(amount));
    let middles: Vec<(&str, Money, &str)> = [("Base", base, "var(--v-third_party)"), ("Out of reach", out, "var(--v-other)")]
        .into_iter()
        .filter(|(_, amount, _)| amount.pence() > 0)
        .collect();

    let mut nodes = Vec::new();
    let first = match room {
        Room::Wide => label("All payments", base + out),
        Room::Phone => String::new(),
    };
    let start = column(&mut nodes, 0, ends.len(), vec![(first, "var(--v-all)")]);
    let middle_label = |title: &str, amount| if room == Room::Wide { label(title, amount) } else { title.to_owned() };
    let middle_labels = middles.iter().map(|(title, amount, colour)| (middle_label(title, *amount), *colour)).collect();
    let middle = column(&mut nodes, 1, ends.len(), middle_labels);
    let end_labels = ends.iter().map(|end| {
        let title = if room == Room::Wide { &end.title } else { &end.short };
        (label(title, end.amount), end.colour.as_str())
    });
    let last = column(&mut nodes, 2, ends.len(), end_labels.collect());

    let mut links = Vec::new();
    for (offset, (_, amount, colour)) in middles.iter().enumerate() {
        links.push(link(start, middle + offset, *amount, colour));
    }
    for (offset, end) in ends.iter().enumerate() {
        let from = if end.in_base { middle } else { middle + middles.len() - 1 };
        links.push(link(from, last + offset, end.amount, &end.colour));
    }
    SankeyPlot {
        nodes,
        links,
        node_width: if room == Room::Wide { 18.0 } else { 10.0 },
        node_gap: GAP,
        link_opacity: 0.45,
        ..SankeyPlot::new().with_per_link_colors()
    }
}

/// Between nodes: as much as a line of text needs, so that labels never touch.
const GAP: f64 = 17.0;

/// Adds a column of `size` nodes around `shown` and returns the index of the first shown one.
fn column(nodes: &mut Vec<SankeyNode>, column: usize, size: usize, shown: Vec<(String, &str)>) -> usize {
    let (before, after) = ((size - shown.len()) / 2, (size - shown.len()).div_ceil(2));
    let mut push = |label: String, colour: &str| {
        let id = format!("{column}-{}", nodes.len());
        nodes.push(SankeyNode { id, label, color: Some(colour.to_owned()), column: Some(column) });
        nodes.len() - 1
    };
    for _ in 0..before {
        push(String::new(), "none");
    }
    let first = shown.into_iter().map(|(label, colour)| push(label, colour)).min().unwrap_or(0);
    for _ in 0..after {
        push(String::new(), "none");
    }
    first
}

/// Heights are the only use of this number, so a float of whole pounds is exact enough to draw and never printed.
fn link(source: usize, target: usize, amount: Money, colour: &str) -> SankeyLink {
    SankeyLink { source, target, value: amount.pence() as f64 / 100.0, color: Some(colour.to_owned()) }
}

fn layout(nodes: usize, room: Room) -> Layout {
    let height = 330.0 + nodes as f64 * (GAP + 2.0);
    let layout = Layout::new((0.0, 1.0), (0.0, 1.0)).with_height(height).with_force_margins_y(8.0, 12.0).with_show_grid(false);
    match room {
        Room::Wide => layout.with_width(1000.0).with_force_margins(76.0, 150.0).with_body_size(15),
        Room::Phone => layout.with_width(320.0).with_force_margins(-34.0, 44.0).with_body_size(11),
    }
}
