//! The table: versions in force at some time since April 2023 that bind a kind of payer of the sample, with what they do. Written
//! down from the public facts, not read from the pipeline's register; a test of the pipeline finds where the two differ.

use super::Role::{AddsBidCost, Blocks, Shown, Steers};
use super::{Day, Version, version};
use crate::world::organisations::PayerKind::{self, Council, FoundationTrust, Icb, NhsTrust};

const ALL: &[&str] = &["*"];
const AGENCY: &[&str] = &["agency_nursing", "agency_medical", "agency_clinical_other", "agency_non_clinical"];
/// What the national catalogue sells.
const CATALOGUE: &[&str] = &[
    "medical_consumables",
    "ppe",
    "medical_equipment",
    "imaging",
    "laboratory",
    "food",
    "laundry",
    "furniture",
    "office_supplies",
];
const TRUST: &[PayerKind] = &[NhsTrust];
const FOUNDATION: &[PayerKind] = &[FoundationTrust];
const TRUSTS: &[PayerKind] = &[NhsTrust, FoundationTrust];
const NHS: &[PayerKind] = &[NhsTrust, FoundationTrust, Icb];
const EVERYONE: &[PayerKind] = &[NhsTrust, FoundationTrust, Icb, Council];
const COUNCIL: &[PayerKind] = &[Council];

/// The one local supplier on an approved route: version, name, first day.
pub(super) const APPROVED: (&str, &str, Day) = ("AGY-FW@2016", "FALLOWDENE NURSING BANK LIMITED", (2024, 10, 1));

/// Directive, organisation, category, first day, last day.
pub(super) const ADOPTIONS: &[(&str, &str, &str, Day, Option<Day>)] = &[
    ("AGY-FW", "RZB", "*", (2023, 10, 1), Some((2024, 6, 30))),
    ("HCTED", "RZA", "high_cost_devices", (2024, 1, 1), None),
    ("UNIFORM", "RZC", "*", (2024, 9, 1), None),
];

