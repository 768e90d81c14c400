//! Names that everybody uses and the registers do not hold: short and former names of public bodies and charities, hospitals
//! by which their trusts are known; those of the national bodies among them. They are added to the body as if its register had them.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use super::{NameRole, RegisterSet};
use crate::national;
use crate::normalise::fold::fold_into;
use crate::normalise::{NormalName, normalise};
use crate::words::ShortHasher;

/// Official name, other names; `<` before the names of bodies that were merged into it.
const LIST: &str = include_str!("../../words/other_names.txt");

/// Bytes of a name that hold its first word, and `THE` before it.
const BEGINNING: usize = 32;

/// A body of the list.
#[derive(Debug, Default)]
struct Known {
    /// Its names, the official one first.
    own: Vec<&'static str>,
    /// Names of bodies that were merged into it.
    merged: Vec<&'static str>,
}

/// The list with what is needed to find its names among millions.
struct List {
    bodies: Vec<Known>,
    names: HashSet<NormalName>,
    /// First words of the names: a register name that begins otherwise is none of them.
    beginnings: HashSet<String, BuildHasherDefault<ShortHasher>>,
}

static KNOWN: LazyLock<List> = LazyLock::new(|| {
    let lines = LIST.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).chain(national::lines());
    let bodies: Vec<Known> = lines
        .map(|line| {
            let mut known = Known::default();
            for cell in line.split('|').map(str::trim) {
                match cell.strip_prefix('<') {
                    Some(merged) => known.merged.push(merged.trim()),
                    None => known.own.push(cell),
                }
            }
            known
        })
        .collect();
    let texts = || bodies.iter().flat_map(|known| known.own.iter().chain(&known.merged));
    let names = texts().map(|text| normalise(text)).collect();
    let mut folded = String::new();
    let beginnings = texts()
        .map(|text| {
            folded.clear();
            fold_into(text, &mut folded);
            beginning(&folded).to_owned()
        })
        .collect();
    List { bodies, names, beginnings }
});

/// The first word of a folded name, without `THE`.
fn beginning(folded: &str) -> &str {
    let name = folded.strip_prefix("THE ").unwrap_or(folded);
    name.split(' ').next().unwrap_or("")
}

/// Adds to the bodies of the registers the other names they are known by. No body gets a name that another bears.
pub fn add(set: &mut RegisterSet) {
    let mut bearers = bearers(set);
    for known in &KNOWN.bodies {
        if let Some(body) = body_of(set, known, &bearers) {
            give(set, &mut bearers, body, &known.own, NameRole::Other);
        }
    }
    // Only now: a body that was merged keeps its own names where the register still has it.
    for known in &KNOWN.bodies {
        if let Some(body) = body_of(set, known, &bearers) {
            give(set, &mut bearers, body, &known.merged, NameRole::Predecessor);
        }
    }
}

/// The body that bears the official name, else that which bears the next. One that has ended gets no more names: its hospitals
/// are another's now.
fn body_of(set: &RegisterSet, known: &Known, bearers: &HashMap<NormalName, u32>) -> Option<u32> {
    let bearer = |name: &&str| bearers.get(&normalise(name)).copied().filter(|body| set.is_active(*body));
    known.own.iter().find_map(bearer)
}

fn give(set: &mut RegisterSet, bearers: &mut HashMap<NormalName, u32>, body: u32, names: &[&str], role: NameRole) {
    for name in names {
        if let std::collections::hash_map::Entry::Vacant(place) = bearers.entry(normalise(name)) {
            place.insert(body);
            set.add_name(body, name, role);
        }
    }
}

/// Who bears a name of the list. Goes over all register names once; of several bodies with one name the first counts.
fn bearers(set: &RegisterSet) -> HashMap<NormalName, u32> {
    let mut found = HashMap::new();
    let mut folded = String::new();
    for name in 0..set.names() as u32 {
        folded.clear();
        // The first word is enough to pass over nearly all of them.
        let text = set.name(name);
        fold_into(text.get(..BEGINNING).unwrap_or(text), &mut folded);
        if !KNOWN.beginnings.contains(beginning(&folded)) {
            continue;
        }
        let normal = normalise(text);
        if KNOWN.names.contains(&normal) {
            found.entry(normal).or_insert(set.name_body(name));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> RegisterSet {
        let mut set = RegisterSet::of_names(names);
        add(&mut set);
        set
    }

    /// Money paid under a trust's former name would otherwise stay with nobody.
    #[test]
    fn a_body_is_found_by_its_former_and_short_names() {
        let set = set(&["FRIMLEY HEALTH NHS FOUNDATION TRUST", "DUNMORE VALE NHS TRUST"]);
        assert_eq!(set.bearers_of("Frimley Park Hospital NHS FT"), ["0"]);
        assert_eq!(set.bearers_of("Wexham Park Hospital"), ["0"]);
        // A national body stands in a list of its own.
        let set = self::set(&["CARE QUALITY COMMISSION"]);
        assert_eq!(set.bearers_of("CQC"), ["0"]);
    }

    #[test]
    fn no_body_gets_a_name_that_another_bears() {
        let set = set(&[
            "MANCHESTER UNIVERSITY NHS FOUNDATION TRUST",
            "UNIVERSITY HOSPITAL OF SOUTH MANCHESTER NHS FOUNDATION TRUST",
            "MFT",
        ]);
        assert_eq!(set.bearers_of("University Hospital of South Manchester NHS Foundation Trust"), ["1"]);
        assert_eq!(set.bearers_of("Wythenshawe Hospital"), ["1"], "the merged body is still in the register");
        assert_eq!(set.bearers_of("Central Manchester NHS Foundation Trust"), ["0"]);
        assert_eq!(set.bearers_of("MFT"), ["2"]);
    }

    /// A hospital moves on when its trust ends; a payment to it today is not one to the trust that has ended.
    #[test]
    fn a_body_that_has_ended_gets_no_more_names() {
        let set = set(&["-HEART OF ENGLAND NHS FOUNDATION TRUST", "UNIVERSITY HOSPITALS BIRMINGHAM NHS FOUNDATION TRUST"]);
        assert!(set.bearers_of("Heartlands Hospital").is_empty());
        assert_eq!(set.bearers_of("Good Hope Hospital NHS Trust"), ["1"]);
    }

    #[test]
    fn no_line_of_the_list_says_nothing() {
        for known in &KNOWN.bodies {
            assert!(known.own.iter().chain(&known.merged).count() > 1, "{known:?}");
        }
    }
}
