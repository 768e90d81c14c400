//! Prints how good the matching is on the fifth of the labelled names that training never saw.
#![expect(clippy::print_stdout, reason = "a command of one file prints")]

use localspend_model::settings::Method;
use localspend_suppliers::dataset::{Labelled, read_labelled, rows};
use localspend_suppliers::evaluate;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("hint: name the folder with queries.csv, truth.csv and register.csv")?;
    let read = |name: &str| std::fs::read(format!("{folder}/{name}"));
    let labelled = read_labelled(&read("queries.csv")?, &read("truth.csv")?)?;
    let table = rows("register.csv", &read("register.csv")?, &["register_id", "name"])?;
    let register: Vec<(String, String)> = table.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let aside: Vec<&Labelled> = labelled.iter().filter(|one| one.fold == 0 && one.class != "verified").collect();
    let method = Method::default();
    print!("{}", evaluate::report(&evaluate::judge(&aside, &register, &method)?, &method));
    Ok(())
}
