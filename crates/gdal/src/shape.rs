//! Converts a source's geometry to the type that a layer holds, and checks that it is valid.
//!
//! Knows no layers and creates no findings.
use super::messages::capture;
use super::wkb;
use geo::{CoordsIter as _, Geometry, LineString, MultiPolygon};
use riverchief_core::snapshot::record::ShapeKind;
use riverchief_geom::LonLat;

/// Why a geometry can't be loaded.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum GeometryError {
    /// Another type than the layer holds.
    WrongType {
        /// Its type.
        found: &'static str,
    },
    /// A line whose parts don't follow each other end to start.
    Disconnected(usize),
    /// The coordinates are latitude, longitude (or northing, easting).
    AxesSwapped {
        /// The first vertex, as it was read.
        at: (f64, f64),
    },
    /// The coordinates are outside the area of use of the CRS.
    OutsideCrs {
        /// The first such vertex, as it was read.
        at: (f64, f64),
    },
    /// It is invalid by the rules of the OGC.
    Invalid {
        /// The reason that GEOS gives.
        reason: String,
        /// Where.
        place: Option<LonLat>,
    },
}

/// The name of a geometry's type.
fn kind_of(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        _ => "GeometryCollection",
    }
}

/// Converts single and multiple parts to the type that the layer holds. The flag says whether parts of a line were joined.
/// `Ok(None)` is an empty geometry.
pub(super) fn fit(geometry: Geometry<f64>, kind: ShapeKind) -> Result<Option<(Geometry<f64>, bool)>, GeometryError> {
    if geometry.coords_count() == 0 {
        return Ok(None);
    }
    let found = kind_of(&geometry);
    let wrong = Err(GeometryError::WrongType { found });
    match (kind, geometry) {
        (ShapeKind::Area, Geometry::Polygon(polygon)) => Ok(Some((MultiPolygon(vec![polygon]).into(), false))),
        (ShapeKind::Area, Geometry::MultiPolygon(mut area)) => {
            area.0.retain(|polygon| !polygon.exterior().0.is_empty());
            Ok(Some((area.into(), false)))
        }
        (ShapeKind::Area, Geometry::GeometryCollection(parts)) => {
            let mut area = MultiPolygon(Vec::new());
            for part in parts {
                match fit(part, ShapeKind::Area)? {
                    Some((Geometry::MultiPolygon(more), _)) => area.0.extend(more.0),
                    _ => return wrong,
                }
            }
            Ok(Some((area.into(), false)))
        }
        (ShapeKind::Line, Geometry::LineString(line)) => Ok(Some((line.into(), false))),
        (ShapeKind::Line, Geometry::MultiLineString(lines)) => {
            let parts: Vec<LineString<f64>> = lines.0.into_iter().filter(|line| !line.0.is_empty()).collect();
            let count = parts.len();
            chain(parts)
                .map(|line| Some((line.into(), count > 1)))
                .ok_or(GeometryError::Disconnected(count))
        }
        (ShapeKind::Point, Geometry::Point(point)) => Ok(Some((point.into(), false))),
        (ShapeKind::Point, Geometry::MultiPoint(points)) if points.0.len() == 1 => {
            Ok(Some((points.0[0].into(), false)))
        }
        (ShapeKind::None, _) => Ok(None),
        _ => wrong,
    }
}

/// Joins parts where one ends exactly where exactly one other starts. Parts are not reversed, since that would be a guess at
/// the direction of flow.
fn chain(mut parts: Vec<LineString<f64>>) -> Option<LineString<f64>> {
    let starts_at = |parts: &[LineString<f64>], end| -> Vec<usize> {
        parts
            .iter()
            .enumerate()
            .filter(|(_, p)| p.0.first() == Some(&end))
            .map(|(i, _)| i)
            .collect()
    };
    let first = match parts.len() {
        0 => return None,
        1 => 0,
        _ => {
            let is_no_end = |p: &LineString<f64>| !parts.iter().any(|other| other.0.last() == p.0.first());
            let firsts: Vec<usize> = (0..parts.len()).filter(|i| is_no_end(&parts[*i])).collect();
            match firsts[..] {
                [first] => first,
                _ => return None,
            }
        }
    };
    let mut line = parts.remove(first);
    while !parts.is_empty() {
        let next = match starts_at(&parts, *line.0.last()?)[..] {
            [next] => parts.remove(next),
            _ => return None,
        };
        line.0.extend(next.0.into_iter().skip(1));
    }
    Some(line)
}

