//! Snap rounding of whole polylines on a zoom's grid, with the lines along which tiles are cut.
//!
//! As in `geom::arrangement`: ends and rounded crossings are hot pixels, and an edge is routed through every hot pixel that
//! it meets, until nothing moves. Crossings with cutting lines are hot too, so that no edge crosses a cutting line: tiles
//! are cut only at nodes, and two neighbours are cut alike. For millions of edges it uses buckets instead of trees.
use super::tile::{BUFFER, EXTENT};
use riverchief_geom::arrangement::lattice::{Node, along, crossing_pixel, meets_pixel};
use std::collections::HashMap;

/// The next cutting line of one axis after `v`.
fn next_cut(v: i64) -> i64 {
    let (extent, buffer) = (i64::from(EXTENT), i64::from(BUFFER));
    let (base, rest) = (v.div_euclid(extent) * extent, v.rem_euclid(extent));
    if rest < buffer {
        base + buffer
    } else if rest < extent - buffer {
        base + extent - buffer
    } else {
        base + extent + buffer
    }
}

/// from + (to − from) · part / whole, rounded half up; `whole` > 0.
fn share(from: i64, to: i64, part: i64, whole: i64) -> i64 {
    let scaled = i128::from(to - from) * i128::from(part);
    let rounded = (2 * scaled + i128::from(whole)).div_euclid(2 * i128::from(whole));
    from + i64::try_from(rounded).unwrap_or(0)
}

/// Adds the points where a segment crosses cutting lines, rounded along the lines.
fn cuts(a: Node, b: Node, found: &mut Vec<Node>) {
    let (west, east) = if a.x <= b.x { (a, b) } else { (b, a) };
    let mut x = next_cut(west.x);
    while x < east.x {
        let y = share(west.y, east.y, x - west.x, east.x - west.x);
        found.push(Node { x, y });
        x = next_cut(x);
    }
    let (north, south) = if a.y <= b.y { (a, b) } else { (b, a) };
    let mut y = next_cut(north.y);
    while y < south.y {
        let x = share(north.x, south.x, y - north.y, south.y - north.y);
        found.push(Node { x, y });
        y = next_cut(y);
    }
}

/// Square buckets of 2^`bits` cells.
#[derive(Clone, Copy)]
struct Buckets {
    bits: u32,
}

impl Buckets {
    fn new(segments: &[(Node, Node)]) -> Self {
        let length = |(a, b): &(Node, Node)| (b.x - a.x).abs().max((b.y - a.y).abs());
        let total: i64 = segments.iter().map(length).sum();
        let count = i64::try_from(segments.len().max(1)).unwrap_or(i64::MAX);
        let usual = (2 * total / count).max(4);
        Self {
            bits: 64 - usual.leading_zeros(),
        }
    }

    fn key(column: i64, row: i64) -> u64 {
        let half = |v: i64| (v + (1 << 31)).cast_unsigned() & 0xffff_ffff;
        (half(row) << 32) | half(column)
    }

    fn of(self, n: Node) -> u64 {
        Self::key(n.x >> self.bits, n.y >> self.bits)
    }

    /// Calls `see` for every bucket that a segment, widened by one cell on all sides, enters.
    fn visit(self, a: Node, b: Node, mut see: impl FnMut(u64)) {
        let (west, east) = if a.x <= b.x { (a, b) } else { (b, a) };
        let columns = ((west.x - 1) >> self.bits)..=((east.x + 1) >> self.bits);
        let one = columns.start() == columns.end();
        for column in columns {
            let (mut low, mut high) = (west.y.min(east.y), west.y.max(east.y));
            if !one && east.x > west.x {
                let at = |x: i64| {
                    let x = x.clamp(west.x, east.x);
                    share(west.y, east.y, x - west.x, east.x - west.x)
                };
                let (y, v) = (at((column << self.bits) - 1), at(((column + 1) << self.bits) + 1));
                (low, high) = (y.min(v), y.max(v));
            }
            for row in ((low - 2) >> self.bits)..=((high + 2) >> self.bits) {
                see(Self::key(column, row));
            }
        }
    }
}

