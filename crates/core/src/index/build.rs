//! Prepares a law for look-ups: polygon layers, trees of edges, and the features of each water.
use super::Index;
use super::attached::Attached;
use super::branch_table::BranchTable;
use super::decided::Piece;
use super::layer::PolygonLayer;
use super::near::{Near, Nearness, Reach};
use crate::domain::ids::WaterCode;
use crate::domain::kinds::ZoneKind;
use crate::domain::records::{AdminUnit, ManagementExtent, MarineArea, RegisteredSegment, WaterArea, Zone};
use crate::snapshot::Law;
use geo::{Coord, Rect};
use riverchief_geom::{EdgeTree, PreparedPolygon};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::{Arc, OnceLock, RwLock};

impl Index {
    /// Prepares a law for look-ups.
    #[must_use]
    pub fn new(law: Law) -> Self {
        let layers = Layers::new(&law);
        let edges = each_once(layers.edges().chain(line_edges(&law).map(|(a, b, _)| (a, b))));
        let widths = law.waters.values().filter_map(|w| w.half_width_m);
        let widest_half_m = widths.fold(law.thresholds.half_width_m, f64::max);
        let units = &layers.units;
        let registered_by_water = grouped((law.segments.values()).map(|s| (s.water.clone(), s.clone())));
        let half_width_m = |water| law.waters.get(water).and_then(|w| w.half_width_m);
        Self {
            general_chiefs: units.items().iter().map(|_| OnceLock::new()).collect(),
            lineages: (units.items().iter())
                .map(|u| law.lineage_is_registered(&u.code).then(|| law.lineage_at(u, |_| None)))
                .collect(),
            attached: Attached::new(&law, units, &layers.pools),
            areas_by_water: grouped((law.water_areas.iter().enumerate()).map(|(i, a)| (a.water.clone(), i))),
            branches_by_water: grouped((law.network.branches.iter().enumerate()).map(|(i, b)| (b.water.clone(), i))),
            kept: units.items().iter().map(|_| RwLock::default()).collect(),
            villages_by_zone: grouped((law.zone_pieces.iter()).map(|p| (p.zone.clone(), p.village.clone()))),
            tables: tables(&law, &registered_by_water),
            half_widths_m: (law.network.branches.iter())
                .map(|b| half_width_m(&b.water).unwrap_or(law.thresholds.half_width_m))
                .collect(),
            conferences: law.waters.keys().map(|code| (code.clone(), OnceLock::new())).collect(),
            registered_by_water,
            nearness: nearness(&law, &layers, &edges, widest_half_m),
            line_edges: EdgeTree::new(line_edges(&law)),
            pieces: edges.iter().map(|_| Piece::default()).collect(),
            outline: OnceLock::new(),
            ends: edges.iter().map(|_| Default::default()).collect(),
            boundaries: EdgeTree::new(edges),
            widest_half_m,
            standing: Arc::default(),
            units: layers.units,
            neighbours: layers.neighbours,
            pools: layers.pools,
            lands: layers.lands,
            areas: layers.areas,
            extents: layers.extents,
            marine: layers.marine,
            law,
        }
    }
}

/// The polygons of a law, by kind.
struct Layers {
    units: PolygonLayer<AdminUnit>,
    neighbours: PolygonLayer<AdminUnit>,
    pools: PolygonLayer<Zone>,
    lands: PolygonLayer<Zone>,
    areas: PolygonLayer<WaterArea>,
    extents: PolygonLayer<ManagementExtent>,
    marine: PolygonLayer<MarineArea>,
}

impl Layers {
    fn new(law: &Law) -> Self {
        let (neighbours, units): (Vec<_>, Vec<_>) = law.units.values().cloned().partition(|u| u.neighbour);
        let (pools, lands): (Vec<_>, Vec<_>) = law.zones.values().cloned().partition(|z| z.kind == ZoneKind::Water);
        Self {
            units: PolygonLayer::new(units, |u| &u.geometry),
            neighbours: PolygonLayer::new(neighbours, |u| &u.geometry),
            pools: PolygonLayer::new(pools, |z| &z.geometry),
            lands: PolygonLayer::new(lands, |z| &z.geometry),
            areas: PolygonLayer::new(law.water_areas.clone(), |a| &a.geometry),
            extents: PolygonLayer::new(law.extents.clone(), |e| &e.geometry),
            marine: PolygonLayer::new(law.marine_areas.clone(), |m| &m.geometry),
        }
    }

