//! The suppliers: what is true of each, which of it the registers know, and how ledgers spell it.

use chrono::NaiveDate;

use super::catalogue::{self, Line, Seller};
use super::geography::{AUTHORITIES, Geography, postcodes_each};
use super::names;
use crate::calendar::Month;
use crate::rng::Rng;

/// The number under which a register knows a supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// Company number.
    Company(String),
    /// Charity number, of a charity that is no company.
    Charity(String),
    /// ODS code.
    Nhs(String),
    /// Local-authority code.
    Authority(String),
    /// No register has it.
    NameOnly,
}

impl Identity {
    /// The id of the supplier, where it has a number.
    pub fn supplier_id(&self) -> Option<String> {
        match self {
            Identity::Company(number) => Some(format!("GB-COH-{number}")),
            Identity::Charity(number) => Some(format!("GB-CHC-{number}")),
            Identity::Nhs(code) => Some(format!("GB-NHS-{code}")),
            Identity::Authority(code) => Some(format!("GB-LAE-{code}")),
            Identity::NameOnly => None,
        }
    }
}

/// Whose money a payment to the supplier is, as METHOD section 2 has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Independent supplier.
    ThirdParty,
    /// The payee hides the maker.
    Intermediary,
    /// Between public bodies, tax, pensions.
    Transfer,
    /// Resolution, regulator, rates.
    Statutory,
    /// Supplied centrally.
    NationalProvision,
    /// Unitary charge.
    Locked,
    /// A person.
    Individual,
    /// The payee cannot be told.
    Unidentified,
}

impl Scope {
    /// The code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Scope::ThirdParty => "third_party",
            Scope::Intermediary => "intermediary",
            Scope::Transfer => "transfer",
            Scope::Statutory => "statutory",
            Scope::NationalProvision => "national_provision",
            Scope::Locked => "locked",
            Scope::Individual => "individual",
            Scope::Unidentified => "unidentified",
        }
    }

    /// True for the base of the shares.
    pub const fn in_base(self) -> bool {
        matches!(self, Scope::ThirdParty | Scope::Intermediary)
    }
}

/// An address in the supplier list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAddress {
    /// Index into the postcodes; none for an overseas one.
    pub postcode: Option<usize>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// What an entry in the list of accreditations says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Accredited living-wage employer.
    Accredited,
    /// Recognised service provider.
    RecognisedProvider,
    /// Member of a good-work charter, which says nothing about the living wage.
    Charter,
}

/// An entry in the list of accreditations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accreditation {
    /// What it says.
    pub standing: Standing,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// A supplier.
#[derive(Debug, Clone)]
pub struct Supplier {
    /// Name in capitals, as its register has it.
    pub name: String,
    /// Register and number.
    pub identity: Identity,
    /// Charity number of a charity that is a company.
    pub charity_number: Option<String>,
    /// Kind, as in METHOD; empty where METHOD leaves it open.
    pub kind: &'static str,
    /// Scope of payments to it.
    pub scope: Scope,
    /// Categories that it sells, the main one first.
    pub categories: Vec<&'static str>,
    /// Own words for its lines, instead of the catalogue's.
    pub words: Vec<(&'static str, &'static str)>,
    /// Payment in pounds, from and to, instead of the catalogue's.
    pub pounds: Option<(i64, i64)>,
    /// Who buys from it, as in the catalogue.
    pub buyers: u8,
    /// Country, where it is not the United Kingdom.
    pub overseas: Option<&'static str>,
    /// Registered office or official address.
    pub registered: Option<usize>,
    /// Addresses in the supplier list, in order.
    pub listed: Vec<ListedAddress>,
    /// Postcode that the council's ledger prints.
    pub printed_postcode: Option<usize>,
    /// The printed postcode, where it is the supplier's own and not a payment centre's.
    pub ledger_postcode: Option<usize>,
    /// Postcode that a person decided.
    pub decided_postcode: Option<usize>,
    /// Living-wage entries.
    pub accreditations: Vec<Accreditation>,
    /// micro, small, medium, large or unknown.
    pub size: &'static str,
    /// Voluntary, community or social enterprise.
    pub vcse: bool,
    /// Industry code with text.
    pub sic: &'static str,
    /// First and last month in which it is paid.
    pub active: (Month, Month),
    /// How often it is chosen among the sellers of its category.
    pub weight: u64,
    /// Extra spellings that ledgers use for it beside the usual styles.
    pub spellings: Vec<String>,
    /// A former or working name in its register; empty for none.
    pub former_name: String,
    /// What it was planted for; empty for an ordinary one.
    pub planted: &'static str,
}

