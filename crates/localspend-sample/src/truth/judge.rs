//! One payment, judged by METHOD sections 2 to 7.

use chrono::NaiveDate;

use super::Survey;
use super::directives::{self, Role};
use super::survey::UNCATEGORISED;
use crate::calendar::{Month, Quarter};
use crate::world::geography::{AUTHORITIES, Authority};
use crate::world::organisations::Payer;
use crate::world::suppliers::{Scope, Standing, Supplier};
use crate::world::{Whereabouts, World, is_on_site_service};

/// Everything that is true of a payment.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Quarter of the file's month.
    pub quarter: Quarter,
    /// Day at which registers are read.
    pub as_of: NaiveDate,
    /// Category and its basis.
    pub category: (&'static str, &'static str),
    /// Scope.
    pub scope: Scope,
    /// Postcode index and the evidence for it.
    pub located: Option<(usize, &'static str)>,
    /// Ring.
    pub ring: &'static str,
    /// Kilometres from the payer's main site, in tenths.
    pub distance: Option<i64>,
    /// Local under the primary locality; none = unknown.
    pub is_local: Option<bool>,
    /// The payer's board at the end of the quarter.
    pub payer_board: &'static str,
    /// Living-wage status.
    pub living_wage: &'static str,
    /// In the denominator of services on site.
    pub living_wage_in_scope: bool,
    /// Versions that match.
    pub directives: Vec<&'static str>,
    /// Those that block.
    pub blocking: Vec<&'static str>,
    /// A local alternative exists; none where the category is not known.
    pub has_alternative: Option<bool>,
    /// Verdict; empty outside the base.
    pub verdict: &'static str,
    /// Tenth of deprivation.
    pub decile: Option<u64>,
}

impl Judged {
    /// The evidence for the place: a supplier abroad is known by the supplier list's country, without a postcode.
    pub fn location_source(&self) -> &'static str {
        match self.located {
            Some((_, source)) => source,
            None if self.ring == "overseas" => "supplier_list",
            None => "none",
        }
    }
}

/// Judges a payment of `payer` in the file of `month`, dated `paid_on` as far as the file shows.
pub fn judge(
    world: &World,
    survey: &Survey,
    payer: &Payer,
    month: Month,
    paid_on: Option<NaiveDate>,
    payment: &crate::payments::Payment,
) -> Judged {
    let supplier = &world.suppliers[payment.supplier];
    let quarter = month.quarter();
    let as_of = paid_on.filter(|day| Month::of(*day) == month).unwrap_or_else(|| month.last_day());
    let category = survey.category(world, payment.supplier, payment.words_category);
    let scope = supplier.scope;
    let payer_board = payer.board_on(Month(quarter.0 * 3 + 5).last_day());

    let whereabouts =
        if scope == Scope::Intermediary { Whereabouts::Unknown } else { survey.whereabouts(world, payment.supplier, as_of) };
    let located = if let Whereabouts::At(postcode, source) = whereabouts { Some((postcode, source)) } else { None };
    let (ring, is_local) = match whereabouts {
        Whereabouts::Unknown => ("unknown", None),
        Whereabouts::Abroad => ("overseas", Some(false)),
        Whereabouts::At(postcode, _) => ring(payer, payer_board, world.geography.authority_of(postcode)),
    };
    let decile = located.and_then(|(postcode, _)| {
        let area = &world.geography.areas[world.geography.postcodes[postcode].area];
        area.code.starts_with('E').then_some(area.decile)
    });
    let mut judged = Judged {
        quarter,
        as_of,
        category,
        scope,
        located,
        ring,
        distance: located.map(|(postcode, _)| distance(world, payer, postcode)),
        is_local,
        payer_board,
        living_wage: living_wage(supplier, as_of),
        living_wage_in_scope: is_on_site_service(category.0),
        directives: Vec::new(),
        blocking: Vec::new(),
        has_alternative: None,
        verdict: "",
        decile,
    };
    if scope.in_base() {
        settle(world, survey, payer, &mut judged);
    }
    judged
}

