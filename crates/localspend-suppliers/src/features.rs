//! What is measured about a pair of names: the ledger's and the register's. Every feature is a number between fixed bounds,
//! with a name that the model file and the evidence use. Nothing here knows which names are right.

pub mod align;
pub mod ends;
pub mod strings;

use align::{Alignment, MOST_WORDS, NO_PARTNER, Word};

use crate::bodytype::{self, BodyType};
use crate::index::cores::Core;
use crate::index::vocabulary::UNKNOWN;
use crate::normalise::variants::Origin;
use crate::normalise::{LegalForm, is_damaged};
use crate::register::NameRole;

/// Names of the features, in order. A change makes an older model unreadable, on purpose.
pub const NAMES: [&str; 84] = [
    "key_equal",
    "compact_equal",
    "same_words_any_order",
    "query_covered",
    "register_covered",
    "likeness",
    "heaviest_missing_in_query",
    "heaviest_missing_in_register",
    "missing_in_query",
    "missing_in_register",
    "missing_weight_in_query",
    "missing_weight_in_register",
    "corporate_missing_in_query",
    "corporate_missing_in_register",
    "facility_missing_in_query",
    "facility_missing_in_register",
    "direction_missing",
    "number_missing",
    "only_facility_missing",
    "rarest_shared",
    "shared_weight",
    "words_in_order",
    "first_word",
    "last_word",
    "jaro_winkler",
    "trigram_dice",
    "common_prefix",
    "one_begins_the_other",
    "query_begins_register",
    "length_query",
    "length_register",
    "query_form",
    "register_form",
    "form_same",
    "form_conflict",
    "acronym",
    "query_words",
    "register_words",
    "query_unknown_words",
    "query_is_person",
    "origin",
    "names_in_cell",
    "cell_length",
    "role_current",
    "type_query",
    "type_register",
    "type_same",
    "council_place",
    "telling_words_equal",
    "telling_missing_in_query",
    "telling_missing_in_register",
    "place_missing_in_query",
    "place_missing_in_register",
    "only_place_missing",
    "known_missing_in_query",
    "last_word_cut",
    "core_equal",
    "core_words",
    "core_rarest",
    "core_commonest",
    "core_bearers_query",
    "core_bearers_register",
    "register_begins_query",
    "length_difference",
    "rare_runs",
    "query_missing_before",
    "query_missing_between",
    "query_missing_after",
    "register_missing_before",
    "register_missing_between",
    "register_missing_after",
    "name_bearers",
    "body_bearers",
    "lead_over_others",
    "rank",
    "others_as_good",
    "family",
    "cell_equal",
    "cell_runs",
    "cell_winkler",
    "cell_begins",
    "cell_length_difference",
    "cell_damaged",
    "cell_digits",
];

/// A measured pair.
pub type Vector = [f32; NAMES.len()];

/// One of the two names of a pair.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Its words.
    pub words: &'a [Word<'a>],
    /// Its words run together.
    pub compact: &'a [u8],
    /// Its three-letter runs.
    pub runs: &'a [u32],
    /// Its legal form.
    pub form: LegalForm,
    /// The sort of body that it names.
    pub sort: BodyType,
    /// Its words without those for a sort of body.
    pub core: Core,
}

/// What is known about the pair beside the letters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstance {
    /// The name asked for reads as a person's.
    pub is_person: bool,
    /// Where in its cell the name asked for stood.
    pub origin: Origin,
    /// How many names the cell holds.
    pub names_in_cell: usize,
    /// Letters in the cell.
    pub cell_length: usize,
    /// How the body came by the register name.
    pub role: Option<NameRole>,
    /// Bodies that bear the register name, and the most that bear one of the names of its body.
    pub bearers: (f32, f32),
}

/// A first look at a pair: enough to order many register names and to drop most of them before they are measured.
#[derive(Debug, Clone)]
pub struct Glance {
    aligned: Alignment,
    query: Sums,
    register: Sums,
    same_words: bool,
    words: f32,
    winkler: f32,
    rare_runs: f32,
    /// The plain likeness, by which candidates are ordered before the model sees them.
    pub likeness: f32,
}

impl Glance {
    /// True when every word of the name asked for is in the other.
    pub fn covers_query(&self) -> bool {
        self.query.covered > 0.99
    }

