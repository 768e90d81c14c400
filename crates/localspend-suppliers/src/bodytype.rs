//! What sort of body a name names: a council is not the charity of the same town. Two names of different sorts are seldom
//! one body, however alike they look.

/// A sort of body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum BodyType {
    /// None shown.
    #[default]
    Other,
    /// A council.
    Council,
    /// A body that commissions care: CCG, PCT, ICB, health authority.
    Commissioner,
    /// An NHS trust.
    NhsTrust,
    /// A practice, surgery or health centre.
    Practice,
    /// A care or nursing home.
    Home,
    /// A hospital without `NHS`.
    Hospital,
    /// A hospice.
    Hospice,
    /// A university, college or school.
    Education,
    /// A fund, charity, league of friends, club, federation, or committee of a profession.
    Fund,
    /// A department or agency of government.
    Government,
}

impl BodyType {
    /// A number for features.
    pub fn code(self) -> f32 {
        f32::from(self as u8)
    }
}

/// The words that tell sorts apart: one bit each, so that a name is read once.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Sign {
    Fund,
    Council,
    For,
    School,
    Borough,
    Metropolitan,
    Unitary,
    Commissioning,
    Primary,
    Trust,
    Health,
    Authority,
    Board,
    Integrated,
    Nhs,
    Foundation,
    Practice,
    Centre,
    Medical,
    Hospice,
    Home,
    Care,
    University,
    Hospital,
    College,
    Royal,
    Academy,
}

impl Sign {
    fn of(word: &str) -> Option<Sign> {
        Some(match word {
            "CHARITY" | "CHARITIES" | "CHARITABLE" | "FUND" | "FUNDS" | "FRIENDS" | "LEAGUE" | "APPEAL" | "TRUSTEES"
            | "SCOUT" | "GUIDES" | "CHURCH" | "PTA" | "LIBRARY" | "CLUB" | "CHOIR" | "RADIO" | "LOTTERY" | "FELLOWSHIP"
            | "UNISON" | "LMC" | "LPC" | "TENANTS" | "MIND" | "MENCAP" | "FEDERATION" => Sign::Fund,
            "COUNCIL" => Sign::Council,
            "FOR" => Sign::For,
            "SCHOOL" => Sign::School,
            "BOROUGH" => Sign::Borough,
            "METROPOLITAN" => Sign::Metropolitan,
            "UNITARY" => Sign::Unitary,
            "COMMISSIONING" => Sign::Commissioning,
            "PRIMARY" => Sign::Primary,
            "TRUST" => Sign::Trust,
            "HEALTH" => Sign::Health,
            "AUTHORITY" => Sign::Authority,
            "BOARD" => Sign::Board,
            "INTEGRATED" => Sign::Integrated,
            "NHS" => Sign::Nhs,
            "FOUNDATION" => Sign::Foundation,
            "SURGERY" | "PRACTICE" | "GP" | "DR" | "DRS" => Sign::Practice,
            "CENTRE" => Sign::Centre,
            "MEDICAL" => Sign::Medical,
            "HOSPICE" => Sign::Hospice,
            "HOME" => Sign::Home,
            "NURSING" | "CARE" | "RESIDENTIAL" => Sign::Care,
            "UNIVERSITY" => Sign::University,
            "HOSPITAL" => Sign::Hospital,
            "COLLEGE" => Sign::College,
            "ROYAL" => Sign::Royal,
            "ACADEMY" => Sign::Academy,
            _ => return None,
        })
    }
}

/// The sort that the words of a normalised key show.
pub fn of_words<'a>(words: impl Iterator<Item = &'a str>) -> BodyType {
    let (mut first, mut before, mut last, mut signs) = ("", "", "", 0u32);
    // A parish's council, or one of faiths or for equality, is not the authority of the place.
    let mut lesser = false;
    for (at, word) in words.enumerate() {
        lesser |= word == "COUNCIL" && matches!(last, "TOWN" | "PARISH" | "COMMUNITY" | "EQUALITY")
            || word == "OF" && last == "COUNCIL" && at > 1 && first != "THE";
        if at == 0 {
            first = word;
        }
        (before, last) = (last, word);
        signs |= Sign::of(word).map_or(0, |sign| 1 << sign as u8);
    }
    let has = |sign: Sign| signs & (1 << sign as u8) != 0;
    if has(Sign::Fund) || before == "COMMUNITY" && last == "FOUNDATION" && !has(Sign::Nhs) {
        BodyType::Fund
    } else if (has(Sign::Council) && !lesser && !has(Sign::For) && !has(Sign::School))
        || (has(Sign::Borough) && (["LONDON", "ROYAL", "BOROUGH"].contains(&first) || has(Sign::Metropolitan)))
        || has(Sign::Unitary)
    {
        BodyType::Council
    } else if has(Sign::Commissioning)
        || (has(Sign::Primary) && has(Sign::Trust))
        || (has(Sign::Health) && (has(Sign::Authority) || has(Sign::Board)))
        || (has(Sign::Integrated) && has(Sign::Board))
    {
        BodyType::Commissioner
    } else if has(Sign::Nhs) && (has(Sign::Trust) || has(Sign::Foundation)) {
        BodyType::NhsTrust
    } else if has(Sign::Practice)
        || (has(Sign::Centre) && (has(Sign::Medical) || has(Sign::Health)))
        || (has(Sign::Medical) && ["GROUP", "PARTNERSHIP", "PARTNERS"].contains(&last))
    {
        BodyType::Practice
    } else if has(Sign::Hospice) {
        BodyType::Hospice
    } else if has(Sign::Home) && has(Sign::Care) {
        BodyType::Home
    } else if has(Sign::University) && !has(Sign::Hospital)
        || has(Sign::College) && !has(Sign::Hospital) && !has(Sign::Royal)
        || has(Sign::School)
        || has(Sign::Academy)
    {
        BodyType::Education
    } else if has(Sign::Hospital) {
        BodyType::Hospital
    } else if first == "HM" || first == "MINISTRY" || first == "DEPARTMENT" {
        BodyType::Government
    } else {
        BodyType::Other
    }
}

