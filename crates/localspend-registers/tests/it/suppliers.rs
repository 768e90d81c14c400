//! Registers of suppliers: companies, charities, accredited employers, an organisation's own list.

use crate::layouts::{load_texts, shown};

fn company(name: &str, number: &str, postcode: &str, category: &str, accounts: &str, sic: &str, previous: &str) -> String {
    format!(
        "\"{name}\",\"{number}\",\"{postcode}\",\"{category}\",\"Active\",\"29/06/2011\",\"{accounts}\",\"{sic}\",\"\",\"{previous}\"\n"
    )
}

#[test]
fn companies_are_read_with_their_former_names_and_their_size() {
    let header = "CompanyName, CompanyNumber,RegAddress.PostCode,CompanyCategory,CompanyStatus,IncorporationDate,Accounts.AccountCategory,SICCode.SicText_1,SICCode.SicText_2, PreviousName_1.CompanyName\n";
    let rows = company(
        "MARSH CLEANING LIMITED",
        "01234567",
        "ZZ1 1AA",
        "Private Limited Company",
        "MICRO ENTITY",
        "81210 - General cleaning",
        "FEN CLEANING LIMITED",
    ) + &company("FEN CARE C.I.C.", "SC12345", "ZZ", "Community Interest Company", "FULL", "None Supplied", "")
        + &company("", "01234568", "", "", "", "", "")
        + &company("AGAIN LIMITED", "1234567X9", "", "", "", "", "");
    let (_folder, loaded) = load_texts(&[("BasicCompanyData-2025-09-01-part1_7.csv", (header.to_owned() + &rows).as_bytes())]);
    let columns = ["company_number", "name", "previous_names", "postcode", "sic_codes", "size", "is_cic", "incorporated_on"];
    assert_eq!(
        shown(&loaded, "companies", &columns),
        [
            "01234567|MARSH CLEANING LIMITED|FEN CLEANING LIMITED|ZZ1 1AA|81210|micro|false|2011-06-29",
            "SC012345|FEN CARE C.I.C.||||large|true|2011-06-29",
        ]
    );
    let report = &loaded.report.files[0];
    assert_eq!((report.rows, report.loaded, report.skipped), (4, 2, 2), "{report:?}");
    assert_eq!(report.as_of.unwrap().to_string(), "2025-09-01");
    assert!(report.notes.iter().any(|note| note.contains("row 3 `ZZ`")), "a partial postcode must be reported: {report:?}");
}

const CHARITY_TEXT: &str = "date_of_extract\tregistered_charity_number\tlinked_charity_number\tcharity_name\tdate_of_registration\tdate_of_removal\tlatest_income\tcharity_contact_postcode\tcharity_company_registration_number\n\
2025-07-01\t900001\t0\tMARSH HOSPICE \"THE ELMS\"\t1998-03-02\t\t3335160\tZZ1 1AA\t1234567\n\
2025-07-01\t900001\t1\tMARSH HOSPICE SHOPS\t1999-03-02\t\t\t\t\n\
2025-07-01\t900002\t0\tFEN AID\t1998-03-02\t2020-01-31\t\t\t\n";

