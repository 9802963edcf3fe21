//! A polygon layer prepared for exact look-ups.
use super::cells::Cells;
use geo::{Coord, MultiPolygon};
use riverchief_geom::nearest::TIE_M;
use riverchief_geom::union::inside_union;
use riverchief_geom::{EdgeTree, Foot, LonLat, Position, PreparedPolygon};
use smallvec::SmallVec;
use std::sync::Arc;

/// Features that cover a place, ascending, with the position; rarely more than the four levels of units.
pub type Covering = SmallVec<[(usize, Position); 4]>;

/// A feature near a point, with the nearest point of its edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearFeature {
    /// Index into the layer.
    pub feature: usize,
    /// Nearest point of its edge (N2).
    pub foot: Foot,
}

/// Polygons of one kind, in the order of their ids.
#[derive(Debug)]
pub struct PolygonLayer<T> {
    items: Vec<Arc<T>>,
    polygons: Vec<PreparedPolygon>,
    cells: Cells,
    edges: EdgeTree<usize>,
}

impl<T> PolygonLayer<T> {
    /// Prepares a layer; `geometry` gives lon/lat polygons.
    #[must_use]
    pub fn new(items: Vec<Arc<T>>, geometry: impl Fn(&T) -> &MultiPolygon<f64>) -> Self {
        let polygons: Vec<_> = items
            .iter()
            .map(|item| PreparedPolygon::new(geometry(item).clone()))
            .collect();
        let cells = Cells::new(&polygons);
        let edges = polygons
            .iter()
            .enumerate()
            .flat_map(|(i, p)| p.edges().map(move |e| (e.a, e.b, i)));
        let edges = EdgeTree::new(edges);
        Self {
            items,
            polygons,
            cells,
            edges,
        }
    }

    /// The features, in order.
    #[must_use]
    pub fn items(&self) -> &[Arc<T>] {
        &self.items
    }

    /// The prepared polygon of a feature.
    #[must_use]
    pub fn polygon(&self, feature: usize) -> &PreparedPolygon {
        &self.polygons[feature]
    }

    /// Features that cover `p` (closed, N1), ascending, with the position.
    #[must_use]
    pub fn covering(&self, p: LonLat) -> Covering {
        let exact = |(feature, known): (usize, Option<Position>)| {
            let position = known.unwrap_or_else(|| self.polygons[feature].position(p));
            (position != Position::Outside).then_some((feature, position))
        };
        self.cells.at(p).filter_map(exact).collect()
    }

    /// Whether `p` lies strictly inside the union of the features.
    #[must_use]
    pub fn surrounds(&self, p: LonLat) -> bool {
        let covering = self.covering(p);
        covering.iter().any(|(_, at)| *at == Position::Inside)
            || inside_union(covering.iter().map(|(feature, _)| &self.polygons[*feature]), p)
    }

    /// Features that cover `p` or have an edge within the tolerance of a foot (S7), ascending.
    #[must_use]
    pub fn covering_foot(&self, p: LonLat) -> Vec<usize> {
        let mut found: Vec<usize> = self.covering(p).into_iter().map(|(feature, _)| feature).collect();
        found.extend(self.edges.within_m(p, TIE_M).iter().map(|near| near.edge.label));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether any feature covers `p` or has an edge within the tolerance of a foot (S7).
    #[must_use]
    pub fn covers_foot(&self, p: LonLat) -> bool {
        !self.covering(p).is_empty() || self.edges.is_within_m(p, TIE_M)
    }

    /// The nearest edge point of every feature with an edge within `d_m` of `p`, by feature.
    #[must_use]
    pub fn near(&self, p: LonLat, d_m: f64) -> Vec<NearFeature> {
        let near = self.edges.nearest_by_label(p, d_m).into_iter();
        near.map(|(feature, near)| NearFeature {
            feature,
            foot: near.foot,
        })
        .collect()
    }

    /// Features with an edge within some metres of edge ab, each with the least distance in the local plane there.
    #[must_use]
    pub fn beside(&self, a: Coord<f64>, b: Coord<f64>, d_m: f64) -> Vec<(usize, f64)> {
        self.edges.labels_beside(a, b, d_m)
    }

    /// The least distance in metres from `p` to an edge of the layer; `None` where it has none.
    #[must_use]
    pub fn distance_m(&self, p: LonLat) -> Option<f64> {
        Some(self.edges.nearest(p)?.foot.distance_m)
    }

    /// The prepared polygons, in the order of their features.
    pub(super) fn polygons(&self) -> &[PreparedPolygon] {
        &self.polygons
    }

    /// Every stored edge of the layer, lon/lat.
    pub fn edges(&self) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> + '_ {
        self.polygons.iter().flat_map(|p| p.edges().map(|e| (e.a, e.b)))
    }
}
