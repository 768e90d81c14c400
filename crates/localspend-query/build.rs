//! Rebuilds the crate when a file is added to the catalogue that it embeds.

fn main() {
    println!("cargo:rerun-if-changed=../../queries");
}
