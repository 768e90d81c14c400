//! NHS organisation files: headerless, 27 columns, every cell quoted; two vintages, between which a trust changes board.
//! Also the lookup of board codes and the lookup of local authorities to regions.

use crate::output::{File, csv_table, quoted_table};
use crate::world::World;
use crate::world::geography::{AUTHORITIES, BOARDS};
use crate::world::organisations::{OTHER_TRUSTS, Payer, PayerKind};

fn row(code: &str, name: &str, board: &str, street: &str, town: &str, postcode: &str, opened: &str) -> Vec<String> {
    let mut row = vec![String::new(); 27];
    let cells: [(usize, &str); 9] =
        [(0, code), (1, name), (2, "Y99"), (3, board), (4, street), (7, town), (9, postcode), (10, opened), (21, "0")];
    for (column, text) in cells {
        row[column] = text.to_owned();
    }
    row
}

/// Postcode text of a payer's main site.
pub fn main_postcode<'a>(world: &'a World, payer: &Payer) -> &'a str {
    let geography = &world.geography;
    &geography.postcodes[geography.postcode_of(payer.site_authorities[0], payer.postcode_number)].text
}

/// The files.
pub fn files(world: &World) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for (name, vintage) in [("registers/etr_2023-03.csv", 0), ("registers/etr_2024-04.csv", 1)] {
        let mut rows: Vec<Vec<String>> = world
            .payers
            .iter()
            .filter(|payer| matches!(payer.kind, PayerKind::NhsTrust | PayerKind::FoundationTrust))
            .map(|payer| {
                let board = payer.boards[vintage.min(payer.boards.len() - 1)].0;
                let town = AUTHORITIES[payer.site_authorities[0]].name.to_uppercase();
                row(&payer.code, &payer.name, board, "TRUST HEADQUARTERS", &town, main_postcode(world, payer), "20010401")
            })
            .collect();
        for body in OTHER_TRUSTS {
            let postcode = &world.geography.postcodes[world.geography.postcode_of(body.authority, 4)].text;
            let town = AUTHORITIES[body.authority].name.to_uppercase();
            rows.push(row(body.code, body.name, body.board, "TRUST HEADQUARTERS", &town, postcode, "20010401"));
        }
        rows.sort();
        files.push(File::new(name, quoted_table(&rows)?));
    }
    files.push(File::new("registers/ets_2024-04.csv", quoted_table(&sites(world))?));
    let boards: Vec<Vec<String>> = BOARDS
        .iter()
        .enumerate()
        .map(|(index, board)| {
            let authority = [2, 3, 5, 6][index];
            let postcode = &world.geography.postcodes[world.geography.postcode_of(authority, 2)].text;
            row(board.code, &board.name.to_uppercase(), "", "BOARD OFFICES", AUTHORITIES[authority].name, postcode, "20220701")
        })
        .collect();
    files.push(File::new("registers/eicb_2024-04.csv", quoted_table(&boards)?));
    files.push(File::new("registers/organisations.csv", own_list(world)?));
    files.push(File::new("registers/icb_names_codes.csv", board_codes()?));
    files.push(File::new("registers/tile_map.csv", tile_map()?));
    files.push(File::new("registers/lookup_ltla24_region24.csv", regions()?));
    Ok(files)
}

/// What the published files do not say: councils with their care system, sectors, short names.
fn own_list(world: &World) -> anyhow::Result<Vec<u8>> {
    let header = ["org_code", "name", "kind", "sector", "icb_code", "region_code", "postcode", "other_names"].map(str::to_owned);
    let mut rows = vec![header];
    for (code, name, authority) in [
        ("E06000991", "Wendmarsh County Council", 0),
        ("E06000992", "Fallowdene Council", 1),
        ("E08000993", "Castleport City Council", 2),
    ] {
        let postcode = &world.geography.postcodes[world.geography.postcode_of(authority, 1)].text;
        let region = AUTHORITIES[authority].region;
        rows.push([code, name, "council", "", "QZX", region, postcode, AUTHORITIES[authority].name].map(str::to_owned));
    }
    rows.push(
        ["RZA", "Wend Valley Teaching Hospitals NHS Trust", "", "acute", "", "", "", "Wend Valley Hospitals"].map(str::to_owned),
    );
    rows.push(
        ["QZX", "NHS Wend and Vale Integrated Care Board", "icb", "", "", "", "", "NHS Wend and Vale ICB"].map(str::to_owned),
    );
    csv_table(rows)
}

fn sites(world: &World) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for payer in world.payers.iter().filter(|payer| matches!(payer.kind, PayerKind::NhsTrust | PayerKind::FoundationTrust)) {
        for (number, authority) in payer.site_authorities.iter().enumerate() {
            let postcode_number = if number == 0 { payer.postcode_number } else { 60 + payer.postcode_number };
            let postcode = &world.geography.postcodes[world.geography.postcode_of(*authority, postcode_number)].text;
            let town = AUTHORITIES[*authority].name.to_uppercase();
            let board = payer.boards[payer.boards.len() - 1].0;
            let name = format!("{town} {}", ["GENERAL SITE", "NORTH SITE", "CLINIC"][number % 3]);
            let mut site =
                row(&format!("{}{:02}", payer.code, number + 1), &name, board, "SITE ROAD", &town, postcode, "20010401");
            site[14] = payer.code.clone();
            rows.push(site);
        }
    }
    rows
}

fn board_codes() -> anyhow::Result<Vec<u8>> {
    let mut rows = vec![["ICB24CD", "ICB24CDH", "ICB24NM", "ObjectId"].map(str::to_owned)];
    rows.extend(
        BOARDS
            .iter()
            .enumerate()
            .map(|(index, board)| [board.gss.to_owned(), board.code.to_owned(), board.name.to_owned(), (index + 1).to_string()]),
    );
    csv_table(rows)
}

/// Where the care systems stand on the pack's map.
fn tile_map() -> anyhow::Result<Vec<u8>> {
    let mut rows = vec![["code", "name", "label", "column", "row"]];
    let places = [("WEND", "1", "1"), ("OST", "2", "0"), ("HALD", "2", "2"), ("QUEEN", "0", "1")];
    rows.extend(BOARDS.iter().zip(places).map(|(board, (label, column, row))| [board.code, board.name, label, column, row]));
    csv_table(rows)
}

fn regions() -> anyhow::Result<Vec<u8>> {
    let mut rows = vec![["ltla24_name", "ltla24_code", "region24_name", "region24_code"]];
    let english = AUTHORITIES.iter().filter(|authority| authority.code.starts_with('E'));
    rows.extend(english.map(|authority| [authority.name, authority.code, authority.region_name, authority.region]));
    csv_table(rows)
}
