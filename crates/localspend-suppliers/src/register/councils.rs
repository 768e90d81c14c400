//! What councils are called: `X COUNCIL` for the borough, city or district of X, `CITY OF X` for a city. Worked out from the
//! register's own names, and only where no other council is of that place.

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

/// Adds the short names of councils to the registers. No body gets a name that another bears, and none that has ended gets one.
pub fn add(set: &mut RegisterSet) {
    let mut folded = String::new();
    let mut short: HashMap<String, Option<(u32, bool)>> = HashMap::new();
    for body in 0..set.bodies() as u32 {
        folded.clear();
        fold_into(set.name_of(body), &mut folded);
        if !set.is_active(body) || !is_council(&folded) {
            continue;
        }
        let name = normalise(set.name_of(body));
        let place = bodytype::place(name.tokens());
        if name.form != LegalForm::None || place.is_empty() {
            continue;
        }
        let is_city = name.tokens().any(|word| word == "CITY");
        let entry = short.entry(place).or_insert(Some((body, is_city)));
        if entry.is_some_and(|(known, _)| known != body) {
            *entry = None;
        }
    }
    let mut wanted: HashMap<String, u32> = HashMap::new();
    for (place, body) in short {
        let Some((body, is_city)) = body else { continue };
        wanted.insert(format!("{place} COUNCIL"), body);
        if is_city {
            wanted.insert(format!("CITY OF {place}"), body);
        }
    }
    // A name that a body of the register bears is its own.
    for name in 0..set.names() as u32 {
        folded.clear();
        fold_into(set.name(name), &mut folded);
        wanted.remove(folded.as_str());
    }
    let mut wanted: Vec<(String, u32)> = wanted.into_iter().collect();
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
        let mut set = RegisterSet::default();
        for (at, name) in names.iter().enumerate() {
            set.add(&Body { id: &at.to_string(), name, active: true, ..Body::default() });
        }
        add(&mut set);
        set
    }

    fn who_bears(set: &RegisterSet, wanted: &str) -> Vec<String> {
        let bears = |name: &u32| normalise(set.name(*name)) == normalise(wanted);
        (0..set.names() as u32).filter(bears).map(|name| set.id(set.name_body(name)).to_owned()).collect()
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
        ]);
        assert_eq!(who_bears(&set, "Dunmore Council"), ["0"]);
        assert!(who_bears(&set, "Quillford Council").is_empty(), "two councils could be meant");
        assert_eq!(who_bears(&set, "City of Pember"), ["3"]);
        assert_eq!(who_bears(&set, "Vale Council"), ["5"]);
    }
}
