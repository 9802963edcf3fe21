//! Rivers drawn an ulp or half a metre beside their border: snap (N6, S15).
use super::{World, branch, segment};
use geo::{LineString, MultiPolygon};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::{Bank, Level};
use riverchief_core::snapshot::raw::{RawCentreline, RawUnit, RawWater, RawWorld};
use riverchief_core::snapshot::reaches::Branch;
use riverchief_fixtures::{COUNTY_B, POOL, V, Y, polygon, rectangle, sound};

pub(super) const NORTH: &str = V[2][1];
pub(super) const SOUTH: &str = V[2][0];
/// A metre of latitude, in degrees, roughly.
pub(super) const METRE: f64 = 1.0 / 110_700.0;

/// Units of each reach, `left|right` where it is shared.
pub(super) fn owners(branch: &Branch) -> Vec<String> {
    let one = |r: &riverchief_core::snapshot::reaches::Reach| {
        let code = |u: &Option<riverchief_core::domain::ids::UnitCode>| u.as_ref().map(ToString::to_string);
        match (code(&r.unit), code(&r.right)) {
            (Some(left), Some(right)) => format!("{left}|{right}"),
            (Some(unit), None) => unit,
            _ => "outside".to_owned(),
        }
    };
    let mut list: Vec<String> = branch.reaches.iter().map(one).collect();
    list.dedup();
    list
}

/// The small world with the border stream on another course, without its registered stretches.
pub(super) fn stream(course: &[(f64, f64)]) -> RawWorld {
    let mut raw = sound();
    let line = raw.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
    line.expect("the border stream").geometry = Some(LineString::from(course.to_vec()));
    raw.segments.retain(|s| s.water.as_deref() != Some("BH"));
    raw
}

fn beside(metres: f64) -> World {
    let y = Y[1] + metres * METRE;
    World::of(stream(&[(109.09, y), (109.10, y), (109.12, y)]))
}

/// Counties, each a ring, and one river.
pub(super) fn counties(units: &[(&str, &[(f64, f64)])], course: &[(f64, f64)]) -> RawWorld {
    let unit = |(code, ring): &(&str, &[(f64, f64)])| RawUnit {
        code: Some((*code).to_owned()),
        name: Some((*code).to_owned()),
        level: Some("county".to_owned()),
        neighbour: Some(false),
        geometry: Some(MultiPolygon::new(vec![polygon(ring)])),
        ..RawUnit::default()
    };
    RawWorld {
        units: units.iter().map(unit).collect(),
        waters: vec![RawWater {
            code: Some("R".to_owned()),
            name: Some("界河".to_owned()),
            kind: Some("river".to_owned()),
            ..RawWater::default()
        }],
        centrelines: vec![RawCentreline {
            water: Some("R".to_owned()),
            branch: Some(0),
            geometry: Some(LineString::from(course.to_vec())),
            ..RawCentreline::default()
        }],
        ..RawWorld::default()
    }
}

pub(super) const WEST: &[(f64, f64)] = &[(108.8, 21.0), (109.0, 21.0), (109.4, 21.7), (108.8, 21.7)];
pub(super) const EAST: &[(f64, f64)] = &[(109.0, 21.0), (109.6, 21.0), (109.6, 21.7), (109.4, 21.7)];

#[test]
fn n6_a_vertex_an_ulp_aside_is_no_other_river() {
    // The common edge of two counties, and a vertex on it that doubles can't hold.
    let down = [(109.4, 21.7), (109.12, 21.21), (109.0, 21.0)];
    let up: Vec<_> = down.iter().rev().copied().collect();
    for (course, owner) in [(&down[..], "450503|450502"), (&up, "450502|450503")] {
        let world = World::of(counties(&[("450502", WEST), ("450503", EAST)], course));
        let river = branch(&world, "R");
        assert_eq!(owners(river), [owner], "left in the direction of flow");
        assert!(river.wobbles.is_empty() && river.parallels.is_empty() && river.reaches.iter().all(|r| !r.wobble));
        let answer = world.at(109.2 - 2e-5, 21.35);
        assert_eq!(
            segment(&answer).map(|s| s.starts_with("R.0.county.450502.")),
            Some(true)
        );
        assert!(answer.shared_river);
    }
}

#[test]
fn n6_a_metre_inside_its_border_is_on_it_and_more_is_not() {
    for metres in [0.5, -0.5, 0.9] {
        let world = beside(metres);
        assert_eq!(owners(branch(&world, "BH")), [format!("{NORTH}|{SOUTH}")], "{metres} m");
        let [north, south] = [0.000_05, -0.000_05].map(|aside| world.at(109.105, Y[1] + aside));
        assert_eq!(segment(&north), Some(&*format!("BH.0.village.{NORTH}.L.1")));
        assert_eq!(segment(&south), Some(&*format!("BH.0.village.{SOUTH}.R.1")));
        assert_eq!(
            north.stationing.as_ref().map(|s| s.bank),
            Some(Bank::Left),
            "the bank is by the line (N11)"
        );
    }
    let world = beside(1.5);
    assert_eq!(owners(branch(&world, "BH")), [NORTH]);
    assert_eq!(branch(&world, "BH").parallels.len(), 1);
}

