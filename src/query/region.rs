//! Boxes as requests give them, turned into areas in longitude and latitude.
use super::FilterError;
use super::compile::Placing;
use super::shape::{Prepared, Relation};
use crate::export::collections::Row;
use geo::{Coord, Geometry, LineString, MultiPolygon, Polygon, Rect};

/// Pieces into which an edge of a box is cut before it is turned into longitude and latitude, where it may bend.
const PIECES: u32 = 16;

/// An area of interest.
#[derive(Debug)]
pub struct Region(Prepared);

impl Region {
    /// The area of a box: least first and second coordinate, greatest first and second, in the order of the CRS.
    ///
    /// Where the first longitude is greater than the second, the box goes over the antimeridian.
    ///
    /// # Errors
    /// A least coordinate above the greatest; a place that the CRS can't express.
    pub fn of_box(corners: [f64; 4], placing: &Placing<'_>) -> Result<Self, FilterError> {
        Ok(Self(Prepared::new(Geometry::MultiPolygon(area(corners, placing)?))))
    }

    /// Its box.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect<f64>> {
        self.0.bounds()
    }

    /// Whether a row has a geometry that shares a point with it.
    #[must_use]
    pub fn meets(&self, row: &Row) -> bool {
        let meets = |g| self.0.is_related(Relation::Intersects, g, row.bounds);
        row.geometry.as_ref().is_some_and(meets)
    }
}

/// See [`Region::of_box`].
pub(super) fn area([x0, y0, x1, y1]: [f64; 4], placing: &Placing<'_>) -> Result<MultiPolygon<f64>, FilterError> {
    let bad = |words: &str| FilterError::Literal(words.to_owned());
    if ![x0, y0, x1, y1].iter().all(|c| c.is_finite()) {
        return Err(bad("A box has finite numbers as corners."));
    }
    let (over_x, over_y) = (x0 > x1, y0 > y1);
    let boxes = match (placing.longitude, over_x, over_y) {
        (_, false, false) => vec![[x0, y0, x1, y1]],
        (Some(0), true, false) => vec![[x0, y0, 180.0, y1], [-180.0, y0, x1, y1]],
        (Some(1), false, true) => vec![[x0, y0, x1, 180.0], [x0, -180.0, x1, y1]],
        _ => {
            return Err(bad(
                "A box has its least coordinates first, in the order of the axes of its CRS.",
            ));
        }
    };
    let polygons = boxes.into_iter().map(|b| rectangle(b, placing));
    Ok(MultiPolygon::new(polygons.collect::<Result<_, _>>()?))
}

fn rectangle([x0, y0, x1, y1]: [f64; 4], placing: &Placing<'_>) -> Result<Polygon<f64>, FilterError> {
    let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)];
    let mut ring = vec![];
    for &[from, to] in corners.array_windows() {
        let pieces = if placing.straight { 1 } else { PIECES };
        for i in 0..pieces {
            let t = f64::from(i) / f64::from(pieces);
            ring.push((from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t));
        }
    }
    (placing.place)(&mut ring).map_err(FilterError::Literal)?;
    let first = ring[0];
    ring.push(first);
    let ring: Vec<Coord<f64>> = ring.into_iter().map(Coord::from).collect();
    Ok(Polygon::new(LineString::new(ring), vec![]))
}
