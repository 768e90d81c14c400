//! Names and figures that have broken reports before.
#![allow(clippy::unwrap_used, reason = "test helpers: a panic here is a failed test")]
#![allow(clippy::inconsistent_digit_grouping, reason = "pence are written as pounds_pence")]

mod invented;

use std::fs;

use invented::{Size, Tables, Value, batch, tables, text, written};

const K: [&str; 6] = ["area_kind", "area_code", "area_name", "org_code", "org_name", "quarter"];

/// The key cells of the whole area (`None`) or an organisation.
fn key(org: Option<(&str, &str)>) -> Vec<Value> {
    let (code, name) = org.map_or((Value::Null, Value::Null), |(code, name)| (text(code), text(name)));
    vec![text("ics"), text("QZ9"), text("Marlshire"), code, name, text("2025-26 Q1")]
}

/// An organisation's code and name, or the whole area, and its cells.
type Line<'a> = (Option<(&'a str, &'a str)>, Vec<Value>);

fn with_key(columns: &[&'static str], rows: &[Line<'_>]) -> arrow::record_batch::RecordBatch {
    let columns: Vec<&str> = K.iter().chain(columns).copied().collect();
    let rows: Vec<Vec<Value>> = rows.iter().map(|(org, cells)| key(*org).into_iter().chain(cells.clone()).collect()).collect();
    batch(&columns, &rows)
}

fn top_supplier(name: &str) -> Tables {
    let columns = ["supplier_id", "supplier_name", "ring", "living_wage", "payments", "amount", "rank"];
    let cells =
        vec![text("LS-1"), text(name), text("uk"), text("not_listed"), Value::Whole(1), Value::Pence(1_00), Value::Whole(1)];
    Tables::from([("top_suppliers".to_owned(), with_key(&columns, &[(None, cells)]))])
}

/// What the page and the CSV make of a supplier's name.
fn check_name(case: &str, name: &str, on_page: &str, in_csv: &str) {
    let folder = written(&format!("name-{case}"), &top_supplier(name));
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(html.contains(on_page), "{case}: the page does not show the name as it is");
    let csv = fs::read_to_string(folder.join("data/top_suppliers.csv")).unwrap();
    assert!(csv.contains(in_csv), "{case}: the file does not hold the name: {csv}");
}

