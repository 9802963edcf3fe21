//! docs/ANALYSTS.md: every command on it is run as it stands, one after another, against the default world.
use super::server::Server;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The fenced blocks of a page, with their language.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, code)), None) => {
                code.push_str(line);
                code.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block without an end");
    blocks
}

/// What stands around a script for the Python console of QGIS.
fn in_qgis(code: &str) -> String {
    format!(
        "from qgis.core import QgsApplication, QgsProject, QgsVectorLayer\napp = QgsApplication([], False)\napp.initQgis()\n{code}\
         assert layer.featureCount() > 0\n"
    )
}

#[test]
fn the_first_ten_things_of_an_analyst_work() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docs/ANALYSTS.md")).expect("the page");
    assert_eq!(text.matches("\n## ").count(), 10, "ten things");
    let server = Server::default_world(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let python = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(|| root.join(".venv/bin/python"), PathBuf::from);
    let binary = Path::new(env!("CARGO_BIN_EXE_riverchief")).parent().expect("a folder");
    let path = std::env::var("PATH").expect("a path");
    let path = format!("{}:{path}", binary.display());
    let at = format!("http://{}", server.address);
    let (mut run, mut skipped) = (0, 0);
    for (number, (language, code)) in blocks(&text).into_iter().enumerate() {
        let code = code.replace("http://127.0.0.1:8080", &at);
        let file = folder.path().join(format!("block-{number}"));
        let mut command = match language.as_str() {
            "sh" => {
                let mut bash = Command::new("bash");
                bash.args(["-euo", "pipefail", "-c", &code]);
                bash
            }
            "python" => {
                std::fs::write(&file, &code).expect("written");
                let mut command = Command::new(&python);
                command.arg(&file);
                command
            }
            "python-qgis" => {
                if !Path::new("/usr/lib/python3/dist-packages/qgis").is_dir() {
                    riverchief_repository::skipped("python3-qgis is not installed");
                    skipped += 1;
                    continue;
                }
                std::fs::write(&file, in_qgis(&code)).expect("written");
                let mut command = Command::new("/usr/bin/python3");
                command.arg(&file).env("QT_QPA_PLATFORM", "offscreen");
                command
            }
            other => panic!("a block of `{other}`"),
        };
        let output = command
            .current_dir(folder.path())
            .env("PATH", &path)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env_remove("RIVERCHIEF_CONFIG")
            .env_remove("RIVERCHIEF_WORLD")
            .output()
            .unwrap_or_else(|e| panic!("{language}: {e}"));
        let said = String::from_utf8_lossy(&output.stderr);
        let told = String::from_utf8_lossy(&output.stdout);
        println!("{told}");
        assert!(output.status.success(), "{code}\n{told}\n{said}");
        run += 1;
    }
    assert!(run + skipped >= 12, "{run} blocks");
    for (made, least) in [
        ("nanliu.gpkg", 90_000),
        ("part.geojson", 1_000),
        ("segments.parquet", 10_000),
        ("roster.xlsx", 10_000),
        ("inventory.pdf", 50_000),
        ("answers.csv", 300),
        ("own.gpkg", 90_000),
    ] {
        let size = std::fs::metadata(folder.path().join(made)).map_or(0, |m| m.len());
        assert!(size > least, "{made} has {size} bytes");
    }
    server.stopped();
}
