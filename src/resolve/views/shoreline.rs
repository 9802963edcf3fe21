//! Lengths of rings and lines inside an area (JA4, N9).
use crate::geom::cutting::cut;
use crate::geom::edge_tree::EdgeTree;
use crate::geom::position::PreparedPolygon;
use crate::geom::{LonLat, Stationed};
use geo::{Coord, LineString, MultiPolygon};

/// Metres of a shore inside `unit`; what lies on the unit's border counts (JA4).
pub(crate) fn shore_m(shore: &[(Coord<f64>, Coord<f64>)], unit: &MultiPolygon<f64>) -> f64 {
    let inside = Inside::new(unit);
    let edges = shore.iter().map(|(a, b)| LineString(vec![*a, *b]));
    edges.map(|edge| inside.length_m(&edge)).sum()
}

/// An area prepared for measuring lines inside it.
pub(crate) struct Inside {
    polygon: PreparedPolygon,
    edges: EdgeTree<()>,
}

impl Inside {
    pub fn new(area: &MultiPolygon<f64>) -> Self {
        let polygon = PreparedPolygon::new(area.clone());
        let edges = EdgeTree::new(polygon.edges().map(|e| (e.a, e.b, ())));
        Self { polygon, edges }
    }

    /// Metres of `line` inside or on the area; 0 for a line without two different vertices.
    pub fn length_m(&self, line: &LineString<f64>) -> f64 {
        let Ok(line) = Stationed::new(line.clone()) else {
            return 0.0;
        };
        let cuts = cut(line.coords(), &self.edges);
        let mut measures: Vec<f64> = vec![0.0, line.len_m()];
        let params = cuts.params(line.coords().len() - 1);
        measures.extend(params.into_iter().map(|(edge, t)| line.measure(edge, t)));
        measures.sort_by(f64::total_cmp);
        let on_edge = |edge: usize, t: f64| cuts.overlaps.iter().any(|o| o.edge == edge && o.t0 <= t && t <= o.t1);
        let mut inside_m = 0.0;
        for w in measures.windows(2).filter(|w| w[1] > w[0]) {
            let middle_m = f64::midpoint(w[0], w[1]);
            let (edge, t) = line.locate(middle_m);
            let middle: LonLat = line.at(middle_m);
            if on_edge(edge, t) || self.polygon.covers(middle) {
                inside_m += w[1] - w[0];
            }
        }
        inside_m
    }
}
