//! The column names of every layout with a header. Names only: what a column means is in the reader of its layout.

use super::{Column, Layout, Spec};

const fn need(role: &'static str, names: &'static [&'static str]) -> Column {
    Column { role, names, required: true }
}

const fn may(role: &'static str, names: &'static [&'static str]) -> Column {
    Column { role, names, required: false }
}

const VALID_FROM: Column = may("valid_from", &["validfrom", "from", "startdate", "opendate", "datefrom"]);
const VALID_TO: Column = may("valid_to", &["validto", "to", "enddate", "closedate", "dateto"]);
const POSTCODE: Column = may("postcode", &["postcode", "pcds", "addresspostcode", "supplierpostcode", "postalcode", "zip"]);

/// Every layout with a header. When two fit, the one with more columns found wins, then the earlier one.
pub const LAYOUTS: &[Spec] = &[
    Spec {
        layout: Layout::Companies,
        columns: &[
            need("name", &["companyname"]),
            need("number", &["companynumber"]),
            may("postcode", &["regaddresspostcode"]),
            may("country", &["regaddresscountry"]),
            need("category", &["companycategory"]),
            need("status", &["companystatus"]),
            may("origin", &["countryoforigin"]),
            may("dissolved", &["dissolutiondate"]),
            may("incorporated", &["incorporationdate"]),
            may("accounts", &["accountsaccountcategory"]),
            may("sic_1", &["siccodesictext1"]),
            may("sic_2", &["siccodesictext2"]),
            may("sic_3", &["siccodesictext3"]),
            may("sic_4", &["siccodesictext4"]),
            may("previous_1", &["previousname1companyname"]),
            may("previous_2", &["previousname2companyname"]),
            may("previous_3", &["previousname3companyname"]),
            may("previous_4", &["previousname4companyname"]),
            may("previous_5", &["previousname5companyname"]),
            may("previous_6", &["previousname6companyname"]),
            may("previous_7", &["previousname7companyname"]),
            may("previous_8", &["previousname8companyname"]),
            may("previous_9", &["previousname9companyname"]),
            may("previous_10", &["previousname10companyname"]),
        ],
        any_of: &[],
    },
    Spec {
        layout: Layout::Postcodes,
        columns: &[
            need("postcode", &["pcds", "pcd2", "pcd", "pcd#", "postcode"]),
            need("lad", &["lad##cd", "laua", "oslaua", "ladcd", "lad", "localauthoritycode", "ltla##code", "lad##"]),
            may("icb", &["icb##cd", "icb", "icbcd", "stp##cd", "stp", "icbcode"]),
            may("region", &["rgn##cd", "rgn", "rgncd", "gor", "regioncode"]),
            may("country", &["ctry##cd", "ctry", "ctrycd", "countrycode"]),
            may("lsoa21", &["lsoa21cd", "lsoa21"]),
            may("lsoa11", &["lsoa11cd", "lsoa11"]),
            may("lsoa", &["lsoacode", "lsoa"]),
            may("latitude", &["lat", "latitude"]),
            may("longitude", &["long", "longitude", "lon"]),
            may("introduced", &["dointr", "introduced"]),
            may("terminated", &["doterm", "terminated"]),
            may("user_type", &["usertype", "usrtypind"]),
            may("easting", &["oseast1m", "east1m", "easting"]),
            may("northing", &["osnrth1m", "north1m", "northing"]),
        ],
        any_of: &["introduced", "latitude", "icb", "region", "lsoa21", "lsoa11"],
    },
    Spec {
        layout: Layout::Charities,
        columns: &[
            need("number", &["registeredcharitynumber", "charitynumber", "regno"]),
            may("linked", &["linkedcharitynumber", "subno"]),
            need("name", &["charityname", "name"]),
            need("registered", &["dateofregistration", "registeredon", "regdate", "registereddate"]),
            may("removed", &["dateofremoval", "removedon", "remdate", "ceaseddate"]),
            may("known_as", &["knownas"]),
            may("income", &["latestincome", "income", "mostrecentyearincome"]),
            may("postcode", &["charitycontactpostcode", "postcode"]),
            may("company_number", &["charitycompanyregistrationnumber", "companynumber", "coyno"]),
            may("status", &["charityregistrationstatus"]),
        ],
        any_of: &[],
    },
    Spec {
        layout: Layout::CharityNames,
        columns: &[
            need("number", &["registeredcharitynumber"]),
            may("linked", &["linkedcharitynumber"]),
            need("name_id", &["charitynameid"]),
            may("name_type", &["charitynametype"]),
            need("name", &["charityname"]),
        ],
        any_of: &[],
    },
    Spec {
        layout: Layout::Accreditations,
        columns: &[
            need("name", &["name", "employer", "employername", "organisation", "organisationname", "company", "companyname"]),
            may("other_names", &["alsoknownas", "othernames", "tradingname", "tradingas", "aka"]),
            may("company_number", &["companynumber", "companyregistrationnumber", "crn", "companyno"]),
            may("charity_number", &["charitynumber", "registeredcharitynumber"]),
            may("sector", &["sector", "industry"]),
            may("region", &["region", "area", "location"]),
            need(
                "from",
                &[
                    "accreditedfrom",
                    "accreditationdate",
                    "dateaccredited",
                    "accreditedon",
                    "accreditedsince",
                    "accreditationstart",
                ],
            ),
            may("to", &["accreditedto", "accreditationend", "accreditedupto", "accrediteduntil", "expiry", "expires"]),
            may("kind", &["kind", "type", "accreditationtype", "scheme", "accreditation"]),
        ],
        any_of: &[],
    },
    Spec {
        layout: Layout::Organisations,
        columns: &[
            need("org_code", &["orgcode", "odscode", "organisationcode", "organisation"]),
            need("name", &["name", "orgname", "organisationname"]),
            may("kind", &["kind", "type", "orgtype", "organisationtype"]),
            may("sector", &["sector"]),
            may("icb_code", &["icbcode", "icb", "icb##cd"]),
            may("region_code", &["regioncode", "region", "rgn##cd"]),
            POSTCODE,
            VALID_FROM,
            VALID_TO,
            may("other_names", &["othernames", "aliases", "alsoknownas", "shortname"]),
            may("folder", &["folder"]),
        ],
        any_of: &["kind", "icb_code", "region_code", "postcode", "valid_from", "other_names", "folder"],
    },
    Spec {
        layout: Layout::Sites,
        columns: &[
            need("org_code", &["orgcode", "odscode", "organisationcode", "trustcode"]),
            need("site_code", &["sitecode", "site"]),
            may("name", &["name", "sitename"]),
            need("postcode", &["postcode", "pcds", "sitepostcode"]),
            may("is_main", &["ismain", "main", "mainsite"]),
            VALID_FROM,
            VALID_TO,
        ],
        any_of: &[],
    },
    Spec {
        layout: Layout::SupplierList,
        columns: &[
            may(
                "supplier_ref",
                &[
                    "suppliernumber",
                    "supplierref",
                    "supplierid",
                    "suppliercode",
                    "supplierno",
                    "vendornumber",
                    "vendorid",
                    "vendorcode",
                    "vendorno",
                    "creditornumber",
                ],
            ),
            need("name", &["suppliername", "vendorname", "creditorname", "supplier", "vendor", "name"]),
            may(
                "company_number",
                &["companynumber", "companyno", "companyregistrationnumber", "companyregno", "crn", "registrationnumber"],
            ),
            may("charity_number", &["charitynumber", "charityno", "registeredcharitynumber"]),
            may(
                "vat_number",
                &["vatnumber", "vatno", "vat", "vatregistrationnumber", "vatregno", "vatregistration", "taxnumber"],
            ),
            POSTCODE,
            may("country", &["country", "suppliercountry", "countryname"]),
            may("size", &["size", "businesssize", "companysize", "sme", "smestatus"]),
            VALID_FROM,
            VALID_TO,
        ],
        any_of: &["postcode", "vat_number", "company_number"],
    },
    Spec {
        layout: Layout::Deprivation,
        columns: &[
            need(
                "lsoa",
                &["lsoacode2011", "lsoa11code", "lsoa11cd", "lsoa11", "lsoacode2021", "lsoa21code", "lsoa21cd", "lsoa21"],
            ),
            need(
                "decile",
                &[
                    "indexofmultipledeprivationimddecilewhere1ismostdeprived10oflsoas",
                    "indexofmultipledeprivationimddecile",
                    "imddecile",
                    "imd##decile",
                    "imddecile####",
                    "imd####decile",
                ],
            ),
            may("rank", &["indexofmultipledeprivationimdrankwhere1ismostdeprived", "imdrank"]),
        ],
        any_of: &[],
    },
    Spec {
        layout: Layout::CareBoardCodes,
        columns: &[
            need("gss", &["icb##cd", "icbcd", "icb##gsscode", "icbgsscode"]),
            need("ods", &["icb##cdh", "icbcdh", "icb##odscode", "icbodscode"]),
            may("name", &["icb##nm", "icbnm", "icb##name", "icbname"]),
        ],
        any_of: &[],
    },
    Spec {
        layout: Layout::TrustCareBoards,
        columns: &[
            need("org_code", &["nhstrust##code", "nhstrustcode", "trustcode"]),
            need("icb", &["icb##code", "icbcode", "icb##cd"]),
            may("share", &["proportiontrustcamefromicb", "proportion", "share"]),
        ],
        any_of: &[],
    },
    Spec {
        layout: Layout::LsoaSuccessors,
        columns: &[
            need("lsoa11", &["lsoa11code", "lsoa11cd"]),
            need("lsoa21", &["lsoa21code", "lsoa21cd"]),
            may("change", &["changecode", "chgind", "chngind"]),
        ],
        any_of: &[],
    },
    Spec {
        layout: Layout::LocalAuthorityRegions,
        columns: &[
            need("lad", &["ltla##code", "lad##cd", "ladcd", "localauthoritycode"]),
            may("lad_name", &["ltla##name", "lad##nm", "ladnm", "localauthorityname"]),
            need("region", &["region##code", "rgn##cd", "rgncd", "regioncode"]),
            may("region_name", &["region##name", "rgn##nm", "rgnnm", "regionname"]),
        ],
        any_of: &[],
    },
    Spec {
        layout: Layout::LocalAuthorityNames,
        columns: &[need("lad", &["lad##cd", "ladcd"]), need("lad_name", &["lad##nm", "ladnm"])],
        any_of: &[],
    },
];
