//! The invented country: regions, care systems, local authorities, small areas and postcodes. None of the areas, codes or
//! postcodes exists; the codes have the shapes of real ones so that the readers of real layouts take them.

use crate::rng::Rng;

/// A local authority with the larger areas it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authority {
    /// GSS code.
    pub code: &'static str,
    /// Name, as in lookups.
    pub name: &'static str,
    /// Region code; the pseudo code outside England.
    pub region: &'static str,
    /// Region name.
    pub region_name: &'static str,
    /// Country code.
    pub country: &'static str,
    /// GSS code of the integrated care board; the pseudo code outside England.
    pub icb_gss: &'static str,
    /// Postcode area with the first outward digit.
    outward: &'static str,
    /// Centre, in ten-thousandths of a degree.
    centre: (i64, i64),
    /// Small areas of the most deprived tenth come first; the higher, the more deprived the authority.
    deprivation: u64,
}

/// An integrated care board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Board {
    /// ODS code.
    pub code: &'static str,
    /// GSS code.
    pub gss: &'static str,
    /// Name.
    pub name: &'static str,
}

/// The boards.
pub const BOARDS: [Board; 4] = [
    Board { code: "QZX", gss: "E54000991", name: "NHS Wend and Vale Integrated Care Board" },
    Board { code: "QZY", gss: "E54000992", name: "NHS Ostmere and Thrale Integrated Care Board" },
    Board { code: "QZJ", gss: "E54000993", name: "NHS Haldane Coast Integrated Care Board" },
    Board { code: "QZK", gss: "E54000994", name: "NHS Queenshaven Integrated Care Board" },
];

const MARCHES: (&str, &str) = ("E12000991", "Middle Marches");
const RIDINGS: (&str, &str) = ("E12000992", "Far Ridings");
const HAVEN: (&str, &str) = ("E12000993", "South Haven");

/// The local authorities. The first three make up the care system of the sample.
pub const AUTHORITIES: [Authority; 9] = [
    english("E06000991", "Wendmarsh", MARCHES, "E54000991", "ZX1", (530_100, -14_200), 4),
    english("E06000992", "Fallowdene", MARCHES, "E54000991", "ZX2", (531_900, -12_600), 2),
    english("E08000993", "Castleport", MARCHES, "E54000991", "ZX3", (529_000, -16_900), 6),
    english("E06000994", "Ostmere", MARCHES, "E54000992", "ZY1", (527_100, -20_100), 3),
    english("E06000995", "Thrale", MARCHES, "E54000992", "ZY2", (525_600, -18_400), 3),
    english("E06000996", "Haldane Coast", RIDINGS, "E54000993", "ZJ1", (541_200, -10_300), 4),
    english("E09000997", "Queenshaven", HAVEN, "E54000994", "ZK1", (514_700, -2_100), 5),
    Authority {
        code: "W06000991",
        name: "Penmarch",
        region: "W99999999",
        region_name: "Wales",
        country: "W92000004",
        icb_gss: "W99999999",
        outward: "ZW1",
        centre: (518_200, -36_400),
        deprivation: 4,
    },
    Authority {
        code: "S12000991",
        name: "Strathorran",
        region: "S99999999",
        region_name: "Scotland",
        country: "S92000003",
        icb_gss: "S99999999",
        outward: "ZS1",
        centre: (563_300, -38_700),
        deprivation: 4,
    },
];

const fn english(
    code: &'static str,
    name: &'static str,
    region: (&'static str, &'static str),
    icb_gss: &'static str,
    outward: &'static str,
    centre: (i64, i64),
    deprivation: u64,
) -> Authority {
    Authority { code, name, region: region.0, region_name: region.1, country: "E92000001", icb_gss, outward, centre, deprivation }
}

impl Authority {
    /// ODS code of its board; `None` outside England.
    pub fn board(&self) -> Option<&'static str> {
        BOARDS.iter().find(|board| board.gss == self.icb_gss).map(|board| board.code)
    }

    /// Region code; `None` outside England.
    pub fn english_region(&self) -> Option<&'static str> {
        self.region.starts_with('E').then_some(self.region)
    }
}

/// A small area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallArea {
    /// LSOA code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Index into [`AUTHORITIES`].
    pub authority: usize,
    /// Rank of deprivation, 1 = most deprived.
    pub rank: u64,
    /// Decile of deprivation, 1 = most deprived.
    pub decile: u64,
}

