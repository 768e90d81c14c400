//! The invented world: everything that is true in it, before any ledger is written about it.

use chrono::NaiveDate;

pub mod catalogue;
pub mod geography;
pub mod names;
pub mod organisations;
pub mod planted;
pub mod suppliers;

use geography::Geography;
use organisations::Payer;
use suppliers::Supplier;

/// The world.
#[derive(Debug, Clone)]
pub struct World {
    /// What it was drawn from.
    pub seed: u64,
    /// Areas and postcodes.
    pub geography: Geography,
    /// Organisations that pay.
    pub payers: Vec<Payer>,
    /// Suppliers.
    pub suppliers: Vec<Supplier>,
}

impl World {
    /// Draws the world of a seed, with so many payers.
    pub fn draw(seed: u64, organisations: u32) -> World {
        let geography = Geography::draw(seed);
        let mut suppliers = suppliers::draw(seed, &geography);
        suppliers.extend(planted::all(&geography));
        print_postcodes(&mut suppliers, &geography);
        World { seed, geography, payers: organisations::payers(organisations), suppliers }
    }
}

/// Decides whose postcode the council's ledger prints: some suppliers' own, and for some the payment centre's.
fn print_postcodes(suppliers: &mut [Supplier], geography: &Geography) {
    let centre = geography.postcode_of(2, PAYMENT_CENTRE);
    for (index, supplier) in suppliers.iter_mut().enumerate().filter(|(_, supplier)| supplier.buyers & catalogue::COUNCIL != 0) {
        match supplier.planted {
            "payment_centre" => supplier.printed_postcode = Some(centre),
            "ledger_branch" => supplier.printed_postcode = supplier.ledger_postcode,
            "" if index % 3 == 0 && !matches!(supplier.identity, suppliers::Identity::NameOnly) => {
                let listed = supplier.listed.first().and_then(|address| address.postcode);
                supplier.ledger_postcode = listed.or(supplier.registered);
                supplier.printed_postcode = supplier.ledger_postcode;
            }
            _ => {}
        }
    }
}

/// Number of the payment centre's postcode in its authority; nobody else is there.
pub const PAYMENT_CENTRE: usize = 139;

/// Categories in which people work on the payer's premises or for it. From METHOD section 5, written apart from the
/// pipeline's own list.
pub fn is_on_site_service(category: &str) -> bool {
    const GOODS_AND_OFFICE_WORK: [&str; 36] = [
        "medicines",
        "vaccines",
        "blood_products",
        "medical_consumables",
        "ppe",
        "high_cost_devices",
        "medical_equipment",
        "imaging",
        "laboratory",
        "patient_appliances",
        "primary_care",
        "vehicles",
        "travel",
        "postage_courier",
        "food",
        "electricity",
        "gas",
        "water",
        "property",
        "furniture",
        "uniforms",
        "it_hardware",
        "software",
        "telecoms",
        "legal",
        "finance_audit",
        "professional_fees",
        "recruitment",
        "training",
        "marketing",
        "office_supplies",
        "insurance",
        "research",
        "voluntary_grants",
        "uncategorised",
        "",
    ];
    const NOT_BOUGHT: [&str; 5] = ["clinical_negligence", "regulatory_fees", "business_rates", "payroll_taxes", "nhs_services"];
    !GOODS_AND_OFFICE_WORK.contains(&category) && !NOT_BOUGHT.contains(&category)
}

/// Where a supplier is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// At a postcode, by which evidence.
    At(usize, &'static str),
    /// Abroad.
    Abroad,
    /// Nobody can say.
    Unknown,
}

/// Where a supplier is on a day, by the order of evidence of METHOD section 3; `printed` is true when some ledger line shows
/// its own postcode.
pub fn whereabouts(supplier: &Supplier, day: NaiveDate, printed: bool) -> Whereabouts {
    if let Some(postcode) = supplier.decided_postcode {
        return Whereabouts::At(postcode, "decision");
    }
    if let Some(postcode) = supplier.ledger_postcode.filter(|_| printed) {
        return Whereabouts::At(postcode, "ledger");
    }
    let listed = supplier
        .listed
        .iter()
        .find(|address| address.from.is_none_or(|from| from <= day) && address.to.is_none_or(|to| day <= to));
    match listed {
        Some(address) => address.postcode.map_or(Whereabouts::Abroad, |postcode| Whereabouts::At(postcode, "supplier_list")),
        None => supplier.registered.map_or(Whereabouts::Unknown, |postcode| Whereabouts::At(postcode, "registered_office")),
    }
}
