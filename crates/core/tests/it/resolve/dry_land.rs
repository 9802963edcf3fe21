//! Rule A, steps 2, 6 and 7: units, the sea, the outside, and land without water.
use super::{DAY, World, codes, direct, first, keys, water};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::{Confidence, Level, Status};
use riverchief_core::domain::note::Note;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_core::snapshot::{Snapshot, checks};
use riverchief_fixtures::{CITY, COUNTY_A, COUNTY_B, NEIGHBOUR, T1, T2, T3, V, X, Y};
use std::sync::Arc;

#[test]
fn a_a_place_inside_a_village_belongs_to_it_and_its_parents() {
    let answer = World::sound().at(109.005, 21.51);
    assert_eq!(codes(&answer), [CITY, COUNTY_A, T1, V[0][0]]);
    assert!(!answer.units.boundary);
}

#[test]
fn a_on_a_shared_edge_the_smallest_code_decides_and_the_other_is_an_alternative() {
    let answer = World::sound().at(109.005, Y[1]);
    assert_eq!(
        codes(&answer),
        [CITY, COUNTY_A, T1, V[0][1]],
        "…001 is smaller than …200"
    );
    assert!(answer.units.boundary);
    assert_eq!(answer.confidence, Confidence::Tie);
    assert_eq!(
        answer.units.others.iter().map(|c| c.as_str()).collect::<Vec<_>>(),
        [V[0][0]]
    );
    assert_eq!(keys(&answer), [V[0][0]]);
    assert_eq!(answer.alternatives[0].distance_m, 0.0);
}

#[test]
fn a_at_a_corner_of_four_villages_the_smallest_code_decides_and_brings_its_own_county() {
    let answer = World::sound().at(X[2], Y[1]);
    assert_eq!(
        codes(&answer),
        [CITY, COUNTY_B, T3, V[2][1]],
        "450512100001 is the smallest of the four"
    );
    assert_eq!(answer.units.others.len(), 3);
    assert_eq!(answer.confidence, Confidence::Tie);
}

#[test]
fn a_beside_an_edge_by_a_billionth_of_a_degree_is_not_on_it() {
    let world = World::sound();
    for (lat, village) in [(Y[1] - 1e-9, V[0][0]), (Y[1] + 1e-9, V[0][1])] {
        let answer = world.at(109.005, lat);
        assert_eq!(codes(&answer)[3], village);
        assert!(!answer.units.boundary);
        assert_eq!(answer.confidence, Confidence::NearBoundary);
    }
}

#[test]
fn a_without_villages_the_township_decides() {
    let world = World::with(|raw| raw.units.retain(|u| u.level.as_deref() != Some("village")));
    let answer = world.at(109.005, 21.51);
    assert_eq!(codes(&answer), [CITY, COUNTY_A, T1]);
    assert!(answer.notes.contains(&Note::LevelAbsent(Level::Village)));
}

#[test]
fn a_overlapping_interiors_follow_the_smallest_code() {
    let world = World::with(|raw| {
        let shape = raw
            .units
            .iter()
            .find(|u| u.code.as_deref() == Some(V[0][0]))
            .and_then(|u| u.geometry.clone());
        let other = raw
            .units
            .iter_mut()
            .find(|u| u.code.as_deref() == Some(V[1][0]))
            .expect("a village");
        other.geometry = shape;
    });
    let answer = world.at(109.005, 21.51);
    assert_eq!(codes(&answer)[3], V[0][0]);
    assert!(answer.units.boundary);
}

#[test]
fn l5_dry_land_has_general_chiefs_and_nobody_directly_responsible() {
    let answer = World::sound().at(109.005, 21.51);
    assert_eq!(answer.status, Status::GeneralOnly);
    assert_eq!(answer.rule.as_str(), "L5");
    assert!(direct(&answer).is_empty() && answer.accountable.is_none());
    let general: Vec<_> = answer
        .general_chiefs
        .iter()
        .filter_map(|s| s.post.as_ref())
        .map(|p| p.as_str())
        .collect();
    assert_eq!(
        general,
        [format!("GC-{T1}"), format!("GC-{COUNTY_A}"), format!("GC-{CITY}")]
    );
    assert_eq!(first(&answer), Some(&*format!("GC-{T1}")));
}

#[test]
fn q_at_sea_there_is_no_chief() {
    let answer = World::sound().at(109.14, 21.55);
    assert_eq!((answer.status, answer.rule.as_str()), (Status::Marine, "Q"));
    assert!(answer.chain.is_empty() && answer.general_chiefs.is_empty() && answer.first_contact.is_none());
}

#[test]
fn q_the_shore_itself_is_not_strictly_at_sea() {
    let answer = World::sound().at(X[3], 21.53);
    assert_ne!(answer.status, Status::Marine);
    assert_eq!(codes(&answer)[3], V[2][0]);
}

