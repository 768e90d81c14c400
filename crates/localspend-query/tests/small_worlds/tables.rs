//! The lake of small worlds as the tables of the contract.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDate;

use super::{Home, INDUSTRIES, Lake, Seller, Version, WORDS, board_code, first_day, last_day};
use crate::world::Csv;

/// Every table with rows, as CSV.
pub fn csv(lake: &Lake) -> Csv {
    let mut csv = Csv::new();
    organisations(lake, &mut csv);
    sellers(lake, &mut csv);
    ledgers(lake, &mut csv);
    directives(lake, &mut csv);
    csv
}

/// A postcode for every number, no two alike.
fn postcode(number: usize) -> String {
    let letter = |value: usize| char::from(b"ABDEFGHJLNPQRSTUWXYZ"[value % 20]);
    let (rest, unit) = (number / 400, number % 400);
    let (area, district) = (rest / 90, rest % 90 + 10);
    format!("{}{}{district} 1{}{}", letter(area / 20), letter(area), letter(unit / 20), letter(unit))
}

/// Postcodes of boards come first, then two for each seller: at home, and where it moves.
fn at_home(lake: &Lake, seller: usize, moved: bool) -> String {
    postcode(boards(lake) + seller * 2 + usize::from(moved))
}

fn boards(lake: &Lake) -> usize {
    lake.payers.iter().map(|payer| payer.board).max().unwrap_or_default() + 1
}

fn day(value: Option<NaiveDate>) -> String {
    value.map(|day| day.to_string()).unwrap_or_default()
}

fn place(out: &mut String, postcode: &str, board: usize) {
    let _ = writeln!(
        out,
        "{postcode},E0690{board:04},{},E1290{:04},E92000001,E0190{board:04},{},2019,52.0,-1.0",
        board_code(board),
        board / 3,
        board % 10 + 1
    );
}

fn organisations(lake: &Lake, csv: &mut Csv) {
    let mut organisations =
        "org_code,name,kind,sector,icb_code,region_code,postcode,valid_from,valid_to,other_names,source\n".to_owned();
    for payer in &lake.payers {
        let sector = payer.sector.unwrap_or_default();
        let mut span = |board: usize, from: Option<NaiveDate>, to: Option<NaiveDate>| {
            let (code, kind, region) = (&payer.code, payer.kind, board / 3);
            let board_code = board_code(board);
            let postcode = postcode(board);
            let _ = writeln!(
                organisations,
                "{code},Payer {code},{kind},{sector},{board_code},E1290{region:04},{postcode},{},{},,test",
                day(from),
                day(to)
            );
        };
        match payer.moves {
            None => span(payer.board, None, None),
            Some((from, board)) => {
                span(payer.board, None, from.pred_opt());
                span(board, Some(from), None);
            }
        }
    }
    csv.insert("organisations".to_owned(), organisations);
    let mut places =
        "postcode,local_authority_code,icb_code,region_code,country_code,lsoa_code,imd_decile,imd_edition,latitude,longitude\n"
            .to_owned();
    for board in 0..boards(lake) {
        place(&mut places, &postcode(board), board);
    }
    for (index, seller) in lake.sellers.iter().enumerate() {
        if let Home::Board(board) = seller.home {
            place(&mut places, &at_home(lake, index, false), board);
        }
        if let Some((_, board)) = seller.moves {
            place(&mut places, &at_home(lake, index, true), board);
        }
    }
    csv.insert("places".to_owned(), places);
}

fn sellers(lake: &Lake, csv: &mut Csv) {
    let mut names = "supplier_name,supplier_id,method,score,status,evidence\n".to_owned();
    let mut identities = "supplier_id,name,kind,company_number,registered_postcode,country,sic_code,size,is_vcse\n".to_owned();
    let mut list = "name,company_number,postcode,valid_from,source\n".to_owned();
    let mut companies =
        "company_number,name,previous_names,postcode,status,incorporated_on,dissolved_on,sic_codes,size,is_cic\n".to_owned();
    let mut accreditations = "accreditation_id,name,other_names,kind,accredited_from,accredited_to,source\n".to_owned();
    let mut accredited = "accreditation_id,supplier_id,method,score,status\n".to_owned();
    for (index, seller) in lake.sellers.iter().enumerate() {
        let Seller { id, name, number, kind, size, is_vcse, .. } = seller;
        let home = if matches!(seller.home, Home::Board(_)) { at_home(lake, index, false) } else { String::new() };
        let country = if seller.home == Home::Abroad { "Elsewhere" } else { "" };
        let industry = INDUSTRIES[seller.industry].0;
        let company_number = if *kind == "company" { number } else { "" };
        let _ = writeln!(names, "{name},{id},exact,1,auto,{{}}");
        let _ = writeln!(identities, "{id},{name},{kind},{company_number},{home},{country},{industry},{size},{is_vcse}");
        if let Some((from, _)) = seller.moves {
            let _ = writeln!(list, "{name},{company_number},{},{from},list", at_home(lake, index, true));
        }
        if *kind == "company" {
            let status = if seller.active { "Active" } else { "Liquidation" };
            let dissolved = day(seller.dissolved);
            let _ = writeln!(
                companies,
                "{number},{name},,{home},{status},{},{dissolved},{industry},{size},{is_vcse}",
                seller.incorporated
            );
        }
        for (entry, (employer, from, to)) in seller.accreditations.iter().enumerate() {
            let standing = if *employer { "living_wage_employer" } else { "recognised_service_provider" };
            let _ = writeln!(accreditations, "a{index}-{entry},{name},,{standing},{from},{},list", day(*to));
            let _ = writeln!(accredited, "a{index}-{entry},{id},identifier,1,auto");
        }
    }
    let tables = [
        ("supplier_names", names),
        ("supplier_identities", identities),
        ("supplier_list", list),
        ("companies", companies),
        ("accreditations", accreditations),
        ("accreditation_suppliers", accredited),
    ];
    csv.extend(tables.map(|(name, text)| (name.to_owned(), text)));
}

