//! Lines and polygons cut by owner (N9).
use super::sound;
use crate::small_world::{self, CITY, NLJ, QH, T3, V, X, Y, length_m};
use geo::{LineString, MultiPolygon};
use riverchief::domain::kinds::{Level, Status};
use riverchief::geom::ellipsoid::{line_length_m, multipolygon_area_m2};
use riverchief::resolve::views::{self};

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
