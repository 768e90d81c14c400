//! What localspend concludes: who suppliers are, where they are, and what each payment is.

use super::Kind::{Bool, Date, Float, Int, Money, Text, Texts, Timestamp};
use super::{Table, optional, required};

/// Supplier names.
pub const SUPPLIER_NAMES: Table = Table {
    name: "supplier_names",
    description: "The supplier behind each name in the ledgers, and why. One row per distinct supplier name.",
    columns: &[
        required("supplier_name", Text, "Name as the ledgers have it"),
        required("supplier_id", Text, "Supplier; for an unmatched name one of its own"),
        required("method", Text, "What decided: decision, identifier, exact, other_name, fuzzy, code, new"),
        required("score", Float, "Calibrated probability that the match is right, 0 to 1"),
        optional("runner_up_id", Text, "Next best candidate; for a name under review, the candidate in doubt"),
        optional("runner_up_score", Float, "Its score"),
        required("status", Text, "auto, review, confirmed, refused or unmatched"),
        required("evidence", Text, "JSON: what spoke for and against"),
        optional("decided_by", Text, "Person who decided"),
        optional("decided_at", Timestamp, "When"),
    ],
};

/// Changes of suppliers.
pub const SUPPLIER_CHANGES: Table = Table {
    name: "supplier_changes",
    description: "Names whose supplier is another than at the run before, and why. One row per name and run that changed it.",
    columns: &[
        required("supplier_name", Text, "Name as the ledgers have it"),
        required("from_id", Text, "Supplier before"),
        required("to_id", Text, "Supplier from then on"),
        required(
            "change",
            Text,
            "merged (joined names of another supplier), split (left names of its own), moved (both) or renamed (neither: the whole supplier has another id)",
        ),
        required("method", Text, "What decided: decision, identifier, exact, other_name, fuzzy, code, new"),
        required("reason", Text, "Why, in words"),
        optional("decided_by", Text, "Person who decided"),
        required("run_id", Text, "Run that changed it"),
        required("changed_at", Timestamp, "When that run began"),
    ],
};

/// Supplier identities.
pub const SUPPLIER_IDENTITIES: Table = Table {
    name: "supplier_identities",
    description: "Who each supplier is, before its place is worked out. One row per supplier.",
    columns: &[
        required(
            "supplier_id",
            Text,
            "Stable id: GB-COH-number, GB-CHC-number, GB-NHS-code, GB-LAE-code, or LS- and a hash of the name",
        ),
        required("name", Text, "Name: the register's, else the commonest in the ledgers"),
        required(
            "kind",
            Text,
            "company, charity, cic, partnership, nhs, government, local_authority, individual, overseas or unknown",
        ),
        optional("company_number", Text, "Company number"),
        optional("charity_number", Text, "Charity number"),
        optional("ods_code", Text, "ODS code of an NHS body"),
        optional("vat_number", Text, "VAT number seen in the ledgers or the supplier list"),
        optional("registered_postcode", Text, "Registered office or official address"),
        optional("decided_postcode", Text, "Postcode that a person decided"),
        optional("country", Text, "Country, where it is known not to be the United Kingdom"),
        optional("sic_code", Text, "Main industry code"),
        required("size", Text, "micro, small, medium, large or unknown"),
        required("is_vcse", Bool, "Voluntary, community or social enterprise"),
        optional("special", Text, "redacted, own_code or person: why the payee cannot be named"),
    ],
};

/// Accredited suppliers.
pub const ACCREDITATION_SUPPLIERS: Table = Table {
    name: "accreditation_suppliers",
    description: "The supplier behind each accreditation. One row per accreditation.",
    columns: &[
        required("accreditation_id", Text, "Accreditation"),
        required("supplier_id", Text, "Supplier"),
        required("method", Text, "What decided"),
        required("score", Float, "Calibrated probability, 0 to 1"),
        required("status", Text, "auto, review, confirmed, refused or unmatched"),
    ],
};

/// Supplier locations.
pub const SUPPLIER_LOCATIONS: Table = Table {
    name: "supplier_locations",
    description: "Where each supplier was, by each kind of evidence. One row per supplier, evidence and span of dates.",
    columns: &[
        required("supplier_id", Text, "Supplier"),
        required("location_source", Text, "decision, ledger, supplier_list or registered_office"),
        required("source_rank", Int, "1 = believed first"),
        optional("postcode", Text, "Postcode; empty for an overseas supplier"),
        optional("country", Text, "Country, where it is not the United Kingdom"),
        optional("valid_from", Date, "First day"),
        optional("valid_to", Date, "Last day"),
    ],
};

