//! The suppliers planted by hand: the cases that METHOD tells apart. Public payees carry their real names, for rules must
//! know them; all others are invented.

use super::catalogue::{ACUTE, BOARD, COMMUNITY, COUNCIL, MENTAL};
use super::geography::Geography;
use super::suppliers::{Accreditation, Identity, ListedAddress, Scope, Standing, Supplier};
use crate::calendar::{Month, date};

const TRUSTS: u8 = ACUTE | MENTAL | COMMUNITY;
const NHS: u8 = TRUSTS | BOARD;
const ALL: u8 = NHS | COUNCIL;

/// All planted suppliers.
pub fn all(geography: &Geography) -> Vec<Supplier> {
    let mut suppliers = public_payees(geography);
    suppliers.extend(people_and_unknowns());
    for supplier in suppliers.iter_mut().filter(|supplier| supplier.planted == "uncategorised") {
        supplier.listed.push(ListedAddress { postcode: Some(geography.postcode_of(5, 77)), from: None, to: None });
    }
    suppliers.extend(cases(geography));
    suppliers
}

#[expect(clippy::too_many_arguments, reason = "one row of a table, written as a row")]
fn public(
    name: &str,
    kind: &'static str,
    scope: Scope,
    buyers: u8,
    category: &'static str,
    words: &[(&'static str, &'static str)],
    pounds: (i64, i64),
    spellings: &[&str],
) -> Supplier {
    let mut supplier = Supplier::named(name, scope, buyers, &[category]);
    supplier.kind = kind;
    supplier.words = words.to_vec();
    supplier.pounds = Some(pounds);
    supplier.spellings = spellings.iter().map(|text| (*text).to_owned()).collect();
    supplier.planted = scope.as_str();
    supplier
}

