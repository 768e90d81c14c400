//! Invented lists: directives, suppliers, coverage of identity and place, the balance, and what to mend.

use super::tables::{Key, categories, table};
use super::{Size, Tables, Value, batch, text};
use Value::{Flag, Null, Number, Pence, Whole};

/// Names that have broken reports before, among ordinary ones.
pub const SUPPLIERS: [&str; 12] = [
    "Fenland Linen Services Ltd",
    "<script>alert(1)</script>",
    "=HYPERLINK(\"https://example.org\",\"click\")",
    "Cwmni Arlwyo’r Môr Cyf",
    "شركة النظافة المحدودة",
    "海岸清洁有限公司",
    "Marl & Sons (Builders) Ltd",
    "-2+3 Catering",
    "@SUM Staffing",
    "Saltmarsh Care CIC",
    "Very Long",
    "Harrow Edge Energy Co-operative",
];

pub fn supplier(index: usize) -> String {
    match SUPPLIERS.get(index) {
        Some(&"Very Long") => format!("Very {}Long Supplier Name", "Unreasonably".repeat(23)),
        Some(name) => (*name).to_owned(),
        None => format!("Supplier {index:04} Ltd"),
    }
}

pub(super) fn add(size: &Size, keys: &[Key], now: &[Key], tables: &mut Tables) {
    let mut add = |name: &str, table| tables.insert(name.to_owned(), table);
    add(
        "blocked_by_directive",
        table(
            &[
                "directive",
                "directive_id",
                "version",
                "title",
                "issuer",
                "force",
                "effect",
                "confidence",
                "source_title",
                "source_url",
                "payments",
                "blocked_solely",
                "blocked_shared",
                "blocked_any",
            ],
            keys,
            |key| {
                let rows = [
                    (
                        "AGY-1@2",
                        "Agency staff only through approved frameworks",
                        "NHS England",
                        "mandatory",
                        "blocks",
                        "sourced",
                        60,
                        75,
                        90,
                    ),
                    (
                        "MED-1@1",
                        "Medicines only through national contracts",
                        "NHS England",
                        "contractual",
                        "blocks",
                        "sourced",
                        40,
                        50,
                        60,
                    ),
                    (
                        "ICT-7@1",
                        "Central software agreement",
                        "Department of Invented Systems",
                        "national_provision",
                        "blocks",
                        "secondary",
                        10,
                        15,
                        20,
                    ),
                    (
                        "SUS-3@1",
                        "Carbon reduction plan for bidders",
                        "NHS England",
                        "bidder_condition",
                        "adds_bid_cost",
                        "sourced",
                        0,
                        0,
                        0,
                    ),
                    (
                        "LOC-1@1",
                        "Small contracts may be kept for local bidders",
                        "Cabinet Office",
                        "permission",
                        "permits_local",
                        "recalled",
                        0,
                        0,
                        0,
                    ),
                ];
                rows.iter()
                    .map(|(directive, title, issuer, force, effect, confidence, solely, shared, any)| {
                        let url = if *force == "contractual" {
                            text("javascript:alert(1)")
                        } else {
                            text("https://www.example.org/rule")
                        };
                        vec![
                            text(directive),
                            text(directive.split('@').next().unwrap()),
                            text("2"),
                            text(title),
                            text(issuer),
                            text(force),
                            text(effect),
                            text(confidence),
                            text("Published text of the rule"),
                            url,
                            Whole(41),
                            Pence(key.base() * solely / 1000),
                            Pence(key.base() * shared / 1000),
                            Pence(key.base() * any / 1000),
                        ]
                    })
                    .collect()
            },
        ),
    );
    add(
        "opportunities",
        table(
            &[
                "category_code",
                "category_name",
                "amount_at_stake",
                "supplier_id",
                "supplier_name",
                "local_authority_code",
                "living_wage",
                "size",
                "is_vcse",
                "revenue_seen",
                "capacity",
                "buyers",
                "buyer_count",
                "rank",
            ],
            now,
            |key| {
                // As many as the query keeps, when the size asks for a whole country.
                let listed = if size.suppliers > SUPPLIERS.len() { 25 } else { 3 };
                categories(size)
                    .flat_map(|(index, code, name, _)| {
                        (0..listed)
                            .map(move |at| {
                                let amount = key.part(120) / (2 + index as i128);
                                let wage = ["accredited", "not_listed", "unresolved"][at % 3];
                                vec![
                                    text(&code),
                                    text(&name),
                                    Pence(amount),
                                    text(&format!("LS-{index}{at}")),
                                    text(&supplier((index + at * 5) % size.suppliers)),
                                    text("E0799"),
                                    text(wage),
                                    text(["small", "micro", "unknown"][at % 3]),
                                    Flag(at == 1),
                                    Pence(amount / 2),
                                    Pence(amount / 4),
                                    text("Marlshire County Council; Marl City Council"),
                                    Whole(2),
                                    Whole(at as i64 + 1),
                                ]
                            })
                            .collect::<Vec<_>>()
                    })
                    .collect()
            },
        ),
    );
    add(
        "concentration",
        table(&["suppliers", "top10_amount", "top10_share", "hhi", "denominator"], now, |key| {
            vec![vec![Whole((key.seed * 9) as i64), Pence(key.base() * 44 / 100), Number(0.44), Number(312.4), Pence(key.base())]]
        }),
    );
    add(
        "categories_bought",
        table(
            &[
                "category_code",
                "category_name",
                "group_name",
                "payments",
                "amount",
                "amount_by_line",
                "amount_by_supplier",
                "amount_by_sic",
            ],
            keys,
            |key| {
                categories(size)
                    .map(|(index, code, name, group)| {
                        let amount = key.base() / (3 + index as i128);
                        vec![
                            text(&code),
                            text(&name),
                            text(group),
                            Whole(30),
                            Pence(amount),
                            Pence(amount / 2),
                            Pence(amount / 4),
                            Pence(amount / 4),
                        ]
                    })
                    .collect()
            },
        ),
    );
    add(
        "identity_coverage",
        table(&["match_status", "names", "payments", "amount", "amount_expected_right"], keys, |key| {
            [("auto", 70), ("confirmed", 9), ("review", 8), ("unmatched", 13)]
                .iter()
                .map(|(status, part)| {
                    let amount = key.base() * i128::from(*part) / 100;
                    let right = if *part > 8 && *part != 13 { Pence(amount * 98 / 100) } else { Null };
                    vec![text(status), Whole(part * 3), Whole(part * 11), Pence(amount), right]
                })
                .collect()
        }),
    );
    add(
        "location_coverage",
        table(&["location_source", "payments", "amount"], keys, |key| {
            [("registered_office", 61), ("supplier_list", 22), ("ledger", 8), ("unknown", 9)]
                .iter()
                .map(|(source, part)| vec![text(source), Whole(part * 11), Pence(key.base() * i128::from(*part) / 100)])
                .collect()
        }),
    );
    add(
        "unlisted_service_suppliers",
        table(&["category_code", "category_name", "supplier_id", "supplier_name", "living_wage", "amount", "rank"], now, |key| {
            (0..6)
                .map(|at| {
                    vec![
                        text("cleaning"),
                        text("Cleaning"),
                        text(&format!("LS-{at}")),
                        text(&supplier(at)),
                        text(if at % 3 == 2 { "unresolved" } else { "not_listed" }),
                        Pence(key.base() / (40 + at as i128)),
                        Whole(at as i64 + 1),
                    ]
                })
                .collect()
        }),
    );
    add(
        "top_suppliers",
        table(
            &["supplier_id", "supplier_name", "supplier_kind", "scope", "ring", "living_wage", "payments", "amount", "rank"],
            now,
            |key| {
                (0..size.suppliers)
                    .map(|at| {
                        let person = at == 8;
                        vec![
                            text(&format!("LS-{at}")),
                            text(&if person { "Name withheld".to_owned() } else { supplier(at) }),
                            text(if person { "individual" } else { "company" }),
                            text("third_party"),
                            text(["ics", "uk", "place", "unknown"][at % 4]),
                            text("not_listed"),
                            Whole(17),
                            Pence(key.base() / (9 + at as i128 * 3)),
                            Whole(at as i64 + 1),
                        ]
                    })
                    .collect()
            },
        ),
    );
    add(
        "changes",
        table(
            &[
                "comparison",
                "quarter_then",
                "organisations_compared",
                "base_now",
                "base_then",
                "local_now",
                "local_then",
                "unknown_now",
                "unknown_then",
                "share_low_now",
                "share_low_then",
                "share_high_now",
                "share_high_then",
            ],
            now,
            |key| {
                [("previous_quarter", "2024-25 Q4", 0.29, 0.38), ("year_earlier", "2024-25 Q1", 0.17, 0.24)]
                    .iter()
                    .map(|(comparison, then, low, high)| {
                        vec![
                            text(comparison),
                            text(then),
                            Whole(if key.org.is_some() { 1 } else { size.organisations as i64 }),
                            Pence(key.base()),
                            Pence(key.base() * 9 / 10),
                            Pence(key.base() * 3 / 10),
                            Pence(key.base() * 29 / 100),
                            Pence(key.base() / 10),
                            Pence(key.base() / 11),
                            Number(0.31),
                            Number(*low),
                            Number(0.41),
                            Number(*high),
                        ]
                    })
                    .collect()
            },
        ),
    );
    add(
        "conservation",
        batch(
            &[
                "stage",
                "stage_order",
                "records",
                "payments",
                "rejected",
                "not_payments",
                "amount_payments",
                "amount_rejected",
                "balanced",
            ],
            &["read", "in the lake", "joined", "on these pages"]
                .iter()
                .enumerate()
                .map(|(at, stage)| {
                    vec![
                        text(stage),
                        Whole(at as i64 + 1),
                        Whole(51_234),
                        Whole(50_011),
                        Whole(311),
                        Whole(912),
                        Pence(912_345_678_90),
                        Pence(1_234_567_89),
                        Flag(true),
                    ]
                })
                .collect::<Vec<_>>(),
        ),
    );
    add(
        "to_fix",
        batch(
            &[
                "kind",
                "priority",
                "org_code",
                "org_name",
                "quarter",
                "file_name",
                "sheet",
                "row",
                "value",
                "problem",
                "hint",
                "amount",
            ],
            &[
                vec![
                    text("file_missing"),
                    Whole(1),
                    text("RZ001"),
                    text("Marl Valley Hospitals NHS Trust"),
                    text("2025-26 Q1"),
                    Null,
                    Null,
                    Null,
                    Null,
                    text("No file for May 2025"),
                    text("Put the ledger of May 2025 into ledgers/RZ001/ and run again."),
                    Pence(4_100_000_00),
                ],
                vec![
                    text("rejected_line"),
                    Whole(2),
                    text("RZ002"),
                    text("Marlshire Mental Health NHS Foundation Trust"),
                    text("2025-26 Q1"),
                    text("june 2025.xlsx"),
                    text("Payments"),
                    Whole(114),
                    text("=1+1"),
                    text("The amount cannot be read"),
                    text("Ask the ledger team for the amount of row 114."),
                    Pence(31_204_50),
                ],
                vec![
                    text("review"),
                    Whole(2),
                    Null,
                    Null,
                    text("2025-26 Q1"),
                    Null,
                    Null,
                    Null,
                    text("<b>MARL & SONS</b>"),
                    text("Two suppliers could be meant"),
                    text("Run `localspend review export`, answer, and import."),
                    Pence(812_000_00),
                ],
            ],
        ),
    );
}
