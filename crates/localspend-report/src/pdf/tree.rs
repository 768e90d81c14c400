//! A page of ours as a tree, so that the printed pack is set from the very words and figures of the page.
//!
//! It reads what our own sections write and nothing else: it is no reader of HTML.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A piece of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    Element(Element),
    /// A drawing, as it stands in the page.
    Drawing(String),
}

/// An element with what its style and its readers need.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.classes().any(|known| known == class)
    }

    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or("").split_whitespace()
    }

    /// Elements of a name anywhere below, in order.
    pub(super) fn all<'a>(&'a self, name: &str, found: &mut Vec<&'a Element>) {
        for child in &self.children {
            if let Node::Element(element) = child {
                if element.name == name {
                    found.push(element);
                } else {
                    element.all(name, found);
                }
            }
        }
    }

    /// All text below, drawings apart.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for child in &self.children {
            match child {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) => text.push_str(&element.text()),
                Node::Drawing(_) => {}
            }
        }
        text
    }
}

/// Elements that are never closed.
const VOID: [&str; 6] = ["br", "meta", "link", "img", "hr", "input"];

/// The tree below one nameless root.
pub(super) fn parse(html: &str) -> Result<Element, quick_xml::Error> {
    let mut reader = Reader::from_str(html);
    reader.config_mut().check_end_names = false;
    let mut open = vec![Element::default()];
    loop {
        let before = position(&reader);
        match reader.read_event()? {
            Event::Start(start) if start.name().as_ref() == "svg" => {
                let end = start.to_end().into_owned();
                reader.read_to_end(end.name())?;
                let drawing = html.get(before..position(&reader)).unwrap_or_default();
                push(&mut open, Node::Drawing(drawing.to_owned()));
            }
            Event::Start(start) => {
                let element = element(&start);
                if VOID.contains(&element.name.as_str()) {
                    push(&mut open, Node::Element(element));
                } else {
                    open.push(element);
                }
            }
            Event::End(_) => {
                if let Some(closed) = if open.len() > 1 { open.pop() } else { None } {
                    push(&mut open, Node::Element(closed));
                }
            }
            Event::Text(text) => push(&mut open, Node::Text(text.html_content().into_owned())),
            Event::GeneralRef(name) => push(&mut open, Node::Text(character(name.as_ref()))),
            Event::Eof => break,
            _ => {}
        }
    }
    while open.len() > 1 {
        if let Some(closed) = open.pop() {
            push(&mut open, Node::Element(closed));
        }
    }
    Ok(open.pop().unwrap_or_default())
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// Neighbouring texts become one: references split what was a single word.
fn push(open: &mut [Element], node: Node) {
    let Some(parent) = open.last_mut() else { return };
    match (parent.children.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
        (_, node) => parent.children.push(node),
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let name = start.name().as_ref().to_owned();
    let attributes = start
        .html_attributes()
        .filter_map(Result::ok)
        .map(|attribute| {
            let key = attribute.key.as_ref().to_owned();
            let raw = attribute.value.as_ref();
            let value = quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), |text| text.into_owned());
            (key, value)
        })
        .collect();
    Element { name, attributes, children: Vec::new() }
}

/// The four references that our pages write.
fn character(name: &str) -> String {
    match name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        other => format!("&{other};"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_as_they_were_written() {
        let tree = parse("<p class=\"a b\">x &lt;script&gt; &amp; <br>y<svg viewBox=\"0 0 1 1\"><g><text>z</text></g></svg></p>")
            .unwrap();
        let Some(Node::Element(paragraph)) = tree.children.first() else { panic!("no paragraph") };
        assert!(paragraph.has_class("b"));
        assert_eq!(paragraph.children[0], Node::Text("x <script> & ".to_owned()), "a supplier's name would be misprinted");
        assert_eq!(paragraph.text(), "x <script> & y");
        let drawing = "<svg viewBox=\"0 0 1 1\"><g><text>z</text></g></svg>";
        assert_eq!(paragraph.children[3], Node::Drawing(drawing.to_owned()), "a drawing must arrive whole");
    }
}
