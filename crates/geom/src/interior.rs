//! A place that is certainly inside a polygon and out of its holes.
//!
//! Found along a horizontal line, then proved by the exact position test.
use super::lonlat::LonLat;
use super::position::{Position, position_brute};
use geo::{BoundingRect, MultiPolygon, Polygon};

/// The polygon has no interior that doubles can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the polygon has no interior point")]
pub struct NoInterior;

/// A place strictly inside a multipolygon: in its widest part, midway between two edges.
///
/// # Errors
/// When the polygon is empty, flat, or thinner than doubles can tell.
pub fn interior_point(multi: &MultiPolygon<f64>) -> Result<LonLat, NoInterior> {
    let mut parts: Vec<&Polygon<f64>> = multi.iter().collect();
    let size = |p: &Polygon<f64>| p.bounding_rect().map_or(0.0, |b| b.width() * b.height());
    parts.sort_by(|p, q| size(q).total_cmp(&size(p)));
    parts.into_iter().find_map(polygon_interior).ok_or(NoInterior)
}

fn polygon_interior(polygon: &Polygon<f64>) -> Option<LonLat> {
    let alone = MultiPolygon::new(vec![polygon.clone()]);
    let rings = || std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let mut ys: Vec<f64> = rings().flat_map(|r| r.0.iter().map(|c| c.y)).collect();
    ys.sort_by(f64::total_cmp);
    ys.dedup();
    let middle = f64::midpoint(*ys.first()?, *ys.last()?);
    // Latitudes midway between two neighbouring vertices, the ones near the middle first.
    let mut lats: Vec<f64> = ys.array_windows().map(|&[a, b]| f64::midpoint(a, b)).collect();
    lats.sort_by(|a, b| (a - middle).abs().total_cmp(&(b - middle).abs()));
    lats.into_iter().find_map(|lat| {
        let mut lons: Vec<f64> = rings()
            .flat_map(|r| r.0.array_windows())
            .filter(|[a, b]| (a.y > lat) != (b.y > lat))
            .map(|[a, b]| a.x + (b.x - a.x) * ((lat - a.y) / (b.y - a.y)))
            .collect();
        lons.sort_by(f64::total_cmp);
        let (pairs, _) = lons.as_chunks::<2>();
        let widest = pairs.iter().max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))?;
        let place = LonLat::new(f64::midpoint(widest[0], widest[1]), lat);
        (position_brute(&alone, place) == Position::Inside).then_some(place)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::wkt;

    #[test]
    fn out_of_the_hole_and_in_the_bay() {
        for multi in [
            wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(0.1 0.1,0.1 3.9,3.9 3.9,3.9 0.1,0.1 0.1)))),
            wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,3.9 4.,3.9 0.1,0.1 0.1,0.1 4.,0. 4.,0. 0.)))),
            wkt!(MULTIPOLYGON(((0. 0.,1. 1e-13,2. 0.,0. 0.)),((5. 5.,5. 5.,5. 5.,5. 5.)))),
        ] {
            let place = interior_point(&multi).unwrap();
            assert_eq!(position_brute(&multi, place), Position::Inside);
        }
    }

    #[test]
    fn what_is_flat_has_none() {
        assert_eq!(
            interior_point(&wkt!(MULTIPOLYGON(((0. 0.,1. 1.,2. 2.,0. 0.))))),
            Err(NoInterior)
        );
        assert_eq!(interior_point(&MultiPolygon::new(vec![])), Err(NoInterior));
    }
}