/// Checks a geometry by the rules of the OGC, with GEOS.
pub(super) fn check(geometry: &Geometry<f64>) -> Result<(), GeometryError> {
    let invalid = |reason: String, place| Err(GeometryError::Invalid { reason, place });
    let bytes = match wkb::encode(geometry) {
        Ok(bytes) => bytes,
        Err(error) => return invalid(error.to_string(), None),
    };
    let (valid, said) = capture(|| gdal::vector::Geometry::from_wkb(&bytes).map(|g| g.is_valid()));
    match valid {
        Ok(true) => Ok(()),
        Ok(false) => {
            let reason = said.first().map_or_else(|| "invalid".to_owned(), |c| c.message.clone());
            let place = place_in(&reason);
            invalid(
                reason.split(" at or near").next().unwrap_or("invalid").to_owned(),
                place,
            )
        }
        Err(error) => invalid(error.to_string(), None),
    }
}

/// The place in a message such as `Self-intersection at or near point 109.1 21.4`.
fn place_in(reason: &str) -> Option<LonLat> {
    let mut numbers = reason.split_once("point ")?.1.split_whitespace().map(str::parse::<f64>);
    match (numbers.next()?, numbers.next()?) {
        (Ok(lon), Ok(lat)) => Some(LonLat::new(lon, lat)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiLineString, line_string, point, polygon};

    #[test]
    fn parts_that_follow_each_other_become_one_line() {
        let b: LineString<f64> = line_string![(x: 1., y: 0.), (x: 2., y: 0.)];
        let a: LineString<f64> = line_string![(x: 0., y: 0.), (x: 1., y: 0.)];
        let lines = Geometry::from(MultiLineString(vec![b.clone(), a.clone()]));
        let whole = line_string![(x: 0., y: 0.), (x: 1., y: 0.), (x: 2., y: 0.)];
        assert_eq!(fit(lines, ShapeKind::Line), Ok(Some((whole.into(), true))));
        // A gap, and a part that runs the other way: no guess.
        let gap = line_string![(x: 1.1, y: 0.), (x: 2., y: 0.)];
        let back = line_string![(x: 2., y: 0.), (x: 1., y: 0.)];
        for other in [gap, back] {
            let lines = Geometry::from(MultiLineString(vec![a.clone(), other]));
            assert_eq!(fit(lines, ShapeKind::Line), Err(GeometryError::Disconnected(2)));
        }
        let ring = MultiLineString(vec![a, b, line_string![(x: 2., y: 0.), (x: 0., y: 0.)]]);
        assert_eq!(
            fit(ring.into(), ShapeKind::Line),
            Err(GeometryError::Disconnected(3)),
            "a ring has no source"
        );
    }

    #[test]
    fn the_kind_must_be_the_layers() {
        let misfit = Err(GeometryError::WrongType { found: "Point" });
        assert_eq!(fit(point!(x: 1., y: 2.).into(), ShapeKind::Area), misfit);
        assert_eq!(
            fit(MultiPolygon::<f64>(vec![]).into(), ShapeKind::Area),
            Ok(None),
            "empty"
        );
    }

    #[test]
    fn a_bow_tie_is_invalid_and_its_knot_is_the_place() {
        let tie =
            polygon![(x: 109., y: 21.), (x: 110., y: 22.), (x: 110., y: 21.), (x: 109., y: 22.), (x: 109., y: 21.)];
        let Err(GeometryError::Invalid { reason, place }) = check(&tie.into()) else {
            panic!("valid")
        };
        assert_eq!(reason, "Self-intersection");
        assert_eq!(place, Some(LonLat::new(109.5, 21.5)));
    }
}