/// A postcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postcode {
    /// With one space.
    pub text: String,
    /// Index into [`AUTHORITIES`].
    pub authority: usize,
    /// Index into [`Geography::areas`].
    pub area: usize,
    /// Ten-thousandths of a degree north.
    pub latitude: i64,
    /// Ten-thousandths of a degree east.
    pub longitude: i64,
    /// `yyyymm`.
    pub introduced: &'static str,
    /// `yyyymm`, empty while in use.
    pub terminated: &'static str,
}

/// The whole geography.
#[derive(Debug, Clone)]
pub struct Geography {
    /// Small areas by code.
    pub areas: Vec<SmallArea>,
    /// Postcodes, authority by authority.
    pub postcodes: Vec<Postcode>,
}

const AREAS_EACH: usize = 20;
const POSTCODES_EACH: usize = 140;
/// The last postcode of each authority is kept free of ordinary suppliers.
const ORDINARY_POSTCODES: usize = POSTCODES_EACH - 1;
/// Ranks run to the number of small areas of England in the real index, so that deciles fall as they do there.
const ALL_AREAS: u64 = 32_844;

impl Geography {
    /// Draws the geography.
    pub fn draw(seed: u64) -> Geography {
        let mut areas = Vec::new();
        let mut postcodes = Vec::new();
        for (authority, facts) in AUTHORITIES.iter().enumerate() {
            let first_area = areas.len();
            for number in 0..AREAS_EACH {
                let mut rng = Rng::of(&[seed, 11, authority as u64, number as u64]);
                let rank = (1 + rng.below(ALL_AREAS)) * 3 / (facts.deprivation.max(3));
                let rank = rank.clamp(1, ALL_AREAS);
                areas.push(SmallArea {
                    code: format!("{}0199{:04}", &facts.code[..1], authority * 100 + number + 1),
                    name: format!("{} {:03}{}", facts.name, number / 5 + 1, ["A", "B", "C", "D", "E"][number % 5]),
                    authority,
                    rank,
                    decile: (rank * 10).div_ceil(ALL_AREAS).clamp(1, 10),
                });
            }
            for number in 0..POSTCODES_EACH {
                let mut rng = Rng::of(&[seed, 12, authority as u64, number as u64]);
                let letters = b"ABDEFGHJLNPQRSTUWXYZ";
                let inward =
                    format!("{}{}{}", number % 9 + 1, letters[number / 9 % 20] as char, letters[number / 3 % 20] as char);
                let terminated = if number % 14 == 13 { ["201206", "201911", "202402"][number % 3] } else { "" };
                postcodes.push(Postcode {
                    text: format!("{}{} {inward}", facts.outward, number / 35 + 1),
                    authority,
                    area: first_area + rng.index(AREAS_EACH),
                    latitude: facts.centre.0 + rng.between(-700, 700),
                    longitude: facts.centre.1 + rng.between(-1_000, 1_000),
                    introduced: ["198001", "199606", "200909"][number % 3],
                    terminated,
                });
            }
        }
        Geography { areas, postcodes }
    }

    /// Index of the `number`th postcode of an authority.
    pub fn postcode_of(&self, authority: usize, number: usize) -> usize {
        authority * POSTCODES_EACH + number % POSTCODES_EACH
    }

    /// The authority of a postcode.
    pub fn authority_of(&self, postcode: usize) -> &'static Authority {
        &AUTHORITIES[self.postcodes[postcode].authority]
    }
}

/// How many postcodes of each authority ordinary suppliers can have.
pub const fn postcodes_each() -> usize {
    ORDINARY_POSTCODES
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn postcodes_and_areas_are_unique() {
        let geography = Geography::draw(7);
        let postcodes: BTreeSet<_> = geography.postcodes.iter().map(|p| &p.text).collect();
        assert_eq!(postcodes.len(), geography.postcodes.len());
        let areas: BTreeSet<_> = geography.areas.iter().map(|a| &a.code).collect();
        assert_eq!(areas.len(), geography.areas.len());
        assert!(geography.areas.iter().all(|area| (1..=10).contains(&area.decile)));
        assert!(geography.postcodes.iter().any(|p| !p.terminated.is_empty()));
    }
}
