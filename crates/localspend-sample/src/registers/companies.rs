//! The companies register in the 55 columns of its bulk file, leading spaces and all, with companies that are paid and
//! companies that only look like them.

use crate::output::{File, quoted_table, zip_archive};
use crate::rng::Rng;
use crate::world::World;
use crate::world::catalogue;
use crate::world::geography::AUTHORITIES;
use crate::world::names;
use crate::world::suppliers::Identity;

const HEADER: &str = "CompanyName, CompanyNumber,RegAddress.CareOf,RegAddress.POBox,RegAddress.AddressLine1, \
    RegAddress.AddressLine2,RegAddress.PostTown,RegAddress.County,RegAddress.Country,RegAddress.PostCode,CompanyCategory,\
    CompanyStatus,CountryOfOrigin,DissolutionDate,IncorporationDate,Accounts.AccountRefDay,Accounts.AccountRefMonth,\
    Accounts.NextDueDate,Accounts.LastMadeUpDate,Accounts.AccountCategory,Returns.NextDueDate,Returns.LastMadeUpDate,\
    Mortgages.NumMortCharges,Mortgages.NumMortOutstanding,Mortgages.NumMortPartSatisfied,Mortgages.NumMortSatisfied,\
    SICCode.SicText_1,SICCode.SicText_2,SICCode.SicText_3,SICCode.SicText_4,LimitedPartnerships.NumGenPartners,\
    LimitedPartnerships.NumLimPartners,URI,PreviousName_1.CONDATE, PreviousName_1.CompanyName, PreviousName_2.CONDATE, \
    PreviousName_2.CompanyName,PreviousName_3.CONDATE, PreviousName_3.CompanyName,PreviousName_4.CONDATE, \
    PreviousName_4.CompanyName,PreviousName_5.CONDATE, PreviousName_5.CompanyName,PreviousName_6.CONDATE, \
    PreviousName_6.CompanyName,PreviousName_7.CONDATE, PreviousName_7.CompanyName,PreviousName_8.CONDATE, \
    PreviousName_8.CompanyName,PreviousName_9.CONDATE, PreviousName_9.CompanyName,PreviousName_10.CONDATE, \
    PreviousName_10.CompanyName,ConfStmtNextDueDate, ConfStmtLastMadeUpDate";

/// Companies that nobody pays: the register is mostly made of them.
const BYSTANDERS: u64 = 700;

struct Entry<'a> {
    name: &'a str,
    number: &'a str,
    postcode: usize,
    sic: &'a str,
    size: &'a str,
    charity: bool,
    former_name: &'a str,
}

/// The register, zipped as it is published.
pub fn file(world: &World) -> anyhow::Result<File> {
    let mut rows = Vec::new();
    for supplier in &world.suppliers {
        if let (Identity::Company(number), Some(postcode)) = (&supplier.identity, supplier.registered) {
            rows.push(row(
                world,
                &Entry {
                    name: &supplier.name,
                    number,
                    postcode,
                    sic: supplier.sic,
                    size: supplier.size,
                    charity: supplier.charity_number.is_some(),
                    former_name: &supplier.former_name,
                },
            ));
        }
    }
    let lines: Vec<_> = catalogue::lines().collect();
    for number in 0..BYSTANDERS {
        let mut rng = Rng::of(&[world.seed, 41, number]);
        let line = lines[rng.index(lines.len())];
        let trade = line.trades[rng.index(line.trades.len())].to_uppercase();
        let name = format!("{} {trade} LIMITED", names::word(2_000 + number).to_uppercase());
        let code = (99_800_001 + number * 3).to_string();
        let postcode = rng.index(world.geography.postcodes.len());
        let size = ["micro", "small", "medium"][rng.index(3)];
        rows.push(row(
            world,
            &Entry { name: &name, number: &code, postcode, sic: line.sic, size, charity: false, former_name: "" },
        ));
    }
    rows.sort();
    let mut text = HEADER.as_bytes().to_vec();
    text.extend_from_slice(b"\r\n");
    text.extend(quoted_table(&rows)?);
    let archive = zip_archive(&[("BasicCompanyDataAsOneFile-2025-07-01.csv", &text, true)])?;
    Ok(File::new("registers/BasicCompanyDataAsOneFile-2025-07-01.zip", archive))
}

fn row(world: &World, entry: &Entry) -> Vec<String> {
    let postcode = &world.geography.postcodes[entry.postcode];
    let authority = &AUTHORITIES[postcode.authority];
    let mut row = vec![String::new(); 55];
    let category = if entry.name.ends_with(" LLP") {
        "Limited Liability Partnership"
    } else if entry.name.ends_with(" PLC") {
        "Public Limited Company"
    } else if entry.name.ends_with("C.I.C.") {
        "Community Interest Company"
    } else if entry.charity {
        "PRI/LTD BY GUAR/NSC (Private, limited by guarantee, no share capital)"
    } else {
        "Private Limited Company"
    };
    let accounts = match entry.size {
        "micro" => "MICRO ENTITY",
        "small" => "TOTAL EXEMPTION FULL",
        "medium" => "MEDIUM",
        "large" => "GROUP",
        _ => "NO ACCOUNTS FILED",
    };
    let cells = [
        (0, entry.name),
        (1, entry.number),
        (4, "1 MARKET STREET"),
        (6, authority.name),
        (8, "UNITED KINGDOM"),
        (9, postcode.text.as_str()),
        (10, category),
        (11, "Active"),
        (12, "United Kingdom"),
        (14, "14/05/2009"),
        (15, "31"),
        (16, "3"),
        (17, "31/12/2025"),
        (18, "31/03/2024"),
        (19, accounts),
        (22, "0"),
        (23, "0"),
        (24, "0"),
        (25, "0"),
        (26, entry.sic),
        (30, "0"),
        (31, "0"),
        (34, entry.former_name),
        (53, "20/03/2026"),
        (54, "06/03/2025"),
    ];
    for (column, text) in cells {
        row[column] = text.to_owned();
    }
    if !entry.former_name.is_empty() {
        row[33] = "02/06/2021".to_owned();
    }
    row
}
