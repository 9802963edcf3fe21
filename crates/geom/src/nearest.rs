//! Nearest points by rule N2: found in the local plane, measured by the geodesic.
//!
//! Brute force over the edges given; `edge_tree` and `stationing` bring the candidates.
use super::ellipsoid::distance_m;
use super::lonlat::LonLat;
use super::plane::{LocalPlane, reach_deg};
use geo::{Coord, Intersects, MultiPolygon, Rect};

/// Distances closer than this are tied (N2), in metres.
pub const TIE_M: f64 = 1e-6;

/// The nearest point of a line to some point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Foot {
    /// Which edge: from vertex `edge` to vertex `edge + 1`.
    pub edge: usize,
    /// Parameter along that edge in longitude–latitude, in [0, 1].
    pub t: f64,
    /// The foot itself, rounded to doubles.
    pub point: LonLat,
    /// Geodesic distance from the point to the foot, in metres.
    pub distance_m: f64,
}

/// The place at parameter t of edge ab; exactly a at 0 and exactly b at 1.
#[must_use]
pub fn along(a: Coord<f64>, b: Coord<f64>, t: f64) -> LonLat {
    if t <= 0.0 {
        a.into()
    } else if t >= 1.0 {
        b.into()
    } else {
        (a + (b - a) * t).into()
    }
}

/// The nearest point of an edge in the local plane at the place asked about.
#[derive(Clone, Copy, Debug)]
pub struct PlaneFoot {
    /// Parameter along the edge, in [0, 1].
    pub t: f64,
    /// Metres east of the place.
    pub x_m: f64,
    /// Metres north of the place.
    pub y_m: f64,
    /// Plane distance from the place, in metres.
    pub distance_m: f64,
}

/// Nearest point of edge ab in the plane.
pub(super) fn plane_foot(plane: &LocalPlane, a: Coord<f64>, b: Coord<f64>) -> PlaneFoot {
    let (t, x_m, y_m) = plane_nearest(plane, a, b);
    PlaneFoot {
        t,
        x_m,
        y_m,
        distance_m: (x_m * x_m + y_m * y_m).sqrt(),
    }
}

/// The square of the distance to edge ab in the plane, but for rounding; for choosing the edges that matter.
pub(super) fn plane_distance2(plane: &LocalPlane, a: Coord<f64>, b: Coord<f64>) -> f64 {
    let (_, x_m, y_m) = plane_nearest(plane, a, b);
    x_m * x_m + y_m * y_m
}

/// The square up to which a rounded square may belong to a distance that is tied with the least (1 µm): the margin
/// covers the rounding of both.
pub(super) fn tied_distance2(least_m2: f64) -> f64 {
    let limit_m = least_m2.sqrt() * (1.0 + 1e-9) + 2.0 * TIE_M;
    limit_m * limit_m
}

