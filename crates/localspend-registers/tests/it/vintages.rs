//! The postcode directory and other registers under the column names of their years: a reader that knows one year's names
//! would locate nobody with another year's file.

use crate::layouts::{load_texts, shown};

/// The columns of the directory and of the lookup in several years, as they were published.
const DIRECTORIES: &[(&str, &str)] = &[
    (
        "ONSPD_FEB_2020_UK.csv",
        "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,osgrdind,oshlthau,nhser,ctry,rgn,streg,pcon,eer,teclec,ttwa,pct,nuts,statsward,oa01,casward,park,lsoa01,msoa01,ur01ind,oac01,oa11,lsoa11,msoa11,wz11,ccg,bua11,buasd11,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,calncv,stp",
    ),
    (
        "NSPL_AUG_2020_UK.csv",
        "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind,oa11,cty,ced,laua,ward,hlthau,nhser,ctry,rgn,pcon,eer,teclec,ttwa,pct,nuts,park,lsoa11,msoa11,wz11,ccg,bua11,buasd11,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,calncv,stp",
    ),
    (
        "NSPL21_NOV_2023_UK.csv",
        "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind,oa21,cty,ced,laua,ward,nhser,ctry,rgn,pcon,ttwa,itl,park,lsoa21,msoa21,wz11,sicbl,bua22,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,icb",
    ),
    (
        "ONSPD_AUG_2024_UK.csv",
        "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,osgrdind,oshlthau,nhser,ctry,rgn,streg,pcon,eer,teclec,ttwa,pct,itl,statsward,oa01,casward,npark,lsoa01,msoa01,ur01ind,oac01,oa11,lsoa11,msoa11,wz11,sicbl,bua24,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,calncv,icb,oa21,lsoa21,msoa21",
    ),
    (
        "ONSPD_MAY_2026_UK.csv",
        "pcd7,pcd8,pcds,dointr,doterm,cty26cd,ced26cd,lad26cd,wd26cd,parncp26cd,usrtypind,east1m,north1m,gridind,nhser24cd,ctry26cd,rgn26cd,pcon24cd,ttwa15cd,itl25cd,npark16cd,lsoa11cd,msoa11cd,lsoa21cd,msoa21cd,wz11cd,sicbl24cd,bua24cd,ruc21ind,oac11ind,lat,long,lep21cd1,lep21cd2,pfa23cd,imd20ind,icb26cd",
    ),
];

/// A value for each column that matters, by the letters of its name.
fn value(column: &str) -> &'static str {
    match column.trim_end_matches(|character: char| character.is_ascii_digit()) {
        _ if column.starts_with("pcd") => "ZZ1 1AA",
        "dointr" => "198001",
        "oslaua" | "laua" => "E99000001",
        _ if column.starts_with("lad") => "E99000001",
        _ if column.starts_with("rgn") => "E12999991",
        _ if column.starts_with("ctry") => "E92000001",
        _ if column.starts_with("icb") || column == "stp" => "E54999001",
        _ if column.starts_with("lsoa") => "E01999001",
        "lat" => "51.5",
        "long" => "-0.1",
        // What stands beside must not be taken for what is asked.
        _ => "E99999999",
    }
}

#[test]
fn every_year_of_the_postcode_directory_places_a_postcode_alike() {
    for (name, header) in DIRECTORIES {
        let row: Vec<&str> = header.split(',').map(value).collect();
        let text = format!("{header}\n{}\n", row.join(","));
        let (_folder, loaded) =
            load_texts(&[(name, text.as_bytes()), ("icb.csv", b"ICB24CD,ICB24CDH,ICB24NM\nE54999001,QX1,NHS Marsh ICB\n")]);
        assert_eq!(
            shown(
                &loaded,
                "places",
                &["postcode", "local_authority_code", "icb_code", "region_code", "lsoa_code", "latitude", "introduced"]
            ),
            ["ZZ1 1AA|E99000001|QX1|E12999991|E01999001|51.5|1980-01-01"],
            "{name}"
        );
        assert!(loaded.report.files.iter().all(|file| file.problem.is_none()), "{:?}", loaded.report.files);
    }
}

#[test]
fn a_row_of_column_names_above_an_organisation_file_is_no_organisation() {
    let row = |cells: &[&str]| {
        let mut cells = cells.to_vec();
        cells.resize(27, "");
        cells.join(",") + "\n"
    };
    let mut text =
        row(&["Organisation Code", "Name", "National Grouping", "High Level Health Geography", "", "", "", "", "", "Postcode"]);
    for code in ["ZA1", "ZA2", "ZA3", "ZA4", "ZA5"] {
        text.push_str(&row(&[code, "SOME NHS TRUST", "Y99", "QX1", "", "", "", "", "", "ZZ1 1AA", "20010401"]));
    }
    let (_folder, loaded) = load_texts(&[("etr.csv", text.as_bytes())]);
    assert_eq!(shown(&loaded, "organisations", &["org_code"]), ["ZA1", "ZA2", "ZA3", "ZA4", "ZA5"]);
    assert_eq!(loaded.report.files[0].skipped, 1, "what was left out must be counted: {:?}", loaded.report.files[0]);
}

#[test]
fn the_scottish_register_of_charities_is_read_too() {
    let text = "Charity Number,Charity Name,Registered Date,Known As,Charity Status,Postcode,Most recent year income\n\
        SC000001,Moor Aid,03/02/1998 00:00,MoorAid,Active,ZZ1 1AA,12000\n";
    let (_folder, loaded) = load_texts(&[("CharityExport-Active-2026.csv", text.as_bytes())]);
    assert_eq!(
        shown(&loaded, "charities", &["charity_number", "name", "other_names", "postcode", "registered_on", "income"]),
        ["SC000001|Moor Aid|MoorAid|ZZ1 1AA|1998-02-03|1200000"],
        "{:?}",
        loaded.report.files
    );
}
