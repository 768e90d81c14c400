//! What the letters alone cannot settle: bodies that a name fits equally well, companies of one group, and names that a
//! column cut off. Rules, because they must hold on every register, whatever the model learnt.

use crate::bodytype::{self, BodyType};
use crate::candidates::Pair;
use crate::features::strings::within_one_slip;
use crate::features::{Vector, at};
use crate::index::{NameIndex, compact_into};
use crate::normalise::{LegalForm, NormalName};
use crate::register::{NameRole, RegisterSet};
use crate::words::WordClass;

/// Cells shorter than this are whole: no ledger seen cuts a name before.
const SHORTEST_CUT: usize = 28;
/// Cells longer than this are whole as well.
const LONGEST_CUT: usize = 60;
/// Where more names than this begin alike, nobody asks which is meant.
const MOST_BEGINNINGS: usize = 5000;

/// A slip of the pen in a shorter word makes another word too easily.
const SLIP_IN: usize = 6;
/// Two likenesses nearer than this are equal.
const TIE: f32 = 0.005;

/// True when `other` is another body that bears the name of `pair`, or is as like the name asked for, or begins with it as
/// well, and nothing shows that `pair` is the one that is meant. A name that goes on where that of `pair` ends is of a part
/// of the body (`X NHS TRUST LABORATORY`), and whoever means the part says so; nor is a fund meant where none is named.
pub fn are_twins(registers: &RegisterSet, index: &NameIndex, form: LegalForm, pair: &Pair, other: &Pair) -> bool {
    if pair.body == other.body {
        return false;
    }
    let same_name = index.words(pair.name) == index.words(other.name);
    let equal = |pair: &Pair| pair.vector[0] > 0.5;
    // A name that two names begin with is a beginning of either.
    let begun = |pair: &Pair| form == LegalForm::None && pair.vector[const { at("query_begins_register") }] > 0.5;
    let goes_on = begun(pair) && index.words(other.name).starts_with(index.words(pair.name));
    let sort = |feature: usize| other.vector[feature];
    let is_fund = |code: f32| (code - BodyType::Fund.code()).abs() < 0.1;
    let unmeant_fund = is_fund(sort(const { at("type_register") })) && !is_fund(sort(const { at("type_query") }));
    if !same_name && (goes_on || (begun(pair) && unmeant_fund)) {
        return false;
    }
    let as_like = !equal(pair) && (equal(other) || (other.likeness - pair.likeness).abs() < TIE || (begun(pair) && begun(other)));
    let rank = |pair: &Pair| {
        let own = index.form(pair.name);
        let former = registers.name_role(pair.name) != NameRole::Current;
        (own.conflicts(form), own != form, former, !registers.is_active(pair.body))
    };
    // One body may stand in two registers, but not twice in one.
    let one_register = || scheme(registers.id(pair.body)) == scheme(registers.id(other.body));
    if same_name { one_register() && rank(other) <= rank(pair) } else { as_like && !rank(other).0 }
}

/// The register that an id comes from: `GB-COH` of `GB-COH-00012345`, `CC` of `CC:12345`.
fn scheme(id: &str) -> &str {
    id.rfind([':', '-']).and_then(|at| id.get(..at)).unwrap_or("")
}

/// True when a word that tells companies of a group apart (`HOLDINGS`, `UK`) stands in one of the names only.
pub fn is_other_of_group(vector: &Vector) -> bool {
    vector[const { at("corporate_missing_in_query") }] + vector[const { at("corporate_missing_in_register") }] > 0.5
}

/// True when the names have numbers that the other lacks: `PRACTICE 1` and `PRACTICE 4` are two.
pub fn is_other_number(vector: &Vector) -> bool {
    vector[const { at("number_missing") }] > 1.5
}

/// True when both names are a council's, of one place and tier, and no other candidate is a council of that place.
pub fn is_only_council(pair: &Pair, pairs: &[Pair]) -> bool {
    let place = |pair: &Pair| pair.vector[const { at("council_place") }];
    place(pair) > 0.9 && pairs.iter().all(|other| other.body == pair.body || place(other) < 0.1)
}

/// True when one name is a public body's and the other that of a fund, charity or trust with its name in it.
pub fn is_other_sort(vector: &Vector) -> bool {
    let (asked, found) = (vector[const { at("type_query") }], vector[const { at("type_register") }]);
    let is = |code: f32, sort: BodyType| (code - sort.code()).abs() < 0.1;
    let public = |code: f32| [BodyType::Council, BodyType::NhsTrust, BodyType::Commissioner].iter().any(|sort| is(code, *sort));
    let council = is(asked, BodyType::Council) != is(found, BodyType::Council);
    (public(asked) && is(found, BodyType::Fund)) || (is(asked, BodyType::Fund) && public(found)) || council
}

/// True when the name is a company's and the other an NHS trust's or a council's, and nothing in the name says that it is one: a
/// subsidiary, or a company of that place.
pub fn is_company_for_public(name: &NormalName, vector: &Vector) -> bool {
    let (asked, found) = (vector[const { at("type_query") }], vector[const { at("type_register") }]);
    let public = [BodyType::Council, BodyType::NhsTrust].iter().any(|sort| (found - sort.code()).abs() < 0.1);
    !matches!(name.form, LegalForm::None) && public && (asked - found).abs() > 0.1
}