    /// Looks at the letters as well.
    pub fn compare_letters(&mut self, query: &[u8], register: &[u8]) {
        self.winkler = strings::jaro_winkler(query, register);
        self.likeness += LETTERS * self.winkler;
    }
}

/// What the letters of the whole names may add to the likeness.
pub const LETTERS: f32 = 0.15;

/// Takes a first look, without the letters of the whole names. `rare_runs` is the overlap of three-letter runs in which rare
/// ones count more.
pub fn glance(query: &Side<'_>, register: &Side<'_>, rare_runs: f32) -> Glance {
    let aligned = align::align(query.words, register.words);
    let (q, r) = (Sums::of(query.words, &aligned.query), Sums::of(register.words, &aligned.register));
    let words = 2.0 * q.covered * r.covered / (q.covered + r.covered).max(1e-6);
    let same_words = query.words.len() == register.words.len()
        && query.words.iter().zip(register.words).all(|(a, b)| a.id == b.id && a.id != UNKNOWN);
    // Words count most; letters decide between equals and carry names whose words were run together.
    let likeness = 0.05 * f32::from(u8::from(same_words)) + 0.5 * words + 0.3 * rare_runs;
    Glance { aligned, query: q, register: r, same_words, words, winkler: 0.0, rare_runs, likeness }
}

/// Measures a pair, all but the features that compare it with the other candidates.
pub fn measure(query: &Side<'_>, register: &Side<'_>, circumstance: &Circumstance, glance: &Glance) -> Vector {
    let Glance { aligned, query: q, register: r, .. } = glance;
    let shared = shared_weights(query.words, aligned);
    let (longer, shorter) = if query.compact.len() >= register.compact.len() { (query, register) } else { (register, query) };
    let common = strings::common_prefix(query.compact, register.compact) as f32;
    let begins = longer.compact.starts_with(shorter.compact);
    let unknown = query.words.iter().filter(|word| word.id == UNKNOWN).count() as f32;
    let flag = |value: bool| f32::from(u8::from(value));
    let council = if query.sort == BodyType::Council && register.sort == BodyType::Council {
        bodytype::same_place(query.words.iter().map(|word| word.text), register.words.iter().map(|word| word.text))
    } else {
        0.0
    };
    let (query_ends, register_ends) = (ends::of(query.words, &aligned.query), ends::of(register.words, &aligned.register));
    let mut vector = [0.0; NAMES.len()];
    let values = [
        flag(glance.same_words),
        flag(query.compact == register.compact),
        flag(q.missing == 0.0 && r.missing == 0.0),
        q.covered,
        r.covered,
        glance.words,
        q.heaviest_missing,
        r.heaviest_missing,
        q.missing,
        r.missing,
        q.missing_weight,
        r.missing_weight,
        q.corporate,
        r.corporate,
        q.facility,
        r.facility,
        q.direction.max(r.direction) + q.direction.min(r.direction),
        q.number + r.number,
        flag(q.missing == q.facility && r.missing == r.facility),
        shared.0,
        shared.1,
        order(query.words.len(), aligned),
        aligned.query[0].min(flag(aligned.partner[0] == 0)),
        last_word(query.words.len(), register.words.len(), aligned),
        glance.winkler,
        strings::dice(query.runs, register.runs),
        (common / 40.0).min(1.0),
        flag(begins) * (shorter.compact.len() as f32 / 40.0).min(1.0),
        flag(begins && query.compact.len() <= register.compact.len()),
        (query.compact.len() as f32 / 60.0).min(1.0),
        (register.compact.len() as f32 / 60.0).min(1.0),
        form_code(query.form),
        form_code(register.form),
        flag(query.form == register.form),
        flag(query.form.conflicts(register.form)),
        acronym(query, register),
        query.words.len() as f32,
        register.words.len() as f32,
        unknown,
        flag(circumstance.is_person),
        circumstance.origin.code(),
        circumstance.names_in_cell as f32,
        (circumstance.cell_length as f32 / 80.0).min(1.0),
        flag(circumstance.role == Some(NameRole::Current)),
        query.sort.code(),
        register.sort.code(),
        flag(query.sort == register.sort),
        council,
        flag(q.telling == 0.0 && r.telling == 0.0 && shared.0 > 0.0),
        q.telling,
        r.telling,
        q.place,
        r.place,
        flag(q.place > 0.0 && q.missing == q.place && r.missing == r.facility),
        known_missing(query.words, aligned),
        last_word_cut(query.words, register.words, aligned),
        flag(query.core.hash == register.core.hash && query.core.hash != 0),
        r.core_words,
        r.core_rarest,
        r.core_commonest,
        query.core.bearers as f32,
        register.core.bearers as f32,
        flag(query.words.len() > register.words.len() && query.words.iter().zip(register.words).all(|(a, b)| a.id == b.id)),
        ((query.compact.len() as f32 - register.compact.len() as f32) / 40.0).clamp(-1.0, 1.0),
        glance.rare_runs,
        f32::from(query_ends.before),
        f32::from(query_ends.between),
        f32::from(query_ends.after),
        f32::from(register_ends.before),
        f32::from(register_ends.between),
        f32::from(register_ends.after),
        circumstance.bearers.0,
        circumstance.bearers.1,
    ];
    vector[..values.len()].copy_from_slice(&values);
    vector
}

