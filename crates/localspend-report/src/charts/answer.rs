//! A chart of any answer: bars for things, lines for time. Whoever asks chooses what stands where; here it is only drawn.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use kuva::TickFormat;
use kuva::plot::{BarPlot, LinePlot};
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use localspend_model::period::Quarter;
use maud::{Markup, html};

use super::{Alternative, Room, both};

/// Colours of series, each with a dash of its own, so that colour is never the only sign.
const LOOKS: [(&str, &str); MOST_SERIES] = [
    ("var(--yes)", ""),
    ("var(--v-steered)", "8 5"),
    ("var(--v-movable)", "2 4"),
    ("var(--v-cond)", "10 4 2 4"),
    ("var(--v-blocked)", "5 3"),
    ("var(--soft)", "14 4"),
];

/// Most series of one chart.
pub const MOST_SERIES: usize = 6;

/// What stands along a chart, in the order of its values.
#[derive(Debug, Clone, PartialEq)]
pub enum Along {
    /// Things: a bar each.
    Things(Vec<String>),
    /// Days: a line through them.
    Days(Vec<NaiveDate>),
    /// Quarters: a line through them, broken where one is missing.
    Quarters(Vec<Quarter>),
}

/// Values of one name, as many as there are things, days or quarters.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Name.
    pub name: String,
    /// Values; `None` is drawn as nothing. Only for drawing: the table beside has the exact figures.
    pub values: Vec<Option<f64>>,
}

/// The chart with its legend. `title` and `description` are for those who do not see it.
pub fn answer_chart(title: &str, description: &str, along: &Along, series: &[Series]) -> Markup {
    let series = &series[..series.len().min(MOST_SERIES)];
    let alternative = Alternative { id: "answer".to_owned(), title: title.to_owned(), description: description.to_owned() };
    html! {
        p .key {
            @for (one, (colour, dash)) in series.iter().zip(LOOKS) {
                span .nowrap {
                    svg .sample width="32" height="12" viewBox="0 0 32 12" aria-hidden="true" focusable="false" {
                        @if matches!(along, Along::Things(_)) { rect width="32" height="12" fill=(colour) {} }
                        @else { line x1="0" y1="6" x2="32" y2="6" stroke=(colour) stroke-width="3" stroke-dasharray=(dash) {} }
                    }
                    " " (one.name)
                }
            }
        }
        @match along {
            Along::Things(names) => (both(&alternative, |room| bars(names, series, room))),
            Along::Days(days) => (both(&alternative, |room| {
                let first = days.iter().min().copied().unwrap_or_default();
                let at: Vec<f64> = days.iter().map(|day| (*day - first).num_days() as f64).collect();
                let label = move |x: f64| {
                    let day = first.checked_add_days(Days::new(x.max(0.0).round() as u64));
                    day.map_or_else(String::new, |day| day.format("%-d %b %Y").to_string())
                };
                lines(&at, series, f64::INFINITY, label, room)
            })),
            Along::Quarters(quarters) => (both(&alternative, |room| {
                let index = |quarter: &Quarter| quarter.start_year() * 4 + quarter.number() as i32;
                let first = quarters.iter().min_by_key(|quarter| index(quarter)).copied();
                let at: Vec<f64> = quarters.iter().map(|quarter| f64::from(index(quarter) - first.as_ref().map_or(0, index))).collect();
                let label = move |x: f64| {
                    let whole = (x - x.round()).abs() < 0.01;
                    first.filter(|_| whole).map_or_else(String::new, |first| first.minus(-(x.round() as i32)).to_string())
                };
                lines(&at, series, 1.0, label, room)
            })),
        }
    }
}

/// Bars from the left, the first on top: names of suppliers need the room.
fn bars(names: &[String], series: &[Series], room: Room) -> (Vec<Plot>, Layout) {
    let longest = if room == Room::Phone { 16 } else { 40 };
    let mut plot = BarPlot::new().with_horizontal(true);
    for (row, name) in names.iter().enumerate().rev() {
        let value = |one: &Series| one.values.get(row).copied().flatten().unwrap_or(0.0);
        // Within a group the library draws upwards too.
        let group: Vec<(f64, &str)> = series.iter().zip(LOOKS).map(|(one, (colour, _))| (value(one), colour)).rev().collect();
        plot = plot.with_group(shortened(name, longest), group);
    }
    let height = 70.0 + names.len() as f64 * (10.0 + 18.0 * series.len().max(1) as f64);
    let plots = vec![Plot::Bar(plot)];
    let layout = Layout::auto_from_plots(&plots).with_height(height).with_x_tick_format(values());
    (plots, sized(layout, room))
}

