//! Rule A upwards (S29): parents that are named, taken by place, or missing with their whole level.
use super::{DAY, World, branch, codes, direct, first, seat, segment};
use geo::{LineString, MultiPolygon};
use riverchief_core::domain::answer::Answer;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::domain::kinds::{Basis, Confidence, Level, Status};
use riverchief_core::domain::note::Note;
use riverchief_core::resolve::{Ask, Detail, at};
use riverchief_core::snapshot::raw::{RawFunctionalArea, RawUnit, RawWorld};
use riverchief_fixtures::{CITY, COUNTY_A, COUNTY_B, NEIGHBOUR, T1, T2, T3, V, X, Y, rectangle};
use riverchief_geom::LonLat;

fn unit<'a>(raw: &'a mut RawWorld, code: &str) -> &'a mut RawUnit {
    let units = &mut raw.units;
    units
        .iter_mut()
        .find(|u| u.code.as_deref() == Some(code))
        .expect("a unit")
}

pub fn without(raw: &mut RawWorld, codes: &[&str]) {
    raw.units
        .retain(|u| !codes.contains(&u.code.as_deref().expect("a code")));
}

/// Two townships are not loaded, and the counties meet in the middle of their western villages, at 109.06.
fn across_a_county_border(raw: &mut RawWorld) {
    without(raw, &[T2, T3]);
    for (code, west, east) in [(COUNTY_A, X[0], 109.06), (COUNTY_B, 109.06, X[3])] {
        let ground = MultiPolygon::new(vec![rectangle([west, east, Y[0], Y[2]])]);
        unit(raw, code).geometry = Some(ground);
    }
    raw.segments.clear();
    raw.boards.clear();
}

fn notes(answer: &Answer) -> Vec<String> {
    let upwards = |n: &&Note| matches!(n, Note::Hole(_) | Note::ParentByPlace);
    answer.notes.iter().filter(upwards).map(ToString::to_string).collect()
}

fn general(answer: &Answer) -> Vec<&str> {
    let posts = answer.general_chiefs.iter().filter_map(|s| s.post.as_ref());
    posts.map(|p| p.as_str()).collect()
}

#[test]
fn a_township_that_is_not_loaded_takes_neither_county_nor_city_with_it() {
    let answer = World::with(|raw| without(raw, &[T1])).at(109.005, 21.51);
    assert_eq!(codes(&answer), [CITY, COUNTY_A, V[0][0]]);
    assert_eq!(notes(&answer), ["N_PARENT_BY_PLACE", "hole:township"]);
    assert_eq!(answer.confidence, Confidence::Incomplete);
    assert_eq!(general(&answer), [format!("GC-{COUNTY_A}"), format!("GC-{CITY}")]);
    assert_eq!(first(&answer), Some(&*format!("GC-{COUNTY_A}")));
    let county = answer.general_chiefs.iter().find(|s| s.level == Level::County);
    assert_eq!(county.map(|s| s.basis), Some(Basis::Inferred));
    let why = &answer.explanation[0];
    assert_eq!((why.rule.as_str(), why.basis), ("A", Basis::Inferred));
    assert!(why.inputs.contains(&("by_place", "county".to_owned())));
    assert!(why.inputs.contains(&("hole", "township".to_owned())));
}

#[test]
fn a_parent_that_is_not_named_is_taken_by_place_and_is_no_hole() {
    for parent in [None, Some("450521199"), Some(NEIGHBOUR), Some(V[0][1]), Some(V[0][0])] {
        let world = World::with(|raw| unit(raw, V[0][0]).parent = parent.map(str::to_owned));
        let answer = world.at(109.005, 21.51);
        assert_eq!(codes(&answer), [CITY, COUNTY_A, T1, V[0][0]], "{parent:?}");
        assert_eq!(notes(&answer), ["N_PARENT_BY_PLACE"], "{parent:?}");
        assert_eq!(answer.confidence, Confidence::Exact, "{parent:?}");
    }
}

#[test]
fn a_cycle_of_parents_ends_at_once() {
    let world = World::with(|raw| {
        unit(raw, V[0][0]).parent = Some(V[0][1].to_owned());
        unit(raw, V[0][1]).parent = Some(V[0][0].to_owned());
        unit(raw, CITY).parent = Some(V[0][0].to_owned());
        unit(raw, COUNTY_A).parent = Some(T1.to_owned());
    });
    let answer = world.at(109.005, 21.51);
    assert_eq!(codes(&answer), [CITY, COUNTY_A, T1, V[0][0]]);
}

