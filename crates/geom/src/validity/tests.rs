//! One case per kind, and the valid neighbours of each.
use super::*;
use crate::lonlat::LonLat;
use geo::wkt;

fn kinds(multi: &MultiPolygon<f64>) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = problems(multi).into_iter().map(|p| p.kind).collect();
    kinds.dedup();
    kinds
}

#[test]
fn valid_ones() {
    for multi in [
        wkt!(MULTIPOLYGON(((0. 0.,8. 0.,8. 8.,0. 8.,0. 0.)))),
        // Clockwise, with a hole that touches the shell, and one that touches that hole.
        wkt!(MULTIPOLYGON(((0. 0.,0. 8.,8. 8.,8. 0.,0. 0.),(0. 4.,2. 3.,2. 5.,0. 4.),(2. 3.,4. 2.,4. 4.,2. 3.)))),
        // A part in the hole of another, touching it at two corners; parts that touch at a point.
        wkt!(MULTIPOLYGON(((0. 0.,8. 0.,8. 8.,0. 8.,0. 0.),(2. 2.,6. 2.,6. 6.,2. 6.,2. 2.)),((2. 2.,4. 3.,6. 6.,3. 4.,2. 2.)),((8. 8.,9. 8.,9. 9.,8. 8.)))),
        // A hole with all its vertices on the shell's edges, but for one touch each the interior would be cut; here one.
        wkt!(MULTIPOLYGON(((0. 0.,8. 0.,8. 8.,0. 8.,0. 0.),(4. 0.,5. 3.,3. 3.,4. 0.)))),
        MultiPolygon::new(vec![]),
    ] {
        assert_eq!(kinds(&multi), vec![]);
    }
}

#[test]
fn single_rings() {
    assert_eq!(kinds(&wkt!(MULTIPOLYGON(((0. 0.,1. 1.,0. 0.))))), [Kind::TooFewPoints]);
    assert_eq!(
        kinds(&wkt!(MULTIPOLYGON(((0. 0.,1. 1.,0. 0.,1. 1.,0. 0.))))),
        [Kind::TooFewPoints]
    );
    assert_eq!(
        kinds(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 0.,4. 4.,0. 0.))))),
        [Kind::RepeatedPoint]
    );
    assert_eq!(
        kinds(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,6. 6.,4. 4.,0. 4.,0. 0.))))),
        [Kind::SelfIntersection]
    );
    assert_eq!(
        kinds(&wkt!(MULTIPOLYGON(((0. 0.,4. 4.,8. 8.,0. 0.))))),
        [Kind::SelfIntersection],
        "flat"
    );
    let inverted = wkt!(MULTIPOLYGON(((0. 0.,8. 0.,4. 4.,6. 6.,2. 6.,4. 4.,0. 0.))));
    assert_eq!(kinds(&inverted), [Kind::RingTouchesItself]);
    let nan = geo::Polygon::new(vec![(0.0, 0.0), (1.0, f64::NAN), (1.0, 1.0)].into(), vec![]);
    let found = problems(&nan.into());
    assert_eq!(
        (found[0].kind, found[0].place),
        (Kind::NotFinite, Some(LonLat::new(0.0, 0.0)))
    );
    assert!(is_valid(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 0.,4. 4.,0. 0.))))));
}

#[test]
fn holes() {
    let with = |hole: geo::LineString<f64>| {
        let shell = geo::LineString::from(vec![(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0), (0.0, 0.0)]);
        kinds(&geo::Polygon::new(shell, vec![hole]).into())
    };
    assert_eq!(
        with(vec![(9.0, 1.0), (10.0, 1.0), (10.0, 2.0)].into()),
        [Kind::HoleOutsideShell]
    );
    assert_eq!(
        with(vec![(8.0, 1.0), (10.0, 1.0), (10.0, 2.0)].into()),
        [Kind::HoleOutsideShell],
        "touching"
    );
    assert_eq!(
        with(vec![(7.0, 1.0), (10.0, 1.0), (7.0, 2.0)].into()),
        [Kind::RingsCross]
    );
    assert_eq!(
        with(vec![(8.0, 1.0), (8.0, 2.0), (7.0, 2.0)].into()),
        [Kind::RingsCross],
        "a shared stretch"
    );
    assert_eq!(
        with(vec![(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0)].into()),
        [Kind::RingsCross],
        "the same ring"
    );
    assert_eq!(
        with(vec![(0.0, 4.0), (4.0, 0.0), (4.0, 4.0)].into()),
        [Kind::InteriorDisconnected]
    );
    // It leaves through the corner: every vertex inside or on, crossing at a vertex.
    assert_eq!(
        with(vec![(4.0, 4.0), (8.0, 8.0), (12.0, 9.0), (9.0, 12.0), (8.0, 8.0), (3.0, 4.0)].into()),
        [Kind::RingTouchesItself, Kind::RingsCross]
    );
    // A bay: both ends on the shell, outside between.
    let bay = wkt!(MULTIPOLYGON(((0. 0.,8. 0.,8. 8.,4. 4.,0. 8.,0. 0.),(8. 8.,0. 8.,4. 7.,8. 8.))));
    assert!(kinds(&bay).contains(&Kind::HoleOutsideShell));
    let nested =
        wkt!(MULTIPOLYGON(((0. 0.,8. 0.,8. 8.,0. 8.,0. 0.),(1. 1.,7. 1.,7. 7.,1. 7.,1. 1.),(2. 2.,3. 2.,3. 3.,2. 2.))));
    assert_eq!(kinds(&nested), [Kind::NestedHoles]);
    let ring_of_holes = wkt!(MULTIPOLYGON(((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.),(2. 2.,6. 2.,4. 3.,2. 2.),(6. 2.,7. 6.,5. 4.,6. 2.),(7. 6.,2. 2.,3. 6.,7. 6.))));
    assert_eq!(kinds(&ring_of_holes), [Kind::InteriorDisconnected]);
}

#[test]
fn parts() {
    let with = |other: geo::LineString<f64>| {
        let shell = geo::LineString::from(vec![(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0), (0.0, 0.0)]);
        let parts = vec![geo::Polygon::new(shell, vec![]), geo::Polygon::new(other, vec![])];
        kinds(&MultiPolygon::new(parts))
    };
    assert_eq!(with(vec![(8.0, 1.0), (9.0, 1.0), (9.0, 2.0)].into()), []);
    assert_eq!(
        with(vec![(1.0, 1.0), (2.0, 1.0), (2.0, 2.0)].into()),
        [Kind::PartsOverlap]
    );
    assert_eq!(
        with(vec![(8.0, 1.0), (9.0, 1.0), (8.0, 2.0)].into()),
        [Kind::PartsOverlap],
        "a shared stretch"
    );
    assert_eq!(
        with(vec![(7.0, 1.0), (9.0, 1.0), (7.0, 2.0)].into()),
        [Kind::PartsOverlap]
    );
    assert_eq!(
        with(vec![(-1.0, -1.0), (9.0, -1.0), (9.0, 9.0), (-1.0, 9.0)].into()),
        [Kind::PartsOverlap],
        "around it"
    );
    // All vertices on the border, inside between.
    assert_eq!(
        with(vec![(4.0, 0.0), (8.0, 4.0), (4.0, 8.0), (0.0, 4.0)].into()),
        [Kind::PartsOverlap]
    );
}