/// Section 7: the directives in force and the one verdict.
fn settle(world: &World, survey: &Survey, payer: &Payer, judged: &mut Judged) {
    let category = judged.category.0;
    let alternatives = survey.alternatives(judged.payer_board, category, judged.quarter);
    let matching = directives::matching(payer, category, judged.as_of);
    judged.directives = matching.iter().map(|version| version.id).collect();
    let known = category != UNCATEGORISED;
    let exists = known && !alternatives.is_empty();
    judged.has_alternative = known.then_some(exists);
    let blocking: Vec<&'static str> = matching
        .iter()
        .filter(|version| version.role() == Role::Blocks)
        .filter(|version| !alternatives.iter().any(|other| version.approves(&world.suppliers[*other].name, judged.as_of)))
        .map(|version| version.id)
        .collect();
    let steers = matching.iter().any(|version| version.role() == Role::Steers);
    let costs = matching.iter().any(|version| version.role() == Role::AddsBidCost);
    let small = alternatives.iter().map(|other| &world.suppliers[*other]).any(is_small);
    judged.verdict = match judged.is_local {
        Some(true) => "local",
        None => "location_unknown",
        Some(false) if !known => "uncategorised",
        Some(false) if !blocking.is_empty() && exists => "blocked",
        Some(false) if !blocking.is_empty() => "blocked_no_alternative",
        Some(false) if steers && exists => "steered",
        Some(false) if costs && exists && small => "conditioned",
        Some(false) if exists => "movable",
        Some(false) => "no_local_market",
    };
    if judged.verdict.starts_with("blocked") {
        judged.blocking = blocking;
    }
}

fn is_small(supplier: &Supplier) -> bool {
    supplier.vcse || matches!(supplier.size, "micro" | "small" | "medium")
}

fn ring(payer: &Payer, payer_board: &str, authority: &Authority) -> (&'static str, Option<bool>) {
    let same_system = authority.board() == Some(payer_board);
    let ring = if payer.site_authorities.iter().any(|site| AUTHORITIES[*site].code == authority.code) {
        "place"
    } else if same_system {
        "ics"
    } else if authority.region == AUTHORITIES[payer.site_authorities[0]].region {
        "region"
    } else {
        "uk"
    };
    (ring, Some(same_system))
}

/// Section 5, on the day.
fn living_wage(supplier: &Supplier, day: NaiveDate) -> &'static str {
    if supplier.scope == Scope::Unidentified || supplier.planted == "redacted" {
        return "unresolved";
    }
    let holds = |standing: Standing| {
        supplier
            .accreditations
            .iter()
            .any(|entry| entry.standing == standing && entry.from <= day && entry.to.is_none_or(|to| day <= to))
    };
    if holds(Standing::Accredited) {
        "accredited"
    } else if holds(Standing::RecognisedProvider) {
        "recognised_provider"
    } else {
        "not_listed"
    }
}

/// Tenths of a kilometre on the sphere from the payer's main site.
fn distance(world: &World, payer: &Payer, postcode: usize) -> i64 {
    let geography = &world.geography;
    let from = &geography.postcodes[geography.postcode_of(payer.site_authorities[0], payer.postcode_number)];
    let to = &geography.postcodes[postcode];
    let radians = |ten_thousandths: i64| (ten_thousandths as f64 / 10_000.0).to_radians();
    let (north, south) = (radians(from.latitude), radians(to.latitude));
    let (half_north, half_east) = ((south - north) / 2.0, radians(to.longitude - from.longitude) / 2.0);
    let chord = half_north.sin().powi(2) + north.cos() * south.cos() * half_east.sin().powi(2);
    (2.0 * 6371.0088 * chord.sqrt().asin() * 10.0).round() as i64
}
