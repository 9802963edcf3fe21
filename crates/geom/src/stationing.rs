//! Linear referencing: measures in metres along a centreline (N3).
//!
//! Knows one line; which water it belongs to and who answers for it is not its concern.
use super::edge_boxes::EdgeBoxes;
use super::ellipsoid::distance_m;
use super::lonlat::LonLat;
use super::nearest::{Foot, along, foot_among, tied_distance2};
use super::plane::LocalPlane;
use geo::{Coord, LineString};
use std::ops::Range;

/// Why a line can't be stationed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StationingError {
    /// Fewer than two different vertices.
    #[error("a centreline needs two different vertices")]
    TooShort,
    /// A coordinate is NaN or infinite.
    #[error("vertex {vertex} of the centreline is not finite")]
    NotFinite {
        /// Index of the first such vertex.
        vertex: usize,
    },
}

/// The part of one edge of a line that is near a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartOfEdge {
    /// Which edge.
    pub edge: usize,
    /// Measure at which it begins, in metres.
    pub from_m: f64,
    /// Measure at which it ends, in metres.
    pub to_m: f64,
}

/// A centreline with its measures: metres from its first vertex along the geodesics between vertices.
///
/// ```
/// use riverchief_geom::{LonLat, Stationed};
/// let line = Stationed::new(vec![(109.0, 21.5), (109.1, 21.5), (109.1, 21.6)].into()).unwrap();
/// let foot = line.foot(LonLat::new(109.05, 21.501));
/// let measure_m = line.measure(foot.edge, foot.t);
/// assert!((measure_m - 5181.0).abs() < 1.0);
/// ```
#[derive(Clone, Debug)]
pub struct Stationed {
    line: LineString<f64>,
    /// Measure of every vertex.
    measures_m: Vec<f64>,
    boxes: EdgeBoxes,
}

impl Stationed {
    /// Stations a line.
    ///
    /// # Errors
    /// When a vertex is not finite or all vertices are the same place.
    pub fn new(line: LineString<f64>) -> Result<Self, StationingError> {
        if let Some(vertex) = line.0.iter().position(|c| !(c.x.is_finite() && c.y.is_finite())) {
            return Err(StationingError::NotFinite { vertex });
        }
        if line.0.iter().all(|c| *c == line.0[0]) {
            return Err(StationingError::TooShort);
        }
        let mut measures_m = vec![0.0];
        let mut total_m = 0.0;
        for &[a, b] in line.0.array_windows() {
            total_m += distance_m(a.into(), b.into());
            measures_m.push(total_m);
        }
        Ok(Self {
            boxes: EdgeBoxes::new(&line.0),
            line,
            measures_m,
        })
    }

    /// The line.
    #[must_use]
    pub fn line(&self) -> &LineString<f64> {
        &self.line
    }

    /// Its vertices.
    #[must_use]
    pub fn coords(&self) -> &[Coord<f64>] {
        &self.line.0
    }

    /// Measure of every vertex, ascending, in metres.
    #[must_use]
    pub fn measures_m(&self) -> &[f64] {
        &self.measures_m
    }

    /// Whole length in metres.
    #[must_use]
    pub fn len_m(&self) -> f64 {
        self.measures_m[self.measures_m.len() - 1]
    }

    /// Measure at parameter t (longitude–latitude) of an edge: m(a) + t·|ab|, in metres (N3).
    ///
    /// # Panics
    /// When the line has no such edge.
    #[must_use]
    pub fn measure(&self, edge: usize, t: f64) -> f64 {
        let (from, to) = (self.measures_m[edge], self.measures_m[edge + 1]);
        if t >= 1.0 { to } else { from + t.max(0.0) * (to - from) }
    }

