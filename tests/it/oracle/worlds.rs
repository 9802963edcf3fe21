//! The oracle against riverchief on other worlds: random ones, real counties, and those that were once answered wrongly.
use super::{DATE, ON_UNITS, SEED, Sample, agree, resolve, run, scratch, succeed, text};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file or folder of the shared data; if it is absent, the test is reported as skipped.
fn shared(name: &str) -> Option<PathBuf> {
    riverchief_repository::shared(&format!("data/{name}"))
}

fn import(args: &[&str], world: &Path) {
    let output = run(Command::new(env!("CARGO_BIN_EXE_riverchief"))
        .arg("import")
        .args(args)
        // An earlier run may have left its world in the folder.
        .args(["--force", "-o", text(world)]));
    assert!(output.status.success(), "import {args:?} ended with {}", output.status);
}

/// The real counties as `riverchief import` reads them by itself.
fn counties_world(folder: &str) -> Option<PathBuf> {
    let source = shared("admin/beihai_counties_wgs84_derived.geojson")?;
    let world = scratch(folder).join("counties.gpkg");
    import(&[text(&source)], &world);
    Some(world)
}

/// A world that was once answered wrongly: a world file, or sources with their mapping.
fn fault_world(name: &str) -> Option<PathBuf> {
    let folder = shared(&format!("faults/{name}"))?;
    let ready = folder.join("world.gpkg");
    if ready.exists() {
        return Some(ready);
    }
    let files = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let (maps, mut sources): (Vec<_>, Vec<_>) = files.partition(|file| file.extension().is_some_and(|e| e == "toml"));
    sources.sort();
    let mut args = vec!["--map", text(&maps[0])];
    args.extend(sources.iter().map(|file| text(file)));
    let world = scratch(name).join("world.gpkg");
    import(&args, &world);
    Some(world)
}

/// Random worlds, full of borders, holes and rivers beside borders.
fn many_worlds(folder: &str, worlds: u32, seed: u32) {
    let (worlds, seed) = (worlds.to_string(), seed.to_string());
    let args = ["--worlds", &worlds, "--seed", &seed];
    let binary = env!("CARGO_BIN_EXE_riverchief");
    print!(
        "{}",
        succeed(
            "many_worlds.py",
            &[&[binary, text(&scratch(folder))][..], &args].concat()
        )
    );
}

#[test]
fn riverchief_agrees_with_the_oracle_on_30_random_worlds() {
    many_worlds("worlds", 30, 0);
}

#[test]
#[ignore = "a quarter of an hour: make test-deep"]
fn riverchief_agrees_with_the_oracle_on_1000_random_worlds() {
    many_worlds("worlds-deep", 1000, 1_000);
}

/// What a row must contain at a place.
type Place = (&'static str, &'static str, &'static str);

const FAULTS: &[(&str, &[Place])] = &[
    ("truth-w1", &[("109.5", "21.55", "GENERAL_ONLY,,450503,,,")]),
    (
        "truth-w2",
        &[
            ("109.5", "21.55", "LAND_ZONE"),
            ("109.5", "21.45", "LAND_ZONE"),
            ("109.17", "21.52", ",ZW2,"),
        ],
    ),
    ("truth-w4", &[("109.2", "21.35", ".R.1"), ("109.2", "21.351", ".L.1")]),
    ("truth-w6", &[("109.5", "21.2", "MARINE")]),
    ("truth-wobble", &[("109.002", "21.5196", ".B.1")]),
];

/// Worlds that were once answered wrongly: what both must say at the places in question, and places all around.
#[test]
fn riverchief_agrees_with_the_oracle_on_worlds_that_were_once_answered_wrongly() {
    let sample = Sample {
        random: 500,
        adversarial: 1_500,
        seed: SEED,
    };
    for (name, places) in FAULTS {
        let Some(world) = fault_world(name) else { continue };
        let folder = scratch(name);
        let [points, mine, theirs] = ["place.csv", "place.oracle.csv", "place.riverchief.csv"].map(|f| folder.join(f));
        for (lon, lat, expected) in *places {
            fs::write(&points, format!("id,lon,lat\n{name},{lon},{lat}\n")).expect("a place written");
            succeed("oracle.py", &[text(&world), text(&points), DATE, text(&mine)]);
            resolve(&world, &points, DATE, &theirs);
            for rows in [&mine, &theirs] {
                let row = fs::read_to_string(rows).expect("rows");
                assert!(row.contains(expected), "{name} at {lon}, {lat}: not {expected}:\n{row}");
            }
        }
        agree(name, &world, DATE, sample, &[]);
    }
}

#[test]
fn riverchief_agrees_with_the_oracle_on_a_world_of_real_counties() {
    let sample = Sample {
        random: 10_000,
        adversarial: 10_000,
        seed: SEED,
    };
    if let Some(world) = counties_world("counties") {
        agree("counties", &world, DATE, sample, &[ON_UNITS]);
    }
}
