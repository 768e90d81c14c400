//! A chart of the page as a drawing that stands alone: the page's colours filled in as on paper, its hatch brought along.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::page;

/// The page's colours on paper, by the name of their variable.
static COLOURS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let css = page::STYLE;
    let paper = css.find("@media print").map_or("", |at| css.get(at..).unwrap_or_default());
    let derived = css.find(":root{--v-third_party").map_or("", |at| css.get(at..).unwrap_or_default());
    let mut colours = BTreeMap::new();
    for block in [derived, paper] {
        let inside = block.find(":root{").and_then(|at| block.get(at + 6..)).unwrap_or_default();
        let inside = inside.find('}').and_then(|end| inside.get(..end)).unwrap_or_default();
        colours.extend(inside.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(':')));
    }
    colours
});

/// The colour of a variable (`v-local`) on paper, as `#rrggbb`.
pub(super) fn colour(name: &str) -> &'static str {
    match COLOURS.get(name) {
        Some(value) => match value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
            Some(other) => colour(other),
            None => value,
        },
        None => "#8e99a5",
    }
}

/// A chart that stands alone.
pub(super) struct Drawn {
    /// For those who do not see it.
    pub(super) alternative: String,
    pub(super) svg: String,
    /// In the units of the page.
    pub(super) width: f64,
}

/// A chart made for a wide page; nothing for other drawings.
pub(super) fn standalone(svg: &str) -> Option<Drawn> {
    let (head, body) = svg.split_once('>')?;
    if !head.contains("wide-chart") {
        return None;
    }
    let view_box = between(head, "viewBox=\"", "\"")?;
    let (title, description) = (between(body, "<title", "</title>")?, between(body, "<desc", "</desc>")?);
    let told =
        |text: &str| quick_xml::escape::unescape(text.split_once('>').map_or("", |(_, text)| text)).map(|text| text.into_owned());
    let alternative = format!("{}. {}", told(title).ok()?, told(description).ok()?);
    let body = filled(body).replace("currentColor", colour("ink")).replace("\"inherit\"", "\"Noto Sans\"");
    let hatch = format!(
        "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"{}\"/><rect width=\"3\" height=\"6\" fill=\"{}\"/></pattern></defs>",
        colour("none"),
        colour("unknown"),
    );
    let opened = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{view_box}\" font-family=\"Noto Sans\" fill=\"{}\"><style>text{{paint-order:stroke;stroke:#ffffff;stroke-width:3px;stroke-linejoin:round}}</style>{hatch}",
        colour("ink")
    );
    let width = view_box.split_whitespace().nth(2).and_then(|text| text.parse().ok()).unwrap_or(900.0);
    Some(Drawn { alternative, svg: opened + &body, width })
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let rest = text.split_once(open)?.1;
    rest.split_once(close).map(|(inside, _)| inside)
}

/// `var(--name)` as the colour on paper.
fn filled(body: &str) -> String {
    let mut filled = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("var(--") {
        let (name, after) = after.split_once(')').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(colour(name));
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_has_the_colours_of_the_page() {
        assert_eq!(colour("v-local"), "#00608a");
        assert_eq!(colour("v-third_party"), "#00608a", "a colour that follows another");
        assert_eq!(filled("a fill=\"var(--unknown)\" b"), "a fill=\"#7a8694\" b");
    }
}
