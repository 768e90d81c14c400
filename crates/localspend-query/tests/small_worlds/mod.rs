//! METHOD written a second time, by brute force and without SQL, over many small random worlds that share one lake: each
//! has a care system, a few payers and a few sellers; all are under one random register of directives. Whatever the SQL
//! says of a line, a share, an attribution or a what-if must be what this model says.

mod compare;
mod draw;
mod judge;
mod tables;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use chrono::NaiveDate;
use localspend_model::settings::{Method, default_localities};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::world::World;

/// Worlds that share one lake, and lakes in a run of the test.
const WORLDS: usize = 250;
const LAKES: u32 = 4;

/// The months that have ledgers: five quarters from April 2023.
pub const MONTHS: u32 = 15;

/// Words on a line, and the category that the rules give them.
pub const WORDS: [(&str, Option<&str>); 6] = [
    ("Cleaning", Some("cleaning")),
    ("Catering", Some("catering")),
    ("Security", Some("security")),
    ("Electricity", Some("electricity")),
    ("Agency nursing", Some("agency_nursing")),
    ("Zzz", None),
];

/// Industry codes, and the category that the rules give them.
pub const INDUSTRIES: [(&str, Option<&str>); 4] =
    [("81210", Some("cleaning")), ("80100", Some("security")), ("99999", None), ("", None)];

/// Everything in one lake.
#[derive(Debug, Default)]
pub struct Lake {
    pub payers: Vec<Payer>,
    pub sellers: Vec<Seller>,
    pub versions: Vec<Version>,
    pub payments: Vec<Payment>,
    pub window: u32,
    pub register_alternatives: bool,
}

/// An organisation that pays. From `moves`, it belongs to another care system.
#[derive(Debug)]
pub struct Payer {
    pub code: String,
    pub kind: &'static str,
    pub sector: Option<&'static str>,
    pub board: usize,
    pub moves: Option<(NaiveDate, usize)>,
}

/// Where a seller is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    Board(usize),
    Unknown,
    Abroad,
}

/// A body that is paid, or (`is_paid` false) only stands in the register of companies.
#[derive(Debug)]
pub struct Seller {
    pub id: String,
    pub name: String,
    pub number: String,
    pub kind: &'static str,
    pub intermediary: bool,
    pub size: &'static str,
    pub is_vcse: bool,
    pub home: Home,
    pub moves: Option<(NaiveDate, usize)>,
    pub industry: usize,
    pub active: bool,
    pub incorporated: NaiveDate,
    pub dissolved: Option<NaiveDate>,
    pub accreditations: Vec<(bool, NaiveDate, Option<NaiveDate>)>,
}

