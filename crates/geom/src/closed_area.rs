//! What shapes share with an area, its border included: a point, some line, some surface.
//!
//! Exact but for the two lengths named here, which are for shapes that were themselves computed: an end of a stretch that
//! was cut at a border lies on it but for rounding.
use super::arrangement::{Arrangement, ArrangementError};
use super::cutting::cut;
use super::edge_tree::EdgeTree;
use super::ellipsoid::{line_length_m, multipolygon_area_m2};
use super::lonlat::LonLat;
use super::nearest::TIE_M;
use super::position::PolygonEdge;
use super::position::PreparedPolygon;
use super::stationing::Stationed;
use geo::{Geometry, Intersects, LineString, MultiPolygon, Polygon, Rect};

/// What is not longer, or not wider on average, only touches, in metres.
pub const TOUCH_M: f64 = 1e-3;
/// Cell of the grid on which surfaces are laid over each other, in degrees: a hundredth of a millimetre.
const CELL_DEG: f64 = 1e-10;

/// An area with its border, prepared for many shapes.
///
/// ```
/// use riverchief_geom::closed_area::ClosedArea;
/// let square = ClosedArea::new(geo::wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 1.,0. 0.)))));
/// assert!(square.has_part_of(&geo::wkt!(POINT(1. 0.5)).into()));
/// assert!(square.has_part_of(&geo::wkt!(LINESTRING(0. 1.,2. 1.)).into()), "it runs along the border");
/// assert!(!square.has_part_of(&geo::wkt!(LINESTRING(1. 1.,2. 2.)).into()), "it ends there");
/// ```
#[derive(Debug)]
pub struct ClosedArea {
    polygon: PreparedPolygon,
    border: EdgeTree<()>,
}

impl ClosedArea {
    /// Prepares an area in longitude and latitude.
    #[must_use]
    pub fn new(area: MultiPolygon<f64>) -> Self {
        let polygon = PreparedPolygon::new(area);
        let border = EdgeTree::new(polygon.edges().map(|e| (e.a, e.b, ())));
        Self { polygon, border }
    }

    /// Its box in degrees; `None` when it is empty.
    #[must_use]
    pub fn bbox(&self) -> Option<Rect<f64>> {
        self.polygon.bbox()
    }

    /// Whether a place lies inside or on the border, or within a micrometre of it (S7).
    #[must_use]
    pub fn covers(&self, place: LonLat) -> bool {
        self.polygon.covers(place) || !self.border.within_m(place, TIE_M).is_empty()
    }

    /// Whether it shares with a shape something of the dimension of that shape: a point, a length, a surface.
    ///
    /// A line along the border does; one that ends there, and a surface that meets the border from outside, do not.
    /// Of a collection of geometries one is enough.
    #[must_use]
    pub fn has_part_of(&self, shape: &Geometry<f64>) -> bool {
        match shape {
            Geometry::Point(point) => self.covers(point.0.into()),
            Geometry::MultiPoint(points) => points.iter().any(|p| self.covers(p.0.into())),
            Geometry::Line(line) => self.has_length_of([&LineString::from(*line)]),
            Geometry::LineString(line) => self.has_length_of([line]),
            Geometry::MultiLineString(lines) => self.has_length_of(lines),
            Geometry::Polygon(polygon) => self.has_surface_of(MultiPolygon::from(polygon.clone())),
            Geometry::MultiPolygon(polygons) => self.has_surface_of(polygons.clone()),
            Geometry::Rect(r) => self.has_surface_of(r.to_polygon().into()),
            Geometry::Triangle(t) => self.has_surface_of(t.to_polygon().into()),
            Geometry::GeometryCollection(all) => all.iter().any(|one| self.has_part_of(one)),
        }
    }

    fn has_length_of<'a>(&self, lines: impl IntoIterator<Item = &'a LineString<f64>>) -> bool {
        let (mut within_m, mut beyond_m) = (0.0, 0.0);
        for line in lines {
            // A line without two different vertices has no length.
            let Ok(line) = Stationed::new(line.clone()) else {
                continue;
            };
            let cuts = cut(line.coords(), &self.border);
            let params = cuts.params(line.coords().len() - 1);
            let mut measures = vec![0.0, line.len_m()];
            measures.extend(params.into_iter().map(|(edge, t)| line.measure(edge, t)));
            measures.sort_by(f64::total_cmp);
            measures.dedup();
            for &[from_m, to_m] in measures.array_windows() {
                if self.covers(line.at(f64::midpoint(from_m, to_m))) {
                    within_m += to_m - from_m;
                } else {
                    beyond_m += to_m - from_m;
                }
            }
        }
        within_m > TOUCH_M || (within_m > 0.0 && beyond_m <= 0.0)
    }

    fn has_surface_of(&self, shape: MultiPolygon<f64>) -> bool {
        let shape = PreparedPolygon::new(shape);
        let meets = |edge: &PolygonEdge| {
            let found = cut(&[edge.a, edge.b], &self.border);
            !(found.crossings.is_empty() && found.overlaps.is_empty())
        };
        if shape.edges().any(meets) {
            // Where they can't be laid over each other, one too many is better than one missing.
            return shared(&[&shape], &[&self.polygon], CELL_DEG).map_or(true, |found| {
                found.iter().flatten().any(|polygon| width_m(polygon) > TOUCH_M)
            });
        }
        // Borders that don't meet: a part of one lies within the other, or nothing is shared.
        let within = |inner: &PreparedPolygon, outer: &PreparedPolygon| {
            let mut corners = inner.geometry().iter().filter_map(|part| part.exterior().0.first());
            corners.any(|corner| outer.covers(LonLat::from(*corner)))
        };
        within(&shape, &self.polygon) || within(&self.polygon, &shape)
    }
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

