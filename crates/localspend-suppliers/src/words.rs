//! Lists of words that rules and features know: general words of the language and of law, never names.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// FNV-1a: these lists are the program's own and short, so nobody can make their keys collide.
#[derive(Debug, Clone, Copy)]
pub struct ShortHasher(u64);

impl Default for ShortHasher {
    fn default() -> ShortHasher {
        ShortHasher(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for ShortHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A list of words.
pub type Words = HashSet<&'static str, BuildHasherDefault<ShortHasher>>;

/// The words of a list, one a line; `#` begins a remark.
pub fn read(list: &'static str) -> Words {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// Words that tell companies of one group apart.
pub static CORPORATE: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/corporate_words.txt")));
/// Words for a place where care is given.
pub static FACILITY: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/facility_words.txt")));
/// Words that tell neighbours apart.
pub static DIRECTION: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/direction_words.txt")));
/// Towns and counties.
pub static PLACES: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/places.txt")));
/// Given names common in Britain.
pub static GIVEN_NAMES: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/given_names.txt")));
/// Words that show a business or body.
pub static BODY: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/body_words.txt")));

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