/// Position of a feature by name, worked out when the program is built. A name that is none gives a position past the end,
/// and a program that reads there does not build.
pub const fn at(name: &str) -> usize {
    let mut place = 0;
    while place < NAMES.len() {
        if same(NAMES[place].as_bytes(), name.as_bytes()) {
            return place;
        }
        place += 1;
    }
    NAMES.len()
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut place = 0;
    while place < a.len() && place < b.len() && a[place] == b[place] {
        place += 1;
    }
    place == a.len() && place == b.len()
}

/// Position of a feature by name.
pub fn position(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| *known == name)
}

/// Writes the features that compare a candidate with the others: lead, rank, equals, family.
pub fn set_context(vector: &mut Vector, lead: f32, rank: usize, as_good: usize, family: usize) {
    let at = const { at("lead_over_others") };
    vector[at] = lead;
    vector[at + 1] = (rank as f32).min(5.0);
    vector[at + 2] = (as_good as f32).min(8.0);
    vector[at + 3] = (family as f32).min(12.0);
}

/// Writes how alike the cell and the register name are as they are written, before abbreviations, codes and forms are seen
/// to: the more had to be read into a name, the less sure it is. Both folded, with their three-letter runs.
pub fn set_as_written(vector: &mut Vector, (cell, cell_runs): (&str, &[u32]), (name, name_runs): (&str, &[u32])) {
    let at = const { at("cell_equal") };
    let (longer, shorter) = if cell.len() >= name.len() { (cell, name) } else { (name, cell) };
    vector[at] = f32::from(u8::from(cell == name));
    vector[at + 1] = strings::dice(cell_runs, name_runs);
    vector[at + 2] = strings::jaro_winkler(cell.as_bytes(), name.as_bytes());
    vector[at + 3] = f32::from(u8::from(longer.starts_with(shorter))) * shorter.len() as f32 / longer.len().max(1) as f32;
    vector[at + 4] = ((cell.len() as f32 - name.len() as f32) / 40.0).clamp(-1.0, 1.0);
    vector[at + 5] = f32::from(u8::from(is_damaged(cell)));
    vector[at + 6] = (cell.bytes().filter(u8::is_ascii_digit).count() as f32).min(10.0);
}

/// What one side's words add up to.
#[derive(Debug, Clone, Default)]
struct Sums {
    covered: f32,
    missing: f32,
    missing_weight: f32,
    heaviest_missing: f32,
    corporate: f32,
    facility: f32,
    direction: f32,
    number: f32,
    telling: f32,
    place: f32,
    core_words: f32,
    core_rarest: f32,
    core_commonest: f32,
}

