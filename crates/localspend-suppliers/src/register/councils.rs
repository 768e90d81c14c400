//! What councils are called: `X COUNCIL` for the borough, city or district of X, `CITY OF X` for a city; and for an authority
//! that its register calls by its place alone (`Dunmore`), what authorities of its sort are called. Worked out from the register's
//! own names and codes, and only where no other council is of that place.

use std::collections::HashMap;

use super::{NameRole, RegisterSet};
use crate::bodytype;
use crate::normalise::fold::fold_into;
use crate::normalise::{LegalForm, normalise};

/// True for the name of a council that says its tier.
fn is_council(folded: &str) -> bool {
    let has = |wanted: &str| folded.split(' ').any(|word| word == wanted);
    let borough = folded.starts_with("LONDON BOROUGH OF ") || folded.starts_with("ROYAL BOROUGH OF ");
    borough || (has("COUNCIL") && ["BOROUGH", "CITY", "DISTRICT", "COUNTY", "METROPOLITAN"].iter().any(|tier| has(tier)))
}

/// True for what ends in a company's form, as nearly all names of a national register do: none is a council's.
fn is_company(name: &str) -> bool {
    ["LIMITED", "LTD", "LTD.", "PLC", "LLP"].iter().any(|form| name.ends_with(form))
}

/// What authorities are called, by the first letters of their code of the Office for National Statistics; `@` is the place.
const BY_CODE: &[(&str, &[&str])] = &[
    ("E06", &["@ COUNCIL", "@ BOROUGH COUNCIL", "@ CITY COUNCIL", "CITY OF @ COUNCIL", "@ COUNTY COUNCIL"]),
    ("E07", &["@ COUNCIL", "@ DISTRICT COUNCIL", "@ BOROUGH COUNCIL", "@ CITY COUNCIL"]),
    ("E08", &["@ COUNCIL", "@ METROPOLITAN BOROUGH COUNCIL", "@ CITY COUNCIL", "CITY OF @ METROPOLITAN DISTRICT COUNCIL"]),
    ("E09", &["@ COUNCIL", "LONDON BOROUGH OF @", "@ LONDON BOROUGH COUNCIL", "ROYAL BOROUGH OF @", "@ CITY COUNCIL"]),
    ("E10", &["@ COUNTY COUNCIL", "@ COUNCIL"]),
    ("W06", &["@ COUNCIL", "@ COUNTY BOROUGH COUNCIL", "@ COUNTY COUNCIL", "CITY AND COUNTY OF @"]),
    ("S12", &["@ COUNCIL", "CITY OF @ COUNCIL", "@ CITY COUNCIL"]),
    ("N09", &["@ COUNCIL", "@ BOROUGH COUNCIL", "@ DISTRICT COUNCIL"]),
];

/// Counties whose names do not end in `SHIRE`. Of another place (`Dunmore`), `DUNMORE COUNTY COUNCIL` would be another's: that of
/// Dunmoreshire.
const COUNTIES: &[&str] = &["CORNWALL", "DORSET", "ISLE OF WIGHT", "NORTHUMBERLAND", "RUTLAND", "SOMERSET"];

/// The names to be given a council: none where the register's name is its whole name already.
fn names_of(set: &RegisterSet, body: u32, folded: &mut String) -> Vec<String> {
    let name = set.name_of(body);
    if let Some(code) = set.id(body).strip_prefix("GB-LAE-") {
        // `Dunmore, City of` is Dunmore.
        folded.clear();
        fold_into(name.split(',').next().unwrap_or(name), folded);
        let names = BY_CODE.iter().find(|(sort, _)| code.starts_with(sort)).map_or(&[][..], |(_, names)| names);
        let is_place = !folded.is_empty() && !folded.split(' ').any(|word| word == "COUNCIL" || word == "BOROUGH");
        let is_county = folded.ends_with("SHIRE") || COUNTIES.contains(&folded.as_str()) || !code.starts_with("E06");
        let fits = |name: &&&str| is_place && (is_county || !name.ends_with("COUNTY COUNCIL"));
        return names.iter().filter(fits).map(|name| name.replace('@', folded)).collect();
    }
    if is_company(name) {
        return Vec::new();
    }
    folded.clear();
    fold_into(name, folded);
    if !is_council(folded) {
        return Vec::new();
    }
    let name = normalise(name);
    let place = bodytype::place(name.tokens());
    if name.form != LegalForm::None || place.is_empty() {
        return Vec::new();
    }
    let mut names = vec![format!("{place} COUNCIL")];
    if name.tokens().any(|word| word == "CITY") {
        names.push(format!("CITY OF {place}"));
    }
    names
}

