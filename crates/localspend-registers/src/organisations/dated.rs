//! Editions of the organisation files made into rows with dates: a fact holds from the edition that first states it to the
//! day before the edition that states another.
//!
//! The first edition speaks for the time before it as well, back to the day the organisation opened; the last one for all time
//! after. When between two editions something changed is not known, so the later edition's date is taken.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use localspend_model::tables;

use super::{Gathered, Listed, Seen, Site, sector_of};
use crate::error::Error;
use crate::lookups::Lookups;
use crate::postcodes::PlaceOf;
use crate::rows::{Cell, Sink, TableWriter};

/// Rows written.
#[derive(Debug, Default, Clone, Copy)]
pub struct Written {
    /// Organisations.
    pub organisations: u64,
    /// Sites.
    pub sites: u64,
}

/// Writes organisations and sites; `place` tells where a postcode is.
pub fn write<'p>(
    gathered: &Gathered,
    lookups: &Lookups,
    place: impl Fn(&str) -> Option<&'p PlaceOf>,
    sink: &mut Sink<'_>,
) -> Result<Written, Error> {
    let rows = rows(gathered, lookups);
    let mut writer = TableWriter::new(tables::ORGANISATIONS);
    for row in &rows {
        let place = place(&row.postcode);
        let from_place =
            |pick: fn(&PlaceOf) -> &Option<String>| place.and_then(|place| pick(place).as_deref()).unwrap_or_default();
        let icb = if row.icb.is_empty() { from_place(|place| &place.icb) } else { lookups.care_board(&row.icb) };
        let mut region = row.region.as_str();
        if region.is_empty() {
            region = lookups.region(&row.code).unwrap_or_else(|| from_place(|place| &place.region));
        }
        writer.push(
            &[
                Cell::Text(&row.code),
                Cell::Text(&row.name),
                Cell::Text(row.kind),
                Cell::Text(&row.sector),
                Cell::Text(icb),
                Cell::Text(region),
                Cell::Text(&row.postcode),
                Cell::Date(row.valid_from),
                Cell::Date(row.valid_to),
                Cell::Texts(&row.other_names),
                Cell::Text(&row.source),
            ],
            sink,
        )?;
    }
    let organisations = writer.finish(sink)?;
    let sites = write_sites(gathered, &rows, sink)?;
    Ok(Written { organisations, sites })
}

fn write_sites(gathered: &Gathered, organisations: &[Listed], sink: &mut Sink<'_>) -> Result<u64, Error> {
    let codes: BTreeSet<&str> = organisations.iter().map(|row| row.code.as_str()).collect();
    let mut sites: Vec<Site> = gathered.sites.clone();
    let listed: BTreeSet<(String, String)> = sites.iter().map(|site| (site.org_code.clone(), site.site_code.clone())).collect();
    // Of several editions of the site file the newest that has the site speaks for it.
    let mut newest: BTreeMap<&str, &Site> = BTreeMap::new();
    for site in gathered.ods_sites.values().flatten() {
        newest.insert(&site.site_code, site);
    }
    for site in newest.into_values() {
        let org_code = owner(&site.site_code, &codes).to_owned();
        if !listed.contains(&(org_code.clone(), site.site_code.clone())) {
            sites.push(Site { org_code, ..site.clone() });
        }
    }
    let with_main: BTreeSet<String> =
        gathered.sites.iter().filter(|site| site.is_main).map(|site| site.org_code.clone()).collect();
    for row in organisations.iter().filter(|row| !row.postcode.is_empty() && !with_main.contains(&row.code)) {
        sites.push(Site {
            org_code: row.code.clone(),
            site_code: row.code.clone(),
            name: row.name.clone(),
            postcode: row.postcode.clone(),
            is_main: true,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            source: row.source.clone(),
        });
    }
    sites.sort_by(|a, b| {
        (&a.org_code, !a.is_main, &a.site_code, a.valid_from).cmp(&(&b.org_code, !b.is_main, &b.site_code, b.valid_from))
    });
    // A main site is one place at a time: an address that did not change when the organisation's name did is one row.
    sites.dedup_by(|next, kept| {
        let joins = next.is_main
            && kept.is_main
            && (&next.org_code, &next.site_code, &next.postcode) == (&kept.org_code, &kept.site_code, &kept.postcode)
            && kept.valid_to.and_then(|day| day.succ_opt()) == next.valid_from;
        if joins {
            kept.valid_to = next.valid_to;
        }
        joins
    });
    let mut writer = TableWriter::new(tables::SITES);
    for site in &sites {
        writer.push(
            &[
                Cell::Text(&site.org_code),
                Cell::Text(&site.site_code),
                Cell::Text(&site.name),
                Cell::Text(&site.postcode),
                Cell::Bool(site.is_main),
                Cell::Date(site.valid_from),
                Cell::Date(site.valid_to),
                Cell::Text(&site.source),
            ],
            sink,
        )?;
    }
    writer.finish(sink)
}

