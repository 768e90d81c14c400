//! Tables of an HTML page, which many systems save under a workbook's name. Each table is a sheet.
//!
//! The tokenizer is a kept one; the few rules of tables (implied ends, spans) are here. Text is what a browser shows;
//! scripts, styles and comments are not text. Nothing the page links to is fetched.

mod grid;

use std::io::Read;

use html5gum::{HtmlString, StartTag, Token, Tokenizer};

use self::grid::Grid;
use super::rows::{RowSink, Rows, SheetReport, too_large};
use super::{SheetInfo, SheetKind};
use crate::{Error, Limits, Source};

/// An opened page.
pub(crate) struct Html {
    text: String,
    limits: Limits,
    sheets: Vec<SheetInfo>,
    /// Where in the text each table starts: a page of many tables is not gone through from its top for each.
    starts: Vec<usize>,
}

impl Html {
    /// Reads the page and lists its tables.
    pub(crate) fn open(source: Source<'_>, limits: &Limits) -> Result<Html, Error> {
        if source.size()? > limits.held_bytes {
            return Err(too_large("the size of an HTML page in bytes", limits.held_bytes));
        }
        let mut bytes = Vec::new();
        source.open()?.take(limits.held_bytes).read_to_end(&mut bytes)?;
        let text = decoded(&bytes);
        drop(bytes);
        let (mut sheets, mut starts) = (Vec::new(), Vec::new());
        for token in tokens(&text) {
            if let Token::StartTag(tag) = token
                && tag.name.as_slice() == b"table"
            {
                if sheets.len() as u64 >= limits.sheets {
                    return Err(too_large("the number of tables", limits.sheets));
                }
                starts.push(tag.span.start);
                sheets.push(SheetInfo {
                    name: format!("Table {}", sheets.len() + 1),
                    hidden: is_hidden(&tag),
                    kind: SheetKind::Table,
                });
            }
        }
        if sheets.is_empty() {
            return Err(Error::Refused {
                what: "it is a web page without a table".to_owned(),
                hint: "it may be an error page or a sign-in page saved instead of the file: download it again".to_owned(),
            });
        }
        Ok(Html { text, limits: *limits, sheets, starts })
    }

    /// The tables, in the order they start.
    pub(crate) fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Passes the rows of the table at an index on. A table inside a cell is a sheet of its own, not text of the cell.
    pub(crate) fn rows(&self, index: usize, sink: &mut RowSink<'_>) -> Result<SheetReport, Error> {
        let mut grid = Grid::new(Rows::new(&self.limits, sink), &self.limits);
        let mut open: Vec<usize> = Vec::new();
        let start = self.starts.get(index).copied().unwrap_or_default();
        let from_here = self.text.get(start..).filter(|text| text.starts_with('<'));
        let mut started = if from_here.is_some() { index } else { 0 };
        for token in tokens(from_here.unwrap_or(&self.text)) {
            let here = open.last() == Some(&index);
            match token {
                Token::StartTag(tag) if tag.name.as_slice() == b"table" => {
                    open.push(started);
                    started += 1;
                }
                Token::EndTag(tag) if tag.name.as_slice() == b"table" => {
                    open.pop();
                    if here {
                        break;
                    }
                }
                Token::StartTag(tag) if here && grid.start(&tag)?.is_break() => break,
                Token::EndTag(tag) if here && grid.end(tag.name.as_slice())?.is_break() => break,
                Token::String(text) if here => grid.text(&String::from_utf8_lossy(&text)),
                _ => {}
            }
        }
        grid.finish()
    }
}

fn tokens(text: &str) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = html5gum::DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(text, emitter).filter_map(Result::ok)
}

/// The value of an attribute.
fn attribute<'t>(tag: &'t StartTag<usize>, name: &str) -> Option<std::borrow::Cow<'t, str>> {
    tag.attributes.get(&HtmlString(name.as_bytes().to_vec())).map(|value| String::from_utf8_lossy(value))
}

fn is_hidden(tag: &StartTag<usize>) -> bool {
    let style = attribute(tag, "style").unwrap_or_default().to_ascii_lowercase();
    attribute(tag, "hidden").is_some() || style.replace(' ', "").contains("display:none")
}

/// The page's text: by its mark, else by the encoding it names, else UTF-8 when it is that, else Western.
fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let start = String::from_utf8_lossy(bytes.get(..4096.min(bytes.len())).unwrap_or_default()).to_ascii_lowercase();
    let named = start.split_once("charset=").map(|(_, rest)| {
        rest.trim_start_matches(['"', '\''])
            .split(|character: char| !character.is_ascii_alphanumeric() && !"-_".contains(character))
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    let named = named.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    // Bytes that are no UTF-8 are Western whatever the page says of itself.
    let encoding = named.filter(|encoding| *encoding != encoding_rs::UTF_8).unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}
