//! The invented tables themselves: one function per family, all from one list of organisations and quarters.

use super::{Size, Tables, Value, batch, quarter, text};
use Value::{Flag, Null, Number, Pence, Whole};

const K: [&str; 6] = ["area_kind", "area_code", "area_name", "org_code", "org_name", "quarter"];
const S: [&str; 9] =
    ["denominator", "numerator", "unknown", "share_low", "share_high", "share_known", "unknown_share", "suppliers", "withheld"];

const NAMES: [&str; 8] = [
    "Marlshire County Council",
    "Marl Valley Hospitals NHS Trust",
    "Marlshire Mental Health NHS Foundation Trust",
    "North Fens Ambulance Service NHS Trust",
    "NHS Marlshire Integrated Care Board",
    "Harrow Edge Community Health NHS Trust",
    "Saltmarsh Children’s Hospital NHS Foundation Trust",
    "Marl City Council",
];

const CATEGORIES: [(&str, &str, &str); 14] = [
    ("agency_nursing", "Agency nursing", "Staffing"),
    ("agency_medical", "Agency and locum doctors", "Staffing"),
    ("cleaning", "Cleaning", "Premises"),
    ("catering", "Catering and food", "Premises"),
    ("security", "Security", "Premises"),
    ("building_maintenance", "Building maintenance", "Premises"),
    ("energy", "Energy", "Premises"),
    ("laundry", "Laundry and linen", "Premises"),
    ("medical_consumables", "Medical consumables", "Clinical"),
    ("pharmacy", "Medicines", "Clinical"),
    ("it_software", "Software", "IT"),
    ("patient_transport", "Patient transport", "Transport"),
    ("social_care", "Social care", "Care"),
    ("office_supplies", "Office supplies", "Office"),
];

/// One subject in one quarter: its key and a number that makes its figures its own.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) org: Option<(String, String)>,
    pub(super) quarter: String,
    pub(super) seed: i128,
}

impl Key {
    fn cells(&self) -> Vec<Value> {
        let (code, name) = self.org.as_ref().map_or((Null, Null), |(code, name)| (text(code), text(name)));
        vec![text("ics"), text("QZ9"), text("Marlshire Integrated Care System"), code, name, text(&self.quarter)]
    }

    /// All payments of the subject, in pence.
    pub(super) fn all(&self) -> i128 {
        self.seed * 1_234_567_89 + 4_000_000_00
    }

    pub(super) fn base(&self) -> i128 {
        self.all() * 61 / 100
    }

    pub(super) fn part(&self, thousandths: i128) -> i128 {
        self.base() * (thousandths + (self.seed * 7) % 41) / 1000
    }
}

pub fn organisation_name(index: usize) -> String {
    NAMES.get(index).map_or_else(|| format!("Marlshire Practice Federation {index:03}"), |name| (*name).to_owned())
}

fn keys(size: &Size) -> Vec<Key> {
    let mut keys = Vec::new();
    for back in 0..size.quarters {
        let of = quarter().minus(back as i32).to_string();
        let seed = |index: usize| 3 + (index as i128 * 5 + back as i128 * 3) % 17;
        let total = (0..size.organisations).map(seed).sum::<i128>().max(1);
        keys.push(Key { org: None, quarter: of.clone(), seed: total });
        for index in 0..size.organisations {
            let org = Some((format!("RZ{index:03}"), organisation_name(index)));
            keys.push(Key { org, quarter: of.clone(), seed: seed(index) });
        }
    }
    keys
}

fn share(denominator: i128, numerator: i128, unknown: i128, suppliers: i64) -> Vec<Value> {
    let part = |part: i128, whole: i128| Number(part as f64 / whole as f64);
    vec![
        Pence(denominator),
        Pence(numerator),
        Pence(unknown),
        part(numerator, denominator),
        part(numerator + unknown, denominator),
        part(numerator, denominator - unknown),
        part(unknown, denominator),
        Whole(suppliers),
        Null,
    ]
}

fn withheld(reason: &str) -> Vec<Value> {
    vec![Pence(1_200_00), Pence(0), Pence(0), Null, Null, Null, Null, Whole(2), text(reason)]
}

pub(super) fn table(head: &[&str], keys: &[Key], rows: impl Fn(&Key) -> Vec<Vec<Value>>) -> arrow::record_batch::RecordBatch {
    let columns: Vec<&str> = K.iter().chain(head).copied().collect();
    let rows: Vec<Vec<Value>> =
        keys.iter().flat_map(|key| rows(key).into_iter().map(|row| key.cells().into_iter().chain(row).collect())).collect();
    batch(&columns, &rows)
}

