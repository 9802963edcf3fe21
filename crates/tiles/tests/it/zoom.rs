//! All tiles of one zoom, decoded by the reader of our own, with vertices on the zoom's grid.
use super::raw::{self, At, Feature, Geometry, Layer};
use super::world;
use riverchief_tiles::{Filter, LayerId, TileCoord};
use std::collections::BTreeMap;

pub type Edge = (At, At);

pub struct Tile {
    pub coord: TileCoord,
    pub layers: Vec<Layer>,
}

impl Tile {
    pub fn layer(&self, name: &str) -> &[Feature] {
        let found = self.layers.iter().find(|l| l.name == name);
        found.map_or(&[], |l| &l.features)
    }

    /// A vertex on the zoom's grid.
    pub fn global(&self, v: At) -> At {
        [
            v[0] + 4096 * i64::from(self.coord.x),
            v[1] + 4096 * i64::from(self.coord.y),
        ]
    }

    /// Whether an edge (in units of the tile) lies along a side of the tile's box.
    pub fn on_side((a, b): Edge) -> bool {
        (0..2).any(|axis| a[axis] == b[axis] && (a[axis] == -64 || a[axis] == 4160))
    }
}

/// Every tile of a zoom that is not empty, with its bytes.
pub fn tiles_with_bytes(z: u8) -> impl Iterator<Item = (Tile, Vec<u8>)> {
    let pyramid = world::pyramid();
    let layers: Vec<LayerId> = LayerId::all().collect();
    world::tiles_over(pyramid.bounds(LayerId::all()), z)
        .into_iter()
        .filter_map(move |coord| {
            let bytes = pyramid.tile(&layers, coord, &Filter::default()).unwrap()?;
            let layers = raw::read(&bytes).unwrap_or_else(|e| panic!("{coord:?}: {e}"));
            Some((Tile { coord, layers }, bytes))
        })
}

/// Every tile of a zoom that is not empty, by column and row.
pub fn tiles(z: u8) -> BTreeMap<(u32, u32), Tile> {
    tiles_with_bytes(z)
        .map(|(tile, _)| ((tile.coord.x, tile.coord.y), tile))
        .collect()
}

/// Directed edges of a geometry, in units of its tile.
pub fn edges(geometry: &Geometry) -> Vec<Edge> {
    let open = |path: &Vec<At>| path.array_windows().map(|&[a, b]| (a, b)).collect::<Vec<_>>();
    match geometry {
        Geometry::Lines(lines) => lines.iter().flat_map(open).collect(),
        Geometry::Polygons(polygons) => polygons
            .iter()
            .flatten()
            .flat_map(|ring| {
                let mut edges = open(ring);
                edges.push((ring[ring.len() - 1], ring[0]));
                edges
            })
            .collect(),
        Geometry::Points(_) | Geometry::Unknown => vec![],
    }
}
