//! Draws a lake of small random worlds from a seed.

use chrono::{Days, NaiveDate};

use super::{Home, INDUSTRIES, Lake, MONTHS, Payer, Payment, Seller, Version, WORDS, first_day, last_day};

/// Small worlds side by side, one care system each, under one register of directives.
pub fn lake(seed: u64, worlds: usize) -> Lake {
    let mut dice = Dice(seed);
    let mut lake = Lake { window: 1 + dice.below(4) as u32, register_alternatives: dice.one_in(2), ..Lake::default() };
    for board in 0..worlds {
        let (payers, sellers) = (lake.payers.len(), lake.sellers.len());
        for _ in 0..1 + dice.below(3) {
            lake.payers.push(payer(&mut dice, lake.payers.len(), board, worlds));
        }
        for _ in 0..2 + dice.below(6) {
            lake.sellers.push(seller(&mut dice, lake.sellers.len(), board, worlds));
        }
        for _ in 0..8 + dice.below(20) {
            let (payer, seller) = (dice.from(payers, lake.payers.len()), dice.from(sellers, lake.sellers.len()));
            lake.payments.push(payment(&mut dice, payer, seller));
        }
    }
    for number in 0..14 {
        let version = version(&mut dice, number, &lake);
        lake.versions.push(version);
    }
    lake
}

fn payer(dice: &mut Dice, number: usize, board: usize, boards: usize) -> Payer {
    Payer {
        code: format!("T{number:04}"),
        kind: dice.pick(&["nhs_trust", "foundation_trust", "icb"]),
        sector: dice.pick(&[Some("acute"), Some("mental_health"), None]),
        board,
        moves: dice.one_in(8).then(|| (dice.day(), (board + 1) % boards)),
    }
}

fn seller(dice: &mut Dice, number: usize, board: usize, boards: usize) -> Seller {
    let kind = dice.pick(&["company", "company", "company", "company", "company", "individual", "nhs"]);
    let intermediary = kind == "company" && dice.one_in(9);
    let home = match dice.below(8) {
        0 => Home::Unknown,
        1 => Home::Abroad,
        2 | 3 => Home::Board((board + 1) % boards),
        _ => Home::Board(board),
    };
    let accreditations = (0..dice.below(3)).map(|_| {
        let from = dice.day();
        (dice.one_in(2), from, dice.one_in(2).then(|| from + Days::new(dice.below(200))))
    });
    let accreditations = accreditations.collect();
    let number_text = format!("{:08}", 10_000_000 + number);
    Seller {
        id: if kind == "company" { format!("GB-COH-{number_text}") } else { format!("LS-{number:016}") },
        name: format!("{}Q{number}X", if intermediary { "SCCL " } else { "" }),
        number: number_text,
        kind,
        intermediary,
        size: dice.pick(&["micro", "small", "medium", "large", "unknown"]),
        is_vcse: dice.one_in(6),
        accreditations,
        home,
        moves: (kind == "company" && matches!(home, Home::Board(_)) && dice.one_in(5))
            .then(|| (dice.day(), (board + dice.below(2) as usize) % boards)),
        industry: dice.below(INDUSTRIES.len() as u64) as usize,
        active: !dice.one_in(4),
        incorporated: NaiveDate::from_ymd_opt(2023, 1, 1).unwrap() + Days::new(dice.below(200)),
        dissolved: dice.one_in(5).then(|| dice.day()),
    }
}

fn payment(dice: &mut Dice, payer: usize, seller: usize) -> Payment {
    let month = dice.below(u64::from(MONTHS)) as u32;
    let inside = first_day(month) + Days::new(dice.below(28));
    let paid_on = match dice.below(10) {
        0 => None,
        // A line of another month stands in this month's file: it is judged as of the end of the file's month.
        1 => Some(last_day(month) + Days::new(1 + dice.below(20))),
        _ => Some(inside),
    };
    let pence = if dice.one_in(8) { -(dice.below(300_000) as i64) } else { dice.below(1_000_000) as i64 };
    Payment { payer, seller, month, paid_on, words: dice.below(WORDS.len() as u64) as usize, pence }
}