impl Sums {
    fn of(words: &[Word<'_>], found: &[f32; MOST_WORDS]) -> Sums {
        let mut sums = Sums::default();
        let (mut all, mut covered) = (0.0, 0.0);
        for (word, found) in words.iter().zip(found) {
            let weight = if word.class.little { word.weight * 0.2 } else { word.weight };
            all += weight;
            covered += weight * found;
            if !word.class.little && !word.class.facility {
                sums.core_rarest = sums.core_rarest.max(word.weight);
                sums.core_commonest = if sums.core_words == 0.0 { word.weight } else { sums.core_commonest.min(word.weight) };
                sums.core_words += 1.0;
            }
            if *found > 0.0 || word.class.little {
                continue;
            }
            sums.missing += 1.0;
            sums.missing_weight += weight;
            sums.heaviest_missing = sums.heaviest_missing.max(weight);
            sums.corporate += f32::from(u8::from(word.class.corporate));
            sums.facility += f32::from(u8::from(word.class.facility));
            sums.direction += f32::from(u8::from(word.class.direction));
            sums.number += f32::from(u8::from(word.class.number));
            sums.telling += f32::from(u8::from(!word.class.facility));
            sums.place += f32::from(u8::from(word.class.place));
        }
        sums.covered = covered / all.max(1e-6);
        sums
    }
}

/// Weight of the rarest word that both names share, and of all they share.
fn shared_weights(words: &[Word<'_>], aligned: &Alignment) -> (f32, f32) {
    let mut shared = (0.0f32, 0.0f32);
    for (word, found) in words.iter().zip(&aligned.query) {
        if *found > 0.9 {
            shared.0 = shared.0.max(word.weight);
        }
        shared.1 += word.weight * found;
    }
    shared
}

/// Words of the name asked for that the register knows and the other name lacks: another name, not a slip of the pen.
fn known_missing(words: &[Word<'_>], aligned: &Alignment) -> f32 {
    let missing = |(word, found): &(&Word<'_>, &f32)| **found < 0.9 && !word.class.little && word.id != UNKNOWN;
    words.iter().zip(&aligned.query).filter(missing).count() as f32
}

/// How much of its partner the last word shows when it is the partner's beginning, as where a column ends; else 0.
fn last_word_cut(query: &[Word<'_>], register: &[Word<'_>], aligned: &Alignment) -> f32 {
    let last = query.len().min(MOST_WORDS).checked_sub(1);
    let partner = last.and_then(|at| aligned.partner.get(at)).and_then(|at| register.get(usize::from(*at)));
    match (last.and_then(|at| query.get(at)), partner) {
        (Some(word), Some(partner)) if partner.text.len() > word.text.len() && partner.text.starts_with(word.text) => {
            word.text.len() as f32 / partner.text.len() as f32
        }
        _ => 0.0,
    }
}

/// Share of neighbouring words whose partners stand in the same order.
fn order(words: usize, aligned: &Alignment) -> f32 {
    let mut partners = aligned.partner[..words.min(MOST_WORDS)].iter().copied().filter(|at| *at != NO_PARTNER);
    let Some(mut before) = partners.next() else { return 1.0 };
    let (mut steps, mut rising) = (0.0, 0.0);
    for partner in partners {
        steps += 1.0;
        rising += f32::from(u8::from(before <= partner));
        before = partner;
    }
    if steps == 0.0 { 1.0 } else { rising / steps }
}

fn last_word(query: usize, register: usize, aligned: &Alignment) -> f32 {
    let (Some(query), Some(register)) = (query.min(MOST_WORDS).checked_sub(1), register.min(MOST_WORDS).checked_sub(1)) else {
        return 0.0;
    };
    if usize::from(aligned.partner[query]) == register { aligned.query[query] } else { 0.0 }
}

fn form_code(form: LegalForm) -> f32 {
    match form {
        LegalForm::None => 0.0,
        LegalForm::Limited => 1.0,
        LegalForm::Plc => 2.0,
        LegalForm::Cic => 3.0,
        LegalForm::Cio => 4.0,
        LegalForm::Llp => 5.0,
        LegalForm::Lp => 6.0,
        LegalForm::Foreign => 7.0,
    }
}

/// 1 when a word of one name is made of the first letters of the other.
fn acronym(query: &Side<'_>, register: &Side<'_>) -> f32 {
    let spells = |word: &Word<'_>, names: &[Word<'_>]| {
        (3..=8).contains(&word.text.len()) && {
            let all = names.iter().filter_map(|name| name.text.bytes().next());
            let telling = names.iter().filter(|name| !name.class.little).filter_map(|name| name.text.bytes().next());
            names.len() >= 3 && (all.eq(word.text.bytes()) || telling.eq(word.text.bytes()))
        }
    };
    let found = query.words.iter().any(|word| spells(word, register.words))
        || register.words.iter().any(|word| spells(word, query.words));
    f32::from(u8::from(found))
}
