//! A polygon cut by owner (N9).
use crate::domain::views::PolygonParts;
use crate::index::Index;
use geo::MultiPolygon;

/// A polygon cut by owner (N9). `None`: the polygon is empty, not finite, or too thin.
#[must_use]
pub fn polygon_parts(_index: &Index, _polygon: &MultiPolygon<f64>) -> Option<PolygonParts> {
    None
}
