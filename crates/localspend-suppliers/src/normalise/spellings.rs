//! Abbreviations that have one reading in supplier names, written out, so that both sides of a comparison agree.

/// What an abbreviation stands for, as tokens.
pub fn expand(token: &str) -> Option<&'static [&'static str]> {
    let words: &'static [&'static str] = match token {
        "HOSP" | "HSP" | "HOSPITALS" | "HOSPS" => &["HOSPITAL"],
        "UNIV" | "UNIVERISTY" | "UNIVERSTY" => &["UNIVERSITY"],
        "CTR" | "CNTR" | "CENTER" | "CENT" | "CTRE" => &["CENTRE"],
        "SURG" => &["SURGERY"],
        "SERV" | "SERVS" | "SVCS" | "SVC" | "SERVICE" | "SERVIC" | "SERVICS" => &["SERVICES"],
        "MGMT" | "MGT" | "MANAGMENT" => &["MANAGEMENT"],
        "GRP" => &["GROUP"],
        "INTL" | "INTERNAT" => &["INTERNATIONAL"],
        "ASSOC" | "ASSOCS" | "ASSN" => &["ASSOCIATION"],
        "BORO" => &["BOROUGH"],
        "CNCL" | "COUNCILS" => &["COUNCIL"],
        "FDN" | "FOUND" | "FNDN" | "FOUNDATN" => &["FOUNDATION"],
        "PTNS" | "PTNRS" | "PTNR" | "PRTNRS" => &["PARTNERS"],
        "PTNSHIP" | "PSHIP" => &["PARTNERSHIP"],
        "PRAC" | "PRACT" | "PRACTISE" => &["PRACTICE"],
        "DEPT" => &["DEPARTMENT"],
        "GOVT" => &["GOVERNMENT"],
        "NATL" => &["NATIONAL"],
        "SOC" => &["SOCIETY"],
        "COLL" => &["COLLEGE"],
        "NHST" => &["NHS", "TRUST"],
        "NHSFT" | "NHSFDT" => &["NHS", "FOUNDATION", "TRUST"],
        "FT" => &["FOUNDATION", "TRUST"],
        "PCT" => &["PRIMARY", "CARE", "TRUST"],
        "CCG" => &["CLINICAL", "COMMISSIONING", "GROUP"],
        "ICB" => &["INTEGRATED", "CARE", "BOARD"],
        "MHT" => &["MENTAL", "HEALTH", "TRUST"],
        "LBC" => &["LONDON", "BOROUGH", "COUNCIL"],
        "LB" => &["LONDON", "BOROUGH"],
        "MBC" => &["METROPOLITAN", "BOROUGH", "COUNCIL"],
        "CAB" => &["CITIZENS", "ADVICE", "BUREAU"],
        "CVS" => &["COMMUNITY", "VOLUNTARY", "SERVICES"],
        "SAINT" => &["ST"],
        "MT" => &["MOUNT"],
        "RD" => &["ROAD"],
        _ => return None,
    };
    Some(words)
}