/// Lines through points; a line is broken where a value is missing or more than `step` lies between two points.
fn lines(
    at: &[f64],
    series: &[Series],
    step: f64,
    label: impl Fn(f64) -> String + Send + Sync + 'static,
    room: Room,
) -> (Vec<Plot>, Layout) {
    let mut order: Vec<usize> = (0..at.len()).collect();
    order.sort_by(|a, b| at[*a].total_cmp(&at[*b]));
    let (mut plots, mut low, mut high) = (Vec::new(), 0.0_f64, 0.0_f64);
    for (one, (colour, dash)) in series.iter().zip(LOOKS) {
        for run in runs(&order, at, &one.values, step) {
            low = run.iter().fold(low, |low, point| low.min(point.1));
            high = run.iter().fold(high, |high, point| high.max(point.1));
            // A single point has no line: a short one shows that it is there.
            let run = if let [(x, y)] = run[..] { vec![(x - 0.05, y), (x + 0.05, y)] } else { run };
            let line = LinePlot::new().with_data(run).with_color(colour).with_stroke_width(3.0);
            plots.push(Plot::Line(match dash {
                "" => line,
                "2 4" => line.with_dotted(),
                "10 4 2 4" => line.with_dashdot(),
                _ => line.with_dashed(),
            }));
        }
    }
    let last = at.iter().copied().fold(0.0, f64::max);
    let most = if room == Room::Phone { 4.0 } else { 9.0 };
    let every = (last / most).ceil().max(1.0);
    let layout = Layout::new((0.0, last.max(1.0)), (low, if high > low { high } else { low + 1.0 }))
        .with_x_tick_step(every)
        // Room for half a label at both ends.
        .with_x_axis_min(-0.06 * last.max(1.0))
        .with_x_axis_max(1.06 * last.max(1.0))
        .with_x_tick_format(TickFormat::Custom(Arc::new(label)))
        .with_y_tick_format(values())
        .with_height(if room == Room::Phone { 280.0 } else { 360.0 });
    let layout = if room == Room::Phone { layout.with_x_tick_rotate(-50.0) } else { layout };
    (plots, sized(layout, room))
}

/// Unbroken runs of points.
fn runs(order: &[usize], at: &[f64], values: &[Option<f64>], step: f64) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut broken = true;
    for &index in order {
        let Some(value) = values.get(index).copied().flatten() else {
            broken = true;
            continue;
        };
        let point = (at[index], value);
        match runs.last_mut() {
            Some(run) if !broken && run.last().is_some_and(|last| point.0 - last.0 <= step) => run.push(point),
            _ => runs.push(vec![point]),
        }
        broken = false;
    }
    runs
}

fn sized(layout: Layout, room: Room) -> Layout {
    match room {
        Room::Wide => layout.with_width(900.0).with_tick_size(14),
        Room::Phone => layout.with_width(340.0).with_tick_size(11).with_ticks(3),
    }
}

fn shortened(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest {
        return name.to_owned();
    }
    name.chars().take(longest - 1).chain(['…']).collect()
}

fn values() -> TickFormat {
    TickFormat::Custom(Arc::new(compact))
}

/// `12.5m`: an axis has no room for pence.
fn compact(value: f64) -> String {
    let size = value.abs();
    let (divided, unit) = match size {
        _ if size >= 1e9 => (value / 1e9, "bn"),
        _ if size >= 1e6 => (value / 1e6, "m"),
        _ if size >= 1e3 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let text = format!("{divided:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}{unit}", if text == "-0" { "0" } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[Option<f64>]) -> Vec<Series> {
        vec![Series { name: "amount".to_owned(), values: values.to_vec() }]
    }

    #[test]
    fn axes_are_short_and_true() {
        for (value, text) in [(0.0, "0"), (1500.0, "1.5k"), (-2_000_000.0, "-2m"), (3e9, "3bn"), (0.25, "0.25"), (-0.001, "0")] {
            assert_eq!(compact(value), text);
        }
    }

    #[test]
    fn what_is_missing_breaks_the_line_in_any_order_of_rows() {
        let at = [2.0, 0.0, 1.0, 5.0];
        let order = [1, 2, 0, 3];
        let some = [Some(3.0), Some(1.0), Some(2.0), Some(4.0)];
        let lengths = |runs: Vec<Vec<(f64, f64)>>| runs.iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(lengths(runs(&order, &at, &some, 1.0)), [3, 1], "a line over quarters that are not there invents figures");
        assert_eq!(lengths(runs(&order, &at, &[Some(3.0), Some(1.0), None, Some(4.0)], f64::INFINITY)), [1, 2]);
    }

    #[test]
    fn names_of_things_cannot_become_markup() {
        let along = Along::Things(vec!["<script>alert(1)</script>&".to_owned(), "b".to_owned()]);
        let drawn = answer_chart("<b>", "\"", &along, &series(&[Some(1.0), Some(-2.0)])).into_string();
        assert!(!drawn.contains("<script") && !drawn.contains("<b>") && drawn.contains("&lt;script"), "{drawn}");
        assert_eq!(drawn.matches("<svg class=\"chart").count(), 2, "one for a wide page, one for a phone");
    }
}
