//! A polygon cut along the box of a tile, exactly: its edges lie inside or outside, never across.
//!
//! What is inside keeps its edges; where the polygon goes on beyond the box, pieces of the box's sides close it. Rings
//! are traced from those edges, so that touching ones come out right and nothing has zero area.
use super::mercator::Vertex;
use super::mesh::rings;
use super::sheet::TileBox;
use crate::geom::arrangement::lattice::Node;
use std::collections::BTreeMap;

/// Polygons, each its shell and then its holes, open.
pub(super) type Polygons = Vec<Vec<Vec<Vertex>>>;

/// The sides of a box as its border is followed with the inside on the left: from (min, min) along y = min, x = max,
/// y = max, x = min.
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

/// How far along its side a vertex on the border lies, for every side that it lies on.
fn places_on_border(tile: TileBox, v: Vertex) -> impl Iterator<Item = (usize, i32)> {
    let places = [
        (v[1] == tile.min[1]).then(|| (0, v[0] - tile.min[0])),
        (v[0] == tile.max[0]).then(|| (1, v[1] - tile.min[1])),
        (v[1] == tile.max[1]).then(|| (2, tile.max[0] - v[0])),
        (v[0] == tile.min[0]).then(|| (3, tile.max[1] - v[1])),
    ];
    places.into_iter().flatten()
}

/// The vertex at a place on a side.
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

/// The part of a polygon within a box, from its edges within the closed box, the inside on their left.
///
/// `corner`: whether the polygon covers the inside of the box along x = min, next to (min, min).
pub(super) fn clip(tile: TileBox, edges: impl Iterator<Item = (Vertex, Vertex)>, corner: bool) -> Polygons {
    let mut kept: Vec<(Node, Node)> = vec![];
    // By side and place: how the winding just inside the box changes there.
    let mut turns: BTreeMap<(usize, i32), i32> = BTreeMap::new();
    for side in 0..4 {
        turns.insert((side, 0), 0);
    }
    let mut covered: BTreeMap<(usize, i32), i32> = BTreeMap::new();
    for (a, b) in edges {
        if let Some(side) = side_of(tile, a, b) {
            let place = |v| places_on_border(tile, v).find(|p| p.0 == side).map_or(0, |p| p.1);
            let (from, to) = (place(a), place(b));
            // Drawn already where the inside is within the box; otherwise it bounds what is beyond.
            if from < to {
                kept.push((node(a), node(b)));
                for (place, step) in [(from, 1), (to, -1)] {
                    // What reaches the end of a side ends with it.
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
            // An edge from the border into the box is passed on the way along the border: what leaves has its inside
            // before it, what arrives behind it. A corner, which two sides have, is passed at the beginning of one.
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

/// Adds the pieces of the sides along which the polygon goes on beyond the box.
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
