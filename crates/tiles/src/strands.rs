//! Chains that meet only at vertices, split into strands between junctions, and the faces between strands.
//!
//! A junction is a vertex where chains end, meet or turn back; a strand runs between two junctions. Faces are found from
//! the strands, of which there are few, and not from their edges, of which there are millions.
use super::net::{Net, sum};
use riverchief_geom::arrangement::lattice::{Node, by_direction, cross};
use std::cmp::Ordering;
use std::collections::HashMap;

/// The unbounded face.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// A run of edges that touches other strands only at its ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strand {
    start: u32,
    end: u32,
    /// Junctions at its ends.
    from: u32,
    to: u32,
    /// Number of its net.
    pub net: u32,
    /// The chain that it belongs to (one of them, where several run along it), and whether the chain runs the other way.
    pub chain: u32,
    pub against: bool,
}

/// A chain and its net.
pub(super) type Chain<'a> = (&'a [Node], &'a [(u32, i32)]);

/// A strand in one of its two directions: twice its number, plus one for backwards.
pub(super) type Half = u32;

/// Strands with the faces on their sides.
pub(super) struct Strands {
    points: Vec<Node>,
    pub all: Vec<Strand>,
    junctions: Vec<Node>,
    pub nets: Vec<Net>,
    /// The face on the left of each half.
    pub face: Vec<u32>,
    /// Number of bounded faces.
    pub faces: u32,
}

#[derive(Default)]
struct NetTable {
    nets: Vec<Net>,
    numbers: HashMap<Net, u32>,
}

