//! Clips a polygon to the box of a tile, exactly: every edge lies inside or outside the box, none crosses it.
//!
//! The edges inside are kept; where the polygon continues beyond the box, parts of the box's sides close it. Rings
//! are traced from those edges, so that rings that touch are separated correctly and none has zero area.
use super::mercator::Vertex;
use super::mesh::rings;
use super::sheet::TileBox;
use riverchief_geom::arrangement::lattice::Node;
use std::collections::BTreeMap;

/// Polygons, each its shell and then its holes, open.
pub(super) type Polygons = Vec<Vec<Vec<Vertex>>>;

/// The side of a box on which an edge lies. Sides are numbered as the border runs with the inside on the left: from
/// (min, min) along y = min, x = max, y = max, x = min.
fn side_of(tile: TileBox, a: Vertex, b: Vertex) -> Option<usize> {
    let on = |axis: usize, at: i32| a[axis] == at && b[axis] == at;
    if on(1, tile.min[1]) {
        Some(0)
    } else if on(0, tile.max[0]) {
        Some(1)
    } else if on(1, tile.max[1]) {
        Some(2)
    } else if on(0, tile.min[0]) {
        Some(3)
    } else {
        None
    }
}

/// For each side on which a vertex lies: the side, and the distance along it.
fn places_on_border(tile: TileBox, v: Vertex) -> impl Iterator<Item = (usize, i32)> {
    let places = [
        (v[1] == tile.min[1]).then(|| (0, v[0] - tile.min[0])),
        (v[0] == tile.max[0]).then(|| (1, v[1] - tile.min[1])),
        (v[1] == tile.max[1]).then(|| (2, tile.max[0] - v[0])),
        (v[0] == tile.min[0]).then(|| (3, tile.max[1] - v[1])),
    ];
    places.into_iter().flatten()
}

/// The vertex at a distance along a side.
fn vertex_at(tile: TileBox, side: usize, along: i32) -> Vertex {
    match side {
        0 => [tile.min[0] + along, tile.min[1]],
        1 => [tile.max[0], tile.min[1] + along],
        2 => [tile.max[0] - along, tile.max[1]],
        _ => [tile.min[0], tile.max[1] - along],
    }
}

/// The box itself.
pub(super) fn whole(tile: TileBox) -> Polygons {
    vec![vec![(0..4).map(|side| vertex_at(tile, side, 0)).collect()]]
}

/// The part of a polygon within a box, from the polygon's edges within the closed box; its inside is on their left.
///
/// `corner`: whether the polygon covers the inside of the box along x = min, next to (min, min).
pub(super) fn clip(tile: TileBox, edges: impl Iterator<Item = (Vertex, Vertex)>, corner: bool) -> Polygons {
    let mut kept: Vec<(Node, Node)> = vec![];
    // By side and distance: how the winding number just inside the box changes there.
    let mut turns: BTreeMap<(usize, i32), i32> = BTreeMap::new();
    for side in 0..4 {
        turns.insert((side, 0), 0);
    }
    let mut covered: BTreeMap<(usize, i32), i32> = BTreeMap::new();
    for (a, b) in edges {
        if let Some(side) = side_of(tile, a, b) {
            let place = |v| places_on_border(tile, v).find(|p| p.0 == side).map_or(0, |p| p.1);
            let (from, to) = (place(a), place(b));
            // Kept where the inside of the polygon is within the box; otherwise it bounds a part beyond the box.
            if from < to {
                kept.push((node(a), node(b)));
                for (place, step) in [(from, 1), (to, -1)] {
                    // An edge that reaches the end of a side ends with the side.
                    if place < tile.max[0] - tile.min[0] {
                        *covered.entry((side, place)).or_default() += step;
                        turns.entry((side, place)).or_default();
                    }
                }
            }
            continue;
        }
        kept.push((node(a), node(b)));
        for (v, leaves) in [(a, true), (b, false)] {
            // The walk along the border passes this edge: an edge that leaves the border has its inside before it, one
            // that arrives has it behind. A corner lies on two sides and counts at the start of one.
            let places: Vec<(usize, i32)> = places_on_border(tile, v).collect();
            let place = match places[..] {
                [] => continue,
                [one] => one,
                _ => *places.iter().find(|p| p.1 == 0).unwrap_or(&places[0]),
            };
            *turns.entry(place).or_default() += if leaves { -1 } else { 1 };
        }
    }
    close(tile, corner, &turns, &covered, &mut kept);
    rings(&kept)
        .into_iter()
        .map(|polygon| {
            polygon
                .into_iter()
                .map(|r| r.into_iter().map(super::mercator::vertex).collect())
                .collect()
        })
        .collect()
}

/// Adds the parts of the sides along which the polygon continues beyond the box.
fn close(
    tile: TileBox,
    corner: bool,
    turns: &BTreeMap<(usize, i32), i32>,
    covered: &BTreeMap<(usize, i32), i32>,
    kept: &mut Vec<(Node, Node)>,
) {
    let length = tile.max[0] - tile.min[0];
    let mut inside = i32::from(corner);
    let mut drawn = 0;
    let mut places = turns.iter().peekable();
    while let Some((&(side, from), turn)) = places.next() {
        inside += turn;
        drawn += covered.get(&(side, from)).copied().unwrap_or(0);
        let to = match places.peek() {
            Some(&(&(next, to), _)) if next == side => to,
            _ => length,
        };
        if inside > 0 && drawn == 0 && to > from {
            kept.push((node(vertex_at(tile, side, from)), node(vertex_at(tile, side, to))));
        }
        if to == length {
            drawn = 0;
        }
    }
}

