//! Step 4: channels, extents, tolerance, and their rank (N4).
use super::{World, direct, seat, segment, water};
use riverchief_core::domain::kinds::{Bank, Confidence, Level, MatchKind, SeatState, Status};
use riverchief_core::snapshot::raw::{RawCentreline, RawWater, RawWaterArea, RawWorld};
use riverchief_fixtures::{COUNTY_B, T3, V, rectangle};

fn add_area(raw: &mut RawWorld, id: &str, water: &str, shape: [f64; 4]) {
    raw.water_areas.push(RawWaterArea {
        id: Some(id.into()),
        water: Some(water.into()),
        geometry: Some(geo::MultiPolygon::new(vec![rectangle(shape)])),
        ..RawWaterArea::default()
    });
}

fn add_water(raw: &mut RawWorld, code: &str, order: i64, layer: i64, course: &[(f64, f64)]) {
    raw.waters.push(RawWater {
        code: Some(code.into()),
        name: Some(code.into()),
        kind: Some("canal".into()),
        order: Some(order),
        layer: Some(layer),
        half_width_m: Some(10.0),
        ..RawWater::default()
    });
    raw.centrelines.push(RawCentreline {
        water: Some(code.into()),
        branch: Some(0),
        geometry: Some(geo::LineString::from(course.to_vec())),
        ..RawCentreline::default()
    });
}

#[test]
fn n4a_within_half_width_of_a_line_without_area_is_in_the_channel() {
    let answer = World::sound().at(109.01, 21.5607);
    assert_eq!((answer.status, answer.rule.as_str()), (Status::Channel, "N4a"));
    assert_eq!(answer.matches[0].kind, MatchKind::NominalChannel);
    assert_eq!(answer.confidence, Confidence::Exact);
    let station = answer.stationing.as_ref().expect("a stationing");
    assert_eq!((station.branch, station.bank), (0, Bank::Left));
    assert!((answer.distance_m.expect("a distance") - 22.0).abs() < 1.0);
    assert_eq!(segment(&answer), Some("S-NLJ-V01"));
}

#[test]
fn n4c_beyond_half_width_the_tolerance_of_fifty_metres_snaps() {
    let world = World::sound();
    let answer = world.at(109.01, 21.5611);
    assert_eq!(
        (answer.status, answer.rule.as_str(), answer.confidence),
        (Status::Channel, "N4c", Confidence::Snapped)
    );
    assert!(
        (answer.distance_m.expect("a distance") - 36.4).abs() < 1.0,
        "{:?}",
        answer.distance_m
    );
    assert_eq!(
        world.at(109.01, 21.5613).status,
        Status::NearWater,
        "about 58 m from the channel's edge"
    );
}

#[test]
fn n4c_the_nearer_water_wins_whatever_its_kind() {
    let world = World::with(|raw| add_water(raw, "ZZ", 9, 0, &[(109.005, 21.5616), (109.015, 21.5616)]));
    let answer = world.at(109.01, 21.5613);
    assert_eq!((answer.rule.as_str(), water(&answer)), ("N4c", Some("ZZ")));
}

#[test]
fn n4b_a_management_extent_matches_exactly() {
    let answer = World::sound().at(109.10, 21.5625);
    assert_eq!(
        (answer.status, answer.rule.as_str(), water(&answer)),
        (Status::Channel, "N4b", Some("NLJ"))
    );
    assert_ne!(answer.confidence, Confidence::Snapped);
    assert_eq!(answer.matches[0].feature.as_ref().map(|f| f.as_str()), Some("E-NLJ"));
    assert_eq!(
        World::sound().at(109.10, 21.563).rule.as_str(),
        "N4b",
        "its edge is on it"
    );
}

#[test]
fn n4_an_area_stands_before_a_nominal_channel_of_the_same_layer() {
    let world = World::with(|raw| add_area(raw, "A-QH", "QH", [109.005, 109.015, 21.559, 21.562]));
    let answer = world.at(109.01, 21.5605);
    assert_eq!(
        water(&answer),
        Some("QH"),
        "the area of a lower water before the line of a city-level one"
    );
    assert_eq!(answer.matches[1].water.as_str(), "NLJ");
}

#[test]
fn i_an_aqueduct_on_a_higher_layer_takes_the_crossing() {
    let world = World::with(|raw| {
        add_area(raw, "A-NLJ", "NLJ", [109.005, 109.015, 21.559, 21.562]);
        add_water(raw, "AQ", 5, 1, &[(109.01, 21.55), (109.01, 21.57)]);
    });
    let crossing = world.at(109.01, 21.5601);
    assert_eq!(water(&crossing), Some("AQ"));
    assert!(crossing.matches.iter().any(|m| m.water.as_str() == "NLJ"));
    assert_eq!(water(&world.at(109.012, 21.5601)), Some("NLJ"));
}

