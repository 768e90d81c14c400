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
    /// A fund, charity, league of friends or society.
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

/// The sort that the words of a normalised key show.
pub fn of_words<'a>(words: impl Iterator<Item = &'a str> + Clone) -> BodyType {
    let has = |wanted: &str| words.clone().any(|word| word == wanted);
    let last = words.clone().last().unwrap_or("");
    let first = words.clone().next().unwrap_or("");
    let fund = [
        "CHARITY",
        "CHARITIES",
        "CHARITABLE",
        "FUND",
        "FUNDS",
        "FRIENDS",
        "LEAGUE",
        "APPEAL",
        "TRUSTEES",
        "SCOUT",
        "GUIDES",
        "CHURCH",
        "PTA",
        "LIBRARY",
    ];
    if fund.iter().any(|word| has(word)) {
        BodyType::Fund
    } else if (has("COUNCIL") && !has("FOR") && !has("SCHOOL"))
        || (has("BOROUGH") && (["LONDON", "ROYAL", "BOROUGH"].contains(&first) || has("METROPOLITAN")))
        || has("UNITARY")
    {
        BodyType::Council
    } else if has("COMMISSIONING")
        || (has("PRIMARY") && has("TRUST"))
        || (has("HEALTH") && (has("AUTHORITY") || has("BOARD")))
        || (has("INTEGRATED") && has("BOARD"))
    {
        BodyType::Commissioner
    } else if has("NHS") && (has("TRUST") || has("FOUNDATION")) {
        BodyType::NhsTrust
    } else if ["SURGERY", "PRACTICE", "GP", "DR", "DRS"].iter().any(|word| has(word))
        || (has("CENTRE") && (has("MEDICAL") || has("HEALTH")))
        || (has("MEDICAL") && (last == "GROUP" || last == "PARTNERSHIP" || last == "PARTNERS"))
    {
        BodyType::Practice
    } else if has("HOSPICE") {
        BodyType::Hospice
    } else if has("HOME") && (has("NURSING") || has("CARE") || has("RESIDENTIAL")) {
        BodyType::Home
    } else if has("UNIVERSITY") && !has("HOSPITAL")
        || has("COLLEGE") && !has("HOSPITAL") && !has("ROYAL")
        || has("SCHOOL")
        || has("ACADEMY")
    {
        BodyType::Education
    } else if has("HOSPITAL") {
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

/// Whether two councils' names mean one place: 1 yes, 0.5 yes but of another tier, -1 no.
pub fn same_place<'a>(a: impl Iterator<Item = &'a str> + Clone, b: impl Iterator<Item = &'a str> + Clone) -> f32 {
    let place = |words: &mut dyn Iterator<Item = &'a str>| {
        let mut place: Vec<&str> = words.filter(|word| !TIERS.contains(word)).collect();
        place.sort_unstable();
        place
    };
    let county = |mut words: Box<dyn Iterator<Item = &'a str> + '_>| words.any(|word| word == "COUNTY");
    let (here, there) = (place(&mut a.clone()), place(&mut b.clone()));
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
