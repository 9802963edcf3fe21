//! `riverchief tiles`: archives that other programs read, with the tiles that the server gives, the same bytes every time.
use super::app::{App, decoded};
use riverchief_core::domain::time::Date;
use riverchief_fixtures as small_world;
use riverchief_gdal::world_file;
use riverchief_tiles::LayerSet;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(tempfile::TempDir);

impl Folder {
    /// With the small world in it.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        world_file::write(&folder.path().join("small.gpkg"), &small_world::sound()).expect("written");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_riverchief"))
            .env_remove("RIVERCHIEF_CONFIG")
            .env_remove("RIVERCHIEF_WORLD")
            .current_dir(self.0.path())
            .args(["tiles", "small.gpkg", "--as-of", "2026-06-01"])
            .args(args)
            .output()
            .expect("it starts")
    }

    #[track_caller]
    fn ok(&self, args: &[&str]) {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "standard output is for data");
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("readable");
        let mut names: Vec<_> = entries
            .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn python() -> PathBuf {
    std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(|| Path::new(ROOT).join(".venv/bin/python"), PathBuf::from)
}

fn read(pmtiles: &Path, mbtiles: &Path) -> Value {
    let output = Command::new(python())
        .arg(Path::new(ROOT).join("tests/it/tile_http/read_archives.py"))
        .args([pmtiles, mbtiles])
        .output()
        .expect("Python of the tests");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn other_programs_read_in_them_what_the_server_gives() {
    let folder = Folder::new();
    folder.ok(&["-o", "a.pmtiles", "--max-zoom", "11"]);
    folder.ok(&["-o", "a.mbtiles", "--max-zoom", "11"]);
    let found = read(&folder.path("a.pmtiles"), &folder.path("a.mbtiles"));
    let (pm, mb) = (&found["pmtiles"], &found["mbtiles"]);
    let tiles = pm["tiles"].as_object().expect("tiles");
    assert!(tiles.len() > 12, "{}", tiles.len());
    assert_eq!(pm["tiles"], mb["tiles"]);

    // What the server gives for that edition and epoch, also around what is there.
    let app = App::small();
    let world = app.get("/counties").json()["world"].clone();
    let all = LayerSet::all();
    let address = |at: &str| format!("/e1/{}/{all}/{at}", world["epoch"]["number"]);
    for (at, print) in tiles {
        let reply = app.with_headers(&address(at), &[("accept-encoding", "br")]);
        assert_eq!(reply.status, 200, "{at}");
        let plain = decoded(&reply);
        let mut crc = flate2::Crc::new();
        crc.update(&plain);
        assert_eq!(*print, serde_json::json!([crc.sum(), plain.len()]), "{at}");
    }
    for z in 9..=11_u32 {
        let (x0, y0) = (822 << 2 >> (12 - z) << 1 >> 1, 449 << 2 >> (12 - z));
        for (x, y) in (x0 - 3..x0 + 5).flat_map(|x| (y0 - 3..y0 + 5).map(move |y| (x, y))) {
            let at = format!("{z}/{x}/{y}");
            let expected = if tiles.contains_key(&at) { 200 } else { 204 };
            assert_eq!(app.get(&address(&at)).status, expected, "{at}");
        }
    }

    // Edition, epoch and the law's interval are named in both.
    for metadata in [&pm["metadata"], &mb["metadata"]] {
        let text = |name: &str| {
            metadata[name]
                .as_str()
                .map_or_else(|| metadata[name].to_string(), str::to_owned)
        };
        assert_eq!(
            (text("edition"), text("epoch")),
            ("1".to_owned(), world["epoch"]["number"].to_string())
        );
        assert_eq!(text("epoch_from"), world["epoch"]["from"].as_str().expect("a day"));
        assert_eq!(
            (text("name"), text("attribution")),
            ("小世界".to_owned(), "示意".to_owned())
        );
        assert_eq!(
            (text("minzoom"), text("maxzoom"), text("schematic")),
            ("0".into(), "11".into(), "true".into())
        );
    }
    let header = &pm["header"];
    assert_eq!((&header["min_zoom"], &header["max_zoom"]), (&0.into(), &11.into()));
    assert_eq!(
        (&header["clustered"], &header["addressed_tiles_count"]),
        (&true.into(), &tiles.len().into())
    );

    // GDAL finds every layer that has something, and the villages in theirs.
    let layers = pm["gdal"].as_object().expect("layers");
    assert!(layers["villages"].as_u64() >= Some(6), "{layers:?}");
    assert_eq!(pm["gdal"], mb["gdal"]);
    let debian = Command::new("ogrinfo")
        .args(["-ro", "-so"])
        .arg(folder.path("a.mbtiles"))
        .output()
        .expect("ogrinfo");
    let said = String::from_utf8_lossy(&debian.stdout).into_owned();
    assert!(debian.status.success() && debian.stderr.is_empty(), "{said}");
    for layer in layers.keys() {
        // “1: villages”, or “1: villages (Multi Polygon)”.
        let named = said.lines().any(|line| line.split_whitespace().nth(1) == Some(layer));
        assert!(named, "{layer}: {said}");
    }
}

#[test]
fn pmtiles_show_shows_it() {
    let folder = Folder::new();
    folder.ok(&["-o", "a.pmtiles", "--max-zoom", "9"]);
    let shown = Command::new(python().with_file_name("pmtiles-show"))
        .arg(folder.path("a.pmtiles"))
        .output();
    let shown = shown.expect("pmtiles-show, of the package pmtiles");
    let said = String::from_utf8_lossy(&shown.stdout).into_owned() + &String::from_utf8_lossy(&shown.stderr);
    assert!(shown.status.success(), "{said}");
    for expected in [
        "'tile_type': <TileType.MVT: 1>",
        "'max_zoom': 9",
        "'maxzoom': 9",
        "小世界",
        "villages",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(!said.contains("'maxzoom': 1"), "a layer beyond the archive: {said}");
}

/// `PyQGIS` belongs to the system's Python. Where it is not installed the test says so and ends.
#[test]
fn qgis_opens_and_draws_the_mbtiles() {
    let system = |script: &str, args: &[&Path]| {
        let mut command = Command::new("/usr/bin/python3");
        command
            .env("QT_QPA_PLATFORM", "offscreen")
            .env("XDG_RUNTIME_DIR", std::env::temp_dir());
        command
            .args(["-c", script])
            .args(args)
            .output()
            .expect("the system's Python")
    };
    if !system("import qgis.core", &[]).status.success() {
        riverchief_repository::skipped("python3-qgis is not installed");
        return;
    }
    let folder = Folder::new();
    folder.ok(&["-o", "a.mbtiles", "--max-zoom", "12"]);
    let script = include_str!("draw_in_qgis.py");
    let drawn = system(script, &[&folder.path("a.mbtiles")]);
    let said = String::from_utf8_lossy(&drawn.stderr).into_owned();
    assert!(drawn.status.success(), "{said}");
    let found: Value = serde_json::from_slice(&drawn.stdout).expect("JSON");
    assert_eq!(found["zooms"], serde_json::json!([0, 12]));
    assert_eq!(found["errors"], serde_json::json!([]));
    // Six villages, lines and points cover most of the picture, in more than one colour.
    assert!(
        found["drawn"].as_f64() > Some(0.3) && found["colours"].as_u64() > Some(3),
        "{found}"
    );
}

#[test]
fn the_same_world_gives_the_same_bytes() {
    let folder = Folder::new();
    for ending in ["pmtiles", "mbtiles"] {
        let names = ["a", "b"].map(|n| format!("{n}.{ending}"));
        for name in &names {
            folder.ok(&["-o", name, "--max-zoom", "9", "--layers", "villages,counties"]);
        }
        let [a, b] = names.map(|name| std::fs::read(folder.path(&name)).expect("readable"));
        assert!(a == b, "{ending}");
        assert!(a.len() > 1000);
    }
}

#[test]
fn a_unit_and_a_day_are_kept_to() {
    let folder = Folder::new();
    folder.ok(&["-o", "a.pmtiles", "--max-zoom", "9", "--layers", "counties"]);
    let output = folder.run(&[
        "-o",
        "b.pmtiles",
        "--max-zoom",
        "9",
        "--layers",
        "counties",
        "--unit",
        "450512",
    ]);
    assert!(output.status.success());
    let size = |name: &str| std::fs::metadata(folder.path(name)).expect("there").len();
    assert!(size("b.pmtiles") < size("a.pmtiles"));
    let early = App::small().drawn("counties", (9, 411, 224), Date::constant(2017, 5, 31));
    assert!(early.is_some());
    let unknown = folder.run(&["-o", "c.pmtiles", "--unit", "999999"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(!folder.path("c.pmtiles").exists());
}

#[test]
fn what_goes_wrong_is_said_and_leaves_nothing_behind() {
    let folder = Folder::new();
    std::fs::write(folder.path("kept.pmtiles"), "as it was").expect("written");
    let before = folder.names();
    for (args, words) in [
        (&["-o", "a.zip"][..], "ends in .pmtiles or .mbtiles"),
        (&["-o", "nowhere/a.pmtiles", "--max-zoom", "2"], "nowhere/a.pmtiles"),
        (&["-o", "a.pmtiles", "--layers", "rivers"], "segments_village"),
        (&["-o", "a.pmtiles", "--max-zoom", "15"], "15"),
        (&["--max-zoom", "3"], "--output"),
    ] {
        let output = folder.run(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(words) && !said.contains("panicked"), "{args:?}: {said}");
    }
    // A disk without room: no file may be longer than 4 kB here, and the signal for it is not taken.
    for name in ["kept.pmtiles", "new.mbtiles"] {
        let script = "trap '' XFSZ; ulimit -f 4; exec \"$0\" tiles small.gpkg --max-zoom 12 -o \"$1\"";
        let output = Command::new("bash")
            .args(["-c", script, env!("CARGO_BIN_EXE_riverchief"), name])
            .current_dir(folder.0.path())
            .output()
            .expect("bash");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(name), "{said}");
    }
    assert_eq!(folder.names(), before);
    assert_eq!(
        std::fs::read(folder.path("kept.pmtiles")).expect("readable"),
        b"as it was"
    );
}