/// The versions, in order of id.
pub(super) const VERSIONS: &[Version] = &[
    version("AGY-AE@2020", Steers, &["agency_non_clinical"], TRUST, (2020, 3, 17), None),
    version("AGY-AE@2020-adopted", Steers, &["agency_non_clinical"], FOUNDATION, (2020, 3, 17), None).by_adoption(),
    version("AGY-CAP@3", Steers, AGENCY, TRUST, (2016, 4, 1), None),
    version("AGY-CAP@3-adopted", Steers, AGENCY, FOUNDATION, (2016, 4, 1), None).by_adoption(),
    version("AGY-CEIL@2023", Steers, AGENCY, NHS, (2023, 4, 1), Some((2024, 3, 31))),
    version("AGY-CEIL@2024", Steers, AGENCY, NHS, (2024, 4, 1), Some((2025, 3, 31))),
    version("AGY-CUT@2025", Steers, AGENCY, NHS, (2025, 4, 1), Some((2026, 3, 31))),
    version("AGY-FW@2016", Blocks, AGENCY, TRUST, (2016, 4, 1), None),
    version("AGY-FW@2016-adopted", Blocks, AGENCY, FOUNDATION, (2016, 4, 1), None).by_adoption(),
    version("AGY-OFF@2024", Shown, AGENCY, TRUSTS, (2024, 7, 1), None),
    version("AGY-VSM@2016", Steers, &["agency_non_clinical"], TRUST, (2016, 10, 31), None),
    version("AGY-VSM@2016-adopted", Steers, &["agency_non_clinical"], FOUNDATION, (2016, 10, 31), None).by_adoption(),
    version("AGY-WAGE@2016", Steers, AGENCY, TRUST, (2016, 7, 1), None),
    version("AGY-WAGE@2016-adopted", Steers, AGENCY, FOUNDATION, (2016, 7, 1), None).by_adoption(),
    version("BLOOD-NHSBT@2022", Shown, &["blood_products"], TRUSTS, (2022, 4, 1), Some((2026, 3, 31))),
    version("CNST@1995", Shown, &["clinical_negligence"], NHS, (1995, 4, 1), None),
    version("CONSULT-50K@2015", Steers, &["consultancy"], TRUST, (2015, 6, 2), None),
    version("CONSULT-50K@2015-adopted", Steers, &["consultancy"], FOUNDATION, (2015, 6, 2), None).by_adoption(),
    version("CQC-FEES@2010", Shown, &["regulatory_fees"], TRUSTS, (2010, 4, 1), None),
    version("CRP-5M@2023", AddsBidCost, ALL, NHS, (2023, 4, 1), None),
    version("CRP-FW@2024", AddsBidCost, ALL, NHS, (2024, 4, 1), None),
    version("CTRL-10M@2022", Steers, ALL, TRUSTS, (2022, 1, 1), None).by_adoption(),
    version("CYBER-CHARTER@2025", AddsBidCost, &["it_hardware", "software", "it_services", "telecoms"], NHS, (2025, 5, 15), None),
    version("CYBER-PPN014@2025", AddsBidCost, &["it_hardware", "software", "it_services", "telecoms"], NHS, (2025, 2, 24), None),
    version(
        "DSPT@2018",
        AddsBidCost,
        &["software", "it_services", "purchased_healthcare", "continuing_care", "laboratory", "patient_transport"],
        NHS,
        (2018, 4, 1),
        None,
    ),
    version("ENERGY-REN@3", Steers, &["electricity"], TRUSTS, (2023, 4, 1), None),
    version("EVERGREEN-MED@2024", AddsBidCost, &["medicines"], TRUSTS, (2024, 1, 1), None),
    version("EVERGREEN-SC@2023", AddsBidCost, CATALOGUE, TRUSTS, (2023, 6, 1), None),
    version("FOOD@2022", AddsBidCost, &["food", "catering"], NHS, (2022, 11, 1), None),
    version("FWHOST@2024", Steers, ALL, TRUSTS, (2024, 4, 1), None),
    version("HCTED@2016", Blocks, &["high_cost_devices"], &[], (2016, 4, 1), None).by_adoption(),
    version("LGO@2026", Shown, ALL, COUNCIL, (2026, 2, 4), None),
    version("MED-MPSC@1", Blocks, &["medicines"], TRUSTS, (2016, 1, 1), None),
    version("MS-PPN0223@2023", AddsBidCost, ALL, NHS, (2023, 4, 1), None),
    version("MS-REGS@2026", AddsBidCost, ALL, NHS, (2026, 5, 17), None),
    version("N365@2020", Shown, &["software"], NHS, (2020, 6, 1), None),
    version("NCP-COUCH-BLUNT@2017", Steers, &["medical_consumables"], TRUSTS, (2017, 1, 1), None),
    version("NCP-ECG@2021", Steers, &["medical_consumables"], TRUSTS, (2021, 6, 1), None),
    version("NCP-T1@2016", Steers, &["ppe", "medical_consumables"], TRUSTS, (2017, 1, 1), None),
    version("NHS-TCS@2014", AddsBidCost, ALL, NHS, (2014, 1, 1), None).without(&[
        "purchased_healthcare",
        "continuing_care",
        "social_care",
        "primary_care",
        "construction",
        "voluntary_grants",
    ]),
    version("NHSSC-TOPSLICE@2019", Steers, CATALOGUE, TRUSTS, (2019, 4, 1), None),
    version("NHSSC-USE@2018", Steers, CATALOGUE, TRUSTS, (2018, 4, 1), None),
    version("NPPS@2025", Shown, ALL, EVERYONE, (2025, 2, 24), None),
    version("NZC-10K@2024", AddsBidCost, ALL, NHS, (2024, 4, 1), None),
    version("PA23-BT@2025", Shown, ALL, EVERYONE, (2025, 2, 24), None),
    version("PA23-SME@2025", Shown, ALL, EVERYONE, (2025, 2, 24), None),
    version("PAY-BPPC@2011", Shown, ALL, NHS, (2011, 9, 1), None),
    version("PFI@1", Shown, &["pfi_unitary_charge"], &[], (1992, 1, 1), None).by_adoption(),
    version("PPE-CENTRAL@2020", Shown, &["ppe"], EVERYONE, (2020, 3, 1), Some((2024, 3, 31))),
    version("PROCURE23@2022", Steers, &["construction"], TRUSTS, (2022, 1, 1), Some((2026, 10, 31))),
    version("PSR@2024", Shown, &["purchased_healthcare", "continuing_care"], EVERYONE, (2024, 1, 1), None),
    version("RATES@1990", Shown, &["business_rates"], NHS, (1990, 4, 1), None),
    version("RES-PPN005@2025", Shown, ALL, NHS, (2025, 2, 24), Some((2025, 12, 31))),
    version("RES-PPN005@2026", Shown, ALL, NHS, (2026, 1, 1), None),
    version("RES-PPN1120@2021", Shown, ALL, TRUSTS, (2021, 1, 1), Some((2025, 2, 23))),
    version("SV10-NHS@2022", AddsBidCost, ALL, NHS, (2022, 4, 1), None),
    version("SVA@2012", Shown, ALL, EVERYONE, (2013, 1, 31), None).without(&[
        "medicines",
        "vaccines",
        "blood_products",
        "medical_consumables",
        "ppe",
        "high_cost_devices",
        "food",
        "electricity",
        "gas",
        "furniture",
        "uniforms",
        "it_hardware",
        "office_supplies",
        "construction",
    ]),
    version("UNIFORM@2024", Steers, &["uniforms"], TRUSTS, (2024, 6, 3), Some((2029, 6, 2))).by_adoption(),
    version("VACC-UKHSA@1", Shown, &["vaccines"], TRUSTS, (2016, 1, 1), None),
    version("WASTE@2023", AddsBidCost, &["waste"], TRUSTS, (2023, 3, 1), None),
    version("WV-AGENCY@1", Blocks, &["agency_nursing", "agency_medical"], &[], (2024, 7, 1), None).binding("RZA"),
    version("WV-FOOD@1", Blocks, &["food"], TRUSTS, (2024, 1, 1), Some((2024, 3, 31))),
    version("WV-SECURE@1", Steers, &["security"], TRUSTS, (2023, 10, 1), None).in_sector("mental_health"),
];
