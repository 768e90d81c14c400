//! What the registers say, each as of its dates. `valid_from` and `valid_to` are both included; empty means open.

use super::Kind::{Bool, Date, Float, Int, Money, Text, Texts, Timestamp};
use super::{Table, optional, required};

/// Register files.
pub const REGISTERS: Table = Table {
    name: "registers",
    description: "The register files in use, what they were recognised as and what was skipped. One row per register file.",
    columns: &[
        required("file_id", Text, "sha256 of the file's bytes"),
        required("file_name", Text, "Name of the file"),
        required("register", Text, "Table that it feeds"),
        required("layout", Text, "Published layout it was recognised as"),
        optional("as_of", Date, "Date of the edition"),
        required("rows", Int, "Rows in the file"),
        required("loaded", Int, "Rows loaded"),
        required("skipped", Int, "Rows skipped"),
        required("notes", Texts, "What was understood and why rows were skipped"),
        required("loaded_at", Timestamp, "When it was loaded"),
    ],
};

/// Organisations that pay, and NHS bodies that are paid.
pub const ORGANISATIONS: Table = Table {
    name: "organisations",
    description: "NHS bodies and local authorities with the care system and region they belonged to. One row per organisation and span of dates.",
    columns: &[
        required("org_code", Text, "ODS code, or local-authority code"),
        required("name", Text, "Official name in that span"),
        required("kind", Text, "nhs_trust, foundation_trust, icb, ccg, council, combined_authority or other"),
        optional("sector", Text, "acute, mental_health, ambulance, community ... where known"),
        optional("icb_code", Text, "Integrated care board it belongs to (ODS code, as QXX)"),
        optional("region_code", Text, "Region, as in places"),
        optional("postcode", Text, "Main address"),
        optional("valid_from", Date, "First day"),
        optional("valid_to", Date, "Last day"),
        required("other_names", Texts, "Former and short names"),
        required("source", Text, "Register file"),
    ],
};

/// Sites of organisations.
pub const SITES: Table = Table {
    name: "sites",
    description: "Where organisations work. One row per site and span of dates.",
    columns: &[
        required("org_code", Text, "Organisation"),
        required("site_code", Text, "Site code"),
        optional("name", Text, "Site name"),
        required("postcode", Text, "Postcode"),
        required("is_main", Bool, "True for the main site, from which distances are measured"),
        optional("valid_from", Date, "First day"),
        optional("valid_to", Date, "Last day"),
        required("source", Text, "Register file"),
    ],
};

/// Postcodes.
pub const PLACES: Table = Table {
    name: "places",
    description: "Postcodes, also terminated ones, with the areas they are in. One row per postcode.",
    columns: &[
        required("postcode", Text, "Postcode with one space"),
        optional("local_authority_code", Text, "Local authority district"),
        optional("icb_code", Text, "Integrated care board, same codes as in organisations"),
        optional("region_code", Text, "Region"),
        optional("country_code", Text, "Country of the United Kingdom, or crown dependency"),
        optional("lsoa_code", Text, "Lower layer super output area"),
        optional("imd_decile", Int, "Deprivation decile of the area, 1 = most deprived"),
        optional("imd_edition", Text, "Edition of the deprivation index"),
        optional("latitude", Float, "Degrees"),
        optional("longitude", Float, "Degrees"),
        optional("introduced", Date, "First day of the month it came into use"),
        optional("terminated", Date, "First day of the month it ended"),
        optional("area_label", Text, "Name of the local authority, where the register gives it"),
    ],
};

/// Earlier areas of postcodes.
pub const PLACE_HISTORY: Table = Table {
    name: "place_history",
    description: "Postcodes that an earlier edition of the directory put into other areas than `places` does; on these days these areas hold. One row per postcode and span of dates.",
    columns: &[
        required("postcode", Text, "Postcode with one space"),
        optional("local_authority_code", Text, "Local authority district"),
        optional("icb_code", Text, "Integrated care board, same codes as in organisations"),
        optional("region_code", Text, "Region"),
        optional("valid_from", Date, "First day; empty for the oldest edition"),
        required("valid_to", Date, "Last day: the day before the next edition"),
        required("source", Text, "Register file"),
    ],
};

