//! Inside several polygons together: strictly inside their union, also where none of them alone has the place inside.
//!
//! Decided exactly, by the edges through the place and the order of their directions; the union itself is never made.
use super::cutting::cut;
use super::edge_tree::EdgeTree;
use super::lonlat::LonLat;
use super::nearest::along;
use super::orientation::{Turn, on_edge, orientation};
use super::position::PolygonEdge;
use super::position::PreparedPolygon;
use geo::Coord;
use std::cmp::Ordering;

/// Whether a place lies strictly inside the union of some polygons: inside one of them, on a common edge, or at a vertex that
/// they surround without a gap.
///
/// ```
/// use riverchief_geom::{LonLat, PreparedPolygon, union::inside_union};
/// let west = PreparedPolygon::new(geo::wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 1.,0. 0.)))));
/// let east = PreparedPolygon::new(geo::wkt!(MULTIPOLYGON(((1. 0.,2. 0.,2. 1.,1. 1.,1. 0.)))));
/// assert!(inside_union([&west, &east], LonLat::new(1.0, 0.5)));
/// assert!(!inside_union([&west, &east], LonLat::new(1.0, 1.0)), "an end of the common edge");
/// ```
#[must_use]
pub fn inside_union<'a>(polygons: impl IntoIterator<Item = &'a PreparedPolygon>, place: LonLat) -> bool {
    let p = place.coord();
    // How many parts cover the directions from `p`, going round counter-clockwise from north.
    let mut covered = 0_i32;
    let mut changes: Vec<(Coord<f64>, i32)> = vec![];
    for polygon in polygons.into_iter().filter(|polygon| polygon.covers(place)) {
        let edges: Vec<&PolygonEdge> = polygon.edges_near_lat(p.y).collect();
        for part in edges.chunk_by(|a, b| a.part == b.part) {
            let mut inside = part.iter().filter(|edge| is_met(edge, p)).count() % 2 == 1;
            covered += i32::from(inside);
            let through = part.iter().filter(|edge| on_edge(edge.a, edge.b, p));
            let mut towards: Vec<Coord<f64>> = through
                .flat_map(|edge| [edge.a, edge.b])
                .filter(|end| *end != p)
                .collect();
            towards.sort_by(|a, b| by_direction(p, *a, *b));
            for end in towards {
                changes.push((end, if inside { -1 } else { 1 }));
                inside = !inside;
            }
        }
    }
    changes.sort_by(|a, b| by_direction(p, a.0, b.0));
    let mut rays = changes.chunk_by(|a, b| by_direction(p, a.0, b.0).is_eq());
    covered > 0
        && rays.all(|ray| {
            covered += ray.iter().map(|change| change.1).sum::<i32>();
            covered > 0
        })
}

/// The border of the union of some polygons: their edges without the stretches that lie inside another, or on a common edge with
/// a polygon on either side. What several have in common on one side is there once. For figures: ends are rounded.
#[must_use]
pub fn border_of_union(polygons: &[&PreparedPolygon]) -> Vec<(Coord<f64>, Coord<f64>)> {
    if let [one] = polygons {
        return one.edges().map(|edge| (edge.a, edge.b)).collect();
    }
    let edges = || (polygons.iter().enumerate()).flat_map(|(i, polygon)| polygon.edges().map(move |edge| (i, edge)));
    let tree = EdgeTree::new(edges().map(|(i, edge)| (edge.a, edge.b, (i, edge.interior))));
    let mut border = vec![];
    for (i, edge) in edges().filter(|(_, edge)| edge.a != edge.b) {
        let cuts = cut(&[edge.a, edge.b], &tree);
        let inner = cuts.params(1).into_iter().map(|(_, t)| t);
        let mut cut_at: Vec<f64> = [0.0, 1.0].into_iter().chain(inner).collect();
        cut_at.sort_by(f64::total_cmp);
        for &[from, to] in cut_at.array_windows().filter(|[from, to]| from < to) {
            let middle = f64::midpoint(from, to);
            let along_here = || cuts.overlaps.iter().filter(|o| o.t0 <= middle && middle <= o.t1);
            let hidden = along_here().any(|o| {
                let (j, interior) = o.label;
                let interior = if o.same_way { interior } else { interior.opposite() };
                interior != edge.interior || j < i
            });
            let inside = || {
                let place = along(edge.a, edge.b, middle);
                let others = polygons
                    .iter()
                    .enumerate()
                    .filter(|(j, _)| along_here().all(|o| o.label.0 != *j));
                others.into_iter().any(|(_, other)| other.covers(place))
            };
            if !hidden && !inside() {
                let at = |t: f64| along(edge.a, edge.b, t).coord();
                border.push((at(from), at(to)));
            }
        }
    }
    border
}

