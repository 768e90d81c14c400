//! Small invented registers in the published layouts, and what must become of them.

use std::path::PathBuf;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Decimal128Type, Float64Type, Int64Type};
use arrow::record_batch::RecordBatch;
use chrono::{Days, NaiveDate};
use localspend_registers::{Loaded, RegisterFile, load};

/// Writes files with the given names into a folder and loads them.
pub fn load_texts(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Loaded) {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<RegisterFile> = files
        .iter()
        .map(|(name, bytes)| {
            let path: PathBuf = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            RegisterFile { name: (*name).to_owned(), path }
        })
        .collect();
    let loaded = load(&files).unwrap();
    (folder, loaded)
}

/// A table as lines of cells separated by `|`, in the order in which it was written; only the named columns.
pub fn shown(loaded: &Loaded, table: &str, columns: &[&str]) -> Vec<String> {
    shown_batches(&loaded.tables[table], columns)
}

/// Batches as such lines.
pub fn shown_batches(batches: &[RecordBatch], columns: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let cells: Vec<String> = columns.iter().map(|column| cell(batch.column_by_name(column).unwrap(), row)).collect();
            lines.push(cells.join("|"));
        }
    }
    lines
}

fn cell(array: &dyn Array, row: usize) -> String {
    use arrow::datatypes::DataType;
    if array.is_null(row) {
        return String::new();
    }
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Decimal128(_, _) => array.as_primitive::<Decimal128Type>().value(row).to_string(),
        DataType::Date32 => {
            let days = u64::try_from(array.as_primitive::<Date32Type>().value(row)).unwrap();
            (NaiveDate::default() + Days::new(days)).to_string()
        }
        DataType::List(_) => {
            let list = array.as_list::<i32>().value(row);
            (0..list.len()).map(|index| cell(&list, index)).collect::<Vec<_>>().join("+")
        }
        other => panic!("no way to show {other}"),
    }
}

/// A headerless ODS row of 27 columns.
fn ods(code: &str, name: &str, icb: &str, postcode: &str, opened: &str, closed: &str) -> String {
    let mut cells = vec![code, name, "Y99", icb, "1 HIGH STREET", "", "", "MARSHTOWN", "", postcode, opened, closed];
    cells.resize(27, "");
    cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",") + "\r\n"
}

const POSTCODES: &str = "\
pcd7,pcd8,pcds,dointr,doterm,lad25cd,ctry25cd,rgn25cd,lsoa21cd,icb23cd,lat,long
ZZ1 1AA,ZZ1  1AA,ZZ1 1AA,198001,,E99000001,E92000001,E12999991,E01999001,E54999001,51.5,-0.1
ZZ1 1AB,ZZ1  1AB,ZZ1 1AB,198001,200306,E99000001,E92000001,E12999991,E01999002,E54999001,51.51,-0.11
ZZ9 9ZZ,ZZ9  9ZZ,ZZ9 9ZZ,198001,,W99000002,W92000004,W99999999,W01999001,W99999999,52.1,-3.1
JQ1 1AA,JQ1  1AA,JQ1 1AA,199001,,L99999999,L93000001,L99999999,L99999999,L99999999,99.999999,0.000000
ZZ2,,ZZ2,198001,,E99000001,E92000001,E12999991,E01999001,E54999001,51.5,-0.1
";
const CARE_BOARDS: &str = "ICB24CD,ICB24CDH,ICB24NM,ObjectId\nE54999001,QX1,NHS Marshland Integrated Care Board,1\n";