    /// Edge and parameter at a measure; a vertex belongs to the edge that it begins, the last one to
    /// the last edge (K). Measures beyond the ends are those of the ends.
    #[must_use]
    pub fn locate(&self, measure_m: f64) -> (usize, f64) {
        let last = self.measures_m.len() - 2;
        let after = self.measures_m.partition_point(|&m| m <= measure_m);
        let edge = after.saturating_sub(1).min(last);
        let (from, to) = (self.measures_m[edge], self.measures_m[edge + 1]);
        let t = if to > from {
            ((measure_m - from) / (to - from)).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (edge, t)
    }

    /// The place at a measure.
    #[must_use]
    pub fn at(&self, measure_m: f64) -> LonLat {
        let (edge, t) = self.locate(measure_m);
        along(self.line.0[edge], self.line.0[edge + 1], t)
    }

    /// The stretch from one measure to another, with all vertices between. Ends beyond the line are cut
    /// to it; for `from_m ≥ to_m` the two points coincide.
    #[must_use]
    pub fn slice(&self, from_m: f64, to_m: f64) -> LineString<f64> {
        let mut coords: Vec<_> = self.places(from_m, to_m).into_iter().map(|(_, place)| place).collect();
        if let [alone] = coords[..] {
            coords.push(alone);
        }
        LineString(coords)
    }

    /// The vertices of a stretch with their measures on this line, both ends included; no place twice in a row.
    fn places(&self, from_m: f64, to_m: f64) -> Vec<(f64, Coord<f64>)> {
        let to_m = to_m.max(from_m);
        let first = self.measures_m.partition_point(|&m| m <= from_m);
        let behind = self.measures_m.partition_point(|&m| m < to_m).max(first);
        let inner = (first..behind).map(|i| (self.measures_m[i], self.line.0[i]));
        let mut places = vec![(from_m, self.at(from_m).coord())];
        places.extend(inner);
        places.push((to_m, self.at(to_m).coord()));
        places.dedup_by(|b, a| a.1 == b.1);
        places
    }

    /// The place of a stretch that is nearest to `p` (N2): its measure on this line, which goes along each edge by its parameter (N3),
    /// and its distance in metres. `None` where the stretch is a point.
    #[must_use]
    pub fn foot_between(&self, p: LonLat, from_m: f64, to_m: f64) -> Option<(f64, f64)> {
        let (measures_m, places): (Vec<f64>, Vec<_>) = self.places(from_m, to_m).into_iter().unzip();
        let foot = Self::new(LineString(places)).ok()?.foot(p);
        let (start_m, end_m) = (measures_m[foot.edge], measures_m[foot.edge + 1]);
        Some((start_m + foot.t * (end_m - start_m), foot.distance_m))
    }

    /// A distance from a place, in the local plane at the place, that no point of the line is nearer than.
    #[must_use]
    pub fn box_distance_m(&self, p: LonLat) -> f64 {
        self.boxes.distance_m(&LocalPlane::at(p))
    }

    /// The parts of the line in a rectangle around edge ab, which extends by so many metres beyond ab on all sides, in the
    /// local plane at the middle of ab; by edge. They hold all that is so near ab.
    #[must_use]
    pub fn parts_beside(&self, a: Coord<f64>, b: Coord<f64>, distance_m: f64) -> Vec<PartOfEdge> {
        let plane = LocalPlane::at(along(a, b, 0.5));
        let (ax, ay) = plane.forward(a.into());
        let (bx, by) = plane.forward(b.into());
        let half_m = 0.5 * (bx - ax).hypot(by - ay);
        let (cos, sin) = if half_m > 0.0 {
            (0.5 * (bx - ax) / half_m, 0.5 * (by - ay) / half_m)
        } else {
            (1.0, 0.0)
        };
        // Metres along ab and to its left.
        let turned = |c: Coord<f64>| {
            let (x, y) = plane.forward(c.into());
            [x * cos + y * sin, y * cos - x * sin]
        };
        let most = [half_m + distance_m, distance_m];
        let far2 = (half_m + std::f64::consts::SQRT_2 * distance_m).powi(2);
        let near = self.boxes.edges_within(&plane, far2).into_iter().flatten();
        near.filter_map(|edge| {
            let (from, to) = clipped(turned(self.line.0[edge]), turned(self.line.0[edge + 1]), most)?;
            Some(PartOfEdge {
                edge,
                from_m: self.measure(edge, from),
                to_m: self.measure(edge, to),
            })
        })
        .collect()
    }

    /// The nearest point (N2): as `nearest::foot_on_line`, looking only at edges that can be it.
    #[must_use]
    pub fn foot(&self, p: LonLat) -> Foot {
        let plane = LocalPlane::at(p);
        let least_m2 = self.boxes.least_distance2(&plane, &self.line.0);
        let near = self.boxes.edges_within(&plane, tied_distance2(least_m2));
        let found = foot_among(p, &self.line.0, || near.iter().flat_map(Range::clone));
        found.unwrap_or_else(|| super::nearest::foot_at(p, 0, self.line.0[0], self.line.0[1], 0.0))
    }
}

/// The parameters between which a line from `a` to `b` lies in a rectangle around the origin that extends by `most` to both
/// sides on each axis; `None` if it lies outside.
fn clipped(a: [f64; 2], b: [f64; 2], most: [f64; 2]) -> Option<(f64, f64)> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let along = b[axis] - a[axis];
        if along == 0.0 {
            if a[axis].abs() > most[axis] {
                return None;
            }
            continue;
        }
        let (t, u) = ((-most[axis] - a[axis]) / along, (most[axis] - a[axis]) / along);
        (from, to) = (from.max(t.min(u)), to.min(t.max(u)));
    }
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nearest::foot_on_line;

    fn bent() -> Stationed {
        Stationed::new(vec![(109.0, 21.5), (109.1, 21.5), (109.1, 21.6), (109.2, 21.6)].into()).unwrap()
    }

    #[test]
    fn locate_undoes_measure() {
        let line = bent();
        for (edge, t) in [(0, 0.0), (0, 0.25), (1, 0.0), (1, 0.999), (2, 0.5)] {
            let (e, u) = line.locate(line.measure(edge, t));
            assert!(e == edge && (u - t).abs() < 1e-12, "{edge} {t}: {e} {u}");
        }
        assert_eq!(line.locate(line.len_m()), (2, 1.0));
        assert_eq!(line.locate(-5.0), (0, 0.0));
        assert_eq!(line.locate(1e9), (2, 1.0));
    }

    #[test]
    fn a_vertex_belongs_downstream() {
        let line = bent();
        assert_eq!(line.locate(line.measures_m()[1]), (1, 0.0));
        assert_eq!(line.at(line.measures_m()[1]), LonLat::new(109.1, 21.5));
    }

    #[test]
    fn a_place_of_a_stretch_has_the_measure_of_the_line() {
        // Along an edge measures go by its parameter; the geodesic from a place on it to its end is some millimetres off.
        let line = Stationed::new(vec![(109.0, 21.0), (109.05, 21.3), (109.2, 21.4)].into()).unwrap();
        let (from_m, to_m) = (line.measure(0, 0.3), line.measure(1, 0.6));
        for (edge, t) in [(0, 0.31), (0, 0.9), (1, 0.0), (1, 0.5)] {
            let measure_m = line.measure(edge, t);
            let (found_m, distance_m) = line.foot_between(line.at(measure_m), from_m, to_m).unwrap();
            assert!(
                (found_m - measure_m).abs() < 1e-6,
                "{edge} {t}: {found_m} for {measure_m}"
            );
            assert!(distance_m < 1e-6);
        }
        let (found_m, _) = line.foot_between(line.at(0.0), from_m, to_m).unwrap();
        assert!((found_m - from_m).abs() < 1e-9, "outside it the nearer end");
        assert_eq!(line.foot_between(line.at(0.0), from_m, from_m), None);
    }

    #[test]
    fn slices_hold_the_vertices_between_and_join_up() {
        let line = bent();
        let cuts = [0.0, 3000.0, line.measures_m()[1], 15_000.0, line.len_m()];
        let mut joined: Vec<Coord<f64>> = vec![];
        for pair in cuts.windows(2) {
            let piece = line.slice(pair[0], pair[1]);
            assert_eq!(joined.last().copied().unwrap_or(piece.0[0]), piece.0[0]);
            joined.extend(piece.0);
        }
        joined.dedup();
        assert_eq!(joined.len(), line.coords().len() + 2);
        assert_eq!(line.slice(0.0, line.len_m()), *line.line());
        assert_eq!(line.slice(5.0, 5.0).0.len(), 2);
    }

    #[test]
    fn parts_beside_hold_all_that_is_near() {
        let line = bent();
        let (a, b) = (Coord { x: 109.097, y: 21.51 }, Coord { x: 109.099, y: 21.512 });
        let plane = LocalPlane::at(along(a, b, 0.5));
        let flat = |c: Coord<f64>| Coord::from(plane.forward(c.into()));
        let own = geo::Line::new(flat(a), flat(b));
        let mut inside = 0;
        for distance_m in [100.0, 180.0, 300.0, 1200.0, 3000.0, 30_000.0] {
            let parts = line.parts_beside(a, b, distance_m);
            for i in 0..=2000 {
                let measure_m = line.len_m() * f64::from(i) / 2000.0;
                let place = geo::Point(flat(line.at(measure_m).coord()));
                let away_m = geo::Distance::distance(&geo::Euclidean, &place, &own);
                let held = parts.iter().any(|w| w.from_m <= measure_m && measure_m <= w.to_m);
                assert!(held || away_m > distance_m, "{distance_m} {measure_m}");
                assert!(!held || away_m <= 1.5 * distance_m, "{distance_m} {measure_m}");
                inside += usize::from(held);
            }
        }
        assert!(inside > 1000);
        assert_eq!(line.parts_beside(a, b, 30_000.0).len(), 3);
        assert_eq!(line.parts_beside(a, b, 50.0), []);
    }

    #[test]
    fn what_is_no_line_is_refused() {
        assert_eq!(
            Stationed::new(LineString(vec![])).err(),
            Some(StationingError::TooShort)
        );
        let same = vec![(1.0, 1.0), (1.0, 1.0)];
        assert_eq!(Stationed::new(same.into()).err(), Some(StationingError::TooShort));
        let bad = vec![(1.0, 1.0), (f64::NAN, 1.0)];
        assert_eq!(
            Stationed::new(bad.into()).err(),
            Some(StationingError::NotFinite { vertex: 1 })
        );
    }

    #[test]
    fn the_quick_foot_is_the_slow_one() {
        let coords: Vec<Coord<f64>> = (0..200)
            .map(|i| {
                let s = f64::from(i) * 0.05;
                Coord {
                    x: 109.0 + s * 0.01,
                    y: 21.5 + (s * 3.0).sin() * 0.01,
                }
            })
            .collect();
        the_quick_foot_is_that_of(coords);
        // Several levels of boxes; the line comes back beside itself.
        let coords = (0..6000).map(|i| {
            let s = f64::from(i) * 0.01;
            Coord {
                x: 109.05 + (s * 0.7).sin() * 0.05,
                y: 21.5 + (s * 1.1).cos() * 0.015,
            }
        });
        the_quick_foot_is_that_of(coords.collect());
    }

    fn the_quick_foot_is_that_of(coords: Vec<Coord<f64>>) {
        let line = Stationed::new(LineString(coords)).unwrap();
        for i in 0..2000 {
            let h = f64::from(i) * 0.618_033_988_75;
            let p = LonLat::new(108.98 + h.fract() * 0.14, 21.48 + (h * 7.3).fract() * 0.04);
            assert_eq!(Some(line.foot(p)), foot_on_line(p, line.coords()), "{p:?}");
        }
    }
}