/// Average width: two areas by the perimeter.
fn width_m(polygon: &Polygon<f64>) -> f64 {
    let perimeter_m: f64 = rings(polygon).map(|ring| line_length_m(&ring.0)).sum();
    2.0 * multipolygon_area_m2(&MultiPolygon::from(polygon.clone())) / perimeter_m
}

/// The surface that any of some areas shares with any of some grounds; `None` where that is nothing, or thinner than the grid of `cell_deg` degrees.
///
/// # Errors
/// The grid is too fine for the coordinates.
pub fn shared(
    areas: &[&PreparedPolygon],
    grounds: &[&PreparedPolygon],
    cell_deg: f64,
) -> Result<Option<MultiPolygon<f64>>, ArrangementError> {
    Ok(divided(areas, grounds, cell_deg)?.inside)
}

/// A surface in two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Division {
    /// What lies in any of the grounds.
    pub inside: Option<MultiPolygon<f64>>,
    /// What lies in none.
    pub outside: Option<MultiPolygon<f64>>,
}

impl Division {
    /// Without parts that are no wider than a millimetre on average, where there are others: they only touch.
    #[must_use]
    pub fn without_slivers(self) -> Self {
        let wide = |surface: MultiPolygon<f64>| {
            let parts: Vec<Polygon<f64>> = surface.into_iter().filter(|p| width_m(p) > TOUCH_M).collect();
            (!parts.is_empty()).then_some(MultiPolygon(parts))
        };
        let own = self.clone();
        match (self.inside.and_then(wide), self.outside.and_then(wide)) {
            (None, None) => own,
            (inside, outside) => Self { inside, outside },
        }
    }
}