#[test]
fn a_parent_counts_on_the_days_on_which_it_is_valid() {
    let mut raw = riverchief_fixtures::sound();
    unit(&mut raw, T1).valid_from = Some("2026-07-01".into());
    let before = World::on(raw.clone(), DAY).at(109.005, 21.51);
    assert_eq!(codes(&before), [CITY, COUNTY_A, V[0][0]]);
    assert_eq!(notes(&before), ["N_PARENT_BY_PLACE", "hole:township"]);
    let after = World::on(raw, riverchief_core::domain::time::Date::constant(2026, 7, 1)).at(109.005, 21.51);
    assert_eq!(codes(&after), [CITY, COUNTY_A, T1, V[0][0]]);
    assert_eq!((notes(&after).len(), after.confidence), (0, Confidence::Exact));
}

#[test]
fn a_parent_that_skips_a_level_counts_at_its_own_unless_one_was_found_in_between() {
    let direct = |raw: &mut RawWorld| unit(raw, V[0][0]).parent = Some(COUNTY_A.to_owned());
    let between = World::with(direct).at(109.005, 21.51);
    assert_eq!(codes(&between), [CITY, COUNTY_A, T1, V[0][0]]);
    assert_eq!(notes(&between), ["N_PARENT_BY_PLACE"], "the township is by place");
    let hole = World::with(|raw| {
        direct(raw);
        without(raw, &[T1]);
    });
    let hole = hole.at(109.005, 21.51);
    assert_eq!(codes(&hole), [CITY, COUNTY_A, V[0][0]]);
    assert_eq!(notes(&hole), ["hole:township"], "the county is named");
}

#[test]
fn a_where_no_village_covers_the_township_decides_and_the_village_is_a_hole() {
    let world = World::with(|raw| without(raw, &[V[0][0]]));
    let answer = world.at(109.005, 21.51);
    assert_eq!(codes(&answer), [CITY, COUNTY_A, T1]);
    assert_eq!(notes(&answer), ["hole:village"]);
    assert_eq!(answer.confidence, Confidence::Incomplete);
    let beside = world.at(109.005, Y[1] + 0.001);
    assert_eq!((codes(&beside).len(), notes(&beside).len()), (4, 0));
    let line = world.at(109.005, Y[1]);
    assert_eq!(codes(&line), [CITY, COUNTY_A, T1, V[0][1]], "villages are closed");
    assert_eq!((notes(&line).len(), line.confidence), (0, Confidence::Tie));
}

#[test]
fn a_level_that_the_world_has_nowhere_or_as_neighbours_alone_is_absent_and_no_hole() {
    let none = World::with(|raw| without(raw, &[T1, T2, T3]));
    let abroad = World::with(|raw| {
        for code in [T1, T2, T3] {
            unit(raw, code).neighbour = Some(true);
        }
    });
    for world in [none, abroad] {
        let answer = world.at(109.005, 21.51);
        assert_eq!(codes(&answer), [CITY, COUNTY_A, V[0][0]]);
        assert_eq!(notes(&answer), ["N_PARENT_BY_PLACE"]);
        assert_eq!(answer.confidence, Confidence::Exact);
        assert!(answer.notes.contains(&Note::LevelAbsent(Level::Township)));
    }
}

#[test]
fn a_every_level_can_be_a_hole() {
    let world = World::with(|raw| without(raw, &[COUNTY_A]));
    let answer = world.at(109.005, 21.51);
    assert_eq!(codes(&answer), [CITY, T1, V[0][0]]);
    assert_eq!(notes(&answer), ["N_PARENT_BY_PLACE", "hole:county"]);
    let east = world.at(109.10, 21.51);
    assert_eq!((codes(&east).len(), notes(&east).len()), (4, 0), "county B is there");
    let two = World::with(|raw| without(raw, &[COUNTY_A, T1])).at(109.005, 21.51);
    assert_eq!(notes(&two), ["N_PARENT_BY_PLACE", "hole:county", "hole:township"]);
    let city = World::with(|raw| {
        let east = rectangle([X[2], X[3], Y[0], Y[2]]);
        unit(raw, CITY).geometry = Some(MultiPolygon::new(vec![east]));
        unit(raw, COUNTY_A).parent = None;
    });
    assert_eq!(notes(&city.at(109.005, 21.51)), ["hole:city"]);
}

