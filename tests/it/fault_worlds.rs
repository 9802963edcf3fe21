//! Worlds that once got wrong answers: by the shapes written down here, and by the files beside the repository, through the import.
use geo::{MultiPolygon, Polygon};
use riverchief_core::domain::answer::{Answer, Thresholds};
use riverchief_core::domain::kinds::Confidence;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::{Ask, at};
use riverchief_core::snapshot::raw::{RawMarineArea, RawPost, RawUnit, RawWater, RawWorld, RawZone};
use riverchief_core::snapshot::{Law, Snapshot};
use riverchief_fixtures::polygon;
use riverchief_gdal::import::{import, open};
use riverchief_gdal::mapping::Mapping;
use riverchief_geom::LonLat;
use std::path::PathBuf;
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 1, 1);

struct World(Index);

impl World {
    fn new(raw: RawWorld) -> Self {
        let (snapshot, findings) = Snapshot::build(raw);
        assert_eq!(findings, [], "the world types without findings");
        Self(Index::new(Law::new(&Arc::new(snapshot), DAY, Thresholds::default())))
    }

    /// The files of a folder of `faults`, imported by its mapping; if they are absent, the test is reported as skipped.
    fn imported(folder: &str) -> Option<Self> {
        let folder = riverchief_repository::shared(&format!("data/faults/{folder}"))?;
        let files = std::fs::read_dir(&folder).expect("the folder is read");
        let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
        files.sort();
        files.retain(|file| file.extension().is_some_and(|ending| ending != "toml"));
        let mapping = std::fs::read_to_string(folder.join("map.toml")).expect("a mapping");
        let mapping = Mapping::parse(&mapping, "map.toml").expect("a mapping");
        let sources = open(&files, Some(&mapping)).expect("the sources open");
        let imported = import(&sources, Some(mapping), &mut |_| {}).expect("the sources are read");
        Some(Self::new(imported.world))
    }

