//! Web Mercator (EPSG:3857) as integers: the grid of a zoom has 4096 · 2^z cells a side, x to the east, y to the south.
use super::tile::{EXTENT, MAX_ZOOM};
use geo::Coord;
use riverchief_geom::LonLat;
use riverchief_geom::arrangement::lattice::Node;
use std::f64::consts::PI;

/// A vertex on the grid of a zoom.
pub(super) type Vertex = [i32; 2];

/// Web Mercator has no tiles beyond this latitude, in degrees.
const MAX_LAT: f64 = 85.051_128_779_806_59;

/// Number of cells along one side of the world at a zoom.
pub(super) fn side(z: u8) -> f64 {
    f64::from(EXTENT) * f64::from(1_u32 << z)
}

/// A position in degrees as a fraction of the world's square; `None` when a coordinate is not a finite number.
pub(super) fn unit_square(p: Coord<f64>) -> Option<Coord<f64>> {
    if !(p.x.is_finite() && p.y.is_finite()) {
        return None;
    }
    let lat = p.y.clamp(-MAX_LAT, MAX_LAT).to_radians();
    Some(Coord {
        x: (p.x.clamp(-180.0, 180.0) + 180.0) / 360.0,
        y: (1.0 - lat.tan().asinh() / PI) / 2.0,
    })
}

/// Longitude and latitude, in degrees, of a point of the world's square.
pub(super) fn lon_lat(p: Coord<f64>) -> LonLat {
    LonLat::new(p.x * 360.0 - 180.0, (PI * (1.0 - 2.0 * p.y)).sinh().atan().to_degrees())
}

/// The nearest node of the finest grid.
#[expect(clippy::cast_possible_truncation, reason = "within ±2^26")]
pub(super) fn node(p: Coord<f64>) -> Option<Node> {
    let unit = unit_square(p)?;
    let at = |share: f64| (share * side(MAX_ZOOM) + 0.5).floor() as i64;
    Some(Node {
        x: at(unit.x),
        y: at(unit.y),
    })
}

/// The cell of a zoom's grid that holds a position.
#[expect(clippy::cast_possible_truncation, reason = "within ±2^26")]
pub(super) fn cell(p: Coord<f64>, z: u8) -> Option<Vertex> {
    let unit = unit_square(p)?;
    let last = side(z) - 1.0;
    let at = |share: f64| (share * side(z)).floor().clamp(0.0, last) as i32;
    Some([at(unit.x), at(unit.y)])
}

/// Rounds a node of the finest grid to the grid of a zoom.
pub(super) fn coarser(n: Node, z: u8) -> Node {
    let bits = MAX_ZOOM - z;
    if bits == 0 {
        return n;
    }
    let half = 1_i64 << (bits - 1);
    Node {
        x: (n.x + half) >> bits,
        y: (n.y + half) >> bits,
    }
}

/// A node as a vertex.
#[expect(clippy::cast_possible_truncation, reason = "coordinates of the grid are under 2^27")]
pub(super) fn vertex(n: Node) -> Vertex {
    [n.x as i32, n.y as i32]
}
