//! A map of tiles from a file: one hexagon for each area, of equal size, set where people expect it.
//!
//! The file is CSV with a head: `code,name,label,column,row`. Columns count to the right from 0, rows downward from 0,
//! and every odd row stands half a tile further right. `label` (at most five letters) may be empty.

use crate::Error;

/// One area's tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Code of a care board or local authority, as in `destination_code`.
    pub code: String,
    /// Name of the area.
    pub name: String,
    /// A few letters to write on the tile.
    pub label: String,
    /// From the left, 0 first.
    pub column: u16,
    /// From the top, 0 first.
    pub row: u16,
}

/// Where the tiles of a map are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TileMap {
    /// The tiles, in the order of the file.
    pub tiles: Vec<Tile>,
}

/// The most columns and rows that a page can show.
const LARGEST: u16 = 60;

impl TileMap {
    /// Reads a map; an error names the row and its value.
    pub fn parse(bytes: &[u8]) -> Result<TileMap, Error> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(bytes);
        let head = reader.headers().map_err(|error| wrong(1, &error.to_string(), "the head cannot be read"))?.clone();
        let place = |name: &str| {
            let found = head.iter().position(|title| title.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
            found.ok_or_else(|| wrong(1, head.as_slice(), &format!("there is no column `{name}`")))
        };
        let (code, name, column, row) = (place("code")?, place("name")?, place("column")?, place("row")?);
        let label = place("label").ok();
        let mut tiles: Vec<Tile> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| wrong(0, &error.to_string(), "a row cannot be read"))?;
            let line = record.position().map_or(0, csv::Position::line);
            let text = |at: usize| record.get(at).unwrap_or("").to_owned();
            let number = |at: usize, what: &str| match text(at).parse::<u16>() {
                Ok(number) if number < LARGEST => Ok(number),
                _ => Err(wrong(line, &text(at), &format!("`{what}` is no whole number below {LARGEST}"))),
            };
            let tile = Tile {
                code: text(code),
                name: text(name),
                label: label.map(text).filter(|label| !label.is_empty()).unwrap_or_else(|| initials(&text(name))),
                column: number(column, "column")?,
                row: number(row, "row")?,
            };
            if tile.code.is_empty() {
                return Err(wrong(line, "", "a tile has no code"));
            }
            if tiles.iter().any(|other| other.code == tile.code || (other.column, other.row) == (tile.column, tile.row)) {
                return Err(wrong(line, &tile.code, "two tiles have one code or one place"));
            }
            tiles.push(tile);
        }
        Ok(TileMap { tiles })
    }
}

fn wrong(line: u64, value: &str, problem: &str) -> Error {
    Error::Tiles { line, value: value.chars().take(80).collect(), problem: problem.to_owned() }
}

/// `NHS Wend and Vale Integrated Care Board` as `WV`.
fn initials(name: &str) -> String {
    let plain = name.replace("Integrated Care Board", "");
    let words = plain.split_whitespace().filter(|word| *word != "NHS");
    words.filter_map(|word| word.chars().next()).filter(|first| first.is_uppercase()).take(5).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_read_and_a_wrong_one_says_where() {
        let map = TileMap::parse(b"code,name,column,row\nQZX,NHS Wend and Vale Integrated Care Board,1,0\n").unwrap();
        assert_eq!(map.tiles[0].label, "WV");
        let check = |text: &str, expected: &str| {
            let error = TileMap::parse(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("code,name,column\n", "no column `row`");
        check("code,name,column,row\nA,B,x,1\n", "line 2 (`x`)");
        check("code,name,column,row\nA,B,99,1\n", "`column` is no whole number");
        check("code,name,column,row\nA,B,1,1\nC,D,1,1\n", "line 3 (`C`)");
        check("code,name,column,row\n,B,1,1\n", "has no code");
    }
}