    fn at(&self, lon: f64, lat: f64) -> Answer {
        at(&self.0, LonLat::new(lon, lat), &Ask::default())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "raw text fields are optional")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn unit(code: &str, level: &str, parent: Option<&str>, ring: &[(f64, f64)]) -> RawUnit {
    RawUnit {
        code: some(code),
        name: some(code),
        level: some(level),
        parent: parent.map(str::to_owned),
        geometry: Some(MultiPolygon::new(vec![polygon(ring)])),
        ..RawUnit::default()
    }
}

/// The border of the two counties, from west to east: its ends lie on a line between cells, its middle does not.
const BORDER: [(f64, f64); 5] = [
    (109.0, 21.5),
    (109.1, 21.5),
    (109.5, 21.62),
    (109.9, 21.5),
    (110.0, 21.5),
];

fn two_counties() -> RawWorld {
    let mut north = BORDER.to_vec();
    north.extend([(110.0, 22.0), (109.5, 22.0), (109.0, 22.0)]);
    let mut south = vec![(109.0, 21.0), (109.5, 21.0), (110.0, 21.0)];
    south.extend(BORDER.iter().rev());
    RawWorld {
        units: vec![
            unit("450502", "county", None, &north),
            unit("450503", "county", None, &south),
        ],
        ..RawWorld::default()
    }
}

fn in_a_bay_of_the_border_a_county_is_alone(world: &World) {
    for (lon, lat, county) in [
        (109.5, 21.55, "450503"),
        (109.5, 21.61, "450503"),
        (109.5, 21.63, "450502"),
    ] {
        let answer = world.at(lon, lat);
        let codes: Vec<_> = answer.units.by_level.iter().flatten().map(|c| c.as_str()).collect();
        assert_eq!(codes, [county], "{lon} {lat}");
        assert!(!answer.units.boundary && answer.units.others.is_empty(), "{lon} {lat}");
        assert_eq!(answer.confidence, Confidence::Exact, "{lon} {lat}");
    }
}

/// The shores of a pool with a bay in the south, whose ends lie on a line between cells.
const SHORE: [(f64, f64); 12] = [
    (109.125, 21.5),
    (109.2, 21.5),
    (109.5, 21.62),
    (109.8, 21.5),
    (109.875, 21.5),
    (109.875, 21.9),
    (110.0, 22.0),
    (109.7, 21.92),
    (109.5, 21.9),
    (109.3, 21.91),
    (109.2, 21.91),
    (109.125, 21.9),
];

fn box_of(west: f64, south: f64, east: f64, north: f64) -> Vec<(f64, f64)> {
    vec![(west, south), (east, south), (east, north), (west, north)]
}

fn a_pool_with_a_bay() -> RawWorld {
    let zone = |id: &str, water: &str, kind: &str, outer: &[(f64, f64)], inner: &[(f64, f64)]| {
        let holes = if inner.is_empty() {
            vec![]
        } else {
            vec![polygon(inner).exterior().clone()]
        };
        RawZone {
            id: some(id),
            water: some(water),
            kind: some(kind),
            geometry: Some(MultiPolygon::new(vec![Polygon::new(
                polygon(outer).exterior().clone(),
                holes,
            )])),
            ..RawZone::default()
        }
    };
    let post = |id: &str, kind: &str, level: &str, unit: &str| RawPost {
        id: some(id),
        name: some(id),
        kind: some(kind),
        level: some(level),
        unit: some(unit),
        water: some("WS"),
        ..RawPost::default()
    };
    let water = |code: &str| RawWater {
        code: some(code),
        name: some(code),
        kind: some("reservoir"),
        city_level: Some(true),
        ..RawWater::default()
    };
    let (all, pool) = (box_of(108.8, 20.8, 110.2, 22.2), box_of(109.0, 21.0, 109.125, 21.125));
    RawWorld {
        units: vec![
            unit("450500", "city", None, &all),
            unit("450521", "county", Some("450500"), &all),
        ],
        zones: vec![
            zone("ZW1", "XJ", "water", &pool, &[]),
            zone("ZL1", "XJ", "land", &box_of(108.95, 20.95, 109.2, 21.2), &pool),
            zone("ZW2", "WS", "water", &SHORE, &[]),
            zone("ZL2", "WS", "land", &box_of(109.05, 21.4, 110.05, 22.05), &SHORE),
        ],
        waters: vec![water("XJ"), water("WS")],
        posts: vec![
            post("K-WS", "reservoir_chief", "city", "450500"),
            post("C-WS", "river_chief", "county", "450521"),
        ],
        ..RawWorld::default()
    }
}

fn in_a_bay_of_the_pool_is_land_and_the_pool_matches_once(world: &World) {
    for (lon, lat, zone, direct) in [
        (109.5, 21.55, "ZL2", "C-WS"),
        (109.5, 21.45, "ZL2", "C-WS"),
        (109.5, 21.7, "ZW2", "K-WS"),
        (109.17, 21.52, "ZW2", "K-WS"),
    ] {
        let answer = world.at(lon, lat);
        let matched: Vec<_> = answer
            .matches
            .iter()
            .filter_map(|m| Some(m.feature.as_ref()?.as_str()))
            .collect();
        assert_eq!(matched, [zone], "{lon} {lat}");
        assert_eq!(answer.zone.as_ref().map(|z| z.as_str()), Some(zone), "{lon} {lat}");
        let posts: Vec<_> = answer.direct_responsible.iter().map(|p| p.as_str()).collect();
        assert_eq!(posts, [direct], "{lon} {lat}");
    }
}

fn two_seas() -> RawWorld {
    let sea = |id: &str, west: f64| RawMarineArea {
        id: some(id),
        name: some(id),
        geometry: Some(MultiPolygon::new(vec![polygon(&box_of(west, 21.0, west + 0.5, 21.5))])),
        ..RawMarineArea::default()
    };
    RawWorld {
        units: vec![unit("450502", "county", None, &box_of(109.0, 21.5, 110.0, 22.0))],
        marine_areas: vec![sea("M1", 109.0), sea("M2", 109.5)],
        ..RawWorld::default()
    }
}

fn on_the_common_edge_of_two_seas_is_at_sea(world: &World) {
    for (lon, lat, status) in [
        (109.25, 21.2, "MARINE"),
        (109.5, 21.2, "MARINE"),
        (109.5_f64.next_up(), 21.2, "MARINE"),
        (109.5, 21.0_f64.next_up(), "MARINE"),
        (109.5, 21.0, "OUT_OF_JURISDICTION"),
        (109.0, 21.2, "OUT_OF_JURISDICTION"),
        (109.5, 21.5, "GENERAL_ONLY"),
        (109.25, 21.5, "GENERAL_ONLY"),
    ] {
        assert_eq!(world.at(lon, lat).status.as_str(), status, "{lon} {lat}");
    }
}

#[test]
fn a_county_does_not_claim_the_bay_of_its_border() {
    in_a_bay_of_the_border_a_county_is_alone(&World::new(two_counties()));
    World::imported("truth-w1")
        .iter()
        .for_each(in_a_bay_of_the_border_a_county_is_alone);
}

#[test]
fn a_pool_does_not_claim_the_bay_of_its_shore() {
    in_a_bay_of_the_pool_is_land_and_the_pool_matches_once(&World::new(a_pool_with_a_bay()));
    World::imported("truth-w2")
        .iter()
        .for_each(in_a_bay_of_the_pool_is_land_and_the_pool_matches_once);
}

#[test]
fn q_the_common_edge_of_two_marine_areas_is_at_sea() {
    on_the_common_edge_of_two_seas_is_at_sea(&World::new(two_seas()));
    World::imported("truth-w6")
        .iter()
        .for_each(on_the_common_edge_of_two_seas_is_at_sea);
}