fn public_payees(geography: &Geography) -> Vec<Supplier> {
    let mut suppliers = vec![
        public(
            "HM REVENUE AND CUSTOMS",
            "government",
            Scope::Transfer,
            ALL,
            "payroll_taxes",
            &[("PAYE & National Insurance", "Payroll Control"), ("Income Tax & NIC", "Balance Sheet")],
            (900_000, 4_800_000),
            &["HM Revenue & Customs", "HMRC", "H M REVENUE & CUSTOMS", "HM REVENUE & CUSTOMS"],
        ),
        public(
            "NHS PENSIONS",
            "nhs",
            Scope::Transfer,
            NHS,
            "payroll_taxes",
            &[("Superannuation", "Payroll Control"), ("NHS Pension Contributions", "Balance Sheet")],
            (700_000, 3_600_000),
            &["NHS Pensions Agency", "NHS PENSIONS AGENCY"],
        ),
        public(
            "DEPARTMENT OF HEALTH AND SOCIAL CARE",
            "government",
            Scope::Transfer,
            TRUSTS,
            "payroll_taxes",
            &[("PDC Dividend", "Trust Finance")],
            (400_000, 1_900_000),
            &["DEPARTMENT OF HEALTH & SOCIAL CARE", "Department of Health"],
        ),
        public(
            "NHS RESOLUTION",
            "nhs",
            Scope::Statutory,
            TRUSTS,
            "clinical_negligence",
            &[("CNST Contributions", "Trust Finance"), ("Risk Pooling Scheme Contributions", "Trust Finance")],
            (120_000, 1_300_000),
            &["NHS Litigation Authority", "NHS RESOLUTION (NHSLA)"],
        ),
        public(
            "CARE QUALITY COMMISSION",
            "government",
            Scope::Statutory,
            TRUSTS,
            "regulatory_fees",
            &[("CQC Registration Fees", "Corporate Governance")],
            (60_000, 290_000),
            &["Care Quality Commission", "CQC"],
        ),
        public(
            "NHS SUPPLY CHAIN",
            "",
            Scope::Intermediary,
            TRUSTS,
            "medical_consumables",
            &[
                ("Medical & Surgical Consumables", "Stores"),
                ("M.S.S.E. Disposables", "Main Theatres"),
                ("Dressings", "Ward Stock"),
            ],
            (40_000, 650_000),
            &["Supply Chain Coordination Ltd", "SUPPLY CHAIN COORDINATION LIMITED", "SCCL", "NHS Supply Chain"],
        ),
        public(
            "NHS BLOOD AND TRANSPLANT",
            "nhs",
            Scope::NationalProvision,
            ACUTE,
            "blood_products",
            &[("Blood Products", "Haematology")],
            (90_000, 320_000),
            &["NHS Blood & Transplant", "NHSBT"],
        ),
    ];
    for (code, name, authority, number) in [
        ("E06000991", "WENDMARSH COUNTY COUNCIL", 0, 1),
        ("E06000992", "FALLOWDENE COUNCIL", 1, 1),
        ("E08000993", "CASTLEPORT CITY COUNCIL", 2, 1),
    ] {
        let mut council = public(
            name,
            "local_authority",
            Scope::Statutory,
            TRUSTS,
            "business_rates",
            &[("Business Rates", "Estates"), ("Rates & Council Tax", "Premises")],
            (60_000, 780_000),
            &[],
        );
        council.identity = Identity::Authority(code.to_owned());
        council.registered = Some(geography.postcode_of(authority, number));
        suppliers.push(council);
    }
    for (code, name, authority, number, buyers) in [
        ("RZA", "WEND VALLEY TEACHING HOSPITALS NHS TRUST", 0, 3, MENTAL | COMMUNITY | BOARD),
        ("RZB", "FALLOWDENE AND CASTLEPORT MENTAL HEALTH NHS FOUNDATION TRUST", 1, 5, ACUTE | COMMUNITY | BOARD | COUNCIL),
        ("RZC", "WENDSIDE COMMUNITY HEALTH NHS TRUST", 1, 8, ACUTE | BOARD),
        ("RZD", "OSTMERE GENERAL HOSPITALS NHS FOUNDATION TRUST", 3, 4, ACUTE | BOARD),
        ("RZE", "HALDANE COAST AMBULANCE SERVICE NHS TRUST", 5, 4, ACUTE | BOARD),
        ("RZF", "QUEENSHAVEN CHILDRENS HOSPITAL NHS FOUNDATION TRUST", 6, 4, ACUTE | MENTAL),
    ] {
        let mut body = public(
            name,
            "nhs",
            Scope::Transfer,
            buyers,
            "nhs_services",
            &[
                ("Services Received - NHS Trusts", "Contracting"),
                ("Healthcare SLA - Foundation Trust", "Contracting"),
                ("Recharges - Other NHS", "Finance"),
            ],
            (40_000, 2_400_000),
            &[],
        );
        body.identity = Identity::Nhs(code.to_owned());
        body.registered = Some(geography.postcode_of(authority, number));
        suppliers.push(body);
    }
    suppliers
}

fn people_and_unknowns() -> Vec<Supplier> {
    let mut suppliers = Vec::new();
    for (name, category, words, pounds, buyers) in [
        ("DR TANSY QUARLOW", "purchased_healthcare", ("Medical Reports - Fees", "Mental Health Act"), (25_200, 40_000), MENTAL),
        ("MRS ODELLE FENWRIGHT", "social_care", ("Direct Payments", "Adult Care & Health"), (600, 4_200), COUNCIL),
        ("MR BASTIAN HOLLOWMERE", "social_care", ("Foster Carer Allowances", "Children's Services"), (600, 2_800), COUNCIL),
        ("MISS PERPETUA VANNING", "social_care", ("Direct Payments", "Adult Care & Health"), (600, 3_900), COUNCIL),
    ] {
        let mut person = Supplier::named(name, Scope::Individual, buyers, &[category]);
        person.kind = "individual";
        person.words = vec![words];
        person.pounds = Some(pounds);
        person.planted = "individual";
        suppliers.push(person);
    }
    let mut redacted = Supplier::named("REDACTED PERSONAL DATA", Scope::Individual, COUNCIL | BOARD, &["social_care"]);
    redacted.kind = "individual";
    redacted.words = vec![("Section 17 Payments", "Children's Services"), ("Personal Budgets", "Adult Social Care")];
    redacted.pounds = Some((520, 29_000));
    redacted.spellings = vec!["REDACTED".to_owned(), "Redacted".to_owned()];
    redacted.planted = "redacted";
    redacted.weight = 3;
    suppliers.push(redacted);
    for code in ["10004821", "10007356"] {
        let mut own = Supplier::named(code, Scope::Unidentified, ACUTE, &["medicines"]);
        own.words = vec![("Drugs", "Pharmacy Stock")];
        own.pounds = Some((25_400, 70_000));
        own.planted = "own_code";
        suppliers.push(own);
    }
    for (name, category, buyers) in [
        ("ZELUNDWELL PROJECTS", "construction", ACUTE | COUNCIL),
        ("KESARDEN GROUP", "it_services", MENTAL | BOARD),
        ("PELINGBY ASSOCIATES", "consultancy", BOARD | ACUTE),
        ("YARILTHORPE EVENTS", "marketing", COUNCIL | COMMUNITY),
    ] {
        let mut unknown = Supplier::named(name, Scope::ThirdParty, buyers, &[category]);
        unknown.planted = "unknown_location";
        unknown.weight = 3;
        suppliers.push(unknown);
    }
    // Nothing says what these sell: neither their lines nor their names nor a register.
    for (name, buyers) in
        [("HARROWMINT GROUP", ACUTE | MENTAL), ("TELLANDER & CO", BOARD | COMMUNITY), ("OSTRAMERE HOLDINGS", COUNCIL)]
    {
        let mut silent = Supplier::named(name, Scope::ThirdParty, buyers, &[]);
        silent.words = super::catalogue::VAGUE_WORDS.to_vec();
        silent.pounds = Some((25_300, 90_000));
        silent.planted = "uncategorised";
        suppliers.push(silent);
    }
    suppliers
}

