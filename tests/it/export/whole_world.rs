//! The whole world taken away and brought back: the same records, and the same answer everywhere.
use geo::{Coord, CoordsIter as _, LinesIter as _};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::{Ask, at};
use riverchief_core::snapshot::{Law, RawWorld, Snapshot};
use riverchief_gdal::{import, world_file};
use riverchief_geom::LonLat;
use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

fn index(raw: RawWorld) -> Index {
    let (snapshot, findings) = Snapshot::build(raw);
    assert_eq!(findings, []);
    Index::new(Law::new(
        &Arc::new(snapshot),
        Date::constant(2026, 11, 24),
        Thresholds::default(),
    ))
}

/// Every vertex and every edge's middle of what is drawn in a world, each once.
fn drawn(raw: &RawWorld) -> Vec<Coord<f64>> {
    let areas = (raw.units.iter().filter_map(|r| r.geometry.as_ref()))
        .chain(raw.water_areas.iter().filter_map(|r| r.geometry.as_ref()))
        .chain(raw.zones.iter().filter_map(|r| r.geometry.as_ref()))
        .chain(raw.zone_pieces.iter().filter_map(|r| r.geometry.as_ref()))
        .chain(raw.extents.iter().filter_map(|r| r.geometry.as_ref()))
        .chain(raw.marine_areas.iter().filter_map(|r| r.geometry.as_ref()));
    let lines = raw.centrelines.iter().filter_map(|r| r.geometry.as_ref());
    let mut places = vec![];
    for area in areas {
        places.extend(area.coords_iter());
        places.extend(area.lines_iter().map(|l| (l.start + l.end) / 2.0));
    }
    for line in lines {
        places.extend(line.coords_iter());
        places.extend(line.lines().map(|l| (l.start + l.end) / 2.0));
    }
    let mut seen = HashSet::new();
    places.retain(|c| seen.insert((c.x.to_bits(), c.y.to_bits())));
    places
}

fn random(count: u32) -> impl Iterator<Item = Coord<f64>> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        f64::from(u32::try_from(state >> 32).expect("32 bits")) / f64::from(u32::MAX)
    };
    (0..count).map(move |_| Coord {
        x: 108.8 + 1.2 * next(),
        y: 20.8 + 1.2 * next(),
    })
}

#[test]
fn the_world_comes_back_and_answers_the_same_everywhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world.gpkg");
    let run = Command::new(env!("CARGO_BIN_EXE_riverchief"))
        .args(["export", "world", "-f", "gpkg", "-o"])
        .arg(&path)
        .output()
        .expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let stored = riverchief::config::raw(None).expect("the default world");
    assert_eq!(
        world_file::read(&path).expect("a world file"),
        stored,
        "as a world file"
    );

    let sources = import::open(std::slice::from_ref(&path), None).expect("a source");
    let imported = import::import(&sources, None, &mut |_| {}).expect("imported");
    let places = drawn(&stored);
    // All of them, and 100,000 others, in `make test-deep`.
    let (every, count) = match std::env::var_os("RIVERCHIEF_DEEP") {
        Some(_) => (1, 100_000),
        None => (23, 3_000),
    };
    let (before, after) = (index(stored), index(imported.world));
    let places = places.into_iter().step_by(every).chain(random(count));
    for c in places {
        let ask = |index: &Index| at(index, LonLat::new(c.x, c.y), &Ask::default());
        assert_eq!(ask(&before), ask(&after), "at {c:?}");
    }
    assert!(Path::new(&path).exists());
}
