//! Planar arrangements: lines laid over each other until they meet at nodes only, and the faces between.
//!
//! Snap rounding on an integer grid: nodes are grid points, predicates are exact in integers, and no node
//! comes nearer than half a cell to an edge that it is not an end of, so nothing changes sides when grid
//! points become degrees. Knows labels and faces, not what they stand for.
mod dissolve;
pub mod lattice;
mod snap;
pub mod trace;

use super::interior::interior_point;
use super::lonlat::LonLat;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use lattice::{Grid, Node};
use std::collections::BTreeSet;
use trace::{Locator, trace};

/// Why lines can't be arranged.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ArrangementError {
    /// The grid size is not a positive number, or so small that coordinates leave the integers.
    #[error("a grid of {cell_deg}° can't be used")]
    Grid {
        /// The size asked for, in degrees.
        cell_deg: f64,
    },
    /// A coordinate is not finite or leaves the grid's range.
    #[error("line {line}: ({x}, {y}) is outside the grid")]
    Coordinate {
        /// Position of the line in the input.
        line: usize,
        /// Its longitude.
        x: f64,
        /// Its latitude.
        y: f64,
    },
    /// A face has no interior point in degrees; the grid is finer than doubles.
    #[error("a face at ({x}, {y}) is too thin for doubles")]
    Flat {
        /// Longitude of its first node.
        x: f64,
        /// Latitude of its first node.
        y: f64,
    },
}

/// An edge of the arrangement: a straight line between two nodes that no other edge crosses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge<L> {
    /// Start, an index of [`Arrangement::nodes`]; always smaller than `to`.
    pub from: usize,
    /// End.
    pub to: usize,
    /// Labels of all lines that run along it, ascending, each once.
    pub labels: Vec<L>,
    /// Face to the left of from → to; `None` is the unbounded one.
    pub left: Option<usize>,
    /// Face to the right. The same as `left` for an edge that bounds nothing.
    pub right: Option<usize>,
}

/// A bounded face. Rings are lists of nodes, not closed, each from its smallest node.
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    /// Exterior, counter-clockwise.
    pub outer: Vec<usize>,
    /// Holes, clockwise.
    pub holes: Vec<Vec<usize>>,
    /// A place strictly inside.
    pub interior: LonLat,
}

/// Lines laid over each other: nodes, edges, faces.
///
/// The result depends on the set of input segments and their labels, never on their order.
///
/// ```
/// use riverchief_geom::arrangement::Arrangement;
/// let square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)].map(geo::Coord::from);
/// let river = [(-1.0, 1.0), (3.0, 1.0)].map(geo::Coord::from);
/// let laid = Arrangement::new(1e-7, [("border", &square[..]), ("river", &river[..])]).unwrap();
/// assert_eq!((laid.nodes.len(), laid.edges.len(), laid.faces.len()), (8, 9, 2));
/// ```
#[derive(Clone, Debug)]
pub struct Arrangement<L> {
    /// Nodes in degrees, by longitude, then latitude.
    pub nodes: Vec<Coord<f64>>,
    /// Edges, by `from`, then `to`.
    pub edges: Vec<Edge<L>>,
    /// Bounded faces, by the smallest node of their exteriors.
    pub faces: Vec<Face>,
    grid: Grid,
    lattice: Vec<Node>,
    locator: Locator,
}

impl<L: Ord + Clone> Arrangement<L> {
    /// Arranges labelled lines on a grid of `cell_deg` degrees (1e-7 is about a centimetre).
    ///
    /// # Errors
    /// When the grid can't be used, a coordinate is outside it, or a face is thinner than doubles.
    pub fn new<C: AsRef<[Coord<f64>]>>(
        cell_deg: f64,
        lines: impl IntoIterator<Item = (L, C)>,
    ) -> Result<Self, ArrangementError> {
        let grid = Grid::new(cell_deg).ok_or(ArrangementError::Grid { cell_deg })?;
        let mut segments = vec![];
        let mut labels = vec![];
        for (line, (label, coords)) in lines.into_iter().enumerate() {
            let snap = |c: &Coord<f64>| {
                grid.snap(*c)
                    .ok_or(ArrangementError::Coordinate { line, x: c.x, y: c.y })
            };
            let nodes = coords.as_ref().iter().map(snap).collect::<Result<Vec<Node>, _>>()?;
            segments.extend(nodes.array_windows().map(|&[a, b]| (a, b, line)));
            labels.push(label);
        }
        let snapped = snap::snap_round(&segments);
        let lattice: Vec<Node> = snapped
            .iter()
            .flat_map(|(a, b, _)| [*a, *b])
            .collect::<BTreeSet<Node>>()
            .into_iter()
            .collect();
        let number = |node: &Node| lattice.partition_point(|n| n < node);
        let mut edges: Vec<Edge<L>> = snapped
            .iter()
            .map(|(a, b, lines)| {
                let found: BTreeSet<&L> = lines.iter().map(|&line| &labels[line]).collect();
                let labels = found.into_iter().cloned().collect();
                Edge {
                    from: number(a),
                    to: number(b),
                    labels,
                    left: None,
                    right: None,
                }
            })
            .collect();
        let nodes: Vec<Coord<f64>> = lattice.iter().map(|n| grid.coord(*n)).collect();
        let (faces, locator) = find_faces(&lattice, &nodes, &mut edges)?;
        Ok(Self {
            nodes,
            edges,
            faces,
            grid,
            lattice,
            locator,
        })
    }

