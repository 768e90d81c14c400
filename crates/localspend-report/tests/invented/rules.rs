//! Invented tables on rules: what they permit, what lifting one would free, what another choice of the method would say.

use chrono::NaiveDate;

use super::Value::{Day, Null, Number, Pence, Whole};
use super::tables::{Key, categories, table};
use super::{Size, Tables, batch, text};

/// Scenarios of thinking rules away: each rule that blocks, and all of them.
const SCENARIOS: [(&str, i128); 4] = [("AGY-1", 60), ("MED-1", 40), ("ICT-7", 10), ("all", 140)];

pub(super) fn add(size: &Size, keys: &[Key], tables: &mut Tables) {
    let mut add = |name: &str, table| tables.insert(name.to_owned(), table);
    add("enablers", table(&ENABLERS, keys, enablers));
    add("what_if", table(&WHAT_IF, keys, what_if));
    let by_category = |key: &Key| {
        let scenarios = SCENARIOS.iter().flat_map(|(scenario, part)| {
            categories(size).map(move |(index, code, name, _)| {
                let freed = key.base() * part / 1000 / (2 + index as i128);
                vec![text(scenario), text(&code), text(&name), Whole(7), Pence(freed), Pence(freed / 4), Pence(freed / 2)]
            })
        });
        scenarios.collect()
    };
    let columns = ["scenario", "category_code", "category_name", "payments", "unblocked", "released_low", "released_high"];
    add("what_if_by_category", table(&columns, keys, by_category));
    add("sensitivity", table(&SENSITIVITY, keys, sensitivity));
    add("before_after", before_after());
}

const ENABLERS: [&str; 12] = [
    "directive",
    "title",
    "issuer",
    "threshold",
    "threshold_basis",
    "still_allowed",
    "confidence",
    "source_title",
    "source_url",
    "verdict",
    "payments",
    "amount",
];

fn enablers(key: &Key) -> Vec<Vec<super::Value>> {
    ["movable", "steered", "conditioned"]
        .iter()
        .zip([120, 70, 35])
        .map(|(verdict, part)| {
            vec![
                text("LOC-1@1"),
                text("Small contracts may be kept for local bidders"),
                text("Cabinet Office"),
                Pence(214_904_00),
                text("contract_value"),
                text("Ask only suppliers in the county or the council area"),
                text("sourced"),
                text("Published text of the rule"),
                text("https://www.example.org/rule"),
                text(verdict),
                Whole(12),
                Pence(key.base() * part / 1000),
            ]
        })
        .collect()
}

const WHAT_IF: [&str; 15] = [
    "scenario",
    "payments",
    "unblocked",
    "released_low",
    "released_high",
    "denominator",
    "local_low_before",
    "local_high_before",
    "local_low_after",
    "local_high_after",
    "living_wage_low_before",
    "living_wage_high_before",
    "living_wage_low_after",
    "living_wage_high_after",
    "withheld",
];

fn what_if(key: &Key) -> Vec<Vec<super::Value>> {
    SCENARIOS
        .iter()
        .map(|(scenario, part)| {
            let freed = key.base() * part / 1000;
            let moved = *part as f64 / 1000.0;
            let shares = [0.31, 0.41, 0.31 + moved / 4.0, 0.41 + moved / 2.0, 0.09, 0.21, 0.09 + moved / 9.0, 0.21 + moved / 9.0];
            let amounts = [Whole(*part as i64), Pence(freed), Pence(freed / 4), Pence(freed / 2), Pence(key.base())];
            [text(scenario)].into_iter().chain(amounts).chain(shares.map(Number)).chain([Null]).collect()
        })
        .collect()
}

const SENSITIVITY: [&str; 15] = [
    "variant_order",
    "variant",
    "base",
    "local",
    "location_unknown",
    "uncategorised",
    "blocked",
    "blocked_no_alternative",
    "steered",
    "conditioned",
    "movable",
    "movable_capped",
    "local_share_low",
    "local_share_high",
    "withheld",
];

fn sensitivity(key: &Key) -> Vec<Vec<super::Value>> {
    let variants = [
        ("As set", 300, 120),
        ("Registered offices are no evidence of place", 210, 90),
        ("Local means the same council area", 190, 160),
        ("Growth by a quarter", 300, 120),
    ];
    variants
        .iter()
        .enumerate()
        .map(|(order, (name, local, movable))| {
            let amounts =
                [*local, 95, 40, 140, 60, 70, 35, *movable, movable * 3 / 4].map(|part| Pence(key.base() * part / 1000));
            let ends = [Number(*local as f64 / 1000.0), Number((local + 95) as f64 / 1000.0)];
            [Whole(order as i64), text(name), Pence(key.base())].into_iter().chain(amounts).chain(ends).chain([Null]).collect()
        })
        .collect()
}

fn before_after() -> arrow::record_batch::RecordBatch {
    let columns = [
        "area_kind",
        "area_code",
        "area_name",
        "directive",
        "title",
        "effective_from",
        "organisations",
        "known_before",
        "known_after",
        "share_before",
        "share_after",
        "others_share_before",
        "others_share_after",
        "difference",
        "placebos",
        "placebo_low",
        "placebo_high",
        "placebos_as_large",
        "withheld",
    ];
    let told = |kind: &str, code: super::Value, name: &str| {
        let area = [text(kind), code, text(name), text("AGY-1@2"), text("Agency staff only through approved frameworks")];
        let figures = [Pence(41_000_000_00), Pence(39_500_000_00)].into_iter();
        let shares = [0.41, 0.33, 0.36, 0.37, -0.09].map(Number);
        let placebos = [Whole(31), Number(-0.11), Number(0.08), Whole(3), Null];
        let day = Day(NaiveDate::from_ymd_opt(2024, 10, 1).unwrap());
        area.into_iter().chain([day, Whole(4)]).chain(figures).chain(shares).chain(placebos).collect::<Vec<_>>()
    };
    let mut withheld = told("ics", text("QZ9"), "Marlshire Integrated Care System");
    withheld[3] = text("SUS-3@1");
    withheld[4] = text("Carbon reduction plan for bidders");
    for cell in &mut withheld[7..18] {
        *cell = Null;
    }
    withheld[6] = Whole(2);
    withheld[18] = text("Fewer than 4 organisations have payments in every quarter");
    batch(
        &columns,
        &[told("ics", text("QZ9"), "Marlshire Integrated Care System"), told("lake", Null, "All organisations"), withheld],
    )
}