/// Suppliers.
pub const SUPPLIERS: Table = Table {
    name: "suppliers",
    description: "Suppliers with their latest place. One row per supplier.",
    columns: &[
        required("supplier_id", Text, "Stable over quarters"),
        required("name", Text, "Name"),
        required(
            "kind",
            Text,
            "company, charity, cic, partnership, nhs, government, local_authority, individual, overseas or unknown",
        ),
        optional("company_number", Text, "Company number"),
        optional("charity_number", Text, "Charity number"),
        optional("ods_code", Text, "ODS code"),
        optional("vat_number", Text, "VAT number"),
        optional("postcode", Text, "Latest postcode by the best evidence"),
        optional("location_source", Text, "Evidence of the postcode"),
        optional("local_authority_code", Text, "Local authority"),
        optional("icb_code", Text, "Integrated care board"),
        optional("region_code", Text, "Region"),
        optional("lsoa_code", Text, "Lower layer super output area"),
        optional("latitude", Float, "Degrees"),
        optional("longitude", Float, "Degrees"),
        optional("sic_code", Text, "Main industry code"),
        required("size", Text, "micro, small, medium, large or unknown"),
        required("is_vcse", Bool, "Voluntary, community or social enterprise"),
        optional("special", Text, "redacted, own_code or person: why the payee cannot be named"),
    ],
};

/// Spend.
pub const SPEND: Table = Table {
    name: "spend",
    description: "Every payment with everything known about it. One row per payment.",
    columns: &[
        required("file_id", Text, "File"),
        optional("sheet", Text, "Sheet"),
        required("row", Int, "Row"),
        required("org_code", Text, "Payer; `unknown` when the file does not say"),
        required("quarter", Text, "Quarter of the NHS financial year, or `unknown`"),
        optional("paid_on", Date, "The line's own date"),
        required("as_of", Date, "Date at which registers were read: paid_on, else the last day of the file's period"),
        required("amount", Money, "Pounds"),
        required("supplier_name", Text, "Name as the ledger has it"),
        required("supplier_id", Text, "Supplier"),
        required("supplier_kind", Text, "Kind of supplier"),
        required("match_status", Text, "auto, review, confirmed, refused or unmatched"),
        required("category_code", Text, "What was bought, or `uncategorised`"),
        required("category_basis", Text, "line, supplier, sic or none"),
        optional("category_rule", Text, "Rule that decided"),
        required("scope", Text, "Whose money: the eight scopes"),
        optional("scope_rule", Text, "Rule that decided"),
        required("in_base", Bool, "third_party or intermediary"),
        required("ring", Text, "place, ics, region, uk, overseas or unknown"),
        optional("distance_km", Float, "Kilometres from the payer's main site"),
        optional("is_local", Bool, "Local under the primary locality; empty = unknown"),
        optional("postcode", Text, "Supplier's postcode on the day"),
        optional("location_source", Text, "Evidence of the postcode"),
        optional("supplier_local_authority_code", Text, "Supplier's local authority"),
        optional("supplier_icb_code", Text, "Supplier's integrated care board"),
        optional("supplier_region_code", Text, "Supplier's region"),
        optional("payer_icb_code", Text, "Payer's integrated care board on the day"),
        optional("payer_region_code", Text, "Payer's region on the day"),
        required("living_wage", Text, "accredited, recognised_provider, not_listed or unresolved"),
        required("living_wage_in_scope", Bool, "An on-site service category"),
        required("directives", Texts, "id@version of every version that matches"),
        required("blocking_directives", Texts, "id@version of those that block"),
        optional(
            "has_local_alternative",
            Bool,
            "A local supplier was paid in this category in the window; empty when it cannot be asked",
        ),
        optional("verdict", Text, "Verdict of a base payment; empty outside the base"),
        optional("imd_decile", Int, "Deprivation decile where the supplier is, 1 = most deprived"),
        required("size", Text, "Supplier's size"),
        required("is_vcse", Bool, "Voluntary, community or social enterprise"),
        required("flags", Texts, "Flags of the line, and of the joins"),
    ],
};

