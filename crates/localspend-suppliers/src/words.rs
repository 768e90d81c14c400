//! Lists of words that rules and features know: general words of the language and of law, never names.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The words of a list, one a line; `#` begins a remark.
pub fn read(list: &'static str) -> HashSet<&'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// Words that tell companies of one group apart.
pub static CORPORATE: LazyLock<HashSet<&str>> = LazyLock::new(|| read(include_str!("../words/corporate_words.txt")));
/// Words for a place where care is given.
pub static FACILITY: LazyLock<HashSet<&str>> = LazyLock::new(|| read(include_str!("../words/facility_words.txt")));
/// Words that tell neighbours apart.
pub static DIRECTION: LazyLock<HashSet<&str>> = LazyLock::new(|| read(include_str!("../words/direction_words.txt")));
/// Towns and counties.
pub static PLACES: LazyLock<HashSet<&str>> = LazyLock::new(|| read(include_str!("../words/places.txt")));
/// Given names common in Britain.
pub static GIVEN_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| read(include_str!("../words/given_names.txt")));
/// Words that show a business or body.
pub static BODY: LazyLock<HashSet<&str>> = LazyLock::new(|| read(include_str!("../words/body_words.txt")));

/// What a word is, beside its rarity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordClass {
    /// Tells companies of a group apart.
    pub corporate: bool,
    /// A place of care.
    pub facility: bool,
    /// Tells neighbours apart.
    pub direction: bool,
    /// Holds a digit.
    pub number: bool,
    /// A town or county.
    pub place: bool,
    /// Says nothing: AND, OF, THE, FOR.
    pub little: bool,
}

impl WordClass {
    /// The class of a folded word.
    pub fn of(word: &str) -> WordClass {
        WordClass {
            corporate: CORPORATE.contains(word),
            facility: FACILITY.contains(word),
            direction: DIRECTION.contains(word),
            number: word.bytes().any(|b| b.is_ascii_digit()),
            place: PLACES.contains(word),
            little: matches!(word, "AND" | "OF" | "THE" | "FOR" | "IN" | "AT" | "TO" | "ON"),
        }
    }
}
