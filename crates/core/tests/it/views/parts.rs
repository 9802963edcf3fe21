//! Lines and polygons cut by owner (N9).
use super::sound;
use geo::{LineString, MultiPolygon};
use riverchief_core::domain::ids::PostId;
use riverchief_core::domain::kinds::{Level, Status};
use riverchief_core::resolve::views;
use riverchief_fixtures::{self as small_world, CITY, NLJ, QH, T3, V, X, Y, length_m};
use riverchief_geom::LonLat;
use riverchief_geom::ellipsoid::{line_length_m, multipolygon_area_m2};

#[test]
fn parts_of_a_line_add_up() {
    let index = sound();
    let line = LineString::from(vec![(108.99, 21.56), (109.05, 21.5601), (109.15, 21.562)]);
    let cut = views::line_parts(&index, &line);
    assert!((cut.length_m - line_length_m(&line.0)).abs() < 1e-6);
    let sum: f64 = cut.parts.iter().map(|p| p.length_m).sum();
    assert!((sum - cut.length_m).abs() <= 1e-9 * cut.length_m);
    for pair in cut.parts.windows(2) {
        assert_eq!(pair[0].to_m, pair[1].from_m);
        assert_ne!(
            pair[0].decision, pair[1].decision,
            "neighbours with one owner are one part"
        );
    }
    let statuses: Vec<Status> = cut.parts.iter().map(|p| p.decision.status).collect();
    assert_eq!(statuses.first(), Some(&Status::OutOfJurisdiction));
    for status in [
        Status::WaterZone,
        Status::LandZone,
        Status::GeneralOnly,
        Status::Channel,
        Status::Marine,
    ] {
        assert!(statuses.contains(&status), "{status} in {statuses:?}");
    }
    assert!(views::line_parts(&index, &LineString::new(vec![])).parts.is_empty());
}

#[test]
fn a_line_crosses_line_only_waters_and_follows_the_smaller_code_on_a_border() {
    let index = sound();
    let north = LineString::from(vec![(109.06, 21.51), (109.06, 21.57)]);
    let cut = views::line_parts(&index, &north);
    let crossed: Vec<_> = cut.crossings.iter().map(|c| c.water.as_str()).collect();
    assert_eq!(crossed, ["QH", "NLJ"]);
    let along = LineString::from(vec![(X[2], Y[0] + 0.001), (X[2], Y[1] - 0.001)]);
    let cut = views::line_parts(&index, &along);
    assert_eq!(cut.parts.len(), 1);
    let unit = cut.parts[0].decision.units[Level::Village.index()].clone().unwrap();
    assert_eq!(unit.as_str(), V[2][0].min(V[1][0]), "rule A");
}

#[test]
fn parts_of_a_polygon_add_up() {
    let index = sound();
    let polygon: MultiPolygon<f64> = small_world::rectangle([109.03, 109.13, 21.515, 21.575]).into();
    let cut = views::polygon_parts(&index, &polygon).unwrap();
    let whole_m2 = multipolygon_area_m2(&polygon).abs();
    assert!((cut.area_m2 - whole_m2).abs() <= 1e-9 * whole_m2);
    let sum: f64 = cut.parts.iter().map(|p| p.area_m2).sum();
    assert!((sum - whole_m2).abs() <= 1e-9 * whole_m2);
    let area = |status: Status| {
        cut.parts
            .iter()
            .filter(|p| p.decision.status == status)
            .map(|p| p.area_m2)
            .sum::<f64>()
    };
    let pool = multipolygon_area_m2(&small_world::rectangle(small_world::POOL).into()).abs();
    let islet = multipolygon_area_m2(&small_world::rectangle(small_world::ISLET).into()).abs();
    assert!((area(Status::WaterZone) - (pool - islet)).abs() < 1e-4 * pool);
    assert!(area(Status::Marine) > 0.0 && area(Status::LandZone) > 0.0 && area(Status::OutOfJurisdiction) == 0.0);
    let qh = cut.inside.iter().find(|w| w.water.as_str() == "QH").unwrap();
    assert!((qh.length_m - length_m(QH)).abs() < 0.01);
    let nlj = cut.inside.iter().find(|w| w.water.as_str() == "NLJ").unwrap();
    assert!(nlj.length_m < length_m(NLJ), "not in the pool, not outside the polygon");
    assert!(
        cut.parts
            .iter()
            .all(|p| p.decision.units[0].as_ref().is_none_or(|c| c.as_str() == CITY))
    );
    let units: Vec<_> = cut.parts.iter().map(|p| p.decision.units[3].clone()).collect();
    assert!(
        units
            .iter()
            .any(|u| u.as_ref().is_some_and(|u| u.as_str().starts_with(T3)))
    );
    assert!(views::polygon_parts(&index, &MultiPolygon::new(vec![])).is_none());
}

#[test]
fn n9_half_width_tolerance_and_nearness_count_for_no_part() {
    let index = sound();
    // Some ten metres beside the river's line: for a point it is the channel.
    let beside = LineString::from(vec![(109.061, 21.5592), (109.07, 21.5596)]);
    let at = riverchief_core::resolve::at(
        &index,
        LonLat::new(109.065, 21.5594),
        &riverchief_core::resolve::Ask::default(),
    );
    assert_eq!(at.status, Status::Channel);
    let cut = views::line_parts(&index, &beside);
    let statuses: Vec<Status> = cut.parts.iter().map(|p| p.decision.status).collect();
    assert_eq!(statuses, [Status::GeneralOnly]);
    let around: MultiPolygon<f64> = small_world::rectangle([109.061, 109.07, 21.559, 21.56]).into();
    let parts = views::polygon_parts(&index, &around).unwrap();
    assert_eq!(parts.parts.len(), 1);
    assert_eq!(parts.parts[0].decision.status, Status::GeneralOnly);
    assert_eq!(parts.inside.len(), 1, "the river stands beside the parts");
}

#[test]
fn n9_a_line_on_the_edge_of_the_pool_is_in_the_pool_and_in_an_area_on_its_edge() {
    let index = sound();
    let [west, _, south, north] = small_world::POOL;
    let on = LineString::from(vec![(west, south), (west, north)]);
    let cut = views::line_parts(&index, &on);
    assert_eq!(cut.parts.len(), 1);
    assert_eq!(cut.parts[0].decision.status, Status::WaterZone);
    assert_eq!(cut.parts[0].decision.direct_responsible, [PostId::new("KC-XJK")].into());
    let [_, east, south, north] = small_world::LAKE;
    let shore = views::line_parts(&index, &LineString::from(vec![(east, south), (east, north)]));
    assert_eq!(shore.parts.len(), 1);
    assert_eq!(shore.parts[0].decision.water.as_ref().map(|w| w.as_str()), Some("LK"));
}

#[test]
fn n9_parts_of_a_line_across_land_follow_the_villages_pieces() {
    let index = sound();
    let south = LineString::from(vec![(109.0335, 21.554), (109.0465, 21.554)]);
    let cut = views::line_parts(&index, &south);
    let owners: Vec<_> = cut
        .parts
        .iter()
        .map(|p| {
            (
                p.decision.status,
                p.decision.first_contact.as_ref().map(PostId::to_string),
            )
        })
        .collect();
    let chief = |village: &str| (Status::LandZone, Some(format!("RC-{village}-XJK")));
    assert_eq!(owners, [chief(V[0][1]), chief(V[1][1])], "Z12");
}
