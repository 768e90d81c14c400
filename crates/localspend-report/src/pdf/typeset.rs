//! From the tree of a page to Typst's own source. Every text goes in as a quoted string, so a name cannot become a
//! command; everything else is a call of a function of `pack.typ`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::tree::{Element, Node};
use super::{drawing, press};

/// What a page became.
pub(super) struct Set {
    pub(super) body: String,
    pub(super) drawings: BTreeMap<String, String>,
}

struct Setter {
    drawings: BTreeMap<String, String>,
    /// Places that a link can lead to.
    places: BTreeSet<String>,
    /// Inside the pages of one organisation, headings stand one step lower.
    organisation: bool,
    /// The first sheet stands below the title.
    begun: bool,
}

pub(super) fn set(tree: &Element) -> Set {
    let mut setter = Setter { drawings: BTreeMap::new(), places: BTreeSet::new(), organisation: false, begun: false };
    setter.find_places(tree);
    let mut body = setter.blocks(&tree.children);
    if body.contains('\u{FFFD}') {
        body.push_str("#para(\"note\", false)[#\"Letters shown as \u{FFFD} are not in the fonts of this file; the page and the data files have them.\"]\n");
    }
    Set { body, drawings: setter.drawings }
}

/// A text as Typst writes a string. Words too long for any column may break; letters without a font are marked.
pub(super) fn string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let (mut space, mut run) = (false, 0);
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            if !space {
                quoted.push(' ');
            }
            (space, run) = (true, 0);
            continue;
        }
        space = false;
        run += 1;
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            // A mark that only steers the direction of writing; Typst finds it by itself.
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => {}
            known if press::can_draw(known) => quoted.push(known),
            _ => quoted.push('\u{FFFD}'),
        }
        if run == LONGEST_RUN {
            quoted.push('\u{200B}');
            run = 0;
        }
    }
    quoted.push('"');
    quoted
}

/// Letters without a space after which a line may break.
const LONGEST_RUN: usize = 24;

impl Setter {
    fn find_places(&mut self, element: &Element) {
        self.places.extend(element.attribute("id").map(str::to_owned));
        for child in &element.children {
            if let Node::Element(child) = child {
                self.find_places(child);
            }
        }
    }

    fn blocks(&mut self, nodes: &[Node]) -> String {
        let mut set = String::new();
        for (at, node) in nodes.iter().enumerate() {
            match node {
                Node::Text(text) if text.trim().is_empty() => {}
                Node::Text(text) => drop(writeln!(set, "#para(\"\", false)[#{}]", string(text))),
                Node::Drawing(svg) => set.push_str(&self.chart(svg)),
                Node::Element(element) if element.name == "p" => {
                    let leads = nodes.get(at + 1).is_some_and(leads_to);
                    set.push_str(&self.paragraph(element, leads));
                }
                Node::Element(element) => set.push_str(&self.block(element)),
            }
        }
        set
    }

    fn block(&mut self, element: &Element) -> String {
        if element.has_class("on-screen") || element.has_class("visually-hidden") {
            return String::new();
        }
        match element.name.as_str() {
            "section" => {
                let new = !self.organisation && self.begun;
                self.begun = true;
                format!("#sheet({new})\n{}", self.blocks(&element.children))
            }
            "article" => {
                self.organisation = true;
                let set = format!("#sheet(true)\n{}", self.blocks(&element.children));
                self.organisation = false;
                set
            }
            "h2" | "h3" | "h4" => self.heading(element),
            "p" => self.paragraph(element, false),
            "ul" | "ol" => {
                let items: Vec<String> = self.each(element, "li");
                format!("#list({})\n", items.join(", "))
            }
            "dl" => self.definitions(element),
            "div" if element.has_class("figures") => {
                let cards: Vec<String> = elements(element).into_iter().map(|card| format!("[{}]", self.card(card))).collect();
                format!("#cards({})\n", array(&cards))
            }
            "table" => self.table(element),
            "details" => self.details(element),
            "pre" => {
                let lines: Vec<String> = element.text().lines().map(string).collect();
                format!("#pre({})\n", array(&lines))
            }
            "span" if element.has_class("bar") => format!("{}\n", bar(element)),
            _ => self.blocks(&element.children),
        }
    }

    /// A paragraph; one that leads to a table or a chart stays on its sheet.
    fn paragraph(&mut self, element: &Element, leads: bool) -> String {
        if element.has_class("on-screen") || element.has_class("visually-hidden") {
            return String::new();
        }
        if element.has_class("then") {
            let parts: Vec<String> = elements(element).iter().map(|part| format!("[{}]", self.inline(&part.children))).collect();
            return format!("#then({})\n", parts.join(", "));
        }
        let kind = string(element.classes().next().unwrap_or(""));
        format!("#para({kind}, {leads})[{}]{}\n", self.inline(&element.children), label(element))
    }

    fn heading(&mut self, element: &Element) -> String {
        let level = match (element.name.as_str(), self.organisation) {
            ("h2", _) => 1,
            ("h3", false) => 2,
            ("h3", true) if element.has_class("section-title") => 2,
            ("h4", true) => 4,
            _ => 3,
        };
        format!("#heading(level: {level})[{}]{}\n", self.inline(&element.children), label(element))
    }

