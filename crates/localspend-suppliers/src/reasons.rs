//! Says in words what the features of a pair say in numbers, so that every match explains itself.

use crate::features::{Vector, at};
use crate::register::NameRole;

/// The reasons that a pair's features give, the strongest first.
pub fn of_pair(vector: &Vector, role: NameRole) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut say = |holds: bool, text: String| {
        if holds {
            reasons.push(text);
        }
    };
    let equal = vector[const { at("key_equal") }] > 0.5;
    let same_letters = vector[const { at("compact_equal") }] > 0.5;
    say(equal, format!("same name after normalisation ({})", role.as_str()));
    say(!equal && same_letters, "same letters, spaced otherwise".to_owned());
    say(
        !equal && !same_letters,
        format!(
            "{:.0}% of the name's weight found in the {}, {:.0}% of that one found in the name",
            100.0 * vector[const { at("query_covered") }],
            role.as_str(),
            100.0 * vector[const { at("register_covered") }]
        ),
    );
    say(
        !equal && vector[const { at("only_facility_missing") }] > 0.5 && !same_letters,
        "only words for a place of care differ".to_owned(),
    );
    say(vector[const { at("acronym") }] > 0.5, "one holds the initials of the other".to_owned());
    say(vector[const { at("form_conflict") }] > 0.5, "another legal form".to_owned());
    say(vector[const { at("council_place") }] > 0.9, "councils of one place".to_owned());
    say(vector[const { at("type_same") }] < 0.5, "another sort of body".to_owned());
    say(vector[const { at("number_missing") }] > 0.5, "a number stands in one only".to_owned());
    say(vector[const { at("direction_missing") }] > 0.5, "a word that tells neighbours apart stands in one only".to_owned());
    say(
        vector[const { at("corporate_missing_in_query") }] + vector[const { at("corporate_missing_in_register") }] > 0.5,
        "a word that tells companies of a group apart stands in one only".to_owned(),
    );
    say(
        vector[const { at("others_as_good") }] > 0.5,
        format!("{:.0} other bodies are as like", vector[const { at("others_as_good") }]),
    );
    say(vector[const { at("origin") }] > 0.5, "not the first name in the cell".to_owned());
    say(vector[const { at("query_is_person") }] > 0.5, "the name reads as a person's".to_owned());
    reasons
}
