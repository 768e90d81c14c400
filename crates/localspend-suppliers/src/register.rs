//! Everything the registers say about who exists: bodies, their numbers, their names. Built once, read by every stage.

pub mod batches;
pub mod councils;
pub mod other_names;

use std::collections::HashMap;

use hashbrown::HashTable;
use localspend_model::codes::SupplierKind;

use crate::exact::hash;
use crate::text::TextColumn;

/// How a body came by a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameRole {
    /// The official name.
    Current,
    /// A working, short or other name.
    Other,
    /// A former name.
    Previous,
    /// The name of a body that was merged into it.
    Predecessor,
    /// The name of its place, by which its register has it: `Dunmore` for a council.
    Place,
}

impl NameRole {
    /// The role in plain words, for evidence.
    pub const fn as_str(self) -> &'static str {
        match self {
            NameRole::Current => "current name",
            NameRole::Other => "other name",
            NameRole::Previous => "previous name",
            NameRole::Predecessor => "name of a body merged into it",
            NameRole::Place => "name of its place",
        }
    }
}

/// What a register says of one body. Texts are empty where it says nothing.
#[derive(Debug, Clone, Default)]
pub struct Body<'a> {
    /// Supplier id.
    pub id: &'a str,
    /// Kind.
    pub kind: Option<SupplierKind>,
    /// Official name.
    pub name: &'a str,
    /// Company number.
    pub company_number: &'a str,
    /// Charity number.
    pub charity_number: &'a str,
    /// ODS code.
    pub ods_code: &'a str,
    /// VAT number.
    pub vat_number: &'a str,
    /// Official address.
    pub postcode: &'a str,
    /// Country, where it is not the United Kingdom.
    pub country: &'a str,
    /// Main industry code.
    pub sic_code: &'a str,
    /// Size class.
    pub size: &'a str,
    /// Voluntary, community or social enterprise.
    pub is_vcse: bool,
    /// False once dissolved, removed or closed.
    pub active: bool,
}

/// The bodies of all registers, in columns.
#[derive(Debug, Default)]
pub struct RegisterSet {
    ids: TextColumn,
    kinds: Vec<SupplierKind>,
    company_numbers: TextColumn,
    charity_numbers: HashMap<u32, String>,
    ods_codes: TextColumn,
    vat_numbers: HashMap<u32, String>,
    postcodes: TextColumn,
    countries: TextColumn,
    sic_codes: TextColumn,
    sizes: TextColumn,
    vcse: Vec<bool>,
    active: Vec<bool>,
    main_names: Vec<u32>,
    names: TextColumn,
    name_bodies: Vec<u32>,
    name_roles: Vec<NameRole>,
    by_id: HashTable<u32>,
    by_vat: HashMap<String, Vec<u32>>,
    by_ods: HashMap<String, u32>,
    by_charity: HashMap<String, u32>,
    /// Accreditations to be given a supplier.
    pub accreditations: Vec<AccreditedName>,
}

/// One accreditation as its list has it.
#[derive(Debug, Clone, Default)]
pub struct AccreditedName {
    /// Id of the row.
    pub id: String,
    /// Employer.
    pub name: String,
    /// Also known as.
    pub other_names: Vec<String>,
    /// Company number.
    pub company_number: Option<String>,
    /// Charity number.
    pub charity_number: Option<String>,
}

impl RegisterSet {
    /// Adds a body with its official name, or nothing but the name when the id is already there.
    pub fn add(&mut self, body: &Body<'_>) -> u32 {
        if let Some(known) = self.by_id(body.id) {
            self.add_name(known, body.name, NameRole::Other);
            self.note_vat(known, body.vat_number);
            return known;
        }
        let index = self.ids.push(body.id) as u32;
        self.kinds.push(body.kind.unwrap_or(SupplierKind::Unknown));
        self.company_numbers.push(body.company_number);
        self.ods_codes.push(body.ods_code);
        self.postcodes.push(body.postcode);
        self.countries.push(body.country);
        self.sic_codes.push(body.sic_code);
        self.sizes.push(body.size);
        self.vcse.push(body.is_vcse);
        self.active.push(body.active);
        self.main_names.push(self.names.len() as u32);
        let RegisterSet { ids, by_id, .. } = self;
        by_id.insert_unique(hash(body.id), index, |other| hash(ids.get(*other as usize)));
        if !body.ods_code.is_empty() {
            self.by_ods.insert(body.ods_code.to_owned(), index);
        }
        self.push_name(index, body.name, NameRole::Current);
        self.note_vat(index, body.vat_number);
        self.note_charity(index, body.charity_number);
        index
    }

    /// Adds another name of a body.
    pub fn add_name(&mut self, body: u32, name: &str, role: NameRole) {
        if !name.trim().is_empty() && self.name_of(body) != name {
            self.push_name(body, name, role);
        }
    }

    /// Says that the official name of a body is that of its place, and no more.
    fn is_called_by_its_place(&mut self, body: u32) {
        let name = self.main_name(body) as usize;
        if let Some(role) = self.name_roles.get_mut(name) {
            *role = NameRole::Place;
        }
    }

    fn push_name(&mut self, body: u32, name: &str, role: NameRole) {
        self.names.push(name);
        self.name_bodies.push(body);
        self.name_roles.push(role);
    }

