//! From a figure to its lines, and from a line to its cells and every decision about it.

use crate::program::{demo, expect, query, run_in};

/// `1234.50` as pence.
fn pence(text: &str) -> i128 {
    text.replace('.', "").parse().unwrap_or_else(|_| panic!("`{text}` is no money"))
}

/// What `explain --figure` gives: the amounts of its lines.
fn amounts(arguments: &[&str]) -> Vec<i128> {
    let said = expect(&demo().0, &[&["explain", "--format", "csv", "--figure"], arguments].concat(), 0);
    let mut reader = csv::Reader::from_reader(said.stdout.as_bytes());
    let amount = reader.headers().map(|names| names.iter().position(|name| name == "amount")).unwrap();
    reader.records().map(|record| pence(&record.unwrap()[amount.unwrap()])).collect()
}

/// A figure whose lines do not add up to it cannot be defended before a board: every column that claims to be a sum of
/// lines is held against its lines, to the penny.
#[test]
fn every_figure_is_the_sum_of_its_lines() {
    let (root, _) = demo();
    let said = run_in(root, &["explain", "--figure", "nothing"]);
    assert_eq!(said.status, 2);
    let known: Vec<&str> = said.stderr.split("there are ").nth(1).unwrap().trim().split(", ").collect();
    assert!(known.len() >= 14, "{known:?}");
    let quarter = &query(root, "select max(quarter) from spend where quarter <> 'unknown'")[0][0];
    for figure in known {
        let (metric, column) = figure.split_once('.').unwrap();
        let primary = if metric == "local_share" { "and is_primary" } else { "" };
        let sql = format!(
            "select coalesce(sum({column}), 0.00) from {metric} where quarter = '{quarter}' and area_kind = 'ics' and org_code is null {primary}"
        );
        let lines = amounts(&[figure]);
        assert_eq!(
            lines.iter().sum::<i128>(),
            pence(&query(root, &sql)[0][0]),
            "{figure} is not the sum of its {} lines",
            lines.len()
        );
    }
}

/// One organisation, an earlier quarter, one row of the metric.
#[test]
fn a_figure_is_told_apart_by_organisation_quarter_and_row() {
    let (root, _) = demo();
    let sql = "select amount from verdicts where org_code = 'RZA' and area_kind = 'ics' and quarter = '2024-25 Q2' and verdict = 'blocked'";
    let figure = pence(&query(root, sql)[0][0]);
    let lines = amounts(&["verdicts.amount", "--org", "RZA", "--quarter", "2024-25-q2", "--of", "verdict=blocked"]);
    assert_eq!((lines.iter().sum::<i128>(), lines.len() > 1), (figure, true));
    for (arguments, word) in [
        (vec!["verdicts.amount", "--of", "colour=blue"], "COLUMN=VALUE"),
        (vec!["local_share"], "which column"),
        (vec!["verdicts.amount", "--org", "NOBODY"], "no such row"),
    ] {
        let said = run_in(root, &[&["explain", "--figure"], arguments.as_slice()].concat());
        assert!(
            said.status == 2 && said.stderr.contains(word) && said.stderr.contains("hint:"),
            "{arguments:?}: {}",
            said.stderr
        );
    }
}

/// Finance asks why a payment is called blocked: the cells as read and every decision must be there, and only true ones.
#[test]
fn a_line_is_followed_back_to_its_cells_and_through_every_decision() {
    let (root, _) = demo();
    let row = &query(
        root,
        "select f.uri, s.row, s.supplier_name, s.supplier_id, s.amount, s.category_code, s.ring, s.blocking_directives, l.transaction_number \
         from spend s join files f on s.file_id = f.file_id join lines l on l.file_id = s.file_id and l.row = s.row \
         where s.verdict = 'blocked' and s.sheet is null order by s.amount desc, f.uri, s.row limit 1",
    )[0];
    let said = expect(root, &["explain", "--line", &row[0], "--row", &row[1]], 0);
    for word in [
        "Cells as read",
        "supplier_name: label",
        "The name",
        "because",
        "method",
        "Place",
        "Category",
        "Living wage",
        "Directives",
        "Verdict",
    ] {
        assert!(said.stdout.contains(word), "no `{word}` in\n{}", said.stdout);
    }
    let value = |name: &str| {
        let line = said.stdout.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.unwrap_or_else(|| panic!("no {name} in\n{}", said.stdout)).trim_start()[name.len()..].trim().to_owned()
    };
    for (name, index) in
        [("supplier_name", 2), ("supplier_id", 3), ("amount", 4), ("category_code", 5), ("ring", 6), ("blocking_directives", 7)]
    {
        assert!(value(name).starts_with(&row[index]), "{name} is {} and not {}", value(name), row[index]);
    }
    let directive = row[7].split("; ").next().unwrap();
    assert!(said.stdout.split("What the directives say").nth(1).is_some_and(|text| text.contains(directive)), "{}", said.stdout);

    let rejected = &query(
        root,
        "select f.uri, l.row, l.reason from lines l join files f on l.file_id = f.file_id where l.verdict = 'rejected' and f.status = 'active' and l.sheet is null limit 1",
    )[0];
    let said = expect(root, &["explain", "--line", &rejected[0], "--row", &rejected[1]], 0);
    assert!(said.stdout.contains(&rejected[2]) && said.stdout.contains("nothing was decided"), "{}", said.stdout);
    for arguments in [["--line", "nothing.csv", "--row", "1"], ["--line", &row[0], "--row", "999999"]] {
        let said = run_in(root, &[&["explain"], arguments.as_slice()].concat());
        assert!(said.status == 2 && said.stderr.contains("hint:"), "{}", said.stderr);
    }
}
