//! The supplier list that the trusts' shared procurement team keeps: addresses with dates, and the suppliers abroad.

use crate::output::{File, csv_table};
use crate::world::World;
use crate::world::suppliers::Identity;

/// The list.
pub fn file(world: &World) -> anyhow::Result<File> {
    let header = [
        "Supplier number",
        "Supplier name",
        "Company number",
        "Charity number",
        "VAT number",
        "Postcode",
        "Country",
        "Valid from",
        "Valid to",
    ];
    let mut rows = vec![header.map(str::to_owned)];
    for (index, supplier) in world.suppliers.iter().enumerate() {
        for address in &supplier.listed {
            let number = if let Identity::Company(number) = &supplier.identity { number.clone() } else { String::new() };
            let charity = if let Identity::Charity(number) = &supplier.identity { number.clone() } else { String::new() };
            let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.format("%Y-%m-%d").to_string()).unwrap_or_default();
            rows.push([
                format!("S{:06}", 200_000 + index),
                supplier.name.clone(),
                number,
                charity,
                String::new(),
                address.postcode.map(|postcode| world.geography.postcodes[postcode].text.clone()).unwrap_or_default(),
                supplier.overseas.unwrap_or("United Kingdom").to_owned(),
                day(address.from),
                day(address.to),
            ]);
        }
    }
    Ok(File::new("registers/supplier_list.csv", csv_table(rows)?))
}