#[test]
fn terminated_postcodes_locate_and_pseudo_codes_do_not() {
    let (_folder, loaded) = load_texts(&[("ONSPD_AUG_2025.csv", POSTCODES.as_bytes()), ("icb_2024.csv", CARE_BOARDS.as_bytes())]);
    let columns = ["postcode", "local_authority_code", "icb_code", "region_code", "country_code", "latitude", "terminated"];
    assert_eq!(
        shown(&loaded, "places", &columns),
        [
            "ZZ1 1AA|E99000001|QX1|E12999991|E92000001|51.5|",
            "ZZ1 1AB|E99000001|QX1|E12999991|E92000001|51.51|2003-06-01",
            "ZZ9 9ZZ|W99000002||W92000004|W92000004|52.1|",
            "JQ1 1AA|||L93000001|L93000001||",
        ],
        "a terminated postcode must still locate; a crown dependency has no authority and no coordinates of the North Pole"
    );
    let report = &loaded.report.files[0];
    assert_eq!((report.rows, report.loaded, report.skipped), (5, 4, 1), "{report:?}");
    assert!(report.notes.iter().any(|note| note.contains("row 6 `ZZ2`")), "a partial postcode must be reported: {report:?}");
}

#[test]
fn membership_changes_from_the_edition_that_says_so() {
    let first = ods("ZA1", "MARSHLAND HOSPITALS NHS TRUST", "QX1", "ZZ1 1AA", "19990401", "")
        + &ods("ZA2", "OLD FEN NHS TRUST", "QX1", "ZZ1 1AB", "20010401", "");
    let second = ods("ZA1", "MARSHLAND HOSPITALS NHS FOUNDATION TRUST", "QX2", "ZZ1 1AA", "19990401", "")
        + &ods("ZA3", "FENLAND AMBULANCE SERVICE NHS TRUST", "QX2", "ZZ1 1AB", "20230401", "");
    let (_folder, loaded) = load_texts(&[("etr_2022-03.csv", first.as_bytes()), ("etr_2025-12.csv", second.as_bytes())]);
    assert_eq!(
        shown(&loaded, "organisations", &["org_code", "kind", "sector", "icb_code", "valid_from", "valid_to", "other_names"]),
        [
            "ZA1|nhs_trust||QX1|1999-04-01|2025-11-30|MARSHLAND HOSPITALS NHS FOUNDATION TRUST",
            "ZA1|foundation_trust||QX2|2025-12-01||MARSHLAND HOSPITALS NHS TRUST",
            "ZA2|nhs_trust||QX1|2001-04-01|2025-11-30|",
            "ZA3|nhs_trust|ambulance|QX2|2023-04-01||",
        ],
        "a quarter of 2022 must find the care board of 2022"
    );
    assert_eq!(
        shown(&loaded, "sites", &["org_code", "postcode", "is_main", "valid_from", "valid_to"]),
        ["ZA1|ZZ1 1AA|true|1999-04-01|", "ZA2|ZZ1 1AB|true|2001-04-01|2025-11-30", "ZA3|ZZ1 1AB|true|2023-04-01|"]
    );
}

#[test]
fn an_unknown_file_is_reported_and_the_others_are_loaded() {
    let (_folder, loaded) = load_texts(&[
        ("menu.csv", b"dish,price\nsoup,3\n"),
        ("wage.csv", b"Employer,Also known as,Company number\nMarsh Cleaning Ltd,,1\n"),
        (
            "list.csv",
            b"Employer,Also known as,Company number,Accredited from,Accredited to,Kind\n\
            Marsh Cleaning Ltd,Marsh Clean|MCL,1234567,01/11/2020,2022-10-31,Accredited employer\n\
            Fen Guards Ltd,,,2021-05-01,,Recognised Service Provider\n\
            Odd Ltd,,,2021-05-01,,Gold star\n",
        ),
    ]);
    let problem = |name: &str| {
        let report = loaded.report.files.iter().find(|file| file.file_name == name).unwrap();
        report.problem.clone().unwrap_or_default()
    };
    assert!(problem("menu.csv").contains("`dish, price`"), "{}", problem("menu.csv"));
    assert!(
        problem("wage.csv").contains("accredited employers") && problem("wage.csv").contains("from"),
        "{}",
        problem("wage.csv")
    );
    let columns = ["name", "other_names", "kind", "company_number", "accredited_from", "accredited_to"];
    assert_eq!(
        shown(&loaded, "accreditations", &columns),
        [
            "Marsh Cleaning Ltd|Marsh Clean+MCL|living_wage_employer|01234567|2020-11-01|2022-10-31",
            "Fen Guards Ltd||recognised_service_provider||2021-05-01|",
        ]
    );
}