#[test]
fn a_one_village_has_the_county_of_the_place_each_with_its_chiefs() {
    let world = World::with(across_a_county_border);
    let [village, north] = V[1];
    let (a, b) = (format!("GC-{COUNTY_A}"), format!("GC-{COUNTY_B}"));
    // Inside on both sides, on the line, on a vertex of the line, where it meets another border.
    for (lon, lat, county, chief, village) in [
        (109.05, 21.51, COUNTY_A, &a, village),
        (109.07, 21.51, COUNTY_B, &b, village),
        (109.06, 21.51, COUNTY_B, &b, village),
        (109.06, Y[0], COUNTY_B, &b, village),
        (109.06, Y[1], COUNTY_B, &b, village),
        (109.06, Y[2], COUNTY_B, &b, north),
        (X[2], Y[1], COUNTY_B, &b, V[2][1]),
    ] {
        let answer = world.at(lon, lat);
        assert_eq!(codes(&answer), [CITY, county, village], "{lon} {lat}");
        assert_eq!(general(&answer)[0], chief, "{lon} {lat}");
        assert_eq!(answer.confidence, Confidence::Incomplete);
    }
    let line = world.at(109.06, 21.51);
    let others: Vec<_> = line.units.others.iter().map(UnitCode::as_str).collect();
    assert_eq!(others, [COUNTY_A], "the other county is returned");
    assert!(!line.units.boundary, "only the deciding level ties (S18)");
    let row = Ask {
        detail: Detail::Row,
        ..Ask::default()
    };
    let row = at(&world.index, LonLat::new(109.05, 21.51), &row);
    assert_eq!(notes(&row), ["N_PARENT_BY_PLACE", "hole:township"]);
}

#[test]
fn a_a_stretch_has_the_county_of_its_own_middle() {
    let world = World::with(across_a_county_border);
    // The canal runs through the village on both sides of the border of its counties.
    for (lon, lat, county) in [(109.055, 21.52025, COUNTY_A), (109.07, 21.521, COUNTY_B)] {
        let answer = world.at(lon, lat);
        assert_eq!(answer.status, Status::Channel);
        assert_eq!(segment(&answer), Some(&*format!("QH.0.village.{}.B.1", V[1][0])));
        let seat = seat(&answer, Level::County);
        assert_eq!(seat.unit.as_ref().map(UnitCode::as_str), Some(county));
        assert_eq!(direct(&answer), [format!("RC-{county}-QH")]);
        assert_eq!(general(&answer)[0], format!("GC-{county}"));
        assert_eq!(answer.confidence, Confidence::Incomplete);
    }
}

#[test]
fn a_registered_stretches_keep_their_chiefs_where_parents_are_missing() {
    let world = World::with(|raw| without(raw, &[T3]));
    // The lake's pieces are registered for the county; the village names a township that is not loaded.
    let lake = world.at(109.095, 21.527);
    assert_eq!(direct(&lake), [format!("RC-{COUNTY_B}-LK")]);
    assert_eq!(
        seat(&lake, Level::County).segment.as_ref().map(|s| s.as_str()),
        Some("S-LK-B")
    );
    assert_eq!(general(&lake), [format!("GC-{COUNTY_B}"), format!("GC-{CITY}")]);
    assert_eq!(notes(&lake), ["N_PARENT_BY_PLACE", "hole:township"]);
}

#[test]
fn a_the_answer_is_incomplete_where_its_stretch_is_and_not_the_place() {
    // The southern bank of the border stream is in no village; at 3 m north of the line the place is in one.
    let world = World::with(|raw| {
        without(raw, &[COUNTY_B]);
        let north = rectangle([X[2], X[3], Y[1] + 0.00001, Y[2]]);
        let mut county = raw.units[1].clone();
        county.code = Some("450599".to_owned());
        county.geometry = Some(MultiPolygon::new(vec![north]));
        raw.units.push(county);
        raw.segments.clear();
    });
    let answer = world.at(109.10, Y[1] + 0.00003);
    assert_eq!(codes(&answer), [CITY, "450599", T3, V[2][1]]);
    assert_eq!(answer.status, Status::Channel);
    assert!(answer.chain.iter().all(|s| s.level != Level::County));
    assert_eq!(notes(&answer), ["N_PARENT_BY_PLACE", "hole:county"]);
    assert_eq!(answer.confidence, Confidence::Incomplete);
}

#[test]
fn a_on_land_the_county_of_the_place_is_directly_responsible() {
    let world = World::with(|raw| without(raw, &[T2]));
    let answer = world.at(109.046, 21.56);
    assert_eq!(answer.status, Status::LandZone);
    assert_eq!(direct(&answer), [format!("RC-{COUNTY_A}-XJK")]);
    assert_eq!(seat(&answer, Level::County).basis, Basis::Inferred);
    assert_eq!(notes(&answer), ["N_PARENT_BY_PLACE", "hole:township"]);
    let world = World::with(across_a_county_border);
    let east = world.at(109.0465, 21.56);
    assert_eq!(direct(&east), [format!("RC-{COUNTY_A}-XJK")], "109.06 is east of it");
}

