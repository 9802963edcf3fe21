//! A source's geometry becomes one of ours: right kind, longitude and latitude, valid. Or else a reason why not.
//!
//! Knows no layer and writes no finding.
use super::complaint::listen;
use super::crs::Bounds;
use super::plane::Plane;
use super::wkb;
use geo::{Coord, CoordsIter as _, Geometry, LineString, MapCoords as _, MultiPolygon};
use riverchief_core::snapshot::record::ShapeKind;
use riverchief_geom::LonLat;

/// Why a geometry can't be loaded.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Misfit {
    /// Another kind than the layer holds.
    Kind {
        /// What it is.
        found: &'static str,
    },
    /// A line in parts that don't follow each other end to start.
    Parts(usize),
    /// Coordinates that are latitude, longitude (or north, east).
    Swapped {
        /// The first, as it came.
        at: (f64, f64),
    },
    /// Coordinates that the CRS can't mean.
    Outside {
        /// The first such, as it came.
        at: (f64, f64),
    },
    /// Against the OGC's rules.
    Invalid {
        /// GEOS's reason.
        reason: String,
        /// Where.
        place: Option<LonLat>,
    },
}

/// The name of a geometry's kind.
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

/// Takes single and multiple parts as the layer wants them. The flag says whether parts of a line were joined.
/// `Ok(None)` is an empty geometry.
pub(super) fn fit(geometry: Geometry<f64>, kind: ShapeKind) -> Result<Option<(Geometry<f64>, bool)>, Misfit> {
    if geometry.coords_count() == 0 {
        return Ok(None);
    }
    let found = kind_of(&geometry);
    let wrong = Err(Misfit::Kind { found });
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
                .ok_or(Misfit::Parts(count))
        }
        (ShapeKind::Point, Geometry::Point(point)) => Ok(Some((point.into(), false))),
        (ShapeKind::Point, Geometry::MultiPoint(points)) if points.0.len() == 1 => {
            Ok(Some((points.0[0].into(), false)))
        }
        (ShapeKind::None, _) => Ok(None),
        _ => wrong,
    }
}

/// Joins parts where one ends exactly where exactly one other starts. Turning a part round would guess its direction.
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

/// Where coordinates come from and what they may be.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) plane: Plane,
    /// Coordinates are degrees.
    pub(super) geographic: bool,
    /// Where the CRS is meant to be used, with a margin; `None` is everywhere.
    pub(super) bounds: Option<Bounds>,
}

impl Ground {
    /// Of a table, which has no coordinates.
    pub(super) fn nowhere() -> Self {
        Self {
            plane: Plane::Degrees,
            geographic: true,
            bounds: None,
        }
    }

    /// Turns a geometry into longitude and latitude in place. Each vertex by itself: neighbours that shared one still do.
    pub(super) fn reproject(&self, geometry: &mut Geometry<f64>) -> Result<(), Misfit> {
        // Latitude and longitude of China exchanged: no map of it has both ranges otherwise.
        let swapped = |c: Coord<f64>| (3.0..=54.0).contains(&c.x) && (73.0..=136.0).contains(&c.y);
        if self.geographic && geometry.coords_iter().all(swapped) {
            return Err(Misfit::Swapped {
                at: geometry.coords_iter().next().map_or((0.0, 0.0), |c| (c.x, c.y)),
            });
        }
        // Degrees under a projection are some metres off its origin, where no map of China lies.
        let in_degrees = |c: Coord<f64>| c.x.abs() <= 180.0 && c.y.abs() <= 90.0;
        if !self.geographic && geometry.coords_iter().all(in_degrees) {
            return Err(Misfit::Outside {
                at: geometry.coords_iter().next().map_or((0.0, 0.0), |c| (c.x, c.y)),
            });
        }
        match geometry.try_map_coords(|came| self.locate(came)) {
            Ok(placed) => {
                *geometry = placed;
                Ok(())
            }
            Err(at) => {
                let turned = |came: Coord<f64>| self.locate(Coord { x: came.y, y: came.x });
                let lies_right = self.bounds.is_some() && geometry.coords_iter().all(|came| turned(came).is_ok());
                Err(if lies_right {
                    Misfit::Swapped { at }
                } else {
                    Misfit::Outside { at }
                })
            }
        }
    }

