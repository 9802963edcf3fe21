//! Sees to it that the page is built before it is embedded; it builds nothing itself.
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    if !Path::new("web/dist/index.html").is_file() {
        println!(
            "cargo::error=web/dist is missing: run scripts/web, which builds the page with Node 20.19 or newer (make run and make test do it by themselves)."
        );
    }
}
