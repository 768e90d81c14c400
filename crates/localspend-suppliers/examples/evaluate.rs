//! Prints how good the matching is on the fifth of the labelled names that training never saw.
#![expect(clippy::print_stdout, reason = "a command of one file prints")]

use localspend_model::settings::Method;
use localspend_suppliers::dataset::{Dataset, Labelled};
use localspend_suppliers::evaluate;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("hint: name the folder with queries.csv, truth.csv and register.csv")?;
    let Dataset { labelled, register } = Dataset::read(&folder)?;
    let aside: Vec<&Labelled> = labelled.iter().filter(|one| one.fold == 0).collect();
    let method = Method::default();
    print!("{}", evaluate::report(&evaluate::judge(&aside, &register, &method)?, &method));
    Ok(())
}