#[test]
fn charities_read_alike_from_text_and_json() {
    let names = "registered_charity_number\tlinked_charity_number\tcharity_name_id\tcharity_name_type\tcharity_name\n900002\t0\t1\tWorking Name\tFENAID\n";
    let json = "\u{feff}[{\"registered_charity_number\":900001,\"linked_charity_number\":0,\"charity_name\":\"MARSH HOSPICE \\\"THE ELMS\\\"\",\"date_of_registration\":\"1998-03-02T00:00:00\",\"date_of_removal\":null,\"latest_income\":3335160.00,\"charity_contact_postcode\":\"ZZ1 1AA\",\"charity_company_registration_number\":\"1234567\"},\
        {\"registered_charity_number\":900001,\"linked_charity_number\":1,\"charity_name\":\"MARSH HOSPICE SHOPS\",\"date_of_registration\":\"1999-03-02T00:00:00\"},\
        {\"registered_charity_number\":900002,\"linked_charity_number\":0,\"charity_name\":\"FEN AID\",\"date_of_registration\":\"1998-03-02T00:00:00\",\"date_of_removal\":\"2020-01-31T00:00:00\",\"latest_income\":null}]";
    let expected = [
        "900001|MARSH HOSPICE \"THE ELMS\"|MARSH HOSPICE SHOPS|01234567|ZZ1 1AA|1998-03-02||333516000",
        "900002|FEN AID|FENAID|||1998-03-02|2020-01-31|",
    ];
    let columns =
        ["charity_number", "name", "other_names", "company_number", "postcode", "registered_on", "removed_on", "income"];
    for (name, text) in [("publicextract.charity.txt", CHARITY_TEXT), ("publicextract.charity.json", json)] {
        let (_folder, loaded) = load_texts(&[(name, text.as_bytes()), ("names.txt", names.as_bytes())]);
        assert_eq!(shown(&loaded, "charities", &columns), expected, "{name}");
    }
}

#[test]
fn json_that_breaks_off_keeps_what_stood_before_and_says_so() {
    let json = "[{\"registered_charity_number\":900001,\"linked_charity_number\":0,\"charity_name\":\"A\",\"date_of_registration\":\"1998-03-02\"},{\"regis";
    let (_folder, loaded) = load_texts(&[("c.json", json.as_bytes())]);
    assert_eq!(shown(&loaded, "charities", &["name"]), ["A"]);
    assert!(loaded.report.files[0].problem.as_deref().unwrap_or_default().contains("breaks off"), "{:?}", loaded.report.files);
}

#[test]
fn a_supplier_list_is_read_under_the_names_that_ledgers_use() {
    let list = "Vendor No;Vendor Name;CRN;VAT Reg No;Post Code;Country;SME\n\
        100;Marsh Café Ltd;5928735;GB 123 4567 82;zz11aa;England;Y\n\
        101;Overseas Systems Inc;;;10115;Germany;\n\
        102;Fen Wrong Ltd;;GB 123 4567 89;ZZ1;;Large\n";
    let (cp1252, _, _) = encoding_rs::WINDOWS_1252.encode(list);
    let (_folder, loaded) = load_texts(&[("vendors.csv", &cp1252)]);
    assert_eq!(
        shown(&loaded, "supplier_list", &["supplier_ref", "name", "company_number", "vat_number", "postcode", "country", "size"]),
        [
            "100|Marsh Café Ltd|05928735|123456782|ZZ1 1AA||small",
            "101|Overseas Systems Inc||||Germany|",
            "102|Fen Wrong Ltd||123456789|||large",
        ]
    );
    let notes = loaded.report.files[0].notes.join("\n");
    assert!(notes.contains("check digits are wrong") && notes.contains("row 4"), "{notes}");
    assert!(notes.contains("Windows-1252"), "an encoding that was assumed must be said: {notes}");
}

#[test]
fn folder_lists_add_names_and_do_not_push_out_the_published_rows() {
    let mut cells =
        vec!["ZA1", "MARSHLAND HOSPITALS NHS FOUNDATION TRUST", "Y99", "QX1", "", "", "", "", "", "ZZ1 1AA", "20010401", ""];
    cells.resize(27, "");
    let trusts = cells.join(",") + "\n";
    let folders =
        "folder,name,ods_code,type\nMARS,Marshland Hospitals NHS Foundation Trust,ZA1,trust\nFENC,NHS Fenland CCG,99X,CCG\n";
    let (_folder, loaded) = load_texts(&[("etr_2025.csv", trusts.as_bytes()), ("organisations.csv", folders.as_bytes())]);
    assert_eq!(
        shown(&loaded, "organisations", &["org_code", "kind", "icb_code", "other_names"]),
        ["99X|ccg||FENC", "ZA1|foundation_trust|QX1|MARS"],
        "a list of folders knows no care board: it must not take the published one away"
    );
}