fn node(v: Vertex) -> Node {
    Node {
        x: i64::from(v[0]),
        y: i64::from(v[1]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::mercator::vertex;
    use super::super::mesh::{Area, Mesh, Ownership, Sharing};
    use super::super::sheet::{Drawn, Ring, Sheet, edges_between};
    use super::super::snap::snap_round;
    use super::*;
    use geo::{Area as _, BooleanOps, Coord, LineString, MultiPolygon, Polygon, Rect};
    use proptest::prelude::*;

    fn geometry(polygons: &Polygons) -> MultiPolygon<f64> {
        let ring = |ring: &Vec<Vertex>| -> LineString<f64> {
            let at = |v: &Vertex| Coord {
                x: f64::from(v[0]),
                y: f64::from(v[1]),
            };
            ring.iter().chain(ring.first()).map(at).collect()
        };
        let polygon = |rings: &Vec<Vec<Vertex>>| Polygon::new(ring(&rings[0]), rings[1..].iter().map(ring).collect());
        MultiPolygon::new(polygons.iter().map(polygon).collect())
    }

    /// Compares the area inside some closed chains, clipped to every tile of zoom 1, with what geo finds.
    fn check(chains: &[Vec<Node>]) {
        let closed: Vec<Vec<Node>> = (chains.iter())
            .map(|c| c.iter().chain(c.first()).copied().collect())
            .collect();
        let rounded = snap_round(&closed);
        let parts: Vec<u32> = vec![0; rounded.len()];
        let numbers: Vec<[(u32, i32); 1]> = (0..).take(rounded.len()).map(|n| [(n, 1)]).collect();
        let ownership = Ownership {
            area_of_part: &parts,
            areas: &[Area {
                group: None,
                within: None,
            }],
            sharing: &[Sharing::Any],
        };
        let mesh = Mesh::new(rounded.iter().zip(&numbers).map(|(c, n)| (&c[..], &n[..])), &ownership);
        let polygons = mesh.polygons(&mesh.outlines(1)[0]);
        let rings: Vec<Ring> = (polygons.iter())
            .flat_map(|p| p.iter().enumerate())
            .map(|(i, ring)| Ring {
                points: ring.iter().map(|n| vertex(*n)).collect(),
                shell: i == 0,
            })
            .collect();
        let whole: Polygons = (polygons.iter())
            .map(|p| p.iter().map(|r| r.iter().map(|n| vertex(*n)).collect()).collect())
            .collect();
        let sheet = Sheet::new(1, vec![Drawn::Area(rings.clone())]);
        for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let tile = TileBox::new(x, y);
            let corner = sheet.covers_corner(0, y, tile.min[0]);
            let edges = sheet
                .runs(x, y)
                .iter()
                .flat_map(|run| edges_between(&rings[run.path as usize].points, run.start as usize, run.end as usize));
            let edges: Vec<_> = edges.collect();
            let cut = if edges.is_empty() && corner {
                super::whole(tile)
            } else {
                clip(tile, edges.into_iter(), corner)
            };
            let cut = geometry(&cut);
            assert_eq!(
                riverchief_geom::validity::problems(&cut),
                vec![],
                "{chains:?} in {x}, {y}"
            );
            let at = |v: Vertex| Coord {
                x: f64::from(v[0]),
                y: f64::from(v[1]),
            };
            let window = Rect::new(at(tile.min), at(tile.max)).to_polygon();
            let expected = geometry(&whole).intersection(&window).unsigned_area();
            let found = cut.signed_area();
            assert!(
                (expected - found).abs() < 1.0,
                "{expected} {found} {chains:?} in {x}, {y}"
            );
        }
    }

    fn chains() -> impl Strategy<Value = Vec<Vec<Node>>> {
        // On and near the cutting lines, so that vertices and edges lie on sides and in corners.
        let special = prop::sample::select(vec![
            0_i64, 63, 64, 65, 1_000, 4_031, 4_032, 4_033, 4_096, 4_159, 4_160, 4_161, 8_000, 8_192,
        ]);
        let coordinate = prop_oneof![special, 0_i64..8_192];
        let node = (coordinate.clone(), coordinate).prop_map(|(x, y)| Node { x, y });
        prop::collection::vec(prop::collection::vec(node, 3..8), 1..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_cut_polygon_is_valid_and_has_the_area_that_geo_finds(chains in chains()) {
            check(&chains);
        }
    }

    #[test]
    fn a_polygon_around_a_tile_covers_it() {
        let n = |x, y| Node { x, y };
        check(&[vec![n(0, 0), n(8192, 0), n(8192, 8192), n(0, 8192)]]);
        // Around three tiles and along the sides of the fourth.
        check(&[vec![
            n(0, 0),
            n(8192, 0),
            n(8192, 4032),
            n(4032, 4032),
            n(4032, 8192),
            n(0, 8192),
        ]]);
        check(&[vec![n(0, 0), n(4160, 0), n(4160, 4160), n(0, 4160)]]);
    }
}
