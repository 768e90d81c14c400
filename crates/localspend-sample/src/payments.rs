//! The payments of an organisation and month. Payment `n` of a file is drawn from its own key, so that any of them can be
//! drawn again alone and a ledger of a hundred million lines needs no memory.

use chrono::NaiveDate;

use crate::calendar::Month;
use crate::rng::Rng;
use crate::world::World;
use crate::world::catalogue::{self, VAGUE_WORDS};
use crate::world::names::{self, Style};
use crate::world::organisations::PayerKind;
use crate::world::suppliers::{Identity, Scope};

/// A payment, as it truly was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Index of the supplier.
    pub supplier: usize,
    /// The supplier's name as this ledger has it, before the ledger's own damage.
    pub written: String,
    /// Expense type.
    pub expense_type: &'static str,
    /// Expense area.
    pub expense_area: &'static str,
    /// Category that the words name; none when they say nothing.
    pub words_category: Option<&'static str>,
    /// Day of payment.
    pub paid_on: NaiveDate,
    /// Pence; negative for a credit.
    pub pence: i64,
    /// The ledger's own reference.
    pub reference: u64,
    /// True when it repeats the payment before it, and rightly so.
    pub repeats: bool,
}

/// The sellers open to one payer in one month.
#[derive(Debug, Clone)]
pub struct Market {
    payer: usize,
    month: Month,
    standing: Vec<usize>,
    categories: Vec<(u64, Vec<(u64, usize)>)>,
}

impl Market {
    /// The market of a payer in a month.
    pub fn of(world: &World, payer: usize, month: Month) -> Market {
        let buys = world.payers[payer].buys;
        let code = world.payers[payer].code.as_str();
        let open = |index: usize| {
            let supplier = &world.suppliers[index];
            supplier.buyers & buys != 0
                && (supplier.active.0..=supplier.active.1).contains(&month)
                && supplier.identity.supplier_id().is_none_or(|id| !id.ends_with(&format!("-{code}")))
        };
        let standing = (0..world.suppliers.len())
            .filter(|&index| open(index) && !world.suppliers[index].planted.is_empty())
            .filter(|&index| {
                let supplier = &world.suppliers[index];
                let every = match supplier.scope {
                    Scope::Transfer | Scope::Locked | Scope::Intermediary => 1,
                    Scope::Statutory => 3,
                    _ => 2,
                };
                (month.0 as usize + index).is_multiple_of(every)
            })
            .collect();
        let mut categories = Vec::new();
        let mut total = 0;
        for line in catalogue::lines().filter(|line| line.buyers & buys != 0) {
            let mut sellers = Vec::new();
            let mut weights = 0;
            for (index, supplier) in world.suppliers.iter().enumerate() {
                let sells = supplier.categories.first() == Some(&line.code) && supplier.words.is_empty();
                if sells && open(index) {
                    weights += supplier.weight;
                    sellers.push((weights, index));
                }
            }
            if !sellers.is_empty() {
                total += u64::from(line.weight);
                categories.push((total, sellers));
            }
        }
        Market { payer, month, standing, categories }
    }

    /// Payments that come every month whatever the size of the file.
    pub fn standing(&self) -> u64 {
        self.standing.len() as u64
    }

    /// Payment `number` of the month.
    pub fn payment(&self, world: &World, number: u64) -> Payment {
        let mut rng = Rng::of(&[world.seed, 31, self.payer as u64, self.month.0 as u64, number]);
        // A genuine exact repeat: two deliveries of the same size on the same day.
        if number > self.standing() && rng.below(200) == 0 {
            let before = self.payment(world, number - 1);
            return Payment { repeats: true, ..before };
        }
        let supplier = match self.standing.get(number as usize) {
            Some(&supplier) => supplier,
            None => self.seller(&mut rng),
        };
        self.drawn(world, number, supplier, &mut rng)
    }

    fn seller(&self, rng: &mut Rng) -> usize {
        let pick = |rng: &mut Rng, total: u64| rng.below(total);
        let total = self.categories.last().map_or(0, |(weight, _)| *weight);
        let drawn = pick(rng, total);
        let Some((_, sellers)) = self.categories.iter().find(|(weight, _)| drawn < *weight) else { return 0 };
        let drawn = pick(rng, sellers.last().map_or(0, |(weight, _)| *weight));
        sellers.iter().find(|(weight, _)| drawn < *weight).map_or(0, |(_, supplier)| *supplier)
    }

    fn drawn(&self, world: &World, number: u64, index: usize, rng: &mut Rng) -> Payment {
        let payer = &world.payers[self.payer];
        let supplier = &world.suppliers[index];
        let category = supplier.categories.first().copied();
        let line = category.and_then(catalogue::of);
        let silent = supplier.words.first() == Some(&VAGUE_WORDS[0]);
        let vague = silent || (supplier.scope == Scope::ThirdParty && supplier.words.is_empty() && rng.percent(5));
        let (words, words_category) = if vague {
            (VAGUE_WORDS[rng.index(VAGUE_WORDS.len())], None)
        } else if !supplier.words.is_empty() {
            (supplier.words[rng.index(supplier.words.len())], category)
        } else {
            let words = line.map_or(&VAGUE_WORDS[..], |line| line.words);
            (words[rng.index(words.len())], category)
        };
        let (low, high) = supplier.pounds.or(line.map(|line| line.pounds)).unwrap_or((25_000, 60_000));
        let skew = rng.below(1_000) as i64;
        let mut pence = low * 100 + (high - low) * skew * skew / 10_000 + rng.between(0, 9_999);
        if rng.percent(30) {
            pence -= pence % 100;
        }
        let ordinary = supplier.planted.is_empty();
        if ordinary && rng.percent(8) && payer.kind != PayerKind::Council {
            pence /= 20; // one line of a larger invoice
        }
        if ordinary && rng.percent(3) {
            pence = -(pence / 3).max(1);
        }
        let day = if payer.kind == PayerKind::Icb { self.month.last_day() } else { self.month.day(1 + rng.below(28) as u32) };
        Payment {
            supplier: index,
            written: written(world, self.payer, index, rng),
            expense_type: words.0,
            expense_area: words.1,
            words_category,
            paid_on: day,
            pence,
            reference: 30_000_000 + (self.month.0 as u64 - 24_000) * 20_011 + number * 13 + rng.below(7),
            repeats: false,
        }
    }
}

/// The supplier's name as a payer's ledger spells it.
fn written(world: &World, payer: usize, index: usize, rng: &mut Rng) -> String {
    let supplier = &world.suppliers[index];
    if !supplier.spellings.is_empty() && rng.percent(80) {
        return supplier.spellings[rng.index(supplier.spellings.len())].clone();
    }
    let style = match world.payers[payer].kind {
        PayerKind::NhsTrust if payer == 0 => Style::Title,
        PayerKind::NhsTrust | PayerKind::Icb => Style::Capitals,
        PayerKind::FoundationTrust | PayerKind::Council => Style::ShortCapitals,
    };
    // Codes that stand for no one are written as they are, and so are the words that hide a person.
    if matches!(supplier.scope, Scope::Unidentified | Scope::Individual) {
        return supplier.name.clone();
    }
    let name = names::styled(&supplier.name, style);
    // What no register knows has nothing but its name to be known by.
    if supplier.identity != Identity::NameOnly && rng.percent(4) { names::disturbed(&name, rng) } else { name }
}
