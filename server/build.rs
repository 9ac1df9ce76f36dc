//! The page is embedded: build again when its files came or went.

fn main() {
    println!("cargo::rerun-if-changed=../target/site");
    println!("cargo::rerun-if-changed=migrations");
}