/// Adds the other names of councils to the registers. No body gets a name that another bears or could be given, and none that
/// has ended gets one.
pub fn add(set: &mut RegisterSet) {
    let mut folded = String::new();
    let mut by_place = Vec::new();
    let mut wanted: HashMap<String, Option<u32>> = HashMap::new();
    for body in (0..set.bodies() as u32).filter(|body| set.is_active(*body)) {
        let names = names_of(set, body, &mut folded);
        if !names.is_empty() && set.id(body).starts_with("GB-LAE-") {
            by_place.push(body);
        }
        for name in names {
            wanted.entry(name).and_modify(|known| *known = known.filter(|known| *known == body)).or_insert(Some(body));
        }
    }
    by_place.into_iter().for_each(|body| set.is_called_by_its_place(body));
    // A name that a body of the register bears is its own.
    for name in (0..set.names() as u32).map(|name| set.name(name)).filter(|name| !is_company(name)) {
        folded.clear();
        fold_into(name, &mut folded);
        wanted.remove(folded.as_str());
    }
    let mut wanted: Vec<(String, u32)> = wanted.into_iter().filter_map(|(name, body)| Some((name, body?))).collect();
    wanted.sort();
    for (name, body) in wanted {
        set.add_name(body, &name, NameRole::Other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::Body;

    fn set(names: &[&str]) -> RegisterSet {
        let mut set = RegisterSet::of_names(names);
        add(&mut set);
        set
    }

    #[test]
    fn a_borough_is_called_a_council_where_no_other_council_is_of_that_place() {
        let set = set(&[
            "LONDON BOROUGH OF DUNMORE",
            "QUILLFORD COUNTY COUNCIL",
            "QUILLFORD CITY COUNCIL",
            "PEMBER CITY COUNCIL",
            "VALE METROPOLITAN BOROUGH COUNCIL",
            "VALE COUNCIL",
            "-OSTERLEY BOROUGH COUNCIL",
        ]);
        assert_eq!(set.bearers_of("Dunmore Council"), ["0"]);
        assert!(set.bearers_of("Quillford Council").is_empty(), "two councils could be meant");
        assert_eq!(set.bearers_of("City of Pember"), ["3"]);
        assert_eq!(set.bearers_of("Vale Council"), ["5"]);
        assert!(set.bearers_of("Osterley Council").is_empty(), "it has ended");
    }

    /// The national list of authorities knows them by their places: no payment would find its council.
    #[test]
    fn an_authority_that_its_register_calls_by_its_place_has_the_names_of_its_sort() {
        let mut set = RegisterSet::default();
        for (id, name) in [
            ("GB-LAE-E09000099", "Dunmore"),
            ("GB-LAE-E06000099", "Pember, City of"),
            ("GB-LAE-E08000098", "Quillford"),
            ("GB-LAE-E07000098", "Quillford"),
            ("GB-NHS-R99", "Vale"),
        ] {
            set.add(&Body { id, name, active: true, ..Body::default() });
        }
        add(&mut set);
        assert_eq!(set.bearers_of("London Borough of Dunmore"), ["GB-LAE-E09000099"]);
        assert_eq!(set.bearers_of("Dunmore LBC"), ["GB-LAE-E09000099"]);
        assert_eq!(set.bearers_of("Pember City Council"), ["GB-LAE-E06000099"]);
        assert!(set.bearers_of("Pember County Council").is_empty(), "that would be Pembershire's");
        assert!(set.bearers_of("Quillford Council").is_empty(), "two authorities could be meant");
        assert_eq!(set.bearers_of("Quillford Metropolitan Borough Council"), ["GB-LAE-E08000098"]);
        assert!(set.bearers_of("Vale Council").is_empty());
    }
}