#[test]
fn s16_a_border_inside_a_village_is_no_border_of_it() {
    let world = World::with(|raw| {
        across_a_county_border(raw);
        let line = raw.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
        line.expect("the stream").geometry = Some(LineString::from(vec![(109.06, 21.512), (109.06, 21.505)]));
    });
    let branch = branch(&world, "BH");
    let reach = &branch.reaches[0];
    assert_eq!(reach.unit.as_ref().map(UnitCode::as_str), Some(V[1][0]));
    assert_eq!(reach.right, None);
    assert_eq!(reach.left_at(Level::County).map(UnitCode::as_str), Some(COUNTY_B));
}

#[test]
fn a_sea_and_outside_have_no_holes() {
    let world = World::with(|raw| {
        without(raw, &[T3, V[2][0]]);
        raw.marine_areas[0].geometry = Some(MultiPolygon::new(vec![rectangle([109.11, 109.16, Y[0], Y[2]])]));
    });
    let sea = world.at(109.115, 21.55);
    assert_eq!(
        (sea.status, codes(&sea)),
        (Status::Marine, vec![CITY, COUNTY_B, V[2][1]])
    );
    assert_eq!(notes(&sea), ["N_PARENT_BY_PLACE"]);
    assert_ne!(sea.confidence, Confidence::Incomplete);
    let outside = world.at(109.05, 21.59);
    assert_eq!((outside.status, notes(&outside).len()), (Status::OutOfJurisdiction, 0));
    assert_ne!(outside.confidence, Confidence::Incomplete);
    // A pool managed whole owns beyond the city limit, where A decides nothing.
    let pool = World::with(|raw| {
        without(raw, &[V[2][0]]);
        let pool = rectangle([109.035, 109.045, 21.555, 21.59]);
        raw.zones[0].geometry = Some(MultiPolygon::new(vec![pool]));
    });
    let beyond = pool.at(109.04, 21.585);
    assert_eq!((beyond.status, notes(&beyond).len()), (Status::WaterZone, 0));
    assert_eq!(beyond.confidence, Confidence::Exact);
}

#[test]
fn n8_incomplete_comes_before_a_tie() {
    let world = World::with(|raw| without(raw, &[T1]));
    let line = world.at(109.005, Y[1]);
    assert!(line.units.boundary);
    assert_eq!(line.confidence, Confidence::Incomplete);
    assert!(!line.alternatives.is_empty(), "they are listed in every case");
    let snapped = world.at(109.0196, Y[1] - 0.001);
    assert_eq!(
        (snapped.rule.as_str(), snapped.confidence),
        ("N4c", Confidence::Incomplete)
    );
}

#[test]
fn e_a_township_by_place_is_entrusted_as_a_named_one() {
    let world = World::with(|raw| {
        unit(raw, V[0][0]).parent = None;
        raw.functional_areas.push(RawFunctionalArea {
            code: Some("450521FA".into()),
            name: Some("旅游区".into()),
            acts_as: Some("county".into()),
            over: Some(T1.into()),
            ..RawFunctionalArea::default()
        });
    });
    let answer = world.at(109.005, 21.51);
    assert_eq!(answer.units.managed_by.as_ref().map(UnitCode::as_str), Some("450521FA"));
}

#[test]
fn a_a_unit_as_a_whole_takes_the_unit_of_the_largest_common_area_then_the_smaller_code() {
    let parent = |border: f64| {
        let world = World::with(|raw| {
            across_a_county_border(raw);
            for (code, west, east) in [(COUNTY_A, X[0], border), (COUNTY_B, border, X[3])] {
                let ground = MultiPolygon::new(vec![rectangle([west, east, Y[0], Y[2]])]);
                unit(raw, code).geometry = Some(ground);
            }
        });
        let law = &world.index.law;
        let county = law.ancestor(&UnitCode::new(V[1][0]), Level::County).expect("a county");
        assert_eq!(law.lineage(&UnitCode::new(V[1][0])).holes, [Level::Township]);
        county.code.to_string()
    };
    assert_eq!(parent(109.059), COUNTY_B);
    assert_eq!(parent(109.061), COUNTY_A);
    assert_eq!(parent(109.06), COUNTY_B, "halves are equal");
    assert_eq!(parent(109.07), COUNTY_A);
}