/// The organisation whose code begins the site's code; the first three letters where none is known.
fn owner<'a>(site_code: &'a str, codes: &BTreeSet<&str>) -> &'a str {
    let longest = (1..site_code.len()).rev().filter_map(|length| site_code.get(..length)).find(|start| codes.contains(start));
    longest.or_else(|| site_code.get(..3)).unwrap_or(site_code)
}

/// Every organisation's rows, in order of code and date.
fn rows(gathered: &Gathered, lookups: &Lookups) -> Vec<Listed> {
    let mut rows: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
    for editions in gathered.editions.values() {
        for (code, dated) in family_rows(editions) {
            match rows.get_mut(&code) {
                None => {
                    rows.insert(code, dated);
                }
                // The care-board lookup names boards that an ODS file describes better, but it does not shout.
                Some(held) => {
                    for row in held {
                        if let Some(quiet) = dated.iter().find(|quiet| quiet.name.eq_ignore_ascii_case(&row.name)) {
                            row.name.clone_from(&quiet.name);
                        }
                    }
                }
            }
        }
    }
    let complete = |listed: &Listed| {
        !listed.icb.is_empty() || !listed.region.is_empty() || listed.valid_from.is_some() || listed.valid_to.is_some()
    };
    let mut described: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
    for listed in &gathered.listed {
        if complete(listed) {
            described.entry(listed.code.clone()).or_default().push(listed.clone());
        }
    }
    // What an organisation writes about itself, with dates or areas, takes the place of the published files.
    for (code, mut listed) in described {
        listed.sort_by_key(|listed| listed.valid_from);
        listed.dedup();
        rows.insert(code, listed);
    }
    for listed in gathered.listed.iter().filter(|listed| !complete(listed)) {
        match rows.get_mut(&listed.code) {
            None => {
                rows.insert(listed.code.clone(), vec![listed.clone()]);
            }
            Some(held) => {
                for row in held {
                    let names = std::iter::once(&listed.name).chain(&listed.other_names);
                    row.other_names.extend(names.filter(|name| !name.eq_ignore_ascii_case(&row.name)).cloned());
                    if row.postcode.is_empty() {
                        row.postcode = listed.postcode.clone();
                    }
                    if row.sector.is_empty() {
                        row.sector = listed.sector.clone();
                    }
                }
            }
        }
    }
    let mut all: Vec<Listed> = rows.into_values().flatten().collect();
    for row in &mut all {
        row.other_names.sort();
        row.other_names.dedup();
        if row.sector.is_empty() {
            row.sector = sector_of(&row.name).to_owned();
        }
        if row.icb.is_empty() {
            row.icb = lookups.trust_care_board(&row.code).unwrap_or_default().to_owned();
        }
    }
    all
}

/// The rows that the editions of one family of files make.
fn family_rows(editions: &BTreeMap<NaiveDate, BTreeMap<String, Seen>>) -> BTreeMap<String, Vec<Listed>> {
    let codes: BTreeSet<&String> = editions.values().flat_map(BTreeMap::keys).collect();
    codes.into_iter().map(|code| (code.clone(), organisation_rows(code, editions))).collect()
}

fn organisation_rows(code: &str, editions: &BTreeMap<NaiveDate, BTreeMap<String, Seen>>) -> Vec<Listed> {
    let mut rows: Vec<Listed> = Vec::new();
    let (mut opened, mut closed, mut left) = (None, None, None);
    for (edition, organisations) in editions {
        let Some(seen) = organisations.get(code) else {
            // Named by an earlier edition and no longer by this one: it ended in between.
            if !rows.is_empty() && left.is_none() {
                left = edition.pred_opt();
            }
            continue;
        };
        (opened, closed, left) = (opened.or(seen.opened), seen.closed, None);
        let same = rows.last().is_some_and(|last| {
            (&last.name, last.kind, &last.icb, &last.postcode) == (&seen.name, seen.kind, &seen.icb, &seen.postcode)
        });
        if same {
            continue;
        }
        if let Some(last) = rows.last_mut() {
            last.valid_to = edition.pred_opt();
        }
        rows.push(Listed {
            code: code.to_owned(),
            name: seen.name.clone(),
            kind: seen.kind,
            sector: String::new(),
            icb: seen.icb.clone(),
            region: String::new(),
            postcode: seen.postcode.clone(),
            valid_from: Some(*edition),
            valid_to: None,
            other_names: Vec::new(),
            source: seen.source.clone(),
        });
    }
    if let Some(first) = rows.first_mut() {
        first.valid_from = opened;
    }
    if let Some(end) = closed.or(left) {
        for row in &mut rows {
            row.valid_to = Some(row.valid_to.map_or(end, |day| day.min(end)));
        }
        // An edition may restate an organisation that had ended before it.
        let only = rows.len() == 1;
        rows.retain(|row| only || row.valid_from.is_none_or(|from| from <= end));
    }
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    for row in &mut rows {
        row.other_names = names.iter().filter(|name| **name != row.name).cloned().collect();
    }
    rows
}
