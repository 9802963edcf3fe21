//! The units, zones and common borders of a raw world, each worked out from all edges (S15, S16).
use super::exact::{Meeting, Place, along, covers, geodesic_m, meeting};
use riverchief_core::snapshot::raw::RawWorld;

pub struct Unit {
    pub code: String,
    /// Greater is lower.
    pub level: usize,
    pub rings: Vec<Vec<Place>>,
}

/// An edge of a ring, with the unit on its left.
#[derive(Clone, Copy)]
pub struct Edge {
    pub unit: usize,
    pub a: Place,
    pub b: Place,
    pub ring: usize,
    pub ring_m: f64,
    /// Metres along the ring, the unit on the left, at a and b.
    pub at_m: [f64; 2],
}

/// A stretch of border between two units, `left` on its left.
pub struct Atom {
    pub left: usize,
    pub right: usize,
    pub a: Place,
    pub b: Place,
    /// As of the edge of `left`.
    pub ring: usize,
    pub ring_m: f64,
    pub at_m: [f64; 2],
}

/// The edges of one ring of a unit, each with the unit on its left.
pub fn ring_edges(unit: usize, rings: &[Vec<Place>], ring: usize, places: &[Place]) -> Vec<Edge> {
    let ring_m = places.windows(2).map(|w| geodesic_m(w[0], w[1])).sum();
    let mut from_m = 0.0;
    let edge = |w: &[Place]| {
        let (a, b) = (w[0], w[1]);
        let to_m = from_m + geodesic_m(a, b);
        // A place beside the middle says on which side the unit is; the worlds have nothing thinner.
        let (x, y) = along(a, b, 0.5);
        let left = covers(rings, (x - (b.1 - a.1) * 1e-3, y + (b.0 - a.0) * 1e-3));
        let (a, b, at_m) = if left {
            (a, b, [from_m, to_m])
        } else {
            (b, a, [ring_m - to_m, ring_m - from_m])
        };
        from_m = to_m;
        Edge {
            unit,
            a,
            b,
            ring,
            ring_m,
            at_m,
        }
    };
    places.windows(2).map(edge).collect()
}

pub struct World {
    pub units: Vec<Unit>,
    pub edges: Vec<Edge>,
    /// WATER zones.
    pub pools: Vec<Vec<Vec<Place>>>,
    pub zone_edges: Vec<(Place, Place)>,
    pub atoms: Vec<Atom>,
}

pub fn rings_of(geometry: &geo::MultiPolygon<f64>) -> Vec<Vec<Place>> {
    let rings = geometry
        .0
        .iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings.map(|r| r.0.iter().map(|c| (c.x, c.y)).collect()).collect()
}

pub fn edges_of(rings: &[Vec<Place>]) -> impl Iterator<Item = (Place, Place)> {
    rings.iter().flat_map(|r| r.windows(2).map(|w| (w[0], w[1])))
}

impl World {
    pub fn new(raw: &RawWorld) -> Self {
        let rank = |level: &str| {
            ["city", "county", "township", "village"]
                .iter()
                .position(|l| *l == level)
        };
        let units = raw.units.iter().filter(|u| u.neighbour != Some(true)).map(|u| Unit {
            code: u.code.clone().expect("a code"),
            level: rank(u.level.as_deref().expect("a level")).expect("a known level"),
            rings: rings_of(u.geometry.as_ref().expect("a geometry")),
        });
        let mut units: Vec<Unit> = units.collect();
        units.sort_by(|u, v| u.code.cmp(&v.code));
        let edges = units.iter().enumerate().flat_map(|(unit, u)| {
            u.rings
                .iter()
                .enumerate()
                .flat_map(move |(ring, places)| ring_edges(unit, &u.rings, ring, places))
        });
        let edges = edges.collect();
        let zones = raw.zones.iter().map(|z| {
            (
                z.kind.as_deref() == Some("water"),
                rings_of(z.geometry.as_ref().expect("a zone")),
            )
        });
        let zones: Vec<_> = zones.collect();
        let mut world = Self {
            units,
            edges,
            zone_edges: zones.iter().flat_map(|(_, rings)| edges_of(rings)).collect(),
            pools: zones
                .into_iter()
                .filter(|(water, _)| *water)
                .map(|(_, rings)| rings)
                .collect(),
            atoms: vec![],
        };
        world.atoms = world.borders();
        world
    }

    /// Of some units the one that decides: lowest level, then smallest code.
    pub fn decides(&self, units: impl Iterator<Item = usize>) -> Option<usize> {
        units.min_by_key(|&u| (usize::MAX - self.units[u].level, u))
    }

    /// Units left and right at parameter t of an edge that lies on rings; `None` on none.
    pub fn beside(&self, a: Place, b: Place, t: f64) -> Option<[Option<usize>; 2]> {
        let on = self.edges.iter().filter_map(|e| match meeting(a, b, e.a, e.b) {
            Meeting::Over(low, high, same) if low <= t && t <= high => Some((e.unit, same)),
            _ => None,
        });
        let on: Vec<(usize, bool)> = on.collect();
        let side = |left: bool| self.decides(on.iter().filter(|(_, same)| *same == left).map(|(u, _)| *u));
        (!on.is_empty()).then(|| [side(true), side(false)])
    }

    pub fn borders(&self) -> Vec<Atom> {
        let mut atoms = Vec::new();
        for e in &self.edges {
            let mut ends = vec![0.0, 1.0];
            for other in &self.edges {
                if let Meeting::Over(low, high, _) = meeting(e.a, e.b, other.a, other.b) {
                    ends.extend([low, high]);
                }
            }
            ends.sort_by(f64::total_cmp);
            ends.dedup();
            for w in ends.windows(2) {
                if let Some([Some(left), Some(right)]) = self.beside(e.a, e.b, f64::midpoint(w[0], w[1]))
                    && left == e.unit
                    && left != right
                {
                    let (a, b) = (along(e.a, e.b, w[0]), along(e.a, e.b, w[1]));
                    let at_m = [w[0], w[1]].map(|t| e.at_m[0] + t * (e.at_m[1] - e.at_m[0]));
                    let (ring, ring_m) = (e.ring, e.ring_m);
                    atoms.push(Atom {
                        left,
                        right,
                        a,
                        b,
                        ring,
                        ring_m,
                        at_m,
                    });
                }
            }
        }
        atoms
    }

    pub fn code(&self, unit: usize) -> String {
        self.units[unit].code.clone()
    }
}