/// Companies.
pub const COMPANIES: Table = Table {
    name: "companies",
    description: "The register of companies. One row per company.",
    columns: &[
        required("company_number", Text, "Eight characters, leading zeros kept"),
        required("name", Text, "Current name"),
        required("previous_names", Texts, "Former names, latest first"),
        optional("postcode", Text, "Registered office"),
        optional("country", Text, "Country of the registered office"),
        optional("category", Text, "Legal form as the register words it"),
        optional("status", Text, "Active, dissolved, in liquidation ..."),
        optional("incorporated_on", Date, "Incorporation"),
        optional("dissolved_on", Date, "Dissolution"),
        required("sic_codes", Texts, "Industry codes, main one first"),
        optional("accounts_category", Text, "Kind of accounts filed"),
        required("size", Text, "micro, small, medium, large or unknown, from the kind of accounts"),
        required("is_cic", Bool, "Community interest company"),
    ],
};

/// Charities.
pub const CHARITIES: Table = Table {
    name: "charities",
    description: "The register of charities. One row per charity.",
    columns: &[
        required("charity_number", Text, "Registered number, without suffix"),
        required("name", Text, "Main name"),
        required("other_names", Texts, "Working and former names"),
        optional("company_number", Text, "Company number of an incorporated charity"),
        optional("postcode", Text, "Contact address"),
        optional("registered_on", Date, "Registration"),
        optional("removed_on", Date, "Removal"),
        optional("income", Money, "Latest yearly income"),
    ],
};

/// Accreditations.
pub const ACCREDITATIONS: Table = Table {
    name: "accreditations",
    description: "Living-wage and good-work accreditations, as brought by the user. One row per employer, kind and span of dates.",
    columns: &[
        required("accreditation_id", Text, "Stable id of the row"),
        required("name", Text, "Employer as listed"),
        required("other_names", Texts, "Also known as"),
        required(
            "kind",
            Text,
            "living_wage_employer, recognised_service_provider, gm_good_employment_charter or london_good_work_standard",
        ),
        optional("company_number", Text, "Company number"),
        optional("charity_number", Text, "Charity number"),
        optional("accredited_from", Date, "First day"),
        optional("accredited_to", Date, "Last day; empty while it lasts"),
        optional("sector", Text, "Sector as listed"),
        optional("region", Text, "Region as listed"),
        required("source", Text, "Register file"),
    ],
};

/// Supplier lists.
pub const SUPPLIER_LIST: Table = Table {
    name: "supplier_list",
    description: "Supplier master data that an organisation supplied. One row per supplier, address and span of dates.",
    columns: &[
        optional("supplier_ref", Text, "The organisation's own supplier number"),
        required("name", Text, "Supplier name"),
        optional("company_number", Text, "Company number"),
        optional("charity_number", Text, "Charity number"),
        optional("vat_number", Text, "VAT number"),
        optional("postcode", Text, "Postcode"),
        optional("country", Text, "Country, where it is not the United Kingdom"),
        optional("size", Text, "micro, small, medium or large, where the list says"),
        optional("valid_from", Date, "First day of this address"),
        optional("valid_to", Date, "Last day of this address"),
        required("source", Text, "Register file"),
    ],
};