impl NetTable {
    fn number(&mut self, net: &[(u32, i32)]) -> u32 {
        if let Some(&number) = self.numbers.get(net) {
            return number;
        }
        let number = count(self.nets.len());
        self.nets.push(net.to_vec());
        self.numbers.insert(net.to_vec(), number);
        number
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Vertices where chains end, meet or turn back, ascending.
fn junctions(chains: &[Chain<'_>]) -> Vec<Node> {
    let mut seen: Vec<Node> = Vec::with_capacity(chains.iter().map(|c| c.0.len() + 2).sum());
    for (chain, _) in chains {
        seen.extend(*chain);
        seen.extend(chain.first().into_iter().chain(chain.last()));
        seen.extend(chain.array_windows().filter(|[a, _, b]| a == b).map(|w| w[1]));
    }
    seen.sort_unstable();
    seen.chunk_by(|a, b| a == b)
        .filter(|same| same.len() > 1)
        .map(|same| same[0])
        .collect()
}

impl Strands {
    /// Overlays directed chains, each with its net.
    pub fn new(chains: &[Chain<'_>]) -> Self {
        let junctions = junctions(chains);
        let mut laid = Self {
            points: vec![],
            all: vec![],
            junctions,
            nets: vec![],
            face: vec![],
            faces: 0,
        };
        let mut table = NetTable::default();
        // Strands of one edge: only these can belong to more than one chain.
        let mut short: Vec<(Node, Node, u32, u32, i32)> = vec![];
        for (number, (chain, net)) in (0_u32..).zip(chains) {
            let net = table.number(net);
            let mut start = 0;
            for i in 1..chain.len() {
                if laid.junctions.binary_search(&chain[i]).is_err() {
                    continue;
                }
                if i - start > 1 {
                    laid.add(&chain[start..=i], net, number, false);
                } else if chain[start] != chain[i] {
                    let (a, b) = (chain[start], chain[i]);
                    short.push(if a < b {
                        (a, b, number, net, 1)
                    } else {
                        (b, a, number, net, -1)
                    });
                }
                start = i;
            }
        }
        short.sort_unstable();
        for same in short.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
            let (a, b, chain, ..) = same[0];
            let nets = same
                .iter()
                .fold(Net::new(), |net, s| sum(&net, &table.nets[s.3 as usize], s.4));
            if !nets.is_empty() {
                let net = table.number(&nets);
                laid.add(&[a, b], net, chain, same[0].4 < 0);
            }
        }
        laid.nets = table.nets;
        laid.find_faces();
        laid
    }

    fn add(&mut self, points: &[Node], net: u32, chain: u32, against: bool) {
        let start = count(self.points.len());
        self.points.extend(points);
        let junction = |n: Node| count(self.junctions.partition_point(|j| *j < n));
        self.all.push(Strand {
            start,
            end: count(self.points.len()),
            from: junction(points[0]),
            to: junction(points[points.len() - 1]),
            net,
            chain,
            against,
        });
    }

    /// The vertices of a strand, from end to end.
    pub fn points(&self, strand: usize) -> &[Node] {
        let s = &self.all[strand];
        &self.points[s.start as usize..s.end as usize]
    }

    /// The vertices of a half in its direction.
    pub fn along(&self, half: Half) -> impl Iterator<Item = Node> + '_ {
        let points = self.points(half as usize / 2);
        let backwards = half % 2 == 1;
        (0..points.len()).map(move |i| {
            if backwards {
                points[points.len() - 1 - i]
            } else {
                points[i]
            }
        })
    }

    /// The junction at which a half starts.
    pub fn origin(&self, half: Half) -> u32 {
        let s = &self.all[half as usize / 2];
        if half.is_multiple_of(2) { s.from } else { s.to }
    }

    fn first_step(&self, half: Half) -> Node {
        let points = self.points(half as usize / 2);
        if half.is_multiple_of(2) {
            points[1]
        } else {
            points[points.len() - 2]
        }
    }

    /// Twice the signed area between a half and the origin of the grid.
    pub fn doubled(&self, half: Half) -> i128 {
        let origin = Node { x: 0, y: 0 };
        let points = self.points(half as usize / 2);
        let sum: i128 = points.array_windows().map(|&[a, b]| cross(origin, a, b)).sum();
        if half.is_multiple_of(2) { sum } else { -sum }
    }

    /// Cycles of halves with one face on their left. At each junction a cycle takes the first half clockwise from the one it
    /// arrives on.
    fn cycles(&self) -> (Vec<u32>, Vec<Vec<Half>>) {
        let halves = count(self.all.len() * 2);
        let mut leaving: Vec<Half> = (0..halves).collect();
        leaving.sort_unstable_by(|&g, &h| {
            let (of_g, of_h) = (self.origin(g), self.origin(h));
            let at = self.junctions[of_g as usize];
            of_g.cmp(&of_h)
                .then_with(|| by_direction(at, self.first_step(g), self.first_step(h)))
                .then(g.cmp(&h))
        });
        let mut starts = vec![0_usize; self.junctions.len() + 1];
        for half in 0..halves {
            starts[self.origin(half) as usize + 1] += 1;
        }
        for j in 0..self.junctions.len() {
            starts[j + 1] += starts[j];
        }
        let next = |half: Half| {
            let twin = half ^ 1;
            let at = self.origin(twin) as usize;
            let here = &leaving[starts[at]..starts[at + 1]];
            let (node, back) = (self.junctions[at], self.first_step(twin));
            let before = here.partition_point(|&h| by_direction(node, self.first_step(h), back).is_lt());
            here.get(before.wrapping_sub(1)).or(here.last()).copied()
        };
        let mut cycle_of = vec![u32::MAX; halves as usize];
        let mut cycles: Vec<Vec<Half>> = vec![];
        for first in 0..halves {
            let mut cycle = vec![];
            let mut half = Some(first);
            while let Some(h) = half.filter(|&h| cycle_of[h as usize] == u32::MAX) {
                cycle_of[h as usize] = count(cycles.len());
                cycle.push(h);
                half = next(h);
            }
            if !cycle.is_empty() {
                cycles.push(cycle);
            }
        }
        (cycle_of, cycles)
    }

    fn find_faces(&mut self) {
        let (cycle_of, cycles) = self.cycles();
        let mut face_of_cycle = vec![OUTSIDE; cycles.len()];
        // A cycle with positive area is the outer border of a face; any other encloses something that lies in a face.
        let mut contours: Vec<(Node, u32)> = vec![];
        for (number, cycle) in (0_u32..).zip(&cycles) {
            if cycle.iter().map(|h| self.doubled(*h)).sum::<i128>() > 0 {
                face_of_cycle[number as usize] = self.faces;
                self.faces += 1;
            } else {
                let west = cycle.iter().flat_map(|h| self.points(*h as usize / 2)).min();
                contours.extend(west.map(|w| (*w, number)));
            }
        }
        // From west to east: the face west of a contour is known before the contour is reached.
        contours.sort_unstable();
        if contours.len() > 1 {
            let rows = Rows::new(self);
            for (node, cycle) in contours {
                let beside = rows.nearest_west(node).map(|half| cycle_of[half as usize]);
                face_of_cycle[cycle as usize] = beside.map_or(OUTSIDE, |c| face_of_cycle[c as usize]);
            }
        }
        self.face = cycle_of.into_iter().map(|c| face_of_cycle[c as usize]).collect();
    }
}

/// Edges in rows of y, to find the nearest edge west of a node. Each has the half whose left side is the east of the edge.
struct Rows {
    edges: Vec<Vec<(Node, Node, Half)>>,
    low: i64,
    height: i64,
}

impl Rows {
    fn new(laid: &Strands) -> Self {
        let mut edges: Vec<(Node, Node, Half)> = vec![];
        for strand in 0..laid.all.len() {
            for &[a, b] in laid.points(strand).array_windows() {
                match a.y.cmp(&b.y) {
                    Ordering::Greater => edges.push((b, a, 2 * count(strand))),
                    Ordering::Less => edges.push((a, b, 2 * count(strand) + 1)),
                    Ordering::Equal => {}
                }
            }
        }
        let low = edges.iter().map(|e| e.0.y).min().unwrap_or(0);
        let high = edges.iter().map(|e| e.1.y).max().unwrap_or(0);
        let number = i64::try_from(edges.len().max(1)).unwrap_or(i64::MAX);
        let summed: i64 = edges.iter().map(|e| e.1.y - e.0.y).sum();
        // About three rows per edge, and no more rows than edges.
        let height = (summed / (3 * number)).max((high - low) / number) + 1;
        let mut rows = Self {
            edges: vec![],
            low,
            height,
        };
        for edge in edges {
            let (first, last) = (rows.row(edge.0.y), rows.row(edge.1.y));
            if rows.edges.len() <= last {
                rows.edges.resize(last + 1, vec![]);
            }
            for row in &mut rows.edges[first..=last] {
                row.push(edge);
            }
        }
        rows
    }

    fn row(&self, y: i64) -> usize {
        usize::try_from((y - self.low) / self.height).unwrap_or(0)
    }

    /// The half that has the node's face on its left: that of the nearest edge west of the node that doesn't touch it.
    fn nearest_west(&self, p: Node) -> Option<Half> {
        if p.y < self.low {
            return None;
        }
        // Whether edge e lies east of edge f on the parallel of the node. They don't cross.
        let side = |a: Node, b: Node, p: Node| 0.cmp(&cross(a, b, p));
        let is_east = |e: (Node, Node), f: (Node, Node)| {
            if e.0.y >= f.0.y {
                side(f.0, f.1, e.0).then_with(|| side(f.0, f.1, e.1)).is_gt()
            } else {
                side(e.0, e.1, f.0).then_with(|| side(e.0, e.1, f.1)).is_lt()
            }
        };
        let mut nearest: Option<(Node, Node, Half)> = None;
        for &(low, high, half) in self.edges.get(self.row(p.y))? {
            let west = low.y <= p.y && p.y < high.y && side(low, high, p).is_gt();
            if west && nearest.is_none_or(|(l, h, _)| is_east((low, high), (l, h))) {
                nearest = Some((low, high, half));
            }
        }
        nearest.map(|n| n.2)
    }
}
