//! Says in words what the features of a pair say in numbers, so that every match explains itself.

use crate::features::{Vector, position};
use crate::register::NameRole;

/// The reasons that a pair's features give, the strongest first.
pub fn of_pair(vector: &Vector, role: NameRole) -> Vec<String> {
    let value = |name: &str| position(name).and_then(|at| vector.get(at)).copied().unwrap_or(0.0);
    let mut reasons = Vec::new();
    let mut say = |holds: bool, text: String| {
        if holds {
            reasons.push(text);
        }
    };
    let equal = value("key_equal") > 0.5;
    let same_letters = value("compact_equal") > 0.5;
    say(equal, format!("same name after normalisation ({})", role.as_str()));
    say(!equal && same_letters, "same letters, spaced otherwise".to_owned());
    say(
        !equal && !same_letters,
        format!(
            "{:.0}% of the name's weight found in the {}, {:.0}% of that one found in the name",
            100.0 * value("query_covered"),
            role.as_str(),
            100.0 * value("register_covered")
        ),
    );
    say(!equal && value("only_facility_missing") > 0.5 && !same_letters, "only words for a place of care differ".to_owned());
    say(value("acronym") > 0.5, "one holds the initials of the other".to_owned());
    say(value("form_conflict") > 0.5, "another legal form".to_owned());
    say(value("council_place") > 0.9, "councils of one place".to_owned());
    say(value("type_same") < 0.5, "another sort of body".to_owned());
    say(value("number_missing") > 0.5, "a number stands in one only".to_owned());
    say(value("direction_missing") > 0.5, "a word that tells neighbours apart stands in one only".to_owned());
    say(
        value("corporate_missing_in_query") + value("corporate_missing_in_register") > 0.5,
        "a word that tells companies of a group apart stands in one only".to_owned(),
    );
    say(value("others_as_good") > 0.5, format!("{:.0} other bodies are as like", value("others_as_good")));
    say(value("origin") > 0.5, "not the first name in the cell".to_owned());
    say(value("query_is_person") > 0.5, "the name reads as a person's".to_owned());
    reasons
}