/// Every metric table of the contract.
pub fn all(size: &Size) -> Tables {
    let keys = keys(size);
    let now: Vec<Key> = keys.iter().filter(|key| key.quarter == quarter().to_string()).cloned().collect();
    let with_share = |before: &[&'static str]| before.iter().copied().chain(S).collect::<Vec<&str>>();
    let mut tables = Tables::new();
    let mut add = |name: &str, table| tables.insert(name.to_owned(), table);

    add(
        "coverage",
        table(
            &[
                "files",
                "months_expected",
                "months_present",
                "months_missing",
                "payments",
                "amount",
                "rejected",
                "amount_rejected",
                "not_payments",
            ],
            &keys,
            |key| {
                let gap = key.seed % 5 == 4;
                vec![vec![
                    Whole(if gap { 2 } else { 3 }),
                    Whole(3),
                    Whole(if gap { 2 } else { 3 }),
                    if gap { text("2025-05") } else { Null },
                    Whole((key.seed * 311) as i64),
                    Pence(key.all()),
                    Whole((key.seed * 3) as i64),
                    Pence(key.all() / 900),
                    Whole((key.seed * 8) as i64),
                ]]
            },
        ),
    );
    add(
        "scopes",
        table(&["scope", "in_base", "payments", "amount"], &keys, |key| {
            let parts = [
                ("third_party", 52),
                ("intermediary", 9),
                ("transfer", 24),
                ("statutory", 5),
                ("locked", 6),
                ("individual", 1),
                ("unidentified", 1),
                ("national_provision", 2),
            ];
            let given: i128 = parts[1..].iter().map(|(_, part)| key.all() * part / 100).sum();
            parts
                .iter()
                .enumerate()
                .map(|(index, (code, part))| {
                    let amount = match index {
                        0 => key.all() - given,
                        _ => key.all() * part / 100,
                    };
                    vec![text(code), Flag(index < 2), Whole((key.seed * part) as i64), Pence(amount)]
                })
                .collect()
        }),
    );
    add(
        "local_share",
        table(&with_share(&["locality", "is_primary"]), &keys, |key| {
            [("ics", true, 300), ("place", false, 190), ("region", false, 470)]
                .into_iter()
                .map(|(name, primary, part)| {
                    let mut row = vec![text(name), Flag(primary)];
                    row.extend(share(key.base(), key.part(part), key.base() * 95 / 1000, (key.seed * 9) as i64));
                    row
                })
                .collect()
        }),
    );
    add(
        "rings",
        table(&["ring", "payments", "amount", "share_of_base"], &keys, |key| {
            parts(key, &[("place", 190), ("ics", 110), ("region", 170), ("uk", 400), ("overseas", 20), ("unknown", 110)], false)
        }),
    );
    add(
        "destinations",
        table(
            &["destination_kind", "destination_code", "destination_name", "payments", "amount", "share_of_base"],
            &keys,
            |key| {
                let kinds = [
                    ("icb", [("QZ9", 300), ("QZ8", 220), ("QZ5", 180), ("unknown", 300)]),
                    ("local_authority", [("E06000001", 200), ("E06000002", 320), ("E06000003", 80), ("unknown", 400)]),
                ];
                let rows = kinds.into_iter().flat_map(|(kind, destinations)| {
                    parts(key, &destinations, false).into_iter().map(move |mut row| {
                        let code = row.remove(0);
                        let name = match &code {
                            Value::Text(code) if code != "unknown" => text(&format!("Area {code}")),
                            _ => Null,
                        };
                        [text(kind), code, name].into_iter().chain(row).collect::<Vec<Value>>()
                    })
                });
                rows.collect()
            },
        ),
    );
    add(
        "verdicts",
        table(&["verdict", "verdict_order", "payments", "amount", "share_of_base"], &keys, |key| {
            parts(
                key,
                &[
                    ("local", 300),
                    ("location_unknown", 95),
                    ("uncategorised", 40),
                    ("blocked", 140),
                    ("blocked_no_alternative", 60),
                    ("steered", 70),
                    ("conditioned", 35),
                    ("movable", 120),
                    ("no_local_market", 140),
                ],
                true,
            )
        }),
    );
    add("sme_share", table(&S, &keys, |key| vec![share(key.base(), key.part(240), key.part(120), (key.seed * 9) as i64)]));
    add("vcse_share", table(&S, &keys, |key| vec![share(key.base(), key.part(60), key.part(50), (key.seed * 9) as i64)]));
    add(
        "deprived_share",
        table(&with_share(&["band"]), &keys, |key| {
            [("tenth", 90), ("fifth", 170)]
                .into_iter()
                .map(|(band, part)| {
                    let mut row = vec![text(band)];
                    row.extend(share(key.base(), key.part(part), key.part(110), (key.seed * 9) as i64));
                    row
                })
                .collect()
        }),
    );
    add(
        "living_wage_share",
        table(&with_share(&["basis", "recognised_provider"]), &keys, |key| {
            [("base", 90, 1), ("on_site_service", 260, 4)]
                .into_iter()
                .map(|(basis, part, divide)| {
                    let mut row = vec![text(basis), Pence(key.base() / 40 / divide)];
                    let base = key.base() / divide;
                    row.extend(share(base, key.part(part) / divide, base * 12 / 100, (key.seed * 4) as i64));
                    row
                })
                .collect()
        }),
    );
    add(
        "living_wage_by_category",
        table(&with_share(&["category_code", "category_name"]), &keys, |key| {
            CATEGORIES[..6]
                .iter()
                .enumerate()
                .map(|(index, (code, name, _))| {
                    let mut row = vec![text(code), text(name)];
                    row.extend(if index == 4 {
                        withheld("Fewer than 5 suppliers")
                    } else {
                        share(key.base() / 20, key.base() / 20 * (index as i128 + 1) / 9, key.base() / 200, 6)
                    });
                    row
                })
                .collect()
        }),
    );
    add(
        "verdicts_by_category",
        table(&["category_code", "category_name", "group_name", "verdict", "payments", "amount"], &keys, |key| {
            let verdicts = [
                "local",
                "location_unknown",
                "uncategorised",
                "blocked",
                "blocked_no_alternative",
                "steered",
                "conditioned",
                "movable",
                "no_local_market",
            ];
            categories(size)
                .flat_map(|(index, code, name, group)| {
                    verdicts.into_iter().enumerate().map(move |(at, verdict)| {
                        let amount = key.base() / (40 + 9 * index as i128) * (1 + (index as i128 + 3 * at as i128) % 5) / 9;
                        vec![text(&code), text(&name), text(group), text(verdict), Whole(9), Pence(amount)]
                    })
                })
                .collect()
        }),
    );
    add(
        "movable",
        table(
            &["category_code", "category_name", "verdict", "payments", "amount", "capacity", "amount_capped", "alternatives"],
            &keys,
            |key| {
                categories(size)
                    .flat_map(|(index, code, name, _)| {
                        [("movable", 42), ("blocked", 39)].into_iter().map(move |(verdict, part)| {
                            let amount = key.part(part) / (2 + index as i128);
                            let capped = amount * 3 / 4;
                            vec![
                                text(&code),
                                text(&name),
                                text(verdict),
                                Whole(14),
                                Pence(amount),
                                Pence(capped),
                                Pence(capped),
                                Whole(1 + index as i64 % 5),
                            ]
                        })
                    })
                    .collect()
            },
        ),
    );
    super::lists::add(size, &keys, &now, &mut tables);
    super::rules::add(size, &keys, &mut tables);
    tables
}

pub(super) fn categories(size: &Size) -> impl Iterator<Item = (usize, String, String, &'static str)> {
    (0..size.categories).map(|index| match CATEGORIES.get(index) {
        Some((code, name, group)) => (index, (*code).to_owned(), (*name).to_owned(), *group),
        None => (index, format!("category_{index}"), format!("Category {index}"), "Other"),
    })
}

/// Parts of the base in thousandths; the last takes what is left, so that they add up to the penny.
fn parts(key: &Key, parts: &[(&str, i128)], ordered: bool) -> Vec<Vec<Value>> {
    let mut left = key.base();
    parts
        .iter()
        .enumerate()
        .map(|(index, (code, part))| {
            let amount = if index + 1 == parts.len() {
                left
            } else if *code == "local" {
                key.part(*part)
            } else {
                key.base() * part / 1000
            };
            left -= amount;
            let mut row = vec![text(code)];
            if ordered {
                row.push(Whole(index as i64 + 1));
            }
            row.extend([Whole((key.seed * part / 20) as i64), Pence(amount), Number(amount as f64 / key.base() as f64)]);
            row
        })
        .collect()
}
