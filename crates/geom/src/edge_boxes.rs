//! Bounding boxes over the edges of a line, level by level: which edges can be near a place.
use super::lonlat::LonLat;
use super::nearest::plane_distance2;
use super::plane::LocalPlane;
use geo::Coord;
use smallvec::SmallVec;
use std::ops::Range;

/// Edges or boxes per box.
const CHUNK: usize = 16;

/// A bounding box: min x, min y, max x, max y.
type Bounds = [f64; 4];

/// Boxes that wait to be looked at: distance, level, number.
type Waiting = SmallVec<[(f64, usize, usize); 32]>;

/// The boxes of a line: first of runs of `CHUNK` edges, then of runs of `CHUNK` boxes, until `CHUNK` or fewer are left.
#[derive(Clone, Debug)]
pub(super) struct EdgeBoxes {
    levels: Vec<Vec<Bounds>>,
    edges: usize,
}

impl EdgeBoxes {
    /// The boxes of a line with at least one edge.
    pub(super) fn new(line: &[Coord<f64>]) -> Self {
        let edges = line.len() - 1;
        let of_edges = (0..edges).step_by(CHUNK).map(|from| {
            let vertices = &line[from..=(from + CHUNK).min(edges)];
            around(vertices.iter().map(|c| [c.x, c.y, c.x, c.y]))
        });
        let mut levels: Vec<Vec<Bounds>> = vec![of_edges.collect()];
        while let Some(last) = levels.last().filter(|last| last.len() > CHUNK) {
            let above = last.chunks(CHUNK).map(|run| around(run.iter().copied()));
            levels.push(above.collect());
        }
        Self { levels, edges }
    }

    /// A distance from the plane's origin that no edge is nearer than, in metres.
    pub(super) fn distance_m(&self, plane: &LocalPlane) -> f64 {
        let highest = self.levels.last().into_iter().flatten();
        let least2 = highest.map(|b| box_distance2(plane, b)).fold(f64::INFINITY, f64::min);
        least2.sqrt()
    }

    /// Runs of edges whose boxes are at most so far from the plane's origin, by the square of the distance; ascending.
    pub(super) fn edges_within(&self, plane: &LocalPlane, distance2: f64) -> SmallVec<[Range<usize>; 8]> {
        let mut found = SmallVec::new();
        let top = self.levels.len() - 1;
        let mut waiting: SmallVec<[(usize, usize); 32]> = (0..self.levels[top].len()).rev().map(|i| (top, i)).collect();
        while let Some((level, i)) = waiting.pop() {
            if box_distance2(plane, &self.levels[level][i]) > distance2 {
                continue;
            }
            match level.checked_sub(1) {
                None => found.push(self.edges_of(i)),
                Some(below) => waiting.extend(self.children(level, i).rev().map(|i| (below, i))),
            }
        }
        found
    }

    /// The square of the distance from the plane's origin to the nearest edge of `line`, but for rounding. The nearer of
    /// several boxes is looked at first.
    pub(super) fn least_distance2(&self, plane: &LocalPlane, line: &[Coord<f64>]) -> f64 {
        let top = self.levels.len() - 1;
        let mut least = f64::INFINITY;
        let mut waiting = Waiting::new();
        self.push(plane, top, 0..self.levels[top].len(), &mut waiting);
        while let Some((bound, level, i)) = waiting.pop() {
            if bound > least {
                continue;
            }
            if level > 0 {
                self.push(plane, level - 1, self.children(level, i), &mut waiting);
                continue;
            }
            for edge in self.edges_of(i) {
                least = least.min(plane_distance2(plane, line[edge], line[edge + 1]));
            }
        }
        least
    }

    /// Adds boxes of a level so that the nearest is last.
    fn push(&self, plane: &LocalPlane, level: usize, boxes: Range<usize>, waiting: &mut Waiting) {
        let from = waiting.len();
        waiting.extend(boxes.map(|i| (box_distance2(plane, &self.levels[level][i]), level, i)));
        waiting[from..].sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    }

    /// The boxes below a box.
    fn children(&self, level: usize, i: usize) -> Range<usize> {
        i * CHUNK..((i + 1) * CHUNK).min(self.levels[level - 1].len())
    }

    /// The edges of a run.
    fn edges_of(&self, run: usize) -> Range<usize> {
        run * CHUNK..((run + 1) * CHUNK).min(self.edges)
    }
}

/// The box around boxes.
fn around(boxes: impl Iterator<Item = Bounds>) -> Bounds {
    boxes.fold(
        [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY],
        |a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])],
    )
}

/// The square of the least plane distance from the plane's origin to a box.
fn box_distance2(plane: &LocalPlane, b: &Bounds) -> f64 {
    let (west, south) = plane.forward(LonLat::new(b[0], b[1]));
    let (east, north) = plane.forward(LonLat::new(b[2], b[3]));
    let dx = west.max(-east).max(0.0);
    let dy = south.max(-north).max(0.0);
    dx * dx + dy * dy
}
