//! N8 and N10: thresholds are echoed and count as reached at exactly their value; which confidence comes first.
use super::{DAY, World, keys};
use riverchief_core::domain::answer::{Answer, Thresholds};
use riverchief_core::domain::kinds::{Confidence, Status};
use riverchief_core::resolve::{Ask, at};
use riverchief_fixtures::{V, X, Y, sound};
use riverchief_geom::LonLat;

fn under(thresholds: Thresholds, lon: f64, lat: f64) -> Answer {
    World::under(sound(), DAY, thresholds).at(lon, lat)
}

#[test]
fn n10_near_water_counts_at_exactly_its_value() {
    let d_m = World::sound().at(109.01, 21.566).distance_m.expect("a distance");
    let with = |near_water_m| Thresholds {
        near_water_m,
        ..Thresholds::default()
    };
    let reached = under(with(d_m), 109.01, 21.566);
    assert_eq!(
        (reached.status, reached.thresholds.near_water_m),
        (Status::NearWater, d_m)
    );
    assert_eq!(under(with(d_m.next_down()), 109.01, 21.566).status, Status::GeneralOnly);
}

#[test]
fn n10_tolerance_counts_at_exactly_its_value() {
    let d_m = World::sound().at(109.01, 21.5611).distance_m.expect("a distance");
    let with = |tolerance_m| Thresholds {
        tolerance_m,
        ..Thresholds::default()
    };
    let reached = under(with(d_m), 109.01, 21.5611);
    assert_eq!((reached.rule.as_str(), reached.thresholds.tolerance_m), ("N4c", d_m));
    assert_eq!(under(with(d_m.next_down()), 109.01, 21.5611).status, Status::NearWater);
}

#[test]
fn n10_half_width_counts_at_exactly_its_value_and_its_default_is_a_threshold() {
    let place = (109.10, Y[1] + 0.0001);
    let d_m = World::sound()
        .at(place.0, place.1)
        .stationing
        .expect("the stream")
        .offset_m;
    let with = |half_width_m| Thresholds {
        half_width_m,
        ..Thresholds::default()
    };
    assert_eq!(under(with(d_m), place.0, place.1).rule.as_str(), "N4a");
    assert_eq!(under(with(d_m.next_down()), place.0, place.1).rule.as_str(), "N4c");
    let own = World::with(|raw| {
        let stream = raw.waters.iter_mut().find(|w| w.code.as_deref() == Some("BH"));
        stream.expect("the stream").half_width_m = Some(d_m);
    });
    assert_eq!(own.at(place.0, place.1).rule.as_str(), "N4a", "the water's own");
}

#[test]
fn n10_edge_warn_counts_at_exactly_its_value() {
    let answer = World::sound().at(109.005, Y[1] - 0.0005);
    assert_eq!(
        (answer.confidence, keys(&answer)),
        (Confidence::NearBoundary, vec![V[0][1]])
    );
    let d_m = answer.alternatives[0].distance_m;
    let with = |edge_warn_m| Thresholds {
        edge_warn_m,
        ..Thresholds::default()
    };
    let reached = under(with(d_m), 109.005, Y[1] - 0.0005);
    assert_eq!(
        (reached.confidence, reached.thresholds.edge_warn_m),
        (Confidence::NearBoundary, d_m)
    );
    let short = under(with(d_m.next_down()), 109.005, Y[1] - 0.0005);
    assert_eq!((short.confidence, short.alternatives.len()), (Confidence::Exact, 0));
}

#[test]
fn n8_tie_comes_before_snapped_and_snapped_before_near_boundary() {
    let world = World::sound();
    // On the villages' border, some 30 m beside the tributary that crosses it.
    let both = world.at(109.0196, Y[1]);
    assert_eq!((both.rule.as_str(), both.confidence), ("N4c", Confidence::Tie));
    assert!(!both.alternatives.is_empty(), "listed in every case");
    let snapped = world.at(109.0196, Y[1] - 0.0001);
    assert_eq!(
        (snapped.rule.as_str(), snapped.confidence),
        ("N4c", Confidence::Snapped)
    );
    assert!(!snapped.alternatives.is_empty());
    assert_eq!(world.at(109.0196, Y[1] - 0.001).confidence, Confidence::Snapped);
}

#[test]
fn s1_an_edge_that_changes_nothing_is_no_boundary() {
    // Inside its extent and beyond its half width only the river's own line is near.
    let world = World::with(|raw| {
        raw.extents[0].geometry = Some(geo::MultiPolygon::new(vec![riverchief_fixtures::rectangle([
            109.09, 109.11, 21.557, 21.565,
        ])]));
    });
    let answer = world.at(109.10, 21.5615);
    assert_eq!((answer.rule.as_str(), answer.confidence), ("N4b", Confidence::Exact));
    let at_corner = World::sound().at(X[1], Y[1]);
    assert_eq!(at_corner.alternatives.len(), 3, "{:?}", keys(&at_corner));
    let ascending = at_corner
        .alternatives
        .windows(2)
        .all(|w| w[0].distance_m <= w[1].distance_m + 1e-6);
    assert!(ascending);
}

#[test]
fn n4c_a_finger_that_reaches_farther_is_that_tolerance_and_nothing_else() {
    let own = World::sound();
    let wide = World::under(
        sound(),
        DAY,
        Thresholds {
            tolerance_m: 300.0,
            ..Thresholds::default()
        },
    );
    let asked = |tolerance_m| Ask {
        tolerance_m: Some(tolerance_m),
        ..Ask::default()
    };
    let mut snapped = 0;
    for (i, j) in (0..60).flat_map(|i| (0..40).map(move |j| (i, j))) {
        let (lon, lat) = (108.99 + f64::from(i) * 0.004, 21.49 + f64::from(j) * 0.004);
        let place = LonLat::new(lon, lat);
        let finger = at(&own.index, place, &asked(300.0));
        assert_eq!(finger, wide.at(lon, lat), "{lon} {lat}");
        assert_eq!(finger.thresholds.tolerance_m, 300.0);
        snapped += u32::from(finger.rule.as_str() == "N4c" && finger.distance_m.is_some_and(|m| m > 50.0));
        // Less than the law's own tolerance takes nothing away.
        assert_eq!(at(&own.index, place, &asked(1.0)), own.at(lon, lat), "{lon} {lat}");
    }
    assert!(snapped > 20, "{snapped}");
}
