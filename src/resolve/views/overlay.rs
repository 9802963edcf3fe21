//! Areas of overlap, for figures in lists (名录, 分片); deciding never rests on these.
use crate::geom::ellipsoid::multipolygon_area_m2;
use geo::{BooleanOps, BoundingRect, Intersects, MultiPolygon};

/// What `a` and `b` share; vertices are rounded to about 0.1 mm.
pub(crate) fn inside(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    match (a.bounding_rect(), b.bounding_rect()) {
        (Some(of_a), Some(of_b)) if of_a.intersects(&of_b) => a.intersection(b),
        _ => MultiPolygon(Vec::new()),
    }
}

/// Geodesic area in m² of what `a` and `b` share, as [`inside`] gives it.
pub(crate) fn area_inside_m2(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> f64 {
    multipolygon_area_m2(&inside(a, b)).abs()
}