/// What of some areas lies in any of some grounds, and what in none of them; nothing where that is thinner than the grid of `cell_deg`
/// degrees.
///
/// # Errors
/// The grid is too fine for the coordinates.
pub fn divided(
    areas: &[&PreparedPolygon],
    grounds: &[&PreparedPolygon],
    cell_deg: f64,
) -> Result<Division, ArrangementError> {
    let boxes = areas.iter().filter_map(|area| area.bbox());
    let near = boxes.reduce(|a, b| {
        Rect::new(
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        )
    });
    let Some(near) = near else {
        return Ok(Division::default());
    };
    // Only what of the grounds' borders comes near the areas can cut them.
    let border = grounds.iter().flat_map(|ground| ground.edges()).map(|e| vec![e.a, e.b]);
    let border = border.filter(|e| near.intersects(&Rect::new(e[0], e[1])));
    let shores = areas.iter().flat_map(|area| area.geometry().iter()).flat_map(rings);
    let lines = shores.map(|ring| ring.0.clone()).chain(border);
    let laid = Arrangement::new(cell_deg, lines.map(|line| ((), line)))?;
    let mut found = laid.dissolve(|face| {
        let place = laid.faces[face].interior;
        (areas.iter().any(|area| area.covers(place))).then(|| grounds.iter().any(|ground| ground.covers(place)))
    });
    Ok(Division {
        inside: found.remove(&true),
        outside: found.remove(&false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::wkt;

    /// Three areas that share the corner (2, 2): one south, two side by side north of it.
    fn three() -> [ClosedArea; 3] {
        [
            wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 2.,2. 2.,0. 2.,0. 0.)))),
            wkt!(MULTIPOLYGON(((0. 2.,2. 2.,2. 4.,0. 4.,0. 2.)))),
            wkt!(MULTIPOLYGON(((2. 2.,4. 2.,4. 4.,2. 4.,2. 2.)))),
        ]
        .map(ClosedArea::new)
    }

    #[track_caller]
    fn of(shape: impl Into<Geometry<f64>>) -> [bool; 3] {
        let shape = shape.into();
        three().map(|area| area.has_part_of(&shape))
    }

    #[test]
    fn a_point_is_of_all_that_it_touches() {
        assert_eq!(of(wkt!(POINT(1. 1.))), [true, false, false], "inside");
        assert_eq!(of(wkt!(POINT(5. 1.))), [false; 3], "outside");
        assert_eq!(of(wkt!(POINT(1. 2.))), [true, true, false], "on a border");
        assert_eq!(of(wkt!(POINT(0. 2.))), [true, true, false], "on a vertex");
        assert_eq!(of(wkt!(POINT(2. 2.))), [true; 3], "at the corner of three");
        assert_eq!(
            of(wkt!(POINT(1. 2.000_000_000_001))),
            [true, true, false],
            "computed: a tenth of a micrometre off"
        );
        assert_eq!(of(wkt!(POINT(1. 2.000_000_000_1))), [false, true, false], "11 µm off");
    }

    #[test]
    fn a_line_is_of_what_it_runs_in_or_along_and_not_where_it_ends() {
        assert_eq!(of(wkt!(LINESTRING(1. 0.5,1. 1.))), [true, false, false], "inside");
        assert_eq!(of(wkt!(LINESTRING(5. 0.,5. 9.))), [false; 3], "outside");
        assert_eq!(of(wkt!(LINESTRING(1. 1.,1. 3.))), [true, true, false], "partly inside");
        assert_eq!(
            of(wkt!(LINESTRING(0.5 2.,1.5 2.))),
            [true, true, false],
            "along a border"
        );
        assert_eq!(
            of(wkt!(LINESTRING(-1. 2.,9. 2.))),
            [true; 3],
            "along the borders of all"
        );
        assert_eq!(
            of(wkt!(LINESTRING(1. 3.,1. 2.))),
            [false, true, false],
            "ends on a border"
        );
        assert_eq!(
            of(wkt!(LINESTRING(1. 3.,2. 2.))),
            [false, true, false],
            "ends at the corner of three"
        );
        assert_eq!(
            of(wkt!(LINESTRING(1. 3.,2. 2.,3. 3.))),
            [false, true, true],
            "through the corner"
        );
        assert_eq!(
            of(wkt!(LINESTRING(-1. 1.,0. 2.,-1. 3.))),
            [false; 3],
            "touches a vertex"
        );
        assert_eq!(
            of(wkt!(LINESTRING(1. 3.,1. 1.999_999_999_9))),
            [false, true, false],
            "computed: ends 11 µm beyond"
        );
        assert_eq!(
            of(wkt!(LINESTRING(1. 3.,1. 1.999_999_9))),
            [true, true, false],
            "a centimetre beyond"
        );
        let beside = wkt!(LINESTRING(0.5 2.000_000_000_001,1.5 2.000_000_000_001));
        assert_eq!(
            of(beside),
            [true, true, false],
            "computed: along a border but for rounding"
        );
        assert_eq!(
            of(wkt!(LINESTRING(1. 1.,1. 1.000_000_001))),
            [true, false, false],
            "shorter than a millimetre"
        );
        let two = wkt!(MULTILINESTRING((5. 0.,5. 9.),(3. 3.,3. 3.5)));
        assert_eq!(of(two), [false, false, true], "one of two lines");
        assert_eq!(of(wkt!(LINESTRING(1. 1.,1. 1.))), [false; 3], "no length");
    }

    #[test]
    fn a_surface_is_of_what_it_covers_some_of() {
        assert_eq!(
            of(wkt!(POLYGON((1. 0.5,1.5 0.5,1.5 1.,1. 0.5)))),
            [true, false, false],
            "inside"
        );
        assert_eq!(of(wkt!(POLYGON((5. 0.,6. 0.,6. 1.,5. 0.)))), [false; 3], "outside");
        assert_eq!(
            of(wkt!(POLYGON((-1. -1.,5. -1.,5. 5.,-1. 5.,-1. -1.)))),
            [true; 3],
            "around all"
        );
        let around =
            wkt!(POLYGON((-1. -1.,5. -1.,5. 5.,-1. 5.,-1. -1.),(-0.5 -0.5,4.5 -0.5,4.5 4.5,-0.5 4.5,-0.5 -0.5)));
        assert_eq!(of(around), [false; 3], "in its hole");
        assert_eq!(
            of(wkt!(POLYGON((1. 1.,3. 1.,3. 3.,1. 3.,1. 1.)))),
            [true; 3],
            "over the corner of three"
        );
        assert_eq!(
            of(wkt!(POLYGON((0. 2.,2. 2.,2. 4.,0. 4.,0. 2.)))),
            [false, true, false],
            "one of them"
        );
        assert_eq!(
            of(wkt!(POLYGON((4. 1.,6. 1.,6. 3.,4. 3.,4. 1.)))),
            [false; 3],
            "beside, along the border"
        );
        assert_eq!(of(wkt!(POLYGON((4. 4.,5. 4.,5. 5.,4. 4.)))), [false; 3], "at a vertex");
        let sliver = wkt!(POLYGON((0. 2.000_000_000_1,2. 1.999_999_999_9,2. 4.,0. 4.,0. 2.000_000_000_1)));
        assert_eq!(of(sliver), [false, true, false], "computed: 11 µm over the border");
        assert_eq!(
            of(wkt!(POLYGON((0. 1.999_999_9,2. 1.999_999_9,2. 4.,0. 4.,0. 1.999_999_9)))),
            [true, true, false],
            "a centimetre over"
        );
        let parts = wkt!(MULTIPOLYGON(((5. 0.,6. 0.,6. 1.,5. 0.)),((3. 3.,3.5 3.,3.5 3.5,3. 3.))));
        assert_eq!(of(parts), [false, false, true], "one of two parts");
    }
}
