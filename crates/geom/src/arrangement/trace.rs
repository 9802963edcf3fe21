//! From directed edges to regions: simple rings, and holes in the region that they lie in.
//!
//! An arc has its region on the left. Arcs meet at nodes only. Knows grid points, not degrees.
use super::lattice::{Node, by_direction, cross, float};
use crate::orientation::{Turn, orientation};
use geo::Coord;
use std::cmp::Ordering;

/// A region: its exterior counter-clockwise, its holes clockwise; open lists of nodes.
pub struct Region {
    /// Nodes of the exterior.
    pub outer: Vec<usize>,
    /// Nodes of each hole.
    pub holes: Vec<Vec<usize>>,
}

/// Regions and the way to find them.
pub struct Traced {
    /// The regions.
    pub regions: Vec<Region>,
    /// Which region an arc or a place belongs to.
    pub locator: Locator,
}

/// Arcs chained into closed walks, the region always on the left.
pub struct Cycles {
    /// The walk that each arc belongs to.
    pub cycle_of_arc: Vec<usize>,
    /// Nodes of each walk, in order.
    walks: Vec<Vec<usize>>,
}

/// Chains arcs: at each node the next arc is the first one clockwise from where the walk came.
#[must_use]
pub fn cycles(nodes: &[Node], arcs: &[(usize, usize)]) -> Cycles {
    let mut leaving: Vec<usize> = (0..arcs.len()).collect();
    leaving.sort_unstable_by(|&i, &j| {
        let (a, b) = (arcs[i], arcs[j]);
        a.0.cmp(&b.0)
            .then_with(|| by_direction(nodes[a.0], nodes[a.1], nodes[b.1]))
    });
    let mut starts = vec![0; nodes.len() + 1];
    for arc in arcs {
        starts[arc.0 + 1] += 1;
    }
    for node in 0..nodes.len() {
        starts[node + 1] += starts[node];
    }
    let next = |arc: usize| {
        let (from, at) = arcs[arc];
        let here = &leaving[starts[at]..starts[at + 1]];
        let before = here.partition_point(|&i| by_direction(nodes[at], nodes[arcs[i].1], nodes[from]).is_lt());
        here.get(before.wrapping_sub(1)).or(here.last()).copied()
    };
    let mut cycle_of_arc = vec![usize::MAX; arcs.len()];
    let mut walks = vec![];
    for first in 0..arcs.len() {
        if cycle_of_arc[first] != usize::MAX {
            continue;
        }
        let mut walk = vec![];
        let mut arc = Some(first);
        while let Some(i) = arc.filter(|&i| cycle_of_arc[i] == usize::MAX) {
            cycle_of_arc[i] = walks.len();
            walk.push(arcs[i].0);
            arc = next(i);
        }
        walks.push(walk);
    }
    Cycles { cycle_of_arc, walks }
}

/// Traces arcs that bound regions on their left.
#[must_use]
pub fn trace(nodes: &[Node], arcs: &[(usize, usize)]) -> Traced {
    let Cycles { cycle_of_arc, walks } = cycles(nodes, arcs);
    let mut outers = vec![];
    let mut contours = vec![];
    let mut place = vec![usize::MAX; nodes.len()];
    for (cycle, walk) in walks.iter().enumerate() {
        let mut holes = vec![];
        let mut outer = None;
        for ring in simple_rings(walk, &mut place) {
            match doubled_area(nodes, &ring).signum() {
                1 => outer = Some(from_smallest(ring)),
                -1 => holes.push(from_smallest(ring)),
                _ => {}
            }
        }
        if let Some(outer) = outer {
            outers.push((cycle, Region { outer, holes }));
        } else if !holes.is_empty() {
            contours.push((cycle, holes));
        }
    }
    outers.sort_by(|x, y| x.1.outer.cmp(&y.1.outer));
    let mut region_of_cycle = vec![None; walks.len()];
    let mut regions = vec![];
    for (number, (cycle, region)) in outers.into_iter().enumerate() {
        region_of_cycle[cycle] = Some(number);
        regions.push(region);
    }
    let mut locator = Locator::new(nodes, arcs, cycle_of_arc, region_of_cycle);
    // From west to east: what lies to the west of a contour has been settled before it.
    let smallest = |holes: &[Vec<usize>]| holes.iter().map(|h| h[0]).min().unwrap_or(0);
    contours.sort_by_key(|(_, holes)| smallest(holes));
    for (cycle, holes) in contours {
        let region = locator.region_at(nodes, nodes[smallest(&holes)].doubled());
        locator.region_of_cycle[cycle] = region;
        if let Some(region) = region {
            regions[region].holes.extend(holes);
        }
    }
    for region in &mut regions {
        region.holes.sort();
    }
    Traced { regions, locator }
}

/// Cuts a closed walk at the nodes that it visits twice. `place` has `usize::MAX` for every node, before and after.
fn simple_rings(walk: &[usize], place: &mut [usize]) -> Vec<Vec<usize>> {
    let mut rings = vec![];
    let mut path: Vec<usize> = vec![];
    for &node in walk {
        if place[node] != usize::MAX {
            let ring = path.split_off(place[node]);
            for &n in &ring {
                place[n] = usize::MAX;
            }
            rings.push(ring);
        }
        place[node] = path.len();
        path.push(node);
    }
    for &n in &path {
        place[n] = usize::MAX;
    }
    rings.push(path);
    rings
}

