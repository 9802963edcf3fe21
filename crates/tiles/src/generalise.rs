//! Generalises the topology to the grid of a zoom: every arc is simplified once, and all arcs are rounded together.
use super::mercator::coarser;
use super::mesh::Mesh;
use super::snap::snap_round;
use super::tile::MAX_ZOOM;
use super::topology::{Arc, Topology};
use geo::{Coord, LineString, SimplifyVwIdx};
use riverchief_geom::arrangement::lattice::{Node, float};

/// Visvalingam–Whyatt removes vertices whose triangle is smaller than the square of this, in cells of the zoom.
/// Three cells are three eighths of a pixel of a 512-pixel tile.
const TOLERANCE: f64 = 3.0;

/// Polygons and lines at a zoom. They meet only at vertices.
pub(super) struct Generalised {
    /// Polygons by area, each its shell and then its holes.
    pub polygons: Vec<Vec<Vec<Vec<Node>>>>,
    /// Vertices by line; a collapsed line has one.
    pub lines: Vec<Vec<Node>>,
    pub mesh: Mesh,
}

/// Generalises to a zoom. On the finest grid, that of [`MAX_ZOOM`], nothing is simplified.
pub(super) fn generalise(topology: &Topology, z: u8) -> Generalised {
    let rounded: Vec<Vec<Node>>;
    let chains: Vec<&[Node]> = if z == MAX_ZOOM {
        topology.arcs.iter().map(|a| &a.points[..]).collect()
    } else {
        let simplified: Vec<Vec<Node>> = topology.arcs.iter().map(|arc| simplify(arc, z)).collect();
        rounded = snap_round(&simplified);
        rounded.iter().map(|c| &c[..]).collect()
    };
    let bounding = topology.arcs.iter().zip(&chains).filter(|(arc, _)| !arc.net.is_empty());
    let mesh = Mesh::new(
        bounding.map(|(arc, chain)| (*chain, &arc.net[..])),
        &topology.ownership(),
    );
    let polygons = mesh
        .outlines(topology.areas.len())
        .iter()
        .map(|o| mesh.polygons(o))
        .collect();
    let lines = topology.lines.iter().map(|line| {
        let mut path = vec![coarser(line.start, z)];
        for &(arc, backwards) in &line.arcs {
            let chain = chains[arc as usize];
            if backwards {
                path.extend(chain.iter().rev());
            } else {
                path.extend(chain);
            }
        }
        path.dedup();
        path
    });
    Generalised {
        lines: lines.collect(),
        polygons,
        mesh,
    }
}

fn simplify(arc: &Arc, z: u8) -> Vec<Node> {
    let mut nodes: Vec<Node> = arc.points.iter().map(|n| coarser(*n, z)).collect();
    nodes.dedup();
    if nodes.len() <= 2 {
        return nodes;
    }
    let limit = arc.limit / f64::from(1_u32 << (MAX_ZOOM - z));
    let tolerance = TOLERANCE.min(limit);
    let line: LineString<f64> = nodes
        .iter()
        .map(|n| Coord {
            x: float(n.x),
            y: float(n.y),
        })
        .collect();
    line.simplify_vw_idx(tolerance * tolerance)
        .into_iter()
        .map(|i| nodes[i])
        .collect()
}