    /// The contents of every child of a name, each in brackets.
    fn each(&mut self, element: &Element, name: &str) -> Vec<String> {
        let children = elements(element).into_iter().filter(|child| child.name == name);
        children.map(|child| format!("[{}]", self.inline(&child.children))).collect()
    }

    /// A figure of the first page: its title is no heading of the document.
    fn card(&mut self, card: &Element) -> String {
        let mut set = String::new();
        let mut earlier = false;
        for child in elements(card) {
            let thin = std::mem::replace(&mut earlier, child.has_class("then"));
            if child.name == "h3" {
                let _ = write!(set, "#para(\"card\", true)[{}]", self.inline(&child.children));
            } else if child.name == "dl" {
                let terms = self.each(child, "dt").into_iter().zip(self.each(child, "dd"));
                let pairs: Vec<String> = terms.map(|(term, what)| format!("{term}, {what}")).collect();
                let _ = write!(set, "#pairs({})", array(&pairs));
            } else if thin && child.has_class("bar") {
                set.push_str(&bar(child).replacen("#bar(", "#thin(", 1));
            } else if !child.has_class("note") {
                // The definition says what a note would, and the five figures stand on one sheet.
                set.push_str(&self.block(child));
            }
        }
        set
    }

    fn definitions(&mut self, list: &Element) -> String {
        let mut items = Vec::new();
        let mut term = String::new();
        for child in elements(list) {
            let text = self.inline(&child.children);
            if child.name == "dt" {
                term = format!("{text}{}", anchor(child));
            } else {
                items.push(format!("terms.item([{term}], [{text}])"));
            }
        }
        if items.is_empty() { String::new() } else { format!("#terms({})\n", items.join(", ")) }
    }

    fn details(&mut self, element: &Element) -> String {
        if let Some(table) = element.attribute("data-table") {
            let place = format!("table-{table}");
            let known = if self.places.contains(&place) { format!("label({})", string(&place)) } else { "none".to_owned() };
            return format!("#origin({}, {known})\n", string(table));
        }
        if element.has_class("group") && !element.has_class("printed") {
            return String::new();
        }
        let (mut head, mut body) = (String::new(), String::new());
        for child in elements(element) {
            if child.name == "summary" {
                head = format!("#para(\"summary\", true)[{}]\n", self.inline(&child.children));
            } else {
                body.push_str(&self.block(child));
            }
        }
        head + &body
    }

    fn table(&mut self, table: &Element) -> String {
        let mut found = Vec::new();
        table.all("tr", &mut found);
        let caption = elements(table).into_iter().find(|child| child.name == "caption").map(Element::text).unwrap_or_default();
        let Some((head, rows)) = found.split_first() else { return String::new() };
        let heads = elements(head);
        let mut titles = Vec::new();
        for cell in &heads {
            let hidden = elements(cell).into_iter().find(|child| child.has_class("visually-hidden"));
            titles.push(match hidden {
                Some(title) => format!("[#unseen({}, {})]", string(&title.text()), cell.has_class("scaled")),
                None => format!("[{}]", self.inline(&cell.children)),
            });
        }
        let mut lines = Vec::new();
        for row in rows {
            let cells: Vec<String> = elements(row).into_iter().map(|cell| format!("[{}]", self.inline(&cell.children))).collect();
            lines.push(array(&cells));
        }
        let total = rows.last().is_some_and(|row| row.has_class("total"));
        let roomy = heads.len() <= 5;
        let widths: Vec<String> = heads.iter().enumerate().map(|(at, head)| width(at, head, rows, roomy)).collect();
        let right: Vec<String> = heads.iter().map(|head| head.has_class("number").to_string()).collect();
        format!(
            "#tab({}, {}, {}, {}, {total}, {})\n",
            string(&caption),
            array(&widths),
            array(&right),
            array(&titles),
            array(&lines)
        )
    }

    fn chart(&mut self, svg: &str) -> String {
        let Some(drawn) = drawing::standalone(svg) else { return String::new() };
        let name = format!("chart-{}.svg", self.drawings.len());
        // A chart made for a page of 900 units fills the line; smaller ones keep the size of their letters.
        let part = (drawn.width / 9.0).clamp(10.0, 100.0);
        let set = format!("#chart({}, {}, {part:.1}%)\n", string(&name), string(&drawn.alternative));
        self.drawings.insert(name, drawn.svg);
        set
    }

    fn inline(&mut self, nodes: &[Node]) -> String {
        let mut set = String::new();
        for node in nodes {
            match node {
                Node::Text(text) => drop(write!(set, "#{}", string(text))),
                Node::Drawing(svg) => set.push_str(&self.chart(svg)),
                Node::Element(element) => set.push_str(&self.piece(element)),
            }
        }
        set
    }

