//! A share over the quarters: what is proven, what is possible, and the band of not knowing between them.
//!
//! A quarter whose share is withheld or missing breaks the lines; nothing is drawn across it.

use std::sync::Arc;

use kuva::TickFormat;
use kuva::plot::{BandPlot, LinePlot};
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use localspend_model::period::Quarter;
use maud::Markup;

use super::{Alternative, Room, both};

/// A quarter and its interval, `None` where there is none.
pub(crate) type Point = (Quarter, Option<(f64, f64)>);

/// The chart; `None` with fewer than two quarters to join.
pub(crate) fn draw(alternative: &Alternative, points: &[Point]) -> Option<Markup> {
    let known = points.iter().filter(|(_, interval)| interval.is_some()).count();
    (known >= 2).then(|| both(alternative, |room| (plots(points), layout(points, room))))
}

fn plots(points: &[Point]) -> Vec<Plot> {
    let mut plots = Vec::new();
    for run in runs(points) {
        let x = || run.iter().map(|(x, _, _)| *x);
        let (low, high) = (|| run.iter().map(|(_, low, _)| *low), || run.iter().map(|(_, _, high)| *high));
        plots.push(Plot::Band(BandPlot::new(x(), low(), high()).with_color("var(--unknown)").with_opacity(0.3)));
        let line = |y: Vec<f64>| LinePlot::new().with_data(x().zip(y)).with_color("var(--yes)").with_stroke_width(3.0);
        plots.push(Plot::Line(line(high().collect()).with_dashed().with_stroke_width(2.0)));
        plots.push(Plot::Line(line(low().collect())));
    }
    plots
}

/// Unbroken runs of quarters, as position, low and high in percent.
fn runs(points: &[Point]) -> Vec<Vec<(f64, f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64, f64)>> = Vec::new();
    let mut before: Option<Quarter> = None;
    for (quarter, interval) in points {
        let Some((low, high)) = interval else {
            before = None;
            continue;
        };
        let point = (position(points, *quarter), low * 100.0, high * 100.0);
        match runs.last_mut().filter(|_| before.is_some_and(|before| before == quarter.minus(1))) {
            Some(run) => run.push(point),
            None => runs.push(vec![point]),
        }
        before = Some(*quarter);
    }
    runs
}

fn index(quarter: Quarter) -> i32 {
    quarter.start_year() * 4 + quarter.number() as i32
}

fn position(points: &[Point], quarter: Quarter) -> f64 {
    f64::from(index(quarter) - points.first().map_or(0, |(first, _)| index(*first)))
}

fn layout(points: &[Point], room: Room) -> Layout {
    let last = points.last().map_or(1.0, |(quarter, _)| position(points, *quarter));
    let ends = points.iter().filter_map(|(_, interval)| *interval);
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), (from, to)| (low.min(from), high.max(to)));
    // Whole steps of ten, from 0 unless credits push below: a cut axis would make small changes look large.
    let (low, high) = ((low * 10.0).floor() * 10.0, ((high * 10.0).ceil() * 10.0).max(10.0));
    let first = points.first().map(|(quarter, _)| *quarter);
    let every = if room == Room::Phone && last > 6.0 { 2 } else { 1 };
    let label = move |x: f64| {
        let step = x.round() as i32;
        let shown = (x - f64::from(step)).abs() < 0.01 && step % every == 0;
        first.filter(|_| shown).map_or_else(String::new, |first| short(first.minus(-step)))
    };
    let layout = Layout::new((0.0, last), (low, high))
        .with_x_axis_min(-0.3)
        .with_x_axis_max(last + 0.3)
        .with_y_axis_min(low)
        .with_y_axis_max(high)
        .with_x_tick_step(1.0)
        .with_y_tick_step(if high - low > 50.0 { 20.0 } else { 10.0 })
        .with_x_tick_format(TickFormat::Custom(Arc::new(label)))
        .with_y_tick_format(TickFormat::Custom(Arc::new(|y| format!("{y:.0}%"))));
    match room {
        Room::Wide => layout.with_width(900.0).with_height(320.0).with_tick_size(14),
        Room::Phone => layout.with_width(340.0).with_height(260.0).with_tick_size(12).with_x_tick_rotate(-50.0),
    }
}

/// `25-26 Q1`: the century is plain.
fn short(quarter: Quarter) -> String {
    quarter.to_string().get(2..).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_quarter_breaks_the_line() {
        let quarter = |text: &str| text.parse::<Quarter>().unwrap();
        let some = Some((0.3, 0.4));
        let points = [
            (quarter("2024-25 Q1"), some),
            (quarter("2024-25 Q2"), some),
            (quarter("2024-25 Q4"), some),
            (quarter("2025-26 Q1"), None),
        ];
        let lengths: Vec<usize> = runs(&points).iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 1], "a line across a quarter nobody published would invent a figure");
    }
}
