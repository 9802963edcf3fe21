//! Names and texts of files are anybody's: whatever stands in them, a terminal is sent nothing that it obeys.
use super::{binary, stderr};
use riverchief_fixtures::{self as small_world, V};
use riverchief_gdal::world_file;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Clears the screen, turns it red, rings, goes back, and the same in other spellings; turns the direction of writing.
const EVIL: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{8}\r\u{7f}\u{9b}31m\u{202e}";

/// Names, numbers and notes that do so.
fn world(folder: &Path) -> PathBuf {
    let mut world = small_world::sound();
    let evil = |text: &mut Option<String>| {
        if let Some(text) = text {
            text.push_str(EVIL);
        }
    };
    world.units.iter_mut().for_each(|unit| evil(&mut unit.name));
    world.waters.iter_mut().for_each(|water| evil(&mut water.name));
    world.posts.iter_mut().for_each(|post| evil(&mut post.name));
    world.posts.iter_mut().for_each(|post| evil(&mut post.phone));
    world.holders.iter_mut().for_each(|holder| evil(&mut holder.name));
    world.holders.iter_mut().for_each(|holder| evil(&mut holder.title));
    world.meta.iter_mut().for_each(|fact| evil(&mut fact.value));
    // What names nothing is quoted by findings.
    evil(&mut world.boards[0].segment);
    evil(&mut world.tenures[0].post);
    let path = folder.join("evil.gpkg");
    world_file::write(&path, &world).expect("written");
    path
}

fn run(world: &Path, args: &[&str]) -> Output {
    binary().arg("--world").arg(world).args(args).output().expect("it runs")
}

#[track_caller]
fn harmless(what: &str, bytes: &[u8]) {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let evil = text
        .chars()
        .find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || *c == '\u{202e}');
    assert_eq!(evil, None, "{what}: {text:?}");
}

#[test]
fn answers_and_findings_for_people_hold_no_control_characters() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = world(folder.path());
    for args in [
        &["resolve", "--at", "109.10,21.561"][..],
        &["resolve", "--segment", "S-NLJ-V11"],
        &["segments"],
        &["inventory"],
        &["coverage", "--all"],
        &["validate"],
    ] {
        let output = run(&world, &[args, &["--as-of", "2020-01-01"]].concat());
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            args == ["coverage", "--all"] || shown.contains("␛"),
            "{args:?} shows no sign for it: {shown}"
        );
        harmless(&format!("{args:?}"), &output.stdout);
        harmless(&format!("{args:?}"), &output.stderr);
    }
}

#[test]
fn json_stays_json_with_the_texts_as_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = world(folder.path());
    let output = run(
        &world,
        &[
            "resolve",
            "--at",
            "109.10,21.561",
            "--as-of",
            "2020-01-01",
            "-f",
            "json",
        ],
    );
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let name = answer["units"]["village"]["name"].as_str().expect("a name");
    assert!(name.ends_with(EVIL), "{name:?}");
    assert_eq!(answer["units"]["village"]["code"], V[2][1]);
}

#[test]
fn errors_that_quote_what_was_typed_or_lies_in_a_file_hold_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = world(folder.path());
    let odd = folder.path().join(format!("odd{}.csv", EVIL.replace('\r', "")));
    std::fs::write(&odd, format!("lon{EVIL},name\n1,2\n")).expect("written");
    let settings = folder.path().join("settings.toml");
    std::fs::write(&settings, "\"a\\u001b[2J\" = 1\n").expect("written");
    let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    for args in [
        vec!["resolve".to_owned(), "--segment".to_owned(), EVIL.to_owned()],
        vec!["resolve".to_owned(), format!("--at={EVIL}")],
        vec!["resolve".to_owned(), "--at=109,21".to_owned(), format!("--crs={EVIL}")],
        vec![
            "resolve".to_owned(),
            "--at=109.1,21.5".to_owned(),
            format!("--concern={EVIL}"),
        ],
        vec![format!("--{EVIL}")],
        vec!["segments".to_owned(), format!("--water={EVIL}")],
        vec!["resolve".to_owned(), "--file".to_owned(), path(&odd)],
        vec![
            "import".to_owned(),
            path(&odd),
            "-o".to_owned(),
            path(&folder.path().join("out.gpkg")),
        ],
        vec!["--config".to_owned(), path(&settings), "inventory".to_owned()],
        vec!["export".to_owned(), EVIL.to_owned()],
    ] {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let output = run(&world, &args);
        assert_ne!(output.status.code(), Some(0), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
        harmless(&format!("{args:?}"), &output.stderr);
    }
    let lost = binary().args(["inventory", "--world", EVIL]).output().expect("it runs");
    harmless("a lost world", &lost.stderr);
}

#[test]
fn findings_of_an_import_hold_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("units.geojson");
    let odd = serde_json::json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": format!("45{EVIL}"), "name": EVIL, "level": "county", "valid_from": "2017-01-01"},
         "geometry": {"type": "LineString", "coordinates": [[109, 21], [109.5, 21.5]]}},
        {"type": "Feature", "properties": {"code": "450502", "name": "±±º£ÊÐ\u{1b}[2J", "level": "county"},
         "geometry": null}]});
    std::fs::write(&source, odd.to_string()).expect("written");
    let map = folder.path().join("map.toml");
    let mapping =
        "[[layer]]\nto = \"admin_units\"\n[layer.fields]\ncode = \"code\"\nname = \"name\"\nlevel = \"level\"\n";
    std::fs::write(&map, mapping).expect("written");
    let output = binary()
        .arg("import")
        .args([
            &source,
            Path::new("--map"),
            &map,
            Path::new("-o"),
            &folder.path().join("out.gpkg"),
        ])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains('␛'), "{}", stderr(&output));
    harmless("import", &output.stderr);
}

#[test]
fn data_on_a_terminal_is_harmless_and_in_a_pipe_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = world(folder.path());
    for args in [
        "inventory -f csv",
        "export counties -f csv",
        "export counties -f geojson",
        "validate --format json",
    ] {
        let line = format!(
            "{} --world {} {args}",
            env!("CARGO_BIN_EXE_riverchief"),
            world.display()
        );
        // Its input stays open to the end: at the end of it, script may leave before the command has said anything.
        let mut script = Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script(1), of util-linux, gives a terminal");
        let input = script.stdin.take();
        let output = script.wait_with_output().expect("its output");
        drop(input);
        // The terminal's own ends of lines.
        let shown = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
        harmless(args, shown.as_bytes());
        let piped = Command::new("sh").args(["-c", &line]).output().expect("it runs");
        let piped = String::from_utf8_lossy(&piped.stdout).into_owned();
        assert!(
            piped.contains('\u{9b}') || args.starts_with("validate"),
            "{args}: {piped:?}"
        );
    }
}