    fn piece(&mut self, element: &Element) -> String {
        if element.has_class("on-screen") || element.has_class("visually-hidden") {
            return String::new();
        }
        let inside = |setter: &mut Setter| setter.inline(&element.children);
        match element.name.as_str() {
            "br" => "#linebreak()".to_owned(),
            "strong" | "dfn" => format!("#strong[{}]", inside(self)),
            "code" => format!("#raw({})", string(&element.text())),
            "a" => self.link(element),
            "span" if element.has_class("bar") => bar(element),
            "span" if element.has_class("swatch") => format!("#swatch({})", fill(element)),
            "span" if element.has_class("note") => format!("#small[{}]", inside(self)),
            "span" if element.has_class("tag") => format!("#small[{}]", inside(self)),
            "p" | "ul" | "ol" | "dl" | "table" | "details" => self.block(element),
            _ => inside(self),
        }
    }

    /// Links into this document and to the web; others lead to files that a mailed PDF does not have.
    fn link(&mut self, element: &Element) -> String {
        let text = self.inline(&element.children);
        let target = element.attribute("href").unwrap_or("");
        match target.strip_prefix('#') {
            Some(place) if self.places.contains(place) => format!("#link(label({}))[{text}]", string(place)),
            None if target.starts_with("https://") || target.starts_with("http://") => {
                format!("#link({})[{text}]", address(target))
            }
            _ => text,
        }
    }
}

/// An address is quoted as it stands: it is not shown, so nothing in it may be broken up.
fn address(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A list as Typst writes one, of any length.
fn array(items: &[String]) -> String {
    if items.is_empty() { "()".to_owned() } else { format!("({},)", items.join(", ")) }
}

fn elements(element: &Element) -> Vec<&Element> {
    let children = element.children.iter();
    children.filter_map(|child| if let Node::Element(child) = child { Some(child) } else { None }).collect()
}

fn label(element: &Element) -> String {
    element.attribute("id").map(|id| format!("#label({})", string(id))).unwrap_or_default()
}

/// A place inside a text.
fn anchor(element: &Element) -> String {
    element.attribute("id").map(|id| format!("#metadata(none)#label({})", string(id))).unwrap_or_default()
}

/// Tables and charts: what a paragraph before them speaks of.
fn leads_to(node: &Node) -> bool {
    match node {
        Node::Drawing(_) => true,
        Node::Element(element) => {
            ["scroll", "chart-frame", "key"].iter().any(|class| element.has_class(class)) || element.name == "dl"
        }
        Node::Text(_) => false,
    }
}

/// As wide as the figures of a column need; words, and bars where there is room, share what is left.
fn width(at: usize, head: &Element, rows: &[&Element], roomy: bool) -> String {
    if head.has_class("bars") {
        return if roomy { "20fr".to_owned() } else { "2.1cm".to_owned() };
    }
    let cells = || rows.iter().filter_map(|row| elements(row).get(at).map(|cell| cell.text()));
    if !head.has_class("number") {
        let longest = cells().map(|text| text.chars().count()).max().unwrap_or(0).clamp(14, 32);
        return format!("{}fr", if at == 0 { longest.max(24) } else { longest });
    }
    let word = |text: &str| text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
    // A reason why there is no figure needs room for a few words on a line.
    let figure = cells().map(|text| text.chars().count()).map(|long| if long <= 17 { long } else { 20 }).max().unwrap_or(0);
    format!("{:.1}em", figure.max(word(&head.text())).clamp(6, 20) as f64 * 0.58 + 1.2)
}

/// The parts of a bar: where each begins, how long it is, and what fills it.
fn bar(element: &Element) -> String {
    let mut from = 0.0;
    let mut parts = Vec::new();
    for part in elements(element) {
        let style = part.attribute("style").unwrap_or("");
        let length = |name: &str| -> f64 {
            let found = style.split(';').find_map(|rule| rule.strip_prefix(name)?.strip_prefix(':')?.strip_suffix('%'));
            found.and_then(|text| text.parse().ok()).unwrap_or(0.0)
        };
        from += length("margin-left");
        let long = length("width");
        parts.push(format!("({from:.2}%, {long:.2}%, {})", fill(part)));
        from += long;
    }
    format!("#bar({})", array(&parts))
}

/// The colour or hatch of a class of the page.
fn fill(element: &Element) -> String {
    let class = element.classes().find(|class| *class != "swatch").unwrap_or("");
    let colour = |name: &str| format!("rgb(\"{}\")", drawing::colour(name));
    match class {
        "unknown" | "v-unknown" | "v-location_unknown" => format!("hatch({})", colour("unknown")),
        "v-blocked_no_alternative" => format!("hatch({})", colour("v-blocked")),
        "no" => colour("none"),
        "v-no_local_market" => colour("v-other"),
        other => colour(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_become_a_command() {
        assert_eq!(string("\"]#read(\"/etc/passwd\")\\"), "\"\\\"]#read(\\\"/etc/passwd\\\")\\\\\"");
        assert_eq!(string("a \n\t b\u{0}c"), "\"a b c\"");
    }

    #[test]
    fn a_long_word_may_break_and_a_letter_without_a_font_is_marked() {
        assert!(string(&"x".repeat(60)).contains('\u{200B}'), "a name of 300 letters would run off the page");
        assert_eq!(string("ŵ 海 شركة ߷"), "\"ŵ 海 شركة \u{FFFD}\"");
    }
}
