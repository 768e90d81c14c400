//! Registers that are not there, and what that costs in the figures.

use std::collections::BTreeSet;

use crate::layouts::Layout;

/// A register that was not brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What it is.
    pub register: &'static str,
    /// What cannot be said without it.
    pub cost: &'static str,
    /// Where it comes from.
    pub hint: &'static str,
}

/// What is missing when only `present` layouts were loaded.
pub fn missing(present: &BTreeSet<Layout>) -> Vec<Missing> {
    let any = |layouts: &[Layout]| layouts.iter().any(|layout| present.contains(layout));
    let mut missing = Vec::new();
    let mut check = |layouts: &[Layout], register, cost, hint| {
        if !any(layouts) {
            missing.push(Missing { register, cost, hint });
        }
    };
    check(
        &[Layout::Postcodes],
        "postcode directory (ONSPD or NSPL)",
        "no supplier can be placed: every ring is unknown and every local share runs from 0% to 100%",
        "download the ONS Postcode Directory and put the zip into `registers/`",
    );
    check(
        &[Layout::OdsTrusts, Layout::Organisations],
        "organisations (ODS etr, or your own list)",
        "payers have no care system, region or main site: rings, distances and reports by area are empty",
        "download `etr.csv` from the Organisation Data Service, one per year you report on",
    );
    check(
        &[Layout::OdsSites, Layout::Sites],
        "sites (ODS ets, or your own list)",
        "an organisation's place is its main address only: payments near its other sites are not seen as in its place",
        "download `ets.csv` from the Organisation Data Service",
    );
    check(
        &[Layout::CareBoardCodes],
        "integrated care board codes",
        "care boards of postcodes (E54...) cannot be told to be those of organisations (Q..): the care-system locality stays unknown",
        "add the ONS lookup with the columns ICBnnCD, ICBnnCDH, ICBnnNM",
    );
    check(
        &[Layout::Companies],
        "companies (Companies House BasicCompanyData)",
        "suppliers are matched without company numbers; registered offices, sizes and industries are unknown, and so is the SME share",
        "download BasicCompanyData from Companies House",
    );
    check(
        &[Layout::Charities, Layout::CharitiesJson],
        "charities (Charity Commission register)",
        "charities are recognised by their names only: the VCSE share is too low",
        "download the `charity` extract of the Charity Commission",
    );
    check(
        &[Layout::Accreditations],
        "accredited employers",
        "no supplier can be shown as an accredited living-wage employer",
        "bring a list as CSV: name, also known as, company number, accredited from, accredited to, kind",
    );
    check(
        &[Layout::SupplierList],
        "supplier list of the organisation",
        "suppliers' own addresses are unknown: their registered office is taken, which for a chain is its head office",
        "export the supplier master file: supplier number, name, postcode, company number, VAT number",
    );
    check(
        &[Layout::Deprivation],
        "index of multiple deprivation",
        "the share that reaches the most deprived areas cannot be given",
        "add the index of 2019 (on LSOA 2011) or of 2025 (on LSOA 2021)",
    );
    check(
        &[Layout::LocalAuthorityRegions, Layout::LocalAuthorityNames],
        "names of local authorities",
        "local authorities appear by code, and councils are not known as organisations",
        "add an ONS lookup with the columns LADnnCD, LADnnNM, RGNnnCD",
    );
    missing
}