fn doubled_area(nodes: &[Node], ring: &[usize]) -> i128 {
    let origin = nodes[ring[0]];
    ring.array_windows()
        .map(|&[a, b]| cross(origin, nodes[a], nodes[b]))
        .sum()
}

fn from_smallest(mut ring: Vec<usize>) -> Vec<usize> {
    if let Some(first) = (0..ring.len()).min_by_key(|&i| ring[i]) {
        ring.rotate_left(first);
    }
    ring
}

/// Finds the region at a point: the one east of the nearest edge to the west.
#[derive(Clone, Debug)]
pub struct Locator {
    cycle_of_arc: Vec<usize>,
    region_of_cycle: Vec<Option<usize>>,
    /// Arcs that run down (their region is to the east): (lower, upper, arc), in rows of latitude.
    rows: Vec<Vec<(usize, usize, usize)>>,
    south: i64,
    row_height: i64,
}

impl Locator {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a heuristic height"
    )]
    fn new(
        nodes: &[Node],
        arcs: &[(usize, usize)],
        cycle_of_arc: Vec<usize>,
        region_of_cycle: Vec<Option<usize>>,
    ) -> Self {
        let down: Vec<(usize, usize, usize)> = arcs
            .iter()
            .enumerate()
            .filter(|(_, (from, to))| nodes[*from].y > nodes[*to].y)
            .map(|(arc, &(from, to))| (to, from, arc))
            .collect();
        let south = down.iter().map(|d| nodes[d.0].y).min().unwrap_or(0);
        let north = down.iter().map(|d| nodes[d.1].y).max().unwrap_or(0);
        let summed: f64 = down.iter().map(|d| float(nodes[d.1].y - nodes[d.0].y)).sum();
        let count = down.len() as f64;
        // About three rows to an edge, and no more rows than edges.
        let row_height = (summed / (3.0 * count.max(1.0)))
            .max(float(north - south) / count.max(1.0))
            .ceil() as i64;
        let row_height = row_height.max(1);
        let mut locator = Self {
            cycle_of_arc,
            region_of_cycle,
            rows: vec![],
            south,
            row_height,
        };
        for entry in down {
            let (first, last) = (locator.row(nodes[entry.0].y), locator.row(nodes[entry.1].y));
            if locator.rows.len() <= last {
                locator.rows.resize(last + 1, vec![]);
            }
            for row in &mut locator.rows[first..=last] {
                row.push(entry);
            }
        }
        locator
    }

    fn row(&self, y: i64) -> usize {
        usize::try_from((y - self.south) / self.row_height).unwrap_or(0)
    }

    /// The region to the left of an arc.
    #[must_use]
    pub fn region_of_arc(&self, arc: usize) -> Option<usize> {
        self.region_of_cycle[self.cycle_of_arc[arc]]
    }

    /// The region at a point given in half cells; on an edge, the one to the east.
    #[must_use]
    pub fn region_at(&self, nodes: &[Node], point: Node) -> Option<usize> {
        let at = |n: usize| nodes[n].doubled();
        let side = |a: Node, b: Node, p: Node| 0.cmp(&cross(a, b, p));
        self.nearest_west(point.y.div_euclid(2), point, at, |n| n.y, side)
    }

    /// The region at a place in degrees, exactly on the doubles; `y` is its latitude in cells, rounded.
    #[must_use]
    pub fn region_at_place(&self, nodes: &[Coord<f64>], place: Coord<f64>, y: i64) -> Option<usize> {
        let side = |a, b, p| match orientation(a, b, p) {
            Turn::Left => Ordering::Less,
            Turn::Straight => Ordering::Equal,
            Turn::Right => Ordering::Greater,
        };
        self.nearest_west(y, place, |n| nodes[n], |c| c.y, side)
    }

    /// `side` is `Greater` for a point to the right (east) of an upward edge.
    fn nearest_west<P: Copy, Y: PartialOrd>(
        &self,
        row_y: i64,
        point: P,
        at: impl Fn(usize) -> P,
        latitude: impl Fn(P) -> Y,
        side: impl Fn(P, P, P) -> Ordering,
    ) -> Option<usize> {
        if row_y < self.south {
            return None;
        }
        let y = latitude(point);
        // Whether edge e runs to the east of edge f, where the point's parallel meets both. They don't cross.
        let is_east = |e: (P, P), f: (P, P)| {
            if latitude(e.0) >= latitude(f.0) {
                side(f.0, f.1, e.0).then_with(|| side(f.0, f.1, e.1)).is_gt()
            } else {
                side(e.0, e.1, f.0).then_with(|| side(e.0, e.1, f.1)).is_lt()
            }
        };
        let mut nearest: Option<(P, P, usize)> = None;
        for &(low, high, arc) in self.rows.get(self.row(row_y))? {
            let (low, high) = (at(low), at(high));
            let is_west = latitude(low) <= y && y < latitude(high) && side(low, high, point).is_gt();
            if is_west && nearest.is_none_or(|(l, h, _)| is_east((low, high), (l, h))) {
                nearest = Some((low, high, arc));
            }
        }
        self.region_of_arc(nearest?.2)
    }
}