/// Parameter along edge ab, and metres east and north, of the point nearest to the plane's origin.
fn plane_nearest(plane: &LocalPlane, a: Coord<f64>, b: Coord<f64>) -> (f64, f64, f64) {
    let (ax, ay) = plane.forward(a.into());
    let (bx, by) = plane.forward(b.into());
    let (dx, dy) = (bx - ax, by - ay);
    let length2 = dx * dx + dy * dy;
    let t = if length2 > 0.0 {
        (-(ax * dx + ay * dy) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    if t <= 0.0 {
        (t, ax, ay)
    } else if t >= 1.0 {
        (t, bx, by)
    } else {
        (t, ax + t * dx, ay + t * dy)
    }
}

/// S21 on rings: of the feet within 1 µm of the least distance the southernmost, of those within 1 µm of its
/// northing the westernmost.
pub(super) fn southwest<T>(feet: impl Iterator<Item = (PlaneFoot, T)>) -> Option<(PlaneFoot, T)> {
    let mut tied: Vec<(PlaneFoot, T)> = Vec::new();
    let mut least_m = f64::INFINITY;
    for (foot, label) in feet {
        if foot.distance_m < least_m {
            least_m = foot.distance_m;
            tied.retain(|(f, _)| f.distance_m <= least_m + TIE_M);
        }
        if foot.distance_m <= least_m + TIE_M {
            tied.push((foot, label));
        }
    }
    let south_m = tied.iter().map(|(f, _)| f.y_m).fold(f64::INFINITY, f64::min);
    let southern = tied.into_iter().filter(|(f, _)| f.y_m <= south_m + TIE_M);
    southern.min_by(|a, b| a.0.x_m.total_cmp(&b.0.x_m))
}

/// Nearest point of one edge (N2); `edge` of the foot is 0.
#[must_use]
pub fn foot_on_edge(p: LonLat, a: Coord<f64>, b: Coord<f64>) -> Foot {
    foot_at(p, 0, a, b, plane_foot(&LocalPlane::at(p), a, b).t)
}

pub(super) fn foot_at(p: LonLat, edge: usize, a: Coord<f64>, b: Coord<f64>, t: f64) -> Foot {
    let point = along(a, b, t);
    Foot {
        edge,
        t,
        point,
        distance_m: distance_m(p, point),
    }
}

/// Nearest point of a line (N2); `None` for a line of fewer than two vertices.
///
/// Of the local minima of the plane distance that lie within 1 µm of the least one, the one with the smallest
/// measure (S21). A vertex is no minimum when the line comes nearer right beside it, by however little.
#[must_use]
pub fn foot_on_line(p: LonLat, line: &[Coord<f64>]) -> Option<Foot> {
    let last = line.len().checked_sub(2)?;
    foot_among(p, line, || 0..=last)
}

/// As [`foot_on_line`], over the edges that `edges` yields, twice, in ascending order; they must hold
/// every edge within 1 µm of the nearest.
pub(super) fn foot_among<I: Iterator<Item = usize>>(
    p: LonLat,
    line: &[Coord<f64>],
    edges: impl Fn() -> I,
) -> Option<Foot> {
    let plane = LocalPlane::at(p);
    let of = |edge: usize| plane_foot(&plane, line[edge], line[edge + 1]);
    let square = |edge: usize| plane_distance2(&plane, line[edge], line[edge + 1]);
    // Roots are taken only of the few edges that can be nearest.
    let limit_m2 = tied_distance2(edges().map(square).fold(f64::INFINITY, f64::min));
    let near = || edges().filter(|edge| square(*edge) <= limit_m2);
    let nearest = near()
        .map(|edge| (edge, of(edge)))
        .min_by(|x, y| x.1.distance_m.total_cmp(&y.1.distance_m))?;
    let limit_m = nearest.1.distance_m + TIE_M;
    let first = near().find_map(|edge| {
        let foot = of(edge);
        (foot.distance_m <= limit_m && is_minimum(&plane, line, edge, foot.t)).then_some((edge, foot.t))
    });
    let (edge, t) = first.unwrap_or((nearest.0, nearest.1.t));
    Some(foot_at(p, edge, line[edge], line[edge + 1], t))
}

/// Whether the distance has a local minimum at parameter t of an edge, along the whole line.
fn is_minimum(plane: &LocalPlane, line: &[Coord<f64>], edge: usize, t: f64) -> bool {
    if line[edge] == line[edge + 1] {
        return false;
    }
    let real = |i: &usize| line[*i] != line[*i + 1];
    if t >= 1.0 {
        let next = (edge + 1..line.len() - 1).find(real);
        return next.is_none_or(|i| plane_foot(plane, line[i], line[i + 1]).t <= 0.0);
    }
    if t <= 0.0 {
        let before = (0..edge).rev().find(real);
        return before.is_none_or(|i| plane_foot(plane, line[i], line[i + 1]).t >= 1.0);
    }
    true
}

/// The nearest point of a polygon's rings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PolygonFoot {
    /// Which part of the multipolygon.
    pub part: usize,
    /// 0 is the exterior ring, k the k-th hole.
    pub ring: usize,
    /// The foot on that ring.
    pub foot: Foot,
}

/// Nearest point of some edges (N2), the edges numbered as they come; ties go south, then west (S21).
#[must_use]
pub fn foot_on_edges(p: LonLat, edges: &[(Coord<f64>, Coord<f64>)]) -> Option<Foot> {
    let plane = LocalPlane::at(p);
    let feet = edges
        .iter()
        .enumerate()
        .map(|(i, &(a, b))| (plane_foot(&plane, a, b), i));
    let (foot, edge) = southwest(feet)?;
    Some(foot_at(p, edge, edges[edge].0, edges[edge].1, foot.t))
}

/// Nearest point of all rings (N2), whether p is inside or not; ties go south, then west (S21).
#[must_use]
pub fn foot_on_polygon(p: LonLat, polygon: &MultiPolygon<f64>) -> Option<PolygonFoot> {
    let plane = LocalPlane::at(p);
    let rings = polygon.iter().enumerate().flat_map(|(part, polygon)| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        rings.enumerate().map(move |(ring, line)| (part, ring, line))
    });
    let feet = rings.flat_map(|(part, ring, line)| {
        let edges = line.0.array_windows().enumerate();
        edges.map(move |(edge, &[a, b])| (plane_foot(&plane, a, b), (part, ring, edge, a, b)))
    });
    let (foot, (part, ring, edge, a, b)) = southwest(feet)?;
    Some(PolygonFoot {
        part,
        ring,
        foot: foot_at(p, edge, a, b, foot.t),
    })
}