/// True when the name is a university's, college's or school's and the other an NHS trust's: the hospitals of a town bear its
/// university's name.
pub fn is_school_for_trust(index: &NameIndex, pair: &Pair, name: &NormalName) -> bool {
    let key = name.key.as_str();
    // A trust's name that its column cut off may end in a word for a school too: then the trust's has that word, and it is
    // longer or says what the trust does.
    let last = key.rsplit(' ').next().unwrap_or(key);
    let school = matches!(last, "UNIVERSITY" | "COLLEGE" | "SCHOOL" | "ACADEMY");
    let trusts_own = || index.words(pair.name).iter().any(|word| index.vocabulary.word(*word) == last);
    let short = || {
        let hospital =
            |word: &str| matches!(word, "HOSPITAL" | "HOSPITALS" | "HEALTH" | "HEALTHCARE" | "PARTNERSHIP" | "NHS" | "TRUST");
        name.tokens().count() <= 3 && !name.tokens().any(hospital)
    };
    let whole = key.starts_with("UNIVERSITY OF ") || key.ends_with(" COLLEGE LONDON") || school && (short() || !trusts_own());
    whole && (pair.vector[const { at("type_register") }] - BodyType::NhsTrust.code()).abs() < 0.1
}

/// True when a person should see the pair, however little the model thinks of it: the same words and a fitting form, where
/// that is `likely` one body, or one slip of the pen in a long word that no register name holds, and the same form. In a list
/// of unknown origin the same few words are often chance: of those that the model thought little of, one in five was right.
pub fn is_worth_a_look(index: &NameIndex, pair: &Pair, name: &NormalName, likely: bool) -> bool {
    let form = index.form(pair.name);
    let own = index.words(pair.name);
    if own.len() < 2 || own.len() != name.tokens().count() || form.conflicts(name.form) {
        return false;
    }
    let mut differing =
        own.iter().map(|word| index.vocabulary.word(*word)).zip(name.tokens()).filter(|(own, asked)| own != asked);
    match (differing.next(), differing.next()) {
        (None, _) => likely,
        (Some((own, asked)), None) => {
            let long = own.len().min(asked.len()) >= SLIP_IN;
            let letters = own.bytes().chain(asked.bytes()).all(|b| b.is_ascii_alphabetic());
            let unknown = index.vocabulary.find(asked).is_none();
            long && letters && unknown && form == name.form && within_one_slip(own.as_bytes(), asked.as_bytes())
        }
        _ => false,
    }
}

/// True when the name asked for is the beginning of the register name, cut off by the width of its column, and no other
/// body's name begins so.
pub fn is_cut_off(registers: &RegisterSet, index: &NameIndex, pair: &Pair, name: &NormalName, cell_length: usize) -> bool {
    if name.form != LegalForm::None || !(SHORTEST_CUT..=LONGEST_CUT).contains(&cell_length) {
        return false;
    }
    // Measured already, and nearly all pairs end here.
    if pair.vector[const { at("query_begins_register") }] < 0.5 {
        return false;
    }
    let mut compact = String::new();
    compact_into(name, &mut compact);
    // Of a cell with several names only the last can have lost its end; a short part of a cell was not cut.
    if compact.len() * 3 < cell_length * 2 {
        return false;
    }
    if !may_be_the_rest(index, pair.name, compact.len()) || !begins(index, pair.name, &compact) {
        return false;
    }
    let mut alike = 0;
    for found in index.beginning(&compact) {
        alike += 1;
        if alike > MOST_BEGINNINGS || (registers.name_body(found) != pair.body && begins(index, found, &compact)) {
            return false;
        }
    }
    true
}

/// True when a register name begins with these letters, whatever its spaces.
fn begins(index: &NameIndex, name: u32, compact: &str) -> bool {
    let mut left = compact;
    for word in index.words(name) {
        let word = index.vocabulary.word(*word);
        match left.strip_prefix(word) {
            Some(rest) => left = rest,
            None => return word.starts_with(left),
        }
    }
    left.is_empty()
}

/// True when what follows the first `length` letters of a register name may have been lost to a column: something does, and
/// after a whole word it is only what names a sort of body, after half a word nothing that tells two bodies apart.
fn may_be_the_rest(index: &NameIndex, name: u32, length: usize) -> bool {
    let words = || index.words(name).iter().map(|word| index.vocabulary.word(*word));
    // The charity of a trust begins with the trust's name, and is another body.
    if bodytype::of_words(words()) == BodyType::Fund {
        return false;
    }
    let nhs = words().any(|word| word == "NHS");
    let (mut at, mut in_word, mut rest) = (0, false, false);
    for word in index.words(name) {
        let word = index.vocabulary.word(*word);
        let start = at;
        at += word.len();
        if at <= length {
            continue;
        }
        rest = true;
        if start < length {
            in_word = true;
            continue;
        }
        let class = WordClass::of(word);
        let own_body = !nhs && matches!(word, "FOUNDATION" | "TRUST");
        let allowed =
            !own_body && (class.facility || class.little || (in_word && !class.corporate && !class.direction && !class.number));
        if !allowed {
            return false;
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::NAMES;
    use crate::normalise::normalise;
    use crate::register::Body;

    /// Were the second shown too, a person would read through names like `COMMUNITY SERVICES`, of which four in five are chance.
    #[test]
    fn the_same_words_are_worth_a_look_where_they_are_likely_one_body_and_one_slip_anywhere() {
        let mut set = RegisterSet::default();
        set.add(&Body { id: "GB-COH-1", name: "QUILLFEATHER LIFTS LIMITED", ..Body::default() });
        let index = NameIndex::build(&set);
        let pair = Pair { name: 0, body: 0, vector: [0.0; NAMES.len()], likeness: 1.0 };
        let worth = |name: &str, likely| is_worth_a_look(&index, &pair, &normalise(name), likely);
        assert!(worth("Quillfeather Lifts", true) && !worth("Quillfeather Lifts", false));
        assert!(worth("Quilfeather Lifts Ltd", true) && worth("Quilfeather Lifts Ltd", false));
        assert!(!worth("Quillfeather Lifts LLP", true), "an LLP is another body");
    }
}
