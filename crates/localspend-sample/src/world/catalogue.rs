//! What the invented organisations buy: for each category the words that ledgers use, the kind of firm that sells it, how
//! many such firms there are at each distance, and the usual size of a payment. The words are in the style of real
//! ledgers and are the generator's own; the pipeline's category rules are written without looking here.

mod clinical;
mod estates;
mod office;

/// Payers, as bits.
pub const ACUTE: u8 = 1;
/// The mental health trust.
pub const MENTAL: u8 = 2;
/// The community trust.
pub const COMMUNITY: u8 = 4;
/// The integrated care board.
pub const BOARD: u8 = 8;
/// The council.
pub const COUNCIL: u8 = 16;
const TRUSTS: u8 = ACUTE | MENTAL | COMMUNITY;
const NHS: u8 = TRUSTS | BOARD;
const ALL: u8 = NHS | COUNCIL;

/// What sellers of a category are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seller {
    /// A company.
    Company,
    /// Every third one a charity, every fifth a community interest company.
    Mixed,
    /// A charity.
    Charity,
    /// A practice or partnership without a register entry.
    Practice,
}

/// One category of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Category code.
    pub code: &'static str,
    /// Who buys it.
    pub buyers: u8,
    /// Who sells it.
    pub seller: Seller,
    /// Words of a seller's name, after its invented first word.
    pub trades: &'static [&'static str],
    /// Industry code with its text, as the companies register has it.
    pub sic: &'static str,
    /// Firms in the payers' county, elsewhere in the care system, elsewhere in the region, elsewhere in the country, abroad.
    pub firms: [u8; 5],
    /// Usual payment in pounds: from, to.
    pub pounds: (i64, i64),
    /// Expense type, expense area.
    pub words: &'static [(&'static str, &'static str)],
    /// How often it is bought.
    pub weight: u32,
}

#[expect(clippy::too_many_arguments, reason = "one row of a table, written as a row")]
const fn line(
    code: &'static str,
    buyers: u8,
    seller: Seller,
    trades: &'static [&'static str],
    sic: &'static str,
    firms: [u8; 5],
    pounds: (i64, i64),
    weight: u32,
    words: &'static [(&'static str, &'static str)],
) -> Line {
    Line { code, buyers, seller, trades, sic, firms, pounds, words, weight }
}

/// The catalogue. A firm count of zero close by is what makes `blocked_no_alternative` and `no_local_market`.
pub fn lines() -> impl Iterator<Item = &'static Line> {
    [clinical::LINES, estates::LINES, office::LINES].into_iter().flatten()
}

/// Words that say nothing about what was bought: the supplier's other lines have to.
pub const VAGUE_WORDS: [(&str, &str); 4] = [
    ("Trade Payables Control", "Trust-wide"),
    ("Sundry Creditors", "Balance Sheet"),
    ("Recode Required", "General Ledger"),
    ("Items Pending Investigation", "Suspense"),
];

/// The catalogue's line of a category.
pub fn of(code: &str) -> Option<&'static Line> {
    lines().find(|line| line.code == code)
}
