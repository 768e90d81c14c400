//! The registers, in the layouts in which they are really published, with invented content.

mod accreditations;
mod charities;
mod companies;
mod ods;
mod postcodes;
mod supplier_list;

use crate::output::File;
use crate::world::World;

/// Every register file of a world.
pub fn files(world: &World) -> anyhow::Result<Vec<File>> {
    let mut files = ods::files(world)?;
    files.extend(postcodes::files(world)?);
    files.push(companies::file(world)?);
    files.extend(charities::files(world)?);
    files.push(accreditations::file(world)?);
    files.push(supplier_list::file(world)?);
    Ok(files)
}