    /// Notes a VAT number of a body. One number can be that of a group.
    pub fn note_vat(&mut self, body: u32, vat_number: &str) {
        if let Some(vat) = crate::identifiers::vat_number(vat_number) {
            self.vat_numbers.entry(body).or_insert_with(|| vat.clone());
            let bodies = self.by_vat.entry(vat).or_default();
            if !bodies.contains(&body) {
                bodies.push(body);
            }
        }
    }

    /// Notes that a body is a registered charity: a company can be one too.
    pub fn note_charity(&mut self, body: u32, charity_number: &str) {
        if !charity_number.is_empty() {
            self.by_charity.entry(charity_number.to_owned()).or_insert(body);
            self.charity_numbers.entry(body).or_insert_with(|| charity_number.to_owned());
            if let Some(vcse) = self.vcse.get_mut(body as usize) {
                *vcse = true;
            }
            if let Some(kind) = self.kinds.get_mut(body as usize)
                && *kind == SupplierKind::Company
            {
                *kind = SupplierKind::Charity;
            }
        }
    }

    /// The body with that charity number.
    pub fn by_charity_number(&self, number: &str) -> Option<u32> {
        self.by_charity.get(number).copied()
    }

    /// What is known of a body.
    pub fn body(&self, index: u32) -> Body<'_> {
        let at = index as usize;
        Body {
            id: self.ids.get(at),
            kind: self.kinds.get(at).copied(),
            name: self.name_of(index),
            company_number: self.company_numbers.get(at),
            charity_number: self.charity_numbers.get(&index).map_or("", String::as_str),
            ods_code: self.ods_codes.get(at),
            vat_number: self.vat_numbers.get(&index).map_or("", String::as_str),
            postcode: self.postcodes.get(at),
            country: self.countries.get(at),
            sic_code: self.sic_codes.get(at),
            size: self.sizes.get(at),
            is_vcse: self.vcse.get(at).copied().unwrap_or(false),
            active: self.active.get(at).copied().unwrap_or(true),
        }
    }

    /// Supplier id of a body.
    pub fn id(&self, body: u32) -> &str {
        self.ids.get(body as usize)
    }

    /// Official name of a body.
    pub fn name_of(&self, body: u32) -> &str {
        self.main_names.get(body as usize).map_or("", |name| self.names.get(*name as usize))
    }

    /// Index of the official name of a body.
    pub fn main_name(&self, body: u32) -> u32 {
        self.main_names.get(body as usize).copied().unwrap_or(0)
    }

    /// True for a body of an official register, which names each body once.
    pub fn is_official(&self, body: u32) -> bool {
        let id = self.id(body);
        ["GB-COH-", "GB-NHS-", "GB-LAE-", "GB-CHC-"].iter().any(|scheme| id.starts_with(scheme))
    }

    /// Kind of a body.
    pub fn kind(&self, body: u32) -> SupplierKind {
        self.kinds.get(body as usize).copied().unwrap_or(SupplierKind::Unknown)
    }

    /// True unless the register says that the body has ended.
    pub fn is_active(&self, body: u32) -> bool {
        self.active.get(body as usize).copied().unwrap_or(true)
    }

    /// Official address of a body.
    pub fn postcode(&self, body: u32) -> Option<&str> {
        self.postcodes.filled(body as usize)
    }

    /// How many bodies there are.
    pub fn bodies(&self) -> usize {
        self.ids.len()
    }

    /// How many names there are.
    pub fn names(&self) -> usize {
        self.names.len()
    }

    /// The name at `index`.
    pub fn name(&self, index: u32) -> &str {
        self.names.get(index as usize)
    }

    /// Whose name it is.
    pub fn name_body(&self, index: u32) -> u32 {
        self.name_bodies.get(index as usize).copied().unwrap_or(0)
    }

    /// How the body came by the name.
    pub fn name_role(&self, index: u32) -> NameRole {
        self.name_roles.get(index as usize).copied().unwrap_or(NameRole::Other)
    }

    /// The body with that supplier id.
    pub fn by_id(&self, id: &str) -> Option<u32> {
        self.by_id.find(hash(id), |body| self.ids.get(*body as usize) == id).copied()
    }

    /// The body with that company number.
    pub fn by_company_number(&self, number: &str) -> Option<u32> {
        self.by_id(&format!("GB-COH-{number}"))
    }

    /// The body with that ODS code.
    pub fn by_ods(&self, code: &str) -> Option<u32> {
        self.by_ods.get(code).copied()
    }

    /// The bodies that use that VAT number.
    pub fn by_vat(&self, vat_number: &str) -> &[u32] {
        self.by_vat.get(vat_number).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
impl RegisterSet {
    /// A register of these bodies, each with its place as id; `-` stands before the name of one that has ended.
    pub(crate) fn of_names(names: &[&str]) -> RegisterSet {
        let mut set = RegisterSet::default();
        for (at, name) in names.iter().enumerate() {
            let (name, active) = name.strip_prefix('-').map_or((*name, true), |name| (name, false));
            set.add(&Body { id: &at.to_string(), name, active, ..Body::default() });
        }
        set
    }

    /// Ids of the bodies that bear a name, however it is spelt.
    pub(crate) fn bearers_of(&self, wanted: &str) -> Vec<&str> {
        let wanted = crate::normalise::normalise(wanted);
        let bears = |name: &u32| crate::normalise::normalise(self.name(*name)) == wanted;
        (0..self.names() as u32).filter(bears).map(|name| self.id(self.name_body(name))).collect()
    }
}
