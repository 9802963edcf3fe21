//! Lengths of a shore inside units (JA4).
use geo::{Coord, LineString, MultiPolygon};
use riverchief_geom::Stationed;
use riverchief_geom::cutting::{Cuts, cut};
use riverchief_geom::edge_tree::EdgeTree;
use riverchief_geom::position::PreparedPolygon;

/// Metres of a shore inside each of some units, and how many of them are also inside another; what lies on a unit's
/// border counts (JA4).
pub(crate) fn shore_lengths_m(shore: &[(Coord<f64>, Coord<f64>)], units: &[&MultiPolygon<f64>]) -> Vec<(f64, f64)> {
    let insides: Vec<Inside> = units.iter().map(|unit| Inside::new(unit)).collect();
    let mut lengths_m = vec![(0.0, 0.0); units.len()];
    for (a, b) in shore {
        let Ok(line) = Stationed::new(LineString(vec![*a, *b])) else {
            continue;
        };
        let cuts: Vec<Cuts<()>> = insides.iter().map(|inside| inside.cuts(&line)).collect();
        for [from_m, to_m] in measures(&line, &cuts).array_windows() {
            let holds = |(inside, cuts): (&Inside, &Cuts<()>)| inside.holds(&line, cuts, f64::midpoint(*from_m, *to_m));
            let held: Vec<bool> = insides.iter().zip(&cuts).map(holds).collect();
            let common = held.iter().filter(|held| **held).count() > 1;
            for (total, _) in lengths_m.iter_mut().zip(&held).filter(|(_, held)| **held) {
                total.0 += to_m - from_m;
                total.1 += if common { to_m - from_m } else { 0.0 };
            }
        }
    }
    lengths_m
}

/// Both ends of a line and the measures at which it meets edges, each once.
fn measures(line: &Stationed, cuts: &[Cuts<()>]) -> Vec<f64> {
    let mut measures = vec![0.0, line.len_m()];
    let params = cuts.iter().flat_map(|cuts| cuts.params(line.coords().len() - 1));
    measures.extend(params.map(|(edge, t)| line.measure(edge, t)));
    measures.sort_by(f64::total_cmp);
    measures.dedup();
    measures
}

/// An area prepared for measuring lines inside it.
struct Inside {
    polygon: PreparedPolygon,
    edges: EdgeTree<()>,
}

impl Inside {
    fn new(area: &MultiPolygon<f64>) -> Self {
        let polygon = PreparedPolygon::new(area.clone());
        let edges = EdgeTree::new(polygon.edges().map(|e| (e.a, e.b, ())));
        Self { polygon, edges }
    }

    fn cuts(&self, line: &Stationed) -> Cuts<()> {
        cut(line.coords(), &self.edges)
    }

    /// Whether the area contains the piece of a line with this middle, between two of its cuts.
    fn holds(&self, line: &Stationed, cuts: &Cuts<()>, middle_m: f64) -> bool {
        let (edge, t) = line.locate(middle_m);
        let on_edge = cuts.overlaps.iter().any(|o| o.edge == edge && o.t0 <= t && t <= o.t1);
        on_edge || self.polygon.covers(line.at(middle_m))
    }
}
