//! METHOD sections 2 to 7, one payment at a time, by search through everything.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Home, INDUSTRIES, Lake, MONTHS, Payment, Version, WORDS, first_day, last_day};

pub const UNCATEGORISED: &str = "uncategorised";

/// What the method says of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub quarter: u32,
    pub board: usize,
    pub category: &'static str,
    pub told_by_line: bool,
    pub in_base: bool,
    pub is_local: Option<bool>,
    pub living_wage: &'static str,
    pub directives: Vec<String>,
    pub blocking: Vec<String>,
    pub has_alternative: Option<bool>,
    pub verdict: &'static str,
}

/// A local alternative: who, whether a ledger says so, what the lake saw it earn in the year.
#[derive(Debug, Clone, Copy)]
pub struct Alternative {
    pub seller: usize,
    pub in_ledgers: bool,
    pub revenue: i64,
}

/// Local alternatives by care system, category and quarter.
pub type Markets = BTreeMap<(usize, &'static str, u32), Vec<Alternative>>;

/// The judge of one lake.
pub struct Judge<'a> {
    lake: &'a Lake,
    main_category: Vec<Option<&'static str>>,
    pub markets: Markets,
}

impl<'a> Judge<'a> {
    pub fn of(lake: &'a Lake) -> Judge<'a> {
        let mut judge = Judge { lake, main_category: main_categories(lake), markets: Markets::new() };
        for quarter in 0..MONTHS / 3 {
            judge.open_markets(quarter);
        }
        judge
    }

    /// Where a seller is on a day.
    fn home(&self, seller: usize, day: NaiveDate) -> Home {
        match self.lake.sellers[seller].moves {
            Some((from, board)) if from <= day => Home::Board(board),
            _ => self.lake.sellers[seller].home,
        }
    }

    /// The payer's care system at the end of a quarter.
    fn board(&self, payer: usize, quarter: u32) -> usize {
        let payer = &self.lake.payers[payer];
        match payer.moves {
            Some((from, board)) if from <= last_day(quarter * 3 + 2) => board,
            _ => payer.board,
        }
    }

    fn in_base(&self, seller: usize) -> bool {
        self.lake.sellers[seller].kind == "company"
    }

    fn category(&self, payment: &Payment) -> (&'static str, bool) {
        if let Some(category) = WORDS[payment.words].1 {
            return (category, true);
        }
        let by_industry = || INDUSTRIES[self.lake.sellers[payment.seller].industry].1;
        (self.main_category[payment.seller].or_else(by_industry).unwrap_or(UNCATEGORISED), false)
    }

    /// Every local alternative of a quarter.
    fn open_markets(&mut self, quarter: u32) {
        let lake = self.lake;
        let end = last_day(quarter * 3 + 2);
        let mut sold: BTreeMap<(usize, &'static str), i64> = BTreeMap::new();
        let mut revenue: BTreeMap<usize, i64> = BTreeMap::new();
        for payment in &lake.payments {
            let (then, seller) = (payment.month / 3, payment.seller);
            if then > quarter || !self.in_base(seller) {
                continue;
            }
            if then + 4 > quarter {
                *revenue.entry(seller).or_default() += payment.pence;
            }
            if then + lake.window > quarter && !lake.sellers[seller].intermediary {
                *sold.entry((seller, self.category(payment).0)).or_default() += payment.pence;
            }
        }
        let earned = |seller: usize| revenue.get(&seller).copied().unwrap_or_default().max(0);
        let mut listed = BTreeSet::new();
        for ((seller, category), pence) in sold {
            if pence <= 0 || category == UNCATEGORISED {
                continue;
            }
            listed.insert((seller, category));
            if let Home::Board(board) = self.home(seller, end) {
                let alternative = Alternative { seller, in_ledgers: true, revenue: earned(seller) };
                self.markets.entry((board, category, quarter)).or_default().push(alternative);
            }
        }
        if !lake.register_alternatives {
            return;
        }
        for (seller, company) in lake.sellers.iter().enumerate() {
            let standing = company.active && company.incorporated <= end && company.dissolved.is_none_or(|day| end <= day);
            // The register of companies knows the registered office only, not where a supplier list says it moved.
            if let (true, "company", Some(category), Home::Board(board)) =
                (standing, company.kind, INDUSTRIES[company.industry].1, company.home)
                && !listed.contains(&(seller, category))
            {
                let alternative = Alternative { seller, in_ledgers: false, revenue: earned(seller) };
                self.markets.entry((board, category, quarter)).or_default().push(alternative);
            }
        }
    }

    pub fn judge(&self, payment: &Payment) -> Judged {
        let lake = self.lake;
        let seller = &lake.sellers[payment.seller];
        let quarter = payment.month / 3;
        let board = self.board(payment.payer, quarter);
        let inside = |day: &NaiveDate| first_day(payment.month) <= *day && *day <= last_day(payment.month);
        let day = payment.paid_on.filter(inside).unwrap_or_else(|| last_day(payment.month));
        let (category, told_by_line) = self.category(payment);
        let is_local = match self.home(payment.seller, day) {
            _ if seller.intermediary => None,
            Home::Unknown => None,
            Home::Abroad => Some(false),
            Home::Board(home) => Some(home == board),
        };
        let none = Vec::new();
        let alternatives = self.markets.get(&(board, category, quarter)).unwrap_or(&none);
        let known = category != UNCATEGORISED;
        let exists = known && !alternatives.is_empty();
        let matching: Vec<&Version> =
            lake.versions.iter().filter(|version| self.matches(version, payment.payer, category, day)).collect();
        let driving = |version: &&&Version| version.confidence != "recalled";
        let blocks = |version: &Version| {
            version.effect == "blocks"
                && ["mandatory", "national_provision", "contractual"].contains(&version.force)
                && version.trigger == "always"
        };
        let admits = |version: &Version| {
            version.approved.iter().any(|(approved, from, to)| {
                from.is_none_or(|from| from <= day)
                    && to.is_none_or(|to| day <= to)
                    && alternatives.iter().any(|alternative| alternative.seller == *approved)
            })
        };
        let blocking: Vec<&&Version> =
            matching.iter().filter(driving).filter(|version| blocks(version) && !admits(version)).collect();
        let steered = matching
            .iter()
            .filter(driving)
            .any(|version| version.effect == "steers" || (version.effect == "blocks" && !blocks(version)));
        let conditioned = matching.iter().filter(driving).any(|version| version.effect == "adds_bid_cost");
        let small = alternatives.iter().any(|alternative| {
            let other = &lake.sellers[alternative.seller];
            other.is_vcse || ["micro", "small", "medium"].contains(&other.size)
        });
        let in_base = self.in_base(payment.seller);
        let verdict = match is_local {
            _ if !in_base => "",
            Some(true) => "local",
            None => "location_unknown",
            Some(false) if !known => UNCATEGORISED,
            Some(false) if !blocking.is_empty() && exists => "blocked",
            Some(false) if !blocking.is_empty() => "blocked_no_alternative",
            Some(false) if steered && exists => "steered",
            Some(false) if conditioned && small => "conditioned",
            Some(false) if exists => "movable",
            Some(false) => "no_local_market",
        };
        let ids = |versions: Vec<&&Version>| {
            let mut ids: Vec<String> = versions.into_iter().map(|version| version.id()).collect();
            ids.sort();
            ids
        };
        Judged {
            quarter,
            board,
            category,
            told_by_line,
            in_base,
            is_local,
            living_wage: self.living_wage(payment.seller, day),
            directives: if in_base { ids(matching.iter().collect()) } else { Vec::new() },
            blocking: if verdict.starts_with("blocked") { ids(blocking) } else { Vec::new() },
            has_alternative: (in_base && known).then_some(exists),
            verdict,
        }
    }

    /// Whether a version speaks of this payer, category and day.
    fn matches(&self, version: &Version, payer: usize, category: &'static str, day: NaiveDate) -> bool {
        let over = ["paused", "withdrawn"].contains(&version.status) && version.to.is_none();
        if version.status == "proposed" || version.force == "proposed" || over {
            return false;
        }
        let in_force = version.from.is_some_and(|from| from <= day) && version.to.is_none_or(|to| day <= to);
        let covers = |listed: &str| listed == "*" || listed == category;
        let in_scope = version.categories.iter().any(|listed| covers(listed)) && !version.excluded.contains(&category);
        let body = &self.lake.payers[payer];
        let of_its_kind = version.kinds.contains(&body.kind)
            && (version.sectors.is_empty() || body.sector.is_some_and(|sector| version.sectors.contains(&sector)));
        let bound = version.orgs.contains(&payer) || of_its_kind || (version.by_adoption && version.kinds.is_empty());
        // An adoption is of a directive, whatever its version.
        let same = self.lake.versions.iter().filter(|other| other.directive == version.directive);
        let adopted = !version.by_adoption
            || same
                .flat_map(|other| &other.adoptions)
                .any(|(who, listed, from, to)| *who == payer && covers(listed) && *from <= day && to.is_none_or(|to| day <= to));
        in_force && in_scope && bound && adopted
    }

    /// The living-wage status of a seller on a day.
    pub fn living_wage(&self, seller: usize, day: NaiveDate) -> &'static str {
        let holds = |wanted: bool| {
            let listed = &self.lake.sellers[seller].accreditations;
            listed.iter().any(|(employer, from, to)| *employer == wanted && *from <= day && to.is_none_or(|to| day <= to))
        };
        match (holds(true), holds(false)) {
            (true, _) => "accredited",
            (false, true) => "recognised_provider",
            (false, false) => "not_listed",
        }
    }
}

/// The category in which each seller's own lines have most pounds.
fn main_categories(lake: &Lake) -> Vec<Option<&'static str>> {
    let mut sums: BTreeMap<(usize, &'static str), i64> = BTreeMap::new();
    for payment in &lake.payments {
        if let Some(category) = WORDS[payment.words].1 {
            *sums.entry((payment.seller, category)).or_default() += payment.pence;
        }
    }
    let mut best: Vec<Option<(&'static str, i64)>> = vec![None; lake.sellers.len()];
    for ((seller, category), pence) in sums {
        if pence > best[seller].map_or(0, |(_, most)| most) {
            best[seller] = Some((category, pence));
        }
    }
    best.into_iter().map(|best| best.map(|(category, _)| category)).collect()
}
