//! `--precision`: shared vertices go to one place, nothing breaks, and nothing moves further than is told.
use super::{named, whole};
use geo::{CoordsIter as _, Geometry, MultiPolygon};
use riverchief::export::{Grid, Rounding};
use riverchief_gdal::crs::Crs;
use riverchief_geom::ellipsoid::distance_m;
use riverchief_geom::{LonLat, validity};
use std::collections::HashMap;

fn areas(geometry: &Geometry<f64>) -> MultiPolygon<f64> {
    match geometry {
        Geometry::MultiPolygon(all) => all.clone(),
        other => panic!("no area: {other:?}"),
    }
}

#[test]
fn neighbours_keep_one_border_and_every_ring_stays_valid() {
    // From finer than the world's own grid to coarser than its villages' islets.
    for decimals in [7.0, 5.0, 4.0, 3.0, 2.0] {
        let grid = Grid::new(decimals, true).expect("decimals");
        let chosen = whole(named("villages"));
        let rounding = Rounding::of(&chosen, Crs::Epsg(4490), grid).expect("in longitude and latitude");
        let mut places: HashMap<(u64, u64), (u64, u64)> = HashMap::new();
        let mut greatest_m = 0.0_f64;
        for row in chosen.rows() {
            let stored = row.geometry.as_ref().expect("villages are areas");
            let rounded = rounding.apply(stored);
            assert!(validity::is_valid(&areas(&rounded)), "{} at {decimals}", row.id);
            for c in stored.coords_iter() {
                let point = Geometry::Point(c.into());
                let Geometry::Point(went) = rounding.apply(&point) else {
                    unreachable!()
                };
                greatest_m = greatest_m.max(distance_m(LonLat::new(c.x, c.y), LonLat::new(went.x(), went.y())));
                let to = (went.x().to_bits(), went.y().to_bits());
                let known = *places.entry((c.x.to_bits(), c.y.to_bits())).or_insert(to);
                assert_eq!(known, to);
            }
        }
        assert_eq!(greatest_m, rounding.greatest_m, "{decimals}");
        let half_diagonal_m = 0.5_f64.hypot(0.5) * 111_400.0 * 10_f64.powf(-decimals);
        assert!(greatest_m <= half_diagonal_m, "{decimals}: {greatest_m} m");
        if decimals >= 7.0 {
            assert_eq!(rounding.off_grid, 0, "the world's own grid breaks nothing");
        }
    }
}

#[test]
fn lines_keep_two_places_and_grids_have_bounds() {
    let grid = Grid::new(0.0, true).expect("whole degrees");
    let chosen = whole(named("segments_village"));
    let rounding = Rounding::of(&chosen, Crs::Crs84, grid).expect("in longitude and latitude");
    for row in chosen.rows() {
        let Geometry::LineString(line) = rounding.apply(row.geometry.as_ref().expect("a line")) else {
            panic!("{}", row.id)
        };
        assert!(
            line.0.len() >= 2 && line.0.iter().any(|c| *c != line.0[0]),
            "{}",
            row.id
        );
    }
    assert!(rounding.off_grid > 0);
    for (precision, geographic) in [
        (-1.0, true),
        (2.5, true),
        (16.0, true),
        (0.0, false),
        (f64::NAN, false),
        (1e9, false),
    ] {
        assert!(Grid::new(precision, geographic).is_err(), "{precision}");
    }
}
