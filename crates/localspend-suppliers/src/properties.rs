//! What must hold for any text: tested on letters as they come, and on names pieced together from words of ledgers.

use std::sync::LazyLock;

use localspend_model::codes::{MatchStatus, SupplierKind};
use localspend_model::settings::Method;
use proptest::prelude::*;

use crate::candidates::Scratch;
use crate::explain::explain;
use crate::matcher::Matcher;
use crate::matching;
use crate::normalise::{codes, normalise, parts};
use crate::register::Body;
use crate::{Decisions, NameEvidence, RegisterSet, resolve};

const PLACES: [&str; 6] = ["ALDERMERE", "BRINDLEFORD", "COPSEWICK", "DRAYBOURNE", "ELVERTHORPE", "FENNICOTE"];
const TRADES: [&str; 6] = ["LIFTS", "WORKWEAR", "CLEANING", "CATERING", "BEDDING", "SURGERY"];
const ENDS: [&str; 5] = ["LIMITED", "HOLDINGS LIMITED", "LLP", "CIC", "NHS FOUNDATION TRUST"];
const GIVEN: [&str; 4] = ["JOHN", "MARY", "DAVID", "SUSAN"];

fn body(set: &mut RegisterSet, id: &str, name: &str, number: &str) {
    let kind = Some(SupplierKind::Company);
    set.add(&Body { id, name, kind, company_number: number, active: true, ..Body::default() });
}

/// Every place with every trade and end, and companies called as people are.
static REGISTERS: LazyLock<RegisterSet> = LazyLock::new(|| {
    let mut set = RegisterSet::default();
    for (at, name) in company_names().iter().enumerate() {
        body(&mut set, &format!("GB-COH-{at:08}"), name, &format!("{at:08}"));
    }
    set
});

static MATCHER: LazyLock<Matcher<'static>> = LazyLock::new(|| Matcher::new(&REGISTERS).unwrap());

fn company_names() -> Vec<String> {
    let mut names = Vec::new();
    for place in PLACES {
        for trade in TRADES {
            names.extend(ENDS.iter().map(|end| format!("{place} {trade} {end}")));
        }
        names.extend(GIVEN.iter().map(|given| format!("{given} {place} LIMITED")));
    }
    names
}

fn named(name: &str) -> NameEvidence {
    NameEvidence { name: name.to_owned(), payments: 1, ..NameEvidence::default() }
}

/// Names as ledgers spoil them, and any text at all.
fn any_name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(PLACES.to_vec()).prop_map(str::to_owned),
        prop::sample::select(TRADES.to_vec()).prop_map(str::to_owned),
        prop::sample::select(ENDS.to_vec()).prop_map(str::to_owned),
        prop::sample::select(vec![
            "T/A", "(", ")", "TOTAL", "&", ":", "RATES", "THE", "12345678", "F89999", "MRS", "A/C 123", "DRS"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    prop_oneof![".{0,80}", prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.join(" "))]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_fault_and_reading_its_key_again_changes_nothing(name in any_name()) {
        let coded = codes::strip(&name);
        let split = parts::split(&coded.name);
        let normal = normalise(split.main);
        prop_assert!(normal.key.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' '), "{:?}", normal);
        prop_assert_eq!(normal.tokens().collect::<Vec<_>>().join(" "), normal.key.clone());
        prop_assert_eq!(normalise(&name.to_lowercase()).key.is_empty(), normalise(&name).key.is_empty());
    }

    #[test]
    fn answers_depend_on_the_name_alone(names in prop::collection::vec(any_name(), 1..8), turn in 0usize..8) {
        let (set, matcher) = (&*REGISTERS, &*MATCHER);
        let (decisions, method) = (Decisions::default(), Method::default());
        let asked: Vec<NameEvidence> = names.iter().map(|name| named(name)).collect();
        let mut turned = asked.clone();
        turned.rotate_left(turn % asked.len());
        let first = resolve::resolve_with(matcher, &asked, set, &decisions, &method).unwrap();
        let second = resolve::resolve_with(matcher, &turned, set, &decisions, &method).unwrap();
        prop_assert_eq!(&first.identities, &second.identities);
        for identity in &first.identities {
            prop_assert!((0.0..=1.0).contains(&identity.score), "{:?}", identity);
            prop_assert!(!identity.supplier_id.is_empty(), "money without a supplier: {:?}", identity);
            let explained = explain(&named(&identity.supplier_name), matcher, &decisions, &method);
            prop_assert_eq!(&explained.identity.supplier_id, &identity.supplier_id, "the explanation tells of another decision");
        }
    }

    #[test]
    fn a_name_that_one_body_bears_is_that_bodys(at in 0usize..company_names().len(), lower in any::<bool>(), code in 10_000u32..99_999) {
        let (set, matcher) = (&*REGISTERS, &*MATCHER);
        let official = &company_names()[at];
        let cased = if lower { official.to_lowercase() } else { official.clone() };
        for written in [cased.clone(), format!("{code} {cased}"), format!("{cased} (A/C {code})"), format!("  The {cased}.")] {
            let answer = matching::answer(matcher, &named(&written), &Method::default(), &mut Scratch::default());
            prop_assert_eq!(answer.status, MatchStatus::Auto, "{}: {:?}", &written, &answer);
            prop_assert_eq!(answer.best.map(|best| set.id(best.body).to_owned()), Some(format!("GB-COH-{at:08}")), "{}", &written);
        }
    }

    #[test]
    fn a_persons_name_is_never_given_to_a_company_by_likeness(
        given in prop::sample::select(GIVEN.to_vec()),
        place in prop::sample::select(PLACES.to_vec()),
        title in prop::sample::select(vec!["", "MR ", "Mrs ", "DR ", "Ms. "]),
        lower in any::<bool>(),
    ) {
        let matcher = &*MATCHER;
        let name = format!("{title}{given} {place}");
        let name = if lower { name.to_lowercase() } else { name };
        let answer = matching::answer(matcher, &named(&name), &Method::default(), &mut Scratch::default());
        prop_assert_ne!(answer.status, MatchStatus::Auto, "{}: a person's pay would be a company's: {:?}", name, answer);
    }
}
