//! The workspace's `localspend.toml` and the people's answers in `decisions/`.

use crate::output::{File, csv_table};
use crate::world::World;

const CONFIGURATION: &str = r#"# The workspace of an invented integrated care system. Every organisation, place, supplier and figure is made up.

[workspace]
name = "Wend and Vale (invented)"

# Whose ledgers these are. What a file does not get from here comes from its entity column, else from its name.
[[ledgers]]
path = "ledgers/RZA/**"
org = "RZA"

[[ledgers]]
path = "ledgers/council/**"
org = "E06000991"

# ledgers/mental-health and ledgers/icb name the payer in their entity column, ledgers/community in the names of its files.

# Exactly one locality is primary: the one that verdicts use. The others are shown beside it.
[[locality]]
name = "ics"
kind = "ics"
primary = true

[[locality]]
name = "place"
kind = "place"

[[locality]]
name = "region"
kind = "region"
"#;

/// The files.
pub fn files(world: &World) -> anyhow::Result<Vec<File>> {
    Ok(vec![
        File::new("README.md", include_bytes!("readme.md").to_vec()),
        File::new("localspend.toml", CONFIGURATION.as_bytes().to_vec()),
        File::new("decisions/suppliers.csv", decisions(world)?),
        File::new("directives/wend-and-vale.toml", include_bytes!("directives.toml").to_vec()),
    ])
}

fn decisions(world: &World) -> anyhow::Result<Vec<u8>> {
    let mut rows =
        vec![["supplier_name", "answer", "supplier_id", "postcode", "reason", "decided_by", "decided_at"].map(str::to_owned)];
    for supplier in &world.suppliers {
        let (Some(postcode), Some(id)) = (supplier.decided_postcode, supplier.identity.supplier_id()) else { continue };
        for spelling in supplier.spellings.iter().chain([&supplier.name]) {
            rows.push([
                spelling.clone(),
                "is".to_owned(),
                id.clone(),
                world.geography.postcodes[postcode].text.clone(),
                "Registered at its accountants; works from its yard".to_owned(),
                "P. Example".to_owned(),
                "2024-02-12".to_owned(),
            ]);
        }
    }
    csv_table(rows)
}
