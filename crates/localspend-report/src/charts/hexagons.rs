//! A map of hexagons: each area one tile, darker where more money goes, its amount written on it.

use std::collections::BTreeMap;

use localspend_model::money::Money;
use maud::{Markup, html};

use super::Alternative;
use crate::tiles::{Tile, TileMap};
use crate::words;

/// From a tile's middle to its flat side and to its tip, in units of the drawing.
const SIDE: f64 = 46.0;
const TIP: f64 = 53.0;

/// The map; nothing without tiles.
pub(crate) fn draw(alternative: &Alternative, map: &TileMap, amounts: &BTreeMap<&str, Money>, home: &str) -> Option<Markup> {
    let right = map.tiles.iter().map(|tile| middle(tile).0).reduce(f64::max)?;
    let bottom = map.tiles.iter().map(|tile| middle(tile).1).reduce(f64::max)?;
    let (width, height) = (right + SIDE + 4.0, bottom + TIP + 4.0);
    let most = amounts.values().copied().max().unwrap_or(Money::ZERO);
    Some(html! {
        figure .chart-frame {
            @for (class, slug) in [("chart wide-chart map", "w"), ("chart phone-chart map", "p")] {
                @let (title, description) = (format!("{}-{slug}-t", alternative.id), format!("{}-{slug}-d", alternative.id));
                svg class=(class) viewBox={ "0 0 " (width.ceil()) " " (height.ceil()) } role="img" aria-labelledby={ (title) " " (description) }
                    style={ "max-width:" (width.ceil()) "px" } fill="currentColor" {
                    title id=(title) { (alternative.title) }
                    desc id=(description) { (alternative.description) }
                    // The thick edge goes last, so that no neighbour covers it.
                    @for at_home in [false, true] {
                        @for tile in map.tiles.iter().filter(|tile| (tile.code == home) == at_home) {
                            (hexagon(tile, amounts.get(tile.code.as_str()).copied(), most, at_home))
                        }
                    }
                }
            }
        }
    })
}

/// Odd rows stand half a tile to the right.
fn middle(tile: &Tile) -> (f64, f64) {
    let shift = if tile.row % 2 == 1 { SIDE } else { 0.0 };
    (4.0 + SIDE + f64::from(tile.column) * 2.0 * SIDE + shift, 4.0 + TIP + f64::from(tile.row) * 1.5 * TIP)
}

fn hexagon(tile: &Tile, amount: Option<Money>, most: Money, home: bool) -> Markup {
    let (x, y) = middle(tile);
    let corners = [(0.0, -TIP), (SIDE, -TIP / 2.0), (SIDE, TIP / 2.0), (0.0, TIP), (-SIDE, TIP / 2.0), (-SIDE, -TIP / 2.0)];
    let points: Vec<String> = corners.iter().map(|(dx, dy)| format!("{:.1},{:.1}", x + dx, y + dy)).collect();
    // Never so dark that the words on it could not be read in either scheme.
    let strength = amount.and_then(|amount| words::part_of(amount, most)).map_or(0.0, |part| part.clamp(0.0, 1.0).sqrt() * 0.5);
    html! {
        polygon points=(points.join(" ")) fill="var(--yes)" fill-opacity=(format!("{strength:.3}"))
            stroke=(if home { "var(--ink)" } else { "var(--line)" }) stroke-width=(if home { "4" } else { "1.5" }) {}
        text x=(format!("{x:.1}")) y=(format!("{:.1}", y - 4.0)) text-anchor="middle" font-size="19" font-weight="bold" { (tile.label.chars().take(5).collect::<String>()) }
        text x=(format!("{x:.1}")) y=(format!("{:.1}", y + 17.0)) text-anchor="middle" font-size="17" { (amount.map_or_else(|| "–".to_owned(), words::pounds)) }
    }
}