/// Directives.
pub const DIRECTIVES: Table = Table {
    name: "directives",
    description: "National and local buying directives, conditions and enablers. One row per version of a directive.",
    columns: &[
        required("directive_id", Text, "Id, stable over versions"),
        required("version", Text, "Version"),
        required("title", Text, "Title in plain words"),
        required("issuer", Text, "Who issued it"),
        required("kind", Text, "directive, condition or enabler"),
        required(
            "force",
            Text,
            "mandatory, comply_or_explain, recommended, national_provision, contractual, bidder_condition, permission or proposed",
        ),
        required("effect", Text, "blocks, steers, adds_bid_cost, permits_local or removes_from_ledger"),
        required("status", Text, "in_force, paused, withdrawn, expired, superseded or proposed"),
        optional("supersedes", Text, "Version or directive it replaces"),
        optional("announced", Date, "Announcement"),
        optional("effective_from", Date, "First day in force; empty: not known, applies to nothing"),
        optional("effective_to", Date, "Last day in force; empty: until further notice"),
        optional("effective_precision", Text, "day, month or year: how exactly the dates are known"),
        required("applies_at", Text, "payment, order, award or tender"),
        required("route", Text, "The route it prescribes, in plain words"),
        required("trigger", Text, "always, or what must be true that a ledger cannot show (framework_used ...)"),
        required("categories", Texts, "Category codes in scope; `*` means all"),
        required("categories_excluded", Texts, "Category codes taken out of scope"),
        required("org_kinds", Texts, "Kinds of organisation bound; empty when only listed or adopting ones are"),
        required("org_sectors", Texts, "Sectors bound; empty means all"),
        required("org_codes", Texts, "Organisations bound by name"),
        required("by_adoption", Bool, "True when it binds an organisation only from its adoption date"),
        optional("threshold", Money, "Contract value from which it applies; never tested on a payment"),
        optional("threshold_basis", Text, "Basis of the threshold, with VAT"),
        required("exemptions", Texts, "Exemptions, `kind: words`"),
        required("effect_on_local_buying", Text, "What it does to local buying, in plain words"),
        required("still_allowed", Text, "What an organisation may still do, in plain words"),
        required("source_title", Text, "Source"),
        optional("source_url", Text, "Address of the source"),
        optional("source_date", Text, "Date of the source as given"),
        required("confidence", Text, "sourced, secondary or recalled; a recalled version never drives a figure"),
        required("checked_on", Date, "When the facts were last checked"),
        required("origin", Text, "starter or workspace, with the file"),
    ],
};

/// Adoption of directives.
pub const DIRECTIVE_ADOPTIONS: Table = Table {
    name: "directive_adoptions",
    description: "When an organisation came under a directive that binds by adoption. One row per directive, organisation and category.",
    columns: &[
        required("directive_id", Text, "Directive"),
        required("org_code", Text, "Organisation"),
        required("category_code", Text, "Category, or `*`"),
        required("adopted_from", Date, "First day"),
        optional("adopted_to", Date, "Last day"),
        required("source", Text, "File and key"),
    ],
};

/// Approved suppliers of directives.
pub const DIRECTIVE_SUPPLIERS: Table = Table {
    name: "directive_suppliers",
    description: "Suppliers on a directive's approved route. One row per directive version, supplier and span of dates.",
    columns: &[
        required("directive_id", Text, "Directive"),
        required("version", Text, "Version, or `*`"),
        required("name", Text, "Supplier as listed"),
        optional("company_number", Text, "Company number"),
        required("level", Text, "framework_operator, framework, lot or supplier"),
        optional("approved_from", Date, "First day"),
        optional("approved_to", Date, "Last day"),
        required("source", Text, "File and key"),
    ],
};

/// Categories.
pub const CATEGORIES: Table = Table {
    name: "categories",
    description: "What can be bought, in some sixty categories. One row per category.",
    columns: &[
        required("category_code", Text, "Code"),
        required("name", Text, "Name"),
        required("group_name", Text, "Group for pages"),
        optional("cpv_division", Text, "Common Procurement Vocabulary division, two digits"),
        required(
            "is_on_site_service",
            Bool,
            "People work on the organisation's premises or for it: in scope of the living-wage service share",
        ),
        required("description", Text, "What belongs in it"),
    ],
};

/// Living wage rates.
pub const LIVING_WAGE_RATES: Table = Table {
    name: "living_wage_rates",
    description: "The real living wage, with the day it was announced and the day by which it must be paid. One row per year and area.",
    columns: &[
        required("rate_year", Text, "Year of the rate, as 2024/25"),
        required("area", Text, "uk or london"),
        required("rate", Money, "Pounds an hour"),
        optional("announced_on", Date, "Announcement, where the day is known"),
        optional("binds_from", Date, "Day by which it must be paid, where known"),
        required("source", Text, "Where the figure comes from"),
    ],
};
