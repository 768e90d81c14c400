//! The layouts that are known: what each column may be called, and which columns make a file that layout.
//!
//! A name is compared in lower case, letters and digits only; `#` stands for one digit, so that a layout of any year fits.

mod catalogue;

pub use catalogue::LAYOUTS;

use crate::text::header_key;

/// A layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layout {
    /// ODS file of trusts (`etr`), headerless.
    OdsTrusts,
    /// ODS file of trust sites (`ets`), headerless.
    OdsSites,
    /// ODS file of commissioners (`eccg`), headerless.
    OdsCommissioners,
    /// ODS file of integrated care boards, headerless.
    OdsCareBoards,
    /// Any other headerless ODS file.
    OdsOther,
    /// ONSPD or NSPL.
    Postcodes,
    /// Companies House BasicCompanyData.
    Companies,
    /// Charity Commission `charity`, tab text.
    Charities,
    /// Charity Commission `charity`, JSON.
    CharitiesJson,
    /// Charity Commission `charity_other_names`, tab text.
    CharityNames,
    /// Charity Commission `charity_other_names`, JSON.
    CharityNamesJson,
    /// A list of accredited employers.
    Accreditations,
    /// A supplier list.
    SupplierList,
    /// Organisations, own layout.
    Organisations,
    /// Sites, own layout.
    Sites,
    /// Deprivation index by LSOA.
    Deprivation,
    /// GSS to ODS codes of integrated care boards.
    CareBoardCodes,
    /// Trusts to integrated care boards.
    TrustCareBoards,
    /// Local authorities of one year to those of a later year.
    LocalAuthoritySuccessors,
    /// Local authorities to regions.
    LocalAuthorityRegions,
    /// Local authorities' names.
    LocalAuthorityNames,
    /// LSOA of 2011 to LSOA of 2021.
    LsoaSuccessors,
}

/// A column that a layout may have.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What it is, as the reader of the layout asks for it.
    pub role: &'static str,
    /// What it may be called, best first.
    pub names: &'static [&'static str],
    /// A file without it is not of this layout.
    pub required: bool,
}

/// A layout with a header.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// Which.
    pub layout: Layout,
    /// Its columns.
    pub columns: &'static [Column],
    /// Of these roles at least one must be there too; empty = no such rule.
    pub any_of: &'static [&'static str],
}

/// Where the columns of a layout stand in one file.
#[derive(Debug, Clone, Default)]
pub struct Positions {
    found: Vec<(&'static str, usize, String)>,
}

impl Positions {
    /// Positions that a recogniser found by its own rule.
    pub fn new(found: impl IntoIterator<Item = Option<(&'static str, usize, String)>>) -> Positions {
        Positions { found: found.into_iter().flatten().collect() }
    }

    /// Index of the column with that role.
    pub fn of(&self, role: &str) -> Option<usize> {
        self.found.iter().find(|(found, _, _)| *found == role).map(|(_, index, _)| *index)
    }

    /// The compared name of the column with that role.
    pub fn name_of(&self, role: &str) -> &str {
        self.found.iter().find(|(found, _, _)| *found == role).map_or("", |(_, _, name)| name)
    }

    /// Number of columns found.
    pub fn len(&self) -> usize {
        self.found.len()
    }
}

/// How well a header fits a layout.
pub struct Fit {
    /// The columns found.
    pub positions: Positions,
    /// Roles that are missing and needed.
    pub missing: Vec<&'static str>,
}

impl Spec {
    /// Fits a header to the layout.
    pub fn fit(&self, header: &[String]) -> Fit {
        let keys: Vec<String> = header.iter().map(|cell| header_key(cell)).collect();
        let (mut positions, mut missing) = (Positions::default(), Vec::new());
        for column in self.columns {
            let found = column.names.iter().find_map(|name| keys.iter().position(|key| fits(name, key)));
            match found {
                Some(index) => positions.found.push((column.role, index, keys[index].clone())),
                None if column.required => missing.push(column.role),
                None => {}
            }
        }
        if !self.any_of.is_empty() && !self.any_of.iter().any(|role| positions.of(role).is_some()) {
            missing.extend(self.any_of.first());
        }
        Fit { positions, missing }
    }
}

/// True when a compared header cell is `name`, `#` standing for one digit.
fn fits(name: &str, key: &str) -> bool {
    name.len() == key.len()
        && name
            .bytes()
            .zip(key.bytes())
            .all(|(expected, found)| expected == found || (expected == b'#' && found.is_ascii_digit()))
}

impl Layout {
    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Layout::OdsTrusts => "ODS trusts (etr)",
            Layout::OdsSites => "ODS trust sites (ets)",
            Layout::OdsCommissioners => "ODS commissioners (eccg)",
            Layout::OdsCareBoards => "ODS integrated care boards",
            Layout::OdsOther => "ODS organisations",
            Layout::Postcodes => "ONS postcode directory (ONSPD or NSPL)",
            Layout::Companies => "Companies House BasicCompanyData",
            Layout::Charities => "Charity Commission charity extract (text)",
            Layout::CharitiesJson => "Charity Commission charity extract (JSON)",
            Layout::CharityNames => "Charity Commission other names extract (text)",
            Layout::CharityNamesJson => "Charity Commission other names extract (JSON)",
            Layout::Accreditations => "accredited employers",
            Layout::SupplierList => "supplier list",
            Layout::Organisations => "organisations",
            Layout::Sites => "sites",
            Layout::Deprivation => "index of multiple deprivation by LSOA",
            Layout::CareBoardCodes => "integrated care board codes",
            Layout::TrustCareBoards => "trusts to integrated care boards",
            Layout::LocalAuthoritySuccessors => "local authority successors",
            Layout::LocalAuthorityRegions => "local authorities to regions",
            Layout::LocalAuthorityNames => "local authority names",
            Layout::LsoaSuccessors => "LSOA 2011 to LSOA 2021",
        }
    }

    /// The table it feeds first of all.
    pub const fn feeds(self) -> &'static str {
        match self {
            Layout::OdsTrusts
            | Layout::OdsCommissioners
            | Layout::OdsCareBoards
            | Layout::OdsOther
            | Layout::Organisations
            | Layout::CareBoardCodes
            | Layout::TrustCareBoards => "organisations",
            Layout::OdsSites | Layout::Sites => "sites",
            Layout::Postcodes
            | Layout::Deprivation
            | Layout::LocalAuthoritySuccessors
            | Layout::LocalAuthorityRegions
            | Layout::LocalAuthorityNames
            | Layout::LsoaSuccessors => "places",
            Layout::Companies => "companies",
            Layout::Charities | Layout::CharitiesJson | Layout::CharityNames | Layout::CharityNamesJson => "charities",
            Layout::Accreditations => "accreditations",
            Layout::SupplierList => "supplier_list",
        }
    }
}