impl Supplier {
    /// An ordinary supplier with only a name.
    pub fn named(name: &str, scope: Scope, buyers: u8, categories: &[&'static str]) -> Supplier {
        Supplier {
            name: name.to_owned(),
            identity: Identity::NameOnly,
            charity_number: None,
            kind: "unknown",
            scope,
            categories: categories.to_vec(),
            words: Vec::new(),
            pounds: None,
            buyers,
            overseas: None,
            registered: None,
            listed: Vec::new(),
            printed_postcode: None,
            ledger_postcode: None,
            decided_postcode: None,
            accreditations: Vec::new(),
            size: "unknown",
            vcse: false,
            sic: "",
            active: (Month(0), Month(i32::MAX)),
            weight: 1,
            spellings: Vec::new(),
            former_name: String::new(),
            planted: "",
        }
    }
}

/// First number of the invented companies: the register has not reached it.
const FIRST_COMPANY: u64 = 99_100_001;
/// First number of the invented charities.
const FIRST_CHARITY: u64 = 9_100_001;

/// Draws the ordinary suppliers of the catalogue.
pub fn draw(seed: u64, geography: &Geography) -> Vec<Supplier> {
    let mut suppliers = Vec::new();
    for line in catalogue::lines() {
        let mut number = 0u64;
        for (distance, count) in line.firms.iter().enumerate() {
            for _ in 0..*count {
                let serial = suppliers.len() as u64;
                suppliers.push(one(seed, geography, line, distance, number, serial));
                number += 1;
            }
        }
    }
    suppliers
}

fn one(seed: u64, geography: &Geography, line: &Line, distance: usize, number: u64, serial: u64) -> Supplier {
    let mut rng = Rng::of(&[seed, 21, serial]);
    let trade = line.trades[number as usize % line.trades.len()];
    let word = names::word(serial);
    let form = match line.seller {
        Seller::Company => Form::Company,
        Seller::Charity => Form::Charity,
        Seller::Practice => Form::Practice,
        Seller::Mixed if number % 3 == 2 => Form::Charity,
        Seller::Mixed if number % 5 == 3 => Form::Cic,
        Seller::Mixed => Form::Company,
    };
    let stem = format!("{word} {trade}").to_uppercase();
    let mut supplier = Supplier::named(&stem, Scope::ThirdParty, line.buyers, &[line.code]);
    supplier.sic = line.sic;
    supplier.weight = 1 + rng.below(4);
    let home = home(geography, distance, &mut rng);
    if distance == 4 {
        let (country, form) =
            [("Ireland", "DAC"), ("Germany", "GMBH"), ("Netherlands", "B.V."), ("United States", "INC")][rng.index(4)];
        supplier.name = format!("{stem} {form}");
        supplier.kind = "overseas";
        supplier.overseas = Some(country);
        supplier.listed.push(ListedAddress { postcode: None, from: None, to: None });
        return supplier;
    }
    match form {
        Form::Company => {
            supplier.name = format!("{stem} {}", ["LIMITED", "LIMITED", "LIMITED", "PLC", "LIMITED", "LLP"][rng.index(6)]);
            supplier.identity = Identity::Company(company_number(&supplier.name, serial));
            supplier.kind = if supplier.name.ends_with(" LLP") { "partnership" } else { "company" };
            supplier.size = ["micro", "small", "small", "medium", "large"][rng.index(5)];
        }
        Form::Cic => {
            supplier.name = format!("{stem} C.I.C.");
            supplier.identity = Identity::Company(company_number(&supplier.name, serial));
            supplier.kind = "cic";
            supplier.size = ["micro", "small"][rng.index(2)];
            supplier.vcse = true;
        }
        Form::Charity => {
            let charity = (FIRST_CHARITY + serial).to_string();
            supplier.kind = "charity";
            supplier.vcse = true;
            if rng.percent(50) {
                supplier.name = format!("{stem} LIMITED");
                supplier.identity = Identity::Company(company_number(&supplier.name, serial));
                supplier.size = "small";
                supplier.charity_number = Some(charity);
            } else {
                supplier.identity = Identity::Charity(charity);
            }
        }
        Form::Practice => {
            supplier.name = format!("THE {stem}");
            supplier.kind = "partnership";
        }
    }
    place(geography, &mut supplier, home, &mut rng);
    if super::is_on_site_service(line.code) && rng.percent(40) {
        supplier.accreditations.push(Accreditation {
            standing: Standing::Accredited,
            from: crate::calendar::date(2015 + rng.below(7) as i32, 1 + rng.below(12) as u32, 1 + rng.below(28) as u32),
            to: None,
        });
    }
    supplier
}

enum Form {
    Company,
    Cic,
    Charity,
    Practice,
}

fn company_number(name: &str, serial: u64) -> String {
    if name.ends_with(" LLP") { format!("OC99{serial:04}") } else { (FIRST_COMPANY + serial * 7).to_string() }
}

/// A postcode at one of the four distances inside the country.
fn home(geography: &Geography, distance: usize, rng: &mut Rng) -> usize {
    let authority = match distance {
        0 => 0,
        1 => 1 + rng.index(2),
        2 => 3 + rng.index(2),
        _ => 5 + rng.index(AUTHORITIES.len() - 5),
    };
    geography.postcode_of(authority, rng.index(postcodes_each()))
}

/// Gives the evidence of a place: most registered offices are where the firm works; some are at their accountants', and
/// then the supplier list knows better.
fn place(geography: &Geography, supplier: &mut Supplier, home: usize, rng: &mut Rng) {
    if supplier.identity == Identity::NameOnly {
        supplier.listed.push(ListedAddress { postcode: Some(home), from: None, to: None });
        return;
    }
    if rng.percent(20) {
        supplier.registered = Some(geography.postcode_of(6, rng.index(postcodes_each())));
        supplier.listed.push(ListedAddress { postcode: Some(home), from: None, to: None });
    } else {
        supplier.registered = Some(home);
    }
}