fn version(dice: &mut Dice, number: usize, lake: &Lake) -> Version {
    let categories: Vec<&str> = WORDS.iter().filter_map(|(_, category)| *category).collect();
    let some = |dice: &mut Dice, of: &[&'static str], odds: u64| -> Vec<&'static str> {
        of.iter().copied().filter(|_| dice.one_in(odds)).collect()
    };
    let from = (!dice.one_in(10)).then(|| first_day(0) + Days::new(dice.below(300)));
    let to = dice.one_in(3).then(|| first_day(4) + Days::new(dice.below(300)));
    let orgs = (0..if dice.one_in(3) { 200 } else { 0 }).map(|_| dice.from(0, lake.payers.len())).collect();
    let by_adoption = dice.one_in(5);
    let adoptions = (0..if by_adoption { 300 } else { 0 }).map(|_| {
        let category = if dice.one_in(2) { "*" } else { dice.pick(&categories) };
        let from = dice.day();
        (dice.from(0, lake.payers.len()), category, from, dice.one_in(3).then(|| from + Days::new(dice.below(150))))
    });
    let adoptions = adoptions.collect();
    let approved = (0..if dice.one_in(2) { 150 } else { 0 }).filter_map(|_| {
        let seller = dice.from(0, lake.sellers.len());
        let from = dice.one_in(2).then(|| dice.day());
        let to = dice.one_in(3).then(|| from.unwrap_or(first_day(3)) + Days::new(dice.below(200)));
        (lake.sellers[seller].kind == "company").then_some((seller, from, to))
    });
    let approved = approved.collect();
    let mut version = Version {
        directive: format!("D{}", number / 2),
        version: if number.is_multiple_of(2) { "1" } else { "2" },
        effect: dice.pick(&["blocks", "blocks", "blocks", "steers", "adds_bid_cost", "permits_local"]),
        force: dice.pick(&[
            "mandatory",
            "mandatory",
            "national_provision",
            "contractual",
            "recommended",
            "comply_or_explain",
            "proposed",
        ]),
        status: dice.pick(&["in_force", "in_force", "in_force", "superseded", "paused", "withdrawn", "proposed"]),
        from,
        to,
        trigger: dice.pick(&["always", "always", "always", "framework_used"]),
        categories: if dice.one_in(4) { vec!["*"] } else { some(dice, &categories, 2) },
        excluded: some(dice, &categories, 6),
        kinds: some(dice, &["nhs_trust", "foundation_trust", "icb"], 2),
        sectors: if dice.one_in(3) { some(dice, &["acute", "mental_health"], 2) } else { Vec::new() },
        orgs,
        by_adoption,
        confidence: dice.pick(&["sourced", "sourced", "secondary", "recalled"]),
        adoptions,
        approved,
    };
    // Enough of them block outright that some pounds are blocked twice.
    if number < 5 {
        version.effect = "blocks";
        version.force = dice.pick(&["mandatory", "national_provision", "contractual"]);
        version.status = "in_force";
        version.from = Some(first_day(0) + Days::new(dice.below(150)));
        version.trigger = "always";
        version.confidence = "sourced";
        version.by_adoption = false;
        version.kinds.push(dice.pick(&["nhs_trust", "foundation_trust"]));
        version.categories = vec![dice.pick(&categories), dice.pick(&categories)];
    }
    // And one makes bids dearer for sure: pounds on which nothing else stands in the way are few.
    if number == 5 {
        version.effect = "adds_bid_cost";
        version.force = "bidder_condition";
        version.status = "in_force";
        version.from = Some(first_day(0) + Days::new(dice.below(60)));
        version.to = None;
        version.confidence = "sourced";
        version.by_adoption = false;
        version.kinds = vec!["nhs_trust", "foundation_trust"];
        version.sectors.clear();
        version.categories = categories.clone();
    }
    version
}

/// Splitmix: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn one_in(&mut self, odds: u64) -> bool {
        self.below(odds) == 0
    }

    fn from(&mut self, start: usize, end: usize) -> usize {
        start + self.below((end - start) as u64) as usize
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    fn day(&mut self) -> NaiveDate {
        first_day(0) + Days::new(self.below(456))
    }
}