/// Sums of spend.
pub const SPEND_CELLS: Table = Table {
    name: "spend_cells",
    description: "Payments summed to everything that metrics divide by. One row per combination.",
    columns: &[
        required("org_code", Text, "Organisation that pays"),
        required("quarter", Text, "Quarter of the NHS financial year, or `unknown`"),
        required("alike_since", Date, "First day since when nothing changed for directives and postcodes"),
        required("supplier_name", Text, "Name as the ledger has it"),
        required("supplier_id", Text, "Supplier"),
        required("supplier_kind", Text, "Kind of supplier"),
        required("match_status", Text, "How sure the identity is"),
        required("category_code", Text, "Category"),
        required("category_basis", Text, "line, supplier, sic or none"),
        required("scope", Text, "Whose money: one of the eight scopes"),
        required("in_base", Bool, "In the base of every share"),
        required("ring", Text, "How far from the payer: place, ics, region, uk, overseas or unknown"),
        optional("distance_km", Float, "Kilometres from the payer's main site"),
        optional("is_local", Bool, "Local under the primary locality; empty: unknown"),
        optional("location_source", Text, "Evidence of the place"),
        optional("supplier_local_authority_code", Text, "Supplier's local authority"),
        optional("supplier_icb_code", Text, "Supplier's integrated care board"),
        optional("supplier_region_code", Text, "Supplier's region"),
        optional("payer_icb_code", Text, "Payer's integrated care board"),
        optional("payer_region_code", Text, "Payer's region"),
        required("living_wage", Text, "Living-wage status"),
        required("living_wage_in_scope", Bool, "An on-site service category"),
        optional("imd_decile", Int, "Deprivation decile, 1 = most deprived"),
        required("size", Text, "micro, small, medium, large or unknown"),
        required("is_vcse", Bool, "Voluntary, community or social enterprise"),
        optional("verdict", Text, "What stands between the payment and a local supplier; empty outside the base"),
        required("payments", Int, "Payments"),
        required("amount", Money, "Pounds, net of credits"),
    ],
};

/// Sums for the questions on directives.
pub const PAYMENT_KEYS: Table = Table {
    name: "payment_keys",
    description: "Payments summed by what directives and local alternatives are asked about. One row per payer, quarter, span of days, category, supplier and scope.",
    columns: &[
        required("org_code", Text, "Organisation that pays"),
        required("quarter", Text, "Quarter of the NHS financial year"),
        required("quarter_index", Int, "Number of the quarter, counted without gaps"),
        required("alike_since", Date, "First day since when nothing changed for directives and postcodes"),
        required("category_code", Text, "Category"),
        required("supplier_id", Text, "Supplier"),
        required("scope", Text, "Whose money: one of the eight scopes"),
        required("in_base", Bool, "In the base of every share"),
        required("amount", Money, "Pounds, net of credits"),
    ],
};

/// Restatements.
pub const RESTATEMENTS: Table = Table {
    name: "restatements",
    description: "What the last run says otherwise than the run before it, of quarters that both have. One row per payer, quarter and figure that moved.",
    columns: &[
        required("org_code", Text, "Organisation that pays"),
        required("quarter", Text, "Quarter of the NHS financial year, or `unknown`"),
        required("figure", Text, "base, living_wage (accredited pounds of the base), or a verdict of the base"),
        required("before", Money, "Pounds at the run before"),
        required("after", Money, "Pounds now"),
    ],
};

/// Runs.
pub const RUNS: Table = Table {
    name: "runs",
    description: "What every run did, with what, to which versions; each record holds the hash of the one before. One row per run.",
    columns: &[
        required("run_id", Text, "Run"),
        required("started_at", Timestamp, "Start"),
        required("finished_at", Timestamp, "End"),
        required("version", Text, "Version of the program"),
        required("settings", Text, "JSON of the settings used"),
        required("inputs", Text, "JSON: sha256 of every input and register"),
        required("versions_read", Text, "JSON: table to Delta version read"),
        required("versions_written", Text, "JSON: table to Delta version written"),
        required("control_totals", Text, "JSON: records and pounds of each stage"),
        optional("previous_hash", Text, "Hash of the run before; empty for the first"),
        required("hash", Text, "sha256 over all columns before this one"),
    ],
};
