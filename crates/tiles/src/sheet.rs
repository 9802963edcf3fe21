//! One layer at one zoom, ready to be cut into tiles: vertices on the zoom's grid, and which of them each tile needs.
//!
//! No edge crosses a cutting line of the tiles, so a tile takes whole edges, the same ones as its neighbour.
use super::mercator::Vertex;
use super::tile::{BUFFER, EXTENT};

/// An open ring of a polygon, with the polygon on its left.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    pub points: Box<[Vertex]>,
    /// The first ring of a polygon is its shell.
    pub shell: bool,
}

/// The geometry of a feature at a zoom.
#[derive(Clone, Debug)]
pub(super) enum Drawn {
    /// None: it has collapsed, or has no geometry.
    Nothing,
    /// Polygons, each its shell and then its holes.
    Area(Vec<Ring>),
    /// Lines.
    Lines(Vec<Box<[Vertex]>>),
    /// A point.
    Place(Vertex),
}

/// Edges `start..end` of a ring or line of a feature, all within the box of one tile. A point has a run without edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    tile: u64,
    pub feature: u32,
    pub path: u32,
    pub start: u32,
    pub end: u32,
}

/// An edge that crosses the upper side of the boxes of a row: its greatest x, and the change of the winding number east of
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Crossing {
    feature: u32,
    row: i32,
    x: i32,
    winding: i32,
}

/// Box of a feature.
#[derive(Clone, Copy, Debug)]
struct Extent {
    min: Vertex,
    max: Vertex,
}

/// A layer at a zoom.
#[derive(Debug)]
pub(super) struct Sheet {
    pub drawn: Vec<Drawn>,
    extents: Vec<Option<Extent>>,
    /// Features with an extent, which are the polygons.
    areas: Vec<u32>,
    runs: Vec<Run>,
    crossings: Vec<Crossing>,
}

/// The box of a tile: the tile and its buffer, closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TileBox {
    pub min: Vertex,
    pub max: Vertex,
}

#[expect(clippy::cast_possible_wrap, reason = "both are small")]
const SIZE: (i32, i32) = (EXTENT as i32, BUFFER as i32);

impl TileBox {
    pub fn new(x: u32, y: u32) -> Self {
        let at = |n: u32| n.cast_signed() * SIZE.0;
        Self {
            min: [at(x) - SIZE.1, at(y) - SIZE.1],
            max: [at(x) + SIZE.0 + SIZE.1, at(y) + SIZE.0 + SIZE.1],
        }
    }

    /// The tile's own corner, without the buffer.
    pub fn origin(self) -> Vertex {
        [self.min[0] + SIZE.1, self.min[1] + SIZE.1]
    }
}

fn key(x: i32, y: i32) -> u64 {
    (u64::from(y.cast_unsigned()) << 32) | u64::from(x.cast_unsigned())
}

/// The first and last tile along one axis whose closed box holds both ends.
fn tiles(a: i32, b: i32, last: i32) -> (i32, i32) {
    let (low, high) = (a.min(b), a.max(b));
    let first = (high - SIZE.1 - SIZE.0 + SIZE.0 - 1).div_euclid(SIZE.0);
    (first.max(0), (low + SIZE.1).div_euclid(SIZE.0).min(last))
}

/// The first and last column and row of the tiles whose boxes hold an edge.
type Tiles = ((i32, i32), (i32, i32));

impl Sheet {
    /// Indexes the geometry of features at a zoom.
    pub fn new(z: u8, drawn: Vec<Drawn>) -> Self {
        let last = (1_i32 << z) - 1;
        let extents: Vec<Option<Extent>> = drawn.iter().map(extent).collect();
        let areas = (0_u32..)
            .zip(&extents)
            .filter(|(_, e)| e.is_some())
            .map(|(feature, _)| feature);
        let mut sheet = Self {
            areas: areas.collect(),
            extents,
            drawn,
            runs: vec![],
            crossings: vec![],
        };
        let (mut runs, mut crossings) = (vec![], vec![]);
        for (feature, drawn) in (0_u32..).zip(&sheet.drawn) {
            match drawn {
                Drawn::Nothing => {}
                Drawn::Place(at) => {
                    let tile = key(at[0].div_euclid(SIZE.0), at[1].div_euclid(SIZE.0));
                    runs.push(Run {
                        tile,
                        feature,
                        path: 0,
                        start: 0,
                        end: 0,
                    });
                }
                Drawn::Lines(paths) => {
                    for (path, points) in (0_u32..).zip(paths) {
                        let edges = points.array_windows().map(|&[a, b]| (a, b));
                        cut_up(edges, last, feature, path, &mut runs);
                    }
                }
                Drawn::Area(rings) => {
                    for (path, ring) in (0_u32..).zip(rings) {
                        cut_up(ring_edges(&ring.points), last, feature, path, &mut runs);
                        for (a, b) in ring_edges(&ring.points) {
                            crossings.extend(rows_entered(a, b, last).map(|row| Crossing {
                                feature,
                                row,
                                x: a[0].max(b[0]),
                                winding: if a[1] > b[1] { 1 } else { -1 },
                            }));
                        }
                    }
                }
            }
        }
        runs.sort_unstable();
        crossings.sort_unstable();
        runs.shrink_to_fit();
        crossings.shrink_to_fit();
        sheet.runs = runs;
        sheet.crossings = crossings;
        sheet
    }