fn company(name: &str, number: u64, category: &[&'static str], buyers: u8, office: usize, planted: &'static str) -> Supplier {
    let mut supplier = Supplier::named(name, Scope::ThirdParty, buyers, category);
    supplier.identity = Identity::Company(format!("99{number:06}"));
    supplier.kind = "company";
    supplier.size = "small";
    supplier.registered = Some(office);
    supplier.planted = planted;
    supplier.weight = 5;
    supplier.sic = super::catalogue::of(category[0]).map_or("", |line| line.sic);
    supplier
}

/// One supplier for each case that METHOD tells apart.
fn cases(geography: &Geography) -> Vec<Supplier> {
    let at = |authority: usize, number: usize| geography.postcode_of(authority, number);
    let mut suppliers = Vec::new();

    // Accredited until the end of October 2024: later payments are not.
    let mut ended = company("HALLOWBRIGHT CLEANING LIMITED", 11, &["cleaning"], TRUSTS, at(1, 20), "accreditation_ended");
    ended.accreditations =
        vec![Accreditation { standing: Standing::Accredited, from: date(2019, 11, 4), to: Some(date(2024, 10, 31)) }];
    suppliers.push(ended);

    // Accredited in two spans with a gap.
    let mut gap = company("STARLING GATE SECURITY LIMITED", 12, &["security"], TRUSTS | COUNCIL, at(0, 21), "accreditation_gap");
    gap.accreditations = vec![
        Accreditation { standing: Standing::Accredited, from: date(2020, 2, 10), to: Some(date(2023, 8, 15)) },
        Accreditation { standing: Standing::Accredited, from: date(2024, 5, 20), to: None },
    ];
    suppliers.push(gap);

    // Recognised provider first, accredited employer later.
    let mut recognised =
        company("MERIDEW SUPPORT SERVICES LIMITED", 13, &["portering"], ACUTE | MENTAL, at(6, 22), "recognised_provider");
    recognised.accreditations = vec![
        Accreditation { standing: Standing::RecognisedProvider, from: date(2018, 6, 1), to: None },
        Accreditation { standing: Standing::Accredited, from: date(2025, 2, 3), to: None },
    ];
    recognised.size = "large";
    suppliers.push(recognised);

    // Moved out of the care system on 1 July 2024.
    let mut moved = company("OAKENSHARD CATERING LIMITED", 14, &["catering"], TRUSTS, at(5, 23), "moved");
    moved.listed = vec![
        ListedAddress { postcode: Some(at(2, 23)), from: Some(date(2019, 1, 1)), to: Some(date(2024, 6, 30)) },
        ListedAddress { postcode: Some(at(5, 23)), from: Some(date(2024, 7, 1)), to: None },
    ];
    suppliers.push(moved);

    // Moved into it on 15 November 2024, in the middle of a quarter.
    let mut arrived = company("PENHALLOW FURNITURE LIMITED", 15, &["furniture"], ALL, at(0, 24), "moved");
    arrived.listed = vec![
        ListedAddress { postcode: Some(at(3, 24)), from: None, to: Some(date(2024, 11, 14)) },
        ListedAddress { postcode: Some(at(0, 24)), from: Some(date(2024, 11, 15)), to: None },
    ];
    suppliers.push(arrived);

    // One supplier under many names.
    let mut many =
        company("CORVANE & DELLING FACILITIES LIMITED", 16, &["building_maintenance"], TRUSTS | COUNCIL, at(0, 25), "many_names");
    many.spellings = [
        "Corvane & Delling Facilities Ltd",
        "CORVANE AND DELLING FACILITIES LIMITED",
        "CORVANE & DELLING FACILITIES LTD.",
        "Corvane and Delling Facilities",
        "204417 CORVANE & DELLING FACILITIES LTD",
        "CORVANE & DELLING FACILITIES LTD:00311827",
        "CORVANE  & DELLING  FACILITIES LIMITED",
        "Corvane & Deling Facilities Ltd",
        "CORVANE & DELLING FACILITIES LTD T/A CD FACILITIES",
        "CORVANE & DELLING FACILITIES LIMITED (A/C 7731)",
    ]
    .map(str::to_owned)
    .to_vec();
    many.weight = 12;
    suppliers.push(many);

    // The only laundry of the care system: paid in the first two quarters, then no more; it stays an alternative for as
    // long as the window reaches back.
    let mut once = company("WENDBROOK LINEN SERVICES LIMITED", 17, &["laundry"], ACUTE, at(0, 26), "alternative_in_window_only");
    once.active = (Month::new(2023, 4), Month::new(2023, 9));
    suppliers.push(once);

    // A local supplier on an approved route, and a local one that is not.
    suppliers.push(company("FALLOWDENE NURSING BANK LIMITED", 18, &["agency_nursing"], TRUSTS, at(1, 27), "local_approved"));
    suppliers.push(company("CASTLEPORT WARD STAFFING LIMITED", 19, &["agency_nursing"], TRUSTS, at(2, 28), "local_not_approved"));

    // The unitary charges.
    let mut pfi = company("WEND VALLEY HOSPITAL PARTNERSHIP LIMITED", 20, &["pfi_unitary_charge"], ACUTE, at(6, 29), "locked");
    pfi.scope = Scope::Locked;
    pfi.words = vec![("PFI Unitary Charge", "Trust Finance")];
    pfi.pounds = Some((1_900_000, 2_300_000));
    pfi.size = "unknown";
    pfi.sic = "68209 - Other letting and operating of own or leased real estate";
    suppliers.push(pfi);
    let mut lift = company("VALE COMMUNITY LIFT COMPANY LIMITED", 21, &["pfi_unitary_charge"], COMMUNITY, at(1, 30), "locked");
    lift.scope = Scope::Locked;
    lift.words = vec![("LIFT Unitary Payment", "Estates")];
    lift.pounds = Some((180_000, 260_000));
    suppliers.push(lift);

    // Registered far away, works here: a person decided its place.
    let mut decided =
        company("GREYSTONE LARKFIELD BUILDERS LIMITED", 22, &["construction"], TRUSTS | COUNCIL, at(7, 31), "decided");
    decided.decided_postcode = Some(at(2, 32));
    decided.spellings = vec!["G L BUILDERS".to_owned()];
    suppliers.push(decided);

    // Postcode that has been terminated; it still locates.
    suppliers.push(company("TERNBECK RECYCLING LIMITED", 23, &["waste"], TRUSTS | COUNCIL, at(2, 13), "terminated_postcode"));

    // Only the industry code tells what these sell.
    for (name, number, sic, category) in [
        ("KESTOVAN LIMITED", 51, "81210 - General cleaning of buildings", "cleaning"),
        ("BRANDOREL LIMITED", 52, "80100 - Private security activities", "security"),
    ] {
        let mut coded = company(name, number, &[category], TRUSTS, at(6, 50 + number as usize), "category_by_industry");
        coded.words = super::catalogue::VAGUE_WORDS.to_vec();
        coded.pounds = Some((25_300, 60_000));
        coded.sic = sic;
        suppliers.push(coded);
    }

    // Registered far away; the council's ledger prints the branch that is paid.
    for (name, number, category, authority) in
        [("MARLOWICK LEARNING LIMITED", 41, "training", 0usize), ("THORNUNBY SURVEYORS LIMITED", 42, "professional_fees", 1)]
    {
        let mut branch = company(name, number, &[category], COUNCIL, at(6, 60 + number as usize), "ledger_branch");
        branch.ledger_postcode = Some(at(authority, 60 + number as usize));
        branch.active.0 = Month::new(2024, 4);
        suppliers.push(branch);
    }

    // Two payees that differ by one word: never the same.
    suppliers.push(company("ROSWARD CARE LIMITED", 24, &["social_care"], COUNCIL, at(0, 33), "near_namesakes"));
    suppliers.push(company("ROSWARD CARE HOMES LIMITED", 25, &["continuing_care"], BOARD, at(3, 34), "near_namesakes"));

    // A member of a charter for good work: not an accredited living-wage employer.
    let mut charter =
        company("DUNSEL GROUNDS CARE LIMITED", 26, &["building_maintenance"], TRUSTS | COUNCIL, at(2, 35), "charter_only");
    charter.accreditations = vec![Accreditation { standing: Standing::Charter, from: date(2021, 3, 1), to: None }];
    suppliers.push(charter);

    // Renamed; ledgers still use the former name.
    let mut renamed = company("LARKMERE ENVIRONMENTAL LIMITED", 27, &["waste"], ACUTE | COUNCIL, at(0, 36), "former_name");
    renamed.former_name = "WENDLOW SKIPS LIMITED".to_owned();
    renamed.spellings = vec!["WENDLOW SKIPS LTD".to_owned(), "Larkmere Environmental Ltd".to_owned()];
    suppliers.push(renamed);

    // A charity under its working name.
    let mut working = Supplier::named(
        "THE ELDERWEND AND DISTRICT BEFRIENDING ASSOCIATION",
        Scope::ThirdParty,
        BOARD | COUNCIL,
        &["voluntary_grants"],
    );
    working.identity = Identity::Charity("9300001".to_owned());
    working.kind = "charity";
    working.vcse = true;
    working.registered = Some(at(0, 37));
    working.former_name = "ELDERWEND TOGETHER".to_owned();
    working.spellings = vec!["Elderwend Together".to_owned(), "ELDERWEND TOGETHER".to_owned()];
    working.planted = "working_name";
    working.weight = 5;
    suppliers.push(working);

    // A very short name, and a supplier in a Crown dependency: not in the United Kingdom.
    let mut short = company("Q7V LIMITED", 28, &["it_services"], ALL, at(3, 38), "short_name");
    short.spellings = vec!["Q7V".to_owned(), "Q7V LTD".to_owned()];
    suppliers.push(short);
    let mut island = Supplier::named("BELCROUTE ASSURANCE LIMITED", Scope::ThirdParty, TRUSTS | COUNCIL, &["insurance"]);
    island.kind = "overseas";
    island.overseas = Some("Jersey");
    island.listed = vec![ListedAddress { postcode: None, from: None, to: None }];
    island.planted = "crown_dependency";
    island.weight = 3;
    suppliers.push(island);

    // Paid through the shared payment centre: its postcode is not a place.
    for (number, name, category, authority) in [
        (31, "QUILLBECK HOME CARE LIMITED", "social_care", 0usize),
        (32, "VELMOTH TRANSPORT LIMITED", "school_transport", 0),
        (33, "DUNMARSH JOINERY LIMITED", "building_maintenance", 2),
        (34, "ELMSIDE WASTE LIMITED", "waste", 3),
        (35, "HEXLOW PRINT LIMITED", "marketing", 1),
        (36, "NANDREW SOLICITORS LLP", "legal", 6),
        (37, "TARNFOLD COMPUTING LIMITED", "it_hardware", 5),
    ] {
        let mut paid = company(name, number, &[category], COUNCIL, at(authority, 40 + number as usize), "payment_centre");
        if name.ends_with("LLP") {
            paid.identity = Identity::Company(format!("OC98{number:04}"));
            paid.kind = "partnership";
        }
        suppliers.push(paid);
    }
    suppliers
}