/// Pounds and pence.
pub fn pounds(pence: i64) -> String {
    format!("{}{}.{:02}", if pence < 0 { "-" } else { "" }, pence.abs() / 100, pence.abs() % 100)
}

fn ledgers(lake: &Lake, csv: &mut Csv) {
    let mut lines =
        "file_id,row,verdict,reason,flags,raw,org_code,period_start,paid_on,expense_type,supplier_name,amount\n".to_owned();
    let mut files: BTreeMap<(usize, u32), (usize, i64)> = BTreeMap::new();
    for (row, payment) in lake.payments.iter().enumerate() {
        let file = files.entry((payment.payer, payment.month)).or_default();
        *file = (file.0 + 1, file.1 + payment.pence);
        let payer = &lake.payers[payment.payer].code;
        let _ = writeln!(
            lines,
            "{payer}-{},{row},payment,payment,,,{payer},{},{},{},{},{}",
            payment.month,
            first_day(payment.month),
            day(payment.paid_on),
            WORDS[payment.words].0,
            lake.sellers[payment.seller].name,
            pounds(payment.pence)
        );
    }
    csv.insert("lines".to_owned(), lines);
    let mut table = "file_id,file_name,uri,org_code,period_start,period_end,format,bytes,records,payments,rejected,not_payments,amount_payments,amount_rejected,status,mapping,run_id,loaded_at\n".to_owned();
    for ((payer, month), (count, pence)) in &files {
        let code = &lake.payers[*payer].code;
        let _ = writeln!(
            table,
            "{code}-{month},{code}-{month}.csv,ledgers/{code}-{month}.csv,{code},{},{},csv,1,{count},{count},0,0,{},0.00,active,{{}},r1,2025-07-01",
            first_day(*month),
            last_day(*month),
            pounds(*pence)
        );
    }
    csv.insert("files".to_owned(), table);
}

fn directives(lake: &Lake, csv: &mut Csv) {
    let mut versions = "directive_id,version,title,issuer,kind,force,effect,status,effective_from,effective_to,applies_at,route,trigger,categories,categories_excluded,org_kinds,org_sectors,org_codes,by_adoption,exemptions,effect_on_local_buying,still_allowed,source_title,confidence,checked_on,origin\n".to_owned();
    let mut adoptions = "directive_id,org_code,category_code,adopted_from,adopted_to,source\n".to_owned();
    let mut approved = "directive_id,version,name,company_number,level,approved_from,approved_to,source\n".to_owned();
    for version in &lake.versions {
        let Version { directive, version: number, force, effect, status, trigger, by_adoption, confidence, .. } = version;
        let orgs: Vec<&str> = version.orgs.iter().map(|payer| lake.payers[*payer].code.as_str()).collect();
        let _ = writeln!(
            versions,
            "{directive},{number},Rule,Office,directive,{force},{effect},{status},{},{},payment,route,{trigger},{},{},{},{},{},{by_adoption},,none,none,Letter,{confidence},2025-01-01,test",
            day(version.from),
            day(version.to),
            version.categories.join("|"),
            version.excluded.join("|"),
            version.kinds.join("|"),
            version.sectors.join("|"),
            orgs.join("|"),
        );
        for (payer, category, from, to) in &version.adoptions {
            let _ = writeln!(adoptions, "{directive},{},{category},{from},{},test", lake.payers[*payer].code, day(*to));
        }
        for (seller, from, to) in &version.approved {
            let seller = &lake.sellers[*seller];
            let _ = writeln!(
                approved,
                "{directive},{number},{},{},supplier,{},{},test",
                seller.name,
                seller.number,
                day(*from),
                day(*to)
            );
        }
    }
    csv.insert("directives".to_owned(), versions);
    csv.insert("directive_adoptions".to_owned(), adoptions);
    csv.insert("directive_suppliers".to_owned(), approved);
}
