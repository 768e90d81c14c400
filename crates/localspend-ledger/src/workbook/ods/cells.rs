//! One cell of an OpenDocument table: what its attributes say it holds, and the text of its paragraphs.

use chrono::{NaiveTime, TimeDelta};
use quick_xml::events::BytesStart;

use crate::cell::Cell;
use crate::workbook::xlsx::sheet::{finite_number, iso_moment};
use crate::workbook::xml::number_attribute;

/// A cell whose end has not been met.
#[derive(Default)]
pub(crate) struct OpenCell {
    pub(crate) repeat: u64,
    /// Rows and columns it covers.
    pub(crate) spans: (u64, u64),
    kind: String,
    error: bool,
    formula: bool,
    value: Option<String>,
    text: String,
    paragraphs: u32,
    /// Elements open inside the cell.
    depth: u32,
    /// Whether the paragraph so far ends where another space would not show.
    after_space: bool,
}

/// Starts a cell from its tag.
pub(crate) fn start_cell(element: &BytesStart<'_>) -> OpenCell {
    let mut cell = OpenCell { repeat: 1, spans: (1, 1), ..OpenCell::default() };
    let text = |value: &str| quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned);
    for attribute in element.attributes().with_checks(false).flatten() {
        let count = || attribute.value.trim().parse::<u64>().unwrap_or(1).max(1);
        match attribute.key.as_ref() {
            "office:value-type" => cell.kind = attribute.value.to_string(),
            "calcext:value-type" => cell.error = attribute.value.as_ref() == "error",
            "office:value" | "office:date-value" | "office:time-value" | "office:boolean-value" | "office:string-value" => {
                cell.value = Some(text(&attribute.value));
            }
            "table:formula" => cell.formula = true,
            "table:number-columns-repeated" => cell.repeat = count(),
            "table:number-rows-spanned" => cell.spans.0 = count(),
            "table:number-columns-spanned" => cell.spans.1 = count(),
            _ => {}
        }
    }
    cell
}

impl OpenCell {
    /// Takes a start tag inside the cell; false when it and all in it is no text of the cell.
    pub(crate) fn start_element(&mut self, element: &BytesStart<'_>) -> bool {
        match (self.depth, element.name().as_ref()) {
            (0, "text:p" | "text:h") => {
                if self.paragraphs > 0 {
                    self.trim_end();
                    self.text.push('\n');
                }
                self.paragraphs += 1;
                self.after_space = true;
            }
            (0, _) | (_, "office:annotation" | "text:ruby-text" | "text:note" | "draw:frame") => return false,
            (_, "text:s") => {
                const MOST: u32 = 32_767;
                let count = number_attribute::<u32>(element, "c").unwrap_or(1).min(MOST);
                self.text.extend(std::iter::repeat_n(' ', count as usize));
                self.after_space = false;
            }
            (_, "text:tab") => self.push_plain('\t'),
            (_, "text:line-break") => self.push_plain('\n'),
            _ => {}
        }
        self.depth += 1;
        true
    }

    /// Takes an end tag; true when it ends the cell.
    pub(crate) fn end_element(&mut self) -> bool {
        if self.depth == 0 {
            return true;
        }
        self.depth -= 1;
        false
    }

    pub(crate) fn in_paragraph(&self) -> bool {
        self.depth > 0
    }

    /// Adds text of a paragraph: runs of white space show as one space, as the format says.
    pub(crate) fn push(&mut self, text: &str) {
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r') {
                if !self.after_space {
                    self.text.push(' ');
                }
                self.after_space = true;
            } else {
                self.text.push(character);
                self.after_space = false;
            }
        }
    }

    /// The cell as read.
    pub(crate) fn finished(mut self) -> Cell {
        self.trim_end();
        let shown = self.text;
        let cell = if self.error {
            Cell::error(shown)
        } else {
            match (self.kind.as_str(), self.value) {
                ("float" | "percentage" | "currency", Some(value)) => {
                    finite_number(&value).map_or_else(|| Cell::text(value), Cell::number)
                }
                ("date", Some(value)) => iso_moment(&value).unwrap_or_else(|| Cell::text(value)),
                ("time", Some(value)) => duration(&value).unwrap_or_else(|| Cell::text(value)),
                ("boolean", Some(value)) => Cell::bool(value.trim() == "true"),
                ("string", Some(value)) => Cell::text(value),
                _ => Cell::text(shown),
            }
        };
        cell.with_formula(self.formula)
    }

    fn push_plain(&mut self, character: char) {
        self.text.push(character);
        self.after_space = true;
    }

    fn trim_end(&mut self) {
        if self.after_space && self.text.ends_with(' ') {
            self.text.pop();
        }
    }
}

/// A time such as `PT18H30M00S`: a time of day below 24 hours, else a length of time.
fn duration(text: &str) -> Option<Cell> {
    let rest = text.trim().strip_prefix("PT")?;
    let (hours, rest) = rest.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = finite_number(rest.strip_suffix('S')?.replace(',', ".").as_str())?;
    let total = hours.parse::<u32>().ok().map(f64::from)? * 3600.0 + minutes.parse::<u32>().ok().map(f64::from)? * 60.0 + seconds;
    if (0.0..86_400.0).contains(&total) {
        let time = NaiveTime::MIN.overflowing_add_signed(TimeDelta::milliseconds((total * 1000.0).round() as i64)).0;
        return Some(Cell::time(time));
    }
    Some(Cell::duration(total / 86_400.0))
}
