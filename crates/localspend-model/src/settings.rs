//! The settings of the method: every choice METHOD leaves open, with its default. The value used is printed beside
//! every figure, so a setting is part of a result, not a convenience.

use serde::{Deserialize, Serialize};

/// Choices of the method, from `[method]` in `localspend.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Method {
    /// Which date gives a payment its quarter.
    pub period_basis: PeriodBasis,
    /// Order in which evidence of a supplier's place is believed.
    pub location_order: Vec<LocationSource>,
    /// Fewest suppliers for which a share is shown.
    pub min_suppliers: u32,
    /// Quarters in which a local supplier must have been paid to count as an alternative, this one included.
    pub alternative_window: u32,
    /// Count active companies of a fitting industry code as alternatives too (weaker evidence).
    pub register_alternatives: bool,
    /// Share of an alternative's trailing-year revenue by which it could grow.
    pub growth_cap: f64,
    /// Fewest organisations in a before-and-after panel.
    pub min_panel: u32,
    /// Quarters before, and quarters after, in a before-and-after window.
    pub panel_window: u32,
    /// Score from which a supplier match is accepted without a person.
    pub accept_score: f64,
    /// Score from which a supplier match is worth a person's look.
    pub review_score: f64,
    /// Unrelated payees that must share one postcode before it is taken for a payment centre.
    pub payment_centre_payees: u32,
}

impl Default for Method {
    fn default() -> Method {
        Method {
            period_basis: PeriodBasis::File,
            location_order: vec![
                LocationSource::Decision,
                LocationSource::Ledger,
                LocationSource::SupplierList,
                LocationSource::RegisteredOffice,
            ],
            min_suppliers: 5,
            alternative_window: 4,
            register_alternatives: false,
            growth_cap: 0.5,
            min_panel: 4,
            panel_window: 4,
            accept_score: 0.9,
            review_score: 0.5,
            payment_centre_payees: 5,
        }
    }
}

/// Which date gives a payment its quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodBasis {
    /// The published month of the file; the line's date where the file does not say.
    File,
    /// The line's own date; the file's month where the line does not say.
    Date,
}

/// Where a supplier's postcode comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocationSource {
    /// A person's decision.
    Decision,
    /// The ledger line's supplier postcode.
    Ledger,
    /// The organisation's supplier list.
    SupplierList,
    /// The registered office.
    RegisteredOffice,
}

impl LocationSource {
    /// The text stored in `location_source`.
    pub const fn as_str(self) -> &'static str {
        match self {
            LocationSource::Decision => "decision",
            LocationSource::Ledger => "ledger",
            LocationSource::SupplierList => "supplier_list",
            LocationSource::RegisteredOffice => "registered_office",
        }
    }
}

/// A named definition of "local".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locality {
    /// Its name in tables and on pages.
    pub name: String,
    /// How it is drawn.
    pub kind: LocalityKind,
    /// Radius in kilometres, for `radius_km`.
    #[serde(default)]
    pub radius_km: Option<f64>,
    /// Local-authority codes, for `areas`.
    #[serde(default)]
    pub areas: Vec<String>,
    /// Exactly one locality is primary: the one the verdicts use.
    #[serde(default)]
    pub primary: bool,
}

/// How a locality is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalityKind {
    /// A local authority in which the payer has a site.
    Place,
    /// The payer's integrated care system.
    Ics,
    /// The payer's region.
    Region,
    /// A circle around the payer's main site.
    RadiusKm,
    /// Listed local authorities.
    Areas,
}

impl LocalityKind {
    /// The text stored in the `localities` table.
    pub const fn as_str(self) -> &'static str {
        match self {
            LocalityKind::Place => "place",
            LocalityKind::Ics => "ics",
            LocalityKind::Region => "region",
            LocalityKind::RadiusKm => "radius_km",
            LocalityKind::Areas => "areas",
        }
    }
}

/// What is wrong with the localities of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocalityError {
    /// None, or more than one, is primary.
    #[error("{0} localities are marked primary; exactly one must be")]
    Primary(usize),
    /// Two share a name.
    #[error("two localities are called `{0}`")]
    Name(String),
    /// `radius_km` has no positive radius.
    #[error("locality `{0}` is of kind `radius_km` and needs `radius_km = ` a number above 0")]
    Radius(String),
    /// `areas` lists none.
    #[error("locality `{0}` is of kind `areas` and needs `areas = [...]` with local-authority codes")]
    Areas(String),
}

/// The localities used when none is configured: the care system (primary), the place and the region.
pub fn default_localities() -> Vec<Locality> {
    let locality =
        |name: &str, kind, primary| Locality { name: name.to_owned(), kind, radius_km: None, areas: Vec::new(), primary };
    vec![
        locality("ics", LocalityKind::Ics, true),
        locality("place", LocalityKind::Place, false),
        locality("region", LocalityKind::Region, false),
    ]
}

/// Checks that a set of localities can be used.
pub fn check_localities(localities: &[Locality]) -> Result<(), LocalityError> {
    for (index, locality) in localities.iter().enumerate() {
        if localities[..index].iter().any(|earlier| earlier.name == locality.name) {
            return Err(LocalityError::Name(locality.name.clone()));
        }
        match locality.kind {
            LocalityKind::RadiusKm if !locality.radius_km.is_some_and(|km| km > 0.0 && km.is_finite()) => {
                return Err(LocalityError::Radius(locality.name.clone()));
            }
            LocalityKind::Areas if locality.areas.is_empty() => {
                return Err(LocalityError::Areas(locality.name.clone()));
            }
            _ => {}
        }
    }
    match localities.iter().filter(|locality| locality.primary).count() {
        1 => Ok(()),
        other => Err(LocalityError::Primary(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_locality_is_primary() {
        assert_eq!(check_localities(&default_localities()), Ok(()));
        let mut two = default_localities();
        two[1].primary = true;
        assert_eq!(check_localities(&two), Err(LocalityError::Primary(2)));
        assert_eq!(check_localities(&[]), Err(LocalityError::Primary(0)));
    }

    #[test]
    fn a_circle_needs_a_radius() {
        let mut localities = default_localities();
        localities[1].kind = LocalityKind::RadiusKm;
        assert_eq!(check_localities(&localities), Err(LocalityError::Radius("place".into())));
    }
}
