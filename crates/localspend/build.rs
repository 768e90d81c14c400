//! Rebuilds the binary when a file is added to what it embeds.

fn main() {
    println!("cargo:rerun-if-changed=../../sample-data");
}