/// A version of a directive.
#[derive(Debug)]
pub struct Version {
    pub directive: String,
    pub version: &'static str,
    pub effect: &'static str,
    pub force: &'static str,
    pub status: &'static str,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub trigger: &'static str,
    pub categories: Vec<&'static str>,
    pub excluded: Vec<&'static str>,
    pub kinds: Vec<&'static str>,
    pub sectors: Vec<&'static str>,
    pub orgs: Vec<usize>,
    pub by_adoption: bool,
    pub confidence: &'static str,
    pub adoptions: Vec<(usize, &'static str, NaiveDate, Option<NaiveDate>)>,
    pub approved: Vec<(usize, Option<NaiveDate>, Option<NaiveDate>)>,
}

/// One line.
#[derive(Debug)]
pub struct Payment {
    pub payer: usize,
    pub seller: usize,
    pub month: u32,
    pub paid_on: Option<NaiveDate>,
    pub words: usize,
    pub pence: i64,
}

impl Version {
    /// `id@version`, as the tables have it.
    pub fn id(&self) -> String {
        format!("{}@{}", self.directive, self.version)
    }
}

/// First day of a month of the lake.
pub fn first_day(month: u32) -> NaiveDate {
    let months = 3 + month;
    NaiveDate::from_ymd_opt(2023 + (months / 12) as i32, months % 12 + 1, 1).unwrap()
}

/// Last day of a month of the lake.
pub fn last_day(month: u32) -> NaiveDate {
    first_day(month + 1).pred_opt().unwrap()
}

/// Name of a quarter of the lake, 0 = April to June 2023.
pub fn quarter_name(quarter: u32) -> String {
    let year = 2023 + quarter / 4;
    format!("{year}-{:02} Q{}", (year + 1) % 100, quarter % 4 + 1)
}

/// The care system of an index, and its region: three systems make one.
pub fn board_code(board: usize) -> String {
    format!("Q{board:03}")
}

/// If this fails, a board is told that a pound is blocked, movable, local or released that is not.
#[test]
fn a_thousand_small_worlds_are_judged_as_the_method_says() {
    let seen: RefCell<BTreeMap<&'static str, usize>> = RefCell::default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = ProptestConfig { cases: LAKES, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() };
    let turn = Cell::new(0);
    let outcome = TestRunner::new(config).run(&any::<u64>(), |seed| {
        turn.set(turn.get() + 1);
        let lake = Lake { register_alternatives: turn.get() % 2 == 0, ..draw::lake(seed, WORLDS) };
        compare::count_cases(&lake, &mut seen.borrow_mut());
        let differences = runtime.block_on(async {
            let method = Method {
                alternative_window: lake.window,
                register_alternatives: lake.register_alternatives,
                min_suppliers: 1,
                ..Method::default()
            };
            let world = World::build(&tables::csv(&lake), &method, &default_localities()).await;
            compare::differences(&world, &lake).await
        });
        let first = &differences[..differences.len().min(20)];
        prop_assert!(differences.is_empty(), "{} differences, the first:\n{}", differences.len(), first.join("\n"));
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
    let seen = seen.into_inner();
    println!("cases seen: {seen:?}");
    let unseen: Vec<_> = compare::CASES.iter().filter(|case| !seen.contains_key(*case)).collect();
    assert!(unseen.is_empty(), "the worlds drawn never showed {unseen:?}, so nothing is proved of them");
}

/// If this fails, a board that asks "and if local meant the region?" is told a figure that no such setting gives.
#[tokio::test]
async fn sensitivity_is_what_the_other_setting_gives() {
    let lake = draw::lake(7, 60);
    let csv = tables::csv(&lake);
    let as_set = Method { min_suppliers: 1, ..Method::default() };
    let told = World::build(&csv, &as_set, &default_localities()).await;
    let mut region = default_localities();
    region.iter_mut().for_each(|locality| locality.primary = locality.name == "region");
    let mut sourced = csv.clone();
    let directives = sourced.get_mut("directives").unwrap();
    *directives =
        directives.lines().filter(|line| !line.contains(",secondary,")).fold(String::new(), |text, line| text + line + "\n");
    let one_quarter = Method { alternative_window: 1, ..as_set.clone() };
    let whole = Method { growth_cap: 1.0, ..as_set.clone() };
    for (variant, csv, method, localities) in [
        ("As set", &csv, &as_set, default_localities()),
        ("Local means: region", &csv, &as_set, region),
        ("Alternatives paid in this quarter", &csv, &one_quarter, default_localities()),
        ("Alternatives grow by the whole", &csv, &whole, default_localities()),
        ("Only directives with a source of the first hand", &sourced, &as_set, default_localities()),
    ] {
        let set = World::build(csv, method, &localities).await;
        let figures = |variant: &str| {
            format!(
                "select area_code, org_code, quarter, base, local, location_unknown, blocked, blocked_no_alternative, steered, \
                 conditioned, movable, movable_capped, no_local_market, local_share_low, local_share_high from sensitivity \
                 where variant = '{variant}' order by area_kind, area_code, org_code, quarter"
            )
        };
        let (told, set) = (compare::rows(&told, &figures(variant)).await, compare::rows(&set, &figures("As set")).await);
        assert!(!told.is_empty() && told == set, "{variant}: {told:?}\n{set:?}");
    }
    let verdicts = "select area_code, org_code, quarter, amount from verdicts where verdict = 'movable' order by 1, 2, 3";
    let as_told = "select area_code, org_code, quarter, movable from sensitivity where variant = 'As set' and movable <> 0 order by 1, 2, 3";
    assert_eq!(compare::rows(&told, as_told).await, compare::rows(&told, verdicts).await);
    let capped = "select area_code, org_code, quarter, sum(amount_capped) from movable where verdict = 'movable' group by 1, 2, 3 order by 1, 2, 3";
    let as_told = "select area_code, org_code, quarter, movable_capped from sensitivity where variant = 'As set' and movable <> 0 order by 1, 2, 3";
    assert_eq!(compare::rows(&told, as_told).await, compare::rows(&told, capped).await);
    let cut = "select count(*) > 0 from sensitivity where movable_capped < movable";
    assert_eq!(compare::rows(&told, cut).await, [["true"]], "no cap of these worlds is reached, so none is tested");
}
