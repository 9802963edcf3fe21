//! Areas of overlap, for figures in lists (名录, 分片); deciding never rests on these.
use crate::geom::ellipsoid::multipolygon_area_m2;
use geo::{BooleanOps, BoundingRect, Intersects, MultiPolygon};

/// Geodesic area in m² of what `a` and `b` share; vertices of the overlap are rounded to about 0.1 mm.
pub(crate) fn area_inside_m2(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> f64 {
    let (Some(of_a), Some(of_b)) = (a.bounding_rect(), b.bounding_rect()) else {
        return 0.0;
    };
    if !of_a.intersects(&of_b) {
        return 0.0;
    }
    multipolygon_area_m2(&a.intersection(b)).abs()
}
