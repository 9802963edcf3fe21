//! The clients that people use, and an independent oracle for filters, each a script of tests/ogc over the real binary.
use super::super::server::Server;
use std::path::Path;
use std::process::Command;

const BINARY: &str = env!("CARGO_BIN_EXE_riverchief");

/// Runs a script; it prints what it saw, and fails with what was wrong.
#[track_caller]
fn script(name: &str, arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(|| root.join(".venv/bin/python"), Into::into);
    let run = Command::new(&python)
        .arg(root.join("tests/ogc").join(name))
        .args(arguments)
        .env_remove("RIVERCHIEF_CONFIG")
        .env_remove("RIVERCHIEF_WORLD")
        .output()
        .unwrap_or_else(|e| {
            panic!(
                "{} did not start ({e}): run `make test`, which installs it",
                python.display()
            )
        });
    let (out, err) = (
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr),
    );
    assert!(run.status.success(), "{name}\n{out}\n{err}");
    println!("{out}");
    out.into_owned()
}

#[test]
fn gdal_owslib_and_qgis_see_every_layer_at_the_root() {
    script("clients.py", &[BINARY]);
}

#[test]
fn gdal_owslib_and_qgis_see_every_layer_below_a_path() {
    script("clients.py", &[BINARY, "/beihai/rivers"]);
}

/// Alone on the machine (see .config/nextest.toml): an answer may take five seconds.
#[test]
fn every_operation_keeps_to_its_description() {
    let deep = std::env::var_os("RIVERCHIEF_DEEP").is_some();
    script("described.py", &[BINARY, if deep { "200" } else { "6" }]);
}

/// `query::parse` has the same in process; this is for a release build too (CONTRIBUTING.md).
#[test]
#[ignore = "four thousand requests"]
fn no_depth_of_nesting_ends_the_process() {
    script("nesting.py", &[BINARY]);
}

#[test]
fn filters_find_what_spatialite_finds() {
    let number = if std::env::var_os("RIVERCHIEF_DEEP").is_some() {
        "20000"
    } else {
        "2000"
    };
    let told = script("filters.py", &[BINARY, number]);
    for operator in [
        "S_TOUCHES",
        "T_DURING",
        "A_OVERLAPS",
        "CASEI",
        "ACCENTI",
        "BETWEEN",
        "IN",
        "LIKE",
        "div",
        "NOT",
    ] {
        assert!(
            told.contains(&format!("'{operator}'")),
            "no filter had {operator}: {told}"
        );
    }
}

#[test]
fn requirements_that_have_no_suite_are_met() {
    let server = Server::default_world(&["--request-timeout", "300"]);
    let told = script("checks.py", &[&format!("http://{}", server.address)]);
    assert!(told.contains(" 0 not, 0 not declared"), "{told}");
    server.stopped();
}
