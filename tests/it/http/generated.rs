//! Clients that others generate from the description: they compile, and run what the README asks.
use super::server::Server;
use std::path::{Path, PathBuf};
use std::process::Command;

fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients")
}

/// Whether something that `scripts/setup --test --oracle` installs exists; if not, the test is reported as skipped.
fn there(path: &Path) -> bool {
    if path.exists() {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing", path.display());
    riverchief_repository::skipped("tests/clients/node_modules or .venv is absent");
    false
}

#[track_caller]
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{command:?}\n{said}");
    said
}

/// The service, and its description as a file.
fn served(folder: &Path) -> (Server, PathBuf) {
    let server = Server::default_world(&[]);
    let address = format!("http://{}/openapi.json", server.address);
    let mut reply = ureq::get(address).call().expect("an answer");
    let text = reply.body_mut().read_to_string().expect("text");
    let file = folder.join("openapi.json");
    std::fs::write(&file, text).expect("written");
    (server, file)
}

#[test]
fn the_client_of_openapi_typescript_compiles_and_asks_what_the_readme_asks() {
    let packages = clients().join("node_modules");
    if !there(&packages) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (server, description) = served(folder.path());
    std::os::unix::fs::symlink(&packages, folder.path().join("node_modules")).expect("linked");
    for name in ["package.json", "readme.ts"] {
        std::fs::copy(clients().join(name), folder.path().join(name)).expect("copied");
    }
    let made = folder.path().join("api.ts");
    run(Command::new(packages.join(".bin/openapi-typescript"))
        .arg(&description)
        .arg("-o")
        .arg(&made));
    let strict = [
        "--strict",
        "--noUncheckedIndexedAccess",
        "--skipLibCheck",
        "--target",
        "es2022",
        "--module",
        "nodenext",
    ];
    run(Command::new(packages.join(".bin/tsc"))
        .args(strict)
        .args(["readme.ts"])
        .current_dir(folder.path()));
    let said = run(Command::new("node")
        .args(["readme.js", &format!("http://{}", server.address)])
        .current_dir(folder.path()));
    assert!(said.contains("every request of the README"), "{said}");
    server.stopped();
}

#[test]
fn the_client_of_openapi_python_client_is_whole_and_asks_what_the_readme_asks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(|| root.join(".venv/bin/python"), PathBuf::from);
    if !there(&python) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (server, description) = served(folder.path());
    let made = folder.path().join("made");
    let said = run(Command::new(&python)
        .args(["-m", "openapi_python_client", "generate", "--overwrite", "--path"])
        .arg(&description)
        .arg("--output-path")
        .arg(&made)
        .arg("--config")
        .arg(clients().join("python.yml")));
    // What it can't read of a description it leaves out, and says so.
    assert!(!said.contains("WARNING") && !said.contains("Cannot parse"), "{said}");
    let said = run(Command::new(&python)
        .arg(clients().join("readme.py"))
        .arg(&made)
        .arg(format!("http://{}", server.address)));
    assert!(said.contains("every request of the README"), "{said}");
    server.stopped();
}