    /// Runs of a tile, by feature, path and start.
    pub fn runs(&self, x: u32, y: u32) -> &[Run] {
        let tile = key(x.cast_signed(), y.cast_signed());
        let start = self.runs.partition_point(|r| r.tile < tile);
        let len = self.runs[start..].partition_point(|r| r.tile == tile);
        &self.runs[start..start + len]
    }

    /// Polygon features whose extent meets a tile's box, ascending.
    pub fn over(&self, tile: TileBox) -> impl Iterator<Item = u32> + '_ {
        let meets = move |e: &Extent| (0..2).all(|axis| e.min[axis] <= tile.max[axis] && e.max[axis] >= tile.min[axis]);
        let extent = |feature: &u32| self.extents[*feature as usize].as_ref();
        self.areas.iter().copied().filter(move |f| extent(f).is_some_and(meets))
    }

    /// Whether a feature lies entirely within a tile's box.
    pub fn within(&self, feature: u32, tile: TileBox) -> bool {
        self.extents[feature as usize]
            .is_some_and(|e| (0..2).all(|axis| e.min[axis] >= tile.min[axis] && e.max[axis] <= tile.max[axis]))
    }

    /// Whether a polygon feature covers the inside of a tile's box next to its upper left corner.
    pub fn covers_corner(&self, feature: u32, row: u32, x: i32) -> bool {
        let row = row.cast_signed();
        let start = self.crossings.partition_point(|c| (c.feature, c.row) < (feature, row));
        let west = self.crossings[start..]
            .iter()
            .take_while(|c| (c.feature, c.row) == (feature, row) && c.x <= x);
        west.map(|c| c.winding).sum::<i32>() > 0
    }

    /// Approximate memory use, in bytes.
    pub fn bytes(&self) -> usize {
        let drawn = self.drawn.iter().map(|d| match d {
            Drawn::Area(rings) => rings.iter().map(|r| 24 + r.points.len() * 8).sum(),
            Drawn::Lines(paths) => paths.iter().map(|p| 16 + p.len() * 8).sum(),
            Drawn::Nothing | Drawn::Place(_) => 0,
        });
        let each = size_of::<Drawn>() + size_of::<Option<Extent>>();
        drawn.sum::<usize>()
            + self.drawn.len() * each
            + self.runs.len() * size_of::<Run>()
            + self.crossings.len() * size_of::<Crossing>()
    }
}

/// The edges of an open ring, with the closing edge last.
pub(super) fn ring_edges(points: &[Vertex]) -> impl Iterator<Item = (Vertex, Vertex)> + '_ {
    edges_between(points, 0, points.len())
}

/// The edges of an open ring from number `start` up to, not including, `end`.
pub(super) fn edges_between(
    points: &[Vertex],
    start: usize,
    end: usize,
) -> impl Iterator<Item = (Vertex, Vertex)> + '_ {
    (start..end).map(|i| (points[i], points[if i + 1 == points.len() { 0 } else { i + 1 }]))
}

/// Rows of tiles whose box has an upper side that the edge crosses or touches from below.
fn rows_entered(a: Vertex, b: Vertex, last: i32) -> impl Iterator<Item = i32> {
    let (low, high) = (a[1].min(b[1]), a[1].max(b[1]));
    // The upper side of the box of row r is at 4096 r − 64; an edge that continues below it has low <= side < high.
    let first = (low + SIZE.1 + SIZE.0 - 1).div_euclid(SIZE.0).max(0);
    let end = (high + SIZE.1 - 1).div_euclid(SIZE.0).min(last);
    first..=end
}

fn extent(drawn: &Drawn) -> Option<Extent> {
    let Drawn::Area(rings) = drawn else { return None };
    let mut points = rings.iter().flat_map(|r| r.points.iter());
    let first = *points.next()?;
    let start = Extent { min: first, max: first };
    Some(points.fold(start, |e, p| Extent {
        min: [e.min[0].min(p[0]), e.min[1].min(p[1])],
        max: [e.max[0].max(p[0]), e.max[1].max(p[1])],
    }))
}

fn cut_up(edges: impl Iterator<Item = (Vertex, Vertex)>, last: i32, feature: u32, path: u32, runs: &mut Vec<Run>) {
    let mut open: Vec<Run> = vec![];
    let mut known: Option<Tiles> = None;
    let mut here: Vec<u64> = vec![];
    for (i, (a, b)) in (0_u32..).zip(edges) {
        let now: Tiles = (tiles(a[0], b[0], last), tiles(a[1], b[1], last));
        if known != Some(now) {
            known = Some(now);
            here.clear();
            for y in now.1.0..=now.1.1 {
                here.extend((now.0.0..=now.0.1).map(|x| key(x, y)));
            }
            open.retain(|run| {
                let on = here.contains(&run.tile);
                if !on {
                    runs.push(*run);
                }
                on
            });
            for &tile in &here {
                if open.iter().all(|run| run.tile != tile) {
                    open.push(Run {
                        tile,
                        feature,
                        path,
                        start: i,
                        end: i,
                    });
                }
            }
        }
        for run in &mut open {
            run.end = i + 1;
        }
    }
    runs.extend(open);
}