#[test]
fn j_at_a_confluence_the_main_stem_comes_first() {
    let answer = World::sound().at(109.02, 21.561);
    assert_eq!(water(&answer), Some("NLJ"), "city-level before other waters");
    assert!(answer.matches.iter().any(|m| m.water.as_str() == "XHX"));
}

#[test]
fn n4_a_tributarys_line_inside_the_main_rivers_area_takes_no_points_from_it() {
    let world = World::with(|raw| add_area(raw, "A-NLJ", "NLJ", [109.015, 109.025, 21.559, 21.563]));
    assert_eq!(water(&world.at(109.02, 21.5595)), Some("NLJ"));
}

#[test]
fn n4_a_line_inside_its_own_area_is_no_nominal_channel() {
    let world = World::with(|raw| add_area(raw, "A-NLJ", "NLJ", [109.005, 109.015, 21.56, 21.561]));
    // 20 m north of the area's edge the line is 62 m away and inside the area: only tolerance is left.
    let answer = world.at(109.01, 21.5612);
    assert_eq!(
        (
            answer.rule.as_str(),
            answer.matches[0].feature.as_ref().map(|f| f.as_str())
        ),
        ("N4c", Some("A-NLJ"))
    );
}

#[test]
fn n5_a_lake_has_pieces_by_unit() {
    let answer = World::sound().at(109.095, 21.527);
    assert_eq!((answer.rule.as_str(), water(&answer)), ("N4a", Some("LK")));
    assert!(answer.stationing.is_none());
    assert_eq!(segment(&answer), Some(&*format!("LK.piece.village.{}", V[2][0])));
    assert_eq!(
        seat(&answer, Level::Township).segment.as_ref().map(|s| s.as_str()),
        Some("S-LK-T3")
    );
    assert_eq!(seat(&answer, Level::Village).state, SeatState::NotEstablished);
    assert_eq!(direct(&answer), [format!("RC-{COUNTY_B}-LK"), format!("RC-{T3}-LK")]);
}

#[test]
fn n5_beside_a_lake_the_piece_is_that_of_its_nearest_point() {
    let world = World::with(|raw| {
        raw.water_areas[0].geometry = Some(geo::MultiPolygon::new(vec![rectangle([
            109.081, 109.085, 21.525, 21.53,
        ])]));
    });
    // Half a metre west of the lake would be another village only if p's own unit decided.
    let answer = world.at(109.0809, 21.527);
    assert_eq!((answer.rule.as_str(), water(&answer)), ("N4c", Some("LK")));
    assert_eq!(segment(&answer), Some(&*format!("LK.piece.village.{}", V[2][0])));
}

#[test]
fn o4_a_lake_chief_is_a_river_chief() {
    let answer = World::sound().at(109.095, 21.527);
    assert_eq!(
        seat(&answer, Level::County).kind,
        riverchief_core::domain::kinds::PostKind::RiverChief
    );
}

#[test]
fn s19_a_smaller_order_is_higher_and_none_is_the_lowest() {
    let crossing = |orders: [Option<i64>; 2]| {
        World::with(|raw| {
            add_water(raw, "AA", 1, 0, &[(109.06, 21.545), (109.07, 21.55)]);
            add_water(raw, "BB", 1, 0, &[(109.06, 21.55), (109.07, 21.545)]);
            let last = raw.waters.len() - 2;
            for (water, order) in raw.waters[last..].iter_mut().zip(orders) {
                water.order = order;
            }
        })
    };
    // At the crossing both lines are equally near: neither distance nor code decides before the order.
    let there = (109.065, 21.5475);
    assert_eq!(water(&crossing([Some(3), Some(2)]).at(there.0, there.1)), Some("BB"));
    assert_eq!(water(&crossing([None, Some(98)]).at(there.0, there.1)), Some("BB"));
    assert_eq!(water(&crossing([Some(2), Some(2)]).at(there.0, there.1)), Some("AA"));
}

#[test]
fn z8_only_channels_count_inside_land_not_extents() {
    let world = World::with(|raw| {
        let extent = raw.extents[0].geometry.as_mut().expect("the extent");
        extent.0.push(rectangle([109.0335, 109.0345, 21.5535, 21.5545]));
    });
    assert_eq!(world.at(109.034, 21.554).status, Status::LandZone);
}
