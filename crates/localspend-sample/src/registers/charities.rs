//! The charity register's public extract: tab-separated, one file of charities, one of their other names.

use crate::output::File;
use crate::rng::Rng;
use crate::world::World;
use crate::world::suppliers::Identity;

const CHARITY: [&str; 34] = [
    "date_of_extract",
    "organisation_number",
    "registered_charity_number",
    "linked_charity_number",
    "charity_name",
    "charity_type",
    "charity_registration_status",
    "date_of_registration",
    "date_of_removal",
    "charity_reporting_status",
    "latest_acc_fin_period_start_date",
    "latest_acc_fin_period_end_date",
    "latest_income",
    "latest_expenditure",
    "charity_contact_address1",
    "charity_contact_address2",
    "charity_contact_address3",
    "charity_contact_address4",
    "charity_contact_address5",
    "charity_contact_postcode",
    "charity_contact_phone",
    "charity_contact_email",
    "charity_contact_web",
    "charity_company_registration_number",
    "charity_insolvent",
    "charity_in_administration",
    "charity_previously_excepted",
    "charity_is_cdf_or_cif",
    "charity_is_cio",
    "cio_is_dissolved",
    "date_cio_dissolution_notice",
    "charity_activities",
    "charity_gift_aid",
    "charity_has_land",
];
const OTHER_NAMES: [&str; 7] = [
    "date_of_extract",
    "organisation_number",
    "linked_charity_number",
    "registered_charity_number",
    "charity_name_id",
    "charity_name_type",
    "charity_name",
];

/// The two files.
pub fn files(world: &World) -> anyhow::Result<Vec<File>> {
    let mut charities = vec![CHARITY.join("\t")];
    let mut names = vec![OTHER_NAMES.join("\t")];
    for (index, supplier) in world.suppliers.iter().enumerate() {
        let (number, company) = match (&supplier.identity, &supplier.charity_number) {
            (Identity::Charity(number), _) => (number, ""),
            (Identity::Company(company), Some(number)) => (number, company.as_str()),
            _ => continue,
        };
        let mut rng = Rng::of(&[world.seed, 42, index as u64]);
        let postcode = supplier.registered.map_or("", |postcode| world.geography.postcodes[postcode].text.as_str());
        let income = (50_000 + rng.below(4_000_000)).to_string();
        let organisation = (5_900_000 + index).to_string();
        let mut row = CHARITY.map(|_| "");
        let cells = [
            (0, "2025-07-01"),
            (1, organisation.as_str()),
            (2, number.as_str()),
            (3, "0"),
            (4, supplier.name.as_str()),
            (5, if company.is_empty() { "Trust" } else { "Charitable company" }),
            (6, "Registered"),
            (7, "1998-03-02"),
            (9, "Submission Received"),
            (12, income.as_str()),
            (14, "1 Market Street"),
            (19, postcode),
            (23, company),
            (24, "false"),
            (25, "false"),
            (28, "false"),
        ];
        for (column, text) in cells {
            row[column] = text;
        }
        charities.push(row.join("\t"));
        if !supplier.former_name.is_empty() {
            let name_id = (7_000_000 + index).to_string();
            let cells =
                ["2025-07-01", &organisation, "0", number.as_str(), &name_id, "Working name", supplier.former_name.as_str()];
            names.push(cells.join("\t"));
        }
    }
    let text = |mut lines: Vec<String>| {
        lines.push(String::new());
        lines.join("\r\n").into_bytes()
    };
    Ok(vec![
        File::new("registers/publicextract.charity.txt", text(charities)),
        File::new("registers/publicextract.charity_other_names.txt", text(names)),
    ])
}
