//! The board pack of the demo read back: the page, its files, its workbook, its print and SQL say one thing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{demo, query};

/// The pack of the demo's last quarter.
fn pack() -> PathBuf {
    let mut packs: Vec<PathBuf> = std::fs::read_dir(demo().0.join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("index.html").is_file())
        .collect();
    packs.sort();
    packs.pop().expect("the demo writes a pack")
}

/// `1234567.89` as pages print it.
pub fn pounds_and_pence(figure: &str) -> String {
    let (sign, figure) = figure.strip_prefix('-').map_or(("", figure), |rest| ("-", rest));
    let (pounds, pence) = figure.split_once('.').unwrap();
    let groups: Vec<&str> = pounds.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect();
    format!("{sign}£{}.{pence}", groups.join(","))
}

/// A cell without what only its form adds: the apostrophe before a formula, noughts at the end of a share.
fn plain(cell: &str) -> String {
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    match cell.parse::<f64>() {
        Ok(number) if cell.contains('.') => number.to_string(),
        _ => cell.to_owned(),
    }
}

/// The queries that a page shows, in order.
fn queries(html: &str) -> Vec<String> {
    let unescaped = |text: &str| text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    html.split("<code class=\"sql\">")
        .skip(1)
        .map(|rest| unescaped(rest.split("</code>").next().unwrap()))
        .map(|command| command.strip_prefix("localspend sql \"").unwrap().strip_suffix('"').unwrap().to_owned())
        .collect()
}

/// The rows of a file of the pack that a query's conditions (`column = 'value'`, `column is null`) leave.
fn rows_of_file(pack: &Path, sql: &str) -> BTreeSet<Vec<String>> {
    let (from, conditions) = sql.split_once(" where ").unwrap_or((sql, ""));
    let table = from.rsplit(' ').next().unwrap();
    let mut reader = csv::Reader::from_path(pack.join(format!("data/{table}.csv"))).unwrap();
    let header = reader.headers().unwrap().clone();
    let conditions: Vec<(usize, &str)> = conditions
        .split(" and ")
        .filter(|condition| !condition.is_empty())
        .map(|condition| {
            let (column, value) = condition.split_once(" = ").unwrap_or((condition.trim_end_matches(" is null"), "''"));
            (header.iter().position(|name| name == column).unwrap(), value.trim_matches('\''))
        })
        .collect();
    let kept = |record: &csv::StringRecord| conditions.iter().all(|(column, value)| &record[*column] == *value);
    reader.records().map(Result::unwrap).filter(kept).map(|record| record.iter().map(plain).collect()).collect()
}

/// A page names the query behind each figure. If its rows were not those of the file beside it, an analyst who checks a
/// board's figure would find another one.
#[test]
fn the_queries_on_the_page_give_the_rows_of_the_files() {
    let (root, _) = demo();
    let pack = pack();
    let html = std::fs::read_to_string(pack.join("index.html")).unwrap();
    let queries: BTreeSet<String> = queries(&html).into_iter().filter(|sql| sql.contains("org_code is null")).collect();
    assert!(queries.len() > 20, "only {} tables are named on the page", queries.len());
    for sql in queries {
        let asked: BTreeSet<Vec<String>> =
            query(root, &sql).into_iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
        assert_eq!(asked, rows_of_file(&pack, &sql), "{sql}");
        assert!(!asked.is_empty(), "{sql}: a table on the page that has no rows");
    }
}

/// What a board holds in its hands, what it sees on the screen and what an analyst asks are the same pounds and shares.
#[test]
fn page_print_and_sql_say_the_same_figures() {
    let (root, _) = demo();
    let pack = pack();
    let html = std::fs::read_to_string(pack.join("index.html")).unwrap();
    let print = Command::new("pdftotext").arg("-layout").arg(pack.join("pack.pdf")).arg("-").output();
    let print = match print {
        Ok(output) => Some(String::from_utf8(output.stdout).unwrap()),
        Err(_) => {
            eprintln!("SKIPPED: print is not compared, pdftotext is not installed (apt-get install poppler-utils)");
            None
        }
    };
    if let Some(print) = &print {
        // A sign that no font has is drawn by ourselves, or print shows a box where the page shows a rise or a fall.
        assert!(html.contains("↓ fell since") && print.contains("fell since"), "a figure of the demo fell");
        assert!(!print.contains('\u{fffd}'), "a sign of the page has no shape in print");
    }
    let name = pack.file_name().unwrap().to_string_lossy().into_owned();
    let (code, quarter) = name.split_once('-').unwrap();
    let (code, quarter) = (code.to_uppercase(), quarter.to_uppercase().replace("-Q", " Q"));
    let of_area = format!("area_code = '{code}' and quarter = '{quarter}' and org_code is null");
    let mut compared = 0;
    for (table, column) in [
        ("verdicts", "amount"),
        ("scopes", "amount"),
        ("rings", "amount"),
        ("local_share", "numerator"),
        ("living_wage_share", "numerator"),
        ("blocked_by_directive", "blocked_shared"),
        ("what_if", "released_high"),
        ("sensitivity", "movable"),
    ] {
        for row in query(root, &format!("select {column} from {table} where {of_area} and {column} is not null")) {
            let figure = pounds_and_pence(&row[0]);
            assert!(html.contains(&figure), "{table}.{column}: {figure} is in the lake and not on the page");
            assert!(print.as_ref().is_none_or(|print| print.contains(&figure)), "{table}.{column}: {figure} is not in print");
            compared += 1;
        }
    }
    let percent = |share: &str| format!("{:.1}%", share.parse::<f64>().unwrap() * 100.0);
    for row in query(root, &format!("select share_low, share_high from local_share where {of_area} and is_primary")) {
        let (low, high) = (percent(&row[0]), percent(&row[1]));
        assert!(html.contains(&low) && html.contains(&high), "the headline {low} to {high} is not on the page");
        compared += 1;
    }
    assert!(compared > 40, "only {compared} figures were compared");
}