/// Whether an edge is met by a ray to the east from right beside `p`: as little to the north as need be, and still less to the west.
fn is_met(edge: &PolygonEdge, p: Coord<f64>) -> bool {
    let (low, high) = if edge.a.y <= edge.b.y {
        (edge.a, edge.b)
    } else {
        (edge.b, edge.a)
    };
    let spans = low.y <= p.y && high.y > p.y;
    spans
        && match orientation(low, high, p) {
            Turn::Left => true,
            Turn::Right => false,
            Turn::Straight => high.x >= low.x,
        }
}

/// The order of two directions from `p`, counter-clockwise from north, north itself last.
fn by_direction(p: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> Ordering {
    let half = |c: Coord<f64>| match (c.x < p.x, c.x > p.x, c.y > p.y) {
        (true, _, _) => 0,
        (_, true, _) => 2,
        (_, _, north) => 1 + 2 * i32::from(north),
    };
    half(a).cmp(&half(b)).then_with(|| match orientation(p, a, b) {
        Turn::Left => Ordering::Less,
        Turn::Right => Ordering::Greater,
        Turn::Straight => Ordering::Equal,
    })
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "lengths on a lattice are exact")]
mod tests {
    use super::*;
    use geo::{MultiPolygon, wkt};

    fn surrounded(polygons: &[MultiPolygon<f64>], x: f64, y: f64) -> bool {
        let polygons: Vec<_> = polygons.iter().cloned().map(PreparedPolygon::new).collect();
        let place = LonLat::new(x, y);
        let found = inside_union(&polygons, place);
        assert_eq!(
            inside_union(polygons.iter().rev(), place),
            found,
            "whatever their order"
        );
        found
    }

    #[test]
    fn on_a_common_edge_and_not_on_an_outer_one() {
        // The eastern one has a vertex on the common edge, and goes on to the north of it.
        let two = [
            wkt!(MULTIPOLYGON(((0. 0.,2. 0.,2. 2.,0. 2.,0. 0.)))),
            wkt!(MULTIPOLYGON(((2. 0.,4. 0.,4. 3.,2. 3.,2. 1.,2. 0.)))),
        ];
        for (x, y, expected) in [
            (1.0, 1.0, true),
            (2.0, 0.5, true),
            (2.0, 1.0, true),
            (2.0, 1.5, true),
            (2.0, 2.0, false),
            (2.0, 2.5, false),
            (2.0, 0.0, false),
            (2.0_f64.next_up(), 2.0, true),
            (0.0, 1.0, false),
            (4.0, 1.0, false),
            (3.0, 3.0, false),
            (5.0, 1.0, false),
        ] {
            assert_eq!(surrounded(&two, x, y), expected, "{x} {y}");
        }
        assert!(!surrounded(&two[..1], 2.0, 1.0));
        assert!(!surrounded(&[], 2.0, 1.0));
        // The same as parts of one polygon.
        let one = MultiPolygon(two.iter().flat_map(|m| m.0.clone()).collect());
        assert!(surrounded(std::slice::from_ref(&one), 2.0, 1.0) && !surrounded(&[one], 2.0, 2.0));
    }

    #[test]
    fn at_a_corner_only_where_nothing_is_missing_around_it() {
        let wedge = |from: [f64; 2], to: [f64; 2]| {
            let ring = vec![(1.0, 1.0), (from[0], from[1]), (to[0], to[1]), (1.0, 1.0)];
            MultiPolygon::from(geo::Polygon::new(ring.into(), vec![]))
        };
        let (south, east, north, west) = ([1.0, 0.0], [3.0, 1.0], [1.0, 2.0], [0.0, 1.5]);
        let all = [
            wedge(south, east),
            wedge(east, north),
            wedge(north, west),
            wedge(west, south),
        ];
        assert!(surrounded(&all, 1.0, 1.0));
        for missing in 0..4 {
            let rest: Vec<_> = (0..4).filter(|i| *i != missing).map(|i| all[i].clone()).collect();
            assert!(!surrounded(&rest, 1.0, 1.0), "without {missing}");
        }
        // A gap of one ulp between two of them.
        let mut ajar = all.clone();
        ajar[3] = wedge([0.0, 1.5_f64.next_down()], south);
        assert!(!surrounded(&ajar, 1.0, 1.0));
        ajar[3] = wedge([0.0, 1.5_f64.next_up()], south);
        assert!(surrounded(&ajar, 1.0, 1.0), "they overlap by as much");
        // Opposite quarters touch and leave two gaps.
        assert!(!surrounded(&[all[0].clone(), all[2].clone()], 1.0, 1.0));
    }

