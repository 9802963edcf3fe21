//! Sees to it that the page is built before it is embedded, and says which commit is built; it builds nothing itself.
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    if !Path::new("web/dist/index.html").is_file() {
        println!(
            "cargo::error=web/dist is missing: run scripts/web, which builds the page with Node 20.19 or newer (make run and make test do it by themselves)."
        );
    }
    println!("cargo::rerun-if-env-changed=RIVERCHIEF_COMMIT");
    let given = std::env::var("RIVERCHIEF_COMMIT").ok().filter(|c| !c.is_empty());
    let commit = given.or_else(commit);
    let named = commit.as_deref().unwrap_or("unknown");
    println!("cargo::rustc-env=BUILT_FROM_NAMED={named}");
    println!("cargo::rustc-env=BUILT_FROM={}", commit.as_deref().unwrap_or(""));
}

/// The commit that is checked out; `None` without git, or where this folder is no repository of its own.
fn commit() -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)?;
    if Path::new(&top).canonicalize().ok()? != here.canonicalize().ok()? {
        return None;
    }
    // The log of HEAD grows with each commit and checkout; a repository without one has HEAD and what it points to.
    for name in ["logs/HEAD", "HEAD", "packed-refs"] {
        let path = git(&["rev-parse", "--git-path", name])?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "HEAD"])
}

fn git(args: &[&str]) -> Option<String> {
    let told = Command::new("git").args(args).output().ok()?;
    let text = String::from_utf8(told.stdout).ok()?;
    (told.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}