/// Hot pixels by bucket.
struct Hot {
    buckets: Buckets,
    nodes: Vec<(u64, Node)>,
    /// Where a bucket's nodes begin and end.
    places: HashMap<u64, (u32, u32)>,
}

impl Hot {
    fn new(segments: &[(Node, Node)]) -> Self {
        let buckets = Buckets::new(segments);
        let mut found: Vec<Node> = segments.iter().flat_map(|&(a, b)| [a, b]).collect();
        for &(a, b) in segments {
            cuts(a, b, &mut found);
        }
        crossings(buckets, segments, &mut found);
        let mut nodes: Vec<(u64, Node)> = found.into_iter().map(|n| (buckets.of(n), n)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let mut places = HashMap::with_capacity(nodes.len() / 2);
        let mut start = 0_u32;
        for bucket in nodes.chunk_by(|a, b| a.0 == b.0) {
            let end = start + u32::try_from(bucket.len()).unwrap_or(u32::MAX);
            places.insert(bucket[0].0, (start, end));
            start = end;
        }
        Self { buckets, nodes, places }
    }

    /// The hot pixels that a segment meets, in order from `a` to `b`, both included.
    fn met(&self, a: Node, b: Node, chain: &mut Vec<Node>) {
        chain.clear();
        self.buckets.visit(a, b, |key| {
            let Some(&(start, end)) = self.places.get(&key) else {
                return;
            };
            let here = self.nodes[start as usize..end as usize].iter();
            chain.extend(here.map(|(_, n)| *n).filter(|&n| meets_pixel(a, b, n)));
        });
        chain.sort_unstable_by_key(|&n| (along(a, b, n), n));
        chain.dedup();
    }

    /// Adds the route of a segment (a < b) after rounding, without its start, to `way`.
    fn route(&self, a: Node, b: Node, way: &mut Vec<Node>, chain: &mut Vec<Node>) {
        self.met(a, b, chain);
        if chain.len() <= 2 {
            way.push(b);
            return;
        }
        let mut waiting: Vec<(Node, Node)> = chain.array_windows().rev().map(|&[a, b]| (a, b)).collect();
        while let Some((a, b)) = waiting.pop() {
            // Always in one direction, so that both sides of a border take the same route.
            let turned = b < a;
            if turned {
                self.met(b, a, chain);
                chain.reverse();
            } else {
                self.met(a, b, chain);
            }
            if chain.len() <= 2 {
                way.push(b);
            } else {
                waiting.extend(chain.array_windows().rev().map(|&[a, b]| (a, b)));
            }
        }
    }
}

/// Adds the pixels in which the interiors of segments cross.
fn crossings(buckets: Buckets, segments: &[(Node, Node)], found: &mut Vec<Node>) {
    let mut entries: Vec<(u64, u32)> = Vec::with_capacity(segments.len() * 2);
    for (i, &(a, b)) in (0_u32..).zip(segments) {
        buckets.visit(a, b, |key| entries.push((key, i)));
    }
    entries.sort_unstable();
    let apart = |(a, b): (Node, Node), (c, d): (Node, Node)| {
        a.x.max(b.x) < c.x.min(d.x)
            || c.x.max(d.x) < a.x.min(b.x)
            || a.y.max(b.y) < c.y.min(d.y)
            || c.y.max(d.y) < a.y.min(b.y)
    };
    for bucket in entries.chunk_by(|a, b| a.0 == b.0) {
        for (place, &(_, i)) in bucket.iter().enumerate() {
            let one = segments[i as usize];
            for &(_, j) in &bucket[place + 1..] {
                let other = segments[j as usize];
                if !apart(one, other) {
                    found.extend(crossing_pixel(one, other));
                }
            }
        }
    }
}

/// Rounds polylines together: afterwards they meet only at vertices, and cross cutting lines only at vertices.
///
/// The order of the lines does not matter. A line that collapses keeps one vertex.
pub(super) fn snap_round(lines: &[Vec<Node>]) -> Vec<Vec<Node>> {
    // Every step with its number in the order of the lines; sorting puts equal steps side by side.
    let mut steps: Vec<(Node, Node, u32)> = (lines.iter())
        .flat_map(|line| line.array_windows())
        .zip(0_u32..)
        .map(|(&[a, b], number)| (a.min(b), a.max(b), number))
        .collect();
    steps.sort_unstable();
    let mut segments: Vec<(Node, Node)> = vec![];
    let mut segment_of_step = vec![u32::MAX; steps.len()];
    for &(a, b, step) in steps.iter().filter(|s| s.0 != s.1) {
        if segments.last() != Some(&(a, b)) {
            segments.push((a, b));
        }
        segment_of_step[step as usize] = u32::try_from(segments.len() - 1).unwrap_or(u32::MAX);
    }
    drop(steps);
    let hot = Hot::new(&segments);
    let mut starts = Vec::with_capacity(segments.len() + 1);
    let mut ways = Vec::with_capacity(segments.len());
    let mut chain = vec![];
    for &(a, b) in &segments {
        starts.push(ways.len());
        hot.route(a, b, &mut ways, &mut chain);
    }
    starts.push(ways.len());
    let mut step = 0;
    let mut rounded = Vec::with_capacity(lines.len());
    for line in lines {
        let mut now: Vec<Node> = Vec::with_capacity(line.len());
        now.extend(line.first());
        for &[a, b] in line.array_windows() {
            let segment = segment_of_step[step] as usize;
            step += 1;
            if a == b {
                continue;
            }
            let way = &ways[starts[segment]..starts[segment + 1]];
            if a < b {
                now.extend(way);
            } else {
                now.extend(way[..way.len() - 1].iter().rev());
                now.push(b);
            }
        }
        rounded.push(now);
    }
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(v: i64) -> bool {
        [64, 4032].contains(&v.rem_euclid(4096))
    }

    /// Checks that edges meet only at their ends, and that none crosses a cutting line.
    fn check(lines: &[Vec<Node>]) {
        let mut edges: Vec<(Node, Node)> = (lines.iter())
            .flat_map(|l| l.array_windows())
            .map(|&[a, b]| (a.min(b), a.max(b)))
            .collect();
        edges.sort_unstable();
        edges.dedup();
        for &(a, b) in &edges {
            assert_ne!(a, b);
            for (low, high) in [(a.x.min(b.x), a.x.max(b.x)), (a.y.min(b.y), a.y.max(b.y))] {
                assert!(!(low + 1..high).any(cut), "{a:?} {b:?} crosses a cutting line");
            }
            for &(c, d) in &edges {
                assert_eq!(crossing_pixel((a, b), (c, d)), None, "{a:?} {b:?} crosses {c:?} {d:?}");
                for end in [c, d] {
                    assert!(
                        end == a || end == b || !meets_pixel(a, b, end),
                        "{end:?} on {a:?} {b:?}"
                    );
                }
            }
        }
    }

    fn lines() -> impl Strategy<Value = Vec<Vec<Node>>> {
        // Around the corner of four tiles, where cutting lines are densest.
        let node = (3_900_i64..4_300, 3_900_i64..4_300).prop_map(|(x, y)| Node { x, y });
        let small = (4_020_i64..4_050, 4_020_i64..4_050).prop_map(|(x, y)| Node { x, y });
        let line = prop_oneof![prop::collection::vec(node, 2..6), prop::collection::vec(small, 2..6),];
        prop::collection::vec(line, 1..8)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn lines_meet_at_vertices_only(lines in lines()) {
            let rounded = snap_round(&lines);
            check(&rounded);
            for (before, after) in lines.iter().zip(&rounded) {
                prop_assert_eq!((before.first(), before.last()), (after.first(), after.last()));
            }
            prop_assert_eq!(&snap_round(&rounded), &rounded, "rounded again, nothing moves");
        }

        #[test]
        fn neither_order_nor_direction_matters(lines in lines()) {
            let turned: Vec<Vec<Node>> = lines.iter().rev().map(|l| l.iter().rev().copied().collect()).collect();
            let mut back = snap_round(&turned);
            back.reverse();
            for line in &mut back {
                line.reverse();
            }
            prop_assert_eq!(snap_round(&lines), back);
        }
    }

    #[test]
    fn cutting_lines_come_in_order() {
        let mut at = -65;
        let mut seen = vec![];
        while seen.len() < 5 {
            at = next_cut(at);
            seen.push(at);
        }
        assert_eq!(seen, [-64, 64, 4032, 4160, 8128]);
    }
}
