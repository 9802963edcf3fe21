//! Iterated snap rounding: segments become chains of grid edges that meet at nodes only.
//!
//! Every end and every rounded crossing is a hot pixel; a segment that meets a hot pixel goes through its
//! centre; the pieces are routed again until nothing moves, so that no edge is left within half a cell of a
//! foreign node.
use super::lattice::{Node, along, crossing_pixel, float, meets_pixel};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::BTreeMap;

type Boxes = RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>;

/// Segments with the line they come from → edges (smaller node first), each with its lines, ascending.
pub fn snap_round(segments: &[(Node, Node, usize)]) -> Vec<(Node, Node, Vec<usize>)> {
    let mut unique: BTreeMap<(Node, Node), Vec<usize>> = BTreeMap::new();
    for &(a, b, line) in segments.iter().filter(|s| s.0 != s.1) {
        unique.entry((a.min(b), a.max(b))).or_default().push(line);
    }
    let given: Vec<(Node, Node)> = unique.keys().copied().collect();
    let mut hot = crossings(&given);
    hot.extend(given.iter().flat_map(|&(a, b)| [a, b]));
    hot.sort_unstable();
    hot.dedup();
    let pixels = RTree::bulk_load(
        hot.iter()
            .map(|n| Pixel {
                at: [float(n.x), float(n.y)],
                node: *n,
            })
            .collect(),
    );
    let stride = stride(&given);
    let mut edges: BTreeMap<(Node, Node), Vec<usize>> = BTreeMap::new();
    for ((a, b), lines) in unique {
        let mut waiting = vec![(a, b)];
        while let Some((a, b)) = waiting.pop() {
            let chain = route(&pixels, a, b, stride);
            if chain.len() == 2 {
                edges.entry((a.min(b), a.max(b))).or_default().extend(&lines);
            } else {
                waiting.extend(chain.array_windows().map(|&[a, b]| (a, b)));
            }
        }
    }
    edges
        .into_iter()
        .map(|((a, b), mut lines)| {
            lines.sort_unstable();
            lines.dedup();
            (a, b, lines)
        })
        .collect()
}

struct Pixel {
    at: [f64; 2],
    node: Node,
}

impl rstar::RTreeObject for Pixel {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.at)
    }
}

/// A length, in cells, of which boxes along a segment stay slim: a few times the usual segment.
#[expect(clippy::cast_precision_loss, reason = "a mean")]
fn stride(segments: &[(Node, Node)]) -> f64 {
    let total: f64 = segments
        .iter()
        .map(|(a, b)| float(b.x - a.x).abs().max(float(b.y - a.y).abs()))
        .sum();
    (4.0 * total / segments.len().max(1) as f64).max(1.0)
}

/// Boxes that cover a segment, a cell wider all round.
fn boxes(a: Node, b: Node, stride: f64) -> impl Iterator<Item = AABB<[f64; 2]>> {
    let (dx, dy) = (float(b.x - a.x), float(b.y - a.y));
    let pieces = (dx.abs().max(dy.abs()) / stride).ceil().clamp(1.0, 1e6);
    let at = move |share: f64| [float(a.x) + dx * share, float(a.y) + dy * share];
    std::iter::successors(Some(0.0), move |&i| (i + 1.0 < pieces).then_some(i + 1.0)).map(move |i| {
        let (p, q) = (at(i / pieces), at((i + 1.0) / pieces));
        AABB::from_corners(
            [p[0].min(q[0]) - 1.0, p[1].min(q[1]) - 1.0],
            [p[0].max(q[0]) + 1.0, p[1].max(q[1]) + 1.0],
        )
    })
}

/// Pixels of all crossings of interiors.
fn crossings(segments: &[(Node, Node)]) -> Vec<Node> {
    let corner = |n: Node| [float(n.x), float(n.y)];
    let tree: Boxes = RTree::bulk_load(
        segments
            .iter()
            .enumerate()
            .map(|(i, &(a, b))| GeomWithData::new(Rectangle::from_corners(corner(a), corner(b)), i))
            .collect(),
    );
    let stride = stride(segments);
    let mut found = vec![];
    for (i, &(a, b)) in segments.iter().enumerate() {
        for slim in boxes(a, b, stride) {
            let others = tree
                .locate_in_envelope_intersecting(slim)
                .filter(|other| other.data > i);
            found.extend(others.filter_map(|other| crossing_pixel((a, b), segments[other.data])));
        }
    }
    found
}

/// The hot pixels that a segment meets, in order; its ends are the first and the last.
fn route(pixels: &RTree<Pixel>, a: Node, b: Node, stride: f64) -> Vec<Node> {
    let mut chain: Vec<Node> = boxes(a, b, stride)
        .flat_map(|slim| pixels.locate_in_envelope_intersecting(slim))
        .map(|pixel| pixel.node)
        .filter(|&node| meets_pixel(a, b, node))
        .collect();
    chain.sort_unstable_by_key(|&node| (along(a, b, node), node));
    chain.dedup();
    chain
}