#[test]
fn q_a_marine_area_wins_within_a_unit_but_not_over_a_water_area() {
    let world = World::with(|raw| {
        let lake = raw.water_areas[0].geometry.clone().expect("the lake");
        let mut bigger = raw.marine_areas[0].clone();
        bigger.id = Some("M-2".into());
        bigger.geometry = Some(geo::MultiPolygon::new(vec![riverchief_fixtures::rectangle([
            109.085, 109.105, 21.52, 21.535,
        ])]));
        raw.marine_areas.push(bigger);
        raw.water_areas[0].geometry = Some(lake);
    });
    let beside = world.at(109.087, 21.5225);
    assert_eq!(beside.status, Status::Marine);
    assert_eq!(codes(&beside)[3], V[2][0], "the unit columns follow A also at sea");
    assert_eq!(world.at(109.095, 21.527).status, Status::Channel);
}

#[test]
fn x_outside_the_city_names_the_neighbour_and_the_distance() {
    let answer = World::sound().at(109.05, 21.59);
    assert_eq!(
        (answer.status, answer.rule.as_str()),
        (Status::OutOfJurisdiction, "11.2")
    );
    assert_eq!(answer.neighbour.as_ref().map(|n| n.as_str()), Some(NEIGHBOUR));
    let distance_m = answer.distance_m.expect("a distance");
    assert!((distance_m - 1107.3).abs() < 1.0, "{distance_m} m to 21.58 N");
    assert!(codes(&answer).is_empty());
}

#[test]
fn x_the_city_limit_is_inside() {
    let answer = World::sound().at(109.005, Y[0]);
    assert_eq!(codes(&answer)[3], V[0][0]);
    assert_eq!(answer.confidence, Confidence::Tie);
    assert_eq!(keys(&answer), ["OUT_OF_JURISDICTION"]);
}

#[test]
fn c_near_water_is_advice_and_not_ownership() {
    let answer = World::sound().at(109.01, 21.566);
    assert_eq!(
        (answer.status, answer.rule.as_str(), water(&answer)),
        (Status::NearWater, "C", Some("NLJ"))
    );
    assert!(direct(&answer).is_empty());
    let nearest = answer.nearest.as_ref().expect("advice");
    assert!((nearest.distance_m - 608.0).abs() < 3.0, "{}", nearest.distance_m);
    assert!(
        nearest.azimuth_deg > 170.0 && nearest.azimuth_deg < 190.0,
        "south: {}",
        nearest.azimuth_deg
    );
    assert_eq!(nearest.segment.as_ref().map(|s| s.as_str()), Some("S-NLJ-V01"));
    assert_eq!(
        first(&answer),
        Some(&*format!("GC-{T1}")),
        "the chain is that of general chiefs"
    );
}

#[test]
fn n10_near_water_reaches_a_thousand_metres_and_no_farther() {
    let world = World::sound();
    // The river runs at 21.56 + about 0.0005; a degree of latitude is about 110.7 km.
    assert_eq!(world.at(109.002, 21.5691).status, Status::NearWater);
    assert_eq!(world.at(109.002, 21.5693).status, Status::GeneralOnly);
}

#[test]
fn r_an_exclave_belongs_to_its_unit() {
    let world = World::with(|raw| {
        let island = riverchief_fixtures::rectangle([109.2, 109.21, 21.5, 21.51]);
        for code in [CITY, COUNTY_A, T2, V[1][0]] {
            let unit = raw
                .units
                .iter_mut()
                .find(|u| u.code.as_deref() == Some(code))
                .expect("a unit");
            unit.geometry.as_mut().expect("a shape").0.push(island.clone());
        }
    });
    assert_eq!(codes(&world.at(109.205, 21.505)), [CITY, COUNTY_A, T2, V[1][0]]);
}

#[test]
fn a_where_a_border_meets_the_city_limit_the_smallest_code_decides_and_all_others_are_listed() {
    let answer = World::sound().at(X[1], Y[0]);
    assert_eq!(codes(&answer), [CITY, COUNTY_A, T1, V[0][0]]);
    assert_eq!(answer.confidence, Confidence::Tie);
    let mut keys = keys(&answer);
    keys.sort_unstable();
    assert_eq!(keys, [V[1][0], "OUT_OF_JURISDICTION"]);
}

#[test]
fn w_a_farm_acts_as_a_township_and_a_school_as_a_village() {
    let (farm, school) = ("450512400", "450512400598");
    let mut raw = RawWorld {
        units: riverchief_fixtures::sound().units,
        ..RawWorld::default()
    };
    for unit in &mut raw.units {
        let code = unit.code.clone().expect("a code");
        match code.as_str() {
            T3 => unit.code = Some(farm.to_owned()),
            _ if unit.parent.as_deref() == Some(T3) => {
                unit.parent = Some(farm.to_owned());
                let tail = if code == V[2][0] { "598" } else { "501" };
                unit.code = Some(format!("{farm}{tail}"));
            }
            _ => {}
        }
    }
    let (snapshot, found) = Snapshot::build(raw.clone());
    assert_eq!(found, []);
    let found = checks::run(&Arc::new(snapshot), DAY, Thresholds::default());
    assert_eq!(found, [], "400–599 are units like others");
    assert_eq!(codes(&World::of(raw).at(109.10, 21.52)), [CITY, COUNTY_B, farm, school]);
}