/// Words of a council's name that do not say where it is.
const TIERS: &[&str] = &[
    "COUNCIL",
    "BOROUGH",
    "CITY",
    "DISTRICT",
    "METROPOLITAN",
    "COUNTY",
    "LONDON",
    "ROYAL",
    "UNITARY",
    "AUTHORITY",
    "OF",
    "THE",
    "MB",
    "DC",
    "CC",
    "BC",
    "CORPORATION",
    "AND",
    "DISTICT",
];

/// Where the council with these words is: the words that do not say its tier, sorted.
fn places<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut place: Vec<&str> = words.filter(|word| !TIERS.contains(word)).collect();
    place.sort_unstable();
    place
}

/// The place of the council with these words, as it is written.
pub fn place<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let place = words.filter(|word| *word == "AND" || !TIERS.contains(word)).collect::<Vec<_>>().join(" ");
    place.strip_suffix(" AND").unwrap_or(&place).to_owned()
}

/// Whether two councils' names mean one place: 1 yes, 0.5 yes but of another tier, -1 no.
pub fn same_place<'a>(a: impl Iterator<Item = &'a str> + Clone, b: impl Iterator<Item = &'a str> + Clone) -> f32 {
    let county = |mut words: Box<dyn Iterator<Item = &'a str> + '_>| words.any(|word| word == "COUNTY");
    let (here, there) = (places(a.clone()), places(b.clone()));
    if here.is_empty() || here != there {
        return -1.0;
    }
    if county(Box::new(a.clone())) == county(Box::new(b.clone())) { 1.0 } else { 0.5 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(name: &str) -> BodyType {
        of_words(name.split(' '))
    }

    #[test]
    fn a_hospitals_charity_is_not_the_hospital() {
        assert_eq!(sort("DUNMORE VALE NHS FOUNDATION TRUST"), BodyType::NhsTrust);
        assert_eq!(sort("DUNMORE VALE NHS FOUNDATION TRUST SERVICES FUND"), BodyType::Fund);
        assert_eq!(sort("DUNMORE MEDICAL CENTRE"), BodyType::Practice);
        assert_eq!(sort("NHS DUNMORE CLINICAL COMMISSIONING GROUP"), BodyType::Commissioner);
        assert_eq!(sort("DUNMORE BOROUGH COUNCIL"), BodyType::Council);
        assert_eq!(sort("DUNMORE METROPOLITAN BOROUGH"), BodyType::Council);
        for other in ["DUNMORE TOWN COUNCIL", "DUNMORE PARISH COUNCIL", "DUNMORE COUNCIL OF FAITHS", "DUNMORE COUNCIL FOR CARERS"]
        {
            assert_eq!(sort(other), BodyType::Other, "{other}");
        }
        assert_eq!(sort("COUNCIL OF THE ISLES OF DUNMORE"), BodyType::Council);
        assert_eq!(sort("DUNMORE AND VALE LMC"), BodyType::Fund);
        assert_eq!(sort("DUNMORE COMMUNITY FOUNDATION"), BodyType::Fund);
        assert_eq!(sort("DUNMORE COMMUNITY NHS FOUNDATION"), BodyType::NhsTrust);
        assert_eq!(sort("DUNMORE COUNCIL TENANTS FEDERATION"), BodyType::Fund);
        assert_eq!(sort("QUILL"), BodyType::Other);
    }

    #[test]
    fn councils_are_told_by_place_and_tier() {
        let place = |a: &'static str, b: &'static str| same_place(a.split(' '), b.split(' '));
        assert_eq!(place("DUNMORE COUNCIL", "LONDON BOROUGH OF DUNMORE"), 1.0);
        assert_eq!(place("DUNMORE COUNTY COUNCIL", "DUNMORE CITY COUNCIL"), 0.5);
        assert_eq!(place("DUNMORE COUNCIL", "MID DUNMORE DISTRICT COUNCIL"), -1.0);
    }
}
