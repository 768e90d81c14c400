//! Which chart an answer makes: the first column of texts or dates that tells its rows apart stands along it, the numbers
//! after the first are drawn with it where they are of its kind. Where two columns are needed to tell rows apart, one of
//! them makes the series. An answer that makes none says why.

use std::collections::{BTreeSet, HashSet};

use arrow::array::AsArray;
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Float64Type};
use chrono::NaiveDate;
use localspend_model::period::Quarter;
use localspend_report::{Along, MOST_SERIES, Series};

use super::query::Shown;

/// Most bars.
const MOST_BARS: usize = 40;

/// A chart, and what it shows in words.
#[derive(Debug, PartialEq)]
pub struct Chart {
    /// What stands along it.
    pub along: Along,
    /// What is drawn.
    pub series: Vec<Series>,
    /// `amount by quarter`.
    pub title: String,
    /// What of the answer is not in it.
    pub note: Option<String>,
}

/// The chart of an answer, or why there is none.
pub fn choose(shown: &Shown) -> Result<Chart, String> {
    if shown.more {
        return Err("There are more rows than a chart can show: group them.".to_owned());
    }
    if shown.rows.is_empty() {
        return Err("There is no row to draw.".to_owned());
    }
    let kinds: Vec<Kind> = shown.schema.fields().iter().map(|field| Kind::of(field.data_type())).collect();
    let names: Vec<&str> = shown.schema.fields().iter().map(|field| field.name().as_str()).collect();
    let Some(first) = kinds.iter().position(|kind| kind.is_number()) else {
        return Err("A chart needs a column of numbers.".to_owned());
    };
    let labels: Vec<usize> = (0..kinds.len()).filter(|column| kinds[*column] == Kind::Label).collect();
    if labels.is_empty() {
        return Err("A chart needs a column of texts or dates to stand along it.".to_owned());
    }
    let text = |row: usize, column: usize| shown.rows[row][column].as_str();
    let rows = 0..shown.rows.len();
    let tells_apart = |columns: &[usize]| {
        let mut seen = HashSet::new();
        rows.clone().all(|row| seen.insert(columns.iter().map(|column| text(row, *column)).collect::<Vec<_>>()))
    };
    if let Some(&along) = labels.iter().find(|column| tells_apart(&[**column])) {
        let drawn: Vec<usize> = (first..kinds.len()).filter(|column| kinds[*column] == kinds[first]).take(MOST_SERIES).collect();
        let series = drawn.iter().map(|column| Ok(Series { name: names[*column].to_owned(), values: numbers(shown, *column)? }));
        let series = series.collect::<Result<Vec<_>, String>>()?;
        let along_values = rows.map(|row| text(row, along).to_owned()).collect();
        let title = format!("{} by {}", drawn.iter().map(|column| names[*column]).collect::<Vec<_>>().join(", "), names[along]);
        return Ok(cut(placed(along_values), series, title));
    }
    let pairs = labels.iter().flat_map(|a| labels.iter().filter(move |b| a < *b).map(move |b| (*a, *b)));
    for (a, b) in pairs {
        if !tells_apart(&[a, b]) {
            continue;
        }
        let distinct = |column: usize| {
            let mut seen = HashSet::new();
            let values = rows.clone().map(|row| text(row, column)).filter(|value| seen.insert(*value));
            values.map(str::to_owned).collect::<Vec<String>>()
        };
        let is_time = |column: usize| !matches!(placed(distinct(column)), Along::Things(_));
        let (along, by) = if is_time(b) && !is_time(a) { (b, a) } else { (a, b) };
        let (along, by) = if !is_time(along) && distinct(by).len() > MOST_SERIES { (by, along) } else { (along, by) };
        let (places, mut lines) = (distinct(along), distinct(by));
        // A question without an order has its rows in any; its chart looks the same each time.
        lines.sort();
        if lines.len() > MOST_SERIES {
            continue;
        }
        let values = numbers(shown, first)?;
        let value = |place: &String, line: &String| {
            rows.clone().find(|row| text(*row, along) == place && text(*row, by) == line).and_then(|row| values[row])
        };
        let series = lines.iter().map(|line| Series {
            name: if line.is_empty() { "(empty)".to_owned() } else { line.clone() },
            values: places.iter().map(|place| value(place, line)).collect(),
        });
        let title = format!("{} by {} and {}", names[first], names[along], names[by]);
        return Ok(cut(placed(places.clone()), series.collect(), title));
    }
    Err(format!("Several rows have the same {}: group them, and a chart can be drawn.", names[labels[0]]))
}

/// What a column can be in a chart. Numbers of different kinds, such as pounds and shares, have no axis in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Label,
    Whole,
    Decimal,
    Real,
    Other,
}

