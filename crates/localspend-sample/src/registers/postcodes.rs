//! The postcode lookup in the layout of the National Statistics Postcode Lookup, and deprivation by small area.

use crate::output::{File, csv_table, gzip};
use crate::world::World;
use crate::world::geography::AUTHORITIES;

const COLUMNS: [&str; 35] = [
    "pcd7",
    "pcd8",
    "pcds",
    "dointr",
    "doterm",
    "usrtypind",
    "east1m",
    "north1m",
    "gridind",
    "oa21cd",
    "cty25cd",
    "ced25cd",
    "lad25cd",
    "wd25cd",
    "nhser24cd",
    "ctry25cd",
    "rgn25cd",
    "pcon24cd",
    "ttwa15cd",
    "itl25cd",
    "npark16cd",
    "lsoa21cd",
    "msoa21cd",
    "wz11cd",
    "sicbl24cd",
    "bua24cd",
    "ruc21ind",
    "oac11ind",
    "lat",
    "long",
    "lep21cd1",
    "lep21cd2",
    "pfa23cd",
    "imd20ind",
    "icb23cd",
];

/// The files.
pub fn files(world: &World) -> anyhow::Result<Vec<File>> {
    Ok(vec![
        File::new("registers/NSPL_MAY_2025_UK.csv.gz", gzip(&postcodes(world)?)?),
        File::new("registers/imd2019_lsoa11.csv", deprivation(world)?),
        File::new("registers/lookup_lsoa11_lsoa21.csv", small_areas(world)?),
    ])
}

fn postcodes(world: &World) -> anyhow::Result<Vec<u8>> {
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    for postcode in &world.geography.postcodes {
        let authority = &AUTHORITIES[postcode.authority];
        let area = &world.geography.areas[postcode.area];
        let (outward, inward) = postcode.text.split_once(' ').unwrap_or((&postcode.text, ""));
        let mut row = COLUMNS.map(|_| String::new());
        let mut set = |column: &str, text: String| {
            if let Some(index) = COLUMNS.iter().position(|name| *name == column) {
                row[index] = text;
            }
        };
        set("pcd7", format!("{outward:<4}{inward}"));
        set("pcd8", format!("{outward:<5}{inward}"));
        set("pcds", postcode.text.clone());
        set("dointr", postcode.introduced.to_owned());
        set("doterm", postcode.terminated.to_owned());
        set("usrtypind", "0".to_owned());
        set("lad25cd", authority.code.to_owned());
        set("ctry25cd", authority.country.to_owned());
        set("rgn25cd", authority.region.to_owned());
        set("lsoa21cd", area.code.clone());
        set("icb23cd", authority.icb_gss.to_owned());
        set("lat", degrees(postcode.latitude));
        set("long", degrees(postcode.longitude));
        rows.push(row);
    }
    csv_table(rows)
}

fn degrees(ten_thousandths: i64) -> String {
    let sign = if ten_thousandths < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", ten_thousandths.abs() / 10_000, ten_thousandths.abs() % 10_000)
}

fn deprivation(world: &World) -> anyhow::Result<Vec<u8>> {
    let mut rows = vec![vec!["lsoa11_code".to_owned(), "IMD_decile".to_owned(), "IMD_rank".to_owned()]];
    let english = world.geography.areas.iter().filter(|area| area.code.starts_with('E'));
    rows.extend(english.map(|area| vec![area.code.clone(), format!("{}.0", area.decile), format!("{}.0", area.rank)]));
    csv_table(rows)
}

fn small_areas(world: &World) -> anyhow::Result<Vec<u8>> {
    let header = ["lsoa11_name", "lsoa11_code", "change_code", "lsoa21_name", "lsoa21_code", "ltla22_name", "ltla22_code"];
    let mut rows = vec![header.map(str::to_owned)];
    rows.extend(world.geography.areas.iter().filter(|area| area.code.starts_with('E')).map(|area| {
        let authority = &AUTHORITIES[area.authority];
        [
            area.name.clone(),
            area.code.clone(),
            "U".to_owned(),
            area.name.clone(),
            area.code.clone(),
            authority.name.to_owned(),
            authority.code.to_owned(),
        ]
    }));
    csv_table(rows)
}