    fn border(polygons: &[MultiPolygon<f64>]) -> Vec<[(f64, f64); 2]> {
        let polygons: Vec<_> = polygons.iter().cloned().map(PreparedPolygon::new).collect();
        let found = border_of_union(&polygons.iter().collect::<Vec<_>>());
        found.into_iter().map(|(a, b)| [a.into(), b.into()]).collect()
    }

    /// The sum of the lengths in the plane.
    fn length(border: &[[(f64, f64); 2]]) -> f64 {
        border.iter().map(|[a, b]| (b.0 - a.0).hypot(b.1 - a.1)).sum()
    }

    #[test]
    fn the_border_of_a_union_has_no_common_edge_and_nothing_inside_another() {
        let west = wkt!(MULTIPOLYGON(((0. 0.,2. 0.,2. 2.,0. 2.,0. 0.))));
        let east = wkt!(MULTIPOLYGON(((2. 0.,4. 0.,4. 4.,2. 4.,2. 0.))));
        let found = border(&[west.clone(), east.clone()]);
        assert!(
            !found
                .iter()
                .any(|[a, b]| a.0 == 2.0 && b.0 == 2.0 && a.1.min(b.1) < 2.0)
        );
        assert_eq!(length(&found), 16.0);
        let over = wkt!(MULTIPOLYGON(((1. 0.,3. 0.,3. 1.,1. 1.,1. 0.))));
        assert_eq!(
            length(&border(&[west.clone(), over.clone()])),
            10.0,
            "the common southern shore counts once"
        );
        assert_eq!(length(&border(&[over, west.clone()])), 10.0);
        assert_eq!(
            length(&border(&[west.clone(), east, west.clone()])),
            16.0,
            "one of them twice"
        );
        let ring = wkt!(MULTIPOLYGON(((-2. -2.,4. -2.,4. 4.,-2. 4.,-2. -2.),(0. 0.,0. 2.,2. 2.,2. 0.,0. 0.))));
        assert_eq!(
            length(&border(&[ring.clone(), west])),
            24.0,
            "a hole that another fills"
        );
        assert_eq!(length(&border(&[ring])), 32.0);
        assert!(border(&[]).is_empty());
    }

    #[test]
    fn over_each_other_and_with_holes() {
        let frame = wkt!(MULTIPOLYGON(((0. 0.,6. 0.,6. 6.,0. 6.,0. 0.),(2. 2.,2. 4.,4. 4.,4. 2.,2. 2.))));
        let lid = wkt!(MULTIPOLYGON(((2. 2.,4. 2.,4. 4.,2. 4.,2. 2.))));
        let over = wkt!(MULTIPOLYGON(((1. 1.,3. 1.,3. 3.,1. 3.,1. 1.))));
        assert!(surrounded(&[frame.clone(), lid], 2.0, 2.0), "a hole that another fills");
        assert!(!surrounded(std::slice::from_ref(&frame), 2.0, 3.0));
        assert!(
            surrounded(&[frame.clone(), over.clone()], 2.0, 2.0),
            "a corner of the hole, inside another"
        );
        assert!(
            !surrounded(&[frame.clone(), over.clone()], 2.0, 3.0),
            "where its edge meets that of the hole"
        );
        assert!(
            surrounded(&[frame.clone(), over.clone()], 1.0, 2.0),
            "an edge inside another"
        );
        assert!(!surrounded(&[over], 3.0, 3.0));
        // Holes that touch, and parts that do.
        let corners = wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 1.,0. 0.)),((1. 1.,2. 1.,2. 2.,1. 2.,1. 1.))));
        let others = wkt!(MULTIPOLYGON(((1. 0.,2. 0.,2. 1.,1. 1.,1. 0.)),((0. 1.,1. 1.,1. 2.,0. 2.,0. 1.))));
        assert!(!surrounded(std::slice::from_ref(&corners), 1.0, 1.0));
        assert!(surrounded(&[corners, others], 1.0, 1.0));
    }
}