#[test]
fn n6_snap_counts_at_exactly_its_length_and_distance_and_zero_switches_it_off() {
    let y = Y[1] + 0.5 * METRE;
    let raw = || stream(&[(109.09, y), (109.12, y)]);
    let shared = |border_snap_m: f64, border_run_m: f64| {
        let t = Thresholds {
            border_snap_m,
            border_run_m,
            border_corridor_m: 0.0,
            ..Thresholds::default()
        };
        let world = World::under(raw(), super::DAY, t);
        owners(branch(&world, "BH")).len() == 1 && branch(&world, "BH").reaches[0].right.is_some()
    };
    let len_m = branch(&World::of(raw()), "BH").line.len_m();
    assert!(shared(1.0, len_m), "N10");
    assert!(!shared(1.0, len_m.next_up()));
    assert!(!shared(0.0, 200.0) && !shared(1.0, 0.0));
    // The greatest distance of its ends and middle.
    let end = riverchief_geom::LonLat::new(109.09, y);
    let on = riverchief_geom::LonLat::new(109.09, Y[1]);
    let aside_m = riverchief_geom::ellipsoid::distance_m(end, on);
    assert!(shared(aside_m + 1e-6, 200.0));
    assert!(!shared(aside_m - 1e-6, 200.0));
}

#[test]
fn n6_exact_pieces_those_aside_and_those_across_are_one_sequence() {
    let y = |metres: f64| Y[1] + metres * METRE;
    let course = [
        (109.09, y(30.0)),
        (109.091, y(0.0)),
        (109.10, y(0.0)),
        (109.102, y(0.8)),
        (109.104, y(-0.8)),
        (109.11, y(0.0).next_up()),
        (109.115, y(0.0)),
        (109.116, y(-60.0)),
    ];
    let world = World::of(stream(&course));
    let river = branch(&world, "BH");
    assert_eq!(owners(river), [NORTH, &format!("{NORTH}|{SOUTH}"), SOUTH]);
    let shared: Vec<_> = river.reaches.iter().filter(|r| r.right.is_some()).collect();
    let measures = river.line.measures_m();
    assert_eq!(
        (shared[0].from_m, shared[shared.len() - 1].to_m),
        (measures[1], measures[6])
    );
    let of = |level, unit: &str| {
        let list = world.index.law.network.derived.iter();
        let list = list.filter(|d| d.water.as_str() == "BH" && d.level == level && d.unit.as_str() == unit);
        list.map(|d| d.id.to_string()).collect::<Vec<_>>()
    };
    let id = |unit: &str, bank: &str| format!("BH.0.village.{unit}.{bank}.1");
    assert_eq!(of(Level::Village, NORTH), [id(NORTH, "B"), id(NORTH, "L")]);
    assert_eq!(of(Level::Village, SOUTH), [id(SOUTH, "R"), id(SOUTH, "B")]);
    assert_eq!(
        of(Level::County, COUNTY_B).len(),
        1,
        "one stretch of both banks where the counties are one"
    );
}

#[test]
fn n6_there_and_back_along_the_border_left_stays_left() {
    let y = Y[1] + 0.4 * METRE;
    // Twice the line runs back for longer than it ran on.
    let xs = [109.09, 109.10, 109.094, 109.096, 109.1125, 109.1085, 109.12];
    let world = World::of(stream(&xs.map(|x| (x, y))));
    assert_eq!(owners(branch(&world, "BH")), [format!("{NORTH}|{SOUTH}")]);
    let world = World::of(stream(&xs.map(|x| (218.21 - x, y))));
    assert_eq!(owners(branch(&world, "BH")), [format!("{SOUTH}|{NORTH}")]);
}

#[test]
fn n6_a_pool_ends_a_sequence() {
    let mut raw = stream(&[(109.09, Y[1].next_up()), (109.12, Y[1].next_up())]);
    let mut pool = raw
        .zones
        .iter()
        .find(|z| z.kind.as_deref() == Some("water"))
        .expect("a pool")
        .clone();
    pool.id = Some("ANOTHER".to_owned());
    let [w, e, s, n] = [109.10, 109.11, Y[1] - 0.002, Y[1] + 0.002];
    pool.geometry = Some(MultiPolygon::new(vec![rectangle([w, e, s, n])]));
    raw.zones.push(pool);
    assert!(POOL[1] < w, "apart from the other");
    let world = World::of(raw);
    let river = branch(&world, "BH");
    let pools: Vec<_> = river.reaches.iter().map(|r| (r.in_pool, r.right.is_some())).collect();
    assert_eq!(pools, [(false, true), (true, false), (false, true)]);
}