#[test]
fn a_name_is_never_run() {
    check_name("script", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>");
    check_name(
        "formula",
        "=HYPERLINK(\"x\",\"y\")",
        "=HYPERLINK(&quot;x&quot;,&quot;y&quot;)",
        "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"",
    );
    check_name("plus", "+44 Couriers", "+44 Couriers", "'+44 Couriers");
    check_name("minus", "-2+3 Catering", "-2+3 Catering", "'-2+3 Catering");
    check_name("at", "@SUM Staffing", "@SUM Staffing", "'@SUM Staffing");
    check_name("tab", "\t=1+1", "=1+1", "'\t=1+1");
}

#[test]
fn a_name_in_any_writing_is_kept() {
    let long = "Unreasonable ".repeat(23) + "1";
    assert!(long.chars().count() == 300);
    for (case, name) in [
        ("welsh", "Cwmni Arlwyo’r Môr Cyf"),
        ("arabic", "شركة النظافة المحدودة"),
        ("chinese", "海岸清洁有限公司"),
        ("long", &long),
    ] {
        check_name(case, name, name, name);
    }
}

#[test]
fn no_page_holds_a_script_whatever_the_names() {
    let mut tables = tables::all(&Size::small());
    tables.extend(top_supplier("</style><script>alert(1)</script>"));
    let mut input = invented::input(&tables);
    input.area.name = "</title><script>alert(2)</script>\"}body{display:none}".to_owned();
    input.workspace_name = "<img src=x onerror=alert(3)>".to_owned();
    let folder = invented::scratch("no-script");
    for file in localspend_report::write_pack(&folder, &input).unwrap() {
        if file.extension().is_some_and(|extension| extension == "html") {
            let html = fs::read_to_string(&file).unwrap();
            assert!(!html.contains("<script") && !html.contains("<img"), "{} runs what a name says", file.display());
            assert!(!html.contains("}body{display:none}\""), "{}: a name reached the style", file.display());
            assert!(!html.contains("href=\"javascript:"), "{}: a rule's source runs as a script", file.display());
        }
    }
}

const SHARE: [&str; 11] = [
    "locality",
    "is_primary",
    "denominator",
    "numerator",
    "unknown",
    "share_low",
    "share_high",
    "share_known",
    "unknown_share",
    "suppliers",
    "withheld",
];

fn local_share(low: Value, high: Value, withheld: Value) -> Vec<Value> {
    use Value::{Flag, Null, Pence, Whole};
    vec![
        text("ics"),
        Flag(true),
        Pence(1_000_000_00),
        Pence(-21_000_00),
        Pence(50_000_00),
        low,
        high,
        Null,
        Null,
        Whole(9),
        withheld,
    ]
}

#[test]
fn a_share_below_nothing_is_shown_with_its_reason() {
    let row = local_share(Value::Number(-0.021), Value::Number(0.029), Value::Null);
    let folder = written("negative", &Tables::from([("local_share".to_owned(), with_key(&SHARE, &[(None, row)]))]));
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(html.contains("-2.1% to 2.9%"), "a negative share was hidden");
    assert!(html.contains("Credits are larger than payments"), "a negative share without its reason looks like a fault");
    assert!(!html.contains("width:-"), "a bar of negative width draws nothing in some browsers and everything in others");
}

#[test]
fn a_withheld_share_says_why_and_is_never_nought() {
    let row = local_share(Value::Null, Value::Null, text("Fewer than 5 suppliers"));
    let also = local_share(Value::Number(0.5), Value::Number(0.6), Value::Null);
    let rows = [(None, also), (Some(("RZ001", "Harrow Edge NHS Trust")), row)];
    let folder = written("withheld", &Tables::from([("local_share".to_owned(), with_key(&SHARE, &rows))]));
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(html.contains("Not shown: fewer than 5 suppliers"));
    assert!(!html.contains(">0.0%"), "a share that is not shown must not look like nothing");
}

#[test]
fn an_organisation_without_data_has_a_page_that_says_so() {
    let columns = ["files", "months_expected", "months_present", "months_missing", "payments", "amount"];
    let cells = vec![
        Value::Whole(0),
        Value::Whole(3),
        Value::Whole(0),
        text("2025-04, 2025-05, 2025-06"),
        Value::Whole(0),
        Value::Pence(0),
    ];
    let silent = Some(("RZ777", "Silent NHS Trust"));
    let folder = written("silent", &Tables::from([("coverage".to_owned(), with_key(&columns, &[(silent, cells)]))]));
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(html.contains("For Silent NHS Trust there is nothing to report"));
    assert!(html.contains("2025-04, 2025-05, 2025-06"), "who did not publish must be named");
    assert!(html.contains("0 of 1 organisation published every month"));
}

#[test]
fn one_organisation_is_not_told_of_as_if_there_were_many() {
    let columns = ["files", "months_expected", "months_present", "months_missing", "payments", "amount"];
    let cells = vec![Value::Whole(3), Value::Whole(3), Value::Whole(3), Value::Null, Value::Whole(9), Value::Pence(900)];
    let only = Some(("RZ777", "Only NHS Trust"));
    let folder = written("only", &Tables::from([("coverage".to_owned(), with_key(&columns, &[(only, cells)]))]));
    let html = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(html.contains("The one organisation that pays published every month of the quarter."));
}

/// An organisation's name is a heading, a link, a file and a line of every table of organisations.
#[test]
fn organisations_of_any_name_have_pages_that_can_be_reached() {
    let long = "Unreasonable ".repeat(23) + "1";
    let names = [
        "<script>alert(1)</script>",
        "=HYPERLINK(\"x\",\"y\")",
        &long,
        "Bwrdd Iechyd Bryniau’r Gorllewin Ŵy",
        "مستشفى الوادي",
        "海岸医院",
        "O’Marl & Sons’ Clinic",
        "\"quoted\" Trust",
        "@Fen Hospice",
        "-Fen Hospice",
    ];
    let rows: Vec<(String, &str)> = names.iter().enumerate().map(|(at, name)| (format!("R/{at}"), *name)).collect();
    for (folder, count) in [("org-names-few", 5), ("org-names-many", names.len())] {
        let lines: Vec<Line<'_>> = rows[..count]
            .iter()
            .map(|(code, name)| (Some((code.as_str(), *name)), local_share(Value::Number(0.3), Value::Number(0.4), Value::Null)))
            .collect();
        let pack = written(folder, &Tables::from([("local_share".to_owned(), with_key(&SHARE, &lines))]));
        let index = fs::read_to_string(pack.join("index.html")).unwrap();
        assert!(!index.contains("<script"), "a name of an organisation became a script");
        for (at, (_, name)) in rows[..count].iter().enumerate() {
            let (link, page) = if count <= 8 {
                (format!("href=\"#org-r-2f-{at}\""), index.clone())
            } else {
                (format!("href=\"org/r-2f-{at}.html\""), fs::read_to_string(pack.join(format!("org/r-2f-{at}.html"))).unwrap())
            };
            assert!(index.contains(&link), "nobody could find {name}");
            let shown = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
            assert!(page.contains(&shown), "{name} is not on its own page");
        }
    }
}

/// Two hundred and fifty bars on one page tell a board nothing: it sees how far apart organisations are, and finds each
/// of them in a list in parts.
#[test]
fn many_organisations_are_a_spread_and_lists_that_can_be_read() {
    let pack = written("spread", &tables::all(&Size { organisations: 250, quarters: 1, categories: 2, suppliers: 3 }));
    let index = fs::read_to_string(pack.join("index.html")).unwrap();
    let local = &index[index.find("id=\"local\"").unwrap()..index.find("id=\"blocked\"").unwrap()];
    assert!(local.contains("organisations that published every month and have a share"), "there is no spread");
    let parts: Vec<&str> = local.split("<details class=\"group printed\">").skip(1).collect();
    assert_eq!(parts.len(), 10);
    let rows: Vec<usize> = parts.iter().map(|part| part[..part.find("</details>").unwrap()].matches("org/rz").count()).collect();
    assert_eq!(rows, [25; 10], "an organisation is missing or listed twice");
    let missing = &index[index.find("Who published").unwrap()..index.find("id=\"journey\"").unwrap()];
    assert!(
        missing.contains("2025-05</strong> is missing from") && missing.contains("org/rz"),
        "who did not publish is not named"
    );
}

/// The five figures are ranges: what cannot be told might be blocked or movable too, and a small number gives no share.
#[test]
fn what_cannot_be_told_widens_what_is_blocked_and_what_could_move() {
    let columns = ["verdict", "verdict_order", "payments", "amount", "share_of_base"];
    let amounts =
        [("local", 500_00), ("location_unknown", 100_00), ("uncategorised", 50_00), ("blocked", 200_00), ("movable", 150_00)];
    let lines: Vec<Line<'_>> = amounts
        .iter()
        .enumerate()
        .map(|(at, (verdict, pence))| {
            let share = Value::Number(*pence as f64 / 1_000_00.0);
            (None, vec![text(verdict), Value::Whole(at as i64), Value::Whole(1), Value::Pence(*pence), share])
        })
        .collect();
    let verdicts = with_key(&columns, &lines);
    let known = with_key(&SHARE, &[(None, local_share(Value::Number(0.5), Value::Number(0.6), Value::Null))]);
    let few = with_key(&SHARE, &[(None, local_share(Value::Null, Value::Null, text("Fewer than 5 suppliers")))]);
    let page = |name: &str, shares| {
        let tables = Tables::from([("verdicts".to_owned(), verdicts.clone()), ("local_share".to_owned(), shares)]);
        fs::read_to_string(written(name, &tables).join("index.html")).unwrap()
    };
    let html = page("ranges", known);
    assert!(html.contains("20.0% to 35.0%"), "blocked: 200 are proven, 150 of 1,000 cannot be told");
    assert!(html.contains("15.0% to 30.0%"), "could move: 150 are proven, 150 of 1,000 cannot be told");
    assert!(html.contains("at least £200 (20.0%)"), "the sentence gives a proven part as if it were all");
    let html = page("few", few);
    assert!(!html.contains("20.0% to 35.0%"), "a share of fewer suppliers than the method asks for");
}
