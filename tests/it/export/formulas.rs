//! CSV opens in a spreadsheet, which runs texts that begin as formulas: none do, and each is the text that it was when it comes back.
use riverchief_core::snapshot::finding::Severity;
use riverchief_fixtures as small_world;
use riverchief_gdal::{import, mapping::Mapping, world_file};
use std::path::{Path, PathBuf};
use std::process::Command;

const NAMES: [&str; 12] = [
    "=HYPERLINK(\"http://x\",\"y\")",
    "+86 779 2020202",
    "-",
    "-5",
    "@SUM(1)",
    "'=1",
    "''@x",
    "＝1+1",
    "'quoted'",
    "a=b",
    "北海",
    "\u{2d}1+1|cmd' /C calc'!A0",
];

/// The small world with such names of posts.
fn world(folder: &Path) -> PathBuf {
    let mut world = small_world::sound();
    for (post, name) in world.posts.iter_mut().zip(NAMES.iter().cycle()) {
        post.name = Some((*name).to_owned());
    }
    for (water, name) in world.waters.iter_mut().zip(NAMES) {
        water.name = Some(name.to_owned());
    }
    let path = folder.join("world.gpkg");
    world_file::write(&path, &world).expect("written");
    path
}

fn run(world: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_riverchief"));
    command.env_remove("RIVERCHIEF_CONFIG").env_remove("RIVERCHIEF_WORLD");
    let output = command.arg("--world").arg(world).args(args).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// All cells below the header, by column.
fn table(csv: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.expect("a record");
        names.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(row).collect()
}

fn begins_a_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) && cell.parse::<f64>().is_err()
}

#[test]
fn no_cell_of_any_csv_begins_a_formula_unless_it_is_asked_for_raw() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = world(folder.path());
    for args in [
        &["export", "posts", "-f", "csv"][..],
        &["export", "waters", "-f", "csv", "--csv-geometry", "wkt"],
        &["export", "segments_village", "-f", "csv"],
        &["inventory", "-f", "csv"],
        &["segments", "-f", "csv"],
        &["coverage", "-f", "csv"],
    ] {
        let args = [args, &["--as-of", "2020-01-01"]].concat();
        let found = table(&run(&world, &args));
        let cells = || found.iter().flatten();
        let running: Vec<_> = cells().filter(|(_, cell)| begins_a_formula(cell)).collect();
        assert!(running.is_empty(), "{args:?}: {running:?}");
        let raw = table(&run(&world, &[&args[..], &["--raw"]].concat()));
        let names: Vec<&String> = raw.iter().flatten().map(|(_, cell)| cell).collect();
        if !matches!(args[0], "segments" | "coverage") {
            assert!(
                names.iter().any(|name| begins_a_formula(name)),
                "{args:?} raw: {names:?}"
            );
            assert!(
                cells().any(|(_, cell)| cell == "'+86 779 2020202"),
                "{args:?}: {found:?}"
            );
        }
    }
}

#[test]
fn numbers_stay_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = world(folder.path());
    let west = "lon,lat\n-109.2,-21.5\n";
    let points = folder.path().join("points.csv");
    std::fs::write(&points, west).expect("written");
    let rows = run(&world, &["resolve", "--file", points.to_str().expect("UTF-8")]);
    assert!(rows.contains(",-109.2,-21.5,"), "{rows}");
    let posts = run(
        &world,
        &["export", "waters", "-f", "csv", "--properties", "code,name,order"],
    );
    assert!(!posts.contains(",'1"), "{posts}");
}

#[test]
fn what_was_defused_comes_back_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = world(folder.path());
    let kept = riverchief::config::raw(Some(&world)).expect("a world");
    let path = folder.path().join("posts.csv");
    std::fs::write(
        &path,
        run(&world, &["export", "posts", "-f", "csv", "--as-of", "2020-01-01"]),
    )
    .expect("written");
    let sources = import::open(std::slice::from_ref(&path), None).expect("a source");
    let text = riverchief_gdal::draft::draft(&sources).expect("a draft").text;
    let mapping = Mapping::parse(&text, "draft").expect("a mapping");
    let back = import::import(&sources, Some(mapping), &mut |_| {}).expect("imported");
    assert!(
        back.findings.iter().all(|f| f.severity != Severity::Error),
        "{:?}",
        back.findings
    );
    assert!(!back.world.posts.is_empty());
    for post in &back.world.posts {
        let was = kept.posts.iter().find(|p| p.id == post.id).expect("it was there");
        assert_eq!(post.name, was.name);
        assert_eq!(post.phone, was.phone);
    }
}
