//! The edges at which the city may end: nowhere else does a place inside it have a place outside it beside it.
use super::layer::PolygonLayer;
use crate::domain::kinds::Level;
use crate::domain::records::AdminUnit;
use geo::Coord;
use riverchief_geom::EdgeTree;
use riverchief_geom::orientation::is_counter_clockwise;
use std::collections::HashMap;

/// The bits of a place.
type Bits = (u64, u64);

/// Edges of units that are not certainly inside the city.
///
/// An edge that units of one level have on both sides, by the bits of its ends, is inside. Where two units share a border
/// without sharing its vertices the edges count as outline, which is harmless: it only takes away certainty.
pub(super) fn outline(units: &PolygonLayer<AdminUnit>) -> EdgeTree<()> {
    // For each edge of a level: how many units lie on one side of it, and on the other.
    let mut sides: HashMap<(Level, Bits, Bits), (u32, u32)> = HashMap::new();
    for (i, unit) in units.items().iter().enumerate() {
        for polygon in units.polygon(i).geometry() {
            let inner = polygon.interiors().iter().map(|ring| (ring, true));
            for (ring, hole) in std::iter::once((polygon.exterior(), false)).chain(inner) {
                let left_is_inside = is_counter_clockwise(&ring.0) != hole;
                for &[a, b] in ring.0.array_windows() {
                    let (from, to) = if left_is_inside { (a, b) } else { (b, a) };
                    let (from, to) = (bits(from), bits(to));
                    let count = sides.entry((unit.level, from.min(to), from.max(to))).or_default();
                    if from <= to { count.0 += 1 } else { count.1 += 1 }
                }
            }
        }
    }
    let outer = sides.into_iter().filter(|(_, (left, right))| left != right);
    EdgeTree::new(outer.map(|((_, a, b), _)| (place(a), place(b), ())))
}

fn bits(c: Coord<f64>) -> Bits {
    (c.x.to_bits(), c.y.to_bits())
}

fn place(bits: Bits) -> Coord<f64> {
    Coord {
        x: f64::from_bits(bits.0),
        y: f64::from_bits(bits.1),
    }
}