/// Whether a place that was rounded lies on the rings of a polygon, that is within 1 µm of them (S7); `bbox` is the polygon's.
#[must_use]
pub fn on_rings(p: LonLat, polygon: &MultiPolygon<f64>, bbox: Rect<f64>) -> bool {
    let (north, east) = reach_deg(p.lat, TIE_M);
    let around = Rect::new((p.lon - east, p.lat - north), (p.lon + east, p.lat + north));
    bbox.intersects(&around) && foot_on_polygon(p, polygon).is_some_and(|f| f.foot.distance_m <= TIE_M)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> Vec<Coord<f64>> {
        points.iter().map(|&c| c.into()).collect()
    }

    #[test]
    fn inside_an_edge_before_it_and_behind_it() {
        let l = line(&[(109.0, 21.0), (109.1, 21.0)]);
        let f = foot_on_line(LonLat::new(109.05, 21.001), &l).unwrap();
        assert!((f.t - 0.5).abs() < 1e-12 && (f.distance_m - 110.7).abs() < 0.1);
        let f = foot_on_line(LonLat::new(108.9, 21.0), &l).unwrap();
        assert!(f.t <= 0.0 && f.point == l[0].into());
        let f = foot_on_line(LonLat::new(109.2, 21.0), &l).unwrap();
        assert!(f.t >= 1.0 && f.point == l[1].into());
        assert!(foot_on_line(LonLat::new(0.0, 0.0), &l[..1]).is_none());
    }

    #[test]
    fn the_nearest_by_the_plane_scales_longitude() {
        // At 60° a degree of longitude is half a degree of latitude.
        let l = line(&[(0.0, 60.0), (0.0, 60.1), (0.1, 60.1)]);
        let f = foot_on_line(LonLat::new(0.012, 60.09), &l).unwrap();
        assert_eq!(f.edge, 0);
    }

    #[test]
    fn s21_feet_within_a_micrometre_go_to_the_smaller_measure() {
        // A hairpin in binary fractions; p exactly in the middle between its legs.
        let north = 21.0 + 1.0 / 256.0;
        let l = line(&[(109.0, 21.0), (109.1, 21.0), (109.1, north), (109.0, north)]);
        let back: Vec<_> = l.iter().rev().copied().collect();
        let middle = LonLat::new(109.05, 21.0 + 1.0 / 512.0);
        assert_eq!(foot_on_line(middle, &l).unwrap().edge, 0);
        assert_eq!(foot_on_line(middle, &back).unwrap().edge, 0);
        // The distances differ by twice the offset: 0.4 µm is a tie, 4 µm is none.
        let beside = LonLat::new(middle.lon, middle.lat + 2e-12);
        assert_eq!(foot_on_line(beside, &l).unwrap().edge, 0);
        let apart = LonLat::new(middle.lon, middle.lat + 2e-11);
        assert_eq!(foot_on_line(apart, &l).unwrap().edge, 2);
        assert_eq!(foot_on_line(apart, &back).unwrap().edge, 0);
    }

    #[test]
    fn on_rings_within_a_micrometre_also_beyond_the_box() {
        let ring = [(109.0, 21.0), (109.25, 21.0), (109.25, 21.25), (109.0, 21.0)];
        let polygon = MultiPolygon::from(geo::Polygon::new(line(&ring).into(), vec![]));
        let bbox = Rect::new((109.0, 21.0), (109.25, 21.25));
        // 1e-12 degrees are 0.1 µm, 1e-10 are 10 µm.
        for (aside, on) in [
            (0.0, true),
            (1e-12, true),
            (-1e-12, true),
            (1e-10, false),
            (-1e-10, false),
        ] {
            assert_eq!(
                on_rings(LonLat::new(109.1, 21.0 + aside), &polygon, bbox),
                on,
                "{aside}"
            );
            assert_eq!(
                on_rings(LonLat::new(109.25 + aside, 21.1), &polygon, bbox),
                on,
                "{aside}"
            );
        }
        assert!(!on_rings(LonLat::new(109.2, 21.1), &polygon, bbox));
    }

    #[test]
    fn s21_on_rings_a_tie_goes_south_then_west() {
        // A square court; p in its middle is as far from all four walls, wherever the ring begins.
        let corners = [(109.0, 21.0), (109.0, 21.25), (109.25, 21.25), (109.25, 21.0)];
        let wall = |first: usize| {
            let ring: Vec<_> = (0..5).map(|i| corners[(first + i) % 4]).collect();
            MultiPolygon::from(geo::Polygon::new(line(&ring).into(), vec![]))
        };
        let from_west = LonLat::new(108.9, 21.125);
        for first in 0..4 {
            let foot = foot_on_polygon(from_west, &wall(first)).unwrap().foot.point;
            assert!(
                (foot.lon - 109.0).abs() < 1e-12 && (foot.lat - 21.125).abs() < 1e-9,
                "{foot:?}"
            );
            // As far from the southern wall as from the northern one, and nearer to them than to the others.
            let wide = |c: &mut Coord<f64>| c.x = if c.x < 109.1 { 108.0 } else { 110.0 };
            let mut court = wall(first);
            court.0[0].exterior_mut(|ring| ring.0.iter_mut().for_each(wide));
            let foot = foot_on_polygon(LonLat::new(109.125, 21.125), &court)
                .unwrap()
                .foot
                .point;
            assert!((foot.lat - 21.0).abs() < 1e-12, "{foot:?}");
            // The two ends of a wall that faces north: the western one.
            let notch = line(&[
                (109.0, 21.0),
                (109.25, 21.0),
                (109.25, 21.25),
                (109.125, 20.75),
                (109.0, 21.25),
                (109.0, 21.0),
            ]);
            let notch = MultiPolygon::from(geo::Polygon::new(notch.into(), vec![]));
            let foot = foot_on_polygon(LonLat::new(109.125, 22.0), &notch).unwrap().foot.point;
            assert!((foot.lon - 109.0).abs() < 1e-12, "{foot:?}");
        }
    }

    #[test]
    fn s21_beside_a_bend_the_foot_is_on_the_edge_and_the_bank_its_side() {
        // The line turns left by a right angle; p on the left, 0.15 mm from the bend's second edge.
        let l = line(&[(109.0, 21.0), (109.01, 21.0), (109.01, 21.01)]);
        let p = LonLat::new(109.01 - 1.5e-9, 21.0 + 3e-9);
        let f = foot_on_line(p, &l).unwrap();
        assert!(f.edge == 1 && f.t > 0.0, "{f:?}");
        assert_eq!(crate::bank_at(p, &l, &f), crate::Side::Left);
    }

    #[test]
    fn a_vertex_that_is_no_minimum_does_not_win_a_tie() {
        // Nearly straight on; the foot lies 3 mm behind the vertex, 50 m away from the line.
        let l = line(&[(109.0, 21.0), (109.01, 21.0), (109.02, 21.000_000_001)]);
        let p = LonLat::new(109.01 + 3e-8, 21.000_45);
        let f = foot_on_line(p, &l).unwrap();
        assert!(f.edge == 1 && f.t > 0.0, "{f:?}");
    }

    #[test]
    fn at_an_outer_corner_the_foot_is_the_end_of_the_earlier_edge() {
        let l = line(&[(109.0, 21.0), (109.01, 21.0), (109.01, 21.01)]);
        let f = foot_on_line(LonLat::new(109.011, 20.999), &l).unwrap();
        assert!(f.edge == 0 && f.t >= 1.0);
    }

    #[test]
    fn repeated_vertices_do_no_harm() {
        let c = (109.0, 21.0);
        let l = line(&[c, c, (109.01, 21.0), (109.01, 21.0), (109.02, 21.0)]);
        let f = foot_on_line(LonLat::new(109.01, 21.001), &l).unwrap();
        assert!(f.point == LonLat::new(109.01, 21.0));
        let f = foot_on_line(LonLat::new(109.0, 21.0), &line(&[c, c])).unwrap();
        assert!(f.distance_m < f64::MIN_POSITIVE);
    }
}