impl Kind {
    fn of(kind: &DataType) -> Kind {
        match kind {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Date32 | DataType::Date64 => Kind::Label,
            DataType::Decimal128(..) | DataType::Decimal256(..) => Kind::Decimal,
            kind if kind.is_floating() => Kind::Real,
            kind if kind.is_integer() => Kind::Whole,
            _ => Kind::Other,
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Kind::Whole | Kind::Decimal | Kind::Real)
    }
}

/// Days and quarters stand where their time is; everything else stands in the answer's order.
fn placed(values: Vec<String>) -> Along {
    let different = values.iter().collect::<BTreeSet<_>>().len() > 1;
    let days: Option<Vec<NaiveDate>> = values.iter().map(|value| value.parse().ok()).collect();
    let quarters: Option<Vec<Quarter>> = values.iter().map(|value| value.parse().ok()).collect();
    match (days, quarters) {
        (Some(days), _) if different => Along::Days(days),
        (_, Some(quarters)) if different => Along::Quarters(quarters),
        _ => Along::Things(values.into_iter().map(|value| if value.is_empty() { "(empty)".to_owned() } else { value }).collect()),
    }
}

/// No more bars than can be read.
fn cut(along: Along, mut series: Vec<Series>, title: String) -> Chart {
    match along {
        Along::Things(mut names) if names.len() > MOST_BARS => {
            let note = format!("The first {MOST_BARS} of {} are drawn.", names.len());
            names.truncate(MOST_BARS);
            series.iter_mut().for_each(|one| one.values.truncate(MOST_BARS));
            Chart { along: Along::Things(names), series, title, note: Some(note) }
        }
        along => Chart { along, series, title, note: None },
    }
}

/// A column as numbers to draw with.
fn numbers(shown: &Shown, column: usize) -> Result<Vec<Option<f64>>, String> {
    let all = concat_batches(&shown.schema, &shown.batches).map_err(|error| error.to_string())?;
    let values = cast(all.column(column), &DataType::Float64).map_err(|error| error.to_string())?;
    let values = values.as_primitive::<Float64Type>().iter().map(|value| value.filter(|value| value.is_finite()));
    Ok(values.take(shown.rows.len()).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray};

    use super::*;

    fn shown(columns: Vec<(&str, ArrayRef)>) -> Shown {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        Shown { schema: batch.schema(), rows: localspend_query::texts(&batch).unwrap(), batches: vec![batch], more: false }
    }

    fn text(values: &[&str]) -> ArrayRef {
        Arc::new(StringArray::from(values.to_vec()))
    }

    fn money(pence: &[i128]) -> ArrayRef {
        Arc::new(Decimal128Array::from(pence.to_vec()).with_precision_and_scale(18, 2).unwrap())
    }

    #[test]
    fn things_make_bars_and_only_numbers_of_one_kind_share_them() {
        let share: ArrayRef = Arc::new(Float64Array::from(vec![0.4, 0.6]));
        let chart = choose(&shown(vec![("name", text(&["b", ""])), ("paid", money(&[150, -25])), ("share", share)])).unwrap();
        assert_eq!(chart.along, Along::Things(vec!["b".to_owned(), "(empty)".to_owned()]));
        assert_eq!(chart.series, [Series { name: "paid".to_owned(), values: vec![Some(1.5), Some(-0.25)] }]);
        assert_eq!(chart.title, "paid by name");
    }

    #[test]
    fn quarters_make_lines_and_a_second_text_makes_the_series() {
        let quarters = text(&["2024-25 Q1", "2024-25 Q2", "2024-25 Q1"]);
        let chart =
            choose(&shown(vec![("kind", text(&["a", "a", "b"])), ("quarter", quarters), ("paid", money(&[100, 200, 300]))]))
                .unwrap();
        assert!(matches!(&chart.along, Along::Quarters(quarters) if quarters.len() == 2), "{chart:?}");
        let values: Vec<_> = chart.series.iter().map(|one| (one.name.as_str(), one.values.clone())).collect();
        assert_eq!(values, [("a", vec![Some(1.0), Some(2.0)]), ("b", vec![Some(3.0), None])], "a value of another row was drawn");
    }

    /// A line through several values of the same day would show figures that nobody has.
    #[test]
    fn what_makes_no_chart_says_why() {
        let count: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
        for (columns, why) in [
            (vec![("a", text(&["x", "x"])), ("n", Arc::clone(&count))], "group"),
            (vec![("n", Arc::clone(&count))], "texts or dates"),
            (vec![("a", text(&["x", "y"]))], "numbers"),
        ] {
            let said = choose(&shown(columns)).unwrap_err();
            assert!(said.contains(why), "{said}");
        }
    }
}