    /// The place of a vertex; the error is the vertex, when it lies nowhere or out of bounds.
    fn locate(&self, came: Coord<f64>) -> Result<Coord<f64>, (f64, f64)> {
        let mut place = [(came.x, came.y)];
        self.plane.to_lonlat(&mut place).map_err(|_| (came.x, came.y))?;
        let [(lon, lat)] = place;
        let inside =
            |[west, south, east, north]: Bounds| (west..=east).contains(&lon) && (south..=north).contains(&lat);
        if self.bounds.is_none_or(inside) {
            Ok(Coord { x: lon, y: lat })
        } else {
            Err((came.x, came.y))
        }
    }
}

/// Checks a geometry by the OGC's rules, through GEOS.
pub(super) fn check(geometry: &Geometry<f64>) -> Result<(), Misfit> {
    let invalid = |reason: String, place| Err(Misfit::Invalid { reason, place });
    let bytes = match wkb::encode(geometry) {
        Ok(bytes) => bytes,
        Err(error) => return invalid(error.to_string(), None),
    };
    let (valid, said) = listen(|| gdal::vector::Geometry::from_wkb(&bytes).map(|g| g.is_valid()));
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

/// The place in words such as `Self-intersection at or near point 109.1 21.4`.
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
            assert_eq!(fit(lines, ShapeKind::Line), Err(Misfit::Parts(2)));
        }
        let ring = MultiLineString(vec![a, b, line_string![(x: 2., y: 0.), (x: 0., y: 0.)]]);
        assert_eq!(
            fit(ring.into(), ShapeKind::Line),
            Err(Misfit::Parts(3)),
            "a ring has no source"
        );
    }

    #[test]
    fn the_kind_must_be_the_layers() {
        let misfit = Err(Misfit::Kind { found: "Point" });
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
        let Err(Misfit::Invalid { reason, place }) = check(&tie.into()) else {
            panic!("valid")
        };
        assert_eq!(reason, "Self-intersection");
        assert_eq!(place, Some(LonLat::new(109.5, 21.5)));
    }

    #[test]
    fn swapped_axes_and_wrong_systems_are_seen() {
        let degrees = Ground {
            plane: Plane::Degrees,
            geographic: true,
            bounds: None,
        };
        let mut swapped: Geometry<f64> = line_string![(x: 21.4, y: 109.1), (x: 21.5, y: 109.2)].into();
        assert_eq!(
            degrees.reproject(&mut swapped),
            Err(Misfit::Swapped { at: (21.4, 109.1) })
        );
        let mut metres: Geometry<f64> = point!(x: 603_974.0, y: 2_323_402.0).into();
        assert_eq!(
            degrees.reproject(&mut metres),
            Err(Misfit::Outside {
                at: (603_974.0, 2_323_402.0)
            })
        );
        let zone = Ground {
            plane: Plane::Proj("EPSG:4545".to_owned()),
            geographic: false,
            bounds: Some([103.5, 15.0, 112.5, 40.0]),
        };
        let mut north_first: Geometry<f64> = point!(x: 2_323_402.056, y: 603_974.351).into();
        assert!(matches!(zone.reproject(&mut north_first), Err(Misfit::Swapped { .. })));
        let mut degrees_as_metres: Geometry<f64> = point!(x: 109.1, y: 21.4).into();
        assert!(matches!(
            zone.reproject(&mut degrees_as_metres),
            Err(Misfit::Outside { .. })
        ));
        let mut right: Geometry<f64> = point!(x: 603_974.351_1, y: 2_323_402.056_2).into();
        assert_eq!(zone.reproject(&mut right), Ok(()));
    }
}