    /// A face as a polygon, with every node of its borders.
    ///
    /// # Panics
    /// When there is no such face.
    #[must_use]
    pub fn polygon(&self, face: usize) -> Polygon<f64> {
        polygon_of(&self.nodes, &self.faces[face].outer, &self.faces[face].holes)
    }

    /// The face that holds a place, exactly; for one on an edge, one of the faces beside it or none.
    #[must_use]
    pub fn face_at(&self, place: LonLat) -> Option<usize> {
        let row = self.grid.snap(place.coord())?.y;
        self.locator.region_at_place(&self.nodes, place.coord(), row)
    }

    /// Unites the faces that `key` gives the same key into one multipolygon per key, in key order.
    ///
    /// Edges within a key are dropped. All nodes on what remains are kept, so neighbours share every
    /// vertex; rings are simple, exteriors counter-clockwise, holes clockwise.
    #[must_use]
    pub fn dissolve<K: Ord>(
        &self,
        key: impl Fn(usize) -> Option<K>,
    ) -> std::collections::BTreeMap<K, MultiPolygon<f64>> {
        dissolve::dissolve(&self.lattice, &self.nodes, &self.edges, self.faces.len(), key)
    }
}

/// Faces left and right of the edges; those that bound nothing are set aside first.
fn find_faces<L>(
    lattice: &[Node],
    nodes: &[Coord<f64>],
    edges: &mut [Edge<L>],
) -> Result<(Vec<Face>, Locator), ArrangementError> {
    let arcs_of = |chosen: &[usize], edges: &[Edge<L>]| -> Vec<(usize, usize)> {
        chosen
            .iter()
            .flat_map(|&e| [(edges[e].from, edges[e].to), (edges[e].to, edges[e].from)])
            .collect()
    };
    let all: Vec<usize> = (0..edges.len()).collect();
    let cycle = trace::cycles(lattice, &arcs_of(&all, edges)).cycle_of_arc;
    let (bridges, bounding): (Vec<usize>, Vec<usize>) =
        all.into_iter().partition(|&e| cycle[2 * e] == cycle[2 * e + 1]);
    let traced = trace(lattice, &arcs_of(&bounding, edges));
    for (i, &e) in bounding.iter().enumerate() {
        edges[e].left = traced.locator.region_of_arc(2 * i);
        edges[e].right = traced.locator.region_of_arc(2 * i + 1);
    }
    for e in bridges {
        let middle = lattice[edges[e].from].doubled_middle(lattice[edges[e].to]);
        edges[e].left = traced.locator.region_at(lattice, middle);
        edges[e].right = edges[e].left;
    }
    let faces = traced.regions.into_iter().map(|region| {
        let polygon = polygon_of(nodes, &region.outer, &region.holes);
        let first = nodes[region.outer[0]];
        let interior = interior_point(&MultiPolygon::new(vec![polygon]))
            .map_err(|_| ArrangementError::Flat { x: first.x, y: first.y })?;
        Ok(Face {
            outer: region.outer,
            holes: region.holes,
            interior,
        })
    });
    Ok((faces.collect::<Result<_, _>>()?, traced.locator))
}

fn polygon_of(nodes: &[Coord<f64>], outer: &[usize], holes: &[Vec<usize>]) -> Polygon<f64> {
    let ring = |ring: &[usize]| LineString(ring.iter().chain(&ring[..1]).map(|&n| nodes[n]).collect());
    Polygon::new(ring(outer), holes.iter().map(|h| ring(h)).collect())
}

#[cfg(test)]
mod tests;
