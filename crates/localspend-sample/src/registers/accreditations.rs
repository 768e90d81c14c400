//! The list of living-wage employers and recognised service providers that a user would bring.

use crate::output::{File, csv_table};
use crate::world::World;
use crate::world::names;
use crate::world::suppliers::{Identity, Standing};

/// The list.
pub fn file(world: &World) -> anyhow::Result<File> {
    let mut rows = Vec::new();
    for (index, supplier) in world.suppliers.iter().enumerate() {
        // Most rows carry a company number; some have only a name, as in the public search page.
        let number = match &supplier.identity {
            Identity::Company(number) if index % 3 != 0 => number.as_str(),
            _ => "",
        };
        for accreditation in &supplier.accreditations {
            let kind = match accreditation.standing {
                Standing::Accredited => "Accredited Living Wage Employer",
                Standing::RecognisedProvider => "Recognised Service Provider",
                Standing::Charter => "Good Employment Charter member",
            };
            rows.push([
                names::title(&supplier.name),
                String::new(),
                number.to_owned(),
                "Private".to_owned(),
                "Middle Marches".to_owned(),
                accreditation.from.format("%d/%m/%Y").to_string(),
                accreditation.to.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default(),
                kind.to_owned(),
            ]);
        }
    }
    rows.sort();
    let header = ["Name", "Also known as", "Company number", "Sector", "Region", "Accredited from", "Accredited to", "Kind"]
        .map(str::to_owned);
    rows.insert(0, header);
    Ok(File::new("registers/living_wage_employers.csv", csv_table(rows)?))
}