    /// Edges of all but the neighbours.
    fn edges(&self) -> impl Iterator<Item = Edge> {
        (self.units.edges().chain(self.pools.edges()).chain(self.lands.edges()))
            .chain(self.areas.edges())
            .chain(self.extents.edges())
            .chain(self.marine.edges())
    }

    /// Polygons that a place may match.
    fn matched(&self) -> impl Iterator<Item = &PreparedPolygon> {
        (self
            .pools
            .polygons()
            .iter()
            .chain(self.lands.polygons())
            .chain(self.areas.polygons()))
        .chain(self.extents.polygons())
        .chain(self.marine.polygons())
    }
}

type Edge = (Coord<f64>, Coord<f64>);

/// Edges of all centrelines, each with the number of its branch.
fn line_edges(law: &Law) -> impl Iterator<Item = (Coord<f64>, Coord<f64>, usize)> {
    let branches = law.network.branches.iter().enumerate();
    branches.flat_map(|(i, branch)| branch.line.coords().windows(2).map(move |w| (w[0], w[1], i)))
}

fn grouped<K: Eq + Hash, V>(pairs: impl Iterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}

/// The segments of every branch by measure.
fn tables(law: &Law, registered: &HashMap<WaterCode, Vec<Arc<RegisteredSegment>>>) -> Vec<BranchTable> {
    let stretches = stretches_by_branch(law);
    let branches = law.network.branches.iter().zip(&stretches);
    branches
        .map(|(branch, stretches)| {
            let derived = stretches.iter().map(|&i| (i, &law.network.derived[i]));
            let registered = registered.get(&branch.water).map_or(&[][..], Vec::as_slice);
            BranchTable::new(branch, registered, derived)
        })
        .collect()
}

/// The indices of the derived segments of each branch, ascending.
fn stretches_by_branch(law: &Law) -> Vec<Vec<usize>> {
    let branches = &law.network.branches;
    let numbers: HashMap<(&WaterCode, u32), usize> = (branches.iter().enumerate())
        .map(|(i, b)| ((&b.water, b.branch), i))
        .collect();
    let mut stretches = vec![Vec::new(); branches.len()];
    for (i, segment) in law.network.derived.iter().enumerate() {
        let branch = segment.stretch.and_then(|s| numbers.get(&(&segment.water, s.branch)));
        if let Some(&branch) = branch {
            stretches[branch].push(i);
        }
    }
    stretches
}

/// What may be near a place; `edges` are those of all boundaries and centrelines.
fn nearness(law: &Law, layers: &Layers, edges: &[(Coord<f64>, Coord<f64>, ())], widest_half_m: f64) -> Nearness {
    let t = &law.thresholds;
    let lines = || line_edges(law).map(|(a, b, _)| (a, b));
    let reach = |flag, within_m, edges| Reach { flag, within_m, edges };
    let waters = layers.areas.edges().chain(layers.pools.edges()).chain(lines());
    Nearness::new(
        box_of(edges.iter().flat_map(|(a, b, ())| [*a, *b])),
        edges.len(),
        vec![
            reach(
                Near::EDGE,
                t.edge_warn_m,
                Box::new(edges.iter().map(|(a, b, ())| (*a, *b))),
            ),
            reach(Near::CHANNEL, t.tolerance_m, Box::new(layers.areas.edges())),
            reach(Near::CHANNEL, t.tolerance_m + widest_half_m, Box::new(lines())),
            reach(Near::WATER, t.near_water_m, Box::new(waters)),
        ],
        layers.matched(),
    )
}

/// Edges with two different ends, each once in either direction.
fn each_once(all: impl Iterator<Item = Edge>) -> Vec<(Coord<f64>, Coord<f64>, ())> {
    let key = |c: Coord<f64>| (c.x.to_bits(), c.y.to_bits());
    let mut seen = HashSet::new();
    all.filter(|(a, b)| a != b && seen.insert((key(*a).min(key(*b)), key(*a).max(key(*b)))))
        .map(|(a, b)| (a, b, ()))
        .collect()
}

/// The bounding box of places; places that are not finite are left out.
fn box_of(places: impl Iterator<Item = Coord<f64>>) -> Option<Rect<f64>> {
    places
        .filter(|c| c.x.is_finite() && c.y.is_finite())
        .map(|c| Rect::new(c, c))
        .reduce(|r, s| {
            Rect::new(
                (r.min().x.min(s.min().x), r.min().y.min(s.min().y)),
                (r.max().x.max(s.max().x), r.max().y.max(s.max().y)),
            )
        })
}
