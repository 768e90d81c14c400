//! How a share is spread over many organisations: one upright line for each, from what is proven to what is possible.
//!
//! Nobody is named in it: it shows how far apart organisations are, and the table beside it says who they are.

use std::sync::Arc;

use kuva::TickFormat;
use kuva::plot::LinePlot;
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use maud::Markup;

use super::{Alternative, Room, both};

/// The chart of some intervals and of that of the whole area; `None` with fewer than two.
pub(crate) fn draw(alternative: &Alternative, intervals: &[(f64, f64)], whole: Option<(f64, f64)>) -> Option<Markup> {
    let mut sorted = intervals.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    (sorted.len() >= 2).then(|| both(alternative, |room| (plots(&sorted, whole, room), layout(&sorted, room))))
}

/// As wide as its share of the chart, with a little room between neighbours.
fn stroke(count: usize, room: Room) -> f64 {
    let width = if room == Room::Wide { 800.0 } else { 270.0 };
    (width / count as f64 * 0.7).clamp(0.8, 10.0)
}

fn plots(sorted: &[(f64, f64)], whole: Option<(f64, f64)>, room: Room) -> Vec<Plot> {
    let width = stroke(sorted.len(), room);
    let mut plots = Vec::new();
    let mut line = |points: Vec<(f64, f64)>, colour: &str, width: f64| {
        plots.push(Plot::Line(LinePlot::new().with_data(points).with_color(colour).with_stroke_width(width)));
    };
    for (at, (low, high)) in sorted.iter().enumerate() {
        let (x, low, high) = (at as f64, low * 100.0, high * 100.0);
        line(vec![(x, 0.0), (x, low)], "var(--yes)", width);
        line(vec![(x, low), (x, high)], "var(--unknown)", width);
    }
    if let Some((low, _)) = whole {
        let ends = vec![(-0.5, low * 100.0), (sorted.len() as f64 - 0.5, low * 100.0)];
        plots.push(Plot::Line(LinePlot::new().with_data(ends).with_color("var(--ink)").with_stroke_width(2.0).with_dashed()));
    }
    plots
}

fn layout(sorted: &[(f64, f64)], room: Room) -> Layout {
    let low = sorted.iter().map(|ends| ends.0).fold(0.0_f64, f64::min);
    let high = sorted.iter().map(|ends| ends.1).fold(0.0_f64, f64::max);
    let (low, high) = ((low * 10.0).floor() * 10.0, ((high * 10.0).ceil() * 10.0).max(10.0));
    let last = sorted.len() as f64;
    let layout = Layout::new((-1.0, last), (low, high))
        .with_x_axis_min(-1.0)
        .with_x_axis_max(last)
        .with_y_axis_min(low)
        .with_y_axis_max(high)
        .with_x_tick_step(last + 2.0)
        .with_y_tick_step(if high - low > 50.0 { 20.0 } else { 10.0 })
        .with_x_tick_format(TickFormat::Custom(Arc::new(|_| String::new())))
        .with_y_tick_format(TickFormat::Custom(Arc::new(|y| format!("{y:.0}%"))));
    match room {
        Room::Wide => layout.with_width(900.0).with_height(320.0).with_tick_size(14),
        Room::Phone => layout.with_width(340.0).with_height(240.0).with_tick_size(12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_organisation_has_its_line_and_no_name() {
        let alternative = Alternative { id: "spread".to_owned(), title: "t".to_owned(), description: "d".to_owned() };
        let drawn = draw(&alternative, &[(0.4, 0.5), (0.1, 0.1), (-0.02, 0.3)], Some((0.3, 0.4))).unwrap().into_string();
        // Two strokes for each organisation and the whole, in two widths.
        assert_eq!(drawn.matches("<path").count(), 2 * (3 * 2 + 1), "{drawn}");
        assert!(draw(&alternative, &[(0.4, 0.5)], None).is_none(), "one organisation is no spread");
    }
}
